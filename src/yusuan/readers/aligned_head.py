"""The head of a table without rules: words centred over columns and wrapped over lines, to the rows of a grid.

What a word belongs to is told by where it stands alone. Words are centred: in their own column, or over the columns
that they group. A column's words are centred from top to bottom, too, so what stands beneath a group stands lower
than what is beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .aligned_columns import Column, fewer, head_words, matched
from .segments import Printed, Segment

_SLACK = 1.0  # letters that a word may be beside what it continues
_UNCOVERED = (
    0.35  # widths of a column that a group would rather be off the middle than leave a column ungrouped
)


@dataclass(slots=True, eq=False)
class _Group:
    """Words over several columns, which are wrapped where there is more than one of them; the lowest come first."""

    parts: list[_Word]


@dataclass(slots=True, eq=False)
class _Column:
    """What stands in one column of a head: its words from the bottom up, and the groups that it is in."""

    start: float
    end: float
    own: list[_Word]
    groups: list[_Group] = field(default_factory=list)

    @property
    def centre(self) -> float:
        return _centre(max((word for _, word in self.own), key=lambda word: len(word.text)))

    def overlap(self, word: Segment) -> float:
        return min(self.end, word.end) - max(self.start, word.start)


_Word = tuple[int, Segment]  # with its line


def _centre(word: Segment) -> float:
    return (word.start + word.end) / 2


def _middle(lines: list[int]) -> float:
    """The line on which words of these lines are centred."""
    return (min(lines) + max(lines)) / 2


def head_rows(
    head: Sequence[Printed], columns: Sequence[Column], data: Sequence[Printed]
) -> tuple[list[list[str | None]], list[Column]]:
    """The rows of a head, and the columns: those of the figures and labels beneath it, and those with a head alone.

    A group stands at the first of its columns, `None` at the others; so does whatever is below a column's own words.
    """
    heads = _heads([head_words(line) for line in head], columns)
    if heads:
        columns = fewer(columns, [h.centre for h in heads], data)
    spans = [Column(h.start, h.end) for h in heads]
    pairs = [
        (None if i is None else heads[i], spans[i or 0] if j is None else columns[j])
        for i, j in matched(spans, columns)
    ]
    rows: list[list[str | None]] = [
        [None] * len(pairs) for _ in range(max((len(h.groups) for h in heads), default=-1) + 1)
    ]
    above: list[_Group] = []
    for i, (own, _) in enumerate(pairs):
        groups = own.groups[::-1] if own else []
        for level, group in enumerate(groups):
            if level >= len(above) or above[level] is not group:
                rows[level][i] = _text(group.parts)
        if rows:
            rows[len(groups)][i] = _text(own.own) if own else ""
        above = groups
    return rows, [column for _, column in pairs]


def _heads(lines: list[list[Segment]], columns: Sequence[Column]) -> list[_Column]:
    """The columns that the words of a head make."""
    heads: list[_Column] = []
    for line in range(len(lines) - 1, -1, -1):
        _stack(line, lines[line], heads)
    bottom = len(lines) - 1
    for line in range(bottom, -1, -1):
        _group(line, heads, bottom, columns, sure=True)
    for line in range(bottom):
        _group(line, heads, bottom, columns, sure=False)
    return heads


def _text(parts: list[_Word]) -> str:
    return "\n".join(word.text for _, word in reversed(parts))


def _stack(line: int, pieces: list[Segment], columns: list[_Column]) -> None:
    """Puts the words of one line, the lowest of those not yet read, over the columns so far, or into new ones."""
    for word, home in zip(pieces, _homes(pieces, columns), strict=True):
        last = next((c for c in columns if c.own[-1][0] == line and c.overlap(word) > 0), None)
        if home:
            home.own.append((line, word))
            if sum(c.overlap(word) > 0 for c in columns) < 2:
                home.start, home.end = min(home.start, word.start), max(home.end, word.end)
        elif last and _is_spaced(last.own[-1][1], word):
            before = last.own.pop()[1]
            last.own.append((line, Segment(before.start, word.end, before.text + word.text)))
        else:
            columns.append(_Column(word.start, word.end, [(line, word)]))
    columns.sort(key=lambda c: c.start + c.end)


def _homes(pieces: list[Segment], columns: Sequence[_Column]) -> list[_Column | None]:
    """For each word the column that it continues, in their order; None where none is near enough."""
    if not columns:
        return [None] * len(pieces)
    costs = [np.zeros(len(columns) + 1)]  # of the first words with the first columns
    steps: list[np.ndarray] = []
    for word in pieces:
        width = (word.end - word.start) / len(word.text)
        gaps = np.array(
            [max(-c.overlap(word), 0.0) + abs(c.start + c.end - word.start - word.end) / 100 for c in columns]
        )
        near = np.array([c.overlap(word) > -_SLACK * width for c in columns])
        steps.append(np.where(near, gaps / width, np.inf))
        cost = costs[-1] + _SLACK + 1
        cost[1:] = np.minimum(cost[1:], costs[-1][:-1] + steps[-1])
        costs.append(np.minimum.accumulate(cost))
    homes: list[_Column | None] = []
    at = len(columns)
    for i in range(len(pieces), 0, -1):
        while at and costs[i][at] == costs[i][at - 1]:
            at -= 1
        if at and costs[i][at] == costs[i - 1][at - 1] + steps[i - 1][at - 1]:
            at -= 1
            homes.append(columns[at])
        else:
            homes.append(None)
    return homes[::-1]


def _is_spaced(last: Segment, word: Segment) -> bool:
    """Whether two words of a line in one column are one that is set wide (栏  次), or a space apart."""
    width = (word.end - word.start) / len(word.text)
    return len(word.text) == 1 or word.start - last.end < 1.5 * width


def _group(line: int, columns: list[_Column], bottom: int, beneath: Sequence[Column], *, sure: bool) -> None:
    """Makes those words of one line groups that are the common head of several columns beneath them.

    What may as well be the upper line of a wrapped word is left until all that is `sure` is grouped.
    """
    here = [(c, word) for c in columns for at, word in c.own if at == line]
    first = 0
    for number, (column, word) in enumerate(here):
        last = columns.index(here[number + 1][0]) - 1 if number + 1 < len(here) else len(columns) - 1
        found = _grouped(line, word, columns, columns.index(column), first, last, bottom, beneath, sure)
        if not found:
            first = columns.index(column) + 1
            continue
        _join(line, word, [c for c in columns[found[0] : found[1] + 1] if c.own[0][0] > line])
        column.own.remove((line, word))
        first = found[1] + 1
        if not column.own:
            columns.remove(column)
            first -= 1


def _join(line: int, word: Segment, columns: list[_Column]) -> None:
    """A word becomes the group of these columns, or the upper line of the group that they are."""
    last = columns[0].groups[-1] if columns[0].groups else None
    width = (word.end - word.start) / len(word.text)
    if last and all(c.groups and c.groups[-1] is last for c in columns):
        at, under = last.parts[-1]
        if at - line < 3 and abs(_centre(under) - _centre(word)) < 1.5 * width:
            last.parts.append((line, word))
            return
    group = _Group([(line, word)])
    for column in columns:
        column.groups.append(group)
        column.groups.sort(key=lambda g: -g.parts[-1][0])


def _grouped(
    line: int, word: Segment, columns: list[_Column], home: int, first: int, last: int, bottom: int,
    beneath: Sequence[Column], sure: bool,
) -> tuple[int, int] | None:  # fmt: skip
    """The first and last of the columns that a word is the common head of; None where it is one column's own."""
    level = (line + bottom) / 2

    def depth(i: int) -> float:
        """How far the words of a column are centred below those of one that begins on this line; -1 for no such."""
        lines = [at for at, _ in columns[i].own]
        if i != home and min(lines) < line:
            return -1.0
        under = [at for at in lines if at > line]
        inner = any(group.parts[-1][0] > line for group in columns[i].groups)
        return bottom if inner else _middle(under) - level if under else -1.0

    alone = columns[home].own[0][0] == line  # nothing is beneath it: a column of its own, or between columns
    inside = [i for i in range(first, last + 1) if columns[i].own[0][0] > line]
    low = max((i for i in inside if i <= home), default=-1)
    high = min((i for i in inside if i >= home), default=-1)
    if min(low, high) < 0 or min(depth(low), depth(high)) < -0.5:
        return None
    around = [columns[low], columns[high]]
    if alone and any(_over(c, word) and not any(_over(c, a) for a in around) for c in beneath):
        return None
    left, right = inside.index(low), inside.index(high)
    while left > 0 and depth(inside[left - 1]) >= -0.5:
        left -= 1
    while right + 1 < len(inside) and depth(inside[right + 1]) >= -0.5:
        right += 1
    within = inside[left : right + 1]
    options = [
        (i, j)
        for i in within
        for j in within
        if i <= low and j >= high and i < j and _nests(line, columns, i, j) and _is_whole(columns, i, j)
    ]
    if not options:
        return None
    pitch = (columns[within[-1]].end - columns[within[0]].start) / len(within)

    def cost(option: tuple[int, int]) -> float:
        covered = [option[0] <= i <= option[1] for i in within]
        wrong = [c != (depth(i) > 0) for c, i in zip(covered, within, strict=True)]
        return _off(word, columns, *option) / pitch + _UNCOVERED * sum(wrong)

    best = min(options, key=cost)
    if alone:
        return best
    if sure:
        return None
    beside = [
        c for i, c in enumerate(columns) if i != home and best[0] <= i <= best[1] and c.own[0][0] > line
    ]
    level = np.median([_middle([at for at, _ in c.own]) for c in beside])
    lower = [at for at, _ in columns[home].own if at > line]
    lifted = abs(_middle([line, *lower]) - level) - abs(_middle(lower) - level)
    off = _off(word, columns, *best) - abs(_centre(word) - columns[home].centre)
    return best if lifted > off / pitch else None


