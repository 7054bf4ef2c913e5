"""Frames like those of the analysis, typed by hand from the reference document, for tests of the charts.

Not taken from the analysis itself: a chart must hold for any frame of the agreed shape.
"""

from __future__ import annotations

import math

import pandas as pd

DEPARTMENT = "深圳市宝安区政务服务数据管理局（本级）"
WAN = 1e4
PLACE = {"basis": "text", "source_id": "s", "table": "", "topic": "project", "page": None}

PROJECTS = [
    ("一般行政管理事务经费", 2217, 612), ("水电费", 13, 6), ("行政服务管理经费", 266, -40),
    ("新开办企业刻制公章补贴经费", 1125, 402), ("全国文明城市创建工作经费", 22, 0), ("保安服务费", 222, -44),
    ("党代表工作室运行经费", 5, 5), ("信息化建设管理经费", 100, -38), ("物业管理费", 68, -22),
    ("12345热线分拨服务费", 377, -6), ("政务中心运营管理费", 358, -38),
]  # fmt: skip


def grown(
    item: str, name: str, current: float, change: float, line: int, whole: float = 4688
) -> dict[str, object]:
    """One row of a growth frame from two printed whole figures in 万元, with the intervals of print."""
    previous = current - change
    low, high = previous - 1, previous + 1
    certain = low > 0
    growth = 100 * change / previous if previous else math.nan
    return {
        "department": DEPARTMENT, "year": 2023, "phase": "budget", "item": item, "code": "", "name": name,
        "current_yuan": current * WAN, "current_lower_yuan": (current - 0.5) * WAN,
        "current_upper_yuan": (current + 0.5) * WAN, "previous_yuan": previous * WAN,
        "previous_lower_yuan": max(low, 0) * WAN, "previous_upper_yuan": high * WAN, "change_yuan": change * WAN,
        "change_lower_yuan": (change - 0.5) * WAN, "change_upper_yuan": (change + 0.5) * WAN, "growth_pct": growth,
        "lower": 100 * (change - 0.5) / (high if change > 0 else low) if certain else math.nan,
        "upper": 100 * (change + 0.5) / (low if change > 0 else high) if certain else math.nan,
        "contribution_pp": 100 * change / whole, "contribution_lower_pp": 100 * (change - 0.5) / whole,
        "contribution_upper_pp": 100 * (change + 0.5) / whole, "stated_pct": math.nan,
        "stated_pct_lower": math.nan, "stated_pct_upper": math.nan, "stated_page": pd.NA, "stated_line": pd.NA,
        "status": "" if previous else "新增", "stated_previous_yuan": math.nan, "restated": False, **PLACE, "line": line,
    }  # fmt: skip


def growth(projects: list[tuple[str, float, float]] = PROJECTS) -> pd.DataFrame:
    """A growth frame: total, basic, projects, each project, 机关运行经费 and the 三公 items."""
    rows = [
        grown("total", "支出合计", 5665, 977, 89), grown("basic", "基本支出", 893, 140, 95),
        grown("projects", "项目支出", 4773, 837, 95), grown("operating_cost", "机关运行经费", 96, 17, 163),
        *(grown("project", name, now, change, 103 + 2 * i) for i, (name, now, change) in enumerate(projects)),
        grown("three_public", "“三公”经费", 4, 0, 137), grown("overseas", "因公出国（境）费", 0, 0, 139),
        grown("reception", "公务接待费", 0, 0, 141), grown("vehicle", "公务用车购置及运行维护费", 4, 0, 145),
        grown("vehicle_purchase", "公务用车购置费", 0, 0, 145),
        grown("vehicle_operation", "公务用车运行维护费", 4, 0, 147),
    ]  # fmt: skip
    return pd.DataFrame(rows)


def ratio(key: str, name: str, part: float, whole: float, **more: object) -> dict[str, object]:
    """One row of a ratio frame: a share in percent of two printed whole figures in 万元."""
    share = 100 * part / whole if whole else math.nan
    row = {
        "source_id": "s", "region": "深圳市宝安区", "department": DEPARTMENT, "year": 2023, "phase": "budget",
        "key": key, "label_zh": key, "label_en": key, "code": "", "name": name, "part_yuan": part * WAN,
        "part_lower_yuan": (part - 0.5) * WAN, "part_upper_yuan": (part + 0.5) * WAN, "whole_yuan": whole * WAN,
        "whole_lower_yuan": (whole - 0.5) * WAN, "whole_upper_yuan": (whole + 0.5) * WAN, "value": share,
        "lower": 100 * max(part - 0.5, 0) / (whole + 0.5), "upper": 100 * (part + 0.5) / (whole - 0.5) if whole else math.nan,
        "unit": "%", "status": "", "fund": "all", "reference": math.nan, "remark": "", "basis": "table",
        "table": "expenditure", "topic": "", "page": None, "line": 270,
    }  # fmt: skip
    return row | more


