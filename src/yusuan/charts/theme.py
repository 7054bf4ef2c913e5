"""One look for every chart: colours, type, number formats, and the few helpers that all charts share.

Importing this module registers and enables the Altair theme `yusuan`.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from yusuan import prose

# The shipped subset comes first: pictures are then the same on every machine. The others serve a browser that has
# not loaded it. A bare `sans-serif` would give a serif face in vl-convert.
FONT = (
    "'Yusuan Sans', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', "
    "'Microsoft YaHei', 'WenQuanYi Micro Hei', 'Noto Sans', Arial, sans-serif"
)

# Told apart in grey and with each of the common kinds of colour blindness.
INK, MUTED, GRID, PAPER = "#22272e", "#646c76", "#e4e6e9", "#ffffff"
CURRENT, PREVIOUS = "#1f5a8a", "#a9bccd"
BASIC, PROJECT, OTHER = "#7f9bb5", "#e0913a", "#c9cdd2"
RISE, FALL, TOTAL = "#c8502f", "#2b7f95", "#59626d"
REFERENCE = "#a02020"
STATUS = {
    "exact": "#2b6f9e",
    "rounding": "#9cc3dc",
    "violated": "#c8502f",
    "undefined": "#e8b04a",
    "not_checkable": "#d5d8dc",
}
CATEGORIES = ["#1f5a8a", "#e0913a", "#4f9a8b", "#8a6aa5", "#b8a13a", "#7f9bb5", "#c8502f", "#9a8c7c"]
RAMP = ["#f3f6f9", "#c9d9e6", "#8fb3cf", "#4c84b0", "#1f5a8a", "#123c5f"]

WIDTH = 500
SIZE = 12

Words = Callable[[str, str], str]
AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart


@alt.theme.register("yusuan", enable=True)
def yusuan_theme() -> alt.theme.ThemeConfig:
    """The Altair theme: quiet axes, no frame, titles at the left, one font."""
    axis = {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": SIZE, "titleFontSize": SIZE,
        "labelColor": INK, "titleColor": MUTED, "titleFontWeight": "normal", "labelLimit": 320,
        "domain": False, "ticks": False, "gridColor": GRID, "labelPadding": 8, "titlePadding": 10,
    }  # fmt: skip
    legend = {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": SIZE, "titleFontSize": SIZE, "labelColor": INK,
        "titleColor": MUTED, "titleFontWeight": "normal", "labelLimit": 320, "orient": "top", "direction": "horizontal",
        "symbolType": "square", "symbolSize": 110, "offset": 8, "columnPadding": 16,
    }  # fmt: skip
    title = {
        "font": FONT, "subtitleFont": FONT, "fontSize": 15, "subtitleFontSize": SIZE, "color": INK,
        "subtitleColor": MUTED, "anchor": "start", "frame": "group", "offset": 14, "subtitlePadding": 5,
        "fontWeight": "bold", "subtitleLineHeight": 17,
    }  # fmt: skip
    config: Any = {
        "config": {
            "background": PAPER,
            "padding": {"left": 6, "right": 12, "top": 8, "bottom": 8},
            "font": FONT,
            "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": 300},
            "axis": axis,
            "axisY": {"grid": False},
            "legend": legend,
            "title": title,
            "header": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": SIZE, "labelColor": INK},
            "text": {"font": FONT, "fontSize": SIZE, "color": INK},
            "bar": {"color": CURRENT},
            "range": {"category": CATEGORIES, "ramp": RAMP, "heatmap": RAMP},
            "locale": {"number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}},
        }
    }
    return config


def words(lang: str) -> Words:
    """The chooser between the two languages of a chart: `words("en")("上年", "Previous")` is "Previous"."""
    return (lambda zh, en: en) if lang == "en" else (lambda zh, en: zh)


@dataclass(frozen=True, slots=True)
class Unit:
    """A money unit to draw in: its name, and how many yuan it is."""

    name: str
    yuan: float

    def of(self, word: str) -> str:
        """The word with the unit after it: 变化（万元）, Change (10,000 yuan)."""
        return with_unit(word, self.name)


def with_unit(word: str, unit: str) -> str:
    """The word with a unit in the brackets of its script."""
    return f"{word} ({unit})" if word.isascii() else f"{word}（{unit}）"


def unit_for(values: Iterable[float], lang: str = "zh") -> Unit:
    """万元, or 亿元 when the largest of these yuan amounts is 10 亿元 or more (million and billion yuan in English).

    NaN does not count.
    """
    large = max((abs(float(v)) for v in values if pd.notna(v)), default=0.0) >= 1e9
    if lang == "en":
        return Unit("billion yuan", 1e9) if large else Unit("million yuan", 1e6)
    return Unit("亿元", 1e8) if large else Unit("万元", 1e4)


def headline(text: str, subtitle: str | Sequence[str] = "") -> alt.TitleParams:
    """The title of a chart, with its quiet second line."""
    return alt.TitleParams(text=text, subtitle=subtitle) if subtitle else alt.TitleParams(text=text)


def columns_wide(text: str) -> int:
    """How many half-width columns a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int = 28, lines: int = 3) -> str:
    """The text broken into at most `lines` lines of `width` half-width columns; what is left over becomes `…`.

    Words of Latin letters and numbers stay whole where they fit a line.
    """
    out, line = [], ""
    for piece in _pieces(text):
        if line and columns_wide(line + piece.rstrip()) > width:
            out.append(line.rstrip())
            line = ""
        line += piece
    out.append(line.rstrip())
    if len(out) <= lines:
        return "\n".join(out)
    last = out[lines - 1]
    while columns_wide(last) > width - 2:
        last = last[:-1]
    return "\n".join([*out[: lines - 1], last + "…"])


