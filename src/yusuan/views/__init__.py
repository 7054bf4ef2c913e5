"""What notebooks show between the charts: headings, sentences, tables with the place of each figure, sources.

Thin on purpose: it says how frames are shown and never what is in them. Text of documents is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from IPython.display import HTML, Markdown

from yusuan import loading, proof, reference
from yusuan.analysis.comparison import city_of
from yusuan.analysis.growth import growth, waterfall
from yusuan.analysis.indicator_rows import LABELS
from yusuan.charts import texts
from yusuan.charts.comparison import reason
from yusuan.charts.growth import named, rate
from yusuan.charts.renderer import setup_notebook
from yusuan.charts.source import TOPICS, names, sourced
from yusuan.kept import kept
from yusuan.loading import Data, Filter
from yusuan.marks import load_marked
from yusuan.model import Disclosure, YusuanError, choices
from yusuan.views.tables import PHASES, lead, table

BASES = reference.words("basis")
STATES = reference.words("state")
# Of the structure: what is not in a chart.
STRUCTURE = (
    "nature", "outsourcing_of_total", "outsourcing_of_projects", "hhi", "effective_projects", "top_project",
    "top3_projects", "per_head_total", "per_head_basic", "per_head_wages", "per_head_public",
    "three_public_of_total", "three_public_per_head", "three_public_per_vehicle", "dispatched_per_head",
    "dispatched_per_post", "cost_per_result",
)  # fmt: skip
ADDRESS = r"(https?://[^\s|;；]+)"  # of a page, in what is noted of a source
HISTORY = [
    "growth_total", "nature", "procurement_of_total", "outsourcing_of_total", "per_head_total",
    "three_public_of_total",
]  # fmt: skip


def open_data(data_dir: str | Path, department: str | None = None) -> Data:
    """The documents of a department, or of all, out of the data folder, and this notebook set up to show charts.

    The folder is sought here and in the folders above: a notebook may run in its own or in the one of the project.
    Raises YusuanError when there is none, or no document of the department in it.
    """
    return load_marked(_folder(data_dir), [(("department", department),) if department else ()])


def open_group(data_dir: str | Path, department: str, city: str = "", office: str = "") -> Data:
    """Likewise, with the documents of those that `peers` compares the department with."""
    folder, own = _folder(data_dir), (("department", department),)
    regions = loading.chosen(loading.sources_of(folder), [own])["region"].unique()
    cities: list[Filter] = [(("region", city or city_of(region)),) for region in regions]
    return load_marked(folder, [own, (("office", office),)] if office else [own, *cities])


def _folder(data_dir: str | Path) -> Path:
    setup_notebook()
    for folder in [Path.cwd(), *Path.cwd().parents]:
        if (folder / data_dir / "sources.csv").is_file():
            return folder / data_dir
    raise YusuanError(f"no data folder {str(data_dir)!r} here or above; yusuan ingest FILE… makes one")


def section(key: str, lang: str = "zh") -> Markdown:
    """The heading (and for a notebook its question) of this key: the words of kind `heading` in data/reference."""
    return Markdown(reference.words("heading")[key][lang == "en"])


def say(*sentences: str) -> Markdown:
    """Sentences as one paragraph; empty ones are left out. Marks of Markdown in names stand as they are."""
    text = " ".join(filter(None, sentences))
    return Markdown("".join(f"\\{c}" if c in r"\`*_[]<>#|" else c for c in text))


def growth_table(changes: pd.DataFrame, lang: str = "zh") -> HTML:
    """Both years of each item with the change, the growth as far as it is certain, and the place."""
    t = texts.words(lang)
    rows = sourced(named(changes[changes["item"] != "function"], lang), lang)
    unit = texts.unit_for(rows["current_yuan"], lang)
    year = int(changes["year"].iloc[0]) if len(changes) else 0
    shown = {
        t("项目", "Item"): rows["name"],
        str(year - 1): texts.numbers(rows, "previous", unit.yuan),
        str(year): texts.numbers(rows, "current", unit.yuan),
        t("变化", "Change"): texts.numbers(rows, "change", unit.yuan, signed=True),
        t("增长", "Growth"): [rate(row, lang) for _, row in rows.iterrows()],
        t("文件所称", "As stated"): [
            "" if pd.isna(p) else f"{p:g}%".replace("-", "−") for p in rows["stated_pct"]
        ],
        t("依据", "Basis"): [_basis(b, lang) for b in rows["basis"]],
        t("出处", "Source"): rows["source"],
    }
    stated = rows.assign(
        page=rows["stated_page"], line=rows["stated_line"], table="",
        lower=rows["stated_pct_lower"], upper=rows["stated_pct_upper"],
    )  # fmt: skip
    led = {
        str(year - 1): lead(rows, "previous", lang, unit, base=True),
        str(year): lead(rows, "current", lang, unit),
        t("变化", "Change"): lead(rows, "change", lang, unit),
        t("增长", "Growth"): lead(rows, "", lang),
        t("文件所称", "As stated"): lead(stated, "", lang),
    }
    return table(pd.DataFrame(shown), unit.of(t("上年与本年", "Previous and current year")), led)


def grown(data: Data, own: Disclosure, base_year: int = 0) -> pd.DataFrame:
    """The growth of a document against the one of `base_year`, or (0) as it tells it itself.

    Where it tells of no part, it is held against the document of the year before, if the data has that.
    """
    meta, year = own.meta, own.meta.year or 0
    grown_since = partial(
        growth, data.cells, data.claims, department=meta.department, year=year, phase=meta.phase
    )
    told = grown_since(base_year=base_year or None)
    if base_year or waterfall(told)["change_yuan"].notna().any():
        return told
    earlier = data.sources[["department", "year", "phase"]].eq([meta.department, year - 1, meta.phase])
    return grown_since(base_year=year - 1) if earlier.all(axis=1).any() else told


def ratio_table(ratios: pd.DataFrame, lang: str = "zh", keys: Sequence[str] = ()) -> HTML:
    """Ratios of these keys in their order (of all without keys), as far as they are certain, with their place."""
    t = texts.words(lang)
    order = list(keys) or list(dict.fromkeys(ratios["key"]))
    rows = ratios[ratios["key"].isin(order)]
    rows = sourced(rows.sort_values("key", key=lambda key: key.map(order.index), kind="stable"), lang)
    unit = texts.unit_for(rows["part_yuan"], lang)
    several = rows["year"].nunique() > 1
    shown = {
        t("年度", "Year"): [str(year) if several else "" for year in rows["year"]],
        t("指标", "Indicator"): rows["label_en" if lang == "en" else "label_zh"],
        t("项", "Item"): [
            f"{code} {name}".strip() for code, name in zip(rows["code"], names(rows, lang), strict=True)
        ],
        t("数值", "Value"): texts.shares(rows, lang),
        unit.of(t("金额", "Amount")): [
            text.replace("—", "") for text in texts.numbers(rows, "part", unit.yuan)
        ],
        t("参考线", "Reference"): ["" if pd.isna(share) else f"{share:g}%" for share in rows["reference"]],
        t("依据", "Basis"): [_basis(b, lang) for b in rows["basis"]],
        t("出处", "Source"): rows["source"],
    }
    led = {
        t("数值", "Value"): lead(rows, "", lang),
        unit.of(t("金额", "Amount")): lead(rows, "part", lang, unit),
    }
    return table(pd.DataFrame(shown), t("各项指标及其出处", "Indicators and where their figures stand"), led)


def claims_table(claims: pd.DataFrame, lang: str = "zh", top: int = 15) -> HTML:
    """The largest amounts that the text of a document names, with what it says they are and where."""
    t = texts.words(lang)
    amounts = claims[claims["amount_yuan"].notna() & claims["period"].eq("current")]
    rows = sourced(amounts.nlargest(top, "amount_yuan").assign(table=""), lang)
    half, unit = rows["quantum_yuan"] / 2, texts.unit_for([], lang)
    rows = rows.assign(
        amount_lower_yuan=rows["amount_yuan"] - half, amount_upper_yuan=rows["amount_yuan"] + half
    )
    money = [f"{text} {unit.name}" for text in texts.numbers(rows, "amount", unit.yuan)]
    what = pd.Series(names(rows.assign(code=""), lang), rows.index).where(
        rows["name"].ne(""), [TOPICS.get(topic, ("", ""))[lang == "en"] for topic in rows["topic"]]
    )
    shown = {
        t("说的是", "About"): what,
        t("属于", "Part of"): names(rows.assign(name=rows["parent"], code=""), lang),
        t("金额", "Amount"): money,
        t("出处", "Source"): rows["source"],
    }
    led = {t("金额", "Amount"): lead(rows, "amount", lang, unit)}
    return table(pd.DataFrame(shown), t("文字部分最大的数", "The largest figures of the text"), led)


def left_out_table(left: pd.DataFrame, lang: str = "zh") -> HTML:
    """What was not compared, and why."""
    t = texts.words(lang)
    counted = left.groupby(["department", "why"], sort=False)["key"].agg(
        lambda keys: t("、", ", ").join(label(key, lang) for key in keys if key)
    )
    rows = counted.reset_index()
    shown = {
        t("部门", "Department"): rows["department"],
        t("原因", "Why"): [reason(why, lang) for why in rows["why"]],
        t("指标", "Indicators"): rows["key"],
    }
    return table(pd.DataFrame(shown), t("没有比较的", "Not compared"))


def peers(own: Disclosure, city: str = "", office: str = "") -> dict[str, str]:
    """Whom to compare with, like with like: offices whose name contains `office`, else the departments of one city."""
    where = {"office": office} if office else {"city": city or city_of(own.meta.region)}
    return {"phase": own.meta.phase, **where}


def sources(data: Data, departments: str | Iterable[str], lang: str = "zh") -> HTML:
    """The documents of one or more departments in the data: what they are, their file, where they were published."""
    t = texts.words(lang)
    names = [departments] if isinstance(departments, str) else list(departments)
    rows = data.sources[data.sources["department"].isin(names)]
    shown = {
        t("部门", "Department"): rows["department"] if len(names) > 1 else "",
        t("年度", "Year"): rows["year"],
        t("种类", "Kind"): [
            PHASES[phase][lang == "en"] if phase in PHASES else phase for phase in rows["phase"]
        ],
        t("文件", "Document"): rows["title"].where(rows["title"].ne(""), rows["file"]),
        t("原文件名", "File"): rows["file"],
        t("公布于", "Published at"): rows["public_source"].str.extract(ADDRESS, expand=False).fillna(""),
    }
    return table(
        pd.DataFrame(shown),
        t("本报告的数出自这些文件", "The figures of this report are from these documents"),
    )


def _basis(basis: str, lang: str) -> str:
    """On what a figure rests, in words."""
    return BASES[basis][lang == "en"] if basis in BASES else str(basis)


def document(data: Data, department: str, year: int) -> Disclosure:
    """A department's document of a year. Raises YusuanError with the choices when there is none."""
    own = data.sources[data.sources["department"].eq(department)]
    rows = own[own["year"].eq(year)]
    if own.empty:
        there = choices(data.sources["department"].sort_values(), department)
        raise YusuanError(f"no department {department} in the data; {there}")
    if rows.empty:
        there = choices(own["year"].sort_values())
        raise YusuanError(f"no document of {department} for {year} in the data; {there}")
    return data.disclosure(str(rows["source_id"].iloc[0]))