def procurement() -> pd.DataFrame:
    """A procurement frame: both bases, by 项, by kind, and what is reserved for small firms."""
    text = {"basis": "text", "table": "", "topic": "procurement", "line": 133}
    reserve = {"reference": 30.0, "remark": "低于 30% 参考线，需要说明"}
    rows = [
        ratio("procurement_of_total", "", 1054, 5665), ratio("procurement_of_total", "", 677, 5665, **text),
        ratio("procurement_of_projects", "", 1054, 4773), ratio("procurement_of_projects", "", 677, 4773, **text),
        ratio("procurement_by_function", "行政运行", 0, 609, code="2010301"),
        ratio("procurement_by_function", "一般行政管理事务", 237, 2620, code="2010302"),
        ratio("procurement_by_function", "政务公开审批", 818, 2126, code="2010306"),
        ratio("procurement_by_kind", "货物", 15, 677, **text), ratio("procurement_by_kind", "工程", 0, 677, **text),
        ratio("procurement_by_kind", "服务", 663, 677, **text),
        ratio("reserved_sme", "", 139, 1054, **reserve), ratio("reserved_small_micro", "", 0, 1054, reference=18.0),
    ]  # fmt: skip
    return pd.DataFrame(rows)


CLASSES = [
    ("201", "一般公共服务支出", 609, 4773), ("208", "社会保障和就业支出", 84, 0), ("210", "卫生健康支出", 19, 0),
    ("221", "住房保障支出", 181, 0),
]  # fmt: skip
ECONOMIC = [
    ("301", "工资福利支出", 774), ("302", "商品和服务支出", 3902), ("303", "对个人和家庭的补助", 23),
    ("310", "资本性支出", 17), ("312", "对企业补助", 950),
]  # fmt: skip
ITEMS = [
    ("30227", "委托业务费", 2725), ("31204", "费用补贴", 950), ("30102", "津贴补贴", 410), ("30299", "其他商品和服务支出", 314),
    ("30226", "劳务费", 258), ("30214", "租赁费", 165), ("30199", "其他工资福利支出", 159), ("30207", "邮电费", 119),
    ("30201", "办公费", 74), ("30103", "奖金", 72), ("30112", "其他社会保障缴费", 0),
]  # fmt: skip


def structure() -> pd.DataFrame:
    """A structure frame: nature, function × nature, economic classes and items, projects."""
    nature = [ratio("nature", name, part, 5665) for name, part in (("基本支出", 893), ("项目支出", 4773))]
    mekko = [
        ratio("function_nature", name, part, 5665, code=code)
        for code, _, basic, project in CLASSES
        for name, part in (("基本支出", basic), ("项目支出", project))
    ]
    function = [
        ratio("function", name, basic + project, 5665, code=code) for code, name, basic, project in CLASSES
    ]
    economic = [
        ratio("economic", name, part, 5665, code=code, table="general_by_economic")
        for code, name, part in ECONOMIC
    ]
    items = [
        ratio("economic_leaf", name, part, 5665, code=code, table="general_by_economic")
        for code, name, part in ITEMS
    ]
    projects = [ratio("project", name, now, 4773, basis="text", topic="project") for name, now, _ in PROJECTS]
    return pd.DataFrame([*nature, *function, *mekko, *economic, *items, *projects])


TREE = [
    ("", "", 0, "支出合计", 893, 4773), ("201", "", 1, "一般公共服务支出", 609, 4773),
    ("20103", "201", 2, "政府办公厅（室）及相关机构事务", 609, 4746), ("2010301", "20103", 3, "行政运行", 609, 0),
    ("2010302", "20103", 3, "一般行政管理事务", 0, 2620), ("2010306", "20103", 3, "政务公开审批", 0, 2126),
    ("20132", "201", 2, "组织事务", 0, 5), ("2013299", "20132", 3, "其他组织事务支出", 0, 5),
    ("20133", "201", 2, "宣传事务", 0, 22), ("2013399", "20133", 3, "其他宣传事务支出", 0, 22),
    ("208", "", 1, "社会保障和就业支出", 84, 0), ("20805", "208", 2, "行政事业单位养老支出", 84, 0),
    ("2080501", "20805", 3, "行政单位离退休", 23, 0),
    ("2080505", "20805", 3, "机关事业单位基本养老保险缴费支出", 41, 0),
    ("2080506", "20805", 3, "机关事业单位职业年金缴费支出", 20, 0), ("210", "", 1, "卫生健康支出", 19, 0),
    ("21011", "210", 2, "行政事业单位医疗", 19, 0), ("2101101", "21011", 3, "行政单位医疗", 19, 0),
    ("221", "", 1, "住房保障支出", 181, 0), ("22102", "221", 2, "住房改革支出", 181, 0),
    ("2210201", "22102", 3, "住房公积金", 53, 0), ("2210203", "22102", 3, "购房补贴", 128, 0),
]  # fmt: skip


