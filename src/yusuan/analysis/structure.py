"""The structure of cost: nature, function, economic class, outsourcing, concentration, per head, 三公, per result."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from . import figures, ratios, results
from .document import Bounds, Document, amount_of, document
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
    for _, r in rows[(rows["code"] != "") & (rows["level"] == 1)].iterrows():
        part, code, name = amount_of(r), str(r["code"]), str(r["name"])
        if r["measure"] == "total":
            remark = STAFF if _of_staff(rows, code) else ""
            share = ratios.share(part, whole)
            yield row(doc, "function", share, "%", part, whole, code=code, name=name, remark=remark)
        elif r["measure"] in ("basic", "project"):
            kind = NATURES[str(r["measure"])]
            yield row(
                doc, "function_nature", ratios.share(part, whole), "%", part, whole, code=code, name=kind
            )
    for _, r in rows[(rows["level"] > 0) & rows["is_leaf"] & (rows["measure"] == "total")].iterrows():
        part = amount_of(r)
        yield row(
            doc,
            "function_leaf",
            ratios.share(part, whole),
            "%",
            part,
            whole,
            code=str(r["code"]),
            name=str(r["name"]),
        )


def _of_staff(rows: pd.DataFrame, code: str) -> bool:
    """Whether all of a 类 is pensions, medical care and housing of the staff itself."""
    leaves = rows[rows["is_leaf"] & rows["code"].str.startswith(code) & (rows["amount_yuan"] > 0)]
    return len(leaves) > 0 and bool(leaves["code"].str.startswith(STAFF_CODES).all())


def economic_rows(doc: Document) -> tuple[pd.DataFrame, str]:
    """The economic classes of one document with measure `total`, and a remark on what they cover.

    From a table of all spending; else basic and project tables together; else the table of basic spending alone.
    """
    rows = figures.code_rows(doc, figures.ECONOMIC_TABLES, "economic")
    if not rows.empty and (rows["measure"] == "total").any():
        return rows, ""
    basic, project = (
        figures.code_rows(doc, tables, "economic")
        for tables in (figures.BASIC_ECONOMIC_TABLES, figures.PROJECT_ECONOMIC_TABLES)
    )
    basic, project = _as_measure(basic, "basic"), _as_measure(project, "project")
    if basic.empty:
        return doc.cells.iloc[:0], ""
    both = pd.concat([basic, project])
    key = both["code"].where(both["code"] != "", both["name"])
    whole = both.assign(measure="total", key=key)
    amounts = ["amount_yuan", "lower_yuan", "upper_yuan"]
    whole[amounts] = whole.groupby("key", sort=False)[amounts].transform("sum")
    whole = whole.drop_duplicates("key").drop(columns="key")
    return pd.concat([whole, both]), "" if not project.empty else BASIC_ONLY


def _as_measure(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The amounts of a table that prints one nature only, whatever its amount column is called."""
    own = rows[rows["measure"].isin([measure, "total"])]
    return own.drop_duplicates(["code", "name"]).assign(measure=measure)


def _economic(doc: Document) -> Iterator[dict[str, object]]:
    rows, remark = economic_rows(doc)
    whole = figures.total_row(rows)
    if whole is None or whole.value <= 0:
        return
    rows = rows[(rows["measure"] == "total") & (rows["code"] != "")]
    for key, level in (("economic", 1), ("economic_leaf", 2)):
        for _, r in rows[rows["level"] == level].iterrows():
            part = amount_of(r)
            share = ratios.share(part, whole)
            yield row(
                doc, key, share, "%", part, whole, code=str(r["code"]), name=str(r["name"]), remark=remark
            )


def _outsourcing(doc: Document) -> Iterator[dict[str, object]]:
    rows, remark = economic_rows(doc)
    if remark:  # a table of basic spending alone says nothing of what projects buy
        return
    for key, measure in (("outsourcing_of_total", "total"), ("outsourcing_of_projects", "project")):
        some = rows[rows["measure"] == measure]
        whole = figures.total_row(rows, measure)
        bought = [amount_of(r) for _, r in some[some["code"].isin(OUTSOURCING)].iterrows()]
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
        "per_head_wages": figures.one(rows, code="301", measure="total"),
        "per_head_public": figures.one(rows, code="302", measure="basic")
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
    rows = figures.code_rows(doc, figures.FUNCTION_TABLES)
    codes = [str(c) for c in rows.loc[rows["measure"] == "total", "code"].unique()]
    table = []
    for code in sorted(codes):
        own = rows[rows["code"] == code]
        amount = figures.one(own, measure="total")
        assert amount is not None
        parts = {m: figures.one(own, measure=m) for m in ("basic", "project")}
        first, place = own.iloc[0], amount.place
        table.append({
            "code": code, "parent": max((c for c in codes if code.startswith(c) and c != code), key=len, default=""),
            "level": first["level"], "name": first["name"] or doc.department, "name_en": english(code, "functional"),
            "amount_yuan": amount.value, "lower_yuan": amount.lower, "upper_yuan": amount.upper,
            **{f"{m}_yuan": a.value if a else ratios.NAN for m, a in parts.items()}, "is_leaf": first["is_leaf"],
            **{k: getattr(place, k) for k in ("fund", "basis", "source_id", "table", "topic", "page", "line", "contradicted")},
        })  # fmt: skip
    found = pd.DataFrame(table, columns=TREE_COLUMNS)
    whole = (
        found.loc[found["code"] == "", "amount_yuan"].sum()
        or found.loc[found["level"] == 1, "amount_yuan"].sum()
    )
    found["share_pct"] = found["amount_yuan"] / whole * 100 if whole else ratios.NAN
    return found.astype({"level": "Int64", "page": "Int64", "line": "Int64"})
