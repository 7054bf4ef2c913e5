"""What the text of a budget says becomes claims: each figure with its subject, period, reason and place, and no other.

The reference document against every figure read by hand; each declared pattern on sentences of our own; typesetting
(line breaks, page breaks, widths, spaces) changes nothing but places; documents of three provinces on figures read by hand.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.model import CLAIM_COLUMNS, Block, Grid, Line
from yusuan.narrative import claims
from yusuan.readers import read_blocks

DEPARTMENT = "某市园林局"


def read(
    blocks: Sequence[Block], year: int | None = 2024, department: str = DEPARTMENT, phase: str = "budget"
) -> pd.DataFrame:
    ids = {"source_id": "s", "region": "", "department": department, "year": year, "phase": phase}
    return claims(blocks, ids)


def of(text: str, year: int | None = 2024) -> pd.DataFrame:
    return read([Line(line, number) for number, line in enumerate(text.split("\n"), 1)], year)


def short(table: pd.DataFrame) -> list[tuple[object, ...]]:
    """topic, name, measure, period, value, unit of each row."""
    columns = ["topic", "name", "measure", "period", "value", "unit"]
    return [tuple(None if pd.isna(v) else v for v in row) for row in table[columns].itertuples(index=False)]


NOW, BEFORE, CHANGE, PCT = "current", "previous", "change", "change_pct"

SENTENCES = {
    "shares": (
        "本年支出合计50万元，其中：基本支出40万元，占80%；项目支出10万元，占本年支出的20.00%。",
        [("expenditure", "本年支出", "amount", NOW, 50, "万元"), ("expenditure", "基本支出", "amount", NOW, 40, "万元"),
         ("expenditure", "基本支出", "amount", "share_pct", 80, "%"),
         ("expenditure", "项目支出", "amount", NOW, 10, "万元"),
         ("expenditure", "项目支出", "amount", "share_pct", 20, "%")],
    ),
    "a comparison that names no year": (
        "2024年收入预算50万元，同比增加5万元，增长11.1%；支出预算40万元，比上年减少2万元，同比下降4.8%。",
        [("income", "", "amount", NOW, 50, "万元"), ("income", "", "amount", CHANGE, 5, "万元"),
         ("income", "", "amount", PCT, 11.1, "%"), ("expenditure", "", "amount", NOW, 40, "万元"),
         ("expenditure", "", "amount", CHANGE, -2, "万元"), ("expenditure", "", "amount", PCT, -4.8, "%")],
    ),
    "staff that no post is for": (
        "现有在职职工45人，聘用人员12名，劳务派遣人员15人。",
        [("staff", "在职职工", "employed", NOW, 45, "人"), ("staff", "聘用人员", "contracted", NOW, 12, "名"),
         ("staff", "劳务派遣人员", "dispatched", NOW, 15, "人")],
    ),
    "guests and purchases": (
        "公务接待费2万元，国内公务接待20批次，150人次。2024年预算安排购置车辆1辆，购置费20万元。",
        [("three_public", "", "reception", NOW, 2, "万元"), ("three_public", "", "reception_batches", NOW, 20, "批次"),
         ("three_public", "", "reception_visitors", NOW, 150, "人次"), ("assets", "", "new_vehicles", NOW, 1, "辆"),
         ("assets", "", "new_vehicles_cost", NOW, 20, "万元")],
    ),
    "money of one fund, carried over or not of the treasury": (
        "2024年收入包括：使用非财政拨款结余5万元，占10%；专户管理的教育收费收入0万元。政府性基金预算财政拨款年初结转和结余1万元，"
        "本年收入4万元，本年支出3万元，年末结转和结余2万元。",
        [("income", "使用非财政拨款结余", "amount", NOW, 5, "万元"),
         ("income", "使用非财政拨款结余", "amount", "share_pct", 10, "%"),
         ("income", "专户管理的教育收费收入", "amount", NOW, 0, "万元"),
         ("income", "政府性基金预算财政拨款年初结转和结余", "amount", NOW, 1, "万元"),
         ("income", "政府性基金预算财政拨款本年收入", "amount", NOW, 4, "万元"),
         ("expenditure", "政府性基金预算财政拨款本年支出", "amount", NOW, 3, "万元"),
         ("expenditure", "政府性基金预算财政拨款年末结转和结余", "amount", NOW, 2, "万元")],
    ),
    "both sides change, each after its own sum": (
        "2024年收入总计50万元，支出总计50万元，与2023年预算相比，收、支总计各减少5万元。"
        "一般公共预算收支预算50万元，政府性基金收支预算0万元。",
        [("income", "", "amount", NOW, 50, "万元"), ("expenditure", "", "amount", NOW, 50, "万元"),
         ("income", "", "amount", CHANGE, -5, "万元"), ("expenditure", "", "amount", CHANGE, -5, "万元"),
         ("income", "一般公共预算收支预算", "amount", NOW, 50, "万元"),
         ("expenditure", "一般公共预算收支预算", "amount", NOW, 50, "万元"),
         ("income", "政府性基金收支预算", "amount", NOW, 0, "万元"),
         ("expenditure", "政府性基金收支预算", "amount", NOW, 0, "万元")],
    ),
    "a change in a sentence of its own, and guests from abroad": (
        "（三）公务接待费2万元，主要用于交流。预算数比2023年减少0.5万元。国内公务接待批次12个，来访团组1个，来访人员3人次。"
        "当年购置公务用车0辆，公务用车保有量为6辆。",
        [("three_public", "", "reception", NOW, 2, "万元"), ("three_public", "", "reception", CHANGE, -0.5, "万元"),
         ("three_public", "", "reception_batches", NOW, 12, "个"), ("assets", "", "new_vehicles", NOW, 0, "辆"),
         ("assets", "", "vehicles", NOW, 6, "辆")],
    ),
    "purchases by the words of a sentence, classes in quotes": (
        "2024年度政府采购预算9万元，其中：货物预算5万元，工程预算0万元，服务预算4万元。“公立医院”（款）8万元。",
        [("procurement", "", "total", NOW, 9, "万元"), ("procurement", "", "goods", NOW, 5, "万元"),
         ("procurement", "", "works", NOW, 0, "万元"), ("procurement", "", "services", NOW, 4, "万元"),
         ("expenditure", "公立医院", "amount", NOW, 8, "万元")],
    ),
    "totals": (
        "2024年某市园林局部门预算收入1,200.50万元，比2023年增加200.50万元，增长20%。",
        [("income", "", "amount", NOW, 1200.5, "万元"), ("income", "", "amount", CHANGE, 200.5, "万元"),
         ("income", "", "amount", PCT, 20, "%")],
    ),
    "a doubled word": (
        "本部门支出预算800万元，较上年减少减少20万元，下降2.4%。",
        [("expenditure", "", "amount", NOW, 800, "万元"), ("expenditure", "", "amount", CHANGE, -20, "万元"),
         ("expenditure", "", "amount", PCT, -2.4, "%")],
    ),
    "both sides at once": (
        "园林局2024年收支总预算900万元。",
        [("income", "", "amount", NOW, 900, "万元"), ("expenditure", "", "amount", NOW, 900, "万元")],
    ),
    "funds": (
        "收入预算50万元，其中：财政拨款收入48万元；事业收入2万元。",
        [("income", "", "amount", NOW, 50, "万元"), ("income", "财政拨款收入", "amount", NOW, 48, "万元"),
         ("income", "事业收入", "amount", NOW, 2, "万元")],
    ),
    "side of the sentence": (
        "本部门当年预算支出60万元，其中：一般公共预算拨款58万元，较上年增加3万元。",
        [("expenditure", "", "amount", NOW, 60, "万元"),
         ("expenditure", "一般公共预算拨款", "amount", NOW, 58, "万元"),
         ("expenditure", "一般公共预算拨款", "amount", CHANGE, 3, "万元")],
    ),
    "an earlier value": (
        "支出预算70万元，比2023年年初预算数65.5万元增加4.5万元，增长6.9%。",
        [("expenditure", "", "amount", NOW, 70, "万元"), ("expenditure", "", "amount", BEFORE, 65.5, "万元"),
         ("expenditure", "", "amount", CHANGE, 4.5, "万元"), ("expenditure", "", "amount", PCT, 6.9, "%")],
    ),
    "an earlier value in its own clause": (
        "2024年“三公”经费预算数为7万元，2023年预算数为9万元，和2023年相比减少2万元。",
        [("three_public", "", "total", NOW, 7, "万元"), ("three_public", "", "total", BEFORE, 9, "万元"),
         ("three_public", "", "total", CHANGE, -2, "万元")],
    ),
    "against what was spent": (
        "“农林水支出（类）林业和草原（款）行政运行（项）”30万元，主要用于办公。2023年当年预算执行数为25万元，"
        "2024年预算安排30万元，比2023年预算执行数增加20.00%。",
        [("expenditure", "农林水支出-林业和草原-行政运行", "amount", NOW, 30, "万元"),
         ("expenditure", "农林水支出-林业和草原-行政运行", "amount_on_execution", BEFORE, 25, "万元"),
         ("expenditure", "农林水支出-林业和草原-行政运行", "amount", NOW, 30, "万元"),
         ("expenditure", "农林水支出-林业和草原-行政运行", "amount_on_execution", PCT, 20, "%")],
    ),
    "a class behind its code": (
        "（三）2130204-事业机构18.20万元。4.公园管理费（2120501）7万元，较上年增加1万元。",
        [("expenditure", "事业机构", "amount", NOW, 18.2, "万元"),
         ("expenditure", "公园管理费", "amount", NOW, 7, "万元"),
         ("expenditure", "公园管理费", "amount", CHANGE, 1, "万元")],
    ),
    "blocks with what they pay for": (
        "基本支出40万元，其中：人员经费30万元，主要包括：基本工资、奖金；公用经费10万元，主要包括办公费、差旅费和会议费等公用经费。",
        [("expenditure", "基本支出", "amount", NOW, 40, "万元"), ("block", "人员经费", "amount", NOW, 30, "万元"),
         ("block_item", "基本工资", "", NOW, None, ""), ("block_item", "奖金", "", NOW, None, ""),
         ("block", "公用经费", "amount", NOW, 10, "万元"), ("block_item", "办公费", "", NOW, None, ""),
         ("block_item", "差旅费", "", NOW, None, ""), ("block_item", "会议费", "", NOW, None, "")],
    ),
    "procurement": (
        "某市园林局政府采购项目纳入2024年部门预算共计21万元，其中货物采购5万元、工程采购0万元、服务采购16万元。",
        [("procurement", "", "total", NOW, 21, "万元"), ("procurement", "", "goods", NOW, 5, "万元"),
         ("procurement", "", "works", NOW, 0, "万元"), ("procurement", "", "services", NOW, 16, "万元")],
    ),
    "procurement as Guangdong and Shanghai have it": (
        "2024年本部门政府采购安排9万元，其中：货物类采购预算2万元，工程类采购预算3万元，服务类采购预算4万元等。"
        "2024年，青石市档案局拟面向中小企业预留政府采购项目预算8万元，其中留给小型和微型企业的政府采购项目预算6万元。",
        [("procurement", "", "total", NOW, 9, "万元"), ("procurement", "", "goods", NOW, 2, "万元"),
         ("procurement", "", "works", NOW, 3, "万元"), ("procurement", "", "services", NOW, 4, "万元"),
         ("procurement", "", "procurement_sme", NOW, 8, "万元"),
         ("procurement", "", "procurement_small_micro", NOW, 6, "万元")],
    ),
    "three public, by heading": (
        "1.公务接待费。2024年预算数1万元，与上年度预算相比无增减，原因是从紧。\n"
        "2.公务用车购置和运行维护费。2024年预算数6万元，其中：公务用车购置费2024年预算数0万元，与上年持平；"
        "公务用车运行维护费2024年预算数6万元。",
        [("three_public", "", "reception", NOW, 1, "万元"), ("three_public", "", "reception", CHANGE, 0, "万元"),
         ("three_public", "", "vehicle", NOW, 6, "万元"), ("three_public", "", "vehicle_purchase", NOW, 0, "万元"),
         ("three_public", "", "vehicle_purchase", CHANGE, 0, "万元"),
         ("three_public", "", "vehicle_operation", NOW, 6, "万元")],
    ),
    "a bracket closes its subject": (
        "因公出国（境）费用预算支出3万元，比上年减少1万元；公务用车购置及运行维护费5万元（公务用车购置费0万元；"
        "公务用车运行维护费5万元，比上年减少2万元）比上年减少4万元，下降44.4%。",
        [("three_public", "", "overseas", NOW, 3, "万元"), ("three_public", "", "overseas", CHANGE, -1, "万元"),
         ("three_public", "", "vehicle", NOW, 5, "万元"), ("three_public", "", "vehicle_purchase", NOW, 0, "万元"),
         ("three_public", "", "vehicle_operation", NOW, 5, "万元"),
         ("three_public", "", "vehicle_operation", CHANGE, -2, "万元"),
         ("three_public", "", "vehicle", CHANGE, -4, "万元"), ("three_public", "", "vehicle", PCT, -44.4, "%")],
    ),
    "a comparison that names its subject itself": (
        "收入预算90万元，其中：事业收入2万元。收入较去年减少5万元，主要是压缩。公务接待费预算1万元。接待由办公室管理。"
        "公务接待费较2023年预算下降10%，“三公”经费预算与上年持平。",
        [("income", "", "amount", NOW, 90, "万元"), ("income", "事业收入", "amount", NOW, 2, "万元"),
         ("income", "", "amount", CHANGE, -5, "万元"), ("three_public", "", "reception", NOW, 1, "万元"),
         ("three_public", "", "reception", PCT, -10, "%")],
    ),
    "parts compared after their whole": (
        "预算收支安排90万元，较2023年预算增加2万元，其中：基本支出减少3万元，主要为退休减员；项目支出增加5万元，主要是项目支出中设备增加4万元。",
        [("income", "", "amount", NOW, 90, "万元"), ("expenditure", "", "amount", NOW, 90, "万元"),
         ("income", "", "amount", CHANGE, 2, "万元"), ("expenditure", "", "amount", CHANGE, 2, "万元"),
         ("expenditure", "基本支出", "amount", CHANGE, -3, "万元"), ("expenditure", "项目支出", "amount", CHANGE, 5, "万元")],
    ),
    "a sentence after the parts speaks of the whole": (
        "部门总收入90万元，其中：一般公共预算88万元，事业收入2万元。与上年对比增加6万元，增长7.14%。",
        [("income", "", "amount", NOW, 90, "万元"), ("income", "一般公共预算", "amount", NOW, 88, "万元"),
         ("income", "事业收入", "amount", NOW, 2, "万元"), ("income", "", "amount", CHANGE, 6, "万元"),
         ("income", "", "amount", PCT, 7.14, "%")],
    ),
    "but of the last part where the parts were compared": (
        "公务用车费用5万元，其中：公务用车购置费2万元，与上年持平；公务用车运维费3万元，用于保险。较上年减少1万元。",
        [("three_public", "", "vehicle", NOW, 5, "万元"), ("three_public", "", "vehicle_purchase", NOW, 2, "万元"), ("three_public", "", "vehicle_purchase", CHANGE, 0, "万元"),
         ("three_public", "", "vehicle_operation", NOW, 3, "万元"),
         ("three_public", "", "vehicle_operation", CHANGE, -1, "万元")],
    ),
    "operating cost": (
        "本部门机关运行经费财政拨款预算96.3万元，比2023年预算减少-3.7万元。",
        [("operating_cost", "", "amount", NOW, 96.3, "万元"), ("operating_cost", "", "amount", CHANGE, -3.7, "万元")],
    ),
    "yuan": (
        "委托业务费财政拨款预算12,345.60元，会议费",
        [("expenditure", "委托业务费", "amount", NOW, 12345.6, "元")],
    ),
    "people": (
        "本部门共2家基层单位，下设规划科、养护科，共7个科室。行政编制人员等共31人；离休1人，退休12人。事业编制8名。",
        [("staff", "", "units", NOW, 2, "家"), ("staff", "", "sections", NOW, 7, "个"), ("staff", "", "posts", NOW, 31, "人"),
         ("staff", "", "retired_cadre", NOW, 1, "人"), ("staff", "", "retired", NOW, 12, "人"),
         ("staff", "事业编制", "posts", NOW, 8, "名")],
    ),
    "things": (
        "截至2023年12月，共有车辆4辆，其中：应急保障用车1辆、其他用车3辆；单价50万元以上通用设备2台（套），"
        "单价100万元以上专用设备0台（套）。\n2024年计划购置车辆1辆、18万元；新增单价100万元以上设备3台（套）。",
        [("assets", "", "vehicles", NOW, 4, "辆"), ("assets", "应急保障用车", "vehicles_by_kind", NOW, 1, "辆"),
         ("assets", "其他用车", "vehicles_by_kind", NOW, 3, "辆"), ("assets", "", "equipment_500k", NOW, 2, "台（套）"),
         ("assets", "", "equipment_1m", NOW, 0, "台（套）"), ("assets", "", "new_vehicles", NOW, 1, "辆"),
         ("assets", "", "new_vehicles_cost", NOW, 18, "万元"), ("assets", "", "new_equipment_1m", NOW, 3, "台（套）")],
    ),
    "property": (
        "本部门固定资产金额77.5万元，分布为：房屋1,234.56平方米，车辆2辆。本年度拟购置固定资产3万元。",
        [("assets", "", "fixed_assets", NOW, 77.5, "万元"), ("assets", "", "buildings", NOW, 1234.56, "平方米"),
         ("assets", "", "vehicles", NOW, 2, "辆"), ("assets", "", "new_fixed_assets", NOW, 3, "万元")],
    ),
    "performance": (
        "所有项目纳入绩效管理，涉及预算资金35万元，设置并编报4个一级项目绩效目标、9个二级项目绩效目标。",
        [("performance", "", "amount", NOW, 35, "万元"), ("performance", "", "targets_level1", NOW, 4, "个"),
         ("performance", "", "targets_level2", NOW, 9, "个")],
    ),
    "performance of all spending and of projects": (
        "2024年度，本部门整体支出纳入绩效目标管理，涉及财政性资金50万元；3个项目纳入绩效目标管理，涉及财政性资金合计35万元。",
        [("performance", "整体支出纳入绩效目标管理，涉及财政性资金", "amount", NOW, 50, "万元"),
         ("performance", "", "targets", NOW, 3, "个"), ("performance", "", "amount", NOW, 35, "万元")],
    ),
    "absences beside a sum": (
        "本单位政府性基金预算支出26万元、无国有资本经营预算支出和上级专项转移支付预算支出。",
        [("expenditure", "政府性基金预算支出", "amount", NOW, 26, "万元"), ("absent", "国有资本经营预算支出", "", NOW, None, ""),
         ("absent", "上级专项转移支付预算支出", "", NOW, None, "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_each_kind_of_sentence(name: str) -> None:
    text, expected = SENTENCES[name]
    assert short(of(text)) == expected


NO_CLAIMS = {
    "what a carry-over consists of": "上年结转结余的一般公共预算收入3万元，占1%；上年结转结余的政府性基金预算收入2万元。",
    "spending of one kind is not all spending": "本单位上级专项转移支付支出预算支出29万元。",
    "a sum that some other text concerns": "委托事项涉及财拨资金13万元。",
    "law, date, address, telephone": "根据《预算法》第14条，2024年3月1日起在园林路35号203室办理，电话0755-12345678，粤财〔2023〕46号。",
    "a goal": "计划完成投资176.4亿元，为300家企业减负2,000万元。",
    "another year": "2021年“三公”经费预算9万元。",
    "a comparison with another year": "较2019年减少5万元，下降3%。",
    "a threshold": "采购限额为单项100万元以上的项目应当公开招标。",
    "no direction": "比上年变化0万元。",
    "an unreadable figure": "政府采购预算1,2,3.4.5万元。",
    "a definition": "基本支出：指为保障机构正常运转而发生的人员支出和公用支出。",
}


@pytest.mark.parametrize("name", NO_CLAIMS)
def test_other_figures_are_no_claims(name: str) -> None:
    assert short(of(NO_CLAIMS[name])) == []


def test_a_final_account_speaks_of_what_was_spent_and_repeats_the_budget() -> None:
    text = (
        "2024年度收、支总计均为99万元。与2023年度决算数相比，收、支总计各增加9万元，增长10%。本年收入合计90万元。"
        "“三公”经费财政拨款支出预算为3万元，支出决算为2.1万元，完成预算的70%。"
    )
    said = read([Line(text, 1)], phase="final")
    both = [("amount", NOW, 99, "万元"), ("amount", CHANGE, 9, "万元"), ("amount", PCT, 10, "%")]
    assert short(said) == [
        *((side, "", *row) for row in both for side in ("income", "expenditure")),
        ("income", "本年收入", "amount", NOW, 90, "万元"),
        ("three_public", "", "total", NOW, 3, "万元"),
        ("three_public", "", "total", NOW, 2.1, "万元"),
        ("three_public", "", "total", "completion_pct", 70, "%"),
    ]
    assert list(said["phase"].iloc[-3:]) == ["budget", "final", "final"]


def test_a_comparison_in_a_sentence_of_its_own_subject_does_not_speak_of_the_sentence_before() -> None:
    text = "机关运行经费90万元。本年度没有安排基金支出，与上年持平。"
    assert short(of(text)) == [("operating_cost", "", "amount", NOW, 90, "万元")]
    text = "机关运行经费90万元，主要用于办公。与上年持平。"
    assert short(of(text))[1:] == [("operating_cost", "", "amount", CHANGE, 0, "万元")]


def test_a_heading_that_names_new_assets_makes_no_plan_of_what_is_there() -> None:
    said = of("国有资产占用及新增资产情况：截至2023年底，共有车辆2辆。2024年拟新增车辆1辆。")
    assert list(said["measure"]) == ["vehicles", "new_vehicles"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([
    "“三公”经费", "预算", "，", "。", "（", "）", "万元", "1,2", "3.5", "1.2.3", "2024年", "比上年", "增加", "减少", "主要包括：",
    "项目支出", "一、", "第三部分", "共", "个处室", "单价100万元以上设备", "无", "政府性基金", "和", "、", "\n", "%", "其中：", "-",
]), max_size=60).map("".join))  # fmt: skip
def test_no_text_breaks_it_and_each_figure_is_claimed_as_it_stands(text: str) -> None:
    said = of(text)
    line = dict(enumerate(text.split("\n"), 1))
    for row in said[said["printed"] != ""].itertuples():
        assert row.printed[:1] in line[row.line]


def test_a_comparison_never_jumps_over_an_unknown_sum() -> None:
    said = of("机关运行经费90万元。绿化苗木补助5万元，比上年增加1万元。")
    assert short(said) == [("operating_cost", "", "amount", NOW, 90, "万元")]


UNITS = """第三部分 部门预算支出具体情况
一、某市园林局（本级）
某市园林局（本级）预算130万元，包括人员支出70万元、公用支出10万元、对个人和家庭的补助支出5万元、项目支出45万元。
（一）人员支出70万元，主要包括：基本工资、津贴补贴。
（四）项目支出45万元，具体包括：
1.古树（名木）养护费预算30万元，主要包括：树木支撑、修剪费12万元，巡查费18万元（含结转2023年2万元），用于养护。较2023年预算增加6万元，增长25%，主要原因是：一是树木增多；二是单价提高。
2.12345投诉处理费预算15万元，主要包括：外包服务费15万元，用于热线。较2023年预算相比，无增减，主要原因是合同未变。
二、某市苗圃
某市苗圃预算20万元，包括人员支出16万元、项目支出4万元。
（五）项目支出4万元，具体包括：
育苗4万元，主要用于育苗。
第四部分 政府采购预算情况
某市园林局政府采购项目共计9万元。"""


def test_units_have_blocks_projects_items_changes_and_reasons() -> None:
    said = of(UNITS)
    columns = ["topic", "entity", "parent", "name", "period", "printed", "value", "reason"]
    rows = [
        tuple(row)
        for row in said[said["topic"].isin(["project", "project_item"])][columns].itertuples(index=False)
    ]
    office, nursery = "某市园林局（本级）", "某市苗圃"
    reason = "一是树木增多；二是单价提高"
    tree, hotline = "古树（名木）养护费", "12345投诉处理费"
    assert rows == [
        ("project", office, "项目支出", tree, NOW, "30", 30, ""),
        ("project_item", office, tree, "树木支撑、修剪费", NOW, "12", 12, ""),
        ("project_item", office, tree, "巡查费", NOW, "18", 18, ""),
        ("project", office, "项目支出", tree, CHANGE, "6", 6, reason),
        ("project", office, "项目支出", tree, PCT, "25", 25, reason),
        ("project", office, "项目支出", hotline, NOW, "15", 15, ""),
        ("project_item", office, hotline, "外包服务费", NOW, "15", 15, ""),
        ("project", office, "项目支出", hotline, CHANGE, "无增减", 0, "合同未变"),
        ("project", nursery, "项目支出", "育苗", NOW, "4", 4, ""),
    ]
    blocks = said[said["topic"] == "block"]
    assert list(blocks["entity"].unique()) == [office, nursery]
    assert list(blocks[blocks["entity"] == office]["value"]) == [130, 70, 10, 5, 45, 70, 45]
    assert list(said[said["topic"] == "procurement"]["entity"]) == [DEPARTMENT]


def test_projects_of_last_year_are_an_item_and_its_money_is_a_part() -> None:
    for name, told in (("上年结转项目", 3), ("上年结转资金", 2)):
        said = of(UNITS.replace("巡查费18万元", f"巡查费10万元，{name}8万元"))
        items = said[said["topic"].eq("project_item") & said["parent"].str.startswith("古树")]
        assert len(items) == told


def test_an_unchanged_figure_is_a_zero_as_fine_as_what_it_speaks_of() -> None:
    same = of("“三公”经费预算4.50万元，与上年持平。").iloc[-1]
    assert (same["printed"], same["amount_yuan"], same["quantum_yuan"]) == ("持平", 0, 100)


def test_printed_is_unsigned_and_money_has_its_yuan() -> None:
    change = of("机关运行经费96.30万元，比上年减少3.7万元。").iloc[-1]
    assert (change["printed"], change["value"], change["quantum"]) == ("3.7", -3.7, 0.1)
    assert (change["amount_yuan"], change["quantum_yuan"]) == (-37000, 1000)


def test_the_reason_of_both_totals_may_be_a_paragraph_of_its_own() -> None:
    said = of(
        "部门预算收入9万元，比2023年增加1万元。部门预算支出9万元，比2023年增加1万元。\n"
        "预算收支增加主要原因：一是人员增加；二是设备更新。\n第三部分 其他"
    )
    assert list(said[said["period"] == CHANGE]["reason"]) == ["一是人员增加；二是设备更新"] * 2
    assert list(said[said["period"] == NOW]["reason"]) == ["", ""]


def test_the_unknown_year_of_a_document_takes_the_nearest_words() -> None:
    assert short(of("2024年“三公”经费预算9万元，较2023年减少1万元。", year=None)) == [
        ("three_public", "", "total", NOW, 9, "万元"),
        ("three_public", "", "total", CHANGE, -1, "万元"),
    ]


def test_no_text_gives_an_empty_frame_of_the_same_shape() -> None:
    assert list(read([]).columns) == CLAIM_COLUMNS
    assert read([]).empty


def key_grid(rows: list[tuple[str, ...]], page: int) -> Grid:
    return Grid(tuple(rows), tuple(range(1, len(rows) + 1)), page)


def test_key_projects_come_from_their_table_over_pages() -> None:
    head = ("二级预算单位名称", "项目名称", "预算数（万元）", "绩效目标")
    blocks = [
        key_grid([head, ("某市园林局", "古树养", "1,120.5", "目标")], 3),
        Line("- 3 -", 9, 3),
        key_grid([("（本级）", "护费", "", "目标续"), ("某市苗圃", "育苗", "4", "")], 4),
        Line("备注：无。", 5, 4),
        key_grid([("甲", "乙", "8", "丙")], 5),
    ]
    found = read(blocks)
    assert list(found["topic"].unique()) == ["key_project"]
    columns = ["entity", "name", "value", "amount_yuan", "page", "line"]
    assert [tuple(row) for row in found[columns].itertuples(index=False)] == [
        ("某市园林局（本级）", "古树养护费", 1120.5, 11_205_000, 3, 2),
        ("某市苗圃", "育苗", 4, 40_000, 4, 2),
    ]


WHOLE = [UNITS, *(text for text, _ in SENTENCES.values())]
PLACES = ["page", "line"]


def said_by(blocks: Sequence[Block]) -> pd.DataFrame:
    """Claims without their places, in an order that does not depend on them."""
    found = read(blocks).drop(columns=PLACES)
    return found.sort_values([c for c in found.columns if c not in ("value", "quantum")], ignore_index=True)


def broken(text: str, draw: random.Random, every: int) -> list[Line]:
    """The lines of a text with more breaks inside its paragraphs, headings left alone."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph
        while len(rest) > 1 and "。" in paragraph:
            cut = draw.randint(1, every)
            lines, rest = [*lines, rest[:cut]], rest[cut:]
        lines.append(rest)
    return [Line(line, number) for number, line in enumerate(lines, 1)]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 10**6), st.integers(5, 40))
