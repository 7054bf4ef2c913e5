"""What every kind of spreadsheet comes down to: texts at places and merged areas; and from there to blocks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..amounts import looks_numeric
from ..limits import LIMITS
from ..model import Block, Grid, Line, UnreadableError, Unseen
from .merged import too_many_cells

Row = list[str | None]
Area = tuple[int, int, int, int]

FURTHEST = (1_048_576, 16_384)  # rows and columns of a sheet

_UNNAMED = re.compile(r"^(?:sheet|工作表|表格)\s*\d*$|^表$", re.IGNORECASE)
_TITLE = re.compile(r"...表(?:[（(].*[）)])?$")
_PUNCTUATION = re.compile(r"[：:。；，]")  # what a note has and a label has not


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet: `(row, column) → text`, from 0, for those that print something or would, if shown.

    `merged` holds (first row, first column, last row, last column) of each merged area; `number` counts from 1,
    None where there is only one. `unseen` are places of figures that their format does not show.
    """

    name: str
    number: int | None
    cells: dict[tuple[int, int], str]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unseen: frozenset[tuple[int, int]] = frozenset()


def sheet_blocks(sheet: Sheet, file: str) -> list[Block]:
    """A sheet as blocks: its name (unless it is `Sheet1`), then lines and grids; `page` is the sheet, `line` the row.

    An empty row ends a table, and so does a text merged over all columns. Rows with a single text above a table
    (title, unit) are lines, as are notes below it. Columns empty in the whole sheet are left out. What is hidden is not
    read: sheets, rows, columns, what lies under a merged cell; figures among it are told as `Unseen`.
    """
    shown, areas, told = _shown(sheet, file)
    if not shown:
        return told
    blocks: list[Block] = (
        [] if not sheet.name or _UNNAMED.match(sheet.name) else [Line(sheet.name, 1, sheet.number)]
    )
    printed: dict[int, dict[int, str]] = {}
    for (row, column), text in shown.items():
        printed.setdefault(row, {})[column] = text
    columns = sorted({column for _, column in shown})
    covering = _covering(areas, max(printed), columns[-1], file)
    for run in _runs(printed, covering, _next_shown(sheet.hidden_rows)):
        used = [column for row in run for column in printed.get(row, ())]
        first, last = min(used), max(used)
        within = [column for column in columns if first <= column <= last]
        if len(run) * len(within) > LIMITS.cells:
            raise too_many_cells(file)
        rows: dict[int, Row] = {
            row: [printed.get(row, {}).get(column, "") for column in within] for row in run
        }
        for side, its in _sides(rows, within):
            blocks.extend(_part(side, its, covering, sheet.number))
    return blocks + told


def _shown(sheet: Sheet, file: str) -> tuple[dict[tuple[int, int], str], list[Area], list[Block]]:
    """The cells that are shown, the merged areas that print one of them, and what there is of figures not shown."""
    shown = dict(sheet.cells)
    why = dict.fromkeys(sheet.unseen, "不显示数值的单元格")
    rows, columns = _next_shown(sheet.hidden_rows), _next_shown(sheet.hidden_columns)
    areas: list[Area] = []
    for top, left, bottom, right in sheet.merged:  # a merged cell shows in what is left of it
        row, column = rows.get(top, top), columns.get(left, left)
        if (top, left) in shown and row <= bottom and column <= right:
            shown[row, column] = shown.pop((top, left))
        areas.append((row, column, bottom, right))
    for reason, hidden in (
        ("合并单元格下面", _under(shown, areas, file)),
        ("隐藏的列", {place for place in shown if place[1] in sheet.hidden_columns}),
        ("隐藏的行", {place for place in shown if place[0] in sheet.hidden_rows}),
        ("隐藏的工作表", set(shown) if sheet.hidden else set()),
    ):
        for place in hidden & shown.keys():
            if looks_numeric(shown.pop(place)):
                why[place] = reason
    rows_told: dict[str, list[int]] = {}
    for (row, _), reason in why.items():
        rows_told.setdefault(reason, []).append(row + 1)
    told: list[Block] = [
        Unseen(f"工作表“{sheet.name}”：{reason}有 {len(lines)} 个数", sheet.number, min(lines))
        for reason, lines in rows_told.items()
    ]
    return shown, [area for area in areas if area[:2] in shown], told


def _under(cells: dict[tuple[int, int], str], areas: list[Area], file: str) -> set[tuple[int, int]]:
    """The places of the cells that lie under a merged cell."""
    columns: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        columns.setdefault(row, []).append(column)
    rows = list(columns)
    found: set[tuple[int, int]] = set()
    steps = 0
    for top, left, bottom, right in areas:
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            under = columns[row][bisect_left(columns[row], left) : bisect_right(columns[row], right)]
            found.update((row, column) for column in under if (row, column) != (top, left))
            steps += 1 + len(under)
        if steps > LIMITS.cells:
            raise too_many_cells(file)
    return found


