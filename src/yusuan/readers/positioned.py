"""HTML pages that were made from a PDF: every piece of text, every rule at a place of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from lxml import etree

from ..model import Block, Grid, Line
from .aligned import Known, aligned_blocks
from .lattice import lattices
from .layout import Glyphs, layout
from .segments import Printed, Segment, is_amount

Style = Mapping[str, dict[str, str]]

_CLASS = re.compile(r"^(?:[a-z]\w*)?\.([\w-]+)$", re.IGNORECASE)
_LENGTH = re.compile(r"^(-?\d*\.?\d+)(pt|px|mm|cm|in)$")
_POINTS = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}
_SCALE = re.compile(r"matrix\(\s*([\d.]+)|scale\(\s*([\d.]+)")
_LINE, _NO_WIDTH = re.compile(r"solid|double|dashed|dotted"), re.compile(r"0(?:\.0*)?(?:pt|px)?\s")
_FEWEST = 3  # positioned texts that make a page
_THIN = 2.5  # points: a filled box no thicker is a rule
_SIZE = 10.5  # points of type where none is given


@dataclass(frozen=True, slots=True)
class _Box:
    """Where an element stands on its page, in points from the upper left."""

    left: float
    top: float
    width: float
    height: float


def stylesheet(root: etree._Element) -> Style:
    """What the page's own sheets say of single classes (`.x1{left:72px}`, `td.x1`); rules for print are left out."""
    styles: dict[str, dict[str, str]] = {}
    for sheet in root.iter("style"):
        for selectors, body in _rules_of(sheet.text or ""):
            for selector in selectors.split(","):
                if name := _CLASS.match(selector.strip()):
                    styles.setdefault(name[1], {}).update(_declarations(body))
    return styles


