"""How deep a row stands: by its code, by its name, or by its place among the rows above."""

from __future__ import annotations

import re

from . import specs
from .names import numbering_level, plain_name

_LEVELS = {3: 1, 5: 2, 7: 3}

# In a list of incomes, what is part of what: a fund and the fund it stands under.
_PARENT_FUND = {
    "general_public": "fiscal", "government_fund": "fiscal", "state_capital": "fiscal",
    "business": "own_funds", "operating_income": "own_funds", "superior_subsidy": "own_funds",
    "affiliate": "own_funds", "other": "own_funds",
}  # fmt: skip


def code_level(code: str) -> int | None:
    """1 for 类, 2 for 款, 3 for 项 by the length of a code (3, 5, 7); None for another length."""
    return _LEVELS.get(len(code))


class NameWalker:
    """Walks down a list of names without codes and says at which level each stands.

    `codes` gives for each name the codes that carry it (the document's own before the reference). Among them the
    one that continues the rows above is taken: 行政运行 after 信访事务 is the 项 of that 款.
    """

    def __init__(self, codes: dict[str, tuple[str, ...]]) -> None:
        self._codes = codes
        self._current = ""
        self._deeper = 0  # 1 under a numbered heading that is no code: 一、本年支出
        self._nested = False  # whether its parts begin to count anew: 一、一般公共服务支出
        self._last = 0

    def step(self, name: str) -> int | None:
        bare = plain_name(name)
        if name.startswith("其中"):
            return self._last + 1
        candidates = self._codes.get(bare, ())
        numbered = numbering_level(name)
        if numbered == 1 and any(len(code) == 3 for code in candidates):
            candidates = tuple(code for code in candidates if len(code) == 3)
        best = max(candidates, key=self._fit, default="")
        if not best:
            self._deeper, self._nested = (1, False) if numbered == 1 else (self._deeper, self._nested)
            self._last = numbered or self._last
            return numbered
        if numbered == 1:
            self._nested = self._nested or (bool(self._deeper) and name.startswith("一、"))
            self._deeper = self._deeper if self._nested else 0
        self._current = best
        level = code_level(best)
        self._last = (level or 1) + self._deeper
        return None if level is None else self._last

    def _fit(self, code: str) -> tuple[int, bool, bool]:
        parent = code[:-2] if len(code) > 3 else ""
        if not self._current.startswith(parent):
            return (-1, len(code) == 3, False)
        return (len(parent), code > self._current, len(code) == 3)


class RevenueLevels:
    """Levels in a list of incomes: by numbering, else by which fund is part of which."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._last = 0

    def step(self, name: str) -> int:
        if name.startswith("其中"):
            return self._last + 1
        fund = next((key for key, pattern in specs.FUNDS if re.search(pattern, name)), "")
        within = _PARENT_FUND.get(fund) in self._seen or ("carryover" in self._seen and fund in _PARENT_FUND)
        level = max(numbering_level(name) or 1, 2 if within else 1)
        if level == 1:
            self._seen = {fund}
        self._last = level
        return level


def mark_leaves(rows: list[tuple[int, str]]) -> list[bool]:
    """For each (level, entity) in order: True where no row beneath it is a part of it.

    A total (level 0) is a leaf only where its entity has no other rows and is not the head of other entities.
    """
    detailed = {entity for level, entity in rows if level > 0}
    entities = list(dict.fromkeys(entity for _, entity in rows))
    leaves = []
    for i, (level, entity) in enumerate(rows):
        if level == 0:
            leaves.append(entity not in detailed and (len(entities) == 1 or entity != entities[0]))
            continue
        # A total may be printed again at the head of the next page, between a row and its parts.
        following = next((row for row in rows[i + 1 :] if row[0] > 0 or row[1] != entity), None)
        leaves.append(following is None or following[1] != entity or following[0] <= level)
    return leaves
