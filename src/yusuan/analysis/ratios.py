"""Arithmetic on printed figures: every result carries the interval that the print leaves possible.

An `Amount` is a figure with its interval and its place in print. The bounds given here are the exact range of each
formula over the intervals of its figures: a figure that stands above and below the line is never taken twice.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..proof.bounds import Bounds

NAN = float("nan")

NEW = "新增"
MAYBE_ZERO = "基数可能为零"
NEGATIVE = "基数为负"
BOTH_ZERO = "两年均为零"
RESIDUAL = "推得"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in print. `basis` is table, text, table_and_text or documents.

    `contradicted`: it, or one that it was made of, stands in an identity that print violates.
    """

    basis: str = ""
    source_id: str = ""
    table: str = ""
    topic: str = ""
    page: int | None = None
    line: int | None = None
    fund: str = ""
    contradicted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Proved:
    """Which printed figures of one document an amount is the sum of, and what its identities say of them all."""

    bounds: Bounds
    figures: Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure (yuan, or a count) and the interval it stands for; `proved` where that is by the bounds of a document."""

    value: float
    lower: float
    upper: float
    place: Place = Place()
    proved: Proved | None = None

    def meets(self, other: Amount) -> bool:
        """Whether one true value can lie behind both (half-open intervals; exact figures touch at a point)."""
        low, high = max(self.lower, other.lower), min(self.upper, other.upper)
        return low < high or (low == high and (self.lower == self.upper or other.lower == other.upper))

    def based(self, basis: str) -> Amount:
        return replace(self, place=replace(self.place, basis=basis))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A derived figure with its exact range; `value` is NaN where `status` says that it is undefined."""

    value: float
    lower: float
    upper: float
    status: str = ""

    def times(self, factor: float) -> Ratio:
        return Ratio(self.value * factor, self.lower * factor, self.upper * factor, self.status)

    def within(self, lower: float, upper: float) -> Ratio:
        """The same figure, where it is also known to lie between these."""
        low, high = max(self.lower, lower), min(self.upper, upper)
        return self if low > high else Ratio(min(max(self.value, low), high), low, high, self.status)


UNDEFINED = Ratio(NAN, NAN, NAN)


def summed(parts: Iterable[Proved | None], sign: int = 1) -> Proved | None:
    """A sum (difference from the first) as one, where all are of one document that has bounds."""
    first, *others = parts
    if first is None or any(p is None or p.bounds is not first.bounds for p in others):
        return None
    figures = Counter(first.figures)
    for other in others:
        for figure, coefficient in other.figures.items():  # type: ignore[union-attr]
            figures[figure] += sign * coefficient
    return Proved(first.bounds, figures)


def not_negative(amount: Amount) -> Amount:
    """What is spent cannot be below zero: a printed zero stands for [0, half a step)."""
    return replace(amount, lower=max(amount.lower, 0.0)) if amount.value >= 0 else amount


def _at(first: Amount, *others: Amount) -> Place:
    """The place of the first figure, contradicted where one of them is."""
    return replace(first.place, contradicted=contradicted(first, *others))


def contradicted(*amounts: Amount | None) -> bool:
    return any(amount.place.contradicted for amount in amounts if amount)


def add(amounts: Iterable[Amount]) -> Amount:
    """The sum, at the place of the first. Raises ValueError for none."""
    parts = list(amounts)
    if not parts:
        raise ValueError("nothing to add")
    return Amount(
        math.fsum(a.value for a in parts),
        math.fsum(a.lower for a in parts),
        math.fsum(a.upper for a in parts),
        _at(parts[0], *parts),
        summed(a.proved for a in parts),
    )


def subtract(whole: Amount, part: Amount) -> Amount:
    """whole − part, at the place of `whole`."""
    lower, upper = whole.lower - part.upper, whole.upper - part.lower
    proved = summed((whole.proved, part.proved), -1)
    if proved:
        least, most = proved.bounds.sum(proved.figures)
        lower, upper = max(lower, least), min(upper, most)
    return Amount(whole.value - part.value, lower, upper, _at(whole, part), proved)


def combine(first: Amount | None, second: Amount | None) -> Amount | None:
    """One figure from two prints of it: what both allow, with the value of the finer one; the first if they disagree.

    The place stays that of the first; the basis becomes table_and_text where one is text and the other a table.
    """
    if first is None or second is None:
        return first or second
    if not first.meets(second):
        return first
    finer = second if second.upper - second.lower < first.upper - first.lower else first
    both = {first.place.basis, second.place.basis} == {"table", "text"}
    lower, upper = max(first.lower, second.lower), min(first.upper, second.upper)
    kept = Amount(min(max(finer.value, lower), upper), lower, upper, _at(first, second), first.proved)
    return kept.based("table_and_text") if both else kept


def quotient(above: Amount, below: Amount) -> Ratio:
    """above / below, of intervals as if they had no part in common. Undefined unless `below` is surely positive."""
    if not below.lower > 0:
        return UNDEFINED
    ends = [a / b for a in (above.lower, above.upper) for b in (below.lower, below.upper)]
    return _together(Ratio(above.value / below.value, min(ends), max(ends)), above, below)


