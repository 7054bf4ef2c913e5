"""What reading could not take in, or has reason to doubt, as findings (family READ): nothing wrong is silent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..amounts import YUAN, parse_figure
from ..meta import YEAR
from ..model import Block, Grid, Line, Picture, Unseen
from ..names import clean_name
from .stitching import Table, body_figures

_SUM = re.compile(r"(?<![\d.,，．])\d[\d.,，．]*\d(?=\s*(?:百?万元|[百千亿]?元|%|％))")
_OF_A_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年[^，。；：\n\d]{0,25}[预决]算[^，。；：\n\d]{0,20}\d[\d.,]*(?:百?万元|[百千亿]?元)"
)
_DECIMAL = re.compile(r"[-−－]?\d[\d,，]*[.．]\d+$")
_DIGITS = 3  # two amounts of fewer may be alike by chance
_MEANING = (
    "table", "page", "line", "entity", "side", "code", "name", "measure", "fund", "period", "phase", "unit",
)  # fmt: skip

Finding = dict[str, object]


def doubts(
    file: str,
    lines: Sequence[Line],
    tables: Sequence[Table],
    rows: Sequence[dict[str, object]],
    year: int | None,
    department: str,
    unit: str,
) -> list[Finding]:
    """The findings on a document: its lines, tables, and rows of cells, and what was made out of year and names."""
    found = _of_tables(tables, {(row["page"], row["line"]) for row in rows})
    if year is None:
        found.append(finding(f"{file}：文中没有年份"))
    if not department:
        found.append(finding(f"{file}：文中没有部门名称"))
    if not unit:
        found.append(finding(f"{file}：文中没有金额单位，按万元读"))
    if year is not None:
        found += _other_years(lines, tables, year)
    return [*found, *_unread(lines), *_other_units(rows), *_twice(rows)]


def _of_tables(tables: Iterable[Table], read: set[tuple[object, object]]) -> list[Finding]:
    """Tables of unknown kind, and those with figures of which none was `read` (page and line of each cell)."""
    found = []
    for table in tables:
        name, figures = f"表“{table.title or '（无题）'}”", sum(1 for _ in body_figures(table))
        if figures and not any((row.page, row.line) in read for row in table.rows):
            told = f"{name}没有认得出的表头，{figures} 个数都没有读入，请核对原文"
            found.append(finding(told, table, severity="error"))
        elif table.spec.kind == "other":
            found.append(finding(f"{name}的种类不明，按原样保留 {figures} 个数", table, severity="info"))
    return found


def _twice(rows: Iterable[dict[str, object]]) -> Iterator[Finding]:
    """Different figures of one row under heads that mean the same: the first of each table and measure."""
    first: dict[tuple[object, ...], dict[str, object]] = {}
    told: set[tuple[object, ...]] = set()
    for row in rows:
        other = first.setdefault(tuple(map(row.get, _MEANING)), row)
        column = (row["table"], row["measure"])
        if other["printed"] != row["printed"] and row["table"] != "other" and column not in told:
            told.add(column)
            whose = f"“{row['name']}”在" if row["name"] else ""
            message = f"{whose}同一行有两个含义相同的数：{other['printed']}、{row['printed']}，请核对表头"
            yield finding(message, table=row["table"], page=row["page"], line=row["line"], printed=row["printed"])  # fmt: skip


def unread_places(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Pages that hold only a picture, but for the first, which may be a cover; and figures that are not shown."""
    for block in blocks:
        if isinstance(block, Unseen):
            yield finding(f"{block.message}没有读入，请核对原文", block)
        if isinstance(block, Picture) and block.page > 1:
            yield finding(
                "本页只有图片，没有文字，无法读取；请找有文字的版本，或先做文字识别（OCR）", page=block.page
            )


def grids_left_out(blocks: Iterable[Block], tables: Iterable[Table]) -> Iterator[Finding]:
    """Grids with sums of money of which no table took a row: they have neither a title nor a head that tells what they are."""
    read = {(row.page, row.line) for table in tables for row in table.rows}
    for block in blocks:
        if isinstance(block, Grid):
            rows = zip(block.lines, block.rows, strict=True)
            sums = [line for line, row in rows if any(cell and _DECIMAL.match(cell.strip()) for cell in row)]
            if sums and not any((block.page, line) in read for line in sums):
                told = f"这里的表格没有题目和表头，其中有数的 {len(sums)} 行没有读入，请核对原文"
                yield finding(told, page=block.page, line=sums[0])


def _unread(lines: Iterable[Line]) -> Iterator[Finding]:
    """Sums and shares of the text that are no figure (12,34万元): there can be no claim of them."""
    for line in lines:
        for match in _SUM.finditer(line.text):
            try:
                parse_figure(match[0])
            except ValueError:
                message = f"文中“{match[0]}”不是一个数，请核对原文"
                yield finding(message, line, severity="error", printed=match[0])


def _other_years(lines: Iterable[Line], tables: Iterable[Table], year: int) -> Iterator[Finding]:
    """Tables and sums of other years than the document's and the one before, by their heads and words."""
    texts = [(line, clean_name(line.text)) for line in lines]
    named = Counter(int(y) for _, text in texts for y in YEAR.findall(text))
    for other, _ in named.most_common(1):
        if other not in (year, year - 1):
            yield finding(f"文件的年份读作 {year}，文中却多为 {other} 年，请核对")
    for line, text in texts:
        for match in _OF_A_YEAR.finditer(text):
            if int(match[1]) not in (year, year - 1):
                yield finding(f"文件的年份是 {year}，这里是 {match[1]} 年的预算或决算数，请核对", line)
    for table in tables:
        for words in (table.title, " ".join(cell for row in table.header for cell in row if cell)):
            years = {int(y) for y in YEAR.findall(clean_name(words))}
            if years and year not in years:
                told = "、".join(map(str, sorted(years)))
                yield finding(f"表“{table.title}”是 {told} 年的，文件的年份是 {year}，请核对", table)


def _other_units(rows: Iterable[dict[str, object]]) -> Iterator[Finding]:
    """Totals that are printed alike in tables of different units: one of the units is likely wrong."""
    first: dict[object, dict[str, object]] = {}
    told: set[object] = set()
    for row in rows:
        printed, unit = str(row["printed"]), row["unit"]
        if (
            row["level"]
            or unit not in YUAN
            or sum(map(str.isdecimal, printed)) < _DIGITS
            or row["table"] in told
        ):
            continue
        other = first.setdefault((printed, row["measure"]), row)
        if other["unit"] != unit and other["table"] != row["table"]:
            told.add(row["table"])
            message = f"合计同为 {printed}，一表的单位是{other['unit']}，另一表是{unit}，请核对单位"
            yield finding(message, table=row["table"], page=row["page"], line=row["line"], printed=printed)


def finding(
    message: str, at: Table | Line | Unseen | None = None, severity: str = "warning", **what: object
) -> Finding:
    place: Finding = {"page": at.page, "line": at.line} if at else {}
    kind: Finding = {"table": at.spec.kind} if isinstance(at, Table) else {}
    told: Finding = {"family": "READ", "status": "not_checkable", "severity": severity, "message": message}
    return told | place | kind | what
