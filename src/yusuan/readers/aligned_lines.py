"""Lines of layout text before they are a table: what was set apart by the converter alone comes together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from math import inf

import numpy as np

from ..amounts import looks_numeric
from .aligned_columns import words
from .segments import Printed, Segment, is_amount

_FRACTION = re.compile(r"\.\d")
_WORDS = re.compile(r"[\u2e80-\uffff]{2,9}(?: [\u2e80-\uffff]{2,9})+")
_NEAR = 2.5  # letters between a figure and its decimals
_LONG = 14  # letters that no label has on three lines at one place
_LINES = 3
_HIGH = 3  # lines of a head that may lie between two of a word


def whole_figures(lines: Iterable[Printed]) -> Iterator[Printed]:
    """The lines, those put together whose decimals are set a line below their figure (`7,686` over `.68`)."""
    above: Printed | None = None
    for line in lines:
        joined = _with_decimals(above, line) if above else None
        if above and not joined:
            yield above
        above = joined or line
    if above:
        yield above


def _with_decimals(above: Printed, line: Printed) -> Printed | None:
    """Both lines as one, if the lower begins with the decimals of a figure of the upper."""
    found = list(above.segments)
    for number, s in enumerate(line.segments):
        ends = [i for i, t in enumerate(found) if t.text[-1].isdigit() and abs(s.start - t.end) < _NEAR]
        if _FRACTION.match(s.text) and ends:
            whole = found[ends[-1]]
            found[ends[-1]] = Segment(whole.start, max(s.end, whole.end), whole.text + s.text)
        elif number == 0:
            return None
        else:
            found.append(s)
    return replace(above, segments=tuple(sorted(found, key=lambda s: s.start)))


def set_wide(lines: Sequence[Printed]) -> list[Printed]:
    """The lines; words of a head with one space between them, which the converter sets as if a Chinese letter were as
    narrow as a digit, take more room, up to what they have on paper, as the words above and below them say."""
    heads = [() if any(looks_numeric(s.text) for s in line.segments) else line.segments for line in lines]
    found = list(lines)
    for n, segments in enumerate(heads):
        if any(_WORDS.fullmatch(s.text) for s in segments):
            around = chain(*heads[max(n - _HIGH, 0) : n], *heads[n + 1 : n + 1 + _HIGH])
            middles = [(w.start, (w.start + w.end) / 2) for s in around for w in words(s)]
            room = [*(s.start - 1 for s in segments[1:]), inf]
            spread = tuple(_spread(s, end, middles) for s, end in zip(segments, room, strict=True))
            found[n] = replace(lines[n], segments=spread)
    return found


def _spread(segment: Segment, room: float, around: Sequence[tuple[float, float]]) -> Segment:
    most = max(segment.end, min(segment.start + 2 * len(segment.text), room))
    shown = [middle for start, middle in around if segment.start <= start and middle < most]
    if not _WORDS.fullmatch(segment.text) or not shown:
        return replace(segment, end=most) if _WORDS.fullmatch(segment.text) else segment
    sizes = [replace(segment, end=segment.end + n * (most - segment.end) / 4) for n in range(5)]
    middles = [np.array([(w.start + w.end) / 2 for w in words(size)])[:, None] for size in sizes]
    apart = [np.abs(middle - shown) for middle in middles]
    if (apart[0].min(axis=1) < 1).all():  # each of them is over or under another as it is
        return segment
    return sizes[int(np.argmin([distances.min(axis=0).sum() for distances in apart]))]


def beside_prose(lines: Sequence[Printed]) -> list[Printed]:
    """The lines, a column of prose to the right of figures put into the nearest line with a figure, page by page."""
    return [line for _, page in groupby(lines, key=lambda line: line.page) for line in _page(list(page))]


def _page(lines: list[Printed]) -> list[Printed]:
    long = [(i, s) for i, line in enumerate(lines) for s in line.segments if _is_long(s)]
    start, times = Counter(round(s.start) for _, s in long).most_common(1)[0] if long else (0, 0)
    column = [(i, s) for i, s in long if abs(s.start - start) < 1]
    if times < _LINES:
        return lines
    first, last, right = column[0][0], column[-1][0], max(s.end for _, s in column)
    rows = [
        i
        for i in range(first, last + 1)
        if any(is_amount(s.text) and s.end <= start + 1 for s in lines[i].segments)
    ]
    if not rows:
        return lines
    taken: dict[int, list[Segment]] = {i: [] for i in rows}
    kept: list[Printed] = []
    places: dict[int, int] = {}
    gap = False
    for i, line in enumerate(lines):
        amounts = [s.end for s in line.segments if is_amount(s.text)]
        end = max(amounts, default=start)
        inside = [
            s for s in line.segments
            if first <= i <= last + 1 and s.start < right and not looks_numeric(s.text)
            and (s.start >= start - 1 or (s.start > end and (_is_long(s) or amounts)))
        ]  # fmt: skip
        taken[min(rows, key=lambda row: abs(row - i))] += inside
        rest = tuple(s for s in line.segments if s not in inside)
        if rest:
            places[i] = len(kept)
            kept.append(replace(line, segments=rest, apart=line.apart or gap))
        gap = not rest
    for row, segments in taken.items():
        if segments:
            prose = Segment(start, right, "".join(s.text for s in segments))
            line = kept[places[row]]
            kept[places[row]] = replace(
                line, segments=tuple(sorted((*line.segments, prose), key=lambda s: s.start))
            )
    return kept


def _is_long(segment: Segment) -> bool:
    return len(segment.text) >= _LONG and not looks_numeric(segment.text)
