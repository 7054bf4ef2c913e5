"""Printed figures and the intervals they stand for.

A printed figure is never better than its last digit: it stands for the half-open interval
`[amount − quantum/2, amount + quantum/2)`. Two figures agree when their intervals meet; there is no tolerance.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

YUAN = {"元": Decimal(1), "百元": Decimal(100), "千元": Decimal(1000), "万元": Decimal(10000),
        "百万元": Decimal(10**6), "亿元": Decimal(10**8)}  # fmt: skip

_DASHES = re.compile(r"^[-‐‑‒–—―−－─_/]+$")
_NUMBER = re.compile(r"^(?P<sign>[-+−]?)(?P<body>\d{1,3}(?:,\d{3})+|\d+)(?P<frac>\.\d+)?$")
# White space between the digits of two figures; before three digits it is that of one, and may be a comma.
_BETWEEN = re.compile(r"(?<=\d\d)\s+(?=\d\d)(?!\d{3}(?!\d))")
_NUMBER_LIKE = re.compile(
    r"^¥?[-+−(]?[\d,.，．]*\d[\d,.，．]*[%)]?$|^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)$"  # or its failure
)
_DIGITS = 15  # that a float keeps


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure: its value and the step of its last digit, exact, in the unit it is printed in."""

    value: Decimal
    quantum: Decimal
    percent: bool = False


@lru_cache(maxsize=1 << 15)
def clean(text: str | None) -> str:
    """A cell's text with width-normalised characters and no white space (wrapped figures come together).

    What would make another figure stays: the number of a note (12.5①, 12³), the space between two figures (12 13).
    """
    text = text or ""
    if not text.isascii():
        text = "".join(
            c if c.isnumeric() and not c.isdecimal() else unicodedata.normalize("NFKC", c) for c in text
        )
    text = text if "." in text else _BETWEEN.sub("\0", text)
    return "".join(text.split()).replace("\0", " ")


@lru_cache(maxsize=1 << 14)
def is_blank(text: str | None) -> bool:
    """True for nothing: an empty cell or a dash. A printed zero is not blank."""
    text = clean(text)
    return not text or bool(_DASHES.match(text))


@lru_cache(maxsize=1 << 14)
def looks_numeric(text: str | None) -> bool:
    """True for what is meant as a figure, readable (`1,234.50`, `-3`, `5%`) or not (`1.2.3`)."""
    return bool(_NUMBER_LIKE.match(clean(text)))


@lru_cache(maxsize=1 << 14)
def parse_figure(text: str | None) -> Figure | None:
    """The figure that a cell prints, or None for blank.

    Takes thousands separators, a leading sign or ¥, accounting brackets and a percent sign. Raises ValueError for
    anything else (`1.2.3`, `12,34`, words) and for more digits than a float keeps.
    """
    if is_blank(text):
        return None
    body = clean(text).removeprefix("¥")
    percent = body.endswith("%")
    body = body.rstrip("%")
    negative = body.startswith("(") and body.endswith(")")
    match = _NUMBER.match(body[1:-1] if negative else body)
    if match is None or sum(map(str.isdecimal, body)) > _DIGITS:
        raise ValueError(f"not a figure: {text!r}")
    value = Decimal((match["body"] + (match["frac"] or "")).replace(",", ""))
    quantum = Decimal(1).scaleb(-len((match["frac"] or ".")[1:]))
    if negative or match["sign"] in ("-", "−"):
        value = -value
    return Figure(value, quantum, percent)


def to_yuan(figure: Figure, unit: str) -> tuple[float, float]:
    """A figure in `unit` (元, 万元, …) as (amount_yuan, quantum_yuan). Raises KeyError for a unit not of money."""
    factor = YUAN[unit]
    return float(figure.value * factor), float(figure.quantum * factor)
