"""Placed characters and ruled tables to blocks: whatever knows where its characters stand ends here.

The order in which characters come means nothing: only where one stands counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from ..model import Block, Grid, Line
from .aligned import Known, aligned_blocks
from .lattice import Flags, Floats, Ints, Lattice
from .segments import Printed, Segment, in_columns, is_amount

# Simplified radicals, which Unicode does not decompose.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_BLANK = (*range(0x21), *range(0x7F, 0xA1), *range(0x2000, 0x2010), 0x2028, 0x2029, 0x3000, 0xFEFF, 0xFFFF)
_HYPHENS = (0x02, 0xAD, 0xFFFE)  # how pdfium marks a hyphen at the end of a line


def _printed() -> npt.NDArray[np.uint32]:
    """For each character of the first plane the one to print for it, 0 for a blank.

    Many fonts map glyphs to radicals or compatibility forms (⼀ for 一); full-width （）． stay as they are.
    """
    table = np.arange(0x10000, dtype=np.uint32)
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
        normal = unicodedata.normalize("NFKC", chr(code))
        if len(normal) == 1 and ord(normal) < 0x10000:
            table[code] = ord(normal)
    for radical, character in _RADICALS.items():
        table[ord(radical)] = ord(character)
    table[list(_BLANK)] = 0
    table[list(_HYPHENS)] = ord("-")
    return table


PRINTED = _printed()

_PAGE_NUMBER = re.compile(
    r"[-—–－―·\s]*(第?\s*\d{1,4}\s*页?|\d{1,4}\s*/\s*\d{1,4}|第\d+页[,，]?共\d+页)[-—–－―·\s]*"
)
_MARGIN = 0.12  # part of the page's height in which a bare number is a page number

_AMOUNT = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?%?|-?\d+\.\d+%?")
_SENTENCE = re.compile("[。；，：]")
_IN_FIGURES = np.zeros(0x80, dtype=bool)
_IN_FIGURES[[ord(character) for character in "0123456789,.-%"]] = True

# In sizes, what is a space: with none, one, two of its neighbours Chinese, and beside a Latin letter.
_GAPS = np.array([0.25, 1.0, 2.0, 0.18])
_COLUMN_GAP = 1.0  # in sizes, what is between columns without a rule
_WORD_GAP = 0.35  # in sizes, what is between words of which one is no Chinese
_NEXT, _SPACE = 0x1E, 0x20
_SEPARATORS = [ord(character) for character in ",."]  # of an amount


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Printed characters: code points and boxes `(x0, top, x1, bottom)`."""

    code: Ints
    box: Floats

    def __getitem__(self, index: npt.NDArray[np.generic]) -> Glyphs:
        return Glyphs(self.code[index], self.box[index])


def layout(glyphs: Glyphs, tables: list[Lattice], page: int, height: float, known: Known) -> list[Block]:
    """The lines and grids of a page from the top down; a bare page number in its margins is left out."""
    place, bases = _places(glyphs, tables)
    found: list[tuple[float, str | tuple[Lattice, int] | list[Line | Grid]]] = []
    rest = np.ones(len(place), dtype=bool)
    for band in _bands(glyphs, tables, place):
        if unruled := _unruled(glyphs[band], page, height, known, beside=bool(tables)):
            found.append((float(glyphs.box[band, 1].min()), unruled))
            rest[band] = False
    texts: dict[int, str] = {}
    for where, y, text in _lines(glyphs[rest], place[rest]):
        if where >= 0:
            texts[where] = f"{texts[where]}\n{text}" if where in texts else text
        elif not _is_page_number(text, y, height):
            found.append((y, text))
    ruled = [t for t, base in zip(tables, bases, strict=True) if not _holds_rows(texts, base, t)]
    if len(ruled) < len(tables):  # only their heads have rules, or only their columns
        return layout(glyphs, ruled, page, height, known)
    found += [(float(table.ys[0]), (table, base)) for table, base in zip(tables, bases, strict=True)]
    blocks: list[Block] = []
    line = 1
    for _, item in sorted(found, key=lambda pair: pair[0]):
        if isinstance(item, str):
            blocks.append(Line(item, line, page))
            line += 1
        elif isinstance(item, list):
            blocks += [_from_line(block, line) for block in item]
            line += item[-1].line if isinstance(item[-1], Line) else item[-1].lines[-1]
        elif grid := _grid(*item, texts, line, page):
            blocks.append(grid)
            line = grid.lines[-1] + _height(grid.rows[-1])
    return blocks


def _from_line(block: Line | Grid, first: int) -> Line | Grid:
    """A block whose lines are counted from 1, on a page that counts from `first`."""
    if isinstance(block, Line):
        return replace(block, line=block.line + first - 1)
    return replace(block, lines=tuple(line + first - 1 for line in block.lines))


