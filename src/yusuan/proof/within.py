"""Identities inside one table: along a row (ROW, THREE, ORDER), down a column (TREE, UNIT, BALANCE)."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from ..specs import LISTS  # some of their rows may be withheld, some may sum others without saying so
from .facts import Fact
from .identity import Identity, equal
from .rows import Row, figures_of, grow, in_groups, sum_below
from .rules import BY_MEASURE, FUND_PARTS, ORDER, ROLLED

_SUM_NAME = re.compile(r"^(?:本年)?(?:收入|支出)?(?:合计|总计)$|^本年(?:收入|支出)小计$|^金额合计$")
_THIS_YEAR = re.compile(r"^本年(?:收入|支出)[合小]计$")
_YEAR_LINE = re.compile(r"^本年(?:收入|支出)$")
_CARRIED = re.compile(r"结转|结余")
_GRAND = re.compile(r"^(?:收入|支出)?总计$|^(?:收入|支出)合计$")
_OF_WHICH = re.compile(r"^其中")


def identities_within(tables: dict[tuple[str, str], list[Row]]) -> Iterator[Identity]:
    """All identities that stand inside one table."""
    for (table, side), rows in tables.items():
        yield from _along_rows(table, rows)
        yield from _changes(rows)
        if side:
            yield from _balance_side(table, rows)
        else:
            yield from _down_columns(table, rows)
    yield from _both_sides(tables)


def _along_rows(table: str, rows: list[Row]) -> Iterator[Identity]:
    columns = list(dict.fromkeys(column for row in rows for column in row.facts))
    contexts = dict.fromkeys((fund, period) for _, fund, period in columns)
    for fund, period in contexts:
        printed = {measure for measure, f, p in columns if (f, p) == (fund, period)}
        for rule in BY_MEASURE:
            if (
                (rule.tables and table not in rule.tables)
                or table in rule.but
                or rule.whole not in printed
                or not set(rule.needs) <= printed
                or printed & set(rule.unless)
            ):
                continue
            for row in rows:
                whole = row.facts.get((rule.whole, fund, period))
                parts = [f for part in rule.parts if (f := row.facts.get((part, fund, period)))]
                if whole and parts:
                    yield equal(rule.family, rule.rule, [whole], parts)
        for row in rows if "brought_forward" in printed else ():
            before, after = (
                [f for measure in side if (f := row.facts.get((measure, fund, period)))] for side in ROLLED
            )
            if before and after:
                yield equal("ROW", "年初结转 + 本年收入 = 本年支出 + 年末结转", before, after)
    funds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for measure, fund, period in columns:
        funds[measure, period].add(fund)
    for row in rows:
        yield from _funds(row, funds)
        for small, large in itertools.pairwise(ORDER):
            for (measure, fund, period), fact in row.facts.items():
                if measure != small or table == "procurement":
                    continue
                if limit := row.facts.get((large, fund, period)):
                    yield Identity("ORDER", f"{small} ≤ {large}", ((fact, 1), (limit, -1)), at_most=True)


def _funds(row: Row, columns: dict[tuple[str, str], set[str]]) -> Iterator[Identity]:
    """合计 = Σ of the fund columns; a column that sums others of this table is checked against them, then left out.

    `columns`: the funds of each measure and period that the table has.
    """
    for measure, period in dict.fromkeys((m, p) for m, _, p in row.facts):
        funds = columns[measure, period]
        if len(funds) < 3:
            continue
        here = {f: fact for (m, f, p), fact in row.facts.items() if (m, p) == (measure, period)}
        years = {"this_year", "carryover"}
        if len(own := funds - years) == 1 and years < funds:  # all of one fund, by year
            if (total := here.get(next(iter(own)))) and (by_year := [here[f] for f in here if f in years]):
                yield equal("ROW", "合计 = 本年 + 上年结转", [total], by_year)
            continue
        whole_funds = {w for w, parts in FUND_PARTS.items() if w in funds and funds & set(parts)}
        for whole in sorted(whole_funds):
            inner = {p for w in whole_funds - {whole} for p in FUND_PARTS[w]}
            parts = [here[p] for p in FUND_PARTS[whole] if p in here and p not in inner - set(_own(whole))]
            if whole in here and parts and (whole != "this_year" or "carryover" in funds):
                yield equal("ROW", "资金合计 = 各项资金", [here[whole]], parts)
        leaves = [here[f] for f in here if f != "all" and f not in whole_funds]
        if "all" in here and len(leaves) > 1 and not {"this_year"} & funds:
            yield equal("ROW", "合计 = 各项资金", [here["all"]], leaves)
        elif "all" in here and "this_year" in here and "carryover" in funds:
            parts = [here["this_year"], *([here["carryover"]] if "carryover" in here else [])]
            yield equal("ROW", "合计 = 本年 + 上年结转", [here["all"]], parts)


def _own(whole: str) -> tuple[str, ...]:
    return FUND_PARTS[whole] if whole != "this_year" else ()


def _changes(rows: list[Row]) -> Iterator[Identity]:
    """增减 = 本年 − 上年, in one row or in rows below each other."""
    if not any(period == "change" for row in rows for _, _, period in row.facts):
        return
    found: dict[tuple, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for (measure, fund, period), fact in row.facts.items():
            found[row.entity, row.code, row.name, measure, fund][period].append(fact)
    for periods in found.values():
        if all(len(periods.get(p, ())) == 1 for p in ("current", "previous", "change")):
            change, now, before = (periods[p] for p in ("change", "current", "previous"))
            yield equal("THREE", "增减 = 本年 − 上年", [*change, *before], now)


def _tree(rows: list[Row], hard: bool) -> Iterator[Identity]:
    for row in rows:
        if not row.children or any(_OF_WHICH.match(child.name) for child in row.children):
            continue
        withheld = _withholds(row)
        for column, fact in row.facts.items():
            parts = sum_below(row, column)
            if parts and column[2] != "change_pct":
                rule = "上级 = 下级之和（下级可能未逐项公开）" if withheld else "上级 = 下级之和"
                yield equal("TREE", rule, [fact], parts, hard and not withheld)


def _withholds(row: Row) -> bool:
    """Whether parts of a row seem to be left out of print: no column has too much, and what columns lack agrees.

    A wrong figure breaks one column; a withheld 项 takes its share from all of them.
    """
    parts = {column: sum_below(row, column) for column in row.facts}
    if not any(parts.values()):
        return False
    sums = {column: equal("TREE", "", [fact], parts[column]) for column, fact in row.facts.items()}
    lacks = {column: i for column, i in sums.items() if i.status == "violated"}
    whole = next((lack for column, lack in lacks.items() if column[0] == "total"), None)
    if whole is None or len(row.facts) < 2 or any(lack.residual < 0 for lack in lacks.values()):
        return False
    kinds = [i for (measure, _, _), i in sums.items() if measure in ("basic", "project", "operating")]
    if kinds:
        gap = whole.residual - sum(i.residual for i in kinds)
        return abs(gap) <= whole.allowed + sum(i.allowed for i in kinds)
    return len(lacks) > 1 and all(lack.residual <= whole.residual for lack in lacks.values())


def _runs(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows of one entity that follow each other."""
    run: list[Row] = []
    for row in rows:
        if run and row.entity != run[-1].entity:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _down_columns(table: str, rows: list[Row]) -> Iterator[Identity]:
    if table == "three_public":
        yield from _units(rows)
        return
    printed, rows = rows, in_groups(rows) if table in LISTS else rows
    several = len({row.entity for row in rows}) > 1
    sure = table not in LISTS and (any(row.code for row in rows) or table == "basic_expenditure")
    for run in _runs(rows):
        totals = [row for row in run if row.level == 0]
        yield from _tree(_grown([row for row in run if row.level > 0]), sure and any(row.code for row in run))
        if table == "performance" and not any(_SUM_NAME.match(row.name) for row in totals):
            continue
        for total in totals:
            if several and _SUM_NAME.match(total.name):
                continue  # it sums the units, or the rows of them all
            if several and not total.name and total is not totals[-1] and _headless(run, total):
                continue  # a department that is its own first unit: the next row is the unit's
            partial = total.name and not _SUM_NAME.match(total.name) and total is not run[0]
            parts_of = _since_total(run, total) if partial else run
            yield from _sums(total, [row for row in parts_of if row.level > 0], "合计 = 各项之和", sure)
    if several and not any(row.level == 0 and not row.name for row in rows):
        for total in (row for row in rows if _SUM_NAME.match(row.name)):
            yield from _sums(total, [row for row in rows if row.level > 0], "合计 = 各单位各项之和", sure)
    if table != "performance":
        yield from _units(printed)


