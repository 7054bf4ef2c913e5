"""What each column of a table holds, from the words of its head."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from .. import reference
from ..amounts import is_blank, looks_numeric
from ..names import clean_name
from . import specs
from .heads import Row, header_paths, is_economic, value_at
from .specs import TableSpec

# Words that only sums stand under, whatever is printed there; and words that names may stand under as well.
_SUMS = re.compile(r"(?:金额|[预决]算数|执行数|总额|[合总小]计)(?:（[^（）]*）)?$")
_MONEY = re.compile(r"(?:支出|收入|费|资金|拨款|预算|补助|结[转余])(?:（[^（）]*）)?$")
_ANY_FUND = {"carryover", "this_year"}  # said of money of whatever fund


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header from top to bottom, its role (`amount` or that of labels, see specs.role_of) and, for an
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


def without_figures(column: Column) -> bool:
    """True for a column whose head is one of money and whose cells are all words, none of them the name of a row."""
    return column.role == "text" and bool(_MONEY.search(column.path[-1]))


def _named_fund(path: tuple[str, ...]) -> str:
    """The fund that the lowest of the words names that name one; "" for none."""
    return next(filter(None, map(specs.fund_of, reversed(path))), "")


def _is_part(path: tuple[str, ...]) -> bool:
    """True for 其中：… under a fund, where it names no fund that is narrower: 其中：财政拨款 of 一般公共预算."""
    if len(path) < 2 or not path[-1].startswith("其中"):
        return False
    above = _named_fund(path[:-1])
    return bool(above) and specs.fund_of(path[-1]) in ("", "fiscal", above)


def _fund(path: tuple[str, ...]) -> str:
    """The fund that a head names; what is under a head of carry-over is that fund's carry-over."""
    path = path[:-1] if _is_part(path) else path
    fund = _named_fund(path)
    carried = any(specs.fund_of(text) == "carryover" for text in path[:-1])
    return f"carryover_{fund}" if carried and fund not in ("", "carryover") else fund


def is_code(text: str) -> bool:
    """True for a code of a classification as it is printed, of whole classes, sections and items."""
    return any(clean_name(text) in reference.names_by_code(c) for c in ("functional", "economic"))


def _measure(path: tuple[str, ...]) -> str:
    """What a head says is measured; "" where it only says how much."""
    for text in reversed(path):
        found = text if specs.ECONOMIC_CLASS.match(text) else specs.measure_of(text)
        if found or is_economic(text):
            return found or text
    return ""


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
    period = _period(path, year, phase)
    unit = specs.UNIT.search("/".join(path)) or specs.UNIT_IN_BRACKETS.search("/".join(path))
    printed, path = path, tuple(specs.UNIT_IN_BRACKETS.sub("", text) or text for text in path)
    measure = _measure(path) or (path[-1] if _is_part(path) else "")
    if spec.kind == measure == "procurement":  # all that its table is about
        measure = "total"
    fund = _fund(path)
    known = bool(measure or fund) or any(
        specs.HEADER_WORDS.match(text) or specs.TOTAL_ROW.match(text) for text in path
    )
    text = "/".join(path)
    return Column(
        index, printed, "amount",
        measure=measure or (spec.measure if known else text),
        fund=fund or spec.fund,
        period=period,
        phase="budget" if phase == "final" and "预算数" in text and "决算" not in text else "",
        unit="%" if period == "change_pct" else (unit["unit"] if unit else ""),
        known=known,
    )  # fmt: skip


def _role(path: tuple[str, ...]) -> str:
    bare = len(path) > 1 and path[-1] in ("编码", "代码")  # of what is above it
    return (path and specs.role_of("".join(path[-2:]) if bare else path[-1])) or "amount"


def _named_by_text(columns: list[Column]) -> list[Column]:
    """Where amounts have no label column that a word of the head tells, the first column of words names the rows."""
    found: list[Column] = []
    start = 0
    for i, column in enumerate(columns):
        found.append(column)
        if column.role == "amount" and all(c.role in ("text", "ignore") for c in columns[start:i]):
            measured = (
                start
                and column.path
                and (specs.measure_of(column.path[-1]) or specs.fund_of(column.path[-1]))
            )
            words = [
                c for c in columns[start:i] if c.role == "text" and not (measured and without_figures(c))
            ]
            if words:
                found[words[0].index] = replace(words[0], role="name")
        if column.role == "amount" and i + 1 < len(columns) and columns[i + 1].role != "amount":
            start = i + 1
    return found


def told_apart(columns: list[Column]) -> tuple[Column, ...]:
    """Amounts that would mean the same keep their own words: as measures where one is the whole of them, else as funds.

    非税收入 beside 小计 under 一般公共预算 is a part of that fund; 其他收费 beside 教育收费 under 专户 is another fund.
    """

    def key(column: Column) -> tuple[str, ...]:
        return (column.measure, column.fund, column.period, column.phase)

    def told(column: Column) -> Column:
        alike = list(dict.fromkeys(c.path for c in columns if c.path and key(c) == key(column)))
        wholes = [path for path in alike if _is_whole(path, alike)]
        if not column.path or column.path == (wholes or alike)[0]:
            return column
        words = column.path[:-1] if column.path in wholes and len(column.path) > 1 else column.path
        if not wholes and _fund(column.path):
            return replace(column, fund=f"{column.fund}_{words[-1]}")
        return replace(
            column, measure=words[-1] if words[-1] != column.measure else "/".join(column.path[-2:])
        )

    return tuple(told(column) for column in columns)


