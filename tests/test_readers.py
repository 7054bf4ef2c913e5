"""Every format gives the same blocks, whatever the file is called; what cannot be read is refused in one line."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import documents
import pytest
import typesetter
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yusuan as ys
from yusuan.limits import LIMITS, Limits, from_environment
from yusuan.model import Block, Grid, Line, Picture, UnreadableError
from yusuan.readers import docx, excel, html, merged, number_format, ods, read_blocks, sheet, zipped
from yusuan.readers.encoding import decode
from yusuan.readers.text import read_text

READ_BY = (docx, excel, html, merged, ods, sheet, zipped)  # modules that hold limits


def contents(blocks: Sequence[Block]) -> list[object]:
    """What is printed, and what is told of the rest, without its places."""
    return [
        b.text if isinstance(b, Line) else b.rows if isinstance(b, Grid) else b.message
        for b in blocks
        if not isinstance(b, Picture)
    ]


def flat(blocks: Sequence[Block]) -> list[object]:
    """What is printed where merged cells and line breaks in cells cannot be kept."""
    return [
        block
        if isinstance(block, str)
        else tuple(tuple((c or "").replace("\n", "") for c in row) for row in block)
        for block in contents(blocks)
    ]


def read(data: bytes, folder: Path, name: str = "document.bin") -> list[Block]:
    path = folder / name
    path.write_bytes(data)
    return read_blocks(path)


LABELS = st.text("一二三般公共预算财政拨款收支出总合计行运", min_size=2, max_size=9)
FIGURES = st.one_of(
    st.decimals(-999999, 9999999, places=2).map(lambda value: f"{value:,.2f}"),
    st.integers(1000, 9999999).map(lambda value: f"{value:,}"),
)
LINES = LABELS.map(lambda text: Line(text, 1))
TITLES = LABELS.map(lambda text: Line(f"{text}情况表", 1))


@st.composite
def grids(draw: st.DrawFn, blanks: bool = True, head: bool = True) -> Grid:
    """A table with a head (of merged cells) over rows of a label and figures, some of them blank."""
    columns = draw(st.integers(2, 5))
    names = draw(st.lists(LABELS, min_size=columns + 1, max_size=columns + 1))
    rows: list[tuple[str | None, ...]]
    if head and columns > 2:
        top, below = [names[0], names[-1], *[None] * (columns - 2)], [None, *names[1:columns]]
        rows = [tuple(top), tuple(below)]
    else:
        rows = [tuple(names[:columns])]
    values = st.one_of(FIGURES, st.just("")) if blanks else FIGURES
    wrapped = st.tuples(LABELS, LABELS).map("\n".join) if head else LABELS
    for _ in range(draw(st.integers(2, 5))):
        rows.append((draw(st.one_of(LABELS, wrapped)), *(draw(values) for _ in range(columns - 1))))
    if all(not any(row[1:]) for row in rows[-1:]):
        rows[-1] = (rows[-1][0], *["1,000"] * (columns - 1))
    return Grid(tuple(rows), tuple(range(1, len(rows) + 1)))


@st.composite
def documents_of(
    draw: st.DrawFn, table: st.SearchStrategy[Grid], lines: st.SearchStrategy[Line] = LINES
) -> list[Block]:
    """Lines and tables, at least one line before each table."""
    blocks: list[Block] = []
    for _ in range(draw(st.integers(1, 3))):
        blocks += draw(st.lists(lines, min_size=1, max_size=3))
        blocks.append(draw(table))
    return blocks + draw(st.lists(LINES.map(lambda line: replace(line, text=f"注：{line.text}")), max_size=1))


quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", typesetter.FORMATS)
@quick
@given(blocks=documents_of(grids()))
def test_what_is_laid_out_is_read_back(name: str, blocks: list[Block], tmp_path: Path):
    assert contents(read(typesetter.FORMATS[name](blocks), tmp_path)) == contents(blocks)


@quick
@given(blocks=documents_of(grids()))
def test_tabs_are_read_back(blocks: list[Block], tmp_path: Path):
    assert contents(read(typesetter.as_tabs(blocks), tmp_path)) == flat(blocks)


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (",", "gb18030"), (";", "utf-8-sig"), ("\t", "utf-16")]
)
@quick
@given(blocks=documents_of(grids()))
def test_delimited_text_is_read_back(blocks: list[Block], delimiter: str, encoding: str, tmp_path: Path):
    blocks.append(Grid((("项目\n名称", "金额"), ("支出", "1,000")), (1, 2)))  # one cell at least is quoted
    data = typesetter.as_csv(blocks, delimiter, encoding)
    assert contents(read(data, tmp_path)) == [
        block if isinstance(block, str) else tuple(tuple(cell or "" for cell in row) for row in block)
        for block in contents(blocks)
    ]


def test_a_figure_with_commas_makes_no_csv(tmp_path: Path):
    text = "支出5,665万元，其中：\n基本支出3,000万元，\n项目支出2,665万元。\n"
    assert contents(read(text.encode(), tmp_path)) == text.split()


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@quick
@given(blocks=documents_of(grids(blanks=False), TITLES))
def test_aligned_columns_are_read_back(blocks: list[Block], between: str, tmp_path: Path):
    assert flat(read(typesetter.as_layout(blocks, between), tmp_path)) == flat(blocks)


@quick
@given(blocks=documents_of(grids(blanks=False, head=False), TITLES))
def test_positioned_text_without_rules_is_read_back(blocks: list[Block], tmp_path: Path):
    read_back = read(typesetter.as_positioned(blocks, ruled=False), tmp_path)
    assert [b for b in contents(read_back) if not isinstance(b, str)] == [
        b for b in flat(blocks) if not isinstance(b, str)
    ]


FIGURE_COLUMNS = [
    "table",
    "entity",
    "side",
    "code",
    "name",
    "level",
    "measure",
    "fund",
    "period",
    "printed",
    "amount_yuan",
]


@pytest.mark.parametrize("name", [*typesetter.FORMATS, "csv"])
def test_a_disclosure_has_the_same_cells_in_every_format(name: str, tmp_path: Path):
    source = documents.text()
    (tmp_path / "text").write_text(source, "utf-8")
    laid_out = {**typesetter.FORMATS, "csv": typesetter.as_csv}[name]
    (tmp_path / "other").write_bytes(laid_out(read_text(source, "text")))
    expected, found = (ys.read(tmp_path / which).cells[FIGURE_COLUMNS] for which in ("text", "other"))
    assert len(expected) > 10
    assert found.reset_index(drop=True).equals(expected.reset_index(drop=True))


@pytest.mark.parametrize("name", ["docx", "xlsx", "ods", "html"])
def test_the_reference_document_has_the_same_cells_in_every_format(name: str, corpus: Path, tmp_path: Path):
    (source,) = (corpus / "baoan").glob("*.txt")
    (tmp_path / "other").write_bytes(typesetter.FORMATS[name](read_blocks(source)))
    expected, found = (ys.read(path).cells[FIGURE_COLUMNS] for path in (source, tmp_path / "other"))
    assert found.reset_index(drop=True).equals(expected.reset_index(drop=True))


SENTENCE = "收支总表\n项目\t金额\n一、一般公共服务支出\t5,665\n"
EXPECTED = ["收支总表", (("项目", "金额"), ("一、一般公共服务支出", "5,665"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_of_every_encoding_and_line_end(encoding: str, end: str, tmp_path: Path):
    assert contents(read(SENTENCE.replace("\n", end).encode(encoding), tmp_path)) == EXPECTED


def test_text_in_big5(tmp_path: Path):
    text = "部門預算收支總表\n一般公共服務支出，保障機關運行經費\n"
    assert contents(read(text.encode("big5"), tmp_path)) == text.split()


def test_one_damaged_byte_does_not_make_another_encoding():
    data = (SENTENCE * 20).encode()
    assert decode(data[:300] + b"\xff" + data[300:], "f").replace("\ufffd", "").startswith(SENTENCE)
    assert decode(data[:-30], "f").startswith(SENTENCE)


def test_a_page_declared_gb2312_with_characters_outside_of_it(tmp_path: Path):
    blocks: list[Block] = [
        Line("深圳市㙓垌镕办公室", 1),
        Grid((("项目", "金额"), ("㙓垌镕", "1.00")), (1, 2)),
    ]
    page = typesetter.as_html(blocks, "gb18030", declared="gb2312")
    assert contents(read(page, tmp_path)) == contents(blocks)


def test_the_name_does_not_tell_the_format(tmp_path: Path):
    blocks: list[Block] = [Line("收支总表", 1), Grid((("项目", "金额"), ("支出", "1,000")), (1, 2))]
    assert contents(read(typesetter.as_html(blocks), tmp_path, "saved.xls")) == contents(blocks)
    assert contents(read(typesetter.as_pdf(blocks), tmp_path, "saved.txt")) == contents(blocks)
    assert contents(read(typesetter.as_docx(blocks), tmp_path, "saved.pdf")) == contents(blocks)
    answer = b"HTTP/1.1 200 OK\r\n\r\n" + typesetter.as_pdf(blocks)
    assert contents(read(answer, tmp_path, "saved.docx")) == contents(blocks)


def test_an_old_workbook_with_codes_as_numbers(tmp_path: Path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    sheet.write(0, 0, "收支总表")
    sheet.write_merge(1, 2, 0, 0, "科目编码")
    sheet.write_merge(1, 1, 1, 2, "其中")
    for column, text in ((1, "名称"), (2, "金额")):
        sheet.write(2, column, text)
    money = xlwt.easyxf(num_format_str="#,##0.00")
    for row, (code, name, amount) in enumerate(((20103, "行政运行", 4684.3), (2010301, "培训", 1200)), 3):
        sheet.write(row, 0, code)
        sheet.write(row, 1, name)
        sheet.write(row, 2, amount, money)
    sheet.row(9).hidden = True
    sheet.write(9, 0, "隐藏的行")
    raised = xlwt.Font()
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    sheet.write_rich_text(5, 2, ["12.5", ("3", raised)])
    sheet.write(5, 0, 20399)
    sheet.write(5, 1, "其他")
    book.add_sheet("隐藏的表").visibility = 1
    book.save(tmp_path / "old")
    assert contents(read_blocks(tmp_path / "old")) == [
        "收支总表",
        (
            ("科目编码", "其中", None),
            (None, "名称", "金额"),
            ("20103", "行政运行", "4,684.30"),
            ("2010301", "培训", "1,200.00"),
            ("20399", "其他", "12.5³"),
        ),
    ]


# Text


def test_remnants_of_markup_are_taken_out():
    text = "任务\t<u>水电费</u>\t<5%\t13.10\n目标\t<p><u>目标 1</u></p> <p>目标 2</p>\t\t\n"
    assert contents(read_text(text, "f")) == [
        (("任务", "水电费", "<5%", "13.10"), ("目标", "目标 1\n目标 2", "", "")),
    ]


def test_pipes_are_a_table():
    text = "收支总表\n| 项目 | 金额 |\n|---|---:|\n| 支出 | 5,665 |\n"
    assert contents(read_text(text, "f")) == ["收支总表", (("项目", "金额"), ("支出", "5,665"))]


@pytest.mark.parametrize(
    "text",
    [
        "一、部门职责        3\n二、机构设置        5\n三、收支情况        7\n",
        "一、收入预算  5,665 万元，比上年增加  80 万元。\n",
        "本年收入  5,665 万元，其中：财政拨款  5,000 万元；\n其他收入  665 万元。支出  5,665 万元，增长  3%。\n",
        "二、  贯彻执行国家法律、法规。\n三、  负责 12345 热线。\n",
    ],
)
def test_prose_and_contents_are_no_tables(text: str):
    assert all(isinstance(block, Line) for block in read_text(text, "f"))


def test_label_and_figure_that_run_into_each_other_come_apart():
    text = "项目    金额  项目        金额\n一、拨款  3,944.08 一、一般公共服务支出  2,570.71\n二、专户      0.00 二、外交        0.00\n"
    (grid,) = read_text(text, "f")
    assert isinstance(grid, Grid)
    assert grid.rows[1] == ("一、拨款", "3,944.08", "一、一般公共服务支出", "2,570.71")
    assert grid.rows[2] == ("二、专户", "0.00", "二、外交", "0.00")


# HTML


def body(text: str) -> list[object]:
    return contents(html.read_html(f"<html><body>{text}</body></html>", "f"))


def test_a_layout_table_is_no_grid():
    inner = "<table><tr><td>项目<td>金额<tr><td>支出<td>5</table>"
    assert body(f"<table><tr><td>栏目</td><td><p>表1</p>{inner}<p>注</p></td></tr></table>") == [
        "栏目", "表1", (("项目", "金额"), ("支出", "5")), "注",
    ]  # fmt: skip


def test_what_is_not_shown_is_not_read():
    assert body(
        "<script>var a='1'</script><style>p{}</style><p style='display: none'>a</p><p hidden>b</p><p>c</p>"
    ) == ["c"]


def test_huge_spans_are_cut_to_the_table():
    assert body('<table><tr><td rowspan="65534">a<td>1<tr><td colspan="99999">2<tr><td>3</table>') == [
        (("a", "1"), (None, "2"), (None, "3")),
    ]


def test_cells_outside_of_rows_are_read():
    assert body("<table><td>项目<td>金额<tr><td>支出<td>5</table>") == [(("项目", "金额"), ("支出", "5"))]


def test_spans_of_rows_and_columns():
    rows = '<tr><td rowspan=2>项目<td colspan=2>其中<td rowspan="2">合计<tr><td>甲<td>乙<tr><td>支出<td>1<td>2<td>3'
    assert body(f"<table><thead>{rows}</table>") == [
        (("项目", "其中", None, "合计"), (None, "甲", "乙", None), ("支出", "1", "2", "3")),
    ]


def test_positioned_pages_by_classes_as_pdf2htmlex_writes_them(tmp_path: Path):
    sheet = ".t{position:absolute}.m0{transform:matrix(0.25,0,0,0.25,0,0)}.fs0{font-size:40px}.w0{width:800px}.h0{height:1000px}"
    places = "".join(f".x{i}{{left:{100 + 200 * i}px}}" for i in range(3)) + "".join(
        f".y{i}{{bottom:{900 - 30 * i}px}}" for i in range(4)
    )
    rows = [["项目", "上年", "本年"], ["支出", "1,000.00", "1,200.00"], ["培训", "10.00", "8.00"]]
    texts = "".join(
        f'<div class="t m0 x{j} y{i} fs0">{text}</div>'
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    page = f"<html><head><style>{sheet}{places}@media print{{.x0{{left:1pt}}}}</style></head><body><div class='w0 h0'>"
    assert contents(read(f"{page}{texts}</div></body></html>".encode(), tmp_path)) == [
        tuple(map(tuple, rows))
    ]


def test_every_figure_of_a_real_positioned_page(corpus: Path):
    truth = json.loads((corpus / "truth" / "yantai2026-veterans-html.json").read_text("utf-8"))
    rows = [
        [cell for cell in row if cell]
        for block in read_blocks(corpus / truth["file"])
        if isinstance(block, Grid)
        for row in block.rows
    ]
    for expected in truth["expenditure_table"]["rows"]:
        amounts = [
            f"{expected[key]:,.2f}" for key in ("total", "basic", "project") if expected[key] is not None
        ]
        assert any(row[-len(amounts) - 1 :] == [expected["name"], *amounts] for row in rows), expected


def test_a_web_archive_is_the_page_in_it(tmp_path: Path):
    head = "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n"
    page = "--x\r\nContent-Type: text/html;\r\n\tcharset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body = base64.encodebytes(
        "<html><p>收入<table><tr><td>项目<td>1.00</table></html>".encode("gb18030")
    ).decode()
    data = f"{head}{page}{body}\r\n--x--\r\n".encode()
    assert contents(read(data, tmp_path)) == ["收入", (("项目", "1.00"),)]


# Office files


def part(xml: str) -> bytes:
    """A DOCX with this body."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return typesetter.as_zip(
        {"word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'}
    )


