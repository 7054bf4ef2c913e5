"""PDF to blocks: what pdfium says of the characters and paths of a page, as arrays.

A page becomes glyphs and edges in points, x to the right and y downwards, turned so that its text is upright.
"""

from __future__ import annotations

import ctypes
import os
import sys
from itertools import repeat
from threading import Lock

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from ..limits import LIMITS
from ..model import Block, Picture, UnreadableError, Unseen
from .aligned import Known
from .lattice import REACH, Flags, Floats, Ints, lattices
from .layout import PRINTED, Glyphs, layout
from .pdf_objects import INT, POINTER, Box, address_of, boxes_of, by_address, edges_of, fill_rows, objects_of

_SAMPLE = 4  # a watermark has more characters than this

_PDFIUM = Lock()  # the library is not made for threads

LONG = 1_000  # pages that take twice as long to read as another process to start


_char_box = by_address(c.FPDFText_GetLooseCharBox, POINTER, INT, POINTER)
_char_matrix = by_address(c.FPDFText_GetMatrix, POINTER, INT, POINTER)


def read_pdf(data: bytes, file: str) -> list[Block]:
    """The blocks of a PDF, page by page in visual reading order.

    Raises UnreadableError for a file that is encrypted, damaged, cut off, without pages, or a scan without text.
    """
    tail = data.rstrip(b"\0 \t\r\n")[-2048:]
    if b"startxref" not in tail and b"%%EOF" not in tail:
        raise UnreadableError(f"{file}: the PDF is cut off before its end; download it again")
    with _PDFIUM, _opened(data, file) as document:
        count = len(document)
        if count > LIMITS.pages:
            raise UnreadableError(
                f"{file}: over {LIMITS.pages} pages; if it is sound, raise YUSUAN_LIMIT_PAGES"
            )
        jobs = min(count // LONG, os.cpu_count() or 1) if sys.platform != "win32" else 1
        blocks = [] if jobs > 1 else _read_range(document, range(count), file)
        damaged = not c.FPDF_DocumentHasValidCrossReferenceTable(document)
    if jobs > 1:
        blocks = _read_in_parallel(data, file, count, jobs)
    if not blocks and damaged:
        raise UnreadableError(f"{file}: the PDF is damaged, nothing is on its pages; download it again")
    if all(isinstance(block, Picture) for block in blocks):
        raise UnreadableError(f"{file}: a scan without text; run OCR on it first, or give the published text")
    return [*blocks, Unseen("PDF 已损坏（目录与内容对不上），可能有内容", None, None)] if damaged else blocks


def _read_in_parallel(data: bytes, file: str, count: int, jobs: int) -> list[Block]:
    """The blocks of all pages, a range of them by each of `jobs` processes."""
    from .. import isolated  # which Windows has not

    ranges = [range(count * n // jobs, count * (n + 1) // jobs) for n in range(jobs)]
    target = f"{__name__}:{read_pages.__name__}"
    found: dict[int, list[Block]] = {}
    for (_, _, pages), blocks in isolated.each(target, [(data, file, r) for r in ranges], jobs, LIMITS):
        if isinstance(blocks, isolated.Refusal):
            reason = blocks.reason
            raise UnreadableError(reason if reason.startswith(file) else f"{file}: {reason}")
        found[pages.start] = blocks
    return [block for _, blocks in sorted(found.items()) for block in blocks]


def read_pages(item: tuple[bytes, str, range]) -> list[Block]:
    """The blocks of some pages of a PDF: its bytes, its name, the numbers of the pages from 0."""
    data, file, pages = item
    with _PDFIUM, _opened(data, file) as document:
        return _read_range(document, pages, file)


def _opened(data: bytes, file: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # Of a file without pages pdfium says what was wrong with the one before.
        if error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY) and b"/Encrypt" in data:
            raise UnreadableError(f"{file}: the PDF is encrypted; save it without its password") from error
        raise UnreadableError(f"{file}: the PDF is damaged or has no pages; download it again") from error


def _read_range(document: pdfium.PdfDocument, pages: range, file: str) -> list[Block]:
    blocks: list[Block] = []
    known = Known()
    for index in pages:
        page = c.FPDF_LoadPage(document, index)
        if not page:
            raise UnreadableError(f"{file}: page {index + 1} of the PDF is damaged; download it again")
        try:
            found = _page_blocks(page, index + 1, known)
            blocks += found or ([Picture(index + 1)] if _is_picture(page) else [])
        finally:
            c.FPDF_ClosePage(page)
    return blocks


def _page_blocks(page: c.FPDF_PAGE, number: int, known: Known) -> list[Block]:
    frame = _frame(page)
    glyphs, turn = _glyphs(page, frame)
    x0, top, x1, bottom = _turn(edges_of(page), frame, turn).T
    width, depth = x1 - x0, bottom - top
    dot = np.maximum(width, depth) < REACH  # of a dotted line, which may go either way
    horizontal = np.array([(top + bottom) / 2, x0, x1]).T[dot | (width >= depth)]
    vertical = np.array([(x0 + x1) / 2, top, bottom]).T[dot | (width < depth)]
    height = frame[3] - frame[1] if turn % 2 == 0 else frame[2] - frame[0]
    return layout(glyphs, lattices(horizontal, vertical), number, height, known)


def _frame(page: c.FPDF_PAGE) -> Box:
    bounds = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page, bounds)
    return bounds.left, bounds.bottom, bounds.right, bounds.top


def _is_picture(page: c.FPDF_PAGE) -> bool:
    """Whether pictures (a scan may be cut into strips) cover more than half of a page."""
    left, bottom, right, top = _frame(page)
    covered = 0.0
    for items, kinds, matrix in objects_of(page):
        pictures = [item for item, kind in zip(items, kinds, strict=True) if kind == c.FPDF_PAGEOBJ_IMAGE]
        x0, y0, x1, y1 = boxes_of(pictures, matrix).T
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
    if turn == 0:
        sides = west - left, top - north, east - left, top - south
    elif turn == 1:
        sides = south - bottom, west - left, north - bottom, east - left
    elif turn == 2:
        sides = right - east, south - bottom, right - west, north - bottom
    else:
        sides = top - north, right - east, top - south, right - west
    return np.array(sides).T


def _glyphs(page: c.FPDF_PAGE, frame: Box) -> tuple[Glyphs, int]:
    """The visible characters of a page, and by how many quarter turns clockwise most of its text becomes upright."""
    text = c.FPDFText_LoadPage(page)
    try:
        count = max(c.FPDFText_CountChars(text), 0)
        code = _codes(text, count)
        askew, turn = _directions(text, count)
        printed = np.flatnonzero((code > 0) & ~askew)
        rectangles = np.zeros((len(printed), 4), dtype=np.float32)
        fill_rows(rectangles, _char_box, repeat(address_of(text)), printed.tolist())
    finally:
        c.FPDFText_ClosePage(text)
    box = rectangles[:, [0, 3, 2, 1]].astype(float)  # FS_RECTF is left, top, right, bottom
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    on_page = (x > frame[0]) & (x < frame[2]) & (y > frame[1]) & (y < frame[3])
    return Glyphs(code[printed[on_page]], _turn(box[on_page], frame, turn)), turn


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
        fill_rows(matrix, _char_matrix, repeat(address_of(text)), range(0, count, step))
        quarters = np.arctan2(matrix[:, 1], matrix[:, 0]) / (np.pi / 2)
        whole = np.rint(quarters)
        askew = np.abs(quarters - whole) > 0.1
        if not askew.any():
            askew = np.zeros(count, dtype=bool)
            break
    turns = whole[np.abs(quarters - whole) <= 0.1].astype(int) % 4
    return askew, int(np.bincount(turns).argmax()) if len(turns) else 0
