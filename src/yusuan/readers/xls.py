"""Workbooks of Excel before 2007 (XLS) to blocks, figures as they are printed."""

from __future__ import annotations

import io

import xlrd
from xlrd.formatting import Font

from ..model import Block, UnreadableError
from .encoding import raised, struck
from .number_format import BUILT_IN, UNSEEN, printed, worded
from .sheet import Sheet, sheet_blocks

_WHITE = (1, 9)  # in the palette
Style = tuple[str, Font | None]


def read_xls(data: bytes, file: str) -> list[Block]:
    """The visible sheets of a workbook; a formula counts as the value that was saved with it.

    Raises UnreadableError for a file that is damaged or protected.
    """
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except MemoryError:
        raise
    except Exception as error:  # a damaged file ends xlrd with errors of every kind
        if "encrypted" in str(error):
            raise UnreadableError(f"{file}: protected by a password; save it without one") from error
        raise UnreadableError(f"{file}: a truncated or damaged Office file; download it again") from error
    styles = _styles(book)
    blocks: list[Block] = []
    for number, sheet in enumerate(book.sheets(), 1):
        blocks.extend(sheet_blocks(_sheet(book, sheet, number, styles), file))
    return blocks


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, number: int, styles: list[Style]) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    unseen: set[tuple[int, int]] = set()
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            runs = sheet.rich_text_runlist_map.get((row, column), [])
            style = styles[cell.xf_index] if cell.xf_index < len(styles) else ("General", None)
            text = _printed(book, cell, runs, style)
            if cell.value == 0 and not sheet.show_zero_values:
                continue
            if text:
                cells[row, column] = text
            elif cell.value and cell.ctype == xlrd.XL_CELL_NUMBER:
                unseen.add((row, column))
    return Sheet(
        sheet.name, number, cells, tuple((top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells),
        hidden=bool(sheet.visibility), unseen=frozenset(unseen),
        hidden_rows=frozenset(row for row, about in sheet.rowinfo_map.items() if about.hidden),
        hidden_columns=frozenset(column for column, about in sheet.colinfo_map.items() if about.hidden),
    )  # fmt: skip


def _styles(book: xlrd.Book) -> list[Style]:
    """The number format and font of each cell style; a damaged file may name some that are not there."""
    known = {key: style.format_str for key, style in book.format_map.items()}
    found: list[Style] = []
    for style in book.xf_list:
        font = _font(book, style.font_index)
        white = font is not None and font.colour_index in _WHITE and not style.background.fill_pattern
        code = known.get(style.format_key) or BUILT_IN.get(style.format_key, "General")
        found.append((UNSEEN if white else code, font))
    return found


def _font(book: xlrd.Book, index: int) -> Font | None:
    return book.font_list[index] if index < len(book.font_list) else None


def _printed(book: xlrd.Book, cell: xlrd.sheet.Cell, runs: list[tuple[int, int]], style: Style) -> str:
    """A cell as it is printed."""
    code, own = style
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return _dressed(printed(cell.value, code), own)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    text = worded(str(cell.value), code)
    begins = [0, *(begin for begin, _ in runs)]
    dresses = [own, *(_font(book, font) for _, font in runs)]
    pieces = zip(begins, [*begins[1:], len(text)], dresses, strict=True)
    return "".join(_dressed(text[begin:end], font) for begin, end, font in pieces).strip()


def _dressed(text: str, font: Font | None) -> str:
    if font and font.escapement:
        return raised(text)
    return struck(text) if font and font.struck_out else text
