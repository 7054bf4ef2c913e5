"""The rows of a table at the level of the department: a total never stands beside its parts, nor a unit beside all."""

from __future__ import annotations

from itertools import groupby
from math import fsum
from operator import attrgetter

from .document import Document, Figure, first_of_each, remembered, summed

_row_key = attrgetter("code", "name", "measure", "fund", "period", "side")


@remembered
def _by_table(doc: Document) -> dict[tuple[str, str], list[Figure]]:
    """The money figures of each table and period."""
    money = [row for row in doc.cells if row.amount_yuan == row.amount_yuan]
    key = attrgetter("table", "period")
    return {found: list(rows) for found, rows in groupby(sorted(money, key=key), key)}


@remembered
def table_rows(doc: Document, table: str, period: str = "current") -> list[Figure]:
    """The money figures of one table at the level of the department: each code, name, measure and fund once.

    Where a document prints codes for its units only, or a code more than once, one figure per code, summed if that is
    what makes up the total, with the place of the first. The total row is the department's own.
    """
    rows = _by_table(doc).get((table, period), [])
    total = _own_total([row for row in rows if row.level == 0], doc.department)
    return [*total, *_own_parts([row for row in rows if row.level != 0], total, doc.department)]


def _own_total(totals: list[Figure], department: str) -> list[Figure]:
    """The total rows of the department among those of its units: its own, else the outermost, else all summed."""
    entities = {row.entity for row in totals}
    if len(entities) <= 1 and not _repeated(totals):
        return totals
    own = [row for row in totals if row.entity == (department if department in entities else "")]
    if not own:
        first = [row for row in totals if row.entity == totals[0].entity]
        rest = [row.amount_yuan for row in totals if row.entity != totals[0].entity]
        if rest and max(row.amount_yuan for row in first) >= max(rest):
            own = first
        else:
            own = summed(first_of_each(totals, lambda row: (row.entity, _row_key(row))), _row_key)
    # A department that is also one of its own units prints two totals under one name: the larger is the whole.
    largest = {_row_key(row): row for row in sorted(reversed(own), key=lambda row: row.amount_yuan)}
    return [row for row in own if row is largest[_row_key(row)]]


def _own_parts(parts: list[Figure], total: list[Figure], department: str) -> list[Figure]:
    """The rows below the total: whichever reading of repeated codes makes up the total best.

    The department's own rows; these with repeated codes summed (one code under several headings); all units summed.
    """
    if len({row.entity for row in parts}) <= 1 and not _repeated([row for row in parts if row.code]):
        return parts
    own = [row for row in parts if row.entity in (department, "")]
    readings = [first_of_each(own, _row_key), summed(own, _row_key)] if own else []
    readings.append(summed(parts, _row_key))
    return min(readings, key=lambda rows: _gap(rows, total))


def _repeated(rows: list[Figure]) -> bool:
    """Whether one thing is printed more than once."""
    return len({_row_key(row) for row in rows}) < len(rows)


def _gap(rows: list[Figure], total: list[Figure]) -> float:
    """How far the highest level of rows is from the total row, in the first measure and fund of that."""
    if not total:
        return 0.0
    like = attrgetter("measure", "fund", "side")
    highest = min((row.level for row in rows if row.level == row.level), default=0)
    parts = [row.amount_yuan for row in rows if row.level == highest and like(row) == like(total[0])]
    return abs(fsum(parts) - total[0].amount_yuan)
