"""How a chart leaves a notebook: as a specification to draw, a picture to fall back on, and a sentence to read.

Altair's own renderers need a network or a widget manager; this one writes what JupyterLab, GitHub, editors and our
reports each understand. Notebooks call `setup_notebook()` once.
"""

from __future__ import annotations

import base64
import functools
import io
import json
import os
import re
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from PIL import Image

VEGA_LITE = "application/vnd.vegalite.v5+json"  # JupyterLab draws it and Papermill accepts it; v6 is refused
FONTS = Path(__file__).parents[1] / "fonts"
SCALE = 2  # pixels of a picture per pixel of the chart
CONVERTER = "YUSUAN_CONVERTER"  # the descriptor of a line to a converter (see report.pictures)
COLOURS = 64  # a tenth of the bytes, and no difference to the eye


def setup_notebook() -> None:
    """Make charts of this session display with pictures and descriptions, in the font that is shipped."""
    alt.renderers.register("yusuan", render)
    alt.renderers.enable("yusuan")


def render(spec: dict[str, Any], **metadata: object) -> dict[str, Any]:
    """The MIME bundle of a chart: Vega-Lite, a PNG picture, and its description as plain text.

    Where CONVERTER is set, the picture is made by the process at its other end; where it is empty, there is none.
    """
    spec = _named_alike(spec)
    bundle = {VEGA_LITE: spec, "text/plain": describe(spec)}
    line = os.environ.get(CONVERTER)
    if line == "":
        return bundle
    png = picture(spec) if line is None else _converted(spec, int(line))
    return bundle | {"image/png": base64.b64encode(png).decode("ascii")}


def _named_alike(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification without the random part of Altair's view names: the same chart is the same text every time."""
    return json.loads(re.sub(r"view_[0-9a-f]{16}_", "view_", json.dumps(spec)))


def _converted(spec: dict[str, Any], line: int) -> bytes:
    with Connection(os.dup(line)) as converter:
        converter.send(spec)
        answer = converter.recv()
    if isinstance(answer, Exception):
        raise answer
    return bytes(answer)


def describe(spec: dict[str, Any]) -> str:
    """The sentence that stands for a chart: its description, or else its title."""
    return str(spec.get("description") or title_of(spec) or "图")


def title_of(spec: dict[str, Any]) -> str:
    """The title of a chart; "" where it has none."""
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else str(text)


def picture(spec: dict[str, Any]) -> bytes:
    """The chart as PNG."""
    _register_fonts()
    png = vl_convert.vegalite_to_png(spec, scale=SCALE)
    small = io.BytesIO()
    # No dithering: it would put specks on flat colours and make the file larger.
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(small, "PNG", optimize=True)
    return small.getvalue()


@functools.cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