def _rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule, in time linear in the sheet, which may be any text at all."""
    first, *others = sheet.split("/*")
    plain = first + "".join(part.partition("*/")[2] for part in others)
    outer: list[str] = []
    text = ""
    for piece in re.split(r"([{}])", plain):
        if piece == "{":
            outer.append(text.strip())
        elif piece == "}":
            if outer and not any(name.startswith("@media print") for name in outer):
                yield outer[-1], text
            del outer[-1:]
        text = "" if piece in "{}" else piece


@lru_cache(maxsize=1 << 14)
def _declarations(text: str) -> dict[str, str]:
    parts = [part.partition(":") for part in text.lower().split(";")]
    return {name.strip(): value.strip() for name, colon, value in parts if colon}


def style_of(element: etree._Element, styles: Style) -> dict[str, str]:
    """What the classes of an element and its own style declare."""
    merged: dict[str, str] = {}
    for name in element.get("class", "").split():
        merged |= styles.get(name, {})
    return merged | _declarations(element.get("style", ""))


@lru_cache(maxsize=1 << 14)
def _points(text: str | None) -> float | None:
    found = _LENGTH.match(text or "")
    return float(found[1]) * _POINTS[found[2]] if found and len(found[1]) < 20 else None


def positioned_pages(root: etree._Element, styles: Style) -> dict[etree._Element, int]:
    """The elements whose children are positioned texts, with their page numbers."""
    counts: dict[etree._Element, int] = {}
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if (
            parent is not None
            and _is_placed(style_of(element, styles))
            and any(map(str.strip, element.itertext()))
        ):
            counts[parent] = counts.get(parent, 0) + 1
    holders = [
        element for element, count in counts.items() if count >= _FEWEST or _looks_like_page(element, styles)
    ]
    nested = {inner for element in holders for inner in element.iterdescendants() if inner in counts}
    return {element: number for number, element in enumerate((e for e in holders if e not in nested), 1)}


def _is_placed(style: dict[str, str]) -> bool:
    return (
        style.get("position") == "absolute"
        and _points(style.get("left")) is not None
        and (_points(style.get("top")) is not None or _points(style.get("bottom")) is not None)
    )


def _looks_like_page(element: etree._Element, styles: Style) -> bool:
    style = style_of(element, styles)
    width, height = _points(style.get("width")), _points(style.get("height"))
    return bool(width and height and width > 200 and height > 200)


def page_blocks(page: etree._Element, styles: Style, number: int, known: Known) -> list[Block]:
    """The lines and grids of one page: by its rules where it has some, else by what stands under what."""
    height = _points(style_of(page, styles).get("height")) or 0.0
    texts: list[tuple[_Box, str]] = []
    horizontal: list[tuple[float, float, float]] = []
    vertical: list[tuple[float, float, float]] = []
    for element in page:
        style = style_of(element, styles)
        box = _box(style, height)
        if box is None:
            continue
        for rule, direction in _drawn(style, box):
            (horizontal if direction == "h" else vertical).append(rule)
        texts += _texts(element, style, styles, box)
    tables = lattices(np.array(horizontal).reshape(-1, 3), np.array(vertical).reshape(-1, 3))
    aligned: list[Line | Grid] = [] if tables else aligned_blocks(_printed(texts, number), known)
    if any(isinstance(block, Grid) for block in aligned):
        return [*aligned]
    return layout(_glyphs(texts), tables, number, height, known)


def _box(style: dict[str, str], page_height: float) -> _Box | None:
    left, top, bottom = (_points(style.get(side)) for side in ("left", "top", "bottom"))
    width, height = _points(style.get("width")) or 0.0, _points(style.get("height"))
    if left is None or (top is None and bottom is None):
        return None
    size = height if height is not None else _points(style.get("font-size")) or _SIZE
    if top is None:
        top = page_height - (bottom or 0.0) - size
    return _Box(left, top, width, size)


def _drawn(style: dict[str, str], box: _Box) -> Iterator[tuple[tuple[float, float, float], str]]:
    """The borders that an element draws, and the element itself where it is a thin filled box."""
    right, bottom = box.left + box.width, box.top + box.height
    sides = {
        "top": ((box.top, box.left, right), "h"), "bottom": ((bottom, box.left, right), "h"),
        "left": ((box.left, box.top, bottom), "v"), "right": ((right, box.top, bottom), "v"),
    }  # fmt: skip
    for side, rule in sides.items():
        border = style.get(f"border-{side}") or style.get("border")
        if border and _LINE.search(border) and not _NO_WIDTH.match(border):
            yield rule
    filled = style.get("background-color", style.get("background", "none"))
    if filled not in ("none", "transparent", "#fff", "#ffffff", "white"):
        if box.height <= _THIN < box.width:
            yield sides["top"]
        elif box.width <= _THIN < box.height:
            yield sides["left"]


def _texts(
    element: etree._Element, style: dict[str, str], styles: Style, box: _Box
) -> Iterator[tuple[_Box, str]]:
    """The pieces of text of an element, apart where an empty element makes room between them."""
    scale = _scale(style)
    size = (_points(style.get("font-size")) or _SIZE) * scale
    x = box.left
    piece, start = "", x
    for text, room in _runs(element, styles):
        if room > size or room < -size:
            if piece.strip():
                yield _Box(start, box.top, x - start, size), piece
            piece, start = "", x + room * scale
        x += room * scale
        piece += text
        x += sum(map(_advance, text)) * size
    if piece.strip():
        yield _Box(start, box.top, x - start, size), piece


def _scale(style: dict[str, str]) -> float:
    found = _SCALE.search(style.get("transform", ""))
    return float(found[1] or found[2]) if found else 1.0


def _runs(element: etree._Element, styles: Style) -> Iterator[tuple[str, float]]:
    """The texts inside of an element in order, each with the room that an empty element leaves before it."""
    yield element.text or "", 0.0
    for child in element.iterdescendants(etree.Element):
        style = style_of(child, styles)
        room = (
            0.0
            if child.text
            else (_points(style.get("width")) or 0.0) + (_points(style.get("margin-left")) or 0.0)
        )
        yield child.text or "", room
        yield child.tail or "", 0.0


def _advance(character: str) -> float:
    """The width of a character in its own size."""
    return 1.0 if character >= "\u2e80" else 0.5


def _glyphs(texts: list[tuple[_Box, str]]) -> Glyphs:
    codes: list[int] = []
    boxes: list[tuple[float, float, float, float]] = []
    for box, text in texts:
        x = box.left
        for character in text:
            width = _advance(character) * box.height
            if not character.isspace():
                codes.append(ord(character))
                boxes.append((x, box.top, x + width, box.top + box.height))
            x += width
    return Glyphs(np.array(codes, dtype=np.int64), np.array(boxes, dtype=float).reshape(-1, 4))


def _printed(texts: list[tuple[_Box, str]], page: int) -> list[Printed]:
    """The visual lines of a page: pieces side by side, joined where no wide space is between them."""
    lines: list[list[tuple[_Box, str]]] = []
    for box, text in sorted(texts, key=lambda item: item[0].top + item[0].height / 2):
        above = lines[-1][-1][0] if lines else None
        if (
            above
            and box.top + box.height / 2 < above.top + above.height * 0.9
            and box.top < above.top + above.height / 2
        ):
            lines[-1].append((box, text))
        else:
            lines.append([(box, text)])
    return [Printed(_segments(line), number, page) for number, line in enumerate(lines, 1)]


def _segments(pieces: list[tuple[_Box, str]]) -> tuple[Segment, ...]:
    """Pieces of a line as segments: words come together over less than a character, an amount stays alone."""
    segments: list[Segment] = []
    for box, text in sorted(pieces, key=lambda item: item[0].left):
        text, end = text.strip(), box.left + box.width
        last = segments[-1] if segments else None
        gap = box.left - last.end if last else 0.0
        alone = last is not None and (is_amount(last.text) or is_amount(text)) and gap > box.height / 4
        if last and gap < box.height and not alone:
            segments[-1] = Segment(last.start, end, last.text + text)
        else:
            segments.append(Segment(box.left, end, text))
    return tuple(segments)
