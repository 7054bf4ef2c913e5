"""The data folder handed on: CSV, XLSX, Parquet by year and region, and a Fiscal Data Package.

Each form is made beside its place and moved there when it is whole.
"""

from __future__ import annotations

import json
import re
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from pandas.api.types import is_string_dtype
from xlsxwriter.exceptions import FileCreateError

from . import reference
from .amounts import parse_figure
from .loading import Data, load, load_in_parts
from .lock import writing
from .model import Disclosure, YusuanError
from .store import safe_name, to_csv

FRAMES = ["sources", "cells", "claims", "tables", "findings"]

_SHEET_ROWS = 1_048_576

# Of each resource of the fiscal package: its rows are the leaves of one table, so that they may be summed, and its
# columns are (name, type, column type of the Fiscal Data Package, column of cells).
_ABOUT = [
    ("year", "integer", "date:fiscal-year", "year"),
    ("phase", "string", "phase", "phase"),
    ("region", "string", "geo-source:target:title", "region"),
    ("department", "string", "administrative-classification:generic:level1:label", "department"),
    ("entity", "string", "administrative-classification:generic:level2:label", "entity"),
    ("direction", "string", "direction", "side"),
    ("amount_yuan", "number", "value", "amount_yuan"),
    ("source_id", "string", "budget-line-id", "source_id"),
]
_CLASSIFICATIONS = {
    "general_by_function": "functional-classification:generic",
    "general_by_economic": "economic-classification:generic",
}


def export(data: Data | Path, forms: Sequence[str], out: str | Path) -> list[Path]:
    """Write the data, or a data folder, in each of these forms (`csv`, `xlsx`, `parquet`, `package`) under `out`.

    Gives what was written. A folder exported to Parquet alone is not loaded as a whole.

    Raises YusuanError for a form that is not known, rows that a sheet cannot hold, or a folder that another process is
    writing; OSError, which names the place, for a full disk or a folder that cannot be written.
    """
    out = Path(out)
    unknown = [form for form in forms if form not in FORMS]
    if unknown:
        raise YusuanError(f"no form {unknown[0]!r} to export to; there are {', '.join(FORMS)}")
    if isinstance(data, Path) and set(forms) != {"parquet"}:
        data = load(data)
    with writing(out):
        return [whole(out / name, write, data) for name, write in map(FORMS.__getitem__, forms)]


