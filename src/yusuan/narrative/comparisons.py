"""Comparisons with the year before: which subject each speaks of, what it says of it, and the reason given."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace

from . import patterns
from .reader import Reader
from .statements import Statement, last_before

_CLAUSE = "，。；：、（）\n"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison with the year before: its match and whether it says that nothing changed.

    `own` is the subject that its clause names for it; without one it speaks of what was said before.
    """

    match: re.Match[str]
    unchanged: bool
    own: tuple[Statement, ...] = ()
    against: str = ""

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()


def comparisons_of(reader: Reader) -> list[Comparison]:
    """Comparisons with the year before that follow a figure, begin a clause or have a subject in their own clause.

    In a sentence that has named its base, later clauses need not name it again: “其中：基本支出减少6万元”.
    """
    text = reader.text
    found: dict[int, Comparison] = {}
    for pattern in (patterns.COMPARISON, patterns.UNCHANGED):
        for m in pattern.finditer(text):
            own = reader.subject_before(m.start())
            if reader.compares(m["base"]) and (
                own or text[m.start() - 1 : m.start()] in _CLAUSE or text[m.start() - 1] in "元同"
            ):
                place = m.start("n" if pattern is patterns.UNCHANGED else "d")
                found[place] = Comparison(m, pattern is patterns.UNCHANGED, own, m["basis"] or "")
    for base in patterns.BASE.finditer(text):
        if not reader.compares(base["base"]):
            continue
        for m in patterns.FURTHER.finditer(text, base.end(), reader.until(base.end(), "。\n")):
            own = reader.subject_before(m.start())
            clauses = max(base.end(), text.rfind("；", base.end(), m.start()))
            if own and m.start() not in found and not patterns.WHY.search(text, clauses, own[0].start):
                found[m.start()] = Comparison(m, False, own, base["basis"] or "")
    return sorted(found.values(), key=lambda c: c.start)


def compared(
    reader: Reader, comparisons: list[Comparison], anchors: list[Statement]
) -> list[tuple[Statement, str]]:
    """The changes that the comparisons state, each of the subject that it speaks of, with the reason given."""
    text = reader.text
    brackets = _brackets(text)
    foreign = reader.foreign()
    # A reason goes on to the next statement, or to a clause that says that nothing changed.
    stops = sorted([s.start for s in anchors] + [c.start for c in comparisons if _is_clause(text, c)])
    starts = [c.start for c in comparisons]
    said = defaultdict(list)
    for anchor in anchors:
        said[anchor.subject].append(anchor)
    found: list[tuple[Statement, str]] = []
    reason_end = 0
    for c in comparisons:
        if c.start < reason_end:
            continue
        begun = reader.sentence(c.start - 1)
        compared = bisect_left(starts, begun) < bisect_left(starts, c.start)
        # The subjects that it names itself, as what was last said of the same before it.
        subjects = [last_before(said[s.subject], s.at, lambda a: a.at) or s for s in c.own]
        subjects = subjects or _subjects(reader, c.start, anchors, foreign, brackets, compared)
        if not subjects:
            continue
        if len(subjects) == 1 and patterns.BOTH.search(c.match[0]):  # “与上年相比，收、支总计各减少”
            other = {"income": "expenditure", "expenditure": "income"}.get(subjects[0].topic)
            near = [a for a in anchors if a.topic == other and begun <= a.at < c.start and not a.name]
            subjects = near[-1:] + subjects
        reason = ""
        if match := patterns.REASON.match(text, c.end):
            begin = max(match.start("reason"), match.start("reason2"))
            stop = next(iter(stops[bisect(stops, c.end) :]), len(text))
            reason_end = min(match.end(), stop)
            reason = re.sub(r"[，；：、（]*(?:其中[，：]?)?$", "", text[begin : max(begin, reason_end)])
        for s in (change for subject in subjects for change in _changes(c, subject, reader.final)):
            found.append((s, reason if s.period.startswith("change") else ""))
    return found


