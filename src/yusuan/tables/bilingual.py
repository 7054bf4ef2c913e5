"""Documents that print a translation after the Chinese: it is left out, so that words mean what they mean elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..model import Block, Grid, Line

_TRANSLATED = re.compile(r"^(.*?[^\x00-\x7f]\d*)\s*[A-Z(][\x00-\x7f]*[A-Za-z]{3}[\x00-\x7f]*$", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def chinese(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without what follows the Chinese in Latin letters, where most cells of tables have such a thing."""
    words = [
        c for b in blocks if isinstance(b, Grid) for row in b.rows for c in row if c and _CHINESE.search(c)
    ]
    if 2 * sum(bool(_TRANSLATED.match(cell)) for cell in words) <= len(words):
        return list(blocks)
    return [
        replace(block, text=_only(block.text)) if isinstance(block, Line)
        else replace(block, rows=tuple(tuple(c and _only(c) for c in row) for row in block.rows)) if isinstance(block, Grid)
        else block
        for block in blocks
    ]  # fmt: skip


def _only(text: str) -> str:
    match = _TRANSLATED.match(text)
    return match[1] if match else text