def test_line_breaks_change_nothing_but_places(text: str, seed: int, every: int) -> None:
    plain = said_by([Line(line, n) for n, line in enumerate(text.split("\n"), 1)])
    pd.testing.assert_frame_equal(said_by(broken(text, random.Random(seed), every)), plain)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_pages_with_heads_feet_and_numbers_change_nothing_but_places(seed: int) -> None:
    pages: list[Line] = []
    lines = broken(UNITS, random.Random(seed), 40)
    for page, start in enumerate(range(0, len(lines), 6), 1):
        texts = ["某市园林局部门预算", *(line.text for line in lines[start : start + 6]), f"- {page} -"]
        pages += [Line(text, n, page) for n, text in enumerate(texts, 1)]
    plain = said_by([Line(line, n) for n, line in enumerate(UNITS.split("\n"), 1)])
    pd.testing.assert_frame_equal(said_by(pages), plain)


FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x30, 0x3A)} | {"%": "％", ".": "．", ",": "，"})
HALF = str.maketrans({"（": "(", "）": ")", "，": ",", "：": ":", "；": ";"})


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("table", [FULL, HALF], ids=["full-width", "half-width"])
def test_widths_change_nothing(text: str, table: dict[int, str]) -> None:
    pd.testing.assert_frame_equal(of(text.translate(table)), of(text))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 10**6))
