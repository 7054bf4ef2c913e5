"""Scripts, styles and font of pages: in each page that is handed on alone, in files of their own for a site."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from yusuan.charts.renderer import FONTS
from yusuan.report import html

TEMPLATES = Path(__file__).parent / "templates"
FOLDER = "assets"  # beside the folders of reports
FONT = FONTS / "YusuanSans.otf"
BUNDLE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle('window.vegaEmbed = vegaEmbed;').encode())"


@functools.cache
def static() -> dict[str, str]:
    """Scripts and styles, read once a process."""
    found = {name: (TEMPLATES / name).read_text("utf-8") for name in ("style.css", "report.js", "index.js")}
    found["style.css"] += html.pygments_style()
    # The bundle is a module; as a function it keeps its names to itself. Nothing in it may end the script element.
    bundle = _cached(f"vega-{version('vl-convert-python')}.js", _bundle).decode()
    found["vega.js"] = "(()=>{" + bundle.replace("</script", "<\\/script") + "})();"
    return found


def _cached(name: str, make: Callable[[], bytes]) -> bytes:
    """What takes long to make, kept as a file of this user under a name that says what it is made from."""
    path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "yusuan" / name
    if path.is_file():
        return path.read_bytes()
    made = make()
    with suppress(OSError):  # a user without a home, or a full one: it is made again by the next process
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(made)
        partial.replace(path)
    return made


def _bundle() -> bytes:
    """Vega, Vega-Lite and Vega-Embed in one script; made elsewhere, as that starts threads."""
    return subprocess.run([sys.executable, "-c", BUNDLE], check=True, stdout=subprocess.PIPE).stdout


@functools.cache
def digest(script: str) -> str:
    """What a Content-Security-Policy calls a script that it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode('ascii')}'"


@functools.cache
def names() -> tuple[str, str]:
    """The files of a site for its script and its font, which tell their contents: other ones have other names."""
    script, font = static()["vega.js"].encode(), FONT.read_bytes()
    return (
        f"vega-{hashlib.sha256(script).hexdigest()[:8]}.js",
        f"font-{hashlib.sha256(font).hexdigest()[:8]}.css",
    )


def shared() -> dict[str, bytes]:
    """Both files by their names."""
    script, sheet = names()
    return {script: static()["vega.js"].encode(), sheet: _cached(sheet, _sheet)}


def _sheet() -> bytes:
    """The font in a style sheet: from a file, browsers refuse a font of another folder."""
    from fontTools.ttLib import TTFont  # takes longer than all else here, and is needed once

    font = TTFont(FONT, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    font.flavor, packed = "woff", io.BytesIO()
    font.save(packed, reorderTables=None)
    data = base64.b64encode(packed.getvalue()).decode("ascii")
    face = f'@font-face{{font-family:"Yusuan Sans";src:url(data:font/woff;base64,{data}) format("woff")}}\n'
    return face.encode()