def _pieces(text: str) -> list[str]:
    """The places where a line may break: before and after each wide character, and after a space."""
    pieces: list[str] = []
    for char in text:
        wide = columns_wide(char) == 2
        closing = char in "，。、；：）》”’％%"
        joins = pieces and not wide and columns_wide(pieces[-1][-1]) == 1 and pieces[-1][-1] != " "
        if pieces and len(pieces[-1]) < 12 and (joins or closing or pieces[-1][-1] in "（《“‘"):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def labelled(frame: pd.DataFrame, column: str, width: int = 28) -> pd.DataFrame:
    """The frame with a column `label`: `column` wrapped for an axis, and made unique by its row if it is not."""
    labels = [wrap(str(name), width) for name in frame[column]]
    seen: dict[str, int] = {}
    for i, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            # Two rows with one name would be drawn on top of each other.
            labels[i] = f"{label} ({seen[label]})"
    return frame.assign(label=labels)


def row_height(frame: pd.DataFrame, least: int = 26) -> int:
    """The step between rows that the tallest wrapped `label` of the frame asks for, in pixels."""
    lines = max((label.count("\n") + 1 for label in frame["label"]), default=1)
    return max(least, 15 * lines + 10)


def rows_axis(frame: pd.DataFrame, offset: int = 0) -> alt.Y:
    """The y channel of horizontal marks: one row per `label`, in the order of the frame.

    `offset` keeps the names clear of round marks at zero.
    """
    # Vega hangs the second and third line of a label below its row instead of centring them.
    lines = "length(split(datum.value, '\\n'))"
    up: Any = {
        "condition": [{"test": f"{lines} === {n}", "value": -7.5 * (n - 1)} for n in (2, 3)],
        "value": 0,
    }
    expression = "split(datum.value, '\\n')"
    axis = alt.Axis(title=None, labelExpr=expression, labelLineHeight=15, labelOffset=up, offset=offset)
    order = list(dict.fromkeys(frame["label"]))
    return alt.Y(field="label", type="nominal", sort=order, axis=axis, scale=alt.Scale(padding=0.3))


def amount_axis(title: str, *, grid: bool | None = None) -> alt.Axis:
    """A quantitative axis with thousands separators and no zeros after the point."""
    return alt.Axis(title=title, format=",~f", tickCount=6, grid=alt.Undefined if grid is None else grid)


def tips(**columns: str) -> list[alt.Tooltip]:
    """Tooltips of text columns: `tips(name="项目")` shows the column `name` under the word 项目."""
    return [alt.Tooltip(field=field, type="nominal", title=title) for field, title in columns.items()]


def colours(domain: Sequence[str], colours_: Sequence[str], *, columns: int = 4) -> alt.Color:
    """A colour channel on the column `kind` with these names in this order, and its legend above the chart."""
    scale = alt.Scale(domain=list(domain), range=list(colours_))
    return alt.Color(
        field="kind", type="nominal", scale=scale, legend=alt.Legend(title=None, columns=columns)
    )


def empty(title: str, lang: str = "zh") -> alt.Chart:
    """A small chart that says there is nothing to draw."""
    say = words(lang)("无数据", "No data")
    text = alt.Text(field="text", type="nominal")
    return (
        alt.Chart(pd.DataFrame({"text": [say]}))
        .mark_text(align="left", color=MUTED, x=0)
        .encode(text=text)
        .properties(width=WIDTH, height=30, title=headline(title), description=f"{title}: {say}")
    )


def number(value: float, lower: float, upper: float, scale: float = 1.0, signed: bool = False) -> str:
    """`value / scale` with thousands separators and the decimals that its interval leaves meaningful.

    An interval one unit wide leaves none, one a hundredth wide two. Nothing finer than a hundredth of a percent or a
    hundred yuan is shown, which is as fine as budgets are printed.
    """
    width = (upper - lower) / scale
    finest = 2 if scale < 1e4 else round(math.log10(scale)) - 2
    decimals = min(finest, max(0, math.floor(-math.log10(width) + 1e-9))) if 0 < width < math.inf else 0
    text = f"{value / scale:{'+' if signed else ''},.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("+-")


