"""Tables to cells: one row for each printed figure, with its labels, level and place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import specs
from .amounts import YUAN, clean, is_blank, looks_numeric, parse_figure, to_yuan
from .columns import Column, read_columns, value_at
from .forms import form_cells, is_form
from .levels import NameWalker, RevenueLevels, code_level, mark_leaves
from .names import clean_name, plain_name
from .tables import BodyRow, Table

_CODED_NAME = re.compile(r"^[\[【［（]?(?P<code>\d{3,9})[\]】］）]?[-—－_]?(?P<name>[^\d\-—－_.,%].*)$")
_MARKED = re.compile(r"^[\[【［]|^\d{3,9}[-—－_]")
_LABELS = {
    "class",
    "section",
    "item",
    "code",
    "name",
    "project",
    "entity",
    "period",
    "entity_code",
    "code2",
    "name2",
}


@dataclass(slots=True)
class Labels:
    """What the label columns of a row say, kept from row to row where a cell is left blank."""

    entity: str = ""
    fragments: list[str] = field(default_factory=lambda: ["", "", ""])


@dataclass(frozen=True, slots=True)
class Context:
    """What the cells of one table need to know of their document."""

    department: str
    year: int | None
    phase: str
    unit: str
    entities: frozenset[str]
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of label columns with the amount columns that belong to it; two-up tables have several."""

    labels: tuple[Column, ...]
    amounts: tuple[Column, ...]
    side: str
    labelled: frozenset[int]  # all columns of the table that have a head


def segments(columns: list[Column]) -> list[Segment]:
    """The columns of a table as segments. A new one starts at a name or code that follows amounts."""
    parts: list[list[Column]] = [[]]
    for column in columns:
        has_amounts = any(c.role == "amount" for c in parts[-1])
        if has_amounts and column.role in ("name", "code") and any(c.role == column.role for c in parts[0]):
            parts.append([])
        parts[-1].append(column)
    if len(parts) > 1 and not any(c.role == "amount" for c in parts[-1]):
        parts[-2].extend(parts.pop())
    found = []
    labelled = frozenset(c.index for c in columns if c.path)
    for part in parts:
        top = "/".join(c.path[0] for c in part if c.path)
        labels = tuple(c for c in part if c.role in _LABELS)
        side = ""
        if len(parts) > 1 and ("收入" in top or "支出" in top):
            side = "revenue" if "收入" in top else "expenditure"
            label = "/".join(c.label for c in labels)
            if "政府预算支出经济" in label or "政府经济" in label:
                side = "expenditure_government_economic"
            elif "经济" in label or "支出用途" in label:
                side = "expenditure_economic"
        found.append(Segment(labels, tuple(c for c in part if c.role == "amount"), side, labelled))
    return found


def split_coded_name(text: str, known: Iterable[str] = ()) -> tuple[str, str]:
    """`[2010301]行政运行`, `2010301-行政运行` → code and name; a bare leading number is a code only if it is known."""
    match = _CODED_NAME.match(text)
    if match and (_MARKED.match(text) or match["code"] in known):
        return match["code"], match["name"]
    return "", text


def _joined_code(fragments: list[str], kept: list[str]) -> str:
    """类 / 款 / 项 in columns of their own to one code; a blank fragment before a filled one is the row above's."""
    if not any(fragments):
        return ""
    last = max(i for i, f in enumerate(fragments) if f)
    for i in range(3):
        if fragments[i]:
            kept[i] = fragments[i] if i == 0 else fragments[i].zfill(2)
            kept[i + 1 :] = [""] * (2 - i)
        elif i > last:
            kept[i] = ""
    whole = [f for f in fragments if len(f) >= 5]
    return whole[-1] if whole else "".join(kept[: last + 1])