def _is_clause(text: str, c: Comparison) -> bool:
    return c.unchanged and text[c.start - 1] in "，；"


def _subjects(
    reader: Reader,
    position: int,
    anchors: list[Statement],
    foreign: list[int],
    brackets: list[int],
    compared: bool,
) -> list[Statement]:
    """The statements that a comparison at `position` speaks of: the last one that is still open there.

    A bracket that closed hides what it holds. A project stays open over its paragraph for what begins a sentence.
    `compared`: the sentence before has comparisons of its own.
    """
    text = reader.text
    before = bisect_left(anchors, position, key=lambda s: s.at)
    last = next(
        (s for s in map(anchors.__getitem__, range(before)[::-1]) if _open(brackets, s.at, position)), None
    )
    if last is None:
        return []
    begins = text[position - 1] == "。"
    if last.topic == "project" and begins and position < last.body:
        return [last]
    if text.find("\n", last.at, position) >= 0:
        return []
    if begins and not compared and (part := text.rfind("其中", reader.sentence(last.start), last.start)) >= 0:
        # A new sentence speaks of the whole that the one before took apart without comparing the parts.
        begin = reader.sentence(part)
        return [
            s
            for s in anchors[bisect_left(anchors, begin, key=lambda s: s.at) : before]
            if begin <= s.start < part
        ][-1:]
    unknown = foreign[bisect(foreign, last.at) : bisect(foreign, position)]
    between = re.sub(r"（[^（）]*）", "", text[last.end : position])
    # Only what begins a sentence speaks of the one before.
    if any(_open(brackets, at, position) for at in unknown) or (
        "。" in between and not between.endswith("。")
    ):
        return []
    return [s for s in anchors[bisect_left(anchors, last.at, key=lambda s: s.at) : before] if s.at == last.at]


def _brackets(text: str) -> list[int]:
    """For each character the place of the innermost bracket that is open there, -1 for none; a break closes all."""
    stack: list[int] = []
    found: list[int] = []
    for match in re.finditer(r"[（）\n]", text):
        found += [stack[-1] if stack else -1] * (match.start() - len(found))
        if match[0] == "（":
            stack.append(match.start())
        elif match[0] == "\n":
            stack.clear()
        elif stack:
            stack.pop()
    return found + [stack[-1] if stack else -1] * (len(text) - len(found))


def _open(brackets: list[int], at: int, position: int) -> bool:
    """True if every bracket open at `at` is open at `position`, too."""
    outer = brackets[at]
    inner = brackets[position]
    while inner > outer:
        inner = brackets[inner - 1] if inner else -1
    return inner == outer


def _changes(c: Comparison, subject: Statement, final: bool) -> list[Statement]:
    """The rows that one comparison says of one subject: the earlier value, the change, the change in percent.

    What was spent is of another measure than what is planned, but for a final account, which only speaks of that.
    """
    m = c.match
    measure = subject.measure
    if not final and patterns.EXECUTION.search(c.against):
        measure += "_on_execution"
    base = replace(subject, measure=measure, anchor=False)
    if c.unchanged:
        return [replace(base, period="change", at=m.start("n"), sign=0)] if base.printed else []
    found = []
    if m.groupdict().get("p"):
        found.append(replace(base, period="previous", at=m.start("p"), printed=m["p"], unit=m["pu"]))
    for period, number, unit, direction in (
        ("change", "n", m["u"], m["d"]),
        ("change_pct", "q", "%", m["dp"]),
        ("change_pct", "q2", "%", m["d"]),
    ):
        if m[number]:
            found.append(
                replace(
                    base,
                    period=period,
                    at=m.start(number),
                    printed=m[number],
                    unit=unit,
                    sign=_sign(direction),
                )
            )
    return found


def _sign(direction: str) -> int:
    return -1 if direction.startswith(patterns.DOWN) else 1
