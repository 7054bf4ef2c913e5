"""An executed notebook as one HTML file that needs nothing else: charts, tables and words first, code folded away."""

from __future__ import annotations

import base64
import functools
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import NotebookNode, v4

import yusuan.charts.theme as theme
from yusuan.charts.renderer import VEGA_LITE
from yusuan.report import assets, html

WORDS = {
    "skip": ("跳到正文", "Skip to content"),
    "index": ("全部报告", "All reports"),
    "code": ("代码", "Code"),
    "table": ("表格", "Table"),
    "failed": ("此报告没有完成：", "This report is not complete: "),
    "made": ("由 yusuan 生成", "Made by yusuan"),
}
MENU = {  # of a chart
    "SVG_ACTION": ("存为 SVG", "Save as SVG"),
    "PNG_ACTION": ("存为 PNG", "Save as PNG"),
    "CLICK_TO_VIEW_ACTIONS": ("保存此图", "Save this chart"),
}

# The colours of the theme, each with the one that takes its place on a dark page.
DARK = {
    theme.INK: "#e6e8eb", theme.MUTED: "#a3abb5", theme.GRID: "#3a4149", theme.PAPER: "transparent",
    theme.BAND: "#323a42", theme.CURRENT: "#5a9bd0", theme.TOTAL: "#8b95a0", theme.REFERENCE: "#f08a70",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a page: words, code, a table, a chart, a picture, or the text of a terminal."""

    kind: str
    html: str = ""
    text: str = ""
    picture: str = ""
    spec: str = field(default="", repr=False)


def page(
    notebook: NotebookNode,
    *,
    title: str,
    subtitle: str = "",
    lang: str = "zh",
    error: str = "",
    shared: bool = False,
) -> str:
    """The whole page of an executed notebook. `error` says at its top why the notebook did not finish.

    It stands alone, or, `shared`, beside the files of a site (see `assets`).
    """
    shown = pieces(notebook, lang)
    values = {"title": title, "subtitle": subtitle, "pieces": shown, "error": error}
    charts = any(piece.kind == "chart" for piece in shown)
    return render("report.html.j2", lang, values, scripts=charts, shared=shared)


def pieces(notebook: NotebookNode, lang: str) -> list[Piece]:
    """The parts of an executed notebook in order, with code that follows code in one."""
    label, cells = words(WORDS, lang)["table"], enumerate(notebook.cells)
    return _folded([piece for number, cell in cells for piece in _pieces(cell, label, f"n{number}")])


def words(names: dict[str, tuple[str, str]], lang: str) -> dict[str, str]:
    """The names of one language."""
    return {key: pair[lang == "en"] for key, pair in names.items()}


def warm() -> None:
    """Load templates, scripts, styles and what works on first use, once for this process and those it forks."""
    cell = v4.new_code_cell(
        "1 + 1", outputs=[v4.new_output("display_data", {"text/html": "<table></table>"})]
    )
    page(v4.new_notebook(cells=[v4.new_markdown_cell("# *1*"), cell]), title="", shared=True)
    for script in assets.static().values():
        assets.digest(script)


def render(template: str, lang: str, values: dict[str, Any], *, scripts: bool, shared: bool = False) -> str:
    """A page from one of our templates, which needs nothing else, or, `shared`, the files of its site.

    `scripts`: it draws charts. Alone it has the font of its own characters.
    """
    static = assets.static()
    active = [static["report.js"]] if scripts else []
    active += [static["index.js"]] if template.startswith("index") else []
    above = "" if template.startswith("index") else "../"
    linked = [f"{above}{assets.FOLDER}/{name}" for name in assets.names()] if shared else []
    if scripts and not shared:
        active.insert(0, static["vega.js"])
    # `file:` is for a site that is opened from a disk, where it is not "self" to all browsers.
    own = "'self' file: " if shared else ""
    policy = (
        f"default-src 'none'; style-src {own}'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
        "form-action 'none'; "
        f"script-src {own if scripts else ''}" + (" ".join(map(assets.digest, active)) or "'none'")
    )
    body = _environment().get_template(template).render(
        values, lang=lang, words=words(WORDS, lang), style=static["style.css"], scripts=active, policy=policy,
        settings=html.script_json({"dark": DARK, "menu": words(MENU, lang)}) if scripts else "",
        linked=linked, font=FONT_MARK,
    )  # fmt: skip
    if shared:
        return body
    from yusuan.report.typeface import embedded  # a tenth of a start, which a site does without

    return body.replace(FONT_MARK, embedded(unescape(body)), 1)


FONT_MARK = "data:font/woff;base64,@"


def _pieces(cell: NotebookNode, label: str, mark: str) -> list[Piece]:
    """The parts of one cell, in order. A papermill error marker is left out: the page says it in its own words.

    `label` and `mark` are those of `html.clean`.
    """
    tags = cell.metadata.get("tags", [])
    if {"papermill-error-cell-tag", "remove-cell"} & set(tags) or not cell.source.strip():
        return []
    if cell.cell_type == "markdown":
        return [Piece("words", html.clean(html.markdown(cell.source, trusted=True), label))]
    if cell.cell_type != "code":
        return []
    hidden = [] if "remove-input" in tags else [Piece("code", html.code(cell.source))]
    outputs = enumerate(cell.outputs)
    return hidden + [piece for i, output in outputs for piece in _output(output, label, f"{mark}-{i}")]


def _output(output: NotebookNode, label: str, mark: str) -> list[Piece]:
    if output.output_type == "stream":
        return [Piece(output.name, text=click.unstyle(output.text))]
    if output.output_type == "error":
        trace = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
        return [Piece("error", text=click.unstyle(trace))]
    data = output.get("data", {})
    text = str(data.get("text/plain", ""))
    picture = next(
        (f"data:{kind};base64,{data[kind]}" for kind in ("image/png", "image/jpeg") if kind in data), ""
    )
    if VEGA_LITE in data:
        return [Piece("chart", text=text, picture=picture, spec=html.script_json(data[VEGA_LITE]))]
    if "text/html" in data:
        return [Piece("table", html.clean(str(data["text/html"]), label, mark))]
    if "text/markdown" in data:
        return [Piece("words", html.clean(html.markdown(str(data["text/markdown"])), label))]
    if "image/svg+xml" in data:
        encoded = base64.b64encode(str(data["image/svg+xml"]).encode()).decode("ascii")
        return [Piece("picture", text=text, picture=f"data:image/svg+xml;base64,{encoded}")]
    if picture:
        return [Piece("picture", text=text.strip(), picture=picture.replace("\n", ""))]
    return [Piece("text", text=text)] if text else []


def _folded(pieces: list[Piece]) -> list[Piece]:
    """The same pieces, with code that follows code in one fold."""
    merged: list[Piece] = []
    for piece in pieces:
        if piece.kind == "code" and merged and merged[-1].kind == "code":
            merged[-1] = Piece("code", f"{merged[-1].html}\n{piece.html}")
        else:
            merged.append(piece)
    return merged


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(assets.TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
