"""Grids to tables: titles found, heads told from bodies, pages stitched."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..amounts import is_blank, looks_numeric
from ..model import Block, Grid, Line
from ..names import clean_name, plain_name
from . import specs
from .columns import read_columns
from .heads import Row, header_height, is_full_head, is_marker_row, unnumbered
from .specs import TableSpec, kind_of

_CONTEXT = 10  # lines before a grid in which its title may stand
_NOT_TITLE = re.compile(
    r"(?:见|如|下|附|详|上|本|列|各|填)表$|[。；，]$|^目录|表格部分|^(?:注|说明|备注)[：:]|名词解释"
)
# The first line of a title that goes on: words of the field, no line that says something else.
_BEGINS_TITLE = re.compile(
    r"^(?!.*(?:单位|部门|编制)(?:名称)?[：:])(?!.*[。；，])(?!.*表(?:[（(].*)?$)[^\d：]{0,8}(?:\d{4}年)?[^\d：]{0,20}"
    r"(?:一般公共预算|政府性基金|国有资本经营|财政拨款|三公|经费|政府采购)[^：]{0,24}$"
)


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row under the head of a table, with its place, and the unit that is said above it and below the first page's."""

    cells: Row
    line: int
    page: int | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document, stitched over its pages: head, body, and what is printed around it."""

    spec: TableSpec
    title: str
    number: str
    unit: str
    department: str
    header: tuple[Row, ...]
    rows: list[BodyRow]
    page: int | None
    line: int
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str = ""
    number: str = ""
    unit: str = ""
    department: str = ""


def _kind_by_head(header: tuple[Row, ...]) -> TableSpec | None:
    texts = [clean_name(cell) for row in header for cell in row if cell]
    for kind, patterns in specs.UNTITLED:
        if all(any(map(pattern.search, texts)) for pattern in patterns):
            return next(spec for spec in specs.TABLES if spec.kind == kind)
    return None


def _heading(texts: list[str]) -> _Heading:
    """What the lines above a grid say: the nearest title, its number, the unit, the department."""
    found = _Heading()
    for position in range(len(texts) - 1, -1, -1):
        text = texts[position]
        number = specs.NUMBER.match(text)
        bracketed = specs.NUMBER_IN_BRACKETS.search(text)
        unit = specs.UNIT.search(text) or re.search(rf"{specs.UNIT_IN_BRACKETS.pattern}$", text)
        named = specs.NAMED.match(text)
        rest = text
        if unit and not found.unit:
            found = replace(found, unit=unit["unit"])
        if named:
            found = replace(found, department=found.department or named["name"])
            continue
        if number:
            rest = text[number.end() :]
            found = replace(found, number=found.number or number["number"])
        elif bracketed:
            rest = text.replace(bracketed[0], "")
            found = replace(found, number=found.number or bracketed["number"])
        if unit:
            rest = rest.replace(unit[0], "")
        if found.title:
            if number:
                break
            continue
        above = specs.NUMBER.sub("", texts[position - 1]) if position and 0 < len(rest) < 14 else ""
        for candidate in (
            above + rest if _BEGINS_TITLE.match(above) else "",
            rest,
            above + rest if above else "",
        ):
            candidate = plain_name(candidate)
            if specs.TITLE.match(candidate) and not _NOT_TITLE.search(candidate):
                found = replace(found, title=candidate)
                break
    return found


def _inside_heading(rows: tuple[Row, ...]) -> int:
    """How many rows at the top of a grid are title, department and unit rather than head."""
    height = 0
    for row in rows:
        texts = [clean_name(cell) for cell in row if cell and clean_name(cell)]
        heading = len(texts) <= 3 and all(
            specs.NAMED.match(t) or specs.UNIT.search(t) or specs.NUMBER.fullmatch(t) or (specs.TITLE.match(t) and kind_of(t))
            or re.match(r"^(?:\d{4}年度?|[（(]\d{4}年度?[)）]|部门：|.{2,30}[厅局院委办会处署])$", t) for t in texts
        )  # fmt: skip
        if texts and not (
            heading and (len(texts) == 1 or any(specs.UNIT.search(t) or specs.NAMED.match(t) for t in texts))
        ):
            break
        height += 1
    return height if height < len(rows) else 0


def _drop_empty_columns(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    keep = [j for j in range(len(rows[0])) if any(row[j] and clean_name(row[j]) for row in rows)]
    return tuple(tuple(row[j] for j in keep) for row in rows)


def _signature(header: tuple[Row, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(clean_name(cell) for cell in row) for row in header)


def _has_amounts(header: tuple[Row, ...], body: list[BodyRow]) -> bool:
    columns = read_columns(header, [row.cells for row in body], specs.OTHER, None, "budget") if header else []
    return any(looks_numeric(row.cells[c.index]) for c in columns if c.role == "amount" for row in body)


def read_tables(blocks: list[Block]) -> list[Table]:
    """All tables of a document in order, each stitched over its pages.

    A grid without a title of its own, or with the title and head of the table before it, continues that table. A grid
    that has neither a title nor figures is no table.
    """
    tables: list[Table] = []
    context: list[Line] = []
    for block in itertools.chain.from_iterable(map(_parts, blocks)):
        if isinstance(block, Line):
            context.append(block)
            continue
        if not isinstance(block, Grid) or not block.rows or not block.rows[0]:
            continue
        table = _one(block, context, tables[-1] if tables else None)
        if table is not None and tables and table.title == "" and table.header == ():
            tables[-1] = _joined(tables[-1], table)
        elif table is not None:
            tables.append(table)
        _give_notes(tables[:-1] if table is not None and len(tables) > 1 else tables, context)
        context = []
    _give_notes(tables, context)
    return tables


def _parts(block: Block) -> list[Block]:
    """A block, or the grids that it is: below its figures another head of one row may begin a table without a title."""
    if not isinstance(block, Grid):
        return [block]
    figures = [any(map(looks_numeric, row[1:])) for row in block.rows]
    first = figures.index(True) if True in figures else len(figures)
    heads = {tuple(map(clean_name, row)) for row in block.rows[:first]}
    cuts = [0]
    for i in range(first + 1, len(figures) - 1):
        row = tuple(map(clean_name, block.rows[i]))
        if figures[i + 1] and not figures[i] and row not in heads and row[0] and is_full_head(row):
            cuts.append(i)
    ends = [*cuts[1:], len(figures)]
    return [
        replace(block, rows=block.rows[i:j], lines=block.lines[i:j]) for i, j in zip(cuts, ends, strict=True)
    ]


def _give_notes(tables: list[Table], context: list[Line]) -> None:
    if tables:
        texts = [clean_name(line.text) for line in context[:4]]
        tables[-1].notes.extend(t for t in texts if specs.NOTE.match(t) and len(t) < 80)


def _joined(before: Table, more: Table) -> Table:
    return replace(before, rows=before.rows + more.rows)


def _one(grid: Grid, context: list[Line], before: Table | None) -> Table | None:
    """A grid as a table; with an empty title and head where it continues the table `before`; None for no table."""
    inside = _inside_heading(grid.rows)
    near = [
        line for line in context[-_CONTEXT:] if grid.page is None or line.page in (grid.page, grid.page - 1)
    ]
    texts = [clean_name(line.text) for line in near]
    texts += [clean_name(cell) for row in grid.rows[:inside] for cell in row if cell]
    heading = _heading([text for text in texts if re.search(r"\w", text)])
    rows, lines = tuple(unnumbered(row) for row in grid.rows[inside:]), grid.lines[inside:]
    height = header_height(rows)
    if height:
        rows = _drop_empty_columns(rows)
    if (
        before is not None
        and before.header
        and _signature(rows[: len(before.header)]) == _signature(before.header)
    ):
        height = len(before.header)
    if before is not None and (not heading.title or plain_name(heading.title) == before.title):
        more = _continuation(rows, lines, grid.page, height, before, bool(heading.title))
        if more is not None:
            return replace(
                before, title="", header=(), rows=[replace(row, unit=heading.unit) for row in more]
            )
    header, body = rows[:height], _body(rows[height:], lines[height:], grid.page, rows[:height])
    title = plain_name(heading.title)
    told = _kind_by_head(header)
    spec = kind_of(title) if title else told
    if spec and told and told.kind == "three_public" != spec.kind:
        spec = kind_of(f"{title}“三公”")
    if spec is None and not _has_amounts(header, body):
        return None
    if spec is not None and not header and not body:
        return None
    return Table(
        spec=spec or specs.OTHER, title=title, number=heading.number, unit=heading.unit, department=heading.department,
        header=header, rows=body, page=grid.page, line=grid.lines[0],
    )  # fmt: skip


def _body(
    rows: tuple[Row, ...], lines: tuple[int, ...], page: int | None, header: tuple[Row, ...]
) -> list[BodyRow]:
    """The rows below a head, but for those that only count columns, say a unit or are the head once more."""
    heads = _signature(header)
    body: list[BodyRow] = []
    unit = ""
    for row, line in zip(rows, lines, strict=True):
        names = tuple(map(clean_name, row))
        words = set(names) - {""}
        if len(words) == 1 and (told := specs.UNIT.search(words.pop())):
            unit = told["unit"]
        elif not is_marker_row(row) and names not in heads:
            body.append(BodyRow(row, line, page, unit))
    return body


def _continuation(
    rows: tuple[Row, ...], lines: tuple[int, ...], page: int | None, height: int, before: Table, titled: bool
) -> list[BodyRow] | None:
    """The rows of a grid that goes on with the table before it, in that table's columns; None if it does not.

    It does with the same head, or with none and as many columns. A form goes on whatever the columns, until a title.
    """
    if before.spec.shape == "form" and not titled:
        return _body(rows, lines, page, before.header)
    width = len(before.header[0] if before.header else before.rows[0].cells if before.rows else ())
    if height and _signature(rows[:height]) != _signature(before.header):
        return None
    if len(rows[0]) != width:
        rows = _drop_empty_columns(rows)
    if (
        not height
        and rows
        and 1 < len(rows[0]) < width
        and all(specs.TOTAL_ROW.match(clean_name(row[0])) for row in rows)
    ):
        # Alone on its page, a total takes its merged label for one column: its figures stand at the right.
        rows = tuple((row[0], *(None,) * (width - len(row)), *row[1:]) for row in rows)
    return (
        _body(rows[height:], lines[height:], page, before.header) if rows and len(rows[0]) == width else None
    )


def body_figures(table: Table) -> Iterator[str]:
    """Every cell of a table's body that prints a figure."""
    for row in table.rows:
        for cell in row.cells:
            if cell and not is_blank(cell) and looks_numeric(cell):
                yield cell