def _next_shown(hidden: frozenset[int]) -> dict[int, int]:
    """For each hidden row or column the next that is shown."""
    following: dict[int, int] = {}
    for index in sorted(hidden, reverse=True):
        following[index] = following.get(index + 1, index + 1)
    return following


def _sides(rows: dict[int, Row], columns: list[int]) -> Iterator[tuple[dict[int, Row], list[int]]]:
    """Rows and their columns; below several titles in one row, each begins a table of its own."""
    first = next(iter(rows.values()))
    titles = [i for i, text in enumerate(first) if text]
    apart = len(titles) > 1 and all(_TITLE.search(text) for text in first if text)
    cuts = [0, *(titles[1:] if apart else []), len(columns)]
    for i, j in pairwise(cuts):
        yield {row: texts[i:j] for row, texts in rows.items() if not apart or any(texts[i:j])}, columns[i:j]


def _covering(areas: list[Area], last_row: int, last_column: int, file: str) -> dict[int, list[Area]]:
    """For each row the merged areas that reach into it."""
    covering: dict[int, list[Area]] = {}
    total = 0
    for top, left, bottom, right in areas:
        area = (top, left, min(bottom, last_row), min(right, last_column))
        total += (area[2] - top + 1) * (area[3] - left + 1)
        if total > LIMITS.cells:
            raise too_many_cells(file)
        for row in range(top, area[2] + 1):
            covering.setdefault(row, []).append(area)
    return covering


def _runs(
    printed: dict[int, dict[int, str]], covering: dict[int, list[Area]], following: dict[int, int]
) -> Iterator[list[int]]:
    """The numbers of rows that are shown one below the other, in which something is printed, or a cell printed above reaches down.

    An empty row under a head belongs to its table.
    """
    run: list[int] = []
    for row in sorted(printed.keys() | covering.keys()):
        headed = len(printed.get(run[-1], ())) > 2 if run else False
        headed = headed and not any(looks_numeric(t) for i in run for t in printed.get(i, {}).values())
        if run and row != following.get(run[-1] + 1, run[-1] + 1) and not headed:
            yield run
            run = []
        run.append(row)
    yield run


def _part(
    rows: dict[int, Row], columns: list[int], covering: dict[int, list[Area]], page: int | None
) -> Iterator[Block]:
    """Consecutive rows, taken apart at the texts that are merged over all columns, and at titles in between."""
    wide: set[int] = set()  # rows with a text that is merged over several columns
    for row, texts in rows.items():
        for first, left, _, right in covering.get(row, ()):
            places = [i for i, column in enumerate(columns) if left <= column <= right]
            for i in places:
                if (row, columns[i]) != (first, left):
                    texts[i] = None
            if row == first and len(places) > 1:
                wide.add(row)
    piece: dict[int, Row] = {}
    for row, texts in rows.items():
        printed = [text for text in texts if text]
        if len(printed) == 1 and (all(text is None for text in texts[1:]) or _TITLE.search(printed[0])):
            yield from _piece(piece, wide, page)
            yield from _line(row, texts, page)
            piece = {}
        else:
            piece[row] = texts
    yield from _piece(piece, wide, page)


def _piece(rows: dict[int, Row], wide: set[int], page: int | None) -> Iterator[Block]:
    """Rows as lines where they hold one text above the table or a note below it; the others as its grid."""
    numbers = list(rows)
    single = {row for row, texts in rows.items() if sum(bool(text) for text in texts) == 1}
    top = next((i for i, row in enumerate(numbers) if row not in single), len(numbers))
    bottom = len(numbers)
    while bottom > top and numbers[bottom - 1] in single and _is_note(numbers[bottom - 1], rows, wide):
        bottom -= 1
    for row in numbers[:top]:
        yield from _line(row, rows[row], page)
    if table := [row for row in numbers[top:bottom] if any(rows[row])]:
        yield Grid(tuple(tuple(rows[row]) for row in table), tuple(row + 1 for row in table), page)
    for row in numbers[bottom:]:
        yield from _line(row, rows[row], page)


def _line(row: int, texts: Row, page: int | None) -> Iterator[Line]:
    text = next(text for text in texts if text)
    return (Line(part.strip(), row + 1, page) for part in text.split("\n") if part.strip())


def _is_note(row: int, rows: dict[int, Row], wide: set[int]) -> bool:
    return row in wide or any(text and _PUNCTUATION.search(text) for text in rows[row])


def whole(text: str | None, default: int = 0) -> int:
    """The whole number that an attribute says."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else default


def not_worked_out(file: str, place: str) -> UnreadableError:
    """What to say of a formula whose value the file does not have."""
    return UnreadableError(
        f"{file}: {place}: a formula without its value; open it in a spreadsheet program and save it"
    )
