"""Charts of what the money is for, drawn from the frames of `analysis.structure`."""

from __future__ import annotations

import altair as alt
import pandas as pd

from yusuan.analysis.structure import BASIC_ONLY
from yusuan.charts import texts, theme
from yusuan.charts.source import names, sourced

HEIGHT = 340
GAP = 18  # pixels between two labels beside thin slices


@theme.ours
def marimekko(ratios: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """Functions as slices as thick as their share of expenditure, each divided into basic and project expenditure."""
    say = texts.words(lang)
    title = say("各功能类别的基本支出与项目支出", "Basic and project expenditure by function")
    rows = ratios[ratios["key"].eq("function_nature") & ratios["part_yuan"].gt(0)]
    if rows.empty:
        return theme.empty(title, lang)
    unit = texts.unit_for(rows["part_yuan"], lang)
    slices = _slices(rows.groupby("code", sort=False)["part_yuan"].sum())
    rows = sourced(rows.join(slices, on="code"), lang)
    functions = ratios[ratios["key"].eq("function")].drop_duplicates("code").set_index("code", drop=False)
    called = pd.Series(names(functions, lang), functions.index)
    rows["function"] = (rows["code"] + " " + rows["code"].map(called).fillna("")).str.strip()
    rows["kind"] = names(rows.assign(code=""), lang)
    width = 100 * rows["part_yuan"] / rows.groupby("code")["part_yuan"].transform("sum")
    rows["right"] = width.groupby(rows["code"]).cumsum()
    rows["left"] = rows["right"] - width
    rows["amount"] = texts.numbers(rows, "part", unit.yuan)
    rows["share"] = texts.shares(rows, lang)
    first = rows["name"].map({"基本支出": 0, "项目支出": 1}).fillna(2).sort_values(kind="stable")
    kinds = list(dict.fromkeys(rows["kind"][first.index]))
    tips = theme.tips(
        function=say("功能类别", "Function"), kind=say("性质", "Nature"), amount=unit.of(say("金额", "Amount")),
        share=say("占支出合计", "Of total expenditure"), source=say("出处", "Source"),
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "function kind top bottom left right amount share source"))
    x = theme.x_of("left", scale=alt.Scale(domain=[0, 100]), axis=theme.amount_axis(say("占该类别的比重（%）", "Share of the function (%)")))  # fmt: skip
    y = theme.y_of("top", scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None)
    marks = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(
        x=x, x2=alt.X2(field="right"), y=y, y2=alt.Y2(field="bottom"),
        color=theme.colours(kinds, [theme.BASIC, theme.PROJECT, *theme.CATEGORIES[2:]]), tooltip=tips,
    )  # fmt: skip
    of_total = pd.Series(texts.shares(functions, lang), index=functions.index)
    named = rows.drop_duplicates("code")
    named = named.assign(text=named["function"] + " " + named["code"].map(of_total).fillna(""))
    chart = alt.layer(marks, *_slice_names(named, left=True)).properties(
        width=theme.WIDTH, height=HEIGHT, title=theme.headline(title, say("厚度：占支出合计的比重", "Thickness: share of total expenditure")),
        description=texts.summary(title, rows["function"] + " " + rows["kind"], rows["amount"] + f" {unit.name}", lang),
    )  # fmt: skip
    return chart


