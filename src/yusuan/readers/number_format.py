"""Numbers of a spreadsheet as their number format prints them: `4684.3` under `#,##0.00` is `4,684.30`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
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
_FRACTION = re.compile(r"(?:[#0?]+ +)?[#0?]+/[#0?\d]+")
_DIGITS = re.compile(
    r"(?=\.?[#0?])(?P<whole>[#0?](?:[#0?,]*[#0?])?)?(?:\.(?P<decimals>[#0?]*))?(?P<power>E[+-]0+)?(?P<thousands>,*)",
    re.IGNORECASE,
)
_LARGEST = 1e300  # beyond is no figure of a table, and neither is NaN
_WIDEST = 300  # placeholders of a format that count
_SIGNIFICANT = 15  # digits that a spreadsheet keeps
_GENERAL_WIDTH = 10  # digits that General prints of a number with decimals


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a section of a code prints a number: which way, by which digits, and the words before and after."""

    way: Callable[[Decimal, _Plan], str] | None
    code: str
    whole: str
    decimals: str
    power: str
    divisor: Decimal  # what is printed is this part of the number
    before: str
    after: str
    red: bool  # and nothing else says that a number is negative


def printed(value: float, code: str) -> str:
    """The number as its format code prints it: digits, powers of ten, fractions, dates and the words around them."""
    if not abs(value) < _LARGEST:
        return str(value)
    sections = _sections(code)
    section, number = _chosen(sections, Decimal(format(value, f".{_SIGNIFICANT}g")))
    plan = _plan(section, len(sections) > 1)
    if value < 0 < number and plan.red:
        number = -number
    body = plan.way(number, plan) if plan.way else ""
    sign = "-" if body.startswith("-") else ""
    return (sign + plan.before + body.removeprefix("-") + plan.after).strip()


@lru_cache(maxsize=1000)
def _plan(section: str, several: bool) -> _Plan:
    plain = _UNPRINTED.sub("", section)
    red = bool(_RED.search(section)) and not re.search(r"[-(]", plain)
    point = _POINT.search(plain)
    plain = _POINT.sub(r".\1", plain)
    words = iter([literal[1] or literal[2] or "" for literal in _LITERAL.finditer(plain)])
    bare = _LITERAL.sub("\0", plain).strip()
    code = bare.replace("\0", "").strip()
    way: Callable[[Decimal, _Plan], str] | None = None
    if found := _GENERAL.search(bare) or (None if code or several else re.match("", bare)):
        way = _general
    elif _DATE.search(code):
        way, found = _date, re.match(".*", bare)
    elif found := _FRACTION.search(bare):
        way = _fraction
    elif found := _DIGITS.search(bare):
        way = _power if found["power"] else _fixed
    ends = (bare[: found.start()].lstrip(), bare[found.end() :]) if found else (bare, "")
    before, after = (re.sub("\0", lambda _: next(words, ""), end) for end in ends)
    digits = {name: part[:_WIDEST] for name, part in found.groupdict("").items()} if found else {}
    whole, decimals, power, thousands = (
        digits.get(n, "") for n in ("whole", "decimals", "power", "thousands")
    )
    divisor = Decimal(1000) ** len(thousands) / 100 ** min(code.count("%"), 9)
    divisor *= Decimal(10) ** (len(point[1][:_WIDEST]) if point else 0)
    return _Plan(way, code, whole, decimals, power, divisor, before, after, red)


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


def _general(number: Decimal, _: _Plan | None = None) -> str:
    """A number without format: whole ones with all digits (codes), others with as many as General prints."""
    if number == number.to_integral_value():
        return format(number, ".0f")
    if abs(number) < Decimal("1e-9"):
        return f"{number:.5E}"
    decimals = max(_GENERAL_WIDTH - max(number.adjusted() + 1, 1), 0)
    return format(number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize(), "f")


def _fraction(number: Decimal, _: _Plan) -> str:
    return str(Fraction(number).limit_denominator(99))  # `13/4`, which is told as no figure


def _fixed(number: Decimal, plan: _Plan) -> str:
    whole, decimals = plan.whole, plan.decimals
    number = _rounded(number, len(decimals), plan.divisor)
    width = whole.count("0") + bool(decimals) + len(decimals)
    text = format(abs(number), ",f" if "," in whole else "f").rjust(width, "0")
    for _ in range(len(decimals) - len(decimals.rstrip("#?"))):
        text = text.removesuffix("0")
    if number == 0 and "0" not in whole + decimals:
        return ""  # `#` prints no zero
    return "-" * number.is_signed() + text.rstrip(".")


def _power(number: Decimal, plan: _Plan) -> str:
    """`4684.3` under `0.00E+00` is `4.68E+03`; under `##0.0E+0` the power is a multiple of three."""
    step, decimals, code = max(len(plan.whole), 1), len(plan.decimals), plan.power
    power = number.adjusted() // step * step if number else 0
    rounded = _rounded(number.scaleb(-power), decimals)
    if abs(rounded) >= 10**step:
        power, rounded = power + step, _rounded(rounded.scaleb(-step), decimals)
    sign = "-" if power < 0 else code[1].replace("-", "")
    return f"{rounded:f}{code[0]}{sign}{str(abs(power)).zfill(len(code) - 2)}"


def _rounded(number: Decimal, decimals: int, divisor: Decimal = Decimal(1)) -> Decimal:
    with localcontext() as context:
        context.prec = 4 * _WIDEST
        return (number / divisor).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _date(number: Decimal, plan: _Plan) -> str:
    """A day number of the 1900 system as `2026-1-31`, or what of it the code has; as General outside the calendar."""
    try:
        day = datetime(1899, 12, 30) + timedelta(days=float(number))
    except (OverflowError, ValueError):
        return _general(number)
    code = plan.code.lower()
    clock = f"{day.hour}:{day.minute:02}" if re.search("[hs]", code) else ""
    letters = zip("ymd", (day.year, day.month, day.day), strict=True)
    dated = [
        str(part) for letter, part in letters if letter in code and (not clock or "y" in code or "d" in code)
    ]
    return f"{'-'.join(dated)} {clock}".strip()
