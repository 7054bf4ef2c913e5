"""Linear programmes over one block: the least and the greatest of each figure that all its identities allow together.

Solved in floating point, in yuan away from the low end; one step of 1/10,000 yuan is given away for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from .facts import STEP
from .system import Constraint, System


class Infeasible(Exception):  # noqa: N818
    """Print and the identities of a block leave nothing."""


@dataclass(frozen=True, eq=False)
class Programme:
    """The constraints of a block over the variables that take part: rows of `equal` = `level`, of `most` ≤ `limit`."""

    variables: tuple[int, ...]
    origin: tuple[int, ...]  # low ends, in steps; a variable is origin + STEP · x
    width: np.ndarray  # 0 ≤ x ≤ width
    equal: csr_array | None
    level: np.ndarray
    most: csr_array | None
    limit: np.ndarray

    def best(self, objective: np.ndarray) -> np.ndarray:
        """The x of least objective. Raises Infeasible."""
        found = linprog(
            objective, self.most, self.limit, self.equal, self.level,
            np.column_stack([np.zeros_like(self.width), self.width]), method="highs",
        )  # fmt: skip
        if found.status == 2:
            raise Infeasible
        if found.status:
            raise RuntimeError(f"linear programme not solved: {found.message}")
        return found.x


def programme(
    system: System, rules: Iterable[int], stands: dict[int, int], low: list[int], high: list[int]
) -> Programme:
    """The programme of a block between the present ends of its variables."""
    merged = [_stood_for(system.constraints[number], stands) for number in rules]
    merged = [rule for rule in merged if rule.terms]
    variables = tuple(sorted({v for rule in merged for v, _ in rule.terms}))
    column = {v: i for i, v in enumerate(variables)}
    origin = {v: low[v] >> 1 for v in variables}
    width = np.array([(-(-high[v] >> 1) - origin[v]) / STEP for v in variables])
    equal, level = _rows([r for r in merged if not r.at_most], column, origin)
    most, limit = _rows([r for r in merged if r.at_most], column, origin)
    return Programme(variables, tuple(origin.values()), width, equal, level, most, limit)


def _stood_for(rule: Constraint, stands: dict[int, int]) -> Constraint:
    total: dict[int, int] = {}
    for variable, coefficient in rule.terms:
        total[stands[variable]] = total.get(stands[variable], 0) + coefficient
    return Constraint(tuple((v, c) for v, c in total.items() if c), rule.at_most, rule.strict)


def _rows(
    rules: list[Constraint], column: dict[int, int], origin: dict[int, int]
) -> tuple[csr_array | None, np.ndarray]:
    if not rules:
        return None, np.empty(0)
    values, rows, columns, sides = [], [], [], []
    for row, rule in enumerate(rules):
        scale = max(abs(c) for _, c in rule.terms)
        for variable, coefficient in rule.terms:
            values.append(coefficient / scale)
            rows.append(row)
            columns.append(column[variable])
        sides.append(float(Fraction(-sum(c * origin[v] for v, c in rule.terms), scale * STEP)))
    return csr_array((values, (rows, columns)), shape=(len(rules), len(column))), np.array(sides)


def extremes(problem: Programme) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest x of each variable. Raises Infeasible.

    Every solution shows what its other variables can reach, so that few need a programme of their own; first all that
    are unknown are pushed at once.
    """
    size = len(problem.variables)
    least, greatest = problem.width.copy(), np.zeros(size)
    near = 1 / STEP
    scale = 1 / np.maximum(problem.width, near)

    def solve(objective: np.ndarray) -> np.ndarray:
        x = problem.best(objective)
        np.minimum(least, x, out=least)
        np.maximum(greatest, x, out=greatest)
        return x

    for sign, unknown in (
        (1, lambda: least > near),
        (-1, lambda: greatest < problem.width - near),
    ):
        left = size + 1
        while 0 < (count := int(unknown().sum())) < 0.9 * left:
            left = count
            solve(sign * scale * unknown())
        for variable in np.flatnonzero(unknown()):
            if unknown()[variable]:
                objective = np.zeros(size)
                objective[variable] = sign
                x = solve(objective)[variable]
                (least if sign > 0 else greatest)[variable] = x
    return least, greatest
