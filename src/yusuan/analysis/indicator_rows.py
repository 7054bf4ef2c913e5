"""The one shape of a ratio: what it is called, of what, how sure, and where its figures are printed."""

from __future__ import annotations

import pandas as pd

from .. import reference
from .document import Document
from .ratios import NAN, Amount, Ratio, contradicted

RATIO_COLUMNS = [
    "source_id", "region", "department", "year", "phase", "key", "label_zh", "label_en", "code", "name",
    "part_yuan", "part_lower_yuan", "part_upper_yuan", "whole_yuan", "whole_lower_yuan", "whole_upper_yuan", "count",
    "value", "lower", "upper", "unit", "status", "fund", "reference", "remark",
    "basis", "table", "topic", "page", "line", "contradicted",
]  # fmt: skip

LABELS: dict[str, tuple[str, str]] = {
    "growth_total": ("支出增长率", "Growth of expenditure"),
    "growth_basic": ("基本支出增长率", "Growth of basic expenditure"),
    "growth_projects": ("项目支出增长率", "Growth of project expenditure"),
    "growth_project": ("各项目增长率", "Growth of each project"),
    "growth_operating_cost": ("机关运行经费增长率", "Growth of operating cost"),
    "growth_three_public": ("“三公”经费增长率", "Growth of the three public expenses"),
    "contribution_basic": ("基本支出对增长的贡献", "Contribution of basic expenditure"),
    "contribution_projects": ("项目支出对增长的贡献", "Contribution of projects"),
    "contribution_project": ("各项目对增长的贡献", "Contribution of each project"),
    "contribution_remainder": ("其余对增长的贡献", "Contribution of the remainder"),
    "procurement_of_total": ("政府采购占总支出", "Procurement share of expenditure"),
    "procurement_of_projects": ("政府采购相当于项目支出", "Procurement against project expenditure"),
    "procurement_by_function": ("各功能科目的采购占比", "Procurement share by function"),
    "procurement_by_kind": ("货物、工程、服务采购占比", "Procurement by kind"),
    "reserved_sme": ("面向中小企业预留占采购", "Reserved for small and medium firms"),
    "reserved_small_micro": ("面向小微企业占预留", "Small and micro firms' part of the reserve"),
    "nature": ("基本与项目支出", "Basic and project expenditure"),
    "function": ("功能分类（类）", "By function"),
    "function_nature": ("功能分类与支出性质", "By function and nature"),
    "function_leaf": ("功能分类（末级）", "By function, finest codes"),
    "economic": ("经济分类（类）", "By economic class"),
    "economic_leaf": ("经济分类（款）", "By economic item"),
    "outsourcing_of_total": ("劳务费和委托业务费占总支出", "Outsourcing share of expenditure"),
    "outsourcing_of_projects": ("项目中的劳务费和委托业务费占比", "Outsourcing share of projects"),
    "hhi": ("项目集中度（HHI）", "Concentration of projects (HHI)"),
    "effective_projects": ("有效项目数", "Effective number of projects"),
    "top_project": ("最大项目占比", "Share of the largest project"),
    "top3_projects": ("前三大项目占比", "Share of the three largest projects"),
    "project": ("各项目占比", "Share of each project"),
    "per_head_total": ("人均支出", "Expenditure per post"),
    "per_head_basic": ("人均基本支出", "Basic expenditure per post"),
    "per_head_wages": ("人均工资福利支出", "Wages and benefits per post"),
    "per_head_public": ("人均公用支出", "Running cost per post"),
    "three_public_of_total": ("“三公”经费占总支出", "Three public expenses, share"),
    "three_public_per_head": ("人均“三公”经费", "Three public expenses per post"),
    "three_public_per_vehicle": ("车均运行维护费", "Operation cost per vehicle"),
    "dispatched_per_head": ("劳务派遣人均费用", "Cost per dispatched worker"),
    "dispatched_per_post": ("每名在编人员对应的派遣人员", "Dispatched workers per post"),
    "cost_per_result": ("单位成果成本", "Cost per result"),
}

FACTORS = {"%": 100.0, "万元/人": 1e-4, "万元/辆": 1e-4}


def row(
    doc: Document,
    key: str,
    ratio: Ratio,
    unit: str,
    part: Amount,
    whole: Amount | None = None,
    *,
    count: float = NAN,
    code: str = "",
    name: str = "",
    reference_pct: float = NAN,
    remark: str = "",
    basis: str = "",
) -> dict[str, object]:
    """One ratio as a row of RATIO_COLUMNS; `ratio` is in plain units (a fraction, yuan a head) and is scaled to `unit`.

    `count` is what an amount is divided by where that is no money (posts, vehicles, firms).
    """
    scaled = ratio.times(FACTORS.get(unit, 1.0))
    place = part.place
    zh, en = LABELS[key]
    return {
        **doc.ids, "key": key, "label_zh": zh, "label_en": en, "code": code, "name": name,
        **money("part", part), **(money("whole", whole) if whole else {}), "count": count,
        "value": scaled.value, "lower": scaled.lower, "upper": scaled.upper, "unit": unit, "status": ratio.status,
        "fund": place.fund, "reference": reference_pct, "remark": remark,
        "basis": basis or place.basis,
        **{k: getattr(place, k) for k in ("table", "topic", "page", "line")},
        "contradicted": contradicted(part, whole),
    }  # fmt: skip


def money(name: str, amount: Amount) -> dict[str, float]:
    """The three columns of an amount: `{name}_yuan` and its bounds."""
    return {
        f"{name}_yuan": amount.value,
        f"{name}_lower_yuan": amount.lower,
        f"{name}_upper_yuan": amount.upper,
    }


def ratio_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows as a frame of RATIO_COLUMNS with fixed types."""
    table = pd.DataFrame(rows, columns=RATIO_COLUMNS)
    whole_numbers = ["year", "page", "line"]
    floats = [
        c
        for c in RATIO_COLUMNS
        if c.endswith("_yuan") or c in ("count", "value", "lower", "upper", "reference")
    ]
    text = [c for c in RATIO_COLUMNS if c not in (*floats, *whole_numbers, "contradicted")]
    table[text] = table[text].fillna("")
    return table.astype(
        {
            **dict.fromkeys(whole_numbers, "Int64"),
            **dict.fromkeys(floats, "float64"),
            **dict.fromkeys(text, "str"),
            "contradicted": "bool",
        }
    )


def english(code: str, classification: str) -> str:
    """The English name of a code, "" where the reference data has none."""
    names = reference.codes(classification)["name_en"]
    return str(names[code]) if code in names.index else ""