def test_tracked_changes_and_hidden_text(tmp_path: Path):
    def run(text: str, tag: str = "t", properties: str = "") -> str:
        return f"<w:r>{properties}<w:{tag}>{text}</w:{tag}></w:r>"

    hidden = run("隐", properties="<w:rPr><w:vanish/></w:rPr>")
    deleted = f"<w:del>{run('旧', 'delText')}</w:del>"
    text = f"<w:p>{run('收支')}{deleted}<w:ins>{run('总')}</w:ins>{hidden}{run('表')}</w:p>"
    assert contents(read(part(text), tmp_path)) == ["收支总表"]


def numbered(paragraphs: str, lists: str, styles: str = "") -> bytes:
    """A DOCX whose lists are declared as in word/numbering.xml."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts = {
        name: f'<w:{root} xmlns:w="{space}">{xml}</w:{root}>'
        for name, root, xml in (
            ("word/document.xml", "document", f"<w:body>{paragraphs}</w:body>"),
            ("word/numbering.xml", "numbering", lists),
            ("word/styles.xml", "styles", styles),
        )
    }
    return typesetter.as_zip(dict(parts))


def numbered_paragraph(text: str, list_: int | None = None, level: int = 0, style: str = "") -> str:
    number = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>' if list_ is not None else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def list_levels(*levels: tuple[str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )


def test_numbers_that_word_sets_before_paragraphs(tmp_path: Path):
    levels = list_levels(
        ("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%1.%3")
    )
    lists = (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    styles = '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    styles += '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    p = numbered_paragraph
    text = "".join([
        p("收入", 1), p("拨款", 1, 1), p("其他", 1, 1), p("支出", style="b"), p("基本", 1, 1), p("甲", 1, 2), p("说明"),
        p("无", 0, style="a"), p("附件", 2),
    ])  # fmt: skip
    cell = f"<w:tbl><w:tr><w:tc>{p('', 1, 1)}</w:tc><w:tc>{p('5')}</w:tc></w:tr></w:tbl>"
    assert contents(read(numbered(text + cell, lists, styles), tmp_path)) == [
        "一、收入", "（一）拨款", "（二）其他", "二、支出", "（一）基本", "二.1 甲", "说明", "无", "一、附件", (("（一）", "5"),),
    ]  # fmt: skip


def test_the_number_of_a_paragraph_makes_no_figure_of_the_year_after_it(tmp_path: Path):
    blocks = [Line("2031年部门预算", 1), Line("收入", 2)]
    found = contents(read(typesetter.as_docx(blocks, "List Number"), tmp_path))
    assert found == ["1. 2031年部门预算", "2.收入"]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 11, "十一"), ("chineseCounting", 20, "二十"),
        ("chineseCounting", 105, "一百零五"), ("chineseCounting", 110, "一百一十"), ("chineseCounting", 1010, "一千零一十"),
        ("chineseLegalSimplified", 21, "贰拾壹"), ("ideographDigital", 20, "二〇"), ("upperRoman", 14, "XIV"),
        ("lowerLetter", 27, "aa"), ("decimalEnclosedCircle", 3, "③"), ("ideographTraditional", 2, "乙"), ("decimal", 3, "3"),
    ],
)  # fmt: skip
def test_numbers_in_every_way_of_counting(form: str, number: int, text: str, tmp_path: Path):
    levels = list_levels((form, "%1、")).replace('<w:start w:val="1"/>', f'<w:start w:val="{number}"/>')
    lists = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    assert contents(read(numbered(numbered_paragraph("x", 1), lists), tmp_path)) == [f"{text}、x"]


def test_tables_in_tables_of_a_document(tmp_path: Path):
    def table(*cells: str) -> str:
        return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    inner = table(paragraph("支出"), paragraph("5"))
    assert contents(read(part(table(paragraph("表1") + inner, paragraph("注"))), tmp_path)) == [
        "表1",
        (("支出", "5"),),
        "注",
    ]
    deep = paragraph("x")
    for _ in range(LIMITS.nesting):
        deep = table(deep, paragraph("y"))
    with pytest.raises(UnreadableError, match=r"YUSUAN_LIMIT_NESTING|no XML"):
        read(part(deep), tmp_path)


def test_what_a_workbook_hides_is_not_read(tmp_path: Path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    shown, hidden = book.add_worksheet("支出总表"), book.add_worksheet("底稿")
    for i, row in enumerate(
        [["项目", "甲", "乙"], ["支出", "1", "2"], ["草稿", "3", "4"], ["合计", "5", "6"]]
    ):
        shown.write_row(i, 0, row)
        hidden.write_row(i, 0, row)
    shown.set_column(1, 1, None, None, {"hidden": True})
    shown.set_row(2, None, None, {"hidden": True})
    hidden.hide()
    book.close()
    blocks = read(stream.getvalue(), tmp_path)
    assert contents(blocks) == [
        "支出总表", (("项目", "乙"), ("支出", "2"), ("合计", "6")),
        "工作表“支出总表”：隐藏的列有 3 个数", "工作表“支出总表”：隐藏的行有 1 个数", "工作表“底稿”：隐藏的工作表有 6 个数",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "lines"), [("Sheet3", []), ("工作表 2", []), ("表2", ["表2"]), ("收入总表", ["收入总表"])]
)
def test_the_name_of_a_sheet_says_something_unless_it_only_counts(
    tmp_path: Path, name: str, lines: list[str]
):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet(name)
    for row, cells in enumerate([("项目", "金额"), ("支出", "5")]):
        sheet.write_row(row, 0, cells)
    book.close()
    assert contents(read_blocks(tmp_path / "a.xlsx")) == [*lines, (("项目", "金额"), ("支出", "5"))]


def test_tables_beside_each_other_under_titles_of_their_own(tmp_path: Path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for column, title in ((0, "支出总表"), (3, "项目支出表")):
        for row, texts in enumerate(
            [[title], ["", "单位：万元"], ["科目", "合计"], ["档案", "12.00"], ["整理", "2.00"]]
        ):
            sheet.write_row(row, column, texts if column or row < 4 else [])
    book.close()
    body = (("科目", "合计"), ("档案", "12.00"), ("整理", "2.00"))
    assert [b.text if isinstance(b, Line) else b.rows for b in read(stream.getvalue(), tmp_path)] == [
        "支出总表", "单位：万元", body[:2], "项目支出表", "单位：万元", body,
    ]  # fmt: skip


def test_tables_under_each_other_in_one_sheet(tmp_path: Path):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    rows = [
        ["收入总表"],
        ["项目", "金额"],
        ["收入", "1.00"],
        ["支出总表"],
        ["单位：元"],
        ["科目", "金额"],
        ["支出", "1.00"],
    ]
    for i, row in enumerate(rows):
        sheet.write_row(i, 0, row)
    book.close()
    assert contents(read(stream.getvalue(), tmp_path)) == [
        "收入总表", (("项目", "金额"), ("收入", "1.00")), "支出总表", "单位：元", (("科目", "金额"), ("支出", "1.00")),
    ]  # fmt: skip


def test_a_formula_that_was_never_worked_out_is_not_a_blank(tmp_path: Path):
    sheet = "<worksheet><sheetData><row r='1'><c r='B1'><f>SUM(A1:A2)</f></c></row></sheetData></worksheet>"
    book = {
        "xl/workbook.xml": "<workbook><sheets><sheet name='a'/></sheets></workbook>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    with pytest.raises(UnreadableError, match="B1: a formula without its value"):
        read(typesetter.as_zip(book), tmp_path)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (4684.3, "#,##0.00", "4,684.30"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (-20442.3, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-20,442.30"),
        (-3.456, r"#,##0.00_);[Red]\(#,##0.00\)", "(3.46)"),
        (-0.6086, "0.00%", "-60.86%"),
        (2.675, "0.00", "2.68"),
        (20103, "General", "20103"),
        (101, "000000", "000101"),
        (0.1 + 0.2, "General", "0.3"),
        (0, "0.00;-0.00;", ""),
        (1234567, "#,##0.00,", "1,234.57"),
        (5, '"共"0"人"', "共5人"),
        (46000, 'yyyy"年"m"月"', "2025-12"),
        (123456789, "0!.0,", "12345.7"),
        (123456789, r"#,##0\.00,", "1,234.57"),
        (5, '0"."0000', "0.0005"),
        (-12, "0.00;[Red]0.00", "-12.00"),
        (-12, "0.00_);[Red](0.00)", "(12.00)"),
        (4684.3, "0.00E+00", "4.68E+03"),
        (99999, "0.0E+00", "1.0E+05"),
        (4684.3, "##0.0E+0", "4.7E+3"),
        (4684.333333333, "General", "4684.333333"),
        (1.8e-12, "General", "1.80000E-12"),
        (440306199001011234, "General", "440306199001011000"),
        (46000, "yyyy/m/d", "2025-12-9"),
        (0.5, "mm:ss", "12:00"),
        (3.25, "# ?/?", "13/4"),
        (310, 'G/通用格式"万元"', "310万元"),
        (310, '0.00"万元"', "310.00万元"),
        (310, ";;;", ""),
        (23456, '[>=10000]0!.0,"万";0"元"', "2.3万"),
        (999, '[>=10000]0!.0,"万";0"元"', "999元"),
    ],
)
def test_numbers_as_their_format_prints_them(value: float, code: str, text: str):
    assert number_format.printed(value, code) == text


# Refusals


@dataclass(frozen=True)
class Refused:
    """Bytes that are no readable document, and what the message must say."""

    data: Callable[[], bytes]
    says: str


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="http://x"><w:body>&b;</w:body></w:document>'
TABLE: list[Block] = [Line("收支总表", 1), Grid((("项目", "金额"), ("支出", "1,000")), (1, 2))]

REFUSED = {
    "empty": Refused(lambda: b" \n\n", "is empty.*download"),
    "binary": Refused(lambda: bytes(range(256)) * 40, "binary"),
    "truncated docx": Refused(lambda: typesetter.as_docx(TABLE)[:-500], "truncated or damaged"),
    "truncated xlsx": Refused(lambda: typesetter.as_xlsx(TABLE)[:900], "truncated or damaged"),
    "truncated pdf": Refused(lambda: typesetter.as_pdf(TABLE)[:300], "download it again"),
    "encrypted": Refused(lambda: typesetter.as_compound("EncryptedPackage"), "password"),
    "doc": Refused(lambda: typesetter.as_compound("WordDocument"), r"\.doc\b.*\.docx or PDF"),
    "ppt": Refused(lambda: typesetter.as_compound("PowerPoint Document"), "old kind"),
    "broken xls": Refused(lambda: typesetter.as_compound("Workbook"), "damaged"),
    "truncated xls": Refused(
        lambda: typesetter.as_compound("Workbook")[:1000], "truncated.*download it again"
    ),
    "png": Refused(lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "scan"),
    "jpeg": Refused(lambda: b"\xff\xd8\xff\xe0" + bytes(50), "scan"),
    "bmp": Refused(lambda: b"BM\x36\x10\x0e\0\0\0\0\0" + bytes(50), "scan"),
    "webp": Refused(lambda: b"RIFF\x10\0\0\0WEBPVP8 " + bytes(50), "scan"),
    "rar": Refused(lambda: b"Rar!\x1a\x07\0", "unpack"),
    "zip": Refused(lambda: typesetter.as_zip({"a.txt": "x", "b.pdf": "y"}), "unpack"),
    "pptx": Refused(lambda: typesetter.as_zip({"[Content_Types].xml": "x"}), "another kind"),
    "odt": Refused(lambda: typesetter.as_zip({"content.xml": "x", "mimetype": "text"}), "another kind"),
    "ofd": Refused(lambda: typesetter.as_zip({"OFD.xml": "x"}), "OFD"),
    "frames": Refused(lambda: b"<html><frameset><frame src='a.htm'></frameset></html>", "page of frames"),
    "an archive of nothing": Refused(
        lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n\na", "MHT.*without a page"
    ),
    "our own figures": Refused(lambda: b"source_id,year,quantum_yuan\na,2026,100\n", "yusuan exported"),
    "fods": Refused(
        lambda: (
            b'<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
        ),
        "saved as XML",
    ),
    "rtf": Refused(lambda: rb"{\rtf1 abc}", "RTF.*docx"),
    "entities": Refused(lambda: typesetter.as_zip({"word/document.xml": LAUGHS}), "entities"),
    "no xml": Refused(lambda: typesetter.as_zip({"word/document.xml": "<a><b>"}), "no XML"),
    "bomb": Refused(
        lambda: typesetter.as_zip({"word/document.xml": "a" * 5_000_000}), "YUSUAN_LIMIT_UNPACKED_RATIO"
    ),
    "no text": Refused(lambda: b"<html><body><p> </p><script>x</script></body></html>", "no text"),
    "long line": Refused(lambda: b"a" * (LIMITS.line_chars + 1), "line 1: over.*YUSUAN_LIMIT_LINE_CHARS"),
    "wide table": Refused(
        lambda: b"<html><table>" + b"<tr><td colspan=1000>a<td>b" * (LIMITS.cells // 1000 + 1),
        "YUSUAN_LIMIT_CELLS",
    ),
    "wide text": Refused(lambda: b"a\tb\n" * 3000 + b"\t" * 1001, "YUSUAN_LIMIT_CELLS"),
    "deep page": Refused(lambda: b"<html><table><tr><td>" * 120 + b"x", "YUSUAN_LIMIT_NESTING|without end"),
    "deeper page": Refused(lambda: b"<html>" + b"<div>" * 100_000, "without end"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(name: str, tmp_path: Path):
    with pytest.raises(UnreadableError) as refusal:
        read(REFUSED[name].data(), tmp_path)
    message = str(refusal.value)
    assert message.startswith(f"{tmp_path / 'document.bin'}: ")
    assert "\n" not in message
    assert refusal.match(REFUSED[name].says)


def test_a_folder_and_a_missing_file_are_the_systems_errors(tmp_path: Path):
    with pytest.raises(IsADirectoryError):
        read_blocks(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_blocks(tmp_path / "none.pdf")


def test_sizes_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    small = replace(LIMITS, file_bytes=5000, unpacked_bytes=1000, html_bytes=1000)
    monkeypatch.setattr("yusuan.readers.LIMITS", small)
    for module in READ_BY:
        monkeypatch.setattr(module, "LIMITS", small)
    for data, name in ((b"a" * 5001, "FILE_BYTES"), (b"<html>" + b"a " * 600, "HTML_BYTES")):
        with pytest.raises(UnreadableError, match=f"YUSUAN_LIMIT_{name}"):
            read(data, tmp_path)
    with pytest.raises(UnreadableError, match="YUSUAN_LIMIT_UNPACKED_BYTES"):
        read(part("<w:p/>" * 300), tmp_path)


def test_limits_are_raised_by_the_environment():
    assert from_environment({"YUSUAN_LIMIT_PAGES": "7", "PATH": "x"}) == Limits(pages=7)
    with pytest.raises(ValueError, match="YUSUAN_LIMIT_CELLS must be a whole number"):
        from_environment({"YUSUAN_LIMIT_CELLS": "many"})
