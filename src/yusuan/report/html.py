"""Text that others wrote, made safe to stand in a page: markdown, tables, code, and JSON.

A page forbids scripts of others by its Content-Security-Policy as well; here nothing that could act is left in it.
"""

from __future__ import annotations

import json
import re
from html import escape

import lxml.html
import mistune
from lxml.etree import Element
from lxml.html import HtmlElement
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from yusuan.charts.texts import columns_wide

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del",
    "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span",
    "strong", "style", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "alt", "class", "colspan", "headers", "height", "href", "id", "lang", "open", "rowspan",
    "scope", "src", "title", "width",
}  # fmt: skip
DROPPED = {
    "script", "iframe", "object", "embed", "template", "noscript", "form", "input", "button",
    "svg", "math", "audio", "video", "head", "title",
}  # fmt: skip

# Links may lead to a page or within this one; a picture carries its data with it.
ADDRESSES = {
    "href": re.compile(r"(https?:|#|[\w./%-]+$)"),
    "src": re.compile(r"data:image/(png|jpeg|gif|webp);"),
}
NUMBER = re.compile(r"^[−+≈<>≤≥-]?[¥]?\d[\d,]*(\.\d+)?\s?(%|万元|亿元|元)?$|^[—–-]$|^$")
LONG = 28  # half-width letters; what is longer may take several lines
MARKDOWN = [
    mistune.create_markdown(escape=escaped, plugins=["table", "strikethrough"]) for escaped in (True, False)
]
PYGMENTS = PythonLexer(), HtmlFormatter(nowrap=True)
# What could end a script element, or in old browsers a line of it.
ESCAPED = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>\u2028\u2029"})


def clean(fragment: str, label: str, mark: str = "") -> str:
    """The fragment with allowed tags and attributes only; each table in a frame that scrolls, named by its caption.

    `label` names a table that has no caption. Cells with a title lead back (see `_lead_back`); the ids that this takes
    begin with `mark`.
    """
    root = lxml.html.fragment_fromstring(fragment, create_parent="div")
    for element in list(root.iterdescendants()):
        if (
            not isinstance(element.tag, str)
            or element.tag in DROPPED
            or (element.tag == "style" and "scoped" in element.attrib)
        ):
            element.drop_tree()
        elif element.tag not in TAGS:
            element.drop_tag()
        else:
            for name, value in element.attrib.items():
                if name not in ATTRIBUTES or (name in ADDRESSES and not ADDRESSES[name].match(value.strip())):
                    del element.attrib[name]
    for number, table in enumerate(list(root.iter("table"))):
        _align(table)
        _frame(table, label)
        _lead_back(table, f"{mark}-{number}")
    return escape(root.text or "") + "".join(lxml.html.tostring(part, encoding="unicode") for part in root)


def _align(table: HtmlElement) -> None:
    """Mark the cells of a column of figures, its header too, with the class `number`, those of long text with `long`.

    A table with long text beside the names of its rows has the class `cards`, and its cells the words of their head.
    """
    rows = [row for row in table.iter("tr") if row.find("td") is not None]
    columns = [[cell.text_content().strip() for cell in column] for column in zip(*rows, strict=False)]
    figures = {
        i for i, texts in enumerate(columns) if any(texts) and all(NUMBER.match(text) for text in texts)
    }
    for row in table.iter("tr"):
        for i, cell in enumerate(row):
            if columns_wide(cell.text_content()) > LONG:
                cell.set("class", f"{cell.get('class', '')} long".strip())
            if i in figures and "colspan" not in cell.attrib:
                cell.set("class", f"{cell.get('class', '')} number".strip())
    if any(cell.get("class", "").startswith("long") for row in rows for cell in row[1:]):
        table.set("class", f"{table.get('class', '')} cards".strip())
        heads = [head.text_content().strip() for head in table.iterfind("thead/tr[1]/*")]
        for row in rows:
            for cell, head in zip(row, heads, strict=False):
                cell.set("data-label", head)
    for head in table.iter("th"):
        if head.get("scope") is None:
            head.set("scope", "col" if head.getparent().getparent().tag == "thead" else "row")


def _frame(table: HtmlElement, label: str) -> None:
    """Put a table into a frame that scrolls on a narrow screen and can be reached by keyboard."""
    caption = table.find("caption")
    name = caption.text_content().strip() if caption is not None else label
    frame = Element("div", {"class": "frame", "role": "region", "tabindex": "0", "aria-label": name or label})
    table.addprevious(frame)
    frame.tail, table.tail = table.tail, None
    frame.append(table)


def _lead_back(table: HtmlElement, mark: str) -> None:
    """Make of the titles of a table's cells what a keyboard can reach, a screen reader tells and paper shows.

    The first line of a title is the place, the second what is told of the figure. The places are numbered notes below
    the table; each figure has the number of its note and can be focused.
    """
    notes: dict[str, dict[str, int]] = {}
    for cell in table.iter("td"):
        told = cell.attrib.pop("title", "")
        if not told:
            continue
        where, _, more = told.partition("\n")
        text = cell.text_content()
        parts = notes.setdefault(where, {where: 0})
        part = parts.setdefault(f"{text}: {more}", len(parts)) if more else 0
        number = list(notes).index(where) + 1
        described = " ".join(f"{mark}-{number}-{i}" for i in dict.fromkeys((0, part)))
        figure = {"class": "figure", "tabindex": "0", "data-told": told, "data-note": str(number)}
        cell.text, cell[:] = None, [_element("span", figure | {"aria-describedby": described}, text)]
    if notes:
        listed = _element("ol", {"class": "notes"})
        for number, parts in enumerate(notes.values(), 1):
            item = _element("li", {})
            item.extend(_element("span", {"id": f"{mark}-{number}-{i}"}, part) for part, i in parts.items())
            for span in item[:-1]:
                span.tail = "; "
            listed.append(item)
        table.getparent().addnext(listed)


def _element(tag: str, attributes: dict[str, str], text: str = "") -> HtmlElement:
    made = Element(tag, attributes)
    made.text = text or None
    return made


def markdown(text: str, *, trusted: bool = False) -> str:
    """Markdown as HTML. HTML inside it is shown as text, unless the notebook's author wrote it (`trusted`)."""
    return str(MARKDOWN[trusted](text))


def code(source: str) -> str:
    """Python source as HTML with the classes of Pygments."""
    return highlight(source, *PYGMENTS)


def pygments_style() -> str:
    """The style sheet of highlighted code."""
    return HtmlFormatter(style="friendly", nobackground=True).get_style_defs(".code")


def script_json(value: object) -> str:
    """JSON to stand inside a script element, which nothing in it can end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
