"""One department, year and phase out of the frames, each figure with the interval that it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..model import YusuanError
from .ratios import Amount, Place, not_negative


@dataclass(frozen=True, eq=False)
class Document:
    """The cells and claims of one department, year and phase, each with the interval it stands for."""

    cells: pd.DataFrame
    claims: pd.DataFrame
    ids: dict[str, object]

    @property
    def department(self) -> str:
        return str(self.ids["department"])

    @property
    def year(self) -> int:
        return int(str(self.ids["year"]))


Bounds = tuple[pd.DataFrame, pd.DataFrame]


def document(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    department: str,
    year: int,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> Document:
    """One department's year; the budget where budget and final account are both there and `phase` is not given.

    `bounds` are the frames of `proof.bounds` for cells and claims (same index; lower_yuan, upper_yuan), which then take
    the place of the printed intervals. Raises YusuanError naming the choices for what is not in the frames.
    """
    every = pd.concat([f[["source_id", "region", "department", "year", "phase"]] for f in (cells, claims)])
    every = every.drop_duplicates()
    mine = every[every["department"] == department]
    if mine.empty:
        raise YusuanError(
            f"no department {department!r} in the data; there are: {_listed(every['department'])}"
        )
    of_year = mine[mine["year"] == year]
    if of_year.empty:
        raise YusuanError(f"{department}: no year {year} in the data; there are: {_listed(mine['year'])}")
    phases = sorted(of_year["phase"].unique())
    chosen = phase or ("budget" if "budget" in phases else phases[0])
    found = of_year[of_year["phase"] == chosen]
    if found.empty:
        raise YusuanError(
            f"{department} {year}: no {chosen} in the data; there is: {_listed(of_year['phase'])}"
        )
    if found["source_id"].nunique() > 1:
        raise YusuanError(
            f"{department} {year}: in the data more than once ({_listed(found['source_id'])}); keep one"
        )
    source = found["source_id"].iloc[0]
    cell_bounds, claim_bounds = bounds if bounds is not None else (None, None)
    return Document(
        _with_interval(cells[cells["source_id"] == source], cell_bounds),
        _with_interval(claims[claims["source_id"] == source], claim_bounds),
        {str(key): value for key, value in found.iloc[0].items()},
    )


def _listed(values: pd.Series) -> str:
    names = sorted(str(v) for v in values.dropna().unique() if str(v))
    return "、".join(names[:8]) + (f" … ({len(names)})" if len(names) > 8 else "") or "none"


def _with_interval(frame: pd.DataFrame, bounds: pd.DataFrame | None) -> pd.DataFrame:
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
    )
    if topic and pd.isna(row["amount_yuan"]):
        return Amount(float(row["value"]), float(row["value"]), float(row["value"]), place)
    found = Amount(float(row["amount_yuan"]), float(row["lower_yuan"]), float(row["upper_yuan"]), place)
    return found if signed else not_negative(found)
