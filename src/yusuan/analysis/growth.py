"""Growth against the year before: of the whole, its natures, each project, 机关运行经费, 三公 and functions.

The earlier figure comes from the earlier document where it is loaded, else from a table that prints both years, else
from what the text says of the change; each row says which (`basis`). What a newer document says of an older year is
held against the older document: a difference is a restatement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from ..amounts import parse_figure
from ..proof.bounds import Bounds
from . import figures, ratios
from .department_rows import table_rows
from .document import Document, Figure, document
from .growth_items import Item, between, changed, of_statement, remainder
from .indicator_rows import money
from .lookups import renamed
from .ratios import Amount
from .statements import Statement, claim, said, statements

GROWTH_COLUMNS = [
    "region", "department", "year", "phase", "item", "code", "name",
    "current_yuan", "current_lower_yuan", "current_upper_yuan",
    "previous_yuan", "previous_lower_yuan", "previous_upper_yuan",
    "change_yuan", "change_lower_yuan", "change_upper_yuan",
    "growth_pct", "lower", "upper", "contribution_pp", "contribution_lower_pp", "contribution_upper_pp",
    "stated_pct", "stated_pct_lower", "stated_pct_upper", "stated_page", "stated_line", "status", "stated_previous_yuan", "stated_lower_yuan", "stated_upper_yuan", "restated",
    "basis", "source_id", "table", "topic", "page", "line", "contradicted",
]  # fmt: skip

THREE_PUBLIC = {
    "total": ("three_public", "“三公”经费"),
    "overseas": ("overseas", "因公出国（境）费"),
    "reception": ("reception", "公务接待费"),
    "vehicle": ("vehicle", "公务用车购置及运行费"),
    "vehicle_purchase": ("vehicle_purchase", "公务用车购置费"),
    "vehicle_operation": ("vehicle_operation", "公务用车运行维护费"),
}

FUNDS = {
    "fiscal": ("财政拨款支出", ("fiscal_appropriation", "fiscal_by_function"), re.compile("财政拨款")),
    "general_public": ("一般公共预算支出", ("general_by_function",), re.compile("一般公共预算")),
}


def growth(
    cells: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    department: str,
    year: int,
    base_year: int | None = None,
    phase: str | None = None,
    bounds: Bounds | None = None,
) -> pd.DataFrame:
    """One row per thing that grew or shrank: GROWTH_COLUMNS, money in yuan, growth in %, contributions in points.

    Items: total, basic, projects, project, remainder (其余), operating_cost, three_public and its parts, fund (code says which), function.
    basic + project + remainder add up to total. Raises YusuanError for a department or year that is not there.
    """
    doc = document(cells, claims, department, year, phase, bounds)
    base = None
    if base_year is not None:
        base = document(cells, claims, department, base_year, str(doc.ids["phase"]), bounds)
    return growth_of(doc, base)


def growth_of(doc: Document, base: Document | None = None) -> pd.DataFrame:
    """The growth frame of one document, against an earlier one where it is given."""
    whole = _of_total(doc, base)
    rows = [_row(doc, item, whole.previous if whole else None) for item in _items(doc, base, whole)]
    table = pd.DataFrame(rows, columns=GROWTH_COLUMNS)
    return table.astype(
        {
            "page": "Int64",
            "line": "Int64",
            "stated_page": "Int64",
            "stated_line": "Int64",
            "year": "Int64",
            "restated": bool,
            "contradicted": bool,
        }
    )


def waterfall(growth_frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a growth frame whose changes add up to the total's: basic, each project (else all), the remainder."""
    projects = "project" if (growth_frame["item"] == "project").any() else "projects"
    return growth_frame[growth_frame["item"].isin(["basic", projects, "remainder"])].reset_index(drop=True)


def _items(doc: Document, base: Document | None, whole: Item | None) -> Iterator[Item]:
    parts = list(_projects_of_both(doc, base) if base else ()) or list(_projects(doc))
    if whole:
        yield whole
    basic, together = _nature(doc, base, "basic", "基本支出"), _nature(doc, base, "project", "项目支出")
    together = together or _sum_of_projects(parts, figures.expenditure(doc).get("project"))
    derived = basic is None and whole is not None and together is not None
    if whole and together and derived:  # all of the change that is not in projects is in basic expenditure
        basic = remainder("basic", "基本支出", whole, [together], figures.expenditure(doc).get("basic"))
    if basic:
        yield basic
    if together:
        yield replace(together, item="projects")
    yield from parts
    known = [*([basic] if basic else []), *(parts or ([together] if together else []))]
    if whole and known and not derived:
        rest = remainder("remainder", "其余", whole, known)
        if parts or not rest.change.lower <= 0 <= rest.change.upper:
            yield rest
    yield from _pair(
        "operating_cost", "机关运行经费", doc, base, figures.operating_cost, "operating_cost", "amount"
    )
    for measure, (item, name) in THREE_PUBLIC.items():
        yield from _pair(item, name, doc, base, figures.three_public, "three_public", measure)
    yield from _funds(doc, base)
    yield from _functions(doc, base)


