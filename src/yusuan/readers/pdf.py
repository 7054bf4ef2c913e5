"""PDF to blocks: what pdfium says of the characters and paths of a page, as arrays.

A page becomes glyphs and edges in points, x to the right and y downwards, turned so that its text is upright.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from itertools import pairwise, repeat
from threading import Lock

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from ..limits import LIMITS
from ..model import Block, UnreadableError
from .lattice import REACH, Floats, lattices
from .layout import Glyphs, layout

_HYPHENS = (0x02, 0xAD, 0xFFFE)  # how pdfium marks a hyphen at the end of a line
_BLANKS = (0xA0, *range(0x2000, 0x200C), 0x3000, 0xFEFF)
_WHITE = 250  # of 255, in each of red, green and blue

_PDFIUM = Lock()  # the library is not made for threads
_BY_ADDRESS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_LOOSE_BOX = _BY_ADDRESS(ctypes.cast(c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
_MATRIX = _BY_ADDRESS(ctypes.cast(c.FPDFText_GetMatrix, ctypes.c_void_p).value or 0)
_IDENTITY = c.FS_MATRIX(1, 0, 0, 1, 0, 0)

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def read_pdf(data: bytes, file: str) -> list[Block]:
    """The blocks of a PDF, page by page in visual reading order.

    Raises UnreadableError for a file that is encrypted, damaged, cut off, without pages, or a scan without text.
    """
    tail = data[-2048:]
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
            raise UnreadableError(f"{file}: the PDF is damaged; download it again") from error
        with document:
            if not len(document):
                raise UnreadableError(f"{file}: the PDF has no pages; download it again")
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
                    blocks += _page_blocks(page, index + 1)
                finally:
                    c.FPDF_ClosePage(page)
    if not blocks:
        raise UnreadableError(f"{file}: a scan without text; run OCR on it first, or give the published text")
    return blocks


def _page_blocks(page: c.FPDF_PAGE, number: int) -> list[Block]:
    bounds = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page, bounds)
    frame = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    glyphs, turn = _glyphs(page, frame)
    x0, top, x1, bottom = _turn(np.array(_edges(page), dtype=float).reshape(-1, 4), frame, turn).T
    flat = x1 - x0 >= bottom - top
    horizontal = np.column_stack([(top + bottom) / 2, x0, x1])[flat]
    vertical = np.column_stack([(x0 + x1) / 2, top, bottom])[~flat]
    height = frame[3] - frame[1] if turn % 2 == 0 else frame[2] - frame[0]
    return layout(glyphs, lattices(horizontal, vertical), number, height)


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


def _per_character(function: Callable[..., object], text: c.FPDF_TEXTPAGE, count: int, width: int) -> Floats:
    """What a pdfium function writes for each character: rows of `width` floats. The loop runs in C, on addresses."""
    values = np.zeros((count, width), dtype=np.float32)
    start, step = values.ctypes.data, values.itemsize * width
    handle = ctypes.cast(text, ctypes.c_void_p).value
    deque(map(function, repeat(handle), range(count), range(start, start + step * count, step)), maxlen=0)
    return values.astype(float)


def _glyphs(page: c.FPDF_PAGE, frame: Box) -> tuple[Glyphs, int]:
    """The visible characters of a page, and by how many quarter turns clockwise most of its text becomes upright."""
    text = c.FPDFText_LoadPage(page)
    try:
        count = max(c.FPDFText_CountChars(text), 0)
        code = np.fromiter(map(c.FPDFText_GetUnicode, repeat(text), range(count)), np.int64, count)
        box = _per_character(_LOOSE_BOX, text, count, 4)[
            :, [0, 3, 2, 1]
        ]  # FS_RECTF is left, top, right, bottom
        matrix = _per_character(_MATRIX, text, count, 6)
    finally:
        c.FPDFText_ClosePage(text)
    code[np.isin(code, _HYPHENS)] = ord("-")
    middle_x, middle_y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    quarter = np.arctan2(matrix[:, 1], matrix[:, 0]) / (np.pi / 2)
    visible = (
        (code > 0x20)
        & ~np.isin(code, _BLANKS)
        & (np.abs(quarter - np.round(quarter)) < 0.1)  # what stands askew is a watermark
        & (middle_x > frame[0]) & (middle_x < frame[2]) & (middle_y > frame[1]) & (middle_y < frame[3])
    )  # fmt: skip
    turns = np.round(quarter[visible]).astype(int) % 4
    turn = int(np.bincount(turns).argmax()) if len(turns) else 0
    return Glyphs(code[visible], _turn(box[visible], frame, turn)), turn


def _edges(page: c.FPDF_PAGE) -> list[Box]:
    """Boxes `(left, bottom, right, top)`, in page space, of everything drawn on a page that looks like a line."""
    edges: list[Box] = []
    items = [(c.FPDFPage_GetObject(page, i), _IDENTITY) for i in range(c.FPDFPage_CountObjects(page))]
    for item, matrix in items:  # grows: what a form holds comes after what the page holds
        kind = c.FPDFPageObj_GetType(item)
        if kind == c.FPDF_PAGEOBJ_FORM:
            inner = _times(_matrix(item), matrix)
            count = c.FPDFFormObj_CountObjects(item)
            items += [(c.FPDFFormObj_GetObject(item, i), inner) for i in range(count)]
        elif kind == c.FPDF_PAGEOBJ_PATH:
            edges += _path_edges(item, matrix)
    return edges


def _path_edges(item: c.FPDF_PAGEOBJECT, matrix: c.FS_MATRIX) -> list[Box]:
    """The lines of one path: itself if it is thin, else what it strokes, or the thin ones of the parts it fills."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value) or not _inked(item, bool(stroke.value)):
        return []
    corners = [ctypes.c_float() for _ in range(4)]
    c.FPDFPageObj_GetBounds(item, *corners)
    left, bottom, right, top = (corner.value for corner in corners)
    box = _box([_moved(matrix, left, bottom), _moved(matrix, right, top)])
    if _thin(box):
        return [box]
    if not stroke.value and c.FPDFPath_CountSegments(item) <= 5:
        return []  # one filled rectangle: a shaded cell
    edges: list[Box] = []
    for part in _parts(item, _times(_matrix(item), matrix)):
        if _thin(_box(part)):
            edges.append(_box(part))
        elif stroke.value:
            edges += [_box(side) for side in pairwise(part) if _thin(_box(side), REACH / 3)]
    return edges


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


def _inked(item: c.FPDF_PAGEOBJECT, stroke: bool) -> bool:
    """Whether a path shows on white paper."""
    rgba = [ctypes.c_uint() for _ in range(4)]
    (c.FPDFPageObj_GetStrokeColor if stroke else c.FPDFPageObj_GetFillColor)(item, *rgba)
    red, green, blue, alpha = (part.value for part in rgba)
    return alpha > 0 and min(red, green, blue) < _WHITE


def _box(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _thin(box: Box, limit: float = REACH) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < limit


def _matrix(item: c.FPDF_PAGEOBJECT) -> c.FS_MATRIX:
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _moved(m: c.FS_MATRIX, x: float, y: float) -> Point:
    return m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f


def _times(first: c.FS_MATRIX, then: c.FS_MATRIX) -> c.FS_MATRIX:
    """The matrix that applies `first`, then `then`."""
    m, n = first, then
    return c.FS_MATRIX(
        m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,
        m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d,
        m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
    )  # fmt: skip
