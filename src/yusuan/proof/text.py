"""What the text says against the tables and against itself (TEXT)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from .across import total_of
from .facts import Fact
from .identity import Identity, equal
from .rows import Row, Tables
from .rules import BLOCK_OF_CLASS, BLOCKS

Claims = list[Fact]


def identities_of_text(tables: Tables, claims: Claims) -> Iterator[Identity]:
    """All identities in which a claim takes part, but for percentages."""
    yield from _totals(tables, claims)
    yield from _changes(claims)
    yield from _blocks(tables, claims)
    yield from _projects(tables, claims)
    yield from _procurement(tables, claims)
    yield from _three_public(tables, claims)
    yield from _operating_cost(claims)
    yield from _managed(tables, claims)
    yield from _said_again(claims)


def said(
    claims: Claims, topic: str, measure: str | None = None, period: str = "current", **where: str
) -> Claims:
    """The claims of a topic."""
    return [
        c for c in claims
        if c.table == topic and c.period == period and (measure is None or c.measure == measure)
        and all(getattr(c, key) == value for key, value in where.items())
    ]  # fmt: skip


def _against(
    rule: str, claims: Claims, figures: list[Fact], where: str, hard: bool = True
) -> Iterator[Identity]:
    """Each claim = Σ figures; not checkable, with what was not found, where there are none."""
    for claim in claims:
        if figures:
            yield equal("TEXT", rule, [claim], figures, hard)
        else:
            yield Identity("TEXT", rule, ((claim, 1),), hard, missing=where)


def _side_total(tables: Tables, side: str, *words: str) -> list[Fact]:
    """The last total row of one side of 收支总表 that bears one of the words."""
    column = ("total", "all", "current")
    rows = tables.get(("balance", side), [])
    found = [r.facts[column] for r in rows if r.level == 0 and r.plain in words and column in r.facts]
    return found[-1:]


def _of_department(claims: Claims) -> Claims:
    """Claims about the whole department: those of no entity, or of the one that all speak of."""
    entities = {c.entity for c in claims}
    return claims if len(entities) == 1 else [c for c in claims if not c.entity]


def _totals(tables: Tables, claims: Claims) -> Iterator[Identity]:
    for topic, side, word in (("income", "revenue", "收入总计"), ("expenditure", "expenditure", "支出总计")):
        own = _of_department(said(claims, topic, "amount"))
        spoken = [c for c in own if not c.name]
        figures = _side_total(tables, side, word, "总计", "合计", word.replace("总计", "合计"))
        yield from _against(f"文字{word} = 收支总表", spoken[:1], figures, "balance")
        if figures:  # what comes later may speak of a part
            yield from _against(
                f"文字{word}（再次提及）= 收支总表", spoken[1:], figures, "balance", hard=False
            )
        year = "本年" + word[:2]
        if rows := _side_total(tables, side, f"{year}合计", f"{year}小计"):
            yield from _against(f"文字{year} = 收支总表", [c for c in own if c.name == year], rows, "balance")


def _changes(claims: Claims) -> Iterator[Identity]:
    """增减 of all income = 增减 of all spending, where both speak of one total: budgets balance in either year."""
    topics = ("income", "expenditure")
    totals = [[c for c in _of_department(said(claims, t, "amount")) if not c.name][:1] for t in topics]
    changes = [
        [c for c in _of_department(said(claims, t, "amount", "change")) if not c.name][:1] for t in topics
    ]
    (income, spending), (more, other) = totals, changes
    if income and spending and more and other and income[0].value == spending[0].value:
        yield equal("TEXT", "收入增减 = 支出增减", more, other)


def _economic_rows(tables: Tables, entity: str) -> list[Row]:
    """The 类 rows by economic class of one entity, or all of them where the table has no such entity."""
    rows = [row for row in tables.get(("general_by_economic", ""), []) if row.level == 1 and row.code]
    return [row for row in rows if row.entity == entity] or (
        rows if len({row.entity for row in rows}) == 1 else []
    )


def _blocks(tables: Tables, claims: Claims) -> Iterator[Identity]:
    blocks = said(claims, "block", "amount")
    for entity in dict.fromkeys(c.side or c.entity for c in blocks):
        own = [c for c in blocks if (c.side or c.entity) == entity]
        parts = {
            name: [c for c in own if c.name == name] for name in dict.fromkeys(c.name for c in own if c.name)
        }
        whole = [c for c in own if not c.name]
        if whole and len(parts) > 2:
            yield equal("TEXT", "预算 = 各类支出之和", whole[:1], [found[0] for found in parts.values()])
            if figures := _unit_total(tables, entity, "total"):
                yield equal("TEXT", "文字预算 = 支出总表", whole[:1], figures)
        rows = _economic_rows(tables, entity)
        column = ("basic", "general_public", "current")
        for name, found in parts.items():
            own_rows = [
                r for r in rows if BLOCK_OF_CLASS.get(r.code, "公用支出") == name and column in r.facts
            ]
            figures = [row.facts[column] for row in own_rows]
            if name == "项目支出":
                figures = _unit_total(tables, entity, "project")
            elif name not in BLOCKS:
                continue
            sure = name == "项目支出" or len(parts) == 4
            yield from _against(f"文字{name} = 表", found, figures, "general_by_economic", hard=sure)


def _unit_total(tables: Tables, entity: str, measure: str) -> list[Fact]:
    column = (measure, "all", "current")
    rows = [row for row in tables.get(("expenditure", ""), []) if row.level == 0 and column in row.facts]
    own = [row for row in rows if row.entity == entity]
    return [(own or rows)[0].facts[column]] if own or len(rows) == 1 else []


def _projects(tables: Tables, claims: Claims) -> Iterator[Identity]:
    projects = said(claims, "project", "amount")
    yield from _items(projects, said(claims, "project_item", "amount"))
    tasks: dict[str, list[Fact]] = defaultdict(list)
    for row in tables.get(("performance", ""), []):
        fact = row.facts.get(("total", "all", "current"))
        if fact and row.level > 0:
            tasks[row.name].append(fact)
    pairs = {project.name: [task] for project, task in renamed(tables, claims)}
    for project in projects:
        task = tasks.get(project.name) or pairs.get(project.name, [])
        if len(task) == 1:
            yield equal("TEXT", "文字项目 = 绩效目标表", [project], task)
    blocks = said(claims, "block", "amount", name="项目支出")
    if projects and len({p.entity for p in projects}) == len({b.side or b.entity for b in blocks}) == 1:
        unique = list({p.name: p for p in projects}.values())
        for block in blocks:
            yield equal("TEXT", "项目支出 = 各项目之和", [block], unique)
    for key in said(claims, "key_project", "amount"):
        same = [p for p in projects if p.name == key.name]
        if len(same) == 1:
            yield equal("TEXT", "重点项目 = 项目", [key], same)


def _items(projects: Claims, items: Claims) -> Iterator[Identity]:
    """Each project = Σ its items; at least that where as many projects of the document name only the main ones."""
    sums = [
        equal("TEXT", "项目 = 明细之和", [project], own)
        for project in projects
        if (own := [i for i in items if i.side == project.name and i.entity == project.entity])
    ]
    short = [each for each in sums if each.status == "violated" and each.residual > 0]
    for each in sums:
        if each in short and 2 * len(short) >= len(sums) > 1:
            yield each.at_least("主要明细之和 ≤ 项目", hard=True)
        else:
            yield replace(each, hard=each.residual < 0)  # 主要包括 may leave some out


def renamed(tables: Tables, claims: Claims) -> Iterator[tuple[Fact, Fact]]:
    """(project of the text, task of the performance table) that are one thing under two names."""
    column = ("total", "all", "current")
    tasks = {
        row.name: row.facts[column]
        for row in tables.get(("performance", ""), [])
        if row.level > 0 and column in row.facts
    }
    projects = {p.name: p for p in said(claims, "project", "amount")}
    for name, project in projects.items():
        for other, task in tasks.items():
            if name in tasks or other in projects or SequenceMatcher(None, name, other).ratio() <= 0.5:
                continue
            if equal("TEXT", "", [project], [task]).status != "violated":
                yield project, task


def _procurement(tables: Tables, claims: Claims) -> Iterator[Identity]:
    spoken = said(claims, "procurement", "total")
    kinds = [c for kind in ("goods", "works", "services") for c in said(claims, "procurement", kind)]
    for total in spoken:
        own = [c for c in kinds if (c.entity, c.name) == (total.entity, total.name)]
        if len({c.measure for c in own}) == 3 == len(own):
            yield equal("TEXT", "采购 = 货物 + 工程 + 服务", [total], own)
    table = total_of(tables, "expenditure", "procurement", "all")
    where = "expenditure.procurement" if ("expenditure", "") in tables else "expenditure"
    whole = [c for c in spoken if not c.name]  # of all funds
    yield from _against("文字采购 = 支出总表", _of_department(whole), [table] if table else [], where)


def _three_public(tables: Tables, claims: Claims) -> Iterator[Identity]:
    rows = [row for row in tables.get(("three_public", ""), []) if row.level == 0 or row.level == 1]
    for claim in _of_department([c for c in claims if c.table == "three_public"]):
        if claim.period == "change_pct":
            continue
        # where meetings and training are in the total, the three have a column of their own
        measures = ("three_public", "total") if claim.measure == "total" else (claim.measure,)
        own = [row.facts[measure, fund, claim.period] for measure in measures for row in rows
               for fund in ("general_public", "all", "fiscal") if (measure, fund, claim.period) in row.facts]  # fmt: skip
        if own:
            yield equal("TEXT", "文字三公 = 表", [claim], own[:1])


def _operating_cost(claims: Claims) -> Iterator[Identity]:
    """机关运行经费 is what administrative units spend on 公用支出 (soft: not all do)."""
    public = said(claims, "block", "amount", name="公用支出")
    for cost in said(claims, "operating_cost", "amount") if len({c.entity for c in public}) == 1 else ():
        yield equal("TEXT", "机关运行经费 = 公用支出", [cost], public[:1], hard=False)


def _managed(tables: Tables, claims: Claims) -> Iterator[Identity]:
    """What has goals is no more than is spent: in all, or on projects."""
    for managed in _of_department(said(claims, "performance", "amount")):
        whole = managed.name.startswith("整体支出")
        measure, word = ("total", "支出总计") if whole else ("project", "项目支出")
        if limit := total_of(tables, "expenditure", measure, "all"):
            terms = ((managed, 1), (limit, -1))
            yield Identity("TEXT", f"绩效管理资金 ≤ {word}", terms, hard=False, at_most=True)


def _said_again(claims: Claims) -> Iterator[Identity]:
    """One thing said twice is said alike."""
    first: dict[tuple, tuple[Fact, int]] = {}
    whole = 0
    for claim in claims:
        if claim.table == "expenditure" and claim.period == "current" and claim.name.endswith("基本支出"):
            whole = claim.value
        if claim.period.endswith("_pct") or claim.table in ("project_item", "key_project"):
            continue
        if claim.measure in ("dispatched", "contracted"):  # each project counts its own
            continue
        key = (claim.table, claim.entity, claim.side, claim.name, claim.measure, claim.period, claim.unit)
        if key in first and claim.table in ("staff", "block"):
            again = equal("TEXT", "同一数字两处相同", [claim], [first[key][0]], hard=claim.measure != "units")
            # The 人员经费 of another 基本支出 (all funds, or one) may be another.
            if claim.table != "block" or claim.side or first[key][1] == whole or again.status != "violated":
                yield again
        first.setdefault(key, (claim, whole))
