"""Ruled PDFs become the grids that are drawn, however they are drawn; everything else becomes lines or is refused.

On the published documents: the same grids as pdfplumber but where `pdf_differences.csv` says who is right, and every
figure that was read by hand.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pdfplumber
import pytest
from pdf_writer import document, line, picture, rectangle, text, turned_text

from yusuan.limits import Limits
from yusuan.model import Block, Grid, Line, Picture, UnreadableError, Unseen
from yusuan.readers import pdf
from yusuan.readers.aligned import Known
from yusuan.readers.layout import Glyphs, layout
from yusuan.readers.pdf import read_pdf

ROWS = (("科目", "金额"), ("行政运行", "5,665.10"), ("住房公积金", "0.00"))
XS, YS = (50.0, 200.0, 300.0), (100.0, 120.0, 140.0, 160.0)


def words(rows: tuple[tuple[str, ...], ...] = ROWS) -> list[str]:
    return [
        text(XS[c] + 4, YS[r] + 5, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell
    ]


def words_at(top: float) -> list[str]:
    """The words of the table further down."""
    return [text(XS[c] + 4, top + 20 * r, cell) for r, row in enumerate(ROWS) for c, cell in enumerate(row)]


def read(*content: str, **how: str) -> list[Block]:
    return read_pdf(document(["\n".join(content)], **how), "a.pdf")


def grids(blocks: list[Block]) -> list[tuple[tuple[str | None, ...], ...]]:
    return [block.rows for block in blocks if isinstance(block, Grid)]


def lines(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Line)]


def segments() -> list[tuple[float, float, float, float]]:
    """The rules of the table, each from end to end."""
    return [(XS[0], y, XS[-1], y) for y in YS] + [(x, YS[0], x, YS[-1]) for x in XS]


def pieces(step: float, gap: float) -> Iterator[tuple[float, float, float, float]]:
    """The same rules in pieces with gaps between."""
    for x0, y0, x1, y1 in segments():
        length = max(x1 - x0, y1 - y0)
        for i in range(int(length / step)):
            a, b = i * step / length, (i * step + step - gap) / length
            yield x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b


DRAWN = {
    "stroked lines": [line(*s) for s in segments()],
    "dashed": ["[2 2] 0 d", *(line(*s) for s in segments())],
    "dashes drawn one by one": [line(*s) for s in pieces(5, 2)],
    "dots": [rectangle(a - 0.4, b - 0.4, a + 0.4, b + 0.4, "f") for a, b, *_ in pieces(2, 1)],
    "doubled": [line(x0 + d, y0 + d, x1 + d, y1 + d) for x0, y0, x1, y1 in segments() for d in (-0.7, 0.7)],
    "thin fills": [rectangle(x0 - 0.2, y0 - 0.2, x1 + 0.2, y1 + 0.2, "f") for x0, y0, x1, y1 in segments()],
    "a rectangle a cell": [rectangle(a, t, b, u) for a, b in pairwise(XS) for t, u in pairwise(YS)],
    "one path": [" ".join(line(*s)[:-1] for s in segments()) + "S"],
    "one filled path": [" ".join(rectangle(a - 0.3, b - 0.3, c + 0.3, d + 0.3, "") for a, b, c, d in segments()) + "f"],
    "thick": ["2.5 w", *(line(*s) for s in segments())],
    "gray": ["0.6 G", *(line(*s) for s in segments())],
    "with shaded cells": [
        "0.9 g", *(rectangle(XS[0], t, XS[-1], b, "f") for t, b in pairwise(YS)), "0 g", *(line(*s) for s in segments()),
    ],
    "with white lines within": [
        *(line(*s) for s in segments()), "1 G", line(120, 100, 120, 160), line(50, 130, 300, 130), "0 G",
    ],
    "clipped": [*(line(*s) for s in segments()), rectangle(60, 105, 150, 135, "W n")],
    "with underlined words": [*(line(*s) for s in segments()), line(54, 117, 90, 117), line(54, 137, 90, 137)],
}  # fmt: skip


@pytest.mark.parametrize("how", DRAWN)
def test_a_table_however_its_rules_are_drawn(how: str) -> None:
    assert grids(read(*words(), *DRAWN[how])) == [ROWS]


@pytest.mark.parametrize(("left", "right", "top", "bottom"), list(product([True, False], repeat=4)))
def test_open_sides(left: bool, right: bool, top: bool, bottom: bool) -> None:
    sides = [x for x, drawn in zip(XS, (left, True, right), strict=True) if drawn]
    levels = [y for y, drawn in zip(YS, (top, True, True, bottom), strict=True) if drawn]
    rules = [line(XS[0], y, XS[-1], y) for y in levels] + [line(x, YS[0], x, YS[-1]) for x in sides]
    assert grids(read(*words(), *rules)) == [ROWS]


def test_merged_cells_and_wrapped_lines() -> None:
    content = [rectangle(50, 100, 300, 180), line(200, 120, 200, 180), line(100, 120, 100, 150), line(50, 120, 300, 120),
               line(50, 150, 300, 150), text(120, 105, "合计"), text(54, 122, "机关"), text(54, 135, "事业"),
               text(104, 125, "a b"), text(205, 130, "-1.5"), text(54, 160, "c")]  # fmt: skip
    assert grids(read(*content)) == [(("合计", None, None), ("机关\n事业", "a b", "-1.5"), ("c", None, ""))]


def test_reading_order_and_line_numbers() -> None:
    second = [
        rectangle(50, 300, 300, 320),
        line(200, 300, 200, 320),
        text(54, 305, "甲\n"),
        text(204, 305, "1.00"),
    ]
    blocks = read(*second, text(50, 200, "注：第一"), *DRAWN["stroked lines"], *words(), text(50, 60, "部门：某局"),
                  text(250, 60.4, "单位：万元"))  # fmt: skip
    assert [(type(b).__name__, b.line if isinstance(b, Line) else b.lines) for b in blocks] == [
        ("Line", 1), ("Grid", (2, 3, 4)), ("Line", 5), ("Grid", (6,)),
    ]  # fmt: skip
    assert lines(blocks) == ["部门：某局 单位：万元", "注：第一"]
    assert {b.page for b in blocks} == {1}


def test_tables_side_by_side() -> None:
    rules = [
        rule for x in (50, 200) for rule in (rectangle(x, 100, x + 100, 120), line(x + 50, 100, x + 50, 120))
    ]
    content = [text(54, 105, "a"), text(104, 105, "1"), text(204, 105, "b"), text(254, 105, "2")]
    assert grids(read(*rules, *content)) == [(("a", "1"),), (("b", "2"),)]


def test_a_table_without_rules() -> None:
    blocks = read(
        text(50, 60, "部门预算收支总表"),
        *words(),
        text(50, 200, "以上为本年数，其中住房公积金没有发生额。"),
        text(300, 800, "7"),
    )
    assert grids(blocks) == [ROWS]
    assert [(type(b).__name__, b.line if isinstance(b, Line) else b.lines) for b in blocks] == [
        ("Line", 1), ("Grid", (2, 3, 4)), ("Line", 5),
    ]  # fmt: skip


def test_a_table_without_rules_below_one_with_rules() -> None:
    rules = [line(x0, y0 - 60, x1, y1 - 60) for x0, y0, x1, y1 in segments()]
    ruled = [
        text(x + 4, y - 55, cell)
        for row, y in zip(ROWS, YS, strict=False)
        for cell, x in zip(row, XS, strict=False)
    ]
    blocks = read(
        *rules, *ruled, text(50, 120, "其中：基本支出表"), *(words_at(150)), text(50, 260, "以上为本年数。")
    )
    assert grids(blocks) == [ROWS, ROWS]
    assert [b.line if isinstance(b, Line) else b.lines for b in blocks] == [(1, 2, 3), 4, (5, 6, 7), 8]


def test_a_page_without_a_head_stands_in_the_columns_of_the_page_before() -> None:
    def page(*rows: tuple[str, ...]) -> str:
        return "\n".join(
            text(50 + 90 * c, 100 + 20 * r, cell)
            for r, row in enumerate(rows) for c, cell in enumerate(row) if cell
        )  # fmt: skip

    first = page(
        ("科目", "合计", "基本支出", "项目支出"),
        ("行政运行", "5.10", "5.10", ""),
        ("档案馆", "2.00", "1.00", "1.00"),
    )
    second = page(("住房公积金", "5.00", "5.00", ""), ("档案整理费", "4.00", "4.00", ""))
    _, rest = grids(read_pdf(document([first, second]), "a.pdf"))
    assert rest == (("住房公积金", "5.00", "5.00", ""), ("档案整理费", "4.00", "4.00", ""))


@pytest.mark.parametrize("column", [False, True])
def test_a_body_without_rules_under_a_head_with_rules(column: bool) -> None:
    rows = (*ROWS, ("档案整理费", "1,234.50"))
    frame = [
        (50, 100, 300, 100),
        (50, 120, 300, 120),
        (50, 180, 300, 180),
        (50, 100, 50, 180),
        (300, 100, 300, 180),
    ]
    frame.append((200, 100, 200, 180 if column else 120))
    content = [
        text(XS[c] + 4, 105 + 20 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)
    ]
    assert grids(read(*content, *(line(*rule) for rule in frame))) == [rows]


def test_what_is_cut_off_from_a_table_is_no_table_without_rules() -> None:
    rules = [line(*ends) for ends in segments()]
    below = [
        text(x, y, cell) for y in (165, 180) for x, cell in ((54, "水费"), (204, "12.00"), (254, "3.00"))
    ]
    assert grids(read(*rules, *words(), *below[:3], text(54, 180, "及其他"))) == [ROWS]


def test_a_frame_and_an_underline_are_no_tables() -> None:
    blocks = read(
        rectangle(40, 90, 400, 200), text(50, 100, "正文"), line(50, 112, 90, 112), text(50, 130, "第二行")
    )
    assert not grids(blocks)
    assert lines(blocks) == ["正文", "第二行"]


def test_a_table_within_a_frame() -> None:
    assert grids(read(rectangle(40, 50, 400, 300), *words(), *DRAWN["stroked lines"])) == [ROWS]


@pytest.mark.parametrize("rotate", ["", "/Rotate 90"])
def test_a_page_that_lies_on_its_side(rotate: str) -> None:
    """What was at (x, y) of the upright page stands at (y, HEIGHT - x), its words run upwards."""
    rows = (("item", "amount"), ("office", "5,665.10"), ("fund", "0.00"))
    content = [
        turned_text(YS[r] + 13, 800 - XS[c] - 4, cell)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    ]
    rules = [line(y0, 800 - x0, y1, 800 - x1) for x0, y0, x1, y1 in segments()]
    assert grids(read(*content, *rules, page=rotate)) == [rows]


def test_a_landscape_page() -> None:
    """842 wide and 595 high, and its corner is not at zero: the table stands right of where an upright page ends."""
    content = ["q 1 0 0 1 500 0 cm", *words(), *DRAWN["stroked lines"], "Q", text(805, 110, "附注")]
    blocks = read(*content, page="/MediaBox[0 247 842 842]")
    assert grids(blocks) == [ROWS]
    assert lines(blocks) == ["附注"]


def test_a_form_moves_and_scales_its_table() -> None:
    """A form of half the size, moved on the page and again by its own matrix."""
    content = "\n".join([*words(), *DRAWN["thin fills"]])
    assert grids(read("q 0.5 0 0 0.5 100 50 cm /X Do Q", form=content, matrix="1 0 0 1 10 200")) == [ROWS]


def test_the_order_of_the_text_layer_means_nothing() -> None:
    rows = (("item", "amount"), ("office", "5,665.10"), ("-", "0.00"))
    scattered = [text(XS[c] + 4 + 5 * i, YS[r] + 5, character)
                 for r, row in enumerate(rows) for c, cell in enumerate(row) for i, character in enumerate(cell)]  # fmt: skip
    assert grids(read(*reversed(scattered), *DRAWN["stroked lines"])) == [rows]


def test_bold_by_printing_twice() -> None:
    again = [text(XS[c] + 4.4, YS[r] + 5, cell) for r, row in enumerate(ROWS) for c, cell in enumerate(row)]
    assert grids(
        read(*words(), *again, *DRAWN["stroked lines"], text(50, 50, "11"), text(50.4, 50, "11"))
    ) == [ROWS]


def test_a_dash_as_high_as_its_ink_stands_in_the_line_that_it_begins() -> None:
    boxes = [(10, 50, 20, 60), (0, 55.7, 5, 56.2), (5, 55.7, 10, 56.2), (20, 50, 30, 60)]
    glyphs = Glyphs(np.array(list(map(ord, "行——政"))), np.array(boxes, dtype=float))
    assert [block.text for block in layout(glyphs, [], 1, 800, Known()) if isinstance(block, Line)] == [
        "——行政"
    ]


@pytest.mark.parametrize(("x", "figure"), [(187, "1,234,567.89"), (268, "98,765.43")])
def test_an_amount_that_runs_over_the_border_stays_whole(x: float, figure: str) -> None:
    rows = (*ROWS[:2], ("", figure))
    assert grids(read(*words(ROWS[:2]), text(x, YS[2] + 5, figure), *DRAWN["stroked lines"])) == [rows]


def test_neighbours_at_a_border_are_not_run_together() -> None:
    content = [*words(ROWS[:2]), text(178, YS[2] + 5, "0.00"), text(201, YS[2] + 5, "2500")]
    assert grids(read(*content, *DRAWN["stroked lines"]))[0][2] == ("0.00", "2500")


def test_page_numbers_stay_out() -> None:
    numbers = [
        text(290, 800, "- 3 -"),
        text(290, 20, "第 3 页 共 9 页"),
        text(50, 400, "2026"),
        text(50, 780, "合计3"),
    ]
    assert lines(read(*numbers)) == ["2026", "合计3"]


def test_a_watermark_stays_out() -> None:
    watermark = turned_text(100, 400, "仅供参考公开文本", "0.7 0.7 -0.7 0.7", 30)
    assert lines(read(text(50, 100, "正文在此"), watermark, text(50, 300, "第二行"))) == [
        "正文在此",
        "第二行",
    ]


def test_what_is_beside_the_page_stays_out() -> None:
    assert lines(read(text(50, 100, "正文"), text(700, 100, "页外"), text(50, 900, "页下"))) == ["正文"]


def test_radicals_are_characters_and_wide_brackets_stay() -> None:
    assert lines(read(text(50, 100, "⼀、⻋辆（境）費豈"))) == ["一、车辆（境）費豈"]


def test_spaces_are_where_the_print_has_them() -> None:
    content = [text(50, 100, "2026"), text(75, 100, "年度"), text(50, 120, "PC"), text(66, 120, "Server"),
               text(50, 140, "收入"), text(85, 140, "来源"), text(130, 140, "支出")]  # fmt: skip
    assert lines(read(*content)) == ["2026年度", "PC Server", "收入来源 支出"]


REFUSED = {
    "encrypted": (document(["BT ET"], trailer=f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"), "encrypted"),
    "cut off": (document([text(50, 50, "a")])[:1500], "cut off"),
    "damaged": (b"%PDF-1.4\n" + b"\x01" * 900 + b"\n%%EOF", "damaged"),
    "without pages": (document([]), "has no pages"),
    "mangled": (document(["", ""]).replace(b"endobj\n", b"endobj\r\n"), "damaged"),
    "a scan": (document([picture(50, 50, 550, 750)]), "a scan"),
    "a scan with page numbers": (document([text(300, 820, "- 1 -"), text(300, 820, "- 2 -")]), "a scan"),
}  # fmt: skip


def test_why_one_is_refused_is_not_said_of_the_next() -> None:
    for what in ("encrypted", "without pages"):
        with pytest.raises(UnreadableError, match=REFUSED[what][1]):
            read_pdf(REFUSED[what][0], "/tmp/a.pdf")


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    data, why = REFUSED[what]
    with pytest.raises(UnreadableError, match=rf"^/tmp/a\.pdf: .*{why}.*[;,] .+$") as caught:
        read_pdf(data, "/tmp/a.pdf")
    assert "\n" not in str(caught.value)


def test_a_page_that_is_only_a_picture_is_told() -> None:
    strips = "\n".join(picture(50, y, 550, y + 50) for y in range(50, 750, 50))
    beside = [picture(0, 0, 1200, 60), picture(400, 700, 500, 800)]  # a head that runs off the page, a seal
    numbered = [picture(0, 0, 595, 842), text(300, 820, "- 5 -")]
    pages = [
        text(50, 50, "a"),
        strips,
        "\n".join(beside),
        "",
        "\n".join(numbered),
        text(50, 50, "b"),
        "/X Do",
    ]
    read_in = read_pdf(document(pages, form=picture(0, 442, 300, 842), matrix="2 0 0 2 0 0"), "a.pdf")
    assert [b if isinstance(b, Picture) else lines([b]) for b in read_in] == [
        ["a"], Picture(2), Picture(5), ["b"], Picture(7),
    ]  # fmt: skip


def test_bytes_around_a_sound_file_do_no_harm() -> None:
    sound = document([text(50, 50, "abc")])
    assert lines(read_pdf(b"\xef\xbb\xbf" + sound + b"\0" * 5000, "a.pdf")) == ["abc"]


def test_a_damaged_file_that_can_be_read_in_part_is_told() -> None:
    sound = document([text(50, 50, "abc")])
    *read_in, told = read_pdf(sound.replace(b"endobj\n", b"endobj\r\n"), "a.pdf")
    assert lines(read_in) == ["abc"] and isinstance(told, Unseen) and "已损坏" in told.message


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LIMITS", Limits(pages=1))
    assert read_pdf(document([text(50, 50, "a")]), "a.pdf")
    with pytest.raises(UnreadableError, match="over 1 pages"):
        read_pdf(document([text(50, 50, "a")] * 2), "a.pdf")


PEAKS = """
import re, sys
from yusuan.readers import read_blocks
for path in sys.argv[1:]:
    read_blocks(path)
    print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_memory_does_not_grow_with_the_pages(tmp_path: Path) -> None:
    ys = [50.0 + 18 * i for i in range(41)]
    xs = [40.0 + 85 * i for i in range(7)]
    rules = [line(40, y, 550, y) for y in ys] + [line(x, 50, x, 770) for x in xs]
    cells = [text(x + 2, y + 3, f"{x * y:,.2f}") for x in xs[:-1] for y in ys[:-1]]
    page = "\n".join([*rules, *cells])
    for count in (20, 187):
        (tmp_path / f"{count}.pdf").write_bytes(document([page] * count))
    command = [sys.executable, "-c", PEAKS, tmp_path / "20.pdf", tmp_path / "187.pdf"]
    few, many = map(int, subprocess.run(command, capture_output=True, check=True).stdout.split())
    assert many < 200 * 1024  # kB, of which half are libraries
    assert many - few < 20 * 1024  # what was read, 45,000 cells, and nothing of the pages themselves


