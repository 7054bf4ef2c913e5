"""One document has the same cells in every format with cells of its own: for each kind of table, whatever figures it holds and however set."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import typesetter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yusuan as ys
from yusuan.model import Block, Grid, Line
from yusuan.reading import from_blocks
from yusuan.tables import specs

DEPARTMENT = "青石市档案局"
UNITS = (f"{DEPARTMENT}（本级）", "青石市档案信息中心")
FUNCTIONS = [
    ("201", "一般公共服务支出"), ("20126", "档案事务"), ("2012601", "行政运行"), ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"), ("2080505", "机关事业单位基本养老保险缴费支出"),
]  # fmt: skip
TITLES = {  # a table of each kind, by the title that its spec takes
    "revenue": "收入总表", "expenditure": "支出总表", "basic_expenditure": "基本支出总表",
    "project_expenditure": "项目支出总表", "fiscal_appropriation": "财政拨款收支总表",
    "general_by_function": "一般公共预算支出表", "general_basic_by_economic": "一般公共预算基本支出表",
    "general_by_economic": "一般公共预算支出经济分类表", "fiscal_by_function": "财政拨款支出表",
    "government_fund": "政府性基金预算支出表", "state_capital": "国有资本经营预算支出表",
    "three_public": "财政拨款“三公”经费支出表", "procurement": "政府采购项目支出表", "special_account": "财政专户资金支出表",
    "key_project": "重点项目预算表", "carryover": "上年结转支出表", "operating_cost": "机关运行经费支出表",
    "expenditure_by_economic": "支出经济分类表",
}  # fmt: skip
HEADS = [  # of figures: group and columns; no group where it is ""
    ("", ["合计", "基本支出", "项目支出"]),
    ("支出功能", ["合计", "基本支出", "项目支出"]),
    ("一般公共预算", ["2025年执行数", "2026年预算数"]),
    ("2026年比2025年", ["增减额", "增减%"]),
    ("财政拨款", ["小计", "一般公共预算", "政府性基金"]),
    ("", ["合计"]),
]
Rows = list[tuple[str | None, ...]]


@st.composite
def figures(draw: st.DrawFn, head: str) -> str:
    if "%" in head:
        return f"{draw(st.decimals(-99, 999, places=2))}%"
    places = draw(st.sampled_from([0, 2, 4]))
    value = draw(st.decimals(-99999, 9999999, places=places))
    return draw(st.sampled_from([f"{value:,.{places}f}", f"{value:.{places}f}", ""]))


def labels_of(way: str, code: str, name: str, entity: str, first: bool) -> list[str]:
    """The label cells of a row in one of the six ways to write a code, and in a table of names alone."""
    parts = [code[:3], code[3:5], code[5:7]]
    new = [part if i == (len(code) - 3) // 2 else "" for i, part in enumerate(parts)]
    return {
        "column": [code, name],
        "brackets": [f"[{code}]{name}"],
        "dash": [f"{code}-{name}"],
        "three": [*parts, name],
        "fragments": [*new, name],
        "names": [name],
        "entities": [entity if first else "", code, name],
    }[way]


LABEL_HEADS = {
    "column": ["科目编码", "科目名称"], "brackets": ["科目名称"], "dash": ["科目名称"], "three": ["类", "款", "项", "科目名称"],
    "fragments": ["类", "款", "项", "科目名称"], "names": ["科目名称"], "entities": ["预算单位", "科目编码", "科目名称"],
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, kind: str) -> list[Block]:
    """A table on one or two pages: its title, unit and head on each, a total at the top of each."""
    way = draw(st.sampled_from(sorted(LABEL_HEADS)))
    group, columns = draw(st.sampled_from(HEADS))
    labels = LABEL_HEADS[way]
    unit = draw(st.sampled_from(["元", "千元", "万元", "亿元"]))
    blocks: list[Block] = []
    body: Rows = []
    # One amount at least has decimals: ascending whole numbers alone are a table of contents.
    total = ("1,000.00", *(draw(figures(column)) or "0.00" for column in columns[1:]))
    for number, entity in enumerate(UNITS[: draw(st.integers(1, 2)) if way == "entities" else 1]):
        for i, (code, name) in enumerate(FUNCTIONS):
            name = name if len(name) < 12 or draw(st.booleans()) else f"{name[:9]}\n{name[9:]}"
            cells = labels_of(way, code, name, entity, i == 0 and bool(number or way == "entities"))
            body.append((*cells, *(draw(figures(column)) for column in columns)))
    body = [row if any(row[len(labels) :]) else (*row[:-1], "0.00") for row in body]
    for rows in _pages(body, draw(st.integers(1, 2))):
        head: Rows = [(*labels, *columns)]
        if group:
            head = [(*labels, group, *[None] * (len(columns) - 1)), (*[None] * len(labels), *columns)]
        grid = [*head, ("合计", *[""] * (len(labels) - 1), *total), *rows]
        blocks += [Line(TITLES[kind], 1), Line(f"部门名称：{DEPARTMENT}", 1), Line(f"单位：{unit}", 1)]
        blocks.append(Grid(tuple(grid), tuple(range(1, len(grid) + 1))))
    return blocks


def _pages(rows: Rows, count: int) -> list[Rows]:
    step = -(-len(rows) // count)
    return [rows[i : i + step] for i in range(0, len(rows), step)]


PAIRS = st.lists(st.tuples(*[figures("金额")] * 2), min_size=3, max_size=3)


@st.composite
def pairs(draw: st.DrawFn) -> list[Block]:
    """A table of incomes beside expenses."""
    body = [
        (left, a or "0.00", right, b or "0.00")
        for (left, right), (a, b) in zip(
            [("一、财政拨款", "一、一般公共服务支出"), ("二、事业收入", "二、教育支出"), ("收入总计", "支出总计")],
            draw(PAIRS), strict=True,
        )
    ]  # fmt: skip
    body.append(("上年结转", "1,000.00", "结转下年", "1,000.00"))
    rows = [("收入", None, "支出", None), ("项目", "预算数", "项目", "预算数"), *body]
    return [Line("收支总表", 1), Line("单位：万元", 1), Grid(tuple(rows), tuple(range(1, 7)))]


COLUMNS = ["table", "entity", "side", "code", "name", "level", "is_leaf", "measure", "fund", "period", "printed",
           "unit", "amount_yuan", "quantum_yuan"]  # fmt: skip
# Columns of spaces have tests of their own (test_aligned.py).
FORMATS = typesetter.FORMATS | {"csv": typesetter.as_csv, "tabs": typesetter.as_tabs}


def cells(document: ys.model.Disclosure) -> pd.DataFrame:
    return document.cells[COLUMNS].reset_index(drop=True)


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_format_has_the_same_cells(name: str, data: st.DataObject, tmp_path: Path) -> None:
    kind = data.draw(st.sampled_from(sorted(TITLES)))
    blocks: list[Block] = [
        Line(f"{DEPARTMENT}2026年部门预算", 1),
        *data.draw(tables(kind)),
        *data.draw(pairs()),
    ]
    path = tmp_path / "document"
    path.write_bytes(FORMATS[name](blocks))
    found, expected = cells(ys.read(path)), cells(from_blocks(blocks, "document"))
    assert len(expected) > 6
    pd.testing.assert_frame_equal(found, expected)


def test_a_table_of_each_kind_is_drawn() -> None:
    named = {spec.kind for spec in specs.TABLES}
    assert set(TITLES) <= named
    for kind, title in TITLES.items():
        assert next(spec.kind for spec in specs.TABLES if re.search(spec.title, title)) == kind
