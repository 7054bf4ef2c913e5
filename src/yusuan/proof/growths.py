"""Comparisons of the text with the year before: amount, earlier amount, change and percentage of one thing (PERCENT).

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


def growths(said: Iterable[Fact]) -> list[Growth]:
    """What the text says of each amount and the year before, in order: its change, that amount, or both.

    Growths that cannot be true in themselves do not hold (see `Growth.holds`).
    """
    return [replace(growth, holds=_holds(growth)) for growth in _growths(said)]


def _growths(said: Iterable[Fact]) -> Iterator[Growth]:
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
    """本年 = 上年 + 增减, where the text prints all three."""
    for growth in found:
        if growth.change and growth.previous:
            terms = ((growth.amount, 1), (growth.previous, -1), (growth.change, -1))
            yield Identity("TEXT", "文字本年 = 上年 + 增减", terms)


def percent_status(growth: Growth) -> str:
    """exact, rounding, violated or undefined: whether a printed percentage meets change / amount of the year before."""
    amount, change, previous, percent = growth.amount, growth.change, growth.previous, growth.percent
    assert percent is not None
    base = growth.base
    if previous is None:
        assert change is not None
        reach = amount.half + change.half
        pairs = [(c, a - c) for c in (change.low, change.high) for a in (amount.low, amount.high)]
    else:
        reach, befores = previous.half, (previous.low, previous.high)
        if change is None:
            pairs = [(a - b, b) for a in (amount.low, amount.high) for b in befores]
        else:
            pairs = [(c, b) for c in (change.low, change.high) for b in befores]
    if base == 0:
        return "undefined"
    if abs(base) < reach or base < 0:
        return "not_checkable"
    ratio = 100 * STEP * (change.value if change else amount.value - base) / base
    if abs(ratio - percent.value) <= percent.half:
        return "exact"
    ends = [100 * STEP * c / b for c, b in pairs if b > 0]
    from_nothing = any(b <= 0 < c for c, b in pairs)  # the base may be as small as one likes
    reaches = from_nothing or percent.low <= max(ends)
    return "rounding" if min(ends) <= percent.high and reaches else "violated"


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
