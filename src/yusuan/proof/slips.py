"""Slips of the pen: what was likely meant, where a printed figure cannot be right and it is known what would be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from .facts import Fact

Slip = tuple[str, str]  # what happened, and the digits that were meant


def slip(fact: Fact, low: int, high: int) -> Slip | None:
    """The first kind of slip that turns a figure within `low` … `high` (half steps) into the printed one.

    None where no kind does, or where one kind could have begun with several figures.
    """
    for kind, candidates in _kinds(fact.printed):
        meant = {digits for digits in candidates if _within(fact, digits, low, high)}
        if len(meant) == 1:
            return kind, meant.pop()
        if meant:
            return None
    return None


def _kinds(printed: str) -> Iterator[tuple[str, Iterator[str]]]:
    text = re.sub(r"[,，\s%]", "", printed)
    if not re.fullmatch(r"[-−]?\d+(\.\d+)?", text):
        return
    yield "两位数字颠倒", _swapped(text)
    whole = len(text.partition(".")[0])  # decimals keep their number
    yield "漏一位数字", (text[:i] + d + text[i:] for i in range(whole + 1) for d in "0123456789")
    yield "多一位数字", (text[:i] + text[i + 1 :] for i in range(whole) if text[i].isdigit())
    yield "单位有误（元与万元）", (_shifted(text, places) for places in (4, -4))
    yield "小数点错位", (_shifted(text, places) for places in (-3, -2, -1, 1, 2, 3))
    yield "正负号相反", iter([text[1:] if text[0] in "-−" else f"-{text}"])
    yield "一位数字有误", (text[:i] + d + text[i + 1 :] for i in range(len(text)) if text[i].isdigit() for d in "0123456789")  # fmt: skip


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
    match = re.fullmatch(r"([-−]?)(0|[1-9]\d*)(?:\.(\d+))?", digits)
    printed = re.sub(r"[,，\s%]", "", fact.printed)
    if not match or digits == printed or fact.half == 0:
        return False
    places = len(printed.partition(".")[2])
    step = 2 * fact.half * 10**places  # of a whole unit
    value = int(match[2] + (match[3] or "")) * step / 10 ** len(match[3] or "")
    half = step / 10 ** len(match[3] or "") / 2
    value = -value if match[1] else value
    return 2 * (value - half) <= high and low < 2 * (value + half)
