"""Sentences print only digits that hold for every value that the print allows, in Chinese and in English."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import bao_an
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan import prose
from yusuan.analysis import comparison, growth, procurement, structure

HERE = {"department": bao_an.DEPARTMENT, "year": 2023}
FIGURES = (bao_an.cells(), bao_an.claims())


def rounded(value: float, text: str) -> str:
    step = Decimal(1).scaleb(-len(text.partition(".")[2]))
    return f"{Decimal(repr(value)).quantize(step, ROUND_HALF_UP) + 0:,f}"


ends = st.floats(-1e5, 1e5, allow_nan=False).map(lambda v: round(v, 4))


@given(ends, st.floats(0, 3).map(lambda v: round(v, 4)), st.floats(0, 1, exclude_max=True))
def test_certain_digits_hold_for_every_value(lower, width, fraction):
    upper = round(lower + width, 4)
    text = prose.certain_digits(lower, upper)
    value = lower + fraction * (upper - lower)
    if text is not None and (value < upper or lower == upper):
        assert float(rounded(value, text).replace(",", "")) == float(text.replace(",", ""))


@given(ends, st.floats(0.0001, 3).map(lambda v: round(v, 4)))
def test_no_finer_digit_is_certain(lower, width):
    upper = round(lower + width, 4)
    text = prose.certain_digits(lower, upper)
    decimals = -1 if text is None else len(text.partition(".")[2])
    if decimals < prose.MAX_DECIMALS:
        finer = "0." + "0" * (decimals + 1)
        assert rounded(lower, finer) != rounded(math.nextafter(upper, -math.inf), finer)


@pytest.mark.parametrize(
    ("lower", "upper", "text"),
    [
        (20.83, 20.85, "20.8"), (20.83, 20.86, "21"), (6.9, 8.3, None), (-0.2, 0.3, "0"), (4, 4, "4"),
        (5664.5, 5665.5, "5,665"), (-13.24, -12.91, "-13"), (4.52, 4.52, "4.52"), (3, math.inf, None),
    ],
)  # fmt: skip
def test_certain_digits(lower, upper, text):
    assert prose.certain_digits(lower, upper) == text


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "lang", "text"),
    [
        (20.83, 20.85, "%", "zh", "20.8%"), (6.9, 8.3, "%", "zh", "约 7–8%"), (-16.4, -13.2, "%", "zh", "约 -16 至 -13%"),
        (450, math.inf, "%", "zh", "至少 450%"), (450, math.inf, "%", "en", "at least 450%"),
        (math.nan, math.nan, "%", "zh", "—"), (226.58, 226.62, "万元/人", "zh", "226.6 万元/人"),
        (226.58, 226.62, "万元/人", "en", "2,266 thousand yuan a head"), (3.4587, 3.4588, "个", "en", "3.46"),
    ],
)  # fmt: skip
def test_figures(lower, upper, unit, lang, text):
    assert prose.figure((lower + upper) / 2, lower, upper, unit, lang) == text


def test_money():
    assert prose.money(5.665e7, 5.6645e7, 5.6655e7) == "5,665 万元"
    assert prose.money(5.665e7, 5.6645e7, 5.6655e7, "en") == "56.65 million yuan"


def test_growth_is_told_with_its_basis():
    table = growth.growth(*FIGURES, **HERE)
    assert (
        prose.growth_sentence(table)
        == "2023 年支出 5,665 万元，比上年增加 977 万元，增长 21%（依据：表格和文字）。"
    )
    assert prose.growth_sentence(table, "en") == (
        "Expenditure in 2023 is 56.65 million yuan, up 9.77 million yuan (21%) on the year before."
    )
    assert "没有上年数" in prose.growth_sentence(table[table["item"] != "total"])


def test_contributions_are_in_points():
    parts = growth.waterfall(growth.growth(*FIGURES, **HERE))
    assert prose.contribution_sentence(parts, top=2) == (
        "对增长贡献最大的是：一般行政管理事务经费 +13 个百分点，新开办企业刻制公章补贴经费 +8.6 个百分点。"
    )
    assert "basic expenditure +3 points" in prose.contribution_sentence(parts, "en")


def test_a_contradiction_is_told_and_nothing_is_called_a_breach():
    table = procurement.procurement(*FIGURES, **HERE)
    told = prose.procurement_sentence(table)
    assert "按表格 1,054 万元" in told and "按文字 677 万元" in told and "两者不一致" in told
    assert prose.reserve_sentence(table).endswith("占采购 13%，低于 30% 参考线，需要说明。")
    assert "no breach" in prose.reserve_sentence(table, "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_structure_and_three_public(lang):
    told = prose.structure_sentence(structure.structure(*FIGURES, **HERE), lang)
    assert "84.2%" in told and "46.45%" in told
    assert prose.three_public_sentence(growth.growth(*FIGURES, **HERE), lang).endswith(
        ("持平。", "unchanged.")
    )


def test_comparison_names_both_ends():
    other = bao_an.cells().assign(department="乙局", source_id="b", entity="乙局")
    other["amount_yuan"] = other["amount_yuan"].where(other["code"] != "30227", other["amount_yuan"] / 2)
    table = comparison.compare(pd.concat([FIGURES[0], other], ignore_index=True), FIGURES[1], year=2023)
    told = prose.comparison_sentence(table, "outsourcing_of_total")
    assert told.startswith("劳务费和委托业务费占总支出：可比的 2 个部门中最高 深圳市宝安区")
    assert "最低 乙局" in told
    assert "only one department" in prose.comparison_sentence(table, "per_head_total", "en")
