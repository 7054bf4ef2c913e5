"""Departments side by side, and one department over years: like with like only, and a list of what was left out."""

from __future__ import annotations

import re

import pandas as pd

from ..kept import kept
from ..model import YusuanError
from . import indicators, structure
from .document import document
from .indicator_rows import RATIO_COLUMNS, english, ratio_frame

RANK_COLUMNS = [
    *RATIO_COLUMNS,
    "rank",
    "rank_best",
    "rank_worst",
    "n",
    "median",
    "quartile_low",
    "quartile_high",
]
LEFT_OUT_COLUMNS = ["department", "year", "phase", "key", "why"]
FUNDS = {"all": "全部资金", "general_public": "一般公共预算", "fiscal": "财政拨款"}
OTHER_NATURES = set(structure.NATURES.values()) - {"基本支出", "项目支出"}
PHASES = {"budget": "预算", "final": "决算"}


def city_of(region: str) -> str:
    """The city of a region (广东省深圳市宝安区 → 深圳市); the region itself where it names none."""
    found = re.match(r"^(?:.+?(?:省|自治区))?(.+?(?:市|州|盟|地区))", region)
    return found[1] if found else region


def compare(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    year: int,
    city: str | None = None,
    office: str | None = None,
    departments: list[str] | None = None,
    phase: str = "budget",
) -> pd.DataFrame:
    """One row per department and key indicator, with its rank (1 is largest) among those that compare: RANK_COLUMNS.

    `city` keeps the departments of a city, `office` those whose name contains it (信访局) in any city. `rank_best` and
    `rank_worst` are the ranks that the intervals leave possible. Growth is from both years' documents where the year
    before is there. Raises YusuanError if nothing is left.
    """
    return _compared(cells, claims, year, city, office, departments, phase)[0]


def left_out(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    year: int,
    city: str | None = None,
    office: str | None = None,
    departments: list[str] | None = None,
    phase: str = "budget",
) -> pd.DataFrame:
    """One row per document, or indicator of one, that `compare` does not set beside the others, and why."""
    return _compared(cells, claims, year, city, office, departments, phase)[1]


@kept
def _compared(cells: pd.DataFrame, claims: pd.DataFrame, year: int, city: str | None, office: str | None,
              departments: list[str] | None, phase: str) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    wanted, missing = _wanted(cells, claims, year, city, office, departments, phase)
    tables = []
    of_cells, of_claims = (dict(iter(frame.groupby("department"))) for frame in (cells, claims))
    for name in wanted:
        own_cells, own_claims = of_cells.get(name, cells.iloc[:0]), of_claims.get(name, claims.iloc[:0])
        before = ((own_cells["year"] == year - 1) & (own_cells["phase"] == phase)).any()
        try:
            found = indicators.indicators(own_cells, own_claims, department=name, year=year, phase=phase,
                                          base_year=year - 1 if before else None)  # fmt: skip
        except YusuanError as error:
            missing.append(_why(name, year, phase, "", str(error)))
            continue
        found = found[found["key"].isin(indicators.KEY_INDICATORS) & ~found["name"].isin(OTHER_NATURES)]
        for key in sorted(set(indicators.KEY_INDICATORS) - set(found["key"])):
            missing.append(_why(name, year, phase, key, "文件没有这个数"))
        tables.append(found)
    if not tables:
        raise YusuanError(f"{year}: no {phase} to compare ({city or office or 'all departments'})")
    ranked, other = _ranked(pd.concat(tables, ignore_index=True))
    missing += [_why(r["department"], year, phase, r["key"], r["why"]) for _, r in other.iterrows()]
    return ranked, pd.DataFrame(missing, columns=LEFT_OUT_COLUMNS)


def _wanted(cells: pd.DataFrame, claims: pd.DataFrame, year: int, city: str | None, office: str | None,
            departments: list[str] | None, phase: str) -> tuple[list[str], list[dict[str, object]]]:  # fmt: skip
    # A document is of the phase of most of its figures: a final account prints some budgets, too.
    keys = ["source_id", "region", "department", "year", "phase"]
    counted = pd.concat([f[keys] for f in (cells, claims)]).value_counts(keys, dropna=False)
    every = counted.reset_index().drop_duplicates("source_id").sort_values(keys).drop(columns="count")
    if city:
        every = every[every["region"].map(lambda region: city in (region, city_of(region)))]
    if office:
        every = every[every["department"].str.contains(office, regex=False)]
    if departments:
        every = every[every["department"].isin(departments)]
    every = every[every["department"] != ""]
    here = every[(every["year"] == year) & (every["phase"] == phase)]
    missing = []
    for name, own in every.groupby("department"):
        if name not in set(here["department"]):
            has = "、".join(
                f"{y} 年{PHASES.get(p, p)}" for y, p in zip(own["year"], own["phase"], strict=True)
            )
            missing.append(
                _why(str(name), year, phase, "", f"没有 {year} 年{PHASES.get(phase, phase)}，只有 {has}")
            )
    return list(dict.fromkeys(here["department"])), missing


def _why(department: str, year: int, phase: str, key: str, why: str) -> dict[str, object]:
    return {"department": department, "year": year, "phase": phase, "key": key, "why": why}


