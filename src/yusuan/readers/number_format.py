"""Numbers of a spreadsheet as their number format prints them: `4684.3` under `#,##0.00` is `4,684.30`."""

from __future__ import annotations

import operator
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

BUILT_IN = dict.fromkeys((*range(27, 37), *range(50, 57), 14), "yyyy-m-d") | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm") | {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00",
    8: "#,##0.00;-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 22: "yyyy-m-d h:mm", 31: 'yyyy"年"m"月"d"日"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"', 48: "##0.0E+0", 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

UNSEEN = ";;"  # shows no number

_UNPRINTED = re.compile(r"[_*].|\[[^\]]*\]")  # room of a width, fillers, colours, conditions and currencies
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_WORDS = re.compile(rf"{_LITERAL.pattern}|.", re.DOTALL)
_POINT = re.compile(r'(?<=[#0?])(?:[!\\]\.|"\.")([#0?]+)')  # 万元: a point set before the last digits
_RED = re.compile(r"\[(?:red|红色?|color\s*\d+|颜色\s*\d+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[([<>]=?|=|<>)(-?\d+(?:\.\d+)?)\]")
_HOLDS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne}  # fmt: skip
_TOKEN = re.compile(r'"[^"]*"|[\\!].|.', re.DOTALL)
_GENERAL = re.compile(r"general|g/通用格式|@", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_FRACTION = re.compile(r"(?P<whole>[#0?]+ +)?[#0?]+/(?P<below>[#0?\d]+)")
_DIGITS = re.compile(
    r"(?=\.?[#0?])(?P<whole>[#0?](?:[#0?,]*[#0?])?)?(?:\.(?P<decimals>[#0?]*))?(?P<power>E[+-]0+)?(?P<thousands>,*)",
    re.IGNORECASE,
)
_LARGEST = 1e300  # beyond is no figure of a table, and neither is NaN
_SIGNIFICANT = 15  # digits that a spreadsheet keeps
_GENERAL_WIDTH = 10  # digits that General prints of a number with decimals


def printed(value: float, code: str) -> str:
    """The number as its format code prints it: digits, powers of ten, fractions, dates and the words around them."""
    if not abs(value) < _LARGEST:
        return str(value)
    sections = _sections(code)
    number = Decimal(format(value, f".{_SIGNIFICANT}g"))
    chosen, number = _chosen(sections, number)
    section = _UNPRINTED.sub("", chosen)
    if value < 0 < number and _RED.search(chosen) and not re.search(r"[-(]", section):
        number = -number  # red alone says that it is negative
    if point := _POINT.search(section):
        section = _POINT.sub(r".\1", section)
        number = number.scaleb(-len(point[1]))
    words = iter([literal[1] or literal[2] or "" for literal in _LITERAL.finditer(section)])
    bare = _LITERAL.sub("\0", section).strip()
    plain = bare.replace("\0", "").strip()
    if found := _GENERAL.search(bare) or (None if plain or len(sections) > 1 else re.match("", bare)):
        text = _general(number)
    elif _DATE.search(plain):
        return _date(value, plain)
    elif found := _FRACTION.search(bare):
        text = _fraction(number, found)
    elif found := _DIGITS.search(bare):
        with localcontext() as context:
            context.prec = 400
            number = number * 100 ** plain.count("%") / 1000 ** len(found["thousands"])
            text = (_power if found["power"] else _fixed)(number, found)
    before, after = (bare[: found.start()].lstrip(), bare[found.end() :]) if found else (bare, "")
    body = text if found else ""
    sign = "-" if body.startswith("-") else ""
    return re.sub("\0", lambda _: next(words, ""), sign + before + body.removeprefix("-") + after).strip()


def worded(text: str, code: str) -> str:
    """A text as the fourth section of its cell's format code prints it."""
    sections = _sections(code)
    if len(sections) < 4:
        return text
    return "".join(
        literal[1] or literal[2] or (text if literal[0] == "@" else literal[0])
        for literal in _WORDS.finditer(_UNPRINTED.sub("", sections[3]))
    )


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[str, ...]:
    """The sections of a code (positive; negative; zero; text)."""
    sections = [""]
    for token in _TOKEN.findall(code):
        if token == ";":
            sections.append("")
        else:
            sections[-1] += token
    return tuple(sections)


def _chosen(sections: tuple[str, ...], number: Decimal) -> tuple[str, Decimal]:
    """The section that prints a number, by their conditions or its sign, and the number without a sign that it replaces."""
    conditions = [_CONDITION.search(section) for section in sections[:3]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _HOLDS[condition[1]](number, Decimal(condition[2])):
                return section, number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    return sections[2 if number == 0 and len(sections) > 2 else 0], number


def _general(number: Decimal) -> str:
    """A number without format: whole ones with all digits (codes), others with as many as General prints."""
    if number == number.to_integral_value():
        return format(number, ".0f")
    if abs(number) < Decimal("1e-9"):
        return f"{number:.5E}"
    decimals = max(_GENERAL_WIDTH - max(number.adjusted() + 1, 1), 0)
    return format(number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize(), "f")


def _fixed(number: Decimal, code: re.Match[str]) -> str:
    whole, decimals = code["whole"] or "", code["decimals"] or ""
    number = _rounded(number, len(decimals))
    width = whole.count("0") + bool(decimals) + len(decimals)
    text = format(abs(number), ",f" if "," in whole else "f").rjust(width, "0")
    for _ in range(len(decimals) - len(decimals.rstrip("#?"))):
        text = text.removesuffix("0")
    if number == 0 and "0" not in whole + decimals:
        return ""  # `#` prints no zero
    return "-" * number.is_signed() + text.rstrip(".")


def _power(number: Decimal, code: re.Match[str]) -> str:
    """`4684.3` under `0.00E+00` is `4.68E+03`; under `##0.0E+0` the power is a multiple of three."""
    step, decimals = max(len(code["whole"] or ""), 1), len(code["decimals"] or "")
    power = number.adjusted() // step * step if number else 0
    rounded = _rounded(number.scaleb(-power), decimals)
    if abs(rounded) >= 10**step:
        power, rounded = power + step, rounded.scaleb(-step).quantize(Decimal(1).scaleb(-decimals))
    sign = "-" if power < 0 else code["power"][1].replace("-", "")
    return f"{rounded:f}{code['power'][0]}{sign}{str(abs(power)).zfill(len(code['power']) - 2)}"


def _fraction(number: Decimal, code: re.Match[str]) -> str:
    below = code["below"]
    value = Fraction(abs(number))
    value = (
        Fraction(round(value * int(below)), int(below))
        if below.isdecimal() and int(below)
        else value.limit_denominator(10 ** min(len(below), 9) - 1)
    )
    whole, rest = divmod(value, 1) if code["whole"] or value.denominator == 1 else (0, value)
    return "-" * (number < 0) + (" ".join(str(part) for part in (whole, rest) if part) or "0")


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _date(value: float, code: str) -> str:
    """A day number of the 1900 system as `2026-1-31`, or what of it the code has; as General outside the calendar."""
    try:
        day = datetime(1899, 12, 30) + timedelta(days=value)
    except (OverflowError, ValueError):
        return _general(Decimal(value))
    code = code.lower()
    clock = f"{day.hour}:{day.minute:02}" if re.search("[hs]", code) else ""
    letters = zip("ymd", (day.year, day.month, day.day), strict=True)
    dated = [
        str(number)
        for letter, number in letters
        if letter in code and (not clock or "y" in code or "d" in code)
    ]
    return f"{'-'.join(dated)} {clock}".strip()
