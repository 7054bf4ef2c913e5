"""What the text says: statements of one thing, each with its amount, its change and the percent that goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document, Figure, remembered
from .ratios import Amount, not_negative, subtract

_PERIODS = ("current", "change", "previous", "change_pct")  # not shares of a whole, nor of a budget


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: an amount of this year, and what the text says of its change or of the year before."""

    name: str = ""
    current: Amount | None = None
    change: Amount | None = None
    previous: Amount | None = None
    pct: Figure | None = None

    @property
    def before(self) -> Amount | None:
        """The year before: as printed, else what the change leaves."""
        if self.previous or not (self.current and self.change):
            return self.previous
        left = subtract(self.current, self.change)
        return not_negative(left) if left.value >= 0 else left


@remembered
def statements(doc: Document, topic: str, measure: str = "amount") -> list[Statement]:
    """The statements of the department itself (of its units where it makes none) in their order in print."""
    rows = [row for row in _told(doc, topic, measure) if row.period in _PERIODS]
    own = [row for row in rows if row.entity in ("", doc.department)]
    return list(_grouped(own or rows))


def _told(doc: Document, topic: str, measure: str) -> Iterator[Figure]:
    return (c for c in doc.claims if c.topic == topic and c.measure == measure and c.value == c.value)


def _grouped(rows: list[Figure]) -> Iterator[Statement]:
    """A statement begins with an amount of this year or another name; the first figure of each kind counts."""
    found: dict[str, object] = {}
    for row in rows:
        if found and (row.name != found["name"] or (row.period == "current" and "current" in found)):
            yield Statement(**found)  # type: ignore[arg-type]
            found = {}
        found.setdefault("name", row.name)
        if row.period == "change_pct":
            found.setdefault("pct", row)
        else:
            found.setdefault(row.period, row.signed if row.period == "change" else row.amount)
    if found:
        yield Statement(**found)  # type: ignore[arg-type]


def said(
    doc: Document, topic: str, measure: str = "amount", name: str | None = "", printed: Amount | None = None
) -> Statement:
    """The statement of one thing; with a printed figure of it, one whose amount is the same figure, if there is one.

    `name` None takes any name. Among several, one that speaks of the year before comes first.
    """
    every = [s for s in statements(doc, topic, measure) if name is None or s.name == name]
    if printed is not None:
        same = [s for s in every if s.current and s.current.meets(printed)]
        every = same or every[:1]
    return next((s for s in every if s.before), every[0] if every else Statement())


def claim(doc: Document, topic: str, measure: str = "amount", name: str | None = "") -> Amount | None:
    """The first figure of this year that the text gives of one thing."""
    found = (s.current for s in statements(doc, topic, measure) if name is None or s.name == name)
    return next((amount for amount in found if amount), None)


def current_rows(doc: Document, topic: str, measure: str = "amount") -> list[Figure]:
    """The claims of this year with a figure, of the department and its units."""
    return [row for row in _told(doc, topic, measure) if row.period == "current"]
