"""Charts of departments side by side and of one department over years, drawn from the frames of `analysis.comparison`."""

from __future__ import annotations

import altair as alt
import pandas as pd

from yusuan import prose
from yusuan.analysis.comparison import alike
from yusuan.charts import texts, theme
from yusuan.charts.source import names, sourced

CELL = 46  # pixels of a cell of the heatmap
BASES = {"table": ("表", "table"), "text": ("文字", "text")}


@theme.ours
def ranks(
    compared: pd.DataFrame, key: str, *, department: str = "", lang: str = "zh", top: int = 30
) -> theme.AnyChart:
    """The departments by one indicator, with the interval of each, the median, and `department` set apart."""
    say = texts.words(lang)
    rows = alike(compared, key)
    title = _label(rows, key, lang)
    if rows.empty:
        return theme.empty(title, lang)
    rows = _told(rows.sort_values("value", ascending=False, kind="stable"), lang)
    rows = pd.concat([rows.head(top), rows.iloc[top:][rows.iloc[top:]["department"].eq(department)]])
    own, others = department or say("本部门", "This department"), say("其他部门", "Other departments")
    rows["kind"] = rows["department"].eq(department).map({True: own, False: others})
    rows = sourced(texts.labelled(rows, "department", 32), lang)
    rows["place"] = [_rank(row, lang) for _, row in rows.iterrows()]
    unit = str(rows["unit"].iloc[0])
    tips = theme.tips(
        department=say("部门", "Department"), text=title, place=say("名次", "Rank"), source=say("出处", "Source")
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "label department kind value lower upper text place source"))
    y = theme.rows_axis(rows, offset=8)
    x = theme.x_of("value", axis=theme.amount_axis(unit), scale=theme.from_zero(rows["value"]))
    stems = base.mark_bar(size=2, color=theme.OTHER).encode(x=x, y=y)
    whiskers = base.mark_rule(strokeWidth=2, color=theme.INK).encode(
        x=theme.x_of("lower"), x2=alt.X2(field="upper"), y=y
    )
    dots = base.mark_circle(size=110, opacity=1).encode(
        x=x,
        y=y,
        color=theme.colours([own, others], [theme.PROJECT, theme.CURRENT]).legend(None),
        tooltip=tips,
    )
    median = float(rows["median"].iloc[0])
    line = theme.reference_line(median, f"{say('中位数', 'Median')} {median:,.1f}", theme.MUTED)
    chart = alt.layer(stems, *line, whiskers, dots, theme.side_text(base, y, unit, "text"))
    description = texts.summary(title, rows["department"], rows["text"], lang)
    count, of = len(rows), rows["n"].iloc[0]
    note = say(f"同口径的 {of} 个部门，列出 {count} 个", f"{count} of {of} departments on the same basis")
    return theme.finish(chart, rows, theme.headline(title, note), description)


