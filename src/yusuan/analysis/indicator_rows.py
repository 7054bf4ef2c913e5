"""The one shape of a ratio: what it is called, of what, how sure, and where its figures are printed."""

from __future__ import annotations

import pandas as pd

from .. import reference
from ..model import frame
from .document import Document
from .ratios import NAN, Amount, Ratio, contradicted

RATIO_COLUMNS = [
    "source_id", "region", "department", "year", "phase", "key", "label_zh", "label_en", "code", "name",
    "part_yuan", "part_lower_yuan", "part_upper_yuan", "whole_yuan", "whole_lower_yuan", "whole_upper_yuan", "count",
    "value", "lower", "upper", "unit", "status", "fund", "reference", "remark",
    "basis", "table", "topic", "page", "line", "contradicted",
]  # fmt: skip

LABELS = reference.words("indicator")

FACTORS = {"%": 100.0, "万元/人": 1e-4, "万元/辆": 1e-4}


def row(
    doc: Document,
    key: str,
    ratio: Ratio,
    unit: str,
    part: Amount,
    whole: Amount | None = None,
    *,
    count: float = NAN,
    code: str = "",
    name: str = "",
    reference_pct: float = NAN,
    remark: str = "",
    basis: str = "",
) -> dict[str, object]:
    """One ratio as a row of RATIO_COLUMNS; `ratio` is in plain units (a fraction, yuan a head) and is scaled to `unit`.

    `count` is what an amount is divided by where that is no money (posts, vehicles, firms).
    """
    scaled = ratio.times(FACTORS.get(unit, 1.0))
    place = part.place
    zh, en = LABELS[key]
    return {
        **doc.ids, "key": key, "label_zh": zh, "label_en": en, "code": code, "name": name,
        **money("part", part), **(money("whole", whole) if whole else {}), "count": count,
        "value": scaled.value, "lower": scaled.lower, "upper": scaled.upper, "unit": unit, "status": ratio.status,
        "fund": place.fund, "reference": reference_pct, "remark": remark,
        "basis": basis or place.basis,
        **{k: getattr(place, k) for k in ("table", "topic", "page", "line")},
        "contradicted": contradicted(part, whole),
    }  # fmt: skip


def money(name: str, amount: Amount) -> dict[str, float]:
    """The three columns of an amount: `{name}_yuan` and its bounds."""
    return {
        f"{name}_yuan": amount.value,
        f"{name}_lower_yuan": amount.lower,
        f"{name}_upper_yuan": amount.upper,
    }


def ratio_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows as a frame of RATIO_COLUMNS with fixed types."""
    return frame(rows, RATIO_COLUMNS)


def english(code: str, classification: str) -> str:
    """The English name of a code, "" where the reference data has none."""
    names = reference.codes(classification)["name_en"]
    return str(names[code]) if code in names.index else ""
