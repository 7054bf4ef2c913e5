"""What a reader asks of a verification: which figures the department should look at, and how many nobody could check."""

from __future__ import annotations

import math

import pandas as pd
from IPython.display import HTML

from yusuan import reference
from yusuan.charts import texts
from yusuan.charts.source import TABLES, TEXT, TOPICS, measure, names, sourced
from yusuan.charts.verification import STATUS, family_name, told
from yusuan.proof import Coverage
from yusuan.views.tables import lead, table


def findings_table(found: pd.DataFrame, lang: str = "zh") -> HTML:
    """What a reader should know of a document, worst first; differences of rounding alone are left out."""
    t = texts.words(lang)
    rows = sourced(found[found["status"].ne("rounding")], lang)
    off, allowed = rows["residual_yuan"], rows["allowed_yuan"]
    rows = rows.assign(residual_lower_yuan=off - allowed, residual_upper_yuan=off + allowed)
    money = [texts.number(yuan, yuan - 50, yuan + 50, 1e4) if pd.notna(yuan) else "" for yuan in off]
    column = t("相差（万元）", "Off by (10,000 yuan)")
    shown = {
        t("核对", "Check"): [family_name(family, lang) for family in rows["family"]],
        t("结果", "Result"): [STATUS[status][lang == "en"] for status in rows["status"]],
        t("项目", "Item"): names(rows, lang),
        column: pd.Series(money, rows.index).where(rows["status"].eq("violated"), ""),
        t("说明", "What was found"): [told(row, lang) for _, row in rows.iterrows()],
        t("出处", "Source"): rows["source"],
    }
    led = {column: lead(rows, "residual", lang, texts.unit_for([], lang))}
    return table(
        pd.DataFrame(shown), t("对不上的与说不清的", "What does not add up or could not be checked"), led
    )


def culprits_table(culprits: pd.DataFrame, lang: str = "zh") -> HTML:
    """Each figure that can be wrong, what the others leave of it and what may have been meant (`proof.culprits`)."""
    t = texts.words(lang)
    rows = culprits[culprits["size"] > 0]
    of_text = rows["frame"].eq("claims")
    what = [_called(*key, lang) for key in zip(rows["frame"], rows["table"], strict=True)]
    what = [f"{name} {measure(key, lang)}" for name, key in zip(what, rows["measure"], strict=True)]
    rows = sourced(rows.assign(table=rows["table"].mask(of_text, "")), lang)
    ways = rows.groupby("group")["set"].transform("nunique")
    shown = {
        t("矛盾", "Contradiction"): rows["group"],
        t("办法", "Way"): [f"{n} / {of}" for n, of in zip(rows["set"], ways, strict=True)],
        t("数字", "Figure"): pd.Series(names(rows, lang), rows.index).where(rows["name"].ne(""), what),
        t("印作", "Printed"): [
            _printed(*each, lang) for each in zip(rows["printed"], rows["unit"], strict=True)
        ],
        t("其余各数要求在", "The others ask for"): [
            "" if pd.isna(low) else f"{low:,.10g}–{high:,.10g}"
            for low, high in zip(rows["lower"], rows["upper"], strict=True)
        ],
        t("可能是", "Perhaps"): [
            _meant(*each, lang) for each in zip(rows["meant"], rows["slip"], strict=True)
        ],
        t("最可能", "Most likely"): rows["likely"].map({True: "✓", False: ""}),
        t("出处", "Source"): rows["source"],
    }
    led = {t("印作", "Printed"): lead(rows.assign(lower=math.nan, upper=math.nan), "", lang)}
    title = t(
        "请部门核实的数：每种办法都能使各数一致", "To ask the department: each way would make all agree"
    )
    return table(pd.DataFrame(shown), title, led)


def _printed(printed: str, unit: str, lang: str) -> str:
    """A figure as it stands, with its unit where it has not one of its own."""
    if lang != "en" or unit == "%" or printed.endswith("%"):
        return printed if printed.endswith("%") else f"{printed}{unit}"
    name = reference.english(unit)
    return f"{printed} × {name}" if name[:1].isdigit() else f"{printed} {name}"


def _meant(meant: str, slip: str, lang: str) -> str:
    """What was likely meant, and how it came to be printed otherwise."""
    if not meant or lang != "en":
        return f"{meant}（{slip}）" if meant else ""
    return f"{' '.join(map(reference.english, meant.split()))} ({reference.english(slip)})"


def coverage_table(coverage: Coverage, lang: str = "zh") -> HTML:
    """Of each table and topic how many figures were checked, and how many no identity touches (`proof.coverage`)."""
    t = texts.words(lang)
    figures = coverage.figures
    counts = pd.crosstab([figures["frame"], figures["table"]], figures["state"])
    states = {
        "checked": t("核对过", "Checked"), "contradicted": t("不符", "Contradicted"),
        "undefined": t("无法计算", "Undefined"), "unchecked": t("没人能核对", "Nobody can check"),
    }  # fmt: skip
    counts = counts.reindex(columns=list(states), fill_value=0)
    counts = counts.sort_values("unchecked", ascending=False, kind="stable")
    called = [_called(frame, key, lang) for frame, key in counts.index]
    shown = {t("表", "Table"): called, t("数字", "Figures"): list(counts.sum(axis=1))}
    shown |= {states[state]: [count or "" for count in counts[state]] for state in states}
    return table(pd.DataFrame(shown), t("每个数核对过没有", "Whether each figure was checked"))


def _called(frame: str, key: str, lang: str) -> str:
    """What a table or a topic of the text is called."""
    name = (TABLES if frame == "cells" else TOPICS).get(key, (key, key))[lang == "en"]
    if frame == "cells":
        return name
    return f"{TEXT[lang == 'en']}{': ' if lang == 'en' else '：'}{name}"
