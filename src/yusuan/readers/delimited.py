"""Tables as delimited text (CSV): commas, semicolons or tabs between the cells, which may be quoted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from ..limits import LIMITS
from ..model import Block, UnreadableError
from .merged import too_many_cells
from .sheet import Sheet, sheet_blocks

_OWN = {"source_id", "quantum_yuan"}  # columns that only our own exports have
_SAMPLE = 200  # rows that tell whether a text is delimited
_WIDE = re.compile(r"\S {3,}\S")  # columns held by spaces alone
_THOUSANDS = re.compile(r"\d,(?=\d{3}(?!\d))")
_AS_TEXT = re.compile(r'^="(.*)"$')  # how a program is told that digits are no number
_MOST = 0.8  # of the rows, that are delimited and as wide as any other


def delimited_blocks(text: str, file: str) -> list[Block] | None:
    """The blocks of a CSV file, `line` being the row; None for a text that is none.

    Its first rows of one cell are lines, as in a spreadsheet. Raises UnreadableError for what yusuan itself exported.
    """
    text = re.sub(r"^sep=.\n", "", text)
    delimiter = next((d for d in ",;\t" if _is_delimited(text, d)), None)
    if delimiter is None:
        return None
    cells: dict[tuple[int, int], str] = {}
    for number, row in enumerate(_whole(text, delimiter, file)):
        if not number and set(row) >= _OWN:
            raise UnreadableError(f"{file}: figures that yusuan exported; give the published document")
        texts = (_AS_TEXT.sub(r"\1", cell).strip() for cell in row)
        cells.update({(number, i): text for i, text in enumerate(texts) if text})
        if len(cells) > LIMITS.cells:
            raise too_many_cells(file)
    return sheet_blocks(Sheet("", None, cells), file)


def _whole(text: str, delimiter: str, file: str) -> Iterator[list[str]]:
    try:
        yield from _rows(text, delimiter)
    except csv.Error as error:
        raise UnreadableError(f"{file}: a damaged CSV file ({error}); download it again") from error


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _is_delimited(text: str, delimiter: str) -> bool:
    """Whether most rows are as wide as any other; tabs count only with quotes, else lines tell the rows as well."""
    apart = text.count(delimiter) - (len(_THOUSANDS.findall(text)) if delimiter == "," else 0)
    if apart * 5 < text.count(delimiter) or not apart or (delimiter == "\t" and '"' not in text):
        return False
    rows: list[list[str]] = []
    try:
        for row in _rows(text, delimiter):
            rows += [row] if any(row) and (rows or len(row) > 1) else []  # a title may have one cell
            if len(rows) == _SAMPLE:
                break
    except csv.Error:
        return False
    if len(rows) < 2 or sum(bool(_WIDE.search(cell)) for row in rows for cell in row) * 2 > len(rows):
        return False
    (width, count), *_ = Counter(map(len, rows)).most_common(1)
    return width > 1 and count >= _MOST * len(rows)
