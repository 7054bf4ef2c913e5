"""Damaged documents of every format give a result or one line, soon; each fault once found stays a named test."""

from __future__ import annotations

import time
from pathlib import Path

import fuzz
import pytest


@pytest.mark.parametrize("seed", [1, 2])
def test_mutants_are_read_or_refused(seed: int, tmp_path: Path):
    end = time.monotonic() + 4
    assert list(fuzz.faults(lambda number: time.monotonic() > end, seed, tmp_path)) == []


def test_a_sound_document_is_read_and_a_fault_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, data in fuzz.seeds().items():
        (tmp_path / name).write_bytes(data)
        assert fuzz.read_blocks(tmp_path / name)

    def fails(path: Path) -> None:
        raise KeyError(path)

    monkeypatch.setattr(fuzz, "read_blocks", fails)
    assert len(list(fuzz.faults(lambda number: number == 3, 1, tmp_path))) == 3
