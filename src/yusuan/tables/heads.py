"""The head of a table: which rows it takes, and the words above each column, merged cells resolved."""

from __future__ import annotations

import re
from functools import lru_cache

from .. import reference
from ..amounts import looks_numeric
from ..names import clean_name, numbering_level
from . import specs

Row = tuple[str | None, ...]


@lru_cache(maxsize=1 << 12)
def is_economic(text: str) -> bool:
    """True for a class of the economic classification, which as the head of a column is a measure of its own name."""
    return bool(specs.ECONOMIC_CLASS.match(text)) or any(
        text in reference.codes_by_name(c) for c in ("economic", "government_economic")
    )


@lru_cache(maxsize=1 << 12)
def is_head_word(text: str) -> bool:
    """True for words that the head of a column is made of."""
    if (
        len(text) > 40
        or "。" in text
        or (numbering_level(text) is not None and not re.match(r"^\d+[.、]", text))
    ):
        return False
    return bool(
        specs.HEADER_WORDS.match(text)
        or specs.ECONOMIC_CLASS.match(text)
        or specs.role_of(text)
        or specs.measure_of(text)
        or specs.fund_of(text)
    )


def is_full_head(texts: tuple[str, ...]) -> bool:
    """Whether cleaned cells are words of a head side by side, three or more, and none of a tree of indicators."""
    words = [text for text in texts if text]
    known = all(is_head_word(text) and "指标" not in text for text in words)
    return len(words) > 2 and all(texts[: len(words)]) and known


def header_height(rows: tuple[Row, ...]) -> int:
    """How many rows at the top are the head: rows without a figure, made of header words."""
    height = 0
    for row in rows:
        texts = [clean_name(cell) for cell in row if cell]
        texts = [text for text in texts if text]
        if not texts and height and any(cell is None for cell in row):
            height += 1
            continue
        if not texts or any(looks_numeric(text) for text in texts):
            break
        if height and row[0] is None:  # a cell of the head reaches down to this row
            height += 1
            continue
        first = clean_name(row[0])
        if len(texts) == 1 and specs.ECONOMIC_CLASS.match(texts[0]):
            break
        if first and numbering_level(first) is not None and not height:
            break
        if specs.TOTAL_ROW.match(texts[0]) and not any(is_head_word(text) for text in texts[1:]):
            break
        classes = [text for text in texts if is_economic(text)]
        matched = sum(is_head_word(text) or (len(classes) > 2 and text in classes) for text in texts)
        if matched * 2 < len(texts) or any(numbering_level(t) == 1 for t in texts):
            break
        height += 1
    return height or _plain_head(rows)


def _plain_head(rows: tuple[Row, ...]) -> int:
    """Rows of words over a row with figures: the head of a table that no word here knows.

    One full row, or more of them where each goes on below cells that reach down from the one above.
    """
    first = next((i for i, row in enumerate(rows) if any(looks_numeric(cell) for cell in row[1:])), 0)
    words = [clean_name(cell) for row in rows[:first] for cell in row if cell]
    whole = len(words) > 1 and all(len(word) <= 40 and not looks_numeric(word) for word in words)
    full = first == 1 and all(cell and clean_name(cell) for cell in rows[0])
    nested = 1 < first <= 5 and rows[0][0] and all(row[0] is None for row in rows[1:first])
    return first if whole and (full or nested) else 0


def unnumbered(row: Row) -> Row:
    """A row of the head that both spreads a code (类 款 项) and numbers the columns (栏次 1 2 3), without the numbers."""
    if not any(cell and "类" in cell for cell in row):
        return row
    texts = [clean_name(cell) for cell in row]
    if "类" not in texts or not {"栏次", "行次"} & set(texts):
        return row
    return tuple(cell if text in ("类", "款", "项") else None for cell, text in zip(row, texts, strict=True))


def is_marker_row(row: Row) -> bool:
    """True for rows that only number the columns (`1 2 3`, `**`, 栏次)."""
    if not all(specs.MARKER_ROW.match(text) for text in map(clean_name, row) if text):
        return False
    texts = [text for text in map(clean_name, row) if text]
    if any(re.match(r"^\*+|栏次|行次|列次|序号", text) for text in texts):
        return True
    numbers = [int(text) for text in texts if text.isdigit()]
    return (
        len(numbers) == len(texts) > 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] == 1
    )


def header_paths(rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    """For each column its header texts from top to bottom, merged cells resolved.

    A covered place belongs to the cell on its left when both lie under the same cell above, else to the one above:
    groups of columns nest. Where a format keeps no merged cells (tabs), an empty place counts as covered.
    """
    if not rows:
        return []
    width = len(rows[0])
    spans = any(cell is None for row in rows for cell in row)  # else the format keeps no merged cells
    anchor: list[list[tuple[int, int] | None]] = [[None] * width for _ in rows]
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            above = anchor[i - 1][j] if i else None
            if cell and clean_name(cell):
                anchor[i][j] = (i, j)
                continue
            if cell is not None and spans and i == 0:
                continue
            left = anchor[i][j - 1] if j and (cell is None or not spans) else None
            same_group = i == 0 or (j > 0 and anchor[i - 1][j - 1] == above)
            if left is not None and left[0] == i and same_group:
                anchor[i][j] = left
            else:
                anchor[i][j] = above
    paths = []
    for j in range(width):
        seen: list[tuple[int, int]] = []
        for i in range(len(rows)):
            place = anchor[i][j]
            if place is not None and place not in seen:
                seen.append(place)
        paths.append(tuple(clean_name(rows[i][k]) for i, k in seen))
    return paths


def value_at(row: Row, index: int, labelled: frozenset[int]) -> str | None:
    """The cell of a row that lies under a column's head, also where it begins further left under no head at all."""
    while row[index] is None and index > 0 and index - 1 not in labelled:
        index -= 1
    return row[index]
