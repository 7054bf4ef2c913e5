"""The figures of the reference document (Bao'an 2023) that comparison needs, as small frames that tests may change."""

from __future__ import annotations

import pandas as pd

from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, frame

DEPARTMENT = "深圳市宝安区政务服务数据管理局（本级）"
PARENT = "深圳市宝安区政务服务数据管理局"
IDS: dict[str, object] = {
    "source_id": "baoan-2023", "region": "深圳市宝安区", "department": DEPARTMENT, "year": 2023, "phase": "budget",
}  # fmt: skip

# code, name, level, leaf, then total, basic, project, procurement, for small and medium firms, for small and micro
EXPENDITURE = """
||0||5665|893|4773|1054|139|0
201|一般公共服务支出|1||5382|609|4773|1054|139|0
20103|政府办公厅（室）及相关机构事务|2||5355|609|4746|1054|139|0
2010301|行政运行|3|x|609|609|0|0|0|0
2010302|一般行政管理事务|3|x|2620|0|2620|237|15|0
2010306|政务公开审批|3|x|2126|0|2126|818|125|0
20132|组织事务|2||5|0|5|0|0|0
2013299|其他组织事务支出|3|x|5|0|5|0|0|0
20133|宣传事务|2||22|0|22|0|0|0
2013399|其他宣传事务支出|3|x|22|0|22|0|0|0
208|社会保障和就业支出|1||84|84|0|0|0|0
20805|行政事业单位养老支出|2||84|84|0|0|0|0
2080501|行政单位离退休|3|x|23|23|0|0|0|0
2080505|机关事业单位基本养老保险缴费支出|3|x|41|41|0|0|0|0
2080506|机关事业单位职业年金缴费支出|3|x|20|20|0|0|0|0
210|卫生健康支出|1||19|19|0|0|0|0
21011|行政事业单位医疗|2||19|19|0|0|0|0
2101101|行政单位医疗|3|x|19|19|0|0|0|0
221|住房保障支出|1||181|181|0|0|0|0
22102|住房改革支出|2||181|181|0|0|0|0
2210201|住房公积金|3|x|53|53|0|0|0|0
2210203|购房补贴|3|x|128|128|0|0|0|0
"""
ECONOMIC = """
||0||5665|893|4773
301|工资福利支出|1||774|774|0
30199|其他工资福利支出|2|x|159|159|0
302|商品和服务支出|1||3902|96|3806
30226|劳务费|2|x|258|0|258
30227|委托业务费|2|x|2725|0|2725
303|对个人和家庭的补助|1||23|23|0
310|资本性支出|1||17|0|17
312|对企业补助|1||950|0|950
31204|费用补贴|2|x|950|0|950
"""
# name, budget, change, printed percent, 表12
PROJECTS = """
一般行政管理事务经费|2217|612|38|2216.94
水电费|13|6|86|13.10
行政服务管理经费|266|-40|-13|266.26
新开办企业刻制公章补贴经费|1125|402|56|1124.86
全国文明城市创建工作经费|22|0||22.00
保安服务费|222|-44|-17|221.90
党代表工作室运行经费|5|5|100|5.00
信息化建设管理经费|100|-38|-28|100.00
物业管理费|68|-22|-24|67.82
12345热线分拨服务费|377|-6|-2|376.70
政务中心运营管理费|358|-38|-10|358.08
"""
MEASURES = ("total", "basic", "project", "procurement", "procurement_sme", "procurement_small_micro")


def cell(table: str, amount: str | float, **more: object) -> dict[str, object]:
    """One printed figure in 万元."""
    printed = str(amount)
    step = 10.0 ** (4 - len(printed.partition(".")[2]))
    base = {
        "entity": DEPARTMENT,
        "measure": "total",
        "fund": "general_public",
        "period": "current",
        "is_leaf": False,
    }
    return {**IDS, **base, "table": table, "printed": printed, "unit": "万元", "line": 1,
            "amount_yuan": round(float(printed) * 1e4, 2), "quantum_yuan": step, **more}  # fmt: skip


