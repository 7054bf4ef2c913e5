"""What changes how a table looks and not what it says changes no cell; what changes what it says is told.

Columns in another order, another unit, pages, blank rows and columns, other digits, labels merged or repeated; a row that
is missing and a unit that is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_formats import COLUMNS, DEPARTMENT, UNITS

import yusuan as ys
from yusuan.model import Block, Grid, Line
from yusuan.reading import from_blocks

LEAVES = {
    "2012601": "行政运行", "2012602": "一般行政管理事务", "2080505": "机关事业单位基本养老保险缴费支出", "2210201": "住房公积金",
}  # fmt: skip
CODES = {
    "201": "一般公共服务支出", "20126": "档案事务", "208": "社会保障和就业支出", "20805": "行政事业单位养老支出",
    "221": "住房保障支出", "22102": "住房改革支出",
} | LEAVES  # fmt: skip
YUAN = {"元": 0, "千元": 3, "万元": 4, "亿元": 8}  # and how many decimals more they print
FULL = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@dataclass(frozen=True)
class Table:
    """A table of a code in each row: its columns of labels, then of amounts in hundredths of a yuan, a total on top."""

    title: str
    labels: dict[str, list[str | None]]
    amounts: dict[str, list[int]]

    def grid(self, unit: str, *, commas: bool = True, rows: slice = slice(None)) -> Grid:
        """As printed in a unit, to the hundredth of a yuan."""
        places = 2 + YUAN[unit]
        printed = [
            [f"{v / 10**places:{',' if commas else ''}.{places}f}" for v in column[rows]]
            for column in self.amounts.values()
        ]
        heads = [*self.labels, *self.amounts]
        body = zip(*(column[rows] for column in self.labels.values()), *printed, strict=True)
        cells = [tuple(heads), *body]
        return Grid(tuple(cells), tuple(range(1, len(cells) + 1)))

    def blocks(self, unit: str = "万元", *grids: Grid) -> list[Block]:
        """The document: the table, or these grids of it on pages of their own."""
        head = [Line(f"{DEPARTMENT}2026年部门预算", 1)]
        for number, grid in enumerate(grids or [self.grid(unit)], 1):
            head += [
                Line(self.title, 1, number),
                Line(f"单位：{unit}", 1, number),
                replace(grid, page=number),
            ]
        return head


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table that holds: of basic and project spending or of two years, with codes apart from names or before them."""
    two = draw(st.sampled_from([("基本支出", "项目支出"), ("2025年执行数", "2026年预算数")]))
    leaves = st.integers(100_000, 10**11)
    parts = {head: {code: draw(leaves) for code in LEAVES} for head in two}
    codes = sorted(CODES)
    amounts = {
        head: [
            sum(paid.values()),
            *(sum(v for leaf, v in paid.items() if leaf.startswith(code)) for code in codes),
        ]
        for head, paid in parts.items()
    }
    if "基本支出" in two:
        amounts = {
            "合计": [a + b for a, b in zip(*amounts.values(), strict=True)],
            **amounts,
        }
    names: dict[str, list[str | None]] = {
        "科目编码": ["", *codes],
        "科目名称": ["合计", *(CODES[code] for code in codes)],
    }
    if draw(st.booleans()):
        names = {"科目名称": ["合计", *(f"[{code}]{CODES[code]}" for code in codes)]}
    title = draw(st.sampled_from(["支出总表", "一般公共预算支出表", "政府性基金预算支出表"]))
    return Table(title, names, amounts)


def cells(*blocks: Block) -> pd.DataFrame:
    """The cells of a document, in the order of what they are of."""
    found = from_blocks(list(blocks), "document").cells[COLUMNS]
    return found.sort_values(["code", "name", "measure", "period"], ignore_index=True)


def same(table: Table, *blocks: Block, but: tuple[str, ...] = ()) -> None:
    """These blocks have the cells of the table as it is, whatever they print `but` say."""
    expected = cells(*table.blocks())
    assert len(expected) == len(CODES | {"": ""}) * len(table.amounts)
    left, right = (found.drop(columns=list(but)) for found in (cells(*blocks), expected))
    pd.testing.assert_frame_equal(left, right, rtol=1e-12)


def few(function: Callable[..., None]) -> Callable[..., None]:
    return settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])(function)


@few
@given(table=tables(), chance=st.randoms(use_true_random=False))
def test_columns_in_another_order(table: Table, chance) -> None:
    order = list(table.amounts)
    chance.shuffle(order)
    same(table, *replace(table, amounts={head: table.amounts[head] for head in order}).blocks())


@few
@given(table=tables(), unit=st.sampled_from(sorted(YUAN)))
def test_another_unit(table: Table, unit: str) -> None:
    same(table, *table.blocks(unit), but=("printed", "unit"))


