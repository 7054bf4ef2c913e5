"""A budget of some units made from unrounded amounts: every figure printed as rounded, its truth kept beside it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pandas as pd

from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, frame

DEPARTMENT = "青石市档案局"
UNITS = ("青石市档案局（本级）", "青石市档案信息中心")
IDS: dict[str, object] = {
    "source_id": "made", "region": "青石市", "department": DEPARTMENT, "year": 2031, "phase": "budget",
}  # fmt: skip

# What one unit spends, in hundredths of a yuan; all other amounts are sums of these.
LEAVES = ("wages", "goods", "aid", "pension", "annuity", "housing", "archive", "network")
FUNCTIONS = [
    ("201", "一般公共服务支出", 1), ("20126", "档案事务", 2), ("2012601", "行政运行", 3),
    ("2012602", "一般行政管理事务", 3), ("208", "社会保障和就业支出", 1), ("20805", "行政事业单位养老支出", 2),
    ("2080505", "机关事业单位基本养老保险缴费支出", 3), ("2080506", "机关事业单位职业年金缴费支出", 3),
    ("221", "住房保障支出", 1), ("22102", "住房改革支出", 2), ("2210201", "住房公积金", 3),
]  # fmt: skip
PAID_BY = {
    "2012601": ("wages", "goods", "aid"), "2012602": ("archive", "network"), "2080505": ("pension",),
    "2080506": ("annuity",), "2210201": ("housing",),
}  # fmt: skip
CLASSES = [
    ("301", "工资福利支出", 1), ("30101", "基本工资", 2), ("30108", "机关事业单位基本养老保险缴费", 2),
    ("30109", "职业年金缴费", 2), ("30113", "住房公积金", 2), ("302", "商品和服务支出", 1), ("30201", "办公费", 2),
    ("30227", "委托业务费", 2), ("303", "对个人和家庭的补助", 1), ("30302", "退休费", 2),
]  # fmt: skip
SPENT_ON = {
    "30101": ("wages",), "30108": ("pension",), "30109": ("annuity",), "30113": ("housing",), "30201": ("goods",),
    "30227": ("archive", "network"), "30302": ("aid",),
}  # fmt: skip
PROJECTS = {"archive": "档案整理", "network": "网络运行"}
VEHICLES = ("vehicle_purchase", "vehicle_operation")
Leaves = dict[str, int]


@dataclass
class Made:
    """Cells and claims of a made budget, and the unrounded yuan of each row."""

    decimals: int
    rows: list[dict[str, object]] = field(default_factory=list)
    said: list[dict[str, object]] = field(default_factory=list)
    truths: list[float] = field(default_factory=list)
    meant: list[float] = field(default_factory=list)
    line: int = 0

    @property
    def cells(self) -> pd.DataFrame:
        return frame(self.rows, CELL_COLUMNS)

    @property
    def claims(self) -> pd.DataFrame:
        return frame(self.said, CLAIM_COLUMNS)

    def row(self, table: str, amounts: dict[str, int], **what: object) -> None:
        """One printed row: an amount for each measure."""
        self.line += 1
        for measure, amount in amounts.items():
            self.rows.append(IDS | {"fund": "general_public", "period": "current", "is_leaf": False, "level": 0}
                             | what | {"table": table, "line": self.line, "measure": measure}
                             | printed(amount, self.decimals))  # fmt: skip
            self.truths.append(amount / 100)

    def claim(self, topic: str, amount: int, **what: object) -> None:
        """One figure of the text."""
        self.line += 1
        self.said.append(IDS | {"measure": "amount", "period": "current"} | what | {"topic": topic, "line": self.line}
                         | with_value(printed(amount, self.decimals)))  # fmt: skip
        self.meant.append(amount / 100)

    def change(self, topic: str, now: int, before: int, **what: object) -> None:
        """An amount, its change, and the percentage if there is one."""
        self.claim(topic, now, **what)
        self.claim(topic, now - before, period="change", **what)
        if before:
            self.line += 1
            percent = rounded(100 * (now - before), before)
            self.said.append(IDS | {"measure": "amount"} | what | {"topic": topic, "line": self.line, "unit": "%",
                             "period": "change_pct", "printed": str(percent), "value": percent, "quantum": 1.0})  # fmt: skip
            self.meant.append(float("nan"))


def rounded(amount: int, step: int) -> int:
    """amount / step, rounded by size, halves up."""
    whole = (2 * abs(amount) + step) // (2 * step)
    return whole if amount >= 0 else -whole


def printed(amount: int, decimals: int) -> dict[str, object]:
    """An amount as it is printed in 万元."""
    step = 10 ** (6 - decimals)
    units = rounded(amount, step)
    return {"printed": f"{units / 10**decimals:,.{decimals}f}", "unit": "万元",
            "amount_yuan": units * step / 100, "quantum_yuan": step / 100}  # fmt: skip


def with_value(figure: dict[str, object]) -> dict[str, object]:
    return figure | {"value": figure["amount_yuan"] / 1e4, "quantum": figure["quantum_yuan"] / 1e4}  # type: ignore[operator]


def sums(leaves: list[Leaves], names: tuple[str, ...]) -> int:
    return sum(unit[name] for unit in leaves for name in names)


def three(leaves: list[Leaves], names: tuple[str, ...]) -> dict[str, int]:
    """What is paid for some leaves: in all, as basic spending, for projects."""
    basic = sums(leaves, tuple(n for n in names if n not in PROJECTS))
    project = sums(leaves, tuple(n for n in names if n in PROJECTS))
    return {"total": basic + project, "basic": basic, "project": project}


def below(code: str, leaves_of: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for leaf, names in leaves_of.items() if leaf.startswith(code) for name in names)


def unit_names(count: int) -> list[str]:
    """What so many units are called."""
    return [*UNITS, *(f"青石市第{n}档案馆" for n in range(3, count + 1))][:count]


def make(units: list[Leaves], vehicles: tuple[Leaves, Leaves], decimals: int = 0) -> Made:
    """The whole document of some units. `vehicles` are 购置 and 运行 of this year and the year before."""
    made = Made(decimals)
    total = sums(units, LEAVES)
    for table in ("balance", "fiscal_appropriation"):
        for name, level in (("一般公共预算拨款", 1), ("本年收入合计", 0), ("收入总计", 0)):
            made.row(
                table, {"total": total}, entity=DEPARTMENT, side="revenue", name=name, level=level, fund="all"
            )
        for code, name, level in FUNCTIONS[::4]:
            made.row(table, {"total": sums(units, below(code, PAID_BY))}, entity=DEPARTMENT, side="expenditure",
                     name=name, level=level, fund="all")  # fmt: skip
        for name in ("本年支出合计", "支出总计"):
            made.row(table, {"total": total}, entity=DEPARTMENT, side="expenditure", name=name, fund="all")
    for table, codes, paid, fund in (
        ("expenditure", FUNCTIONS, PAID_BY, "all"),
        ("general_by_function", FUNCTIONS, PAID_BY, "general_public"),
        ("general_by_economic", CLASSES, SPENT_ON, "general_public"),
    ):
        made.row(table, three(units, LEAVES) | _bought(table, units), entity=DEPARTMENT, fund=fund)
        for entity, unit in zip(unit_names(len(units)), units, strict=True):
            made.row(table, three([unit], LEAVES) | _bought(table, [unit]), entity=entity, fund=fund)
            for code, name, level in codes:
                names = below(code, paid)
                bought = _bought(table, [unit]) if {"archive", "network"} <= set(names) else {}
                made.row(table, three([unit], names) | bought, entity=entity, code=code, name=name, level=level,
                         fund=fund)  # fmt: skip
    _three_public(made, *vehicles)
    tasks = {"基本支出": sums(units, LEAVES[:6])} | {n: sums(units, (p,)) for p, n in PROJECTS.items()}
    for name, amount in tasks.items():
        made.row(
            "performance", _funded(amount, _other(amount)), entity=DEPARTMENT, name=name, level=1, fund="all"
        )
    other = sum(_other(amount) for amount in tasks.values())
    made.row("performance", _funded(total, other), entity=DEPARTMENT, name="金额合计", fund="all")
    _text(made, units, total)
    return made


def _bought(table: str, units: list[Leaves]) -> dict[str, int]:
    bought = sums(units, ("network",))
    return {"procurement": bought, "procurement_sme": bought // 2} if table == "expenditure" else {}


def _other(amount: int) -> int:
    """Other money of a task; none rather than what no unit would print."""
    return amount // 3 if amount >= 3 * 10**6 else 0


def _funded(amount: int, other: int) -> dict[str, int]:
    return {"total": amount, "fiscal_appropriation": amount - other, "other_funds": other}


def _three_public(made: Made, now: Leaves, before: Leaves) -> None:
    for period, spent in (
        ("previous", before),
        ("current", now),
        ("change", {k: now[k] - before[k] for k in now}),
    ):
        vehicle = sum(spent[name] for name in VEHICLES)
        amounts = {"total": vehicle, "overseas": 0, "reception": 0, "vehicle": vehicle}
        made.row("three_public", amounts | spent, entity=DEPARTMENT, period=period)


def _text(made: Made, units: list[Leaves], total: int) -> None:
    for topic in ("income", "expenditure"):
        made.change(topic, total, total // 4 * 3, entity=DEPARTMENT)
    for entity, unit in zip(unit_names(len(units)), units, strict=True):
        made.claim("block", sums([unit], LEAVES), entity=entity, parent=entity)
        for name, code in (("人员支出", "301"), ("公用支出", "302"), ("对个人和家庭的补助支出", "303")):
            basic = three([unit], below(code, SPENT_ON))["basic"]
            made.claim("block", basic, entity=entity, parent=entity, name=name)
        made.claim("block", sums([unit], tuple(PROJECTS)), entity=entity, parent=entity, name="项目支出")
    for project, name in PROJECTS.items():
        amount = sums(units, (project,))
        made.change("project", amount, amount // 2, entity=DEPARTMENT, name=name)
        made.claim("project_item", amount // 3, entity=DEPARTMENT, parent=name, name="其一")
        made.claim("project_item", amount - amount // 3, entity=DEPARTMENT, parent=name, name="其二")
    bought = sums(units, ("network",))
    for measure, amount in (
        ("total", bought),
        ("goods", bought // 5),
        ("works", 0),
        ("services", bought - bought // 5),
    ):
        made.claim("procurement", amount, entity=DEPARTMENT, measure=measure)


def large(units: int, chance: random.Random, decimals: int = 0) -> Made:
    """Two tables of all codes of many units: 786 figures a unit, each an amount of its own or a sum of these."""
    made = Made(decimals)
    codes = [f"2{a:02}{b:02}{c:02}" for a in range(1, 6) for b in range(1, 6) for c in range(1, 5)]
    spent = [
        {code: (chance.randrange(10**9), chance.randrange(10**9)) for code in codes} for _ in range(units)
    ]

    def row(
        table: str, fund: str, own: list[dict[str, tuple[int, int]]], code: str = "", **what: object
    ) -> None:
        paid = [amounts for unit in own for leaf, amounts in unit.items() if leaf.startswith(code)]
        basic, project = (sum(amounts) for amounts in zip(*paid, strict=True))
        three = {"total": basic + project, "basic": basic, "project": project}
        made.row(table, three, fund=fund, code=code, name=code, level=len(code) // 2, **what)

    for table, fund in (("expenditure", "all"), ("general_by_function", "general_public")):
        row(table, fund, spent, entity=DEPARTMENT)
        for entity, unit in zip(unit_names(units), spent, strict=True):
            for code in ["", *sorted({code[:digits] for code in codes for digits in (3, 5, 7)})]:
                row(table, fund, [unit], code, entity=entity)
    return made
