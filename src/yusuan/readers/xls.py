"""Workbooks of Excel 97-2003 (XLS, BIFF8) to blocks, figures as they are printed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model import Block, UnreadableError
from .number_format import BUILT_IN, printed
from .ole2 import Compound
from .sheet import Area, Sheet, sheet_blocks

_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _SST, _FORMAT, _XF = (
    0x809,
    0x0A,
    0x3C,
    0x2F,
    0x85,
    0xFC,
    0x41E,
    0xE0,
)
_ROW, _COLINFO, _MERGED, _LABELSST, _LABEL, _RSTRING = 0x208, 0x7D, 0xE5, 0xFD, 0x204, 0xD6
_NUMBER, _RK, _MULRK, _FORMULA, _STRING, _BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x207, 0x205
_BIFF8 = 0x600


@dataclass(slots=True)
class _Book:
    """What the sheets share."""

    sheets: list[tuple[str, int, bool]] = field(
        default_factory=list
    )  # name, where it begins, whether it is shown
    strings: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(default_factory=list)  # number format of each cell style

    def printed(self, value: float, style: int) -> str:
        number = self.styles[style] if style < len(self.styles) else 0
        return printed(value, self.codes.get(number, "General"))


def read_xls(compound: Compound) -> list[Block]:
    """The visible sheets of a workbook; a formula counts as the value that was saved with it.

    Raises UnreadableError for a file that is damaged, protected, or older than Excel 97.
    """
    try:
        data = compound.stream("Workbook")
        book = _book(data, compound.file)
        blocks: list[Block] = []
        for number, (name, start, shown) in enumerate(book.sheets, 1):
            if shown:
                blocks.extend(sheet_blocks(_sheet(data, start, book, name, number), compound.file))
        return blocks
    except (struct.error, IndexError) as error:
        raise compound.damaged() from error


def _records(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from `start` up to the end of that part of the workbook. Raises struct.error where it has none."""
    depth = 0
    while start + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if kind != _EOF and depth <= 0:
            break
        yield kind, data[start + 4 : start + 4 + length]
        if depth <= 0:
            return
        start += 4 + length
    raise struct.error("a part without beginning or end")


def _book(data: bytes, file: str) -> _Book:
    book = _Book()
    shared: list[bytes] = []
    before = 0
    for kind, body in _records(data, 0):
        if kind == _BOF and not before and struct.unpack_from("<H", body)[0] != _BIFF8:
            raise UnreadableError(f"{file}: a workbook older than Excel 97; open it and save it as .xlsx")
        if kind == _FILEPASS:
            raise UnreadableError(f"{file}: protected by a password; save it without one")
        if kind == _BOUNDSHEET:
            start, hidden, sort = struct.unpack_from("<IBB", body)
            book.sheets.append((_text(body, body[6], 7), start, not hidden & 3 and sort == 0))
        elif kind == _FORMAT:
            number, length = struct.unpack_from("<HH", body)
            book.codes[number] = _text(body, length, 4)
        elif kind == _XF:
            book.styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _SST or (kind == _CONTINUE and before == _SST):
            shared.append(body)
        before = before if kind == _CONTINUE else kind
    book.strings = list(_shared_strings(shared)) if shared else []
    return book


def _text(body: bytes, length: int, flags: int) -> str:
    """A text of `length` characters whose width the byte at `flags` tells."""
    wide = body[flags] & 1
    text = body[flags + 1 : flags + 1 + length * (2 if wide else 1)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


class _Chunks:
    """The bodies of records that continue one another, read as one; characters may change width between them."""

    def __init__(self, chunks: list[bytes]) -> None:
        self.chunks, self.number, self.place = chunks, 0, 0

    def _room(self) -> int:
        while self.place >= len(self.chunks[self.number]):
            self.number, self.place = self.number + 1, 0
        return len(self.chunks[self.number]) - self.place

    def take(self, length: int) -> bytes:
        parts = []
        while length > 0:
            part = self.chunks[self.number][self.place : self.place + min(length, self._room())]
            self.place += len(part)
            length -= len(part)
            parts.append(part)
        return b"".join(parts)

    def characters(self, length: int, wide: int) -> str:
        parts = []
        while length > 0:
            if self.place >= len(self.chunks[self.number]):
                wide = self.take(1)[0] & 1
            size = 2 if wide else 1
            count = min(length, max(self._room() // size, 1))
            parts.append(self.take(count * size).decode("utf-16-le" if wide else "latin-1", "replace"))
            length -= count
        return "".join(parts)


def _shared_strings(bodies: list[bytes]) -> Iterator[str]:
    chunks = _Chunks(bodies)
    _, count = struct.unpack("<II", chunks.take(8))
    for _ in range(count):
        length, flags = struct.unpack("<HB", chunks.take(3))
        runs = struct.unpack("<H", chunks.take(2))[0] if flags & 8 else 0
        phonetic = struct.unpack("<I", chunks.take(4))[0] if flags & 4 else 0
        yield chunks.characters(length, flags & 1)
        chunks.take(4 * runs + phonetic)


def _sheet(data: bytes, start: int, book: _Book, name: str, number: int) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    merged: list[Area] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    waiting: tuple[int, int] | None = None  # the cell of a formula whose text is in the next record
    for kind, body in _records(data, start):
        if kind == _ROW and body[12] & 0x20:
            hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _MERGED:
            for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8]):
                merged.append((top, left, bottom, right))
        elif kind == _STRING and waiting:
            cells[waiting] = _text(body, struct.unpack_from("<H", body)[0], 2)
        elif kind in (_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR):
            row, column = struct.unpack_from("<HH", body)
            waiting = (row, column)
            for offset, text in enumerate(_values(kind, body, book)):
                cells[row, column + offset] = text
    shown = {
        place: text.strip()
        for place, text in cells.items()
        if text.strip() and place[0] not in hidden_rows and place[1] not in hidden_columns
    }
    return Sheet(name, number, shown, tuple(merged))


def _values(kind: int, body: bytes, book: _Book) -> Iterator[str]:
    """The texts that a cell record prints, from its column on."""
    if kind == _MULRK:
        for style, packed in struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6]):
            yield book.printed(_unpacked(packed), style)
        return
    style = struct.unpack_from("<H", body, 4)[0]
    if kind == _LABELSST:
        yield book.strings[struct.unpack_from("<I", body, 6)[0]]
    elif kind in (_LABEL, _RSTRING):
        yield _text(body, struct.unpack_from("<H", body, 6)[0], 8)
    elif kind == _RK:
        yield book.printed(_unpacked(struct.unpack_from("<I", body, 6)[0]), style)
    elif kind == _BOOLERR:
        yield ("#ERROR" if body[7] else ("FALSE", "TRUE")[body[6] & 1])
    elif kind == _NUMBER or body[12:14] != b"\xff\xff":
        yield book.printed(struct.unpack_from("<d", body, 6)[0], style)
    else:
        yield {1: ("FALSE", "TRUE")[body[8] & 1], 2: "#ERROR"}.get(body[6], "")


def _unpacked(packed: int) -> float:
    """A number in the short form: 30 bits of an integer or of a float, perhaps in hundredths."""
    if packed & 2:
        value = float(packed >> 2) - (2**30 if packed & 0x80000000 else 0)
    else:
        value = float(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0])
    return value / 100 if packed & 1 else value
