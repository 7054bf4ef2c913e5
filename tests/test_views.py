"""A verification shows which figures may be wrong and how many of each table nobody could check."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from dataclasses import replace

import chart_frames
import pandas as pd
import pytest
from conftest import ROOT

from yusuan import proof, reference, views
from yusuan.amounts import YUAN
from yusuan.charts.verification import hint
from yusuan.model import Disclosure
from yusuan.proof.slips import DIRECTION, SIGN, SWAPPED, UNIT, _kinds
from yusuan.views import checks

DEPARTMENT = "深圳市宝安区政务服务数据管理局（本级）"


@pytest.fixture(scope="module")
def own() -> Disclosure:
    return views.document(views.open_data(ROOT / "data", DEPARTMENT), DEPARTMENT, 2023)


def test_each_way_to_make_all_agree_has_its_figures(own: Disclosure):
    shown = checks.culprits_table(proof.culprits(own)).data
    assert shown.count("677万元") == 3 and "3 / 3" in shown
    assert "文字部分 第 137 行" in shown and "1,054–1,054.5" in shown


def test_what_is_off_leads_back_with_the_interval_of_the_gap(own: Disclosure):
    shown = checks.findings_table(views.findings(own)).data
    assert f'title="{DEPARTMENT} 2023 年预算，文字部分 第 137 行\n在 −378 与 −376 万元之间">−377.00<' in shown


@pytest.mark.parametrize(
    ("department", "year", "base"),
    [("上海市普陀区人民政府万里街道办事处", 2025, True), ("上海市普陀区人民政府万里街道办事处", 2023, False), ("江苏省人民检察院", 2019, False)],
)  # fmt: skip
def test_a_document_that_tells_of_no_part_is_held_against_the_year_before(
    department: str, year: int, base: bool
):
    """It tells of none and there is one; there is none; it tells of parts itself."""
    data = views.open_data(ROOT / "data", department)
    grown = views.grown(data, views.document(data, department, year))
    assert set(grown["basis"]) == ({"documents"} if base else {"table_and_text"})
    assert (grown["item"] == "basic").any() == (year != 2023)


def test_of_where_a_document_was_published_a_reader_sees_the_address(own: Disclosure):
    data = views.open_data(ROOT / "data", DEPARTMENT)
    noted = data.sources.assign(public_source="repository@1: a.pdf; 某网 https://example.org/a.pdf；")
    assert (
        "<td>https://example.org/a.pdf</td>" in views.sources(replace(data, sources=noted), DEPARTMENT).data
    )
    assert "公布于" not in views.sources(data, DEPARTMENT).data


def test_in_english_what_may_be_wrong_and_how_has_no_chinese():
    """Every kind of slip, both directions and every unit of money, beside a name of the classification."""
    kinds = [SWAPPED, UNIT, SIGN, DIRECTION, *(kind for kind, _ in _kinds("12"))]
    meant = ["减少 1.2", "增加 1.2", *["21"] * len(kinds)]
    row = {"group": 1, "set": 1, "size": 1, "frame": "cells", "table": "expenditure", "measure": "total", "code": "",
           "name": "行政运行", "printed": "12", "likely": True, "lower": 21.0, "upper": 21.0,
           "department": "A", "year": 2030, "phase": "budget"}  # fmt: skip
    slips, units = [DIRECTION, DIRECTION, *kinds], [*YUAN, "%", "人", "辆"]
    rows = pd.DataFrame([{**row, "meant": m, "slip": s} for m, s in zip(meant, slips, strict=True)])
    units += ["万元"] * (len(rows) - len(units))
    rows = rows.assign(unit=units, page=1, line=1, entity="")
    assert len(rows) >= len(YUAN) + 3, "each unit is in a row"
    shown = checks.culprits_table(rows, "en").data
    assert not re.findall("[一-鿿]+", shown)
    assert "down by 1.2 (wrong direction)" in shown and "12 × 10,000 yuan" in shown and "12%" in shown
    assert "减少 1.2（增减方向相反）" in checks.culprits_table(rows).data


def test_in_english_a_finding_says_which_figure_may_be_wrong():
    """Every way in which `proof.check` ends a message, with no Chinese but the name of a project."""
    slip = "第17页第4行，或为 16827600：单位有误（元与万元）"
    for zh, en in {
        f"最可能有误的是 合计 1682.76元（{slip}），也可能是 其他 3 个数字之一": "; most likely wrong: Total 1682.76 yuan"
        " (p. 17, line 4, perhaps 16827600: unit: yuan for 10 000 yuan or the other way), or one of 3 others",
        "可能有误的是以下之一：合计 6万元（第1行）、小计 21.95%（第3页第2行，或为 减少 12：增减方向相反）": "; what may be"
        " wrong: Total 6 × 10,000 yuan (line 1), Subtotal 21.95% (p. 3, line 2, perhaps down by 12: wrong direction)",
        "只改一个数字不能使各数一致，须改 2 个；差额正好是合计（3.00万元），各项目中只有这一种组合": "; no single change makes"
        " all agree, 2 figures must change; the gap is exactly: 合计 (3.00 × 10,000 yuan), the only projects that add up to it",
        "可能有误的是 合计 6万元（第1行）（第7行）": "; what may be wrong: Total 6 × 10,000 yuan (line 1) (line 7)",
        "7 个数字中任一个都可能有误": "; any one of 7 figures may be wrong",
        "1.5 秒内没有找到改动哪些数字即可一致": "; not found within 1.5 s which figures to change",
    }.items():  # fmt: skip
        assert hint(f"甲 = 乙，不符（第137行）；{zh}") == en
    assert hint("目录列有“收入总表”，文中没有") == ""
    lost = "；可能漏了一行：差额正好是 2010301 行政运行（12.5万元，第3页第4行）"
    assert (
        hint(lost)
        == "; a row may be missing, the gap is exactly: 2010301 Administrative operation 12.5 × 10,000 yuan (p. 3, line 4)"
    )


def _filled(node: ast.AST) -> str:
    """A text of the source with 1 in the place of what is put into it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_filled, node.values))
    if isinstance(node, ast.FormattedValue | ast.IfExp):
        return _filled(node.value if isinstance(node, ast.FormattedValue) else node.body)
    return str(node.value) if isinstance(node, ast.Constant) else "1"


