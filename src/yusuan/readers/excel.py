"""Spreadsheets (XLSX, ODS) to blocks, figures as they are printed, hidden sheets, rows and columns left out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from lxml import etree

from ..limits import LIMITS
from ..model import Block, UnreadableError
from .encoding import raised, struck
from .merged import too_many_cells
from .number_format import BUILT_IN, printed
from .sheet import Sheet, sheet_blocks
from .zipped import Package

Dress = Callable[[str], str]

_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_FURTHEST = (1_048_576, 16_384)  # rows and columns of a sheet


def read_xlsx(package: Package) -> list[Block]:
    """The visible sheets of an XLSX workbook. A formula counts as the value that was saved with it."""
    workbook = package.tree("xl/workbook.xml")
    # Some programs write formulas with 0 for their value, and that all is to be worked out when the file is opened.
    calculation = workbook.find("calcPr")
    worked_out = calculation is None or calculation.get("fullCalcOnLoad") not in ("1", "true")
    targets = _relations(package)
    strings = _strings(package)
    formats = _formats(package)
    blocks: list[Block] = []
    for number, entry in enumerate(workbook.iterfind("sheets/sheet"), 1):
        if entry.get("state", "visible") != "visible":
            continue
        identifier = next((v for k, v in entry.attrib.items() if str(k).endswith("}id")), "")
        name = targets.get(str(identifier), f"xl/worksheets/sheet{number}.xml")
        if "chartsheet" not in name:
            sheet = _xlsx_sheet(package, name, entry.get("name", ""), number, strings, formats, worked_out)
            blocks.extend(sheet_blocks(sheet, package.file))
    return blocks


def _relations(package: Package) -> dict[str, str]:
    if "xl/_rels/workbook.xml.rels" not in package.names:
        return {}
    relations = package.tree("xl/_rels/workbook.xml.rels").iterfind("Relationship")
    return {
        r.get("Id", ""): posixpath.normpath(posixpath.join("/xl", r.get("Target", ""))).lstrip("/")
        for r in relations
    }


def _strings(package: Package) -> list[str]:
    """The shared strings; phonetic hints are no part of them."""
    if "xl/sharedStrings.xml" not in package.names:
        return []
    return [_rich_text(item) for item in package.tree("xl/sharedStrings.xml").iterfind("si")]


def _rich_text(item: etree._Element) -> str:
    return "".join([item.findtext("t") or "", *map(_dressed, item.iterfind("r"))])


def _dressed(run: etree._Element) -> str:
    """The text of a run as it is set: raised, struck through, or plain."""
    text, place, strike = run.findtext("t") or "", run.find("rPr/vertAlign"), run.find("rPr/strike")
    if place is not None and place.get("val") == "superscript":
        return raised(text)
    return struck(text) if strike is not None and strike.get("val", "1") not in ("0", "false") else text


def _formats(package: Package) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in package.names:
        return []
    styles = package.tree("xl/styles.xml")
    own = {f.get("numFmtId", ""): f.get("formatCode", "") for f in styles.iterfind("numFmts/numFmt")}
    named = {str(number): code for number, code in BUILT_IN.items()} | own
    return [named.get(xf.get("numFmtId", ""), "General") for xf in styles.iterfind("cellXfs/xf")]


def _xlsx_sheet(
    package: Package,
    part: str,
    name: str,
    number: int,
    strings: list[str],
    formats: list[str],
    worked_out: bool,
) -> Sheet:
    root = package.tree(part)
    hidden = bytearray(_FURTHEST[1])  # of each column
    for c in root.iterfind("cols/col"):
        if c.get("hidden") in ("1", "true"):
            first, last = max(_whole(c.get("min")) - 1, 0), min(_whole(c.get("max")), len(hidden))
            hidden[first:last] = b"\1" * (last - first)
    cells: dict[tuple[int, int], str] = {}
    formulas: list[str] = []  # the values that formulas have
    row = -1
    for element in root.iterfind("sheetData/row"):
        row = _whole(element.get("r"), row + 2) - 1
        if element.get("hidden") in ("1", "true"):
            continue
        column = -1
        for cell in element.iterfind("c"):
            place = _REFERENCE.match(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if column < len(hidden) and hidden[column]:
                continue
            if cell.find("f") is not None and cell.get("t", "n") == "n":
                formulas.append(cell.findtext("v") or "")
                if not formulas[-1]:
                    raise _not_worked_out(package.file, f"{name}, {cell.get('r')}")
            text = _value(cell, strings, formats).strip()
            if text and 0 <= row < _FURTHEST[0] and column < _FURTHEST[1]:
                cells[row, column] = text
    if not worked_out and formulas and not any(value.strip("0.") for value in formulas):
        raise _not_worked_out(package.file, name)
    areas = (_area(m.get("ref", "")) for m in root.iterfind("mergeCells/mergeCell"))
    return Sheet(name, number, cells, tuple(area for area in areas if area))


def _not_worked_out(file: str, place: str) -> UnreadableError:
    return UnreadableError(
        f"{file}: {place}: a formula without its value; open it in a spreadsheet program and save it"
    )


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default


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
    return int(r1) - 1, _column(c1), min(int(r2), _FURTHEST[0]) - 1, min(_column(c2), _FURTHEST[1] - 1)


def _value(cell: etree._Element, strings: list[str], formats: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("is")
        return "" if inline is None else _rich_text(inline)
    value = cell.findtext("v") or ""
    if kind == "s":
        index = _whole(value, -1)
        return strings[index] if 0 <= index < len(strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n" or not value:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    style = _whole(cell.get("s"))
    return printed(number, formats[style] if style < len(formats) else "General")


def read_ods(package: Package) -> list[Block]:
    """The tables of an ODS spreadsheet, by the text that each cell shows."""
    root = package.tree("content.xml")
    dresses = _dresses(root)
    blocks: list[Block] = []
    for number, table in enumerate(root.iterfind("body/spreadsheet/table"), 1):
        blocks.extend(sheet_blocks(_ods_sheet(table, number, package.file, dresses), package.file))
    return blocks


def _dresses(root: etree._Element) -> dict[str, Dress]:
    """How the styles that raise or strike through their text set it."""
    found: dict[str, Dress] = {}
    for style in root.iterfind("automatic-styles/style"):
        for text in style.iterfind("text-properties"):
            if (_attribute(text, "text-position") or "").startswith("super"):
                found[_attribute(style, "name") or ""] = raised
            elif (_attribute(text, "text-line-through-style") or "none") != "none":
                found[_attribute(style, "name") or ""] = struck
    return found


def _ods_text(cell: etree._Element, dresses: dict[str, Dress]) -> str:
    """The text that a cell shows, its paragraphs and breaks as lines."""
    parts: list[str] = []
    for paragraph in cell.iterfind("p"):
        parts.append("\n")
        walker = etree.iterwalk(paragraph, events=("start", "end"))
        for event, node in walker:
            if event == "start" and node.tag in ("annotation", "note"):
                walker.skip_subtree()
            elif event == "start":
                dress = dresses.get(_attribute(node, "style-name") or "", str)
                parts.append(
                    {"line-break": "\n", "s": " ", "tab": " "}.get(node.tag, "") + dress(node.text or "")
                )
            elif node is not paragraph:
                parts.append(node.tail or "")
    return "".join(parts).strip()


def _ods_sheet(table: etree._Element, number: int, file: str, dresses: dict[str, Dress]) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    merged: list[tuple[int, int, int, int]] = []
    row = 0
    for element in table.iter("table-row"):
        repeated = max(_whole(_attribute(element, "number-rows-repeated"), 1), 1)
        column = 0
        for cell in element:
            if cell.tag not in ("table-cell", "covered-table-cell"):
                continue
            copies = max(_whole(_attribute(cell, "number-columns-repeated"), 1), 1)
            text = _ods_text(cell, dresses)
            if not text and _attribute(cell, "formula") and not _attribute(cell, "value-type"):
                raise _not_worked_out(file, f"{_attribute(table, 'name')}, row {row + 1}")
            height = max(_whole(_attribute(cell, "number-rows-spanned"), 1), 1)
            width = max(_whole(_attribute(cell, "number-columns-spanned"), 1), 1)
            if height * width > 1:
                merged.append((row, column, row + height - 1, column + width - 1))
            if text and cell.tag == "table-cell" and _attribute(element, "visibility") is None:
                if len(cells) + repeated * copies > LIMITS.cells:
                    raise too_many_cells(file)
                cells.update({(row + i, column + j): text for i in range(repeated) for j in range(copies)})
            column += copies
        row += repeated
    return Sheet(_attribute(table, "name") or "", number, cells, tuple(merged))


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)
