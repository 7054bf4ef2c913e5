"""`python killed.py TASK FOLDER TIMES SEED` does one thing again and again and is killed in it at random moments.

The task runs in a forked child; after each kill all that stands under a final name must be whole, and after the last
the same command clears up what was left. Exit status 0 if so.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import documents
import nbformat
from pyarrow.parquet import read_metadata

from yusuan.export import FORMS, export
from yusuan.ingest import Ledger
from yusuan.limits import LIMITS
from yusuan.loading import load
from yusuan.lock import writing
from yusuan.packing import pack
from yusuan.reading import read
from yusuan.store import write_whole

Task = tuple[Callable[[], object], Callable[[], object]]


def exporting(folder: Path) -> Task:
    """All forms of export; each is as it is when nobody disturbs."""
    data, out = load(folder / "data"), folder / "out"
    (plain,) = export(data, ["csv"], folder / "undisturbed")
    expected = {path.name: path.read_bytes() for path in plain.iterdir()}

    def whole() -> None:
        for found in out.glob("[!.]*"):
            if found.name == "csv":
                assert {path.name: path.read_bytes() for path in found.iterdir()} == expected
            elif found.name == "parquet":
                rows = sum(read_metadata(path).num_rows for path in (found / "cells").rglob("*.parquet"))
                assert rows == len(data.cells)
            elif found.name == "package":
                assert len(list(found.iterdir())) == 3
            else:
                assert found.name == "yusuan.xlsx" and zipfile.ZipFile(found).testzip() is None

    return lambda: export(data, list(FORMS), out), whole


def ingesting(folder: Path) -> Task:
    """Six documents into the data folder, other figures of the same documents the next time; what it lists is whole."""
    out = folder / "out"
    versions = []
    for basic in (310, 477):
        papers = [documents.write(folder / f"{y}.txt", year=y, basic=basic) for y in range(2031, 2037)]
        versions.append([((path,), pack(read(path), path.name, str(basic))) for path in papers])
    turns = cycle(versions)

    def task() -> None:
        with writing(out, out / "figures"):
            ledger = Ledger(out, LIMITS)
            for document, packed in next(turns):
                ledger.take(document, packed.row["sha256"], packed)
                ledger.save()

    def whole() -> None:
        if (out / "sources.csv").exists():
            data = load(out)
            assert set(data.sources["version"]) <= {"310", "477"} and len(data.sources) <= 6

    return task, whole


def reporting(folder: Path) -> Task:
    """The files of a report, as `report` writes them: each is the whole of one version or the other."""
    out = folder / "out" / "局-2031"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("字" * 200_000)])
    texts = cycle([nbformat.writes(notebook).encode(), b"<html>" + b"a" * 500_000 + b"</html>"])

    def task() -> None:
        with writing(out.parent, out):
            out.mkdir(exist_ok=True)
            for name in ("a.ipynb", "a.html", "run.json"):
                write_whole(out / name, next(texts))

    def whole() -> None:
        for path in out.glob("[!.]*"):
            data = path.read_bytes()
            assert (data.startswith(b"<html>") and data.endswith(b"</html>")) or nbformat.reads(
                data.decode(), 4
            )

    return task, whole


def child(task: Callable[[], object], turns: Iterator[int]) -> int:
    """The process id of a child that does the task that often."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            for _ in turns:
                task()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return process


def main(name: str, folder: Path, times: int, seed: int) -> None:
    """Raises AssertionError where something is not whole."""
    task, whole = {"export": exporting, "ingest": ingesting, "report": reporting}[name](folder)
    chance = random.Random(seed)
    start = time.monotonic()
    assert os.waitpid(child(task, iter(range(1))), 0)[1] == 0
    span = time.monotonic() - start
    left = 0
    for _ in range(times):
        process = child(task, iter(range(10**9)))
        time.sleep(chance.uniform(0, 2 * span))
        os.kill(process, signal.SIGKILL)
        assert os.WTERMSIG(os.waitpid(process, 0)[1]) == signal.SIGKILL
        left += bool(list((folder / "out").rglob(".writing-*")))
        whole()
    assert left, "no kill met a file in the making"
    assert os.waitpid(child(task, iter(range(1))), 0)[1] == 0
    assert not list((folder / "out").rglob(".writing-*"))
    whole()
    print(f"{times} kills, {left} of them in the making of a file")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
