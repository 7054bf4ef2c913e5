"""File formats to blocks. A reader knows its format and nothing about budgets."""

from __future__ import annotations

from pathlib import Path

from ..model import Block, UnreadableError
from .pdf import read_pdf
from .text import read_text


def read_blocks(path: str | Path) -> list[Block]:
    """The blocks of a file in reading order; the format is told by its bytes, not by its name.

    Raises UnreadableError (one line: which file, why, what to do) for what cannot be read.
    """
    path = Path(path)
    data = path.read_bytes()
    if not data.strip():
        raise UnreadableError(f"{path}: the file is empty; download it again")
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, str(path))
    return read_text(data, str(path))
