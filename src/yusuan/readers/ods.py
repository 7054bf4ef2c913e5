"""OpenDocument spreadsheets (ODS) to blocks, by the text that each cell shows."""

from __future__ import annotations

from lxml import etree

from ..limits import LIMITS
from ..model import Block
from .encoding import Dress, faded, raised, struck
from .merged import too_many_cells
from .sheet import FURTHEST, Sheet, not_worked_out, sheet_blocks, whole
from .zipped import Package

_OFF = ("collapse", "filter")  # rows and columns that are not shown


def read_ods(package: Package) -> list[Block]:
    """The tables of an ODS spreadsheet, by the text that each cell shows."""
    root = package.tree("content.xml")
    dresses = _dresses(root)
    off = {
        _attribute(style, "name")
        for style in root.iterfind("automatic-styles/style")
        for table in style.iterfind("table-properties")
        if _attribute(table, "display") == "false"
    }
    blocks: list[Block] = []
    for number, table in enumerate(root.iterfind("body/spreadsheet/table"), 1):
        hidden = _attribute(table, "style-name") in off
        blocks.extend(sheet_blocks(_ods_sheet(table, number, package.file, dresses, hidden), package.file))
    return blocks


def _dresses(root: etree._Element) -> dict[str, Dress]:
    """How the styles that raise, strike through or whiten their text set it."""
    found: dict[str, Dress] = {}
    for style in root.iterfind("automatic-styles/style"):
        ground = any(_attribute(cell, "background-color") for cell in style.iterfind("table-cell-properties"))
        for text in style.iterfind("text-properties"):
            if (_attribute(text, "text-position") or "").startswith(("super", "sub")):
                found[_attribute(style, "name") or ""] = raised
            elif (_attribute(text, "text-line-through-style") or "none") != "none":
                found[_attribute(style, "name") or ""] = struck
            elif _attribute(text, "color") == "#ffffff" and not ground:
                found[_attribute(style, "name") or ""] = faded
    return found


def _ods_text(cell: etree._Element, dresses: dict[str, Dress], outer: Dress) -> str:
    """The text that a cell shows, its paragraphs and breaks as lines."""
    parts: list[str] = []
    for paragraph in cell.iterfind("p"):
        parts.append("\n")
        walker = etree.iterwalk(paragraph, events=("start", "end"))
        for event, node in walker:
            if event == "start" and node.tag in ("annotation", "note"):
                walker.skip_subtree()
            elif event == "start":
                dress = dresses.get(_attribute(node, "style-name") or "", outer)
                parts.append(
                    {"line-break": "\n", "s": " ", "tab": " "}.get(node.tag, "") + dress(node.text or "")
                )
            elif node is not paragraph:
                parts.append(outer(node.tail or ""))
    return "".join(parts).strip()


def _ods_sheet(
    table: etree._Element, number: int, file: str, dresses: dict[str, Dress], hidden: bool
) -> Sheet:
    styles: list[str] = []  # of each column
    hidden_columns: set[int] = set()
    for element in table.iter("table-column"):
        copies = min(_copies(element, "number-columns-repeated"), FURTHEST[1] - len(styles))
        if _attribute(element, "visibility") in _OFF:
            hidden_columns.update(range(len(styles), len(styles) + copies))
        styles += [_attribute(element, "default-cell-style-name") or ""] * copies
    cells: dict[tuple[int, int], str] = {}
    unseen: set[tuple[int, int]] = set()
    hidden_rows: list[tuple[int, int]] = []
    merged: list[tuple[int, int, int, int]] = []
    row = 0
    for element in table.iter("table-row"):
        repeated = _copies(element, "number-rows-repeated")
        if _attribute(element, "visibility") in _OFF:
            hidden_rows.append((row, row + repeated))
        column = 0
        for cell in element:
            if cell.tag not in ("table-cell", "covered-table-cell"):
                continue
            copies = _copies(cell, "number-columns-repeated")
            style = _attribute(cell, "style-name") or (styles[column] if column < len(styles) else "")
            text = _ods_text(cell, dresses, dresses.get(style, str))
            if not text and not hidden and _attribute(cell, "formula") and not _attribute(cell, "value-type"):
                raise not_worked_out(file, f"{_attribute(table, 'name')}, row {row + 1}")
            height, width = _copies(cell, "number-rows-spanned"), _copies(cell, "number-columns-spanned")
            if height * width > 1:
                merged.append((row, column, row + height - 1, column + width - 1))
            if text or (_attribute(cell, "value") or "0").strip("0.-"):
                if len(cells) + repeated * copies > LIMITS.cells:
                    raise too_many_cells(file)
                places = [(row + i, column + j) for i in range(repeated) for j in range(copies)]
                cells.update(dict.fromkeys(places, text)) if text else unseen.update(places)
            column += copies
        row += repeated
    last = max((row for row, _ in cells), default=-1)
    return Sheet(
        _attribute(table, "name") or "", number, cells, tuple(merged), hidden,
        frozenset(i for first, after in hidden_rows for i in range(first, min(after, last + 1))),
        frozenset(hidden_columns), frozenset(unseen),
    )  # fmt: skip


def _copies(element: etree._Element, name: str) -> int:
    return max(whole(_attribute(element, name), 1), 1)


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)
