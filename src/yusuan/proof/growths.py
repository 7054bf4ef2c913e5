"""Amounts of the text with their change and percentage: what they say of the year before."""

from __future__ import annotations

from dataclasses import replace

from .facts import Fact
from .system import Contradiction, Growth, build, propagate
from .text import percentages


def growths(said: list[Fact]) -> list[Growth]:
    """Money of the text with its change, and the percentage where its base is not zero as printed. Each amount once.

    Growths that cannot be true in themselves do not hold (see `Growth.holds`).
    """
    percents = {change.row: percent for percent, change, _ in percentages(said)}
    latest: dict[tuple, Fact] = {}
    found: dict[int, Growth] = {}
    for claim in said:
        key = (claim.table, claim.entity, claim.side, claim.name, claim.measure)
        if not claim.is_money:
            continue
        if claim.period == "current":
            latest[key] = claim
        elif claim.period == "change" and key in latest and latest[key].row not in found:
            amount = latest[key]
            growth = Growth(amount, claim, percents.get(claim.row) if amount.value != claim.value else None)
            found[amount.row] = replace(growth, holds=_holds(growth))
    return list(found.values())


def _holds(growth: Growth) -> bool:
    """Whether some unrounded figures have this change and percentage, on an amount of the year before not below zero."""
    alone = build((growth.amount, growth.change), (), (growth,))
    try:
        propagate(alone, list(alone.low), list(alone.high))
    except Contradiction:
        return False
    return True
