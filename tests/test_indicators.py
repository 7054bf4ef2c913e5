"""The indicators that readers ask for have the values worked out by hand for the reference document, from its figures
alone and from the document itself."""

from __future__ import annotations

import bao_an
import pandas as pd
import pytest

from yusuan.analysis.indicator_rows import LABELS, RATIO_COLUMNS
from yusuan.analysis.indicators import KEY_INDICATORS, indicators
from yusuan.model import YusuanError
from yusuan.proof import Printed, bounds
from yusuan.reading import read

HERE = {"department": bao_an.DEPARTMENT, "year": 2023}

# key, what else tells the row, the value by hand, and half a step of its last digit
BY_HAND = [
    ("growth_total", {}, 20.84, 0.005),
    ("growth_projects", {}, 21.3, 0.05),
    ("growth_basic", {}, 18.6, 0.05),
    ("growth_operating_cost", {}, 21.5, 0.05),
    ("contribution_basic", {}, 2.99, 0.005),
    ("procurement_of_total", {"basis": "table"}, 18.6, 0.05),
    ("procurement_of_total", {"basis": "text"}, 12.0, 0.05),
    ("procurement_of_projects", {"basis": "table"}, 22.1, 0.05),
    ("procurement_by_function", {"code": "2010302"}, 9.0, 0.05),
    ("procurement_by_function", {"code": "2010306"}, 38.5, 0.05),
    ("procurement_by_kind", {"name": "货物"}, 2.2, 0.05),
    ("procurement_by_kind", {"name": "工程"}, 0, 0.05),
    ("procurement_by_kind", {"name": "服务"}, 97.9, 0.05),
    ("reserved_sme", {}, 13.2, 0.05),
    ("reserved_small_micro", {}, 0, 0.05),
    ("nature", {"name": "基本支出"}, 15.76, 0.005),
    ("nature", {"name": "项目支出"}, 84.24, 0.005),
    *[("economic", {"code": c}, v, 0.05) for c, v in
      (("301", 13.7), ("302", 68.9), ("303", 0.4), ("310", 0.3), ("312", 16.8))],
    *[("function", {"code": c}, v, 0.05) for c, v in (("201", 95.0), ("208", 1.5), ("210", 0.3), ("221", 3.2))],
    ("outsourcing_of_total", {}, 52.7, 0.05),
    ("outsourcing_of_projects", {}, 62.5, 0.05),
    ("hhi", {}, 0.289, 0.0005),
    ("effective_projects", {}, 3.5, 0.05),
    ("top_project", {}, 46.5, 0.05),
    ("top3_projects", {}, 77.9, 0.05),
    ("per_head_total", {}, 226.6, 0.05),
    ("per_head_basic", {}, 35.7, 0.05),
    ("per_head_wages", {}, 31.0, 0.05),
    ("per_head_public", {}, 3.84, 0.005),
    ("three_public_of_total", {}, 0.07, 0.005),
    ("three_public_per_head", {}, 0.16, 0.005),
    ("three_public_per_vehicle", {}, 4, 0.5),
]  # fmt: skip
PROJECT_GROWTH = [38.1, 85.7, -13.1, 55.6, 0, -16.5, None, -27.5, -24.4, -1.6, -9.6]
PROJECT_CONTRIBUTION = {0: 13.06, 2: -0.85, 3: 8.57, 5: -0.94}


def one(table: pd.DataFrame, key: str, **where: object) -> pd.Series:
    rows = table[table["key"] == key]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, (key, where, len(rows))
    return rows.iloc[0]


@pytest.fixture(scope="module")
def by_figures() -> pd.DataFrame:
    return indicators(bao_an.cells(), bao_an.claims(), **HERE)


@pytest.fixture(scope="module")
def by_document(corpus) -> pd.DataFrame:
    document = read(corpus / "baoan" / "2023-政务服务数据管理局（本级）.txt")
    return indicators(document.cells, document.claims, **HERE)