def numbers(
    frame: pd.DataFrame, column: str, scale: float = 1.0, unit: str = "yuan", signed: bool = False
) -> list[str]:
    """`number` for each `column_yuan` of a frame that has `column_lower_yuan` and `column_upper_yuan` ("—" for NaN)."""
    columns = (frame[f"{column}_{part}{unit}"] for part in ("", "lower_", "upper_"))
    triples = zip(*columns, strict=True)
    return [number(v, low, high, scale, signed) if pd.notna(v) else "—" for v, low, high in triples]


def shares(frame: pd.DataFrame, lang: str = "zh") -> list[str]:
    """The `value` of each row with its `unit`, as far as `lower` and `upper` leave it certain; "" for NaN."""
    columns = (frame[c] for c in ("value", "lower", "upper", "unit"))
    texts = [prose.figure(v, low, high, unit, lang) for v, low, high, unit in zip(*columns, strict=True)]
    return ["" if text == "—" else text.replace("-", "−") for text in texts]


def top_rows(frame: pd.DataFrame, column: str, top: int, lang: str = "zh") -> pd.DataFrame:
    """The `top` rows with the largest absolute `column`, in the order of the frame, and the rest as one row 其余 n 项.

    The rest has the sums of the columns ending in `_yuan` and of the points of contribution, and no place.
    """
    if len(frame) <= top + 1:
        return frame.reset_index(drop=True)
    largest = frame[column].abs().sort_values(ascending=False, kind="stable").index[:top]
    kept, others = frame[frame.index.isin(largest)], frame[~frame.index.isin(largest)]
    summed = [c for c in frame.columns if c.endswith(("_yuan", "_pp"))]
    name = words(lang)(f"其余 {len(others)} 项", f"{len(others)} others")
    rest = {c: others[c].iloc[0] for c in ("department", "year", "table", "topic") if c in frame} | {
        "name": name
    }
    return pd.concat([kept, pd.DataFrame([rest | others[summed].sum().to_dict()])], ignore_index=True)


def summary(title: str, names: Iterable[str], texts: Iterable[str], lang: str = "zh") -> str:
    """One sentence for who cannot see the chart: its title, its first three figures, and how many there are."""
    pairs = [f"{name} {text}".replace("\n", "") for name, text in zip(names, texts, strict=True)]
    first = words(lang)("、", ", ").join(pairs[:3])
    more = words(lang)(f"等 {len(pairs)} 项", f" and {len(pairs) - 3} more") if len(pairs) > 3 else ""
    return words(lang)(f"{title}：{first}{more}。", f"{title}: {first}{more}.")


def keep(frame: pd.DataFrame, columns: str) -> pd.DataFrame:
    """Only these columns (names with spaces between): what a chart does not draw does not go into its data."""
    return frame[columns.split()]


def zero() -> alt.Chart:
    """The line at zero."""
    at = alt.X(field="at", type="quantitative")
    return alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=INK).encode(x=at)


def labels(base: alt.Chart, x: str, y: alt.Y, text: str = "text") -> alt.Chart:
    """The column `text` to the right of the place `x` of each row."""
    at = alt.X(field=x, type="quantitative")
    return base.mark_text(align="left", dx=6).encode(x=at, y=y, text=alt.Text(field=text, type="nominal"))


def side_text(base: alt.Chart, y: alt.Y, heading: str, text: str = "text") -> AnyChart:
    """The column `text` in a column of its own to the right of the chart, under a heading."""
    x = alt.value(WIDTH + 14)
    top = alt.Chart(pd.DataFrame({"text": [heading]})).mark_text(align="left", color=MUTED, y=-8)
    rows = base.mark_text(align="left").encode(x=x, y=y, text=alt.Text(field=text, type="nominal"))
    return rows + top.encode(x=x, text=alt.Text(field="text", type="nominal"))


def finish(chart: AnyChart, rows: pd.DataFrame, title: alt.TitleParams, description: str) -> AnyChart:
    """The chart at its size: the standard width, and a step for each `label` of `rows`."""
    step = row_height(rows)
    return chart.properties(
        width=WIDTH, height=step * rows["label"].nunique(), title=title, description=description
    )


def reference_line(at: float, text: str, colour: str = REFERENCE) -> list[alt.Chart]:
    """A dashed line at a value of the x axis, and what it is above it."""
    base = alt.Chart(pd.DataFrame({"at": [at], "text": [text]}))
    x = alt.X(field="at", type="quantitative")
    line = base.mark_rule(color=colour, strokeDash=[5, 4], strokeWidth=1.5).encode(x=x)
    return [line, base.mark_text(color=colour, y=-8).encode(x=x, text=alt.Text(field="text", type="nominal"))]


def from_zero(values: pd.Series) -> alt.Scale:
    """A scale that begins at zero and has room for a label above the largest; 0 to 1 when all are zero."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    return alt.Scale(domain=[low * 1.12, high * 1.12 if high > low else 1])


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels as near as may be to where they are wanted (ascending), at least `gap` apart.

    They stay between `low` and `high` as long as they fit; what does not fit runs over the end.
    """
    places: list[float] = []
    for place in wanted:
        places.append(max(place, low, places[-1] + gap if places else low))
    limit = max(high, low + gap * (len(places) - 1))
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], limit)
        limit = places[i] - gap
    return places
