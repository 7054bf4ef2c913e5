"""The rows of a table without rules: lines with figures, each with the lines that its wrapped label takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..amounts import looks_numeric
from .aligned_columns import Column, apart_by_columns, nearest, placed, reached
from .segments import Printed, is_amount

Cells = list[str | None]

_BEGINS = re.compile(r"[（(]?[一二三四五六七八九十百\d]+[)）、.．]|[（(]?\d{3}|其中|[\[【]|注")
_MOST = 0.8  # of the rows with figures, that have something in a column which every row has


@dataclass(slots=True, eq=False)
class _Row:
    """A line in columns, and the row that it becomes; `above` and `below` count the lines that are taken into it."""

    cells: Cells
    line: int
    figures: bool
    apart: bool
    worded: frozenset[int]  # the columns that the line itself has words in
    ends: dict[int, float]  # how far the last words in each column reach
    width: float  # of a letter
    above: int = 0
    below: int = 0


def body_rows(lines: Sequence[Printed], columns: Sequence[Column]) -> tuple[list[Cells], list[int]]:
    """The rows of the lines below a head, and the line of each.

    A label that is wrapped stands around its figures: as many lines above them as below, or all below the first. A line
    of words alone that is not part of such a label is a row of its own. Empty space always ends a row.
    """
    parts = [_part(line, columns) for line in lines]
    style = _Style(parts)
    rows: list[_Row] = []
    waiting: list[_Row] = []  # lines of words, of a label whose figures may follow
    following: _Row | None = None  # the next line with figures that has no space above it
    next_figures = [following := _next(part, following) for part in reversed(parts)][::-1]
    for number, part in enumerate(parts):
        if part.apart:
            rows += waiting
            waiting = []
        if part.figures:
            if waiting and style.begins_above(waiting, part):
                part.above = len(waiting)
                for words in reversed(waiting):
                    part.cells = _joined(words.cells, part.cells)
            else:
                rows += waiting
            waiting = []
            rows.append(part)
            continue
        current = rows[-1] if rows and not part.apart and not waiting else None
        if current and style.goes_on(current, part, next_figures[number]):
            current.cells = _joined(current.cells, part.cells)
            current.below += 1
            current.ends = part.ends
        else:
            waiting.append(part)
    rows += waiting
    return [row.cells for row in rows], [row.line for row in rows]


def _next(part: _Row, following: _Row | None) -> _Row | None:
    return None if part.apart else part if part.figures else following


class _Style:
    """What the rows of a table have in common."""

    def __init__(self, parts: Sequence[_Row]) -> None:
        data = [part for part in parts if part.figures]
        self.spaced = 2 * sum(part.apart for part in data) > len(data) > 1
        filled = Counter(i for part in data for i, cell in enumerate(part.cells) if cell)
        amounts = {i for part in data for i, cell in enumerate(part.cells) if is_amount(cell or "")}
        # label columns that every row has: codes
        self.keys = {i for i, n in filled.items() if n >= _MOST * len(data) > 1} - amounts
        self.ends: dict[int, float] = {}  # how far the words of a column reach
        for part in parts:
            for i, end in part.ends.items():
                self.ends[i] = max(self.ends.get(i, 0.0), end)

    def begins_above(self, waiting: list[_Row], row: _Row) -> bool:
        """Whether lines of words are the upper part of the label of the row of figures right under them."""
        places = frozenset[int]().union(*(part.worded for part in waiting))
        if any(_BEGINS.match(_first(part.cells)) for part in waiting[1:]):
            return False
        return not places & row.worded or self.spaced or self._lacks_key(places, row)

    def goes_on(self, row: _Row, part: _Row, after: _Row | None) -> bool:
        """Whether a line of words is the lower part of the label of the row above it, not the upper of that `after`."""
        if not row.figures or not part.worded:
            return False
        if row.below < row.above:
            return True
        if row.above or (after and not part.worded & after.worded) or not part.worded <= row.worded:
            return False
        if self.spaced or self._lacks_key(part.worded, row):
            return True
        return not _BEGINS.match(_first(part.cells)) and self._is_full(row, part)

    def _lacks_key(self, places: frozenset[int], row: _Row) -> bool:
        keys = {i for i in self.keys - places if row.cells[i]}
        return bool(keys) and bool(places) and min(keys) < min(places)

    def _is_full(self, row: _Row, part: _Row) -> bool:
        """Whether the words of a row reach as far as any in their column, so that they may go on below."""
        return all(row.ends.get(i, 0.0) >= self.ends.get(i, 0.0) - 1.5 * part.width for i in part.worded)


def _part(line: Printed, columns: Sequence[Column]) -> _Row:
    cells = _cells(line, columns)
    width = min((s.end - s.start) / len(s.text) for s in line.segments)
    return _Row(cells, line.line, line.is_data, line.apart, _worded(cells), _ends(line, columns), width)


def _ends(line: Printed, columns: Sequence[Column]) -> dict[int, float]:
    """How far the words of a line reach, by column."""
    words = [s for s in line.segments if not looks_numeric(s.text)]
    return dict(zip(nearest(words, columns), (s.end for s in words), strict=True))


def _first(cells: Cells) -> str:
    return next((cell for cell in cells if cell), "")


def _worded(cells: Cells) -> frozenset[int]:
    return frozenset(i for i, cell in enumerate(cells) if cell and not looks_numeric(cell))


def _joined(above: Cells, below: Cells) -> Cells:
    return [f"{a}\n{b}" if a and b else a or b for a, b in zip(above, below, strict=True)]


def _cells(line: Printed, columns: Sequence[Column]) -> Cells:
    """What a line has in each column; words over several columns stand at the first of them."""
    segments = apart_by_columns(line.segments, columns)
    row: Cells = [""] * len(columns)
    places = placed(segments, columns)
    for segment, place in zip(segments, places, strict=True):
        row[place] = (row[place] or "") + segment.text
    if not line.is_data:
        for segment, place in zip(segments, places, strict=True):
            over = [i for i in reached(segment, columns) if i == place or i not in places]
            if place in over and len(over) > 1:
                row[over[0]], text = None, row[place]
                row[over[0] : over[-1] + 1] = [text, *[None] * (over[-1] - over[0])]
    return row
