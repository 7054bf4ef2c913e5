"""Stated causes that are arithmetic (REASON): “按照 10 个月的费用保障”, “每年递增 3%”, against the figures they explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from .facts import Fact
from .system import Constraint, Contradiction, build, propagate
from .text import said

_MONTHS = re.compile(r"(?<![\d年.])(\d{1,2})\s*个月")
_RATE = re.compile(
    r"(?:每年|逐年|年均|按年|同比)?(递增|上浮|上调|上涨|提高|递减|下浮|下调|压减)(?:了|约)?\s*(\d+(?:\.\d+)?)\s*[%％]"
)
_DOWN = {"递减", "下浮", "下调", "压减"}
_MORE_CAUSES = re.compile(r"[一二三]是|[（(]?[123][)）.、]|以及|同时|另|；")


@dataclass(frozen=True, slots=True)
class Cause:
    """What a reason says the amount is of the year before: between `low` and `high` (exact where they are equal)."""

    words: str
    low: Fraction
    high: Fraction


def cause_of(reason: str, rising: bool) -> Cause | None:
    """The one arithmetic cause that a reason states, or None."""
    months = [int(m) for m in _MONTHS.findall(reason)]
    if len(months) == 1 and 0 < months[0] < 12:
        ratio = Fraction(12, months[0]) if rising else Fraction(months[0], 12)
        return Cause(f"{months[0]}个月", ratio, ratio)
    if len(months) == 2 and all(0 < m <= 12 for m in months):
        ratio = Fraction(months[1], months[0])
        return Cause(f"{months[0]}个月、{months[1]}个月", ratio, ratio)
    rates = _RATE.findall(reason)
    if len(rates) == 1 and not months:
        word, rate = rates[0]
        half = Fraction(1, 2 * 10 ** len(rate.partition(".")[2]))
        sign = -1 if word in _DOWN else 1
        ends = sorted(1 + sign * (Fraction(rate) + d) / 100 for d in (-half, half))
        return Cause(f"{word}{rate}%", ends[0], ends[1])
    return None


@dataclass(frozen=True, slots=True)
class Reasoned:
    """An amount, its change, the cause stated for it, and what the two together say of that cause."""

    amount: Fact
    change: Fact
    cause: Cause
    status: str
    why: str = ""


def reasoned(claims: pd.DataFrame, facts: list[Fact]) -> Iterator[Reasoned]:
    """Each change of money in the text with an arithmetic cause; not checkable where other causes are stated too.

    None from a data folder, which keeps no sentences.
    """
    if "reason" not in claims:
        return
    for change in said(facts, "project", period="change") + said(facts, "operating_cost", period="change"):
        reason = str(claims.at[change.row, "reason"])
        cause = cause_of(reason, change.value > 0)
        amounts = [
            f
            for f in said(facts, change.table, change.measure, entity=change.entity, side=change.side)
            if f.name == change.name
        ]
        if cause is None or len(amounts) != 1:
            continue
        if _MORE_CAUSES.search(reason):
            yield Reasoned(amounts[0], change, cause, "not_checkable", "另有其他原因")
        else:
            yield Reasoned(amounts[0], change, cause, _status(amounts[0], change, cause))


def _status(amount: Fact, change: Fact, cause: Cause) -> str:
    """Whether amount = cause · (amount − change) for some unrounded figures."""
    before = amount.value - change.value
    if cause.low * before <= amount.value <= cause.high * before:
        return "exact"
    (low, whole), (high, part) = cause.low.as_integer_ratio(), cause.high.as_integer_ratio()
    lines = (
        Constraint(((0, low - whole), (1, -low)), at_most=True),
        Constraint(((0, part - high), (1, high)), at_most=True),
    )
    system = replace(build((amount, change), ()), constraints=lines, at={0: (0, 1), 1: (0, 1)})
    try:
        propagate(system, list(system.low), list(system.high))
    except Contradiction:
        return "violated"
    return "rounding"
