"""The page that leads to all reports of a folder: each department and year with its key figures and its state.

It is made from what is noted of every folder (see `notes`), so that a run for one department leaves the others in it.
"""

from __future__ import annotations

import re
from itertools import groupby
from math import floor, log10
from typing import Any
from urllib.parse import quote

from yusuan import views
from yusuan.analysis import figures
from yusuan.analysis.document import document
from yusuan.analysis.ratios import Amount
from yusuan.model import Disclosure
from yusuan.prose import MARK
from yusuan.report.address import Place, put
from yusuan.report.page import render, words

COLUMNS = {
    "title": ("部门预算报告", "Reports on department budgets"),
    "search": ("按部门、地区或年份查找", "Find a department, region or year"),
    "department": ("部门", "Department"),
    "region": ("地区", "Region"),
    "year": ("年份", "Year"),
    "expenditure": ("支出（万元）", "Expenditure (10,000 yuan)"),
    "basic": ("基本支出（万元）", "Basic (10,000 yuan)"),
    "project": ("项目支出（万元）", "Projects (10,000 yuan)"),
    "three_public": ("三公经费（万元）", "Three public expenses (10,000 yuan)"),
    "violated": ("前后不符（处）", "Contradictions"),
    "failed": ("没有完成", "not complete"),
    "up": ("全部地区", "All regions"),
    "notebook": ("笔记本", "notebook"),
}
ROWS = 2_000  # of one page: about 5 MB, which a browser still opens at once
FIGURES = ("expenditure", "basic", "project", "three_public", "violated")


def key_figures(disclosure: Disclosure) -> dict[str, tuple[float, str]]:
    """The amounts of the index that a disclosure prints: yuan to sort by, and 万元 as text."""
    meta = disclosure.meta
    doc = document(disclosure.cells, disclosure.claims, meta.department, meta.year or 0)
    found = figures.expenditure(doc)
    amounts = {
        "expenditure": found.get("total"),
        "basic": found.get("basic"),
        "project": found.get("project"),
        "three_public": figures.three_public(doc, "total"),
    }
    return {name: (amount.value, _text(amount)) for name, amount in amounts.items() if amount is not None}


def _text(amount: Amount) -> str:
    """An amount in 万元 with the digits that its print has, but two after the point at most."""
    step = (amount.upper - amount.lower) / 10_000
    digits = min(2, max(0, -floor(log10(step)))) if step else 0
    return f"{amount.value / 10_000:,.{digits}f}"


def subject(own: Disclosure, source: str, lang: str) -> dict[str, Any]:
    """What the index says of a document: its title, its address if its `source` has one, region, key figures and state."""
    address, found = re.search(views.ADDRESS, source), views.findings(own)
    violated = views.states(found).get("violated", 0)
    return {
        "title": own.meta.title or own.meta.file,
        "address": address[0] if address else "",
        "region": own.meta.region,
        "figures": key_figures(own) | {"violated": (violated, str(violated))},
        "state": views.state(found, lang),
    }


def write_index(
    output: Place, folders: dict[str, dict[str, Any]], lang: str, *, shared: bool = False
) -> None:
    """Write index.html of a place of reports, from what is noted of each folder there (see `notes`).

    More than ROWS go on pages by region, and index.html leads from each region to its page, or to each of its pages.
    They stand alone, or, `shared`, take their font from the files of a site.
    """
    rows = [_row(folder, content) for folder, content in folders.items()]
    rows.sort(key=lambda row: (row["region"], row["department"], -row["year"]))
    if len(rows) <= ROWS:
        _write(output / "index.html", lang, shared, rows=rows)
        return
    regions, pages = [], [list[dict[str, Any]]()]
    for region, own in groupby(rows, key=lambda row: row["region"]):
        of_region = list(own)
        for start in range(0, len(of_region), ROWS):
            here = of_region[start : start + ROWS]
            if pages[-1] and len(pages[-1]) + len(here) > ROWS:
                pages.append([])
            pages[-1] += here
            years = sorted({row["year"] for row in here})
            departments = list(dict.fromkeys(row["department"] for row in here))
            page = f"index-{len(pages)}.html"
            regions.append({"name": region or "—", "page": page, "years": years, "departments": departments})
    for number, page_rows in enumerate(pages, 1):
        _write(output / f"index-{number}.html", lang, shared, rows=page_rows, up="index.html")
    _write(output / "index.html", lang, shared, regions=regions)


def _write(page: Place, lang: str, shared: bool, **content: Any) -> None:
    empty: dict[str, Any] = {"rows": [], "regions": [], "up": ""}
    values = empty | {"columns": words(COLUMNS, lang), "figures": FIGURES, "mark": MARK} | content
    put(page, render("index.html.j2", lang, values, scripts=False, shared=shared).encode("utf-8"))


def _row(folder: str, content: dict[str, Any]) -> dict[str, Any]:
    """A row of the index: what is noted of a folder, each report with its addresses, the page first."""
    reports = []
    for noted in content["reports"].values():
        files = sorted(noted["files"], key=lambda name: not name.endswith(".html"))
        links = [(name.rpartition(".")[2], f"{quote(folder)}/{quote(name)}") for name in files]
        reports.append({"title": noted["title"], "error": noted["error"], "links": links})
    unknown: dict[str, Any] = {"region": "", "title": "", "address": "", "figures": {}, "state": ""}
    return unknown | content | {"reports": reports}
