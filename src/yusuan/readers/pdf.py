"""PDF to blocks: what pdfium says of the characters and paths of a page, as arrays.

A page becomes glyphs and edges in points, x to the right and y downwards, turned so that its text is upright.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, repeat
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from ..limits import LIMITS
from ..model import Block, Picture, UnreadableError
from .lattice import REACH, Flags, Floats, Ints, lattices
from .layout import PRINTED, Glyphs, layout

_WHITE = 250  # of 255, in each of red, green and blue
_SAMPLE = 4  # a watermark has more characters than this

_PDFIUM = Lock()  # the library is not made for threads

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Table = npt.NDArray[np.generic]


def _by_address(function: object, *arguments: type, result: type = ctypes.c_int) -> Callable[..., Any]:
    """A pdfium function that takes plain addresses, so that `map` can call it thousands of times without Python."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


_pointer, _int = ctypes.c_void_p, ctypes.c_int
_char_box = _by_address(c.FPDFText_GetLooseCharBox, _pointer, _int, _pointer)
_char_matrix = _by_address(c.FPDFText_GetMatrix, _pointer, _int, _pointer)
_page_object = _by_address(c.FPDFPage_GetObject, _pointer, _int, result=_pointer)
_form_object = _by_address(c.FPDFFormObj_GetObject, _pointer, ctypes.c_ulong, result=_pointer)
_kind = _by_address(c.FPDFPageObj_GetType, _pointer)
_draw_mode = _by_address(c.FPDFPath_GetDrawMode, *[_pointer] * 3)
_stroke_color = _by_address(c.FPDFPageObj_GetStrokeColor, *[_pointer] * 5)
_fill_color = _by_address(c.FPDFPageObj_GetFillColor, *[_pointer] * 5)
_bounds = _by_address(c.FPDFPageObj_GetBounds, *[_pointer] * 5)


def read_pdf(data: bytes, file: str) -> list[Block]:
    """The blocks of a PDF, page by page in visual reading order.

    Raises UnreadableError for a file that is encrypted, damaged, cut off, without pages, or a scan without text.
    """
    tail = data.rstrip(b"\0 \t\r\n")[-2048:]
    if b"startxref" not in tail and b"%%EOF" not in tail:
        raise UnreadableError(f"{file}: the PDF is cut off before its end; download it again")
    blocks: list[Block] = []
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
                raise UnreadableError(
                    f"{file}: the PDF is encrypted; save it without its password"
                ) from error
            raise UnreadableError(f"{file}: the PDF is damaged or has no pages; download it again") from error
        with document:
            if len(document) > LIMITS.pages:
                raise UnreadableError(
                    f"{file}: over {LIMITS.pages} pages; if it is sound, raise YUSUAN_LIMIT_PAGES"
                )
            for index in range(len(document)):
                page = c.FPDF_LoadPage(document, index)
                if not page:
                    raise UnreadableError(
                        f"{file}: page {index + 1} of the PDF is damaged; download it again"
                    )
                try:
                    found = _page_blocks(page, index + 1)
                    blocks += found or ([Picture(index + 1)] if _is_picture(page) else [])
                finally:
                    c.FPDF_ClosePage(page)
    if all(isinstance(block, Picture) for block in blocks):
        raise UnreadableError(f"{file}: a scan without text; run OCR on it first, or give the published text")
    return blocks


def _page_blocks(page: c.FPDF_PAGE, number: int) -> list[Block]:
    frame = _frame(page)
    glyphs, turn = _glyphs(page, frame)
    x0, top, x1, bottom = _turn(_edges(page), frame, turn).T
    width, depth = x1 - x0, bottom - top
    dot = np.maximum(width, depth) < REACH  # of a dotted line, which may go either way
    horizontal = np.array([(top + bottom) / 2, x0, x1]).T[dot | (width >= depth)]
    vertical = np.array([(x0 + x1) / 2, top, bottom]).T[dot | (width < depth)]
    height = frame[3] - frame[1] if turn % 2 == 0 else frame[2] - frame[0]
    return layout(glyphs, lattices(horizontal, vertical), number, height)


def _frame(page: c.FPDF_PAGE) -> Box:
    bounds = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page, bounds)
    return bounds.left, bounds.bottom, bounds.right, bounds.top


def _is_picture(page: c.FPDF_PAGE) -> bool:
    """Whether pictures (a scan may be cut into strips) cover more than half of a page."""
    left, bottom, right, top = _frame(page)
    covered = 0.0
    for items, kinds, matrix in _objects(page):
        pictures = [item for item, kind in zip(items, kinds, strict=True) if kind == c.FPDF_PAGEOBJ_IMAGE]
        x0, y0, x1, y1 = _boxes(pictures, matrix).T
        width, height = (
            np.minimum(x1, right) - np.maximum(x0, left),
            np.minimum(y1, top) - np.maximum(y0, bottom),
        )
        covered += float((np.maximum(width, 0) * np.maximum(height, 0)).sum())
    return covered > (right - left) * (top - bottom) / 2


def _turn(box: Floats, frame: Box, turn: int) -> Floats:
    """Boxes `(left, bottom, right, top)` of page space as `(x0, top, x1, bottom)` after quarter turns clockwise."""
    left, bottom, right, top = frame
    west, south, east, north = box.T
    sides = {
        0: (west - left, top - north, east - left, top - south),
        1: (south - bottom, west - left, north - bottom, east - left),
        2: (right - east, south - bottom, right - west, north - bottom),
        3: (top - north, right - east, top - south, right - west),
    }
    return np.column_stack(sides[turn])


