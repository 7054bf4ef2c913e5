"""What was checked and what was not: figures that no identity touches, and identities that could not run."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pandas as pd

from .evaluate import identities
from .growths import percent_status
from .printed import Frames, Printed

FIGURE_COLUMNS = [
    "frame", "row", "table", "page", "line", "entity", "code", "name", "measure", "period", "printed",
    "exact", "rounding", "violated", "undefined", "not_checkable", "state",
]  # fmt: skip
MISSING_COLUMNS = ["family", "rule", "hard", "page", "line", "printed", "message"]
_COUNTS = ["exact", "rounding", "violated", "undefined", "not_checkable"]


class Coverage(NamedTuple):
    """`figures`: each printed figure with the identities it stands in; `missing`: the identities that could not run."""

    figures: pd.DataFrame
    missing: pd.DataFrame


def coverage(document: Frames) -> Coverage:
    """Which figures of a document were checked, and which checks could not be made, for want of what.

    `figures`: one row per printed figure, with the number of identities of each status it takes part in, and `state`:
    contradicted (a violated one among them), undefined (the base of a ratio is zero), checked (exact or rounding),
    or unchecked. `missing`: one row per identity that print begins and does not let finish.
    """
    found = identities(document)
    times: dict[tuple[str, int], Counter[str]] = {}
    for status, *rows in found[["status", "cells", "claims"]].itertuples(index=False):
        for frame, numbers in zip(("cells", "claims"), rows, strict=True):
            for row in set(numbers):
                times.setdefault((frame, int(row)), Counter())[status] += 1
    figures = pd.concat(
        [_printed("cells", document.cells, "table"), _printed("claims", document.claims, "topic")],
        ignore_index=True,
    )
    counts = [times.get(key, Counter()) for key in zip(figures["frame"], figures["row"], strict=True)]
    for status in _COUNTS:
        figures[status] = [count[status] for count in counts]
    figures["state"] = [_state(count) for count in counts]
    stopped = found[found["status"] == "not_checkable"].rename(columns={"left": "printed"})
    return Coverage(figures[FIGURE_COLUMNS], stopped[MISSING_COLUMNS].reset_index(drop=True))


def contradicted(cells: pd.DataFrame, claims: pd.DataFrame) -> tuple[set[int], set[int]]:
    """The rows of cells and of claims of one document whose figures stand in a hard identity that is violated."""
    printed = Printed(cells, claims)
    found = {f.key for i in printed.identities if i.hard and i.status == "violated" for f, _ in i.terms}
    for growth in printed.growths:
        if growth.percent and percent_status(growth, growth.percent) == "violated":
            found |= {f.key for f in growth.figures}
    return {row for frame, row in found if frame == "cells"}, {
        row for frame, row in found if frame == "claims"
    }


def _printed(frame: str, rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """The rows that print a figure: money and changes in per cent, and in the text any value."""
    figure = (
        rows["amount_yuan"].notna() | rows["period"].eq("change_pct")
        if frame == "cells"
        else rows["value"].notna()
    )
    chosen = rows[figure]
    figures = chosen.reindex(columns=FIGURE_COLUMNS).assign(
        frame=frame, row=chosen.index, table=chosen[table]
    )
    return figures.assign(code="") if frame == "claims" else figures


def _state(count: Counter[str]) -> str:
    if count["violated"]:
        return "contradicted"
    if count["undefined"]:
        return "undefined"
    return "checked" if count["exact"] or count["rounding"] else "unchecked"
