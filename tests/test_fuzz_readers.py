"""Damaged documents of every format give a result or one line, soon; each fault once found stays a named test."""

from __future__ import annotations

import contextlib
import random
import time
from pathlib import Path

import fuzz
import pytest

from yusuan.model import UnreadableError
from yusuan.readers import read_blocks


@pytest.mark.parametrize("seed", [1, 2])
def test_mutants_are_read_or_refused(seed: int, tmp_path: Path):
    end = time.monotonic() + 4
    assert list(fuzz.faults(lambda number: time.monotonic() > end, seed, tmp_path)) == []


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
        b"<html><div>" + b'<div style="position:absolute;left:1pt;top:2pt">1.5</div>' * 3_000,
    ],
    ids=[
        "words in a style",
        "open blocks",
        "open comments",
        "a wide line",
        "columns that overlap",
        "forty columns that overlap",
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


def test_a_sound_document_is_read_and_a_fault_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, data in fuzz.seeds().items():
        (tmp_path / name).write_bytes(data)
        assert fuzz.read_blocks(tmp_path / name)

    def fails(path: Path) -> None:
        raise KeyError(path)

    monkeypatch.setattr(fuzz, "read_blocks", fails)
    assert len(list(fuzz.faults(lambda number: number == 3, 1, tmp_path))) == 3