def _read_labels(row: BodyRow, segment: Segment, kept: Labels, context: Context) -> dict[str, str]:
    """entity, code, name, period of one row; `total` is set on a row that sums others."""
    values: dict[str, list[str]] = {}
    for column in segment.labels:
        text = value_at(row.cells, column.index, segment.labelled)
        values.setdefault(column.role, []).append(clean_name(text))
    fragments = [(values.get(role) or [""])[0] for role in ("class", "section", "item")]
    texts = {role: next((v for v in reversed(found) if v), "") for role, found in values.items()}
    name = texts.get("project") or texts.get("name", "")
    code = texts.get("code", "")
    if len(values.get("name", ())) > 1 and "code" not in values and "project" not in values:
        pairs = [split_coded_name(v) for role in ("name", "name2") for v in values.get(role, ()) if v]
        code, name = "/".join(c for c, _ in pairs if c), "/".join(n for _, n in pairs)
    if any(role in values for role in ("class", "section", "item")):
        total = next((f for f in fragments if specs.TOTAL_ROW.match(f)), "")
        fragments = [f if f.isdigit() else "" for f in fragments]
        name = name or total
        code = _joined_code(fragments, kept.fragments)
    elif not code and name and not texts.get("project"):
        code, name = split_coded_name(name)
    if code and not code.isdigit() and "/" not in code:
        coded, rest = split_coded_name(code)
        name, code = (
            name or (rest if coded or not re.match(r"^[A-Z]?\d", code) else ""),
            coded or ("" if rest else code),
        )
    label = next((v for v in (texts.get("entity", ""), name) if v and specs.TOTAL_ROW.match(v)), "")
    entity = "" if label == texts.get("entity") else texts.get("entity", "")
    if not code and not entity and name and "entity" not in values:
        entity = _entity_named(name, context)
        name = "" if entity else name
    if entity:
        kept.entity = entity
    is_total = bool(label) or (not code and not name)
    return {
        "entity": context.department if label and not code and "entity" in values and not entity else (kept.entity or context.department),
        "code": code, "name": label or name, "period": texts.get("period", ""), "total": "1" if is_total else "",
    }  # fmt: skip


def _entity_named(name: str, context: Context) -> str:
    if name in context.entities:
        return name
    longer = [
        e for e in context.entities if e.startswith(name) and len(name) >= 8 and len(e) - len(name) <= 3
    ]
    return longer[0] if len(longer) == 1 else ""


def _row_period(text: str, year: int | None) -> str:
    if not text:
        return ""
    if specs.CHANGE.search(text):
        return "change_pct" if specs.CHANGE_PCT.search(text) else "change"
    years = specs.YEAR.findall(text)
    if year and years:
        return "previous" if int(years[-1]) < year else "current"
    return "previous" if specs.PREVIOUS.search(text) or text.startswith("上年") else "current"


def _row_measure(table: Table, column: Column, labels: dict[str, str]) -> str:
    """In a table whose rows are the items of 三公经费, the row says what is measured."""
    if table.spec.kind != "three_public" or column.measure != "total" or not labels["name"] or labels["code"]:
        return column.measure
    if "行政经费" in labels["name"]:
        return "operating_cost"
    found = next(
        (key for key, pattern in specs.MEASURES if re.search(pattern, plain_name(labels["name"]))), "total"
    )
    return "total" if found == "three_public" else found


