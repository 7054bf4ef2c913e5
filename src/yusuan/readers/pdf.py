"""PDF to blocks: pdfium gives characters with boxes and drawn paths, everything else is arrays.

A page becomes glyphs and edges in points, x to the right and y downwards, turned so that its text is upright.
The order of the text layer means nothing here: only where a character stands counts.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from ..model import Block, Grid, Line, UnreadableError
from .lattice import REACH, Floats, Ints, Lattice, lattices

# Fonts that map glyphs to radicals or compatibility forms (⼀ for 一): NFKC of these blocks, which keeps （）． as
# they are. Simplified radicals have no decomposition in Unicode and are listed.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_UNIFIED = {
    code: unicodedata.normalize("NFKC", chr(code))
    for block in (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00))
    for code in block
} | {ord(radical): plain for radical, plain in _RADICALS.items()}

_PAGE_NUMBER = re.compile(
    r"[-—–－―·\s]*(第?\s*\d{1,4}\s*页?|\d{1,4}\s*/\s*\d{1,4}|第\d+页[,，]?共\d+页)[-—–－―·\s]*"
)
_MARGIN = 0.12  # part of the page's height in which a bare number is a page number

_NEXT, _LINE, _SPACE = 0x1E, 0x0A, 0x20


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Printed characters: code points and boxes `(x0, top, x1, bottom)`."""

    code: Ints
    box: Floats

    def __getitem__(self, index: npt.NDArray[np.generic]) -> Glyphs:
        return Glyphs(self.code[index], self.box[index])


