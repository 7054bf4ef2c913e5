"""The data folder: what each disclosure is (`sources.csv`) and its figures (`figures/`), written whole or not at all.

    data/sources.csv                     one row per disclosure; a user may fill in public_source or add columns
    data/figures/<source_id>.cells.csv   likewise .claims.csv, .tables.csv, .findings.csv
    data/left_out.csv                    documents that were read and not kept, so that they are not read again

A file is written under a temporary name and renamed; `sources.csv`, which says what counts, comes last. Its checksum
tells figures that were changed or cut off.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from .model import CELL_COLUMNS, CLAIM_COLUMNS, FINDING_COLUMNS, ID_COLUMNS, YusuanError

TABLE_COLUMNS = [*ID_COLUMNS, "kind", "title", "number", "unit", "page", "line", "measures"]

# What is kept of a disclosure. A claim's reason and a table's notes are sentences of the document and stay out.
FRAMES = {
    "cells": CELL_COLUMNS,
    "claims": [column for column in CLAIM_COLUMNS if column != "reason"],
    "tables": TABLE_COLUMNS,
    "findings": FINDING_COLUMNS,
}

# `sha256` is of the document, `checksum` of its figures files, `content` of the figures whatever their order and
# place. `differs_from` names another disclosure of this department, year and phase that prints other figures.
SOURCE_COLUMNS = [
    *ID_COLUMNS, "unit", "title", "file", "sha256", "pages", "promised", *FRAMES,
    "content", "checksum", "differs_from", "version", "public_source",
]  # fmt: skip

# Why a document was not kept: the disclosure that has its figures (`same_as`, `content`), or the refusal under `limits`.
LEFT_OUT_COLUMNS = ["sha256", "file", "same_as", "content", "refusal", "limits", "version"]


def read_sources(data_dir: Path) -> pd.DataFrame:
    """The rows of `sources.csv` with their types, none where there is no file yet. Raises YusuanError if damaged."""
    path = data_dir / "sources.csv"
    if not path.exists():
        return _typed_sources(pd.DataFrame(columns=SOURCE_COLUMNS, dtype="str"))
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        missing = [column for column in SOURCE_COLUMNS if column not in table.columns]
        if missing:
            raise ValueError(f"no column {missing[0]}")
        if table["source_id"].duplicated().any() or any(i != safe_name(i) for i in table["source_id"]):
            raise ValueError("a source_id stands twice or is no file name")
        return _typed_sources(table)
    except (
        ValueError,
        TypeError,
        OverflowError,
    ) as error:  # also what pandas raises for what is no CSV or number
        raise YusuanError(
            f"{path}: damaged ({error}); restore it, or remove it and run yusuan ingest"
        ) from error


def write_sources(data_dir: Path, sources: pd.DataFrame) -> None:
    """Write `sources.csv`, ordered by region, department and year."""
    order = ["region", "department", "year", "phase", "source_id"]
    write_whole(data_dir / "sources.csv", to_csv(sources.sort_values(order, kind="stable")))


def read_left_out(data_dir: Path) -> dict[str, dict[str, str]]:
    """The rows of `left_out.csv` by sha256, none where there is no file. Raises YusuanError if damaged."""
    path = data_dir / "left_out.csv"
    if not path.exists():
        return {}
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)[LEFT_OUT_COLUMNS]
    except (ValueError, KeyError) as error:
        raise YusuanError(f"{path}: damaged; remove it, and yusuan ingest writes it anew") from error
    rows = [dict(zip(LEFT_OUT_COLUMNS, row, strict=True)) for row in table.itertuples(index=False)]
    return {row["sha256"]: row for row in rows}


def write_left_out(data_dir: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write `left_out.csv`."""
    write_whole(data_dir / "left_out.csv", to_csv(pd.DataFrame(rows, columns=LEFT_OUT_COLUMNS)))


def read_figures(data_dir: Path, source_id: str) -> dict[str, bytes]:
    """The bytes of the figures files of a disclosure. Raises FileNotFoundError."""
    return {kind: figures_file(data_dir, source_id, kind).read_bytes() for kind in FRAMES}


def write_figures(data_dir: Path, source_id: str, files: dict[str, bytes]) -> None:
    """Write the figures files of a disclosure; it counts once `write_sources` names it."""
    (data_dir / "figures").mkdir(exist_ok=True)
    for kind, data in files.items():
        write_whole(figures_file(data_dir, source_id, kind), data)


def figures_file(data_dir: Path, source_id: str, kind: str) -> Path:
    """Where the figures of one kind (see FRAMES) of a disclosure are."""
    return data_dir / "figures" / f"{source_id}.{kind}.csv"


def intact(data_dir: Path, source_id: str, expected: str) -> bool:
    """True when the figures files of a disclosure are there and have this checksum."""
    try:
        return checksum(read_figures(data_dir, source_id)) == expected
    except FileNotFoundError:
        return False


def write_whole(path: Path, data: bytes) -> None:
    """Write under a temporary name in the same folder, then rename: the name has the old bytes or all the new.

    Raises OSError, which names the file, for a full disk or a folder that cannot be written.
    """
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def safe_name(text: str) -> str:
    """A text as a file name: letters, digits, - _ （ ） kept, at most 60 characters, never hidden or empty.

    One that had to be cut ends with a mark of the whole, so that two long ones stay two.
    """
    plain = unicodedata.normalize("NFKC", text).replace("(", "（").replace(")", "）")
    plain = re.sub(r"[^\w（）-]+", "_", plain).strip("_-") or "unnamed"
    if len(plain) <= 60:
        return plain
    return f"{plain[:50]}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def to_csv(table: pd.DataFrame) -> bytes:
    """A frame as the bytes of a CSV file in UTF-8."""
    text = table.to_csv(index=False, lineterminator="\n")
    return re.sub(r"\r(?!\n)", " ", text).encode(
        "utf-8", "replace"
    )  # alone it ends a line, and is not quoted


def checksum(files: dict[str, bytes]) -> str:
    """The checksum of the figures files of a disclosure together."""
    return hashlib.sha256(b"".join(files[kind] for kind in FRAMES)).hexdigest()


def kept_columns(kind: str) -> list[str]:
    """The columns of a figures file: what `sources.csv` says of the whole disclosure is not repeated there, but for
    the phase of a figure: a final account prints the budget beside."""
    own = {"phase"} if kind in ("cells", "claims") else set()
    return [column for column in FRAMES[kind] if column not in ID_COLUMNS or column in own]


def _typed_sources(table: pd.DataFrame) -> pd.DataFrame:
    numbers = {
        c: pd.to_numeric(table[c].replace("", pd.NA)).astype("Int64") for c in ["year", "pages", *FRAMES]
    }
    if any(numbers[kind].isna().any() for kind in FRAMES):
        raise ValueError("a row does not say how many figures it has")
    return table.assign(**numbers)
