"""The smallest sets of figures without which all others agree, by integer programming.

A figure may leave its printed interval where its switch is on, and as few switches as possible are. HiGHS works in
floating point and with closed intervals, so what it proposes has yet to be confirmed by propagation and a programme.
Only constraints that refuted a proposal, and those beside them, take part: with all of them no set could be smaller.
What is proposed and then refused, as only ends that are open can, is not proposed again with more figures: each set that
is found does make the rest agree, but where that happened another, also a smaller one, may be missing. To look among all
of them finds fewer groups in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import process_time

import highspy
import numpy as np

from .facts import STEP
from .programme import Row, set_rows, solver_of
from .system import FREE, Constraint, System

WAIT = 3  # how many times longer a programme may take by the clock: others may keep the machine busy
GROSS = 4  # how far a figure may move, in sums of all that is off
FREED = (0, FREE)
Ends = tuple[int, int]
Freed = dict[int, Ends]  # variables, and the ends that the rest leaves them


def smallest(
    system: System, rules: Iterable[int], refuted: Callable[[Freed], set[int] | None], until: float
) -> Iterator[Freed]:
    """The sets of variables that `refuted` has nothing against and that are smallest; as many as there is time for.

    `refuted` names the constraints that cannot all be true where some variables are free, or None; it fills in what the
    others leave of these. `until` is a time of `process_time`.
    """
    within = set(rules)
    taking_part = refuted({}) or set()
    barred: list[frozenset[int]] = []
    most: int | None = None
    while taking_part and (left := until - process_time()) > 0:
        chosen = _proposal(system, sorted(taking_part), barred, most, WAIT * left)
        if chosen is None:
            return
        freed = dict.fromkeys(chosen, FREED)
        behind = refuted(freed)
        if behind is None:
            most = len(chosen)
            yield freed
        if behind is None or behind <= taking_part:
            barred.append(chosen)
        else:
            beside = {
                n for m in behind for v in system.constraints[m].variables for n in system.at.get(v, ())
            }
            taking_part |= behind | (beside & within)


def _proposal(
    system: System, rules: list[int], barred: list[frozenset[int]], most: int | None, seconds: float
) -> frozenset[int] | None:
    """A smallest set that these constraints ask for, of at most so many, and that holds none that is barred; or None."""
    constraints = [system.constraints[n] for n in rules]
    variables = sorted({v for rule in constraints for v in rule.variables})
    figures = [v for v in variables if v < len(system.facts)]
    column = {v: i for i, v in enumerate(variables)}
    switch = {v: len(variables) + i for i, v in enumerate(figures)}
    off = [abs(sum(c * system.printed[v] for v, c in rule.terms)) / _scale(rule) for rule in constraints]
    far = 1 + GROSS * sum(off)  # yuan from print
    rows = [row for v in figures for row in _interval(system, v, column[v], switch[v], far)]
    rows += [_sum(system, rule, column, switch, far) for rule in constraints]
    limits = [(len(each) - 1, each) for each in barred] + ([(most, figures)] if most else [])
    rows += [(-highspy.kHighsInf, float(limit), {switch[v]: 1.0 for v in of}) for limit, of in limits]
    ends = {v: (-far, far) if v in switch else (-system.printed[v] / STEP, far) for v in variables}
    solver = solver_of(_model(rows, list(ends.values()), len(figures)))
    solver.setOptionValue("time_limit", seconds)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = solver.getSolution().col_value
    return frozenset(v for v in figures if values[switch[v]] > 0.5)


def _scale(rule: Constraint) -> float:
    """What makes the largest coefficient 1 and amounts yuan."""
    return STEP * max(abs(c) for _, c in rule.terms)


def _interval(system: System, variable: int, column: int, switch: int, far: float) -> Iterator[Row]:
    """Within print unless switched on."""
    lower, upper = (
        (end / 2 - system.printed[variable]) / STEP for end in (system.low[variable], system.high[variable])
    )
    yield lower, highspy.kHighsInf, {column: 1.0, switch: far}
    yield -highspy.kHighsInf, upper, {column: 1.0, switch: -far}


def _sum(system: System, rule: Constraint, column: dict[int, int], switch: dict[int, int], far: float) -> Row:
    """Σ coefficient · variable as far from print; a percentage that is switched on asks nothing of it."""
    scale = _scale(rule)
    level = -sum(c * system.printed[v] for v, c in rule.terms) / scale
    row = {column[v]: c * STEP / scale for v, c in rule.terms}
    if rule.percent is not None:
        row[switch[rule.percent]] = -(abs(level) + far * len(rule.terms))
    return (-highspy.kHighsInf if rule.at_most else level), level, row


def _model(rows: list[Row], ends: list[tuple[float, float]], switches: int) -> highspy.HighsLp:
    """The programme of these rows over columns between `ends`, then switches, each of which costs 1."""
    model = highspy.HighsLp()
    model.num_col_ = len(ends) + switches
    model.col_cost_ = np.repeat([0.0, 1.0], [len(ends), switches])
    model.col_lower_ = np.array([low for low, _ in ends] + [0.0] * switches)
    model.col_upper_ = np.array([high for _, high in ends] + [1.0] * switches)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kContinuous] * len(ends) + [kinds.kInteger] * switches
    set_rows(model, rows)
    return model