def _together(found: Ratio, above: Amount, below: Amount) -> Ratio:
    """above / below within what the identities of a document leave of both at once, where its bounds are given."""
    one, other = above.proved, below.proved
    if one is None or other is None or one.bounds is not other.bounds:
        return found
    return found.within(*one.bounds.ratio(one.figures, other.figures))


def share(part: Amount, whole: Amount, rest: Amount | None = None) -> Ratio:
    """part / whole, where `whole` contains `part`, as a fraction of 1; at most 1 for amounts that are not negative.

    `rest` (whole − part, from figures of its own) makes it part / (part + rest), which adds up to 1 and is narrower.
    """
    found = quotient(part, whole)
    if math.isnan(found.value) or part.lower < 0 or part.value > whole.value:
        return found
    found = Ratio(found.value, found.lower, min(found.upper, 1.0))
    if rest is None or rest.lower < 0 or part.lower + rest.lower <= 0:
        return found
    lower = max(found.lower, part.lower / (part.lower + rest.upper))
    upper = min(found.upper, part.upper / (part.upper + rest.lower))
    if lower > upper:  # part, rest and whole contradict each other: keep what part and whole allow
        return found
    return Ratio(min(max(part.value / (part.value + rest.value), lower), upper), lower, upper)


def _based(base: Amount, current: Amount, growth: Ratio) -> Ratio:
    """Growth with the edge rules: no base, a base that may be zero, a negative base."""
    if base.value < 0:
        return Ratio(NAN, NAN, NAN, NEGATIVE)
    if base.value == 0:
        return Ratio(NAN, NAN, NAN, NEW if current.value > 0 else BOTH_ZERO)
    if base.lower <= 0:
        return Ratio(NAN, growth.lower, math.inf, MAYBE_ZERO)
    return growth


def growth_of_change(current: Amount, change: Amount) -> Ratio:
    """change / (current − change), both printed: rises with `change` and moves with `current` against its sign."""
    base = subtract(current, change)

    def at(delta: float, rising: bool) -> float:
        amount = current.lower if (delta < 0) == rising else current.upper
        return delta / (amount - delta) if amount > delta else math.inf

    growth = Ratio(
        change.value / base.value if base.value else NAN,
        at(change.lower, rising=True) if base.upper > 0 else NAN,
        at(change.upper, rising=False),
    )
    return _based(base, current, _together(growth, change, base) if base.lower > 0 else growth)


def growth_of_previous(current: Amount, previous: Amount) -> Ratio:
    """current / previous − 1, both printed."""
    if previous.lower > 0:
        ratio = quotient(current, previous)
        low, high = ratio.lower - 1, ratio.upper - 1
    else:
        low, high = current.lower / previous.upper - 1 if previous.upper > 0 else NAN, math.inf
    value = current.value / previous.value - 1 if previous.value else NAN
    return _based(previous, current, Ratio(value, low, high))


def top_share(parts: Sequence[Amount], count: int) -> Ratio:
    """The share of the `count` largest parts (by printed value) in the sum of all, as a fraction of 1."""
    ordered = sorted(parts, key=lambda a: -a.value)
    top = add(ordered[:count])
    if len(ordered) <= count:
        return Ratio(1.0, 1.0, 1.0) if top.value > 0 else UNDEFINED
    return share(top, add(ordered), add(ordered[count:]))


def herfindahl(parts: Sequence[Amount]) -> Ratio:
    """Σ of squared shares of parts that are not negative: 1 for one part, 1/n for n equal parts.

    Σp² / (Σp)² has no local maximum inside a box, and its minimum lies where every part is as near to one common
    level as its interval allows; so both ends are found exactly (the upper one when all steps are equal).
    """

    def index(values: Sequence[float]) -> float:
        total = math.fsum(values)
        return math.fsum(v * v for v in values) / total**2 if total > 0 else NAN

    boxes = sorted((not_negative(p) for p in parts), key=lambda a: a.lower + a.upper)
    if not boxes or math.fsum(b.value for b in boxes) <= 0:
        return UNDEFINED
    corners = ([b.lower for b in boxes[:k]] + [b.upper for b in boxes[k:]] for k in range(len(boxes) + 1))
    upper = max(value for corner in corners if not math.isnan(value := index(corner)))
    low, high = 0.0, max(b.upper for b in boxes)
    for _ in range(100):
        level = (low + high) / 2
        values = [min(max(level, b.lower), b.upper) for b in boxes]
        total = math.fsum(values)
        if total > 0 and level > math.fsum(v * v for v in values) / total:
            high = level
        else:
            low = level
    lower = index([min(max(high, b.lower), b.upper) for b in boxes])
    return Ratio(index([b.value for b in boxes]), lower, upper)


def inverse(ratio: Ratio) -> Ratio:
    """1 / ratio for a positive ratio."""
    return Ratio(1 / ratio.value, 1 / ratio.upper, 1 / ratio.lower) if ratio.lower > 0 else UNDEFINED
