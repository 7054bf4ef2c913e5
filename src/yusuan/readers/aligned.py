"""Tables without rules, told by what stands under what: the columns of `pdftotext -layout` and of positioned text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..amounts import is_blank, looks_numeric
from ..model import Grid, Line
from .aligned_columns import Column, columns_of, head_words, reached
from .aligned_head import head_rows
from .aligned_rows import body_rows
from .segments import AFTER_A_FIGURE, MOST, Printed, is_amount

_PAIR = re.compile(r"(?<!其中)[：:]")  # of "单位：万元"
Heads = dict[tuple[int | str, ...], list[list[str | None]]]  # by their columns and words

_TITLE = re.compile(r"...表(?:[（(].*[）)])?$")
_HIGHEST = 16  # lines of a head
_WIDEST = 20  # characters of a word over columns


@dataclass(slots=True)
class Known:
    """What the tables so far tell of the next: their heads, and where the columns of the last one lie."""

    heads: Heads = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)


def aligned_blocks(lines: Sequence[Printed], known: Known) -> list[Line | Grid]:
    """Visual lines as blocks: a table is a run of lines whose segments, figures among them, stand in columns.

    A table of contents (ascending whole numbers only) is none. Lines of different pages are in different tables.
    """
    blocks: list[Line | Grid] = []
    done = 0
    for first, last in _tables(lines):
        blocks += [line.as_line() for line in lines[done:first]]
        blocks.append(_grid(lines[first : last + 1], known))
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
            found.append((head, _tail(lines, run)))
    return found


def _goes_on(lines: Sequence[Printed], i: int) -> bool:
    """Whether the line below begins with the unit of a figure at the end of line `i`: both are one sentence."""
    return i + 1 < len(lines) and bool(AFTER_A_FIGURE.match(lines[i + 1].segments[0].text))


def _continues(lines: Sequence[Printed], run: list[int], new: int) -> bool:
    """Whether data line `new` belongs to the table of `run`: nothing between them is prose, a title or a new head."""
    between = lines[run[-1] + 1 : new]
    if any(line.is_prose or _is_heading(line) for line in between) or lines[run[-1]].page != lines[new].page:
        return False
    if not between:
        return True
    near = [lines[i] for i in [*run[-8:], new]]
    columns = columns_of(near)
    figures = {
        i for line in near for s in line.segments if looks_numeric(s.text) for i in reached(s, columns)
    }
    return not any(_is_set_across(line, columns, figures) for line in between)


def _is_heading(line: Printed) -> bool:
    """Whether a line is a title or names the unit."""
    sole = len(line.segments) == 1 and _TITLE.search(line.segments[0].text)
    return bool(sole) or any(_PAIR.search(s.text) for s in line.segments)


def _is_set_across(line: Printed, columns: list[Column], figures: set[int]) -> bool:
    """Whether a line is a title over several columns, or a head: words where the figures are."""
    over = [reached(s, columns) for s in line.segments if not is_blank(s.text)]
    return any(figures.intersection(places) for places in over if len(over) > 1 or len(places) > 1)


def _in_columns(line: Printed, columns: list[Column]) -> bool:
    return all(len(reached(word, columns)) == 1 for word in head_words(line))


def _head(lines: Sequence[Printed], run: list[int], start: int) -> int:
    """The first line of the head above a run of data: words over columns, none of them a title or a pair."""
    first = run[0]
    columns = columns_of([lines[i] for i in run if not lines[i].is_numbering] or [lines[i] for i in run])
    figures = min(
        (s.start for i in run for s in lines[i].segments if is_amount(s.text)), default=columns[0].end
    )
    left = min(line.segments[0].start for line in lines[first : run[-1] + 1])
    for i in range(run[0] - 1, max(start, run[0] - _HIGHEST) - 1, -1):
        line = lines[i]
        if line.is_prose or line.page != lines[first].page or len(line.segments) > MOST or _is_heading(line):
            break
        word = line.segments[0]
        if len(line.segments) > 1:
            first = i
        elif len(word.text) > _WIDEST:
            break
        elif word.end > figures and word.start > left and word.end <= columns[-1].end + len(word.text):
            first = i
        elif not _in_columns(line, columns):
            break
    return first


def _tail(lines: Sequence[Printed], run: list[int]) -> int:
    """The last line of a table: under its last figures, as many lines of their label as stand above them."""
    last, above = run[-1], 0
    while last - above - 1 > run[0] and _is_label(lines[last - above - 1], lines[last - above]):
        above += 1
    for _ in range(above):
        if last + 1 == len(lines) or not _is_label(lines[last + 1], lines[last + 1]):
            break
        last += 1
    return last


def _is_label(line: Printed, below: Printed) -> bool:
    sole = len(line.segments) == 1 and not looks_numeric(line.segments[0].text)
    return sole and not (below.apart or line.is_prose or _is_heading(line))


def _is_table(data: list[Printed], headed: bool) -> bool:
    figures = [
        s.text for line in data for s in line.segments if looks_numeric(s.text) and not is_blank(s.text)
    ]
    if any(map(is_amount, figures)):
        return headed or (len(data) > 1 and max(len(line.segments) for line in data) > 1)
    pages = [int(text) for text in figures if text.isdecimal() and len(text) < 5]
    contents = len(pages) == len(data) and all(a <= b for a, b in pairwise(pages))
    return headed and len(data) > 1 and not contents


def _grid(lines: Sequence[Printed], known: Known) -> Grid:
    """The grid of these lines, without those that only number the columns.

    A head of the same words over as many columns is the head of a page before, however it is set here. Lines without a
    head stand in the columns of the table before, if that has more.
    """
    lines = [line for line in lines if not line.is_numbering]
    told = {key[1:] for key in known.heads}
    height = next((n for n in range(1, min(_HIGHEST, len(lines))) if told and _words(lines[:n]) in told), 0)
    height = height or _head_height(lines)
    data = [line for line in lines if line.is_data]
    head, columns = head_rows(lines[:height], columns_of([*data, *_labels(lines[height:])]), data)
    known.columns = columns = columns if height or len(columns) > len(known.columns) else known.columns
    head = known.heads.setdefault((len(columns), *_words(lines[:height])), head)
    rows, numbers = body_rows(lines[height:], columns)
    numbers = [line.line for line in lines[: len(head)]] + numbers
    return Grid(tuple(map(tuple, head + rows)), tuple(numbers), lines[0].page)


def _words(lines: Sequence[Printed]) -> tuple[str, ...]:
    return tuple(sorted(word for line in lines for s in line.segments for word in s.text.split()))


def _labels(lines: Sequence[Printed]) -> list[Printed]:
    """The lines of words that lie left of all figures."""
    start = min(s.start for line in lines if line.is_data for s in line.segments if looks_numeric(s.text))
    return [line for line in lines if not line.is_data and line.segments[-1].end <= start]


def _head_height(lines: Sequence[Printed]) -> int:
    """How many lines are the head: those before the first figures, but for the upper part of a wrapped label."""
    height = next(i for i, line in enumerate(lines) if line.is_data)
    columns = columns_of([line for line in lines if line.is_data])
    first = lines[height].segments
    used = {i for s in first for i in reached(s, columns)}
    amounts = min((s.start for s in first if is_amount(s.text)), default=0)
    while height > 1 and not lines[height].apart and len(lines[height - 1].segments) == 1:
        (word,) = lines[height - 1].segments
        labelled = first[0].start < amounts and not used.isdisjoint(reached(word, columns))
        labelled = labelled and not lines[height - 1].apart
        if word.start >= amounts or labelled or (word.end > amounts and first[0].start < amounts):
            break
        height -= 1
    return height