@few
@given(table=tables(), unit=st.sampled_from(sorted(YUAN)), row=st.integers(2, 9))
def test_a_unit_that_changes_from_one_page_to_the_next(table: Table, unit: str, row: int) -> None:
    first = table.blocks("万元", table.grid("万元", rows=slice(row)))
    second = table.blocks(unit, table.grid(unit, rows=slice(row, None)))[1:]
    same(table, *first, *(replace(block, page=2) for block in second), but=("printed", "unit"))


@few
@given(table=tables(), unit=st.sampled_from(sorted(YUAN)), row=st.integers(2, 9), again=st.booleans())
def test_a_unit_that_changes_inside_a_grid(table: Table, unit: str, row: int, again: bool) -> None:
    first, second = table.grid("万元", rows=slice(row)).rows, table.grid(unit, rows=slice(row, None)).rows
    rows = (*first, (f"单位：{unit}", *[None] * (len(first[0]) - 1)), *second[0 if again else 1 :])
    grid = Grid(rows, tuple(range(1, len(rows) + 1)))
    same(table, *table.blocks("万元", grid), but=("printed", "unit"))


@few
@given(table=tables(), row=st.integers(2, 9), titled=st.booleans())
def test_a_table_on_two_pages_with_its_head_on_both(table: Table, row: int, titled: bool) -> None:
    parts = (table.grid("万元", rows=slice(row)), table.grid("万元", rows=slice(row, None)))
    blocks = table.blocks("万元", *parts)
    same(table, *(blocks if titled else [*blocks[:4], blocks[-1]]))


@few
@given(table=tables(), data=st.data())
def test_blank_rows_and_columns(table: Table, data: st.DataObject) -> None:
    grid = table.grid("万元")
    rows = [list(row) for row in grid.rows]
    column = data.draw(st.integers(0, len(rows[0])))
    rows = [[*row[:column], "", *row[column:]] for row in rows]
    row = data.draw(st.integers(1, len(rows)))
    rows.insert(row, [""] * len(rows[0]))
    blank = Grid(tuple(map(tuple, rows)), tuple(range(1, len(rows) + 1)))
    same(table, *table.blocks("万元", blank))


@few
@given(table=tables(), full=st.booleans())
def test_digits_of_full_width_and_figures_without_commas(table: Table, full: bool) -> None:
    grid = table.grid("万元", commas=full)
    rows = tuple(tuple(c.translate(FULL) if c and full else c for c in row) for row in grid.rows)
    same(table, *table.blocks("万元", replace(grid, rows=rows)), but=("printed",))


@few
@given(table=tables())
def test_the_name_of_a_unit_merged_over_its_rows_or_in_each(table: Table) -> None:
    entities: list[str | None] = [UNITS[0]] * (len(CODES) + 1)
    each = replace(table, labels={"预算单位": entities} | table.labels)
    merged = replace(table, labels={"预算单位": [UNITS[0], *[None] * len(CODES)]} | table.labels)
    pd.testing.assert_frame_equal(cells(*each.blocks()), cells(*merged.blocks()))


@few
@given(table=tables(), code=st.sampled_from(["2012601", "2012602", "208"]))
def test_a_row_that_is_missing_beside_others_is_told(table: Table, code: str) -> None:
    gone = sorted(CODES).index(code) + 1
    assert not told(table)
    fewer = {
        part: {head: [c for i, c in enumerate(column) if i != gone] for head, column in of.items()}
        for part, of in (("labels", table.labels), ("amounts", table.amounts))
    }
    assert told(replace(table, **fewer))


def told(table: Table) -> list[str]:
    """What is found to contradict itself."""
    found = ys.check(from_blocks(table.blocks(), "document"))
    return list(found.loc[found["status"].eq("violated"), "message"])


@pytest.mark.parametrize("said", ["", "单位：", "单位：美元"])
@few
@given(table=tables())
def test_a_unit_that_is_missing_is_told(said: str, table: Table) -> None:
    blocks = [
        replace(b, text=said) if isinstance(b, Line) and b.text.startswith("单位") else b
        for b in table.blocks()
    ]
    document = from_blocks(blocks, "document")
    assert document.findings["message"].str.contains("单位").any()


@few
@given(table=tables(), twice=st.booleans())
def test_a_head_that_is_missing_or_says_the_same_twice_is_told(table: Table, twice: bool) -> None:
    grid = table.grid("万元")
    labels = len(table.labels)
    head = (*grid.rows[0][:labels], *[grid.rows[0][labels]] * len(table.amounts))
    rows = (head, *grid.rows[1:]) if twice else grid.rows[1:]
    document = from_blocks(table.blocks("万元", Grid(rows, grid.lines[: len(rows)])), "document")
    told = "两个含义相同的数" if twice else "没有认得出的表头"
    differs = any(len(set(figures)) > 1 for figures in zip(*table.amounts.values(), strict=True))
    assert document.findings["message"].str.contains(told).any() == (differs or not twice)
