"""Placed characters and ruled tables to blocks: whatever knows where its characters stand ends here.

The order in which characters come means nothing: only where one stands counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import Block, Grid, Line
from .lattice import Floats, Ints, Lattice

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

_NEXT, _SPACE = 0x1E, 0x20


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Printed characters: code points and boxes `(x0, top, x1, bottom)`."""

    code: Ints
    box: Floats

    def __getitem__(self, index: npt.NDArray[np.generic]) -> Glyphs:
        return Glyphs(self.code[index], self.box[index])


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
