"""Layouts of provinces and years that no other test has: heads, codes, funds and numbering as they are printed there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from test_layouts import amount, cells, grid, lines

import yusuan as ys
from yusuan.model import Block, Disclosure
from yusuan.proof import identities
from yusuan.reading import from_blocks


def document(*blocks: Block | list[Block], title: str = "青石市档案局2030年度部门决算公开") -> Disclosure:
    flat = lines(title)
    for block in blocks:
        flat += block if isinstance(block, list) else [block]
    return from_blocks(flat, "small.txt")


def test_classes_of_the_economic_classification_are_measures_of_their_own() -> None:
    found = cells(
        lines("2031年一般公共预算支出情况表", "预算05表", "部门：101_青石市档案局 单位：万元"),
        grid(
            "科目编码|^|^|单位代码|单位（科目名称）|合计|基本支出|^|^|^|项目支出",
            "类|款|项|^|^|^|工资福利支出|对个人和家庭的补助|商品和服务支出|资本性支出|^",
            "**|**|**|**|**|1|2|3|4|5|6",
            "||||合计|12.50|7.00|1.00|1.50|0.50|2.50",
            "201|26|01|301|行政运行|12.50|7.00|1.00|1.50|0.50|2.50",
        ),
    )
    assert set(found["table"]) == {"general_by_function"} and set(found["entity"]) == {"青石市档案局"}
    row = found[found["code"] == "2012601"].set_index("measure")["amount_yuan"] / 10_000
    assert row.to_dict() == {
        "total": 12.5, "工资福利支出": 7, "对个人和家庭的补助": 1, "商品和服务支出": 1.5, "资本性支出": 0.5, "project": 2.5,
    }  # fmt: skip


def test_a_part_of_a_fund_is_of_that_fund_and_not_its_total() -> None:
    found = cells(
        lines("预算02表", "2031年部门收入总体情况表", "单位：万元"),
        grid(
            "科目|^|单位（科目名称）|总计|一般公共预算|^|政府性基金",
            "类|款|^|^|小计|其中：财政拨款|^",
            "201|26|档案事务|12.50|12.00|11.00|0.50",
        ),
    )
    assert amount(found, measure="total", fund="general_public") == 12
    assert amount(found, measure="其中：财政拨款", fund="general_public") == 11
    assert amount(found, measure="total", fund="all") == 12.5


def test_spread_codes_and_numbered_columns_in_one_row_of_the_head() -> None:
    found = document(
        lines("收入决算表", "财决公开02表", "部门：青石市档案局 2030年度 金额单位：元"),
        grid(
            "项目|^|^|^|本年收入合计|财政拨款收入|其他收入",
            "支出功能分类科目编码|^|^|科目名称|^|^|^",
            "类|款|项|栏次|1|2|3",
            "^|^|^|合计|130,000.00|125,000.00|5,000.00",
            "20126|^|^|档案事务|130,000.00|125,000.00|5,000.00",
        ),
    )
    assert found.meta.tables[0].number == "02表" and found.meta.department == "青石市档案局"
    assert len(found.cells) == 6 and set(found.cells["name"]) == {"合计", "档案事务"}
    assert amount(found.cells, code="20126", fund="other") == 0.5


def test_what_a_final_account_brings_forward_spends_and_carries_forward() -> None:
    found = document(
        lines("政府性基金预算财政拨款收入支出决算表", "公开08表", "金额单位：万元"),
        grid(
            "项目|^|年初结转和结余|本年收入|本年支出|^|^|年末结转和结余",
            "功能分类科目编码|科目名称|^|^|小计|基本支出|项目支出|^",
            "212|城乡社区支出|1.00|2.00|2.50|0.40|2.10|0.50",
        ),
    )
    measured = {
        r.measure: r.amount_yuan / 10_000 for r in found.cells.itertuples() if r.fund == "government_fund"
    }
    assert measured == {
        "brought_forward": 1,
        "income": 2,
        "total": 2.5,
        "basic": 0.4,
        "project": 2.1,
        "carry_forward": 0.5,
    }
    checked = identities(found)
    assert {"年初结转 + 本年收入 = 本年支出 + 年末结转", "本年支出 = 基本 + 项目等"} <= set(checked["rule"])
    assert set(checked["status"]) <= {"exact", "not_checkable"}


def test_one_fund_by_year() -> None:
    found = document(
        lines("一般公共预算支出预算表", "单位：万元"),
        grid("科目编码|科目名称|合计|当年财政拨款安排|上年结转安排", "214|交通运输支出|5.00|3.00|2.00"),
    )
    checked = identities(found)
    assert list(checked.loc[checked["family"] == "ROW", "rule"]) == ["合计 = 本年 + 上年结转"]
    assert set(checked["status"]) <= {"exact", "not_checkable"}


def test_the_sum_of_the_three_public_items_is_the_total_of_their_table() -> None:
    heads = "因公出国（境）费|公务用车购置及运行费|公务接待费"
    alone = cells(
        lines("预算03-1表", "一般公共预算“三公”经费支出预算表", "单位：元"),
        grid(f"“三公”经费合计|{heads}", "35,000.00||25,000.00|10,000.00"),
    )
    assert amount(alone, measure="total") == 3.5
    with_more = cells(
        lines("“三公”经费、会议费支出预算表", "单位：元"),
        grid(f"合计|“三公”经费合计|{heads}|会议费", "40,000.00|35,000.00||25,000.00|10,000.00|5,000.00"),
    )
    assert amount(with_more, measure="total") == 4 and amount(with_more, measure="three_public") == 3.5


def test_a_number_of_things_is_no_money_and_a_project_code_gives_no_level() -> None:
    found = cells(
        lines("表10", "政府采购预算表", "单位：万元"),
        grid(
            "部门预算单位代码|单位名称|项目编码|项目名称|采购数量|合计",
            "301001|青石市档案馆|53010022|档案数字化|10|2.50",
        ),
    )
    quantity = found[found["measure"] == "quantity"].iloc[0]
    assert quantity["printed"] == "10" and quantity["unit"] == "" and pd.isna(quantity["amount_yuan"])
    assert amount(found, name="档案数字化", measure="total", level=1, entity="青石市档案馆") == 2.5


def test_a_line_that_only_numbers_a_table_is_not_its_title() -> None:
    for number in ("预算07表", "预算01-2表", "附表7", "公开07表"):
        found = document(
            lines("2031年部门支出总表", number, "单位：万元"),
            grid("科目编码|科目名称|合计", "201|一般公共服务支出|12.50"),
            title="2031年青石市档案局部门预算",
        )
        assert [(t.kind, t.title) for t in found.meta.tables] == [("expenditure", "2031年部门支出总表")]


def head(*title: str) -> tuple[str, str, int | None, str]:
    """Department, region, year and phase of a document that begins with these lines."""
    meta = from_blocks(
        [
            *lines(*title, "部门支出总表", "单位：万元"),
            grid("科目编码|科目名称|合计", "201|一般公共服务支出|12.50"),
        ],
        "small.txt",
    ).meta
    return meta.department, meta.region, meta.year, meta.phase


def test_what_a_document_is_from_the_lines_it_begins_with() -> None:
    archive = "青石市档案局"
    assert head("附件2：", f"{archive}2018年部门预算公开表") == (archive, "青石市", 2018, "budget")
    assert head("目　录", "第一部分 青石市档案局概况", f"第二部分 {archive}2024年部门预算表")[0] == archive
    assert head("发布机构：某厅 发布日期：2023-02-08", f"{archive}2024年部门预算") == (
        archive,
        "青石市",
        2024,
        "budget",
    )
    # The name of a sheet or an annex stands above a title that is whole.
    assert head("封面", f"2024年{archive}部门预算收支总表")[:2] == (archive, "青石市")
    assert head("表1", f"{archive}2024年部门预算")[:2] == (archive, "青石市")
    assert head(archive, "二○一九年度部门决算") == (archive, "青石市", 2019, "final")
    assert head("2024年部门预算公开", f"（{archive}）")[:2] == (archive, "青石市")
    assert head(f"关于{archive}2024年部门预算编制的说明")[:2] == (archive, "青石市")
    assert head("2023年部门综合预算公开", "青石县黑水镇人民政府")[:2] == ("青石县黑水镇人民政府", "青石县")
    assert head("青石省黑水市2024年市本级部门“三公”经费财政拨款预算汇总表")[0] == "青石省黑水市"
    assert head("2021年度", "青石县黑水镇人民政府", "部门决算公开") == (
        "青石县黑水镇人民政府",
        "青石县",
        2021,
        "final",
    )


@pytest.mark.parametrize(
    "title",
    [
        "附件1|青石市档案局2024年部门预算公开", "青石市档案局部门预算|2024年度", "2024年青石市市本级部门预算公开（青石市档案局）",
        "目录|第一部分 青石市档案局概况|一、主要职责|第二部分 2024年部门预算表", "青石市2024年部门预算|青石市档案局|二〇二四年二月",
        "2024年度青石市档案局部门整体支出预算公开", "关于2024年部门预算的批复|青石市档案局：", "青石市档案局关于2024年部门预算公开的说明",
        "目录|一、青石市档案局2024年部门预算情况说明|二、2024年部门预算表", "公开部门：青石市档案局|2024年部门预算公开",
        "青石市档案局2024-2026年中期财政规划及2024年部门预算", "青石市档案局2024年国有资本经营预算公开",
    ],
)  # fmt: skip
def test_a_title_names_its_department_in_many_ways(title: str) -> None:
    assert head(*title.split("|")) == ("青石市档案局", "青石市", 2024, "budget")


def test_regions_of_every_kind() -> None:
    def region(department: str) -> str:
        return head(f"{department}2024年部门预算")[1]

    assert region("中共青石市委组织部") == "青石市"
    assert region("青石经济技术开发区管理委员会") == "青石经济技术开发区"
    assert region("湖南省湘西土家族苗族自治州档案馆") == region("湘西州档案馆") == "湘西州"
    assert (
        region("贵州省黔东南苗族侗族自治州凯里市档案馆") == region("黔东南州凯里市档案馆") == "黔东南州凯里市"
    )
    assert region("广东省深圳市宝安区档案局") == region("深圳市宝安区档案局") == "深圳市宝安区"
    assert region("青海省档案局") == "青海省"
    assert region("新疆生产建设兵团第八师档案局") == "新疆生产建设兵团"
    assert region("青石大学") == ""
    assert region("恩施州财政局") == "恩施州" and region("苏州工业园区管理委员会") == "苏州工业园区"
    assert {region(f"{name}青石市委员会") for name in ("共青团", "政协", "九三学社", "中国民主同盟")} == {
        "青石市"
    }
    assert {region(name) for name in ("财政部", "审计署", "中国科学院", "全国人大常委会办公厅")} == {"中央"}
    assert region("自治区发展改革委") == ""


def test_tables_that_the_contents_promise() -> None:
    promised = document(
        lines(
            "青石市档案局", "2024年部门预算", "目　录", "一、部门收支总表……………5", "表1-1 部门收入总表 ....... 6",
            "附件3：一般公共预算支出表 8",
        ),
        lines("部门支出总表", "单位：万元"),
        grid("科目编码|科目名称|合计", "201|一般公共服务支出|12.50"),
        title="",
    ).meta.promised  # fmt: skip
    assert promised == ("部门收支总表", "部门收入总表", "一般公共预算支出表")


def test_a_code_of_two_digits_goes_on_from_the_code_above() -> None:
    found = cells(
        lines("部门支出总表", "单位：万元"),
        grid("科目编码|科目名称|合计", "201|一般公共服务支出|12.50", "26|档案事务|12.50", "01|行政运行|4.00", "04|档案馆|8.50"),
    )  # fmt: skip
    assert found["code"].tolist() == ["201", "20126", "2012601", "2012604"]
    assert found["is_leaf"].tolist() == [False, False, True, True]


def test_a_translation_after_the_chinese_changes_nothing() -> None:
    rows = (
        "科目编码 Code|科目名称 Name|合计 Total|基本支出 Basic|项目支出\nProjects",
        "201|一般公共服务支出General public services|12.50|10.00|2.50",
        "20126|档案事务 Archives (all)|12.50|10.00|2.50",
    )
    found = cells(lines("部门支出总表 Expenditure", "单位：万元 Unit: RMB 10,000"), grid(*rows))
    assert found["measure"].tolist() == ["total", "basic", "project"] * 2
    assert found["name"].unique().tolist() == ["一般公共服务支出", "档案事务"]
    one = cells(
        lines("部门支出总表"), grid("科目编码|科目名称|合计", "201|一般公共服务支出 A General one|12.50")
    )
    assert one["name"].tolist() == ["一般公共服务支出A General one"]
    beside = ("བསྡོམས་\n合计", "基本支出 རྨང་གཞི་", "项目支出\nᠲᠥᠰᠦᠯ ᠤᠨ", "科目名称 تۈر نامى")
    found = cells(
        lines("部门支出总表"), grid("|".join(["科目编码", *beside]), "201|10.00|5.00|5.00|档案事务")
    )
    assert found["measure"].tolist() == ["total", "basic", "project"] and set(found["code"]) == {"201"}


def test_figures_in_thousands_are_read_in_tables_and_text() -> None:
    found = document(
        lines("2030年单位支出预算12.5千元，其中：基本支出10.0千元，占80%；项目支出2.5千元，占20%。"),
        lines("部门支出总表", "单位：千元"),
        grid("科目编码|科目名称|合计|基本支出|项目支出", "|合计|12.5|10.0|2.5"),
        title="青石市档案局2030年单位预算",
    )
    assert found.cells["amount_yuan"].tolist() == [12_500, 10_000, 2_500]
    assert found.claims.query("unit == '千元'")["amount_yuan"].tolist() == [12_500, 10_000, 2_500]


def test_the_department_without_its_province_is_the_department() -> None:
    found = document(
        lines("部门收入总表", "单位：万元"),
        grid("单位名称|合计|一般公共预算拨款", "合计|12.50|12.50", "白山县档案局|10.00|10.00", "白山县档案馆|2.50|2.50"),
        title="青石省黑水州白山县档案局2030年部门预算",
    )  # fmt: skip
    assert found.cells["entity"].unique().tolist() == ["青石省黑水州白山县档案局", "白山县档案馆"]


def test_an_empty_row_under_the_head_of_a_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("支出总表")
        for row, texts in enumerate(
            (["科目编码", "科目名称", "合计", "基本支出", "项目支出"], [], ["201", "一般公共服务支出"])
        ):
            sheet.write_row(row, 0, texts)
        sheet.write_row(2, 2, [12.5, 10, 2.5])
        sheet.write_row(4, 0, ["单位：万元"])
    found = ys.read(tmp_path / "a.xlsx").cells
    assert found["measure"].tolist() == ["total", "basic", "project"]


def test_a_head_below_figures_begins_a_table_without_a_title() -> None:
    found = cells(
        lines("部门支出总表", "单位：万元"),
        grid(
            "科目编码|科目名称|合计|基本支出",
            "201|一般公共服务支出|12.50|10.00",
            "科目编码|科目名称|合计|基本支出",
            "208|社会保障和就业支出|2.50|2.50",
            "项目|2030年预算数|2031年预算数|增减额",
            "公务接待费|3.00|2.00|-1.00",
        ),
    )
    assert found["table"].tolist() == ["expenditure"] * 4 + ["other"] * 3
    assert found["code"].tolist()[:4] == ["201", "201", "208", "208"]
    assert found["period"].tolist()[4:] == ["previous", "current", "change"]
    assert set(found["name"][4:]) == {"公务接待费"}
    rows = (
        "项目|预算数|项目|预算数|科目|预算数",
        "拨款|1.00|支出|1.00|支出|1.00",
        "上年结转||结转下年||结转下年|",
    )
    assert set(cells(lines("收支总表"), grid(*rows, "总计|1.00|总计|1.00|总计|1.00"))["table"]) == {"balance"}


def test_units_in_brackets_of_columns_and_titles() -> None:
    found = document(
        lines("政府采购预算表"),
        grid("采购项目|数量|单价（元）|金额（千元）", "书架|10|5,000.00|50.00"),
        lines("部门支出总表（百万元）"),
        grid("科目编码|科目名称|合计|基本支出（亿元）", "201|一般公共服务支出|12.5|0.1"),
        title="2031年青石市档案局部门预算",
    ).cells
    assert found["unit"].tolist()[1:] == ["元", "千元", "百万元", "亿元"]
    assert found["amount_yuan"].tolist()[1:] == [5_000, 50_000, 12_500_000, 10_000_000]
    assert found["measure"].tolist() == ["quantity", "unit_price", "total", "total", "basic"]


def test_a_code_is_of_what_its_head_stands_under_and_money_may_have_its_sign() -> None:
    found = cells(
        lines("部门支出总表", "单位：元"),
        grid(
            "单位编码|单位名称|功能科目|^|合计",
            "^|^|编码|名称|^",
            "301|青石市档案局|2012601|行政运行|￥1,200.00",
        ),
    )
    assert found[["entity", "code", "name", "amount_yuan"]].to_numpy().tolist() == [
        ["青石市档案局", "2012601", "行政运行", 1200.0]
    ]


def test_a_column_of_codes_is_one_whatever_its_head() -> None:
    found = cells(
        lines("部门支出总表", "单位：万元"),
        grid("代号|科目名称|合计|基本支出", "201|一般公共服务支出|12.50|10.00", "20126|档案事务|12.50|10.00"),
    )
    assert found[["code", "measure"]].to_numpy().tolist() == [
        ["201", "total"], ["201", "basic"], ["20126", "total"], ["20126", "basic"]
    ]  # fmt: skip


def test_a_code_and_its_name_in_one_cell_and_a_name_that_begins_with_a_number() -> None:
    found = cells(
        lines("一般公共预算支出表", "单位：万元"),
        grid(
            "科目|合计|基本支出|项目支出",
            "合计|12.50|10.00|2.50",
            "201 一般公共服务支出|12.50|10.00|2.50",
            "20126 档案事务|12.50|10.00|2.50",
            "2012601 行政运行|10.00|10.00|",
            "2012604 档案馆|2.50||2.50",
        ),
    )
    whole = found[found["measure"] == "total"]
    assert whole["code"].tolist() == ["", "201", "20126", "2012601", "2012604"]
    assert whole["name"].tolist() == ["合计", "一般公共服务支出", "档案事务", "行政运行", "档案馆"]
    projects = cells(
        lines("项目支出表", "单位：万元"),
        grid("项目名称|金额", "合计|2.50", "12345 热线|1.50", "201 号楼修缮|1.00"),
    )
    assert projects["name"].tolist() == ["合计", "12345热线", "201号楼修缮"] and not projects["code"].any()
