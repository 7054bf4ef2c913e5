"""Each form of export holds the same figures, opens in what it is made for, and runs nothing that a document says."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import documents
import duckdb
import frictionless
import pandas as pd
import pytest
import small_reports
from python_calamine import CalamineWorkbook

from yusuan import loading
from yusuan.export import as_text, export
from yusuan.ingest import ingest
from yusuan.loading import Data, load
from yusuan.model import YusuanError

FORMULA = '=cmd|" /C calc"!A0'


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Three disclosures; one of them says things that must not act."""
    folder = tmp_path_factory.mktemp("export")
    for department, year in [
        ("青石市石桥区档案局", 2031),
        ("青石市石桥区档案局", 2032),
        ("白沙市信访局", 2032),
    ]:
        documents.write(folder / "papers" / f"{department}{year}.txt", department=department, year=year)
    ingest([folder / "papers"], folder / "data", jobs=1)
    loaded = load(folder / "data")
    hostile = loaded.cells["department"] == "白沙市信访局"
    cells = loaded.cells.assign(
        region=loaded.cells["region"].mask(hostile, "../../<script>"),
        name=loaded.cells["name"].mask(hostile & (loaded.cells["table"] == "balance"), FORMULA),
    )
    return replace(loaded, cells=cells)


def kept(folder: Path) -> list[str]:
    """The names in a folder but for its lock."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_csv_holds_the_frames_and_no_formula(data: Data, tmp_path: Path):
    (folder,) = export(data, ["csv"], tmp_path)
    cells = pd.read_csv(folder / "cells.csv", dtype={"code": "str", "printed": "str"})
    assert cells["amount_yuan"].tolist() == data.cells["amount_yuan"].tolist()
    with open(folder / "cells.csv", encoding="utf-8-sig", newline="") as file:
        texts = [value for row in csv.reader(file) for value in row]
    assert f"'{FORMULA}" in texts and FORMULA not in texts


def test_a_printed_table_is_a_sheet_row_by_row(data: Data):
    """Nothing of a table is lost or moved: each row and column stands once, in order."""
    for source_id in data.sources["source_id"]:
        document = data.disclosure(source_id)
        for kind, cells in document.cells.groupby("table"):
            sheet = document.sheet(kind, "printed")
            assert sheet.iloc[:, 7:].notna().sum().sum() == len(cells)
            rows = cells[["line", "side", "code", "name"]].drop_duplicates().to_numpy().tolist()
            assert sheet[["line", "side", "code", "name"]].to_numpy().tolist() == rows
    with pytest.raises(YusuanError, match="no table 'balances' in it; there are: balance, "):
        document.sheet("balances")


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("@a", "'@a"), ("+x", "'+x"), ("-x", "'-x"), ("\tx", "'\tx"), ("-0.40", "-0.40"),
     ("-20,442.30", "-20,442.30"), ("—", "—"), ("档案局", "档案局"), (3.5, 3.5)],
)  # fmt: skip
def test_formulas_become_text_and_figures_stay(text: object, safe: object):
    assert as_text(text) == safe


def test_xlsx_has_numbers_as_numbers_and_formulas_as_text(data: Data, tmp_path: Path):
    (path,) = export(data, ["xlsx"], tmp_path)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["sources", "cells", "claims", "tables", "findings"]
    head, *rows = book.get_sheet_by_name("cells").to_python()
    assert head == list(data.cells.columns) and len(rows) == len(data.cells)
    assert [row[head.index("amount_yuan")] for row in rows] == data.cells["amount_yuan"].tolist()
    assert FORMULA in [row[head.index("name")] for row in rows]


def test_a_sheet_that_is_too_short_says_what_to_do(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("yusuan.export._SHEET_ROWS", 10)
    with pytest.raises(YusuanError, match="cells has more; take parquet or csv"):
        export(data, ["xlsx"], tmp_path)
    assert kept(tmp_path) == []


def test_parquet_is_partitioned_stays_in_its_folder_and_is_queried_by_duckdb(data: Data, tmp_path: Path):
    (folder,) = export(data, ["parquet"], tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert {path.name for path in (folder / "cells").iterdir()} == {"year=2031", "year=2032"}
    query = (
        f"select year, sum(amount_yuan) from read_parquet('{folder}/cells/**/*.parquet', hive_partitioning = true) "
        "where \"table\" = 'general_by_function' and is_leaf and measure = 'total' group by year order by year"
    )
    assert duckdb.sql(query).fetchall() == [(2031, 4e6), (2032, 8e6)]
    regions = duckdb.sql(
        f"select distinct region from read_parquet('{folder}/cells/**/*.parquet', hive_partitioning = true)"
    ).fetchall()
    assert sorted(regions) == [("script",), ("青石市石桥区",)]


def test_a_folder_larger_than_memory_is_exported_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    subjects = [(f"某市{number}局", 2030 + number % 2) for number in range(5)]
    folder = small_reports.data(tmp_path / "data", subjects)
    monkeypatch.setattr(loading.load_in_parts, "__defaults__", (2,))
    (out,) = export(folder, ["parquet"], tmp_path / "out")
    (at_once,) = export(load(folder), ["parquet"], tmp_path / "at once")
    query = (
        "select source_id, year, region, amount_yuan from read_parquet('{}/cells/**/*.parquet') order by all"
    )
    assert duckdb.sql(query.format(out)).fetchall() == duckdb.sql(query.format(at_once)).fetchall()
    assert len(list(out.glob("cells/year=2030/**/*.parquet"))) == 2
    assert len(pd.read_parquet(out / "sources.parquet")) == len(subjects)


def test_the_package_is_valid_and_its_leaves_sum_to_the_total(data: Data, tmp_path: Path):
    (folder,) = export(data, ["package"], tmp_path)
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["message"])
    package = frictionless.Package(str(folder / "datapackage.json"))
    fields = package.get_resource("general-by-function").schema.to_descriptor()["fields"]
    types = {field["name"]: field["columnType"] for field in fields}
    assert types["amount_yuan"] == "value" and types["year"] == "date:fiscal-year"
    assert types["code"] == "functional-classification:generic:code:full"
    rows = package.get_resource("general-by-function").read_rows()
    assert [(row["year"], row["code"], float(row["amount_yuan"])) for row in rows] == [
        (year, "2012601", 4e6) for year in (2032, 2031, 2032)
    ]


def test_exporting_again_replaces_what_was_there(data: Data, tmp_path: Path):
    export(data, ["csv", "parquet", "xlsx"], tmp_path)
    (tmp_path / "csv" / "cells.csv").write_text("of another run")
    export(data, ["csv", "parquet", "xlsx"], tmp_path)
    assert "of another run" not in (tmp_path / "csv" / "cells.csv").read_text("utf-8")
    assert kept(tmp_path) == ["csv", "parquet", "yusuan.xlsx"]


def test_an_export_that_fails_leaves_what_was_there(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (folder,) = export(data, ["csv"], tmp_path)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(OSError, match="No space left"):
        export(data, ["csv"], tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert kept(tmp_path) == ["csv"]


def test_an_unknown_form_is_told_before_anything_is_written(data: Data, tmp_path: Path):
    with pytest.raises(YusuanError, match="no form 'xls' to export to; there are csv, xlsx"):
        export(data, ["csv", "xls"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
