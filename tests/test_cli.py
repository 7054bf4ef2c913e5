"""The command line does what DESIGN.md says, and ends a user's mistake with one line and exit status 2."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import documents
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from yusuan.cli import main
from yusuan.model import CELL_COLUMNS, CLAIM_COLUMNS, FINDING_COLUMNS, ID_COLUMNS, frame
from yusuan.proof.culprits import CULPRIT_COLUMNS


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return documents.write(tmp_path / "a.txt")


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_show_says_what_is_in_each_document(paper: Path, tmp_path: Path):
    shown = run("show", paper, documents.write(tmp_path / "b.txt", year=2032))
    assert shown.exit_code == 0
    assert (
        "青石市石桥区档案局 2031 年预算" in shown.stdout and "青石市石桥区档案局 2032 年预算" in shown.stdout
    )


@pytest.mark.parametrize(("command", "columns"), [("cells", CELL_COLUMNS), ("claims", CLAIM_COLUMNS)])
def test_frames_go_to_standard_output_or_a_file(
    paper: Path, tmp_path: Path, command: str, columns: list[str]
):
    printed = run(command, paper, paper).stdout
    table = pd.read_csv(io.StringIO(printed))
    assert list(table.columns) == columns
    assert run(command, paper, paper, "-o", tmp_path / "o.csv").stdout == ""
    assert (tmp_path / "o.csv").read_text("utf-8-sig") == printed  # with the mark that Excel asks for
    run(command, paper, paper, "-o", tmp_path / "o.parquet")
    assert len(pd.read_parquet(tmp_path / "o.parquet")) == len(table)
    run(command, paper, paper, "-o", tmp_path / "o.xlsx")
    sheets = CalamineWorkbook.from_path(tmp_path / "o.xlsx")
    assert len(sheets.get_sheet_by_name(command).to_python()) == len(table) + 1
    assert (len(sheets.sheet_names) > 1) == (command == "cells")


def test_help_is_whole_in_a_narrow_terminal():
    shown = run("--help").stdout
    assert "..." not in shown.partition("Commands:")[2] and all(
        cell_len(line) <= 80 for line in shown.splitlines()
    )
    for command in main.commands:
        assert all(cell_len(line) <= 80 for line in run(command, "--help").stdout.splitlines())


def test_files_together_are_one_document(tmp_path: Path):
    words, tables = documents.text().split("表 1", 1)
    (tmp_path / "a.txt").write_text(words, "utf-8")
    (tmp_path / "b.txt").write_text("表 1" + tables, "utf-8")
    shown = run("show", "--together", tmp_path / "a.txt", tmp_path / "b.txt").stdout
    assert shown.count("年预算（") == 1 and "收支总表" in shown


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the proof find these, whatever the document."""

    def finds(*statuses: str) -> None:
        said = {"family": "TREE", "line": 17, "identity": "某数", "message": "某数：400 与 401（第17行）"}
        rows = [
            said | {"status": status, "severity": severity or "error"}
            for status, _, severity in (each.partition(" as ") for each in statuses)
        ]
        findings = frame(rows, FINDING_COLUMNS)
        suspect = {"group": 1, "set": 1, "size": 1, "printed": "401", "likely": True, "lower": 399.5}
        culprits = pd.DataFrame([suspect], columns=CULPRIT_COLUMNS)
        monkeypatch.setattr("yusuan.checks_told.identities", lambda document: findings)
        monkeypatch.setattr("yusuan.checks_told.proved", lambda *document: (findings, culprits))

    return finds


@pytest.mark.parametrize(
    ("statuses", "exit_code"),
    [
        ((), 0),
        (("exact", "rounding", "not_checkable", "undefined"), 0),
        (("violated as warning",), 0),
        (("exact", "violated"), 1),
    ],
)
def test_check_tells_a_contradiction_by_its_exit_status(paper: Path, found, statuses, exit_code: int):
    found(*statuses)
    assert run("check", paper).exit_code == run("check", "--json", paper).exit_code == exit_code


def test_check_shows_a_table_of_what_is_wrong_first_and_where(paper: Path, found):
    found("exact", "undefined as warning", "rounding", "violated", "not_checkable as info")
    title, head, _, *rows, last, _ = run("check", paper).stdout.splitlines()
    assert title.startswith("青石市石桥区档案局 2031 年预算")
    assert [row.split()[:4] for row in (head, *rows)] == [
        ["程度", "结果", "位置", "核对"], ["错误", "不符", "第17行", "某数"], ["提醒", "无定义", "第17行", "某数"],
        ["说明", "无法核对", "第17行", "某数"],
    ]  # fmt: skip
    starts = [cell_len(row[: row.index("400 与 401")]) for row in rows]
    assert len(set(starts)) == 1 and starts[0] == cell_len(head[: head.index("说明")])
    assert last == "1 式相等，1 式只差四舍五入"


