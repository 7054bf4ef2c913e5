"""Linear programmes over one block: the least and the greatest of each figure that all its identities allow together.

Solved in floating point, in yuan away from the low end; one step of 1/10,000 yuan is given away for it. HiGHS keeps
its basis from one objective to the next, so that each further programme is a few pivots.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import highspy
import numpy as np

from .facts import STEP
from .system import Constraint, System

Row = tuple[float, float, dict[int, float]]  # from, to, coefficients by column


class Infeasible(Exception):
    """Print and the identities of a block leave nothing."""


@dataclass(frozen=True, eq=False)
class Programme:
    """A block as HiGHS knows it: a variable is `origin + STEP · x`, with 0 ≤ x ≤ `width`."""

    solver: highspy.Highs
    variables: tuple[int, ...]
    origin: tuple[int, ...]
    width: np.ndarray
    opened: tuple[
        list[int], list[int], list[int]
    ]  # columns with an open low end, an open high end; strict rows

    def best(self, objective: np.ndarray) -> np.ndarray:
        """The x of least objective. Raises Infeasible."""
        size = len(self.variables)
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), objective)
        return self.solve()

    def solve(self) -> np.ndarray:
        """The x that is best by the objective as it stands. Raises Infeasible."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            raise Infeasible
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"linear programme not solved: {self.solver.modelStatusToString(status)}")
        return np.array(self.solver.getSolution().col_value)


def programme(
    system: System, rules: Iterable[int], stands: dict[int, int], low: list[int], high: list[int]
) -> Programme:
    """The programme of a block between the present ends of its variables."""
    merged = [_stood_for(system.constraints[number], stands) for number in rules]
    merged = [rule for rule in merged if rule.terms]
    variables = tuple(sorted({v for rule in merged for v, _ in rule.terms}))
    origin = {v: low[v] >> 1 for v in variables}
    width = np.array([(-(-high[v] >> 1) - origin[v]) / STEP for v in variables])
    column = {v: i for i, v in enumerate(variables)}
    model = highspy.HighsLp()
    model.num_col_ = len(variables)
    model.col_cost_ = model.col_lower_ = np.zeros(len(variables))
    model.col_upper_ = width
    rows: list[Row] = []
    for rule in merged:
        scale = max(abs(c) for _, c in rule.terms)
        level = _level(rule, origin, scale)
        lower = -highspy.kHighsInf if rule.at_most else level
        rows.append((lower, level, {column[v]: c / scale for v, c in rule.terms}))
    set_rows(model, rows)
    opened = (
        [column[v] for v in variables if low[v] & 1],
        [column[v] for v in variables if high[v] & 1],
        [row for row, rule in enumerate(merged) if rule.strict],
    )
    return Programme(solver_of(model), variables, tuple(origin.values()), width, opened)


def set_rows(model: highspy.HighsLp, rows: list[Row]) -> None:
    """Make these the rows of a model."""
    model.num_row_ = len(rows)
    model.row_lower_ = np.array([low for low, _, _ in rows])
    model.row_upper_ = np.array([high for _, high, _ in rows])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row) for _, _, row in rows)])
    matrix.index_ = np.array([column for _, _, row in rows for column in row])
    matrix.value_ = np.array([value for _, _, row in rows for value in row.values()])


def solver_of(model: highspy.HighsLp) -> highspy.Highs:
    """A silent solver with this model."""
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(model)
    return solver


def room(problem: Programme) -> tuple[float, list[int]]:
    """How far inside all open ends at once the figures of a block can lie, in yuan (at most 1); 0 where they cannot.

    And the rows that keep it from being more. The programme is changed by it: ask for nothing else afterwards.
    """
    solver, far = problem.solver, len(problem.variables)
    low, high, strict = problem.opened
    nothing = np.empty(0)
    solver.addCol(-1.0, 0.0, 1.0, 0, nothing.astype(np.int32), nothing)
    for row in strict:
        solver.changeCoeff(row, far, 1.0)
    rows = range(solver.getNumRow())
    opened = len(low) + len(high)
    solver.addRows(
        opened,
        np.repeat([0.0, -highspy.kHighsInf], [len(low), len(high)]),
        np.concatenate([np.full(len(low), highspy.kHighsInf), problem.width[high]]),
        2 * opened,
        np.arange(0, 2 * opened, 2, dtype=np.int32),
        np.array([at for column in [*low, *high] for at in (column, far)], np.int32),
        np.repeat([[1.0, -1.0], [1.0, 1.0]], [len(low), len(high)], axis=0).ravel(),
    )
    try:
        most = float(problem.solve()[far])
    except Infeasible:
        return 0.0, list(rows)
    dual = solver.getSolution().row_dual
    return most, [row for row in rows if dual[row]]


def _level(rule: Constraint, origin: dict[int, int], scale: int) -> float:
    return float(Fraction(-sum(c * origin[v] for v, c in rule.terms), scale * STEP))


def _stood_for(rule: Constraint, stands: dict[int, int]) -> Constraint:
    total: dict[int, int] = {}
    for variable, coefficient in rule.terms:
        total[stands[variable]] = total.get(stands[variable], 0) + coefficient
    return Constraint(tuple((v, c) for v, c in total.items() if c), rule.at_most, rule.strict)


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
