"""Tables to cells: one row for each printed figure, with its labels, level and place."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from math import nan

from ..amounts import YUAN, Figure, clean, is_blank, looks_numeric, parse_figure, to_yuan
from ..names import clean_name, plain_name
from . import specs
from .columns import Column, read_columns, without_figures
from .forms import form_cells, is_form
from .heads import is_head_word, value_at
from .labels import RowLabels, Segment, labels_of, segments
from .levels import (
    CostLevels,
    NameWalker,
    Printed,
    RevenueLevels,
    StepWalker,
    code_level,
    mark_leaves,
    nested_levels,
)
from .stitching import BodyRow, Table

_REMARK = re.compile(r"[。；：]|.{20}")  # words that may stand in a column of figures
_AMOUNT = re.compile(
    r"\s(?!(?:19|20)\d\d$)(?:\d{1,3}(?:,\d{3})+|\d{3,}|\d+(?=\.))(?:\.\d+)?$"
)  # at the end of a name
_SHARE = re.compile(r"[率比幅%％]|百分")  # in the words of a row or column of percentages


@dataclass(frozen=True, slots=True)
class Context:
    """What the cells of one table need to know of their document."""

    department: str
    year: int | None
    phase: str
    unit: str
    names: dict[str, tuple[str, ...]]


def _row_period(text: str, year: int | None) -> str:
    if not text:
        return ""
    if specs.CHANGE.search(text):
        return "change_pct" if specs.CHANGE_PCT.search(text) else "change"
    years = specs.YEAR.findall(text)
    if year and years:
        return "previous" if int(years[-1]) < year else "current"
    return "previous" if specs.PREVIOUS.search(text) or text.startswith("上年") else "current"


def _row_measure(table: Table, column: Column, labels: RowLabels) -> str:
    """In a table whose rows are the items of 三公经费, the row says what is measured."""
    if (
        table.spec.kind not in ("three_public", "operating_information")
        or column.measure != "total"
        or not labels.name
        or labels.code
    ):
        return column.measure
    if "行政经费" in labels.name:
        return "operating_cost"
    found = specs.measure_of(plain_name(labels.name)) or "total"
    if found == "three_public":  # the total of its table, unless other costs are added to it
        first = (plain_name(clean_name(row.cells[0])) for row in table.rows)
        return found if any(re.match(r"会议费|培训费", name) for name in first) else "total"
    return found


Ruled = tuple[Table, list[Column]]


def ruled(table: Table, year: int | None, phase: str) -> Ruled:
    """A table with its columns; a form has none."""
    if is_form(table) or not table.header:
        return table, []
    return table, read_columns(table.header, [row.cells for row in table.rows], table.spec, year, phase)


Labelled = list[tuple[Segment, list[RowLabels]]]


def labelled(table: Table, columns: list[Column], department: str, entities: frozenset[str]) -> Labelled:
    """The segments of a table with the labels of its rows in each."""
    return [(segment, labels_of(table.rows, segment, department, entities)) for segment in segments(columns)]


def table_cells(
    table: Table, columns: list[Column], labels: Labelled, context: Context
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The figures of one table as rows of cells, and findings for what could not be read.

    A blank is no row, and remarks are none. What stands in the place of a figure and cannot be read (`1.2.3`, 三十) keeps
    its row, without an amount, and is a finding; so is a figure whose own unit is not that of its place.
    """
    if is_form(table):
        return form_cells(table, context.department, table.unit or context.unit)
    cells: list[dict[str, object]] = []
    findings = [_of_column(table, column, "的含义不明，按原样保留", "info")
                for column in columns if column.role == "amount" and not column.known]  # fmt: skip
    findings += [_of_column(table, column, "里没有一个数，按文字看待，请核对原文", "error")
                 for column in columns if without_figures(column)]  # fmt: skip
    for segment, of_rows in labels:
        found, unread = _segment_cells(table, segment, of_rows, context) if segment.amounts else ([], [])
        cells += found
        findings += unread
    return cells, findings


def _of_column(table: Table, column: Column, what: str, severity: str) -> dict[str, object]:
    message = f"{table.title}：列“{column.label}”{what}"
    place: dict[str, object] = {
        "table": table.spec.kind,
        "page": table.page,
        "line": table.line,
        "measure": column.measure,
    }
    return place | {"family": "READ", "status": "not_checkable", "severity": severity, "message": message}


