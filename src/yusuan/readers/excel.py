"""Workbooks (XLSX) to blocks, figures as they are printed."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from lxml import etree

from ..amounts import looks_numeric
from ..limits import LIMITS
from ..model import Block
from .encoding import Dress, raised, struck
from .number_format import BUILT_IN, UNSEEN, printed, worded
from .sheet import FURTHEST, Sheet, not_worked_out, sheet_blocks, whole
from .zipped import Package

_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_REFERRED = re.compile(r"([A-Z]{1,3})(?:(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?|:([A-Z]{1,3})\b)")
_ON = ("1", "true")


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of an XLSX workbook share: its strings, and the number format and dress of each cell style."""

    package: Package
    strings: list[etree._Element]
    styles: list[tuple[str, Dress]]
    worked_out: bool


def read_xlsx(package: Package) -> list[Block]:
    """The visible sheets of an XLSX workbook. A formula counts as the value that was saved with it."""
    workbook = package.tree("xl/workbook.xml")
    # Some programs write formulas with 0 for their value, and that all is to be worked out when the file is opened.
    calculation = workbook.find("calcPr")
    worked_out = calculation is None or calculation.get("fullCalcOnLoad") not in _ON
    targets = _relations(package)
    strings: list[etree._Element] = []
    if "xl/sharedStrings.xml" in package.names:
        strings = package.tree("xl/sharedStrings.xml").findall("si")
    book = _Book(package, strings, _styles(package), worked_out)
    blocks: list[Block] = []
    for number, entry in enumerate(workbook.iterfind("sheets/sheet"), 1):
        identifier = next((v for k, v in entry.attrib.items() if str(k).endswith("}id")), "")
        part = targets.get(str(identifier), f"xl/worksheets/sheet{number}.xml")
        hidden = entry.get("state", "visible") != "visible"
        if "chartsheet" not in part and (not hidden or part in package.names):
            blocks.extend(
                sheet_blocks(_xlsx_sheet(book, part, entry.get("name", ""), number, hidden), package.file)
            )
    return blocks


def _relations(package: Package) -> dict[str, str]:
    if "xl/_rels/workbook.xml.rels" not in package.names:
        return {}
    relations = package.tree("xl/_rels/workbook.xml.rels").iterfind("Relationship")
    return {
        r.get("Id", ""): posixpath.normpath(posixpath.join("/xl", r.get("Target", ""))).lstrip("/")
        for r in relations
    }


def _rich_text(item: etree._Element, dress: Dress) -> str:
    """A text as it is set, in the dress of its cell where its runs have none; phonetic hints are no part of it."""
    runs = (
        _dress(font, dress)(run.findtext("t") or "")
        for run in item.iterfind("r")
        for font in [run.find("rPr")]
    )
    return "".join([dress(item.findtext("t") or ""), *runs])


def _dress(font: etree._Element | None, outer: Dress = str) -> Dress:
    """How a font sets its text: raised, struck through, or plain."""
    if font is None:
        return outer
    place, strike = font.find("vertAlign"), font.find("strike")
    if place is not None and place.get("val") in ("superscript", "subscript"):
        return raised
    return struck if strike is not None and strike.get("val", "1") in _ON else str


def _styles(package: Package) -> list[tuple[str, Dress]]:
    """The number format of each cell style (none where it is white on white), and how its font sets texts."""
    if "xl/styles.xml" not in package.names:
        return []
    styles = package.tree("xl/styles.xml")
    own = {f.get("numFmtId", ""): f.get("formatCode", "") for f in styles.iterfind("numFmts/numFmt")}
    named = {str(number): code for number, code in BUILT_IN.items()} | own
    fonts = {str(number): font for number, font in enumerate(styles.iterfind("fonts/font"))}
    found: list[tuple[str, Dress]] = []
    for xf in styles.iterfind("cellXfs/xf"):
        font = fonts.get(xf.get("fontId", ""))
        white = xf.get("fillId", "0") == "0" and _is_white(font)
        found.append((UNSEEN if white else named.get(xf.get("numFmtId", ""), "General"), _dress(font)))
    return found


def _is_white(font: etree._Element | None) -> bool:
    colour = None if font is None else font.find("color")
    return colour is not None and (
        colour.get("rgb", "")[-6:].upper() == "FFFFFF" or colour.get("theme") == "0"
    )


