"""The figures of one document, found by what they mean: never one fund for another, and each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..names import plain_name
from . import statements
from .department_rows import table_rows
from .document import Document, Figure, remembered
from .lookups import codes_of_names, with_classes
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
_NO_PROJECT = re.compile(r"^(?:基本支出|人员(?:支出|经费)|公用(?:支出|经费))")


def one(rows: list[Figure], measure: str, code: str | None = None) -> Amount | None:
    """The first figure of a measure (and code), or None."""
    return next((row.amount for row in rows if row.measure == measure and code in (None, row.code)), None)


def main_fund(rows: list[Figure]) -> str:
    """The fund whose columns carry a table: all funds together where printed, else the first of its total rows."""
    funds = [row.fund for row in rows]
    return next((f for f in ("all", "fiscal", "general_public") if f in funds), funds[0] if funds else "")


def of_main_fund(rows: list[Figure]) -> list[Figure]:
    """The rows of that fund."""
    fund = main_fund(rows)
    return [row for row in rows if row.fund == fund]


def _top(rows: list[Figure]) -> list[Figure]:
    """The total rows of a table, or all rows of one that prints no total."""
    return [row for row in rows if row.level == 0] or rows


@remembered
def totals(doc: Document, table: str) -> dict[str, Amount]:
    """The measures of a table's total row (total, basic, project, procurement …), of its main fund."""
    rows = table_rows(doc, table)
    if table in ("balance", "fiscal_appropriation"):
        return _balance_totals(rows)
    top = of_main_fund([row for row in rows if row.level == 0])
    found = {row.measure: row.amount for row in reversed(top)}
    if "basic" not in found and {"personnel", "public"} <= set(found):
        found["basic"] = add([found["personnel"], found["public"]])
    if "total" not in found and {"basic", "project"} <= set(found):
        found["total"] = add([found["basic"], found["project"]])
    return found


def _balance_totals(rows: list[Figure]) -> dict[str, Amount]:
    """Total, basic and project of a two-up table, which names them in its rows."""
    found: dict[str, Amount] = {}
    for row in of_main_fund([row for row in rows if row.side == "expenditure" and row.measure == "total"]):
        name = plain_name(row.name)
        if _EXPENDITURE_TOTAL.match(name):
            found.setdefault("total", row.amount)
        elif name in ("基本支出", "项目支出"):
            found.setdefault("basic" if name == "基本支出" else "project", row.amount)
    return found


@remembered
def expenditure(doc: Document) -> dict[str, Amount]:
    """Total, basic and project (and what else the table prints) of all the department spends.

    From the first table of all funds; a nature that it lacks comes from the next whose total is the same figure. Where no
    table covers all funds, one of a narrower fund, named in each figure's place. {} where no total is printed.
    """
    found: dict[str, Amount] = {}
    for table in TOTAL_TABLES:
        printed = totals(doc, table)
        if (
            "total" in printed
            and printed["total"].place.fund == "all"
            and (not found or printed["total"].meets(found["total"]))
        ):
            found = {**printed, **found}
    if found and not {"basic", "project"} & set(found):
        found = _with_natures(doc, found)
    return found or split(doc)


def _with_natures(doc: Document, found: dict[str, Amount]) -> dict[str, Amount]:
    """Basic and project from their own tables (表4, 表5), where these add up to the printed total."""
    parts = {}
    for table, nature in (("basic_expenditure", "basic"), ("project_expenditure", "project")):
        printed = totals(doc, table)
        if part := printed.get(nature) or printed.get("total"):
            parts[nature] = part
    whole = len(parts) == 2 and add(parts.values()).meets(found["total"])
    return {**found, **parts} if whole else found


@remembered
def split(doc: Document) -> dict[str, Amount]:
    """The total with basic and project from ONE table, of whatever fund: the first that prints most of them."""
    best: dict[str, Amount] = {}
    for table in TOTAL_TABLES:
        found = totals(doc, table)
        natures = {"total", "basic", "project"} & set(found)
        if "total" in found and len(natures) > len({"total", "basic", "project"} & set(best)):
            best = found
    return best


@remembered
def code_rows(doc: Document, tables: tuple[str, ...], classification: str = "functional") -> list[Figure]:
    """The rows of codes of the first of these tables that has any (of its main fund), with its total rows.

    Where no table prints codes, those that its names have; where it prints leaf codes alone, Σ of these by 类 as well.
    """
    for table in tables:
        rows = table_rows(doc, table)
        coded = [row for row in rows if row.level > 0 and row.code]
        if coded:
            fund = main_fund(coded)
            rows = [row for row in rows if row.fund == fund and (row.level == 0 or row.code)]
            parents = {row.code[:length] for row in rows for length in (3, 5) if len(row.code) > length}
            leaves = [replace(row, is_leaf=bool(row.code) and row.code not in parents) for row in rows]
            return with_classes(leaves, classification)
    for table in tables:
        rows = codes_of_names(table_rows(doc, table), classification)
        if any(row.code for row in rows):
            return of_main_fund(rows)
    return []


def total_row(rows: list[Figure], measure: str = "total") -> Amount | None:
    """The whole of a table of codes: its total row, or Σ of its 类 where it prints none, or only totals of parts."""
    rows = [row for row in rows if row.measure == measure]
    classes = [row.amount for row in rows if row.level == 1 and row.code]
    printed = [row.amount for row in rows if row.level == 0]
    if not classes:
        return printed[0] if printed else None
    below = add(classes)
    return next((a for a in printed if a.meets(below)), printed[0] if len(printed) == 1 else below)


def three_public(doc: Document, measure: str, period: str = "current") -> Amount | None:
    """三公 or one of its parts at the level of the department, in yuan, from the table of it.

    A table that also prints 会议费 and 培训费 has a total of more than 三公: its own column of it counts, else Σ of its parts.
    """
    rows = _top(of_main_fund(table_rows(doc, "three_public", period)))
    if measure == "total" and {row.measure for row in rows} & {"three_public", "meeting", "training"}:
        parts = [one(rows, part) for part in ("overseas", "reception", "vehicle")]
        return one(rows, "three_public") or (add(p for p in parts if p) if all(parts) else None)
    return one(rows, measure)


def operating_cost(doc: Document, measure: str = "amount", period: str = "current") -> Amount | None:
    """机关运行经费 in yuan from its own table, or its column in the table of 三公."""
    for table, column in (
        ("operating_cost", "total"),
        ("operating_cost", "operating_cost"),
        ("three_public", "operating_cost"),
    ):
        if found := one(of_main_fund(_top(table_rows(doc, table, period))), column):
            return found
    return None


@remembered
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
        rows = [row for row in table_rows(doc, table) if row.level > 0 and row.is_leaf and row.name]
        for measure in measures:
            some = of_main_fund([row for row in rows if row.measure == measure])
            if some:
                yield [(row.name, row.amount) for row in some if not _NO_PROJECT.match(row.name)]
    yield [(row.name, row.amount) for row in statements.current_rows(doc, "project")]
