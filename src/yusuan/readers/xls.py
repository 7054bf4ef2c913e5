"""Workbooks of Excel before 2007 (XLS) to blocks, figures as they are printed."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlrd
from xlrd.formatting import Font

from ..model import Block, UnreadableError
from .encoding import raised, struck
from .number_format import printed
from .sheet import Sheet, sheet_blocks

_SUPERSCRIPT = 1


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
    codes = [_code(book, style.format_key) for style in book.xf_list]
    fonts = dict(enumerate(book.font_list))
    blocks: list[Block] = []
    for number, sheet in enumerate(book.sheets(), 1):
        if not sheet.visibility:
            cells = {place: text for place, text in _cells(sheet, codes, fonts) if text}
            merged = ((top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells)
            blocks.extend(sheet_blocks(Sheet(sheet.name, number, cells, tuple(merged)), file))
    return blocks


def _code(book: xlrd.Book, key: int) -> str:
    """A number format; a damaged file may name one that is not there, or is none."""
    known = book.format_map.get(key)
    return known.format_str if known and known.format_str else "General"


def _cells(
    sheet: xlrd.sheet.Sheet, codes: list[str], fonts: dict[int, Font]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Each cell that is not hidden, as it is printed."""
    hidden = {column for column, about in sheet.colinfo_map.items() if about.hidden}
    for row in range(sheet.nrows):
        if row in sheet.rowinfo_map and sheet.rowinfo_map[row].hidden:
            continue
        for column, cell in enumerate(sheet.row(row)):
            if column not in hidden:
                runs = sheet.rich_text_runlist_map.get((row, column), [])
                yield (row, column), _printed(cell, runs, codes, fonts).strip()


def _printed(
    cell: xlrd.sheet.Cell, runs: list[tuple[int, int]], codes: list[str], fonts: dict[int, Font]
) -> str:
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return printed(cell.value, codes[cell.xf_index] if cell.xf_index < len(codes) else "General")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    text = str(cell.value)
    begins = [0, *(begin for begin, _ in runs)]
    dresses = [None, *(fonts.get(font) for _, font in runs)]
    pieces = zip(begins, [*begins[1:], len(text)], dresses, strict=True)
    return "".join(_dressed(text[begin:end], font) for begin, end, font in pieces)


def _dressed(text: str, font: Font | None) -> str:
    if font and font.escapement == _SUPERSCRIPT:
        return raised(text)
    return struck(text) if font and font.struck_out else text
