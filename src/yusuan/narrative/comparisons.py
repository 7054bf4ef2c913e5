"""Comparisons with the year before: which subject each speaks of, what it says of it, and the reason given."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from . import patterns
from .reader import Reader
from .statements import Statement, last_before

_BEGINS = "，。；：、（）\n元同"  # behind which a comparison speaks of what was said before


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison with the year before: its match, and the words for what it compares with.

    `own` is the subject that its clause names for it; without one it speaks of what was said before.
    """

    match: re.Match[str]
    own: tuple[Statement, ...] = ()
    against: str = ""

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()

    @property
    def unchanged(self) -> bool:
        return bool(self.match.groupdict().get("same"))


def comparisons_of(reader: Reader) -> list[Comparison]:
    """Comparisons with the year before that follow a figure, begin a clause or have a subject in their own clause.

    In a sentence that has named its base, later clauses need not name it again: “其中：基本支出减少6万元”.
    """
    text = reader.text
    found = []
    for m in chain(patterns.COMPARISON.finditer(text), patterns.FROM_TO.finditer(text)):
        if not reader.compares(m["base"]) or (patterns.EACH.search(m[0]) and not patterns.BOTH.search(m[0])):
            continue
        own = reader.subject_before(m.start())
        if own or text[m.start() - 1 : m.start()] in _BEGINS:
            found.append(Comparison(m, own, m["basis"] or ""))
    said = {c.match.start("d") for c in found}
    reasons = [m.span() for m in patterns.WHY.finditer(text)]
    bases: dict[int, list[re.Match[str]]] = defaultdict(list)
    for base in patterns.BASE.finditer(text):
        if reader.compares(base["base"]):
            bases[reader.until(base.end(), "。\n")].append(base)
    for end, named in bases.items():
        for m in patterns.FURTHER.finditer(text, named[0].end(), end):
            own = () if m.start() in said else reader.subject_before(m.start())
            if own and (base_of := _base_of(text, named, reasons, m.start(), own[0].start)):
                found.append(Comparison(m, own, base_of["basis"] or ""))
    return sorted(found, key=lambda c: c.start)


def _base_of(
    text: str, bases: list[re.Match[str]], reasons: list[tuple[int, int]], change: int, subject: int
) -> re.Match[str] | None:
    """Of the bases of a sentence the first that a change of a subject goes back to: no reason is given between them.

    A reason ends at a semicolon.
    """
    before = bisect(reasons, subject, key=lambda span: span[1])
    reason = reasons[before - 1][0] if before else -1
    if text.rfind("；", bases[0].end(), change) > reason:
        return bases[0]
    after = bisect(bases, reason, key=lambda base: base.end())
    return bases[after] if after < len(bases) and bases[after].end() <= change else None


def compared(
    reader: Reader, comparisons: list[Comparison], statements: list[Statement]
) -> list[tuple[Statement, str]]:
    """The changes that the comparisons state, each of the subject that it speaks of, with the reason given."""
    text = reader.text
    anchors = [s for s in statements if s.anchor]
    comparisons = sorted([*comparisons, *_bare(reader, statements)], key=lambda c: c.start)
    heard = _Heard(reader, anchors, comparisons)
    # A reason goes on to the next statement, a clause that says that nothing changed, or one with a reason.
    same = [c.start for c in comparisons if c.unchanged and text[c.start - 1] in "，；"]
    explained = [c.own[0].start for c in comparisons if c.own and patterns.REASON.match(text, c.end)]
    ends = [at for at in explained if text[at - 1] == "；"]
    stops = sorted([*(s.start for s in anchors), *same, *ends, len(text)])
    said = defaultdict(list)
    for anchor in anchors:
        said[anchor.subject].append(anchor)
    found: list[tuple[Statement, str]] = []
    reason_end = 0
    for c in comparisons:
        if c.start < reason_end:
            continue
        # The subjects that it names itself, as what was last said of the same before it.
        subjects = [last_before(said[s.subject], s.at + 1, lambda a: a.at) or s for s in c.own]
        subjects = subjects or heard.subjects(c.start)
        if len(subjects) == 1:
            subjects = sorted(heard.other_side(c, subjects[0]) + subjects, key=lambda s: s.at)
        reason = ""
        if subjects and (match := patterns.REASON.match(text, c.end)):
            begin = max(match.start("reason"), match.start("reason2"))
            reason_end = min(match.end(), stops[min(bisect(stops, c.end), len(stops) - 1)])
            reason = patterns.NEXT.sub("", text[begin : max(begin, reason_end)])
        for s in (s for subject in subjects for s in _changes(c, subject, reader.final)):
            found.append((s, reason if s.period.startswith("change") else ""))
    return found


