"""What a sentence goes on to say of the sum that it has just named: another year, a share, how far it is from its budget."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator
from dataclasses import replace

from . import patterns
from .reader import Reader
from .statements import Statement, unit_of

_FAR = 60  # characters between a sum and what is said of it
_PARAGRAPH = re.compile(r"\n")
_CLAUSES = re.compile(rf"[。；\n]|{patterns.SUM.pattern}")


def restated(reader: Reader, statements: list[Statement]) -> Iterator[Statement]:
    """Further figures of the subject that the sentence has: “，2025年预算数9.23万元”."""
    for m, subjects in _tails(reader, patterns.RESTATED, _PARAGRAPH, statements):
        period = reader.period(m["year"])
        if period is None or not (m["year"] or reader.final):
            continue
        reader.taken.add(m.start("n"))
        executed = bool(patterns.EXECUTION.search(m[0]))
        for s in subjects:
            yield replace(
                s, measure=s.measure + ("_on_execution" if executed and not reader.final else ""), period=period,
                start=m.start(), at=m.start("n"), end=m.end(), printed=m["n"], unit=unit_of(m),
                anchor=period == "current", planned=reader.final and not executed,
            )  # fmt: skip


def ratios(reader: Reader, statements: list[Statement]) -> Iterator[Statement]:
    """What share of a whole or of its budget a sum is said to be behind it, and how far it is from its budget."""
    for period, pattern in patterns.RATIOS.items():
        for m, subjects in _tails(reader, pattern, _CLAUSES, statements):
            reader.taken.add(m.start("n"))
            down = m.groupdict().get("d", "").startswith(patterns.DOWN)
            for s in (s for s in subjects if not s.planned):
                yield replace(s, period=period, at=m.start("n"), end=m.end("u"), printed=m["n"], unit=m["u"],
                              sign=-1 if down else 1, anchor=False)  # fmt: skip


def _tails(
    reader: Reader, pattern: re.Pattern[str], barrier: re.Pattern[str], statements: list[Statement]
) -> Iterator[tuple[re.Match[str], list[Statement]]]:
    """Each match behind a sum, with what the sum is said of, unless a barrier stands between them."""
    anchors = sorted((s for s in statements if s.anchor), key=lambda s: s.end)
    ends = [s.end for s in anchors]
    for m in pattern.finditer(reader.text):
        before = anchors[bisect_left(ends, m.start() - _FAR) : bisect(ends, m.start())]
        if (
            before
            and m.start("n") not in reader.taken
            and not barrier.search(reader.text, before[-1].end, m.start())
        ):
            yield m, [s for s in before if s.at == before[-1].at]
