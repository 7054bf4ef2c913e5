"""Results that many reports of one run need, worked out by the first of them and kept in a folder of that run."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

FOLDER = "YUSUAN_KEPT"  # the folder of this run; without one nothing is kept

P = ParamSpec("P")
T = TypeVar("T")


def kept(function: Callable[P, T]) -> Callable[P, T]:
    """The same pure function, worked out once a run for the same arguments: they are known by their content."""

    @wraps(function)
    def looked_up(*args: P.args, **kwargs: P.kwargs) -> T:
        folder = os.environ.get(FOLDER)
        if not folder:
            return function(*args, **kwargs)
        asked = pickle.dumps((function.__module__, function.__qualname__, args, sorted(kwargs.items())))
        path = Path(folder) / hashlib.sha256(asked).hexdigest()
        try:
            return pickle.loads(path.read_bytes())  # type: ignore[no-any-return]
        except FileNotFoundError:
            found = function(*args, **kwargs)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(pickle.dumps(found))
        partial.replace(path)
        return found

    return looked_up
