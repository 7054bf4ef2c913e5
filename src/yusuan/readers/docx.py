"""Word documents (DOCX) to blocks: paragraphs and tables in the order of the body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from ..amounts import looks_numeric
from ..limits import LIMITS
from ..model import Block, Line, Picture, UnreadableError, Unseen
from .docx_numbering import Numbering, read_numbering
from .encoding import raised, struck
from .merged import Cell, as_blocks, place
from .zipped import Package

# Deleted or moved away by a tracked change, or the picture of what the first choice already holds.
_LEFT_OUT = {"del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPr", "tblPr", "sectPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-", "ptab": " "}
_PICTURES = ("blip", "imagedata", "OLEObject")
_SET = ("vertAlign", "strike", "dstrike", "vanish")  # what is set of a text, by itself or by its style
_BASED = 20  # styles that one is based on, one upon the other
_OFF = {"0", "false", "off"}


def read_docx(package: Package) -> list[Block]:
    """The blocks of `word/document.xml`. `line` counts paragraphs and table rows; there are no pages.

    A table that holds tables is layout: the rows with inner tables are read as a body of their own. Deleted text
    (tracked changes) and hidden text are left out, inserted text is in.
    """
    root = package.tree("word/document.xml")
    _prepare(root, _text_styles(package))
    body = root.find("body")
    blocks: list[Block] = []
    if body is not None:
        _Document(package.file, read_numbering(package), blocks).body(body, 1, 0)
    return blocks


def _text_styles(package: Package) -> dict[str, list[etree._Element]]:
    """What the styles of texts and paragraphs set, those that they are based on included."""
    if "word/styles.xml" not in package.names:
        return {}
    styles = {s.get(_key(s, "styleId"), ""): s for s in package.tree("word/styles.xml").iterfind("style")}
    found: dict[str, list[etree._Element]] = {}
    for name, style in styles.items():
        chain: list[etree._Element] = []
        while style is not None and style not in chain and len(chain) < _BASED:
            chain.append(style)
            base = style.find("basedOn")
            style = None if base is None else styles.get(base.get(_key(base, "val"), ""))
        said = {what: each for s in reversed(chain) for what in _SET for each in s.iterfind(f"rPr/{what}")}
        found |= {name: [*said.values()]} if said else {}
    return found


def _prepare(root: etree._Element, styles: dict[str, list[etree._Element]]) -> None:
    """Brings a document to what is shown, each run with what its styles set; a table of one cell in a cell is its text."""
    for paragraph in root.iter("p") if styles else ():
        for run in paragraph.iter("r"):
            named = [run.find("rPr/rStyle"), paragraph.find("pPr/pStyle")]
            for style in (s.get(_key(s, "val"), "") for s in named if s is not None):
                own = run.find("rPr") if run.find("rPr") is not None else etree.SubElement(run, "rPr")
                own.extend(deepcopy(each) for each in styles.get(style, ()) if own.find(each.tag) is None)
    for mark in [*root.iter("del")]:
        if (properties := mark.getparent()).tag == "trPr":
            properties.getparent().getparent().remove(properties.getparent())
    for table in [*root.iter("tbl")][::-1]:
        cells = [*table.iter("tc")]
        if len(cells) == 1 and (outer := table.getparent()).tag == "tc":
            at = outer.index(table)
            outer[at : at + 1] = [child for child in cells[0] if child.tag != "tcPr"]


@dataclass(frozen=True, slots=True)
class _Document:
    """One pass over a document: its blocks so far, and its lists, which count on."""

    file: str
    numbering: Numbering
    blocks: list[Block]

    def body(self, container: etree._Element, line: int, depth: int) -> int:
        """Adds the blocks of a body, cell or text box; returns the number of the next line."""
        if depth > LIMITS.nesting:
            raise UnreadableError(
                f"{self.file}: over {LIMITS.nesting} levels of tables in tables; if sound, raise YUSUAN_LIMIT_NESTING"
            )
        for element in container:
            if element.tag == "p":
                for text in self._text(element).split("\n"):
                    if text.strip():
                        self.blocks.append(Line(text.strip(), line))
                if any(True for tag in _PICTURES for _ in _found(element, tag)):
                    self.blocks.append(Picture(0))
                line += 1
                for box in _found(element, "txbxContent"):
                    line = self.body(box, line, depth + 1)
            elif element.tag == "tbl":
                line = self._table(element, line, depth + 1)
            elif element.tag not in _LEFT_OUT and element.tag != "tc":
                line = self.body(element, line, depth + 1)
        return line

    def _table(self, table: etree._Element, line: int, depth: int) -> int:
        run: list[etree._Element] = []
        for row in [*_found(table, "tr"), None]:
            inner = row is not None and any(
                any(True for _ in _found(cell, "tbl")) for cell in _found(row, "tc")
            )
            if row is not None and not inner:
                run.append(row)
                continue
            self.blocks.extend(as_blocks(place(_spans(run, self._cell_text), self.file), line))
            for number, each in enumerate(run, line):
                self._tell(each, number)
            line += len(run)
            run = []
            if row is not None:
                if any(looks_numeric(_text(cell)) for cell in _found(row, "tc")):
                    self.blocks.append(Unseen("一行里套着表格，其中的数", None, line))
                for cell in _found(row, "tc"):
                    line = self.body(cell, line, depth + 1)
        return line

    def _tell(self, row: etree._Element, line: int) -> None:
        """Tells what a row holds in the place of figures and does not show as text."""
        vanished = ("".join(run.itertext("t")) for run in row.iter("r") if _is_on(run, "vanish"))
        if figures := sum(map(looks_numeric, vanished)):
            self.blocks.append(Unseen(f"表格里隐藏的文字有 {figures} 个数", None, line))
        texts = {cell: _text(cell) for cell in _found(row, "tc")}
        pictures = sum(
            not text.strip() and any(True for tag in _PICTURES for _ in cell.iter(tag))
            for cell, text in texts.items()
        )
        if pictures and any(map(looks_numeric, texts.values())):
            self.blocks.append(Unseen(f"表格里有 {pictures} 格是图片", None, line))

    def _cell_text(self, cell: etree._Element) -> str:
        parts: list[str] = []
        for paragraph in _found(cell, "p"):
            parts.append(self._text(paragraph).strip())
            parts += [self._cell_text(box) for box in _found(paragraph, "txbxContent")]
        return "\n".join(part for part in parts if part)

    def _text(self, paragraph: etree._Element) -> str:
        number, text = self.numbering.label(paragraph), _text(paragraph)
        apart = number.endswith((".", "．")) and text[:1].isdecimal()  # else both would be one figure
        return f"{number} {text}" if apart else number + text


def _spans(rows: list[etree._Element], text_of: Callable[[etree._Element], str]) -> list[list[Cell]]:
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
                cells.append(Cell(text_of(element), 1, width))
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
            parts.append(_dressed(element.text or "", element.getparent()))
        elif element.tag == "sym" and element.get(_key(element, "font")) == "Symbol":  # as in ASCII
            parts.append(chr(int(element.get(_key(element, "char"), "0020")[-2:], 16)))
        elif element.tag in _BREAKS:
            parts.append(
                "" if element.get(_key(element, "type")) in ("page", "column") else _BREAKS[element.tag]
            )
        elif (
            (element.tag == "r" and _is_on(element, "vanish"))
            or element.tag in _LEFT_OUT
            or element.tag == "txbxContent"
        ):
            continue
        else:
            stack.extend(reversed(element))
    return "".join(parts)


def _dressed(text: str, run: etree._Element | None) -> str:
    """The text of a run as it is set: raised, struck through, or plain."""
    place = None if run is None else run.find("rPr/vertAlign")
    if place is not None and place.get(_key(place, "val")) in ("superscript", "subscript"):
        return raised(text)
    return struck(text) if _is_on(run, "strike") or _is_on(run, "dstrike") else text


def _is_on(run: etree._Element | None, name: str) -> bool:
    found = None if run is None else run.find(f"rPr/{name}")
    return found is not None and found.get(_key(found, "val"), "1") not in _OFF
