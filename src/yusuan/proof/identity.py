"""An identity between printed figures, and what print says of it.

Figures are half-open intervals, so an identity is *exact* (holds as printed), *rounding* (does not, but holds for
some unrounded figures), *violated* (holds for none), *undefined* (a ratio on a base of zero) or *not_checkable*.
There is no tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .facts import Fact

Term = tuple[Fact, int]


@dataclass(frozen=True)
class Identity:
    """Σ coefficient · figure = 0 (or ≤ 0 where `at_most`), with the family it belongs to and its rule in words.

    `hard` identities follow from definitions; soft ones are usual, and a difference asks for a word of explanation.
    `missing` says what was not there when it could not be checked.
    """

    family: str
    rule: str
    terms: tuple[Term, ...]
    hard: bool = True
    at_most: bool = False
    missing: str = ""

    @cached_property
    def residual(self) -> int:
        return sum(fact.value * coefficient for fact, coefficient in self.terms)

    @property
    def allowed(self) -> int:
        """How far rounding alone can bring the printed sum from zero."""
        return sum(fact.half * abs(coefficient) for fact, coefficient in self.terms)

    @cached_property
    def status(self) -> str:
        if self.missing:
            return "not_checkable"
        residual = self.residual
        if residual == 0 or (self.at_most and residual < 0):
            return "exact"
        low, high = self.ends
        return "rounding" if low <= 0 and (high >= 0 or self.at_most) else "violated"

    @property
    def ends(self) -> tuple[int, int]:
        """Both ends of what Σ coefficient · figure can be, in half steps (see `Fact.ends`)."""
        return sum_ends((f.ends, c) for f, c in self.terms)

    def at_least(self, rule: str, *, hard: bool) -> Identity:
        """What is left of it where parts may not be printed: those that are make up no more than the whole."""
        terms = tuple((fact, -coefficient) for fact, coefficient in self.terms)
        return Identity(self.family, rule, terms, hard, at_most=True)


def sum_ends(terms: Iterable[tuple[tuple[int, int], int]]) -> tuple[int, int]:
    """Both ends of Σ coefficient · figure, of the ends of each: open where one of theirs is (odd, see `Fact.ends`)."""
    low = high = low_open = high_open = 0
    for (least, most), coefficient in terms:
        if coefficient < 0:
            least, most = -most, -least
        low += abs(coefficient) * (least >> 1)
        high += abs(coefficient) * -(-most >> 1)
        low_open |= least & 1
        high_open |= most & 1
    return 2 * low + low_open, 2 * high - high_open


def equal(family: str, rule: str, left: list[Fact], right: list[Fact], hard: bool = True) -> Identity:
    """Σ left = Σ right."""
    return Identity(family, rule, (*((f, 1) for f in left), *((f, -1) for f in right)), hard)