@pytest.mark.parametrize(("module", "least"), [("findings", 7), ("culprits", 1)])
def test_every_end_of_a_message_has_its_english(module: str, least: int):
    source = inspect.getsource(importlib.import_module(f"yusuan.proof.{module}"))
    texts = [_filled(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    ends = {text[text.index("；") :] for text in texts if text.startswith(("；", "1；"))}
    assert len(ends) >= least
    for end in ends:
        assert hint(end).startswith("; ") and not re.findall("[一-鿿]", hint(end)), end


def test_every_declared_rule_has_its_english():
    rules = pd.read_csv(ROOT / "data" / "reference" / "checks.csv")["name"]
    assert len(rules) > 50
    for rule in rules:
        assert (english := reference.check_in_english(rule)) and not re.findall("[一-鿿]", english), rule


def test_every_figure_is_counted_once(own: Disclosure):
    found = proof.coverage(own)
    shown = checks.coverage_table(found, "en").data
    cells = [row.split("</td><td>") for row in shown.split("<tr><td>")[1:]]
    assert sum(int(row[1]) for row in cells) == len(found.figures)
    assert any(row[0] == "Text: Government procurement" or row[0].startswith("Text: ") for row in cells)


def test_a_percentage_of_the_text_leads_to_its_own_line_and_bounds():
    rows = chart_frames.growth().head(1).assign(
        stated_pct=21.0, stated_pct_lower=20.5, stated_pct_upper=21.5, stated_page=3, stated_line=44
    )  # fmt: skip
    shown = views.growth_table(rows).data
    (_, title) = re.findall(r'<td title="([^"]*)">21%</td>', shown)
    assert "第 3 页 第 44 行" in title and title.endswith("在 20.5 与 21.5%之间")
