"""Lists in prose: named sums (水费 1 万元、电费 12 万元) and bare names (办公费、差旅费等公用经费)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from . import patterns
from .statements import Statement

_SEPARATORS = "，。；：\n"
_LONGEST_NAME = 60
_LONGEST_WORD = 30


def named_sums(text: str, start: int, end: int) -> Iterator[tuple[str, int, re.Match[str]]]:
    """The sums in a stretch of text that have a name: (name, where it begins, match of the sum).

    A name begins behind a separator or the sum before it; what stands in brackets is no item.
    """
    sums = {m.start("n"): m for m in patterns.SUM.finditer(text, start, end)}
    begin, depth = start, 0
    for position in range(start, end):
        character = text[position]
        if (match := sums.get(position)) and not depth:
            name = re.sub(r"^[、和及与]|^(?:（\d{1,2}）|[①-⑳]|\d{1,2}[.、])", "", text[begin:position])
            if 2 <= len(name) <= _LONGEST_NAME and not patterns.NOT_AN_ITEM.match(name):
                yield name, begin, match
            begin = match.end()
        depth = max(0, depth + (character == "（") - (character == "）"))
        if character in _SEPARATORS and not depth:
            begin = position + 1


def block_items(text: str, block: Statement) -> Iterator[Statement]:
    """The names that stand behind a block (“主要包括办公费、差旅费等公用经费”), none if they are not short.

    What follows 等 only sums up.
    """
    lead = patterns.INCLUDES.match(text, block.end)
    if not lead or block.name in ("", "项目支出"):
        return
    listed = re.compile(r"[^。；\n]*").match(text, lead.end())
    if not listed or patterns.SUM.search(listed[0]):
        return
    names = re.finditer(r"(?:（[^（）]*）|[^、])+", re.sub(r"等[^、]{0,14}$", "", listed[0]))
    found = [(m[0], lead.end() + m.start()) for m in names]
    if both := re.fullmatch(r"(.+[费金贴])(?:和|及)(.+[费金贴])", found[-1][0] if found else ""):
        _, start = found.pop()
        found += [(both[1], start), (both[2], start + both.start(2))]
    if all(2 <= len(name) <= _LONGEST_WORD for name, _ in found):
        for name, at in found:
            yield replace(block, topic="block_item", measure="", start=at, at=at, end=at, printed="", unit="",
                          name=name, parent=block.name, anchor=False)  # fmt: skip