def _xlsx_sheet(book: _Book, part: str, name: str, number: int, hidden: bool) -> Sheet:
    root = book.package.tree(part)
    view = root.find("sheetViews/sheetView")
    zeros = view is None or view.get("showZeros", "1") in _ON
    hidden_columns = bytearray(FURTHEST[1])
    for c in root.iterfind("cols/col"):
        if c.get("hidden") in _ON or c.get("width") == "0":
            first, last = max(whole(c.get("min")) - 1, 0), min(whole(c.get("max")), FURTHEST[1])
            hidden_columns[first:last] = b"\1" * (last - first)
    hidden_rows: set[int] = set()
    cells: dict[tuple[int, int], str] = {}
    unseen: set[tuple[int, int]] = set()
    figures: set[tuple[int, int]] = set()  # other than 0
    worked_out = book.worked_out
    zero_formulas: list[str] = []
    row = -1
    for element in root.iterfind("sheetData/row"):
        row = whole(element.get("r"), row + 2) - 1
        if element.get("hidden") in _ON or element.get("ht") == "0":
            hidden_rows.add(row)
        column = -1
        for cell in element.iterfind("c"):
            place = _REFERENCE.match(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if not (0 <= row < FURTHEST[0] and column < FURTHEST[1]):
                continue
            value, formula = cell.findtext("v") or "", cell.find("f")
            number_cell = cell.get("t", "n") == "n"
            figure = number_cell and value.strip("0.-") != ""
            if figure:
                worked_out |= formula is not None
            elif formula is not None and number_cell and not hidden:
                if not value and row not in hidden_rows and not hidden_columns[column]:
                    raise not_worked_out(book.package.file, f"{name}, {cell.get('r')}")
                zero_formulas.append(formula.text or "")
            text = _value(cell, book).strip()
            if not worked_out and (figure or (looks_numeric(text) and text.strip("0.-"))):
                figures.add((row, column))
            if text and (figure or zeros or not number_cell):
                cells[row, column] = text
            elif figure:
                unseen.add((row, column))
    if not worked_out and _never_worked_out(zero_formulas, figures):
        raise not_worked_out(book.package.file, name)
    areas = (_area(m.get("ref", "")) for m in root.iterfind("mergeCells/mergeCell"))
    return Sheet(
        name, number, cells, tuple(area for area in areas if area), hidden, frozenset(hidden_rows),
        frozenset(i for i, yes in enumerate(hidden_columns) if yes), frozenset(unseen),
    )  # fmt: skip


def _never_worked_out(formulas: list[str], figures: set[tuple[int, int]]) -> bool:
    """Whether formulas that all have the value 0 refer to figures other than 0, or to other sheets."""
    if len(formulas) * len(figures) > LIMITS.cells or any("!" in formula for formula in formulas):
        return True
    referred = (_REFERRED.finditer(formula.replace("$", "")) for formula in formulas)
    areas = (
        _area(f"{m[1]}{m[2] or 1}:{m[3] or m[5] or m[1]}{m[4] or m[2] or FURTHEST[0]}")
        for each in referred
        for m in each
    )
    return any(
        top <= row <= bottom and left <= column <= right
        for top, left, bottom, right in filter(None, areas)
        for row, column in figures
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _area(reference: str) -> tuple[int, int, int, int] | None:
    places = [_REFERENCE.match(corner) for corner in reference.split(":")]
    if len(places) != 2 or not places[0] or not places[1]:
        return None
    (c1, r1), (c2, r2) = places[0].groups(), places[1].groups()
    return int(r1) - 1, _column(c1), min(int(r2), FURTHEST[0]) - 1, min(_column(c2), FURTHEST[1] - 1)


def _value(cell: etree._Element, book: _Book) -> str:
    kind, value, style = cell.get("t", "n"), cell.findtext("v") or "", whole(cell.get("s"))
    code, dress = book.styles[style] if style < len(book.styles) else ("General", str)
    inline = cell.find("is")
    if kind == "inlineStr":
        return "" if inline is None else _rich_text(inline, dress)
    if kind == "s":
        index = whole(value, -1)
        return worded(_rich_text(book.strings[index], dress), code) if 0 <= index < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n" or not value:
        return dress(value)
    try:
        return dress(printed(float(value), code))
    except ValueError:
        return value
