"""What a gap may be: the projects or the dropped row that is just what two figures differ by."""

from __future__ import annotations

from collections.abc import Iterator

from .bounds import Tightened, system_of, tighten
from .facts import Fact
from .identity import Identity, sum_ends
from .printed import Printed

MANY = 18  # figures of one list: more have so many sums that one of them fits anything


def explained(printed: Printed) -> Iterator[tuple[Identity, list[Fact]]]:
    """The violated equalities of money whose gap, between what all others leave, is the sum of one set of projects alone."""
    violated = [i for i in printed.identities if i.hard and not i.at_most and i.status == "violated"]
    system = system_of(printed)
    lists = list(_lists(system.facts)) if violated else []
    if not lists:
        return
    tight = tighten(system)
    for identity in violated:
        if all(f.key in tight.system.index for f, _ in identity.terms):
            ends = difference(identity, tight)
            if chosen := next((c for figures in lists if (c := only_sum(figures, tight, *ends))), []):
                yield identity, chosen


def dropped(printed: Printed) -> Iterator[tuple[Identity, Fact]]:
    """The violated sums of codes whose gap is just one row that another table prints and theirs does not, and that row."""
    here = {(f.table, f.entity, f.code) for f in printed.figures}
    for identity in printed.identities:
        if identity.at_most or identity.status != "violated":
            continue
        (whole, _), *terms = identity.terms
        parts = [part for part, _ in terms if part.code and part.table == whole.table]
        if len(parts) < len(terms):
            continue
        low, high = identity.ends
        kinds = {(len(part.code), part.code[0]) for part in parts}
        found = {
            f.code: f
            for f in printed.figures
            if (f.entity, f.measure, f.period) == (whole.entity, whole.measure, whole.period)
            and f.code.startswith(whole.code)
            and {(len(f.code), f.code[:1])} == kinds
            and (whole.table, f.entity, f.code) not in here
            and f.ends[0] <= high
            and low <= f.ends[1]
        }
        if len(found) == 1:
            yield identity, next(iter(found.values()))


def _lists(facts: tuple[Fact, ...]) -> Iterator[list[Fact]]:
    """The lists of projects of a document, each under its own name and once, the most exact first."""
    tasks = [f for f in facts if f.table == "performance" and f.measure == "total" and f.level > 0]
    listed = [f for f in facts if f.table == "project_expenditure" and f.measure == "project" and f.level > 0]
    told = [f for f in facts if f.frame == "claims" and f.table == "project"]
    for figures in (tasks, listed, told):
        found = {f.name: f for f in figures if f.period == "current" and f.name and f.value}
        if 1 < len(found) <= MANY:
            yield list(found.values())


def difference(identity: Identity, tight: Tightened) -> tuple[int, int]:
    """Both ends of by how much the larger side is larger."""
    places = ((tight.system.index[fact.key], coefficient) for fact, coefficient in identity.terms)
    low, high = sum_ends(((tight.low[v], tight.high[v]), coefficient) for v, coefficient in places)
    return (-high, -low) if high < 0 else (low, high)


def only_sum(figures: list[Fact], tight: Tightened, low: int, high: int) -> list[Fact]:
    """The figures whose sum can lie within `low` … `high`, where only one set of them does; otherwise none."""
    places = [tight.system.index[f.key] for f in figures]
    ends = [(tight.low[v], tight.high[v]) for v in places]
    reach = [0] * (len(ends) + 1)  # the most that the figures from here on can add
    for i in range(len(ends) - 1, -1, -1):
        reach[i] = reach[i + 1] + ends[i][1]
    found: list[list[int]] = []

    def search(i: int, least: int, most: int, chosen: list[int]) -> None:
        if len(found) > 1 or least > high or most + reach[i] < low:
            return
        if i == len(ends):
            if chosen:
                found.append(chosen)
            return
        search(i + 1, least + ends[i][0], most + ends[i][1], [*chosen, i])
        search(i + 1, least, most, chosen)

    search(0, 0, 0, [])
    return [figures[i] for i in found[0]] if len(found) == 1 else []
