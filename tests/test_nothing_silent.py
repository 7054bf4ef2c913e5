"""What stands in the place of a figure is read as what it says or told with its place, in every format, alone or in a whole column."""

from __future__ import annotations

import math
from pathlib import Path

import documents
import pytest
import typesetter

import yusuan as ys
from yusuan.readers.text import read_text

WORDS, TITLE, _ = documents.text().replace("。", "。\n").partition("表 7")
HEAD = (
    "\n一般公共预算支出表（按功能分类）\n\n单位：万元\n\n科目编码\t科目名称\t支出总计\t基本支出\t项目支出\n"
)
MAKE = {"txt": typesetter.as_tabs, "csv": typesetter.as_csv} | typesetter.FORMATS

# As printed, and the 万元 that it certainly says; None where nobody can tell.
CELLS = {
    "310": 310, "０": 0, "３，１００．５": 3100.5, "3\u200b10": 310, "\ufeff310": 310, "31\u00ad0": 310, "3\u206010": 310,
    "\u00a0310": 310, "٣١٠": 310, "+310": 310, "-310": -310, "−310": -310, "－310": -310, "﹣310": -310, "–310": -310,
    "(310.00)": -310, "（3,100.00）": -3100, "¥310": 310, "￥-310": -310, "310万元": 310, "310 万元": 310,
    "3,100,000.00元": 310, "1.2亿元": 12000, "3.1E+02": 310, "1,234.\n56": 1234.56, "-0.0\n5": -0.05,
    "三十": None, "壹佰万元": None, "×": None, "*": None, "**": None, "######": None, "NaN": None, "#REF!": None,
    "#DIV/0!": None, "N/A": None, "TRUE": None, "？": None, "不公开": None, "详见附件": None, "12.5%": None, "—310": None,
    "△310": None, "▲310": None, "310-": None, "310①": None, "310³": None, "310*": None, "310（注1）": None, "③": None,
    "1,23,456.00": None, "31,00": None, "310,00": None, "1.234.56": None, "1.234.567": None, "310.": None, "310,": None,
    "l10": None, "O.5": None, "31O": None, "3l0": None, "3E5": None, "1 234": None, "100 120": None, "12.50 13": None,
    "12.50\n13": None, "123\n456": None, "2031-01-31": None, "2031年1月31日": None, "310-320": None, "310/400": None,
    "约310": None, "310a": None, "310万": None, "$310": None, "=E9+E10": None, "9" * 16: None, "3\u03360\u0336310": None,
}  # fmt: skip
BLANK = ["", "-", "—", "－－", "/", "无"]
PARTS = [list(CELLS)[i : i + 15] for i in range(0, len(CELLS), 15)]


def read(folder: Path, kind: str, cells: list[str]) -> ys.Disclosure:
    """A document with a row for each of the cells, which stand under 基本支出."""
    rows = "".join(f"20126{i:02}\t事项\t5\t%{i}%\t5\n" for i in range(len(cells)))
    blocks = read_text(WORDS + TITLE + HEAD + rows, "made")
    *_, grid = blocks
    texts = {f"%{i}%": t.replace("\n", "<br>") if kind == "txt" else t for i, t in enumerate(cells)}
    laid = [
        *blocks[:-1],
        type(grid)(tuple(tuple(texts.get(t, t) for t in row) for row in grid.rows), grid.lines),
    ]
    (folder / f"a.{kind}").write_bytes(MAKE[kind](laid))
    return ys.read(folder / f"a.{kind}")


def outcomes(document: ys.Disclosure) -> list[tuple[float, list[str]]]:
    """Of each row the amount under 基本支出 in 万元, and what is told at its place."""
    told: dict[tuple[int, int], list[str]] = {}
    for finding in document.findings.query("severity != 'info'").fillna({"page": 0}).to_dict("records"):
        told.setdefault((finding["page"], finding["line"]), []).append(finding["printed"])
    found = []
    for _, row in document.cells.query("code != ''").fillna({"page": 0}).groupby("code", sort=True):
        amounts = row.loc[row["measure"] == "basic", "amount_yuan"].tolist() or [math.nan]
        found.append((amounts[0] / 10_000, told.get((row["page"].iloc[0], row["line"].iloc[0]), [])))
    return found


@pytest.mark.parametrize("cells", PARTS, ids=lambda cells: cells[0])
@pytest.mark.parametrize("kind", MAKE)
def test_it_is_read_or_told_in_every_format(tmp_path: Path, kind: str, cells: list[str]):
    found = outcomes(read(tmp_path, kind, [*cells, *["5"] * len(cells)]))
    for printed, (amount, told) in zip(cells, found, strict=False):
        assert told or amount == CELLS[printed], (printed, amount, told)
        assert math.isnan(amount) or amount == CELLS[printed], (printed, amount)
    assert found[len(cells) :] == [(5, [])] * len(cells)


