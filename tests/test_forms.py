"""A report says the same as PDF, DOCX and XLSX: its headings, sentences, tables and pictures, its figures as numbers."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import docx
import lxml.html
import pypdfium2
import pytest
import python_calamine
import small_reports
from nbformat import NotebookNode, v4
from PIL import Image

from yusuan.model import YusuanError
from yusuan.report import batch, pdf, run
from yusuan.report.content import Drawn, Part, figure, parts, tooltips
from yusuan.report.office import document, workbook
from yusuan.report.page import page

TABLE = (
    "<table><caption>项目</caption><thead><tr><th>项</th><th>额</th><th>比</th><th>码</th></tr></thead>"
    '<tbody><tr><td>=1+1</td><td title="某局 2030 年预算，支出总表 第 3 行\n在 1,234.495 与 1,234.505 之间">1,234.50</td>'
    "<td>12.5%</td><td>0301</td></tr>"
    "<tr><td>&lt;b&gt;乙</td><td>−7</td><td>约 3–4%</td><td>—</td></tr></tbody></table>"
)


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CHART = {
    "title": {"text": "各项"},
    "datasets": {"d": [{"n": "甲项", "v": "1,234 万元"}, {"n": "乙项", "v": "−5 万元"}, {"n": "乙项", "v": "−5 万元"}]},
    "layer": [
        {"mark": "rule"},
        {"mark": "bar", "data": {"name": "d"}, "encoding": {"tooltip": [
            {"field": "n", "title": "项目"}, {"field": "v", "title": "金额"}]}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    picture = io.BytesIO()
    Image.new("RGB", (8, 4)).save(picture, "PNG")
    chart = {
        "application/vnd.vegalite.v5+json": CHART,
        "image/png": base64.b64encode(picture.getvalue()).decode(),
        "text/plain": "一张图",
    }
    cells = [
        v4.new_markdown_cell("# 支出\n\n一句话，5,665 万元。\n\n- 一条"),
        v4.new_code_cell("x", outputs=[v4.new_output("display_data", data={"text/html": TABLE})]),
        v4.new_code_cell("y", outputs=[v4.new_output("display_data", data=chart)]),
        v4.new_markdown_cell("## 来源"),
    ]
    return v4.new_notebook(cells=cells)


def test_the_parts_of_a_report_come_in_order(notebook: NotebookNode):
    found = list(parts(notebook, "zh"))
    kinds = [part.kind for part in found]
    assert kinds == ["heading", "paragraph", "item", "table", "note", "picture", "heading"]
    assert [part.level for part in found if part.kind == "heading"] == [1, 2]
    assert found[3].text == "项目" and found[3].heads == 1 and found[3].rows[1][1] == "1,234.50"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", (1234.5, "#,##0.00")), ("−7", (-7.0, "0")), ("12.5%", (0.125, "0.0%")), ("+977", (977.0, "+0;-0")),
        ("5,665 万元", (5665.0, '#,##0" 万元"')), ("12345热线服务费", None), ("30226+30227", None),
        ("0.20", (0.2, "0.00")), ("0301", None), ("约 3–4%", None), ("—", None), ("", None), ("2023 年", None),
    ],
)  # fmt: skip
def test_printed_figures_become_numbers_and_codes_stay_text(text: str, number: tuple[float, str] | None):
    assert figure(text) == number


def test_a_document_has_real_headings_tables_and_pictures(notebook: NotebookNode):
    made = docx.Document(io.BytesIO(document(parts(notebook, "zh"))))
    assert [(p.style.name, p.text) for p in made.paragraphs if p.text] == [
        ("Heading 1", "支出"), ("Normal", "一句话，5,665 万元。"), ("List Bullet", "一条"), ("Caption", "项目"),
        ("Normal", "1 某局 2030 年预算，支出总表 第 3 行; 1,234.50: 在 1,234.495 与 1,234.505 之间"), ("Caption", "一张图"), ("Heading 2", "来源"),
    ]  # fmt: skip
    assert [cell.text for cell in made.tables[0].rows[1].cells] == ["=1+1", "1,234.501", "12.5%", "0301"]
    assert made.tables[0].cell(1, 1).paragraphs[0].runs[1].font.superscript, "the number of its note"
    assert "w:cantSplit" in made.tables[0].rows[1]._tr.xml, "no row over two pages"
    assert len(made.inline_shapes) == 1
    assert "Microsoft YaHei" in made.styles["Normal"].element.xml


def test_a_workbook_has_a_sheet_for_each_table_and_chart_and_numbers(notebook: NotebookNode):
    made = workbook(parts(notebook, "zh"), "支出")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert book.sheet_names == ["1 项目", "2 各项"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "项目"
    assert rows[3:] == [["=1+1", 1234.5, 0.125, "0301"], ["<b>乙", -7.0, "约 3–4%", "—"]]
    assert book.get_sheet_by_index(1).to_python()[2:] == [
        ["项目", "金额", ""], ["甲项", 1234.0, "甲项"], ["乙项", -5.0, "乙项"],
    ]  # fmt: skip

    files = zipfile.ZipFile(io.BytesIO(made))
    assert "支出总表 第 3 行" in files.read("xl/comments1.xml").decode()
    chart = files.read("xl/charts/chart1.xml").decode()
    assert (
        "'2 各项'!$B$4:$B$5" in chart
        and "'2 各项'!$C$4:$C$5" in chart
        and "万元" in chart
        and not any("chart2" in name for name in files.namelist())
    )


def _marks(rows: list[dict], tips: list[str], **channels) -> dict:
    tooltip = [{"field": name, "title": name} for name in tips]
    amounts = {c: {"field": name, "type": "quantitative"} for c, name in channels.items()}
    return {"data": {"values": rows}, "mark": "bar", "encoding": {"tooltip": tooltip} | amounts}


def test_a_chart_of_a_workbook_draws_what_the_chart_of_the_report_draws():
    left_right = [{"n": "甲", "l": "5 万元", "r": "3 万元", "off": "2 万元", "v": 2.0}, {"n": "乙", "l": "9 万元", "r": "8 万元", "off": "1.5 万元", "v": 1.56}]  # fmt: skip
    assert tooltips(_marks(left_right, ["n", "l", "r", "off"], x="v"))[1].columns == []
    left_right[1]["v"] = 1.54
    assert tooltips(_marks(left_right, ["n", "l", "r", "off"], x="v"))[1].columns == [3]
    years = [{"n": "甲", "a": "5", "b": "7", "v": 5.1}, {"n": "甲", "a": "5", "b": "7", "v": 7.2}]
    rows, drawn = tooltips(_marks(years, ["n", "a", "b"], x="v"))
    assert rows[1:] == [["甲", "5", "7"]] and drawn.columns == [1, 2]
    spans = [
        {"n": "甲", "t": "约 −1 至 2%", "a": 2.0, "b": -1.0},
        {"n": "乙", "t": "新增", "a": None, "b": None},
    ]
    assert tooltips(_marks(spans, ["n", "t"], x="a", x2="b"))[1].ranges == [(-1.0, 2.0), None]


def test_labels_and_ranges_of_a_workbook_are_one_hidden_column_each():
    rows = [["部门", "类", "范围"], ["甲", "一", "约 −1 至 2%"], ["甲", "二", "新增"]]
    part = Part(
        "picture", title="各类", rows=rows, heads=1, drawn=Drawn(ranges=[(-1.0, 2.0), None], axis="增长（%）")
    )
    made = workbook([part], "")
    told = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert [row[3:] for row in told[3:]] == [["甲 · 一", 0, 2, 0, -1], ["甲 · 二", 0, 0, 0, 0]]
    files = zipfile.ZipFile(io.BytesIO(made))
    assert "增长（%）" in files.read("xl/charts/chart1.xml").decode()
    assert 'hidden="1"' in files.read("xl/worksheets/sheet1.xml").decode()


def _parts_of(spec: dict) -> Part:
    rows, drawn = tooltips(spec)
    return Part("picture", title="各类", picture=PNG, rows=rows, heads=1, drawn=drawn)


def _inside(part: Part, name: str) -> str:
    files = zipfile.ZipFile(io.BytesIO(workbook([part], "")))
    return files.read(name).decode() if name in files.namelist() else ""


def test_counts_are_stacked_and_orders_of_magnitude_stay_so():
    counts = _marks(
        [{"n": "甲", "不符": 1, "相等": 0}, {"n": "乙", "不符": 0, "相等": 7}], ["n", "不符", "相等"]
    )
    counts["encoding"]["color"] = {
        "field": "k",
        "scale": {"domain": ["相等", "不符"], "range": ["#00f", "#f00"]},
    }
    part = _parts_of(counts)
    assert (part.drawn.columns, part.drawn.colours) == ([1, 2], ["#f00", "#00f"])
    assert 'grouping val="stacked"' in _inside(part, "xl/charts/chart1.xml")

    off = _marks(
        [{"n": "甲", "t": "0.02 万元", "v": 0.02}, {"n": "乙", "t": "377 万元", "v": 377}], ["n", "t"], x="v"
    )
    off["encoding"]["x"]["scale"] = {"type": "log"}
    chart = _inside(_parts_of(off), "xl/charts/chart1.xml")
    assert '<c:logBase val="10"/>' in chart and '<c:min val="0.001"/>' in chart


def test_a_picture_stands_where_a_spreadsheet_cannot_draw():
    part = _parts_of(_marks([{"n": "甲", "t": "3%"}, {"n": "乙", "t": "4 辆"}], ["n", "t"]))
    assert not _inside(part, "xl/charts/chart1.xml") and _inside(part, "xl/drawings/drawing1.xml")


def test_figures_lead_back_by_keyboard_to_a_screen_reader_and_on_paper(notebook: NotebookNode):
    root = lxml.html.fromstring(page(notebook, title="支出"))
    (shown,) = root.find_class("figure")
    assert (shown.text, shown.get("tabindex"), shown.get("data-note")) == ("1,234.50", "0", "1")
    described = [root.get_element_by_id(name).text for name in shown.get("aria-describedby").split()]
    assert described == ["某局 2030 年预算，支出总表 第 3 行", "1,234.50: 在 1,234.495 与 1,234.505 之间"]
    assert "title" not in shown.getparent().attrib and len(root.find_class("notes")[0]) == 1


def test_every_form_is_written_beside_the_page_and_linked(tmp_path: Path):
    data = small_reports.data(tmp_path / "data", [("某市甲局", 2030)])
    path = small_reports.notebook(
        tmp_path / "n.ipynb", "import pandas as pd\npd.DataFrame({'额': ['1,000']})"
    )
    results = run([str(path)], data_dir=data, output=tmp_path / "out", formats=["docx", "xlsx"])
    assert [file.suffix for file in results[0].files] == [".ipynb", ".html", ".docx", ".xlsx"]
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert all(f"/n.{suffix}" in index for suffix in ("html", "ipynb", "docx", "xlsx"))
    with pytest.raises(YusuanError, match="no format odt; there are: html, pdf, docx, xlsx"):
        run([str(path)], data_dir=data, output=tmp_path / "out", formats=["odt"])


def test_without_a_browser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(YusuanError, match="apt-get install chromium"):
        batch.run([], formats=["pdf"])


@pytest.mark.xdist_group("browser")
def test_a_pdf_is_a4_and_its_text_can_be_selected(chromium: str, tmp_path: Path, notebook: NotebookNode):
    html = tmp_path / "n.html"
    html.write_text(page(notebook, title="支出"), "utf-8")
    printed = pypdfium2.PdfDocument(pdf.print_pdf(html))
    assert [round(side) for side in printed[0].get_size()] == [595, 842]
    text = "".join(printed[0].get_textpage().get_text_range().split())
    assert "一句话，5,665万元" in text and "1,234.50" in text
    assert [bookmark.get_title() for bookmark in printed.get_toc()] == ["支出", "来源"]