def test_check_fits_a_hundred_columns_and_cuts_nothing_off(tmp_path: Path):
    paper, name = tmp_path / "a.txt", "青石市第一档案馆库房" * 12
    documents.write(paper, department=name)
    shown = run("check", paper).stdout
    table = shown.splitlines()[1:]
    assert len(table) > 4 and max(cell_len(line) for line in table) <= 100
    assert "…" not in shown and "无法核对" in shown


def test_check_as_json_names_document_finding_place_and_culprit(paper: Path, found):
    found("violated")
    shown = json.loads(run("check", "--json", paper).stdout)
    (document,) = shown["documents"]
    assert shown["schema"] == "yusuan-check/1"
    assert (document["file"], document["year"], document["region"]) == ("a.txt", 2031, "青石市石桥区")
    (finding,) = document["findings"]
    assert list(finding) == FINDING_COLUMNS
    assert (finding["line"], finding["page"], finding["residual_yuan"]) == (17, None, None)
    assert document["identities"] == {"violated": 1}
    (suspect,) = document["culprits"]
    assert list(suspect) == [column for column in CULPRIT_COLUMNS if column not in ID_COLUMNS]
    assert (suspect["printed"], suspect["likely"], suspect["upper"]) == ("401", True, None)


@pytest.mark.parametrize("what", ["finding", "culprit"])
def test_check_as_json_is_documented(what: str):
    """Each key of a finding and of a culprit stands in a table of docs/check.md."""
    keys = FINDING_COLUMNS if what == "finding" else [c for c in CULPRIT_COLUMNS if c not in ID_COLUMNS]
    section = (ROOT / "docs" / "check.md").read_text("utf-8").split(f"\nA {what}:")[1].split("\nA ")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    assert set(keys) == set(re.findall(r"`(\w+)`", "".join(rows)))


def test_ingest_then_export(paper: Path, tmp_path: Path):
    data, out = tmp_path / "data", tmp_path / "out"
    assert "read 1, unchanged 0, refused 0" in run("ingest", paper, "--data", data, "-j", "1").stderr
    assert run("export", "--data", data, "--to", "csv,package", "-o", out).exit_code == 0
    assert (out / "csv" / "cells.csv").exists() and (out / "package" / "datapackage.json").exists()


def test_lab_becomes_jupyterlab_on_the_first_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_explore.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path)
    started: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _, command: started.append(command))
    run("lab")
    assert started[0][1:4] == ["-m", "jupyterlab", "notebooks/00_explore.ipynb"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "{}/nowhere.txt"], "nowhere.txt: No such file or directory"),
        (["show", "{}"], "a folder; name its files, or add them with yusuan ingest"),
        (["cells", "{}/empty.txt"], "empty.txt: the file is empty"),
        (["claims", "{}/no-budget.txt"], "no-budget.txt: "),
        (["check", "{}/no-budget.txt"], "no-budget.txt: "),
        (["cells", "{}/a.txt", "-o", "{}/a.doc"], "a.doc: give a name that ends in .csv, .xlsx or .parquet"),
        (["ingest", "{}/nowhere"], "nowhere: no such file or folder"),
        (["ingest", "{}/empty.txt", "--data", "{}/d"], "none of the documents could be read"),
        (["export", "--data", "{}/nowhere"], "nowhere: no sources.csv in it"),
        (["report"], "data: no "),
        (["lab"], "no notebooks/ here"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(paper: Path, tmp_path: Path, monkeypatch, arguments, said: str):
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "no-budget.txt").write_text("一段与此无关的文字。\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    result = run(*[argument.format(tmp_path) for argument in arguments])
    assert result.exit_code == 2
    assert said in result.stderr.splitlines()[-1] and result.stderr.splitlines()[-1].startswith("yusuan: ")
    assert "Traceback" not in result.output


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_shown(paper: Path, tmp_path: Path):
    (tmp_path / "other.csv").write_text("年份,雨量\n2031,12\n", encoding="utf-8")
    for command in ("show", "cells", "check"):
        result = run(command, tmp_path / "missing.pdf", tmp_path, paper, tmp_path / "other.csv")
        assert result.exit_code == 2
        assert result.stdout == run(command, paper).stdout
        told = result.stderr.splitlines()
        assert len(told) == 3 and "missing.pdf" in told[0] and "other.csv" in told[2]
    alone = run("cells", tmp_path / "missing.pdf")
    assert alone.exit_code == 2 and alone.stdout == "" and len(alone.stderr.splitlines()) == 1


def test_ctrl_c_in_reports_is_one_line(monkeypatch: pytest.MonkeyPatch):
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("yusuan.report.batch.run", stopped)
    told = run("report", "--all")
    assert told.exit_code == 130
    assert told.stderr == "yusuan: interrupted; what is written is whole, the same command does the rest\n"
