"""How much one document may take before it is refused: every limit of the project, in one place.

Each can be raised by an environment variable, `YUSUAN_LIMIT_PAGES=20000` for `pages`, which worker processes inherit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from .model import YusuanError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take. Every document of the corpus stays far below."""

    seconds: float = 300  # wall-clock, of the process that reads
    memory_mb: int = 1000  # of that process, beyond shared libraries
    file_bytes: int = 200 * 2**20
    unpacked_bytes: int = 150 * 2**20  # of all parts of a DOCX, XLSX or ODS that are read
    unpacked_ratio: int = 200  # unpacked to packed, of a part over 1 MB
    html_bytes: int = 40 * 2**20  # a tree takes about ten times its source in memory
    attributes: int = 10_000  # of one element of HTML; twice as many take four times as long
    pages: int = 5_000
    cells: int = 3_000_000  # of all grids
    span: int = 1_000  # columns that one cell of an HTML table may cover, as browsers have it
    nesting: int = 100  # tables in tables, or elements in elements of a DOCX
    line_chars: int = 100_000  # of one line or cell


def from_environment(environ: Mapping[str, str]) -> Limits:
    """The limits, each overridden by its variable. Raises ValueError for one that is no number."""
    changed: dict[str, int] = {}
    for item in fields(Limits):
        name = f"YUSUAN_LIMIT_{item.name.upper()}"
        if name in environ:
            if not re.fullmatch("0*[1-9][0-9]{0,8}", environ[name], re.ASCII):
                raise ValueError(
                    f"{name} must be a whole number from 1 to 999,999,999, not {environ[name]!r}"
                )
            changed[item.name] = int(environ[name])
    return Limits(**changed)


try:
    LIMITS = from_environment(os.environ)
except ValueError as error:
    raise YusuanError(str(error)) from None
