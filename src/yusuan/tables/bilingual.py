"""Documents that print a translation beside the Chinese: it is left out, so that words mean what they mean elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from ..model import Block, Grid, Line

_TRANSLATED = re.compile(r"^(.*?[^\x00-\x7f]\d*)\s*[A-Z(][\x00-\x7f]*[A-Za-z]{3}[\x00-\x7f]*$", re.DOTALL)
# Tibetan, Mongolian, and the Arabic letters of Uyghur.
_SCRIPTS = re.compile(
    r"[\u0f00-\u0fff\u1800-\u18af\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]+[\s\u200b-\u200f\u202f]*"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def chinese(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without what follows the Chinese in Latin letters, where most cells of tables have such a thing; and
    without what stands beside Chinese in a script of its own."""
    if any(_SCRIPTS.search(text) for b in blocks for text in _texts(b)):
        blocks = [_each(block, _unscripted) for block in blocks]
    words = [
        c for b in blocks if isinstance(b, Grid) for row in b.rows for c in row if c and _CHINESE.search(c)
    ]
    if 2 * sum(bool(_TRANSLATED.match(cell)) for cell in words) <= len(words):
        return list(blocks)
    return [_each(block, _only) for block in blocks]


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        yield block.text
    elif isinstance(block, Grid):
        yield from filter(None, chain.from_iterable(block.rows))


def _each(block: Block, change: Callable[[str], str]) -> Block:
    if isinstance(block, Line):
        return replace(block, text=change(block.text))
    if isinstance(block, Grid):
        return replace(block, rows=tuple(tuple(c and change(c) for c in row) for row in block.rows))
    return block


def _unscripted(text: str) -> str:
    return _SCRIPTS.sub("", text) if _CHINESE.search(text) else text


def _only(text: str) -> str:
    match = _TRANSLATED.match(text)
    return match[1] if match else text