def test_spaces_change_nothing(text: str, seed: int) -> None:
    draw = random.Random(seed)
    spaced = "".join(c + draw.choice(["", "", " ", "　", "\u00a0 "]) if c != "\n" else c for c in text)
    pd.testing.assert_frame_equal(of(spaced), of(text))


def test_a_claim_stands_on_the_line_of_its_figure() -> None:
    said = of("机关运行经费财政拨款预算\n96万元，比上年增\n加\n17万元，增长\n22%。")
    assert list(said["line"]) == [2, 4, 5]


def test_text_in_a_frame_is_text() -> None:
    framed = Grid((("机关运行经费财政拨款预算\n96万元，比上年增加",), ("17万元。",)), (3, 9), 1)
    assert [(row.value, row.line) for row in read([framed]).itertuples()] == [(96, 3), (17, 9)]


def test_a_doubled_figure_is_two_claims_each_with_its_place() -> None:
    said = of("人员等共25人。\n综合科等。\n人员等共25人。")
    assert [(row.value, row.line) for row in said.itertuples()] == [(25, 1), (25, 3)]


# The reference document, against every figure read by hand.


def truth_rows(truth: dict[str, object]) -> set[tuple[object, ...]]:
    """(topic, parent, name, measure, period, value) of every figure of the truth file's narrative."""
    n: dict[str, dict[str, object]] = truth["narrative"]  # type: ignore[assignment]
    entity = "深圳市宝安区政务服务数据管理局（本级）"
    rows: set[tuple[object, ...]] = set()

    def add(
        topic: str, measure: str, value: object, period: str = NOW, name: str = "", parent: str = ""
    ) -> None:
        rows.add((topic, parent, name, measure, period, value))

    for side in ("income", "expenditure"):
        add(side, "amount", n[side]["total"])
        add(side, "amount", n[side]["change"], CHANGE)
        add(side, "amount", n[side]["pct"], PCT)
    for measure, key in (("units", "base_units"), ("sections", "sections"), ("posts", "staff"),
                         ("retired_cadre", "lixiu"), ("retired", "retired")):  # fmt: skip
        add("staff", measure, n["staff"][key])
    for name, value in n["blocks"].items():
        add("block", "amount", value, name="" if name == "total" else name, parent=entity)
    for block, items in n["blocks_items"].items():
        for item in items:  # type: ignore[attr-defined]
            add("block_item", "", None, name=item, parent=block)
    for project in n["projects"]:
        name = project["name"].replace(" ", "")  # type: ignore[index]
        sign = -1 if project["direction"] == "减少" else 1  # type: ignore[index]
        add("project", "amount", project["budget"], name=name, parent="项目支出")  # type: ignore[index]
        add("project", "amount", sign * project["change"], CHANGE, name, "项目支出")  # type: ignore[index]
        if project["pct"] is not None:  # type: ignore[index]
            add("project", "amount", sign * project["pct"], PCT, name, "项目支出")  # type: ignore[index]
        for item in project["items"]:  # type: ignore[index]
            add("project_item", "amount", item["amount"], name=item["name"].replace(" ", ""), parent=name)
    for measure in ("total", "goods", "works", "services"):
        add("procurement", measure, n["procurement"][measure])
    three = n["three_public"]
    for measure, key in (("total", "total"), ("overseas", "abroad"), ("reception", "reception"), ("vehicle", "vehicle"),
                         ("vehicle_purchase", "vehicle_purchase"), ("vehicle_operation", "vehicle_running")):  # fmt: skip
        add("three_public", measure, three[key])
    add("three_public", "total", three["change"], CHANGE)
    add("three_public", "total", three["pct"], PCT)
    for key in ("reception", "vehicle_purchase"):
        add("three_public", key, three[f"{key}_change"], CHANGE)
    add("three_public", "vehicle_operation", three["vehicle_running_change"], CHANGE)
    add("assets", "vehicles", three["vehicles"])
    add("performance", "amount", n["performance"]["amount"])
    add("performance", "targets_level1", n["performance"]["level1_projects"])
    add("performance", "targets_level2", n["performance"]["level2_projects"])
    for project in n["key_projects"]:
        add("key_project", "amount", project["amount"], name=project["name"])  # type: ignore[index]
    add("operating_cost", "amount", n["operating"]["total"])
    add("operating_cost", "amount", n["operating"]["change"], CHANGE)
    add("operating_cost", "amount", n["operating"]["pct"], PCT)
    for measure, key in (("vehicles", "vehicles"), ("equipment_500k", "equip_50w"), ("equipment_1m", "equip_100w"),
                         ("new_vehicles", "new_vehicles"), ("new_equipment_500k", "new_equip_50w"),
                         ("new_equipment_1m", "new_equip_100w")):  # fmt: skip
        add("assets", measure, n["assets"][key])
    for name in n["none_of"]:
        add("absent", "", None, name=name)
    return rows