def _bare(reader: Reader, statements: list[Statement]) -> Iterator[Comparison]:
    """Changes right behind a sum that name no year: that of a budget can only be on the year before, that of a final
    account on its budget as well."""
    behind = defaultdict(list)
    for s in statements:
        if (s.printed and s.period == "previous") or (s.anchor and not reader.final):
            behind[s.end].append(s)
    for end, own in behind.items():
        if m := patterns.BARE.match(reader.text, end):
            reader.taken |= {m.start("n"), m.start("q"), m.start("q2")}
            yield Comparison(m, tuple(own))


class _Heard:
    """What was said before a comparison, of which it may speak."""

    def __init__(self, reader: Reader, anchors: list[Statement], comparisons: list[Comparison]) -> None:
        self.reader = reader
        self.text = reader.text
        self.anchors = anchors
        self.places = [s.at for s in anchors]
        self.starts = [c.start for c in comparisons]
        self.foreign = reader.foreign()
        self.brackets = _brackets(reader.text)

    def subjects(self, position: int) -> list[Statement]:
        """The statements that a comparison at `position` speaks of: the last one that is still open there.

        A bracket that closed hides what it holds. A project stays open over its paragraph for what begins a sentence.
        """
        text = self.text
        before = bisect_left(self.places, position)
        last = next(
            (s for s in map(self.anchors.__getitem__, range(before)[::-1]) if self._open(s.at, position)),
            None,
        )
        if last is None:
            return []
        begins = text[position - 1] == "。"
        if last.topic == "project" and begins and position < last.body:
            return [last]
        if text.find("\n", last.at, position) >= 0:
            return []
        part = text.rfind("其中", self.reader.sentence(last.start), last.start)
        near = last.at >= self.reader.sentence(position - 1)
        if begins and near and part >= 0 and not self._compared(position):
            # A new sentence speaks of the whole that the one before took apart without comparing the parts.
            begin = bisect_left(self.places, self.reader.sentence(part - 1))
            return [s for s in self.anchors[begin:before] if s.start < part][-1:]
        unknown = self.foreign[bisect(self.foreign, last.at) : bisect(self.foreign, position)]
        between = re.sub(r"（[^（）]*）", "", text[last.end : position])
        # Only what begins a sentence speaks of the one before.
        if any(self._open(at, position) for at in unknown) or ("。" in between and not begins):
            return []
        return [s for s in self.anchors[bisect_left(self.places, last.at) : before] if s.at == last.at]

    def other_side(self, c: Comparison, total: Statement) -> list[Statement]:
        """The other total, where both are meant: “与上年相比，收、支总计各减少…”, or one sum for each, side by side."""
        other = {"income": "expenditure", "expenditure": "income"}.get(total.topic)
        begin = bisect_left(self.places, self.reader.sentence(c.start - 1))
        near = [
            s
            for s in self.anchors[begin : bisect_left(self.places, c.start)]
            if s.topic == other and not s.name
        ]
        if not near or patterns.BOTH.search(c.match[0]):
            return near[-1:]
        same = (
            not c.own and not total.name and (near[-1].printed, near[-1].unit) == (total.printed, total.unit)
        )
        return near[-1:] if same and patterns.BESIDE.fullmatch(self.text, near[-1].end, total.start) else []

    def _compared(self, position: int) -> bool:
        """Whether the sentence before has comparisons of its own."""
        begin = self.reader.sentence(position - 1)
        return bisect_left(self.starts, begin) < bisect_left(self.starts, position)

    def _open(self, at: int, position: int) -> bool:
        """True if every bracket open at `at` is open at `position`, too."""
        outer, inner = self.brackets[at], self.brackets[position]
        while inner > outer:
            inner = self.brackets[inner - 1] if inner else -1
        return inner == outer


def _brackets(text: str) -> list[int]:
    """For each character the place of the innermost bracket that is open there, -1 for none; a break closes all."""
    stack: list[int] = []
    found: list[int] = []
    for match in re.finditer(r"[（）\n]|$", text):
        found += [stack[-1] if stack else -1] * (match.start() - len(found))
        if match[0] == "（":
            stack.append(match.start())
        elif match[0] == "\n":
            stack.clear()
        elif stack:
            stack.pop()
    return found


def _changes(c: Comparison, subject: Statement, final: bool) -> list[Statement]:
    """The rows that one comparison says of one subject: the earlier value, the change, the change in percent.

    What was spent is of another measure than what is planned, but for a final account, which only speaks of that.
    """
    executed = "_on_execution" if not final and patterns.EXECUTION.search(c.against) else ""
    base = replace(subject, measure=subject.measure + executed, anchor=False)
    at = c.match.start("same") if c.unchanged else 0
    same = [replace(base, period="change", at=at, end=c.end, sign=0)] if c.unchanged and base.printed else []
    groups = c.match.groupdict()
    return same + [
        base.goes_on(c.match, period, number, unit, sign=patterns.sign(groups.get(direction)))
        for number, unit, direction, period in (
            ("p", "pu", "", "previous"), ("c", "cu", "", "current"), ("n", "u", "d", "change"),
            ("q", "%", "dp", "change_pct"), ("q2", "%", "d", "change_pct"),
        )
        if groups.get(number)
    ]  # fmt: skip
