"""How deep a row stands: by its code, by its name, or by its place among the rows above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, groupby

from ..names import numbering_level, plain_name
from . import specs

_LEVELS = {3: 1, 5: 2, 7: 3}

# In a list of incomes, what is part of what: a fund and the fund it stands under.
_PARENT_FUND = {
    "general_public": "fiscal", "government_fund": "fiscal", "state_capital": "fiscal",
    "business": "own_funds", "operating_income": "own_funds", "superior_subsidy": "own_funds",
    "affiliate": "own_funds", "other": "own_funds",
}  # fmt: skip


def code_level(code: str) -> int | None:
    """1 for 类, 2 for 款, 3 for 项 by the length of a code (3, 5, 7); None for another length."""
    return _LEVELS.get(len(code))


class NameWalker:
    """Walks down a list of names without codes and says at which level each stands.

    `codes` gives for each name the codes that carry it (the document's own before the reference). Among them the
    one that continues the rows above is taken: 行政运行 after 信访事务 is the 项 of that 款.
    """

    def __init__(self, codes: dict[str, tuple[str, ...]]) -> None:
        self._codes = codes
        self._current = ""
        self._deeper = 0  # 1 under a numbered heading that is no code: 一、本年支出
        self._nested = False  # whether its parts begin to count anew: 一、一般公共服务支出
        self._heading = (
            0  # level of the last numbered heading below 一、 that is no code: 1、人员经费和公用经费支出
        )
        self._last = 0

    def step(self, name: str) -> int | None:
        bare = plain_name(name)
        if name.startswith("其中"):
            return self._last + 1
        candidates = self._codes.get(bare, ())
        numbered = numbering_level(name)
        if numbered == 1 and any(len(code) == 3 for code in candidates):
            candidates = tuple(code for code in candidates if len(code) == 3)
        best = max(candidates, key=self._fit, default="")
        if numbered is not None and (numbered == 1 or not best):
            self._heading = numbered if numbered > 1 else 0
        if not best:
            self._deeper, self._nested = (1, False) if numbered == 1 else (self._deeper, self._nested)
            self._last = numbered or self._last
            return numbered
        if numbered == 1:
            self._nested = self._nested or (bool(self._deeper) and name.startswith("一、"))
            self._deeper = self._deeper if self._nested else 0
        self._current = best
        level = code_level(best)
        self._last = (level or 1) + self._deeper
        if numbered is not None and numbered >= self._heading > 0:
            self._last = max(self._last, numbered)
        return None if level is None else self._last

    def _fit(self, code: str) -> tuple[int, bool, bool]:
        parent = code[:-2] if len(code) > 3 else ""
        if not self._current.startswith(parent):
            return (-1, len(code) == 3, False)
        return (len(parent), code > self._current, len(code) == 3)


class RevenueLevels:
    """Levels in a list of incomes: by numbering, else by which fund is part of which."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._last = 0
        self._numbered = False
        self._parts = False  # below 其中

    def step(self, name: str) -> int:
        if name.startswith("其中"):
            self._parts = True
            return self._last + 1
        fund = specs.fund_of(name)
        within = _PARENT_FUND.get(fund) in self._seen or ("carryover" in self._seen and fund in _PARENT_FUND)
        numbered = numbering_level(name)
        if self._numbered and self._parts and not numbered and not fund:
            return self._last + 1  # 其中：医疗收入, then 科教收入
        self._parts, self._numbered = False, self._numbered or bool(numbered)
        level = max(numbered or 1, 2 if within else 1)
        if level == 1:
            self._seen = {fund}
        self._last = level
        return level


class CostLevels:
    """Levels in a list of the three costs: by numbering, else what is bought or run for a vehicle is a part of it."""

    def __init__(self) -> None:
        self._vehicle = 0
        self._last = 0

    def step(self, name: str) -> int:
        part = re.search(r"车(?:辆)?(?:购置|运行)", name) and not re.search(r"购置[^行]*运行", name)
        level = numbering_level(name) or (self._vehicle + 1 if part else 1)
        if name.startswith("其中"):
            level = max(level, self._last + 1)
        if "车" in name and not part:
            self._vehicle = level
        self._last = level
        return level


class StepWalker:
    """Levels in a list whose names stand in several columns: each group is printed once, what is in it further right.

    采购大类 | 项目 | 品目: a row that begins where the one above has ended is a part of it; one that begins inside it
    only leaves out what the one above has printed.
    """

    def __init__(self) -> None:
        self._open: list[tuple[int, int, int]] = []  # first and last column, level

    def step(self, filled: list[int]) -> int:
        first, last = filled[0], filled[-1]
        while self._open and self._open[-1][0] >= first:
            self._open.pop()
        level = 1
        if self._open:
            _, end, level = self._open[-1]
            level += end < first
        self._open.append((first, last, level))
        return level


@dataclass(frozen=True, slots=True)
class Printed:
    """What tells whether a row is a part or a whole: its level and labels, and its figures as printed."""

    level: int
    entity: str
    name: str = ""
    period: str = ""
    figures: tuple[str, ...] = ()
    heads: bool = False  # prints only the first of several columns of names


def nested_levels(rows: list[Printed]) -> list[int]:
    """The level of each row of a list, deeper where a row is one of those that a row above it sums.

    Print does not say which: rows of one level are taken to be nested only where their total is wrong if all are
    added, and right, to the last digit, if each is counted once.
    """
    levels = [row.level for row in rows]
    total: Printed | None = None
    for (_, level), members in groupby(enumerate(rows), key=lambda each: (each[1].entity, each[1].level)):
        numbers = [i for i, _ in members]
        if level == 0:
            total = rows[numbers[-1]]
            continue
        for column, whole in enumerate(map(_amount, total.figures if total else ())):
            depths = _depths([_amount(rows[i].figures[column]) for i in numbers], whole)
            if any(depths):
                for i, depth in zip(numbers, depths, strict=True):
                    levels[i] += depth
                break
    return levels


def _amount(figure: str) -> Decimal:
    text = figure.replace(",", "")
    return Decimal(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else Decimal(0)


def _depths(amounts: list[Decimal], whole: Decimal) -> list[int]:
    """How many of the rows above sum each amount; none where only the amounts themselves make up the whole."""
    parts: dict[int, list[int]] = {}
    tops: list[int] = []  # the last one first
    for i in reversed(range(len(amounts))):
        sums = accumulate(amounts[top] for top in reversed(tops))
        count = next((n for n, total in enumerate(sums, 1) if total == amounts[i] != 0), 0)
        parts[i] = tops[len(tops) - count :]
        del tops[len(tops) - count :]
        tops.append(i)
    depths = [0] * len(amounts)
    if sum(amounts) != whole == sum(amounts[top] for top in tops) != 0:
        for i in range(len(amounts)):
            for part in parts[i]:
                depths[part] = depths[i] + 1
    return depths


def mark_leaves(rows: list[Printed]) -> list[bool]:
    """For each row in order: True where no other row is a part of it.

    A total row is a leaf only where its unit has no other rows and it does not stand for the units below it.
    """
    detailed = {row.entity for row in rows if row.level > 0}
    totals = [row for row in rows if row.level == 0]
    deepest = max((row.level for row in rows), default=0)
    leaves = []
    for i, row in enumerate(rows):
        if row.level == 0:
            of_others = bool(detailed and row.name) and {r.entity for r in totals if r.name} == {row.entity}
            leaves.append(not of_others and row.entity not in detailed and not _stands_for_units(row, totals))
            continue
        if row.heads and deepest > row.level:
            leaves.append(False)
            continue
        # A total may be printed again at the head of the next page, between a row and its parts.
        following = next((r for r in rows[i + 1 :] if r.level > 0 or r.entity != row.entity), None)
        leaves.append(following is None or following.entity != row.entity or following.level <= row.level)
    return leaves


def _stands_for_units(row: Printed, totals: list[Printed]) -> bool:
    """Whether a row is the whole of rows beside it: 合计 over all, or a department over its units.

    A department that is one of its own units prints two rows under one name: the whole, then the part. Below 合计 it
    prints the part alone, unless its figures are those of 合计 or a unit is named as its 本级.
    """
    beside = [other for other in totals if other.period == row.period]
    others = {other.entity for other in beside} - {row.entity}
    named = [other for other in beside if other.name]
    if row.name:
        return len(named) < len(beside)
    same = [other for other in beside if other.entity == row.entity and not other.name]
    if row is not same[-1]:
        return True
    if row.entity != beside[0].entity or not others:
        return False
    if len(same) > 1:
        return False
    own = any(other.startswith(row.entity) and len(other) - len(row.entity) <= 4 for other in others)
    return own or not named or row.figures == named[0].figures