@theme.ours
def icicle(tree: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """The functional classification 类 → 款 → 项 from left to right, as thick as the money, coloured by nature."""
    say = texts.words(lang)
    title = say("支出功能分类：类、款、项", "Expenditure by function: class, group, item")
    rows = tree[tree["amount_yuan"].gt(0)].copy()
    if rows.empty:
        return theme.empty(title, lang)
    unit = texts.unit_for(rows["amount_yuan"], lang)
    rows = sourced(rows.join(_stacked(rows)), lang)
    rows["name"] = [_name(row, lang) for _, row in rows.iterrows()]
    rows["full"] = (rows["code"] + " " + rows["name"]).str.strip()
    intervals = zip(rows["amount_yuan"], rows["lower_yuan"], rows["upper_yuan"], strict=True)
    rows["amount"] = [texts.number(value, low, high, unit.yuan) for value, low, high in intervals]
    rows["project"] = 100 * rows["project_yuan"] / rows["amount_yuan"]
    rows["share"] = rows["share_pct"].map("{:.1f}%".format)
    depth = theme.WIDTH / (rows["level"].max() + 1)
    rows["left"], rows["right"] = rows["level"] * depth, (rows["level"] + 1) * depth
    height = rows["bottom"] - rows["top"]
    rows["text"] = [
        texts.wrap(n, int(depth / 6.4), max(1, int(h / 15) - 1))
        for n, h in zip(rows["name"], height, strict=True)
    ]
    rows["text"] = (
        (rows["text"] + "\n" + rows["amount"]).where(height >= 30, rows["text"]).where(height >= 14, "")
    )
    rows["middle"] = (rows["top"] + rows["bottom"]) / 2 - 7 * rows["text"].str.count("\n")
    tips = theme.tips(
        full=say("科目", "Function"), amount=unit.of(say("金额", "Amount")),
        share=say("占支出合计", "Of total expenditure"), source=say("出处", "Source"),
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "full text top middle bottom left right amount project share source"))
    x = theme.x_of("left", scale=alt.Scale(domain=[0, theme.WIDTH], nice=False), axis=None)
    y = theme.y_of("top", scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None)
    colour = alt.Color(
        field="project", type="quantitative",
        scale=alt.Scale(domain=[0, 100], range=["#c6d3df", "#f2c48d"], interpolate="rgb"),
        legend=alt.Legend(title=say("项目支出占比（%）", "Share of projects (%)"), gradientLength=120, gradientThickness=10, titleOrient="left"),
    )  # fmt: skip
    places = {"x": x, "x2": alt.X2(field="right"), "y": y, "y2": alt.Y2(field="bottom"), "tooltip": tips}
    # Below: not every document prints what of it is for projects.
    plain = base.mark_rect(stroke=theme.PAPER, strokeWidth=1, color=theme.OTHER).encode(**places)
    marks = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(color=colour, **places)
    written = base.mark_text(
        align="left",
        dx=6,
        fontSize=11,
        lineHeight=14,
        lineBreak="\n",
        baseline="middle",
        color=theme.ON_LIGHT,
    ).encode(x=x, y=theme.y_of("middle"), text=theme.text_of("text"))
    last = rows[rows["level"].eq(rows["level"].max()) & rows["text"].eq("")]
    last = last.assign(text=last["name"] + " " + last["amount"]).sort_values("top")
    return alt.layer(plain, marks, written, *_slice_names(last, left=False)).properties(
        width=theme.WIDTH, height=HEIGHT, title=theme.headline(title, unit.of(say("厚度：金额", "Thickness: amount"))),
        description=texts.summary(title, rows["full"], rows["amount"] + f" {unit.name}", lang),
        usermeta={"scrolls": True},  # names are broken for this width
    )  # fmt: skip


