"""The claims of a document's text: one row per printed figure of a sentence, with its subject, period and reason.

A figure is claimed only where a declared pattern says what it is; a comparison speaks of the last subject, and of none
where an unknown sum stands in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import pandas as pd

from ..amounts import YUAN, parse_figure, to_yuan
from ..model import CLAIM_COLUMNS, Block, Line, frame
from . import patterns
from .comparisons import compared, comparisons_of
from .grids import goals, key_projects
from .reader import Reader
from .statements import Statement
from .tails import each_said, ratios, restated
from .text import Prose, furniture, stitch, unboxed
from .units import units_of


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
    projects = {s.name: None for s, _ in said if s.topic in ("project", "project_item")}
    rows += goals(blocks, list(projects), department)
    return frame(sorted(rows, key=lambda row: (row["page"] or inf, row["line"])), CLAIM_COLUMNS, ids)


def _read(text: str, year: int | None, final: bool) -> list[tuple[Statement, str]]:
    """All statements of a text with the reason given for each (only changes have one)."""
    reader = Reader(text, year, final)
    comparisons = comparisons_of(reader)
    reader.taken |= {
        c.match.start(g) for c in comparisons for g in c.match.groupdict() if c.match.start(g) >= 0
    }
    statements = reader.statements(*units_of(reader))
    statements = sorted([*statements, *restated(reader, statements)], key=lambda s: s.at)
    said = [(s, "") for s in [*statements, *ratios(reader, statements), *each_said(reader, statements)]]
    said += compared(reader, comparisons, statements)
    return sorted(_with_total_reason(text, said), key=lambda pair: pair[0].at)


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
    assert figure is not None
    # “减少-5” says the same as “减少5”; 无增减 is a zero as fine as the figure that it speaks of.
    value = abs(figure.value) * s.sign if s.sign < 1 else figure.value
    signed = replace(figure, value=value)
    row |= {
        "printed": s.printed if s.sign else prose.text[s.at : s.end], "unit": s.unit,
        "value": float(value), "quantum": float(figure.quantum),
    }  # fmt: skip
    if s.unit in YUAN:
        row["amount_yuan"], row["quantum_yuan"] = to_yuan(signed, s.unit)
    return row
