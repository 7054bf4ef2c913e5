"""What must be there and what must be called one name (STRUCTURE, REASON): findings without arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .. import reference
from ..names import plain_name
from ..specs import kind_of
from .across import Tables
from .rules import BLOCKS
from .text import Claims, renamed

_LESS = re.compile(r"减少|压减|压缩|节约|缩减|降低")


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
    """Codes printed with the name of another code, in the table by function or by economic class."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for row, table, code, name in _rows(cells, "table", "code", "name"):
        if code and name:
            first.setdefault((code, name), (row, table))
    for kind, pattern in (("functional", "function|expenditure"), ("economic", "economic")):
        known, codes_of = reference.names_by_code(kind), reference.codes_by_name(kind)
        for (code, name), (row, table) in first.items():
            accepted = known.get(code)
            if accepted is None or name in accepted or not re.search(pattern, table):
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
