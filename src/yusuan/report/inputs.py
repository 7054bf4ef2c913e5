"""What a report is made of, as one hash: when it changes the report is made anew, and only then."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from yusuan.report.plan import Job

LIBRARIES = ("altair", "ipython", "pandas", "papermill", "vl-convert-python")


def signature(data_dir: Path, options: list[str]) -> Callable[[Job], str]:
    """The function that gives the hash of a job: of its notebook, parameters, data, these options and all versions.

    A notebook may compare a department with any other, so that the data are all documents of the folder.
    """
    data = hashlib.sha256((data_dir / "sources.csv").read_bytes()).hexdigest()
    shared = [data, *options, _package(), sys.version, *(version(name) for name in LIBRARIES)]

    @functools.cache
    def content(notebook: Path) -> str:
        return hashlib.sha256(notebook.read_bytes()).hexdigest()

    def sign(job: Job) -> str:
        parts = [content(job.notebook), json.dumps(job.parameters, sort_keys=True), *shared]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    return sign


def _package() -> str:
    """A hash of yusuan itself, which during development changes under one version."""
    root = Path(__file__).parents[1]
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".js", ".css", ".j2", ".otf"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