def _is_whole(path: tuple[str, ...], others: list[tuple[str, ...]]) -> bool:
    """True for 小计, and for a head that others of the same meaning stand under."""
    return bool(specs.TOTAL_ROW.match(path[-1])) or any(
        path == other[: len(path)] != other for other in others
    )


def _whole_codes(columns: list[Column], body: list[Row]) -> list[Column]:
    """Where one column under 类 款 项 is filled, it holds whole codes, or what is new of them."""
    parts = [c.index for c in columns if c.role in ("class", "section", "item")]
    filled = [i for i in parts if any(row[i] for row in body)]
    if len(filled) != 1:
        return columns
    roles = {i: "code" if i in filled else "ignore" for i in parts}
    return [replace(c, role=roles.get(c.index, c.role)) for c in columns]


def _funds_settled(amounts: list[Column], spec: TableSpec) -> list[Column]:
    """A fund that all columns name tells none from another; beside other funds one that names none is their sum."""
    funds = {_fund(c.path) for c in amounts} - {""}
    if funds == {"this_year"}:
        return [replace(c, fund=spec.fund) for c in amounts]
    if len(funds) > 1 and not funds <= _ANY_FUND:  # whatever the title says
        return [replace(c, fund=_fund(c.path) or "all") for c in amounts]
    return amounts


def _rolled_forward(amounts: list[Column], spec: TableSpec) -> list[Column]:
    """年初结转 | 本年收入 | 本年支出 | 年末结转 follow from each other, they are no parts of a total."""
    if not (
        {_fund(c.path) for c in amounts} >= {"carryover", "this_year"}
        and any(c.measure == "carry_forward" for c in amounts)
        and any(c.path and c.path[0].startswith("本年支出") for c in amounts)
    ):
        return amounts
    flows = {"carryover": "brought_forward", "this_year": "income"}
    return [replace(c, measure=flows.get(_fund(c.path), c.measure), fund=spec.fund) for c in amounts]


def _three_public(amounts: list[Column], spec: TableSpec) -> list[Column]:
    """The total of 三公经费: 财政拨款预算总额 is of the same money as its parts, 三公经费合计 the total if no other is."""
    if spec.kind != "three_public":
        return amounts
    named = [_fund(c.path) for c in amounts]
    if set(named) == {"fiscal", ""}:
        said = Counter((c.measure, c.period) for c in amounts)  # beside 小计 of the same it is a part of it
        amounts = [replace(c, fund=spec.fund) if said[c.measure, c.period] == 1 else c for c in amounts]
    if all(c.measure != "total" for c in amounts):
        amounts = [replace(c, measure="total") if c.measure == "three_public" else c for c in amounts]
    return amounts


def read_columns(
    header: tuple[Row, ...], body: list[Row], spec: TableSpec, year: int | None, phase: str
) -> list[Column]:
    """The columns of a table from its head; the body only settles what the head leaves open.

    A column that no word of its head explains is an amount where it holds figures, else it is ignored.
    """
    paths = header_paths(header)
    labelled = frozenset(i for i, path in enumerate(paths) if path)
    labels = [path[-1] for path in paths if path and _role(path) in ("name", "code", "project")]
    # Two halves: the top of the head (收入 | 支出) says which, not what is measured.
    two_up = len(set(labels)) < len(labels)

    def column(index: int, path: tuple[str, ...]) -> Column:
        role = _role(path)
        if role != "amount":
            return Column(index, path, role)
        cells = [cell for row in body if (cell := value_at(row, index, labelled)) and not is_blank(cell)]
        figures = sum(looks_numeric(cell) for cell in cells)
        told = path[1:] if two_up and len(path) > 1 else path
        amount = replace(_amount(index, told, spec, year, phase), path=path)
        words = (path or ("",))[-1]
        sure = _SUMS.search(words) or (figures and _MONEY.search(words))
        if not amount.known and len(cells) > 1 and all(map(is_code, cells)):
            return replace(amount, role="code")
        if (figures * 2 < len(cells) and not sure) or (not figures and not (path and amount.known)):
            return replace(amount, role="text" if cells and path else "ignore")
        return amount

    columns = _whole_codes(_named_by_text([column(i, path) for i, path in enumerate(paths)]), body)
    amounts = [c for c in columns if c.role == "amount"]
    for settle in (_funds_settled, _rolled_forward, _three_public):
        amounts = settle(amounts, spec)
    settled = {c.index: c for c in amounts}
    return [settled.get(c.index, c) for c in columns]
