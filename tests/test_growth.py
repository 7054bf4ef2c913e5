"""Growth names its basis, adds up, keeps its edge rules, and tells a restatement from rounding."""

from __future__ import annotations

import bao_an
import pandas as pd
import pytest

from yusuan.analysis import comparison
from yusuan.analysis.growth import GROWTH_COLUMNS, growth, waterfall
from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, frame
from yusuan.reading import read

HERE = {"department": bao_an.DEPARTMENT, "year": 2023}


def earlier(total: str, basic: str, project: str, **codes: str) -> pd.DataFrame:
    """A document of 2022: its totals and some codes."""
    ids = {"year": 2022, "source_id": "baoan-2022"}
    rows = [bao_an.cell("expenditure", amount, level=0, measure=measure, fund="all", **ids)
            for measure, amount in (("total", total), ("basic", basic), ("project", project))]  # fmt: skip
    rows += [
        bao_an.cell(
            "expenditure", amount, level=3, is_leaf=True, code=code.lstrip("c"), name=code, fund="all", **ids
        )
        for code, amount in codes.items()
    ]
    return frame(rows, CELL_COLUMNS)


def both(old: pd.DataFrame) -> pd.DataFrame:
    cells = pd.concat([bao_an.cells(), old], ignore_index=True)
    return growth(cells, bao_an.claims(), **HERE, base_year=2022)


def item(table: pd.DataFrame, name: str) -> pd.Series:
    rows = table[table["item"] == name]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.fixture(scope="module")
def alone() -> pd.DataFrame:
    return growth(bao_an.cells(), bao_an.claims(), **HERE)


def test_the_year_before_comes_from_the_text_where_there_is_no_document(alone):
    total = item(alone, "total")
    assert (total["previous_yuan"], total["basis"]) == (46_880_000, "table_and_text")
    assert (total["previous_lower_yuan"], total["previous_upper_yuan"]) == (46_870_000, 46_890_000)
    assert item(alone, "three_public")["basis"] == "table"
    assert list(alone.columns) == GROWTH_COLUMNS


def test_parts_add_up_to_the_change_of_the_whole(alone):
    parts = waterfall(alone)
    assert parts["change_yuan"].sum() == pytest.approx(item(alone, "total")["change_yuan"])
    assert parts["contribution_pp"].sum() == pytest.approx(item(alone, "total")["growth_pct"])
    assert alone.loc[alone["item"] == "project", "change_yuan"].clip(lower=0).sum() == pytest.approx(
        10_250_000
    )


def test_basic_is_what_projects_leave_and_says_so(alone):
    basic = item(alone, "basic")
    assert (basic["change_yuan"], basic["status"]) == (1_400_000, "推得")


def test_projects_that_are_not_all_named_leave_a_remainder():
    claims = bao_an.claims()
    table = growth(bao_an.cells(), claims[claims["name"] != "水电费"], **HERE)
    assert "basic" not in set(table["item"])
    rest = item(table, "remainder")
    assert rest["change_yuan"] == pytest.approx(1_460_000)
    assert waterfall(table)["change_yuan"].sum() == pytest.approx(9_770_000)


@pytest.mark.parametrize(
    ("name", "status"),
    [("党代表工作室运行经费", "新增"), ("因公出国（境）费", "两年均为零"), ("水电费", "")],
)
def test_edges(alone, name, status):
    row = alone[alone["name"] == name].iloc[0]
    assert row["status"] == status
    assert pd.isna(row["growth_pct"]) == bool(status)


def test_a_base_that_may_be_zero_has_a_lower_bound_only():
    rows = [
        bao_an.claim("project", 2, name="小项目"),
        bao_an.claim("project", 1, name="小项目", period="change"),
    ]
    table = growth(bao_an.cells(), frame(rows, CLAIM_COLUMNS), **HERE)
    row = table[table["name"] == "小项目"].iloc[0]
    assert (row["status"], row["upper"]) == ("基数可能为零", float("inf"))
    assert row["lower"] == pytest.approx(100 * 0.5 / 2)


