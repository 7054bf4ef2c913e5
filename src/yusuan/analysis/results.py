"""What a result costs, where the text prints both: dispatched workers, and targets that name their project."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from . import ratios
from .document import Document, Figure
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
    for target in doc.claims:
        if target.topic == "performance":
            yield from _per_unit(doc, target)


def _no_money(count: Amount) -> Amount:
    return replace(count, value=ratios.NAN, lower=ratios.NAN, upper=ratios.NAN)


def _dispatched(doc: Document) -> Amount | None:
    return next(
        (
            row.amount
            for row in doc.claims
            if row.unit in ("人", "名") and row.value > 0 and row.topic in ("staff", "performance")
            and ("派遣" in row.name or row.measure == "dispatched")
        ),
        None,
    )  # fmt: skip


def _money_named(doc: Document, pattern: re.Pattern[str]) -> Amount | None:
    rows = (row for topic in ("project_item", "project") for row in current_rows(doc, topic))
    return next((row.amount for row in rows if pattern.search(row.name)), None)


def _per_unit(doc: Document, target: Figure) -> Iterator[dict[str, object]]:
    """The cost of one unit of a target whose `parent` is a project or an item of one."""
    unit, count = target.unit, target.value
    if unit.startswith("万"):
        unit, count = unit[1:], count * 1e4
    if not unit or _NO_RESULT.search(unit) or not count > 0 or not target.parent:
        return
    paid = _money_named(doc, re.compile(f"^{re.escape(target.parent)}$"))
    if paid is None:
        return
    quantity = Amount(count, count, count, target.amount.place)
    cost = ratios.quotient(paid, quantity)
    # A target that is a ceiling leaves a floor of the cost, and the other way round.
    printed = target.printed
    if printed.startswith(("≤", "<", "不超过")):
        cost = Ratio(cost.value, cost.lower, math.inf)
    elif printed.startswith(("≥", ">", "不少于", "不低于")):
        cost = Ratio(cost.value, 0.0, cost.upper)
    yield row(doc, "cost_per_result", cost, f"元/{unit}", paid, count=count, name=target.name)
