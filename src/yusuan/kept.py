"""Results that many reports of one run need, worked out by the first of them and kept in a folder of that run."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

FOLDER = "YUSUAN_KEPT"  # the folder of this run; without one nothing is kept
MOST = 2_000  # results, of some 100 kB each

P = ParamSpec("P")
T = TypeVar("T")


class _Contents(pickle.Pickler):
    """Frames by their contents: equal ones may differ in memory from one process to the next."""

    def reducer_override(self, value: Any) -> Any:
        if not isinstance(value, pd.DataFrame):
            return NotImplemented
        rows = pd.util.hash_pandas_object(value).to_numpy().tobytes()
        return str, (
            f"{list(value.columns)} {[str(kind) for kind in value.dtypes]} {hashlib.sha256(rows).hexdigest()}",
        )


def _content(value: object) -> str:
    out = io.BytesIO()
    _Contents(out).dump(value)
    return hashlib.sha256(out.getvalue()).hexdigest()


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """The same pure function, worked out once a run for the same arguments: they are known by their content."""

    @wraps(function)
    def looked_up(*args: P.args, **kwargs: P.kwargs) -> T:
        folder = os.environ.get(FOLDER)
        if not folder:
            return function(*args, **kwargs)
        asked = (function.__module__, function.__qualname__, args, sorted(kwargs.items()))
        path = Path(folder) / _content(asked)
        try:
            before: T = pickle.loads(path.read_bytes())
            return before
        except FileNotFoundError:
            found = function(*args, **kwargs)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(pickle.dumps(found))
        partial.replace(path)
        return found

    return looked_up


def trim(folder: Path) -> None:
    """Forget the older half of more than MOST results: they are worked out again where a report still needs them."""
    whole = [
        name for name in os.listdir(folder) if "." not in name
    ]  # another process may be writing those with one
    if len(whole) > MOST:
        files = sorted((folder / name for name in whole), key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) // 2]:
            path.unlink(missing_ok=True)
