"""Plain text to blocks: tab-separated tables between lines of prose."""

from __future__ import annotations

from ..model import Block, Grid, Line, UnreadableError

_ENCODINGS = ("utf-8", "gb18030", "big5")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, file: str) -> str:
    """Bytes as text: a byte-order mark first, then UTF-8, GB18030, Big5. Raises UnreadableError for binary data."""
    encodings = [name for mark, name in _BOMS if data.startswith(mark)] or list(_ENCODINGS)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError(f"{file}: not a text in UTF-8, GB18030 or Big5 (binary data?); give the published file")


def read_text(data: bytes, file: str) -> list[Block]:
    """A text file as blocks. A run of lines with tabs is a grid; a form feed starts a new page."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    lines: list[int] = []

    def close() -> None:
        if rows:
            width = max(map(len, rows))
            blocks.append(Grid(tuple(tuple(r + [""] * (width - len(r))) for r in rows), tuple(lines)))
            rows.clear()
            lines.clear()

    text = decode(data, file).replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(text.split("\n"), 1):
        if "\t" in raw:
            rows.append([cell.strip() for cell in raw.replace("\f", "").split("\t")])
            lines.append(number)
            continue
        close()
        line = raw.replace("\f", "").strip()
        if line:
            blocks.append(Line(line, number))
    close()
    return blocks
