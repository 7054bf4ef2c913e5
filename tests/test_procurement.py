"""Procurement keeps both totals that a document prints, and holds what is reserved against the reference of its date
and region, without speaking of a breach."""

from __future__ import annotations

import bao_an
import pytest

from yusuan.analysis.lookups import thresholds
from yusuan.analysis.procurement import procurement, remark
from yusuan.analysis.ratios import NAN, Ratio

HERE = {"department": bao_an.DEPARTMENT, "year": 2023}


def test_both_bases_are_shown():
    rows = procurement(bao_an.cells(), bao_an.claims(), **HERE)
    assert list(rows.loc[rows["key"] == "procurement_of_total", "basis"]) == ["table", "text"]


def test_reserved_shares_carry_their_reference():
    rows = procurement(bao_an.cells(), bao_an.claims(), **HERE).set_index("key")
    assert rows.loc["reserved_sme", "reference"] == 30
    assert rows.loc["reserved_sme", "remark"] == "低于 30% 参考线，需要说明"
    assert rows.loc["reserved_small_micro", "reference"] == 60


def test_no_reference_before_the_rule():
    claims, cells = bao_an.claims().assign(year=2019), bao_an.cells().assign(year=2019)
    rows = procurement(cells, claims, department=bao_an.DEPARTMENT, year=2019).set_index("key")
    assert rows.loc["reserved_sme", "remark"] == ""


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [(10, 12, "低于 30% 参考线，需要说明"), (30, 31, "不低于 30% 参考线"), (29, 31, "不能确定")],
)
def test_remarks_say_what_the_digits_allow(lower, upper, said):
    assert said in remark(Ratio((lower + upper) / 2, lower, upper), 30)
    assert remark(Ratio(NAN, NAN, NAN), 30) == ""


def test_thresholds_are_dated():
    works = {year: set(rows.loc[rows["kind"] == "works", "share"]) for year in (2020, 2021, 2022, 2023)
             for rows in [thresholds("深圳市宝安区", year)]}  # fmt: skip
    assert works == {2020: set(), 2021: {0.3}, 2022: {0.3, 0.4}, 2023: {0.4}}
    assert thresholds("深圳市", 2023)["document"].str.contains("〔20").all()


def test_no_procurement_no_rows():
    cells, claims = bao_an.cells(), bao_an.claims()
    rows = procurement(
        cells[~cells["measure"].str.startswith("procurement")],
        claims[claims["topic"] != "procurement"],
        **HERE,
    )
    assert rows.empty
