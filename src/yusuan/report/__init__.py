"""Notebooks run through Papermill, and handed on as pages that need nothing else.

Papermill loads the engine in this package whenever it starts, so that what makes reports is imported on first use.
"""

from __future__ import annotations

import importlib.util
import sys
from contextlib import nullcontext
from types import ModuleType
from typing import TYPE_CHECKING, Any

from yusuan import forks
from yusuan.forks import one_thread

if TYPE_CHECKING:
    from yusuan.report.batch import run
    from yusuan.report.make import Result

__all__ = ["Result", "run"]


def _import_papermill() -> None:
    """Papermill loads our engine when it is imported. It has to come first, or the engine would be half there by then.

    Beside JupyterLab it imports a package that takes a second to build a grammar of international addresses. Notebooks
    have none: the grammar is built when the first is looked at.
    """
    name = "rfc3987_syntax"
    late = name not in sys.modules and importlib.util.find_spec(name) is not None
    if late:
        sys.modules[name] = later = ModuleType(name)
        later.__dict__["is_valid_syntax"] = lambda *given: importlib.import_module(name).is_valid_syntax(
            *given
        )
    with one_thread() if forks.here else nullcontext():
        importlib.import_module("papermill")
    if late:
        del sys.modules[name]


_import_papermill()


def __getattr__(name: str) -> Any:
    if name == "run":
        from yusuan.report.batch import run

        return run
    if name == "Result":
        from yusuan.report.make import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