def tree() -> pd.DataFrame:
    """The functional tree of the reference document, root first."""
    return pd.DataFrame(
        {
            "code": code, "parent": parent, "level": level, "name": name, "name_en": f"Function {code}",
            "amount_yuan": (basic + project) * WAN, "lower_yuan": (basic + project - 0.5) * WAN,
            "upper_yuan": (basic + project + 0.5) * WAN, "basic_yuan": basic * WAN, "project_yuan": project * WAN,
            "share_pct": 100 * (basic + project) / 5665, "is_leaf": level == 3, "basis": "table", "source_id": "s",
            "table": "expenditure", "topic": "", "page": None, "line": 268 + i,
        }
        for i, (code, parent, level, name, basic, project) in enumerate(TREE)
    )  # fmt: skip


def cells() -> pd.DataFrame:
    """A few cells of two tables, one of an unknown kind, with a zero and a negative amount."""
    place = {"page": 3, "line": 7, "entity": DEPARTMENT, "level": 1, "unit": "万元", "quantum_yuan": WAN}
    rows = [
        place | {"table": table, "code": code, "name": name, "measure": measure, "printed": f"{amount:,}",
                 "amount_yuan": amount * WAN}
        for table, code, name, measure, amount in (
            ("expenditure", "201", "一般公共服务支出", "total", 5382), ("expenditure", "201", "一般公共服务支出", "basic", 609),
            ("three_public", "", "", "overseas", 0), ("other", "", "上年结转", "total", -12),
        )
    ]  # fmt: skip
    return pd.DataFrame(rows)


def compared() -> pd.DataFrame:
    """A comparison of twelve departments by two indicators."""
    rows = []
    for key in ("nature", "per_head_total"):
        for i in range(12):
            row = ratio(key, "项目支出" if key == "nature" else "", 100 * i + 7, 2000, department=f"甲局{i}")
            unit = "%" if key == "nature" else "万元/人"
            rows.append(row | {"unit": unit, "year": 2015 + i, "rank": 12 - i, "rank_best": 12 - i, "rank_worst": 12 - i // 2,
                               "n": 12, "median": 27.9, "quartile_low": 14.0, "quartile_high": 41.0})  # fmt: skip
    return pd.DataFrame(rows)


def mix() -> pd.DataFrame:
    """The economic mix of three departments."""
    rows = [
        ratio("economic", name, part, 5665, code=code, department=f"甲局{i}", name_en="")
        for i in range(3)
        for code, name, part in ECONOMIC
    ]
    return pd.DataFrame(rows)


def pairs() -> pd.DataFrame:
    """Growth beside a share for four departments."""
    rows = [
        {"department": f"甲局{i}", "growth_pct": 10.0 * i - 15, "growth_lower": 10.0 * i - 15.2, "unit": "%",
         "growth_upper": 10.0 * i - 14.8, "value": 5.0 * i, "lower": 5.0 * i - 0.1, "upper": 5.0 * i + 0.1, "basis": "table"}
        for i in range(4)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def identities() -> pd.DataFrame:
    """Checks of each status, as `proof.identities` gives them."""
    rows = [
        ("TREE", "exact", "expenditure", "", 0), ("ROW", "rounding", "expenditure", "", -1),
        ("TEXT", "violated", "procurement", "", -377), ("CROSS", "not_checkable", "expenditure", "", 0),
        ("PERCENT", "undefined", "project", "党代表工作室运行经费", math.nan), ("CROSS", "exact", "other", "", 0),
    ]  # fmt: skip
    return pd.DataFrame(
        {
            "family": family, "status": status, "table": table, "code": "", "name": name, "residual_yuan": off * WAN,
            "allowed_yuan": 1.5 * WAN, "left": "677万元", "right": "1,054万元", "page": None, "line": 137,
        }
        for family, status, table, name, off in rows
    )  # fmt: skip
