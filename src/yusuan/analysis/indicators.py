"""All named indicators of one department and year in one tidy frame."""

from __future__ import annotations

import pandas as pd

from ..proof.bounds import Bounds
from . import growth, procurement, structure
from .document import Document, document
from .indicator_rows import LABELS, RATIO_COLUMNS, ratio_frame
from .ratios import NAN

# What an index page shows and departments are compared by: one figure each, whatever the department does.
KEY_INDICATORS = (
    "growth_total", "growth_basic", "growth_projects", "growth_operating_cost", "growth_three_public",
    "nature", "procurement_of_total", "procurement_of_projects", "reserved_sme", "outsourcing_of_total",
    "outsourcing_of_projects", "hhi", "effective_projects", "top_project", "top3_projects", "per_head_total",
    "per_head_basic", "per_head_wages", "per_head_public", "three_public_of_total", "three_public_per_head",
    "three_public_per_vehicle",
)  # fmt: skip

_GROWTH = {
    "total": "growth_total", "basic": "growth_basic", "projects": "growth_projects", "project": "growth_project",
    "operating_cost": "growth_operating_cost", "three_public": "growth_three_public",
}  # fmt: skip
_CONTRIBUTION = {
    "basic": "contribution_basic", "projects": "contribution_projects", "project": "contribution_project",
    "remainder": "contribution_remainder",
}  # fmt: skip


def indicators(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    department: str,
    year: int,
    base_year: int | None = None,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> pd.DataFrame:
    """One row per indicator (RATIO_COLUMNS); growth in %, contributions in percentage points (pp).

    Raises YusuanError for a department or year that is not in the frames.
    """
    doc = document(cells, claims, department, year, phase, bounds)
    base = None
    if base_year is not None:
        base = document(cells, claims, department, base_year, str(doc.ids["phase"]), bounds)
    grown = growth.growth_of(doc, base)
    rows = [*_growth_rows(doc, grown), *procurement.rows_of(doc), *structure.rows_of(doc)]
    return ratio_frame(rows)


def _growth_rows(doc: Document, grown: pd.DataFrame) -> list[dict[str, object]]:
    """Growth and contributions in the shape of ratios: the part is the change, the whole what it is held against."""
    rows: list[dict[str, object]] = []
    whole = next((g for _, g in grown.iterrows() if g["item"] == "total"), None)
    for _, g in grown.iterrows():
        item = str(g["item"])
        shared = {
            **doc.ids, "name": g["name"] if item == "project" else "", "fund": "", "reference": NAN, "remark": "",
            "part_yuan": g["change_yuan"], "part_lower_yuan": g["change_lower_yuan"], "part_upper_yuan": g["change_upper_yuan"],
            **{k: g[k] for k in ("status", "basis", "table", "topic", "page", "line", "contradicted")},
        }  # fmt: skip
        for names, base, value, lower, upper, unit in (
            (_GROWTH, g, "growth_pct", "lower", "upper", "%"),
            (_CONTRIBUTION, whole, "contribution_pp", "contribution_lower_pp", "contribution_upper_pp", "pp"),
        ):
            if item in names and base is not None:
                key = names[item]
                zh, en = LABELS[key]
                rows.append({**shared, "key": key, "label_zh": zh, "label_en": en, "unit": unit,
                             **{f"whole{bound}_yuan": base[f"previous{bound}_yuan"] for bound in ("", "_lower", "_upper")},
                             "value": g[value], "lower": g[lower], "upper": g[upper]})  # fmt: skip
    return rows


__all__ = ["KEY_INDICATORS", "RATIO_COLUMNS", "indicators"]
