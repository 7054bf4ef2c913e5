"""Tables of two sides (BALANCE): headings and their parts, what each side sums to, and both sides alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..names import numbering_level
from .facts import Fact
from .identity import Identity, equal
from .rows import Row, Tables, figures_of, grow
from .within import OF_WHICH, tree

_TOTAL = re.compile(r"^(?:收入|支出)?总计$|^(?:收入|支出)合计$")
_TOTALS = re.compile(rf"{_TOTAL.pattern}|^本年(?:收入|支出)[合小]计$")
_YEAR_LINE = re.compile(r"^本年(?:收入|支出)$")
_CARRIED = re.compile(r"结转|结余")


def identities_of_balances(tables: Tables) -> Iterator[Identity]:
    """All identities of tables with sides: on each side, and between 收入 and 支出."""
    for (table, side), rows in tables.items():
        if side:
            yield from tree([row for row in rows if row.level > 0], numbered)
            yield from _totals(rows)
        if side == "revenue":
            for other in sorted(s for t, s in tables if t == table and s.startswith("expenditure")):
                yield from _both(rows, tables[table, other])


def numbered(parts: list[Fact]) -> bool:
    """Whether figures are the parts of a heading by their form: numbered alike, each with a number of its own.

    Names alone do not tell: a reader can take parts for neighbours, and a list of codes may keep some back.
    """
    numbers = {part.name.removesuffix(part.plain) for part in parts}
    levels = {numbering_level(part.name) for part in parts}
    return len(numbers) == len(parts) and len(levels) == 1 and None not in levels


def _totals(rows: list[Row]) -> Iterator[Identity]:
    """本年合计 = Σ, then 总计 = 本年合计 + 结转."""
    above: list[Row] = []
    since: list[Row] = []
    for row in rows:
        if row.level > 0:
            since.append(row)
        elif _TOTALS.match(row.plain):
            roots = [*above, *_headed(grow(since))]
            flat = bool(above) or not any(root.children for root in roots)
            for column, fact in row.facts.items():
                parts = figures_of(roots, column)
                if parts and not any(OF_WHICH.match(root.name) for root in roots):
                    rule = f"{row.plain} = 各项之和"
                    yield equal("BALANCE", rule, [fact], parts, hard=flat or numbered(parts))
            above, since = [row], []


def _headed(roots: list[Row]) -> list[Row]:
    """What a total sums, where a line 本年收入 stands for those after it, up to what was carried over."""
    head = next((i for i, r in enumerate(roots) if _YEAR_LINE.match(r.plain) and not r.children), len(roots))
    after = (i for i in range(head + 1, len(roots)) if _CARRIED.search(roots[i].plain))
    return [*roots[: head + 1], *roots[next(after, len(roots)) :]]


def _both(revenue: list[Row], expenditure: list[Row]) -> Iterator[Identity]:
    """收入总计 = 支出总计: the last of each side."""
    left, right = (
        [row for row in rows if row.level == 0 and _TOTAL.match(row.plain)] for rows in (revenue, expenditure)
    )
    for column, fact in left[-1].facts.items() if left and right else ():
        if column in right[-1].facts:
            yield equal("BALANCE", "收入总计 = 支出总计", [fact], [right[-1].facts[column]])
