"""Figures and sentences for readers, in Chinese or English: only the digits that the print leaves certain."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from . import reference
from .analysis.comparison import alike

MAX_DECIMALS = 2
Row = Mapping[Hashable, Any] | pd.Series
MARK = "※"  # at a figure that contradicts another of its document

# Chinese units in English (see `unit_in`).
_EN_UNITS: dict[str, tuple[float, str]] = {
    "万元/人": (10, "thousand yuan a head"),
    "万元/辆": (10, "thousand yuan a vehicle"),
    "个": (1, ""),
    "人/编": (1, "per post"),
}


def certain_digits(lower: float, upper: float, max_decimals: int = MAX_DECIMALS) -> str | None:
    """The finest decimal, of at most `max_decimals` places, to which every value in [lower, upper) rounds.

    None where not even the whole number is certain. An exact figure (lower == upper) loses its trailing zeros.
    """
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return None
    low, high = Decimal(repr(float(lower))), Decimal(repr(float(upper)))
    # What lies below an open end at a tie rounds down: towards zero above it, away from zero below.
    open_end = ROUND_HALF_DOWN if high > 0 and low < high else ROUND_HALF_UP
    for decimals in range(max_decimals, -1, -1):
        step = Decimal(1).scaleb(-decimals)
        first, last = low.quantize(step, ROUND_HALF_UP), high.quantize(step, open_end)
        if first == last:
            text = f"{abs(first) if first == 0 else first:,f}"
            return text.rstrip("0").rstrip(".") if low == high and "." in text else text
    return None


def figure(value: float, lower: float, upper: float, unit: str = "%", lang: str = "zh") -> str:
    """A figure with its unit: `20.8%`; `约 7–8%` where its whole digits differ; `至少 450%` without an upper end.

    An undefined value with no bounds is a dash.
    """
    if math.isnan(lower) or math.isnan(upper):
        return "—"
    factor, unit = unit_in(unit, lang)
    lower, upper = lower * factor, upper * factor
    end = unit if unit.startswith("%") or not unit else f" {unit}"
    if math.isinf(upper):
        floor = f"{math.floor(lower):,}"
        return f"至少 {floor}{end}" if lang == "zh" else f"at least {floor}{end}"
    digits = certain_digits(lower, upper)
    if digits and (float(digits.replace(",", "")) or not value):  # 0 would hide a small figure
        return digits + end
    low, high = _range(lower, upper)
    about, to = ("约 ", " 至 ") if lang == "zh" else ("about ", " to ")
    return f"{about}{low}{to if lower < 0 else '–'}{high}{end}"


def unit_in(unit: str, lang: str) -> tuple[float, str]:
    """What a figure in this unit is multiplied by in a language, and what is written behind it."""
    return _EN_UNITS.get(unit, (1, unit)) if lang == "en" else (1, unit)


def _range(lower: float, upper: float) -> tuple[str, str]:
    """Both ends of an interval with the digits that tell them apart: one that the width fills."""
    width = upper - lower
    first = min(MAX_DECIMALS, max(0, math.ceil(-math.log10(width)))) if width > 0 else 0
    for decimals in range(first, MAX_DECIMALS + 1):
        low, high = f"{lower:,.{decimals}f}", f"{upper:,.{decimals}f}"
        if low != high:
            break
    return low.replace("-0", "0") if float(low.replace(",", "")) == 0 else low, high


def money(yuan: float, lower: float, upper: float, lang: str = "zh") -> str:
    """An amount in 万元 (zh) or million yuan (en): `5,665 万元`, `56.65 million yuan`."""
    factor, unit = (1e4, "万元") if lang == "zh" else (1e6, "million yuan")
    return figure(yuan / factor, lower / factor, upper / factor, unit, lang)


def _english(name: str) -> str:
    """A name in English as it stands within a sentence."""
    known = reference.english(name)
    return known if known == name else known[0].lower() + known[1:]


def _growth_of(row: pd.Series, lang: str) -> str:
    return figure(abs(row["growth_pct"]), *_unsigned(row["lower"], row["upper"]), "%", lang)


def _money_of(row: pd.Series, name: str, lang: str, *, unsigned: bool = False) -> str:
    value, lower, upper = (row[f"{name}{bound}_yuan"] for bound in ("", "_lower", "_upper"))
    if unsigned:
        value, (lower, upper) = abs(value), _unsigned(lower, upper)
    return money(value, lower, upper, lang) + _mark(row)


def is_contradicted(row: Row) -> bool:
    """Whether the figure of a row stands in an identity that print violates, as far as its frame says."""
    return bool(row.get("contradicted", 0) == 1)


def _mark(row: pd.Series) -> str:
    return MARK if is_contradicted(row) else ""


def _unsigned(lower: float, upper: float) -> tuple[float, float]:
    """The interval of an absolute value."""
    if lower >= 0 or math.isnan(lower):
        return lower, upper
    return (-upper, -lower) if upper <= 0 else (0.0, max(-lower, upper))


def _way(change: float, lang: str) -> str:
    if lang == "zh":
        return "增加" if change > 0 else "减少"
    return "up" if change > 0 else "down"


def growth_sentence(growth: pd.DataFrame, lang: str = "zh") -> str:
    """How the whole changed, from the total row of a growth frame; says so where the earlier year is not printed."""
    rows = growth[growth["item"] == "total"]
    if rows.empty:
        return (
            "文件没有上年数，增长无从算起。"
            if lang == "zh"
            else "No earlier figure is printed: growth cannot be told."
        )
    row = rows.iloc[0]
    now, change = _money_of(row, "current", lang), _money_of(row, "change", lang, unsigned=True)
    steady = row["change_lower_yuan"] <= 0 <= row["change_upper_yuan"]
    if lang == "zh":
        said = "与上年持平" if steady else f"比上年{_way(row['change_yuan'], lang)} {change}"
        pct = (
            ""
            if steady or row["status"]
            else f"，{'增长' if row['change_yuan'] > 0 else '下降'} {_growth_of(row, lang)}"
        )
        basis = {"documents": "两年文件", "text": "文字说明", "table": "表格"}.get(row["basis"], "表格和文字")
        return f"{row['year']} 年支出 {now}，{said}{pct}（依据：{basis}）。"
    said = "unchanged" if steady else f"{_way(row['change_yuan'], lang)} {change}"
    pct = "" if steady or row["status"] else f" ({_growth_of(row, lang)})"
    return f"Expenditure in {row['year']} is {now}, {said}{pct} on the year before."


def contribution_sentence(waterfall: pd.DataFrame, lang: str = "zh", top: int = 3) -> str:
    """Which parts moved the whole most, in percentage points of the year before."""
    rows = waterfall[waterfall["contribution_pp"].notna()]
    if rows.empty:
        return ""
    rows = rows.reindex(rows["contribution_pp"].abs().sort_values(ascending=False).index)[:top]
    parts = [
        f"{row['name'] if lang == 'zh' else _english(row['name'])} "
        f"{'+' if row['contribution_lower_pp'] > 0 else ''}"
        + figure(row["contribution_pp"], row["contribution_lower_pp"], row["contribution_upper_pp"],
                 "个百分点" if lang == "zh" else "points", lang)
        for _, row in rows.iterrows()
    ]  # fmt: skip
    return (
        f"对增长贡献最大的是：{'，'.join(parts)}。"
        if lang == "zh"
        else f"What moved it most: {', '.join(parts)}."
    )


def procurement_sentence(procurement: pd.DataFrame, lang: str = "zh") -> str:
    """Procurement against total expenditure, each basis by name; a contradiction of the two is said."""
    rows = procurement[procurement["key"] == "procurement_of_total"]
    if rows.empty:
        return "文件没有政府采购数。" if lang == "zh" else "No procurement figure is printed."
    basis = (
        {"table": "按表格", "text": "按文字"}
        if lang == "zh"
        else {"table": "by the table", "text": "by the text"}
    )
    parts = [
        f"{basis.get(row['basis'], row['basis'])} {_money_of(row, 'part', lang)}，占总支出 {_share(row, lang)}"
        if lang == "zh"
        else f"{basis.get(row['basis'], row['basis'])} {_money_of(row, 'part', lang)}, {_share(row, lang)} of expenditure"
        for _, row in rows.iterrows()
    ]
    differ = rows["part_lower_yuan"].max() >= rows["part_upper_yuan"].min()
    if lang == "zh":
        return f"政府采购{'；'.join(parts)}{'。两者不一致，并列于此，不作取舍' if differ else ''}。"
    return f"Procurement is {'; '.join(parts)}{'. The two contradict each other; both are shown' if differ else ''}."


def _share(row: pd.Series, lang: str) -> str:
    return figure(row["value"], row["lower"], row["upper"], str(row["unit"]), lang) + _mark(row)


def reserve_sentence(procurement: pd.DataFrame, lang: str = "zh") -> str:
    """What is reserved for smaller firms against the reference share; "" where it is not printed."""
    rows = procurement[procurement["key"] == "reserved_sme"]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    if lang == "zh":
        return f"面向中小企业预留 {_money_of(row, 'part', lang)}，占采购 {_share(row, lang)}" + (
            f"，{row['remark']}。" if row["remark"] else "。"
        )
    end = (
        f" (reference {row['reference']:g}%; below it an explanation is due, it is no breach)"
        if row["remark"]
        else ""
    )
    return f"{_money_of(row, 'part', lang)} is reserved for small and medium firms: {_share(row, lang)} of purchases{end}."


def structure_sentence(structure: pd.DataFrame, lang: str = "zh") -> str:
    """Basic against project expenditure, outsourcing and the concentration of projects, as far as printed."""
    shares = {
        "nature": ("", ""),
        "outsourcing_of_total": ("劳务费和委托业务费占总支出 ", "outsourcing "),
        "top_project": ("最大项目占项目支出 ", "the largest project's share of projects "),
        "effective_projects": ("相当于同等大小的项目 ", "effective number of projects "),
    }
    parts = []
    for key, (zh, en) in shares.items():
        for _, row in structure[structure["key"] == key].iterrows():
            name = row["name"] if key == "nature" else ""
            text = (
                f"{name + '占 ' if name else zh}"
                if lang == "zh"
                else f"{_english(name) + ' ' if name else en}"
            )
            parts.append(text + _share(row, lang))
    if not parts:
        return ""
    return "，".join(parts) + "。" if lang == "zh" else ", ".join(parts).capitalize() + "."


def three_public_sentence(growth: pd.DataFrame, lang: str = "zh") -> str:
    """三公 of this year and the change; "" where it is not printed."""
    rows = growth[growth["item"] == "three_public"]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    steady = row["change_lower_yuan"] <= 0 <= row["change_upper_yuan"]
    now, change = _money_of(row, "current", lang), _money_of(row, "change", lang, unsigned=True)
    if lang == "zh":
        return f"“三公”经费 {now}，" + (
            "与上年持平。" if steady else f"比上年{_way(row['change_yuan'], lang)} {change}。"
        )
    return f"The three public expenses are {now}, " + (
        "unchanged." if steady else f"{_way(row['change_yuan'], lang)} {change}."
    )


def comparison_sentence(compared: pd.DataFrame, key: str, lang: str = "zh") -> str:
    """Who is highest and lowest of one key indicator, and the median, from a `compare` frame."""
    rows = alike(compared, key).sort_values("value", ascending=False)
    if rows.empty:
        return ""
    high, low, n = rows.iloc[0], rows.iloc[-1], len(rows)
    if lang == "zh":
        what = high["label_zh"] + (f"（{high['name']}）" if high["name"] else "")
        if n == 1:
            return f"{what}：只有 1 个部门有可比的数。"
        ends = f"最高 {high['department']}（{_share(high, lang)}），最低 {low['department']}（{_share(low, lang)}）"
        return f"{what}：可比的 {n} 个部门中{ends}。"
    what = high["label_en"] + (f" ({_english(high['name'])})" if high["name"] else "")
    if n == 1:
        return f"{what}: only one department has a figure."
    ends = f"highest {high['department']} ({_share(high, lang)}), lowest {low['department']} ({_share(low, lang)})"
    return f"{what}: of {n} departments that compare, {ends}."
