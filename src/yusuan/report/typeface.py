"""The letters of a page, embedded in it: the part of Yusuan Sans that its text uses, as WOFF2."""

from __future__ import annotations

import base64
import io

from fontTools import subset
from fontTools.ttLib import TTFont

from yusuan.charts.renderer import FONTS


def embedded(text: str) -> str:
    """A data address with the font for these characters. Characters that the font lacks are left to the reader's."""
    options = subset.Options(
        layout_features=["kern"],
        desubroutinize=True,
        notdef_outline=True,
        drop_tables=["vhea", "vmtx", "VORG"],
    )
    font = TTFont(FONTS / "YusuanSans.otf", lazy=True, recalcBBoxes=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return "data:font/woff2;base64," + base64.b64encode(out.getvalue()).decode("ascii")
