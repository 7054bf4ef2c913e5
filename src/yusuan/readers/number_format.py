"""Numbers of a spreadsheet as their number format prints them: `4684.3` under `#,##0.00` is `4,684.30`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 22: "yyyy-m-d h:mm", 31: 'yyyy"年"m"月"d"日"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_UNPRINTED = re.compile(
    r"_.|\*.|\[[^\]]*\]"
)  # spaces of a width, fillers, colours, conditions and currencies
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_POINT = re.compile(r'(?<=[#0?])(?:[!\\]\.|"\.")([#0?]+)')  # 万元: a point set before the last digits
_COLOUR = re.compile(r"\[(?:red|红色?|color\s*\d+|颜色\s*\d+)\]", re.IGNORECASE)
_TOKEN = re.compile(r'"[^"]*"|\\.|.', re.DOTALL)
_DIGITS = re.compile(
    r"(?=\.?[#0?])(?P<whole>[#0?](?:[#0?,]*[#0?])?)?(?:\.(?P<decimals>[#0?]*))?(?P<thousands>,*)"
)
_BEYOND = re.compile(r"[/!]|E[+-]|general|g/通用格式|^@?$", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_LARGEST = 1e300  # beyond is no figure of a table, and neither is NaN
_SIGNIFICANT = 15  # digits that a spreadsheet keeps


def shortest(value: float) -> str:
    """A number without format: its 15 significant digits, `20103` rather than `20103.0`."""
    number = _decimal(value)
    if number == number.to_integral_value():
        return format(number, ".0f")
    return format(number, "f")


def printed(value: float, code: str) -> str:
    """The number as its format code prints it; as `shortest` where the code is beyond what tables use."""
    if not abs(value) < _LARGEST:
        return str(value)
    sections = _sections(code)
    number = _decimal(value)
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    else:
        section = sections[0]
    if number < 0 or (value < 0 and _COLOUR.search(code) and section == sections[0]):
        number = -abs(number)  # red alone says that it is negative
    if point := _POINT.search(section):
        section = _POINT.sub(r".\1", section)
        number = number.scaleb(-len(point[1]))
    bare = _LITERAL.sub("", section).strip()
    digits = _DIGITS.search(bare)
    if _BEYOND.search(bare) and (bare or len(sections) == 1):
        return shortest(value)
    if digits is None:
        return _date(value, bare) if _DATE.search(bare) else _LITERAL.sub(r"\1\2", section).strip()
    decimals = digits["decimals"] or ""
    with localcontext() as context:
        context.prec = 400
        number = number * 100 ** bare.count("%") / 1000 ** len(digits["thousands"])
        number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole = digits["whole"] or ""
    width = whole.count("0") + bool(decimals) + len(decimals)
    text = format(abs(number), ",f" if "," in whole else "f").rjust(width, "0")
    for _ in range(len(decimals) - len(decimals.rstrip("#?"))):
        text = text.removesuffix("0")
    if number == 0 and "0" not in bare:
        text = ""  # `#` prints no zero
    before, after = (_LITERAL.sub(r"\1\2", part) for part in _DIGITS.sub("\0", section, count=1).split("\0"))
    return (("-" if number.is_signed() else "") + before.lstrip() + text.rstrip(".") + after).strip()


def _decimal(value: float) -> Decimal:
    return Decimal(format(value, f".{_SIGNIFICANT}g"))


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[str, ...]:
    """The sections of a code (positive; negative; zero; text) without what only makes room."""
    sections = [""]
    for token in _TOKEN.findall(code):
        if token == ";":
            sections.append("")
        else:
            sections[-1] += token
    return tuple(_UNPRINTED.sub("", section) for section in sections)


def _date(value: float, code: str) -> str:
    """A day number of the 1900 system as `2026-1-31`, or what of it the code has; `shortest` outside the calendar."""
    try:
        day = datetime(1899, 12, 30) + timedelta(days=value)
    except (OverflowError, ValueError):
        return shortest(value)
    code = code.lower()
    date = [
        str(number)
        for letter, number in zip("ymd", (day.year, day.month, day.day), strict=True)
        if letter in code
    ]
    return " ".join(
        ["-".join(date), f"{day.hour}:{day.minute:02}"] if "h" in code else ["-".join(date)]
    ).strip()
