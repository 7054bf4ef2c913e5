"""Comparisons with the year before: amount, earlier amount, change and percentage of one thing (PERCENT).

Whatever two of them leave of the others must hold: amount = earlier amount + change, percentage = change / earlier
amount. All of it is definition, so hard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .facts import STEP, Fact
from .identity import Identity
from .system import Contradiction, Growth, build, propagate

PERCENT = "百分比 = 增减 ÷ 上年"
_EXECUTED = "_on_execution"  # compared with what was spent, not with what was planned
_PERIODS = ("change", "previous", "change_pct")

Thing = tuple[str, str, str, str, str]


def growths(figures: Iterable[Fact], percents: list[Fact], said: Iterable[Fact]) -> list[Growth]:
    """What tables and text say of amounts and the year before, in order: the change, that amount, or both.

    Of tables only what has a percentage: all else of them are sums. Growths that cannot be true in themselves do not hold
    (see `Growth.holds`).
    """
    found = [*_of_tables(figures, percents), *_of_text(said)]
    return [replace(growth, holds=_holds(growth)) for growth in found]


def _of_tables(figures: Iterable[Fact], percents: list[Fact]) -> Iterator[Growth]:
    """The figures in the row of each percentage."""

    def cell(f: Fact) -> tuple[object, ...]:
        return f.table, f.place, f.entity, f.side, f.code, f.name, f.measure, f.fund

    rows = {cell(percent): {percent.period: percent} for percent in percents}
    for fact in figures if rows else ():
        if (row := rows.get(cell(fact))) is not None:
            row[fact.period] = fact
    for row in rows.values():
        if "current" in row:
            yield from _growth(row)


def _of_text(said: Iterable[Fact]) -> Iterator[Growth]:
    """A comparison ends where the same thing has another amount, or its own figures begin anew.

    An amount of the year before that nothing was said of yet stands for the amount that follows, too.
    """
    amounts: dict[Thing, Fact] = {}
    compared: dict[Thing, dict[str, dict[str, Fact]]] = defaultdict(lambda: defaultdict(dict))
    for claim in said:
        thing = (claim.table, claim.entity, claim.side, claim.name, claim.measure.removesuffix(_EXECUTED))
        if claim.period == "current":
            if thing in amounts and amounts[thing].value != claim.value:
                for measure, figures in compared.pop(thing, {}).items():
                    yield from _growth(figures)
                    if figures.keys() == {"current", "previous"}:
                        compared[thing][measure] = figures | {"current": claim}
            amounts[thing] = claim
        elif claim.period in _PERIODS and thing in amounts:
            figures = compared[thing][claim.measure]
            if claim.period in figures:
                yield from _growth(figures)
                figures.clear()
            figures.setdefault("current", amounts[thing])
            figures[claim.period] = claim
    for by_measure in compared.values():
        for figures in by_measure.values():
            yield from _growth(figures)


def _growth(figures: dict[str, Fact]) -> Iterator[Growth]:
    change, previous = figures.get("change"), figures.get("previous")
    if change or previous:
        yield Growth(figures["current"], change, previous, figures.get("change_pct"))


def identities_of_growths(found: Iterable[Growth]) -> Iterator[Identity]:
    """本年 = 上年 + 增减, where all three are printed."""
    for growth in found:
        if growth.change and growth.previous:
            terms = ((growth.amount, 1), (growth.previous, -1), (growth.change, -1))
            yield Identity("TEXT", "文字本年 = 上年 + 增减", terms)


def percent_status(growth: Growth, percent: Fact) -> str:
    """exact, rounding, violated or undefined: whether a printed percentage meets change / amount of the year before."""
    base, corners = growth.base, _corners(growth)
    if base == 0:
        return "undefined"
    if base < 0 or min(b for _, b in corners) < 0:
        return "not_checkable"
    if abs(100 * STEP * growth.more / base - percent.value) <= percent.half:
        return "exact"
    ends = [100 * STEP * c / b for c, b in corners if b > 0]
    from_nothing = any(b <= 0 < c for c, b in corners)  # the base may be as small as one likes
    reaches = from_nothing or percent.low <= max(ends)
    return "rounding" if min(ends) <= percent.high and reaches else "violated"


def off(growth: Growth, percent: Fact) -> tuple[float, float]:
    """By how much the change is more than the percentage of the base, in yuan, and how much of that rounding allows."""
    whole = 100 * STEP
    residual = growth.more - percent.value * growth.base / whole
    ends = [c - p * b / whole for c, b in _corners(growth) for p in (percent.low, percent.high)]
    return residual / STEP, max(abs(end - residual) for end in ends) / STEP


def _corners(growth: Growth) -> list[tuple[int, int]]:
    """The change and the amount of the year before at the ends of what is printed of them."""
    now, more, before = (
        (f.low, f.high) if f else () for f in (growth.amount, growth.change, growth.previous)
    )
    if more and before:
        return [(c, b) for c in more for b in before]
    return [(c, a - c) for a in now for c in more] or [(a - b, b) for a in now for b in before]


def _holds(growth: Growth) -> bool:
    """Whether some unrounded figures have this change and percentage, on an amount of the year before not below zero."""
    facts = [f for f in (growth.amount, growth.change, growth.previous) if f]
    if not all(fact.is_money for fact in facts):
        return True
    alone = build(facts, identities_of_growths([growth]), (growth,))
    try:
        propagate(alone, list(alone.low), list(alone.high))
    except Contradiction:
        return False
    return True
