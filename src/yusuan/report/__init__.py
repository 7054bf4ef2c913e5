"""Notebooks run through Papermill, and handed on as pages that need nothing else.

Papermill loads the engine in this package whenever it starts, so that what makes reports is imported on first use.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from yusuan import forks
from yusuan.forks import one_thread

if TYPE_CHECKING:
    from yusuan.report.batch import run
    from yusuan.report.make import Result

__all__ = ["Result", "run"]


def _import_papermill() -> None:
    """Papermill loads our engine when it is imported. It has to come first, or the engine would be half there by then."""
    # Beside JupyterLab jsonschema would import checks of addresses and durations, which no notebook has: one builds a
    # grammar for as long as all the rest of a start. None in their place is Python's way to say that they are not there.
    modules: dict[str, Any] = sys.modules
    absent = FORMATS - modules.keys()
    modules.update(dict.fromkeys(absent))
    try:
        with one_thread() if forks.here else nullcontext():
            importlib.import_module("papermill")
    finally:
        for name in absent:
            del modules[name]


FORMATS = {"isoduration", "rfc3986_validator", "rfc3987_syntax"}
_import_papermill()


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(importlib.import_module("yusuan.report.batch"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
