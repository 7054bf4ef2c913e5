"""What print says against itself without arithmetic (STRUCTURE, REASON): what ought to be there, or to have another name.

Tables and rows that all else promises: a code above or below those that a table prints, or one that its sister table has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .. import reference
from ..names import plain_name
from ..tables.specs import kind_of
from .rows import Row, Tables
from .rules import BLOCKS
from .text import Claims, renamed

_LESS = re.compile(r"减少|压减|压缩|节约|缩减|降低")
Coded = dict[str, Row]

_STEPS = {3: None, 5: 3, 7: 5}  # digits of a code → digits of the one above
_PAIRS = [("expenditure", "general_by_function")]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that print says against itself, without arithmetic."""

    family: str
    rule: str
    message: str
    frame: str = ""
    row: int = -1
    severity: str = "warning"


def missing_tables(promised: tuple[str, ...], found: tuple[str, ...]) -> Iterator[Remark]:
    """Tables that the contents promise and the document lacks: none of that title, and none of its kind."""
    titles = {_bare(title) for title in found}
    kinds = {spec.kind for title in found if (spec := kind_of(title))}
    for title in promised:
        spec = kind_of(title)
        if _bare(title) not in titles and not (spec and spec.kind in kinds):
            yield Remark("STRUCTURE", "目录所列各表齐全", f"目录列有“{title}”，文中没有")


def _bare(title: str) -> str:
    return re.sub(r"\d{4}年度?|（.*?）|部门|预算|[“”]", "", title)


def unlisted_items(tables: Tables, claims: pd.DataFrame) -> Iterator[Remark]:
    """Names that the text counts among 人员支出 … and for which the table by economic class has no line."""
    rows = tables.get(("general_by_economic", ""), []) or tables.get(("general_basic_by_economic", ""), [])
    printed = {row.plain for row in rows if len(row.code) == 5}
    known = set(reference.codes_by_name("economic"))
    if not printed:
        return
    for row, topic, parent, name in _rows(claims, "topic", "parent", "name"):
        is_item = topic == "block_item" and parent in BLOCKS
        if is_item and name in known and name not in printed:
            yield Remark(
                "STRUCTURE",
                "文字所列科目在表中",
                f"文字称{parent}包括“{name}”，经济分类表没有这一行",
                "claims",
                row,
            )


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The number of each row and its values, plain: one by one, frames are slow."""
    return zip(frame.index.tolist(), *(frame[column].tolist() for column in columns), strict=True)


def renamed_projects(tables: Tables, claims: Claims) -> Iterator[Remark]:
    """One project under two names: alike in words and in amount, in the text and in the performance table."""
    for project, task in renamed(tables, claims):
        yield Remark(
            "STRUCTURE",
            "同一项目同一名称",
            f"文字称“{project.name}”，绩效目标表称“{task.name}”",
            "claims",
            project.row,
        )


def wrong_names(cells: pd.DataFrame) -> Iterator[Remark]:
    """Codes printed with the name of another code, in the table by function or by economic class.

    Nothing is said of a code that few have printed: lists change from year to year.
    """
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for row, table, code, name in _rows(cells, "table", "code", "name"):
        if code and name:
            first.setdefault((code, name), (row, table))
    for kind, pattern in (("functional", "function|expenditure"), ("economic", "economic")):
        known, codes_of = reference.names_by_code(kind), reference.codes_by_name(kind)
        often = reference.codes(kind)["n_docs"].gt(1)
        for (code, name), (row, table) in first.items():
            accepted = known.get(code)
            if accepted is None or not often[code] or name in accepted or not re.search(pattern, table):
                continue
            codes = codes_of.get(plain_name(name), ())
            if codes and code not in codes and len(codes[0]) == len(code):
                message = f"{code} 印作“{name}”，此名属于 {codes[0]}（{code} 应为“{accepted[0]}”）"
                yield Remark("STRUCTURE", "科目编码与名称相符", message, "cells", row)


def contrary_reasons(claims: pd.DataFrame) -> Iterator[Remark]:
    """无增减, with a reason why it became less (soft); none from a data folder, which keeps no sentences."""
    if "reason" not in claims:
        return
    for row, period, value, printed, reason in _rows(claims, "period", "value", "printed", "reason"):
        if (period, value, printed) == ("change", 0, "无增减") and _LESS.search(reason):
            yield Remark("REASON", "原因与增减相符", "称“无增减”，所述原因却是减少", "claims", row, "info")


def absent_rows(tables: Tables, single_fund: bool) -> Iterator[Remark]:
    """What is printed everywhere else in a table and not here; without arithmetic, so none of it is an error."""
    coded = {table: _by_entity(rows) for (table, side), rows in tables.items() if not side}
    for table, units in coded.items():
        for rows in units.values():
            yield from _above(rows)
            if "economic" in table:  # by function, a 项 may be withheld
                yield from _below(rows)
    for left, right in _PAIRS if single_fund else []:
        for entity in coded.get(left, {}):
            ours, theirs = coded[left][entity], coded.get(right, {}).get(entity, {})
            if len(ours) > 1 and len(theirs) > 1:
                yield from _only_in(ours, theirs, right)
                yield from _only_in(theirs, ours, left)


def _by_entity(rows: list[Row]) -> dict[str, Coded]:
    found: dict[str, Coded] = defaultdict(dict)
    for row in rows:
        if row.code.isdigit() and len(row.code) in _STEPS:
            found[row.entity].setdefault(row.code, row)
    return found


def _above(rows: Coded) -> Iterator[Remark]:
    """A code whose 类 or 款 is not printed, where those of all other codes are."""
    wanted = {code[:digits] for code in rows if (digits := _STEPS[len(code)])}
    missing = wanted - rows.keys()
    for code in sorted(missing):
        same = {other for other in wanted if len(other) == len(code)}
        if len(same & missing) == 1 < len(same):
            below = next(row for other, row in rows.items() if other.startswith(code))
            yield _of_row("上级科目在表中", f"表中有 {below.code}，没有其上级科目 {code}", below)


def _below(rows: Coded) -> Iterator[Remark]:
    """A code with money and nothing below it, where all others of its level have something below."""
    upper = [row for code, row in rows.items() if len(code) == 3 and _money(row)]
    bare = [row for row in upper if not any(code.startswith(row.code) for code in rows if code != row.code)]
    if len(bare) == 1 < len(upper) - 1:
        yield _of_row("下级科目在表中", f"{bare[0].code} 有数，表中没有其下级科目，其他科目都有", bare[0])


def _only_in(rows: Coded, others: Coded, table: str) -> Iterator[Remark]:
    """A code with money that the sister table does not print for the same unit."""
    for code, row in rows.items():
        if code not in others and _money(row) and any(len(other) == len(code) for other in others):
            yield _of_row(
                "两表科目相同", f"{code} 有数，“{reference.words('table')[table][0]}”没有这一科目", row
            )


def _money(row: Row) -> bool:
    return any(fact.value for fact in row.facts.values())


def _of_row(rule: str, message: str, row: Row) -> Remark:
    fact = next(iter(row.facts.values()))
    return Remark("STRUCTURE", rule, message, "cells", fact.row)
