"""Linked charts for looking around in the cells of a document by hand."""

from __future__ import annotations

import altair as alt
import pandas as pd

from yusuan.charts import texts, theme
from yusuan.charts.source import TABLES, measure, names, sourced

MOST = 2000  # marks; more would make the page heavy, and no eye tells them apart
ROWS = 15
STEP = 38
KNEE = 1e5  # yuan; smaller amounts are drawn to scale, larger ones by their order of magnitude


@theme.ours
def figures(cells: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """Every amount of every table by size, totals left out; below it the largest of those marked or searched for.

    Drag over the dots to mark some of them, or type into the box. Takes the cells of one document.
    """
    say = texts.words(lang)
    title = say("各表各行的金额（合计行除外）", "Amounts of all rows of the tables (without totals)")
    rows = cells[cells["amount_yuan"].notna() & cells["level"].ne(0)]
    if rows.empty:
        return theme.empty(title, lang)
    unit = texts.unit_for(rows["amount_yuan"], lang)
    rows = sourced(rows[rows.index.isin(rows["amount_yuan"].abs().nlargest(MOST).index)], lang)
    unknown = say("其他表", "Other table")
    rows["kind"] = [TABLES[t][lang == "en"] if t in TABLES else unknown for t in rows["table"]]
    rows["label"] = [texts.wrap(kind, 26) for kind in rows["kind"]]
    rows["at"] = rows["amount_yuan"] / unit.yuan
    rows["amount"] = _converted(rows, unit) if lang == "en" else rows["printed"] + " " + rows["unit"]
    rows["what"] = [measure(m, lang) for m in rows["measure"]]
    rows["item"] = (
        rows["code"]
        + " "
        + pd.Series(names(rows, lang), rows.index).where(rows["name"].ne(""), rows["entity"])
    ).str.strip()
    rows["short"] = [texts.wrap(item, 34, lines=1) for item in rows["item"]]
    rows["where"] = rows["what"] + " · " + rows["source"]
    data = texts.keep(rows, "label kind item short what amount source where at")
    hint = say(
        "拖动可框选，下表随之变化；也可输入文字查找。",
        "Drag to mark dots; the list below follows. Or type to search.",
    )
    biggest = rows.nlargest(3, "amount_yuan")
    description = texts.summary(title, biggest["item"] + " " + biggest["what"], biggest["amount"], lang)
    search, brush = _search(say("查找：", "Search: ")), alt.selection_interval(name="marked")
    dots, table = _dots(data, unit, brush, say), _list(data, brush, search, say)
    chart = alt.vconcat(dots, table, spacing=26).add_params(search)
    return chart.properties(title=theme.headline(title, hint), description=description)


def _converted(rows: pd.DataFrame, unit: texts.Unit) -> list[str]:
    """The amounts in a unit that the document does not use, as fine as they are printed."""
    pairs = zip(rows["amount_yuan"], rows["quantum_yuan"] / 2, strict=True)
    return [f"{texts.number(v, v - half, v + half, unit.yuan)} {unit.name}" for v, half in pairs]


def _search(label: str) -> alt.Parameter:
    """A box to type into, as part of the chart: no script of ours and no widget manager is needed."""
    return alt.param(name="wanted", value="", bind=alt.binding(input="search", name=label))


def _dots(data: pd.DataFrame, unit: texts.Unit, brush: alt.Parameter, say: texts.Words) -> alt.Chart:
    """One dot per figure: its amount on a scale that shows small and large, its table as the row."""
    tips = theme.tips(
        kind=say("表", "Table"), item=say("项目", "Item"), what=say("指标", "Measure"), amount=say("金额", "Amount"),
        source=say("出处", "Source"),
    )  # fmt: skip
    x = theme.x_of("at", scale=alt.Scale(type="symlog", constant=KNEE / unit.yuan),
        axis=alt.Axis(title=unit.of(say("金额", "Amount")), format=",~r", values=_decades(data["at"], KNEE / unit.yuan)),
    )  # fmt: skip
    marked = alt.ColorValue(theme.OTHER, condition={"param": brush.name, "value": theme.CURRENT})
    chart = theme.Chart(data).mark_circle(size=46, opacity=0.55)
    chart = chart.encode(x=x, y=theme.rows_axis(data, offset=8), color=marked, tooltip=tips)
    step = texts.row_height(data)
    return chart.properties(width=theme.WIDTH, height=step * data["label"].nunique()).add_params(brush)


def _list(
    data: pd.DataFrame, brush: alt.Parameter, search: alt.Parameter, say: texts.Words
) -> theme.AnyChart:
    """The largest of the figures that are marked and searched for, as lines of text."""
    found = f"{search.name} == '' || indexof(lower(datum.item + datum.kind + datum.what), lower({search.name})) >= 0"
    rank = alt.WindowFieldDef(op="row_number", **{"as": "rank"})  # type: ignore[arg-type]
    base = (
        theme.Chart(data)
        .transform_filter(brush)
        .transform_filter(found)
        .transform_window(window=[rank], sort=[alt.SortField("at", order="descending")])
        .transform_filter(f"datum.rank <= {ROWS}")
    )
    y = alt.Y(field="rank", type="ordinal", axis=None, scale=alt.Scale(domain=list(range(1, ROWS + 1))))
    # Two lines each, at both ends of the chart: so they stand on a phone, too.
    item = base.mark_text(align="left", x=-120, dy=-8).encode(y=y, text=theme.text_of("short"))
    amount = base.mark_text(align="right", x="width", dy=-8).encode(y=y, text=theme.text_of("amount"))
    where = base.mark_text(align="left", x=-120, dy=8, fontSize=11, color=theme.MUTED).encode(
        y=y, text=theme.text_of("where")
    )
    return alt.layer(item, amount, where).properties(width=theme.WIDTH, height=STEP * ROWS)


def _decades(values: pd.Series, first: float) -> list[float]:
    """Ticks 0, `first`, 10 × `first`, … as far as the values go, on both sides of zero where there are negative ones."""
    steps = [first * 10**n for n in range(9)]
    below = [-step for step in reversed(steps) if step <= -2 * values.min()]
    return [*below, 0.0, *(step for step in steps if step <= 2 * values.max())]
