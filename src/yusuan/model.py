"""The words of the house: blocks, disclosures, the columns of the three frames, and errors.

Everything here is plain data. A reader makes blocks, tables make cells, the narrative makes claims, checks make
findings; nothing in this module knows how.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from .terminal import one_line

_SHOWN = 8  # choices that an error names


class YusuanError(Exception):
    """A mistake that a user can mend: one line that names the file, the place, and what to do."""


class UnreadableError(YusuanError):
    """A document that cannot be read as a disclosure (a scan, encrypted, truncated, no budget)."""


def told(error: YusuanError | OSError) -> str:
    """A mistake of the user (a file not there, or not readable) as one line."""
    if isinstance(error, YusuanError):
        return one_line(error)
    place = f"{error.filename}: " if error.filename else ""
    return one_line(f"{place}{error.strerror or error}")


def choices(names: Iterable[Any], wanted: str = "") -> str:
    """What there is to choose from, for an error: in one line, those like the wanted one first."""
    every = list(dict.fromkeys(str(name) for name in names if pd.notna(name) and name != ""))
    holding = [name for name in every if wanted and wanted in name]
    ordered = dict.fromkeys([*holding, *difflib.get_close_matches(wanted, every, n=_SHOWN), *every])
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return f"there are: {', '.join([*ordered][:_SHOWN])}{more}" if every else "there are none"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text. `line` counts from 1: in the file for text, on its page for paged formats."""

    text: str
    line: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled (or tab-separated) table on one page.

    `rows` is rectangular: a string per cell (line breaks inside a cell kept as `\\n`), `""` for an empty cell and
    `None` for a place covered by a merged cell that begins above or to the left. `lines[i]` is the line of row i.
    """

    rows: tuple[tuple[str | None, ...], ...]
    lines: tuple[int, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A page that holds a picture and no text, so that nothing of it is read; page 0 for a picture among text."""

    page: int


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a file holds where a reader of it does not look, or has lost: it is not read. `message` says what."""

    message: str
    page: int | None
    line: int | None


Block = Line | Grid | Picture | Unseen

ID_COLUMNS = ["source_id", "region", "department", "year", "phase"]

CELL_COLUMNS = [
    *ID_COLUMNS,
    "table", "page", "line", "entity", "side", "code", "name", "level", "is_leaf",
    "measure", "fund", "period", "printed", "unit", "amount_yuan", "quantum_yuan",
]  # fmt: skip

# One row of claims is one printed figure of the text. `topic` says what it speaks of (income, expenditure, block,
# project, project_item, procurement, three_public, operating_cost, staff, assets, performance, …), `name` of which
# one, `parent` of what it is a part. `value` is in `unit` (万元, %, 人, 辆, 个 …); money has its yuan as well.
CLAIM_COLUMNS = [
    *ID_COLUMNS,
    "topic", "page", "line", "entity", "parent", "name", "measure", "period", "reason",
    "printed", "unit", "value", "quantum", "amount_yuan", "quantum_yuan",
]  # fmt: skip

# One row of findings is one thing that does not add up, or could not be read or checked.
# `family`: ROW, TREE, …, STRUCTURE, or READ for what the reader could not take in.
# `status`: violated, undefined, not_checkable, rounding, exact. `severity`: error, warning, info.
FINDING_COLUMNS = [
    *ID_COLUMNS,
    "family", "status", "severity", "hard", "identity", "table", "page", "line", "entity", "code", "name",
    "measure", "printed", "residual_yuan", "allowed_yuan", "message",
]  # fmt: skip

_FLOATS = {"value", "quantum", "lower", "upper", "count", "reference"}  # and all in yuan
_INTEGERS = {"year", "page", "line", "level"}
_BOOLEANS = {"is_leaf", "hard", "contradicted"}
_INTEGER, _TEXT = pd.Int64Dtype(), pd.StringDtype(na_value=np.nan)


def frame(
    rows: list[dict[str, object]], columns: list[str], default: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """A frame with exactly these columns and their fixed types, whatever rows there are.

    Text is `str` with "" for nothing, amounts float64 with NaN, year/page/line/level nullable Int64, flags bool.
    A missing key has its `default`, else nothing; a key that is not a column raises KeyError.
    """
    values = dict.fromkeys(columns) | dict(default or {})
    extra = set().union(values, *rows) - set(columns)
    if extra:
        raise KeyError(f"not columns: {sorted(extra)}")
    # Column by column, with its type at once: pandas is slow to guess types and to change them.
    arrays = {name: _array(name, [row.get(name, value) for row in rows]) for name, value in values.items()}
    return pd.DataFrame(arrays)


def _array(name: str, values: list[Any]) -> Any:
    """The values of a column with its fixed type."""
    if name in _FLOATS or name.endswith("_yuan"):
        return np.array(values, dtype=float)  # None becomes NaN
    if name in _INTEGERS:
        return pd.array(values, dtype=_INTEGER)
    if name in _BOOLEANS:
        return np.array(values, dtype=bool)  # None becomes False
    return pd.array(["" if value is None else value for value in values], dtype=_TEXT)


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table of a document: where it stands and what was printed around it."""

    kind: str
    title: str
    number: str = ""
    unit: str = ""
    page: int | None = None
    line: int | None = None
    notes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """What a document is, taken from its text and never from the name of its file.

    `phase` is `budget` or `final`; `unit` the money unit of most of its tables; `promised` the titles of tables in
    its contents; `tables` the tables found, in order.
    """

    source_id: str
    file: str
    title: str
    department: str
    region: str
    year: int | None
    phase: str
    unit: str
    pages: int | None = None
    promised: tuple[str, ...] = ()
    tables: tuple[TableInfo, ...] = ()


