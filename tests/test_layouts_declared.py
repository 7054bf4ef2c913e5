"""Tables of provinces that the corpus lacks, declared by title and head: each is of its kind, each column means one thing.

The heads are as these places print them (Sichuan 表1-1 to 4-1, Hunan 1-26, Hubei, Henan, Shanxi, Liaoning, Yunnan,
Xinjiang, national final accounts); the figures are ours.
"""

from __future__ import annotations

import pytest
from test_layouts import cells, grid, lines

from yusuan.reading import from_blocks

# Title, head, and for its amount columns from left to right: measure, fund (and period or phase, where not of this budget).
TABLES = {
    "四川 2-1": (
        "财政拨款支出预算表（部门经济分类科目）",
        ["科目编码|^|单位代码|单位名称（科目）|总计|省级当年财政拨款安排|^|^|^|上年结转安排|^|^",
         "类|款|^|^|^|合计|一般公共预算拨款|^|^|合计|一般公共预算拨款|^",
         "^|^|^|^|^|^|小计|基本支出|项目支出|^|小计|项目支出"],
        "fiscal_by_economic",
        "total all, total this_year, total general_public, basic general_public, project general_public, "
        "total carryover, total carryover_general_public, project carryover_general_public",
    ),
    "四川 3": ("一般公共预算支出预算表", ["科目编码|单位名称（科目）|合计|当年财政拨款安排|上年结转安排"],
             "general_by_function", "total general_public, total this_year, total carryover"),
    "四川 3-2": ("一般公共预算项目支出预算表", ["科目编码|单位名称（科目）|金额"], "general_project", "project general_public"),
    "四川 3-3": (
        "一般公共预算“三公”经费支出预算表",
        ["单位编码|单位名称（科目）|当年财政拨款预算安排|^|^|^|^|^",
         "^|^|合计|因公出国（境）费用|公务用车购置及运行费|^|^|公务接待费",
         "^|^|^|^|小计|公务用车购置费|公务用车运行费|^"],
        "three_public",
        "total general_public, overseas general_public, vehicle general_public, vehicle_purchase general_public, "
        "vehicle_operation general_public, reception general_public",
    ),
    "湖南 2": (
        "收入总表",
        ["单位代码|单位名称|总计|一般公共预算|^|^|政府性基金预算|上年结转结余|^",
         "^|^|^|小计|经费拨款|纳入一般公共预算管理的非税收入拨款|^|合计|一般公共预算"],
        "revenue",
        "total all, total general_public, 经费拨款 general_public, 纳入一般公共预算管理的非税收入拨款 general_public, "
        "total government_fund, total carryover, total carryover_general_public",
    ),
    "湖南 4": (
        "支出预算分类汇总表（按政府预算经济分类）",
        ["功能科目|^|^|科目名称（单位）|总计|机关工资福利支出|机关资本性支出（二）|对企业资本性支出|转移性支出|其他支出",
         "类|款|项|^|^|^|^|^|^|^"],
        "function_by_economic",
        "total all, 机关工资福利支出 all, 机关资本性支出（二） all, 对企业资本性支出 all, 转移性支出 all, 其他支出 all",
    ),
    "湖南 9": (
        "一般公共预算基本支出表-人员经费（工资福利支出）（按部门预算经济分类）",
        ["科目编码|^|^|科目名称（单位）|总计|工资津补贴|^|^|社会保障缴费|^|住房公积金",
         "类|款|项|^|^|合计|基本工资|津贴补贴|合计|职业年金缴费|^"],
        "function_by_economic",
        "basic general_public, 工资津补贴 general_public, 基本工资 general_public, 津贴补贴 general_public, "
        "社会保障缴费 general_public, 职业年金缴费 general_public, 住房公积金 general_public",
    ),
    "湖南 20": (
        "省级专项资金预算汇总表",
        ["单位代码|单位（专项）名称|省级专项资金|^|^", "^|^|总计|按支出方向|^", "^|^|^|省本级支出|对市县专项转移支付"],
        "project_expenditure", "special_funds all, 省本级支出 all, 对市县专项转移支付 all",
    ),
    "辽宁": ("部门债务支出预算表", ["单位名称|支出功能分类科目|合计|一般公共预算|政府性基金"], "debt",
           "total all, total general_public, total government_fund"),
    "云南 12": ("部门项目中期规划预算表", ["单位名称|项目级次|项目名称|2030年|2031年|2032年"], "medium_term",
              "project all, 2031年 all, 2032年 all"),
    "云南 8": (
        "部门政府购买服务预算表",
        ["预算项目|政府购买服务项目|政府购买服务指导性目录代码|所属服务类别|资金来源|^", "^|^|^|^|总计|一般公共预算"],
        "purchased_services", "total all, total general_public",
    ),
    "云南 10": ("新增资产配置表", ["单位名称|资产类别|资产名称|计量单位|数量|单价|金额"], "assets",
              "quantity all, unit_price all, total all"),
    "河北 11": ("政府采购预算表", ["采购项目名称|采购品目|计量单位|数量|单价|总金额"], "procurement",
              "quantity all, unit_price all, total all"),
    "广东 2": (
        "收入总体情况表",
        ["单位名称|合计|财政专户拨款收入|^|其他收入", "^|^|教育收费|其他专户收入拨款|^"],
        "revenue", "total all, total special_account, total special_account_其他专户收入拨款, total other",
    ),
    "决算 1": (
        "收入支出决算总表",
        ["收入|^|^|^|^", "项目|行次|年初预算数|全年预算数|决算数", "栏次||1|2|3"],
        "balance", "total all budget, adjusted_budget all budget, total all",
    ),
    "天津 7": (
        "一般公共预算“三公”经费支出预算表",
        ["单位名称|“三公”经费财政拨款预算总额|因公出国（境）费|公务用车购置及运行费|^|公务接待费", "^|^|^|小计|公务用车运行费|^"],
        "three_public", "total general_public, overseas general_public, vehicle general_public, "
        "vehicle_operation general_public, reception general_public",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", TABLES)
def test_each_column_of_a_head_means_one_thing(place: str) -> None:
    title, head, kind, meant = TABLES[place]
    width = head[0].count("|") + 1
    labels = width - len(meant.split(", "))
    row = "|".join(["301", *["档案整理"] * (labels - 1), *[f"{i}.50" for i in range(1, width - labels + 1)]])
    document = from_blocks(
        [*lines("青石市档案局2030年度部门" + ("决算" if place.startswith("决算") else "预算")), *lines("表1", title, "单位：万元"),
         grid(*head, row)], "small.txt",
    )  # fmt: skip
    assert [(t.kind, t.title) for t in document.meta.tables] == [(kind, title)]
    found = document.cells.sort_values("printed")
    keys = [
        f"{r.measure} {r.fund}" + (" budget" if place.startswith("决算") and r.phase == "budget" else "")
        for r in found.itertuples()
    ]
    assert keys == meant.split(", ")
    assert not document.findings["message"].str.contains("不明").any()


def test_a_department_that_is_one_of_its_units_is_whole_once_and_part_once() -> None:
    """合计, the department over all, the department alone, and another unit: the leaves are what adds up."""
    found = cells(
        lines("收入总表", "单位：万元"),
        grid("单位编码|单位名称|合计", "|合计|20.00", "301|青石市档案局|20.00", "301001|青石市档案局|12.00",
             "301002|青石市档案馆|8.00"),
    )  # fmt: skip
    assert list(found["is_leaf"]) == [False, False, True, True]
    below_a_total = cells(
        lines("收入总表", "单位：万元"),
        grid("单位名称|合计", "合计|20.00", "青石市档案局|12.00", "青石市档案馆|8.00"),
    )
    assert list(below_a_total["is_leaf"]) == [False, True, True]


def test_groups_of_a_list_stand_further_left_than_what_is_in_them() -> None:
    found = cells(
        lines("政府采购支出表", "单位：万元"),
        grid(
            "采购品目大类|专项名称|采购品目名称|总计", "合计|||9.00", "货物|||4.00", "|办公设备|扫描仪|3.00",
            "|办公设备|书架|1.00", "服务|||5.00", "|档案整理||5.00", "||数字化|3.00", "||装订|2.00",
        ),
    )  # fmt: skip
    assert list(found["level"]) == [0, 1, 2, 2, 1, 2, 3, 3]
    assert found.loc[found["is_leaf"], "amount_yuan"].sum() == 90_000


def test_targets_by_their_columns_with_sign_and_unit_apart() -> None:
    head = "项目名称|年度资金总额|一级指标|二级指标|三级指标|指标值类型|指标值|计量单位|权重"
    found = cells(
        lines("项目支出绩效目标表", "单位：万元"),
        grid(head, "库房修缮|2.50|产出指标|数量指标|修缮面积|≥|310.5|平方米|20",
             "^|^|满意度指标|服务对象满意度指标|读者满意度|≥|95|%|10", "^|^|成本指标|经济成本指标|总成本|≤|2.5|万元|20"),
    )  # fmt: skip
    targets = found[found["measure"] == "target"]
    assert [(r.name.split("/")[-1], r.printed, r.unit) for r in targets.itertuples(index=False)] == [
        ("修缮面积", "310.5", "平方米"), ("读者满意度", "95", "%"), ("总成本", "2.5", "万元"),
    ]  # fmt: skip


def test_a_self_assessment_is_read_with_its_three_stages_and_without_its_marks() -> None:
    found = cells(
        lines("项目支出绩效自评表"),
        grid(
            "项目名称|库房修缮|^|^|^|^|^", "项目资金（万元）|^|年初预算数|全年预算数|全年执行数|分值|执行率",
            "^|年度资金总额|10.00|11.00|9.90|10|90%", "^|其中：财政拨款|10.00|11.00|9.90|—|90%",
        ),
    )  # fmt: skip
    assert set(found["printed"]) == {"10.00", "11.00", "9.90"}
    assert {"executed", "adjusted_budget"} <= set(found["measure"])


@pytest.mark.parametrize(
    ("above", "title"),
    [("表7 一般公共预算财政拨款", "支出表"), ("政府性基金预算财政拨款收", "入支出决算表"),
     ("公开09表：一般公共预算“三公”经费、会议费、培训费", "支出预算表")],
)  # fmt: skip
def test_a_title_goes_on_over_its_line(above: str, title: str) -> None:
    document = from_blocks(
        [*lines("2031年青石市档案局部门预算", above, title, "单位：万元"), grid("科目编码|科目名称|合计", "201|一般公共服务支出|12.50")],
        "small.txt",
    )  # fmt: skip
    assert document.meta.tables[0].title.endswith(title) and len(document.meta.tables[0].title) > len(title)
    assert document.meta.tables[0].kind in ("general_by_function", "government_fund", "three_public")


# Title, head and rows; of each row its level, and whether it is a leaf.
ROWS = {
    "the three costs stand by their numbers, not by the code that a name may have": (
        "“三公”经费支出决算表",
        ["项目|统计数", "（一）支出合计|12.60", "1．因公出国（境）费|0.00", "2．公务用车购置及运行维护费|11.40", "（1）公务用车购置费|0.00",
         "（2）公务用车运行维护费|11.40", "3．公务接待费|1.20", "（1）国内接待费|1.20"],
        [(0, False), (2, True), (2, False), (3, True), (3, True), (2, False), (3, True)],
    ),
    "without numbers, what is run or bought is a part of the vehicles": (
        "“三公”经费支出预算表",
        ["项目|预算数", "合计|9.00", "因公出国（境）费|1.00", "公务接待费|2.00", "公务用车购置及运行费|6.00", "公务用车购置费|0.00",
         "公务用车运行费|6.00"],
        [(0, False), (1, True), (1, True), (1, False), (2, True), (2, True)],
    ),
    "本年收入小计 is a total, and what follows 其中 goes on until the next number": (
        "部门收入预算表",
        ["项目|预算数", "一、事业收入|25.00", "其中：医疗收入|24.00", "科教收入|1.00", "二、其他收入|2.00", "本年收入小计|27.00",
         "上年结转|3.00", "收入总计|30.00"],
        [(1, False), (2, True), (2, True), (1, True), (0, False), (1, True), (0, False)],
    ),
    "合计 of a list of projects sums those of its units": (
        "项目支出表", ["项目名称|项目单位|合计", "库房修缮|青石市档案馆|5.00", "古籍数字化|青石市图书馆|4.00", "|合计|9.00"],
        [(1, True), (1, True), (0, False)],
    ),
    "合计 may stand in the column of kinds": (
        "项目支出表", ["类型|项目名称|项目单位|合计", "专项|库房修缮|青石市档案馆|5.00", "专项|古籍数字化|青石市图书馆|4.00", "合计|||9.00"],
        [(1, True), (1, True), (0, False)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", ROWS)
def test_rows_of_a_list_are_wholes_or_parts(place: str) -> None:
    title, rows, expected = ROWS[place]
    found = cells(lines(title, "单位：万元"), grid(*rows))
    assert list(zip(found["level"], found["is_leaf"], strict=True)) == expected


def test_of_two_classifications_side_by_side_the_first_gives_code_and_name() -> None:
    found = cells(
        lines("支出经济分类汇总表", "单位：万元"),
        grid("部门预算经济分类|^|^|政府预算经济分类|^|^|合计", "类|款|科目名称|类|款|科目名称|^",
             "301|01|基本工资|501|01|工资奖金津补贴|7.00", "302|01|办公费|502|01|办公经费|2.00"),
    )  # fmt: skip
    assert list(zip(found["code"], found["name"], strict=True)) == [
        ("30101", "基本工资"),
        ("30201", "办公费"),
    ]


def test_the_three_costs_are_no_total_where_meetings_are_added_to_them() -> None:
    rows = ["项目|预算数", "合计|41.00", "一、“三公”经费|36.00", "1.公务接待费|36.00", "二、会议费|5.00"]
    found = cells(lines("“三公”经费、会议费支出预算表", "单位：万元"), grid(*rows))
    assert list(found["measure"]) == ["total", "three_public", "reception", "meeting"]


@pytest.mark.parametrize("apart", [".", "-", "－", " "])
def test_the_digits_of_a_code_may_be_set_apart(apart: str) -> None:
    codes = [apart.join(parts) for parts in (("201",), ("201", "26"), ("201", "26", "01"))]
    found = cells(
        lines("部门支出总表", "单位：万元"),
        grid("科目编码|科目名称|合计", *(f"{code}|档案|12.00" for code in codes)),
    )
    assert list(found["code"]) == ["201", "20126", "2012601"] and list(found["level"]) == [1, 2, 3]


def test_whole_codes_under_one_of_three_heads_are_codes() -> None:
    """The converter put all of 类 款 项 into one column, and the head above them on the first."""
    found = cells(
        lines("部门支出总表", "单位：万元"),
        grid(
            "科目编码类|款|项|科目名称|合计",
            "||201|一般公共服务支出|12.00",
            "||26|档案事务|12.00",
            "||01|行政运行|12.00",
        ),
    )
    assert list(found["code"]) == ["201", "20126", "2012601"]
