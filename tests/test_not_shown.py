"""What a workbook, page or paper holds and does not show is never read as a figure, and told where it is one; a figure is as it is printed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import hostile
import pytest
import typesetter
import xlsxwriter
import xlwt

import yusuan as ys

HEAD = ["项目", "合计", "基本支出", "项目支出"]
BODY: list[list[str | float]] = [["行政运行", 400, 310, 90], ["信息化", 5, 0, 5], ["合计", 405, 310, 95]]
# What is done to the sheet 支出总表, the figures printed then, and what is told.
DONE = {
    "nothing": ("400 310 90 5 0 5 405 310 95", ""),
    "row": ("400 310 90 405 310 95", "隐藏的行有 3 个数"),
    "column": ("400 90 5 5 405 95", "隐藏的列有 3 个数"),
    "sheet": ("", "隐藏的工作表有 9 个数"),
    "format": ("400 90 5 0 5 405 310 95", "不显示数值的单元格有 1 个数"),
    "white": ("400 90 5 0 5 405 310 95", "不显示数值的单元格有 1 个数"),
    "merged": ("400 310 5 0 5 405 310 95", "合并单元格下面有 1 个数"),
    "struck": ("400 3̶1̶0̶ 90 5 0 5 405 310 95", "“3̶1̶0̶”不是一个数"),
    "raised": ("400 ³¹⁰ 90 5 0 5 405 310 95", "“³¹⁰”不是一个数"),
}  # fmt: skip


def as_xlsx(done: str) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("目录")
    sheet = book.add_worksheet("支出总表")
    sheet.write("A1", "单位：万元")
    dress = {
        "format": {"num_format": ";;;"},
        "struck": {"font_strikeout": True},
        "raised": {"font_script": 1},
        "white": {"font_color": "#FFFFFF"},
    }
    if done == "merged":
        sheet.merge_range("C3:D3", "")
    for number, row in enumerate([HEAD, *BODY], 1):
        sheet.write_row(number, 0, row)
    sheet.write(2, 2, 310, book.add_format(dress.get(done, {})))
    sheet.set_row(3, None, None, {"hidden": done == "row"})
    sheet.set_column(2, 2, None, None, {"hidden": done == "column"})
    if done == "sheet":
        sheet.hide()
    book.close()
    return stream.getvalue()


def as_xls(done: str) -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("目录").write(0, 0, "支出总表")
    sheet = book.add_sheet("支出总表", cell_overwrite_ok=True)
    if done == "merged":
        sheet.merge(2, 2, 2, 3)
    sheet.write(0, 0, "单位：万元")
    dress = {
        "struck": "font: struck_out on",
        "raised": "font: escapement superscript",
        "white": "font: colour white",
    }.get(done, "")
    style = xlwt.easyxf(dress, num_format_str=";;;" if done == "format" else "General")
    for number, row in enumerate([HEAD, *BODY], 1):
        for column, value in enumerate(row):
            sheet.write(number, column, value, *[style] * ((number, column) == (2, 2)))
    sheet.row(3).hidden = done == "row"
    sheet.col(2).hidden = done == "column"
    sheet.visibility = int(done == "sheet")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_ods(done: str) -> bytes:
    def cell(row: int, column: int, value: str | float) -> str:
        here, text = (row, column) == (1, 2), str(value)
        style = 'table:style-name="c"' if here else ""
        under = done == "merged" and (row, column) == (1, 3)
        spans = 'table:number-columns-spanned="2"' if done == "merged" and here else ""
        text = "" if here and done == "format" else f"<text:p>{text}</text:p>"
        kind = "string" if isinstance(value, str) else "float"
        name = "covered-table-cell" if under else "table-cell"
        return f'<table:{name} {style} {spans} office:value-type="{kind}" office:value="{value}">{text}</table:{name}>'

    rows = "".join(
        f'<table:table-row table:visibility="{"filter" if done == "row" and row == 2 else "visible"}">'
        + "".join(cell(row, column, value) for column, value in enumerate(values))
        + "</table:table-row>"
        for row, values in enumerate([HEAD, *BODY])
    )
    says = {
        "struck": 'style:text-line-through-style="solid"',
        "raised": 'style:text-position="super 58%"',
        "white": 'fo:color="#ffffff"',
    }
    columns = "".join(
        f'<table:table-column table:visibility="{"collapse" if done == "column" and i == 2 else "visible"}"/>'
        for i in range(4)
    )
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text", "style", "fo")
    )
    first = (
        "<table:table-row><table:table-cell><text:p>单位：万元</text:p></table:table-cell></table:table-row>"
    )
    content = (
        f"<office:document-content{spaces}><office:automatic-styles>"
        f'<style:style style:name="c"><style:text-properties {says.get(done, "")}/></style:style>'
        f'<style:style style:name="t"><style:table-properties table:display="{str(done != "sheet").lower()}"/></style:style>'
        '</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="目录"/>'
        f'<table:table table:name="支出总表" table:style-name="t">{columns}{first}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return typesetter.as_zip(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def read(path: Path, data: bytes) -> tuple[list[str], list[str]]:
    """The figures printed in a document of one sheet, and what is told of it."""
    (path / "a").write_bytes(data)
    (path / "b.txt").write_text("2031年青石市档案局部门预算\n单位：万元\n收支总表\n项目\t合计\n支出\t7\n")
    document = ys.read([path / "b.txt", path / "a"])
    told = document.findings.query("severity != 'info'")["message"].tolist()
    return document.cells["printed"].tolist()[1:], told


@pytest.mark.parametrize("done", DONE)
@pytest.mark.parametrize("make", [as_xlsx, as_xls, as_ods])
def test_what_a_workbook_does_not_show_is_told(tmp_path: Path, make: Callable[[str], bytes], done: str):
    figures, told = read(tmp_path, make(done))
    printed, said = DONE[done]
    assert figures == printed.split()
    assert len(told) == bool(said) and all(said in message for message in told)


@pytest.mark.parametrize(
    ("row", "figures", "said"),
    [
        ("<tr>{0}</tr>", "400 310 90", ""),
        ("<tr style='display:none'>{0}</tr>", "", "不显示的单元格有 3 个数"),
        ("<tbody hidden><tr>{0}</tr></tbody>", "", "不显示的单元格有 3 个数"),
        ("<tr>{0}<td style='visibility:hidden'>7</td></tr>", "400 310 90", "不显示的单元格有 1 个数"),
        (
            "<tr><td>运行</td><td style='visibility:hidden'>7</td><td>5</td></tr>",
            "5",
            "不显示的单元格有 1 个数",
        ),
    ],
)
def test_a_row_that_a_page_does_not_show_is_told(tmp_path: Path, row: str, figures: str, said: str):
    def line(*texts: str) -> str:
        return "".join(f"<td>{text}</td>" for text in texts)

    body = "".join(f"<tr>{line(*map(str, cells))}</tr>" for cells in [HEAD, *BODY[1:2]])
    page = (
        f"<p>支出总表</p><p>单位：万元</p><table>{body}{row.format(line('运行', '400', '310', '90'))}</table>"
    )
    found, told = read(tmp_path, page.encode())
    assert found == ["5", "0", "5", *figures.split()]
    assert len(told) == bool(said) and all(said in message for message in told)


@pytest.mark.parametrize(
    ("cell", "printed", "said"),
    [
        ("310<sub>2</sub>", "310²", "不是一个数"),
        ("310<span class='note'>2</span>", "310²", "不是一个数"),
        ("310<span style='font-size:0'>2</span>", "310", ""),
        ("310<span style='opacity:0'>2</span>", "310", ""),
        ("310<span style='mso-hide:all'>2</span>", "310", ""),
        ("310<span style='position:absolute;left:-9999px'>2</span>", "310", ""),
        ("<input value='310'><input type='hidden' value='9'>", "310", ""),
        ("<table><tr><td>310</td></tr></table>", "310", ""),
        ("<img src='310.png'>", "", "有 1 格是图片"),
        ("<table><tr><td>310</td><td>5</td></tr></table>", None, "一行里套着表格"),
    ],
)
def test_what_a_page_shows_of_a_cell_is_its_figure(tmp_path: Path, cell: str, printed: str | None, said: str):
    head = "".join(f"<td>{text}</td>" for text in HEAD)
    row = f"<tr><td>行政运行</td><td>400</td><td>{cell}</td><td>90</td></tr>"
    style = "<style>span.note{vertical-align:super}</style>"
    page = f"{style}<p>支出总表</p><p>单位：万元</p><table><tr>{head}</tr>{row}</table>"
    found, told = read(tmp_path, page.encode())
    assert found == ([] if printed is None else ["400", *filter(None, [printed]), "90"])
    assert len(told) == bool(said) and all(said in message for message in told)


def test_what_a_paper_does_not_show_is_told(tmp_path: Path):
    paper = docx.Document()
    paper.add_paragraph("支出总表")
    table = paper.add_table(0, 4)
    for texts in [HEAD, *BODY]:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.paragraphs[0].add_run(str(text)).font.hidden = text == 310
    paper.save((tmp_path / "a.docx").as_posix())
    found, told = read(tmp_path, (tmp_path / "a.docx").read_bytes())
    assert "310" not in found and len(found) == 7
    assert len(told) == 2 and all("隐藏的文字有 1 个数" in message for message in told)


def set_run(properties: str, text: str = "2", run: str = "<w:t>{}</w:t>") -> str:
    return f"<w:r><w:t>310</w:t></w:r><w:r><w:rPr>{properties}</w:rPr>{run.format(text)}</w:r>"


BOX = '<w:r><w:pict><v:textbox xmlns:v="v"><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></w:pict></w:r>'
RUN = "<w:r><w:t>310</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "printed", "said"),
    [
        (set_run('<w:vertAlign w:val="subscript"/>'), "310²", "不是一个数"),
        (set_run('<w:rStyle w:val="note"/>'), "310²", "不是一个数"),
        (set_run('<w:rStyle w:val="below"/>'), "310²", "不是一个数"),
        (set_run('<w:rStyle w:val="gone"/>'), "310", "隐藏的文字有 1 个数"),
        (f'<w:pPr><w:pStyle w:val="crossed"/></w:pPr>{RUN}', "3̶1̶0̶", "不是一个数"),
        (set_run("", "", '<w:sym w:font="Symbol" w:char="F030"/>{}'), "3100", ""),
        ('<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>' + RUN, "-310", ""),
        (BOX.format(RUN), "310", ""),
        (f"<w:r/></w:p><w:tbl><w:tr><w:tc><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl><w:p>", "310", ""),
        ('<w:r><w:drawing><a:blip xmlns:a="a"/></w:drawing></w:r>', "", "有 1 格是图片"),
        (f"</w:p><w:tbl><w:tr><w:tc><w:p>{RUN}</w:p></w:tc><w:tc><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl><w:p>", None, "一行里套着表格"),
    ],
)  # fmt: skip
def test_what_a_paper_shows_of_a_cell_is_its_figure(tmp_path: Path, xml: str, printed: str | None, said: str):
    paper = docx.Document()
    paper.add_paragraph("支出总表")
    table = paper.add_table(0, 4)
    for texts in [HEAD, ["行政运行", "400", "@", "90"]]:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    paper.save((tmp_path / "a.docx").as_posix())
    parts = hostile.parts((tmp_path / "a.docx").read_bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:r><w:t>@</w:t></w:r>", xml.encode())
    styles = "".join(
        f'<w:style w:type="character" w:styleId="{name}">{says}</w:style>'
        for name, says in [
            ("note", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'), ("below", '<w:basedOn w:val="note"/>'),
            ("gone", "<w:rPr><w:vanish/></w:rPr>"), ("crossed", "<w:rPr><w:strike/></w:rPr>"),
        ]
    )  # fmt: skip
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(
        b"</w:styles>", f"{styles}</w:styles>".encode()
    )
    found, told = read(tmp_path, typesetter.as_zip(parts))
    assert found == ([] if printed is None else ["400", *filter(None, [printed]), "90"])
    assert len(told) == bool(said) and all(said in message for message in told)


def test_a_row_that_is_deleted_is_not_read(tmp_path: Path):
    rows = "".join(
        f"<w:tr>{mark}{''.join(f'<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>' for text in texts)}</w:tr>"
        for mark, texts in [("", HEAD), ('<w:trPr><w:del w:id="1"/></w:trPr>', BODY[0]), ("", BODY[1])]
    )
    title = "<w:p><w:r><w:t>支出总表</w:t></w:r></w:p>"
    xml = f'<w:document xmlns:w="w"><w:body>{title}<w:tbl>{rows}</w:tbl></w:body></w:document>'
    assert read(tmp_path, typesetter.as_zip({"word/document.xml": xml})) == (["5", "0", "5"], [])


@pytest.mark.parametrize(
    ("cells", "formula", "value", "refused"),
    [
        ({"B2": 5}, "=SUM(B2:B3)", 5, False),
        ({}, "=SUM(B2:B3)", 0, False),
        ({"A2": 201}, "=SUM(B2:B3)", 0, False),
        ({"B2": 5}, "=SUM($B$2:$B$3)", 0, True),
        ({"B2": "5"}, "=B2+B3", 0, True),
        ({"C2": 5}, "=SUM(C:C)", 0, True),
        ({"C2": 5}, "=SUM(B2:B3)", 0, False),
        ({}, "=目录!B2", 0, True),
    ],
)
def test_a_sum_of_zeros_is_zero_where_nothing_else_stands_in_its_cells(
    tmp_path: Path, cells: dict[str, str | float], formula: str, value: int, refused: bool
):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("支出总表")
    sheet.write_row(0, 0, ["项目", "合计", "其他"])
    for place, cell in cells.items():
        sheet.write(place, cell)
    sheet.write("A4", "合计")
    sheet.write_formula("B4", formula, None, value)
    book.close()
    if refused:
        with pytest.raises(ys.UnreadableError, match="支出总表: a formula without its value"):
            read(tmp_path, stream.getvalue())
    else:
        assert str(value) in read(tmp_path, stream.getvalue())[0]
