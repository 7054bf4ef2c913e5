"""Disclosures out of the data folder as frames: all of them, or only what is asked for, whose files alone are read."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .model import CLAIM_COLUMNS, ID_COLUMNS, Disclosure, Meta, TableInfo, YusuanError, choices, frame
from .store import FRAMES, checksum, figures_file, kept_columns, read_figures, read_sources, to_csv

# Pairs of a key and its value that all hold; see `chosen`.
Filter = tuple[tuple[str, str | int], ...]

# What this process asked of data folders: a report depends on that and nothing else.
asked: set[Filter] = set()


@dataclass(frozen=True, repr=False)
class Data:
    """The figures of many disclosures; filter by `department`, `year`, `phase` or `region` with pandas.

    Grain: `sources` a disclosure (`called`: a name of its department that no other has), `cells` and `claims` a printed
    figure, `tables` a table, `findings` a thing that could not be read.
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
            there = choices(self.sources["source_id"], source_id)
            raise YusuanError(f"no disclosure {source_id!r} in the data; {there}")
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


def load(
    data_dir: str | Path = "data",
    *,
    department: str | None = None,
    region: str | None = None,
    year: int | None = None,
) -> Data:
    """The disclosures of a data folder as frames with the columns of `model` (claims without their reasons).

    All, or those of a department, of a region with what lies in it (深圳市 has 深圳市宝安区), of a year; only their files
    are read. Raises YusuanError when the folder has no `sources.csv`, nothing of what is asked for, or figures that
    were changed, cut off or removed.
    """
    pairs: list[tuple[str, str | int]] = []
    pairs += [("department", str(department))] if department is not None else []
    pairs += [("region", str(region))] if region is not None else []
    pairs += [("year", int(year))] if year is not None else []
    return load_any(data_dir, [tuple(pairs)])


def load_any(data_dir: str | Path, filters: Sequence[Filter]) -> Data:
    """The disclosures that one of the filters chooses (see `chosen`), as `load` gives them."""
    return load_rows(Path(data_dir), select(Path(data_dir), filters))


def select(data_dir: Path, filters: Sequence[Filter]) -> pd.DataFrame:
    """The rows of `sources.csv` that one of the filters chooses. Raises YusuanError, with the choices, for none."""
    every = sources_of(data_dir)
    sources = chosen(every, filters).reset_index(drop=True)
    if sources.empty and not every.empty:
        told = ""
        for key, value in filters[0]:
            left = every[_fits(every, key, value)]
            if left.empty:
                there = every[{"department": "called", "office": "department"}.get(key, key)].sort_values()
                raise YusuanError(f"{data_dir}: no {key} {value}{told} in it; {choices(there, str(value))}")
            every, told = left, f"{told} of {value}"
    asked.update(filters)
    return sources


def load_in_parts(data_dir: Path, size: int = 200) -> Iterator[Data]:
    """All disclosures of a folder, so many at a time, by year and region: what 10⁵ of them hold is beyond memory."""
    sources = sources_of(data_dir).sort_values(["year", "region"], kind="stable")
    for start in range(0, max(len(sources), 1), size):
        yield load_rows(data_dir, sources.iloc[start : start + size].reset_index(drop=True))


def load_rows(data_dir: Path, sources: pd.DataFrame) -> Data:
    """The disclosures of these rows of `sources.csv`. Raises YusuanError for figures that are not as they were written."""
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


def sources_of(data_dir: Path) -> pd.DataFrame:
    """The rows of `sources.csv`, read again only when it was written again. Raises YusuanError without one."""
    path = data_dir.resolve() / "sources.csv"
    if not path.exists():
        raise YusuanError(
            f"{data_dir}: no sources.csv in it; yusuan ingest FILE… --data {data_dir} makes one"
        )
    found = path.stat()
    return _sources_at(path.parent, (found.st_mtime_ns, found.st_ino, found.st_size))


@functools.lru_cache(maxsize=1)
def _sources_at(data_dir: Path, stamp: tuple[int, ...]) -> pd.DataFrame:
    """The rows as they were at a time; kept, since the workers of reports are forked after this."""
    sources = read_sources(data_dir)
    return sources.assign(called=called(sources))


