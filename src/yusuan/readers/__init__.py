"""File formats to blocks. A reader knows its format and nothing about budgets."""

from __future__ import annotations

import re
from errno import EISDIR
from pathlib import Path

from ..limits import LIMITS
from ..model import Block, Grid, Line, UnreadableError
from ..terminal import one_line
from .docx import read_docx
from .encoding import decode
from .excel import read_xlsx
from .html import read_html
from .merged import too_many_cells
from .mht import is_mht, read_mht
from .ods import read_ods
from .pdf import read_pdf
from .text import read_text
from .xls import read_xls
from .zipped import open_package

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Office files
_UNPACK = "an archive; unpack it and give the files in it"
_SCAN = "a picture (a scan?); give the published text, PDF or Office file, or run OCR on it first"
_RESAVE = "open it in a word processor and save it as .docx or PDF"

# What is known and refused: how its bytes begin, and what to say of it.
_REFUSED = (
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|RIFF.{4}WEBP|BM.{4}\0{4}|.{4}ftyp(?:heic|mif1|avif)", _SCAN),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", _UNPACK),
    (rb"\{\\rtf", f"an RTF document; {_RESAVE}"),
)  # fmt: skip

# HTML begins with one of its tags, or has table rows and is no text with tables in it.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|link|style|script|table|div|p|h\d|"
    r"center|span|section|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_OFFICE_XML = re.compile(
    r"\s*<\?xml.{0,2000}urn:(?:schemas-microsoft-com|oasis:names:tc:opendocument:xmlns):office|\s*<\?xml.{0,200}<\?mso-application",
    re.DOTALL,
)


def read_blocks(path: str | Path) -> list[Block]:
    """The blocks of a file in reading order; the format is told by its bytes, never by its name.

    Raises UnreadableError (one line: which file, what it is, what to do) for what cannot be read, and OSError for a
    file that is not there or a folder.
    """
    path, file = Path(path), one_line(path)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "a folder; give the files in it", str(path))
    if path.exists() and not path.is_file():
        raise UnreadableError(f"{file}: a pipe or a device; save what it gives as a file")
    with path.open("rb") as stream:
        data = stream.read(LIMITS.file_bytes + 1)
    if len(data) > LIMITS.file_bytes:
        raise UnreadableError(
            f"{file}: over {LIMITS.file_bytes} bytes; if it is sound, raise YUSUAN_LIMIT_FILE_BYTES"
        )
    if not data.strip(b" \t\r\n\f\0"):
        raise UnreadableError(f"{file}: the file is empty; download it again")
    blocks = _read(data, file)
    if not blocks:
        raise UnreadableError(f"{file}: there is no text in it; give the published document")
    _check(blocks, file)
    return blocks


def _read(data: bytes, file: str) -> list[Block]:
    if data.startswith(b"PK"):
        return _read_zip(data, file)
    if data.startswith(_OLE2):
        return _read_ole2(data, file)
    for begin, what in _REFUSED:
        if re.match(begin, data[:16], re.DOTALL):
            raise UnreadableError(f"{file}: {what}")
    if b"%PDF-" in data[:1024]:  # as viewers have it: the answer of a server may stand before
        return read_pdf(data, file)
    if is_mht(data):
        return read_mht(data, file)
    text = decode(data, file)
    if _OFFICE_XML.match(text):
        raise UnreadableError(
            f"{file}: an Office document saved as XML; open it and save it as .xlsx or .docx"
        )
    return read_html(text, file) if _HTML.match(text) else read_text(text, file)


def _read_zip(data: bytes, file: str) -> list[Block]:
    package = open_package(data, file)
    if "word/document.xml" in package.names:
        return read_docx(package)
    if "xl/workbook.xml" in package.names:
        return read_xlsx(package)
    if "content.xml" in package.names and b"spreadsheet" in package.read("mimetype"):
        return read_ods(package)
    if "xl/workbook.bin" in package.names:
        raise UnreadableError(f"{file}: a binary workbook (XLSB); open it and save it as .xlsx")
    if "OFD.xml" in package.names:
        raise UnreadableError(f"{file}: an OFD document; open it in its viewer and save it as PDF")
    if "content.xml" in package.names or "[Content_Types].xml" in package.names:
        raise UnreadableError(f"{file}: an Office document of another kind; save it as .docx, .xlsx or PDF")
    raise UnreadableError(f"{file}: {_UNPACK}")


def _read_ole2(data: bytes, file: str) -> list[Block]:
    """An old Office file, told by the names of its streams in the directory."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le").ljust(64, b"\0") in data

    if has("EncryptedPackage"):
        raise UnreadableError(f"{file}: protected by a password; save it without one")
    if has("WordDocument"):
        raise UnreadableError(f"{file}: a Word document of the old kind (.doc); {_RESAVE}")
    if has("Workbook") or has("Book"):
        return read_xls(data, file)
    raise UnreadableError(
        f"{file}: a truncated Office file, or one of an old kind; download it again, or save it as .docx, .xlsx or PDF"
    )


def _check(blocks: list[Block], file: str) -> None:
    """Raises UnreadableError where the blocks are beyond the limits."""
    cells = 0
    for block in blocks:
        if not isinstance(block, (Line, Grid)):
            continue
        texts = (
            [block.text] if isinstance(block, Line) else [cell for row in block.rows for cell in row if cell]
        )
        cells += len(block.rows) * len(block.rows[0]) if isinstance(block, Grid) else 0
        if cells > LIMITS.cells:
            raise too_many_cells(file)
        if any(len(text) > LIMITS.line_chars for text in texts):
            place = block.line if isinstance(block, Line) else block.lines[0]
            where = f"page {block.page}, line {place}" if block.page else f"line {place}"
            raise UnreadableError(
                f"{file}: {where}: over {LIMITS.line_chars} characters; if sound, raise YUSUAN_LIMIT_LINE_CHARS"
            )
