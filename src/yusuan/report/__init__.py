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
    # Beside JupyterLab jsonschema would import a check of international addresses, which no notebook has: it builds a
    # grammar for as long as all the rest of a start. None in its place is Python's way to say that it is not there.
    modules: dict[str, Any] = sys.modules
    absent = GRAMMAR not in modules
    if absent:
        modules[GRAMMAR] = None
    try:
        with one_thread() if forks.here else nullcontext():
            importlib.import_module("papermill")
    finally:
        if absent:
            del modules[GRAMMAR]


GRAMMAR = "rfc3987_syntax"
_import_papermill()


def __getattr__(name: str) -> Any:
    if name == "run":
        from yusuan.report.batch import run

        return run
    if name == "Result":
        from yusuan.report.make import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
