"""What a gap may be: the projects or parts whose sum is just what two figures differ by."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..model import ID_COLUMNS
from .bounds import Tightened, system_of, tighten
from .facts import STEP, Fact
from .identity import Identity, lower_sum, upper_sum
from .printed import Frames, Printed, read

MANY = 18  # figures of one list: more have so many sums that one of them fits anything

GAP_COLUMNS = [
    *ID_COLUMNS,
    "family", "identity", "table", "page", "line", "lower_yuan", "upper_yuan", "frame", "rows", "names", "message",
]  # fmt: skip


def gaps(document: Frames) -> pd.DataFrame:
    """One row per violated hard equality of money: between what bounds its two sides differ, by all other identities.

    `rows` (of `frame`) and `names`: the projects whose sum is that difference, where it is so of only one set of them.
    """
    printed = read(document)
    rows = [printed.ids | _row(*gap) for gap in _gaps(printed)]
    return pd.DataFrame(rows, columns=GAP_COLUMNS).astype({"page": "Int64", "line": "Int64"})


def explained(printed: Printed) -> Iterator[tuple[Identity, str]]:
    """The violated identities whose gap is one set of projects, and these in words."""
    for identity, _, _, chosen in _gaps(printed):
        if chosen:
            yield identity, _listed(chosen)


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


def _gaps(printed: Printed) -> Iterator[tuple[Identity, int, int, list[Fact]]]:
    """Each violated identity, both ends of its gap, and the projects that it is equal to, if any."""
    violated = [i for i in printed.identities if i.hard and not i.at_most and i.status == "violated"]
    if not violated:
        return
    tight = tighten(system_of(printed))
    lists = list(_lists(tight.system.facts))
    for identity in violated:
        if _is_money(identity, tight):
            low, high = _difference(identity, tight)
            chosen = next((c for figures in lists if (c := only_sum(figures, tight, low, high))), [])
            yield identity, low, high, chosen


def _listed(chosen: list[Fact]) -> str:
    return "、".join(f"{f.name}（{f.printed}{f.unit}）" for f in chosen)


def _is_money(identity: Identity, tight: Tightened) -> bool:
    return all(f.key in tight.system.index for f, _ in identity.terms)


def _lists(facts: tuple[Fact, ...]) -> Iterator[list[Fact]]:
    """The lists of projects of a document, each under its own name and once, the most exact first."""
    tasks = [f for f in facts if f.table == "performance" and f.measure == "total" and f.level > 0]
    listed = [f for f in facts if f.table == "project_expenditure" and f.measure == "project" and f.level > 0]
    told = [f for f in facts if f.frame == "claims" and f.table == "project"]
    for figures in (tasks, listed, told):
        found = {f.name: f for f in figures if f.period == "current" and f.name and f.value}
        if 1 < len(found) <= MANY:
            yield list(found.values())


def _row(identity: Identity, low: int, high: int, chosen: list[Fact]) -> dict[str, object]:
    first = identity.terms[0][0]
    gap = f"“{identity.rule}”两边相差 {low / 2 / STEP:,.2f} 至 {high / 2 / STEP:,.2f} 元"
    return {
        **first.labels, "family": identity.family, "identity": identity.rule,
        "lower_yuan": (low >> 1) / STEP, "upper_yuan": -(-high >> 1) / STEP,
        "frame": chosen[0].frame if chosen else "", "rows": tuple(f.row for f in chosen),
        "names": tuple(f.name for f in chosen),
        "message": f"{gap}，正好是{_listed(chosen)}，各项目中只有这一种组合" if chosen else gap,
    }  # fmt: skip


def _difference(identity: Identity, tight: Tightened) -> tuple[int, int]:
    """Both ends of by how much the larger side is larger."""
    lows, highs = [], []
    for fact, coefficient in identity.terms:
        variable = tight.system.index[fact.key]
        ends = (tight.low[variable], tight.high[variable])
        if coefficient < 0:
            ends = (-ends[1], -ends[0])
        lows += [ends[0]] * abs(coefficient)
        highs += [ends[1]] * abs(coefficient)
    low, high = lower_sum(lows), upper_sum(highs)
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