@pytest.mark.parametrize("printed", CELLS)
def test_it_is_read_or_told_where_a_whole_column_is_so(tmp_path: Path, printed: str):
    document = read(tmp_path, "html", [printed] * 3)
    column = document.findings.query("family == 'READ' and severity != 'info' and measure == 'basic'")
    for amount, told in outcomes(document):
        assert told or amount == CELLS[printed] or column["message"].str.contains("列“基本支出”").any()
        assert math.isnan(amount) or amount == CELLS[printed]


@pytest.mark.parametrize("kind", MAKE)
def test_a_blank_is_neither_a_figure_nor_told(tmp_path: Path, kind: str):
    document = read(tmp_path, kind, [*BLANK, "5", "0"])
    basic = document.cells.query("measure == 'basic' and code != ''")
    assert basic["printed"].tolist() == ["5", "0"] and document.findings.empty


NUMBERED, NAMED = ["科目编码", "科目名称", "合计"], ["科目名称", "合计"]
# Rows of a table as cells of a page (`2×` covers two columns, `2↓` two rows); the code, name, 万元 of each figure; what is told.
LAID: dict[str, tuple[list[list[str]], list[tuple[str, str, float]], str]] = {
    "codes under the head of names": ([NUMBERED, ["行政运行", "2012601", "5"]], [("2012601", "行政运行", 5)], ""),
    "a name in two cells": ([["科目编码", "2×科目名称", "合计"], ["2012601", "行政", "运行", "5"]], [("2012601", "行政运行", 5)], ""),
    "an unknown name in two cells": ([["2×项目名称", "合计"], ["馆舍", "修缮", "5"]], [("", "修缮", 5)], "分在 2 格里（馆舍、修缮）"),
    "a name that reaches into the total": ([NAMED, ["2↓行政运行", "5"], ["5"]], [("", "行政运行", 5), ("", "", 5)], "和上面的合并在一格"),
    "a figure in two cells": ([["科目名称", "2×合计"], ["信息", "12", "34.56"]], [("", "信息", 12), ("", "信息", 34.56)], "两个含义相同的数"),
    "a code as a figure": ([NUMBERED, ["2012601.0", "行政运行", "5"]], [("2012601", "行政运行", 5)], ""),
    "a code in powers of ten": ([NUMBERED, ["2.012601E+06", "行政运行", "5"]], [("2012601", "行政运行", 5)], ""),
    "a code cut off": ([NUMBERED, ["2.01E+06", "行政运行", "5"]], [("2.01E+06", "行政运行", 5)], "编码 2.01E+06 不是数字"),
    "a letter in a code": ([NUMBERED, ["2O12601", "行政运行", "5"]], [("2O12601", "行政运行", 5)], "编码 2O12601 不是数字"),
    "a unit in a name": ([NAMED, ["行政运行（元）", "50000"]], [("", "行政运行（元）", 5)], ""),
    "a figure in the cell of the name": ([NAMED, ["行政运行 1,400", ""], ["信息", "5"]], [("", "信息", 5)], "名称里有数"),
}  # fmt: skip


@pytest.mark.parametrize("laid", LAID)
def test_how_a_row_is_laid_is_read_or_told(tmp_path: Path, laid: str):
    rows, cells, said = LAID[laid]
    spans = {"×": " colspan=2", "↓": " rowspan=2"}
    page = "".join(
        "<tr>" + "".join(f"<td{spans.get(c[1:2], '')}>{c[2:] if c[1:2] in spans else c}</td>" for c in row) + "</tr>"
        for row in rows
    )  # fmt: skip
    title = "<p>2031年青石市档案局部门预算</p><p>支出总表</p><p>单位：万元</p>"
    (tmp_path / "a.html").write_text(f"{title}<table>{page}</table>")
    document = ys.read(tmp_path / "a.html")
    found = document.cells[["code", "name"]].assign(amount=document.cells["amount_yuan"] / 10_000)
    assert [*found.itertuples(index=False, name=None)] == cells
    told = document.findings.query("severity != 'info'")["message"]
    assert len(told) == bool(said) and told.str.contains(said, regex=False).all()


@pytest.mark.parametrize(
    "printed", ["三十万元", "三十", "壹佰万元", "310①", "310万", "约310", "3l0", "“30”", "30 40"]
)
def test_a_sum_of_a_form_that_is_no_figure_is_told(tmp_path: Path, printed: str):
    rows = [["项目名称", "档案整理"], ["年度资金总额", printed], ["其中：财政拨款", "30.5"]]
    page = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    (tmp_path / "a.html").write_text(
        f"<p>2031年青石市档案局部门预算</p><p>项目支出绩效目标表</p><p>单位：万元</p><table>{page}</table>"
    )
    (told,) = ys.read(tmp_path / "a.html").findings.query("severity == 'error'").to_dict("records")
    assert "不是一个数" in told["message"] and told["line"] > 0


def test_a_document_without_a_figure_is_told(tmp_path: Path):
    (tmp_path / "a.csv").write_text("2031年青石市档案局部门预算\n支出总表\n科目名称;合计\n行政运行;\n")
    assert ys.read(tmp_path / "a.csv").findings["message"].str.contains("没有读到一个数").any()
