"""An identity between printed figures, and what print says of it.

Figures are half-open intervals, so an identity is *exact* (holds as printed), *rounding* (does not, but holds for
some unrounded figures), *violated* (holds for none), *undefined* (a ratio on a base of zero) or *not_checkable*.
There is no tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Fact

Term = tuple[Fact, int]


@dataclass(frozen=True, slots=True)
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

    @property
    def residual(self) -> int:
        return sum(fact.value * coefficient for fact, coefficient in self.terms)

    @property
    def allowed(self) -> int:
        """How far rounding alone can bring the printed sum from zero."""
        return sum(fact.half * abs(coefficient) for fact, coefficient in self.terms)

    @property
    def status(self) -> str:
        if self.missing:
            return "not_checkable"
        residual, allowed = self.residual, self.allowed
        if residual == 0 or (self.at_most and residual < 0):
            return "exact"
        if abs(residual) < allowed:
            return "rounding"
        # At the very end of what rounding allows: reached only where no open end takes part.
        signs = {coefficient > 0 for fact, coefficient in self.terms if fact.half}
        if abs(residual) == allowed and signs == {residual > 0}:
            return "rounding"
        return "violated"


def equal(family: str, rule: str, left: list[Fact], right: list[Fact], hard: bool = True) -> Identity:
    """Σ left = Σ right."""
    return Identity(family, rule, (*((f, 1) for f in left), *((f, -1) for f in right)), hard)