def claim(topic: str, value: float, **more: object) -> dict[str, object]:
    """One figure of the text: 万元 unless another unit is given."""
    unit = str(more.get("unit", "万元"))
    money = {"amount_yuan": value * 1e4, "quantum_yuan": 1e4} if unit == "万元" else {}
    base = {"measure": "amount", "period": "current", "unit": unit, "quantum": 1.0, "line": 2}
    return {**IDS, **base, "topic": topic, "printed": f"{value:g}", "value": value, **money, **more}


def coded(table: str, lines: str, **more: object) -> list[dict[str, object]]:
    """Rows of a table of codes, one figure a column."""
    rows = []
    for number, line in enumerate(lines.split(), 1):
        code, name, level, leaf, *amounts = line.split("|")
        for measure, amount in zip(MEASURES, amounts, strict=False):
            rows.append(cell(table, amount, code=code, name=name, level=int(level), is_leaf=bool(leaf),
                             measure=measure, line=number, **more))  # fmt: skip
    return rows


def cells() -> pd.DataFrame:
    """Tables 3, 7 (the total rows), 8, 9 and 12."""
    rows = coded("expenditure", EXPENDITURE, fund="all")
    rows += [cell("general_by_function", a, level=0, entity=e, measure=m) for e in (PARENT, DEPARTMENT)
             for m, a in (("total", 5665), ("basic", 893), ("project", 4773))]  # fmt: skip
    rows += [cell("general_by_economic", 5665, level=0, entity=PARENT)]
    rows += coded("general_by_economic", ECONOMIC)
    rows += [cell("three_public", amount, level=0, measure=measure, period=period)
             for measure, amount in (("total", 4), ("overseas", 0), ("reception", 0), ("vehicle", 4),
                                     ("vehicle_purchase", 0), ("vehicle_operation", 4))
             for period in ("previous", "current")]  # fmt: skip
    rows += [cell("performance", "892.70", name="基本支出", level=1, is_leaf=True, fund="all")]
    rows += [cell("performance", line.split("|")[4], name=line.split("|")[0], level=1, is_leaf=True, fund="all")
             for line in PROJECTS.split()]  # fmt: skip
    rows += [cell("performance", "5665.36", name="金额合计", level=0, fund="all")]
    return frame(rows, CELL_COLUMNS)


def claims() -> pd.DataFrame:
    """What the text says of totals, projects, procurement, 机关运行经费, posts, vehicles and two targets."""
    rows = [claim("expenditure", 5665), claim("expenditure", 977, period="change"),
            claim("expenditure", 21, period="change_pct", unit="%"), claim("operating_cost", 96),
            claim("operating_cost", 17, period="change"), claim("operating_cost", 22, period="change_pct", unit="%")]  # fmt: skip
    for line in PROJECTS.split():
        name, amount, change, percent, _ = line.split("|")
        rows.append(claim("project", float(amount), name=name))
        rows.append(claim("project", float(change), name=name, period="change"))
        if percent:
            rows.append(claim("project", float(percent), name=name, period="change_pct", unit="%"))
    rows += [
        claim("procurement", a, measure=m)
        for m, a in (("total", 677), ("goods", 15), ("works", 0), ("services", 663))
    ]
    rows += [claim("project_item", 1813, parent="一般行政管理事务经费", name="政府购买人力资源服务费"),
             claim("project_item", 950, parent="新开办企业刻制公章补贴经费", name="新开办企业刻制公章补贴")]  # fmt: skip
    rows += [claim("staff", 25, measure="posts", unit="人"), claim("assets", 1, measure="vehicles", unit="辆"),
             claim("performance", 113, name="劳务派遣人员", measure="target", unit="人"),
             claim("performance", 3, name="服务企业数量", parent="新开办企业刻制公章补贴", measure="target", unit="万家",
                   printed="≤3")]  # fmt: skip
    return frame(rows, CLAIM_COLUMNS)
