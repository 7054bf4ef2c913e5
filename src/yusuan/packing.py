"""A disclosure as the data folder keeps it: figures, codes and names, none of its sentences."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .model import Disclosure, frame
from .store import FRAMES, TABLE_COLUMNS, checksum, kept_columns, safe_name, to_csv

_CELL_CONTENT = [
    "table", "entity", "side", "code", "name", "measure", "fund", "period", "unit", "amount_yuan",
]  # fmt: skip
# Texts that may turn out to be sentences where names or figures are due (performance targets, above all).
_MAY_BE_PROSE = ["name", "parent", "printed", "message"]
_SENTENCE = re.compile(r".*[。！？；]|(?=.{25}).*，|.{61}", re.DOTALL)
_CLAIM_CONTENT = ["topic", "entity", "parent", "name", "measure", "period", "unit", "value"]


@dataclass(frozen=True, slots=True)
class Packed:
    """A disclosure ready to be written: its row of `sources.csv`, and the bytes of each of its figures files."""

    row: dict[str, Any]
    files: dict[str, bytes]


def pack(disclosure: Disclosure, sha256: str, version: str) -> Packed:
    """Pack a disclosure that was read from a document with this checksum by this version of yusuan."""
    meta = disclosure.meta
    tables: list[dict[str, object]] = [
        {"kind": t.kind, "title": t.title, "number": t.number, "unit": t.unit, "page": t.page, "line": t.line,
         "measures": " ".join(t.measures)}
        for t in meta.tables
    ]  # fmt: skip
    frames = {
        "cells": _without_prose(disclosure.cells),
        "claims": _without_prose(disclosure.claims),
        "tables": frame(tables, TABLE_COLUMNS),
        "findings": _without_prose(disclosure.findings),
    }
    files = {kind: to_csv(frames[kind][kept_columns(kind)]) for kind in FRAMES}
    row: dict[str, Any] = {
        "source_id": safe_name(meta.source_id), "region": meta.region, "department": meta.department,
        "year": meta.year, "phase": meta.phase, "unit": meta.unit, "title": meta.title, "file": meta.file,
        "sha256": sha256, "pages": meta.pages, "promised": "；".join(meta.promised),
        **{kind: len(frames[kind]) for kind in FRAMES},
        "content": content(disclosure), "checksum": checksum(files), "differs_from": "", "version": version,
        "public_source": "",
    }  # fmt: skip
    return Packed(row, files)


def content(disclosure: Disclosure) -> str:
    """A mark of what is printed: equal for a PDF and a DOCX of one document, whose pages and lines differ."""
    not_money = disclosure.cells["amount_yuan"].isna()
    cells = disclosure.cells[_CELL_CONTENT].assign(printed=disclosure.cells["printed"].where(not_money, ""))
    claims = disclosure.claims[_CLAIM_CONTENT]
    lines = sorted(to_csv(cells).splitlines()) + sorted(to_csv(claims).splitlines())
    return hashlib.sha256(b"\n".join(lines)).hexdigest()[:16]


def _without_prose(table: pd.DataFrame) -> pd.DataFrame:
    """The frame with each text that is a sentence, not a name or figure, cut after its first characters."""
    columns = [column for column in _MAY_BE_PROSE if column in table.columns]
    return table.assign(**{column: table[column].map(_cut).astype("str") for column in columns})


def _cut(text: str) -> str:
    path, slash, last = text.rpartition("/")
    return f"{path}{slash}{last[:20]}…" if _SENTENCE.match(last) else text