def called(sources: pd.DataFrame) -> pd.Series:
    """What tells the department of each document from all others, so that with a year it names one document.

    Its name; only where that is shared also its region, that it is a final account where there are budgets of it too,
    and the number of the document where several are of one year: 统计局（深圳市）, 某市信访局（决算）, 某市信访局（2）.
    """
    name = sources["department"].where(sources["department"].ne(""), sources["source_id"])
    same, region = sources.groupby(name), sources["region"].replace("", "地区不明")
    name = name.where(same["region"].transform("nunique").le(1), name + "（" + region + "）")
    finals = sources["phase"].eq("final") & sources.groupby(name)["phase"].transform("nunique").gt(1)
    name = name.mask(finals, name + "（决算）")
    number = sources.groupby([name, sources["year"].astype("str")]).cumcount() + 1
    return name.where(number.eq(1), name + "（" + number.astype("str") + "）")


def distinct(data: Data) -> Data:
    """The same with each department as it is `called`, also where it stands for itself among its units."""
    new = data.sources.loc[data.sources["called"].ne(data.sources["department"])].set_index("source_id")[
        "called"
    ]
    if new.empty:
        return data
    frames = {}
    for kind in FRAMES:
        table = getattr(data, kind)
        name = table["source_id"].map(new).fillna(table["department"]).astype("str")
        if "entity" in table:
            own = table["entity"].eq(table["department"])
            table = table.assign(entity=table["entity"].mask(own, name))
        frames[kind] = table.assign(department=name)
    return Data(data.sources.assign(department=data.sources["called"]), **frames)


def chosen(sources: pd.DataFrame, filters: Sequence[Filter]) -> pd.DataFrame:
    """The rows of `sources` for which one of the filters holds; one without pairs holds for all.

    Pairs: (department, its name or what it is called), (region, a part of its name), (office, a part of a department's
    name), (year, it).
    """
    kept = pd.Series(False, sources.index)
    for pairs in filters:
        fits = pd.Series(True, sources.index)
        for key, value in pairs:
            fits &= _fits(sources, key, value)
        kept |= fits
    return sources[kept]


def _fits(sources: pd.DataFrame, key: str, value: str | int) -> pd.Series:
    if key in ("region", "office"):
        return sources["region" if key == "region" else "department"].str.contains(str(value), regex=False)
    if key == "department":
        return sources["department"].eq(value) | sources["called"].eq(value)
    return sources[key].eq(value).fillna(False).astype(bool)


@functools.cache
def types_of(kind: str) -> tuple[dict[str, Any], bytes]:
    """The types of the columns of a figures file, and its first line."""
    empty = frame([], kept_columns(kind))
    return {str(column): dtype for column, dtype in empty.dtypes.items()}, to_csv(empty)


def _gather(kind: str, files: list[bytes], sources: pd.DataFrame) -> pd.DataFrame:
    """One frame of all files of a kind, parsed in one go, each row with what `sources` says of its disclosure."""
    types, head = types_of(kind)
    floats = [column for column, dtype in types.items() if dtype.kind == "f"]
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
    counts = [data.count(b"\n") - 1 for data in files]
    if sum(counts) != len(table):  # a text with a line break in it
        counts = [len(list(csv.reader(io.StringIO(data.decode("utf-8"))))) - 1 for data in files]
    for (id_, said), there in zip(sources[["source_id", kind]].itertuples(index=False), counts, strict=True):
        if said != there:
            raise YusuanError(f"sources.csv says {said} {kind} of {id_} where there are {there}; restore it")
    rows = sources.index.repeat(counts)
    ids = sources.loc[rows, ID_COLUMNS].reset_index(drop=True)
    return pd.concat([ids.drop(columns=ids.columns.intersection(table.columns)), table], axis=1)[FRAMES[kind]]


def _rows_of(table: pd.DataFrame, source_id: str) -> pd.DataFrame:
    return table[table["source_id"] == source_id].reset_index(drop=True)


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