def check(table: pd.DataFrame) -> None:
    """Each value as by hand, and inside its interval."""
    for key, where, value, half in BY_HAND:
        row = one(table, key, **where)
        assert row["value"] == pytest.approx(value, abs=half), (key, where)
        assert row["lower"] <= row["value"] <= row["upper"], (key, where)
    projects = table[table["key"] == "growth_project"].reset_index(drop=True)
    for number, (growth, row) in enumerate(zip(PROJECT_GROWTH, projects.itertuples(), strict=True), 1):
        if growth is None:
            assert pd.isna(row.value) and row.status == "新增"
        else:
            assert row.value == pytest.approx(growth, abs=0.05), number
    points = table[table["key"] == "contribution_project"].reset_index(drop=True)
    for number, value in PROJECT_CONTRIBUTION.items():
        # by hand from bounds tighter than the print: inside the interval that print allows, and near its middle
        assert points.loc[number, "lower"] <= value <= points.loc[number, "upper"]
        assert points.loc[number, "value"] == pytest.approx(value, abs=0.01)


def test_values_by_hand_from_figures(by_figures):
    check(by_figures)


def test_values_by_hand_from_the_document(by_document):
    check(by_document)


def test_results_have_a_cost_where_the_text_counts_them(by_figures):
    assert one(by_figures, "dispatched_per_head")["value"] == pytest.approx(16.0, abs=0.05)
    assert one(by_figures, "dispatched_per_post")["value"] == pytest.approx(4.5, abs=0.05)
    cost = one(by_figures, "cost_per_result")
    assert (round(cost["value"]), cost["upper"], cost["unit"]) == (317, float("inf"), "元/家")


def test_each_row_leads_back_to_print(by_figures):
    assert list(by_figures.columns) == RATIO_COLUMNS
    assert by_figures["basis"].isin(["table", "text", "table_and_text"]).all()
    assert ((by_figures["table"] != "") ^ (by_figures["topic"] != "")).all()
    assert by_figures["line"].notna().all()
    assert set(by_figures["source_id"]) == {"baoan-2023"}


def test_every_key_has_its_names_and_key_indicators_exist(by_figures):
    assert set(by_figures["key"]) <= set(LABELS)
    assert set(KEY_INDICATORS) <= set(by_figures["key"])


def test_bounds_take_the_place_of_print(by_figures):
    cells, claims = bao_an.cells(), bao_an.claims()
    tight = indicators(cells, claims, **HERE, bounds=bounds(Printed(cells, claims)))
    (narrow, wide) = (one(found, "growth_total") for found in (tight, by_figures))
    assert wide["lower"] < narrow["lower"] < narrow["upper"] < wide["upper"]


@pytest.mark.parametrize(
    ("where", "message"),
    [({"department": "某局", "year": 2023}, "某局.*there are: 深圳市宝安区"),
     ({"department": bao_an.DEPARTMENT, "year": 2020}, "no year 2020.*2023"),
     ({**HERE, "phase": "final"}, "no final.*budget"), ({**HERE, "base_year": 2022}, "no year 2022")],
)  # fmt: skip
def test_what_is_not_there_is_told_with_the_choices(where, message):
    with pytest.raises(YusuanError, match=message):
        indicators(bao_an.cells(), bao_an.claims(), **where)


def test_the_same_year_twice_is_told():
    twice = bao_an.cells()
    twice = pd.concat([twice, twice.assign(source_id="other")], ignore_index=True)
    with pytest.raises(YusuanError, match="more than once"):
        indicators(twice, bao_an.claims(), **HERE)


def test_no_posts_no_per_head():
    claims = bao_an.claims()
    found = indicators(bao_an.cells(), claims[claims["topic"] != "staff"], **HERE)
    assert not found["key"].str.startswith("per_head").any()
    assert not (found["key"] == "three_public_per_head").any()
