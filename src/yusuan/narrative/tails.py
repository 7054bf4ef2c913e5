"""What a sentence goes on to say of the sum that it has just named: another year, a share, how far it is from its budget."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator

from . import patterns
from .reader import Reader
from .statements import Statement

_LONGEST = 500  # characters of a sentence before 分别
_FAR = 60  # characters between a sum and what is said of it
_PARAGRAPH = re.compile(r"\n")
_CLAUSES = re.compile(rf"[。；\n]|{patterns.SUM.pattern}")


def restated(reader: Reader, statements: list[Statement]) -> Iterator[Statement]:
    """Further figures of the subject that the sentence has: “，2025年预算数9.23万元”."""
    for m, subjects in _tails(reader, patterns.RESTATED, _PARAGRAPH, statements):
        period = reader.period(m["year"])
        if period is None or not (m["year"] or reader.final):
            continue
        executed = bool(patterns.EXECUTION.search(m[0]))
        for s in subjects:
            if ("收入" if s.topic == "expenditure" else "支出" if s.topic == "income" else "\n") in m[0]:
                continue
            reader.taken.add(m.start("n"))
            measure = s.measure + ("_on_execution" if executed and not reader.final else "")
            planned = reader.final and not executed
            anchor = period == "current" and not planned
            yield s.goes_on(m, period, measure=measure, start=m.start(), anchor=anchor, planned=planned)


def ratios(reader: Reader, statements: list[Statement]) -> Iterator[Statement]:
    """What share of a whole or of its budget a sum is said to be behind it, and how far it is from its budget."""
    for period, pattern in patterns.RATIOS.items():
        for m, subjects in _tails(reader, pattern, _CLAUSES, statements):
            reader.taken |= {one.start("n") for one in patterns.SUM.finditer(reader.text, m.start(), m.end())}
            reader.taken.add(m.start("n"))
            sign = patterns.sign(m.groupdict().get("d"))
            yield from (s.goes_on(m, period, sign=sign) for s in subjects if not s.planned)


def each_said(reader: Reader, statements: list[Statement]) -> Iterator[Statement]:
    """What 分别 says of as many sums as its sentence has before it, or behind its 其中: shares or changes, in their order."""
    text = reader.text
    for m in patterns.EACH_SAID.finditer(text):
        figures = list(patterns.ONE_EACH.finditer(text, *m.span("list")))
        base = patterns.BASE.search(m["lead"])
        if not ("占" in m["lead"] or (base and reader.compares(base["base"]) and figures[0]["d"])):
            continue
        begin = reader.sentence(m.start())
        if m.start() - begin > _LONGEST:
            continue
        first, behind = (bisect_left(statements, at, key=lambda s: s.at) for at in (begin, m.start()))
        near = [s for s in statements[first:behind] if s.anchor]
        parts = [s for s in near if s.at > text.rfind("其中", begin, m.start())]
        heard = next((each for each in (near, parts) if len(each) == len(figures)), [])
        direction = ""
        for s, one in zip(heard, figures, strict=False):
            direction = one["d"] or direction
            period = ("change_pct" if direction else "share_pct") if one["u"] == "%" else "change"
            reader.taken.add(one.start("n"))
            yield s.goes_on(one, period, sign=patterns.sign(direction))


def _tails(
    reader: Reader, pattern: re.Pattern[str], barrier: re.Pattern[str], statements: list[Statement]
) -> Iterator[tuple[re.Match[str], list[Statement]]]:
    """Each match behind a sum, with what the sum is said of, unless a barrier stands between them."""
    anchors = sorted((s for s in statements if s.anchor), key=lambda s: s.end)
    ends = [s.end for s in anchors]
    for m in pattern.finditer(reader.text):
        before = anchors[bisect_left(ends, m.start() - _FAR) : bisect(ends, m.start())]
        free = before and m.start("n") not in reader.taken
        if free and not barrier.search(reader.text, before[-1].end, m.start()):
            yield m, [s for s in before if s.at == before[-1].at]
