"""What a report says, in order and without its looks: for the forms that are made of parts and not of one page."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml.html import HtmlElement
from nbformat import NotebookNode

from yusuan.report.page import Piece, pieces

FIGURE = re.compile(r"^[-−+]?\d{1,3}(,\d{3})*(\.\d+)?%?$|^[-−+]?\d+(\.\d+)?%?$")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (`level` 1 to 6), a paragraph, a list item, a picture with its sentence, or a table with its caption."""

    kind: str
    text: str = ""
    level: int = 0
    picture: bytes = b""
    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0


def parts(notebook: NotebookNode, lang: str) -> Iterator[Part]:
    """The parts of an executed notebook. Code and what it prints are left out."""
    for piece in pieces(notebook, lang):
        if piece.kind in ("words", "table"):
            yield from _of_html(piece)
        elif piece.kind in ("chart", "picture"):
            data = piece.picture.partition(";base64,")[2]
            is_png = piece.picture.startswith("data:image/png")
            yield Part("picture", piece.text, picture=base64.b64decode(data) if is_png else b"")
        elif piece.kind == "error":
            yield Part("paragraph", piece.text.strip().splitlines()[-1])


def _of_html(piece: Piece) -> Iterator[Part]:
    root = lxml.html.fragment_fromstring(piece.html, create_parent="div")
    for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "table"):
        text = " ".join(element.text_content().split())
        if element.tag == "table":
            yield _table(element)
        elif next(element.iterancestors("table"), None) is not None:
            continue
        elif element.tag in ("p", "li"):
            inside_item = element.tag == "p" and next(element.iterancestors("li"), None) is not None
            if text and not inside_item:
                yield Part("item" if element.tag == "li" else "paragraph", text)
        else:
            yield Part("heading", text, level=int(element.tag[1]))


def _table(table: HtmlElement) -> Part:
    caption = table.find("caption")
    head = table.find("thead")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr")]
    width = max((len(row) for row in rows), default=0)
    heads = len(list(head.iter("tr"))) if head is not None else 0
    text = "" if caption is None else " ".join(caption.text_content().split())
    return Part("table", text, rows=[row + [""] * (width - len(row)) for row in rows], heads=heads)


def figure(text: str) -> tuple[float, str] | None:
    """A printed figure as a number and the format of a spreadsheet that prints it so; None for other text."""
    if not FIGURE.match(text) or re.match(r"^0\d", text):
        return None
    percent = text.endswith("%")
    digits = text.rstrip("%").partition(".")[2]
    value = float(text.rstrip("%").replace(",", "").replace("−", "-"))
    layout = ("#,##0" if "," in text else "0") + (f".{'0' * len(digits)}" if digits else "")
    return (value / 100, f"{layout}%") if percent else (value, layout)