@theme.ours
def distribution(compared: pd.DataFrame, *, department: str = "", lang: str = "zh") -> theme.AnyChart:
    """Where the departments stand on every indicator: a dot each from the smallest to the largest, and the middle half."""
    say = texts.words(lang)
    title = say("各项指标的分布", "How the indicators are distributed")
    rows = compared[compared["value"].notna() & compared["n"].gt(1)]
    if rows.empty:
        return theme.empty(title, lang, ("没有可比的其他部门", "No data of another department to compare"))
    rows = _told(rows, lang)
    own, others = department or say("本部门", "This department"), say("其他部门", "Other departments")
    rows["kind"] = rows["department"].eq(department).map({True: own, False: others})
    rows = rows[~(rows["key"].eq("nature") & rows["name"].eq("基本支出"))]  # the other side of projects
    basis = rows["basis"].replace({"table_and_text": "text"})  # they were ranked together
    several = basis.groupby(rows["key"]).transform("nunique").gt(1)
    bases = basis.map(lambda key: BASES.get(key, ("", ""))[lang == "en"]).where(several, "")
    brackets = [", ".join(filter(None, pair)) for pair in zip(bases, rows["unit"], strict=True)]
    labels = rows["label_en" if lang == "en" else "label_zh"]
    rows["indicator"] = [
        f"{label} ({note})" if note else label for label, note in zip(labels, brackets, strict=True)
    ]
    by = rows.groupby("indicator", sort=False)["value"]
    low, width = by.transform("min"), (by.transform("max") - by.transform("min")).replace(0, 1)
    for column in ("value", "quartile_low", "quartile_high", "median"):
        rows[f"at_{column}"] = 100 * (rows[column] - low) / width
    rows = sourced(texts.labelled(rows.assign(label="").sort_values("kind"), "indicator", 34), lang)
    rows["label"] = [texts.wrap(text, 34) for text in rows["indicator"]]
    rows["place"] = [_rank(row, lang) for _, row in rows.iterrows()]
    tips = theme.tips(
        department=say("部门", "Department"), indicator=say("指标", "Indicator"), text=say("数值", "Value"),
        place=say("名次", "Rank"), source=say("出处", "Source"),
    )  # fmt: skip
    data = texts.keep(
        rows,
        "label department indicator kind at_value at_quartile_low at_quartile_high at_median text place source",
    )
    base = theme.Chart(data)
    y = theme.rows_axis(rows, offset=8)
    ends = say("各指标自最小至最大", "From the smallest to the largest of each indicator")
    axis = alt.Axis(title=ends, labels=False, values=[0, 50, 100])
    x = theme.x_of("at_value", axis=axis, scale=alt.Scale(domain=[0, 100]))
    middle = base.mark_bar(size=12, color=theme.BAND).encode(
        x=theme.x_of("at_quartile_low"), x2=alt.X2(field="at_quartile_high"), y=y
    )
    medians = base.mark_tick(color=theme.MUTED, thickness=2, size=16).encode(x=theme.x_of("at_median"), y=y)
    dots = base.mark_circle(size=80, opacity=0.8).encode(
        x=x, y=y, color=theme.colours([own, others], [theme.PROJECT, theme.CURRENT]), tooltip=tips
    )
    note = say("灰条：中间一半部门；竖线：中位数", "Grey: the middle half of the departments; tick: median")
    description = texts.summary(title, rows["indicator"] + " " + rows["department"], rows["text"], lang)
    return theme.finish(alt.layer(middle, medians, dots), rows, theme.headline(title, note), description)