def of_years(
    ratios: Callable[..., pd.DataFrame],
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    department: str,
    years: Iterable[int],
) -> pd.DataFrame:
    """The ratios of one department for each of these years (0 stands for no year), one below the other."""
    asked = [ratios(cells, claims, department=department, year=year) for year in years if year]
    return pd.concat(asked, ignore_index=True)


def label(key: str, lang: str) -> str:
    """What an indicator is called."""
    return LABELS[key][lang == "en"] if key in LABELS else key


def findings(own: Disclosure) -> pd.DataFrame:
    """What does not add up in a document, or could not be read or checked, worst first (FINDING_COLUMNS)."""
    return proved(own)[0]


@kept
def proved(own: Disclosure) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same findings, and the figures that can be wrong (`proof.proved`)."""
    return proof.proved(own)


def states(found: pd.DataFrame) -> dict[str, int]:
    """How many findings there are of each kind that a reader should know of, worst first; none of what there is not."""
    counts = found["family"].where(found["family"].isin(STATES), found["status"]).value_counts()
    return {kind: int(counts[kind]) for kind in STATES if kind in counts}


def state(found: pd.DataFrame, lang: str = "zh") -> str:
    """The state of a document in one line (see `states`)."""
    t = texts.words(lang)
    parts = [STATES[kind][lang == "en"].format(count) for kind, count in states(found).items()]
    told = t("；", "; ").join(parts) or t("各数相符", "all figures agree")
    return t("文件状态：{}。", "State of the document: {}.").format(told)
