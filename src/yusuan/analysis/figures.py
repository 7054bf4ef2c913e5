"""The figures of one document, found by what they mean: never a total beside its parts, never one fund for another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from ..names import plain_name
from .document import Document, amount_of
from .ratios import Amount, add

# Where the expenditure of a department is printed, the most comprehensive first.
TOTAL_TABLES = (
    "expenditure",
    "balance",
    "general_by_function",
    "fiscal_by_function",
    "fiscal_appropriation",
    "performance",
)
FUNCTION_TABLES = ("expenditure", "general_by_function", "fiscal_by_function")
ECONOMIC_TABLES = ("general_by_economic", "fiscal_by_economic", "expenditure_by_economic")
BASIC_ECONOMIC_TABLES = ("general_basic_by_economic", "fiscal_basic_by_economic")
PROJECT_ECONOMIC_TABLES = ("general_project_by_economic",)

_EXPENDITURE_TOTAL = re.compile(r"^(?:本年支出(?:合计|总计)|当年支出小计|支出(?:总计|合计))$")
_ROW_KEYS = ["code", "name", "measure", "fund", "period", "side"]


def table_rows(doc: Document, table: str, period: str = "current") -> pd.DataFrame:
    """The money figures of one table at the level of the department: code, name, measure … each once.

    Grain: one row per printed figure; where a document prints codes for its units only, one row per code, summed over
    the units, with the place of the first. The total row is the department's own.
    """
    cells = doc.cells
    rows = cells[(cells["table"] == table) & (cells["period"] == period) & cells["amount_yuan"].notna()]
    if rows.empty:
        return rows
    totals, parts = rows[rows["level"] == 0], rows[rows["level"] != 0]
    total = _own_total(totals, doc.department)
    return pd.concat([total, _own_parts(parts, total, doc.department)])


def _own_total(totals: pd.DataFrame, department: str) -> pd.DataFrame:
    """The total rows of the department among those of its units: its own, else the outermost, else all summed."""
    if totals["entity"].nunique() <= 1 and not totals.duplicated(_ROW_KEYS).any():
        return totals
    for entity in (department, ""):
        own = totals[totals["entity"] == entity]
        if not own.empty:
            break
    else:
        first = totals[totals["entity"] == totals["entity"].iloc[0]]
        rest = totals[totals["entity"] != totals["entity"].iloc[0]]
        contains = first["amount_yuan"].max() >= rest["amount_yuan"].max()
        own = first if contains else _summed(totals.drop_duplicates(["entity", *_ROW_KEYS]))
    # A department that is also one of its own units prints two totals under one name: the larger is the whole.
    return (
        own.sort_values("amount_yuan", ascending=False, kind="stable").drop_duplicates(_ROW_KEYS).sort_index()
    )


def _own_parts(parts: pd.DataFrame, total: pd.DataFrame, department: str) -> pd.DataFrame:
    """The rows below the total: the department's own where they make up its total, else summed over the units."""
    if parts["entity"].nunique() <= 1:
        return parts
    own = parts[parts["entity"].isin([department, ""])]
    if own.empty:
        return _summed(parts)
    measure = "total" if (total["measure"] == "total").any() else None
    whole = total[total["measure"] == measure] if measure else total
    fund = whole["fund"].iloc[0] if not whole.empty else ""

    def gap(rows: pd.DataFrame) -> float:
        top = rows[(rows["level"] == rows["level"].min()) & (rows["fund"] == fund)]
        top = top[top["measure"] == measure] if measure else top
        return abs(top["amount_yuan"].sum() - whole["amount_yuan"].sum())

    return own if whole.empty or gap(own) <= gap(parts) else _summed(parts)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    sums = rows.groupby(_ROW_KEYS, sort=False)[
        ["amount_yuan", "lower_yuan", "upper_yuan", "quantum_yuan"]
    ].sum()
    firsts = rows.drop_duplicates(_ROW_KEYS).set_index(_ROW_KEYS)
    firsts[sums.columns] = sums
    return firsts.reset_index()[rows.columns]


def one(rows: pd.DataFrame, **where: object) -> Amount | None:
    """The figure of the first row that meets all conditions (column = value), or None."""
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return None if rows.empty else amount_of(rows.iloc[0])


def main_fund(rows: pd.DataFrame) -> str:
    """The fund whose columns carry a table: all funds together where printed, else the first of its total rows."""
    funds = rows["fund"].unique()
    return next(
        (f for f in ("all", "fiscal", "general_public") if f in funds), funds[0] if len(funds) else ""
    )