def _fill(rows: Table, function: Callable[..., Any], *arguments: Iterable[object], fields: int = 1) -> None:
    """Calls `function` once a row, with its arguments and the addresses of the row's first `fields` items."""
    start, item = rows.ctypes.data, rows.itemsize
    step = item * rows.shape[1]
    addresses = [range(at, at + step * len(rows), step) for at in range(start, start + item * fields, item)]
    deque(map(function, *arguments, *addresses), maxlen=0)


def _glyphs(page: c.FPDF_PAGE, frame: Box) -> tuple[Glyphs, int]:
    """The visible characters of a page, and by how many quarter turns clockwise most of its text becomes upright."""
    text = c.FPDFText_LoadPage(page)
    try:
        count = max(c.FPDFText_CountChars(text), 0)
        code = _codes(text, count)
        rectangles = np.zeros((count, 4), dtype=np.float32)
        _fill(rectangles, _char_box, repeat(_address(text)), range(count))
        askew, turn = _directions(text, count)
    finally:
        c.FPDFText_ClosePage(text)
    box = rectangles[:, [0, 3, 2, 1]].astype(float)  # FS_RECTF is left, top, right, bottom
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    on_page = (x > frame[0]) & (x < frame[2]) & (y > frame[1]) & (y < frame[3])
    visible = np.flatnonzero((code > 0) & on_page & ~askew)
    return Glyphs(code[visible], _turn(box[visible], frame, turn)), turn


def _codes(text: c.FPDF_TEXTPAGE, count: int) -> Ints:
    """What each character prints, 0 for a blank: from the text as a whole, or one by one where that is not of a piece."""
    units = np.zeros(count + 1, dtype=np.uint16)
    written = c.FPDFText_GetText(text, 0, count, units.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort)))
    units = units[:count]
    if written == count + 1 and not ((units >= 0xD800) & (units < 0xE000)).any():
        return PRINTED[units].astype(np.int64)
    code = np.fromiter(map(c.FPDFText_GetUnicode, repeat(text), range(count)), np.int64, count)
    return np.where(code < 0x10000, PRINTED[code & 0xFFFF], code)


def _directions(text: c.FPDF_TEXTPAGE, count: int) -> tuple[Flags, int]:
    """Which characters stand askew (a watermark), and the quarter turns clockwise that put most others upright."""
    for step in (_SAMPLE, 1):
        matrix = np.zeros((len(range(0, count, step)), 6), dtype=np.float32)
        _fill(matrix, _char_matrix, repeat(_address(text)), range(0, count, step))
        quarters = np.arctan2(matrix[:, 1], matrix[:, 0]) / (np.pi / 2)
        whole = np.rint(quarters)
        askew = np.abs(quarters - whole) > 0.1
        if not askew.any():
            askew = np.zeros(count, dtype=bool)
            break
    turns = whole[np.abs(quarters - whole) <= 0.1].astype(int) % 4
    return askew, int(np.bincount(turns).argmax()) if len(turns) else 0


def _address(handle: object) -> int | None:
    return ctypes.cast(handle, ctypes.c_void_p).value  # type: ignore[arg-type]


def _edges(page: c.FPDF_PAGE) -> Floats:
    """Boxes `(left, bottom, right, top)`, in page space, of everything drawn on a page that looks like a line."""
    edges: list[Floats] = []
    for items, kinds, matrix in _objects(page):
        paths = [item for item, kind in zip(items, kinds, strict=True) if kind == c.FPDF_PAGEOBJ_PATH]
        edges.append(_path_edges(paths, matrix))
    boxes = np.concatenate(edges)
    return boxes[np.isfinite(boxes).all(axis=1)]


def _objects(page: c.FPDF_PAGE) -> Iterator[tuple[list[int], list[int], c.FS_MATRIX]]:
    """What a page holds, then what each form on it holds: objects, their kinds, and the matrix to page space."""
    count = c.FPDFPage_CountObjects(page)
    groups = [(list(map(_page_object, repeat(_address(page)), range(count))), c.FS_MATRIX(1, 0, 0, 1, 0, 0))]
    for items, matrix in groups:  # grows
        kinds = list(map(_kind, items))
        yield items, kinds, matrix
        for form in [item for item, kind in zip(items, kinds, strict=True) if kind == c.FPDF_PAGEOBJ_FORM]:
            handle = ctypes.cast(form, c.FPDF_PAGEOBJECT)
            count = c.FPDFFormObj_CountObjects(handle)
            groups.append(
                (list(map(_form_object, repeat(form), range(count))), _times(_matrix(handle), matrix))
            )


def _boxes(items: list[int], matrix: c.FS_MATRIX) -> Floats:
    """Where objects stand in page space: boxes `(left, bottom, right, top)`."""
    corner = np.zeros((len(items), 4), dtype=np.float32)
    _fill(corner, _bounds, items, fields=4)
    ax, ay = _moved(matrix, *corner[:, :2].T.astype(float))
    bx, by = _moved(matrix, *corner[:, 2:].T.astype(float))
    return np.array([np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)]).T


def _path_edges(paths: list[int], matrix: c.FS_MATRIX) -> Floats:
    """The lines of paths: themselves if thin, else what they stroke, or the thin ones of the parts they fill."""
    count = len(paths)
    mode = np.zeros((count, 2), dtype=np.int32)
    fill, stroke = np.zeros((2, count, 4), dtype=np.uint32)
    _fill(mode, _draw_mode, paths, fields=2)
    _fill(fill, _fill_color, paths, fields=4)
    _fill(stroke, _stroke_color, paths, fields=4)
    stroked = mode[:, 1] > 0
    color = np.where(stroked[:, None], stroke, fill)
    inked = mode.any(axis=1) & (color[:, 3] > 0) & (color[:, :3].min(axis=1) < _WHITE)
    box = _boxes(paths, matrix)
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
