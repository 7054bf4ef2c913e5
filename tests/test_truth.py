"""Every figure that was read by hand from a published document stands in the cells: exact, and where it belongs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import yusuan as ys
from yusuan.model import Disclosure
from yusuan.names import clean_name, plain_name

NAMES = [
    "central2026-xinfang", "foshan2019-rail-final", "gz2026-general-office", "shanghai-putuo2025-office",
    "sz2026-baoan-planning", "sz2026-public-works", "sz2026-water", "sz2026-xinfang", "xian2026-xinfang",
    "yantai2026-veterans-html", "zhuhai2026-commerce",
]  # fmt: skip

# A key of the truth files: the measure and the period that it is read as.
KEYS = {
    "total": ("total", "current"), "basic": ("basic", "current"), "project": ("project", "current"),
    "personnel": ("personnel", "current"), "public": ("public", "current"),
    "prev": ("total", "previous"), "delta": ("total", "change"),
    "abroad": ("overseas", "current"), "reception": ("reception", "current"), "vehicle": ("vehicle", "current"),
    "vehicle_buy": ("vehicle_purchase", "current"), "vehicle_run": ("vehicle_operation", "current"),
    "vehicle_purchase": ("vehicle_purchase", "current"), "vehicle_running": ("vehicle_operation", "current"),
    "proc": ("procurement", "current"), "proc_sme": ("procurement_sme", "current"),
    "proc_small_micro": ("procurement_small_micro", "current"),
    "fiscal": ("fiscal_appropriation", "current"), "other": ("other_funds", "current"),
}  # fmt: skip


def load(corpus: Path, name: str) -> tuple[dict, Disclosure]:
    truth = json.loads((corpus / "truth" / f"{name}.json").read_text(encoding="utf8"))
    return truth, ys.read(corpus / truth.get("file", truth.get("doc", {}).get("file")))


def table(document: Disclosure, part: dict) -> pd.DataFrame:
    """The cells of the table that a part of the truth speaks of, found by its number or title."""
    for info in document.meta.tables:
        if part.get("no") and info.number and part["no"].endswith(info.number):
            break
        if info.title and part.get("title") and clean_name(part["title"]).endswith(info.title):
            break
    else:
        raise AssertionError(f"no table {part.get('no')} {part.get('title')}")
    return document.cells[document.cells["table"] == info.kind]


def printed_value(cells: pd.DataFrame, measure: str, period: str) -> list[float]:
    """The amounts in the unit of print, for one measure; a basic or personnel table may call its total so."""
    found = cells[(cells["measure"] == measure) & (cells["period"] == period)]
    if found.empty and measure == "total":
        found = cells[cells["measure"].isin(["basic", "project"]) & (cells["period"] == period)]
    factor = found["unit"].map({"万元": 10_000, "元": 1}).astype(float)
    return [round(v, 6) for v in found["amount_yuan"] / factor]


@pytest.mark.parametrize("name", NAMES)
def test_each_row_that_was_read_by_hand_is_there(corpus: Path, name: str) -> None:
    truth, document = load(corpus, name)
    checked = 0
    for part in truth.values():
        if not isinstance(part, dict) or not (part.get("no") or part.get("title")):
            continue
        cells = table(document, part)
        for row in part.get("rows", []):
            if "code" not in row:
                continue
            here = cells[cells["code"] == row["code"]]
            if "unit_name" in row:
                here = here[here["entity"] == clean_name(row["unit_name"])]
            assert set(here["name"].map(plain_name)) == {clean_name(row["name"])}, row
            for key, (measure, period) in KEYS.items():
                if key not in row:
                    continue
                values = printed_value(here, measure, period)
                if row[key] is None:
                    assert not (here["measure"].eq(measure) & here["period"].eq(period)).any(), (row, key)
                else:
                    assert row[key] in values, (row, key, values)
                checked += 1
        if "n_code_rows" in part:
            rows = cells[cells["code"] != ""].drop_duplicates(["entity", "code", "line", "page"])
            assert len(rows) == part["n_code_rows"], part.get("no")
        total = part.get("total")
        if isinstance(total, list):
            totals = cells[(cells["level"] == 0) & (cells["period"] == "current")]
            assert set(total) <= {
                round(v, 6) for m in totals["measure"].unique() for v in printed_value(totals, m, "current")
            }
    assert checked or name == "sz2026-water"


@pytest.mark.parametrize("name", NAMES)
def test_what_the_document_is(corpus: Path, name: str) -> None:
    truth, document = load(corpus, name)
    assert document.meta.department == truth["department"]
    assert document.meta.year == truth["year"]
    assert document.meta.phase == ("final" if truth["kind"] == "部门决算" else "budget")
    assert document.meta.unit == truth["unit"]
    if truth["region"] != "全国":
        assert truth["region"].endswith(document.meta.region) or truth["region"].startswith("广东省深圳市")


@pytest.mark.parametrize("name", NAMES)
def test_totals(corpus: Path, name: str) -> None:
    truth, document = load(corpus, name)
    tops = document.cells[(document.cells["level"] <= 2) & (document.cells["code"] == "")]
    factor = tops["unit"].map({"万元": 10_000, "元": 1}).astype(float)
    values = {round(v, 6) for v in (tops["amount_yuan"] / factor).dropna()}
    for key, value in truth["totals"].items():
        assert value in values, (key, value)
    for unit in truth.get("units", []):
        here = document.cells[
            (document.cells["entity"] == clean_name(unit["name"])) & (document.cells["level"] == 0)
        ]
        assert unit.get("total", unit.get("income")) in {round(v, 6) for v in here["amount_yuan"] / 10_000}


def test_three_public_by_year_and_unit(corpus: Path) -> None:
    for name in ("sz2026-public-works", "sz2026-xinfang", "sz2026-baoan-planning"):
        truth, document = load(corpus, name)
        cells = table(document, truth["three_public"])
        cells = cells[cells["fund"] == "general_public"]
        for row in truth["three_public"]["rows"]:
            period = "previous" if row["year"] == "2025" else "current" if row["year"] == "2026" else "change"
            here = cells[cells["period"] == period]
            if "unit_name" in row:
                here = here[here["entity"] == clean_name(row["unit_name"])]
            for key, (measure, _) in KEYS.items():
                if key in row:
                    assert row[key] in printed_value(here, measure, period), (row, key)


def test_a_repeated_total_is_no_second_row_of_a_code(corpus: Path) -> None:
    _, document = load(corpus, "foshan2019-rail-final")
    coded = document.cells[(document.cells["table"] == "expenditure") & (document.cells["code"] != "")]
    assert not coded.duplicated(["code", "measure", "fund", "period"]).any()


# --- the reference document: every figure, and no other -------------------------------------------------------------

ROLES = {
    "unit",
    "code",
    "name",
    "level",
    "role",
    "period",
    "income_name",
    "income_level",
    "exp_name",
    "exp_level",
}
KINDS = {
    "1": "balance", "3": "expenditure", "6": "fiscal_appropriation", "7": "general_by_function",
    "8": "general_by_economic", "9": "three_public", "10": "government_fund", "11": "state_capital", "12": "performance",
}  # fmt: skip


def true_figures(truth: dict) -> Counter:
    """All figures of the truth file as (table, entity, side, code, name, level, measure, period, amount)."""
    found: Counter = Counter()
    own = clean_name(truth["doc"]["unit_name"])
    for number, part in truth["tables"].items():
        kind, entity = KINDS[number], own
        for row in part["rows"]:
            if kind in ("balance", "fiscal_appropriation"):
                for side, long in (("income", "revenue"), ("exp", "expenditure")):
                    if row[f"{side}_amount"] is not None:
                        name = clean_name(row[f"{side}_name"])
                        found[
                            kind, own, long, "", name, "total", "current", float(row[f"{side}_amount"])
                        ] += 1
                continue
            entity = clean_name(row.get("unit")) or entity
            period = {"2022 年": "previous", "增减变化金额": "change"}.get(row.get("period", ""), "current")
            for key, value in row.items():
                if key not in ROLES and value is not None:
                    code, name = row.get("code") or "", clean_name(row.get("name"))
                    found[kind, entity, "", code, name, KEYS[key][0], period, float(value)] += 1
    return found


def read_figures(document: Disclosure) -> Counter:
    cells = document.cells[
        document.cells["table"].isin(KINDS.values()) & (document.cells["measure"] != "target")
    ]
    return Counter(
        (r.table, r.entity, r.side, r.code, r.name, r.measure, r.period, r.amount_yuan / 10_000)
        for r in cells.itertuples(index=False)
    )


def test_the_reference_document_is_read_whole(corpus: Path) -> None:
    truth, document = load(corpus, "baoan-2023")
    want, got = true_figures(truth), read_figures(document)
    assert want - got == Counter()
    assert got - want == Counter()
    assert got.total() == 453


def test_levels_of_the_reference_document(corpus: Path) -> None:
    truth, document = load(corpus, "baoan-2023")
    for number in ("1", "6"):
        cells = document.cells[document.cells["table"] == KINDS[number]]
        for row in truth["tables"][number]["rows"]:
            for side, long in (("income", "revenue"), ("exp", "expenditure")):
                if row[f"{side}_amount"] is not None and row["role"] == "item":
                    here = cells[(cells["side"] == long) & (cells["name"] == clean_name(row[f"{side}_name"]))]
                    assert set(here["level"]) == {row[f"{side}_level"]}, row


def test_indicators_of_the_reference_document(corpus: Path) -> None:
    truth, document = load(corpus, "baoan-2023")
    targets = document.cells[document.cells["measure"] == "target"]
    want = [
        ("/".join(clean_name(i[k]) for k in ("l1", "l2", "l3")), clean_name(i["raw"]))
        for i in truth["tables"]["12"]["indicators"]
    ]
    assert list(zip(targets["name"], targets["printed"], strict=True)) == want


def test_notes_and_contents_of_the_reference_document(corpus: Path) -> None:
    truth, document = load(corpus, "baoan-2023")
    assert list(document.meta.promised) == [clean_name(t) for t in truth["doc"]["toc_tables"].values()]
    notes = {t.number.removeprefix("表"): t.notes for t in document.meta.tables if t.notes}
    for number in ("10", "11"):
        assert any(clean_name(truth["doc"]["notes"][number][0]) in note for note in notes[number])
