"""Tables without rules, told by what stands under what: the columns of `pdftotext -layout` and of positioned text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise, takewhile

import numpy as np

from ..amounts import is_blank, looks_numeric
from ..model import Block, Grid
from .segments import AFTER_A_FIGURE, Printed, Segment, is_amount

_PROSE = re.compile(r"[。；]|[，：:]$")
_PAIR = re.compile(r"[：:]")  # of "单位：万元"

Span = tuple[float, float]


def aligned_blocks(lines: Sequence[Printed]) -> list[Block]:
    """Visual lines as blocks: a table is a run of lines whose segments, figures among them, stand in columns.

    A table of contents (ascending whole numbers only) is none. Lines of different pages are in different tables.
    """
    blocks: list[Block] = []
    done = 0
    for first, last in _tables(lines):
        blocks += [line.as_line() for line in lines[done:first]]
        blocks.append(_grid(lines[first : last + 1]))
        done = last + 1
    return blocks + [line.as_line() for line in lines[done:]]


def _tables(lines: Sequence[Printed]) -> list[tuple[int, int]]:
    """First and last line of each table."""
    found: list[tuple[int, int]] = []
    data = [i for i, line in enumerate(lines) if line.is_data and not _goes_on(lines, i)]
    runs: list[list[int]] = []
    for i in data:
        if runs and _continues(lines, runs[-1], i):
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        head = _head(lines, run, found[-1][1] + 1 if found else 0)
        if _is_table([lines[i] for i in run], head < run[0]):
            found.append((head, run[-1]))
    return found


def _goes_on(lines: Sequence[Printed], i: int) -> bool:
    """Whether the line below begins with the unit of a figure at the end of line `i`: both are one sentence."""
    return i + 1 < len(lines) and bool(AFTER_A_FIGURE.match(lines[i + 1].segments[0].text))


def _continues(lines: Sequence[Printed], run: list[int], new: int) -> bool:
    """Whether data line `new` belongs to the table of `run`: nothing between them is prose, a title or a new head."""
    between = lines[run[-1] + 1 : new]
    if any(line.is_prose for line in between) or lines[run[-1]].page != lines[new].page:
        return False
    if not between:
        return True
    near = [lines[i] for i in [*run[-8:], new]]
    columns = _columns(near)
    figures = {
        i for line in near for s in line.segments if looks_numeric(s.text) for i in _reached(s, columns)
    }
    return len(columns) > 1 and not any(_is_set_across(line, columns, figures) for line in between)


def _is_set_across(line: Printed, columns: list[Span], figures: set[int]) -> bool:
    """Whether a line is a title over several columns, or a head: words where the figures are."""
    if len(line.segments) > 1:
        return any(figures.intersection(_reached(s, columns)) for s in line.segments if not is_blank(s.text))
    return not _in_columns(line, columns)


def _in_columns(line: Printed, columns: list[Span]) -> bool:
    return all(len(_reached(segment, columns)) == 1 for segment in line.segments)


def _head(lines: Sequence[Printed], run: list[int], start: int) -> int:
    """The first line of the head above a run of data: lines of several segments, with wrapped words between."""
    first = run[0]
    columns = _columns([lines[i] for i in run])
    for i in range(run[0] - 1, max(start, run[0] - 12) - 1, -1):
        line = lines[i]
        if (
            line.is_prose
            or line.page != lines[first].page
            or any(_PAIR.search(s.text) for s in line.segments)
        ):
            break
        if len(line.segments) > 1:
            first = i
        elif not _in_columns(line, columns) or line.segments[0].start <= columns[0][0]:
            break
    return first


def _is_table(data: list[Printed], headed: bool) -> bool:
    figures = [
        s.text for line in data for s in line.segments if looks_numeric(s.text) and not is_blank(s.text)
    ]
    if any(map(is_amount, figures)):
        return headed or len(data) > 1
    pages = [int(text) for text in figures if text.isdecimal() and len(text) < 5]
    contents = len(pages) == len(data) and all(a <= b for a, b in pairwise(pages))
    return headed and len(data) > 1 and not contents


def _columns(lines: Sequence[Printed]) -> list[Span]:
    """Where the columns lie: what the segments of these lines cover, seen from above.

    Where that would put two segments of one line in one column, it is cut where the fewest segments are hurt, until no
    two neighbours of a line lie mostly inside the same part.
    """
    spans = sorted((s.start, s.end) for line in lines for s in line.segments)
    edges: list[Span] = []
    for start, end in spans:
        if edges and start < edges[-1][1]:
            edges[-1] = (edges[-1][0], max(edges[-1][1], end))
        else:
            edges.append((start, end))
    starts, ends = [start for start, _ in spans], sorted(end for _, end in spans)

    def hurt(place: float) -> int:
        return bisect_left(starts, place) - bisect_right(ends, place)

    pairs = {(a.start, a.end, b.start, b.end) for line in lines for a, b in pairwise(line.segments)}
    cuts = sorted((hurt(cut := (pair[1] + pair[2]) / 2), cut, pair) for pair in pairs)
    for _, cut, (a, b, c, d) in cuts:
        at = bisect_left(edges, (cut, cut)) - 1
        part = edges[at] if at >= 0 else (cut, cut)
        if part[0] < cut < part[1] and _mostly(a, b, part) and _mostly(c, d, part):
            edges[at : at + 1] = [(part[0], cut), (cut, part[1])]
    return edges


def _mostly(start: float, end: float, column: Span) -> bool:
    return 2 * (min(end, column[1]) - max(start, column[0])) > end - start


def _reached(segment: Segment, columns: Sequence[Span]) -> list[int]:
    """The columns that a segment stands over by half of it or of them, or else the nearest one."""
    shared = [min(segment.end, end) - max(segment.start, start) for start, end in columns]
    width = segment.end - segment.start
    over = [
        i
        for i, (start, end) in enumerate(columns)
        if shared[i] > 0 and 2 * shared[i] >= min(end - start, width)
    ]
    middle = (segment.start + segment.end) / 2
    return over or [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))]


def _grid(lines: Sequence[Printed]) -> Grid:
    data = [line for line in lines if line.is_data]
    head = list(takewhile(lambda line: not line.is_data, lines))
    columns = _with_empty(_columns(data), max((line.segments for line in head), key=len, default=()))
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    wrapped = _are_wrapped(lines)
    for i, line in enumerate(lines):
        row = _row(line, columns)
        if i > 0 and not line.apart and (i < len(head) or (wrapped and i > len(head))):
            rows[-1] = [_joined(above, below) for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
            numbers.append(line.line)
    return Grid(tuple(map(tuple, rows)), tuple(numbers), lines[0].page)


def _with_empty(columns: list[Span], head: Sequence[Segment]) -> list[Span]:
    """The columns, and one more for each word of a full head that has nothing under it on this page."""
    if len(head) <= len(columns):
        return columns
    spans = [(segment.start, segment.end) for segment in head]
    places = _placed([Segment(start, end, "") for start, end in columns], spans)
    for place, column in zip(places, columns, strict=True):
        spans[place] = column
    return spans


def _row(line: Printed, columns: list[Span]) -> list[str | None]:
    row: list[str | None] = [""] * len(columns)
    places = _placed(line.segments, columns)
    for segment, place in zip(line.segments, places, strict=True):
        row[place] = (row[place] or "") + segment.text
    if not line.is_data:  # a word over several columns stands at the first of them
        for segment, place in zip(line.segments, places, strict=True):
            over = [i for i in _reached(segment, columns) if i == place or i not in places]
            if place in over and len(over) > 1:
                row[over[0]], text = None, row[place]
                row[over[0] : over[-1] + 1] = [text, *[None] * (over[-1] - over[0])]
    return row


def _placed(segments: Sequence[Segment], columns: Sequence[Span]) -> Sequence[int]:
    """The column of each segment: a column each, in their order, as near as can be.

    Near is what stands over a column; between columns that it stands over, the one whose middle is nearest.
    """
    spare = len(columns) - len(segments)
    if spare < 0:
        return [_reached(segment, columns)[0] for segment in segments]
    if spare == 0:
        return range(len(columns))
    start, end = np.array([(s.start, s.end) for s in segments]).T[:, :, None]
    first, last = np.array(columns).T
    gap = np.maximum(np.maximum(start - last, first - end), 0)
    distance = gap + np.abs(start + end - first - last) / 100
    costs = np.zeros(spare + 1)  # by how many columns were left out so far
    steps = []
    for number in range(len(segments)):
        steps.append(costs + distance[number, number : number + spare + 1])
        costs = np.minimum.accumulate(steps[-1])
    places: list[int] = []
    left = spare
    for number in reversed(range(len(segments))):
        left = int(steps[number][: left + 1].argmin())
        places.append(number + left)
    return places[::-1]


def _joined(above: str | None, below: str | None) -> str | None:
    return f"{above}\n{below}" if above and below else above or below


def _are_wrapped(lines: Sequence[Printed]) -> bool:
    """Whether space separates the rows, so that lines without space between them are one row."""
    data = 0
    for line in lines:
        data = line.is_data + (0 if line.apart else data)
        if data > 1:
            return False
    return sum(line.is_data for line in lines) > 1
