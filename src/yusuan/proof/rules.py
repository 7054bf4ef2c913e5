"""The identities of budget documents, declared: which figures of a row, a table or two tables must add up.

Source: the definitions printed with the tables (预算法, 部门预算管理制度); worked by hand in IDENTITIES.md.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SumRule:
    """In one row: `whole` = Σ of those `parts` that its table has columns for. `needs`: columns without which the
    rule says nothing; `unless`: columns that make another rule the right one."""

    family: str
    rule: str
    whole: str
    parts: tuple[str, ...]
    needs: tuple[str, ...]
    unless: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()  # none: all
    but: tuple[str, ...] = ()  # tables left out

    def holds_for(self, table: str, printed: set[str]) -> bool:
        """Whether it says something of a table with these columns."""
        here = table not in self.but and (not self.tables or table in self.tables)
        return here and {self.whole, *self.needs} <= printed and printed.isdisjoint(self.unless)


_SPENT = ("basic", "project", "operating", "subsidy_to_affiliates", "remitted_upward", "reserve")
_THREE = ("overseas", "reception", "vehicle_purchase", "vehicle_operation")
_SPLIT = ("performance", "project_expenditure", "basic_expenditure")

BY_MEASURE = [
    SumRule("ROW", "总计 = 基本 + 项目等", "total", (*_SPENT, "carry_forward"), ("basic", "project"),
            unless=("brought_forward",), but=_SPLIT),
    SumRule("ROW", "本年支出 = 基本 + 项目等", "total", _SPENT, ("basic", "project", "brought_forward")),
    SumRule("ROW", "基本 = 人员 + 公用", "basic", ("personnel", "public"), ("personnel", "public")),
    SumRule("ROW", "总计 = 人员 + 公用 + 项目", "total", ("personnel", "public", "project"),
            ("personnel", "public"), unless=("basic",), but=("three_public",)),
    SumRule("ROW", "总额 = 财政拨款 + 其他资金", "total", ("fiscal_appropriation", "other_funds", "carryover"),
            ("fiscal_appropriation", "other_funds"), tables=("performance",)),
    SumRule("THREE", "三公 = 出国 + 接待 + 车辆", "total", ("overseas", "reception", "vehicle"),
            ("overseas", "reception", "vehicle"), unless=("three_public",), tables=("three_public",)),
    SumRule("THREE", "三公 = 出国 + 接待 + 车辆", "three_public", ("overseas", "reception", "vehicle"),
            ("overseas", "reception", "vehicle"), tables=("three_public",)),
    SumRule("THREE", "三公 = 出国 + 接待 + 购置 + 运行", "total", _THREE, _THREE, unless=("vehicle", "three_public"),
            tables=("three_public",)),
    SumRule("THREE", "车辆 = 购置 + 运行", "vehicle", ("vehicle_purchase", "vehicle_operation"),
            ("vehicle_purchase", "vehicle_operation"), tables=("three_public",)),
]  # fmt: skip

# In a row with 年初结转 | 本年收入 | 本年支出 | 年末结转: the first two = the last two.
ROLLED = (("brought_forward", "income"), ("total", "carry_forward"))

# In a row with one column per fund: 合计 = Σ of the columns that are not themselves sums of others here.
FUND_PARTS = {
    "fiscal": ("general_public", "government_fund", "state_capital"),
    "own_funds": ("business", "operating_income", "superior_subsidy", "affiliate", "other"),
    "carryover": ("carryover_general_public", "carryover_government_fund", "carryover_state_capital",
                  "carryover_special_account", "carryover_own_funds", "carryover_business", "carryover_other"),
    "this_year": ("fiscal", "special_account", "own_funds", "general_public", "government_fund", "state_capital",
                  "business", "operating_income", "superior_subsidy", "affiliate", "other"),
}  # fmt: skip

# Inequalities along a row: each at most the next.
ORDER = ("procurement_small_micro", "procurement_sme", "procurement", "total")


@dataclass(frozen=True, slots=True)
class CrossRule:
    """Two tables that print one total: `left` and `right` are (table, measure, fund) read at their 合计 rows.

    `single_fund`: holds only where 一般公共预算 of this year is the only source of money; `no_carryover`: only without
    money carried over. `told`: where only one side is printed, that is told as not checkable; templates differ in which
    economic tables they have, so the lack of one says nothing.
    """

    rule: str
    left: tuple[str, str, str]
    right: tuple[str, str, str]
    single_fund: bool = False
    no_carryover: bool = False
    hard: bool = True
    told: bool = True


_G = "general_public"
CROSS_TOTALS = [
    CrossRule("支出总表 = 按功能分类（总计）", ("expenditure", "total", "all"), ("general_by_function", "total", _G), single_fund=True, told=False),
    CrossRule("支出总表 = 按功能分类（基本）", ("expenditure", "basic", "all"), ("general_by_function", "basic", _G), single_fund=True, told=False),
    CrossRule("支出总表 = 按功能分类（项目）", ("expenditure", "project", "all"), ("general_by_function", "project", _G), single_fund=True, told=False),
    CrossRule("按功能 = 按经济（总计）", ("general_by_function", "total", _G), ("general_by_economic", "total", _G), told=False),
    CrossRule("按功能 = 按经济（基本）", ("general_by_function", "basic", _G), ("general_by_economic", "basic", _G), told=False),
    CrossRule("按功能 = 按经济（项目）", ("general_by_function", "project", _G), ("general_by_economic", "project", _G), told=False),
    CrossRule("按功能（基本）= 基本支出按经济", ("general_by_function", "basic", _G), ("general_basic_by_economic", "basic", _G), told=False),
    CrossRule("按功能（项目）= 项目支出按经济", ("general_by_function", "project", _G), ("general_project_by_economic", "project", _G), told=False),
    CrossRule("按功能（人员）= 基本支出按经济（人员）", ("general_by_function", "personnel", _G), ("general_basic_by_economic", "personnel", _G), told=False),
    CrossRule("按功能（公用）= 基本支出按经济（公用）", ("general_by_function", "public", _G), ("general_basic_by_economic", "public", _G), told=False),
    CrossRule("支出总表（基本）= 基本支出总表", ("expenditure", "basic", "all"), ("basic_expenditure", "basic", "all")),
    CrossRule("支出总表（项目）= 项目支出总表", ("expenditure", "project", "all"), ("project_expenditure", "project", "all")),
    CrossRule("收入总表 = 支出总表", ("revenue", "total", "all"), ("expenditure", "total", "all"), no_carryover=True, hard=False),
]  # fmt: skip

# What the text calls basic spending by economic class; all other classes are 公用支出.
BLOCK_OF_CLASS = {"301": "人员支出", "302": "公用支出", "303": "对个人和家庭的补助支出"}
BLOCKS = frozenset(BLOCK_OF_CLASS.values())

# The word for a fund in the incomes of 财政拨款收支总表, and the table and fund that spend it.
OWN_TABLES = [
    ("一般公共", "general_by_function", "general_public"),
    ("政府性基金", "government_fund", "government_fund"),
    ("国有资本", "state_capital", "state_capital"),
]
