"""The letters of a page, embedded in it: the part of Yusuan Sans that its text uses.

A subset by fontTools takes longer than all the rest of a report. The shipped font has no subroutines and no hints, so
that its letters can be taken as they are and put into a font of their own.
"""

from __future__ import annotations

import base64
import functools
import io
from dataclasses import dataclass

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont

from yusuan.charts.renderer import FONTS

MISSING = ".notdef"


@dataclass(frozen=True, slots=True)
class _Letters:
    """What a font is made of: its measures, and for each character its drawing and its width."""

    em: int
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    drawn: dict[str, tuple[bytes, int]]


@functools.cache
def letters() -> _Letters:
    """The letters of the shipped font, read once a process."""
    font = TTFont(FONTS / "YusuanSans.otf", lazy=True)
    drawings = font["CFF "].cff[0].CharStrings
    names = {MISSING: MISSING, **{chr(code): name for code, name in font.getBestCmap().items()}}
    drawn = {char: (drawings[name].bytecode, font["hmtx"][name][0]) for char, name in names.items()}
    head, lines = font["head"], font["hhea"]
    box = head.xMin, head.yMin, head.xMax, head.yMax
    return _Letters(head.unitsPerEm, box, lines.ascent, lines.descent, drawn)


def embedded(text: str) -> str:
    """A data address with a font for these characters. Characters that ours lacks are left to the reader's fonts."""
    ours = letters()
    used = [MISSING, *sorted(set(text) & ours.drawn.keys())]
    names = {char: char if char == MISSING else f"u{ord(char):X}" for char in used}
    builder = FontBuilder(ours.em, isTTF=False)
    builder.font.recalcBBoxes = False
    builder.setupGlyphOrder(list(names.values()))
    builder.setupCharacterMap({ord(char): name for char, name in names.items() if char != MISSING})
    drawings = {names[char]: T2CharString(bytecode=ours.drawn[char][0]) for char in used}
    builder.setupCFF("YusuanSans", {"FontBBox": list(ours.box)}, drawings, {})
    builder.setupHorizontalMetrics({names[char]: (ours.drawn[char][1], 0) for char in used})
    builder.setupHorizontalHeader(ascent=ours.ascent, descent=ours.descent)
    builder.setupNameTable({"familyName": "Yusuan Sans", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=ours.ascent, sTypoDescender=ours.descent, usWinAscent=ours.ascent,
                     usWinDescent=-ours.descent)  # fmt: skip
    builder.setupPost()
    # Readers of a PDF tell lines by the box of its font.
    builder.updateHead(**dict(zip(("xMin", "yMin", "xMax", "yMax"), ours.box, strict=True)))
    builder.font.flavor = (
        "woff"  # its compression takes a tenth of the time of WOFF2's, and a sixth more bytes
    )
    out = io.BytesIO()
    builder.save(out)
    return "data:font/woff;base64," + base64.b64encode(out.getvalue()).decode("ascii")


embedded("")  # loads what is loaded on first use, for all workers forked later
