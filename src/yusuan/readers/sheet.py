"""What every kind of spreadsheet comes down to: texts at places and merged areas; and from there to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..limits import LIMITS
from ..model import Block, Grid, Line
from .merged import too_many_cells

Row = list[str | None]

_UNNAMED = re.compile(r"^(?:sheet|工作表|表格?)\s*\d*$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[：:。；，]")  # what a note has and a label has not


@dataclass(frozen=True, slots=True)
class Sheet:
    """The visible cells of one sheet: `(row, column) → text`, from 0, for those that print something.

    `merged` holds (first row, first column, last row, last column) of each merged area; `number` counts from 1.
    """

    name: str
    number: int
    cells: dict[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def sheet_blocks(sheet: Sheet, file: str) -> list[Block]:
    """A sheet as blocks: its name (unless it is `Sheet1`), then lines and grids; `page` is the sheet, `line` the row.

    An empty row ends a table, and so does a text merged over all columns. Rows with a single text above a table
    (title, unit) are lines, as are notes below it. Columns empty in the whole sheet are left out.
    """
    if not sheet.cells:
        return []
    blocks: list[Block] = [] if _UNNAMED.match(sheet.name) else [Line(sheet.name, 1, sheet.number)]
    columns = sorted({column for _, column in sheet.cells})
    for rows in _runs(sheet):
        inside = set(rows)
        used = {column for row, column in sheet.cells if row in inside}
        blocks.extend(_part(sheet, rows, [c for c in columns if min(used) <= c <= max(used)], file))
    return blocks


def _runs(sheet: Sheet) -> Iterator[list[int]]:
    """The numbers of consecutive rows in which something is printed, or a cell printed above reaches down."""
    printed = {row for row, _ in sheet.cells}
    last = max(printed)
    for top, left, bottom, _ in sheet.merged:
        if (top, left) in sheet.cells:
            printed.update(range(top, min(bottom, last) + 1))
    run: list[int] = []
    for row in sorted(printed):
        if run and row != run[-1] + 1:
            yield run
            run = []
        run.append(row)
    yield run


def _part(sheet: Sheet, numbers: list[int], columns: list[int], file: str) -> Iterator[Block]:
    if len(numbers) * len(columns) > LIMITS.cells:
        raise too_many_cells(file)
    rows: dict[int, Row] = {row: [sheet.cells.get((row, c), "") for c in columns] for row in numbers}
    wide: set[int] = set()  # rows with a text that is merged over several columns
    for top, left, bottom, right in sheet.merged:
        places = [i for i, column in enumerate(columns) if left <= column <= right]
        for row in range(max(top, numbers[0]), min(bottom, numbers[-1]) + 1):
            for i in places:
                if (row, columns[i]) != (top, left):
                    rows[row][i] = None
        if len(places) > 1:
            wide.add(top)
    single = {row for row, texts in rows.items() if sum(bool(text) for text in texts) == 1}
    top = next((i for i, row in enumerate(numbers) if row not in single), len(numbers))
    bottom = len(numbers)
    while bottom > top and numbers[bottom - 1] in single and _is_note(numbers[bottom - 1], rows, wide):
        bottom -= 1
    grid: list[int] = []
    for i, row in enumerate(numbers):
        title = row in single and rows[row][0] and all(text is None for text in rows[row][1:])
        if top <= i < bottom and not title:
            grid.append(row)
            continue
        yield from _grid(grid, rows, sheet.number)
        grid = []
        text = next(text for text in rows[row] if text)
        yield from (Line(part.strip(), row + 1, sheet.number) for part in text.split("\n") if part.strip())
    yield from _grid(grid, rows, sheet.number)


def _is_note(row: int, rows: dict[int, Row], wide: set[int]) -> bool:
    return row in wide or any(text and _PUNCTUATION.search(text) for text in rows[row])


def _grid(numbers: list[int], rows: dict[int, Row], page: int) -> Iterator[Block]:
    kept = [row for row in numbers if any(rows[row])]
    if kept:
        yield Grid(tuple(tuple(rows[row]) for row in kept), tuple(row + 1 for row in kept), page)
