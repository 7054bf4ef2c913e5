"""What print does rightly raises no alarm: parts kept back, units inside groups, merged names; a slip beside it does."""

from __future__ import annotations

import pandas as pd
import pytest
from made_budget import DEPARTMENT, LEAVES, UNITS, Made, make
from test_layouts import cells, grid, lines

from yusuan import reference
from yusuan.proof import Printed, identities
from yusuan.proof.remarks import wrong_names

YUAN = 100  # hundredths of a yuan
WAN = 10_000 * YUAN


def contradicted(made: Made) -> list[tuple[str, str]]:
    """(name or unit, rule) of each violated identity that is hard."""
    found = identities(made)
    found = found[found["status"].eq("violated") & found["hard"]]
    return [(r.name or r.entity, r.rule) for r in found[["name", "entity", "rule"]].itertuples(index=False)]


def violated(made: Made | pd.DataFrame, claims: pd.DataFrame | None = None) -> list[tuple[str, str, str]]:
    """(table, name or unit, rule) of each violated identity."""
    frames = (made.cells, made.claims) if isinstance(made, Made) else (made, Made(2).claims)
    found = identities(Printed(*frames))
    found = found[found["status"].eq("violated")]
    return [(r.table, r.name or r.code or r.entity, r.rule) for r in found[["table", "name", "code", "entity", "rule"]].itertuples(index=False)]  # fmt: skip


def list_of(table: str, *rows: tuple[str, str, int, float]) -> Made:
    """A table of (unit, name, level, 万元)."""
    made = Made(2)
    for entity, name, level, amount in rows:
        what = {"entity": entity, "name": name, "level": level, "fund": "all"}
        made.row(table, {"total": round(amount * WAN)}, **what)
    return made


@pytest.mark.parametrize(("tables", "alarms"), [(2, 0), (1, 1)])
def test_a_code_that_lacks_the_same_in_two_tables_is_kept_back(tables: int, alarms: int):
    made = Made(2)
    for number, table in enumerate(("expenditure", "general_by_function")):
        fund = ("all", "general_public")[number]
        for code, level, basic, project in (
            ("201", 1, 9, 8), ("20101", 2, 9, 8), ("2010101", 3, 9, 0), ("2010102", 3, 0, 2), ("2010103", 3, 0, 6),
        ):  # fmt: skip
            if code != "2010103" or number >= tables:
                amounts = {"total": (basic + project) * WAN, "basic": basic * WAN, "project": project * WAN}
                made.row(table, amounts, entity=DEPARTMENT, code=code, name=code, level=level, fund=fund)
    found = [table for table, name, _ in violated(made) if name == "20101"]
    assert len(set(found)) == alarms


@pytest.mark.parametrize(("item", "alarms"), [(6.5, []), (6.4, ["甲馆"])])
def test_units_inside_a_group_are_its_parts(item: float, alarms: list[str]):
    made = list_of(
        "procurement",
        (DEPARTMENT, "合计", 0, 40), (DEPARTMENT, "货物", 1, 22), (DEPARTMENT, "", 0, 10), (DEPARTMENT, "复印机", 2, 3.5),
        (DEPARTMENT, "办公桌", 2, 6.5), ("甲馆", "", 0, 12), ("甲馆", "键盘", 2, 5.5), ("甲馆", "鼠标", 2, item),
        (DEPARTMENT, "服务", 1, 18), ("甲馆", "", 0, 18), ("甲馆", "保洁", 2, 18),
    )  # fmt: skip
    assert [name for _, name, _ in violated(made)] == alarms


@pytest.mark.parametrize(("part", "alarms"), [(25, 0), (24, 1)])
def test_a_department_that_is_its_own_first_unit_sums_the_units(part: float, alarms: int):
    made = list_of(
        "project_expenditure",
        (DEPARTMENT, "合计", 0, 28), (DEPARTMENT, "", 0, 28), (DEPARTMENT, "", 0, 25), (DEPARTMENT, "通用项目", 1, part),
        (DEPARTMENT, "大型活动", 1, part), ("甲馆", "", 0, 3), ("甲馆", "通用项目", 1, 3), ("甲馆", "咨询", 1, 3),
    )  # fmt: skip
    assert len(violated(made)) == alarms


@pytest.mark.parametrize(
    ("names", "hard"),
    [
        (("1.一般公共预算拨款", "2.政府性基金预算拨款"), True),
        (("（一）一般公共预算拨款", "（三）国有资本经营预算拨款"), True),
        (("一般公共预算拨款", "政府性基金预算拨款"), False),  # perhaps neighbours, or only the main ones
        (("1.一般公共预算拨款", "1.政府性基金预算拨款"), False),  # two lists
        (("1.一般公共预算拨款", "（1）政府性基金预算拨款"), False),
    ],
)
def test_parts_that_are_numbered_make_up_their_heading(names: tuple[str, str], hard: bool):
    made = Made(2)
    for name, level, amount in (
        ("一、财政拨款", 1, 30),
        (names[0], 2, 20),
        (names[1], 2, 10),
        ("本年收入合计", 0, 30),
    ):
        made.row(
            "balance",
            {"total": amount * WAN},
            entity=DEPARTMENT,
            side="revenue",
            name=name,
            level=level,
            fund="all",
        )
    found = identities(made).set_index("family")
    assert found["status"].to_dict() == {"TREE": "exact", "BALANCE": "exact"}
    assert found["hard"].to_dict() == {"TREE": hard, "BALANCE": True}


