"""One look for every chart: colours, type, number formats, and the few helpers that all charts share.

Importing this module registers and enables the Altair theme `yusuan`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from yusuan.charts.texts import row_height, words, wrap

# The shipped subset comes first: pictures are then the same on every machine. The others serve a browser that has
# not loaded it. A bare `sans-serif` would give a serif face in vl-convert.
FONT = (
    "'Yusuan Sans', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', "
    "'Microsoft YaHei', 'WenQuanYi Micro Hei', 'Noto Sans', Arial, sans-serif"
)

# Told apart in grey and with each of the common kinds of colour blindness.
INK, MUTED, GRID, PAPER = "#22272e", "#646c76", "#e4e6e9", "#ffffff"
# Written on a coloured mark, which stays as it is on a dark page: these two have no other colour there.
ON_DARK, ON_LIGHT = "#fffffe", "#22272f"
BAND = "#dfe5eb"
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
RAMP = ["#f3f6f9", "#c9d9e6", "#8fb3cf", "#4c84b0", "#1f5a8b", "#123c5f"]

WIDTH = 500
SIZE = 12

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart

P = ParamSpec("P")
Made = TypeVar("Made", bound=alt.TopLevelMixin)


class Chart(alt.Chart):
    """A chart of our own frames. Their rows are made once, and not for each layer that shows them.

    It shares its parts with its copies: Altair copies layers over and over, and we change none in place.
    """

    def __init__(self, data: Any = alt.Undefined, **parts: Any) -> None:
        if isinstance(data, pd.DataFrame):
            plain: Any = data.astype(object).where(data.notna(), None).to_dict("records")
            data = alt.InlineData(values=plain)
        super().__init__(data, **parts)

    def __deepcopy__(self, _: Any) -> Chart:
        return self.copy(deep=False)


def ours(function: Callable[P, Made]) -> Callable[P, Made]:
    """A function whose charts are held against Altair's schema by our tests, and not each time that one is shown.

    A copy of such a chart, which someone may have changed, is validated as any other.
    """

    @wraps(function)
    def made(*args: P.args, **kwargs: P.kwargs) -> Made:
        with debug_mode(False):
            chart = function(*args, **kwargs)
        # Past Altair's own setter, which would make it a part of the specification.
        object.__setattr__(chart, "_repr_mimebundle_", partial(_shown, chart))
        return chart

    return made


def _shown(chart: alt.TopLevelMixin, **_: Any) -> Any:
    """What Altair shows of a chart, without validation."""
    show = alt.renderers.get()
    return show(chart.to_dict(validate=False, context={"pre_transform": False})) if show else None


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
            "axisX": {"labelSeparation": 6},
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


def headline(text: str, subtitle: str | Sequence[str] = "") -> alt.TitleParams:
    """The title of a chart, with its quiet second line."""
    return alt.TitleParams(text=text, subtitle=subtitle) if subtitle else alt.TitleParams(text=text)


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


def x_of(field: str, **parts: Any) -> alt.X:
    """The x channel of a column of numbers."""
    return alt.X(field=field, type="quantitative", **parts)


def y_of(field: str, **parts: Any) -> alt.Y:
    """The y channel of a column of numbers."""
    return alt.Y(field=field, type="quantitative", **parts)


def text_of(field: str) -> alt.Text:
    """The column that a mark of text writes."""
    return alt.Text(field=field, type="nominal")


def colours(domain: Sequence[str], colours_: Sequence[str], *, columns: int = 4) -> alt.Color:
    """A colour channel on the column `kind` with these names in this order, and its legend above the chart."""
    scale = alt.Scale(domain=list(domain), range=list(colours_))
    return alt.Color(
        field="kind", type="nominal", scale=scale, legend=alt.Legend(title=None, columns=columns)
    )


def empty(title: str, lang: str = "zh", why: tuple[str, str] = ("无数据", "No data")) -> alt.Chart:
    """A small chart that says there is nothing to draw, and why."""
    said = words(lang)(*why)
    return (
        Chart(pd.DataFrame({"text": [wrap(said, 50)]}))
        .mark_text(align="left", color=MUTED, x=0, lineBreak="\n", lineHeight=17)
        .encode(text=text_of("text"))
        .properties(
            width=WIDTH,
            height=34,
            title=headline(title),
            description=words(lang)(f"{title}：{said}", f"{title}: {said}"),
        )
    )


def zero() -> alt.Chart:
    """The line at zero."""
    return Chart(pd.DataFrame({"at": [0]})).mark_rule(color=INK).encode(x=x_of("at"))


def labels(base: alt.Chart, x: str, y: alt.Y, text: str = "text") -> alt.Chart:
    """The column `text` to the right of the place `x` of each row."""
    return base.mark_text(align="left", dx=6).encode(x=x_of(x), y=y, text=text_of(text))


def side_text(base: alt.Chart, y: alt.Y, heading: str, text: str = "text") -> AnyChart:
    """The column `text` in a column of its own to the right of the chart, under a heading."""
    x = alt.XValue(alt.ExprRef("width + 14"))  # of the chart as it is drawn: a phone draws it narrower
    top = Chart(pd.DataFrame({"text": [heading]})).mark_text(align="left", color=MUTED, y=-8)
    rows = base.mark_text(align="left").encode(x=x, y=y, text=text_of(text))
    return rows + top.encode(x=x, text=text_of("text"))


def finish(chart: AnyChart, rows: pd.DataFrame, title: alt.TitleParams, description: str) -> AnyChart:
    """The chart at its size: the standard width, and a step for each `label` of `rows`."""
    step = row_height(rows)
    size = {"width": WIDTH, "height": step * rows["label"].nunique()}
    for name, value in {**size, "title": title, "description": description}.items():
        setattr(chart, name, value)  # as .properties does, but without a copy of all layers and their data
    return chart


def reference_line(at: float, text: str, colour: str = REFERENCE) -> list[alt.Chart]:
    """A dashed line at a value of the x axis, and what it is above it."""
    base = Chart(pd.DataFrame({"at": [at], "text": [text]}))
    x = x_of("at")
    line = base.mark_rule(color=colour, strokeDash=[5, 4], strokeWidth=1.5).encode(x=x)
    return [line, base.mark_text(color=colour, y=-8).encode(x=x, text=text_of("text"))]


def from_zero(values: pd.Series) -> alt.Scale:
    """A scale that begins at zero and has room for a label above the largest; 0 to 1 when all are zero."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    return alt.Scale(domain=[low * 1.12, high * 1.12 if high > low else 1])
