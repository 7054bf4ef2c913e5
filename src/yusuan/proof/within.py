"""Identities inside one table: along a row (ROW, THREE, ORDER), down a column (TREE, UNIT)."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from ..tables.specs import LISTS  # some of their rows may be withheld, some may sum others without saying so
from .facts import Fact
from .identity import Identity, equal
from .rows import Column, Row, Tables, figures_of, grow, in_groups, sum_below
from .rules import BY_MEASURE, FUND_PARTS, ORDER, ROLLED

_SUM_NAME = re.compile(r"^(?:本年)?(?:收入|支出)?(?:合计|总计)$|^本年(?:收入|支出)小计$|^金额合计$")
_TOTALS = 20  # of one entity in a table, of which no document has more than 3; thousands, each over all rows, take minutes
OF_WHICH = re.compile(r"^其中")


def identities_within(tables: Tables) -> Iterator[Identity]:
    """All identities that stand inside one table."""
    for (table, side), rows in tables.items():
        yield from _along_rows(table, rows)
        yield from _changes(rows)
        if not side:
            yield from _down_columns(table, rows)


def _along_rows(table: str, rows: list[Row]) -> Iterator[Identity]:
    columns = list(dict.fromkeys(column for row in rows for column in row.facts))
    contexts = dict.fromkeys((fund, period) for _, fund, period in columns)
    for fund, period in contexts:
        printed = {measure for measure, f, p in columns if (f, p) == (fund, period)}

        def of(row: Row, measures: Iterable[str], fund: str = fund, period: str = period) -> list[Fact]:
            return [f for measure in measures if (f := row.facts.get((measure, fund, period)))]

        for rule in BY_MEASURE:
            if rule.holds_for(table, printed):
                wholes = ((of(row, [rule.whole]), of(row, rule.parts)) for row in rows)
                yield from _in_all_rows([equal(rule.family, rule.rule, w, p) for w, p in wholes if w and p])
        for row in rows if "brought_forward" in printed else ():
            before, after = (of(row, side) for side in ROLLED)
            if before and after:
                yield equal("ROW", "年初结转 + 本年收入 = 本年支出 + 年末结转", before, after)
    yield from _funds(rows, columns)
    for row, (small, large) in itertools.product(rows, itertools.pairwise(ORDER)):
        for (measure, fund, period), fact in row.facts.items():
            limit = row.facts.get((large, fund, period))
            if measure == small and limit and table != "procurement":
                yield Identity("ORDER", f"{small} ≤ {large}", ((fact, 1), (limit, -1)), at_most=True)


def _in_all_rows(sums: list[Identity]) -> list[Identity]:
    """One sum along each row of a table. Soft where the total and other rows lack something and none has too much.

    A wrong figure breaks its own row; what breaks several and their total is a column that was not read.
    """
    wrong = [i for i in sums if i.status == "violated"]
    lacks = [i.residual for i in wrong]
    unread = (
        len(wrong) > 1
        and min(lacks) > 0
        and max(lacks) in {i.residual for i in wrong if not i.terms[0][0].level}
    )
    return [replace(i, hard=False) for i in sums] if unread else sums


def _funds(rows: list[Row], columns: list[Column]) -> Iterator[Identity]:
    """合计 = Σ of the fund columns; a column that sums others of this table is checked against them, then left out."""
    for measure, period in dict.fromkeys((m, p) for m, _, p in columns):
        funds = frozenset(f for m, f, p in columns if (m, p) == (measure, period))
        for rule, whole, parts in _sums_of_funds(funds) if len(funds) > 2 else ():
            sums = []
            for row in rows:
                here = {f: fact for (m, f, p), fact in row.facts.items() if (m, p) == (measure, period)}
                if whole in here and (own := [here[fund] for fund in here if fund in parts]):
                    sums.append(equal("ROW", rule, [here[whole]], own))
            yield from _in_all_rows(sums)


@cache
def _sums_of_funds(funds: frozenset[str]) -> list[tuple[str, str, frozenset[str]]]:
    """(rule, whole, parts) of the columns of one measure. What is a part of another sum counts there."""
    years = frozenset(("this_year", "carryover"))
    if len(own := funds - years) == 1 and years < funds:  # all of one fund, by year
        return [("合计 = 本年 + 上年结转", next(iter(own)), years)]
    parts = {w: funds.intersection(p) for w, p in FUND_PARTS.items() if w in funds and funds.intersection(p)}
    if "this_year" in parts:
        parts["this_year"] -= frozenset().union(*(p for w, p in parts.items() if w != "this_year"))
    if "carryover" not in funds:
        parts.pop("this_year", None)
    sums = [("资金合计 = 各项资金", whole, parts[whole]) for whole in sorted(parts)]
    if "this_year" not in funds:
        return [*sums, ("合计 = 各项资金", "all", funds - {"all", *parts})]
    return [*sums, ("合计 = 本年 + 上年结转", "all", years)] if "carryover" in funds else sums


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


def tree(rows: list[Row], sure: Callable[[list[Fact]], bool]) -> Iterator[Identity]:
    """Each row against the rows below it in each column; hard where that is `sure` of these and none is withheld."""
    grow(rows)
    for row in rows:
        if not row.children or any(OF_WHICH.match(child.name) for child in row.children):
            continue
        sums = {
            c: equal("TREE", "上级 = 下级之和", [fact], sum_below(row, c)) for c, fact in row.facts.items()
        }
        withheld = _withholds(sums)
        for column, identity in sums.items():
            parts = [fact for fact, _ in identity.terms[1:]]
            if parts and column[2] != "change_pct":
                rule = f"{identity.rule}（下级可能未逐项公开）" if withheld else identity.rule
                yield replace(identity, rule=rule, hard=not withheld and sure(parts))


def _coded(parts: list[Fact]) -> bool:
    """Whether codes say which rows are parts of which; some lists may keep rows back all the same."""
    return any(part.code for part in parts) and parts[0].table not in LISTS


def _withholds(sums: dict[Column, Identity]) -> bool:
    """Whether parts of a row seem to be left out of print: no column has too much, and what columns lack agrees.

    A wrong figure breaks one column; a withheld 项 takes its share from all of them.
    """
    lacks = {column: i for column, i in sums.items() if i.status == "violated"}
    whole = next((lack for column, lack in lacks.items() if column[0] == "total"), None)
    if whole is None or len(sums) < 2 or any(lack.residual < 0 for lack in lacks.values()):
        return False
    kinds = [i for (measure, _, _), i in sums.items() if measure in ("basic", "project", "operating")]
    if kinds:
        gap = whole.residual - sum(i.residual for i in kinds)
        return abs(gap) <= whole.allowed + sum(i.allowed for i in kinds)
    return len(lacks) > 1 and all(lack.residual <= whole.residual for lack in lacks.values())


def _down_columns(table: str, rows: list[Row]) -> Iterator[Identity]:
    if table == "three_public":
        yield from _units(rows)
        return
    printed, rows = rows, in_groups(rows) if table in LISTS else rows
    several = len({row.entity for row in rows}) > 1
    sure = table not in LISTS and (any(row.code for row in rows) or table == "basic_expenditure")
    for run in (list(run) for _, run in itertools.groupby(rows, key=lambda row: row.entity)):
        totals = [row for row in run if row.level == 0]
        if len(totals) > _TOTALS:
            totals = [totals[0], totals[-1]]
        yield from tree([row for row in run if row.level > 0], _coded)
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
    columns = dict.fromkeys(c for row in totals for c in row.facts if c[2] != "change_pct")
    best: list[Identity] = []
    for column in columns:
        below, everyone = ([r.facts[column] for r in some if column in r.facts] for some in (rest, units))
        whole = next((row.facts[column] for row in named if column in row.facts), None)
        sums = []
        if whole is not None and everyone:
            sums.append(equal("UNIT", "合计 = 各单位之和", [whole], everyone))
        if column in head.facts and below and (sums or headed):
            sums.append(equal("UNIT", "部门 = 各单位之和", [head.facts[column]], below))
        best += sorted(sums, key=lambda i: i.status == "violated")[:1]
    # Where no column adds up, the first may be a unit like the others, or one of these was not read.
    several = sum(i.terms[0][0].value != 0 for i in best) > 1
    apart = not named and several and all(i.status == "violated" for i in best if i.terms[0][0].value)
    yield from (replace(i, hard=not apart) for i in best)