def as_text(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, made plain text by an apostrophe; figures stay as printed."""
    if not isinstance(value, str) or not value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return value
    try:
        parse_figure(value)
    except ValueError:
        return "'" + value
    return value


def write_csv(data: Data, folder: Path) -> None:
    """A CSV file for each frame."""
    folder.mkdir()
    for name in FRAMES:
        (folder / f"{name}.csv").write_bytes(csv_file(getattr(data, name)))


def csv_file(table: pd.DataFrame) -> bytes:
    """A frame as a CSV file for spreadsheets: with the mark that they know UTF-8 by, and no text a formula."""
    texts = {str(name): table[name].map(as_text) for name in table if is_string_dtype(table[name])}
    return BOM_UTF8 + to_csv(table.assign(**texts))


class _Memory(BytesIO):
    """A file that stays open: what a full disk left unfinished in it is a traceback where that is closed after it."""

    def close(self) -> None:
        pass


def write_xlsx(data: Data, path: Path) -> None:
    """A workbook with a sheet for each frame."""
    write_workbook({name: getattr(data, name) for name in FRAMES}, path)


def write_workbook(sheets: Mapping[str, pd.DataFrame], path: Path) -> None:
    """An XLSX file of these sheets; numbers are numbers, and no text is ever a formula or a link."""
    longest = max(sheets, key=lambda name: len(sheets[name]))
    if len(sheets[longest]) >= _SHEET_ROWS:
        raise YusuanError(
            f"a sheet holds {_SHEET_ROWS - 1:,} rows and {longest} has more; take parquet or csv"
        )
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    file = _Memory()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": str(path.parent), **plain}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
            for number, column in enumerate(table.columns):
                sheet.set_column(number, number, _width(table[column]))
            sheet.write_row(0, 0, list(table.columns), bold)
            for number, row in enumerate(
                table.astype(object).where(table.notna(), None).itertuples(index=False), 1
            ):
                sheet.write_row(number, 0, row)
    path.write_bytes(file.getvalue())


def printed_tables(documents: Iterable[Disclosure]) -> dict[str, pd.DataFrame]:
    """The tables of documents as they are printed (`Disclosure.sheet`), in yuan and under Chinese heads, by their titles.

    What is no money stands as printed. The titles are numbered, and short enough for the sheets of a workbook.
    """
    words = {
        key: chinese
        for kind in ("table", "place", "measure", "fund", "period")
        for key, (chinese, _) in reference.words(kind).items()
    }
    found: dict[str, pd.DataFrame] = {}
    for document in documents:
        cells = document.cells
        value = cells["amount_yuan"].astype(object).where(cells["amount_yuan"].notna(), cells["printed"])
        shown = replace(document, cells=cells.assign(value=value))
        titles = {table.kind: f"{table.number} {table.title}".strip() for table in document.meta.tables[::-1]}
        for kind in cells["table"].unique():
            title = f"{len(found) + 1} {titles.get(kind) or words.get(kind, kind)}"
            sheet = shown.sheet(kind, "value").infer_objects()
            sheet = sheet[[column for column in sheet if sheet[column].ne("").any()]]
            heads = [" ".join(words.get(word, word) for word in str(column).split()) for column in sheet]
            money = sheet.dtypes.eq("float64")
            sheet.columns = [
                f"{head}（元）" if yuan else head for head, yuan in zip(heads, money, strict=True)
            ]
            found[re.sub(r"[\[\]:*?/\\']", "", title)[:31]] = sheet
    return found


def write_parquet(data: Data | Path, folder: Path) -> None:
    """Parquet with zstd: `sources` and `tables` as files, the others by `year=…/region=…`, as DuckDB reads them.

    A data folder is read and written in parts, so that it may be larger than memory.
    """
    folder.mkdir()
    whole: dict[str, list[pd.DataFrame]] = {"sources": [], "tables": []}
    for number, part in enumerate([data] if isinstance(data, Data) else load_in_parts(data)):
        for name in FRAMES:
            table = getattr(part, name)
            if name in whole:
                whole[name].append(table)
            elif len(table):
                region = table["region"].map(safe_name).where(table["region"] != "", "unknown")
                table.assign(region=region).to_parquet(
                    folder / name, index=False, compression="zstd", partition_cols=["year", "region"],
                    basename_template=f"{number}-{{i}}.parquet", existing_data_behavior="overwrite_or_ignore",
                )  # fmt: skip
    for name, tables in whole.items():
        pd.concat(tables).to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")


def write_package(data: Data, folder: Path) -> None:
    """A Fiscal Data Package: general-budget expenditure by function and by economic class, in yuan.

    Only leaves of the current year, so that amounts may be summed; totals and other tables are in the other forms.
    """
    folder.mkdir()
    resources = [_resource(data, table, folder) for table in _CLASSIFICATIONS]
    package = {
        "profile": "tabular-data-package",
        "name": "yusuan",
        "title": "Budgets of Chinese government departments",
        "version": version("yusuan"),
        "countryCode": "CN",
        "granularity": "aggregated",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", "utf-8")


def _resource(data: Data, table: str, folder: Path) -> dict[str, Any]:
    """Write the leaves of one table and describe them."""
    kind = _CLASSIFICATIONS[table]
    columns = [
        *_ABOUT,
        ("code", "string", f"{kind}:code:full", "code"),
        ("name", "string", f"{kind}:label", "name"),
    ]
    cells = data.cells
    leaves = cells[
        (cells["table"] == table)
        & cells["is_leaf"]
        & (cells["level"] > 0)
        & (cells["measure"] == "total")
        & (cells["period"] == "current")
        & cells["amount_yuan"].notna()
    ]
    chosen = leaves.assign(side="expenditure")[[column for *_, column in columns]]
    chosen.columns = [name for name, *_ in columns]
    chosen.to_csv(folder / f"{table}.csv", index=False, encoding="utf-8")
    fields = [{"name": name, "type": type_, "columnType": fiscal} for name, type_, fiscal, _ in columns]
    return {
        "profile": "tabular-data-resource",
        "name": table.replace("_", "-"),
        "path": f"{table}.csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _width(column: pd.Series) -> float:
    """The width of a sheet's column for its first rows, a Chinese character counting for two."""
    texts = [str(column.name), *map(str, column.head(200))]
    return min(max(sum(2 if ord(c) > 0x2E7F else 1 for c in text) for text in texts) + 2, 50)


def whole(path: Path, write: Callable[[Any, Path], None], data: Any) -> Path:
    """Let `write` make the file or folder beside its place, then put it there; what was there before goes."""
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as temporary:
            made = Path(temporary) / path.name
            write(data, made)
            if path.is_dir():
                _ours(path, made)
                path.rename(Path(temporary) / "before")
            made.replace(path)
    except (OSError, FileCreateError) as error:
        cause: OSError = error.args[0] if isinstance(error, FileCreateError) else error
        raise OSError(cause.errno, cause.strerror or str(cause), str(path)) from error
    return path


def _ours(path: Path, made: Path) -> None:
    """Raises YusuanError where something lies in a folder that no export put there: it would go."""
    for inside in path.iterdir():
        ours = made.is_dir() and (inside.stem in FRAMES or (made / inside.name).exists())
        if not (ours or inside.name.startswith(".")):
            raise YusuanError(f"{inside}: no export made it; move it away, or name another folder with -o")


FORMS: dict[str, tuple[str, Callable[[Any, Path], None]]] = {
    "csv": ("csv", write_csv),
    "xlsx": ("yusuan.xlsx", write_xlsx),
    "parquet": ("parquet", write_parquet),
    "package": ("package", write_package),
}
