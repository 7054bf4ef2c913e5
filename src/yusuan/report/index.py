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

import pandas as pd

from yusuan.analysis import figures
from yusuan.analysis.document import document
from yusuan.analysis.ratios import Amount
from yusuan.model import Disclosure
from yusuan.report.make import Result
from yusuan.report.page import WORDS, render
from yusuan.store import Data, write_whole

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
        "state": "文件状态",
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
        "state": "State of the document",
        "failed": "not complete",
        "notebook": "notebook",
    },
}
STATES = {
    "zh": {
        "violated": "{} 处前后不符",
        "undefined": "{} 处无法计算",
        "not_checkable": "{} 处无法核对",
        "": "未见不符",
    },
    "en": {
        "violated": "{} contradictions",
        "undefined": "{} undefined",
        "not_checkable": "{} not checkable",
        "": "no contradiction",
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
    """An amount in 万元 with the digits that its print has and no more."""
    step = (amount.upper - amount.lower) / 10_000
    return f"{amount.value / 10_000:,.{max(0, -floor(log10(step))) if step else 0}f}"


def subject(data: Data, department: str, year: int, lang: str) -> dict[str, Any]:
    """Region, key figures and state of a department's year, for the index; the budget before the final account."""
    rows = data.sources[(data.sources["department"] == department) & (data.sources["year"] == year)]
    disclosure = data.disclosure(str(rows.sort_values("phase")["source_id"].iloc[0]))
    return {
        "region": disclosure.meta.region,
        "figures": key_figures(disclosure),
        "state": state(disclosure.findings, lang),
    }


def state(findings: pd.DataFrame, lang: str) -> str:
    """The state of a document in one line: how many findings of each kind that a reader should know of."""
    words = STATES[lang]
    counts = findings["status"].value_counts()
    parts = [text.format(counts[status]) for status, text in words.items() if counts.get(status, 0)]
    return ("；" if lang == "zh" else "; ").join(parts) or words[""]


def record(results: list[Result], subject: dict[str, Any]) -> None:
    """Note in the folder of these results, all of one department and year, what was made.

    `subject` holds region, figures and state; reports of other notebooks that are noted already stay.
    """
    job = results[0].job
    path = job.folder / RECORD
    noted = read_record(path).get("reports", {})
    for result in results:
        noted[result.job.name] = {
            "title": result.title,
            "error": result.error,
            "files": [file.name for file in result.files],
        }
    content = {
        "department": job.department,
        "year": job.year,
        **subject,
        "reports": dict(sorted(noted.items())),
    }
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))


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
    rows.sort(key=lambda row: (row.get("region", ""), row["department"], -row["year"]))
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
    return content | {"reports": reports}
