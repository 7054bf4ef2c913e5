"""Nothing wrong is silent: what is no figure, of another unit or year, or contradictory, is told with its place, in every format."""

from __future__ import annotations

from pathlib import Path

import documents
import docx
import hostile
import pandas as pd
import pytest
import typesetter
from click.testing import CliRunner

import yusuan as ys
from yusuan.cli import main
from yusuan.ingest import ingest
from yusuan.model import Block, Grid, Line, Picture
from yusuan.readers.text import read_text
from yusuan.reading import from_blocks

SOUND = documents.text().replace("。", "。\n")
WORDS, BALANCE, FUNCTIONS = SOUND.partition("表 1")[0], *SOUND.partition("表 1")[2].split("表 7")
MAKE = {"txt": typesetter.as_tabs} | typesetter.FORMATS
FORMATS = ["txt", "html", "docx", "xlsx", "pdf"]


def written(path: Path, text: str) -> Path:
    """The document with this text in the format that the name says."""
    path.write_bytes(MAKE[path.suffix[1:]](read_text(text, "sound")))
    return path


def read(folder: Path, kind: str, text: str) -> tuple[ys.Disclosure, pd.DataFrame]:
    document = ys.read(written(folder / f"a.{kind}", text))
    return document, ys.check(document)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_sound_document_leaves_no_doubt(tmp_path: Path, kind: str):
    document, found = read(tmp_path, kind, SOUND)
    assert found.empty and len(document.cells) == 18 and len(document.claims) == 6


@pytest.mark.parametrize("printed", ["4.0.0", "(400", "3l0", "约310元", "9" * 16, "310①", "310³", "31 10"])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_cell_that_is_no_figure_is_told_and_never_a_zero(tmp_path: Path, kind: str, printed: str):
    text = SOUND.replace("行政运行\t400\t310", f"行政运行\t400\t{printed}")
    document, found = read(tmp_path, kind, text)
    (told,) = found[found["family"] == "READ"].to_dict("records")
    assert (told["printed"], told["table"], told["severity"]) == (printed, "general_by_function", "error")
    assert told["line"] > 0 and printed in told["message"]
    (cell,) = document.cells[document.cells["printed"] == printed].to_dict("records")
    assert pd.isna(cell["amount_yuan"]) and (cell["line"], cell["code"]) == (told["line"], "2012601")


def dressed(folder: Path, kind: str, before: str, text: str, dress: str) -> Path:
    """The document with 310 replaced by a text and, before or after it, one that is raised or struck through."""
    path = written(folder / f"a.{kind}", SOUND)
    first = text if before == "" else before
    second = text if before else "2"
    if kind == "docx":
        paper = docx.Document(path.as_posix())
        cell = next(cell for row in paper.tables[-1].rows for cell in row.cells if cell.text == "310")
        cell.text = ""
        for part in (first, second):
            font = cell.paragraphs[0].add_run(part).font
            font.superscript = dress == "raised" and part is not text
            font.strike = dress == "struck" and part is not text
        paper.save(path.as_posix())
    elif kind == "html":
        tag = {"raised": "sup", "struck": "s"}[dress]
        parts = [part if part is text else f"<{tag}><b>{part}</b></{tag}>" for part in (first, second)]
        path.write_bytes(path.read_bytes().replace(b">310<", f">{''.join(parts)}<".encode(), 1))
    elif kind == "ods":
        says = {
            "raised": 'style:text-position="super 58%"',
            "struck": 'style:text-line-through-style="solid"',
        }
        style = (
            '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><style:style '
            f'style:name="T1"><style:text-properties {says[dress]}/></style:style></office:automatic-styles><office:body>'
        )
        parts = [
            part if part is text else f'<text:span text:style-name="T1">{part}</text:span>'
            for part in (first, second)
        ]
        files = hostile.parts(path.read_bytes())
        content = files["content.xml"].replace(b"<office:body>", style.encode(), 1)
        files["content.xml"] = content.replace(b">310<", f">{''.join(parts)}<".encode(), 1)
        path.write_bytes(typesetter.as_zip(files))
    else:
        says = {"raised": '<vertAlign val="superscript"/>', "struck": "<strike/>"}[dress]
        parts = [
            f"<r>{'' if part is text else f'<rPr>{says}</rPr>'}<t>{part}</t></r>" for part in (first, second)
        ]
        files = hostile.parts(path.read_bytes())
        files["xl/sharedStrings.xml"] = files["xl/sharedStrings.xml"].replace(
            b"<t>310</t>", "".join(parts).encode(), 1
        )
        path.write_bytes(typesetter.as_zip(files))
    return path


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "ods"])
@pytest.mark.parametrize(
    ("before", "dress", "printed"),
    [("", "raised", "310²"), ("290", "struck", "2\u03369\u03360\u0336310"), ("", "struck", "3102\u0336")],
)
def test_what_is_raised_or_struck_through_is_no_digit_of_the_figure_beside_it(
    tmp_path: Path, kind: str, before: str, dress: str, printed: str
):
    document = ys.read(dressed(tmp_path, kind, before, "310", dress))
    told = ys.check(document).query("family == 'READ'")
    assert set(told["printed"]) == {printed} == set(document.cells["printed"]) - {"400", "310", "90"}