def _is_page_number(text: str, y: float, height: float) -> bool:
    return not _MARGIN * height < y < (1 - _MARGIN) * height and bool(_PAGE_NUMBER.fullmatch(text))


def _bands(glyphs: Glyphs, tables: list[Lattice], place: Ints) -> list[Ints]:
    """The characters outside of tables: those above the first one, beside it, below it and above the next, and so on."""
    loose = np.flatnonzero(place < 0)
    if tables and not np.isin(glyphs.code[loose], _SEPARATORS).any():
        return []  # no amount: titles and notes, as on most pages
    edges = sorted(y for table in tables for y in (table.ys[0], table.ys[-1]))
    band = np.searchsorted(edges, glyphs.box[loose, 1::2].mean(axis=1))
    return [loose[band == number] for number in set(band.tolist())]


def _unruled(glyphs: Glyphs, page: int, height: float, known: Known, beside: bool) -> list[Line | Grid]:
    """The blocks of a part of a page whose tables have columns but no rules; none if there is no such table.

    `beside` ruled tables two rows alone are none: they may be cut off from the table.
    """
    glyphs, _, new = _in_lines(glyphs, np.full(len(glyphs.code), -1))
    begins = new.copy()
    chinese, gap = glyphs.code >= 0x2E80, _gaps(glyphs)
    begins[1:] |= gap > np.where(chinese[1:] & chinese[:-1], _COLUMN_GAP, _WORD_GAP)
    starts = np.flatnonzero(begins)
    line = np.cumsum(new)[starts]
    x0, x1 = glyphs.box[starts, 0].tolist(), glyphs.box[np.append(starts[1:], len(new)) - 1, 2].tolist()
    words = map(Segment, x0, x1, _texts(glyphs, begins))
    sizes = (glyphs.box[:, 3] - glyphs.box[:, 1])[starts]
    tops = dict(zip(line.tolist(), glyphs.box[starts, 1].tolist(), strict=True))
    spaces = dict(zip(line.tolist(), (_COLUMN_GAP * sizes).tolist(), strict=True))
    lines = [
        (n, in_columns([word for _, word in group], spaces[n]))
        for n, group in groupby(zip(line.tolist(), words, strict=True), itemgetter(0))
    ]
    if sum(len(segments) > 1 for _, segments in lines) < 2:
        return []
    kept = [segments for n, segments in lines if not _is_page_number(segments[0].text, tops[n], height)]
    blocks = aligned_blocks([Printed(segments, n, page) for n, segments in enumerate(kept, 1)], known)
    least = 3 if beside else 1
    return blocks if any(isinstance(block, Grid) and len(block.rows) >= least for block in blocks) else []


def _grid(table: Lattice, base: int, texts: dict[int, str], line: int, page: int) -> Grid | None:
    """A table with the texts of its cells, its first row on this line; None if all of it is empty."""
    begins = table.owner == np.arange(table.owner.size).reshape(table.owner.shape)
    kept = np.flatnonzero(begins.any(axis=0)).tolist()
    rows: list[tuple[str | None, ...]] = []
    lines: list[int] = []
    for owners, first in zip((table.owner + base).tolist(), begins.tolist(), strict=True):
        if any(first):
            rows.append(tuple(texts.get(owners[k], "") if first[k] else None for k in kept))
            lines.append(line)
            line += _height(rows[-1])
    return Grid(tuple(rows), tuple(lines), page) if any(map(any, rows)) else None


def _holds_rows(texts: dict[int, str], base: int, table: Lattice) -> bool:
    """Whether a cell of a table prints what several cells do: amounts one below or beside another, and no sentence."""
    for place in range(base, base + table.owner.size):
        text = texts.get(place, "")
        if text.count(".") > 1 and not _SENTENCE.search(text):
            lines = [line.split(" ") for line in text.split("\n")]
            if any(sum(map(is_amount, words)) > 1 for words in lines):
                return True
            if len(lines) > 1 and all(is_amount(words[-1]) for words in lines):
                return True
    return False


def _height(row: tuple[str | None, ...]) -> int:
    """How many lines a row of cells takes."""
    return 1 + max([cell.count("\n") for cell in row if cell], default=0)


def _places(glyphs: Glyphs, tables: list[Lattice]) -> tuple[Ints, list[int]]:
    """The number of the cell of each character, -1 outside of tables; and the first number of each table."""
    x0, top, x1, bottom = glyphs.box.T
    x, y, fifth = (x0 + x1) / 2, (top + bottom) / 2, (x1 - x0) / 5
    place = np.full(len(x), -1)
    astride = np.zeros(len(x), dtype=bool)
    bases = []
    base = 0
    for table in tables:  # from the top down, so that a table inside of a cell comes after it
        cell, left, right = table.locate(np.array([x, x0 + fifth, x1 - fifth]), y)
        place = np.where(cell >= 0, cell + base, place)
        astride |= left != right
        bases.append(base)
        base += table.owner.size
    if tables:
        _gather_figures(glyphs, y, place, astride)
    return place, bases


