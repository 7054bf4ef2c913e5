"""What print and all hard identities together leave of each figure: intervals, propagated to a fixed point.

Ends of intervals are whole half steps (see `Fact.ends`), so nothing is lost or won by floating point: an odd end lies
just inside an open one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .facts import STEP, Fact
from .identity import Identity

FREE = 1 << 100  # an end that is none
VISITS = 60  # how often one constraint is looked at; what is left for later visits the programmes win at once


Term = tuple[int, int]  # variable, coefficient


class Constraint(NamedTuple):
    """Σ coefficient · variable = 0, or ≤ 0 where `at_most`, or < 0 where also `strict`. Why: see `origin`.

    `percent` is the variable of the percentage that the coefficients come from, `tied` are figures that bind its
    variables from outside, and `broken` says that print alone contradicts it.
    """

    terms: tuple[Term, ...]
    at_most: bool = False
    strict: bool = False
    origin: Identity | None = None
    percent: int | None = None
    tied: tuple[int, ...] = ()
    broken: bool = False

    @property
    def variables(self) -> set[int]:
        """All that it depends on."""
        percent = () if self.percent is None else (self.percent,)
        return {*(v for v, _ in self.terms), *percent, *self.tied}


@dataclass(frozen=True, slots=True)
class Growth:
    """An amount, and what is printed beside it of the year before: the change, that amount, the percentage.

    `holds`: whether they can all be true.
    """

    amount: Fact
    change: Fact | None = None
    previous: Fact | None = None
    percent: Fact | None = None
    holds: bool = True

    @property
    def figures(self) -> list[Fact]:
        return [f for f in (self.percent, self.change, self.previous, self.amount) if f]

    @property
    def base(self) -> int:
        """The amount of the year before, as printed or as the change leaves it."""
        if self.previous:
            return self.previous.value
        return self.amount.value - (self.change.value if self.change else 0)

    @property
    def more(self) -> int:
        """What the amount is more than that."""
        return self.change.value if self.change else self.amount.value - self.base


@dataclass(frozen=True)
class System:
    """Variables (figures, then the amounts of the year before that growths speak of), and what ties them together."""

    facts: tuple[Fact, ...]
    index: dict[tuple[str, int], int]
    previous: dict[int, int]  # variable of an amount → variable of the same a year before
    low: tuple[int, ...]
    high: tuple[int, ...]
    printed: tuple[int, ...]
    constraints: tuple[Constraint, ...]
    at: Mapping[int, Sequence[int]]  # variable → its constraints

    def holds_as_printed(self, number: int) -> bool:
        """Whether a constraint is true of the printed figures themselves: where all are, rounding is no question."""
        rule = self.constraints[number]
        total = sum(c * self.printed[v] for v, c in rule.terms)
        return (total == 0 and not rule.strict) or (total < 0 and rule.at_most)


class Contradiction(Exception):
    """Print and definitions leave nothing of a variable. `constraints` took part in finding that out."""

    def __init__(self, constraints: set[int]) -> None:
        super().__init__(constraints)
        self.constraints = constraints


def build(facts: Iterable[Fact], identities: Iterable[Identity], growths: Iterable[Growth] = ()) -> System:
    """The system of some identities (those that can be checked) over figures; growths add the year before."""
    kept = tuple(facts)
    index = {f.key: i for i, f in enumerate(kept)}
    low: list[int] = []
    high: list[int] = []
    for fact in kept:
        lower, upper = fact.ends
        low.append(lower)
        high.append(upper)
    printed = [f.value for f in kept]
    rules = [
        Constraint(
            _merged((index[f.key], c) for f, c in i.terms),
            i.at_most,
            origin=i,
            broken=i.status == "violated",
        )
        for i in identities
        if not i.missing
    ]
    rules = [rule for rule in rules if rule.terms]
    previous: dict[int, int] = {}
    for growth in growths:
        amount, *others = (index[f.key] for f in (growth.amount, growth.change) if f)
        if growth.previous:
            before = index[growth.previous.key]
        else:
            before = len(low)
            low.append(0)
            high.append(FREE)
            printed.append(max(0, growth.base))
            rules.append(Constraint(((before, 1), (others[0], 1), (amount, -1))))
        previous.setdefault(amount, before)
        if growth.percent is not None and growth.base:
            percent = index.get(growth.percent.key)
            rules += [
                rule._replace(percent=percent, tied=(before, amount, *others), broken=not growth.holds)
                for rule in _ratio(growth.percent, before, amount, *others)
            ]
    at: dict[int, list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        for variable, _ in rule.terms:
            at[variable].append(number)
    return System(kept, index, previous, tuple(low), tuple(high), tuple(printed), tuple(rules), dict(at))


def _merged(terms: Iterable[Term]) -> tuple[Term, ...]:
    total: dict[int, int] = defaultdict(int)
    for variable, coefficient in terms:
        total[variable] += coefficient
    return tuple((v, c) for v, c in total.items() if c)


def _ratio(percent: Fact, before: int, amount: int, change: int | None = None) -> Iterator[Constraint]:
    """lowest percentage · before ≤ change ≤ highest · before: straight lines, as no amount is below zero.

    And the same of the amount, which follows, but not for propagation.
    """
    whole = 100 * STEP
    low, high = percent.ends
    for figure, more in ((change, 0), (amount, whole)) if change is not None else ((amount, whole),):
        least, most = more + (low >> 1), more - (-high >> 1)
        for terms, end in (
            (((before, least), (figure, -whole)), low),
            (((figure, whole), (before, -most)), high),
        ):
            kept = tuple((v, c) for v, c in terms if c)
            yield Constraint(kept, at_most=True, strict=bool(end & 1))


def propagate(
    system: System,
    low: list[int],
    high: list[int],
    start: Iterable[int] | None = None,
    only: Container[int] | None = None,
) -> set[int]:
    """Narrow `low` and `high` in place until nothing changes; returns the variables narrowed.

    `start` are the constraints to begin with (all), `only` those that count (all). Raises Contradiction.
    """
    queue = deque(range(len(system.constraints)) if start is None else dict.fromkeys(start))
    waiting = set(queue)
    visits: dict[int, int] = defaultdict(int)
    reasons: dict[int, set[int]] = defaultdict(set)
    while queue:
        number = queue.popleft()
        waiting.discard(number)
        visits[number] += 1
        for variable in _narrow(system.constraints[number], low, high):
            reasons[variable].add(number)
            if low[variable] > high[variable]:
                raise Contradiction(_behind(system, variable, reasons))
            for other in system.at[variable]:
                if other not in waiting and visits[other] < VISITS and (only is None or other in only):
                    queue.append(other)
                    waiting.add(other)
    return set(reasons)


def _behind(system: System, variable: int, reasons: dict[int, set[int]]) -> set[int]:
    """The constraints that narrowed a variable, those that narrowed their variables, and so on."""
    found: set[int] = set()
    waiting = list(reasons[variable])
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += [n for v, _ in system.constraints[number].terms for n in reasons.get(v, ())]
    return found


def _narrow(rule: Constraint, low: list[int], high: list[int]) -> list[int]:
    changed = _push(rule.terms, rule.strict, low, high)
    if not rule.at_most:
        changed += _push([(v, -c) for v, c in rule.terms], False, low, high)
    return changed


def _push(terms: Sequence[Term], strict: bool, low: list[int], high: list[int]) -> list[int]:
    """Each variable as far as the least of the others lets Σ coefficient · variable ≤ 0 (< 0) be true."""
    ends = [low[v] if c > 0 else -high[v] for v, c in terms]  # of what each variable adds, by its sign
    least = [abs(c) * (end >> 1) for (_, c), end in zip(terms, ends, strict=True)]
    total, opened = sum(least), sum([end & 1 for end in ends]) + strict
    changed = []
    for (variable, coefficient), end, own in zip(terms, ends, least, strict=True):
        bound, rest = divmod(own - total, abs(coefficient))  # what is left for it
        most = 2 * bound + (1 if rest else -(opened > end & 1))
        if coefficient > 0:
            if most < high[variable]:
                high[variable] = most
                changed.append(variable)
        elif -most > low[variable]:
            low[variable] = -most
            changed.append(variable)
    return changed


def components(system: System) -> list[tuple[list[int], list[int]]]:
    """(variables, constraints) of the parts of a system that have nothing to do with each other."""
    seen: set[int] = set()
    found = []
    for first in system.at:
        if first in seen:
            continue
        seen.add(first)
        variables, rules, stack = [], set(), [first]
        while stack:
            variable = stack.pop()
            variables.append(variable)
            for number in system.at.get(variable, ()):
                if number in rules:
                    continue
                rules.add(number)
                for other, _ in system.constraints[number].terms:
                    if other not in seen:
                        seen.add(other)
                        stack.append(other)
        found.append((variables, sorted(rules)))
    return found
