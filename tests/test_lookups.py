"""The reference data is whole: every code once, at the level of its length, with English names for what reports name;
renamings lead to known codes; thresholds have dates and documents."""

from __future__ import annotations

import pandas as pd
import pytest

from yusuan import reference
from yusuan.analysis.document import Figure, document
from yusuan.analysis.lookups import codes_of_names, renamed, thresholds, with_classes
from yusuan.model import CLAIM_COLUMNS
from yusuan.proof import links, rules


@pytest.mark.parametrize(
    ("classification", "lengths"),
    [("functional", {3: 1, 5: 2, 7: 3}), ("economic", {3: 1, 5: 2}), ("government_economic", {3: 1, 5: 2})],
)
def test_codes_are_whole(classification, lengths):
    table = reference.codes(classification)
    assert table.index.is_unique
    assert table["level"].tolist() == [lengths[len(code)] for code in table.index]
    assert table["name_en"].ne("").all()
    assert (table["n_docs"] >= 0).all()
    parents = {code[:3] for code in table.index}
    assert parents <= set(table.index)


def test_the_crosswalk_joins_known_codes():
    table = pd.read_csv(reference.FOLDER / "economic_crosswalk.csv", dtype=str)
    assert set(table["code"]) <= set(reference.codes("economic").index)
    assert set(table["government_code"]) <= set(reference.codes("government_economic").index)


def test_renamings_lead_to_known_codes():
    table = pd.read_csv(reference.FOLDER / "renamed_codes.csv", dtype={"old_code": str, "code": str})
    for row in table.itertuples():
        assert row.code in reference.codes(row.classification).index
        assert (row.old_code, row.old_name) != (row.code, row.name)
        assert 2015 < row.since < 2027


def test_a_code_is_renamed_only_across_its_date():
    assert "2080504" not in renamed("functional", 2018, 2019)
    assert renamed("functional", 2019, 2020)["2080504"] == "2080501"
    assert "2080504" not in renamed("functional", 2020, 2021)
    assert renamed("economic", 2017, 2018)["30104"] == "30112"


def test_thresholds_hold_in_their_region_and_time():
    every = pd.read_csv(reference.FOLDER / "procurement_thresholds.csv", keep_default_na=False)
    assert every["document"].ne("").all()
    assert every["share"].between(0, 1).all()
    ends = every["valid_to"].replace("", "9999-12-31")
    assert (every["valid_from"] <= ends).all()
    assert thresholds("深圳市", 2020).empty
    assert not thresholds("", 2023).empty


def rows(*printed: tuple[str, str, int, float]) -> list[Figure]:
    table = pd.DataFrame(printed, columns=["code", "name", "level", "amount_yuan"])
    same = {"source_id": "d", "region": "", "department": "局", "year": 2023, "phase": "budget", "table": "expenditure",
            "measure": "total", "fund": "all", "is_leaf": True, "quantum_yuan": 0.0, "page": 1, "line": 1}  # fmt: skip
    return document(table.assign(**same), pd.DataFrame(columns=CLAIM_COLUMNS), "局", 2023).cells


def test_a_name_finds_its_code_under_the_code_above():
    table = rows(("", "一、一般公共服务支出", 1, 1), ("", "政府办公厅（室）及相关机构事务", 2, 1), ("", "行政运行", 3, 1),
                 ("", "不存在的科目", 3, 1), ("", "行政运行", 3, 1), ("", "没有的类", 1, 1), ("", "行政运行", 3, 1))  # fmt: skip
    assert [row.code for row in codes_of_names(table, "functional")] == [
        "201", "20103", "2010301", "", "2010301", "", ""]  # fmt: skip


def test_leaf_codes_are_summed_by_class_and_classes_left_alone():
    leaves = rows(
        ("2010301", "行政运行", 3, 2),
        ("2010302", "一般行政管理事务", 3, 3),
        ("2080501", "行政单位离退休", 3, 4),
    )
    classes = [row for row in with_classes(leaves, "functional") if row.level == 1]
    assert [(row.code, row.name, row.amount_yuan) for row in classes] == [
        ("201", "一般公共服务支出", 5), ("208", "社会保障和就业支出", 4)]  # fmt: skip
    whole = rows(("201", "一般公共服务支出", 1, 5), ("2010301", "行政运行", 3, 5))
    assert with_classes(whole, "functional") == whole


def test_names_of_classes_and_lines_are_known_in_english_and_others_stay():
    assert reference.english("政务公开审批", "2010306") == "Open government and approvals"
    assert reference.english("（一）一般公共服务支出") == "General public services"
    assert reference.english("卫生健康支出-行政事业单位医疗") == (
        "Health – Medical care of administrative and public institutions"
    )
    assert reference.english("某局信息化项目", "44030122") == "某局信息化项目"


def test_whatever_is_checked_has_a_name_in_english():
    declared = [rule.rule for rule in [*rules.BY_MEASURE, *rules.CROSS_TOTALS, *links.LINKS]]
    assert [rule for rule in declared if not reference.check_in_english(rule)] == []
    assert reference.check_in_english("一般公共服务支出 = 各项之和") == (
        "General public services = the sum of its items"
    )
