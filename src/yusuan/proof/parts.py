"""Which 项 pays for which project (PART): the assignments whose sums fit the project column, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .facts import STEP, Fact
from .identity import equal
from .printed import Frames, Printed, read
from .rows import Row, Tables
from .text import said

PART_COLUMNS = ["entity", "project", "frame", "row", "amount_yuan", "code", "name", "solutions"]
MOST = 20  # projects: a million subsets
ENOUGH = 1000  # solutions: beyond, nothing is told apart any more


def parts(document: Frames) -> pd.DataFrame:
    """One row per project of a unit: its amount in yuan, and the 项 that pays for it, if print leaves only one.

    For units whose projects are all listed (they sum to what the 项 spend on projects), and at most 20 of them.
    `solutions` says how many assignments of all the unit's projects to its 项 fit print, each project to one 项 (0:
    some project must be paid by several; at most 1,000 are counted). `code` is "" where solutions differ.
    """
    printed = read(document)
    projects = _projects(printed)
    rows: list[dict[str, object]] = []
    for entity, items in _items(printed.tables):
        own = [p for p in projects if p.entity == entity]
        whole = equal("PART", "项目支出 = 各项目之和", own, [fact for _, fact in items])
        if not own or len(own) > MOST or whole.status == "violated":
            continue
        found = assignments(own, [fact for _, fact in items])
        for number, project in enumerate(own):
            paid = {solution[number] for solution in found}
            item = items[paid.pop()][0] if len(paid) == 1 else None
            rows.append({
                "entity": entity, "project": project.name, "frame": project.frame, "row": project.row,
                "amount_yuan": project.value / STEP, "code": item.code if item else "",
                "name": item.name if item else "", "solutions": len(found),
            })  # fmt: skip
    return pd.DataFrame(rows, columns=PART_COLUMNS)


def _projects(printed: Printed) -> list[Fact]:
    """The projects with their amounts: tasks of the performance table, which has more digits, or those of the text."""
    column = ("total", "all", "current")
    tasks = [
        row.facts[column]
        for row in printed.tables.get(("performance", ""), [])
        if row.level == 1 and column in row.facts and row.plain != "基本支出"
    ]
    return tasks or said(printed.said, "project", "amount")


def _items(tables: Tables) -> Iterator[tuple[str, list[tuple[Row, Fact]]]]:
    """For each unit its 项 with money for projects."""
    found: dict[str, list[tuple[Row, Fact]]] = {}
    for row in tables.get(("expenditure", ""), []):
        fact = row.facts.get(("project", "all", "current"))
        if row.level == 3 and fact and fact.value > 0:
            found.setdefault(row.entity, []).append((row, fact))
    yield from found.items()


def assignments(projects: list[Fact], items: list[Fact]) -> list[tuple[int, ...]]:
    """For each solution (up to 1,000) the number of the item that each project belongs to."""
    low = _sums([2 * project.low for project in projects])
    high = _sums([2 * project.high for project in projects]) - 1  # an open end
    fits = []
    for item in items:
        least, most = item.ends
        fits.append([int(subset) for subset in np.flatnonzero((low <= most) & (high >= least))])
    order = sorted(range(len(items)), key=lambda i: len(fits[i]))
    everything = (1 << len(projects)) - 1
    solutions: list[tuple[int, ...]] = []
    chosen: dict[int, int] = {}

    def search(step: int, left: int) -> None:
        if len(solutions) >= ENOUGH:
            return
        if step == len(order):
            if left == 0:
                solutions.append(
                    tuple(next(i for i, s in chosen.items() if s >> p & 1) for p in range(len(projects)))
                )
            return
        for subset in fits[order[step]]:
            if subset & left == subset:
                chosen[order[step]] = subset
                search(step + 1, left & ~subset)
                del chosen[order[step]]

    search(0, everything)
    return solutions


def _sums(figures: list[int]) -> np.ndarray:
    """The sum of each subset, by its number in binary."""
    sums = np.zeros(1, np.int64)
    for figure in figures:
        sums = np.concatenate([sums, sums + figure])
    return sums
