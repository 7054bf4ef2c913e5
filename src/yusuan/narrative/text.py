"""Lines to one run of prose: sentences broken over lines and pages come together, each character knows its line.

Everything that typesetting put in is gone: spaces, full-width digits, page numbers, running heads. A newline is left
only where a heading or a table stands, so that no pattern reads across one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ..model import Block, Grid, Line

_WIDE = str.maketrans({"(": "（", ")": "）", ":": "：", ";": "；", "!": "！", "?": "？", "|": "｜"})
_NORMALISED = re.compile(r"[^①-⑳]+")  # of which NFKC would make digits
_LATIN_GAP = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])")
_PAGE_NUMBER = re.compile(
    r"[-—–·~]\s*\d{1,4}\s*[-—–·~]|第\s*\d+\s*页(?:[,，/]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_PART = re.compile(r"[-•·—]?第[一二三四五六七八九十]+部分")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SENTENCE = re.compile(r"[，。；：]|\d(?:百?万元|[百千亿]?元|%)")
# A text at the edge of so many pages, and of this share of all, is a running head.
_REPEATS = 3
_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a document, the lines that it comes from, and where in it each of them starts."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def place(self, position: int) -> Line:
        """The line on which the character at `position` stands."""
        return self.lines[bisect(self.starts, position) - 1]


def unboxed(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, with the lines of text that only a frame makes a grid of one column."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Grid) and block.rows and len(block.rows[0]) == 1:
            rows = zip(block.rows, block.lines, strict=True)
            found += [Line(text, n, block.page) for (cell,), n in rows for text in (cell or "").split("\n")]
        else:
            found.append(block)
    return found


def stitch(blocks: Sequence[Block], dropped: set[int]) -> Prose:
    """The running text of blocks as one Prose, without those dropped; grids become breaks."""
    texts: list[str] = []
    lines: list[Line] = []
    heading = ""

    def put(text: str, line: Line) -> None:
        texts.append(text)
        lines.append(line)

    for index, block in enumerate(blocks):
        if not isinstance(block, Line):
            if lines:
                put("\n", lines[-1])
            heading = ""
            continue
        text = normalise(block.text)
        if index in dropped or not text:
            continue
        if lines and (_starts_heading(text) or (heading and _complete(heading))):
            put("\n", lines[-1])
            heading = ""
        if heading or _starts_heading(text):
            heading = "" if _SENTENCE.search(text) else heading + text
        put(text, block)
    starts = accumulate(map(len, texts[:-1]), initial=0)
    return Prose(_joined_numbers("".join(texts)), tuple(lines), tuple(starts))


@lru_cache(maxsize=1 << 14)
def normalise(text: str) -> str:
    """A line with half-width digits, full-width punctuation and no spaces but those between Latin words."""
    wide = _NORMALISED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    wide = _LATIN_GAP.sub("\0", wide.translate(_WIDE))
    return "".join(wide.split()).replace("\0", " ")


def _starts_heading(text: str) -> bool:
    return bool(_PART.match(text) and len(text) < 40) or bool(
        _HEADING.match(text) and not _SENTENCE.search(text)
    )


def _complete(heading: str) -> bool:
    """A heading goes on over the line while a bracket of it is open."""
    return heading.count("（") <= heading.count("）")


def _joined_numbers(text: str) -> str:
    """Commas are separators of thousands inside a number and Chinese commas elsewhere."""
    return re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "\1", text).replace(",", "，").replace("\1", ",")


def furniture(blocks: Sequence[Block]) -> set[int]:
    """The positions of page numbers and running heads and feet among the blocks."""
    lines = [(i, block) for i, block in enumerate(blocks) if isinstance(block, Line)]
    edges: dict[int, str] = {}
    for k, (i, line) in enumerate(lines):
        before = lines[k - 1][1] if k else None
        after = lines[k + 1][1] if k + 1 < len(lines) else None
        if line.page is not None:
            edge = not before or not after or before.page != line.page or after.page != line.page
        else:
            edge = (not before or line.line - before.line > 1) and (not after or after.line - line.line > 1)
        if edge:
            edges[i] = line.text.strip()
    pages = len({line.page for _, line in lines})
    heads = {i: _head(text) for i, text in edges.items() if blocks[i].page is not None}
    counts = Counter(text for text in heads.values() if text)
    repeated = {text for text, count in counts.items() if count >= max(_REPEATS, pages * _SHARE)}
    found = {i for i, line in lines if _PAGE_NUMBER.fullmatch(line.text.strip())}
    return found | {
        i for i, text in edges.items() if _BARE_NUMBER.fullmatch(text) or heads.get(i) in repeated
    }


def _head(text: str) -> str:
    """A line without the page number at its end or beginning, "" for a part of a sentence."""
    bare = normalise(text)
    return "" if _SENTENCE.search(bare) else re.sub(r"^\W*\d+\W*|\W*\d+\W*$", "", bare)
