"""What a report is made of, as one hash: when it changes the report is made anew, and only then."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from yusuan import reference
from yusuan.loading import Filter, chosen, sources_of
from yusuan.report.plan import Job

LIBRARIES = ("altair", "ipython", "pandas", "papermill", "vl-convert-python")

# The hash of a job that was made from the documents which these filters choose.
Sign = Callable[[Job, tuple[Filter, ...]], str]


def signature(data_dir: Path, options: list[str]) -> Sign:
    """The function that hashes a job: its notebook, parameters, documents, these options and all versions.

    Its documents are those that its notebook asked for (see `loading.asked`), all of the folder where it told of none.
    """
    sources = sources_of(data_dir)
    rows = pd.util.hash_pandas_object(sources.astype("str"), index=False)
    of_department = {
        name: value
        for column in ("called", "department")
        for name, value in rows.groupby(sources[column]).agg(_hash).items()
    }
    shared = [*options, _package(), sys.version, *(version(name) for name in LIBRARIES)]

    @functools.cache
    def notebook(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    @functools.cache
    def documents(filters: tuple[Filter, ...]) -> str:
        return _hash(rows[chosen(sources, filters or [()]).index])

    def sign(job: Job, asked: tuple[Filter, ...]) -> str:
        own = asked == ((("department", job.department),),)  # nearly all: looked up, not sought among 10⁵
        data = of_department.get(job.department, "") if own else documents(asked)
        parts = [
            notebook(job.notebook),
            str(job.shared),
            json.dumps(job.parameters, sort_keys=True),
            data,
            *shared,
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    return sign


def _hash(rows: pd.Series) -> str:
    return hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()


def _package() -> str:
    """A hash of yusuan itself, which during development changes under one version, and of its reference data."""
    root = Path(__file__).parents[1]
    files: Iterable[Path] = (*root.rglob("*"), *reference.FOLDER.rglob("*"))
    kept = {path for path in files if path.suffix in {".py", ".js", ".css", ".j2", ".otf", ".csv"}}
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(kept))).hexdigest()