def _gather_figures(glyphs: Glyphs, y: Floats, place: Ints, astride: Flags) -> None:
    """Moves each amount that runs over the border of its cell to the cell that most of it is in.

    It does if one of its characters stands on the border, or two meet there as they do within a number.
    """
    part = np.flatnonzero(_IN_FIGURES[np.minimum(glyphs.code, 0x7F)])
    part = part[np.argsort(np.rint(y[part]) * _span(glyphs) + glyphs.box[part, 0], kind="stable")]
    left, right = part[:-1], part[1:]
    gap = (glyphs.box[right, 0] - glyphs.box[left, 2]) / np.maximum(
        glyphs.box[left, 3] - glyphs.box[left, 1], 1
    )
    near = (np.abs(y[left] - y[right]) < 1) & (gap < 0.02) & (gap > -0.25)
    over = near & (place[left] != place[right]) & (astride[left] | astride[right] | (np.abs(gap) < 0.005))
    if not over.any():
        return
    ends = np.flatnonzero(~near) + 1
    for run in np.split(part, ends):
        if _AMOUNT.fullmatch("".join(map(chr, glyphs.code[run]))) and np.isin(run, left[over]).any():
            cells, counts = np.unique(place[run], return_counts=True)
            place[run] = cells[(counts * (cells >= 0)).argmax()]


def _in_lines(glyphs: Glyphs, place: Ints) -> tuple[Glyphs, Ints, Flags]:
    """Characters in reading order, place by place, with their places, and which of them begins a visual line."""
    x0, top, x1, bottom = glyphs.box.T
    middle = (top + bottom) / 2
    size = np.maximum(bottom - top, (x1 - x0) / 2)  # of a dash, too, that has no height but that of its ink
    span = _span(glyphs)
    order = np.argsort(place * span + middle, kind="stable")
    where, y, height = place[order], middle[order], size[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (where[1:] != where[:-1]) | (y[1:] - y[:-1] > np.minimum(height[1:], height[:-1]) / 2)
    order = order[np.argsort(np.cumsum(new) * span + x0[order], kind="stable")]
    code, x0 = glyphs.code[order], x0[order]
    # A character printed twice within a tenth of its size is bold type, not two characters.
    once = np.ones(len(order), dtype=bool)
    once[1:] = (code[1:] != code[:-1]) | (x0[1:] - x0[:-1] >= size[order][1:] / 10) | new[1:]
    return glyphs[order[once]], where[once], new[once]


def _span(glyphs: Glyphs) -> float:
    """More than any two characters are apart, so that one number can order by two."""
    return 1 + 2 * float(np.abs(glyphs.box).max(initial=0))


def _gaps(glyphs: Glyphs) -> Floats:
    """The empty space before each character but the first, in sizes of the character."""
    x0, top, x1, bottom = glyphs.box.T
    return (x0[1:] - x1[:-1]) / np.maximum((bottom - top)[1:], 1)


def _texts(glyphs: Glyphs, begins: Flags) -> list[str]:
    """The text of each piece, from one that begins up to the next, with spaces where the print has them."""
    cjk = (glyphs.code >= 0x2E80).astype(np.int64)
    printed = np.zeros((len(cjk), 2), dtype="<u4")
    letter = (glyphs.code >= 0x41) & (cjk == 0)
    kind = np.where((letter[1:] | letter[:-1]) & (cjk[1:] + cjk[:-1] == 0), 3, cjk[1:] + cjk[:-1])
    printed[1:, 0] = np.where(_gaps(glyphs) > _GAPS[kind], _SPACE, 0)
    printed[begins, 0] = _NEXT
    printed[:, 1] = glyphs.code
    codes = printed.ravel()
    return codes[codes > 0].tobytes().decode("utf-32-le", "replace").split(chr(_NEXT))[1:]


def _lines(glyphs: Glyphs, place: Ints) -> list[tuple[int, float, str]]:
    """The visual lines of each place as (place, middle, text), places in order and their lines from the top down."""
    if not len(place):
        return []
    glyphs, where, new = _in_lines(glyphs, place)
    starts = np.flatnonzero(new)
    height = (glyphs.box[:, 1] + glyphs.box[:, 3]) / 2
    middle = np.add.reduceat(height, starts) / np.diff(starts, append=len(new))
    return list(zip(where[starts].tolist(), middle.tolist(), _texts(glyphs, new), strict=True))