def _of_total(doc: Document, base: Document | None) -> Item | None:
    """The whole: from both documents, else from what the text says of it, of an equal income, or of an equal fund."""
    printed = figures.expenditure(doc).get("total")
    earlier = figures.expenditure(base).get("total") if base else None
    statement = said(doc, "expenditure", printed=printed)
    if not statement.before and printed:
        statement = _same(doc, "income", "", printed) or statement
    if printed and earlier and printed.place.fund == earlier.place.fund:
        return between(
            "total", "支出合计", printed, earlier, stated=statement.before, stated_pct=statement.pct
        )
    if not statement.before and printed:
        statement = _same(doc, "expenditure", None, printed) or statement
    label = f"支出合计（{statement.name}）" if statement.name else "支出合计"
    return of_statement("total", label, statement, printed)


def _same(doc: Document, topic: str, name: str | None, printed: Amount) -> Statement | None:
    """A statement with a year before whose amount is the printed figure."""
    found = said(doc, topic, name=name, printed=printed)
    return found if found.before and found.current and found.current.meets(printed) else None


def _funds(doc: Document, base: Document | None) -> Iterator[Item]:
    """Spending from one fund, of which the text speaks apart: held only against the same fund of the earlier document."""
    for fund, (name, tables, pattern) in FUNDS.items():
        printed, earlier = (_fund_total(d, tables) for d in (doc, base))
        spoken = [
            s for s in statements(doc, "expenditure") if pattern.match(s.name) and s.current and s.before
        ]
        statement = next(
            (s for s in spoken if printed is None or (s.current and s.current.meets(printed))), Statement()
        )
        if printed and earlier:
            yield between("fund", name, printed, earlier, "documents", fund, statement.before, statement.pct)
        elif found := of_statement("fund", name, statement, printed):
            yield replace(found, code=fund)


def _fund_total(doc: Document | None, tables: tuple[str, ...]) -> Amount | None:
    found = (figures.totals(doc, table).get("total") for table in tables) if doc else iter(())
    return next((amount for amount in found if amount), None)


def _nature(doc: Document, base: Document | None, key: str, name: str) -> Item | None:
    """Basic or project expenditure: from both documents, else from what the text says of it."""
    printed = figures.expenditure(doc).get(key)
    earlier = figures.expenditure(base).get(key) if base else None
    statement = said(doc, "expenditure", name=name, printed=printed)
    if printed and earlier and printed.place.fund == earlier.place.fund:
        return between(key, name, printed, earlier, stated=statement.before, stated_pct=statement.pct)
    return of_statement(key, name, statement, printed)


def _projects(doc: Document) -> Iterator[Item]:
    """Each project of the text that it compares with the year before."""
    for statement in statements(doc, "project"):
        item = of_statement("project", statement.name, statement, None)
        if item:
            yield item


def _projects_of_both(doc: Document, base: Document) -> Iterator[Item]:
    """Each project of either year's complete list, by name: one that is not in a complete list has nothing there."""
    now, before = dict(figures.projects(doc)), dict(figures.projects(base))
    said = {item.name: item for item in _projects(doc)}
    if not (
        now and before and "project" in figures.expenditure(doc) and "project" in figures.expenditure(base)
    ):
        return
    for name in dict.fromkeys([*now, *before]):
        nothing = replace((now.get(name) or before[name]), value=0.0, lower=0.0, upper=0.0)
        stated = said.get(name)
        yield between(
            "project", name, now.get(name, nothing), before.get(name, nothing),
            stated=stated.previous if stated else None, stated_pct=stated.stated_pct if stated else None,
        )  # fmt: skip


def _sum_of_projects(parts: list[Item], whole: Amount | None) -> Item | None:
    """All projects together, where those with a change make up the printed project total."""
    if not parts:
        return None
    current = ratios.add(p.current for p in parts)
    if whole is None or not whole.meets(current):
        return None
    both = ratios.combine(whole.based("table"), current)
    assert both is not None
    change = ratios.add(p.change for p in parts)
    return changed("project", "项目支出", both.based("table_and_text"), change)


