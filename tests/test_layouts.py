"""Layouts of other places and years, as small grids of our own: what a column holds is told by its words alone."""

from __future__ import annotations

import pandas as pd

from yusuan.model import Block, Grid, Line
from yusuan.reading import from_blocks


def grid(*rows: str, page: int = 1, line: int = 10) -> Grid:
    """Rows with cells between `|`; `^` is a place covered by a merged cell, nothing is a blank."""
    cells = [tuple(None if c.strip() == "^" else c.strip() for c in row.split("|")) for row in rows]
    return Grid(tuple(cells), tuple(range(line, line + len(rows))), page)


def lines(*texts: str, page: int = 1) -> list[Block]:
    return [Line(text, i, page) for i, text in enumerate(texts, 1)]


def cells(*blocks: Block | list[Block]) -> pd.DataFrame:
    flat = lines("2031年青石市档案局部门预算")
    for block in blocks:
        flat += block if isinstance(block, list) else [block]
    return from_blocks(flat, "small.txt").cells


def amount(frame: pd.DataFrame, **where: object) -> float:
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return float(frame["amount_yuan"].iloc[0]) / 10_000


def test_codes_in_three_columns_beside_the_code_and_name_of_the_unit() -> None:
    found = cells(
        lines("表1-2", "部门支出总表", "部门：青石市档案局 单位：万元"),
        grid(
            "科目编码|^|^|单位代码|单位名称（科目）|合计|基本支出|项目支出",
            "类|款|项|^|^|^|^|^",
            "||||合计|12.50|10.00|2.50",
            "201|26|01|301|行政运行|10.00|10.00|",
            "201|26|04|301|档案馆|2.50||2.50",
        ),
    )
    assert set(found["table"]) == {"expenditure"}
    assert amount(found, code="2012601", measure="basic") == 10
    assert amount(found, code="2012604", measure="project") == 2.5
    assert amount(found, level=0, measure="total") == 12.5


def test_head_words_of_its_own_and_two_years_side_by_side() -> None:
    found = cells(
        lines("部门收支总表", "单位：万元"),
        grid(
            "收入项目|2030年预算|2031年预算|支出项目|2030年预算|2031年预算",
            "一、财政拨款收入|9.00|12.50|一、一般公共服务支出|9.00|12.50",
            "收入总计|9.00|12.50|支出总计|9.00|12.50",
        ),
    )
    assert amount(found, side="revenue", name="一、财政拨款收入", period="previous") == 9
    assert amount(found, side="expenditure", name="支出总计", period="current") == 12.5


def test_a_final_account_with_numbered_columns() -> None:
    found = from_blocks(
        [
            *lines(
                "青石市档案局2030年度部门决算", "支出决算表", "公开03表", "部门：青石市档案局 金额单位：万元"
            ),
            grid(
                "项目|^|^|^|本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出",
                "功能分类科目编码|^|^|科目名称|^|^|^|^|^|^",
                "类|款|项|^|^|^|^|^|^|^",
                "栏次|^|^|^|1|2|3|4|5|6",
                "合计|^|^|^|12.50|10.00|2.50|||",
                "201|^|^|一般公共服务支出|12.50|10.00|2.50|||",
                "20126|^|^|档案事务|12.50|10.00|2.50|||",
                "2012601|^|^|行政运行|10.00|10.00||||",
            ),
        ],
        "small.txt",
    )
    assert found.meta.phase == "final" and found.meta.year == 2030
    assert set(found.cells["phase"]) == {"final"} and set(found.cells["period"]) == {"current"}
    assert amount(found.cells, code="20126", measure="project") == 2.5
    assert amount(found.cells, level=0, measure="basic") == 10
    assert 1.0 not in set(found.cells["amount_yuan"])


