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

UNIT = r"%| ?[万亿]?元(?:/[^\d\s]{1,6})?| ?人/编| (?:(?:thousand|million|billion) )?yuan(?: an? [a-z]+| each)?| per post"
# Headings, tables, and what stands in no table; an item with all its paragraphs.
SAID = XPath(
    "descendant::*[self::table or not(ancestor::table) and (self::h1 or self::h2 or self::h3 or self::h4 or self::h5"
    " or self::h6 or self::li or self::p[not(ancestor::li)])]"
)
FIGURE = re.compile(rf"([-−+]?)(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?({UNIT})?")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a chart draws of its rows: their `columns`, or their `ranges` along an axis; the `colours` of rows (or none).

    `plane`: two columns against each other, one point a row. `counts`: the columns add up, and the colours are theirs.
    `log`: by orders of magnitude.
    """

    columns: list[int] = field(default_factory=list)
    ranges: list[tuple[float, float] | None] = field(default_factory=list)
    axis: str = ""
    colours: list[str] = field(default_factory=list)
    plane: bool = False
    counts: bool = False
    log: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (`level` 1 to 6), a paragraph, a list item, a note, a picture with its sentence, or a table.

    `title` and `drawn` are of a chart. `rows` are of a table or of what a chart shows, the first `heads` its head.
    `told`: for figures of them, by row and column, the number of its note and where it is from.
    """

    kind: str
    text: str = ""
    level: int = 0
    picture: bytes = b""
    title: str = ""
    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0
    told: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    drawn: Drawn = field(default_factory=Drawn)


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
            rows, drawn = tooltips(spec)
            yield Part("picture", piece.text, picture=picture, title=title, rows=rows, heads=1, drawn=drawn)
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


def tooltips(spec: dict[str, Any]) -> tuple[list[list[str]], Drawn]:
    """What the tooltips of the first marks that have any show, as a table with its head, and what is drawn of it."""
    views = list(_with_tooltips(spec, spec.get("data", {})))
    if not views:
        return [], Drawn()
    first, data = views[0]
    tips = first["tooltip"]
    records: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for value in spec.get("datasets", {}).get(data.get("name"), data.get("values", [])):
        row = tuple(" ".join(str(value.get(tip["field"], "")).split()) for tip in tips)
        records.setdefault(row, []).append(value)
    rows = [[str(tip["title"]) for tip in tips], *map(list, records)]
    return rows, _drawn([encoding for encoding, own in views if own == data], records)


def _drawn(encodings: list[dict[str, Any]], records: dict[tuple[str, ...], list[dict[str, Any]]]) -> Drawn:
    """What is drawn of these rows, each with the marks that it is shown for, by the channels of the marks."""
    axes = [e[c] for e in encodings for c in "xy" if e.get(c, {}).get("type") == "quantitative"]
    amounts = [axis["field"] for axis in axes]
    columns = [
        i
        for i in range(len(next(iter(records), ())))
        if any(
            all(any(_prints(row[i], mark[name]) for mark in marks) for row, marks in records.items())
            for name in dict.fromkeys(amounts)
        )
    ]
    colour, firsts = encodings[0].get("color", {}), [marks[0] for marks in records.values()]
    named = dict(zip(*(colour.get("scale", {}).get(end, []) for end in ("domain", "range")), strict=False))
    colours = [named.get(mark.get(colour.get("field")), "") for mark in firsts]
    colours = colours if all(colours) else []
    told = [tip["title"] for tip in encodings[0]["tooltip"]]
    if counted := [i for i, title in enumerate(told) if title in named]:
        return Drawn(counted, colours=[named[told[i]] for i in counted], counts=True)
    spans = [e for e in encodings if "x2" in e and "y2" not in e]
    if columns or not spans:
        return Drawn(
            columns,
            colours=colours,
            plane=all(encodings[0].get(c, {}).get("type") == "quantitative" for c in "xy"),
            log=any(axis.get("scale", {}).get("type") == "log" for axis in axes),
        )
    ends = [(mark[spans[-1]["x"]["field"]], mark[spans[-1]["x2"]["field"]]) for mark in firsts]
    ranges = [None if None in pair else (min(pair), max(pair)) for pair in ends]
    axis = next((e["x"]["axis"]["title"] for e in spans if e["x"].get("axis")), "")
    return Drawn(ranges=ranges, axis=axis, colours=colours)


def _prints(text: str, value: float | None) -> bool:
    """Whether a text is the print of a value, or there is neither."""
    found = FIGURE.fullmatch(text)
    if not found or value is None:
        return not found and value is None
    number = float((found[2] + (found[3] or "")).replace(",", "")) * (-1 if found[1] in ("-", "−") else 1)
    return round(value, len((found[3] or ".")[1:])) == number


def _with_tooltips(
    view: dict[str, Any], data: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The channels of each view of a chart that has tooltips, and the data that they are of."""
    data, channels = view.get("data", data), view.get("encoding", {})
    tips = channels.get("tooltip")
    if isinstance(tips, list) and all("field" in tip and "title" in tip for tip in tips):
        yield channels, data
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
