"""One thing in two years: from two printed figures, from a figure and its change, or from what the other parts leave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import ratios
from .document import Figure
from .ratios import Amount, Ratio
from .statements import Statement


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in two years. `change` is a printed change, `previous` a printed earlier figure; `growth` from them."""

    item: str
    name: str
    current: Amount
    change: Amount
    previous: Amount
    growth: Ratio
    code: str = ""
    stated_pct: Figure | None = None
    stated_previous: Amount | None = None
    status: str = ""


def between(item: str, name: str, current: Amount, previous: Amount, basis: str = "documents", code: str = "",
             stated: Amount | None = None, stated_pct: Figure | None = None) -> Item:  # fmt: skip
    """Both years are printed figures."""
    return Item(
        item, name, current.based(basis), ratios.subtract(current, previous), previous,
        ratios.growth_of_previous(current, previous), code, stated_pct, stated,
    )  # fmt: skip


def changed(
    item: str, name: str, current: Amount, change: Amount, stated_pct: Figure | None = None, code: str = ""
) -> Item:
    """This year's figure and the change are printed; the year before is what they leave."""
    previous = ratios.subtract(current, change)
    if previous.value >= 0:
        previous = ratios.not_negative(previous)
    growth = ratios.growth_of_change(current, change)
    return Item(item, name, current, change, previous, growth, code, stated_pct)


def of_statement(item: str, name: str, statement: Statement, printed: Amount | None) -> Item | None:
    """What one statement of the text says of two years; a table's print of the same figure makes it finer."""
    if statement.current is None or statement.before is None:
        return None
    current = ratios.combine(statement.current, printed)
    assert current is not None
    if statement.change:
        return changed(item, name, current, statement.change, statement.pct)
    return between(item, name, current, statement.before, current.place.basis, stated_pct=statement.pct)


def remainder(item: str, name: str, whole: Item, known: list[Item], current: Amount | None = None) -> Item:
    """What remains of the whole's change after the known parts; `current` is its printed amount, if any."""
    parts = ratios.add(k.change for k in known)
    change = ratios.subtract(whole.change, parts)
    left = current or ratios.subtract(whole.current, ratios.add(k.current for k in known))
    derived = changed(item, name, left, change)
    basis = whole.current.place.basis
    return replace(
        derived,
        current=left.based(basis),
        growth=derived.growth if current else ratios.UNDEFINED,
        status=derived.growth.status or ratios.RESIDUAL,
    )
