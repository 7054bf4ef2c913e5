"""Charts of what holds and what does not, drawn from the frame of `proof.identities`."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd

from yusuan import reference
from yusuan.charts import source, texts, theme
from yusuan.charts.source import TABLES, TEXT, TOPICS, measure, sourced

FAMILIES = reference.words("family")
STATUS = reference.words("status")
WORST = ["violated", "undefined", "not_checkable", "rounding", "exact"]
WIDE = {"zh": (12, 70), "en": (11, 68)}  # of a column: its letters (half-width) and its pixels


@theme.ours
def matrix(identities: pd.DataFrame, *, lang: str = "zh") -> theme.AnyChart:
    """Every table by every kind of check, coloured by the worst result in it, with how many and how many not exact."""
    say = texts.words(lang)
    title = say("核对结果", "What the checks found")
    if identities.empty:
        return theme.empty(title, lang)
    rows = identities.assign(where=_wheres(identities, lang))
    counts = rows.groupby(["where", "family"], sort=False)["status"].value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=WORST, fill_value=0)
    cells = counts.reset_index()
    worst = [str(status) for status in counts.gt(0).idxmax(axis=1)]
    names = {status: STATUS[status][lang == "en"] for status in STATUS}
    cells["kind"] = [names[status] for status in worst]
    total = counts.sum(axis=1).to_numpy()
    odd = [int(row[status]) for (_, row), status in zip(counts.iterrows(), worst, strict=True)]
    cells["text"] = [
        str(n) if s == "exact" else f"{o} / {n}" for n, o, s in zip(total, odd, worst, strict=True)
    ]
    there = [status for status in STATUS if counts[status].any()]
    letters, wide = WIDE[lang]
    cells["check"] = [family_name(family, lang) for family in cells["family"]]
    cells["column"] = [texts.wrap(check, letters, lines=4) for check in cells["check"]]
    cells["label"] = [texts.wrap(where, 24) for where in cells["where"]]
    columns = [texts.wrap(family_name(family, lang), letters, lines=4) for family in FAMILIES]
    tips = theme.tips(
        where=say("表", "Table"), check=say("核对", "Check"), **{key: names[key] for key in there}
    )
    base = theme.Chart(texts.keep(cells, " ".join(["label column where check kind text", *there])))
    x = alt.X(
        field="column", type="nominal", sort=[c for c in columns if c in set(cells["column"])], scale=alt.Scale(padding=0),
        axis=alt.Axis(title=None, labelAngle=0, labelExpr="split(datum.value, '\\n')", labelLineHeight=14),
    )  # fmt: skip
    y = theme.rows_axis(cells).scale(padding=0)
    colour = theme.colours(list(names.values()), list(theme.STATUS.values()), columns=5)
    squares = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(x=x, y=y, color=colour, tooltip=tips)
    dark = alt.FieldOneOfPredicate(field="kind", oneOf=[names["exact"], names["violated"]])
    numbers = base.mark_text().encode(
        x=x, y=y, text=theme.text_of("text"),
        color=alt.ColorValue(theme.ON_LIGHT, condition={"test": dark, "value": theme.ON_DARK}),
    )  # fmt: skip
    note = say(
        "每格：其中最差的结果有几个 / 共核对几个",
        "In each cell: how many have its worst result / how many checks",
    )
    counted = rows["status"].value_counts()
    found = {name: str(counted.get(status, 0)) for status, name in names.items()}
    description = texts.summary(title, found, found.values(), lang)
    chart = theme.finish(squares + numbers, cells, theme.headline(title, note), description)
    return chart.properties(
        width=alt.Step(wide), height=texts.row_height(cells, 34) * cells["label"].nunique()
    )


@theme.ours
def residuals(identities: pd.DataFrame, *, lang: str = "zh", top: int = 20) -> theme.AnyChart:
    """How far each sum that is not exact is off, against what rounding alone can explain."""
    say = texts.words(lang)
    title = say("相差多少，四舍五入能解释多少", "How far off, and what rounding can explain")
    rows = identities[
        identities["status"].isin(["violated", "rounding"]) & identities["residual_yuan"].abs().gt(0)
    ]
    if rows.empty:
        return theme.empty(title, lang)
    rows = rows.assign(
        off=rows["residual_yuan"].abs(), kind=[STATUS[s][lang == "en"] for s in rows["status"]]
    )
    rows = rows.sort_values("off", ascending=False, kind="stable")
    rows = pd.concat([rows[rows["status"].eq(status)] for status in ("violated", "rounding")]).head(top)
    checks = [family_name(family, lang) for family in rows["family"]]
    names = pd.Series(source.names(rows, lang), rows.index)
    names = names.where(rows["name"].ne(""), pd.Series(_wheres(rows, lang, TOPICS), rows.index))
    rows = sourced(rows.assign(full=pd.Series(checks, rows.index) + say("：", ": ") + names), lang)
    line = rows["source"].str.replace(r"^.*?(?=第 |p\. |line )", " ", regex=True)
    rows["full"] += line.where(rows["full"].duplicated(keep=False), "")
    rows = texts.labelled(rows, "full", 34)
    unit, yuan = say("万元", "yuan"), 1e4 if lang == "zh" else 1.0
    rows["amount"], rows["limit"] = rows["off"] / yuan, rows["allowed_yuan"] / yuan
    rows["text"] = [f"{amount:,.6f}".rstrip("0").rstrip(".") + f" {unit}" for amount in rows["amount"]]
    tips = theme.tips(
        full=say("核对", "Check"), left=say("左边", "Left side"), right=say("右边", "Right side"), text=say("相差", "Off by"),
        source=say("出处", "Source"),
    )  # fmt: skip
    shown = "label full kind amount limit text left right source"
    if lang == "en":  # the sides are written in the units of the document
        tips, shown = (
            [tip for tip in tips if tip["field"] not in ("left", "right")],
            shown.replace("left right ", ""),
        )
    base = theme.Chart(texts.keep(rows, shown))
    y = theme.rows_axis(rows, offset=8)
    decades = [10.0**n for n in range(-3, 13)]
    axis = alt.Axis(
        title=say("相差（万元，对数）", "Off by (yuan, logarithmic)"), format=",~f", values=decades
    )
    x = theme.x_of("amount", axis=axis, scale=alt.Scale(type="log", padding=14))
    pair = [STATUS[status][lang == "en"] for status in ("violated", "rounding")]
    colour = theme.colours(pair, [theme.STATUS["violated"], theme.STATUS["rounding"]])
    dots = base.mark_circle(size=120, opacity=1).encode(x=x, y=y, color=colour, tooltip=tips)
    limits = base.mark_tick(color=theme.INK, thickness=2, size=16).encode(x=theme.x_of("limit"), y=y)
    chart = limits + dots + theme.side_text(base, y, say("相差", "Off by"))
    note = say("竖线：四舍五入至多能造成的差", "Tick: the most that rounding can cause")
    description = texts.summary(title, rows["full"], rows["text"], lang)
    return theme.finish(chart, rows, theme.headline(title, note), description)


def family_name(family: str, lang: str = "zh") -> str:
    """What a family of checks is called."""
    return FAMILIES.get(family, (family, family))[lang == "en"]


def told(finding: pd.Series, lang: str = "zh") -> str:
    """A finding in words. In English what was checked, and the names that the Chinese message quotes."""
    if lang != "en":
        return str(finding["message"])
    quoted = [_quoted(name) for name in re.findall("“([^”]+)”", str(finding["message"]))]
    wanting = finding["family"] in ("STRUCTURE", "JOINT") or finding["status"] == "not_checkable"
    rule = reference.check_in_english(str(finding["identity"]))
    said = ": ".join([part for part in (rule, ", ".join(quoted) if wanting else "") if part])
    if finding["status"] == "violated" and finding["allowed_yuan"] > 0:
        said += f"; rounding explains at most {finding['allowed_yuan']:,.0f} yuan"
    return said + hint(str(finding["message"]))


def hint(message: str) -> str:
    """In English what a Chinese message says of which figure may be wrong, and of what a gap is equal to."""
    found = HINT.search(message)
    text = FIGURE.sub(_figure, LOST.sub(r" \1（", found[0])) if found else ""
    for zh, en in HINTS.items():
        text = re.sub(zh, en, text)
    return text


def _figure(found: re.Match[str]) -> str:
    words = {key: reference.english(word or "") for key, word in found.groupdict().items()}
    by = f" × {words['unit']}" if words["unit"][:1].isdigit() else f" {words['unit']}".replace(" %", "%")
    meant = f", perhaps {found['meant']}: {words['slip']}" if found["meant"] else ""
    return f"{words['name']} {found['printed']}{by.rstrip()} ({found['where']}{meant})"


# The end of a message of `proof.check` (see `proof.findings.suspects`), a figure that it names, and its English.
HINT = re.compile(
    r"；(?:(?:[\d.]+ 秒内)?没有找到|可能漏了一行|只改一个数字|可能有误的是|最可能有误的是|\d+ 个数字中任一个|差额正好是).*"
)
FIGURE = re.compile(
    r"(?P<name>[^、；：，\s]+) (?P<printed>[-−]?[\d,.]+)(?P<unit>[^\d（；，\s]*)（(?P<where>[^（），]*)"
    r"(?:，或为 (?P<meant>[^：]+)：(?P<slip>[^（）]+(?:（[^）]*）)?))?）"
)
LOST = re.compile(
    r"（([-−]?[\d,.]+[^\d（），；\s]*)，(?=第)"
)  # a figure that stands in brackets with its place
HINTS = {
    r"；([\d.]+) 秒内没有找到改动哪些数字即可一致": r"; not found within \1 s which figures to change",
    r"；没有找到改动哪些数字即可一致": "; not found which figures to change",
    r"；可能漏了一行：差额正好是 ": "; a row may be missing, the gap is exactly: ",
    r"；只改一个数字不能使各数一致，须改 (\d+) 个": r"; no single change makes all agree, \1 figures must change",
    r"；(\d+) 个数字中任一个都可能有误": r"; any one of \1 figures may be wrong",
    r"；可能有误的是(?:以下之一：| )": "; what may be wrong: ",
    r"；最可能有误的是 ": "; most likely wrong: ",
    r"，也可能是 其他 (\d+) 个数字之一": r", or one of \1 others",
    r"，也可能是 ": ", or perhaps: ",
    r"；差额正好是": "; the gap is exactly: ",
    r"，各项目中只有这一种组合": ", the only projects that add up to it",
    r"第 ?(\d+) ?页第 ?(\d+) ?行": r"p. \1, line \2",
    r"第 ?(\d+) ?页": r"p. \1",
    r"第 ?(\d+) ?行": r"line \1",
    r"（([\d,.]+)万元）": r" (\1 × 10,000 yuan)",
    r"（([pl][^（）]*)）": r" (\1)",
    "增加 ": "up by ",
    "减少 ": "down by ",
    "、": ", ",
}


def _quoted(name: str) -> str:
    """What a message quotes, in English: checks, a table, a class; other names as they are."""
    checks = "; ".join(filter(None, map(reference.check_in_english, name.split("、"))))
    return checks or dict(TABLES.values()).get(name) or f"“{reference.english(name)}”"


def _wheres(
    identities: pd.DataFrame, lang: str, topics: dict[str, tuple[str, str]] | None = None
) -> list[str]:
    """The table that each check is about; for what the text says the text, or its topic where these are given."""
    text = identities["family"].isin(["TEXT", "PERCENT", "REASON"])
    other = ("其他表", "Other table")
    return [
        ((topics or {}).get(table, TEXT) if said else TABLES.get(table, other))[lang == "en"]
        for table, said in zip(identities["table"], text, strict=True)
    ]


@theme.ours
def bounds(cells: pd.DataFrame, tight: pd.DataFrame, *, lang: str = "zh", top: int = 20) -> theme.AnyChart:
    """How much closer the identities tie down figures than their print: of each the interval of print and what is left.

    `tight`: the bounds of these cells (`proof.bounds`), by the same index. The figures that are narrowed most, each once.
    """
    say = texts.words(lang)
    title = say("真实数的范围：印出的与可推得的", "What true figures can be: by print, and by all identities")
    rows = cells.join(tight[["lower_yuan", "upper_yuan"]], how="inner")
    rows = rows[rows["amount_yuan"].ne(0) & rows["lower_yuan"].notna()]
    left = (rows["upper_yuan"] - rows["lower_yuan"]) / rows["quantum_yuan"]
    narrowed = rows.assign(left=left)[left.lt(1 - 1e-9)]
    if narrowed.empty:
        return theme.empty(title, lang, ("没有比印出的更窄的", "Nothing is narrower than print"))
    rows = narrowed.sort_values(["left", "amount_yuan"], ascending=[True, False], kind="stable")
    named = pd.Series(source.names(rows, lang), rows.index)
    called = named.where(rows["name"].ne(""), say("合计行", "Total row"))
    called += rows["measure"].map(lambda key: "" if key == "total" else f" {measure(key, lang)}")
    rows = rows.assign(full=(rows["code"] + " " + called).str.strip()).drop_duplicates(
        ["full", "amount_yuan"]
    )
    count = len(rows)
    rows = sourced(texts.labelled(rows.head(top), "full", 34), lang)
    for end in ("lower", "upper"):
        rows[f"{end}_off"] = (rows[f"{end}_yuan"] - rows["amount_yuan"]) / rows["quantum_yuan"]
    rows = rows.assign(low=-0.5, high=0.5)
    unit, scale = ("yuan", 1.0) if lang == "en" else ("万元", 1e4)
    rows["text"] = [
        f"{texts.number(low, low - 50, low + 50, scale)}–{texts.number(high, high - 50, high + 50, scale)}"
        for low, high in zip(rows["lower_yuan"], rows["upper_yuan"], strict=True)
    ]
    rows["shown"] = [
        texts.number(value, value - step / 2, value + step / 2, scale)
        for value, step in zip(rows["amount_yuan"], rows["quantum_yuan"], strict=True)
    ]
    tips = theme.tips(
        full=say("项目", "Item"), shown=texts.with_unit(say("印出", "Printed"), unit),
        text=texts.with_unit(say("实际在", "True figure within"), unit), source=say("出处", "Source"),
    )  # fmt: skip
    base = theme.Chart(texts.keep(rows, "label full low high lower_off upper_off shown text source"))
    y = theme.rows_axis(rows, offset=8)
    axis = alt.Axis(
        title=say("与印出的数相差（最末一位的倍数）", "Off the printed figure (in steps of its last digit)"),
        values=[-0.5, 0, 0.5],
    )
    print_ = base.mark_bar(color=theme.OTHER, size=6).encode(
        x=theme.x_of("low", axis=axis), x2=alt.X2(field="high"), y=y, tooltip=tips
    )
    marks = base.mark_bar(color=theme.CURRENT, size=12, minBandSize=2).encode(
        x=theme.x_of("lower_off"), x2=alt.X2(field="upper_off"), y=y, tooltip=tips
    )
    ticks = base.mark_tick(color=theme.CURRENT, thickness=3, size=12).encode(
        x=theme.x_of("lower_off"), y=y, tooltip=tips
    )
    heading = texts.with_unit(say("实际在", "True figure within"), unit)
    note = say(f"灰：印出的数所能代表的；蓝：各恒等式合起来所留下的。共 {count} 个数变窄", f"Grey: what print allows; blue: what all identities leave. {count} figures are narrowed")  # fmt: skip
    description = texts.summary(title, rows["full"], rows["text"] + f" {unit}", lang)
    chart = alt.layer(print_, marks, ticks, theme.side_text(base, y, heading))
    return theme.finish(chart, rows, theme.headline(title, note), description)
