"""Reference data that comparison over time needs: renamed codes, and procurement thresholds with region and date."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from .. import reference
from ..names import plain_name
from .document import Figure, summed


@cache
def _renamings() -> pd.DataFrame:
    return pd.read_csv(reference.FOLDER / "renamed_codes.csv", dtype={"old_code": str, "code": str})


def renamed(classification: str, since_year: int, until_year: int) -> dict[str, str]:
    """Codes of `since_year` that have another name in `until_year`, each with that."""
    table = _renamings()
    table = table[(table["classification"] == classification) & (table["old_code"] != table["code"])]
    table = table[(table["since"] > since_year) & (table["since"] <= until_year)]
    return dict(zip(table["old_code"], table["code"], strict=True))


def thresholds(region: str, year: int) -> pd.DataFrame:
    """The reference shares for purchases reserved for smaller firms that are in force in a region within a year.

    Grain: one row per rule, kind of purchase and document; `share` is a fraction of `of_what`. National rules hold in
    every region, local ones in theirs. Source: data/reference/procurement_thresholds.csv.
    """
    table = pd.read_csv(reference.FOLDER / "procurement_thresholds.csv", keep_default_na=False)
    here = table["region"].map(lambda name: name == "全国" or name in region)
    begun = table["valid_from"] <= f"{year}-12-31"
    holds = (table["valid_to"] == "") | (table["valid_to"] >= f"{year}-01-01")
    return table[here & begun & holds].reset_index(drop=True)


def codes_of_names(rows: list[Figure], classification: str) -> list[Figure]:
    """Rows of a table that prints names alone, each with the code that its name has under the code above it.

    A name that is not known there keeps the code "". The order of rows is what tells the code above.
    """
    known = reference.codes_by_name(classification)
    above: dict[int, str] = {}
    coded = []
    for row in rows:
        level = int(row.level) if row.level == row.level else 0
        parent = above.get(level - 1, "") if level > 1 else ""
        length = {1: 3, 2: 5, 3: 7}.get(level, 0)
        found = [c for c in known.get(plain_name(row.name), ()) if len(c) == length and c.startswith(parent)]
        code = found[0] if len(found) == 1 and (parent or level == 1) else ""
        above = {higher: known_code for higher, known_code in above.items() if higher < level} | {level: code}
        coded.append(replace(row, code=code))
    return coded


def with_classes(rows: list[Figure], classification: str) -> list[Figure]:
    """Rows of a table that prints leaf codes alone, with a row for each 类: Σ of its leaves, at the place of the first."""
    if any(row.level == 1 for row in rows):
        return rows
    names = reference.codes(classification)["name"]
    classes = summed((row for row in rows if row.code), lambda row: (row.code[:3], row.measure, row.fund))
    return rows + [
        replace(row, code=row.code[:3], name=str(names.get(row.code[:3], "")), level=1, is_leaf=False)
        for row in classes
    ]
