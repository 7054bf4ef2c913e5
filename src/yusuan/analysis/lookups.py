"""Reference data that comparison over time needs: renamed codes, and procurement thresholds with region and date."""

from __future__ import annotations

from functools import cache

import pandas as pd

from .. import reference


@cache
def _renamings() -> pd.DataFrame:
    return pd.read_csv(reference.FOLDER / "renamed_codes.csv", dtype={"old_code": str, "code": str})


def renamed(codes: pd.Series, classification: str, since_year: int, until_year: int) -> pd.Series:
    """Codes of `since_year` as they are called in `until_year`; codes that were not renamed in between stay."""
    table = _renamings()
    table = table[(table["classification"] == classification) & (table["old_code"] != table["code"])]
    table = table[(table["since"] > since_year) & (table["since"] <= until_year)]
    return codes.replace(dict(zip(table["old_code"], table["code"], strict=True)))


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
