"""Where the columns of a table without rules lie, and which column a piece of a line stands in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..amounts import looks_numeric
from .segments import Printed, Segment, is_amount

_FRAGMENTS = {"类", "款", "项"}  # single letters that are columns of their own
_ALONE = 3.0  # widths of a column that a head would rather go than have no column
_RIGHT = 0.25  # a head right of its figures is that much further than one left of them
_ODD = 1.0  # widths of its text that a figure would rather go than stand in a column of words


@dataclass(frozen=True, slots=True)
class Column:
    """What a column covers, and whether it holds figures or words alone (None for both)."""

    start: float
    end: float
    figures: bool | None = None

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def columns_of(lines: Sequence[Printed]) -> list[Column]:
    """Where the columns lie: what the segments of these lines cover, figures and words each for themselves.

    Words that lie over figures are in one column with them, unless one line has both: then a wide label only reaches
    over a narrow figure of another line.
    """
    found: list[list[Column]] = []
    for figures in (True, False):
        kept = [[s for s in line.segments if looks_numeric(s.text) is figures] for line in lines]
        found.append([Column(start, end, figures) for start, end in _edges(kept)])
    numbers, words = found
    beside: set[tuple[int, int]] = set()
    for line in lines if numbers and words else []:
        numeric = [s for s in line.segments if looks_numeric(s.text)]
        here = nearest([s for s in line.segments if s not in numeric], words)
        beside.update((i, j) for i in nearest(numeric, numbers) for j in here)
    for place, word in enumerate(words):
        over = nearest([word], numbers)[0] if numbers else -1
        if over >= 0 and overlap(word, numbers[over]) > 0 and (over, place) not in beside:
            number = numbers[over]
            numbers[over] = Column(min(number.start, word.start), max(number.end, word.end))
        else:
            numbers.append(word)
    return sorted(numbers, key=lambda column: column.middle)


def fewer(columns: Sequence[Column], heads: Sequence[float], lines: Sequence[Printed]) -> list[Column]:
    """The columns, those joined that are one set at several indents: under one head, and never both on one line."""
    found = list(columns)
    beside = {pair for line in lines for pair in pairwise(nearest(line.segments, columns))}
    amounts = nearest([s for line in lines for s in line.segments if is_amount(s.text)], columns)
    for i in range(len(columns) - 1, 0, -1):
        left, right = columns[i - 1], columns[i]
        labels = i < min(amounts, default=0) or left.figures is right.figures is False
        apart = sum(left.start <= head <= right.end for head in heads) > 1
        if labels and not apart and left.figures is right.figures and (i - 1, i) not in beside:
            found[i - 1 : i + 1] = [Column(left.start, found[i].end, left.figures)]
    return found


def _edges(lines: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """What segments cover, seen from above.

    Where that would put two segments of one line in one column, it is cut where the fewest segments are hurt, until no
    two neighbours of a line lie mostly inside the same part.
    """
    spans = sorted((s.start, s.end) for line in lines for s in line)
    edges: list[tuple[float, float]] = []
    for start, end in spans:
        if edges and start < edges[-1][1]:
            edges[-1] = (edges[-1][0], max(edges[-1][1], end))
        else:
            edges.append((start, end))
    starts, ends = [start for start, _ in spans], sorted(end for _, end in spans)

    def hurt(place: float) -> int:
        return bisect_left(starts, place) - bisect_right(ends, place)

    pairs = {(a.start, a.end, b.start, b.end) for line in lines for a, b in pairwise(line)}
    cuts = sorted((hurt(cut := (pair[1] + pair[2]) / 2), cut, pair) for pair in pairs)
    for _, cut, (a, b, c, d) in cuts:
        at = bisect_left(edges, (cut, cut)) - 1
        part = edges[at] if at >= 0 else (cut, cut)
        if part[0] < cut < part[1] and _mostly(a, b, part) and _mostly(c, d, part):
            edges[at : at + 1] = [(part[0], cut), (cut, part[1])]
    return edges


def _mostly(start: float, end: float, part: tuple[float, float]) -> bool:
    return 2 * (min(end, part[1]) - max(start, part[0])) > end - start


def overlap(one: Segment | Column, other: Segment | Column) -> float:
    """The width that two share; negative for the space between them."""
    return min(one.end, other.end) - max(one.start, other.start)


def nearest(segments: Sequence[Segment | Column], columns: Sequence[Column]) -> list[int]:
    """For each segment the column that it shares most with, else the one that is nearest."""
    if not segments:
        return []
    first, last = np.array([(c.start, c.end) for c in columns]).T
    start, end = np.array([(s.start, s.end) for s in segments]).T[:, :, None]
    places: list[int] = (np.minimum(end, last) - np.maximum(start, first)).argmax(axis=1).tolist()
    return places


def reached(segment: Segment, columns: Sequence[Column]) -> list[int]:
    """The columns that a segment stands over by half of it or of them, or else the nearest one."""
    over = [
        i
        for i, column in enumerate(columns)
        if (shared := overlap(segment, column)) > 0
        and 2 * shared >= min(column.end - column.start, segment.end - segment.start)
    ]
    return over or nearest([segment], columns)


def placed(segments: Sequence[Segment], columns: Sequence[Column]) -> Sequence[int]:
    """The column of each segment: a column each, in their order, as near as can be; figures not among words.

    Near is what stands over a column; between columns that it stands over, the one whose middle is nearest.
    """
    spare = len(columns) - len(segments)
    if spare < 0:
        return [reached(segment, columns)[0] for segment in segments]
    if spare == 0:
        return range(len(columns))
    start, end = np.array([(s.start, s.end) for s in segments]).T[:, :, None]
    first, last = np.array([(c.start, c.end) for c in columns]).T
    gap = np.maximum(np.maximum(start - last, first - end), 0)
    distance = gap + np.abs(start + end - first - last) / 100
    figures = np.array([looks_numeric(s.text) for s in segments])[:, None]
    odd = np.where(figures, [c.figures is False for c in columns], [c.figures is True for c in columns])
    distance += _ODD * odd * (end - start)
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


def matched(heads: Sequence[Column], columns: Sequence[Column]) -> list[tuple[int | None, int | None]]:
    """Heads and columns in one order: each head with the column under it, as near as can be, or one of them alone."""
    if not heads or not columns:
        return [(i, None) for i in range(len(heads))] + [(None, j) for j in range(len(columns))]
    alone = _ALONE * (columns[-1].end - columns[0].start) / len(columns)
    start, end = np.array([(h.start, h.end) for h in heads]).T[:, :, None]
    first, last = np.array([(c.start, c.end) for c in columns]).T
    words = max(
        (i for i, column in enumerate(columns) if not column.figures), default=-1
    )  # then no more codes
    right = (start - last) * np.where(np.arange(len(columns)) > words, 1 + _RIGHT, 1)
    apart = np.maximum(np.maximum(right, first - end), 0) + np.abs(start + end - first - last) / 100
    skipped = alone * np.arange(len(columns) + 1)
    costs = [skipped]  # of the first heads with the first columns
    for distances in apart:
        cost = costs[-1] + alone
        cost[1:] = np.minimum(cost[1:], costs[-1][:-1] + distances)
        costs.append(np.minimum.accumulate(cost - skipped) + skipped)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = len(heads), len(columns)
    while i or j:
        if i and j and np.isclose(costs[i][j], costs[i - 1][j - 1] + apart[i - 1, j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and (not j or np.isclose(costs[i][j], costs[i - 1][j] + alone)):
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


def apart_by_columns(segments: Sequence[Segment], columns: Sequence[Column]) -> list[Segment]:
    """The segments of a line, taken apart at those single spaces that separate words of different columns."""
    found: list[Segment] = []
    for segment in segments:
        if " " not in segment.text:
            found.append(segment)
            continue
        parts = list(words(segment))
        home = -1
        for word, place in zip(parts, nearest(parts, columns), strict=True):
            if place == home:
                last = found.pop()
                word = Segment(last.start, word.end, f"{last.text} {word.text}")
            found.append(word)
            home = place
    return found


def words(segment: Segment) -> Iterator[Segment]:
    """The words of a segment, each with its own place."""
    step = (segment.end - segment.start) / len(segment.text)
    for word in re.finditer(r"\S+", segment.text):
        yield Segment(segment.start + step * word.start(), segment.start + step * word.end(), word[0])


def head_words(line: Printed) -> list[Segment]:
    """The words of a line; what is no Chinese stays with what it is set in (2026 年), letters with letters (预 算 数)."""
    found: list[Segment] = []
    for segment in line.segments:
        letters = [word.text for word in words(segment)]
        if max(map(len, letters)) == 1 and not _FRAGMENTS.issuperset(letters):
            found.append(Segment(segment.start, segment.end, "".join(letters)))
            continue
        begun = False
        for word in words(segment):
            last = found[-1] if begun else None
            if last and (last.text[-1] < "\u2e80") != (word.text[0] < "\u2e80"):
                found[-1] = Segment(last.start, word.end, f"{last.text} {word.text}")
            else:
                found.append(word)
            begun = True
    return found