def test_three_pairs_of_code_and_amount_side_by_side() -> None:
    found = cells(
        lines("一般公共预算财政拨款基本支出决算表", "单位：万元"),
        grid(
            "人员经费|^|^|公用经费|^|^|^|^|^",
            "科目编码|科目名称|金额|科目编码|科目名称|金额|科目编码|科目名称|金额",
            "301|工资福利支出|8.00|302|商品和服务支出|1.50|310|资本性支出|0.50",
            "30101|基本工资|8.00|30201|办公费|1.50|31002|办公设备购置|0.50",
        ),
    )
    assert set(found["measure"]) == {"basic"}
    assert {c: amount(found, code=c) for c in ("30101", "30201", "31002")} == {
        "30101": 8,
        "30201": 1.5,
        "31002": 0.5,
    }


def test_change_in_amount_and_in_percent() -> None:
    found = cells(
        lines("一般公共预算支出表", "单位：元"),
        grid(
            "科目编码|科目名称|上年预算数|本年预算数|比上年增减|^",
            "^|^|^|^|增减额|增减%",
            "201|一般公共服务支出|90,000.00|125,000.00|35,000.00|38.89%",
        ),
    )
    by_period = found.set_index("period")
    assert list(by_period.loc["previous", ["amount_yuan", "unit"]]) == [90_000, "元"]
    assert by_period.loc["change", "amount_yuan"] == 35_000
    assert by_period.loc["change_pct", "unit"] == "%" and pd.isna(by_period.loc["change_pct", "amount_yuan"])


def test_a_unit_of_its_own_in_one_column_and_in_one_table() -> None:
    found = cells(
        lines("表1 收支总表", "单位：元"),
        grid("收入|^|支出|^", "项目|预算数|项目|预算数", "一、财政拨款|125,000|一、一般公共服务支出|125,000"),
        lines("表9 “三公”经费支出表", "单位：万元"),
        grid("合计|因公出国（境）费|公务接待费", "3.50|1.00|2.50"),
    )
    assert amount(found, table="balance", side="revenue") == 12.5
    assert amount(found, table="three_public", measure="reception") == 2.5


def test_a_table_of_unknown_kind_is_kept_with_its_head_as_measure() -> None:
    document = from_blocks(
        [
            *lines("2031年青石市档案局部门预算", "表1 收支总表", "单位：万元"),
            grid("收入|^|支出|^", "项目|预算数|项目|预算数", "一、财政拨款|12.50|一、一般公共服务支出|12.50"),
            *lines("表21 库房温湿情况表"),
            grid("库房|面积（平方米）|温差", "一号库|310.50|2.50", "二号库|120.00|3.00"),
        ],
        "small.txt",
    )
    other = document.cells[document.cells["table"] == "other"]
    assert list(other["name"]) == ["一号库", "一号库", "二号库", "二号库"]
    assert list(other["measure"].unique()) == ["面积（平方米）", "温差"]
    assert list(other["printed"]) == ["310.50", "2.50", "120.00", "3.00"]
    assert document.findings["message"].str.contains("库房温湿情况表").any()


def test_an_entity_goes_on_over_a_page_break() -> None:
    head = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"
    found = cells(
        lines("表3", "支出总表", "单位：万元"),
        grid(
            head,
            "青石市档案局|||20.00|15.00|5.00",
            "青石市档案馆|||8.00|6.00|2.00",
            "|201|一般公共服务支出|8.00|6.00|2.00",
        ),
        lines("表3", "支出总表", "单位：万元", page=2),
        grid(head, "|20126|档案事务|8.00|6.00|2.00", page=2),
    )
    assert set(found.loc[found["code"] == "20126", "entity"]) == {"青石市档案馆"}
    assert amount(found, entity="青石市档案局", measure="total") == 20


def test_two_classifications_in_one_row_keep_both_codes() -> None:
    found = cells(
        lines("项目支出表", "单位：万元"),
        grid(
            "项目名称|功能科目编码|功能科目名称|经济科目编码|经济科目名称|合计",
            "库房修缮|2012604|档案馆|30213|维修（护）费|8.00",
            "库房修缮|2012604|档案馆|30227|委托业务费|2.00",
        ),
    )
    assert list(found["code"]) == ["2012604/30213", "2012604/30227"]
    assert list(found["name"]) == ["库房修缮"] * 2
