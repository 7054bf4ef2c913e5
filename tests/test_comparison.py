"""Departments are set side by side like with like, ranks say what the intervals leave open, and nothing is left out
without a word."""

from __future__ import annotations

import bao_an
import pandas as pd
import pytest

from yusuan.analysis.comparison import (
    city_of,
    compare,
    economic_mix,
    growth_against_share,
    left_out,
    years,
)
from yusuan.model import CELL_COLUMNS, YusuanError, frame


def office(name: str, total: str, region: str = "深圳市", **more: object) -> list[dict[str, object]]:
    own = {"department": name, "entity": name, "region": region, "source_id": name, **more}
    project = str(float(total) / 2)
    return [
        bao_an.cell("expenditure", total, level=0, fund="all", **own),
        bao_an.cell("expenditure", project, level=0, fund="all", measure="project", **own),
        bao_an.cell("expenditure", project, level=0, fund="all", measure="basic", **own),
        bao_an.cell("three_public", "1", level=0, **own),
        *bao_an.coded("general_by_economic", f"||0||{total} 301|工资福利支出|1|x|{total}", **own),
    ]


NO_CLAIMS = bao_an.claims().iloc[:0]
OFFICES = frame(
    [
        *office("甲局", "100"), *office("乙信访局", "50"), *office("丙局", "49.7"), *office("丁局", "80", phase="final"),
        *office("戊信访局", "70", region="广州市"), *office("己局", "10", year=2022),
    ],
    CELL_COLUMNS,
)  # fmt: skip


def test_departments_of_one_city_are_ranked():
    table = compare(OFFICES, NO_CLAIMS, year=2023, city="深圳市")
    rows = table[table["key"] == "three_public_of_total"].set_index("department")
    assert rows["n"].eq(3).all()
    assert rows["rank"].to_dict() == {"甲局": 3, "乙信访局": 2, "丙局": 1}
    assert rows["median"].iloc[0] == pytest.approx(2)


def test_ranks_that_the_print_leaves_open_are_ranges():
    rows = compare(OFFICES, NO_CLAIMS, year=2023, city="深圳市")
    rows = rows[rows["key"] == "three_public_of_total"].set_index("department")
    assert (rows.loc["乙信访局", "rank_best"], rows.loc["乙信访局", "rank_worst"]) == (1, 3)
    wide = frame([*office("甲局", "1000.0"), *office("乙局", "10.0")], CELL_COLUMNS)
    apart = compare(wide, NO_CLAIMS, year=2023)
    apart = apart[apart["key"] == "three_public_of_total"].set_index("department")
    assert (apart.loc["甲局", "rank_best"], apart.loc["乙局", "rank_worst"]) == (2, 1)


def test_an_office_is_compared_across_cities():
    table = compare(OFFICES, NO_CLAIMS, year=2023, office="信访局")
    assert set(table["department"]) == {"乙信访局", "戊信访局"}


def test_a_final_account_stands_beside_final_accounts_though_it_prints_some_budgets():
    budgets = bao_an.cell(
        "three_public", "2", level=0, department="丁局", entity="丁局", source_id="丁局", phase="budget"
    )
    every = frame([*office("甲局", "100"), *office("丁局", "80", phase="final"), budgets], CELL_COLUMNS)
    assert set(compare(every, NO_CLAIMS, year=2023, phase="final")["department"]) == {"丁局"}
    assert set(compare(every, NO_CLAIMS, year=2023)["department"]) == {"甲局"}


def test_the_largest_projects_of_departments_are_ranked_whatever_they_are_called():
    rows = [
        row
        for name, parts in (("甲局", ("75", "25")), ("乙局", ("60", "40")))
        for row in (
            *office(name, "200"),
            *(
                bao_an.cell("project_expenditure", part, name=f"{name}项目{part}", level=1, fund="all", measure="project",
                            is_leaf=True, department=name, entity=name, source_id=name, region="深圳市")
                for part in parts
            ),
        )
    ]  # fmt: skip
    table = compare(frame(rows, CELL_COLUMNS), NO_CLAIMS, year=2023)
    top = table[table["key"] == "top_project"].set_index("department")
    assert top["rank"].to_dict() == {"甲局": 1, "乙局": 2} and top["n"].eq(2).all()


