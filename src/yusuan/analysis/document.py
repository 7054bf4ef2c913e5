"""One department, year and phase out of the frames, each figure with the interval that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import pandas as pd

from ..model import ID_COLUMNS, YusuanError
from .ratios import Amount, Place, not_negative


@dataclass(frozen=True, eq=False)
class Document:
    """The cells and claims of one department, year and phase, each with the interval it stands for."""

    cells: pd.DataFrame
    claims: pd.DataFrame
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
    """The same function, worked out once for a document: its frames do not change."""

    @wraps(function)
    def worked_out(doc: Document, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function.__qualname__, args, tuple(sorted(kwargs.items())))
        if key not in doc.memo:
            doc.memo[key] = function(doc, *args, **kwargs)
        return doc.memo[key]  # type: ignore[return-value]

    return worked_out


Bounds = tuple[pd.DataFrame, pd.DataFrame]


def document(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    department: str,
    year: int,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> Document:
    """One department's year; without `phase` the one that has most figures (a final account prints some budgets).

    `bounds` are the frames of `proof.bounds` for cells and claims (same index; lower_yuan, upper_yuan), which then take
    the place of the printed intervals. Raises YusuanError naming the choices for what is not in the frames.
    """
    own = [frame[frame["department"] == department] for frame in (cells, claims)]
    ids = pd.concat([frame[ID_COLUMNS] for frame in own])
    if ids.empty:
        there = _listed(pd.concat([cells["department"], claims["department"]]))
        raise YusuanError(f"no department {department!r} in the data; there are: {there}")
    of_year = ids[ids["year"] == year]
    if of_year.empty:
        raise YusuanError(f"{department}: no year {year} in the data; there are: {_listed(ids['year'])}")
    chosen = phase or str(of_year["phase"].value_counts().index[0])
    found = of_year[of_year["phase"] == chosen].drop_duplicates()
    if found.empty:
        raise YusuanError(
            f"{department} {year}: no {chosen} in the data; there is: {_listed(of_year['phase'])}"
        )
    if len(found) > 1:
        raise YusuanError(
            f"{department} {year}: in the data more than once ({_listed(found['source_id'])}); keep one"
        )
    both = bounds if bounds is not None else (None, None)
    kept = [_with_interval(frame[(frame["year"] == year) & (frame["phase"] == chosen)], bound)
            for frame, bound in zip(own, both, strict=True)]  # fmt: skip
    return Document(kept[0], kept[1], {str(key): value for key, value in found.iloc[0].items()})


def _listed(values: pd.Series) -> str:
    names = sorted(str(v) for v in values.dropna().unique() if str(v))
    return "、".join(names[:8]) + (f" … ({len(names)})" if len(names) > 8 else "") or "none"


def _with_interval(frame: pd.DataFrame, bounds: pd.DataFrame | None) -> pd.DataFrame:
    """A small frame of plain columns (many small selections follow) with lower_yuan and upper_yuan."""
    text = frame.select_dtypes(["string", "object"]).columns
    whole_numbers = frame.columns.intersection(["year", "page", "line", "level"])
    frame = frame.astype(dict.fromkeys(text, "object") | dict.fromkeys(whole_numbers, "float64"))
    half = frame["quantum_yuan"].fillna(0) / 2
    lower, upper = frame["amount_yuan"] - half, frame["amount_yuan"] + half
    if bounds is not None:
        at = bounds.reindex(frame.index)
        lower, upper = at["lower_yuan"].fillna(lower), at["upper_yuan"].fillna(upper)
    return frame.assign(lower_yuan=lower, upper_yuan=upper)


def amount_of(row: pd.Series, *, signed: bool = False) -> Amount:
    """The figure of one row of cells or claims, in yuan (money) or in its unit (counts)."""
    topic = str(row.get("topic", ""))
    place = Place(
        "text" if topic else "table",
        str(row["source_id"]),
        str(row.get("table", "")),
        topic,
        None if pd.isna(row["page"]) else int(row["page"]),
        None if pd.isna(row["line"]) else int(row["line"]),
        str(row.get("fund", "")),
        row.get("contradicted", 0) == 1,
    )
    if topic and pd.isna(row["amount_yuan"]):
        return Amount(float(row["value"]), float(row["value"]), float(row["value"]), place)
    found = Amount(float(row["amount_yuan"]), float(row["lower_yuan"]), float(row["upper_yuan"]), place)
    return found if signed else not_negative(found)
