"""What the notebooks ask and what their parts are called, in both languages. A notebook names them by key."""

from __future__ import annotations

HEADINGS: dict[str, tuple[str, str]] = {
    "explore": (
        "# 随手翻看\n\n这份预算里有哪些数，最大的是什么，写在哪里？",
        "# Looking around\n\nWhich figures does this budget hold, which are the largest, and where do they stand?",
    ),
    "growth": (
        "# 比上年增长\n\n钱比上年多了还是少了，多在哪里，少在哪里？",
        "# Growth on the year before\n\nIs there more money than the year before or less, and through what?",
    ),
    "procurement": (
        "# 政府采购\n\n多少钱要通过政府采购花出去，买什么，给中小企业留了多少？",
        "# Procurement\n\nHow much is spent through procurement, on what, and how much is reserved for smaller firms?",
    ),
    "structure": (
        "# 支出结构\n\n钱花在什么事上，买了什么，集中在多少个项目上？",
        "# Structure of expenditure\n\nWhat is the money for, what does it buy, and on how many projects is it spent?",
    ),
    "comparison": (
        "# 部门比较\n\n同一口径下，各部门有多大差别，本部门在什么位置？",
        "# Departments side by side\n\nOn the same basis, how far apart are the departments, and where does this one stand?",
    ),
    "verification": (
        "# 核对\n\n哪些数对得上，哪些对不上，哪些没人能核对？",
        "# Verification\n\nWhich figures hold, which contradict each other, and which can nobody check?",
    ),
    "key figures": ("## 主要指标", "## Key figures"),
    "all amounts": ("## 全部金额", "## All amounts"),
    "in the text": ("## 文字部分的数", "## Figures of the text"),
    "contribution": ("## 变化从哪里来", "## Where the change comes from"),
    "items": ("## 各项的上年与本年", "## Item by item"),
    "rates": ("## 增长率有多确定", "## How certain the rates are"),
    "share": ("## 采购占支出多少", "## The share of procurement"),
    "functions": ("## 哪些科目在采购", "## Which functions procure"),
    "kinds": ("## 货物、工程、服务", "## Goods, works, services"),
    "reserved": ("## 为中小企业预留", "## Reserved for smaller firms"),
    "nature": ("## 基本支出与项目支出", "## Basic and project expenditure"),
    "tree": ("## 功能分类", "## By function"),
    "economic": ("## 经济分类", "## By economic class"),
    "projects": ("## 项目集中度", "## Concentration of projects"),
    "three public": ("## “三公”经费", "## Overseas travel, receptions, vehicles"),
    "positions": ("## 各项指标上的位置", "## Positions on each indicator"),
    "ranking": ("## 逐项比较", "## One indicator at a time"),
    "mix": ("## 经济分类构成", "## Economic mix"),
    "growth and share": ("## 增长与占比", "## Growth against share"),
    "over years": ("## 历年", "## Over the years"),
    "left out": ("## 没有比较的", "## What was left out"),
    "identities": ("## 核对了什么", "## What was checked"),
    "findings": ("## 对不上的与说不清的", "## What does not add up"),
    "culprits": ("## 哪个数可能印错", "## Which figure may be wrong"),
    "coverage": ("## 哪些数核对过", "## Which figures were checked"),
    "residuals": ("## 相差多少", "## How far off"),
    "bounds": ("## 真实数在多大范围内", "## How closely the true figures are known"),
    "all indicators": ("## 全部指标", "## All indicators"),
    "sources": ("## 来源", "## Sources"),
}


def heading(key: str, lang: str = "zh") -> str:
    """The heading (and for a notebook its question) of this key as markdown."""
    return HEADINGS[key][lang == "en"]
