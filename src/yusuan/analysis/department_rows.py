"""The rows of a table at the level of the department: a total never stands beside its parts, nor a unit beside all."""

from __future__ import annotations

import pandas as pd

from .document import Document, remembered

_ROW_KEYS = ["code", "name", "measure", "fund", "period", "side"]
_AMOUNTS = ["amount_yuan", "lower_yuan", "upper_yuan", "quantum_yuan"]


@remembered
def table_rows(doc: Document, table: str, period: str = "current") -> pd.DataFrame:
    """The money figures of one table at the level of the department: each code, name, measure and fund once.

    Grain: one row per printed figure. Where a document prints codes for its units only, or a code more than once, one
    row per code, summed if that is what makes up the total, with the place of the first. The total row is the
    department's own.
    """
    cells = doc.cells
    rows = cells[(cells["table"] == table) & (cells["period"] == period) & cells["amount_yuan"].notna()]
    if rows.empty:
        return rows
    top = rows["level"] == 0
    total = _own_total(rows[top], doc.department)
    return pd.concat([total, _own_parts(rows[~top], total, doc.department)])


def _own_total(totals: pd.DataFrame, department: str) -> pd.DataFrame:
    """The total rows of the department among those of its units: its own, else the outermost, else all summed."""
    if totals["entity"].nunique() <= 1 and not totals.duplicated(_ROW_KEYS).any():
        return totals
    for entity in (department, ""):
        own = totals[totals["entity"] == entity]
        if not own.empty:
            break
    else:
        first = totals[totals["entity"] == totals["entity"].iloc[0]]
        rest = totals[totals["entity"] != totals["entity"].iloc[0]]
        contains = first["amount_yuan"].max() >= rest["amount_yuan"].max()
        own = first if contains else _summed(totals.drop_duplicates(["entity", *_ROW_KEYS]))
    # A department that is also one of its own units prints two totals under one name: the larger is the whole.
    largest = own.sort_values("amount_yuan", ascending=False, kind="stable")
    return largest.drop_duplicates(_ROW_KEYS).sort_index()


def _own_parts(parts: pd.DataFrame, total: pd.DataFrame, department: str) -> pd.DataFrame:
    """The rows below the total: whichever reading of repeated codes makes up the total best.

    The department's own rows; these with repeated codes summed (one code under several headings); all units summed.
    """
    repeated = parts[parts["code"] != ""].duplicated(_ROW_KEYS).any()
    if parts["entity"].nunique() <= 1 and not repeated:
        return parts
    own = parts[parts["entity"].isin([department, ""])]
    readings = [own.drop_duplicates(_ROW_KEYS), _summed(own)] if len(own) else []
    readings.append(_summed(parts))
    return min(readings, key=lambda rows: _gap(rows, total))


def _gap(rows: pd.DataFrame, total: pd.DataFrame) -> float:
    """How far the highest level of rows is from the total row, in the first measure and fund of that."""
    if total.empty:
        return 0.0
    first = total.iloc[0]
    like = (
        (rows["measure"] == first["measure"])
        & (rows["fund"] == first["fund"])
        & (rows["side"] == first["side"])
    )
    level = rows["level"] == rows["level"].min()
    return abs(float(rows.loc[like & level, "amount_yuan"].sum() - first["amount_yuan"]))


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    sums = rows.groupby(_ROW_KEYS, sort=False)[_AMOUNTS].sum()
    firsts = rows.drop_duplicates(_ROW_KEYS).set_index(_ROW_KEYS)
    firsts[sums.columns] = sums
    return firsts.reset_index()[rows.columns]