@pytest.fixture(scope="module")
def reference(corpus: Path) -> tuple[pd.DataFrame, dict[str, object]]:
    truth = json.loads((corpus / "truth" / "baoan-2023.json").read_text("utf-8"))
    (document,) = (corpus / "baoan").glob("*.txt")
    return read(read_blocks(document), 2023, "深圳市宝安区政务服务数据管理局（本级）"), truth


def test_the_reference_document_says_what_was_read_by_hand_and_nothing_else(
    reference: tuple[pd.DataFrame, dict[str, object]],
) -> None:
    said, truth = reference
    columns = ["topic", "parent", "name", "measure", "period", "value"]
    goals = said["measure"].isin(["target", "dispatched"])  # these stand in a cell of 表12
    assert said.loc[goals & (said["value"] == 113), "name"].tolist() == ["劳务派遣人员"] and goals.sum() == 10
    rows = said.loc[~goals, columns]
    found = {tuple(None if pd.isna(v) else v for v in row) for row in rows.itertuples(index=False)}
    expected = truth_rows(truth)
    assert expected - found == set()
    assert found - expected == set()
    assert (said["topic"] == "project").sum() == 32
    assert (said["topic"] == "project_item").sum() == 23


def test_what_the_reference_document_says_twice_is_two_claims(
    reference: tuple[pd.DataFrame, dict[str, object]],
) -> None:
    said, truth = reference
    posts = said[(said["topic"] == "staff") & (said["measure"] == "posts")]
    assert len(posts) == truth["narrative"]["staff"]["mentions"]  # type: ignore[index]
    assert posts["line"].is_unique
    keys = ["topic", "parent", "name", "measure", "period", "value"]
    repeated = said[said.duplicated(keys, keep=False) & said["value"].notna()]
    assert set(repeated["topic"]) == {"staff", "block", "three_public", "assets"}


