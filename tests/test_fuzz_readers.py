"""Damaged documents of every format give a result or one line, soon; each fault once found stays a named test."""

from __future__ import annotations

import contextlib
import math
import os
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path

import documents
import fuzz
import pytest

from yusuan.model import UnreadableError
from yusuan.readers import read_blocks


@pytest.mark.parametrize("seed", [1, 2])
def test_mutants_are_read_or_refused(seed: int, tmp_path: Path):
    end = time.monotonic() + 4
    for number in range(10**6):
        outcome, said = fuzz.attempt((f"{seed}-{number}", str(tmp_path)))
        assert outcome in ("read", "refused"), said
        if time.monotonic() > end:
            break


def overlapping(count: int, chance: random.Random) -> str:
    """A line of figures that stand under none of another line's."""
    return "".join(f"{' ' * chance.randrange(2, 9)}{10 ** chance.randrange(1, 7)}.00" for _ in range(count))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><style>" + b"a b " * 100_000,
        b"<html><style>" + b"@media print{" * 50_000,
        b"<html><style>" + b"/*" * 200_000,
        b"1.0  2.0  " * 9_000 + b"\n",
        b"1.0  2.0  3.0\n1.0 2.0  3.0  4.0\n" * 500,
        "\n".join(overlapping(40, random.Random(row)) for row in range(1_000)).encode(),
        b"a,b\n" * 9 + b"1," * 30_000 + b"\n",
        b"<html><div>" + b'<div style="position:absolute;left:1pt;top:2pt">1.5</div>' * 3_000,
    ],
    ids=[
        "words in a style",
        "open blocks",
        "open comments",
        "a wide line",
        "columns that overlap",
        "forty columns that overlap",
        "a row of many columns",
        "texts at one place",
    ],
)
def test_repetition_does_not_take_more_than_its_share_of_time(data: bytes, tmp_path: Path):
    path = tmp_path / "document"
    path.write_bytes(data)
    start = time.process_time()
    with contextlib.suppress(UnreadableError):
        read_blocks(path)
    assert time.process_time() - start < fuzz.SLOW


@pytest.mark.parametrize(
    "more",
    [
        "1" * 40_000,
        "2031年部门预算收入400万元，比2030年增加40万元，增长11%。" * 1_500,
        "\n".join(f"公务接待费{i}万元" for i in range(2_000)),
        "".join(f"2031年部门预算收入{i}万元，支出{i}万元。\n" for i in range(300)),
    ],
    ids=["digits", "sentences on one line", "no end of a sentence", "sentences that contradict each other"],
)
def test_prose_of_any_length_is_read_and_proved_in_its_share_of_time(more: str, tmp_path: Path):
    path = tmp_path / "document.txt"
    path.write_text(documents.text() + more, "utf-8")
    start = time.process_time()
    fuzz.ys.check(fuzz.ys.read(path))
    assert time.process_time() - start < fuzz.SLOW


def test_figures_beyond_a_float_are_no_figures(tmp_path: Path):
    path = tmp_path / "document.txt"
    path.write_text(documents.text().replace("400", "9" * 400), "utf-8")
    read = fuzz.ys.read(path)
    fuzz.ys.check(read)
    amounts = [*read.cells["amount_yuan"].dropna(), *read.claims["amount_yuan"].dropna()]
    assert amounts and max(amounts) < math.inf
    assert read.findings["message"].str.contains("99999").any()


def test_sound_documents_are_read_and_each_kind_of_fault_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def said(does: Callable[[Path], object]) -> tuple[str, str]:
        monkeypatch.setattr(fuzz.ys, "read", does)
        return fuzz.attempt(("1-1", str(tmp_path)))

    monkeypatch.setattr(fuzz, "mutated", lambda data, chance: data)
    assert fuzz.attempt(("1-1", str(tmp_path)))[0] == "read"
    for name, data in fuzz.seeds().items():
        (tmp_path / "sound").write_bytes(data)
        assert name == "xls" or not fuzz.ys.read(tmp_path / "sound").cells.empty
    monkeypatch.setattr(fuzz, "SLOW", 0.2)
    monkeypatch.setattr(fuzz.ys, "check", lambda document: None)
    assert said(lambda path: {}[path])[0] == "fault"
    assert "several lines" in said(lambda path: exec("raise YusuanError('a\\nb')", vars(fuzz)))[1]
    assert " s for " in said(lambda path: sum(range(10**8)))[1]
    assert "it acts" in said(lambda path: (path.parent / "other").write_text("a"))[1]
    (path,) = tmp_path.glob("*/other")
    path.unlink()
    assert "it acts" in said(lambda path: socket.create_connection(("127.0.0.1", 9), 1))[1]
    assert said(lambda path: None)[0] == "read"


def test_a_process_that_dies_of_a_mutant_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    monkeypatch.setattr(fuzz, "TRIES", "workers:hang")
    monkeypatch.setattr(fuzz, "HANGS", 1)
    ends = time.monotonic() + 1
    told = list(fuzz.outcomes(ends, "a", str(tmp_path)))
    assert told and all(outcome == "fault" and "took longer than 1 s" in said for outcome, said in told)
