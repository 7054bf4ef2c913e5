"""Ruled lines to tables: pure geometry in points, x to the right and y downwards.

An edge is a row of an array: the position of a line and where it starts and ends. For a horizontal edge that is
`(y, x0, x1)`, for a vertical one `(x, y0, y1)`. All distances are in points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

REACH = 3.0  # lines nearer than this are one line, ends nearer than this meet: half of the smallest print


@dataclass(frozen=True, slots=True)
class Lattice:
    """One ruled table: its column borders `xs`, its row borders `ys`, and for each of its places the cell it is in.

    `owner[r, c]` is the number of the place (r × columns + c) at which the cell covering place (r, c) begins.
    """

    xs: Floats
    ys: Floats
    owner: Ints

    def locate(self, x: Floats, y: Floats) -> Ints:
        """The cell each point lies in, -1 outside of the table."""
        column = np.searchsorted(self.xs, x) - 1
        row = np.searchsorted(self.ys, y) - 1
        rows, columns = self.owner.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        return np.where(inside, self.owner[row.clip(0, rows - 1), column.clip(0, columns - 1)], -1)


def lattices(horizontal: Floats, vertical: Floats) -> list[Lattice]:
    """The tables that these edges draw, from the top down; a frame of a single cell is none."""
    # Joined before they are snapped as well: the dots of one line must not draw the lines they cross together.
    horizontal, vertical = _join(_snap(_join(horizontal))), _join(_snap(_join(vertical)))
    if not len(horizontal) or not len(vertical):
        return []
    meet = _between(horizontal[:, :1], vertical[:, 1], vertical[:, 2])
    meet &= _between(vertical[:, 0], horizontal[:, 1:2], horizontal[:, 2:])
    label_h, label_v = _components(meet)
    found = [
        _lattice(horizontal[label_h == label], vertical[label_v == label])
        for label in np.unique(label_v[meet.any(axis=0)])
    ]
    tables = [lattice for lattice in found if len(np.unique(lattice.owner)) > 1]
    return sorted(tables, key=lambda t: (t.ys[0], t.xs[0]))


def _between(value: Floats, low: Floats, high: Floats) -> Flags:
    return (value >= low - REACH) & (value <= high + REACH)


def _snap(edges: Floats) -> Floats:
    """Edges in order of position, neighbours within reach moved to one position: their middle."""
    edges = edges[np.argsort(edges[:, 0], kind="stable")]
    if len(edges):
        group = np.concatenate([[0], np.cumsum(np.diff(edges[:, 0]) > REACH)])
        edges[:, 0] = (np.bincount(group, edges[:, 0]) / np.bincount(group))[group]
    return edges


def _join(edges: Floats) -> Floats:
    """Pieces of one line that touch become one edge: dashes, double strokes, a border drawn cell by cell."""
    if not len(edges):
        return edges
    edges = edges[np.lexsort((edges[:, 1], np.round(edges[:, 0], 1)))]
    lane = np.concatenate([[0], np.cumsum(np.diff(np.round(edges[:, 0], 1)) > 0)]) * (
        2 * np.abs(edges[:, 1:]).max() + 9 * REACH
    )
    reached = np.maximum.accumulate(edges[:, 2] + lane)
    first = np.concatenate([[True], edges[1:, 1] + lane[1:] > reached[:-1] + REACH])
    starts = np.flatnonzero(first)
    joined = np.column_stack([edges[starts, :2], np.maximum.reduceat(edges[:, 2], starts)])
    return joined[joined[:, 2] - joined[:, 1] > REACH]


def _components(meet: Flags) -> tuple[Ints, Ints]:
    """A label for each row and each column of `meet`, the same for all that hang together."""
    rows, columns = meet.shape
    label_h, label_v = np.arange(rows), np.full(columns, rows)
    while True:
        label_v = np.where(meet, label_h[:, None], rows).min(axis=0)
        lower = np.minimum(label_h, np.where(meet, label_v, rows).min(axis=1))
        if (lower == label_h).all():
            return label_h, label_v
        label_h = lower


def _borders(positions: Floats, low: float, high: float) -> Floats:
    """Where the lines stand; a side that is open (lines of the other direction run on) gets a border at their end."""
    inner = np.unique(positions)
    before = [low] if low < inner[0] - REACH else []
    after = [high] if high > inner[-1] + REACH else []
    return np.concatenate([before, inner, after])


def _walls(edges: Floats, across: Floats, along: Floats) -> Flags:
    """For each border `across` and each step of `along` whether a line is drawn there."""
    drawn = np.zeros((len(across), len(along) - 1), dtype=bool)
    line = np.searchsorted(across, edges[:, 0])
    start = np.searchsorted(along, edges[:, 1] - REACH)
    stop = np.searchsorted(along, edges[:, 2] + REACH) - 1
    for i, a, b in zip(line, start, stop, strict=True):
        drawn[i, a:b] = True
    return drawn


def _lattice(horizontal: Floats, vertical: Floats) -> Lattice:
    """The table of edges that hang together."""
    xs = _borders(vertical[:, 0], horizontal[:, 1].min(), horizontal[:, 2].max())
    ys = _borders(horizontal[:, 0], vertical[:, 1].min(), vertical[:, 2].max())
    lines = _walls(horizontal, ys, xs)
    sides = _walls(vertical, xs, ys).T
    lines[[0, -1]] = True
    sides[:, [0, -1]] = True
    return Lattice(xs, ys, _owners(lines, sides))


def _owners(lines: Flags, sides: Flags) -> Ints:
    """The cell of each place: places with no line between them are one cell, always a rectangle."""
    rows, columns = len(lines) - 1, sides.shape[1] - 1
    closed = lines[:-1] & lines[1:] & sides[:, :-1] & sides[:, 1:]
    owner = np.where(closed, np.arange(rows * columns).reshape(rows, columns), -1)
    for r, c in np.argwhere(~closed):
        if owner[r, c] >= 0:
            continue
        right = c + 1
        while right < columns and not sides[r, right] and owner[r, right] < 0:
            right += 1
        below = r + 1
        while below < rows and not (lines[below, c:right].any() or sides[below, c + 1 : right].any()):
            if (owner[below, c:right] >= 0).any():
                break
            below += 1
        owner[r:below, c:right] = r * columns + c
    return owner
