"""The page that leads to all reports of a folder: each department and year with its key figures and its state.

Each folder of reports keeps `run.json`: what was made there and from what. The index page is made from these files, so
that a run for one department leaves the others in it.
"""

from __future__ import annotations

import json
from math import floor, log10
from pathlib import Path
from typing import Any
from urllib.parse import quote

from yusuan import views
from yusuan.analysis import figures
from yusuan.analysis.document import document
from yusuan.analysis.ratios import Amount
from yusuan.model import Disclosure
from yusuan.report.inputs import Sign
from yusuan.report.make import Result
from yusuan.report.page import WORDS, render
from yusuan.report.plan import Job
from yusuan.store import write_whole

RECORD = "run.json"

COLUMNS = {
    "zh": {
        "title": "部门预算报告",
        "search": "按部门、地区或年份查找",
        "department": "部门",
        "region": "地区",
        "year": "年份",
        "expenditure": "支出（万元）",
        "basic": "基本支出（万元）",
        "project": "项目支出（万元）",
        "three_public": "三公经费（万元）",
        "failed": "没有完成",
        "notebook": "笔记本",
    },
    "en": {
        "title": "Reports on department budgets",
        "search": "Find a department, region or year",
        "department": "Department",
        "region": "Region",
        "year": "Year",
        "expenditure": "Expenditure (10,000 yuan)",
        "basic": "Basic (10,000 yuan)",
        "project": "Projects (10,000 yuan)",
        "three_public": "Three public expenses (10,000 yuan)",
        "failed": "not complete",
        "notebook": "notebook",
    },
}
FIGURES = ("expenditure", "basic", "project", "three_public")


def key_figures(disclosure: Disclosure) -> dict[str, tuple[float, str]]:
    """The figures of the index (see FIGURES) that a disclosure prints: yuan to sort by, and 万元 as text."""
    meta = disclosure.meta
    doc = document(disclosure.cells, disclosure.claims, meta.department, meta.year or 0, meta.phase)
    found = figures.expenditure(doc)
    amounts = {
        "expenditure": found.get("total"),
        "basic": found.get("basic"),
        "project": found.get("project"),
        "three_public": figures.totals(doc, "three_public").get("total"),
    }
    return {name: (amount.value, _text(amount)) for name, amount in amounts.items() if amount is not None}


def _text(amount: Amount) -> str:
    """An amount in 万元 with the digits that its print has, but two after the point at most."""
    step = (amount.upper - amount.lower) / 10_000
    digits = min(2, max(0, -floor(log10(step)))) if step else 0
    return f"{amount.value / 10_000:,.{digits}f}"


def subject(own: Disclosure, lang: str) -> dict[str, Any]:
    """What the index says of a document: its region, key figures and state."""
    return {
        "region": own.meta.region,
        "figures": key_figures(own),
        "state": views.state(views.findings(own), lang),
    }


def record(result: Result, sign: Sign) -> None:
    """Note in its folder what was made; what is noted there of other notebooks stays."""
    job = result.job
    path = job.folder / RECORD
    before = read_record(path)
    made = {
        "title": result.title,
        "error": result.error,
        "inputs": sign(job, result.asked),
        "asked": result.asked,
        "files": [file.name for file in result.files],
    }
    reports = dict(sorted({**before.get("reports", {}), job.name: made}.items()))
    content = {"department": job.department, "year": job.year}
    content = before | content | result.subject | {"reports": reports}
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))


def noted(job: Job, sign: Sign) -> Result | None:
    """The result of this job if it was made before, from the same inputs, well, and its files are there."""
    found = read_record(job.folder / RECORD).get("reports", {}).get(job.name)
    if not found or found["error"] or "asked" not in found:
        return None
    asked = tuple(tuple((key, value) for key, value in pairs) for pairs in found["asked"])
    if found["inputs"] != sign(job, asked):
        return None
    files = tuple(job.folder / name for name in found["files"])
    return Result(job, found["title"], files, asked=asked) if all(file.is_file() for file in files) else None


def read_record(path: Path) -> dict[str, Any]:
    """What is noted at this path; nothing where there is no file, or one that is no record."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_index(output: Path, lang: str) -> Path:
    """Write index.html of a folder of reports and return its path."""
    records = [(path.parent.name, read_record(path)) for path in sorted(output.glob(f"*/{RECORD}"))]
    rows = [_row(folder, content) for folder, content in records if content]
    rows.sort(key=lambda row: (row["region"], row["department"], -row["year"]))
    values = {"rows": rows, "columns": COLUMNS[lang], "figures": FIGURES, "lang": lang, "words": WORDS[lang]}
    path = output / "index.html"
    write_whole(path, render("index.html.j2", values, scripts=False).encode("utf-8"))
    return path


def _row(folder: str, content: dict[str, Any]) -> dict[str, Any]:
    """A row of the index: what is noted of a folder, each report with its addresses, the page first."""
    reports = []
    for noted in content["reports"].values():
        files = sorted(noted["files"], key=lambda name: not name.endswith(".html"))
        links = [(name.rpartition(".")[2], f"{quote(folder)}/{quote(name)}") for name in files]
        reports.append({"title": noted["title"], "error": noted["error"], "links": links})
    unknown: dict[str, Any] = {"region": "", "figures": {}, "state": ""}
    return unknown | content | {"reports": reports}
