"""The most that a sum or a ratio of figures can be, by print and all hard identities together.

A share whose part is in its whole, or a growth whose change is printed, comes out narrower than a quotient of two
intervals: a linear-fractional programme over the block in which all of its figures stand. Solved by Dinkelbach's
sequence of linear programmes (λ is the most of above / below where the most of above − λ · below is zero), which keeps
amounts in yuan: divided by the whole, as Charnes and Cooper do, a yuan of a large budget is less than a solver tells
from zero.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from . import blocks as parts
from .facts import STEP
from .programme import programme
from .system import Constraint, System

Terms = dict[int, int]  # variable → coefficient
GIVEN_AWAY = 2  # steps of 1/STEP yuan by which the programme may be wrong in each figure
TOLERANCE = 1e-10  # of HiGHS, per yuan between the ends of each figure


class Space:
    """What the hard identities of a system leave of some figures together, between the ends that each has alone.

    Raises Infeasible where that is nothing.
    """

    def __init__(self, system: System, low: list[int], high: list[int], variables: Collection[int]) -> None:
        rules = _near(system, variables)
        stands = {v: v for v in variables} | parts.same(system, rules)
        self.stands = {v: stands[v] for v in variables}
        self.ends = {v: (low[v] >> 1, -(-high[v] >> 1)) for v in self.stands.values()}
        block = _block(system, rules, stands, self.ends)
        self.problem = programme(system, block, stands, low, high) if block else None
        self.column = {v: i for i, v in enumerate(self.problem.variables)} if self.problem else {}
        self.inexact = TOLERANCE * float(self.problem.width.sum()) * STEP if self.problem else 0.0
        if self.problem:
            self.problem.solver.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
            self.problem.solve()

    def merged(self, terms: Terms) -> Terms:
        """The same terms, with figures that are equal as one."""
        found: Terms = {}
        for variable, coefficient in terms.items():
            found[self.stands[variable]] = found.get(self.stands[variable], 0) + coefficient
        return found

    def best(self, weights: dict[int, float]) -> tuple[dict[int, float], float]:
        """The amounts for which Σ weight · amount is greatest, in steps, and by how much that may be too little."""
        largest = max(map(abs, weights.values()))
        amounts = {v: float(self.ends[v][weight > 0]) for v, weight in weights.items()}
        if self.problem:
            objective = np.zeros(len(self.column))
            inside = {v: self.column[v] for v in weights if v in self.column}
            for v, column in inside.items():
                objective[column] = -weights[v] / (largest or 1)
            x = self.problem.best(objective)
            amounts |= {v: self.problem.origin[i] + STEP * float(x[i]) for v, i in inside.items()}
        return amounts, GIVEN_AWAY * math.fsum(map(abs, weights.values())) + largest * self.inexact


def greatest_sum(space: Space, terms: Terms) -> float:
    """The most that Σ coefficient · figure can be, in steps."""
    merged = space.merged(terms)
    amounts, slack = space.best(dict(merged))
    alone = _sum(merged, {v: space.ends[v][c > 0] for v, c in merged.items()})
    return min(_sum(merged, amounts) + slack, alone)


def greatest_ratio(space: Space, above: Terms, below: Terms) -> float:
    """The most that above / below can be; infinite where `below` may be zero."""
    most, least = greatest_sum(space, above), -greatest_sum(space, {v: -c for v, c in below.items()})
    if least <= 0:
        return math.inf
    over, under = space.merged(above), space.merged(below)
    variables = over | under
    amounts, slack = space.best(dict.fromkeys(variables, 0.0))
    ratio, more = -math.inf, math.inf
    while more > slack and (reached := _sum(over, amounts) / _sum(under, amounts)) > ratio:
        ratio = reached
        weights = {v: over.get(v, 0) - ratio * under.get(v, 0) for v in variables}
        amounts, slack = space.best(weights)
        more = _sum(over, amounts) - ratio * _sum(under, amounts)
    apart = most / (least if most > 0 else greatest_sum(space, below))
    return min(ratio + (max(more, 0.0) + slack) / least, apart)


def _sum(terms: Terms, amounts: dict[int, float]) -> float:
    return math.fsum(c * amounts[v] for v, c in terms.items())


def _near(system: System, variables: Iterable[int]) -> list[int]:
    """The constraints nearest to some variables, up to as many as one programme takes."""
    reached = dict.fromkeys(variables)
    waiting, found = list(reached), dict[int, None]()
    for variable in waiting:
        for number in system.at.get(variable, ()):
            if number not in found and len(found) < parts.LARGE:
                found[number] = None
                fresh = [v for v, _ in system.constraints[number].terms if v not in reached]
                reached |= dict.fromkeys(fresh)
                waiting += fresh
    return list(found)


def _block(system: System, rules: list[int], stands: dict[int, int], variables: Iterable[int]) -> list[int]:
    """The constraints that bind these figures to each other: those in one block with a sum of them all."""
    number = len(system.constraints)
    together = Constraint(tuple((v, 1) for v in variables))
    extended = replace(system, constraints=(*system.constraints, together))
    found = parts.blocks(extended, [number, *rules], stands)
    return [n for n in next((b for b in found if number in b), []) if n != number]