def test_an_earlier_document_is_the_base_and_agrees_within_rounding():
    table = both(earlier("4688.11", "752.90", "3935.21"))
    total = item(table, "total")
    assert (total["basis"], total["previous_yuan"]) == ("documents", 46_881_100)
    assert total["stated_previous_yuan"] == 46_880_000
    assert not table["restated"].any()
    assert item(table, "basic")["basis"] == "documents"


def test_a_restatement_is_told():
    table = both(earlier("4600", "700", "3900"))
    assert list(table.loc[table["restated"], "item"]) == ["total"]


def test_old_codes_are_held_against_their_new_names():
    code = growth(
        pd.concat([bao_an.cells(), earlier("4688", "753", "3935", c2080504="20")], ignore_index=True)
        .assign(year=lambda t: t["year"].replace({2023: 2020, 2022: 2019})),
        bao_an.claims().assign(year=2020), department=bao_an.DEPARTMENT, year=2020, base_year=2019,
    )  # fmt: skip
    row = code[(code["item"] == "function") & (code["code"] == "2080501")].iloc[0]
    assert row["growth_pct"] == pytest.approx(15)


def test_only_the_same_fund_is_held_against_the_year_before():
    old = earlier("4688", "753", "3935").assign(table="general_by_function", fund="general_public")
    assert item(both(old), "total")["basis"] == "table_and_text"


@pytest.fixture(scope="module")
def years(corpus):
    def load(folder: str, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        documents = [read(path) for path in sorted((corpus / folder).glob(f"*{name}.pdf"))]
        assert len(documents) == 3
        return (
            pd.concat([d.cells for d in documents], ignore_index=True),
            pd.concat([d.claims for d in documents], ignore_index=True),
        )

    return load


def stated(cells: pd.DataFrame, claims: pd.DataFrame, department: str, *years: int) -> pd.DataFrame:
    """What documents say of the year before, against that year's own."""
    found = [growth(cells, claims, department=department, year=y, base_year=y - 1) for y in years]
    return pd.concat(found)[lambda rows: rows["stated_previous_yuan"].notna()]


def test_three_years_of_a_street_agree(years):
    """普陀区万里街道: each newer text gives the older figures as the older documents print them."""
    cells, claims = years("shanghai", "万里街道办事处")
    found = stated(cells, claims, "上海市普陀区人民政府万里街道办事处", 2024, 2025)
    assert set(found["year"]) == {2024, 2025}
    assert {"fund", "three_public", "vehicle_purchase"} <= set(found["item"])
    assert not found["restated"].any()
    totals = comparison.years(cells, claims, department="上海市普陀区人民政府万里街道办事处")
    values = totals[totals["key"] == "growth_total"].set_index("year")
    assert values.loc[[2024, 2025], "basis"].eq("documents").all()
    assert values.loc[2024, "value"] == pytest.approx(-5.31, abs=0.005)
    assert values.loc[2025, "value"] == pytest.approx(21.48, abs=0.005)


def test_three_years_of_a_procuratorate_show_their_restatements(years):
    """江苏省人民检察院: two differences in what 2018 says of 2017 (one of a fund that
    is printed twice), none in what 2019 says of 2018."""
    cells, claims = years("jiangsu", "人民检察院")
    found = stated(cells, claims, "江苏省人民检察院", 2018, 2019)
    restated = found[found["restated"]]
    assert set(zip(restated["year"], restated["item"], restated["code"], strict=True)) == {
        (2018, "basic", ""), (2018, "fund", "fiscal"), (2018, "fund", "general_public")}  # fmt: skip
    basic = restated[restated["item"] == "basic"].iloc[0]
    assert (round(basic["previous_yuan"]), round(basic["stated_previous_yuan"])) == (123_234_800, 123_234_600)
    fund = restated[restated["code"] == "general_public"].iloc[0]
    assert (round(fund["previous_yuan"]), round(fund["stated_previous_yuan"])) == (179_816_800, 179_819_800)