def test_every_change_of_a_project_of_the_reference_document_has_its_reason(
    reference: tuple[pd.DataFrame, dict[str, object]],
) -> None:
    said, truth = reference
    changes = said[(said["topic"] == "project") & said["period"].isin([CHANGE, PCT])]
    assert (changes["reason"] != "").all()
    assert (said[said["period"] == NOW]["reason"] == "").all()
    many = changes.groupby("name")["reason"].first().str.count("[一二三四]是")
    for project in truth["narrative"]["projects"]:  # type: ignore[index]
        assert many[project["name"].replace(" ", "")] in (0, len(project["reasons"]))


# Documents of three provinces: figures that were read by hand in them.


def said_in(corpus: Path, path: str, year: int) -> pd.DataFrame:
    return read(read_blocks(corpus / path), year)


HAND_READ = {
    ("shenzhen/2026-信访局.pdf", 2026): [
        ("income", "", "amount", CHANGE, -247.70), ("expenditure", "", "amount", PCT, -5.0),
        ("block", "增人增资", "amount", NOW, 99.41), ("project", "信访大厅运行", "amount", NOW, 603.84),
        ("project_item", "大厅律师服务支出", "amount", NOW, 120), ("project_item", "信访备用金", "amount", NOW, 85),
        ("procurement", "", "services", NOW, 1097.30), ("three_public", "", "reception", NOW, 2.98),
        ("operating_cost", "", "amount", CHANGE, -16.16), ("assets", "应急保障用车", "vehicles_by_kind", NOW, 1),
        ("performance", "", "targets", NOW, 6), ("key_project", "政务信息化项目（系统业务运营服务）", "amount", NOW, 0.44),
    ],
    ("shenzhen/2026-规划和自然资源局宝安管理局.pdf", 2026): [
        ("income", "", "amount", NOW, 11113.21), ("project", "区财政安排项目", "amount", NOW, 3065.40),
        ("project_item", "生态公益林管护经费", "amount", NOW, 136.78), ("three_public", "", "total", CHANGE, 11.60),
        ("three_public", "", "vehicle_purchase", CHANGE, 12), ("three_public", "", "vehicle_operation", CHANGE, -0.40),
        ("assets", "", "new_vehicles_cost", NOW, 12), ("expenditure", "政府性基金预算支出", "amount", NOW, 266),
        ("absent", "国有资本经营预算支出", "", NOW, None), ("staff", "", "sections", NOW, 10),
    ],
    ("shenzhen/2026-水务局.pdf", 2026): [
        ("expenditure", "", "amount", PCT, 50.8), ("staff", "", "units", NOW, 13),
        ("project", "污水处理服务费（政府性基金）", "amount", NOW, 52765.99),
        ("project_item", "原水费、电费及水资源税", "amount", NOW, 21348), ("performance", "", "targets", NOW, 48),
        ("key_project", "水务发展资金", "amount", NOW, 5340.10), ("procurement", "", "works", NOW, 1213.76),
    ],
    ("guangzhou/2026-信访局.pdf", 2026): [
        ("income", "", "amount", NOW, 3944.08), ("expenditure", "", "amount", PCT, 7.8),
        ("three_public", "", "total", PCT, -17.2), ("three_public", "", "vehicle", PCT, -28.6),
        ("three_public", "", "reception", PCT, 0), ("operating_cost", "", "amount", CHANGE, -23.32),
        ("procurement", "", "works", NOW, 18), ("assets", "", "fixed_assets", NOW, 2995.16),
        ("assets", "", "buildings", NOW, 8268.74), ("expenditure", "委托业务费", "amount", CHANGE, 49.27),
        ("key_project", "云客服服务外包项目", "amount", NOW, 252.28),
    ],
    ("guangzhou/2026-政务服务和数据管理局.pdf", 2026): [
        ("income", "", "amount", CHANGE, -1560.77), ("three_public", "", "vehicle_operation", CHANGE, -4.11),
        ("three_public", "", "vehicle", PCT, -24.5), ("procurement", "", "goods", NOW, 35.15),
        ("operating_cost", "", "amount", PCT, -41.1), ("assets", "", "new_fixed_assets", NOW, 127.54),
    ],
    ("shanghai/2025-普陀区人民政府办公室.pdf", 2025): [
        ("income", "财政拨款收入", "amount", CHANGE, -2389.52), ("expenditure", "国有资本经营预算拨款支出", "amount", CHANGE, 0),
        ("expenditure", "住房保障支出-住房改革支出-购房补贴", "amount", NOW, 186.77),
        ("three_public", "", "total", NOW, 867.50), ("three_public", "", "total", CHANGE, 0),
        ("operating_cost", "", "amount", NOW, 213.28), ("procurement", "", "procurement_small_micro", NOW, 34),
        ("performance", "", "targets", NOW, 11), ("performance", "", "amount", NOW, 6626),
    ],
    ("shanghai/2023-普陀区万里街道办事处.pdf", 2023): [
        ("income", "财政拨款收入", "amount", CHANGE, 1421.25), ("procurement", "", "services", NOW, 270),
        ("expenditure", "一般公共服务支出-统计信息事务-统计管理", "amount_on_execution", BEFORE, 1.48),
        ("expenditure", "一般公共服务支出-统计信息事务-统计管理", "amount_on_execution", PCT, 77.70),
        ("assets", "一般公务用车", "vehicles_by_kind", NOW, 3), ("three_public", "", "vehicle_operation", CHANGE, 0),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("path", "year"), HAND_READ, ids=[path for path, _ in HAND_READ])
def test_documents_say_what_was_read_by_hand(corpus: Path, path: str, year: int) -> None:
    found = {row[:5] for row in short(said_in(corpus, path, year))}
    assert [row for row in HAND_READ[path, year] if row not in found] == []


SHENZHEN = [
    "交通运输局", "人民政府办公厅", "信访局", "卫生健康委员会", "国有资产监督管理委员会", "审计局",
    "建筑工务署", "民政局", "水务局", "统计局", "规划和自然资源局宝安管理局", "财政局",
]  # fmt: skip


@pytest.mark.parametrize("department", SHENZHEN)
def test_the_blocks_and_projects_of_each_unit_add_up(corpus: Path, department: str) -> None:
    """The document is its own oracle: what was read of a unit is complete if it sums to what the unit says."""
    said = said_in(corpus, f"shenzhen/2026-{department}.pdf", 2026)
    now = said[(said["period"] == NOW)]
    units = now[(now["topic"] == "block")].groupby("entity", sort=False)
    assert len(units) == {"建筑工务署": 4, "水务局": 13}.get(department, 1)
    for entity, blocks in units:
        total, *rest = blocks["value"]
        listed = rest[: len(rest) // 2]
        assert sum(listed) == pytest.approx(total, abs=0.01 * len(listed)), entity
        assert list(rest[len(listed) :]) == listed, entity
        projects = now[(now["topic"] == "project") & (now["entity"] == entity)]["value"]
        assert projects.sum() == pytest.approx(listed[-1], abs=0.01 * len(projects)), entity


def test_a_final_account_against_its_budget() -> None:
    said = "“三公”经费支出预算为10万元，支出决算为8万元，完成预算的80%，决算数较预算数减少2万元，主要原因是从紧。"
    ids = {"source_id": "s", "region": "", "department": DEPARTMENT, "year": 2024, "phase": "final"}
    table = claims([Line(said, 1)], ids)
    rows = [(r.phase, r.period, r.value) for r in table.itertuples()]
    assert rows == [
        ("budget", NOW, 10),
        ("final", NOW, 8),
        ("final", "completion_pct", 80),
        ("final", "deviation", -2),
    ]


def test_goals_of_a_form_count_staff_and_name_the_project_that_they_aim_at() -> None:
    blocks = [
        Line("某市园林局预算90万元，包括项目支出90万元。", 1),
        Line("项目支出90万元，主要包括：1.古树名木养护补助60万元，比2023年增加5万元。", 2),
        Grid((("年度总体目标", "目标1：劳务派遣人员共12人，从而保障运行。目标2：落实古树名木养护补助，全年养护数量≤3万株，养护完成率≥ 90%。"),),
             (3,), None),
    ]  # fmt: skip
    found = read(blocks)
    goals = found[found["measure"].isin(["dispatched", "target"])]
    assert [(r.topic, r.name, r.parent, r.printed, r.unit) for r in goals.itertuples()] == [
        ("staff", "劳务派遣人员", "", "12", "人"), ("performance", "全年养护数量", "古树名木养护补助", "≤3", "万株"),
        ("performance", "养护完成率", "古树名木养护补助", "≥90", "%"),
    ]  # fmt: skip
