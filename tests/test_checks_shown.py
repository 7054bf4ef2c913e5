"""A verification shows which figures may be wrong and how many of each table nobody could check."""

from __future__ import annotations

import pytest
from conftest import ROOT

from yusuan import checks_shown, proof, views
from yusuan.model import Disclosure

DEPARTMENT = "深圳市宝安区政务服务数据管理局（本级）"


@pytest.fixture(scope="module")
def own() -> Disclosure:
    return views.document(views.open_data(ROOT / "data", DEPARTMENT), DEPARTMENT, 2023)


def test_each_way_to_make_all_agree_has_its_figures(own: Disclosure):
    shown = checks_shown.culprits_table(proof.culprits(own)).data
    assert shown.count("677万元") == 3 and "3 / 3" in shown
    assert "文字部分 第 137 行" in shown and "1,054–1,054.5" in shown


def test_every_figure_is_counted_once(own: Disclosure):
    found = proof.coverage(own)
    shown = checks_shown.coverage_table(found, "en").data
    cells = [row.split("</td><td>") for row in shown.split("<tr><td>")[1:]]
    assert sum(int(row[1]) for row in cells) == len(found.figures)
    assert any(row[0] == "Text: Government procurement" or row[0].startswith("Text: ") for row in cells)
