"""Identities between tables (CROSS): one total in two places, one code in two classifications of the same money."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from .facts import Fact
from .identity import Identity, equal
from .rows import Column, Tables, paths
from .rules import CROSS_TOTALS, OWN_TABLES

_GENERAL_FUND = "general_public"

_GENERAL = re.compile(
    r"一般公共(?:财政)?预算|财政拨款|政府预算拨款|^预算拨款|本年|合计|总计|公共财政|部门预算"
)
_CARRIED = re.compile(r"上年.*结[转余]|结转|结余")
_PARTIAL = re.compile(r"^(?:人员|公用)(?:经费|支出)?[合小]计$")  # each sums one half of 基本支出


def identities_across(tables: Tables) -> Iterator[Identity]:
    """All identities between two tables of one document."""
    single, carried = single_fund(tables), carries_over(tables)
    yield from _totals(tables, single, carried)
    yield from _names(tables, "balance", "expenditure", "all")
    yield from _vehicles(tables)
    yield from _tasks(tables)
    yield from _economic(tables, single, carried)
    if not carried:
        yield from _own_tables(tables)
    if single:
        yield from _same_codes(tables)
        yield from _names(tables, "fiscal_appropriation", "general_by_function", _GENERAL_FUND)
        yield from _funded(tables)


def single_fund(tables: Tables) -> bool:
    """Whether the incomes print no other money than 一般公共预算 of this year, and this as all of it."""
    rows = tables.get(("balance", "revenue"), [])
    own: list[int] = []
    others: list[int] = []
    for row in rows:
        if row.level > 0:
            (own if _GENERAL.search(row.plain) else others).extend(fact.value for fact in row.facts.values())
    totals = [fact.value for row in rows if row.level == 0 for fact in row.facts.values()]
    return not any(others) and max(own, default=None) == max(totals, default=None) is not None


def carries_over(tables: Tables) -> bool:
    """Whether money of earlier years is spent, or left for later ones, as far as print tells."""
    rows = [
        r
        for (t, side), found in tables.items()
        if side and t in ("balance", "fiscal_appropriation")
        for r in found
    ]
    return any(
        f.value for row in rows if _CARRIED.search(row.plain) and row.level > 0 for f in row.facts.values()
    )


def total_of(tables: Tables, table: str, measure: str, fund: str) -> Fact | None:
    """The figure of a table's 合计 row, or of its department row, the first; None where print has none."""
    column: Column = (measure, fund, "current")
    totals = [row for row in tables.get((table, ""), []) if row.level == 0 and column in row.facts]
    rows = [row for row in totals if not _PARTIAL.match(row.plain)]
    if not rows:
        return None
    if table == "performance":
        rows = [row for row in rows if row.name == "金额合计"]
        return rows[0].facts[column] if len(rows) == 1 else None
    named = [row for row in rows if row.name]
    return (named or rows)[0].facts[column]


def _totals(tables: Tables, single: bool, carried: bool) -> Iterator[Identity]:
    """One total in two tables, as CROSS_TOTALS has them."""
    for rule in CROSS_TOTALS:
        if (rule.single_fund and not single) or (rule.no_carryover and carried):
            continue
        left, right = (total_of(tables, *side) for side in (rule.left, rule.right))
        printed = left or right
        if left and right:
            yield equal("CROSS", rule.rule, [left], [right], rule.hard and not carried)
        elif printed and rule.told:
            missing = rule.right[0] if left else rule.left[0]
            if not any(table == missing for table, _ in tables):
                yield Identity("CROSS", rule.rule, ((printed, 1),), rule.hard, missing=missing)


def _by_code(tables: Tables, table: str, measure: str, fund: str) -> dict[str, dict[str, Fact]]:
    """For each code of a table its figure by entity; without codes that an entity prints twice."""
    found: dict[str, dict[str, Fact]] = defaultdict(dict)
    twice: set[str] = set()
    for row in tables.get((table, ""), []):
        fact = row.facts.get((measure, fund, "current"))
        if row.code and fact and found[row.code].setdefault(row.entity, fact) is not fact:
            twice.add(row.code)
    return {code: entities for code, entities in found.items() if code not in twice}


def _same_codes(tables: Tables) -> Iterator[Identity]:
    """With one source of money, a code is spent alike in the tables of all money and of 一般公共预算."""
    for measure in ("total", "basic", "project"):
        ours = _by_code(tables, "expenditure", measure, "all")
        theirs = _by_code(tables, "general_by_function", measure, _GENERAL_FUND)
        for code, entities in ours.items():
            for entity, fact in entities.items():
                if other := theirs.get(code, {}).get(entity):
                    yield equal("CROSS", "支出总表与按功能分类同一科目", [fact], [other])


