"""Charts of a workbook that Excel and LibreOffice draw themselves, from the figures of the sheet they stand on."""

from __future__ import annotations

import re
from math import floor, log10
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from yusuan.charts.texts import with_unit
from yusuan.charts.theme import CURRENT, GRID, PREVIOUS
from yusuan.report.content import Part, figure

SERIES = 2  # columns that bars set side by side
MEASURE = re.compile(r"[万亿]元|(?:million|billion) yuan|%")


def draw(book: Workbook, sheet: Worksheet, part: Part, top: int) -> bool:
    """What the chart of a part draws, below its table, which begins at the row `top`; False where Excel cannot draw it.

    Bars of what it draws, or of the first amounts or shares, two columns at most; bars of counts, or from one value to
    another; or points of one column against another. Names of rows and ends of ranges stand in hidden columns.
    """
    head, drawn = part.rows[0], part.drawn
    measured = [x for x in drawn.columns or range(1, len(head)) if _measure(part, x)]
    series = [x for x in measured if _measure(part, x) == _measure(part, measured[0])][:SERIES]
    series = drawn.columns if drawn.counts else series
    if not (series or drawn.ranges):
        return False
    first, last, spare = top + part.heads, top + len(part.rows) - 1, len(head)

    def column(x: int, values: list[Any] | None = None) -> list[str | int]:
        sheet.write_column(first, x, values or [])
        return [sheet.name, first, x, last, x]

    def filled(colour: str) -> dict[str, Any]:
        return {"fill": {"color": colour}, "border": {"color": colour}}

    plane = drawn.plane and len(series) == 2
    stacked = {"subtype": "stacked"} if drawn.ranges or drawn.counts else {}
    chart = book.add_chart({"type": "scatter"} if plane else {"type": "bar"} | stacked)
    names = column(spare, _names(part))
    points = [] if drawn.counts else [filled(colour) for colour in drawn.colours]
    looks = filled(CURRENT) | ({"points": points} if points else {})
    bars = {"categories": names, "gap": 60}
    category: dict[str, Any] = {"reverse": True, "label_position": "low"}
    amounts: dict[str, Any] = {"num_format": "#,##0.##", "label_position": "high"}
    if drawn.ranges:
        amounts["name"] = drawn.axis
        for n, values in enumerate(_stacked(drawn.ranges)):
            chart.add_series(
                bars
                | {"values": column(spare + 1 + n, values)}
                | (looks if n % 2 else {"fill": {"none": True}})
            )
    elif plane:
        y, x = series
        labels = {"value": True, "position": "above", "custom": [{"value": name} for name in _names(part)]}
        marker = {"marker": {"type": "circle", "size": 8} | looks, "data_labels": labels}
        chart.add_series({"categories": column(x), "values": column(y), "points": points or None} | marker)
        category, amounts = ({"name": head[n], "num_format": "0%", "label_position": "low"} for n in (y, x))
    else:
        unit = _measure(part, series[0])
        told = (
            head[series[0]]
            if unit in ("%", "") or unit in head[series[0]]
            else with_unit(head[series[0]], unit)
        )
        amounts["name"] = told if len(series) == 1 else unit
        if unit == "%":
            amounts["num_format"] = "0%"
        if drawn.log:
            values = [found[0] for row in part.rows if (found := figure(row[series[0]]))]
            least = 10.0 ** (floor(log10(min(values))) - 1)
            amounts |= {"log_base": 10, "num_format": "General", "min": least, "crossing": least}
        several = drawn.colours if drawn.counts else (PREVIOUS, CURRENT)[-len(series) :]
        for x, colour in zip(series, several, strict=True):
            chart.add_series(
                bars
                | {"values": column(x), "name": head[x]}
                | (looks if len(series) == 1 else filled(colour))
            )
    grid = {"major_gridlines": {"visible": True, "line": {"color": GRID}}, "name_font": {"bold": False}}
    chart.set_title({"name": part.title, "name_font": {"size": 12}})
    chart.set_x_axis(grid | amounts)
    chart.set_y_axis({"name_font": {"bold": False}} | (grid if plane else {}) | category)
    legend = len(series) > 1 and not plane and not drawn.ranges
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    height = 160 + 20 * (2 + (legend and not stacked)) * (last - first + 1)
    chart.set_size({"width": 760, "height": 420 if plane else height})
    chart.show_hidden_data()
    sheet.set_column(spare, spare + 4, None, None, {"hidden": True})
    sheet.insert_chart(last + 2, 0, chart)
    return True


def _stacked(ranges: list[tuple[float, float] | None]) -> list[list[float]]:
    """Bars on top of each other that show these ranges where every second is seen: first above zero, then below."""
    spans = [span or (0.0, 0.0) for span in ranges]
    up = [(max(0.0, low), max(0.0, high)) for low, high in spans]
    down = [(min(0.0, high), min(0.0, low)) for low, high in spans]
    return [
        column
        for ends in (up, down)
        for column in ([near for near, _ in ends], [far - near for near, far in ends])
    ]


def _names(part: Part) -> list[str]:
    """What each row is called: by its first column, or by as many columns of text as tell the rows apart."""
    body = part.rows[part.heads :]
    texts = [x for x in range(len(part.rows[0])) if x == 0 or not any(figure(row[x]) for row in body)]
    named = [[" · ".join(row[x] for x in texts[:n]) for row in body] for n in range(1, len(texts) + 1)]
    return next((names for names in named if len(set(names)) == len(names)), named[0])


def _measure(part: Part, x: int) -> str:
    """What a column measures: % or a unit of money, where all figures of it do and most of its cells are figures."""
    figures = [row[x] for row in part.rows[part.heads :] if figure(row[x])]
    if len(figures) < 2 or 2 * len(figures) < len(part.rows) - part.heads:
        return ""
    head = " ".join(row[x] for row in part.rows[: part.heads])
    units = {found[0] if (found := MEASURE.search(f"{text} {head}")) else "" for text in figures}
    return units.pop() if len(units) == 1 else ""
