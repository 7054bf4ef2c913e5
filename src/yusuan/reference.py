"""Classification codes as published: names, levels and English names, from data/reference.

Codes are as printed in some 290 documents of 2017-2026, not an official list.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd

_PACKAGED = Path(__file__).parent / "reference"
FOLDER = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2] / "data" / "reference"


@cache
def codes(classification: str) -> pd.DataFrame:
    """One row per code of `functional`, `economic` or `government_economic`: level, name, name_en, n_docs, other_names."""
    table = pd.read_csv(FOLDER / f"{classification}.csv", dtype={"code": str}, keep_default_na=False)
    return table.set_index("code")


@cache
def codes_by_name(classification: str) -> dict[str, tuple[str, ...]]:
    """For each name the codes that carry it, in order (行政运行 has many)."""
    from .names import clean_name

    found: dict[str, list[str]] = {}
    for code, name in codes(classification)["name"].items():
        found.setdefault(clean_name(str(name)), []).append(str(code))
    return {name: tuple(sorted(listed)) for name, listed in found.items()}


@cache
def names_by_code(classification: str) -> dict[str, tuple[str, ...]]:
    """For each code the names it goes by, cleaned: the usual one first, then the others seen."""
    from .names import clean_name

    table = codes(classification)
    found = {}
    for code, name, others in zip(table.index, table["name"], table["other_names"], strict=True):
        seen = (re.sub(r"\(\d+\)$", "", other.strip()) for other in str(others).split(";"))
        found[str(code)] = tuple(clean_name(n) for n in (str(name), *seen) if n)
    return found