@theme.ours
def heatmap(mix: pd.DataFrame, *, lang: str = "zh", top: int = 40) -> theme.AnyChart:
    """The economic classes of each department as shares of its expenditure."""
    say = texts.words(lang)
    title = say("各部门支出的经济分类构成", "Economic mix of the departments")
    rows = mix[mix["value"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    first = list(dict.fromkeys(rows["department"]))[:top]
    rows = rows[rows["department"].isin(first)]
    rows = rows.assign(full=rows["code"] + " " + pd.Series(names(rows, lang), rows.index))
    rows["label"] = [texts.wrap(name, 32) for name in rows["department"]]
    rows["class"] = [texts.wrap(name, 14 if lang == "en" else 10, lines=5) for name in rows["full"]]
    rows = sourced(rows.assign(text=texts.shares(rows, lang)), lang)
    rows["number"] = rows["value"].map(lambda v: f"{v:.0f}" if v >= 0.5 else "<1" if v else "0")
    order = sorted(rows["class"].unique())
    tips = theme.tips(
        department=say("部门", "Department"), full=say("经济分类", "Economic class"),
        text=say("占支出", "Of expenditure"), source=say("出处", "Source"),
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "label department class full value number text source"))
    x = alt.X(
        field="class", type="nominal", sort=order,
        axis=alt.Axis(title=None, labelAngle=0, labelExpr="split(datum.value, '\\n')", labelLineHeight=14),
    )  # fmt: skip
    y = theme.rows_axis(rows).scale(padding=0)
    legend = alt.Legend(title="%", gradientLength=120, gradientThickness=10, titleOrient="left", offset=16)
    colour = alt.Color(
        field="value", type="quantitative", legend=legend,
        scale=alt.Scale(domain=[0, 100], range=theme.RAMP, interpolate="rgb"),
    )  # fmt: skip
    cells = base.mark_rect(stroke=theme.PAPER).encode(x=x, y=y, color=colour, tooltip=tips)
    numbers = base.mark_text().encode(
        x=x, y=y, text=theme.text_of("number"),
        color=alt.ColorValue(theme.ON_LIGHT, condition={"test": "datum.value > 55", "value": theme.ON_DARK}),
    )  # fmt: skip
    description = texts.summary(title, rows["department"] + " " + rows["full"], rows["text"], lang)
    chart = theme.finish(cells + numbers, rows, theme.headline(title, say("占本部门支出的百分比", "Percent of each department's expenditure")), description)  # fmt: skip
    # Its columns are as wide as their names.
    return chart.properties(
        width=CELL * (1.9 if lang == "en" else 1.6) * max(len(order), 1.25), usermeta={"scrolls": True}
    )


@theme.ours
def scatter(pairs: pd.DataFrame, name: str, *, department: str = "", lang: str = "zh") -> theme.AnyChart:
    """The growth of each department's expenditure against another indicator, called `name`, with both intervals."""
    say = texts.words(lang)
    title = say(f"支出增长与{name}", f"Growth of expenditure and {name}")
    rows = pairs[pairs["growth_pct"].notna() & pairs["value"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    own, others = department or say("本部门", "This department"), say("其他部门", "Other departments")
    rows = _told(rows, lang)
    unit = str(rows["unit"].iloc[0])
    grown = rows.assign(
        value=rows["growth_pct"], lower=rows["growth_lower"], upper=rows["growth_upper"], unit="%"
    )
    rows = rows.assign(
        kind=rows["department"].eq(department).map({True: own, False: others}),
        growth=texts.shares(grown, lang),
    )
    tips = theme.tips(department=say("部门", "Department"), growth=say("支出增长", "Growth"), text=name)
    base = theme.Chart(
        texts.keep(rows, "department kind growth_pct growth_lower growth_upper value lower upper growth text")
    )
    x_title, y_title = (
        texts.with_unit(name, unit),
        texts.with_unit(say("支出增长", "Growth of expenditure"), "%"),
    )
    x = theme.x_of("value", axis=theme.amount_axis(x_title), scale=theme.from_zero(rows["value"]))
    inside = alt.Scale(padding=24)  # room for a name above the highest
    y = theme.y_of("growth_pct", axis=theme.amount_axis(y_title, grid=True), scale=inside)
    across = base.mark_rule(color=theme.PREVIOUS).encode(x=theme.x_of("lower"), x2=alt.X2(field="upper"), y=y)
    along = base.mark_rule(color=theme.PREVIOUS).encode(
        x=x, y=theme.y_of("growth_lower"), y2=alt.Y2(field="growth_upper")
    )
    dots = base.mark_circle(size=110, opacity=0.9).encode(
        x=x, y=y, color=theme.colours([own, others], [theme.PROJECT, theme.CURRENT]), tooltip=tips
    )
    ends = [rows["growth_pct"].idxmax(), rows["growth_pct"].idxmin(), rows["value"].idxmax()]
    told = theme.Chart(
        texts.keep(rows[rows.index.isin(ends) | rows["kind"].eq(own)], "department growth_pct value")
    )
    called, middle = theme.text_of("department"), float(rows["value"].max()) / 2
    left = (
        told.transform_filter(alt.datum.value < middle)
        .mark_text(align="left", dy=-14)
        .encode(x=x, y=y, text=called)
    )
    right = told.transform_filter(alt.datum.value >= middle).mark_text(align="right", dy=-14)
    names = left + right.encode(x=x, y=y, text=called)
    level = theme.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=theme.INK)
    level = level.encode(y=theme.y_of("at"))
    description = texts.summary(title, rows["department"], rows["growth"] + " / " + rows["text"], lang)
    return alt.layer(level, across, along, dots, names).properties(
        width=theme.WIDTH, height=340, title=theme.headline(title), description=description
    )


@theme.ours
def over_years(years: pd.DataFrame, keys: list[str], *, lang: str = "zh") -> theme.AnyChart:
    """A few indicators of one department over its years, in small pictures with their intervals."""
    say = texts.words(lang)
    title = say("各年的指标", "Indicators over the years")
    rows = years[years["key"].isin(keys) & years["value"].notna() & years["name"].isin(["", "项目支出"])]
    if rows.empty:
        return theme.empty(title, lang)
    if rows["year"].nunique() < 2:
        return theme.empty(title, lang, ("数据中只有一年", "Only one year in the data"))
    rows = _told(rows, lang)
    label = rows["label_en" if lang == "en" else "label_zh"]
    units = [f" ({unit})" if unit else "" for unit in rows["unit"]]
    pairs = zip(rows["text"], rows["unit"], strict=True)
    number = [text.removesuffix(f" {unit}") for text, unit in pairs]  # a panel is narrow
    rows = sourced(rows.assign(indicator=label + units, number=number), lang)
    tips = theme.tips(
        indicator=say("指标", "Indicator"), year=say("年度", "Year"), text=say("数值", "Value"), source=say("出处", "Source")
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "indicator year basis value lower upper text number source"))
    x = alt.X(field="year", type="ordinal", axis=alt.Axis(title=None, labelAngle=0))
    y = theme.y_of("value", axis=theme.amount_axis("", grid=True), scale=alt.Scale(zero=True))
    detail = alt.Detail(field="basis", type="nominal")
    line = base.mark_line(color=theme.PREVIOUS).encode(x=x, y=y, detail=detail)
    whiskers = base.mark_rule(color=theme.INK).encode(x=x, y=theme.y_of("lower"), y2=alt.Y2(field="upper"))
    dots = base.mark_circle(size=80, opacity=1, color=theme.CURRENT).encode(x=x, y=y, tooltip=tips)
    written = base.mark_text(dy=-12).encode(x=x, y=y, text=theme.text_of("number"))
    facet = alt.Facet(
        field="indicator", type="nominal", title=None, sort=list(dict.fromkeys(rows["indicator"]))
    )
    chart = alt.layer(line, whiskers, dots, written).properties(width=230, height=130)
    description = texts.summary(title, rows["indicator"] + " " + rows["year"].astype(str), rows["text"], lang)
    panels = chart.facet(facet=facet, columns=2, spacing=26).resolve_scale(y="independent")
    return panels.properties(title=theme.headline(title), description=description)


def _label(rows: pd.DataFrame, key: str, lang: str) -> str:
    """What an indicator is called; its key when there is no row to say it."""
    if rows.empty:
        return key
    label = str(rows["label_en" if lang == "en" else "label_zh"].iloc[0])
    of = names(rows.head(1).assign(code=""), lang)[0]
    return label + (texts.words(lang)("：", ": ") + of if of else "")


def _rank(row: pd.Series, lang: str) -> str:
    """The rank, or the ranks that the intervals leave possible, of how many."""
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    places = str(best) if best == worst else f"{best}–{worst}"
    return f"{places} / {row['n']}" if lang == "en" else f"第 {places} 名，共 {row['n']}"


def _told(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The rows in the units of the language, with `text`: each value as far as it is certain, with its unit."""
    factors, units = zip(*(prose.unit_in(unit, lang) for unit in rows["unit"]), strict=True)
    columns = rows.columns.intersection(
        ["value", "lower", "upper", "median", "quartile_low", "quartile_high"]
    )
    scaled = rows[columns].mul(pd.Series(factors, rows.index), axis=0)
    return rows.assign(text=texts.shares(rows, lang), unit=units, **scaled)


def reason(why: str, lang: str) -> str:
    """A reason of `comparison.left_out` in the language; in English without its particulars."""
    english = {
        "文件没有这个数": "not printed in its document",
        "口径不同": "on another basis than most",
        "没有值": "no value",
        "没有": "no document of this year",
    }
    if lang != "en":
        return why
    return next((words for start, words in english.items() if why.startswith(start)), "not defined")