@pytest.mark.parametrize(("total", "hard"), [(30, []), (20, [("甲馆", "总计 = 基本 + 项目等")])])
def test_a_column_that_was_not_read_is_lacking_in_the_total_too(total: float, hard: list[tuple[str, str]]):
    """Of 甲馆 10 are spent otherwise: in a column of their own, if the total has them, too."""
    made = Made(2)
    for entity, name, whole in ((DEPARTMENT, "合计", total), ("甲馆", "", 20), ("乙馆", "", 10)):
        spent = {"total": whole * WAN, "basic": 10 * WAN, "project": (0 if name == "" else 10) * WAN}
        made.row("expenditure", spent, entity=entity, name=name, fund="all")
    found = [each for each in contradicted(made) if each[1].startswith("总计")]
    assert found == hard and ("expenditure", "甲馆", "总计 = 基本 + 项目等") in violated(made)


@pytest.mark.parametrize(("basic", "hard"), [(5, []), (12, ["部门 = 各单位之和"])])
def test_units_without_a_row_of_the_department_are_not_its_parts(basic: float, hard: list[str]):
    """The first of a list of units is the department where it sums the others in one column at least."""
    made = Made(2)
    for entity, whole, part in ((DEPARTMENT, 30, basic), ("甲馆", 12, 7), ("乙馆", 8, 5)):
        amounts = {"total": whole * WAN, "basic": part * WAN}
        made.row("basic_expenditure", amounts, entity=entity, fund="all")
    assert [rule for _, rule in contradicted(made)] == hard
    assert len(violated(made)) == (2 if not hard else 1)


@pytest.mark.parametrize(("income", "hard"), [(30, ["支出总表 = 按功能分类（总计）"]), (20, [])])
def test_a_single_fund_is_all_of_the_income(income: float, hard: list[str]):
    made = Made(2)
    for name, level, amount in (("一、一般公共预算拨款收入", 1, income), ("收入总计", 0, 30)):
        made.row("balance", {"total": amount * WAN}, side="revenue", name=name, level=level, entity=DEPARTMENT, fund="all")  # fmt: skip
    made.row("expenditure", {"total": 30 * WAN}, entity=DEPARTMENT, name="合计", fund="all")
    made.row("general_by_function", {"total": 20 * WAN}, entity=DEPARTMENT, name="合计")
    assert [rule for _, rule in contradicted(made) if "功能" in rule] == hard


@pytest.mark.parametrize(("code", "alarms"), [("2080505", 1), ("2010303", 0), ("2999999", 0)])
def test_only_a_code_that_several_documents_print_can_have_the_wrong_name(code: str, alarms: int):
    assert reference.codes("functional")["n_docs"].get("2010303") == 1
    printed = pd.DataFrame([{"table": "expenditure", "code": code, "name": "住房公积金"}])
    assert len(list(wrong_names(printed))) == alarms


def test_a_sum_that_fits_two_runs_is_no_alarm():
    tasks = [("甲", 1.5), ("乙", 23.5), ("人员", 30), ("公用", 5), ("项目", 25)]
    rows = [(DEPARTMENT, name, 1, amount) for name, amount in tasks]
    assert violated(list_of("performance", *rows, (DEPARTMENT, "金额合计", 0, 60))) == []
    assert violated(list_of("performance", *rows, (DEPARTMENT, "金额合计", 0, 61))) != []


def test_halves_of_basic_expenditure_are_no_total():
    made = Made(2)
    made.row("general_by_function", {"basic": 75 * WAN}, entity=DEPARTMENT, name="合计")
    made.row("general_basic_by_economic", {"basic": 65 * WAN}, entity=DEPARTMENT, name="人员经费合计")
    made.row("general_basic_by_economic", {"basic": 10 * WAN}, entity=DEPARTMENT, name="公用经费合计")
    assert violated(made) == []
    made.row("general_basic_by_economic", {"basic": 76 * WAN}, entity=DEPARTMENT, name="合计")
    assert [rule for _, _, rule in violated(made)] == ["按功能（基本）= 基本支出按经济"]


@pytest.mark.parametrize(("items", "alarms"), [(((9,), (4,)), 0), (((9,), (5, 5)), 1), (((11,), (4,)), 2)])
def test_items_that_only_name_the_main_ones(items: tuple[tuple[int, ...], ...], alarms: int):
    """Where most sum up, one that falls short is a question; where half do, they are the main ones; never too much."""
    made = Made(2)
    for name in ("甲", "乙"):
        made.claim("project", 10 * WAN, entity=DEPARTMENT, name=name)
    made.claim("project", 10 * WAN, entity=DEPARTMENT, name="丙")
    made.claim("project_item", 10 * WAN, entity=DEPARTMENT, parent="丙", name="丙")
    for name, amounts in zip(("甲", "乙"), items, strict=True):
        for number, amount in enumerate(amounts):
            made.claim("project_item", amount * WAN, entity=DEPARTMENT, parent=name, name=f"{number}")
    assert len(violated(made)) == alarms