def read_pdf(data: bytes, file: str) -> list[Block]:
    """The blocks of a PDF, page by page in visual reading order.

    Raises UnreadableError for a file that is encrypted, damaged, without pages, or a scan without a text layer.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = "needs a password; remove it" if error.err_code == c.FPDF_ERR_PASSWORD else "is damaged"
        raise UnreadableError(f"{file}: the PDF {reason} or download it again") from error
    with document:
        if not len(document):
            raise UnreadableError(f"{file}: the PDF has no pages; download it again")
        blocks: list[Block] = []
        characters = 0
        for index in range(len(document)):
            glyphs, horizontal, vertical, height = _page(document, index, file)
            characters += len(glyphs.code)
            blocks += layout(glyphs, lattices(horizontal, vertical), index + 1, height)
    if not characters:
        raise UnreadableError(
            f"{file}: a scan without a text layer; run OCR on it first or give another format"
        )
    return blocks


def _page(document: pdfium.PdfDocument, index: int, file: str) -> tuple[Glyphs, Floats, Floats, float]:
    """Glyphs, horizontal and vertical edges, and the height of a page."""
    page = c.FPDF_LoadPage(document, index)
    if not page:
        raise UnreadableError(f"{file}: page {index + 1} of the PDF is damaged; download it again")
    try:
        bounds = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(page, bounds)
        frame = (bounds.left, bounds.bottom, bounds.right, bounds.top)
        glyphs, turn = _glyphs(page, frame)
        edges = np.array(list(_edges(page)), dtype=float).reshape(-1, 4)
    finally:
        c.FPDF_ClosePage(page)
    x0, top, x1, bottom = _turn(edges, frame, turn).T
    flat = x1 - x0 >= bottom - top
    horizontal = np.column_stack([(top + bottom) / 2, x0, x1])[flat]
    vertical = np.column_stack([(x0 + x1) / 2, top, bottom])[~flat]
    height = frame[3] - frame[1] if turn % 2 == 0 else frame[2] - frame[0]
    return glyphs, horizontal, vertical, height


def _turn(box: Floats, frame: tuple[float, float, float, float], turn: int) -> Floats:
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


def _glyphs(page: c.FPDF_PAGE, frame: tuple[float, float, float, float]) -> tuple[Glyphs, int]:
    """The visible characters of a page, and by how many quarter turns clockwise most of its text becomes upright."""
    text = c.FPDFText_LoadPage(page)
    try:
        count = max(c.FPDFText_CountChars(text), 0)
        code = np.array([c.FPDFText_GetUnicode(text, i) for i in range(count)], dtype=np.int64)
        rectangles, matrices = (c.FS_RECTF * count)(), (c.FS_MATRIX * count)()
        for i in range(count):
            c.FPDFText_GetLooseCharBox(text, i, rectangles[i])
            c.FPDFText_GetMatrix(text, i, matrices[i])
    finally:
        c.FPDFText_ClosePage(text)
    # FS_RECTF is left, top, right, bottom.
    box = np.frombuffer(rectangles, dtype=np.float32).reshape(-1, 4)[:, [0, 3, 2, 1]].astype(float)
    a, b = np.frombuffer(matrices, dtype=np.float32).reshape(-1, 6)[:, :2].T
    quarter = np.arctan2(b, a) / (np.pi / 2)
    blank = (
        (code <= 0x20)
        | np.isin(code, (0xA0, 0xAD, 0x200B, 0x3000, 0xFEFF))
        | ((code >= 0x2000) & (code <= 0x200A))
    )
    upright = np.abs(quarter - np.round(quarter)) < 0.1  # what is neither is a watermark
    visible = ~blank & upright
    turns = np.round(quarter[visible]).astype(int) % 4
    turn = int(np.bincount(turns).argmax()) if len(turns) else 0
    return Glyphs(code[visible], _turn(box[visible], frame, turn)), turn


def _edges(page: c.FPDF_PAGE) -> Iterator[tuple[float, float, float, float]]:
    """Boxes `(left, bottom, right, top)`, in page space, of everything drawn on a page that looks like a line."""
    identity = c.FS_MATRIX(1, 0, 0, 1, 0, 0)
    for i in range(c.FPDFPage_CountObjects(page)):
        yield from _object_edges(c.FPDFPage_GetObject(page, i), identity)


def _object_edges(
    item: c.FPDF_PAGEOBJECT, matrix: c.FS_MATRIX
) -> Iterator[tuple[float, float, float, float]]:
    kind = c.FPDFPageObj_GetType(item)
    if kind == c.FPDF_PAGEOBJ_FORM:
        inner = _times(_matrix(item), matrix)
        for i in range(c.FPDFFormObj_CountObjects(item)):
            yield from _object_edges(c.FPDFFormObj_GetObject(item, i), inner)
    elif kind == c.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        c.FPDFPath_GetDrawMode(item, fill, stroke)
        if (fill.value or stroke.value) and _inked(item, bool(stroke.value)):
            yield from _path_edges(item, bool(stroke.value), _times(_matrix(item), matrix))


def _inked(item: c.FPDF_PAGEOBJECT, stroke: bool) -> bool:
    """Whether a path shows on white paper."""
    rgba = [ctypes.c_uint() for _ in range(4)]
    (c.FPDFPageObj_GetStrokeColor if stroke else c.FPDFPageObj_GetFillColor)(item, *rgba)
    red, green, blue, alpha = (part.value for part in rgba)
    return alpha > 0 and min(red, green, blue) < 250


def _matrix(item: c.FPDF_PAGEOBJECT) -> c.FS_MATRIX:
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _times(first: c.FS_MATRIX, then: c.FS_MATRIX) -> c.FS_MATRIX:
    """The matrix that applies `first`, then `then`."""
    m, n = first, then
    return c.FS_MATRIX(
        m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,
        m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d,
        m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
    )  # fmt: skip


def _path_edges(
    item: c.FPDF_PAGEOBJECT, stroke: bool, m: c.FS_MATRIX
) -> Iterator[tuple[float, float, float, float]]:
    """The straight, upright strokes of a path; of a filled one those of its parts that are as thin as a line."""
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[tuple[float, float]]] = []
    for i in range(c.FPDFPath_CountSegments(item)):
        segment = c.FPDFPath_GetPathSegment(item, i)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = (m.a * x.value + m.c * y.value + m.e, m.b * x.value + m.d * y.value + m.f)
        if c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append(point)
        if c.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    for part in parts:
        xs, ys = zip(*part, strict=True)
        box = (min(xs), min(ys), max(xs), max(ys))
        if min(box[2] - box[0], box[3] - box[1]) < REACH:
            yield box
        elif stroke:
            for (ax, ay), (bx, by) in pairwise(part):
                if min(abs(ax - bx), abs(ay - by)) < REACH / 3:
                    yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def layout(glyphs: Glyphs, tables: list[Lattice], page: int, height: float) -> list[Block]:
    """The lines and grids of a page from the top down."""
    middle_x = (glyphs.box[:, 0] + glyphs.box[:, 2]) / 2
    middle_y = (glyphs.box[:, 1] + glyphs.box[:, 3]) / 2
    place = np.full(len(glyphs.code), -1)
    base = 0
    bases = []
    for table in tables:
        cell = table.locate(middle_x, middle_y)
        place = np.where(cell >= 0, cell + base, place)
        bases.append(base)
        base += table.owner.size
    found: list[tuple[float, str | Lattice]] = []
    texts: dict[int, str] = {}
    for group, y, text in _lines(glyphs, place):
        if group >= 0:
            texts[group] = f"{texts[group]}\n{text}" if group in texts else text
        elif not (_PAGE_NUMBER.fullmatch(text) and not _MARGIN < y / height < 1 - _MARGIN):
            found.append((y, text))
    contents = {id(table): (table, base) for table, base in zip(tables, bases, strict=True)}
    found += [(float(table.ys[0]), table) for table in tables]
    blocks: list[Block] = []
    line = 1
    for _, item in sorted(found, key=lambda pair: pair[0]):
        if isinstance(item, str):
            blocks.append(Line(item, line, page))
            line += 1
        else:
            grid, line = _grid(item, texts, contents[id(item)][1], line, page)
            blocks += [grid] if grid else []
    return blocks


def _grid(table: Lattice, texts: dict[int, str], base: int, line: int, page: int) -> tuple[Grid | None, int]:
    """A table with the texts of its cells, its first row on this line; and the line after it."""
    begins = table.owner == np.arange(table.owner.size).reshape(table.owner.shape)
    rows: list[tuple[str | None, ...]] = []
    lines: list[int] = []
    columns = np.flatnonzero(begins.any(axis=0))
    for r in np.flatnonzero(begins.any(axis=1)):
        row = tuple(texts.get(base + int(table.owner[r, k]), "") if begins[r, k] else None for k in columns)
        rows.append(row)
        lines.append(line)
        line += max(1, *(cell.count("\n") + 1 for cell in row if cell)) if any(row) else 1
    if not any(any(row) for row in rows):
        return None, lines[0]
    return Grid(tuple(rows), tuple(lines), page), line


def _lines(glyphs: Glyphs, place: Ints) -> list[tuple[int, float, str]]:
    """The visual lines of each place as (place, middle, text), places in order and their lines from the top down."""
    if not len(place):
        return []
    middle = (glyphs.box[:, 1] + glyphs.box[:, 3]) / 2
    height = glyphs.box[:, 3] - glyphs.box[:, 1]
    order = np.lexsort((middle, place))
    y, size, group = middle[order], height[order], place[order]
    new = (np.diff(group) != 0) | (np.diff(y) > np.minimum(size[1:], size[:-1]) / 2)
    line = np.concatenate([[0], np.cumsum(new)])
    order = order[np.lexsort((glyphs.box[order, 0], line))]
    glyphs, place, size = glyphs[order], place[order], height[order]
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    x0, x1 = glyphs.box[:, 0], glyphs.box[:, 2]
    # A character printed twice within a tenth of its size is bold type, not two characters.
    twice = np.diff(line, prepend=-1) == 0
    twice[1:] &= (np.diff(glyphs.code) == 0) & (np.diff(x0) < size[1:] / 10)
    gap = np.concatenate([[0.0], x0[1:] - x1[:-1]]) / np.maximum(size, 1)
    narrow = glyphs.code < 0x2E80
    both = np.concatenate([[False], narrow[1:] & narrow[:-1]])
    either = np.concatenate([[False], narrow[1:] | narrow[:-1]])
    space = gap > np.where(both, 0.25, np.where(either, 1.0, 2.0))
    before = np.where(space, _SPACE, 0)
    before[starts] = _NEXT
    codes = np.column_stack([before, glyphs.code])[~twice].ravel()
    text = codes[codes > 0].astype("<u4").tobytes().decode("utf-32-le", "replace").translate(_UNIFIED)
    middles = np.add.reduceat((glyphs.box[:, 1] + glyphs.box[:, 3]) / 2, starts) / np.diff(
        [*starts, len(place)]
    )
    return list(zip(place[starts].tolist(), middles.tolist(), text.split(chr(_NEXT))[1:], strict=True))
