"""Figures and sentences for readers, in Chinese or English: only the digits that the print leaves certain."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from . import reference
from .analysis.comparison import alike

MAX_DECIMALS = 2
Words = Callable[[str, str], str]
Row = Mapping[Hashable, Any] | pd.Series
MARK = "※"  # at a figure that contradicts another of its document

# Chinese units in English (see `unit_in`).
_EN_UNITS: dict[str, tuple[float, str]] = {
    "万元/人": (10, "thousand yuan a head"),
    "万元/辆": (10, "thousand yuan a vehicle"),
    "个": (1, ""),
    "人/编": (1, "per post"),
}


def words(lang: str) -> Words:
    """The chooser between the two languages: `words("en")("上年", "Previous")` is "Previous"."""
    return (lambda zh, en: en) if lang == "en" else (lambda zh, en: zh)


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
        return f"{words(lang)('至少', 'at least')} {math.floor(lower):,}{end}"
    digits = certain_digits(lower, upper)
    if digits and (float(digits.replace(",", "")) or not value):  # 0 would hide a small figure
        return digits + end
    low, high = _range(lower, upper)
    about, to = words(lang)("约 {}", "about {}"), words(lang)(" 至 ", " to ") if lower < 0 else "–"
    return about.format(f"{low}{to}{high}{end}")


def unit_in(unit: str, lang: str) -> tuple[float, str]:
    """What a figure in this unit is multiplied by in a language, and what is written behind it."""
    known = _EN_UNITS.get(unit, (1, "yuan each" if unit.startswith("元/") else unit))
    return known if lang == "en" else (1, unit)


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


def _change(row: pd.Series, lang: str) -> str:
    """How the money of a row differs from that of the year before."""
    if _is_steady(row):
        return words(lang)("与上年持平", "unchanged")
    change, more = _money_of(row, "change", lang, unsigned=True), row["change_yuan"] > 0
    return words(lang)(f"比上年{'增加' if more else '减少'} {change}", f"{'up' if more else 'down'} {change}")


def _is_steady(row: pd.Series) -> bool:
    return bool(row["change_lower_yuan"] <= 0 <= row["change_upper_yuan"])


def growth_sentence(growth: pd.DataFrame, lang: str = "zh") -> str:
    """How the whole changed, from the total row of a growth frame; says so where the earlier year is not printed."""
    t, rows = words(lang), growth[growth["item"] == "total"]
    if rows.empty:
        return t("文件没有上年数，增长无从算起。", "No earlier figure is printed: growth cannot be told.")
    row = rows.iloc[0]
    now, said = _money_of(row, "current", lang), _change(row, lang)
    if not (_is_steady(row) or row["status"]):
        rate = figure(abs(row["growth_pct"]), *_unsigned(row["lower"], row["upper"]), "%", lang)
        said += t(f"，{'增长' if row['change_yuan'] > 0 else '下降'} {rate}", f" ({rate})")
    basis = {"documents": "两年文件", "text": "文字说明", "table": "表格"}.get(row["basis"], "表格和文字")
    return t(
        f"{row['year']} 年支出 {now}，{said}（依据：{basis}）。",
        f"Expenditure in {row['year']} is {now}, {said} on the year before.",
    )


def contribution_sentence(waterfall: pd.DataFrame, lang: str = "zh", top: int = 3) -> str:
    """Which parts moved the whole most, in percentage points of the year before."""
    rows = waterfall[waterfall["contribution_pp"].notna()]
    if rows.empty:
        return ""
    t, rows = words(lang), rows.loc[rows["contribution_pp"].abs().sort_values(ascending=False).index[:top]]
    parts = []
    for _, row in rows.iterrows():
        points, lower, upper = (row[f"contribution_{bound}pp"] for bound in ("", "lower_", "upper_"))
        sign = "+" if lower > 0 else ""
        name, told = (
            t(row["name"], _english(row["name"])),
            figure(points, lower, upper, t("个百分点", "points"), lang),
        )
        parts.append(f"{name} {sign}{told}")
    return t(f"对增长贡献最大的是：{'，'.join(parts)}。", f"What moved it most: {', '.join(parts)}.")


def procurement_sentence(procurement: pd.DataFrame, lang: str = "zh") -> str:
    """Procurement against total expenditure, each basis by name; a contradiction of the two is said."""
    t, rows = words(lang), procurement[procurement["key"] == "procurement_of_total"]
    if rows.empty:
        return t("文件没有政府采购数。", "No procurement figure is printed.")
    basis = {"table": t("按表格", "by the table"), "text": t("按文字", "by the text")}
    of_total = t("{} {}，占总支出 {}", "{} {}, {} of expenditure")
    said = t("；", "; ").join(
        of_total.format(
            basis.get(row["basis"], row["basis"]), _money_of(row, "part", lang), _share(row, lang)
        )
        for _, row in rows.iterrows()
    )
    if rows["part_lower_yuan"].max() >= rows["part_upper_yuan"].min():
        said += t("。两者不一致，并列于此，不作取舍", ". The two contradict each other; both are shown")
    return t(f"政府采购{said}。", f"Procurement is {said}.")


def _share(row: pd.Series, lang: str) -> str:
    return figure(row["value"], row["lower"], row["upper"], str(row["unit"]), lang) + _mark(row)


def reserve_sentence(procurement: pd.DataFrame, lang: str = "zh") -> str:
    """What is reserved for smaller firms against the reference share; "" where it is not printed."""
    rows = procurement[procurement["key"] == "reserved_sme"]
    if rows.empty:
        return ""
    t, row = words(lang), rows.iloc[0]
    money, share, remark = _money_of(row, "part", lang), _share(row, lang), ""
    if row["remark"]:
        below = f" (reference {row['reference']:g}%; below it an explanation is due, it is no breach)"
        remark = t(f"，{row['remark']}", below)
    return t(
        f"面向中小企业预留 {money}，占采购 {share}{remark}。",
        f"{money} is reserved for small and medium firms: {share} of purchases{remark}.",
    )


def structure_sentence(structure: pd.DataFrame, lang: str = "zh") -> str:
    """Basic against project expenditure, outsourcing and the concentration of projects, as far as printed."""
    t = words(lang)
    shares = {
        "nature": t("{}占 ", "{} "),
        "outsourcing_of_total": t("劳务费和委托业务费占总支出 ", "outsourcing "),
        "top_project": t("最大项目占项目支出 ", "the largest project's share of projects "),
        "effective_projects": t("相当于同等大小的项目 ", "effective number of projects "),
    }
    parts = [
        said.format(t(row["name"], _english(row["name"]))) + _share(row, lang)
        for key, said in shares.items()
        for _, row in structure[structure["key"] == key].iterrows()
    ]
    return t("，".join(parts) + "。", ", ".join(parts).capitalize() + ".") if parts else ""


def three_public_sentence(growth: pd.DataFrame, lang: str = "zh") -> str:
    """三公 of this year and the change; "" where it is not printed."""
    rows = growth[growth["item"] == "three_public"]
    if rows.empty:
        return ""
    now, change = _money_of(rows.iloc[0], "current", lang), _change(rows.iloc[0], lang)
    return words(lang)(f"“三公”经费 {now}，{change}。", f"The three public expenses are {now}, {change}.")


def comparison_sentence(compared: pd.DataFrame, key: str, lang: str = "zh") -> str:
    """Who is highest and lowest of one key indicator, from a `compare` frame."""
    t, rows = words(lang), alike(compared, key).sort_values("value", ascending=False)
    if rows.empty:
        return ""
    high, low, n = rows.iloc[0], rows.iloc[-1], len(rows)
    what, name = high[t("label_zh", "label_en")], t(high["name"], _english(high["name"]))
    what += t(f"（{name}）", f" ({name})") if name else ""
    if n == 1:
        return t(f"{what}：只有 1 个部门有可比的数。", f"{what}: only one department has a figure.")
    return t(
        f"{what}：可比的 {n} 个部门中最高 {high['department']}（{_share(high, lang)}），"
        f"最低 {low['department']}（{_share(low, lang)}）。",
        f"{what}: of {n} departments that compare, highest {high['department']} ({_share(high, lang)}), "
        f"lowest {low['department']} ({_share(low, lang)}).",
    )
