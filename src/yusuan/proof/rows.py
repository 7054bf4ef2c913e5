"""The rows of a table as they are printed, and which of them are parts of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .facts import Fact

Column = tuple[str, str, str]  # measure, fund, period


@dataclass(slots=True)
class Row:
    """One printed row of a table: its labels once, and its figures by column."""

    entity: str
    code: str
    name: str
    plain: str
    level: int
    facts: dict[Column, Fact] = field(default_factory=dict)
    children: list[Row] = field(default_factory=list)


Tables = dict[tuple[str, str], list[Row]]  # by table and side


def rows_of(facts: list[Fact]) -> Tables:
    """The rows of each (table, side), in the order of print."""
    tables: dict[tuple[str, str], dict[tuple, Row]] = defaultdict(dict)
    for f in facts:
        key = (f.place, f.entity, f.code, f.name)
        rows = tables[f.table, f.side]
        if key not in rows:
            rows[key] = Row(f.entity, f.code, f.name, f.plain, f.level)
        rows[key].facts.setdefault((f.measure, f.fund, f.period), f)
    return {table: list(rows.values()) for table, rows in tables.items()}


def grow(rows: list[Row]) -> list[Row]:
    """Hang each row under the one it is a part of, by level and code; returns the rows that are under none."""
    roots: list[Row] = []
    path: list[Row] = []
    for row in rows:
        row.children = []
        while path and (path[-1].level >= row.level or not row.code.startswith(path[-1].code)):
            path.pop()
        (path[-1].children if path else roots).append(row)
        path.append(row)
    return roots


def paths(rows: list[Row]) -> Iterator[tuple[tuple[str, ...], Row]]:
    """The rows of a list below its totals, with the names above and at each: 一般公共服务支出 / 信访事务 / 行政运行."""
    path: list[Row] = []
    for row in rows:
        if row.level > 0:
            while path and path[-1].level >= row.level:
                path.pop()
            path.append(row)
            yield tuple(above.plain for above in path), row


def in_groups(rows: list[Row]) -> list[Row]:
    """A list in which units stand inside groups (货物, then each unit, then what it buys): units as parts of them."""
    found: list[Row] = []
    group: Row | None = None
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        inside = group is not None and row.level > group.level
        if row.level == 0 and not row.name and below:
            if group is None and found and 0 < found[-1].level < below.level:
                group = found[-1]
            if group is not None and below.level > group.level:
                found.append(replace(row, entity=group.entity, level=group.level + 1))
                continue
        if not inside:
            group = None
        elif group is not None:
            row = replace(row, entity=group.entity, level=row.level + 1)
        found.append(row)
    return found


def sum_below(row: Row, column: Column) -> list[Fact]:
    """The figures that make up a row in one column; where a part is blank, its own parts."""
    return [
        f
        for child in row.children
        for f in ([child.facts[column]] if column in child.facts else sum_below(child, column))
    ]


def figures_of(roots: list[Row], column: Column) -> list[Fact]:
    return [f for r in roots for f in ([r.facts[column]] if column in r.facts else sum_below(r, column))]
