"""What pdfium draws on a page, as arrays: objects, where they stand, and which of them look like lines."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import compress, pairwise, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

from .lattice import REACH, Floats

_WHITE = 250  # of 255, in each of red, green and blue

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Table = npt.NDArray[np.generic]


def address_of(handle: Any) -> int | None:
    return ctypes.cast(handle, ctypes.c_void_p).value


def by_address(function: Any, *arguments: type, result: type = ctypes.c_int) -> Callable[..., Any]:
    """A pdfium function that takes plain addresses, so that `map` can call it thousands of times without Python, or
    letting other threads in between."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function) or 0)


POINTER, INT = ctypes.c_void_p, ctypes.c_int
_page_object = by_address(c.FPDFPage_GetObject, POINTER, INT, result=POINTER)
_form_object = by_address(c.FPDFFormObj_GetObject, POINTER, ctypes.c_ulong, result=POINTER)
_kind = by_address(c.FPDFPageObj_GetType, POINTER)
_draw_mode = by_address(c.FPDFPath_GetDrawMode, *[POINTER] * 3)
_stroke_color = by_address(c.FPDFPageObj_GetStrokeColor, *[POINTER] * 5)
_fill_color = by_address(c.FPDFPageObj_GetFillColor, *[POINTER] * 5)
_bounds = by_address(c.FPDFPageObj_GetBounds, *[POINTER] * 5)


def fill_rows(
    rows: Table, function: Callable[..., Any], *arguments: Iterable[object], fields: int = 1
) -> None:
    """Calls `function` once a row, with its arguments and the addresses of the row's first `fields` items."""
    start, item = rows.ctypes.data, rows.itemsize
    step = item * rows.shape[1]
    addresses = [range(at, at + step * len(rows), step) for at in range(start, start + item * fields, item)]
    deque(map(function, *arguments, *addresses), maxlen=0)


def edges_of(page: c.FPDF_PAGE) -> Floats:
    """Boxes `(left, bottom, right, top)`, in page space, of everything drawn on a page that looks like a line."""
    edges: list[Floats] = []
    for items, kinds, matrix in objects_of(page):
        paths = [item for item, kind in zip(items, kinds, strict=True) if kind == c.FPDF_PAGEOBJ_PATH]
        edges.append(_path_edges(paths, matrix))
    boxes = np.concatenate(edges)
    return boxes[np.isfinite(boxes).all(axis=1)]


def objects_of(page: c.FPDF_PAGE) -> Iterator[tuple[list[int], list[int], c.FS_MATRIX]]:
    """What a page holds, then what each form on it holds: objects, their kinds, and the matrix to page space."""
    count = c.FPDFPage_CountObjects(page)
    groups = [
        (list(map(_page_object, repeat(address_of(page)), range(count))), c.FS_MATRIX(1, 0, 0, 1, 0, 0))
    ]
    for items, matrix in groups:  # grows
        kinds = list(map(_kind, items))
        yield items, kinds, matrix
        for form in [item for item, kind in zip(items, kinds, strict=True) if kind == c.FPDF_PAGEOBJ_FORM]:
            handle = ctypes.cast(form, c.FPDF_PAGEOBJECT)
            count = c.FPDFFormObj_CountObjects(handle)
            groups.append(
                (list(map(_form_object, repeat(form), range(count))), _times(_matrix(handle), matrix))
            )


def boxes_of(items: list[int], matrix: c.FS_MATRIX) -> Floats:
    """Where objects stand in page space: boxes `(left, bottom, right, top)`."""
    corner = np.zeros((len(items), 4), dtype=np.float32)
    fill_rows(corner, _bounds, items, fields=4)
    ax, ay = _moved(matrix, *corner[:, :2].T.astype(float))
    bx, by = _moved(matrix, *corner[:, 2:].T.astype(float))
    return np.array([np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)]).T


def _path_edges(paths: list[int], matrix: c.FS_MATRIX) -> Floats:
    """The lines of paths: themselves if thin, else what they stroke, or the thin ones of the parts they fill."""
    count = len(paths)
    mode = np.zeros((count, 2), dtype=np.int32)
    color = np.zeros((count, 4), dtype=np.uint32)
    fill_rows(mode, _draw_mode, paths, fields=2)
    stroked = mode[:, 1] > 0
    for those, color_of in ((stroked, _stroke_color), (~stroked, _fill_color)):
        theirs = np.zeros((np.count_nonzero(those), 4), dtype=np.uint32)
        fill_rows(theirs, color_of, compress(paths, those.tolist()), fields=4)
        color[those] = theirs
    inked = mode.any(axis=1) & (color[:, 3] > 0) & (color[:, :3].min(axis=1) < _WHITE)
    box = boxes_of(paths, matrix)
    thin = np.minimum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) < REACH
    others: list[Box] = []
    for i in np.flatnonzero(inked & ~thin).tolist():
        path = ctypes.cast(paths[i], c.FPDF_PAGEOBJECT)
        if stroked[i] or c.FPDFPath_CountSegments(path) > 5:  # else one filled rectangle: a shaded cell
            others += _part_edges(path, bool(stroked[i]), _times(_matrix(path), matrix))
    return np.concatenate([box[inked & thin], np.array(others).reshape(-1, 4)])


def _part_edges(path: c.FPDF_PAGEOBJECT, stroked: bool, matrix: c.FS_MATRIX) -> Iterator[Box]:
    """The lines among the parts of one path."""
    for part in _parts(path, matrix):
        if _thin(_box(part)):
            yield _box(part)
        elif stroked:
            yield from (_box(side) for side in pairwise(part) if _thin(_box(side), REACH / 3))


def _parts(item: c.FPDF_PAGEOBJECT, matrix: c.FS_MATRIX) -> list[list[Point]]:
    """The corners of each part of a path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[Point]] = []
    for i in range(c.FPDFPath_CountSegments(item)):
        segment = c.FPDFPath_GetPathSegment(item, i)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        if c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append(_moved(matrix, x.value, y.value))
        if c.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts


def _box(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _thin(box: Box, limit: float = REACH) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < limit


def _matrix(item: c.FPDF_PAGEOBJECT) -> c.FS_MATRIX:
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _moved(m: c.FS_MATRIX, x: Any, y: Any) -> tuple[Any, Any]:
    return m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f


def _times(first: c.FS_MATRIX, then: c.FS_MATRIX) -> c.FS_MATRIX:
    """The matrix that applies `first`, then `then`."""
    m, n = first, then
    return c.FS_MATRIX(
        m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,
        m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d,
        m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
    )  # fmt: skip
