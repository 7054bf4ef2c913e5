"""What a document says cannot act: hostile names of departments in every output are text, values, and safe names of files."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import documents
import duckdb
import nbformat
import pytest
import small_reports
import typesetter
from docx import Document
from lxml import etree
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from yusuan.export import export
from yusuan.ingest import ingest
from yusuan.loading import load
from yusuan.model import UnreadableError
from yusuan.names import clean_name
from yusuan.readers.text import read_text
from yusuan.reading import read
from yusuan.report import run

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>局"
NAMES = [
    SCRIPT, "../../x", "=cmd|' /C calc'!A0", "{{ 7*7 }}{% raw %}${7*7}局", "甲\r\n\"乙\"';--\n局", "\u202e甲\u2066乙\x07局",
    "长" * 10_000, "x', 1); DROP TABLE cells; --",
]  # fmt: skip
SUBJECTS = [(name, 2031) for name in NAMES]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_reports.data(tmp_path_factory.mktemp("hostile") / "data", SUBJECTS)


@pytest.fixture(scope="module")
def reports(data_dir: Path) -> Path:
    """A report on each of them in every format, in out/reports."""
    notebook = small_reports.notebook(data_dir.parent / "n.ipynb", "# 支出", small_reports.CHART, "rows")
    out = data_dir.parent / "out" / "reports"
    results = run(
        [str(notebook)], everything=True, jobs=2, formats=["html", "docx", "xlsx"], data_dir=data_dir, output=out,
        pictures=False,
    )  # fmt: skip
    assert len(results) == len(NAMES) and not [result.error for result in results if result.error]
    return out


def test_names_come_back_as_they_are_and_files_stay_in_their_folders(data_dir: Path, reports: Path):
    assert sorted(load(data_dir).sources["department"]) == sorted(NAMES)
    assert {path.name for path in data_dir.parent.iterdir()} == {"data", "n.ipynb", "out"}
    assert {path.name for path in reports.parent.iterdir()} == {"reports"}
    for path in reports.iterdir():
        assert re.fullmatch(r"[\w（）-]{1,70}|index\.html|\.lock", path.name), path


def test_pages_hold_them_as_text_and_forbid_requests(reports: Path):
    pages = list(reports.rglob("*.html"))
    assert len(pages) == len(NAMES) + 1
    for page in pages:
        text = page.read_text("utf-8")
        assert "<script>alert" not in text and "<img src=x" not in text
        root = etree.HTML(text)
        (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'")
        assert not root.xpath("//@onerror | //@onload | //@onclick | //iframe | //object | //base")
        scripts = ["".join(script.itertext()) for script in root.iter("script")]
        assert not any(script.startswith("alert") for script in scripts)
    index = (reports / "index.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in index and "{{ 7*7 }}" in index and "49局" not in index


def test_notebooks_take_them_as_values_and_charts_as_data(reports: Path):
    found = set()
    for path in reports.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        found.add(notebook.metadata.papermill.parameters["department"])
        (spec,) = [
            output.data["application/vnd.vegalite.v5+json"]
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if "application/vnd.vegalite.v5+json" in output.get("data", {})
        ]
        assert "href" not in json.dumps(spec) and json.loads(json.dumps(spec)) == spec
    assert found == set(NAMES)


def test_office_files_open_and_hold_no_formula_or_link(reports: Path):
    for path in reports.rglob("*.docx"):
        assert Document(str(path)).paragraphs
    for path in reports.rglob("*.xlsx"):
        assert CalamineWorkbook.from_path(path).sheet_names


@pytest.mark.parametrize("name", [SCRIPT, NAMES[2], NAMES[3]])
def test_a_pdf_holds_them_as_text_and_does_nothing(chromium: str, name: str, data_dir: Path, tmp_path: Path):
    notebook = small_reports.notebook(tmp_path / "n.ipynb", "# 支出", "department")
    (result,) = run(
        [str(notebook)], name, formats=["pdf"], data_dir=data_dir, output=tmp_path / "out", pictures=False
    )
    (path,) = (path for path in result.files if path.suffix == ".pdf")
    with PdfDocument(path) as printed:
        text = "".join(page.get_textpage().get_text_range() for page in printed)
    assert not result.error and clean_name(name) in clean_name(text)
    assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|SubmitForm|OpenAction)\b", path.read_bytes())


def test_exports_hold_them_as_text(data_dir: Path, tmp_path: Path):
    data = load(data_dir)
    plain, book, parquet, package = export(data, ["csv", "xlsx", "parquet", "package"], tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    with open(plain / "cells.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    kept = {row[head.index("department")] for row in rows}
    assert len(kept) == len(NAMES) and f"'{NAMES[2]}" in kept and NAMES[2] not in kept
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_name("sources").to_python()
    assert NAMES[2] in [row[sheet[0].index("department")] for row in sheet]
    query = f"select distinct department from read_parquet('{parquet}/cells/**/*.parquet', hive_partitioning = true)"
    assert {name for (name,) in duckdb.sql(query).fetchall()} == set(NAMES)
    described = json.loads((package / "datapackage.json").read_text("utf-8"))
    assert all(re.fullmatch(r"[a-z_]+\.csv", resource["path"]) for resource in described["resources"])


@pytest.mark.parametrize("kind", ["txt", *typesetter.FORMATS])
def test_a_document_of_that_name_is_read_without_what_turns_or_hides(kind: str, tmp_path: Path):
    for number, name in enumerate(NAMES):
        printed = re.sub(r"[\r\n\x07]", "", name)  # these no text file can have in a name
        path = documents.write(tmp_path / f"{number}.txt", department=printed)
        if kind != "txt":
            path.write_bytes(typesetter.FORMATS[kind](read_text(path.read_text("utf-8"), "made")))
        try:
            document = read(path)
        except UnreadableError as error:  # a name of 10,000 characters does not fit onto a page
            assert len(name) == 10_000 and "\n" not in str(error)
            continue
        texts = [
            document.meta.department,
            *document.cells["entity"],
            *document.cells["name"],
            document.meta.source_id,
        ]
        assert len(document.cells) and not re.search(
            r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "".join(texts)
        )
    summary = ingest([tmp_path], tmp_path / "data", jobs=1)
    assert len(summary.read) >= len(NAMES) - 1
    for path in (tmp_path / "data" / "figures").iterdir():
        assert re.fullmatch(r"[\w（）.-]{1,90}", path.name), path
    assert clean_name("\u202e甲\u2066乙\x07局\u200b") == "甲乙局"
