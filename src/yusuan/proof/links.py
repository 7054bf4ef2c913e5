"""Codes by function and by economic class that usually pay for one thing (LINK): 住房公积金 is 2210201 and 30113.

Usual, not by definition: departments book them otherwise as well. They are checked where they are the habit of a
document: in one administrative unit, most of them hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .facts import Fact
from .identity import Identity, equal
from .rows import Tables


@dataclass(frozen=True, slots=True)
class Link:
    """Basic spending of one 项 = Σ basic spending of some 款 by economic class."""

    function: str
    economic: tuple[str, ...]
    rule: str


# Not 2080501 = 30302: 退休费 is paid from other 项 as well, in most units that print both.
LINKS = [
    Link("2080505", ("30108",), "基本养老保险缴费：2080505 = 30108"),
    Link("2080506", ("30109",), "职业年金缴费：2080506 = 30109"),
    Link("2210201", ("30113",), "住房公积金：2210201 = 30113"),
    Link("2101101", ("30110", "30114"), "医疗：2101101 = 30110 + 30114"),
]
_INSTITUTIONS = {"2080502", "2101102"}  # 事业单位: part of the same economic class is theirs


def identities_of_links(tables: Tables) -> Iterator[Identity]:
    """The links of each administrative unit in which most of them hold; all soft."""
    by_function = _basic(tables, "general_by_function")
    by_economic = _basic(tables, "general_by_economic")
    for entity in dict.fromkeys(entity for entity, _ in by_function):
        if any((entity, code) in by_function for code in _INSTITUTIONS):
            continue
        links = [
            equal("LINK", link.rule, [left], right, hard=False)
            for link in LINKS
            if (left := by_function.get((entity, link.function)))
            and (
                right := [
                    by_economic[entity, code] for code in link.economic if (entity, code) in by_economic
                ]
            )
        ]
        holding = sum(link.status != "violated" for link in links)
        if 2 * holding > len(links) > 2:
            yield from links


def _basic(tables: Tables, table: str) -> dict[tuple[str, str], Fact]:
    """The basic spending of each code of each unit, where it is printed once."""
    column = ("basic", "general_public", "current")
    rows = [row for row in tables.get((table, ""), []) if row.code and column in row.facts]
    times = Counter((row.entity, row.code) for row in rows)
    return {(row.entity, row.code): row.facts[column] for row in rows if times[row.entity, row.code] == 1}
