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

_NOTHING = re.compile(r"^(?:[-‐‑‒–—―−－─_/]+|无)$")
_UNIT = "|".join(["%", *sorted(YUAN, key=len, reverse=True)])
_NUMBER = re.compile(
    r"^¥?(?P<sign>[-+−–]?)¥?(?P<body>\d{1,3}(?:,\d{3})+|\d+)(?P<frac>\.\d+)?(?P<power>E[-+]\d{1,2})?"
    rf"(?P<unit>{_UNIT})?$"
)
# White space that stands between two figures; a line break before or in the decimals is that of one, which wraps.
_BETWEEN = re.compile(r"(?<=\d)[^\S\n]+(?=\d)|(?<=\d)(?<!\.\d)\n(?=\d)(?![^.]*\.)")
_BREAK = re.compile(r"\s*\n\s*")
_NOTES = r"*#※†)²³¹⁰-ₜ①-⓿❶-➓"
_NUMBER_LIKE = re.compile(
    r"^[-+−–△▲(¥$]*[.,，．]?\d[\d.,，．'’lIO\u0336 ]*(?:E[-+]?\d+)?"  # digits, and what is taken for them
    rf"(?:{_UNIT})?(?:[{_NOTES}]|\(注?\d\))*$"
    r"|^[零壹贰叁肆伍陆柒捌玖][零〇壹贰叁肆伍陆柒捌玖拾佰仟万萬亿億]+[元圆]?整?$"
    r"|^#+(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)?$"  # or the failure of one
)
_DIGITS = 15  # that a float keeps


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure: its value and the step of its last digit, exact, in the unit it is printed in."""

    value: Decimal
    quantum: Decimal
    unit: str = ""  # its own, printed beside it: % or one of money


@lru_cache(maxsize=1 << 15)
def clean(text: str | None) -> str:
    """A cell's text with width-normalised characters and no white space (wrapped figures come together).

    What would make another figure stays: the number of a note (12.5①, 12³), the space between two figures (12 13).
    """
    text = text or ""
    if not text.isascii():
        text = "".join(
            c if c.isnumeric() and not c.isdecimal() else unicodedata.normalize("NFKC", c)
            for c in text
            if unicodedata.category(c) != "Cf"  # of no width
        )
    return "".join(_BETWEEN.sub("\0", _BREAK.sub("\n", text)).split()).replace("\0", " ")


@lru_cache(maxsize=1 << 14)
def is_blank(text: str | None) -> bool:
    """True for nothing: an empty cell, a dash or 无. A printed zero is not blank."""
    text = clean(text)
    return not text or bool(_NOTHING.match(text))


@lru_cache(maxsize=1 << 14)
def looks_numeric(text: str | None) -> bool:
    """True for what is meant as a figure, readable (`1,234.50`, `-3`, `5%`) or not (`1.2.3`)."""
    return bool(_NUMBER_LIKE.match(clean(text)))


@lru_cache(maxsize=1 << 14)
def parse_figure(text: str | None) -> Figure | None:
    """The figure that a cell prints, or None for blank.

    Takes thousands separators, a leading sign or ¥, accounting brackets, a percent sign or a unit of money, and the
    powers of ten that spreadsheets print (1.2E+05). Raises ValueError for anything else (`1.2.3`, `12,34`, words) and
    for more digits than a float keeps.
    """
    if is_blank(text):
        return None
    body = clean(text)
    negative = body.startswith("(") and body.endswith(")")
    match = _NUMBER.match(body[1:-1] if negative else body)
    if match is None or (negative and match["sign"]) or sum(map(str.isdecimal, body)) > _DIGITS:
        raise ValueError(f"not a figure: {text!r}")
    power = int((match["power"] or "E0")[1:])
    value = Decimal((match["body"] + (match["frac"] or "")).replace(",", "")).scaleb(power)
    quantum = Decimal(1).scaleb(power - len((match["frac"] or ".")[1:]))
    if negative or match["sign"] in ("-", "−", "–"):
        value = -value
    return Figure(value, quantum, match["unit"] or "")


def to_yuan(figure: Figure, unit: str) -> tuple[float, float]:
    """A figure in its own unit, else in `unit` (元, 万元, …), as (amount_yuan, quantum_yuan).

    Raises KeyError for a unit not of money.
    """
    factor = YUAN[figure.unit or unit]
    return float(figure.value * factor), float(figure.quantum * factor)