@pytest.mark.parametrize(
    ("cell", "amounts"),
    [
        ('<del>290</del> <ins>310</ins>', {310e4}), ('310<span style="display: none !important">0</span>', {310e4}),
        ('310<span class="gone">0</span>', {310e4}), ('3,100,<wbr>000.<br>00', {31000000000}),
        ('310<span style="vertical-align:super">2</span>', set()),
        ('<span style="text-decoration:line-through">290</span> 310', set()),
    ],
)  # fmt: skip
def test_what_a_page_shows_of_a_cell_is_its_figure(tmp_path: Path, cell: str, amounts: set[float]):
    page = MAKE["html"](read_text(SOUND.replace("行政运行\t400\t310", "行政运行\t400\t@"), "sound"))
    page = page.replace(b"<style>", b"<style>.gone{display:none}").replace(b">@<", f">{cell}<".encode())
    (tmp_path / "a.html").write_bytes(page)
    document = ys.read(tmp_path / "a.html")
    found = document.cells.query("code == '2012601' and measure == 'basic'")["amount_yuan"].dropna()
    assert set(found) == amounts and len(document.findings) == (not amounts)


def test_the_number_of_a_note_that_a_text_has_as_a_tag_is_told(tmp_path: Path):
    document, _ = read(tmp_path, "txt", SOUND.replace("行政运行\t400\t310", "行政运行\t400\t310<sup>2</sup>"))
    assert document.findings["printed"].tolist() == ["310²"]


@pytest.mark.parametrize("printed", ["4,00", "4.0.0", "40，0", "9" * 16])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_sum_of_the_text_that_is_no_figure_is_told(tmp_path: Path, kind: str, printed: str):
    document, found = read(tmp_path, kind, SOUND.replace("收入 400 万元", f"收入 {printed} 万元"))
    told = found[(found["family"] == "READ") & (found["printed"] == printed)]
    assert len(told) == 1 and told["line"].notna().all()
    amounts = document.claims.query("topic == 'income' and period == 'current'")["amount_yuan"]
    assert amounts.empty


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("text", "family"),
    [
        (WORDS + "表 1" + BALANCE + "表 7" + FUNCTIONS.replace("万元", "元"), "READ"),
        (SOUND.replace("单位：万元", "单位：元"), "TEXT"),
        (SOUND.replace("收入 400 万元", "收入 400 元"), "TEXT"),
    ],
    ids=["one table", "all tables", "the text"],
)
def test_yuan_for_ten_thousands_of_yuan_is_told(tmp_path: Path, kind: str, text: str, family: str):
    _, found = read(tmp_path, kind, text)
    assert family in set(found.loc[found["severity"] != "info", "family"])
    assert found["message"].str.contains("单位|不符").any()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOUND.replace("2031 年预算数", "2029 年预算数"), "是 2029 年的，文件的年份是 2031"),
        (SOUND.replace("2031 年预算数", "2030 年预算数"), "是 2030 年的，文件的年份是 2031"),
        (SOUND.replace("2031", "2028", 1), "读作 2028，文中却多为 2031 年"),
        (SOUND.replace("2031 年部门预算支出", "2027 年部门预算支出"), "这里是 2027 年的"),
    ],
    ids=["heads", "heads of the year before", "title", "a sentence"],
)
def test_a_year_that_does_not_fit_is_told(tmp_path: Path, kind: str, text: str, said: str):
    _, found = read(tmp_path, kind, text)
    assert found.query("family == 'READ' and severity == 'warning'")["message"].str.contains(said).any()