def _pair(item: str, name: str, doc: Document, base: Document | None, in_table: Callable[..., Amount | None],
          topic: str, measure: str) -> Iterator[Item]:  # fmt: skip
    """One thing that a table or the text prints: from two documents, a table of two years, or the text."""
    printed, before = (in_table(doc, measure, period) for period in ("current", "previous"))
    statement = said(doc, topic, measure, printed=printed)
    earlier = (in_table(base, measure, "current") or claim(base, topic, measure)) if base else None
    current = printed or statement.current
    if current and earlier:
        stated = before or statement.before
        yield between(item, name, current, earlier, stated=stated, stated_pct=statement.pct)
    elif printed and before:
        yield between(item, name, printed, before, "table", stated_pct=statement.pct)
    elif found := of_statement(item, name, statement, printed):
        yield found


def _functions(doc: Document, base: Document | None) -> Iterator[Item]:
    """类 and leaf codes with an earlier figure: in the earlier document (old codes under their new name) or in print."""
    now = _by_code(figures.code_rows(doc, figures.FUNCTION_TABLES))
    printed = _by_code(_previous_of(doc))
    before: dict[str, tuple[str, Amount]] = {}
    if base:
        newer = renamed("functional", base.year, doc.year)
        rows = figures.code_rows(base, figures.FUNCTION_TABLES)
        before = _by_code([replace(row, code=newer.get(row.code, row.code)) for row in rows])
    for code, (name, current) in now.items():
        stated = printed.get(code, (name, None))[1]
        if code in before and current.place.fund == before[code][1].place.fund:
            yield between("function", name, current, before[code][1], code=code, stated=stated)
        elif stated is not None and not before:
            yield between("function", name, current, stated, "table", code)


def _previous_of(doc: Document) -> list[Figure]:
    for table in figures.FUNCTION_TABLES:
        rows = table_rows(doc, table, "previous")
        if any(row.code for row in rows):
            return figures.of_main_fund(rows)
    return []


def _by_code(rows: list[Figure]) -> dict[str, tuple[str, Amount]]:
    found: dict[str, list[Figure]] = {}
    for row in rows:
        if row.measure == "total" and row.code and (row.level == 1 or row.is_leaf):
            found.setdefault(row.code, []).append(row)
    return {code: (own[0].name, ratios.add(row.amount for row in own)) for code, own in found.items()}


def _stated(pct: Figure | None) -> dict[str, object]:
    """A percentage of the text, what it can truly be by its print, and where it stands."""
    figure = parse_figure(pct.printed) if pct else None
    value, half = (pct.value, float(figure.quantum) / 2) if pct and figure else (ratios.NAN, ratios.NAN)
    return {
        "stated_pct": value, "stated_pct_lower": value - half, "stated_pct_upper": value + half,
        "stated_page": pct and pct.page, "stated_line": pct and pct.line,
    }  # fmt: skip


def _row(doc: Document, item: Item, whole_previous: Amount | None) -> dict[str, object]:
    part = item.item in ("total", "basic", "projects", "project", "remainder", "function")
    share = ratios.quotient(item.change, whole_previous) if part and whole_previous else ratios.UNDEFINED
    if item.item == "total":  # the change of the whole is part of its own base
        share = item.growth
    stated = item.stated_previous
    pct, points, place = item.growth.times(100), share.times(100), item.current.place
    return {
        **{key: doc.ids[key] for key in ("region", "department", "year", "phase")},
        "item": item.item, "code": item.code, "name": item.name,
        **money("current", item.current), **money("previous", item.previous), **money("change", item.change),
        "growth_pct": pct.value, "lower": pct.lower, "upper": pct.upper,
        "contribution_pp": points.value, "contribution_lower_pp": points.lower, "contribution_upper_pp": points.upper,
        **_stated(item.stated_pct), "status": item.status or item.growth.status,
        "stated_previous_yuan": stated.value if stated else ratios.NAN,
        "stated_lower_yuan": stated.lower if stated else ratios.NAN,
        "stated_upper_yuan": stated.upper if stated else ratios.NAN,
        "restated": stated is not None and not stated.meets(item.previous),
        **{k: getattr(place, k) for k in ("basis", "source_id", "table", "topic", "page", "line")},
        "contradicted": ratios.contradicted(item.current, item.change, item.previous),
    }  # fmt: skip