def _names(tables: Tables, two_up: str, coded: str, fund: str) -> Iterator[Identity]:
    """A line of a 收支总表 (names only) = the code of that name in the table by function, over all units."""
    by_code = _by_code(tables, coded, "total", fund)
    names = {row.code: row.plain for row in tables.get((coded, ""), []) if row.code}
    codes = {
        tuple(names[above] for above in dict.fromkeys((code[:3], code[:5], code)) if above in names): code
        for code in by_code
    }
    seen: set[tuple[str, ...]] = set()
    for path, row in paths(tables.get((two_up, "expenditure"), [])):
        code = codes.get(path, "")
        fact = next(
            (row.facts[c] for f in ("all", _GENERAL_FUND) if (c := ("total", f, "current")) in row.facts),
            None,
        )
        if fact and path not in seen and len(code) == 2 * row.level + 1:
            yield equal("CROSS", "收支总表 = 同一科目", [fact], list(by_code[code].values()))
        seen.add(path)


def _own_tables(tables: Tables) -> Iterator[Identity]:
    """财政拨款收支总表 gives each fund; the fund's own table spends it."""
    column = ("total", "all", "current")
    for word, table, fund in OWN_TABLES:
        rows = tables.get(("fiscal_appropriation", "revenue"), [])
        given = [row.facts.get(column) for row in rows if word in row.plain and row.level > 0]
        spent = total_of(tables, table, "total", fund)
        if len(given) == 1 and given[0] and spent:
            yield equal("CROSS", "拨款 = 本表支出", [given[0]], [spent])


def _tasks(tables: Tables) -> Iterator[Identity]:
    """The tasks of a whole department's performance table: their total, 基本支出, and all others as project spending.

    Hard where at most one of the three fails: the others prove that the table is of the whole department.
    """
    rows = tables.get(("performance", ""), [])
    column: Column = ("total", "all", "current")
    if sum(row.name == "金额合计" for row in rows) != 1:
        return
    tasks = [row for row in rows if row.level > 0 and column in row.facts]
    basic = [row.facts[column] for row in tasks if row.plain == "基本支出"]
    others = [row.facts[column] for row in tasks if row.plain != "基本支出"]
    whole = total_of(tables, "performance", "total", "all")
    found = [
        equal("CROSS", rule, [total], parts)
        for rule, measure, parts in (
            ("支出总表 = 绩效目标表金额合计", "total", [whole] if whole else []),
            ("绩效目标表任务 = 支出总表", "basic", basic if others else []),
            ("绩效目标表任务 = 支出总表", "project", others if basic else []),
        )
        if parts and (total := total_of(tables, "expenditure", measure, "all"))
    ]
    hard = len(found) == 3 and sum(i.status == "violated" for i in found) < 2
    yield from (replace(identity, hard=hard) for identity in found)


def _funded(tables: Tables) -> Iterator[Identity]:
    """Without other money in the incomes or in the column of other money, 财政拨款 is all that a task has."""
    rows = tables.get(("performance", ""), [])
    total, fiscal, other = (
        (measure, "all", "current") for measure in ("total", "fiscal_appropriation", "other_funds")
    )
    if any(row.facts[other].value for row in rows if other in row.facts):
        return
    for row in rows:
        if total in row.facts and fiscal in row.facts and other in row.facts:
            yield equal("CROSS", "没有其他资金：总额 = 财政拨款", [row.facts[total]], [row.facts[fiscal]])


def _vehicles(tables: Tables) -> Iterator[Identity]:
    """三公 vehicles run on 30231 (soft: money of projects and other classes may pay for them too)."""
    run = total_of(tables, "three_public", "vehicle_operation", _GENERAL_FUND)
    code = _by_code(tables, "general_by_economic", "total", _GENERAL_FUND).get("30231")
    if run and code:
        yield equal("CROSS", "三公车辆运行 = 30231", [run], list(code.values()), hard=False)


def _economic(tables: Tables, single: bool, carried: bool) -> Iterator[Identity]:
    """基本支出总表 lists, by name, the basic column of the table by economic class."""
    column: Column = ("basic", _GENERAL_FUND, "current")
    listed = [row for row in tables.get(("basic_expenditure", ""), []) if row.level > 0]
    own = column if any(column in row.facts for row in listed) else ("basic", "all", "current")
    if carried or (own != column and not single):
        return
    basic: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for row in tables.get(("general_by_economic", ""), []):
        if row.code and column in row.facts:
            basic[row.entity, row.plain].append(row.facts[column])
    for row in listed:
        found = basic.get((row.entity, row.plain), [])
        if own in row.facts and len(found) == 1:
            yield equal("CROSS", "基本支出总表 = 按经济分类（基本）", [row.facts[own]], found)
