"""Whatever stands in the grids and lines of a document, reading and proving it ends in frames or in one line."""

from __future__ import annotations

import random

import pytest
from documents import text as small_text

import yusuan as ys
from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, Block, Grid, Line
from yusuan.readers.text import read_text
from yusuan.reading import from_blocks

JUNK = [
    None, "", "合计", "一、", "（一）", "其中：", "1.2.3", "-", "—", "12,34", "1e9", "９９．５", "∞", "201", "20101", "2010101",
    "[2010101]行政运行", "2026年", "预算数", "科目编码", "科目名称", "项目名称", "一级指标", "三级指标", "目标值", "≥90%", "表1", "收支总表",
    "单位：万元", "%", "\u202e甲", "a\x00b", "😀", "类", "款", "项", "小计\n小计", "x" * 500, "-0", "(5)", "5%", "资金总额：",
]  # fmt: skip


def mutated(blocks: list[Block], draw: random.Random) -> list[Block]:
    """The blocks with cells, rows, columns and lines changed at random."""
    found: list[Block] = []
    for block in blocks:
        if draw.random() < 0.04:
            continue
        if isinstance(block, Line):
            text = draw.choice(JUNK) if draw.random() < 0.05 else block.text
            found.append(Line(text or "", block.line, block.page))
            continue
        rows = [[draw.choice(JUNK) if draw.random() < 0.08 else cell for cell in row] for row in block.rows]
        if draw.random() < 0.3:
            draw.shuffle(rows)
        if draw.random() < 0.3:
            gone = draw.randrange(len(rows[0]))
            rows = [[cell for j, cell in enumerate(row) if j != gone] for row in rows]
        if draw.random() < 0.2:
            rows = rows[: draw.randrange(len(rows)) + 1]
        if rows and rows[0]:
            found.append(Grid(tuple(map(tuple, rows)), block.lines[: len(rows)], block.page))
        if draw.random() < 0.1:
            found.append(block)
    if draw.random() < 0.2:
        draw.shuffle(found)
    return found


def run(blocks: list[Block]) -> None:
    try:
        document = from_blocks(blocks, "small.txt")
    except ys.UnreadableError as error:
        assert "\n" not in str(error)
        return
    assert list(document.cells.columns) == CELL_COLUMNS
    assert list(document.claims.columns) == CLAIM_COLUMNS
    ys.check(document)


@pytest.mark.parametrize("seed", range(60))
def test_small_documents_in_disorder(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(5):
        run(mutated(read_text(small_text(), "small.txt"), draw))


@pytest.mark.parametrize("seed", range(12))
def test_published_documents_in_disorder(corpus, seed: int) -> None:
    draw = random.Random(seed)
    reference = next((corpus / "baoan").iterdir())
    run(mutated(read_text(reference.read_text("utf-8"), "reference.txt"), draw))


def test_a_table_of_one_unit_that_repeats_itself_has_no_sum_over_all_rows_for_each_total() -> None:
    begin, _, rows = small_text().partition("项目支出\n")
    document = from_blocks(read_text(f"{begin}项目支出\n{rows * 50}", "a.txt"), "a.txt")
    totals = document.cells.query("table == 'general_by_function' and level == 0 and measure == 'total'")
    sums = ys.identities(document).query("rule == '合计 = 各项之和'")
    assert len(totals) == 50 and len(sums) == 2 * 3