def test_goals_of_all_spending_are_held_against_all_spending():
    made = Made(2)
    spent = {"total": 30 * WAN, "basic": 20 * WAN, "project": 10 * WAN}
    made.row("expenditure", spent, entity=DEPARTMENT, name="合计", fund="all")
    made.claim("performance", 30 * WAN, entity=DEPARTMENT, name="整体支出纳入绩效目标管理，涉及财政性资金")
    made.claim("performance", 10 * WAN, entity=DEPARTMENT)
    assert violated(made) == []
    made.claim("performance", 11 * WAN, entity=DEPARTMENT)
    assert [rule for _, _, rule in violated(made)] == ["绩效管理资金 ≤ 项目支出"]


@pytest.mark.parametrize(("table", "told"), [(True, "“支出总表的采购列”"), (False, "“支出总表”")])
def test_procurement_says_what_is_missing(table: bool, told: str):
    made = make(
        [dict.fromkeys(LEAVES, 10**8)], (dict.fromkeys(("vehicle_purchase", "vehicle_operation"), 0),) * 2
    )
    kept = made.cells
    bought = kept["measure"].str.startswith("procurement") | (kept["table"].eq("expenditure") & (not table))
    found = identities(Printed(kept[~bought], made.claims))
    message = found.loc[found["rule"].eq("文字采购 = 支出总表"), "message"]
    assert len(message) == 1 and f"文中没有{told}" in message.iloc[0]
    assert UNITS[0] in set(kept["entity"])


def test_a_name_that_is_merged_over_two_rows_names_both():
    found = cells(
        lines("政府采购支出表", "单位：万元"),
        grid(
            "采购品目大类|专项名称|采购物品名称|采购组织形式|总计",
            "合计|^|^|^|370.00",
            "服务||||370.00",
            "|物业管理费|||370.00",
            "||物业管理服务|集中采购|330.00",
            "^|^|^|分散采购|20.00",
            "^|^|其他服务|分散采购|20.00",
        ),
    )
    part = found[found["printed"].eq("20.00")]
    assert part["name"].tolist() == ["物业管理服务", "其他服务"]
    assert part["level"].nunique() == 1 and part["is_leaf"].all()
    assert violated(found) == []


def test_numbered_parts_stand_below_their_numbered_heading_with_or_without_a_code():
    found = cells(
        lines("部门综合预算收支总表", "单位：万元"),
        grid(
            "收入|^|支出|^",
            "项目|预算数|部门预算支出经济分类科目（按大类）|预算数",
            "一、部门预算|30.00|一、部门预算|30.00",
            "1、财政拨款|30.00|1、人员经费和公用经费支出|20.00",
            "||（1）工资福利支出|15.00",
            "||（2）商品和服务支出|5.00",
            "||2、专项业务经费支出|10.00",
            "||（1）工资福利支出|",
            "||（2）商品和服务支出|7.00",
            "||（3）对个人和家庭补助|1.00",
            "||（4）资本性支出|2.00",
            "收入总计|30.00|支出总计|30.00",
        ),
    )
    spent = found[found["side"].str.startswith("expenditure") & found["level"].gt(1)]
    assert spent["level"].tolist() == [2, 3, 3, 2, 3, 3, 3]
    assert violated(found) == []


@pytest.mark.parametrize(("last", "nested"), [("2.00", True), ("3.00", False)])
def test_a_list_that_sums_itself_has_levels_where_only_they_meet_its_total(last: str, nested: bool):
    found = cells(
        lines("部门综合预算专项业务经费支出表", "单位：万元"),
        grid(
            "单位编码|单位（项目）名称|项目金额|项目简介",
            "^|合计|28.00|",
            "|通用项目|18.00|",
            "|大型活动|8.00|",
            "|统计业务培训|8.00|",
            "|委托咨询业务|10.00|",
            f"|法律咨询服务|{last}|",
            "|统计调查监测|8.00|",
            "|专用项目|10.00|",
        ),
    )
    assert found["level"].tolist() == ([0, 1, 2, 3, 2, 3, 3, 1] if nested else [0, 1, 1, 1, 1, 1, 1, 1])
    summed = found.loc[found["is_leaf"], "amount_yuan"].sum() / 10_000
    assert summed == (28 if nested else 65)


@pytest.mark.parametrize(("second", "alarms"), [(60, 1), (50, 0)])
def test_what_another_basic_expenditure_pays_may_be_another(second: float, alarms: int):
    made = Made(2)
    for basic, people in ((60, 48), (second, 40)):
        for topic, name, amount in (("expenditure", "基本支出", basic), ("block", "人员经费", people)):
            made.claim(topic, round(amount * WAN), name=name)
    assert len(violated(made)) == alarms