def test_ranges_of_pages_in_other_processes_give_the_same_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    data = document([f"{text(50, 50, f'page {n}')} {text(200, 50, '12.50')}" for n in range(7)])
    expected = read_pdf(data, "a.pdf")
    monkeypatch.setattr(pdf, "LONG", 3)
    monkeypatch.setattr(pdf.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(pdf, "_read_range", None)  # not in this process
    assert read_pdf(data, "a.pdf") == expected


def test_what_a_process_says_of_its_pages_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LONG", 1)
    monkeypatch.setattr(pdf.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(pdf, "LIMITS", Limits(seconds=0.00001))
    with pytest.raises(UnreadableError, match=r"^a\.pdf: took longer than [^:]*$"):
        read_pdf(document([text(50, 50, "a")] * 2), "a.pdf")


# Published documents

DIFFERENCES = Path(__file__).parent / "pdf_differences.csv"
SAMPLE = {  # file: pages, of every way of drawing rules there is in the corpus
    "beijing/2026-统计局-表.pdf": (3, 30), "central/2026-国家信访局.pdf": (10, 30), "chongqing/2026-商务委员会.pdf": (10, 12),
    "foshan/2019-轨道交通局-决算.pdf": (5, 8), "fuzhou/2026-商务局.pdf": (12,), "guangzhou/2026-信访局.pdf": (7, 19),
    "hangzhou/2026-司法局.pdf": (25,), "jiangsu/2017-人民检察院.pdf": (11, 12, 16), "jiangsu/2018-人民检察院.pdf": (19,),
    "quanzhou/2026-人民政府办公室.pdf": (14,), "shanghai/2026-信访办公室.pdf": (7, 8), "shenzhen/2026-信访局.pdf": (10, 15),
    "shenzhen/2026-建筑工务署.pdf": (40,), "suzhou/2026-数据局.pdf": (8, 25), "xian/2026-信访局.pdf": (32,),
    "yantai/2026-信访局.pdf": (18, 21), "not-a-budget/indicators.pdf": (1,),
}  # fmt: skip


def squeezed(rows: object) -> list[list[str]]:
    """Cells without white space; what a merged cell covers is empty."""
    return [[re.sub(r"\s", "", cell or "") for cell in row] for row in rows]  # type: ignore[attr-defined]


def differing() -> dict[str, set[int]]:
    with DIFFERENCES.open(encoding="utf-8", newline="") as table:
        found: dict[str, set[int]] = {}
        for row in csv.DictReader(table):
            assert row["right"] in ("yusuan", "pdfplumber", "both")
            found.setdefault(row["file"], set()).add(int(row["page"]))
    return found


@pytest.mark.parametrize("file", SAMPLE)
def test_the_same_grids_as_pdfplumber(corpus: Path, file: str) -> None:
    blocks = read_pdf((corpus / file).read_bytes(), file)
    known = differing().get(file, set())
    with pdfplumber.open(corpus / file) as document:
        for number in SAMPLE[file]:
            theirs = [squeezed(table.extract()) for table in document.pages[number - 1].find_tables()]
            ours = [
                squeezed(block.rows) for block in blocks if isinstance(block, Grid) and block.page == number
            ]
            assert (ours != theirs) == (number in known), number


def amounts(value: object) -> Iterator[str]:
    """Every amount with decimals in a truth file, but for what was computed from others."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "sums_over_units":
                yield from amounts(item)
    elif isinstance(value, list):
        for item in value:
            yield from amounts(item)
    elif isinstance(value, float):
        yield f"{value:.2f}"
    elif isinstance(value, str) and re.fullmatch(r"-?[\d,]+\.\d+", value):
        yield value.replace(",", "")


TRUTH = {
    "central2026-xinfang": "central/2026-国家信访局.pdf", "foshan2019-rail-final": "foshan/2019-轨道交通局-决算.pdf",
    "gz2026-general-office": "guangzhou/2026-人民政府办公厅.pdf", "sz2026-baoan-planning": "shenzhen/2026-规划和自然资源局宝安管理局.pdf",
    "sz2026-public-works": "shenzhen/2026-建筑工务署.pdf", "sz2026-water": "shenzhen/2026-水务局.pdf",
    "sz2026-xinfang": "shenzhen/2026-信访局.pdf", "xian2026-xinfang": "xian/2026-信访局.pdf",
    "zhuhai2026-commerce": "zhuhai/2026-商务局.pdf",
}  # fmt: skip


@pytest.mark.parametrize("truth", TRUTH)
def test_every_figure_read_by_hand_stands_whole_in_a_cell(corpus: Path, truth: str) -> None:
    wanted = set(amounts(json.loads((corpus / "truth" / f"{truth}.json").read_text("utf-8"))))
    blocks = read_pdf((corpus / TRUTH[truth]).read_bytes(), truth)
    cells = {re.sub(r"[\s,]", "", cell) for rows in grids(blocks) for row in rows for cell in row if cell}
    assert len(wanted) > 10
    assert wanted <= cells
