"""A figure that contradicts another is marked wherever it appears: in sentences, tables and charts, and no other is."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from conftest import ROOT

from yusuan import prose, views
from yusuan.analysis.growth import growth
from yusuan.analysis.indicators import indicators
from yusuan.analysis.procurement import procurement
from yusuan.charts import procurement as charts
from yusuan.loading import Data

HERE = {"department": "深圳市宝安区政务服务数据管理局（本级）", "year": 2023}


@pytest.fixture(scope="module")
def data() -> Data:
    return views.open_data(ROOT / "data", HERE["department"])


def test_both_figures_of_a_contradiction_are_known(data: Data):
    marked = pd.concat([data.cells[data.cells["contradicted"]], data.claims[data.claims["contradicted"]]])
    assert sorted(marked["printed"]) == ["1,054", "677"]


def test_they_are_marked_in_sentences_tables_and_charts(data: Data):
    bought = procurement(data.cells, data.claims, **HERE)
    sentence = prose.procurement_sentence(bought)
    assert "1,054 万元※" in sentence and "677 万元※" in sentence
    assert "—" in views.ratio_table(bought.iloc[:0]).data  # a document that says nothing of procurement
    shown = views.ratio_table(bought).data
    rows = [
        row for row in shown.split("<tr") if ">政府采购占总支出<" in row or ">政府采购相当于项目支出<" in row
    ]
    assert len(rows) == 4 and all("※" in row for row in rows)
    assert "※" in json.dumps(charts.bases(bought).to_dict(), ensure_ascii=False)
    assert "※" in views.state(views.findings(views.document(data, *HERE.values())))


def test_others_are_not(data: Data):
    grown = growth(data.cells, data.claims, **HERE)
    assert not grown["contradicted"].any() and "※" not in prose.growth_sentence(grown)
    assert "※" not in views.growth_table(grown).data
    every = indicators(data.cells, data.claims, **HERE)
    marked = set(every.loc[every["contradicted"], "key"])
    assert {"procurement_of_total", "procurement_of_projects"} <= marked
    assert not [key for key in marked if not key.startswith(("procurement", "reserved"))]