def test_a_page_that_is_only_a_picture_is_told_but_for_a_cover():
    blocks = read_text(SOUND, "sound")
    document = from_blocks([Picture(1), *blocks, Picture(3)], "a.pdf")
    told = ys.check(document)
    assert told["page"].tolist() == [3] and told["message"].str.contains("只有图片").all()
    assert len(document.cells) == 18 and len(document.claims) == 6


@pytest.mark.parametrize(("sums", "told"), [(("0.50", "1.25"), 1), (("甲", "乙"), 0)])
def test_sums_of_a_grid_without_title_and_head_are_told(sums: tuple[str, str], told: int):
    rows = tuple((name, *[""] * 7, cell) for name, cell in zip("甲乙", sums, strict=True))
    stray = Grid(rows, (901, 902))
    found = from_blocks([*read_text(SOUND, "sound"), Line("此外", 900), stray], "a.txt").findings
    assert list(found["line"][found["message"].str.contains("没有题目和表头")]) == [901] * told


@pytest.mark.parametrize("end", ["</html>", "</body></html>", "</td></tr></table>"])
def test_a_page_cut_off_is_told(tmp_path: Path, end: str):
    page = MAKE["html"](read_text(SOUND, "sound"))
    (tmp_path / "a.html").write_bytes(page[: page.rindex(end.encode())])
    assert ys.read(tmp_path / "a.html").findings["message"].str.contains("不完整").tolist() == [True]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([Line("青石市档案局2030年部门预算", 1), Picture(0)], "pictures: run OCR"),
        ([Line("*#+,-. 6#789:;< J#K5 Z ]^", 1, page=1)], "hardly any of its text is Chinese.*fonts.*OCR"),
        ([Line("青石市档案局工作动态", 1)], "give the 部门预算 document"),
        ([Line("404 Not Found", 1)], "begins “404 Not Found”.*links"),
    ],
)
def test_what_is_no_budget_is_refused_with_what_to_do(blocks: list[Block], said: str):
    with pytest.raises(ys.UnreadableError, match=rf"^a\.docx: .*no budget.*{said}"):
        from_blocks(blocks, "a.docx")


def test_two_documents_of_a_year_that_differ_are_both_kept_whatever_their_format(tmp_path: Path):
    (tmp_path / "papers").mkdir()
    for kind, basic in zip(FORMATS, range(310, 315), strict=True):
        written(tmp_path / "papers" / f"a.{kind}", documents.text(basic=basic))
    summary = ingest([tmp_path / "papers"], tmp_path / "data", jobs=2)
    assert len(summary.read) == len(FORMATS) and len(summary.differing) == len(FORMATS) - 1
    data = ys.load(tmp_path / "data")
    assert (data.sources["differs_from"] != "").sum() == len(FORMATS) - 1
    totals = data.cells.query("table == 'general_by_function' and level == 0 and measure == 'total'")
    assert sorted(totals["amount_yuan"]) == [4e6, 401e4, 402e4, 403e4, 404e4]


def test_check_tells_what_cannot_be_read_and_what_contradicts(tmp_path: Path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    wrong = written(tmp_path / "wrong.docx", SOUND.replace("收入 400 万元", "收入 677 万元"))
    sound = written(tmp_path / "sound.txt", SOUND)
    result = CliRunner().invoke(main, ["check", str(tmp_path / "broken.pdf"), str(wrong), str(sound)])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1 and result.stderr.startswith(f"yusuan: {tmp_path}/broken.pdf: ")
    assert "不符" in result.stdout and "677" in result.stdout and result.stdout.count("2031 年预算") == 2


def test_check_shows_the_first_of_many_figures_that_cannot_be_read_and_counts_them(tmp_path: Path):
    rows = "".join(f"\t20126{n:02}\t事项\t5\t{n}①\t5\n" for n in range(10, 99))
    path = written(tmp_path / "a.html", SOUND + rows)
    assert ys.read(path).findings["printed"].tolist() == [f"{n}①" for n in range(10, 99)]
    shown = CliRunner().invoke(main, ["check", str(path)]).stdout
    assert [n for n in range(10, 99) if f"“{n}①”" in shown] == [10, 11, 12, 13, 14]
    assert "这样的共89处" in "".join(shown.split())
