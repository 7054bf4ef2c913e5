"""The claims of a document's text: one row per printed figure of a sentence, with its subject, period and reason.

A figure is claimed only where a declared pattern says what it is; a comparison speaks of the last subject, and of none
where an unknown sum stands in between.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ..amounts import YUAN, parse_figure, to_yuan
from ..model import CLAIM_COLUMNS, Block, Line, frame
from . import patterns
from .grids import key_projects
from .statements import Reader, Statement
from .text import Prose, furniture, stitch, unboxed

_CLAUSE = "，。；：、（）\n"


def claims(blocks: Sequence[Block], ids: dict[str, object]) -> pd.DataFrame:
    """The claims of the text among `blocks`: CLAIM_COLUMNS, in the order of the text.

    `ids` are the ID columns; its `year` says which period a figure is of, its `department` is the entity where the
    text names none. Changes are signed (减少 is negative); money has its yuan as well; raises nothing for text it
    does not understand, which gives no row.
    """
    blocks = unboxed(blocks)
    dropped = furniture(blocks)
    prose = stitch(blocks, dropped)
    year = ids.get("year")
    said = _read(prose.text, year if isinstance(year, int) else None, ids.get("phase") == "final")
    department = str(ids.get("department") or "")
    found = [_row(s, reason, prose, department) for s, reason in said]
    rows = [row for row in found if row is not None] + key_projects(blocks, dropped, department)
    table = frame(rows, CLAIM_COLUMNS, ids)
    return table.sort_values(["page", "line"], kind="stable", ignore_index=True)


@dataclass(frozen=True, slots=True)
class _Comparison:
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


def _read(text: str, year: int | None, final: bool) -> list[tuple[Statement, str]]:
    """All statements of a text with the reason given for each (only changes have one)."""
    reader = Reader(text, year, final)
    comparisons = _comparisons(reader)
    reader.taken |= {
        c.match.start(g) for c in comparisons for g in c.match.groupdict() if c.match.start(g) >= 0
    }
    statements = reader.statements()
    statements += _restated(reader, statements)
    statements.sort(key=lambda s: s.at)
    said = [(s, "") for s in statements]
    said += _compared(reader, comparisons, [s for s in statements if s.anchor])
    return sorted(_with_total_reason(text, said), key=lambda pair: pair[0].at)


def _comparisons(reader: Reader) -> list[_Comparison]:
    """Comparisons with the year before that follow a figure, begin a clause or have a subject in their own clause.

    In a sentence that has named its base, later clauses need not name it again: “其中：基本支出减少6万元”.
    """
    text = reader.text
    found: dict[int, _Comparison] = {}
    for pattern in (patterns.COMPARISON, patterns.UNCHANGED):
        for m in pattern.finditer(text):
            own = reader.subject_before(m.start())
            if reader.compares(m["base"]) and (
                own or text[m.start() - 1 : m.start()] in _CLAUSE or text[m.start() - 1] in "元同"
            ):
                place = m.start("n" if pattern is patterns.UNCHANGED else "d")
                found[place] = _Comparison(m, pattern is patterns.UNCHANGED, own, m["basis"])
    for base in patterns.BASE.finditer(text):
        if not reader.compares(base["base"]):
            continue
        for m in patterns.FURTHER.finditer(text, base.end(), reader.until(base.end(), "。\n")):
            own = reader.subject_before(m.start())
            clauses = max(base.end(), text.rfind("；", 0, m.start()))
            if own and m.start() not in found and not patterns.WHY.search(text, clauses, own[0].start):
                found[m.start()] = _Comparison(m, False, own, base["basis"])
    return sorted(found.values(), key=lambda c: c.start)


def _compared(
    reader: Reader, comparisons: list[_Comparison], anchors: list[Statement]
) -> list[tuple[Statement, str]]:
    """The changes that the comparisons state, each of the subject that it speaks of, with the reason given."""
    text = reader.text
    brackets = _brackets(text)
    foreign = reader.foreign()
    # A reason goes on to the next statement, or to a clause that says that nothing changed.
    stops = sorted([s.start for s in anchors] + [c.start for c in comparisons if _is_clause(text, c)])
    found: list[tuple[Statement, str]] = []
    reason_end = 0
    for c in comparisons:
        if c.start < reason_end:
            continue
        begun = _sentence(text, c.start - 1)
        compared = any(begun <= other.start < c.start for other in comparisons)
        subjects = _named(c.own, anchors) or _subjects(text, c.start, anchors, foreign, brackets, compared)
        if not subjects:
            continue
        reason = ""
        if match := patterns.REASON.match(text, c.end):
            begin = max(match.start("reason"), match.start("reason2"))
            stop = next(iter(stops[bisect(stops, c.end) :]), len(text))
            reason_end = min(match.end(), stop)
            reason = re.sub(r"[，；：、（]*(?:其中[，：]?)?$", "", text[begin : max(begin, reason_end)])
        for s in (change for subject in subjects for change in _changes(c, subject, reader.final)):
            found.append((s, reason if s.period.startswith("change") else ""))
    return found


def _is_clause(text: str, c: _Comparison) -> bool:
    return c.unchanged and text[c.start - 1] in "，；"


def _named(own: tuple[Statement, ...], anchors: list[Statement]) -> list[Statement]:
    """The subjects that a comparison names itself, as what was last said of the same before it."""
    return [next((a for a in reversed(anchors) if a.at < s.at and a.subject == s.subject), s) for s in own]


def _subjects(
    text: str,
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
    before = anchors[: bisect_left(anchors, position, key=lambda s: s.at)]
    last = next((s for s in reversed(before) if _open(brackets, s.at, position)), None)
    if last is None:
        return []
    begins = text[position - 1] == "。"
    if last.topic == "project" and begins and position < last.body:
        return [last]
    if text.find("\n", last.at, position) >= 0:
        return []
    if begins and not compared and (part := text.rfind("其中", _sentence(text, last.start), last.start)) >= 0:
        # A new sentence speaks of the whole that the one before took apart without comparing the parts.
        return [s for s in before if _sentence(text, part) <= s.start < part][-1:]
    unknown = foreign[bisect(foreign, last.at) : bisect(foreign, position)]
    between = re.sub(r"（[^（）]*）", "", text[last.end : position])
    # Only what begins a sentence speaks of the one before.
    if any(_open(brackets, at, position) for at in unknown) or (
        "。" in between and not between.endswith("。")
    ):
        return []
    return [s for s in before if s.at == last.at]


def _sentence(text: str, position: int) -> int:
    """Where the sentence begins that `position` is in."""
    return max(text.rfind("。", 0, position), text.rfind("\n", 0, position)) + 1


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


def _changes(c: _Comparison, subject: Statement, final: bool) -> list[Statement]:
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


def _restated(reader: Reader, statements: list[Statement]) -> list[Statement]:
    """Further figures of the subject that the sentence has: “，2025年预算数9.23万元”."""
    found = []
    anchors = [s for s in statements if s.anchor]
    for m in patterns.RESTATED.finditer(reader.text):
        period = reader.period(m["year"])
        last = next((s for s in reversed(anchors) if s.at < m.start()), None)
        if m.start("n") in reader.taken or period is None or last is None:
            continue
        if (
            not (m["year"] or reader.final)
            or re.search(r"[\n]", reader.text[last.at : m.start()])
            or m.start() - last.end > 60
        ):
            continue
        executed = bool(patterns.EXECUTION.search(m[0]))
        measure = last.measure + ("_on_execution" if executed and not reader.final else "")
        unit = "万元" if m["u"] == "万" else m["u"]
        reader.taken.add(m.start("n"))
        found.append(
            replace(last, measure=measure, period=period, start=m.start(), at=m.start("n"), end=m.end(), printed=m["n"],
                    unit=unit, anchor=period == "current", planned=reader.final and not executed)
        )  # fmt: skip
    return found


def _with_total_reason(text: str, said: list[tuple[Statement, str]]) -> list[tuple[Statement, str]]:
    """The reason that a paragraph of its own gives for both totals."""
    match = patterns.TOTAL_REASON.search(text)
    if not match:
        return said
    return [
        (s, match["reason"].rstrip("。；"))
        if not reason and s.topic in ("income", "expenditure") and not s.name and s.period.startswith("change")
        and s.at < match.start()
        else (s, reason)
        for s, reason in said
    ]  # fmt: skip


def _row(s: Statement, reason: str, prose: Prose, department: str) -> dict[str, object] | None:
    place: Line = prose.place(s.at)
    row: dict[str, object] = {
        "topic": s.topic, "page": place.page, "line": place.line, "entity": s.entity or department,
        "parent": s.parent, "name": s.name, "measure": s.measure, "period": s.period, "reason": reason,
    }  # fmt: skip
    if s.planned:
        row["phase"] = "budget"
    if not s.printed:
        return row
    try:
        figure = parse_figure(s.printed)
    except ValueError:
        return None
    if figure is None:
        return None
    # “减少-5” says the same as “减少5”; 无增减 is a zero as fine as the figure that it speaks of.
    value = abs(figure.value) * s.sign if s.sign < 1 else figure.value
    signed = replace(figure, value=value)
    row |= {
        "printed": s.printed if s.sign else _same(prose.text, s.at), "unit": s.unit,
        "value": float(value), "quantum": float(figure.quantum),
    }  # fmt: skip
    if s.unit in YUAN:
        row["amount_yuan"], row["quantum_yuan"] = to_yuan(signed, s.unit)
    return row


def _same(text: str, at: int) -> str:
    """The words at `at` that say that nothing changed."""
    match = re.compile(patterns.SAME).match(text, at)
    return match[0] if match else ""
