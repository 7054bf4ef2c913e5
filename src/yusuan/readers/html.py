"""HTML pages, and HTML saved under another name, to blocks. Nothing is executed and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from ..amounts import looks_numeric
from ..limits import LIMITS
from ..model import Block, Line, UnreadableError, Unseen
from .aligned import Known
from .encoding import Dress, raised, struck
from .merged import Cell, as_blocks, place
from .positioned import Style, page_blocks, positioned_pages, style_of, stylesheet

_SILENT = {
    "script",
    "style",
    "del",
    "head",
    "noscript",
    "template",
    "svg",
    "math",
    "object",
    "iframe",
    "select",
    "button",
}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "o:p", "st1:chsdate", "img", "input",
}  # fmt: skip
Shows = Callable[[etree._Element], bool]

# What is not shown, or so small, so faint or so far away that nobody sees it.
_HIDDEN = {
    "display": re.compile("none"), "visibility": re.compile("hidden|collapse"), "mso-hide": re.compile("all"),
    "font-size": re.compile(r"0(?:\.0*)?(?:[a-z%]|$)"), "opacity": re.compile(r"0(?:\.0*)?%?$"), "left": re.compile(r"-\d{4}"),
}  # fmt: skip
_TYPED = (None, "text", "number")  # fields of a form whose value is shown
_BREAK = "\x0b"  # a line break inside of a paragraph, told from the line ends of the source


def read_html(text: str, file: str) -> list[Block]:
    """The blocks of a page in the order of its source; `line` counts lines and table rows.

    A table that holds tables is layout: rows with inner tables are read as text of their own. Pages of positioned
    text (a PDF made into HTML) are read by geometry, with their page numbers.
    """
    root = _parsed(text, file)
    if root is None:
        return []
    if root.find(".//frameset") is not None and root.find(".//table") is None:
        raise UnreadableError(
            f"{file}: a page of frames, which are files of their own; give those (*.files/sheet001.htm)"
        )
    styles = stylesheet(root)
    _dress(root, styles)
    pages = positioned_pages(root, styles)
    flow = _Flow(file, pages, styles)
    blocks = flow.read(root)
    if flow.unseen:
        blocks.append(Unseen(f"网页上不显示的单元格有 {len(flow.unseen)} 个数", None, flow.unseen[0]))
    source = text.lower()
    if blocks and any(source.rfind(f"</{tag}") < source.rfind(f"<{tag}") for tag in ("table", "html")):
        blocks.append(Unseen("网页不完整（没有到结尾），可能有内容", None, None))
    return blocks


def _parsed(text: str, file: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    source = re.sub(r"[\x00-\x08\x0b\x0e-\x1f]", "", text).encode("utf-8", "replace")
    if len(source) > LIMITS.html_bytes:
        raise UnreadableError(
            f"{file}: a page of over {LIMITS.html_bytes} bytes; if it is sound, raise YUSUAN_LIMIT_HTML_BYTES"
        )
    if re.search(rf"<[a-zA-Z](?:[^<>=\s]*+[=\s]++){{{min(2 * LIMITS.attributes, 2**31)}}}", text):
        raise UnreadableError(
            f"{file}: over {LIMITS.attributes} attributes of one element; if it is sound, raise YUSUAN_LIMIT_ATTRIBUTES"
        )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableError(f"{file}: no readable HTML ({error.msg}); download it again") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableError(
            f"{file}: elements in elements without end; open it in a browser and print it as PDF"
        )
    return root


class _Flow:
    """One pass over a page: what was read so far, and the line it came to."""

    def __init__(self, file: str, pages: dict[etree._Element, int], styles: Style) -> None:
        self.file = file
        self.pages = pages
        self.styles = styles
        self.line = 1
        self.known = Known()
        self.unseen: list[int] = []  # the lines at which figures are not shown

    def shows(self, element: etree._Element) -> bool:
        """Whether an element is shown, or is a cell that keeps its place; hidden figures of tables are kept in mind."""
        if not (how := _is_hidden(element, self.styles)):
            return True
        cells = ("".join(cell.itertext()) for cell in element.iter("td", "th"))
        self.unseen += [self.line for text in cells if looks_numeric(text)]
        return element.tag in ("td", "th") and how != "display"

    def read(self, root: etree._Element, depth: int = 0) -> list[Block]:
        """The blocks inside of an element."""
        if depth > LIMITS.nesting:
            raise UnreadableError(
                f"{self.file}: over {LIMITS.nesting} levels of tables in tables; if sound, raise YUSUAN_LIMIT_NESTING"
            )
        blocks: list[Block] = []
        words: list[str] = [_spaced(root.text)]
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if element is root:
                continue
            if event == "start":
                if element in self.pages:
                    blocks += self._lines(words)
                    blocks += page_blocks(element, self.styles, self.pages[element], self.known)
                    walker.skip_subtree()
                elif element.tag in _SILENT or not self.shows(element):
                    walker.skip_subtree()
                elif element.tag == "table":
                    blocks += self._lines(words)
                    blocks += self._table(element, depth + 1)
                    walker.skip_subtree()
                else:
                    if element.tag == "br":
                        words.append(_BREAK)
                    elif element.tag == "input" and element.get("type") in _TYPED:
                        words.append(_spaced(element.get("value")))
                    elif element.tag not in _INLINE:
                        blocks += self._lines(words)
                    words.append(_spaced(element.text))
            else:
                if element.tag not in _INLINE and element.tag != "br":
                    blocks += self._lines(words)
                words.append(_spaced(element.tail))
        return blocks + self._lines(words)

    def _lines(self, words: list[str]) -> list[Block]:
        """The words collected so far as Lines, one for each line break among them."""
        found: list[Block] = []
        for part in "".join(words).split(_BREAK):
            if text := re.sub(r" +", " ", part).strip():
                found.append(Line(text, self.line))
                self.line += 1
        words.clear()
        return found

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        run: list[list[Cell]] = []
        for cells in [*_rows(table, self.shows), None]:
            figures = any(looks_numeric("".join(cell.itertext())) for cell in cells or ())
            if cells is not None and not any(map(_is_layout, cells)):
                run.append([self._cell(cell, depth) for cell in cells])
                pictures = sum(
                    not each.text and cell.find(".//img") is not None
                    for each, cell in zip(run[-1], cells, strict=True)
                )
                if figures and pictures:
                    yield Unseen(f"表格里有 {pictures} 格是图片", None, self.line + len(run) - 1)
                continue
            yield from as_blocks(place(run, self.file), self.line)
            self.line += len(run)
            run = []
            if figures:
                yield Unseen("一行里套着表格，其中的数", None, self.line)
            for cell in cells or ():
                yield from self.read(cell, depth)

    def _cell(self, cell: etree._Element, depth: int) -> Cell:
        line = self.line
        blocks = [] if _is_hidden(cell, self.styles) else self.read(cell, depth)
        text = "\n".join(block.text for block in blocks if isinstance(block, Line))
        self.line = line
        return Cell(text, _span(cell.get("rowspan")), _span(cell.get("colspan")))


def _dress(root: etree._Element, styles: Style) -> None:
    """Writes what is raised or struck through as such, in the text of the elements."""
    dresses: dict[etree._Element, Dress] = {}
    for element in root.iter():
        style = style_of(element, styles)
        outer = dresses.get(element.getparent())
        if outer:
            element.tail = outer(element.tail or "")
        if element.tag in ("sup", "sub") or style.get("vertical-align") in ("super", "sub"):
            dresses[element] = raised
        elif element.tag in ("s", "strike") or "line-through" in style.get("text-decoration", ""):
            dresses[element] = struck
        elif outer:
            dresses[element] = outer
        if element in dresses:
            element.text = dresses[element](element.text or "")


def _rows(table: etree._Element, shows: Shows) -> Iterator[list[etree._Element]]:
    """The cells of each row; cells that stand outside of any row are one of their own."""
    loose: list[etree._Element] = []
    for element in _nearest(table, {"tr", "td", "th"}, shows):
        if element.tag != "tr":
            loose.append(element)
            continue
        if loose:
            yield loose
            loose = []
        yield [*_nearest(element, {"td", "th"}, shows)]
    if loose:
        yield loose


def _is_layout(cell: etree._Element) -> bool:
    """Whether a cell holds a table of several cells; a single one is only a box around its text."""
    return any(sum(1 for _ in table.iter("td", "th")) > 1 for table in cell.iter("table"))


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\n\r\f\xa0]+", " ", text or "")


def _is_hidden(element: etree._Element, styles: Style) -> str:
    """What of its style hides an element; "" for nothing."""
    style = style_of(element, styles)
    if "hidden" in element.attrib:
        return "display"
    return next((name for name, off in _HIDDEN.items() if off.match(style.get(name, ""))), "")


def _span(text: str | None) -> int:
    """A rowspan or colspan; `0` and whatever is no number count as 1, what is absurd is cut later."""
    found = re.match(r"\s*(\d{1,6})", text or "")
    return max(int(found[1]), 1) if found else 1


def _nearest(element: etree._Element, tags: set[str], shows: Shows) -> Iterator[etree._Element]:
    """The nearest descendants with these tags that are shown and not inside of an inner table."""
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if child.tag == "table" or not shows(child):
            continue
        if child.tag in tags:
            yield child
        else:
            stack.extend(reversed(child))