def table_cells(table: Table, context: Context) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The figures of one table as rows of cells, and findings for what could not be read.

    A blank is no row. A figure that cannot be read (`1.2.3`) keeps its row, without an amount, and is a finding.
    """
    if is_form(table):
        return form_cells(table, context.department, table.unit or context.unit)
    columns = read_columns(
        table.header, [r.cells for r in table.rows], table.spec, context.year, context.phase
    )
    cells: list[dict[str, object]] = []
    findings: list[dict[str, object]] = [
        {"family": "READ", "status": "not_checkable", "severity": "info", "table": table.spec.kind, "page": table.page,
         "line": table.line, "measure": column.measure, "message": f"{table.title}：列“{column.label}”的含义不明，按原样保留"}
        for column in columns if column.role == "amount" and not column.known
    ]  # fmt: skip
    for segment in segments(columns):
        if not segment.amounts:
            continue
        found, unread = _segment_cells(table, segment, context)
        cells += found
        findings += unread
    return cells, findings


def _segment_cells(
    table: Table, segment: Segment, context: Context
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    kept = Labels()
    walker = NameWalker(context.names)
    revenue = RevenueLevels()
    cells: list[dict[str, object]] = []
    findings: list[dict[str, object]] = []
    rows: list[tuple[int, str]] = []  # (level, entity) of each row, to mark leaves
    spans: list[int] = []  # the row each cell belongs to
    for row in table.rows:
        labels = _read_labels(row, segment, kept, context)
        if labels["total"]:
            level: int | None = 0
        elif labels["code"]:
            level = code_level(labels["code"])
        elif segment.side == "revenue" or table.spec.kind == "revenue":
            level = revenue.step(labels["name"])
        else:
            level = walker.step(labels["name"])
        level = 1 if level is None and not labels["code"] else level
        if all(is_blank(value_at(row.cells, c.index, segment.labelled)) for c in segment.amounts):
            if labels["name"] or labels["code"]:
                rows.append((level if level is not None else 1, labels["entity"]))
            continue
        rows.append((level if level is not None else 1, labels["entity"]))
        for column in segment.amounts:
            cell, finding = _cell(table, segment, column, row, labels, context)
            if cell is not None:
                cells.append(cell | {"level": level})
                spans.append(len(rows) - 1)
            if finding is not None:
                findings.append(finding)
    leaves = mark_leaves(rows)
    for cell, row_number in zip(cells, spans, strict=True):
        cell["is_leaf"] = leaves[row_number]
    return cells, findings


def _cell(
    table: Table, segment: Segment, column: Column, row: BodyRow, labels: dict[str, str], context: Context
) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    text = value_at(row.cells, column.index, segment.labelled)
    if text is None or is_blank(text) or not looks_numeric(text):
        return None, None
    period = _row_period(labels["period"], context.year) or column.period
    unit = "%" if period == "change_pct" else column.unit or table.unit or context.unit
    if column.measure in ("quantity", "headcount", "score"):
        unit = ""
    place = {"table": table.spec.kind, "page": row.page, "line": row.line, "entity": labels["entity"],
             "code": labels["code"], "name": labels["name"]}  # fmt: skip
    measure = _row_measure(table, column, labels)
    cell = place | {
        "side": segment.side, "measure": measure, "fund": column.fund, "period": period,
        "printed": clean(text), "unit": unit,
        "amount_yuan": float("nan"), "quantum_yuan": float("nan"),
    }  # fmt: skip
    if column.phase:
        cell["phase"] = column.phase
    try:
        figure = parse_figure(text)
    except ValueError:
        message = f"{table.title}：“{clean(text)}”不是一个数，请核对原文"
        return cell, place | {"family": "READ", "status": "not_checkable", "severity": "error", "measure": measure,
                              "printed": clean(text), "message": message}  # fmt: skip
    if figure is not None and figure.percent:
        cell["unit"] = "%"
    elif figure is not None and unit in YUAN:
        cell["amount_yuan"], cell["quantum_yuan"] = to_yuan(figure, unit)
    return cell, None


def entities_of(tables: list[Table], year: int | None, phase: str) -> frozenset[str]:
    """All names that stand in a column of 预算单位 anywhere in the document."""
    found = set()
    for table in tables:
        if is_form(table) or not table.header:
            continue
        columns = read_columns(table.header, [r.cells for r in table.rows], table.spec, year, phase)
        for column in columns:
            if column.role == "entity":
                found |= {clean_name(row.cells[column.index]) for row in table.rows}
    return frozenset(name for name in found if len(name) >= 4 and not specs.TOTAL_ROW.match(name))


def names_of(tables: list[Table], year: int | None, phase: str) -> dict[str, tuple[str, ...]]:
    """For each name printed beside a code in the document, its codes."""
    found: dict[str, set[str]] = {}
    for table in tables:
        if is_form(table) or not table.header:
            continue
        columns = read_columns(table.header, [r.cells for r in table.rows], table.spec, year, phase)
        for segment in segments(columns):
            kept = Labels()
            context = Context("", year, phase, "", frozenset(), {})
            for row in table.rows:
                labels = _read_labels(row, segment, kept, context)
                if labels["code"] and labels["name"]:
                    found.setdefault(labels["name"], set()).add(labels["code"])
    return {name: tuple(sorted(codes)) for name, codes in found.items()}
