"""Slips of the pen: what was likely meant, where a printed figure cannot be right and it is known what would be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from ..amounts import YUAN
from .facts import STEP, Fact
from .identity import Identity

Slip = tuple[str, str]  # what happened, and the digits that were meant ("" where they can be several)

SWAPPED, UNIT, SIGN, DIRECTION = "两位数字颠倒", "单位有误（元与万元）", "正负号相反", "增减方向相反"
STALE = "合计没有随各项更新"
TELLING = {SWAPPED, UNIT, SIGN, DIRECTION}  # have so few results that they rarely fit by chance


def slip(fact: Fact, low: int, high: int) -> Slip | None:
    """The first kind of slip that turns a figure within `low` … `high` (half steps) into the printed one."""
    text = re.sub(r"[,，\s%−-]", "", fact.printed)
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return None
    sign = "-" if fact.value < 0 else ""
    worded = fact.frame == "claims" and fact.period in ("change", "change_pct")
    for kind, candidates in _kinds(text):
        meant = {
            digits for digits in candidates if digits != text and _within(fact, sign + digits, low, high)
        }
        if meant:
            return kind, sign + meant.pop() if len(meant) == 1 else ""
    other = "" if sign else "-"
    if not _within(fact, other + text, low, high):
        return None
    return (DIRECTION, f"{'减少' if other else '增加'} {text}") if worded else (SIGN, other + text)


def stale(fact: Fact, identities: Iterable[Identity], low: int, high: int) -> Slip | None:
    """A total that lacks what its parts have become: their sum lies within `low` … `high`, so it was meant."""
    for (whole, _), *parts in (identity.terms for identity in identities if fact.is_money):
        total = -sum(coefficient * part.value for part, coefficient in parts)
        fits = 2 * (total - fact.half) <= high and low < 2 * (total + fact.half)
        if whole == fact and len(parts) > 1 and fits:
            places = len(fact.printed.partition(".")[2])
            return STALE, f"{total / float(STEP * YUAN[fact.unit]):,.{places}f}"
    return None


def _kinds(text: str) -> Iterator[tuple[str, Iterator[str]]]:
    yield SWAPPED, _swapped(text)
    whole = len(text.partition(".")[0])  # decimals keep their number
    if float(text):
        yield "漏一位数字", (text[:i] + d + text[i:] for i in range(whole + 1) for d in "0123456789")
    yield "多一位数字", (text[:i] + text[i + 1 :] for i in range(whole))
    yield UNIT, (_shifted(text, places) for places in (4, -4))
    yield "小数点错位", (_shifted(text, places) for places in (-3, -2, -1, 1, 2, 3))
    yield "一位数字有误", (text[:i] + d + text[i + 1 :] for i in range(len(text)) if text[i] != "." for d in "0123456789")  # fmt: skip


def _swapped(text: str) -> Iterator[str]:
    places = [i for i, character in enumerate(text) if character.isdigit()]
    for i, j in combinations(places, 2):
        if text[i] != text[j]:
            letters = list(text)
            letters[i], letters[j] = letters[j], letters[i]
            yield "".join(letters)


def _shifted(text: str, places: int) -> str:
    """The same digits with the point moved right (or left)."""
    whole, _, decimals = text.partition(".")
    if places > 0:
        decimals = decimals.ljust(places, "0")
        whole, decimals = whole + decimals[:places], decimals[places:]
    else:
        whole = whole.zfill(1 - places)
        whole, decimals = whole[:places], whole[places:] + decimals
    return f"{whole}.{decimals}" if decimals else whole


def _within(fact: Fact, digits: str, low: int, high: int) -> bool:
    """Whether a figure of these digits, printed in the unit of `fact`, meets the ends."""
    match = re.fullmatch(r"(-?)(0|[1-9]\d*)(?:\.(\d+))?", digits)
    if not match or fact.half == 0:
        return False
    places = len(re.sub(r"[,，\s%]", "", fact.printed).partition(".")[2])
    step = 2 * fact.half * 10**places  # of a whole unit
    value = int(match[2] + (match[3] or "")) * step / 10 ** len(match[3] or "")
    half = step / 10 ** len(match[3] or "") / 2
    value = -value if match[1] else value
    return 2 * (value - half) <= high and low < 2 * (value + half)