def _headless(run: list[Row], total: Row) -> bool:
    """Whether the row below a total is the total of a unit."""
    below = next(after for row, after in itertools.pairwise(run) if row is total)
    return below.level == 0 and not below.name


def _sums(total: Row, rows: list[Row], rule: str, hard: bool) -> Iterator[Identity]:
    """A total against its parts in each column. A list that adds up in all columns but one withholds no row."""
    roots = grow(rows)
    sums = [
        equal("TREE", rule, [fact], parts)
        for column, fact in total.facts.items()
        if column[2] != "change_pct" and (parts := figures_of(roots, column))
    ]
    wrong = sum(i.status == "violated" for i in sums)
    whole = wrong <= 1 and sum(i.residual == 0 != i.terms[0][0].value for i in sums) > 1 - wrong
    for identity in sums:
        yield replace(identity, hard=hard or whole)


def _since_total(run: list[Row], total: Row) -> list[Row]:
    """The rows between the total before this one and this one."""
    end = next(i for i, row in enumerate(run) if row is total)
    start = max((i + 1 for i, row in enumerate(run[:end]) if row.level == 0), default=0)
    return run[start:end]


def _units(rows: list[Row]) -> Iterator[Identity]:
    """部门 = Σ 单位, where rows of several units stand in one table."""
    totals = [row for row in rows if row.level == 0]
    named = [row for row in totals if _SUM_NAME.match(row.name)]
    units = [row for row in totals if not row.name]
    if len({row.entity for row in units}) < 2:
        return
    detailed = {row.entity for row in rows if row.level > 0}
    head, *rest = units
    headed = head.entity not in detailed or not detailed
    for column in dict.fromkeys(c for row in totals for c in row.facts if c[2] != "change_pct"):
        below = [row.facts[column] for row in rest if column in row.facts]
        everyone = [row.facts[column] for row in units if column in row.facts]
        whole = next((row.facts[column] for row in named if column in row.facts), None)
        if whole is not None and everyone:
            sideways = equal("UNIT", "合计 = 各单位之和", [whole], everyone)
            under = (
                equal("UNIT", "部门 = 各单位之和", [head.facts[column]], below)
                if column in head.facts and below
                else None
            )
            yield under if under is not None and sideways.status == "violated" != under.status else sideways
        elif headed and column in head.facts and below:
            yield equal("UNIT", "部门 = 各单位之和", [head.facts[column]], below)


