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
        sheets = list(_sheets(data))
    except MemoryError:
        raise
    except Exception as error:  # a damaged file ends xlrd with errors of every kind
        if "encrypted" in str(error):
            raise UnreadableError(f"{file}: protected by a password; save it without one") from error
        raise UnreadableError(f"{file}: a truncated or damaged Office file; download it again") from error
    return [block for sheet in sheets for block in sheet_blocks(sheet, file)]


def _sheets(data: bytes) -> Iterator[Sheet]:
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    for number, sheet in enumerate(book.sheets(), 1):
        if not sheet.visibility:
            cells = {place: text for place, text in _cells(book, sheet) if text}
            merged = ((top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells)
            yield Sheet(sheet.name, number, cells, tuple(merged))


def _cells(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    """Each cell that is not hidden, as it is printed."""
    hidden = {column for column, about in sheet.colinfo_map.items() if about.hidden}
    for row in range(sheet.nrows):
        if row in sheet.rowinfo_map and sheet.rowinfo_map[row].hidden:
            continue
        for column, cell in enumerate(sheet.row(row)):
            if column not in hidden:
                runs = sheet.rich_text_runlist_map.get((row, column), [])
                yield (row, column), _printed(book, cell, runs).strip()


def _printed(book: xlrd.Book, cell: xlrd.sheet.Cell, runs: list[tuple[int, int]]) -> str:
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        code = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        return printed(cell.value, code.format_str if code else "General")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("FALSE", "TRUE")[cell.value]
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    text = str(cell.value)
    begins = [0, *(begin for begin, _ in runs)]
    fonts: list[Font | None] = [None, *(book.font_list[font] for _, font in runs)]
    pieces = zip(begins, [*begins[1:], len(text)], fonts, strict=True)
    return "".join(_dressed(text[begin:end], font) for begin, end, font in pieces)


def _dressed(text: str, font: Font | None) -> str:
    if font and font.escapement == _SUPERSCRIPT:
        return raised(text)
    return struck(text) if font and font.struck_out else text
