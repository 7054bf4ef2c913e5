"""Classification codes as published, what things are called in Chinese and English, and other words, from data/reference.

Codes are as printed in some 290 documents of 2017-2026, not an official list.
"""

from __future__ import annotations

import csv
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
def english(name: str, code: str = "") -> str:
    """A printed name in English, by its code or as one of the terms and classes in data/reference; others as they are.

    A path of names (类-款-项) is told name by name.
    """
    from .names import clean_name, plain_name

    classification = {"2": "functional", "3": "economic", "5": "government_economic"}.get(code[:1], "")
    if classification and code in codes(classification).index:
        return str(codes(classification)["name_en"][code]) or name
    plain = plain_name(clean_name(name))
    if found := terms("terms").get(plain):
        return found
    for each in ("functional", "economic", "government_economic"):
        named = {str(codes(each)["name_en"][found]) for found in codes_by_name(each).get(plain, ())} - {""}
        if named:
            return min(named)
    parts = plain.split("-")
    return " – ".join(map(english, parts)) if len(parts) > 1 else name


def words(kind: str) -> dict[str, tuple[str, str]]:
    """What the keys of a kind (table, topic, measure, indicator, heading, …) are called, in Chinese and in English."""
    return _words()[kind]


@cache
def _words() -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["key"]] = row["zh"], row["en"]
    return found


@cache
def terms(which: str) -> dict[str, str]:
    """The English of the words of tables (`terms`) or of what is checked (`checks`)."""
    table = pd.read_csv(FOLDER / f"{which}.csv", keep_default_na=False)
    return dict(zip(table["name"], table["name_en"], strict=True))


def check_in_english(rule: str) -> str:
    """What is checked, in English; "" for a rule that data/reference does not know."""
    sides = [english(side) for side in rule.split(" = ")]
    known = all(side.isascii() for side in sides)
    return terms("checks").get(rule) or (" = ".join(sides) if known else "")


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