def _segment_cells(
    table: Table, segment: Segment, of_rows: list[RowLabels], context: Context
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    walker: NameWalker | CostLevels = NameWalker(context.names)
    if table.spec.kind == "three_public":
        walker = CostLevels()
    steps, revenue = StepWalker(), RevenueLevels()
    naming = [c.index for c in segment.labels if c.role in ("project", "name")]
    cells: list[dict[str, object]] = []
    findings: list[dict[str, object]] = []
    rows: list[Printed] = []
    spans: list[int] = []  # the row each cell belongs to
    filled: list[int] = []
    shares = {c.index for c in segment.amounts if _prints_shares(table, c)}
    for row, labels in zip(table.rows, of_rows, strict=True):
        named = _filled(row, naming)
        filled = named if named or not labels.name else filled  # a name may go on from the row above
        if labels.is_total:
            level: int | None = 0
        elif labels.code:
            level = code_level(labels.code)
        elif table.spec.kind in specs.LISTS | {"revenue"} and len(naming) > 1 and labels.name:
            level = steps.step(filled or naming[:1])
        elif segment.side == "revenue" or table.spec.kind == "revenue":
            level = revenue.step(labels.name)
        elif table.spec.kind in specs.LISTS:
            level = 1
        else:
            level = walker.step(labels.name)
        level = 1 if level is None and (not labels.code or table.spec.kind in specs.LISTS) else level
        figures = tuple(clean(value_at(row.cells, c.index, segment.labelled)) for c in segment.amounts)
        blank = all(is_blank(figure) for figure in figures)
        if not blank or labels.name or labels.code:
            depth = level if level is not None else 1
            heads = len(naming) > 1 and filled == naming[:1] and table.spec.kind in specs.LISTS
            rows.append(Printed(depth, labels.entity, labels.name, labels.period, figures, heads))
        if blank:
            labelled = (row.cells[c.index] for c in segment.labels)
            if any(cell and _AMOUNT.search(cell) for cell in labelled) and not any(
                map(looks_numeric, row.cells)
            ):
                findings.append(_of_row(table, row, labels, "名称里有数，没有读入"))
            continue
        if doubt := _misnamed(row, labels, segment):
            findings.append(_of_row(table, row, labels, doubt))
        place: dict[str, object] = {
            "table": table.spec.kind, "page": row.page, "line": row.line,
            "entity": labels.entity, "code": labels.code, "name": labels.name,
        }  # fmt: skip
        words = any(row.cells[c.index] for c in segment.labels)
        again = all(is_head_word(clean_name(cell)) for cell in row.cells if cell)  # the head, on another page
        for column, printed in zip(segment.amounts, figures, strict=True):
            if is_blank(printed) or not (looks_numeric(printed) or (column.known and not again)):
                continue
            if not re.search(r"\d|#", printed) and (not words or _REMARK.search(printed)):
                continue
            try:
                figure = parse_figure(printed)
            except ValueError:
                figure = None
            told, unit = _told(row.unit or table.unit, column, labels, figure, context)
            said = place | {"measure": _row_measure(table, column, labels), "printed": printed}
            if doubt := _doubt(figure, unit, f"{labels.name}{column.label}", column.index in shares):
                severity = "warning" if figure is not None and figure.unit in YUAN else "error"
                message = f"{table.title}：“{printed}”{doubt}，请核对原文"
                findings.append(said | {"family": "READ", "status": "not_checkable", "severity": severity, "message": message})  # fmt: skip
            cells.append(said | told | {"side": segment.side, "fund": column.fund, "level": level})
            spans.append(len(rows) - 1)
    if table.spec.kind in specs.LISTS:
        rows = [replace(row, level=level) for row, level in zip(rows, nested_levels(rows), strict=True)]
    leaves = mark_leaves(rows)
    for cell, row_number in zip(cells, spans, strict=True):
        if table.spec.kind in specs.LISTS:
            cell["level"] = rows[row_number].level
        cell["is_leaf"] = leaves[row_number]
    return cells, findings


def _of_row(table: Table, row: BodyRow, labels: RowLabels, what: str) -> dict[str, object]:
    place: dict[str, object] = {"table": table.spec.kind, "page": row.page, "line": row.line, "entity": labels.entity,
                                "code": labels.code, "name": labels.name}  # fmt: skip
    message = f"{table.title}：{f'“{labels.name}”' if labels.name else '一行'}{what}，请核对原文"
    return place | {"family": "READ", "status": "not_checkable", "severity": "warning", "message": message}


def _misnamed(row: BodyRow, labels: RowLabels, segment: Segment) -> str:
    """What speaks against the name of a row with figures; "" for nothing."""
    named = [c for c in segment.labels if c.role in ("name", "project") and row.cells[c.index]]
    parts = [clean_name(row.cells[c.index]) for c in named]
    if (
        len(parts) > 1
        and len({c.path for c in named}) == 1
        and labels.name == parts[-1]
        and not labels.is_total
    ):
        return f"只是名称的最后一部分，分在 {len(parts)} 格里（{'、'.join(parts)}）"
    first = segment.labels[-1].index + 1 if segment.labels else 0
    if first and not labels.name and not labels.code and all(cell is None for cell in row.cells[:first]):
        return "的名称和上面的合并在一格里，按合计读"
    if re.fullmatch(r"(?=.*[lIOoE])(?=.*\d)[\dlIOo]{3,9}|\d\.\d+E\+\d+", labels.code):
        return f"的编码 {labels.code} 不是数字"
    return ""


def _filled(row: BodyRow, columns: list[int]) -> list[int]:
    """Which of these columns print a name in a row, and not only 小计."""
    names = {i: clean_name(row.cells[i]) for i in columns}
    return [i for i, name in names.items() if name and not specs.TOTAL_ROW.match(name)]


def _prints_shares(table: Table, column: Column) -> bool:
    """Whether most figures of a column have their percent sign."""
    figures = [cell for row in table.rows if (cell := row.cells[column.index]) and looks_numeric(cell)]
    return sum("%" in clean(cell) for cell in figures) * 2 > len(figures)


def _doubt(figure: Figure | None, unit: str, labels: str, shares: bool) -> str:
    """What speaks against a figure (None for one that is no number) in a place of this unit; "" for nothing."""
    if figure is None:
        return "不是一个数"
    if shares and not figure.unit and figure.value:
        return "没有百分号，同列的数都有"
    if unit and figure.unit not in ("", unit) and not (figure.unit == "%" and _SHARE.search(labels)):
        return f"的单位是{figure.unit}，所在的位置是{unit}"
    return ""


def _told(
    above: str, column: Column, labels: RowLabels, figure: Figure | None, context: Context
) -> tuple[dict[str, object], str]:
    """What a figure (None for one that is no number) under a unit is: its period, its unit and its amount in yuan; the unit
    of its place."""
    period = _row_period(labels.period, context.year) or column.period
    unit = "%" if period == "change_pct" else column.unit or above or (context.unit if column.known else "")
    if column.measure in ("quantity", "headcount", "score"):
        unit = ""
    if (counted := specs.COUNTED.search(labels.name)) and (unit != "%" or counted["unit"] not in YUAN):
        unit = counted["unit"]
    own = (figure and figure.unit) or unit
    amount, quantum = to_yuan(figure, own) if figure is not None and own in YUAN else (nan, nan)
    phase = {"phase": column.phase} if column.phase else {}
    return {"period": period, "unit": own, "amount_yuan": amount, "quantum_yuan": quantum} | phase, unit


def entities_of(tables: list[Ruled]) -> frozenset[str]:
    """All names that stand in a column of 预算单位 anywhere in the document."""
    found = {
        clean_name(row.cells[column.index])
        for table, columns in tables
        for column in columns
        if column.role == "entity"
        for row in table.rows
    }
    return frozenset(name for name in found if len(name) >= 4 and not specs.TOTAL_ROW.match(name))


def names_of(tables: list[Labelled]) -> dict[str, tuple[str, ...]]:
    """For each name printed beside a code in the document, its codes."""
    found: dict[str, set[str]] = {}
    for _, of_rows in itertools.chain.from_iterable(tables):
        for labels in of_rows:
            if labels.code and labels.name:
                found.setdefault(labels.name, set()).add(labels.code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}