def _balance_side(table: str, rows: list[Row]) -> Iterator[Identity]:
    """One half of a two-up table: 本年合计 = Σ, then 总计 = 本年合计 + 结转."""
    open_rows: list[Row] = []
    subtotal: Row | None = None
    yield from _tree(_grown([row for row in rows if row.level > 0]), hard=False)
    for row in rows:
        if row.level > 0 or not (_THIS_YEAR.match(row.plain) or _GRAND.match(row.plain)):
            if row.level > 0:
                open_rows.append(row)
            continue
        roots = [*([subtotal] if subtotal else []), *_headed(grow(open_rows))]
        for column, fact in row.facts.items():
            parts = [
                f for r in roots for f in ([r.facts[column]] if column in r.facts else sum_below(r, column))
            ]
            if parts and not any(_OF_WHICH.match(r.name) for r in roots):
                yield equal(
                    "BALANCE",
                    f"{row.plain} = 各项之和",
                    [fact],
                    parts,
                    hard=subtotal is not None or not _nested(roots),
                )
        subtotal, open_rows = row, []


def _headed(roots: list[Row]) -> list[Row]:
    """What a total sums, where a line 本年收入 stands for those after it, up to what was carried over."""
    head = next(
        (i for i, row in enumerate(roots) if _YEAR_LINE.match(row.plain) and not row.children), len(roots)
    )
    after = (i for i in range(head + 1, len(roots)) if _CARRIED.search(roots[i].plain))
    return [*roots[: head + 1], *roots[next(after, len(roots)) :]]


def _nested(roots: list[Row]) -> bool:
    return any(root.children for root in roots)


def _grown(rows: list[Row]) -> list[Row]:
    grow(rows)
    return rows


def _both_sides(tables: dict[tuple[str, str], list[Row]]) -> Iterator[Identity]:
    """收入总计 = 支出总计."""
    for (table, side), rows in tables.items():
        if side != "revenue":
            continue
        left = [row for row in rows if row.level == 0 and _GRAND.match(row.plain)]
        for other in sorted(s for t, s in tables if t == table and s.startswith("expenditure")):
            right = [row for row in tables[table, other] if row.level == 0 and _GRAND.match(row.plain)]
            if left and right:
                for column, fact in left[-1].facts.items():
                    if column in right[-1].facts:
                        yield equal("BALANCE", "收入总计 = 支出总计", [fact], [right[-1].facts[column]])
