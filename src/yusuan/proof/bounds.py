"""Tight bounds: the least and the most that each unrounded figure can be, by print and all hard identities together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pandas as pd

from .blocks import blocks, neighbourhoods, same
from .facts import STEP
from .fractional import Space, Terms, greatest_ratio, greatest_sum
from .printed import Frames, Printed, read
from .programme import Infeasible, extremes, programme
from .system import Contradiction, System, build, components, propagate

BOUND_COLUMNS = ["lower_yuan", "upper_yuan", "how"]
GIVEN_AWAY = 4  # half steps that a programme may be wrong by, and so narrows nothing
PREVIOUS_COLUMNS = ["previous_lower_yuan", "previous_upper_yuan"]


Figures = Mapping[tuple[str, int], int]  # (`cells` or `claims`, row) → coefficient


@dataclass(frozen=True, eq=False)
class Tightened:
    """The ends that are left of each variable of a system (half steps), and how they were won."""

    system: System
    low: list[int]
    high: list[int]
    how: list[str]


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounds of the rows of `cells` and of `claims`, with their index, and of what is made of these figures."""

    cells: pd.DataFrame
    claims: pd.DataFrame
    tight: Tightened = field(repr=False)

    def sum(self, figures: Figures) -> tuple[float, float]:
        """The least and the most, in yuan, that Σ coefficient · figure can be. Raises KeyError for what is no money."""
        terms = self._terms(figures)
        space = self._space(terms)
        most, least = (greatest_sum(space, {v: sign * c for v, c in terms.items()}) for sign in (1, -1))
        return -least / STEP, most / STEP

    def ratio(self, above: Figures, below: Figures) -> tuple[float, float]:
        """The least and the most that above / below can be, as one true value; infinite where `below` may be zero."""
        over, under = self._terms(above), self._terms(below)
        space = self._space(over | under)
        most, least = (greatest_ratio(space, {v: s * c for v, c in over.items()}, under) for s in (1, -1))
        return -least, most

    def _terms(self, figures: Figures) -> Terms:
        return {self.tight.system.index[figure]: coefficient for figure, coefficient in figures.items()}

    def _space(self, terms: Terms) -> Space:
        """Figures whose identities cannot all be true are bound by print alone."""
        tight = self.tight
        if not any(tight.how[v] == "contradicted" for v in terms):
            with suppress(Infeasible):
                return Space(tight.system, tight.low, tight.high, terms)
        return Space(replace(tight.system, at={}), tight.low, tight.high, terms)


def bounds(document: Frames) -> Bounds:
    """For each printed amount of a document the least and the most that it can be before rounding, in yuan.

    One row per figure of money. `how`: print (nothing is narrower), propagation, programme, or contradicted (its
    identities cannot all be true: print stands). Claims of an amount that print its change also bound the amount of the
    year before (`previous_lower_yuan`, `previous_upper_yuan`). Identities that print alone contradicts take no part.
    """
    tight = tighten(system_of(read(document)))
    system = tight.system
    rows: dict[str, dict[int, dict[str, object]]] = {"cells": {}, "claims": {}}
    for variable, fact in enumerate(system.facts):
        low, high = _yuan(tight, variable)
        rows[fact.frame][fact.row] = {"lower_yuan": low, "upper_yuan": high, "how": tight.how[variable]}
        if (before := system.previous.get(variable)) is not None:
            rows[fact.frame][fact.row] |= dict(zip(PREVIOUS_COLUMNS, _yuan(tight, before), strict=True))
    return Bounds(
        _frame(rows["cells"], BOUND_COLUMNS), _frame(rows["claims"], BOUND_COLUMNS + PREVIOUS_COLUMNS), tight
    )


def _yuan(tight: Tightened, variable: int) -> tuple[float, float]:
    return (tight.low[variable] >> 1) / STEP, -(-tight.high[variable] >> 1) / STEP


def _frame(rows: dict[int, dict[str, object]], columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)
    return table.astype({column: "str" if column == "how" else "float64" for column in columns})


def system_of(printed: Printed) -> System:
    """The money of one document and all hard identities that print does not contradict by themselves."""
    facts = [*printed.figures, *(c for c in printed.said if c.is_money)]
    there = {f.key for f in facts}
    rules = [
        i
        for i in printed.identities
        if i.hard and i.status in ("exact", "rounding") and all(f.key in there for f, _ in i.terms)
    ]
    return build(facts, rules, [g if g.holds else replace(g, percent=None) for g in printed.growths_of_money])


def tighten(system: System) -> Tightened:
    """Propagation over each component, then linear programmes over each of its blocks, until neither narrows."""
    low, high = list(system.low), list(system.high)
    how = ["print"] * len(low)
    stands = same(system, range(len(system.constraints)))
    members: dict[int, list[int]] = defaultdict(list)
    for variable, standing in stands.items():
        members[standing].append(variable)
    for variables, rules in components(system):
        try:
            for variable in propagate(system, low, high, rules):
                how[variable] = "propagation"
            parts = [p for b in blocks(system, rules, stands) for p in neighbourhoods(system, b, stands)]
            _programmes(system, parts, stands, members, low, high, how)
        except (Contradiction, Infeasible):
            for variable in variables:
                low[variable], high[variable] = system.low[variable], system.high[variable]
                how[variable] = "contradicted"
    return Tightened(system, low, high, how)


def _programmes(
    system: System,
    parts: list[list[int]],
    stands: dict[int, int],
    members: dict[int, list[int]],
    low: list[int],
    high: list[int],
    how: list[str],
) -> None:
    """Each part twice at most: what one wins may narrow another."""
    touched = [True] * len(parts)
    inside = [{v for n in part for v, _ in system.constraints[n].terms} for part in parts]
    for number in [*range(len(parts)), *range(len(parts))]:
        if not touched[number]:
            continue
        touched[number] = False
        problem = programme(system, parts[number], stands, low, high)
        won = set()
        for variable, origin, least, greatest in zip(
            problem.variables, problem.origin, *extremes(problem), strict=True
        ):
            lowest, highest = 2 * (origin + int(least * STEP) - 1), 2 * (origin + int(greatest * STEP) + 2)
            for other in members[variable]:
                if lowest > low[other] + GIVEN_AWAY or highest < high[other] - GIVEN_AWAY:
                    low[other], high[other] = max(low[other], lowest), min(high[other], highest)
                    how[other] = "programme"
                    won.add(other)
        spread = propagate(system, low, high, [n for v in won for n in system.at[v]])
        for variable in spread - won:
            how[variable] = "propagation" if how[variable] == "print" else how[variable]
        for other, variables in enumerate(inside):
            touched[other] |= other != number and not variables.isdisjoint(won | spread)