def totals(doc: Document, table: str) -> dict[str, Amount]:
    """The measures of a table's total row (total, basic, project, procurement …), of its main fund."""
    rows = table_rows(doc, table)
    if table in ("balance", "fiscal_appropriation"):
        return _balance_totals(rows)
    rows = rows[rows["level"] == 0]
    rows = rows[rows["fund"] == main_fund(rows)]
    return {str(row["measure"]): amount_of(row) for _, row in rows.iloc[::-1].iterrows()}


def _balance_totals(rows: pd.DataFrame) -> dict[str, Amount]:
    """Total, basic and project of a two-up table, which names them in its rows."""
    rows = rows[(rows["side"] == "expenditure") & (rows["measure"] == "total")]
    rows = rows[rows["fund"] == main_fund(rows)]
    found: dict[str, Amount] = {}
    for _, row in rows.iterrows():
        name = plain_name(str(row["name"]))
        if _EXPENDITURE_TOTAL.match(name):
            found.setdefault("total", amount_of(row))
        elif name in ("基本支出", "项目支出"):
            found.setdefault("basic" if name == "基本支出" else "project", amount_of(row))
    return found


def expenditure(doc: Document) -> dict[str, Amount]:
    """Total, basic and project of the department from ONE table: the first that prints most of them.

    {} where no table prints a total. The table and the fund stand in each figure's place.
    """
    best: dict[str, Amount] = {}
    for table in TOTAL_TABLES:
        found = totals(doc, table)
        if "total" not in found and {"basic", "project"} <= set(found):
            found["total"] = add([found["basic"], found["project"]])
        if "total" in found and len(_natures(found)) > len(_natures(best)):
            best = found
    return best


def _natures(found: dict[str, Amount]) -> set[str]:
    return set(found) & {"total", "basic", "project"}


def code_rows(doc: Document, tables: Sequence[str]) -> pd.DataFrame:
    """The rows of codes of the first of these tables that has any (of its main fund), with its total rows."""
    for table in tables:
        rows = table_rows(doc, table)
        coded = rows[(rows["level"] > 0) & (rows["code"] != "")]
        if not coded.empty:
            fund = main_fund(coded)
            return rows[(rows["fund"] == fund) & ((rows["level"] == 0) | (rows["code"] != ""))]
    return doc.cells.iloc[:0]


def claim(
    doc: Document, topic: str, measure: str = "amount", period: str = "current", name: str = ""
) -> Amount | None:
    """What the text says of the department itself: the first figure of this topic, measure and period."""
    rows = claim_rows(doc, topic, measure, period)
    if name:
        rows = rows[rows["name"] == name]
    own = rows[rows["entity"].isin(["", doc.department])]
    rows = rows if own.empty else own
    return None if rows.empty else amount_of(rows.iloc[0], signed=period == "change")


def claim_rows(doc: Document, topic: str, measure: str = "amount", period: str = "current") -> pd.DataFrame:
    """The claims with a figure of one topic, measure and period."""
    c = doc.claims
    rows = c[(c["topic"] == topic) & (c["measure"] == measure) & (c["period"] == period)]
    return rows[rows["amount_yuan"].notna() | rows["value"].notna()]


def projects(doc: Document) -> list[tuple[str, Amount]]:
    """The projects with their amounts, from the first print of them that makes up the project total.

    表5 (project_expenditure), then the tasks of 表12 but for 基本支出, then the text; without a printed project total
    the first that is there.
    """
    whole = expenditure(doc).get("project")
    for found in _project_lists(doc):
        if found and (whole is None or add(a for _, a in found).meets(whole)):
            return found
    return []


def _project_lists(doc: Document) -> Iterator[list[tuple[str, Amount]]]:
    for table, measures in (("project_expenditure", ("project", "total")), ("performance", ("total",))):
        rows = table_rows(doc, table)
        rows = rows[(rows["level"] > 0) & rows["is_leaf"] & (rows["name"] != "")]
        for measure in measures:
            some = rows[rows["measure"] == measure]
            if some.empty:
                continue
            some = some[some["fund"] == main_fund(some)]
            yield [
                (str(row["name"]), amount_of(row))
                for _, row in some.iterrows()
                if not re.match(r"^(?:基本支出|人员支出|公用支出)", str(row["name"]))
            ]
    yield [(str(row["name"]), amount_of(row)) for _, row in claim_rows(doc, "project").iterrows()]
