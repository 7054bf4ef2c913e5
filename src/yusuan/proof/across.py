"""Identities between tables (CROSS): one total in two places, one code in two classifications of the same money."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from .facts import Fact
from .identity import Identity, equal
from .rows import Column, Row
from .rules import CROSS_TOTALS

Tables = dict[tuple[str, str], list[Row]]
Path = tuple[str, ...]

_GENERAL = re.compile(
    r"一般公共(?:财政)?预算|财政拨款|政府预算拨款|^预算拨款|本年|合计|总计|公共财政|部门预算"
)
_CARRIED = re.compile(r"上年.*结[转余]|结转|结余")
_PARTIAL = re.compile(r"^(?:人员|公用)(?:经费|支出)?[合小]计$")  # each sums one half of 基本支出


def identities_across(tables: Tables) -> Iterator[Identity]:
    """All identities between two tables of one document."""
    single, carried = single_fund(tables), carries_over(tables)
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
    yield from _same_codes(
        tables,
        "expenditure",
        "general_by_function",
        ("total", "basic", "project"),
        "支出总表与按功能分类同一科目",
        single,
    )
    yield from _paths(tables, "balance", "expenditure", True)
    yield from _paths(tables, "fiscal_appropriation", "general_by_function", single)
    yield from _own_tables(tables, carried)
    yield from _vehicles(tables)
    yield from _tasks(tables)
    if single:
        yield from _funded(tables)
    yield from _economic(tables, single)


def single_fund(tables: Tables) -> bool:
    """Whether the incomes print no other money than 一般公共预算 of this year."""
    rows = tables.get(("balance", "revenue"), [])
    others = [row for row in rows if row.level > 0 and not _GENERAL.search(row.plain)]
    return bool(rows) and all(fact.value == 0 for row in others for fact in row.facts.values())


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
    """The figure of a table's 合计 row, or of its department row; None where print has none or several that differ."""
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


def _by_code(rows: list[Row], column: Column) -> dict[str, list[Fact]]:
    """For each code its figures, one per entity; none where an entity prints a code twice."""
    found: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.code and column in row.facts:
            found[row.code][row.entity].append(row.facts[column])
    return {
        code: [facts[0] for facts in entities.values()]
        for code, entities in found.items()
        if all(len(facts) == 1 for facts in entities.values())
    }


def _same_codes(
    tables: Tables, left: str, right: str, measures: tuple[str, ...], rule: str, hard: bool
) -> Iterator[Identity]:
    if not hard:
        return
    for measure in measures:
        ours = _by_code(tables.get((left, ""), []), (measure, "all", "current"))
        theirs = _by_code(tables.get((right, ""), []), (measure, "general_public", "current"))
        for code in ours:
            if code in theirs and len(ours[code]) == len(theirs[code]):
                for a, b in zip(ours[code], theirs[code], strict=True):
                    if a.entity == b.entity:
                        yield equal("CROSS", rule, [a], [b])


def _name_paths(rows: list[Row]) -> dict[Path, Row]:
    """The rows of a list by the names above and at them: 一般公共服务支出 / 信访事务 / 行政运行."""
    found: dict[Path, Row] = {}
    path: list[Row] = []
    for row in rows:
        if row.level < 1:
            continue
        while path and path[-1].level >= row.level:
            path.pop()
        path.append(row)
        found.setdefault(tuple(r.plain for r in path), row)
    return found


def _paths(tables: Tables, two_up: str, coded: str, holds: bool) -> Iterator[Identity]:
    """A line of a 收支总表 (names only) = the code of that name in the table by function, over all units."""
    rows = [row for row in tables.get((coded, ""), []) if row.code]
    fund = "all" if coded == "expenditure" else "general_public"
    by_code = _by_code(rows, ("total", fund, "current"))
    names = {row.code: row.plain for row in rows}
    paths: dict[Path, str] = {}
    for code in by_code:
        above = [c for c in (code[:3], code[:5]) if c in names and len(c) < len(code)]
        paths[tuple(names[c] for c in [*above, code])] = code
    if not holds:
        return
    for path, row in _name_paths(tables.get((two_up, "expenditure"), [])).items():
        named = paths.get(path, "")
        fact = row.facts.get(("total", "all", "current")) or row.facts.get(
            ("total", "general_public", "current")
        )
        if named and fact and len(named) == {1: 3, 2: 5, 3: 7}.get(row.level, 0):
            yield equal("CROSS", "收支总表 = 同一科目", [fact], by_code[named])


def _own_tables(tables: Tables, carried: bool) -> Iterator[Identity]:
    """财政拨款收支总表 gives each fund; the fund's own table spends it."""
    rows = tables.get(("fiscal_appropriation", "revenue"), [])
    for word, table, fund in (
        ("一般公共", "general_by_function", "general_public"),
        ("政府性基金", "government_fund", "government_fund"),
        ("国有资本", "state_capital", "state_capital"),
    ):
        given = [row for row in rows if word in row.plain and row.level > 0]
        spent = total_of(tables, table, "total", fund)
        column = ("total", "all", "current")
        if len(given) == 1 and spent and column in given[0].facts and not carried:
            yield equal("CROSS", "拨款 = 本表支出", [given[0].facts[column]], [spent])


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
    run = total_of(tables, "three_public", "vehicle_operation", "general_public")
    codes = _by_code(tables.get(("general_by_economic", ""), []), ("total", "general_public", "current"))
    if run and "30231" in codes:
        yield equal("CROSS", "三公车辆运行 = 30231", [run], codes["30231"], hard=False)


def _economic(tables: Tables, single: bool) -> Iterator[Identity]:
    """基本支出总表 lists, by name, the basic column of the table by economic class."""
    listed = [row for row in tables.get(("basic_expenditure", ""), []) if row.level > 0]
    fund = (
        "general_public"
        if any(("basic", "general_public", "current") in row.facts for row in listed)
        else "all"
    )
    if fund == "all" and not single:
        return
    basic: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for row in tables.get(("general_by_economic", ""), []):
        if row.code and ("basic", "general_public", "current") in row.facts:
            basic[row.entity, row.plain].append(row.facts["basic", "general_public", "current"])
    for row in listed:
        fact = row.facts.get(("basic", fund, "current"))
        found = basic.get((row.entity, row.plain), [])
        if fact and len(found) == 1 and not carries_over(tables):
            yield equal("CROSS", "基本支出总表 = 按经济分类（基本）", [fact], found)
