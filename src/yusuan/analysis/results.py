"""What a result costs, where the text prints both: dispatched workers, and targets that name their project."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from . import ratios
from .document import Document, amount_of
from .indicator_rows import row
from .ratios import Amount, Ratio
from .statements import current_rows

_DISPATCH = re.compile(r"派遣|人力资源服务")
_NO_RESULT = re.compile(r"%|元|分|日|天|月|年|小时")


def rows_of(doc: Document, posts: Amount | None) -> Iterator[dict[str, object]]:
    """Cost per dispatched worker, dispatched workers per post, cost per unit of a target."""
    workers = _dispatched(doc)
    paid = _money_named(doc, _DISPATCH)
    if workers and paid:
        yield row(
            doc, "dispatched_per_head", ratios.quotient(paid, workers), "万元/人", paid, count=workers.value
        )
    if workers and posts:
        yield row(
            doc,
            "dispatched_per_post",
            ratios.quotient(workers, posts),
            "人/编",
            _no_money(workers),
            count=workers.value,
        )
    for _, target in doc.claims[doc.claims["topic"] == "performance"].iterrows():
        yield from _per_unit(doc, target)


def _no_money(count: Amount) -> Amount:
    return replace(count, value=ratios.NAN, lower=ratios.NAN, upper=ratios.NAN)


def _dispatched(doc: Document) -> Amount | None:
    claims = doc.claims
    counts = claims[
        claims["unit"].isin(["人", "名"])
        & (claims["value"] > 0)
        & claims["topic"].isin(["staff", "performance"])
    ]
    named = counts["name"].str.contains("派遣") | (counts["measure"] == "dispatched")
    return amount_of(counts[named].iloc[0]) if named.any() else None


def _money_named(doc: Document, pattern: re.Pattern[str]) -> Amount | None:
    for topic in ("project_item", "project"):
        rows = current_rows(doc, topic)
        rows = rows[rows["name"].map(lambda name: bool(pattern.search(name)))]
        if len(rows):
            return amount_of(rows.iloc[0])
    return None


def _per_unit(doc: Document, target: pd.Series) -> Iterator[dict[str, object]]:
    """The cost of one unit of a target whose `parent` is a project or an item of one."""
    unit, count = str(target["unit"]), float(target["value"])
    if unit.startswith("万"):
        unit, count = unit[1:], count * 1e4
    if not unit or _NO_RESULT.search(unit) or not count > 0 or not target["parent"]:
        return
    paid = _money_named(doc, re.compile(f"^{re.escape(str(target['parent']))}$"))
    if paid is None:
        return
    quantity = Amount(count, count, count, amount_of(target).place)
    cost = ratios.quotient(paid, quantity)
    # A target that is a ceiling leaves a floor of the cost, and the other way round.
    printed = str(target["printed"])
    if printed.startswith(("≤", "<", "不超过")):
        cost = Ratio(cost.value, cost.lower, math.inf)
    elif printed.startswith(("≥", ">", "不少于", "不低于")):
        cost = Ratio(cost.value, 0.0, cost.upper)
    yield row(doc, "cost_per_result", cost, f"元/{unit}", paid, count=count, name=str(target["name"]))
