"""Charts of change from one year to the next, drawn from the frame of `analysis.growth.growth`."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from yusuan import prose, reference
from yusuan.analysis.growth import waterfall as parts_of
from yusuan.charts import source, texts, theme
from yusuan.charts.source import sourced

FAR = (
    200.0  # percent; a growth rate beyond it is drawn at the edge as an arrow, or it would squeeze all others
)
ITEMS = reference.words("item")
STATUS = {
    "新增": "new",
    "基数可能为零": "base may be zero",
    "基数为负": "negative base",
    "两年均为零": "zero in both years",
    "推得": "derived",
}

_NO_PARTS = (
    "文中没有各项的上年数或增减数；数据中有上年的文件时与之比较",
    "The document gives no changes by item; that of the year before serves if the data has it",
)


@theme.ours
def waterfall(growth: pd.DataFrame, *, lang: str = "zh", top: int = 15) -> theme.AnyChart:
    """What the change of the total is made of: one step per part (basic expenditure, each project), then the sum."""
    say = texts.words(lang)
    title = say("支出变化的构成", "What the change in expenditure is made of")
    total = growth[growth["item"].eq("total") & growth["change_yuan"].notna()].head(1)
    parts = parts_of(growth).query("change_yuan.notna() and change_yuan != 0")
    if total.empty or parts.empty:
        return theme.empty(title, lang, _NO_PARTS)
    unit = texts.unit_for(growth["change_yuan"], lang)
    rise, fall, whole = say("增加", "Rise"), say("减少", "Fall"), say("合计", "Sum")
    parts = texts.top_rows(named(parts, lang), "change_yuan", top, lang)
    parts = parts.sort_values("change_yuan", ascending=False, kind="stable")
    end = parts["change_yuan"].cumsum()
    parts = parts.assign(
        start=end - parts["change_yuan"], end=end, kind=np.where(parts["change_yuan"] < 0, fall, rise)
    )
    total = total.assign(start=0.0, end=total["change_yuan"], kind=whole, name=whole)
    rows = sourced(texts.labelled(pd.concat([parts, total], ignore_index=True), "name"), lang)
    rows[["start", "end"]] /= unit.yuan
    rows["right"] = rows[["start", "end"]].max(axis=1)
    rows["change"] = texts.numbers(rows, "change", unit.yuan, signed=True)
    rows["points"] = texts.numbers(rows, "contribution", unit="pp", signed=True)
    tips = theme.tips(
        name=say("项目", "Item"),
        change=unit.of(say("变化", "Change")),
        points=say("对总增长的贡献（百分点）", "Contribution to growth (pp)"),
        source=say("出处", "Source"),
    )
    base = theme.Chart(texts.keep(rows, "label name kind start end right change points source"))
    y, axis = theme.rows_axis(rows), theme.amount_axis(unit.of(say("累计变化", "Cumulative change")))
    bars = base.mark_bar().encode(
        x=theme.x_of("start", axis=axis, scale=theme.from_zero(pd.concat([rows["start"], rows["end"]]))),
        x2=alt.X2(field="end"),
        y=y,
        color=theme.colours([rise, fall, whole], [theme.RISE, theme.FALL, theme.TOTAL]),
        tooltip=tips,
    )
    written = theme.labels(base, x="right", y=y, text="change") + theme.side_text(
        base, y, say("贡献（百分点）", "Contribution (pp)"), "points"
    )
    description = texts.summary(title, rows["name"], rows["change"] + f" {unit.name}", lang)
    return theme.finish(
        theme.zero() + bars + written, rows, theme.headline(title, years(growth, lang)), description
    )


@theme.ours
def dumbbell(growth: pd.DataFrame, *, lang: str = "zh", top: int = 15) -> theme.AnyChart:
    """Last year and this year of each part side by side, with the interval each figure stands for, and the growth."""
    say = texts.words(lang)
    title = say("上年与本年预算", "Budget, previous and current year")
    rows = _told(growth, ["previous_yuan", "current_yuan"])
    if rows.empty:
        return theme.empty(title, lang, _NO_PARTS)
    unit = texts.unit_for(growth["current_yuan"], lang)
    rows = texts.top_rows(named(rows, lang), "current_yuan", top, lang)
    rows = sourced(
        texts.labelled(rows.sort_values("current_yuan", ascending=False, kind="stable"), "name"), lang
    )
    rows["text"] = [rate(row, lang) for _, row in rows.iterrows()]
    rows["before"], rows["now"] = (texts.numbers(rows, c, unit.yuan) for c in ("previous", "current"))
    previous, current = _year_names(growth, lang)
    ends = pd.concat(
        rows.assign(
            kind=kind, at=rows[f"{c}_yuan"] / unit.yuan, low=rows[f"{c}_lower_yuan"] / unit.yuan,
            high=rows[f"{c}_upper_yuan"] / unit.yuan,
        )
        for c, kind in (("previous", previous), ("current", current))
    )  # fmt: skip
    tips = theme.tips(
        name=say("项目", "Item"),
        before=unit.of(previous),
        now=unit.of(current),
        text=say("增长", "Growth"),
        source=say("出处", "Source"),
    )
    base = theme.Chart(texts.keep(ends, "label name kind at low high before now text source"))
    y = theme.rows_axis(rows, offset=8)
    x = theme.x_of("at", axis=theme.amount_axis(unit.of(say("预算", "Budget"))))
    lines = base.mark_line(color=theme.OTHER, strokeWidth=3).encode(
        x=x, y=y, detail=alt.Detail(field="label", type="nominal")
    )
    whiskers = base.mark_rule(strokeWidth=1.5, color=theme.INK).encode(
        x=theme.x_of("low"), x2=alt.X2(field="high"), y=y
    )
    points = base.mark_circle(size=110, opacity=1).encode(
        x=x, y=y, color=theme.colours([previous, current], [theme.PREVIOUS, theme.CURRENT]), tooltip=tips
    )
    rates = theme.side_text(base.transform_filter(alt.datum.kind == current), y, say("增长", "Growth"))
    description = texts.summary(
        title, rows["name"], rows["before"] + "→" + rows["now"] + f" {unit.name}", lang
    )
    chart = lines + points + whiskers + rates
    return theme.finish(chart, rows, theme.headline(title, years(growth, lang)), description)


@theme.ours
def rates(growth: pd.DataFrame, *, lang: str = "zh", top: int = 15) -> theme.AnyChart:
    """The growth of each part in percent with the interval that print leaves it, against the growth of the total."""
    say = texts.words(lang)
    title = say("增长率及其确定范围", "Growth rates and what is certain of them")
    rows = _told(growth, ["current_yuan"])
    if rows["growth_pct"].isna().all():
        return theme.empty(title, lang, _NO_PARTS)
    rows = named(rows[rows.index.isin(rows["current_yuan"].abs().nlargest(top).index)], lang)
    rows = rows.sort_values("growth_pct", ascending=False, kind="stable", na_position="last")
    rows = sourced(texts.labelled(rows, "name"), lang)
    rows["text"] = [rate(row, lang) for _, row in rows.iterrows()]
    rows["at"], rows["low"], rows["high"] = (
        rows[c].clip(-FAR, FAR) for c in ("growth_pct", "lower", "upper")
    )
    tips = theme.tips(name=say("项目", "Item"), text=say("增长", "Growth"), source=say("出处", "Source"))
    base = theme.Chart(texts.keep(rows, "label name at low high text source"))
    y = theme.rows_axis(rows)
    x = theme.x_of("at", axis=theme.amount_axis(texts.with_unit(say("增长", "Growth"), "%")))
    whiskers = base.mark_rule(strokeWidth=2, color=theme.PREVIOUS).encode(
        x=theme.x_of("low"), x2=alt.X2(field="high"), y=y, tooltip=tips
    )
    points = base.mark_circle(size=90, opacity=1, color=theme.CURRENT).encode(x=x, y=y, tooltip=tips)
    layers = [theme.zero(), whiskers, points, theme.side_text(base, y, say("增长", "Growth"))]
    total = growth[growth["item"].eq("total") & growth["growth_pct"].notna()].head(1)
    if not total.empty:
        text = f"{say('合计', 'Total')} {rate(total.iloc[0], lang)}"
        layers += theme.reference_line(float(total["growth_pct"].iloc[0]), text)
    description = texts.summary(title, rows["name"], rows["text"], lang)
    return theme.finish(alt.layer(*layers), rows, theme.headline(title, years(growth, lang)), description)


@theme.ours
def three_public(growth: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """The four kinds of 三公 expenditure, last year and this year, in four small pictures of one scale."""
    say = texts.words(lang)
    title = say("“三公”经费", "Overseas travel, receptions and vehicles")
    kinds = ["overseas", "reception", "vehicle_purchase", "vehicle_operation"]
    rows = sourced(named(growth[growth["item"].isin(kinds)], lang), lang)
    if rows.empty:
        return theme.empty(title, lang)
    unit = texts.unit_for(rows["current_yuan"], lang)
    previous, current = _year_names(growth, lang)
    bars = pd.concat(
        rows.assign(kind=kind, at=rows[f"{c}_yuan"] / unit.yuan, text=texts.numbers(rows, c, unit.yuan))
        for c, kind in (("previous", previous), ("current", current))
    )
    base = theme.Chart(texts.keep(bars, "name kind at text source"))
    x = alt.X(field="kind", type="nominal", sort=[previous, current], axis=alt.Axis(title=None, labelAngle=0))
    y = theme.y_of("at", axis=theme.amount_axis(unit.name, grid=True), scale=theme.from_zero(bars["at"]))
    tips = theme.tips(
        name=say("项目", "Item"), kind=say("年度", "Year"), text=unit.name, source=say("出处", "Source")
    )
    colour = theme.colours([previous, current], [theme.PREVIOUS, theme.CURRENT]).legend(None)
    marks = base.mark_bar(width={"band": 0.6}).encode(x=x, y=y, color=colour, tooltip=tips)
    written = base.mark_text(dy=-8).encode(x=x, y=y, text=theme.text_of("text"))
    order = [ITEMS[kind][lang == "en"] for kind in kinds]
    facet = alt.Facet(field="name", type="nominal", sort=order, title=None, header=alt.Header(labelPadding=4))
    description = texts.summary(
        title, bars["name"] + " " + bars["kind"], bars["text"] + f" {unit.name}", lang
    )
    chart = (
        alt.layer(marks, written).properties(width=118, height=150).facet(facet=facet, columns=4, spacing=18)
    )
    return chart.properties(
        title=theme.headline(title, years(growth, lang, "three_public")), description=description
    )


def _told(growth: pd.DataFrame, needed: list[str]) -> pd.DataFrame:
    """The parts of the whole with these columns; where there are none, all that is told of the whole, its funds and 三公."""
    parts = parts_of(growth).dropna(subset=needed)
    told = parts["change_yuan"].notna().any()
    return parts if told else growth[growth["item"].ne("function")].dropna(subset=needed)


def rate(row: pd.Series, lang: str = "zh") -> str:
    """The growth of a row as far as it is certain, with its sign; the status where it is undefined; "" for neither."""
    if pd.isna(row["growth_pct"]):
        status = str(row["status"]) if pd.notna(row["status"]) else ""
        return STATUS.get(status, status) if lang == "en" else status
    return prose.figure(row["growth_pct"], row["lower"], row["upper"], "%", lang).replace("-", "−")


def named(growth: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """The frame with `name` said in the language for all that is not a project."""
    names = [
        ITEMS[i][lang == "en"] if i in ITEMS else project if i == "project" else name
        for i, project, name in zip(growth["item"], growth["name"], source.names(growth, lang), strict=True)
    ]
    return growth.assign(name=names)


def years(growth: pd.DataFrame, lang: str = "zh", item: str = "total") -> str:
    """Both years of an item in words: "2022 年 4,688 万元 → 2023 年 5,665 万元"; "" when one is not known."""
    total = growth[
        growth["item"].eq(item) & growth[["previous_yuan", "current_yuan"]].notna().all(axis=1)
    ].head(1)
    if total.empty:
        return ""
    unit, names = texts.unit_for(total["current_yuan"], lang), _year_names(growth, lang)
    written = [texts.numbers(total, column, unit.yuan)[0] for column in ("previous", "current")]
    return " → ".join(
        texts.words(lang)(f"{name} {text} {unit.name}", f"{name}: {text} {unit.name}")
        for name, text in zip(names, written, strict=True)
    )


def _year_names(growth: pd.DataFrame, lang: str) -> tuple[str, str]:
    """How the previous and the current year are called."""
    year = int(growth["year"].iloc[0])
    return (str(year - 1), str(year)) if lang == "en" else (f"{year - 1} 年", f"{year} 年")
