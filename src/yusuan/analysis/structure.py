"""The structure of cost: nature, function, economic class, outsourcing, concentration, per head, 三公, per result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ..proof.bounds import Bounds
from . import figures, ratios, results
from .document import Document, Figure, document, first_of_each, remembered, summed
from .indicator_rows import english, ratio_frame, row
from .ratios import Amount
from .statements import claim

NATURES = {"basic": "基本支出", "project": "项目支出", "operating": "经营支出", "reserve": "预留机动经费",
           "remitted_upward": "上缴上级支出", "subsidy_to_affiliates": "对附属单位补助支出"}  # fmt: skip
OUTSOURCING = ("30226", "30227")
STAFF_CODES = ("20805", "21011", "22102")
STAFF = "本部门人员的养老、医疗和住房支出，按 COFOG 属于其主要职能"
BASIC_ONLY = "仅含基本支出"

TREE_COLUMNS = [
    "code", "parent", "level", "name", "name_en", "amount_yuan", "lower_yuan", "upper_yuan", "basic_yuan", "project_yuan",
    "share_pct", "is_leaf", "fund", "basis", "source_id", "table", "topic", "page", "line",
    "contradicted",
]  # fmt: skip


def structure(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    department: str,
    year: int,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> pd.DataFrame:
    """One row per ratio (RATIO_COLUMNS): shares in %, per head in 万元. What is not printed has no row."""
    doc = document(cells, claims, department, year, phase, bounds)
    return ratio_frame(list(rows_of(doc)))


def rows_of(doc: Document) -> Iterator[dict[str, object]]:
    """The structure ratios of one document."""
    yield from _nature(doc)
    yield from _function(doc)
    yield from _economic(doc)
    yield from _outsourcing(doc)
    yield from _concentration(doc)
    yield from _per_head(doc)
    yield from _three_public(doc)
    yield from results.rows_of(doc, posts(doc))


def _nature(doc: Document) -> Iterator[dict[str, object]]:
    spent = figures.expenditure(doc)
    spent = spent if {"basic", "project"} & set(spent) else figures.split(doc)
    # A kind that a template prints for everyone and nobody uses is no part of the structure.
    parts = {m: a for m, a in spent.items() if m in NATURES and (a.value or m in ("basic", "project"))}
    for measure, part in parts.items():
        others = [a for other, a in parts.items() if other != measure]
        rest = ratios.add(others) if others else None
        yield row(
            doc,
            "nature",
            ratios.share(part, spent["total"], rest),
            "%",
            part,
            spent["total"],
            name=NATURES[measure],
        )


def _function(doc: Document) -> Iterator[dict[str, object]]:
    rows = figures.code_rows(doc, figures.FUNCTION_TABLES)
    whole = figures.total_row(rows)
    if whole is None:
        return
    for r in rows:
        if not r.code or r.level != 1:
            continue
        share = ratios.share(r.amount, whole)
        if r.measure == "total":
            remark = STAFF if _of_staff(rows, r.code) else ""
            yield row(doc, "function", share, "%", r.amount, whole, code=r.code, name=r.name, remark=remark)
        elif r.measure in ("basic", "project"):
            kind = NATURES[r.measure]
            yield row(doc, "function_nature", share, "%", r.amount, whole, code=r.code, name=kind)
    for r in rows:
        if r.level > 0 and r.is_leaf and r.measure == "total":
            share = ratios.share(r.amount, whole)
            yield row(doc, "function_leaf", share, "%", r.amount, whole, code=r.code, name=r.name)


def _of_staff(rows: list[Figure], code: str) -> bool:
    """Whether all of a 类 is pensions, medical care and housing of the staff itself."""
    leaves = [row.code for row in rows if row.is_leaf and row.code.startswith(code) and row.amount_yuan > 0]
    return bool(leaves) and all(leaf.startswith(STAFF_CODES) for leaf in leaves)


@remembered
def economic_rows(doc: Document) -> tuple[list[Figure], str]:
    """The economic classes of one document with measure `total`, and a remark on what they cover.

    From a table of all spending; else basic and project tables together; else the table of basic spending alone.
    """
    rows = figures.code_rows(doc, figures.ECONOMIC_TABLES, "economic")
    if any(row.measure == "total" for row in rows):
        return rows, ""
    basic = _as_measure(figures.code_rows(doc, figures.BASIC_ECONOMIC_TABLES, "economic"), "basic")
    project = _as_measure(figures.code_rows(doc, figures.PROJECT_ECONOMIC_TABLES, "economic"), "project")
    if not basic:
        return [], ""
    both = [*basic, *project]
    whole = [replace(row, measure="total") for row in summed(both, lambda row: row.code or row.name)]
    return [*whole, *both], "" if project else BASIC_ONLY


def _as_measure(rows: list[Figure], measure: str) -> list[Figure]:
    """The amounts of a table that prints one nature only, whatever its amount column is called."""
    own = [row for row in rows if row.measure in (measure, "total")]
    return [replace(row, measure=measure) for row in first_of_each(own, lambda row: (row.code, row.name))]


def _economic(doc: Document) -> Iterator[dict[str, object]]:
    rows, remark = economic_rows(doc)
    whole = figures.total_row(rows)
    if whole is None or whole.value <= 0:
        return
    for key, level in (("economic", 1), ("economic_leaf", 2)):
        for r in rows:
            if r.measure == "total" and r.code and r.level == level:
                share = ratios.share(r.amount, whole)
                yield row(doc, key, share, "%", r.amount, whole, code=r.code, name=r.name, remark=remark)


def _outsourcing(doc: Document) -> Iterator[dict[str, object]]:
    rows, remark = economic_rows(doc)
    if remark:  # a table of basic spending alone says nothing of what projects buy
        return
    for key, measure in (("outsourcing_of_total", "total"), ("outsourcing_of_projects", "project")):
        whole = figures.total_row(rows, measure)
        bought = [r.amount for r in rows if r.measure == measure and r.code in OUTSOURCING]
        if whole and whole.value > 0 and bought:
            part = ratios.add(bought)
            yield row(doc, key, ratios.share(part, whole), "%", part, whole, code="+".join(OUTSOURCING))


def _concentration(doc: Document) -> Iterator[dict[str, object]]:
    named = figures.projects(doc)
    parts = [a for _, a in named if a.value > 0]
    if not parts:
        return
    whole = ratios.add(parts)
    largest = max(named, key=lambda pair: pair[1].value)
    index = ratios.herfindahl(parts)
    yield row(doc, "hhi", index, "", whole)
    yield row(doc, "effective_projects", ratios.inverse(index), "个", whole)
    yield row(doc, "top_project", ratios.top_share(parts, 1), "%", largest[1], whole, name=largest[0])
    yield row(doc, "top3_projects", ratios.top_share(parts, 3), "%", whole, whole)
    for number, (name, part) in enumerate(named):
        rest = [a for other, (_, a) in enumerate(named) if other != number]
        share = ratios.share(part, whole, ratios.add(rest) if rest else None)
        yield row(doc, "project", share, "%", part, whole, name=name)


def posts(doc: Document) -> Amount | None:
    """The number of posts that the text prints for the department, None where it prints none."""
    found = claim(doc, "staff", "posts", name=None)
    return found if found and found.value > 0 else None


def _per_head(doc: Document) -> Iterator[dict[str, object]]:
    heads = posts(doc)
    if heads is None:
        return
    spent = figures.expenditure(doc)
    rows, _ = economic_rows(doc)
    amounts = {
        "per_head_total": spent.get("total"),
        "per_head_basic": spent.get("basic"),
        "per_head_wages": figures.one(rows, "total", "301"),
        "per_head_public": figures.one(rows, "basic", "302")
        or figures.operating_cost(doc)
        or claim(doc, "operating_cost"),
    }
    for key, amount in amounts.items():
        if amount:
            yield row(doc, key, ratios.quotient(amount, heads), "万元/人", amount, count=heads.value)


def _three_public(doc: Document) -> Iterator[dict[str, object]]:
    total, running = (
        figures.three_public(doc, measure) or claim(doc, "three_public", measure)
        for measure in ("total", "vehicle_operation")
    )
    whole, heads, cars = figures.expenditure(doc).get("total"), posts(doc), claim(doc, "assets", "vehicles")
    if total and whole:
        yield row(doc, "three_public_of_total", ratios.share(total, whole), "%", total, whole)
    if total and heads:
        each = ratios.quotient(total, heads)
        yield row(doc, "three_public_per_head", each, "万元/人", total, count=heads.value)
    if running and cars and cars.value > 0:
        each = ratios.quotient(running, cars)
        yield row(doc, "three_public_per_vehicle", each, "万元/辆", running, count=cars.value)


def tree(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    department: str,
    year: int,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> pd.DataFrame:
    """One row per functional code, each the child of the longest printed code that begins it; the root has code "".

    Money in yuan at the level of the department, share of the root in %; TREE_COLUMNS.
    """
    doc = document(cells, claims, department, year, phase, bounds)
    rows: dict[str, list[Figure]] = {}
    for each in figures.code_rows(doc, figures.FUNCTION_TABLES):
        rows.setdefault(each.code, []).append(each)
    wholes = {code: amount for code, own in rows.items() if (amount := figures.one(own, "total"))}
    table = []
    for code, amount in sorted(wholes.items()):
        first, place = rows[code][0], amount.place
        parts = {m: figures.one(rows[code], m) for m in ("basic", "project")}
        table.append({
            "code": code, "parent": max((c for c in wholes if code.startswith(c) and c != code), key=len, default=""),
            "level": first.level, "name": first.name or doc.department, "name_en": english(code, "functional"),
            "amount_yuan": amount.value, "lower_yuan": amount.lower, "upper_yuan": amount.upper,
            **{f"{m}_yuan": a.value if a else ratios.NAN for m, a in parts.items()}, "is_leaf": first.is_leaf,
            **{k: getattr(place, k) for k in ("fund", "basis", "source_id", "table", "topic", "page", "line", "contradicted")},
        })  # fmt: skip
    found = pd.DataFrame(table, columns=TREE_COLUMNS)
    whole = (
        found.loc[found["code"] == "", "amount_yuan"].sum()
        or found.loc[found["level"] == 1, "amount_yuan"].sum()
    )
    found["share_pct"] = found["amount_yuan"] / whole * 100 if whole else ratios.NAN
    return found.astype({"level": "Int64", "page": "Int64", "line": "Int64"})
