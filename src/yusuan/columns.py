"""The head of a table: which rows it takes, and what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from . import specs
from .amounts import is_blank, looks_numeric
from .names import clean_name, numbering_level
from .specs import TableSpec

Row = tuple[str | None, ...]

_ANY_FUND = {"carryover", "this_year"}  # said of money of whatever fund


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header from top to bottom, its role (`amount` or a label role of specs.ROLES) and, for an
    amount, what it measures. `known` is False where no header word told the measure."""

    index: int
    path: tuple[str, ...]
    role: str
    measure: str = ""
    fund: str = "all"
    period: str = "current"
    phase: str = ""
    unit: str = ""
    known: bool = True

    @property
    def label(self) -> str:
        return "/".join(self.path)


@lru_cache(maxsize=1 << 12)
def _is_header_cell(text: str) -> bool:
    if (
        len(text) > 40
        or "。" in text
        or (numbering_level(text) is not None and not re.match(r"^\d+[.、]", text))
    ):
        return False
    return bool(
        specs.HEADER_WORDS.match(text)
        or specs.ECONOMIC_CLASS.match(text)
        or any(re.match(role.pattern, text) for role in specs.ROLES)
        or any(re.search(pattern, text) for _, pattern in specs.MEASURES)
        or any(re.search(pattern, text) for _, pattern in specs.FUNDS)
    )


def header_height(rows: tuple[Row, ...]) -> int:
    """How many rows at the top are the head: rows without a figure, made of header words."""
    height = 0
    for row in rows:
        texts = [clean_name(cell) for cell in row if cell]
        texts = [text for text in texts if text]
        if not texts and height and any(cell is None for cell in row):
            height += 1
            continue
        if not texts or any(looks_numeric(text) for text in texts):
            break
        first = clean_name(row[0])
        if len(texts) == 1 and (specs.TOTAL_ROW.match(texts[0]) or specs.ECONOMIC_CLASS.match(texts[0])):
            break
        if first and numbering_level(first) is not None and not height:
            break
        matched = sum(_is_header_cell(text) for text in texts)
        if matched * 2 < len(texts) or any(numbering_level(t) == 1 for t in texts):
            break
        height += 1
    if not height and len(rows) > 1 and _is_plain_head(rows[0], rows[1]):
        return 1
    return height


def _is_plain_head(first: Row, second: Row) -> bool:
    """True for a full row of words over a row with figures: the head of a table that no word here knows."""
    words = [clean_name(cell) for cell in first]
    return (
        len(words) > 1
        and all(word and len(word) <= 40 and not looks_numeric(word) for word in words)
        and any(looks_numeric(cell) for cell in second[1:])
    )


def unnumbered(row: Row) -> Row:
    """A row of the head that both spreads a code (类 款 项) and numbers the columns (栏次 1 2 3), without the numbers."""
    texts = [clean_name(cell) for cell in row]
    if "类" not in texts or not {"栏次", "行次"} & set(texts):
        return row
    return tuple(cell if text in ("类", "款", "项") else None for cell, text in zip(row, texts, strict=True))


def is_marker_row(row: Row) -> bool:
    """True for rows that only number the columns (`1 2 3`, `**`, 栏次)."""
    texts = [clean_name(cell) for cell in row]
    texts = [text for text in texts if text]
    if not texts or not all(specs.MARKER_ROW.match(text) for text in texts):
        return False
    if any(re.match(r"^\*+|栏次|行次|列次|序号", text) for text in texts):
        return True
    numbers = [int(text) for text in texts if text.isdigit()]
    return (
        len(numbers) == len(texts) > 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] == 1
    )


