"""One department, year and phase out of the frames: its figures, each with the interval that it stands for."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import pandas as pd

from ..model import ID_COLUMNS, YusuanError, choices
from ..proof.bounds import Bounds
from .ratios import Amount, Place, Proved, not_negative
from .ratios import summed as as_one

_TEXTS = ("source_id", "table", "topic", "entity", "side", "code", "name", "parent", "measure", "fund", "period", "unit",
          "printed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure of a table (`table`) or of the text (`topic`), as a row of the frames has it.

    `value` is what a figure of the text says in its `unit`; `amount_yuan` is NaN where that is no money.
    """

    source_id: str
    table: str
    topic: str
    entity: str
    side: str
    code: str
    name: str
    parent: str
    measure: str
    fund: str
    period: str
    unit: str
    printed: str
    level: float
    is_leaf: bool
    page: int | None
    line: int | None
    value: float
    amount_yuan: float
    lower_yuan: float
    upper_yuan: float
    contradicted: bool
    proved: Proved | None = None

    @property
    def signed(self) -> Amount:
        """The figure in yuan (money) or in its unit (counts), with its interval and place."""
        basis = "text" if self.topic else "table"
        place = Place(
            basis, self.source_id, self.table, self.topic, self.page, self.line, self.fund, self.contradicted
        )
        if self.topic and math.isnan(self.amount_yuan):
            return Amount(self.value, self.value, self.value, place)
        return Amount(self.amount_yuan, self.lower_yuan, self.upper_yuan, place, self.proved)

    @property
    def amount(self) -> Amount:
        """Likewise for what cannot be below zero: all but changes."""
        return not_negative(self.signed)


@dataclass(frozen=True, eq=False)
class Document:
    """The figures of one department, year and phase: those of its tables (`cells`) and those of its text (`claims`)."""

    cells: list[Figure]
    claims: list[Figure]
    ids: dict[str, object]
    memo: dict[object, object] = field(default_factory=dict)

    @property
    def department(self) -> str:
        return str(self.ids["department"])

    @property
    def year(self) -> int:
        return int(str(self.ids["year"]))


P = ParamSpec("P")
T = TypeVar("T")


def remembered(function: Callable[Concatenate[Document, P], T]) -> Callable[Concatenate[Document, P], T]:
    """The same function, worked out once for a document: its figures do not change."""

    @wraps(function)
    def worked_out(doc: Document, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function.__qualname__, args, tuple(sorted(kwargs.items())))
        if key not in doc.memo:
            doc.memo[key] = function(doc, *args, **kwargs)
        return doc.memo[key]  # type: ignore[return-value]

    return worked_out


def document(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    department: str,
    year: int,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> Document:
    """One department's year; without `phase` the one that has most figures (a final account prints some budgets).

    `bounds` of the document (`proof.bounds`, of frames with the same index) take the place of the printed intervals, and
    bind its figures to each other. Raises YusuanError naming the choices for what is not in the frames.
    """
    own = [frame[frame["department"] == department] for frame in (cells, claims)]
    if not any(map(len, own)):
        there = sorted({*cells["department"], *claims["department"]})
        raise YusuanError(f"no department {department!r} in the data; {choices(there, department)}")
    of_year = [frame[frame["year"] == year] for frame in own]
    ids = pd.concat([frame[ID_COLUMNS] for frame in of_year])
    if ids.empty:
        years = pd.concat([frame["year"] for frame in own]).sort_values()
        raise YusuanError(f"{department}: no year {year} in the data; {choices(years)}")
    chosen = phase or str(ids["phase"].value_counts().index[0])
    found = ids[ids["phase"] == chosen].drop_duplicates()
    if found.empty:
        raise YusuanError(f"{department} {year}: no {chosen} in the data; {choices(ids['phase'])}")
    if len(found) > 1:
        raise YusuanError(
            f"{department} {year}: in the data more than once, keep one; {choices(found['source_id'])}"
        )
    kept = [
        _figures(frame[frame["phase"] == chosen], name, bounds)
        for name, frame in zip(("cells", "claims"), of_year, strict=True)
    ]
    return Document(kept[0], kept[1], {str(key): value for key, value in found.iloc[0].items()})


def _figures(frame: pd.DataFrame, kind: str, bounds: Bounds | None) -> list[Figure]:
    """The rows of a frame of cells or claims (`kind`); what only the other has is empty."""
    half = frame["quantum_yuan"].fillna(0) / 2
    lower, upper = frame["amount_yuan"] - half, frame["amount_yuan"] + half
    proved: list[Proved | None] = [None] * len(frame)
    if bounds is not None:
        at = getattr(bounds, kind).reindex(frame.index)
        known = at["lower_yuan"].notna()
        proved = [Proved(bounds, {(kind, row): 1}) if there else None for row, there in known.items()]
        lower, upper = at["lower_yuan"].fillna(lower), at["upper_yuan"].fillna(upper)

    def numbers(name: str) -> list[float]:
        return frame[name].astype("float64").to_list() if name in frame else [math.nan] * len(frame)

    texts = [frame[name].fillna("").to_list() if name in frame else [""] * len(frame) for name in _TEXTS]
    flags = [
        frame[name].to_list() if name in frame else [False] * len(frame)
        for name in ("is_leaf", "contradicted")
    ]
    places = [[None if math.isnan(n) else int(n) for n in numbers(name)] for name in ("page", "line")]
    columns = zip(
        *texts, numbers("level"), flags[0], *places, numbers("value"), numbers("amount_yuan"), lower, upper, flags[1], proved,
        strict=True,
    )  # fmt: skip
    return [Figure(*row) for row in columns]


def first_of_each(rows: Iterable[Figure], key: Callable[[Figure], Hashable]) -> list[Figure]:
    """Of figures with the same key the first."""
    found: dict[Hashable, Figure] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return list(found.values())


def summed(rows: Iterable[Figure], key: Callable[[Figure], Hashable]) -> list[Figure]:
    """Figures with the same key added up, each sum as the first of them, in the order of these."""
    groups: dict[Hashable, list[Figure]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [
        replace(
            group[0],
            amount_yuan=math.fsum(row.amount_yuan for row in group),
            lower_yuan=math.fsum(row.lower_yuan for row in group),
            upper_yuan=math.fsum(row.upper_yuan for row in group),
            proved=as_one(row.proved for row in group),
        )
        for group in groups.values()
    ]
