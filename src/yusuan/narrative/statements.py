"""One figure of the text with its subject, and how the words around it are told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)|上一?年|去年")


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure with its subject. `start` is where its subject begins, `at` its figure, `end` behind its unit.

    `printed` is unsigned as it stands, `sign` what 增加 or 减少 makes of it. `anchor`: comparisons that follow speak of it.
    `body` is where its text ends (of a project, its paragraph). `planned`: the budget that a final account repeats.
    """

    topic: str
    measure: str
    start: int
    at: int
    end: int
    printed: str = ""
    unit: str = ""
    name: str = ""
    parent: str = ""
    entity: str = ""
    period: str = "current"
    anchor: bool = True
    body: int = 0
    sign: int = 1
    planned: bool = False

    @property
    def subject(self) -> tuple[str, str, str]:
        return self.topic, self.measure, self.name

    def goes_on(self, m: re.Match[str], period: str, n: str = "n", u: str = "u", **fields: Any) -> Statement:
        """The same subject, of which a match says another figure that no comparison speaks of."""
        unit = "%" if u not in m.re.groupindex else unit_of(m[u])
        values: dict[str, Any] = {
            "at": m.start(n),
            "end": m.end(),
            "printed": m[n],
            "unit": unit,
            "anchor": False,
        }
        return replace(self, period=period, **(values | fields))


@dataclass(frozen=True, slots=True)
class Unit:
    """The part of the text that speaks of one 预算单位."""

    entity: str
    start: int
    end: int


def statement(topic: str, m: re.Match[str], measure: str = "amount", **fields: Any) -> Statement:
    values: dict[str, Any] = {"start": m.start(), "at": m.start("n"), "end": m.end("u")} | fields
    return Statement(topic=topic, measure=measure, printed=m["n"], unit=unit_of(m["u"]), **values)


def unit_of(printed: str) -> str:
    return "万元" if printed == "万" else printed


def last_before(items: Sequence[T], position: int, place: Callable[[T], int]) -> T | None:
    """The last of the items, which are in the order of their places, that stands before a position."""
    after = bisect_left(items, position, key=place)
    return items[after - 1] if after else None


def style(number: str | None) -> str:
    return re.sub(r"\d+", "1", number or "")


def last_year(text: str, otherwise: str | None = None) -> str | None:
    years = _YEAR.findall(text)
    return years[-1] if years else otherwise


def over(thousands: str) -> str:
    """`500k` or `1m` for a threshold printed in 万元."""
    wan = int(thousands)
    return f"{wan // 100}m" if wan % 100 == 0 else f"{wan * 10}k"
