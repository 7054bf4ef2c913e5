"""Cells that cover several places, laid out as the rectangle of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..limits import LIMITS
from ..model import Block, Grid, Line, UnreadableError


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and how many rows and columns it covers, itself included."""

    text: str
    rows: int = 1
    columns: int = 1


def place(rows: Sequence[Iterable[Cell]], file: str) -> list[list[str | None]]:
    """Rows of cells as rows of equal width, `None` where a cell from above or from the left covers the place.

    A cell never reaches below the last row. Raises UnreadableError for more cells than allowed.
    """
    placed: list[list[str | None]] = []
    covered: dict[int, int] = {}  # column → rows from here on that a cell above still covers
    total = 0
    for number, cells in enumerate(rows):
        row: dict[int, str | None] = dict.fromkeys(covered)
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        column = 0
        for cell in cells:
            while column in row:
                column += 1
            height = min(max(cell.rows, 1), len(rows) - number)
            for place in range(column, column + min(max(cell.columns, 1), LIMITS.span)):
                row[place] = None
                if height > 1:
                    below[place] = height - 1
            row[column] = cell.text
        width = max(row, default=-1) + 1
        total += width
        if total > LIMITS.cells:
            raise too_many_cells(file)
        placed.append([row.get(i, "") for i in range(width)])
        covered = below
    return padded(placed, file)


def padded(rows: list[list[str | None]], file: str) -> list[list[str | None]]:
    """The rows at the width of the widest; columns at the right that only covered places reach are left out."""
    width = max((i + 1 for row in rows for i, text in enumerate(row) if text is not None), default=0)
    if width * len(rows) > LIMITS.cells:
        raise too_many_cells(file)
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def too_many_cells(file: str) -> UnreadableError:
    """What to say of a table that is larger than any published one."""
    return UnreadableError(
        f"{file}: a table of over {LIMITS.cells} cells; if it is sound, raise YUSUAN_LIMIT_CELLS"
    )


def as_blocks(rows: list[list[str | None]], first_line: int, page: int | None = None) -> list[Block]:
    """A table as a Grid; as Lines where it has one column (a box around text); nothing where it is empty.

    Row i stands in line `first_line + i`. Rows in which nothing is printed are left out.
    """
    kept = [(row, first_line + i) for i, row in enumerate(rows) if any(row)]
    if not kept:
        return []
    if all(not any(row[1:]) for row, _ in kept):
        return [
            Line(text.strip(), line, page)
            for row, line in kept
            for text in (row[0] or "").split("\n")
            if text.strip()
        ]  # fmt: skip
    return [Grid(tuple(tuple(row) for row, _ in kept), tuple(line for _, line in kept), page)]