def header_paths(rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    """For each column its header texts from top to bottom, merged cells resolved.

    A covered place belongs to the cell on its left when both lie under the same cell above, else to the one above:
    groups of columns nest. Where a format keeps no merged cells (tabs), an empty place counts as covered.
    """
    if not rows:
        return []
    width = len(rows[0])
    spans = any(cell is None for row in rows for cell in row)  # else the format keeps no merged cells
    anchor: list[list[tuple[int, int] | None]] = [[None] * width for _ in rows]
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            above = anchor[i - 1][j] if i else None
            if cell and clean_name(cell):
                anchor[i][j] = (i, j)
                continue
            if cell is not None and spans and i == 0:
                continue
            left = anchor[i][j - 1] if j and (cell is None or not spans) else None
            same_group = i == 0 or (j > 0 and anchor[i - 1][j - 1] == above)
            if left is not None and left[0] == i and same_group:
                anchor[i][j] = left
            else:
                anchor[i][j] = above
    paths = []
    for j in range(width):
        seen: list[tuple[int, int]] = []
        for i in range(len(rows)):
            place = anchor[i][j]
            if place is not None and place not in seen:
                seen.append(place)
        paths.append(tuple(clean_name(rows[i][k]) for i, k in seen))
    return paths


def value_at(row: Row, index: int, labelled: frozenset[int]) -> str | None:
    """The cell of a row that lies under a column's head, also where it begins further left under no head at all."""
    while row[index] is None and index > 0 and index - 1 not in labelled:
        index -= 1
    return row[index]


@lru_cache(maxsize=1 << 12)
def _first(patterns: tuple[tuple[str, str], ...], path: tuple[str, ...]) -> str:
    for text in reversed(path):
        for key, pattern in patterns:
            if re.search(pattern, text):
                return key
    return ""


def _is_part(path: tuple[str, ...]) -> bool:
    """True for 其中：… under a fund, where it names no fund that is narrower: 其中：财政拨款 of 一般公共预算."""
    if len(path) < 2 or not path[-1].startswith("其中"):
        return False
    above = _first(specs.FUNDS, path[:-1])
    return bool(above) and _first(specs.FUNDS, path[-1:]) in ("", "fiscal", above)


def _fund(path: tuple[str, ...]) -> str:
    """The fund that a head names; what is under a head of carry-over is that fund's carry-over."""
    path = path[:-1] if _is_part(path) else path
    fund = _first(specs.FUNDS, path)
    above = _first(specs.FUNDS, path[:-1])
    return f"carryover_{fund}" if above == "carryover" and fund not in ("", "carryover") else fund


def _measure(path: tuple[str, ...]) -> str:
    """What a head says is measured; "" where it only says how much."""
    return path[-1] if path and specs.ECONOMIC_CLASS.match(path[-1]) else _first(specs.MEASURES, path)


def _period(path: tuple[str, ...], year: int | None, phase: str) -> str:
    text = "/".join(path)
    if specs.CHANGE.search(text):
        return "change_pct" if specs.CHANGE_PCT.search(path[-1]) else "change"
    years = [int(y) for y in specs.YEAR.findall(text)]
    if year and years:
        return "previous" if max(years) < year else "current"
    told = [text.replace("决算数", "") if phase == "final" else text for text in path]
    if any(specs.PREVIOUS.search(text) for text in told):
        return "previous"
    return "current"


def _amount(index: int, path: tuple[str, ...], spec: TableSpec, year: int | None, phase: str) -> Column:
    measure = _measure(path) or (path[-1] if _is_part(path) else "")
    fund = _fund(path)
    known = bool(measure or fund) or any(
        specs.HEADER_WORDS.match(text) or specs.TOTAL_ROW.match(text) for text in path
    )
    period = _period(path, year, phase)
    text = "/".join(path)
    unit = specs.UNIT.search(text) or re.search(r"（(?P<unit>万元|元|%)）", text)
    return Column(
        index, path, "amount",
        measure=measure or (spec.measure if known else text),
        fund=fund or spec.fund,
        period=period,
        phase="budget" if phase == "final" and "预算数" in text and "决算" not in text else "",
        unit="%" if period == "change_pct" else (unit["unit"] if unit else ""),
        known=known,
    )  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _role(path: tuple[str, ...]) -> str:
    return next((r.name for r in specs.ROLES if path and re.match(r.pattern, path[-1])), "amount")


def _named_by_text(columns: list[Column]) -> list[Column]:
    """Where amounts have no label column that a word of the head tells, the first column of words names the rows."""
    found: list[Column] = []
    start = 0
    for i, column in enumerate(columns):
        found.append(column)
        if column.role == "amount" and all(c.role in ("text", "ignore") for c in columns[start:i]):
            words = [c for c in columns[start:i] if c.role == "text"]
            if words:
                found[words[0].index] = replace(words[0], role="name")
        if column.role == "amount" and i + 1 < len(columns) and columns[i + 1].role != "amount":
            start = i + 1
    return found


def read_columns(
    header: tuple[Row, ...], body: list[Row], spec: TableSpec, year: int | None, phase: str
) -> list[Column]:
    """The columns of a table from its head; the body only settles what the head leaves open.

    A column that no word of its head explains is an amount where it holds figures, else it is ignored.
    """
    columns: list[Column] = []
    paths = header_paths(header)
    labelled = frozenset(i for i, path in enumerate(paths) if path)
    labels = [path[-1] for path in paths if path and _role(path) in ("name", "code", "project")]
    two_up = len(set(labels)) < len(
        labels
    )  # then the top of the head (收入 | 支出) says which half, not what is measured
    for index, path in enumerate(paths):
        cells = [cell for row in body if (cell := value_at(row, index, labelled)) and not is_blank(cell)]
        figures = sum(looks_numeric(cell) for cell in cells)
        role = _role(path)
        if role == "amount":
            told = path[1:] if two_up and len(path) > 1 else path
            column = replace(_amount(index, told, spec, year, phase), path=path)
            if figures * 2 < len(cells) or (not figures and not (path and column.known)):
                column = replace(column, role="text" if cells and path else "ignore")
            columns.append(column)
        else:
            columns.append(Column(index, path, role))
    columns = _named_by_text(columns)
    amounts = [c for c in columns if c.role == "amount"]
    funds = {_fund(c.path) for c in amounts} - {""}
    if len(funds) > 1 and not funds <= _ANY_FUND:
        # Funds side by side: a column that names none is their sum, whatever the title says.
        columns = [replace(c, fund=_fund(c.path) or "all") if c.role == "amount" else c for c in columns]
    if spec.kind == "three_public" and all(c.measure != "total" for c in amounts):
        # 三公经费合计 is the total of its table, unless another column adds more to it.
        columns = [replace(c, measure="total") if c.measure == "three_public" else c for c in columns]
    return columns
