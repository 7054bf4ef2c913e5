"""Files of hostile shapes (`hostile.py` has them at any size), here small under limits as much smaller: each is read, or
refused in one line that names it."""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from pathlib import Path

import documents
import pytest
from hostile import SHAPES

import yusuan as ys
from yusuan import limits
from yusuan.isolated import Refusal, alone
from yusuan.model import YusuanError

SMALL = 300


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch):
    """Limits under which files of SMALL things are already large; those of time and memory stay."""
    few = {"unpacked_bytes": 2**20, "html_bytes": 2**20, "attributes": 100, "pages": 200, "cells": 50_000, "span": 100, "nesting": 20, "line_chars": 2_000}  # fmt: skip
    assert few.keys() < {field.name for field in fields(limits.Limits)}
    changed = replace(limits.LIMITS, **few)
    for module in [m for m in sys.modules.values() if getattr(m, "LIMITS", None) is limits.LIMITS]:
        monkeypatch.setattr(module, "LIMITS", changed)


# pdfium takes memory without end of it.
ENDLESS = "pdf: forms that draw themselves"


@pytest.mark.parametrize("name", sorted(SHAPES.keys() - {ENDLESS}))
def test_a_hostile_shape_is_read_or_refused_in_a_line(tmp_path: Path, name: str):
    suffix, full, make = SHAPES[name]
    path = tmp_path / f"shape.{suffix}"
    path.write_bytes(make(full if full <= 1_000 else SMALL))
    try:
        found = ys.read(path)
    except YusuanError as error:
        assert "\n" not in str(error) and path.name in str(error)
    else:
        assert found.meta.file == path.name
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_what_has_no_end_is_refused_where_a_process_of_its_own_reads(tmp_path: Path):
    """As `SECURITY.md` has it for whoever reads what is not trusted in Python."""
    (tmp_path / "a.pdf").write_bytes(SHAPES[ENDLESS][2](1))
    sound = documents.write(tmp_path / "a.txt")
    tight = replace(limits.Limits(), memory_mb=400)
    refused, found = (alone("yusuan:read", path, tight) for path in (tmp_path / "a.pdf", sound))
    assert isinstance(refused, Refusal) and "400 MB" in refused.reason
    assert found.meta.department == "青石市石桥区档案局"
