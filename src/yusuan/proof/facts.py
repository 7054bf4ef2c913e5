"""Printed figures as exact intervals: what every check reads, from cells and from claims alike."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..names import plain_name

STEP = (
    10_000  # amounts are whole numbers of 1/STEP yuan: sums are exact, and ends of intervals can be compared
)


@dataclass(frozen=True, slots=True)
class Fact:
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
        if self.half == 0:
            return 2 * self.value, 2 * self.value
        if self.value < 0:
            return 2 * self.low + 1, 2 * self.high
        return 2 * self.low, 2 * self.high - 1

    @property
    def where(self) -> str:
        """Its place, in words."""
        page, line = self.place
        return f"第{page}页第{line}行" if page else f"第{line}行"


def cell_facts(cells: pd.DataFrame) -> list[Fact]:
    """The cells that print money, in order. Targets, percentages and counts are left out."""
    money = cells[cells["amount_yuan"].notna()]
    money = money[
        money["phase"].isin(money["phase"].mode().head(1))
    ]  # a final account also prints the budget beside
    return [
        Fact(
            "cells", int(row), r.table, _place(r), r.entity, r.side, r.code, r.name, plain_name(r.name),
            -1 if pd.isna(r.level) else int(r.level), r.measure, r.fund, r.period, r.printed, r.unit,
            round(r.amount_yuan * STEP), round(r.quantum_yuan * STEP / 2),
        )
        for row, r in zip(money.index, _rows(money), strict=True)
    ]  # fmt: skip


def claim_facts(claims: pd.DataFrame) -> list[Fact]:
    """The claims that have a figure, in order; money in 1/STEP yuan, all else in 1/STEP of its unit."""
    said = claims[claims["value"].notna()]
    return [
        Fact(
            "claims", int(row), r.topic, _place(r), r.entity, r.parent, "", r.name, plain_name(r.name), -1,
            r.measure, "", r.period, r.printed, r.unit,
            round((r.value if pd.isna(r.amount_yuan) else r.amount_yuan) * STEP),
            round((r.quantum if pd.isna(r.amount_yuan) else r.quantum_yuan) * STEP / 2),
        )
        for row, r in zip(said.index, _rows(said), strict=True)
    ]  # fmt: skip


def _rows(frame: pd.DataFrame) -> list:
    # As objects: columns of text hand out single values slowly.
    return list(frame.astype(object).itertuples(index=False))


def _place(row: object) -> tuple[int, int]:
    page, line = row.page, row.line  # type: ignore[attr-defined]
    return (0 if pd.isna(page) else int(page), 0 if pd.isna(line) else int(line))
