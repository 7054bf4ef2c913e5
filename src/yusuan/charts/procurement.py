"""Charts of government procurement, drawn from the frame of `analysis.procurement.procurement`."""

from __future__ import annotations

import altair as alt
import pandas as pd

from yusuan.charts import texts, theme
from yusuan.charts.source import names, sourced

BASES = {"table": ("支出总表", "Table"), "text": ("文字部分", "Text")}
WHOLES = {
    "procurement_of_total": ("占支出合计", "of total expenditure"),
    "procurement_of_projects": ("占项目支出", "of project expenditure"),
}
RESERVED = ["reserved_sme", "reserved_small_micro"]


@theme.ours
def bases(ratios: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """What is to be procured, as a share of all expenditure and of projects, by the table and by the text."""
    say = texts.words(lang)
    title = say("政府采购占支出的比重（两种口径）", "Procurement as a share of expenditure, on both bases")
    rows = ratios[ratios["key"].isin(WHOLES) & ratios["value"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    english = lang == "en"
    kinds = [BASES[basis][english] if basis in BASES else basis for basis in rows["basis"]]
    wholes = [WHOLES[key][english] for key in rows["key"]]
    rows = rows.assign(
        kind=kinds,
        name=[f"{kind}{say('：', ': ')}{whole}" for kind, whole in zip(kinds, wholes, strict=True)],
    )
    return _shares(rows, title, lang, kinds=list(dict.fromkeys(kinds)))


@theme.ours
def by_function(ratios: pd.DataFrame, *, lang: str = "zh", top: int = 15) -> theme.AnyChart:
    """How much of each function's expenditure goes through procurement: the whole in grey, the part over it."""
    say = texts.words(lang)
    title = say("各功能科目中的政府采购", "Procurement within each function")
    rows = ratios[ratios["key"].eq("procurement_by_function") & ratios["whole_yuan"].gt(0)]
    if rows.empty:
        return theme.empty(title, lang)
    bought = rows[rows["part_yuan"].gt(0)]
    none = len(rows) - len(bought) if len(bought) else 0
    rows = bought if len(bought) else rows
    rows = rows.sort_values(["part_yuan", "whole_yuan"], ascending=False, kind="stable").head(top)
    unit = texts.unit_for(rows["whole_yuan"], lang)
    rows = rows.assign(name=names(rows, lang), text=texts.shares(rows, lang))
    rows = rows.assign(full=rows["code"] + " " + rows["name"])
    rows = sourced(texts.labelled(rows, "full"), lang)
    rows["part"], rows["whole"] = rows["part_yuan"] / unit.yuan, rows["whole_yuan"] / unit.yuan
    rows["bought"], rows["spent"] = (texts.numbers(rows, c, unit.yuan) for c in ("part", "whole"))
    whole, part = say("支出", "Expenditure"), say("其中：政府采购", "of which procurement")
    bars = pd.concat([rows.assign(kind=whole, at=rows["whole"]), rows.assign(kind=part, at=rows["part"])])
    tips = theme.tips(
        full=say("科目", "Function"), bought=unit.of(say("政府采购", "Procurement")), spent=unit.of(whole),
        text=say("占比", "Share"), source=say("出处", "Source"),
    )  # fmt: skip
    base = theme.Chart(texts.keep(bars, "label full kind at bought spent text source"))
    y = theme.rows_axis(rows)
    marks = base.mark_bar().encode(
        x=theme.x_of("at", stack=None, axis=theme.amount_axis(unit.name)),
        y=y,
        color=theme.colours([whole, part], [theme.OTHER, theme.CURRENT]),
        tooltip=tips,
    )
    written = theme.side_text(base.transform_filter(alt.datum.kind == part), y, say("占比", "Share"))
    description = texts.summary(title, rows["name"], rows["text"], lang)
    note = (
        say(f"另有 {none} 个科目没有政府采购", f"{none} other functions have no procurement") if none else ""
    )
    return theme.finish(marks + written, rows, theme.headline(title, note), description)


@theme.ours
def kinds(ratios: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """Goods, works and services as shares of procurement."""
    title = texts.words(lang)(
        "政府采购的构成：货物、工程、服务", "Procurement by kind: goods, works, services"
    )
    rows = ratios[ratios["key"].eq("procurement_by_kind") & ratios["value"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    return _shares(rows.assign(name=names(rows, lang), kind=""), title, lang, kinds=[""])


@theme.ours
def reserved(ratios: pd.DataFrame, thresholds: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """The share of procurement reserved for small firms against the reference share in force, which is dated.

    `thresholds`: the rules in force (`analysis.procurement.thresholds`); their documents are named under the title.
    """
    say = texts.words(lang)
    title = say("预留给中小企业的采购份额", "Procurement reserved for smaller firms")
    rows = ratios[ratios["key"].isin(RESERVED) & ratios["value"].notna()]
    if rows.empty:
        return theme.empty(title, lang)
    rows = rows.assign(name=rows["label_en" if lang == "en" else "label_zh"], text=texts.shares(rows, lang))
    rows = sourced(texts.labelled(rows, "name"), lang)
    mark = say("参考线", "Reference")
    rows["mark"] = [f"{mark} {share:g}%" if pd.notna(share) else "" for share in rows["reference"]]
    tips = theme.tips(
        name=say("对象", "Reserved for"), text=say("份额", "Share"), mark=mark, source=say("出处", "Source")
    )
    base = theme.Chart(texts.keep(rows, "label name value reference text mark source"))
    y = theme.rows_axis(rows, offset=10)
    highest = pd.concat([rows["value"], rows["reference"]])
    x = theme.x_of("value", scale=theme.from_zero(highest * 1.2),
        axis=theme.amount_axis("%"),
    )  # fmt: skip
    stems = base.mark_bar(color=theme.CURRENT, size=3).encode(x=x, y=y)
    dots = base.mark_circle(color=theme.CURRENT, size=190, opacity=1).encode(x=x, y=y, tooltip=tips)
    at = theme.x_of("reference")
    lines = base.mark_tick(color=theme.REFERENCE, thickness=2, size=38).encode(x=at, y=y, tooltip=tips)
    notes = base.mark_text(color=theme.REFERENCE, align="left", dx=6).encode(
        x=at, y=y, text=theme.text_of("mark")
    )
    layers = stems + lines + notes + dots + theme.side_text(base, y, say("份额", "Share"))
    description = texts.summary(title, rows["name"], rows["text"] + say("，", ", ") + rows["mark"], lang)
    return theme.finish(
        layers, rows, theme.headline(title, _rules(thresholds, rows["reference"], lang)), description
    ).properties(height=52 * len(rows))


def _shares(rows: pd.DataFrame, title: str, lang: str, kinds: list[str]) -> theme.AnyChart:
    """Horizontal bars of shares in percent, coloured by `kind`, with the amount and the share as text."""
    say = texts.words(lang)
    unit = texts.unit_for(rows["part_yuan"], lang)
    rows = sourced(texts.labelled(rows.assign(share=texts.shares(rows, lang)), "name"), lang)
    rows["amount"] = [f"{text} {unit.name}" for text in texts.numbers(rows, "part", unit.yuan)]
    rows["text"] = rows["share"] + say("，", ", ") + rows["amount"]
    tips = theme.tips(
        name=say("项目", "Item"),
        amount=say("金额", "Amount"),
        share=say("占比", "Share"),
        source=say("出处", "Source"),
    )
    base = theme.Chart(texts.keep(rows, "label name kind value share amount text source"))
    y = theme.rows_axis(rows)
    x = theme.x_of("value", axis=theme.amount_axis("%"))
    colour = theme.colours(kinds, [theme.CURRENT, theme.PROJECT]).legend(None)
    bars = base.mark_bar().encode(x=x, y=y, color=colour, tooltip=tips)
    description = texts.summary(title, rows["name"], rows["text"], lang)
    return theme.finish(bars + theme.labels(base, "value", y), rows, theme.headline(title), description)


def _rules(thresholds: pd.DataFrame, references: pd.Series, lang: str) -> list[str]:
    """The documents that set these reference shares, with the day from which they hold."""
    since = texts.words(lang)("自 {day} 起", "from {day}")
    behind = thresholds[(100 * thresholds["share"]).round(6).isin(references.dropna())]
    dated = behind.drop_duplicates("document")[["document", "valid_from"]]
    return [f"{document} {since.format(day=day)}" for document, day in dated.itertuples(index=False)]
