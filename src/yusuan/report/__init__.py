"""Notebooks run through Papermill, and handed on as pages that need nothing else.

Papermill loads the engine in this package whenever it starts, so that what makes reports is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# Papermill loads our engine when it is imported. It has to come first, or the engine would be half there by then.
import papermill  # noqa: F401

if TYPE_CHECKING:
    from yusuan.report.batch import run
    from yusuan.report.make import Result

__all__ = ["Result", "run"]


def __getattr__(name: str) -> Any:
    if name == "run":
        from yusuan.report.batch import run

        return run
    if name == "Result":
        from yusuan.report.make import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
