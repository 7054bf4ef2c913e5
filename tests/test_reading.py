"""How a text is set changes nothing but lines: page breaks, line ends, encodings, widths, spaces, order of tables.

And a broken figure costs only itself: all else is read, and what was not is told with its line.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pandas as pd
import pytest
from documents import text as small_text

import yusuan as ys
from yusuan.amounts import looks_numeric
from yusuan.model import Disclosure
from yusuan.tables.heads import header_height

PLACES = ["page", "line"]
FULL_WIDTH = str.maketrans("0123456789()", "０１２３４５６７８９（）")


def read_text(folder: Path, text: str, encoding: str = "utf-8") -> Disclosure:
    path = folder / "document.txt"
    path.write_bytes(text.encode(encoding))
    return ys.read(path)


def assert_same(one: Disclosure, other: Disclosure, ordered: bool = True) -> None:
    for frame in ("cells", "claims"):
        left, right = getattr(one, frame).drop(columns=PLACES), getattr(other, frame).drop(columns=PLACES)
        if "reason" in left:
            left, right = left.drop(columns="reason"), right.drop(columns="reason")
        if not ordered:
            left, right = (f.sort_values(list(f.columns), ignore_index=True) for f in (left, right))
        pd.testing.assert_frame_equal(left, right)
    assert one.meta.promised == other.meta.promised


def paged_tables(text: str) -> list[str]:
    """The text in pieces: what comes before the tables, then each table (all its pages)."""
    parts = re.split(r"(?m)^(?=表 ?\d+ *$)", text)
    pieces: list[str] = [parts[0]]
    for part in parts[1:]:
        if pieces[1:] and pieces[-1].split("\n")[0] == part.split("\n")[0]:
            pieces[-1] += part
        else:
            pieces.append(part)
    return pieces


def repaginated(text: str, draw: random.Random) -> str:
    """The text with one more page break in a table drawn at random: its heading and head again, then the rest."""
    pieces = paged_tables(text)
    tables = [i for i, piece in enumerate(pieces[1:], 1) if "\t" in piece and "绩效" not in piece]
    chosen = draw.choice(tables)
    lines = pieces[chosen].split("\n")
    first = next(i for i, line in enumerate(lines) if "\t" in line)
    rows = tuple(tuple(line.split("\t")) for line in lines[first:] if "\t" in line)[:4]
    width = max(map(len, rows))
    height = header_height(tuple(row + ("",) * (width - len(row)) for row in rows))
    body = [i for i in range(first + height + 1, len(lines)) if _is_body(lines[i - 1]) and _is_body(lines[i])]
    if not body:
        return text
    cut = draw.choice(body)
    pieces[chosen] = "\n".join([*lines[:cut], "", *lines[: first + height], *lines[cut:]])
    return "".join(pieces)


def _is_body(line: str) -> bool:
    return "\t" in line and any(looks_numeric(cell) for cell in line.split("\t"))


def shuffled(text: str, draw: random.Random) -> str:
    before, *tables = paged_tables(text)
    tables = [table.rstrip("\n") + "\n\n" for table in tables]
    draw.shuffle(tables)
    return before + "".join(tables)


SAME = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "full width": lambda text: text.translate(FULL_WIDTH),
    "half width": lambda text: text.replace("（", "(").replace("）", ")"),
    "spaces between digits and units": lambda text: re.sub(r"(\d)(万元|人|台|辆|个)", r"\1  \2", text),
    "no spaces": lambda text: re.sub(r"(?<=\d) (?=[年万人台辆个家月])", "", text),
    "spaces round cells": lambda text: re.sub(r"\t", " \t ", text),
    "ideographic spaces": lambda text: re.sub(r"\t(?=[\u4e00-\u9fff])", "\t\u3000", text),
}


@pytest.fixture(scope="session")
def reference(corpus: Path) -> str:
    return next((corpus / "baoan").iterdir()).read_text("utf-8")


@pytest.mark.parametrize("how", SAME)
def test_setting_changes_nothing(reference: str, tmp_path: Path, how: str) -> None:
    assert_same(read_text(tmp_path, reference), read_text(tmp_path, SAME[how](reference)))


@pytest.mark.parametrize("how", SAME)
def test_setting_changes_nothing_in_a_small_document(tmp_path: Path, how: str) -> None:
    assert_same(read_text(tmp_path, small_text()), read_text(tmp_path, SAME[how](small_text())))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encoding_changes_nothing(tmp_path: Path, encoding: str) -> None:
    assert_same(read_text(tmp_path, small_text()), read_text(tmp_path, small_text(), encoding))


@pytest.mark.parametrize("seed", range(20))
def test_page_breaks_and_order_change_nothing(reference: str, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    whole = read_text(tmp_path, reference)
    assert_same(whole, read_text(tmp_path, repaginated(reference, draw)))
    assert_same(whole, read_text(tmp_path, shuffled(reference, draw)), ordered=False)


@pytest.mark.parametrize("seed", range(10))
def test_page_breaks_in_a_small_document(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    whole = read_text(tmp_path, small_text())
    assert_same(whole, read_text(tmp_path, repaginated(small_text(), draw)))
    assert_same(whole, read_text(tmp_path, shuffled(small_text(), draw)), ordered=False)


def test_a_broken_figure_costs_only_itself(tmp_path: Path) -> None:
    whole = read_text(tmp_path, small_text())
    broken = read_text(tmp_path, small_text().replace("\t310\t90\n\t20126", "\t310\t1.2.3\n\t20126"))
    assert len(broken.cells) == len(whole.cells)
    unread = broken.cells[broken.cells["printed"] == "1.2.3"].iloc[0]
    assert pd.isna(unread["amount_yuan"]) and unread["code"] == "201" and unread["measure"] == "project"
    told = broken.findings[broken.findings["severity"] == "error"].iloc[0]
    assert told["line"] == unread["line"] and "1.2.3" in told["message"]


def test_a_short_row_costs_only_what_it_lacks(tmp_path: Path) -> None:
    text = small_text().replace("\t20126\t档案事务\t400\t310\t90", "\t20126\t档案事务\t400")
    document = read_text(tmp_path, text)
    row = document.cells[document.cells["code"] == "20126"]
    assert list(row["measure"]) == ["total"]
    assert len(document.cells) == len(read_text(tmp_path, small_text()).cells) - 2


def test_a_blank_is_no_zero(tmp_path: Path) -> None:
    text = small_text(project=0).replace(
        "\t2012601\t行政运行\t310\t310\t0", "\t2012601\t行政运行\t310\t310\t—"
    )
    cells = read_text(tmp_path, text).cells
    assert "project" not in set(cells.loc[cells["code"] == "2012601", "measure"])
    zero = cells[(cells["code"] == "20126") & (cells["measure"] == "project")]
    assert list(zero["amount_yuan"]) == [0.0]


def test_two_files_of_one_document(tmp_path: Path) -> None:
    words, tables = re.split(r"(?m)^(?=表 1$)", small_text())
    (tmp_path / "words.txt").write_text(words, "utf-8")
    (tmp_path / "tables.txt").write_text(tables, "utf-8")
    both = ys.read([tmp_path / "words.txt", tmp_path / "tables.txt"])
    assert_same(read_text(tmp_path, small_text()), both)


@pytest.mark.parametrize("text", ["", "明天天气晴，气温 12.5 度。\n", "\x00\x01\x02"])
def test_what_is_no_disclosure_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ys.UnreadableError) as refused:
        read_text(tmp_path, text)
    assert "document.txt" in str(refused.value) and "\n" not in str(refused.value)


def test_the_repr_is_for_people(tmp_path: Path) -> None:
    shown = repr(read_text(tmp_path, small_text()))
    assert "青石市石桥区档案局 2031 年预算" in shown and "表7" in shown and "一般公共预算支出表" in shown