def _ranked(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ranks within key, name and basis for the fund and coverage that most departments print; and the others."""
    if table.empty:
        return table.reindex(columns=RANK_COLUMNS), table.assign(why="")
    basis = table["basis"].replace({"table_and_text": "text"})
    kept, other = [], []
    for _, group in table.assign(like=_thing(table) + "\n" + basis).groupby(["key", "like"], sort=False):
        coverage = group["fund"].replace(FUNDS) + group["remark"].where(
            group["remark"] == structure.BASIC_ONLY, ""
        )
        usual = coverage.value_counts().index[0]
        same = group[(coverage == usual) & group["value"].notna()].drop(columns="like")
        odd = group[(coverage != usual) | group["value"].isna()]
        why = coverage[odd.index].map(lambda c, usual=usual: f"口径不同：{c or '—'}，多数为 {usual or '—'}")
        other.append(odd.assign(why=why.where(odd["value"].notna(), odd["status"].replace("", "没有值"))))
        kept.append(_with_rank(same))
    return pd.concat(kept, ignore_index=True)[RANK_COLUMNS], pd.concat(other, ignore_index=True)


def _thing(rows: pd.DataFrame) -> pd.Series:
    """What an indicator is of: its name, but where each department names its own (the largest project)."""
    return rows["name"].where(rows["key"] != "top_project", "")


def _with_rank(group: pd.DataFrame) -> pd.DataFrame:
    lower, upper = group["lower"].to_numpy(), group["upper"].to_numpy()
    best = [1 + int((lower > high).sum()) for high in upper]
    worst = [len(group) - int((upper < low).sum()) for low in lower]
    quartiles = group["value"].quantile([0.25, 0.5, 0.75])
    return group.assign(
        rank=group["value"].rank(ascending=False, method="min").astype("Int64"), rank_best=best, rank_worst=worst,
        n=len(group), quartile_low=quartiles[0.25], median=quartiles[0.5], quartile_high=quartiles[0.75],
    )  # fmt: skip


def alike(compared: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of one indicator that stand beside each other: of one name and basis, of those most departments have."""
    rows = compared[compared["key"].eq(key) & compared["value"].notna()]
    if rows.empty:
        return rows
    kinds = _thing(rows) + "\n" + rows["basis"].replace("table_and_text", "text")
    return rows[kinds == kinds.groupby(kinds, sort=False).size().idxmax()]


@kept
def economic_mix(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    year: int,
    city: str | None = None,
    office: str | None = None,
    departments: list[str] | None = None,
    phase: str = "budget",
) -> pd.DataFrame:
    """One row per department and economic class (类): its share in %, RATIO_COLUMNS and `name_en`.

    Only departments whose table covers what most cover (all spending, or basic spending alone: `remark`), and the same
    fund. A class that a department does not print has no row.
    """
    tables = []
    for name in _wanted(cells, claims, year, city, office, departments, phase)[0]:
        own = cells[cells["department"] == name], claims[claims["department"] == name]
        doc = document(*own, name, year, phase)
        tables.append(ratio_frame([r for r in structure.rows_of(doc) if r["key"] == "economic"]))
    every = pd.concat(tables, ignore_index=True) if tables else ratio_frame([])
    coverage = every["fund"] + every["remark"]
    by_department = coverage.groupby(every["department"]).first()
    every = every[coverage == by_department.value_counts().index[0]] if len(by_department) else every
    return every.assign(name_en=[english(code, "economic") for code in every["code"]]).reset_index(drop=True)


def growth_against_share(compared: pd.DataFrame, key: str = "procurement_of_total") -> pd.DataFrame:
    """One row per department: growth of its expenditure (%) beside another key indicator, from a `compare` frame."""
    columns = ["department", "value", "lower", "upper"]
    grown = compared.loc[compared["key"] == "growth_total", columns].drop_duplicates("department")
    grown = grown.set_axis(["department", "growth_pct", "growth_lower", "growth_upper"], axis="columns")
    share = compared[compared["key"] == key].drop_duplicates("department")
    share = share[[*columns, "unit", "basis", "whole_yuan"]].rename(columns={"whole_yuan": "total_yuan"})
    return grown.merge(share, on="department", validate="1:1")


def years(
    cells: pd.DataFrame, claims: pd.DataFrame, *, department: str, phase: str = "budget"
) -> pd.DataFrame:
    """One row per key indicator and year of one department (RATIO_COLUMNS); growth from both documents where the year
    before is there, else from print. Raises YusuanError for a department that is not there."""
    every = pd.concat([frame[["department", "phase", "year"]] for frame in (cells, claims)])
    own = every[(every["department"] == department) & (every["phase"] == phase)]
    if own.empty:
        raise YusuanError(f"no {phase} of {department!r} in the data")
    there = sorted(int(y) for y in own["year"].dropna().unique())
    found = [
        indicators.indicators(cells, claims, department=department, year=year, phase=phase,
                              base_year=year - 1 if year - 1 in there else None)
        for year in there
    ]  # fmt: skip
    table = pd.concat(found, ignore_index=True)
    return table[table["key"].isin(indicators.KEY_INDICATORS)].reset_index(drop=True)
