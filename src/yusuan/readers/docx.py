"""Word documents (DOCX) to blocks: paragraphs and tables in the order of the body."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..limits import LIMITS
from ..model import Block, Line, UnreadableError
from .merged import Cell, as_blocks, place
from .zipped import Package

# Deleted or moved away by a tracked change, or the picture of what the first choice already holds.
_LEFT_OUT = {"del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPr", "tblPr", "sectPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-", "ptab": " "}
_OFF = {"0", "false", "off"}


def read_docx(package: Package) -> list[Block]:
    """The blocks of `word/document.xml`. `line` counts paragraphs and table rows; there are no pages.

    A table that holds tables is layout: the rows with inner tables are read as a body of their own. Deleted text
    (tracked changes) and hidden text are left out, inserted text is in.
    """
    root = package.tree("word/document.xml")
    body = root.find("body")
    blocks: list[Block] = []
    if body is not None:
        _body(body, blocks, 1, 0, package.file)
    return blocks


def _body(container: etree._Element, blocks: list[Block], line: int, depth: int, file: str) -> int:
    """Adds the blocks of a body, cell or text box; returns the number of the next line."""
    if depth > LIMITS.nesting:
        raise UnreadableError(
            f"{file}: over {LIMITS.nesting} levels of tables in tables; if sound, raise YUSUAN_LIMIT_NESTING"
        )
    for element in container:
        if element.tag == "p":
            for text in _text(element).split("\n"):
                if text.strip():
                    blocks.append(Line(text.strip(), line))
            line += 1
            for box in _found(element, "txbxContent"):
                line = _body(box, blocks, line, depth + 1, file)
        elif element.tag == "tbl":
            line = _table(element, blocks, line, depth + 1, file)
        elif element.tag not in _LEFT_OUT and element.tag != "tc":
            line = _body(element, blocks, line, depth + 1, file)
    return line


def _table(table: etree._Element, blocks: list[Block], line: int, depth: int, file: str) -> int:
    run: list[etree._Element] = []
    for row in [*_found(table, "tr"), None]:
        inner = row is not None and any(any(True for _ in _found(cell, "tbl")) for cell in _found(row, "tc"))
        if row is not None and not inner:
            run.append(row)
            continue
        blocks.extend(as_blocks(place(_spans(run), file), line))
        line += len(run)
        run = []
        if row is not None:
            for cell in _found(row, "tc"):
                line = _body(cell, blocks, line, depth + 1, file)
    return line


def _spans(rows: list[etree._Element]) -> list[list[Cell]]:
    """Rows of cells, where a cell that continues one above is taken into that one's height."""
    laid: list[list[Cell]] = []
    open_cells: dict[
        int, tuple[int, int]
    ] = {}  # column → (row, position in it) of the cell that began a merge
    for number, row in enumerate(rows):
        above, open_cells = open_cells, {}
        cells = [Cell("")] * _number(row, "trPr/gridBefore")
        column = len(cells)
        for element in _found(row, "tc"):
            width = max(_number(element, "tcPr/gridSpan", 1), 1)
            merge = element.find("tcPr/vMerge")
            begun = above.get(column)
            if merge is not None and merge.get(_key(merge, "val"), "continue") == "continue" and begun:
                first, position = begun
                cell = laid[first][position]
                laid[first][position] = Cell(cell.text, number - first + 1, cell.columns)
                open_cells[column] = begun
            else:
                if merge is not None:
                    open_cells[column] = (number, len(cells))
                cells.append(Cell(_cell_text(element), 1, width))
            column += width
        laid.append(cells)
    return laid


def _number(element: etree._Element, path: str, default: int = 0) -> int:
    found = element.find(path)
    text = "" if found is None else found.get(_key(found, "val"), "")
    return min(int(text), LIMITS.span) if text.isdecimal() and len(text) < 9 else default


def _key(element: etree._Element, name: str) -> str:
    """The full name of an attribute, whose namespace differs between transitional and strict files."""
    return next((str(key) for key in element.attrib if str(key).rpartition("}")[2] == name), name)


def _cell_text(cell: etree._Element) -> str:
    paragraphs = [_text(p).strip() for p in _found(cell, "p")]
    return "\n".join(text for text in paragraphs if text)


def _found(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The nearest descendants with this tag, not those inside one of them or inside what is left out."""
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT and (child.tag != "tbl" or tag == "tbl"):
            stack.extend(reversed(child))


def _text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == "t":
            parts.append(element.text or "")
        elif element.tag in _BREAKS:
            parts.append(
                "" if element.get(_key(element, "type")) in ("page", "column") else _BREAKS[element.tag]
            )
        elif (
            (element.tag == "r" and _is_hidden(element))
            or element.tag in _LEFT_OUT
            or element.tag == "txbxContent"
        ):
            continue
        else:
            stack.extend(reversed(element))
    return "".join(parts)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find("rPr/vanish")
    return vanish is not None and vanish.get(_key(vanish, "val"), "1") not in _OFF
