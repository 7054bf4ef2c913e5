"""The data folder: what each disclosure is (`sources.csv`) and its figures (`figures/`), written whole or not at all.

    data/sources.csv                     one row per disclosure; a user may fill in public_source or add columns
    data/figures/<source_id>.cells.csv   likewise .claims.csv, .tables.csv, .findings.csv

A file is written under a temporary name and renamed; `sources.csv`, which says what counts, comes last. Its checksum
tells figures that were changed or cut off.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .model import (
    CELL_COLUMNS,
    CLAIM_COLUMNS,
    FINDING_COLUMNS,
    ID_COLUMNS,
    Disclosure,
    Meta,
    TableInfo,
    YusuanError,
    frame,
)

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


@dataclass(frozen=True, repr=False)
class Data:
    """The figures of many disclosures; filter by `department`, `year`, `phase` or `region` with pandas.

    Grain: `sources` a disclosure, `cells` and `claims` a printed figure, `tables` a table, `findings` a thing that
    could not be read.
    """

    sources: pd.DataFrame
    cells: pd.DataFrame
    claims: pd.DataFrame
    tables: pd.DataFrame
    findings: pd.DataFrame

    def __repr__(self) -> str:
        years = self.sources["year"].dropna()
        span = f", {years.min()}–{years.max()}" if len(years) else ""
        return f"{len(self.sources)} disclosures{span}: {len(self.cells)} cells, {len(self.claims)} claims"

    def disclosure(self, source_id: str) -> Disclosure:
        """One disclosure of the folder as `read` gives it, but without its sentences. Raises YusuanError if unknown."""
        chosen = self.sources[self.sources["source_id"] == source_id]
        if chosen.empty:
            raise YusuanError(f"no disclosure {source_id!r} in the data; sources.csv lists them by source_id")
        row = chosen.iloc[0]
        parts = {kind: _rows_of(getattr(self, kind), source_id) for kind in FRAMES}
        tables = tuple(
            TableInfo(t["kind"], t["title"], t["number"], t["unit"], _number(t["page"]), _number(t["line"]), (),
                      tuple(t["measures"].split()))
            for t in parts["tables"].to_dict("records")
        )  # fmt: skip
        meta = Meta(
            source_id, row["file"], row["title"], row["department"], row["region"], _number(row["year"]),
            row["phase"], row["unit"], _number(row["pages"]), tuple(filter(None, row["promised"].split("；"))), tables,
        )  # fmt: skip
        claims = parts["claims"].assign(reason="").astype({"reason": "str"})[CLAIM_COLUMNS]
        return Disclosure(meta, parts["cells"], claims, parts["findings"])


def load(data_dir: str | Path = "data") -> Data:
    """All disclosures of a data folder as frames with the columns of `model` (claims without their reasons).

    Raises YusuanError when the folder has no `sources.csv`, or figures that were changed, cut off or removed.
    """
    data_dir = Path(data_dir)
    if not (data_dir / "sources.csv").exists():
        raise YusuanError(
            f"{data_dir}: no sources.csv in it; yusuan ingest FILE… --data {data_dir} makes one"
        )
    sources = read_sources(data_dir)
    files = []
    for row in sources.to_dict("records"):
        mend = f"restore it or ingest {row['file']} again"
        try:
            found = read_figures(data_dir, row["source_id"])
        except FileNotFoundError as error:
            raise YusuanError(f"{error.filename}: missing; {mend}") from error
        if checksum(found) != row["checksum"]:
            name = figures_file(data_dir, row["source_id"], "*")
            raise YusuanError(f"{name}: changed or cut off since it was written; {mend}")
        files.append(found)
    return Data(
        sources, **{kind: _gather(kind, [found[kind] for found in files], sources) for kind in FRAMES}
    )


def _gather(kind: str, files: list[bytes], sources: pd.DataFrame) -> pd.DataFrame:
    """One frame of all files of a kind, parsed in one go, each row with what `sources` says of its disclosure."""
    types: dict[str, Any] = {str(c): t for c, t in frame([], kept_columns(kind)).dtypes.items()}
    floats = [column for column, dtype in types.items() if dtype.kind == "f"]
    head = to_csv(frame([], kept_columns(kind)))
    if any(not data.startswith(head) for data in files):
        raise YusuanError(f"{kind} with the columns of another version of yusuan; ingest the documents again")
    table = pd.read_csv(
        io.BytesIO(head + b"".join(data.removeprefix(head) for data in files)),
        dtype=types | dict.fromkeys(floats, "str"),
        na_values={column: [""] for column, dtype in types.items() if dtype.kind == "i"},
        keep_default_na=False,
    )
    # Exact to the last bit, which read_csv's own parser is not in every version of pandas.
    table[floats] = table[floats].replace("", "nan").astype("float64")
    rows = sources.index.repeat(sources[kind])
    ids = sources.loc[rows, ID_COLUMNS].reset_index(drop=True)
    return pd.concat([ids.drop(columns=ids.columns.intersection(table.columns)), table], axis=1)[FRAMES[kind]]


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
    except ValueError as error:  # also what pandas raises for bytes and rows that are no CSV
        raise YusuanError(
            f"{path}: damaged ({error}); restore it, or remove it and run yusuan ingest"
        ) from error


def write_sources(data_dir: Path, sources: pd.DataFrame) -> None:
    """Write `sources.csv`, ordered by region, department and year."""
    order = ["region", "department", "year", "phase", "source_id"]
    write_whole(data_dir / "sources.csv", to_csv(sources.sort_values(order, kind="stable")))


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
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace")


def checksum(files: dict[str, bytes]) -> str:
    """The checksum of the figures files of a disclosure together."""
    return hashlib.sha256(b"".join(files[kind] for kind in FRAMES)).hexdigest()


def kept_columns(kind: str) -> list[str]:
    """The columns of a figures file: what `sources.csv` says of the whole disclosure is not repeated there, but for
    the phase of a figure: a final account prints the budget beside."""
    own = {"phase"} if kind in ("cells", "claims") else set()
    return [column for column in FRAMES[kind] if column not in ID_COLUMNS or column in own]


def _rows_of(table: pd.DataFrame, source_id: str) -> pd.DataFrame:
    return table[table["source_id"] == source_id].reset_index(drop=True)


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _typed_sources(table: pd.DataFrame) -> pd.DataFrame:
    numbers = {
        c: pd.to_numeric(table[c].replace("", pd.NA)).astype("Int64") for c in ["year", "pages", *FRAMES]
    }
    return table.assign(**numbers)
