"""Plain text to blocks: tab-separated, piped or aligned tables between lines of prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ..model import Block, Grid
from .aligned import Known, aligned_blocks
from .aligned_lines import beside_prose, set_wide, whole_figures
from .delimited import delimited_blocks
from .encoding import raised
from .merged import padded
from .segments import Printed, split_columns

# What converters leave of HTML in their text. Only known tags: `<` is also a sign in targets (`<5%`).
_BREAK = re.compile(r"</p>\s*<p\b[^<>]*>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:u|b|i|p|em|strong|span|font|sup|sub|center|div|br)\b[^<>]*>", re.IGNORECASE)
_SUP = re.compile(r"<sup\b[^<>]*>([^<]*)</sup>", re.IGNORECASE)
_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")


def read_text(text: str, file: str) -> list[Block]:
    """A text file as blocks; `line` is the line of the file.

    A run of lines with tabs is a grid, and so is a run of lines between pipes (Markdown) and a run in which figures
    stand in columns (`pdftotext -layout`; a form feed ends such a run). A file of commas is one of rows (CSV). Remnants of HTML tags are taken out.
    """
    text = _SUP.sub(lambda m: raised(m[1]), text)
    if (delimited := delimited_blocks(text, file)) is not None:
        return delimited
    blocks: list[Block] = []
    numbered = enumerate(text.split("\n"), 1)
    for kind, lines in groupby(numbered, key=lambda item: _kind(item[1])):
        if kind == "prose":
            blocks += aligned_blocks(beside_prose(set_wide(list(whole_figures(_printed(lines))))), Known())
        else:
            blocks += _grid(kind, list(lines), file)
    return blocks


def _kind(line: str) -> str:
    if "\t" in line:
        return "tabs"
    bare = line.strip()
    return "pipes" if len(bare) > 2 and bare[0] == bare[-1] == "|" else "prose"


def _grid(kind: str, lines: list[tuple[int, str]], file: str) -> list[Block]:
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    for number, line in lines:
        if kind == "pipes" and _RULE.match(line.strip()):
            continue
        cells = line.split("\t") if kind == "tabs" else line.strip()[1:-1].split("|")
        rows.append([_plain(cell) for cell in cells])
        numbers.append(number)
    return [Grid(tuple(map(tuple, padded(rows, file))), tuple(numbers))] if rows else []


def _plain(text: str) -> str:
    """Text without remnants of tags, form feeds and outer space (U+3000 too)."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return text.replace("\f", "").strip()


def _printed(lines: Iterator[tuple[int, str]]) -> Iterator[Printed]:
    """The lines on which something is printed, each on the page (None for the first) that form feeds tell."""
    apart = False
    page = 0
    for number, line in lines:
        page += line.count("\f")
        segments = split_columns(_flat(line))
        if segments:
            yield Printed(segments, number, page or None, apart)
        apart = not segments


def _flat(line: str) -> str:
    return _TAG.sub("", line).replace("\f", "").rstrip()