def _over(one: Column | _Column, other: Segment | _Column) -> bool:
    return min(one.end, other.end) > max(one.start, other.start)


def _nests(line: int, columns: list[_Column], first: int, last: int) -> bool:
    """Whether these columns are whole groups as far as what is below a line goes, and in one group above it."""

    def above(i: int) -> list[_Group]:
        return [group for group in columns[i].groups if group.parts[-1][0] <= line]

    def cut(left: int) -> bool:
        if left < 0 or left + 1 >= len(columns):
            return False
        a, b = columns[left].groups, columns[left + 1].groups
        return any(group in b for group in a if group.parts[-1][0] > line)

    same = all(above(i) == above(first) for i in range(first, last + 1) if columns[i].own[0][0] > line)
    return same and not cut(first - 1) and not cut(last)


def _is_whole(columns: list[_Column], first: int, last: int) -> bool:
    """Whether these columns part no code from its name, and a sum of them (小计) is the first, or of a group among them."""

    def parts(left: int) -> bool:
        if left < 0 or left + 1 >= len(columns):
            return False
        code, name = (_text(column.own) for column in columns[left : left + 2])
        return code.endswith(("编码", "代码")) and name.endswith("名称")

    inner = columns[first + 1 : last + 1]
    whole = not any(_text(column.own) == "小计" and not column.groups for column in inner)
    return whole and not parts(first - 1) and not parts(last)


def _off(word: Segment, columns: list[_Column], first: int, last: int) -> float:
    """How far a word is from the middle of these columns, by their borders or by their own middles."""
    left, right = columns[first], columns[last]
    start = (columns[first - 1].end + left.start) / 2 if first else left.start
    end = (right.end + columns[last + 1].start) / 2 if last + 1 < len(columns) else right.end
    return min(abs(_centre(word) - (start + end) / 2), abs(_centre(word) - (left.centre + right.centre) / 2))