@dataclass(frozen=True, repr=False)
class Disclosure:
    """One published document: its meta, its cells, its claims, and what could not be read (`findings`)."""

    meta: Meta
    cells: pd.DataFrame
    claims: pd.DataFrame
    findings: pd.DataFrame
    lines: tuple[Line, ...] = field(default=(), compare=False)

    def sheet(self, table: str, values: str = "amount_yuan") -> pd.DataFrame:
        """A table as it is printed: a row for each of its rows, a column for each of its columns, in order.

        `table` is its kind, as `meta.tables` and the repr name it; several of one kind follow each other. First where
        a row stands and what it is of, then `values` (amount_yuan, printed, …) under measure, fund and period, as far
        as these are not the usual ones: total, total previous. Raises YusuanError for a kind that is not there.
        """
        cells = self.cells[self.cells["table"] == table]
        if cells.empty:
            raise YusuanError(f"no table {table!r} in it; {choices(self.cells['table'], table)}")
        usual = cells[["measure", "fund", "period"]].replace({"all": "", "current": ""})
        head = usual.agg(" ".join, axis=1).str.split().str.join(" ")
        place = [cells[name] for name in ("page", "line", "entity", "side", "code", "name", "level")]
        again = cells.groupby([*place, head], dropna=False).cumcount()  # a row that stands twice stays two
        row = cells.groupby([*place, again], sort=False, dropna=False).ngroup()
        printed = cells[values].set_axis(pd.MultiIndex.from_arrays([row, head])).unstack(sort=False)
        return pd.concat(
            [pd.concat(place, axis=1)[~row.duplicated()].reset_index(drop=True), printed], axis=1
        )

    def __repr__(self) -> str:
        m, cells = self.meta, self.cells
        phase = {"budget": "预算", "final": "决算"}.get(m.phase, m.phase)
        of_all = cells[cells["level"].eq(0) & cells["measure"].eq("total") & cells["fund"].eq("all")]
        totals = of_all[of_all["table"].isin(["revenue", "expenditure"])].drop_duplicates("table")
        told = "".join(
            f"{'收入' if table == 'revenue' else '支出'}合计 {printed} {unit}，"
            for table, printed, unit in zip(totals["table"], totals["printed"], totals["unit"], strict=True)
        )
        counts = f"表中 {len(cells)} 个数，文字 {len(self.claims)} 个数，{len(self.findings)} 处存疑"
        year = f"{m.year} 年" if m.year else "年份不明的"
        head = f"{m.department or m.file} {year}{phase}（{m.region or '地区不明'}，{m.unit}）"
        tables = (
            f"    {' '.join(filter(None, (t.number, t.title)))}（{t.kind}，{(cells['table'] == t.kind).sum()} 个数，"
            + (f"第 {t.page} 页）" if t.page else f"第 {t.line} 行）")
            for t in m.tables
        )
        return "\n".join([head, f"  {told}{counts}", *tables])