def test_what_is_left_out_is_said():
    gone = left_out(OFFICES, NO_CLAIMS, year=2023, city="深圳市")
    whole = gone[gone["key"] == ""].set_index("department")["why"]
    assert whole.to_dict() == {
        "丁局": "没有 2023 年预算，只有 2023 年决算", "己局": "没有 2023 年预算，只有 2022 年预算"}  # fmt: skip
    assert "文件没有这个数" in set(gone.loc[gone["key"] == "growth_total", "why"])


def test_another_fund_is_not_ranked_with_the_rest():
    rows = office("庚局", "60")
    rows = [row | {"fund": "all"} for row in rows]
    cells, claims = pd.concat([OFFICES, frame(rows, CELL_COLUMNS)], ignore_index=True), NO_CLAIMS
    table = compare(cells, claims, year=2023, city="深圳市")
    assert "庚局" not in set(table.loc[table["key"] == "three_public_of_total", "department"])
    why = left_out(cells, claims, year=2023, city="深圳市")
    row = why[(why["department"] == "庚局") & (why["key"] == "three_public_of_total")].iloc[0]
    assert row["why"] == "口径不同：全部资金，多数为 一般公共预算"
    assert set(economic_mix(cells, claims, year=2023, city="深圳市")["department"]) == {
        "甲局",
        "乙信访局",
        "丙局",
    }


def test_nothing_to_compare_is_told():
    with pytest.raises(YusuanError, match="1999: no budget to compare"):
        compare(OFFICES, NO_CLAIMS, year=1999)


def test_a_document_without_any_indicator_is_told_and_breaks_nothing():
    rows = frame(
        [bao_an.cell("key_project", 3, department="空局", entity="空局", name="项目", level=1)], CELL_COLUMNS
    )
    assert compare(rows, NO_CLAIMS, year=2023).empty
    assert left_out(rows, NO_CLAIMS, year=2023)["why"].eq("文件没有这个数").all()


def test_a_document_twice_is_left_out_and_told():
    twice = pd.concat(
        [OFFICES, OFFICES[OFFICES["department"] == "甲局"].assign(source_id="again")], ignore_index=True
    )
    assert "甲局" not in set(compare(twice, NO_CLAIMS, year=2023, city="深圳市")["department"])
    why = left_out(twice, NO_CLAIMS, year=2023, city="深圳市")
    assert why.loc[why["department"] == "甲局", "why"].str.contains("more than once").all()


def test_economic_mix_has_english_names():
    mix = economic_mix(OFFICES, NO_CLAIMS, year=2023, city="深圳市")
    assert mix["value"].eq(100).all()
    assert set(mix["name_en"]) == {"Wages and benefits"}


def test_growth_stands_against_share():
    table = compare(bao_an.cells(), bao_an.claims(), year=2023)
    row = growth_against_share(table, "outsourcing_of_total").iloc[0]
    assert row["growth_pct"] == pytest.approx(20.84, abs=0.005)
    assert row["value"] == pytest.approx(52.66, abs=0.005)


def test_years_of_a_document_that_is_text_alone():
    table = years(bao_an.cells().iloc[:0], bao_an.claims(), department=bao_an.DEPARTMENT)
    assert set(table["year"]) == {2023} and "growth_total" in set(table["key"])


@pytest.mark.parametrize(
    ("region", "city"),
    [
        ("深圳市宝安区", "深圳市"),
        ("广东省深圳市", "深圳市"),
        ("上海市普陀区", "上海市"),
        ("江苏省", "江苏省"),
        ("", ""),
    ],
)
def test_city_of_a_region(region, city):
    assert city_of(region) == city
