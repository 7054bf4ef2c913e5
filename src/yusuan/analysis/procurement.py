"""Procurement: its share of what, on which basis, of which kind, and what is reserved for smaller firms.

A document that prints two totals (表3 and the text) keeps both: each row names its basis.
"""

from __future__ import annotations

import pandas as pd

from ..proof.bounds import Bounds
from . import figures, ratios
from .document import Document, Figure, document
from .indicator_rows import ratio_frame, row
from .lookups import thresholds
from .ratios import Amount, Ratio
from .statements import claim

KINDS = {"goods": "货物", "works": "工程", "services": "服务"}


def procurement(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    department: str,
    year: int,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> pd.DataFrame:
    """One row per ratio (RATIO_COLUMNS, %): of the total and of project spending by table and by text, by leaf
    function code, by kind, reserved for small and medium firms against the reference share."""
    doc = document(cells, claims, department, year, phase, bounds)
    return ratio_frame(list(rows_of(doc)))


def rows_of(doc: Document) -> list[dict[str, object]]:
    """The procurement ratios of one document."""
    found: list[dict[str, object]] = []
    spent = figures.expenditure(doc)
    for amount in amounts(doc).values():
        for key, whole in (("procurement_of_total", "total"), ("procurement_of_projects", "project")):
            if whole in spent:
                # Procurement may be paid from basic expenditure too: it is no part of the project column.
                compare = ratios.share if whole == "total" else ratios.quotient
                found.append(row(doc, key, compare(amount, spent[whole]), "%", amount, spent[whole]))
    return [*found, *_by_function(doc), *_by_kind(doc), *_reserved(doc)]


def amounts(doc: Document) -> dict[str, Amount]:
    """The procurement total by basis: `table` and `text`, as far as printed."""
    in_tables = (figures.totals(doc, table).get(m) for table, m in (("expenditure", "procurement"), ("procurement", "total"),
                 ("procurement", "procurement")))  # fmt: skip
    found = {
        "table": next((a for a in in_tables if a), None),
        "text": claim(doc, "procurement", "total"),
    }
    return {basis: amount for basis, amount in found.items() if amount}


def _by_function(doc: Document) -> list[dict[str, object]]:
    leaves: dict[str, list[Figure]] = {}
    for each in figures.code_rows(doc, ("expenditure",)):
        if each.is_leaf and each.code:
            leaves.setdefault(each.code, []).append(each)
    found = []
    for code, group in leaves.items():
        bought, spent = figures.one(group, "procurement"), figures.one(group, "total")
        if bought and spent and spent.value > 0:
            share = ratios.share(bought, spent)
            found.append(
                row(doc, "procurement_by_function", share, "%", bought, spent, code=code, name=group[0].name)
            )
    return found


def _by_kind(doc: Document) -> list[dict[str, object]]:
    parts = {kind: a for kind in KINDS if (a := claim(doc, "procurement", kind))}
    total = claim(doc, "procurement", "total") or (ratios.add(parts.values()) if parts else None)
    if total is None or total.value <= 0:
        return []
    found = []
    for kind, part in parts.items():
        found.append(
            row(doc, "procurement_by_kind", ratios.share(part, total), "%", part, total, name=KINDS[kind])
        )
    return found


def _reserved(doc: Document) -> list[dict[str, object]]:
    printed = figures.totals(doc, "expenditure")
    bought, sme = printed.get("procurement"), printed.get("procurement_sme")
    micro = printed.get("procurement_small_micro")
    if not (bought and sme) or bought.value <= 0:
        return []
    found = [_against(doc, "reserved_sme", sme, bought, "sme")]
    if micro and sme.value > 0:
        found.append(_against(doc, "reserved_small_micro", micro, sme, "small_micro"))
    return found


def _against(doc: Document, key: str, part: Amount, whole: Amount, reserved_for: str) -> dict[str, object]:
    share = ratios.share(part, whole)
    rules = thresholds(str(doc.ids["region"]), doc.year)
    rules = rules[(rules["reserved_for"] == reserved_for) & (rules["rule"] != "reserved_below_limit")]
    # The reference of a total of all kinds is the lowest of its kinds: what the document says is below that.
    level = float(rules["share"].min()) * 100 if len(rules) else ratios.NAN
    return row(doc, key, share, "%", part, whole, reference_pct=level, remark=remark(share.times(100), level))


def remark(share: Ratio, level: float) -> str:
    """What may be said of a share (%) against a reference (%): never a breach, since unsuitable purchases are
    outside the legal base and no document prints them apart."""
    if pd.isna(level) or pd.isna(share.value):
        return ""
    if share.upper <= level:
        return f"低于 {level:g}% 参考线，需要说明"
    if share.lower >= level:
        return f"不低于 {level:g}% 参考线"
    return f"与 {level:g}% 参考线孰高，凭公布的位数不能确定"
