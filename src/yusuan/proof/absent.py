"""Rows that a table ought to have: a code above or below those it prints, or one that its sister table prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .rows import Row
from .rules import TABLE_WORDS
from .structure import Remark

Tables = dict[tuple[str, str], list[Row]]
Coded = dict[str, Row]

_STEPS = {3: None, 5: 3, 7: 5}  # digits of a code → digits of the one above
_PAIRS = [("expenditure", "general_by_function")]


def absent_rows(tables: Tables, single_fund: bool) -> Iterator[Remark]:
    """What is printed everywhere else in a table and not here; without arithmetic, so none of it is an error."""
    coded = {table: _by_entity(rows) for (table, side), rows in tables.items() if not side}
    for table, units in coded.items():
        for rows in units.values():
            yield from _above(rows)
            if "economic" in table:  # by function, a 项 may be withheld
                yield from _below(rows)
    for left, right in _PAIRS if single_fund else []:
        for entity in coded.get(left, {}):
            ours, theirs = coded[left][entity], coded.get(right, {}).get(entity, {})
            if len(ours) > 1 and len(theirs) > 1:
                yield from _only_in(ours, theirs, right)
                yield from _only_in(theirs, ours, left)


def _by_entity(rows: list[Row]) -> dict[str, Coded]:
    found: dict[str, Coded] = defaultdict(dict)
    for row in rows:
        if row.code.isdigit() and len(row.code) in _STEPS:
            found[row.entity].setdefault(row.code, row)
    return found


def _above(rows: Coded) -> Iterator[Remark]:
    """A code whose 类 or 款 is not printed, where those of all other codes are."""
    wanted = {code[:digits] for code in rows if (digits := _STEPS[len(code)])}
    missing = wanted - rows.keys()
    for code in sorted(missing):
        same = {other for other in wanted if len(other) == len(code)}
        if len(same & missing) == 1 < len(same):
            below = next(row for other, row in rows.items() if other.startswith(code))
            yield _remark("上级科目在表中", f"表中有 {below.code}，没有其上级科目 {code}", below)


def _below(rows: Coded) -> Iterator[Remark]:
    """A code with money and nothing below it, where all others of its level have something below."""
    upper = [row for code, row in rows.items() if len(code) == 3 and _money(row)]
    bare = [row for row in upper if not any(code.startswith(row.code) for code in rows if code != row.code)]
    if len(bare) == 1 < len(upper) - 1:
        yield _remark("下级科目在表中", f"{bare[0].code} 有数，表中没有其下级科目，其他科目都有", bare[0])


def _only_in(rows: Coded, others: Coded, table: str) -> Iterator[Remark]:
    """A code with money that the sister table does not print for the same unit."""
    for code, row in rows.items():
        if code not in others and _money(row) and any(len(other) == len(code) for other in others):
            yield _remark("两表科目相同", f"{code} 有数，“{TABLE_WORDS.get(table, table)}”没有这一科目", row)


def _money(row: Row) -> bool:
    return any(fact.value for fact in row.facts.values())


def _remark(rule: str, message: str, row: Row) -> Remark:
    fact = next(iter(row.facts.values()))
    return Remark("STRUCTURE", rule, message, "cells", fact.row)
