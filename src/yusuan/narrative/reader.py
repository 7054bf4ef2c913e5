"""What is said of what: the figures of the text that have a subject, each with its place in the prose."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

from ..amounts import YUAN
from . import counts, patterns
from .lists import block_items
from .statements import Statement, Unit, last_before, last_year, over, statement

_LONGEST = 1_000  # characters before a figure that say what it is of
Span = tuple[int, int]
_DIGIT = re.compile(r"\d")


class Reader:
    """Reads one prose, that of a final account where `final`; `taken` are the places of figures that have a meaning
    already, so that none gets two."""

    def __init__(self, text: str, year: int | None, final: bool = False) -> None:
        self.text = text
        self.year = year
        self.final = final
        self.taken: set[int] = set()
        self.clauses = [0, *(m.end() for m in re.finditer("[，。；：\n]|（(?!境）)", text))]
        self.begins = [0, *(m.end() for m in re.finditer("[。\n]", text))]
        stops = [m.end() for m in patterns.SENTENCE_END.finditer(text)]
        # The sentences that have a sum of money, and those that have a number: a third of the text, and more.
        self.sums = _spans(pairwise([0, *stops, len(text)]), patterns.SUM, text)
        self.numbers = _spans(pairwise([*self.begins, len(text)]), _DIGIT, text)
        self.sums_of, self.numbers_of = (
            {topic: _spans(spans, words, text) for topic, words in patterns.ABOUT.items()}
            for spans in (self.sums, self.numbers)
        )

    def statements(self, units: list[Unit], found: list[Statement]) -> list[Statement]:
        """All statements in the order of the text, with those of units that are found already."""
        projects = [s for s in found if s.topic == "project"]
        for said in [*self._classified(), *self._subjects(), *self._each()]:
            project = last_before(projects, said[0].at + 1, lambda p: p.start)
            if not project or said[0].at >= project.body:
                found += self.take(said)
        found += [item for s in found if s.topic == "block" for item in block_items(self.text, s)]
        found += self._counts() + self._absent()
        placed = (self._placed(s, units) for s in found)
        return list(self._sided(sorted(placed, key=lambda s: (s.at, s.topic == "expenditure"))))

    def foreign(self) -> list[int]:
        """Where sums of money stand that no pattern knows."""
        return [m.start("n") for m in patterns.SUM.finditer(self.text) if m.start("n") not in self.taken]

    def period(self, year: str | None) -> str | None:
        """`current`, `previous`, or None for a year that is neither."""
        if year is None or (self.year is None and year[:1].isdigit()):
            return "current"
        if not year[:1].isdigit():
            return "previous"
        return {self.year: "current", self.year and self.year - 1: "previous"}.get(int(year[:4]))

    def within(self, spans: list[Span], pattern: re.Pattern[str], words: str = "") -> Iterator[re.Match[str]]:
        """The matches of a pattern in some sentences; `words` are a part of it that is found sooner than the whole."""
        part = re.compile(words)
        for start, end in spans:
            if part.search(self.text, start, end):
                yield from pattern.finditer(self.text, start, end)

    def subject_before(self, position: int) -> tuple[Statement, ...]:
        """What the clause names right before `position`, without a figure: “公务接待费预算” of “公务接待费预算较上年减少2万元”."""
        begin = max(self.clauses[bisect(self.clauses, position) - 1], position - _LONGEST)
        found = [
            (m.start("s"), n, m)
            for n, subject in enumerate(patterns.ALL_SUBJECTS)
            if "" not in subject.topics
            and (m := patterns.spoken(subject.words, "$").search(self.text, begin, position))
            and self.period(last_year(m["gap"], m["y"])) == "current"
        ]
        if not found:
            return ()
        start, n, m = min(found)
        subject = patterns.ALL_SUBJECTS[n]
        return tuple(
            Statement(topic, subject.measure, start, position, position, name=subject.name(m["s"]))
            for topic in subject.topics
        )

    def until(self, position: int, stops: str) -> int:
        """Where the first of `stops` stands after `position`."""
        found = re.compile(f"[{stops}]").search(self.text, position)
        return found.start() if found else len(self.text)

    def compares(self, year: str | None) -> bool:
        """Whether a comparison with this year (同比 names none) is one with the year before."""
        return year is None or self.year is None or self.period(year) == "previous"

    def take(self, statements: list[Statement]) -> list[Statement]:
        """Those whose figure is still free, which it then is no more (two topics may share one figure)."""
        free = [s for s in statements if s.at not in self.taken]
        self.taken |= {s.at for s in free}
        return free

    def _placed(self, s: Statement, units: list[Unit]) -> Statement:
        if s.entity:
            return s
        unit = last_before(units, s.at + 1, lambda u: u.start)
        entity = unit.entity if unit and s.at < unit.end else ""
        return replace(s, entity=entity, parent=s.parent or (entity if s.topic == "block" else ""))

    def _sided(self, statements: list[Statement]) -> Iterator[Statement]:
        """The statements in their sentences: those of no topic get that of the income or expenditure before them, kinds
        of procurement the fund of the total, and what was said of all is not said again of a unit."""
        last: Statement | None = None
        bought: Statement | None = None
        first: dict[object, str] = {}
        for s in statements:
            begin = self.sentence(s.at)
            if s.topic in ("income", "expenditure"):
                last = s
            elif s.topic == "procurement" and s.measure == "total":
                bought = s
            elif s.topic == "procurement" and bought and bought.at >= begin:
                s = replace(s, name=bought.name)
            elif not s.topic and last and not re.search(r"\n|。(?!其中)", self.text[last.end : s.at]):
                s = replace(s, topic=last.topic)
            whole = not s.name and s.unit in YUAN and s.topic not in ("block", "performance")
            key = (s.subject, s.entity, s.period, s.planned, begin)
            if not s.topic or (whole and first.setdefault(key, s.printed) != s.printed):
                self.taken.discard(s.at)
            else:
                yield s

    def _classified(self) -> Iterator[list[Statement]]:
        for pattern in patterns.CLASSIFIED:
            for m in self.within(self.sums, pattern):
                name = re.sub(r"（类）(?:支出)?|（款）|（\d+）", "-", m["name"].replace("（项）", "")).strip(
                    "-"
                )
                name = re.sub(r"(^|-)\d*[.、]", r"\1", name)
                period = self.period(last_year(self.text[m.start() : m.start("n")]))
                if period and patterns.CLASS.search(m[0]):
                    yield [statement("expenditure", m, name=name, period=period)]

    def _subjects(self) -> Iterator[list[Statement]]:
        """The subjects of each figure that reach it through filling words, the one that begins first before others."""
        found: list[tuple[int, int, list[Statement]]] = []
        for subject in patterns.SUBJECTS:
            spans = self.sums_of.get(subject.topics[0], self.sums)
            with_sum = patterns.spoken(subject.words, patterns.SUM.pattern)
            for m in self.within(spans, with_sum, subject.near or subject.words):
                begin = self.sentence(m.start())
                year = last_year(m["gap"], m["y"])
                period = self.period(year)
                if period is None or (year is None and self._of_another_year(begin, m.start())):
                    continue
                if subject.near and self.text.find(subject.near, begin, m.end("s")) < 0:
                    continue
                name = subject.name(m["s"])
                if name.startswith(("本年", "年初", "年末")):
                    of = patterns.OF_FUND.match(self.text[self.sentence(m.start("s")) : m.start("s")])
                    name = (of["fund"] if of else "") + name
                planned = self.final and bool(patterns.PLANNED.search(m[0])) and "决算" not in m[0]
                said = statement("", m, subject.measure, name=name, period=period, planned=planned)
                found.append(
                    (m.start("s"), -m.end("s"), [replace(said, topic=topic) for topic in subject.topics])
                )
        yield from (said for *_, said in sorted(found, key=itemgetter(0, 1)))

    def _each(self) -> Iterator[list[Statement]]:
        """The subjects of figures that follow 分别, where it has one for each."""
        for m in self.within(self.sums, patterns.EACH_SUM, "分别"):
            found = [
                (s.start(), -s.end(), n, s[0])
                for n, subject in enumerate(patterns.ALL_SUBJECTS)
                for s in re.compile(subject.words).finditer(self.text, *m.span("subjects"))
            ]
            named: list[tuple[str, str, str]] = []
            end = 0
            for start, minus_end, n, words in sorted(found):
                if start >= end:
                    end, subject = -minus_end, patterns.ALL_SUBJECTS[n]
                    named += [(topic, subject.measure, subject.name(words)) for topic in subject.topics]
            figures = list(patterns.SUM.finditer(self.text, *m.span("list")))
            period = self.period(last_year(m["subjects"]))
            if period and len(named) == len(figures):
                for (topic, measure, name), one in zip(named, figures, strict=True):
                    yield [statement(topic, one, measure, name=name, period=period)]

    def _counts(self) -> list[Statement]:
        found: list[Statement] = []
        for count in counts.COUNTS:
            for m in self.within(self.numbers_of.get(count.topic, self.numbers), count.pattern):
                groups = m.groupdict()
                before = self.text[self.sentence(m.start("n")) : m.start("n")][-_LONGEST:]
                if counts.BEFORE.search(before.rsplit("，", 1)[-1]):
                    continue
                measure = count.measure + ("" if not groups.get("over") else f"_{over(m['over'])}")
                bought = count.planned and counts.BOUGHT.match(m[0])
                if bought and self.period(last_year(before)) != "current":
                    continue
                if bought or (count.planned and counts.PLANNED.search(before) and "保有" not in m[0]):
                    measure = f"new_{measure}"
                    if cost := counts.COST.match(self.text, m.end()):
                        found += self.take([statement(count.topic, cost, f"{measure}_cost", anchor=False)])
                name = re.sub(r"^(?:人员)?编制$", "", groups.get("name") or "")
                posts = name[:2] == "实有" and counts.OF_POSTS.search(before[: m.start() - m.start("n")])
                name = (posts["kind"] if posts else "") + name
                unit = counts.UNIT.match(before.rsplit("；", 1)[-1]) if count.topic == "staff" else None
                entity = re.sub(r"内$", "", groups.get("entity") or (unit["entity"] if unit else ""))
                entity = entity if counts.ORGAN.search(entity) else ""
                counted = statement(count.topic, m, measure, name=name, entity=entity, anchor=False)
                found += self.take([counted])
        return found

    def _absent(self) -> list[Statement]:
        return [
            Statement("absent", "", one.start(), one.end() - 1, one.end(), name=one[0], anchor=False)
            for m in counts.ABSENT.finditer(self.text)
            for one in counts.ABSENT_ONE.finditer(self.text, *m.span("list"))
        ]

    def _of_another_year(self, begin: int, position: int) -> bool:
        """Whether a sentence opens with another year, and does not come to this one before a position."""
        opens = self.year and patterns.OPENS.match(self.text, begin, position)
        return bool(opens) and self.text.find(str(self.year), begin, position) < 0

    def sentence(self, position: int) -> int:
        """Where the sentence begins that `position` is in or behind."""
        return self.begins[bisect(self.begins, max(position, 0)) - 1]


def _spans(spans: Iterable[Span], pattern: re.Pattern[str], text: str) -> list[Span]:
    """The stretches in which a pattern is found."""
    return [span for span in spans if pattern.search(text, *span)]
