"""What a report says, in order and without its looks: for the forms that are made of parts and not of one page.

A chart is its picture and the table that its tooltips make up: what they show of each mark, in the words of the chart.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from lxml.etree import XPath
from lxml.html import HtmlElement
from nbformat import NotebookNode

from yusuan.charts.renderer import title_of
from yusuan.report.page import Piece, pieces

UNIT = r"%| ?[万亿]?元(?:/[^\d\s]{1,6})?| ?人/编| (?:(?:thousand|million|billion) )?yuan(?: an? [a-z]+)?| per post"
# Headings, tables, and what stands in no table; an item with all its paragraphs.
SAID = XPath(
    "descendant::*[self::table or not(ancestor::table) and (self::h1 or self::h2 or self::h3 or self::h4 or self::h5"
    " or self::h6 or self::li or self::p[not(ancestor::li)])]"
)
FIGURE = re.compile(rf"([-−+]?)(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?({UNIT})?")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (`level` 1 to 6), a paragraph, a list item, a note, a picture with its sentence, or a table.

    `title` is of a chart. `rows` are of a table or of what a chart shows, the first `heads` its head. `told`: for figures of them, by row and
    column, the number of its note and where it is from.
    """

    kind: str
    text: str = ""
    level: int = 0
    picture: bytes = b""
    title: str = ""
    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0
    told: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def parts(notebook: NotebookNode, lang: str) -> Iterator[Part]:
    """The parts of an executed notebook. Code and what it prints are left out."""
    for piece in pieces(notebook, lang):
        if piece.kind in ("words", "table"):
            yield from _of_html(piece)
        elif piece.kind in ("chart", "picture"):
            data = piece.picture.partition(";base64,")[2]
            is_png = piece.picture.startswith("data:image/png")
            spec = json.loads(piece.spec) if piece.spec else {}
            title, picture = title_of(spec), base64.b64decode(data) if is_png else b""
            yield Part("picture", piece.text, picture=picture, title=title, rows=tooltips(spec), heads=1)
        elif piece.kind == "error":
            yield Part("paragraph", piece.text.strip().splitlines()[-1])


def _of_html(piece: Piece) -> Iterator[Part]:
    root = lxml.html.fragment_fromstring(piece.html, create_parent="div")
    for element in SAID(root):
        text = _text(element)
        if element.tag == "table":
            yield _table(element)
        elif element.tag.startswith("h"):
            yield Part("heading", text, level=int(element.tag[1]))
        elif text and element.getparent().get("class") == "notes":
            yield Part("note", f"{element.getparent().index(element) + 1} {text}")
        elif text:
            yield Part("item" if element.tag == "li" else "paragraph", text)


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _table(table: HtmlElement) -> Part:
    caption = table.find("caption")
    cells = [list(row) for row in table.iter("tr")]
    rows = [list(map(_text, row)) for row in cells]
    width = max((len(row) for row in rows), default=0)
    text = "" if caption is None else _text(caption)
    told = {
        (y, x): (figure.get("data-note", ""), figure.get("data-told", ""))
        for y, row in enumerate(cells)
        for x, cell in enumerate(row)
        for figure in cell.iterchildren("span")
        if figure.get("class") == "figure"
    }
    rows = [row + [""] * (width - len(row)) for row in rows]
    return Part("table", text, rows=rows, heads=len(table.findall("thead[1]//tr")), told=told)


def tooltips(spec: dict[str, Any]) -> list[list[str]]:
    """What the tooltips of the first marks that have any show, as a table with its head; no rows where there are none."""
    found = next(_with_tooltips(spec, spec.get("data", {})), None)
    if found is None:
        return []
    columns, data = found
    values = spec.get("datasets", {}).get(data.get("name"), data.get("values", []))
    rows = [tuple(" ".join(str(value.get(tip["field"], "")).split()) for tip in columns) for value in values]
    return [[str(tip["title"]) for tip in columns], *map(list, dict.fromkeys(rows))]


def _with_tooltips(view: dict[str, Any], data: dict[str, Any]) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """The views of a chart that have tooltips: these, and the data that they are of."""
    data = view.get("data", data)
    tips = view.get("encoding", {}).get("tooltip")
    if isinstance(tips, list) and all("field" in tip and "title" in tip for tip in tips):
        yield tips, data
    inner = [*view.get("layer", []), *view.get("vconcat", [])]
    for part in [*inner, *([view["spec"]] if "spec" in view else [])]:
        yield from _with_tooltips(part, data)


def figure(text: str) -> tuple[float, str] | None:
    """A printed figure as a number and the format of a spreadsheet that prints it so, unit and all; None for other text."""
    found = FIGURE.fullmatch(text)
    if not found or re.match(r"^0\d", text):
        return None
    sign, whole, fraction, unit = (part or "" for part in found.groups())
    value = float((whole + fraction).replace(",", "")) * (-1 if sign in ("-", "−") else 1)
    layout = ("#,##0" if "," in whole else "0") + (f".{'0' * (len(fraction) - 1)}" if fraction else "")
    layout += f'"{unit}"' if unit not in ("", "%") else unit
    return round(value / 100, 12) if unit == "%" else value, f"+{layout};-{layout}" if sign == "+" else layout
