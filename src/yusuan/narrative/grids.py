"""The small tables among the text: key projects with their sums, and the goals that forms put into sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..amounts import is_blank, parse_figure, to_yuan
from ..model import Block, Grid
from .counts import STAFF, TARGET
from .patterns import KEY_PROJECT_COLUMNS, KEY_PROJECT_ENTITY
from .text import normalise


def key_projects(blocks: Sequence[Block], dropped: set[int], department: str) -> list[dict[str, object]]:
    """A claim for each row of a table 项目名称 / 预算数 / 绩效目标, which may go on over pages without its header."""
    rows: list[dict[str, object]] = []
    columns: dict[str, int] = {}
    unit, width = "", 0
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid):
            columns = columns if index in dropped else {}
            continue
        heads = [[normalise(cell or "") for cell in row] for row in block.rows[:3]]
        header = next((i for i, row in enumerate(heads) if _columns(row)), None)
        if header is not None:
            columns, width = _columns(heads[header]), len(heads[header])
            unit = _unit(heads[header][columns["amount"]]) or "万元"
        elif not columns or len(heads[0]) != width:
            columns = {}
            continue
        for offset, cells in enumerate(block.rows):
            if header is not None and offset <= header:
                continue
            row = [normalise(cell or "") for cell in cells]
            entity = row[columns["entity"]] if "entity" in columns else ""
            name, amount = row[columns["name"]], row[columns["amount"]]
            if is_blank(amount):
                if rows and offset == 0:
                    rows[-1]["name"] = f"{rows[-1]['name']}{name}"
                    rows[-1]["entity"] = f"{rows[-1]['entity']}{entity}" if entity else rows[-1]["entity"]
                continue
            try:
                figure = parse_figure(amount)
            except ValueError:
                continue
            if figure is None or figure.unit == "%" or not name:
                continue
            yuan, quantum = to_yuan(figure, unit)
            rows.append({
                "topic": "key_project", "page": block.page, "line": block.lines[offset],
                "entity": entity or department, "name": name, "measure": "amount", "period": "current",
                "printed": amount, "unit": figure.unit or unit, "value": float(figure.value),
                "quantum": float(figure.quantum), "amount_yuan": yuan, "quantum_yuan": quantum,
            })  # fmt: skip
    return rows


def _columns(header: list[str]) -> dict[str, int]:
    """Where the name, the sum and the target stand; {} for another table."""
    found = {
        key: i
        for i, cell in reversed(list(enumerate(header)))
        for key, pattern in KEY_PROJECT_COLUMNS.items()
        if pattern.search(cell)
    }
    if len(found) < len(KEY_PROJECT_COLUMNS):
        return {}
    entity = next((i for i, cell in enumerate(header) if KEY_PROJECT_ENTITY.search(cell)), None)
    return found if entity is None else found | {"entity": entity}


def _unit(heading: str) -> str:
    match = KEY_PROJECT_COLUMNS["amount"].match(heading)
    return (match and match["u"]) or ""


def goals(blocks: Sequence[Block], names: Sequence[str], department: str) -> list[dict[str, object]]:
    """A claim for each figure of the goals that a form states in a cell: the staff they count, and what they aim at.

    `names` are those of projects and their items: a goal that speaks of one has it as `parent`.
    """
    rows: list[dict[str, object]] = []
    for block in blocks:
        if not isinstance(block, Grid):
            continue
        for cells, line in zip(block.rows, block.lines, strict=True):
            for goal in (g for cell in cells if cell and len(cell) > 20 for g in _goals(cell)):
                place = {"page": block.page, "line": line, "entity": department, "period": "current"}
                parent = max((n for n in names if len(n) > 3 and n in goal), key=len, default="")
                for count in STAFF:
                    for m in count.pattern.finditer(goal):
                        rows.append(place | _counted(m, count.topic, count.measure, m["name"], ""))
                for m in TARGET.finditer(goal):
                    rows.append(place | _counted(m, "performance", "target", m["name"], parent))
    return rows


def _goals(cell: str) -> list[str]:
    """The goals of a cell, each as one run of text."""
    text = re.sub(r"(?<!\d),|,(?!\d)", "，", normalise(re.sub(r"<[^>]*>", "\n", cell)))
    return re.split(r"(?:目标|(?<=[。；]))\d{1,2}[:：.、]", text)


def _counted(m: re.Match[str], topic: str, measure: str, name: str, parent: str) -> dict[str, object]:
    figure = parse_figure(m["n"])
    assert figure is not None
    sign = m.groupdict().get("sign") or ""
    return {"topic": topic, "parent": parent, "name": name, "measure": measure, "printed": sign + m["n"], "unit": m["u"],
            "value": float(figure.value), "quantum": float(figure.quantum)}  # fmt: skip
