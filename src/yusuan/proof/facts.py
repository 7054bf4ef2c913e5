"""Printed figures as exact intervals: what every check reads, from cells and from claims alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isnan
from typing import Any, NamedTuple

import pandas as pd

from ..amounts import YUAN, Figure, parse_figure
from ..names import plain_name

STEP = (
    10_000  # amounts are whole numbers of 1/STEP yuan: sums are exact, and ends of intervals can be compared
)


class Fact(NamedTuple):
    """One printed figure: `[value − half, value + half)` in units of 1/STEP yuan (or as printed where no money is).

    A figure below zero is rounded by its size, so its interval is the mirror image; a printed zero that is no change
    stands for nothing below zero.
    `frame` and `row` say where it stands: the row of `cells` or `claims`. `plain` is its name without numbering.
    """

    frame: str
    row: int
    table: str  # for a claim its topic
    place: tuple[int, int]  # page (0 for none) and line
    entity: str
    side: str  # for a claim its parent
    code: str
    name: str
    plain: str
    level: int  # -1 for none
    measure: str
    fund: str
    period: str
    printed: str
    unit: str
    value: int
    half: int

    @property
    def low(self) -> int:
        return 0 if self.value == 0 and self.period != "change" else self.value - self.half

    @property
    def high(self) -> int:
        return self.value + self.half

    @property
    def ends(self) -> tuple[int, int]:
        """Both ends in half steps: an even one belongs to the interval, an odd one lies just inside an open end."""
        low, high = 2 * (self.value - self.half), 2 * (self.value + self.half)
        if self.half == 0:
            return low, high
        if self.value < 0:
            return low + 1, high
        return (0 if self.value == 0 and self.period != "change" else low), high - 1

    @property
    def key(self) -> tuple[str, int]:
        """What it is known by: its frame and row."""
        return self.frame, self.row

    @property
    def labels(self) -> dict[str, object]:
        """What it is a figure of and where it stands, as columns."""
        page, line = self.place
        return {
            "table": self.table, "page": page or None, "line": line or None, "entity": self.entity, "code": self.code,
            "name": self.name, "measure": self.measure, "fund": self.fund, "period": self.period,
        }  # fmt: skip

    @property
    def is_money(self) -> bool:
        return self.unit in YUAN

    @property
    def where(self) -> str:
        """Its place, in words."""
        page, line = self.place
        return f"第{page}页第{line}行" if page else f"第{line}行"


def cell_facts(cells: pd.DataFrame) -> list[Fact]:
    """The cells that print money, in order. Targets, percentages and counts are left out."""
    columns = [
        "table", "entity", "side", "code", "name", "level", "measure", "fund", "period", "printed", "unit",
        "amount_yuan", "quantum_yuan",
    ]  # fmt: skip
    return [
        Fact(
            "cells", row, table, place, entity, side, code, name, plain_name(name), level, measure, fund, period,
            printed, unit, round(amount * STEP), round(quantum * STEP / 2),
        )
        for row, place, table, entity, side, code, name, level, measure, fund, period, printed, unit, amount, quantum
        in _rows(cells, "amount_yuan", columns)
    ]  # fmt: skip


def percent_facts(cells: pd.DataFrame) -> list[Fact]:
    """The cells that print a change as a percentage, in 1/STEP of one per cent."""
    if "change_pct" not in cells["period"].tolist():
        return []
    rows = cells[cells["period"].eq("change_pct") & cells["unit"].eq("%")]
    figures = [_figure(text) for text in rows["printed"]]
    values = [float(f.value) if f else float("nan") for f in figures]
    return cell_facts(
        rows.assign(amount_yuan=values, quantum_yuan=[float(f.quantum) if f else 0.0 for f in figures])
    )


def _figure(printed: str) -> Figure | None:
    try:
        return parse_figure(printed)
    except ValueError:  # which reading told
        return None


def claim_facts(claims: pd.DataFrame) -> list[Fact]:
    """The claims that have a figure, in order; money in 1/STEP yuan, all else in 1/STEP of its unit."""
    columns = [
        "topic", "entity", "parent", "name", "measure", "period", "printed", "unit",
        "value", "quantum", "amount_yuan", "quantum_yuan",
    ]  # fmt: skip
    return [
        Fact(
            "claims", row, topic, place, entity, parent, "", name, plain_name(name), -1, measure, "", period,
            printed, unit, round((value if isnan(yuan) else yuan) * STEP),
            round((quantum if isnan(yuan) else yuan_quantum) * STEP / 2),
        )
        for row, place, topic, entity, parent, name, measure, period, printed, unit, value, quantum, yuan, yuan_quantum
        in _rows(claims, "value", columns)
    ]  # fmt: skip


def _rows(frame: pd.DataFrame, figure: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Each row with a figure as its number, its place, and its values; of the phase that most figures are of, as a
    final account prints the budget beside. -1 for no level."""
    page, line = (_integers(frame[column], 0) for column in ("page", "line"))
    values = [_integers(frame[c], -1) if c == "level" else frame[c].tolist() for c in columns]
    figures, phases = frame[figure].tolist(), frame["phase"].tolist()
    counts = Counter(phase for phase, printed in zip(phases, figures, strict=True) if not isnan(printed))
    usual = max(sorted(counts), key=lambda phase: counts[phase], default="")
    rows = zip(frame.index.tolist(), zip(page, line, strict=True), *values, strict=True)
    for row, printed, phase in zip(rows, figures, phases, strict=True):
        if phase == usual and not isnan(printed):
            yield row


def _integers(column: pd.Series, missing: int) -> list[int]:
    return column.array.to_numpy(dtype=int, na_value=missing).tolist()
