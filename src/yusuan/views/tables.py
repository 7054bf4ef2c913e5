"""Frames of texts as HTML tables whose figures lead back: to the document, the table, the page, the line, the bounds.

A figure carries where it is from in its `title`, which every notebook shows on hovering. Our reports make of it what
keyboards, screen readers and paper need (see `report.html`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
from IPython.display import HTML

from yusuan import prose
from yusuan.charts import texts
from yusuan.charts.source import place

PHASES = {"budget": ("预算", "budget"), "final": ("决算", "final account")}
PERCENT_DIGITS = 2


def table(frame: pd.DataFrame, caption: str, led: Mapping[str, Sequence[str]] | None = None) -> HTML:
    """A frame of texts as a plain HTML table with a caption; all text is escaped. One without rows is its caption and a dash.

    Columns that are empty throughout are left out. `led`: for columns of figures what each leads back to (see `lead`).
    """
    frame = frame.loc[:, [bool(frame[column].astype(str).str.strip().any()) for column in frame]]
    if frame.empty:
        return HTML(f"<p>{escape(caption)}: —</p>")
    columns = []
    for name in frame:
        shown = ["" if pd.isna(value) else str(value) for value in frame[name]]
        titles = (led or {}).get(str(name), [""] * len(frame))
        columns.append([_cell(*pair) for pair in zip(shown, titles, strict=True)])
    head = "".join(f"<th>{escape(str(name))}</th>" for name in frame)
    rows = "\n".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    return HTML(
        f"<table>\n<caption>{escape(caption)}</caption>\n"
        f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _cell(text: str, title: str) -> str:
    return (
        f'<td title="{escape(title)}">{escape(text)}</td>' if title and text else f"<td>{escape(text)}</td>"
    )


def lead(
    rows: pd.DataFrame, column: str, lang: str = "zh", unit: texts.Unit | None = None, *, base: bool = False
) -> list[str]:
    """What the figure of each row leads back to, in two lines: its document and place; between what the true figure is.

    `column`: part, current, … with `{column}_lower_yuan` and `_upper_yuan` beside it, told in `unit`; "" for `lower` and
    `upper` in the row's own `unit` (% where there is none). `base`: the figure is of the year before; where that is
    another document (basis `documents`) its place is not known.
    """
    low, high = ("lower", "upper") if not column else (f"{column}_lower_yuan", f"{column}_upper_yuan")
    out = []
    for _, row in rows.iterrows():
        name = unit.name if unit else str(row.get("unit", "%"))
        scale = unit.yuan if unit else 1.0
        other = base and row.get("basis") == "documents"
        where = _document(row, int(row["year"]) - other, lang)
        at = "" if other else place(row, lang)
        out.append(f"{where}{texts.words(lang)('，', ', ')}{at}" if at else where)
        if within := between(row[low] / scale, row[high] / scale, name, lang):
            out[-1] += f"\n{within}"
    return out


def _document(row: pd.Series, year: int, lang: str) -> str:
    phase = PHASES.get(row["phase"], (row["phase"], row["phase"]))[lang == "en"]
    return f"{row['department']}, {phase} {year}" if lang == "en" else f"{row['department']} {year} 年{phase}"


def between(lower: float, upper: float, unit: str, lang: str = "zh") -> str:
    """Between what a figure lies, in words; "" where that is not known. Percentages are rounded outwards."""
    say = texts.words(lang)
    if math.isnan(lower) or math.isnan(upper):
        return ""
    factor, unit = prose.unit_in(unit, lang)
    lower, upper, unit = lower * factor, upper * factor, f" {unit}" if unit and unit != "%" else unit
    if lower == upper:
        return say("恰为 {}", "exactly {}").format(_plain(lower) + unit)
    if unit == "%":
        step = 10**PERCENT_DIGITS
        lower = math.floor(lower * step) / step
        upper = math.ceil(upper * step) / step if math.isfinite(upper) else upper
    if math.isinf(upper):
        return say("至少 {}", "at least {}").format(_plain(lower) + unit)
    return say("在 {} 与 {}之间", "between {} and {}").format(_plain(lower), _plain(upper) + unit)


def _plain(value: float) -> str:
    """A number without the noise of its last bits: no figure is printed with more than twelve digits."""
    text = f"{float(f'{value:.12g}'):,.12f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")
