"""Where a figure of a chart or a table comes from, in words: "支出总表 第 270 行", "文字部分 第 3 页 第 12 行"."""

from __future__ import annotations

import pandas as pd

from yusuan import reference
from yusuan.prose import MARK, Row, is_contradicted

TABLES = {
    "balance": ("收支总表", "Summary of revenue and expenditure"),
    "revenue": ("收入总表", "Summary of revenue"),
    "expenditure": ("支出总表", "Summary of expenditure"),
    "basic_expenditure": ("基本支出表", "Basic expenditure"),
    "project_expenditure": ("项目支出表", "Project expenditure"),
    "fiscal_appropriation": ("财政拨款收支总表", "Appropriations"),
    "fiscal_by_function": ("财政拨款支出表", "Appropriations by function"),
    "fiscal_by_economic": ("财政拨款经济分类表", "Appropriations by economic class"),
    "fiscal_basic_by_economic": ("财政拨款基本支出表", "Appropriations, basic expenditure"),
    "general_by_function": ("一般公共预算支出表", "General public budget by function"),
    "general_by_economic": ("一般公共预算经济分类表", "General public budget by economic class"),
    "general_basic_by_function": (
        "基本支出功能分类表",
        "Basic expenditure by function",
    ),
    "general_basic_by_economic": ("基本支出经济分类表", "Basic expenditure by economic class"),
    "general_project_by_economic": ("项目支出经济分类表", "Project expenditure by economic class"),
    "three_public": ("“三公”经费支出表", "Travel, vehicles, receptions"),
    "government_fund": ("政府性基金预算支出表", "Government fund budget"),
    "state_capital": ("国有资本经营预算支出表", "State capital budget"),
    "special_account": ("财政专户支出表", "Special fiscal account"),
    "performance": ("绩效目标表", "Performance targets"),
    "procurement": ("政府采购表", "Government procurement"),
    "operating_cost": ("机关运行经费表", "Operating cost"),
    "key_project": ("重点项目表", "Key projects"),
    "carryover": ("结转资金表", "Carry-over"),
    "training": ("会议费、培训费表", "Meetings and training"),
    "expenditure_by_economic": ("支出经济分类表", "Expenditure by economic class"),
    "function_by_economic": ("支出分类汇总表", "Functions by economic class"),
    "general_project": ("一般公共预算项目支出表", "General public budget, projects"),
    "operating_information": ("机构运行信息表", "Operating information"),
    "purchased_services": ("政府购买服务表", "Purchased services"),
    "assets": ("资产配置表", "Assets"),
    "transfers": ("转移支付表", "Transfers"),
    "medium_term": ("项目中期规划表", "Projects, medium term"),
    "debt": ("债务支出表", "Debt"),
    "fees": ("非税收入表", "Fees"),
}
TEXT = ("文字部分", "Text")
TOPICS = {
    "income": ("收入", "Revenue"),
    "expenditure": ("支出", "Expenditure"),
    "block": ("各类支出", "Blocks of expenditure"),
    "block_item": ("各类支出所列科目", "Items of the blocks"),
    "project": ("项目", "Projects"),
    "project_item": ("项目明细", "Parts of projects"),
    "operating_cost": ("机关运行经费", "Operating cost"),
    "procurement": ("政府采购", "Procurement"),
    "three_public": ("“三公”经费", "Travel, vehicles, receptions"),
    "performance": ("绩效管理", "Performance management"),
    "key_project": ("重点项目", "Key projects"),
    "staff": ("人员", "Staff"),
    "assets": ("资产", "Assets"),
}


def place(row: Row, lang: str = "zh") -> str:
    """The table (or the text), page and line of a row with the columns `table`, `page`, `line`; "" for none."""
    english = lang == "en"
    unknown = ("其他表", "Other table")
    # Some topics of the text are called as the tables of their figures are.
    in_text = not row["table"] or row.get("family") in ("TEXT", "PERCENT")
    names = TEXT if in_text else TABLES.get(row["table"], TEXT if row["table"] in TOPICS else unknown)
    parts: list[str] = (
        [f"p. {row['page']}" if english else f"第 {row['page']} 页"] if pd.notna(row["page"]) else []
    )
    parts += [f"line {row['line']}" if english else f"第 {row['line']} 行"] if pd.notna(row["line"]) else []
    if not parts:
        return ""
    told = (", " if english else " ").join([names[english], *parts])
    return f"{told} {MARK}" if is_contradicted(row) else told


def sourced(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """The frame with a column `source`: the place of each row in words."""
    placed = frame[frame.columns.intersection(["table", "page", "line", "family", "contradicted"])]
    return frame.assign(source=[place(row, lang) for row in placed.to_dict("records")])


MEASURES = {
    "total": ("合计", "Total"),
    "basic": ("基本支出", "Basic"),
    "project": ("项目支出", "Projects"),
    "personnel": ("人员经费", "Personnel"),
    "public": ("公用经费", "Public operation"),
    "procurement": ("政府采购", "Procurement"),
    "procurement_sme": ("面向中小企业采购", "Reserved for small and medium firms"),
    "procurement_small_micro": ("面向小微企业采购", "Reserved for small and micro firms"),
    "overseas": ("因公出国（境）", "Overseas travel"),
    "reception": ("公务接待", "Receptions"),
    "vehicle": ("公务用车", "Vehicles"),
    "vehicle_purchase": ("公务用车购置", "Vehicle purchase"),
    "vehicle_operation": ("公务用车运行维护", "Vehicle operation"),
    "fiscal_appropriation": ("财政拨款", "Fiscal appropriation"),
    "other_funds": ("其他资金", "Other funds"),
    "operating": ("事业单位经营支出", "Operating expenditure"),
    "remitted_upward": ("上缴上级支出", "Remitted upward"),
    "subsidy_to_affiliates": ("对附属单位补助支出", "Subsidies to affiliates"),
    "target": ("绩效目标", "Target"),
    "goods": ("货物", "Goods"),
    "works": ("工程", "Works"),
    "services": ("服务", "Services"),
}


def measure(key: str, lang: str = "zh") -> str:
    """What a measure is called; a key without a name stands as it is."""
    return MEASURES.get(key, (key, key.replace("_", " ")))[lang == "en"]


def names(frame: pd.DataFrame, lang: str = "zh") -> list[str]:
    """The `name` of each row, in English where it is asked for and its `code` or the name itself is known."""
    if lang != "en":
        return list(frame["name"])
    return [reference.english(name, code) for name, code in zip(frame["name"], frame["code"], strict=True)]