@theme.ours
def economic(ratios: pd.DataFrame, *, lang: str = "zh", top: int = 15) -> theme.AnyChart:
    """The items of the economic classification by size, coloured by their class."""
    say = texts.words(lang)
    title = say("钱花在什么上：经济分类", "What the money buys: economic classification")
    rows = ratios[ratios["key"].eq("economic_leaf") & ratios["part_yuan"].ne(0) & ratios["part_yuan"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    classes = ratios[ratios["key"].eq("economic")].drop_duplicates("code")
    called = dict(zip(classes["code"], names(classes, lang), strict=True))
    rows = rows.assign(
        kind=[f"{code[:3]} {called.get(code[:3], '')}".strip() for code in rows["code"]],
        full=rows["code"] + " " + pd.Series(names(rows, lang), rows.index),
    ).sort_values("part_yuan", ascending=False, kind="stable")
    note = say("只含基本支出", "Basic expenditure only") if rows["remark"].eq(BASIC_ONLY).any() else ""
    rows = texts.top_rows(rows, "part_yuan", top, lang)
    rows = rows.assign(
        full=rows["full"].fillna(rows["name"]), kind=rows["kind"].fillna(say("其余", "Others"))
    )
    unit = texts.unit_for(rows["part_yuan"], lang)
    rows = sourced(texts.labelled(rows, "full"), lang)
    rows["at"] = rows["part_yuan"] / unit.yuan
    rows["amount"], rows["share"] = texts.numbers(rows, "part", unit.yuan), texts.shares(rows, lang)
    kinds = list(dict.fromkeys(rows["kind"]))
    tips = theme.tips(
        full=say("科目", "Item"), kind=say("类", "Class"), amount=unit.of(say("金额", "Amount")),
        share=say("占支出合计", "Of total expenditure"), source=say("出处", "Source"),
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "label full kind at amount share source"))
    y = theme.rows_axis(rows)
    x = theme.x_of("at", axis=theme.amount_axis(unit.name), scale=theme.from_zero(rows["at"]))
    bars = base.mark_bar().encode(
        x=x, y=y, color=theme.colours(kinds, theme.CATEGORIES, columns=3), tooltip=tips
    )
    written = theme.labels(base, "at", y, "amount") + theme.side_text(base, y, say("占比", "Share"), "share")
    description = texts.summary(title, rows["full"], rows["amount"] + f" {unit.name}", lang)
    return theme.finish(bars + written, rows, theme.headline(title, note), description)


@theme.ours
def concentration(ratios: pd.DataFrame, *, lang: str = "zh", top: int = 15) -> theme.AnyChart:
    """Each project's share of project expenditure, and how much the largest make up together."""
    say = texts.words(lang)
    title = say("项目支出的集中度", "How concentrated project expenditure is")
    rows = ratios[ratios["key"].eq("project") & ratios["value"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    unit = texts.unit_for(rows["part_yuan"], lang)
    rows = rows.sort_values("value", ascending=False, kind="stable")
    rows = rows.assign(together=rows["value"].cumsum()).head(top)
    rows = sourced(texts.labelled(rows, "name"), lang)
    rows["amount"], rows["share"] = texts.numbers(rows, "part", unit.yuan), texts.shares(rows, lang)
    rows["sum"] = rows["together"].map("{:.0f}%".format)
    one, many = say("该项目", "This project"), say("累计", "Together with those above")
    tips = theme.tips(
        name=say("项目", "Project"), amount=unit.of(say("金额", "Amount")), share=say("占项目支出", "Of project expenditure"),
        sum=many, source=say("出处", "Source"),
    )  # fmt: skip
    points = pd.concat([rows.assign(kind=one, at=rows["value"]), rows.assign(kind=many, at=rows["together"])])
    base = theme.Chart(texts.keep(points, "label name kind at amount share sum source"))
    y = theme.rows_axis(rows)
    x = theme.x_of("at", scale=alt.Scale(domain=[0, 100]),
        axis=theme.amount_axis(texts.with_unit(say("占项目支出", "Share of project expenditure"), "%")),
    )  # fmt: skip
    colour = theme.colours([one, many], [theme.CURRENT, theme.PROJECT])
    only_one, only_many = alt.datum.kind == one, alt.datum.kind == many
    bars = base.transform_filter(only_one).mark_bar().encode(x=x, y=y, color=colour, tooltip=tips)
    line = (
        base.transform_filter(only_many)
        .mark_line(order=False, strokeWidth=1.5)
        .encode(x=x, y=y, color=colour)
    )
    dots = (
        base.transform_filter(only_many)
        .mark_circle(size=60, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=tips)
    )
    written = theme.side_text(base.transform_filter(only_one), y, say("占比", "Share"), "share")
    description = texts.summary(title, rows["name"], rows["share"], lang)
    return theme.finish(bars + line + dots + written, rows, theme.headline(title), description)


def _slices(amounts: pd.Series) -> pd.DataFrame:
    """Where each slice of a full height begins and ends in pixels, one row per index of `amounts`."""
    bottom = amounts.cumsum() / amounts.sum() * HEIGHT
    return pd.DataFrame({"amount_of_slice": amounts, "top": bottom.shift(fill_value=0.0), "bottom": bottom})


def _stacked(tree: pd.DataFrame) -> pd.DataFrame:
    """Top and bottom of each node in pixels: children one below the other, beginning where their parent begins."""
    whole = tree.loc[tree["level"] == tree["level"].min(), "amount_yuan"].sum()
    tops: dict[str, float] = {}
    free: dict[str, float] = {}
    for code, parent, amount in tree.sort_values("level", kind="stable")[
        ["code", "parent", "amount_yuan"]
    ].to_numpy():
        tops[code] = free.get(parent, 0.0) if code else 0.0
        free[parent if code else " "] = tops[code] + amount / whole * HEIGHT
        free[code] = tops[code]
    top = tree["code"].map(tops)
    return pd.DataFrame({"top": top, "bottom": top + tree["amount_yuan"] / whole * HEIGHT})


def _slice_names(slices: pd.DataFrame, left: bool) -> list[alt.Chart]:
    """The `text` of slices beside the chart, of as many as there is room for, with a thin line to the slice."""
    if slices.empty:
        return []
    room = HEIGHT // GAP
    slices = slices[slices.index.isin((slices["bottom"] - slices["top"]).nlargest(room).index)]
    middle = (slices["top"] + slices["bottom"]) / 2
    places = texts.spread(list(middle), GAP, 8, HEIGHT - 8)
    frame = pd.DataFrame({"text": slices["text"], "from": middle, "to": places})
    edge, far, text = (-3, -22, -26) if left else (theme.WIDTH + 3, theme.WIDTH + 22, theme.WIDTH + 26)
    base = theme.Chart(frame)
    lines = base.mark_rule(color=theme.MUTED, strokeWidth=0.8).encode(
        x=alt.XValue(edge), x2=alt.X2Value(far), y=theme.y_of("from"), y2=alt.Y2(field="to")
    )
    names = base.mark_text(align="right" if left else "left").encode(
        x=alt.XValue(text), y=theme.y_of("to"), text=theme.text_of("text")
    )
    return [lines, names]


def _name(row: pd.Series, lang: str) -> str:
    """The name of a node of the tree in the language."""
    if row["code"] == "":
        return texts.words(lang)("支出合计", "Total")
    return str(row["name_en"]) if lang == "en" and row["name_en"] else str(row["name"])
