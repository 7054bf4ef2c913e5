"""`python tests/killed.py TIMES [TASK…]` ends commands by SIGKILL at random moments, each task that many times.

A task is `ingest`, `ingest again` (documents read by another version with other figures), `export` or `report` in a form.
The command runs in a process forked from one that has imported all, so that the moments fall into its work, every second
one right after a first write. After each no process of it may be left, all that stands under a final name must be whole,
and what was finished before must be as it was. A run that is through must leave what an undisturbed one leaves.
Exit status 0 if so.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import chdir, nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import documents
import small_reports
from pypdfium2 import PdfDocument

from yusuan import export, ingest, loading
from yusuan.__main__ import command
from yusuan.packing import pack
from yusuan.reading import read
from yusuan.report import office, pdf, warm

LOADED = [export, office, pdf, warm]  # before the first fork
TASKS = [
    "ingest", "ingest again", *(f"export {form}" for form in export.FORMS),
    *(f"report {form}" for form in ("html", "docx", "xlsx", "pdf")),
]  # fmt: skip
GIVE_UP = 300  # seconds after which a command hangs

Files = dict[str, bytes]


def run(task: str, number: int) -> None:
    """What the child does in the folder it is in: the command, which writes to `out/`."""
    verb, _, form = task.partition(" ")
    more = {
        "ingest": ["papers", "--data", "out", "-j", "1"],
        "export": ["--data", "data", "--to", form, "-o", "out"],
        "report": ["n.ipynb", "--all", "--data", "data", "-o", "out", "-j", "2", "--to", form],
    }
    sys.argv = ["yusuan", verb, *more[verb]]
    other = {"version": lambda _: str(number), "each": another_version} if form == "again" else {}
    with patch.multiple(ingest, **other) if other else nullcontext():
        command()


def another_version(target: str, items: Iterator[Any], jobs: int, limits: object) -> Iterator[Any]:
    """In place of `isolated.each`: the figures that this version makes of a document."""
    number = int(ingest.version("yusuan"))
    with tempfile.TemporaryDirectory() as folder:
        for paths, sha256 in items:
            other = documents.write(Path(folder, "a.txt"), year=int(paths[0].stem), basic=310 + number)
            yield (paths, sha256), pack(read(other), sha256, str(number))


def final(out: Path) -> Files:
    """All files under final names."""
    paths = {str(path.relative_to(out)): path for path in out.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if not re.search(r"(?:^|/)\.", name)}


def whole(task: str, out: Path, expected: Files) -> Files:
    """The files that are finished; raises AssertionError where one is not whole, or no export as `expected`."""
    there = final(out)
    if task.startswith("export"):
        assert there.keys() in (set(), expected.keys()), there.keys()
    for name, data in there.items():
        match name.rpartition(".")[2]:
            case "docx" | "xlsx":
                assert zipfile.ZipFile(BytesIO(data)).testzip() is None, name
            case "html":
                assert data.rstrip().endswith(b"</html>"), name
            case "ipynb" | "json":
                assert json.loads(data), name
            case "pdf":
                assert len(PdfDocument(data)) > 0, name
            case _:
                assert not task.startswith("export") or data == expected[name], name
    if task.startswith("ingest"):
        known = (
            loading.load(out).sources["source_id"] if "sources.csv" in there else []
        )  # raises for mixed ones
        return {name: there[name] for name in there for id_ in known if name.startswith(f"figures/{id_}.")}
    notes = [(Path(name).parent, json.loads(there[name])) for name in there if name.endswith("run.json")]
    made = [
        str(folder / file)
        for folder, note in notes
        for report in note["reports"].values()
        for file in report["files"]
    ]
    return {name: there[name] for name in made}


def family(process: int) -> list[Path]:
    """The processes that stem from one, by what tells that they run."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(
                int(stat.parent.name)
            )
        except OSError:  # it ended
            continue
    found, new = [], [process]
    while new:
        new = [child for parent in new for child in parents.get(parent, [])]
        found += new
    return [Path(f"/proc/{number}/stat") for number in found]


def running(stat: Path) -> bool:
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def begin(task: str, number: int) -> int:
    """The process id of a child that runs it."""
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            os.dup2(2, 1)
            run(task, number)
        except SystemExit as ended:
            os._exit(int(ended.code or 0))
        except BaseException:
            traceback.print_exc()
        os._exit(70)
    return child


def passing(out: Path) -> set[Path]:
    """What is being made; os.walk minds nothing that goes meanwhile."""
    found = {Path(at, name) for at, folders, files in os.walk(out) for name in [*folders, *files]}
    return {path for path in found if path.name.startswith(".writing-")}


def ended(child: int, until: float) -> int | None:
    """The status of a child that ends before that time."""
    while time.monotonic() < until:
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            return status
        time.sleep(0.001)
    return None


def kill(task: str, number: int, out: Path, wait: float, written: bool) -> int | None:
    """Begin it and kill it after so long, or so long after it `written`; the status if it came through before."""
    before = passing(out)
    child = begin(task, number)
    patience = time.monotonic() + GIVE_UP
    while written and not passing(out) - before:
        if (status := ended(child, time.monotonic() + 0.002)) is not None:
            return status
        assert time.monotonic() < patience, "it hangs"
    if (status := ended(child, time.monotonic() + wait)) is not None:
        return status
    others = family(child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while any(map(running, others)):
        assert time.monotonic() < patience, "a process of it goes on"
        time.sleep(0.01)
    return None


def kill_often(task: str, times: int, chance: random.Random) -> str:
    """All that is said above of a task, in the current folder; gives what there is to print of it."""
    out, said = Path("out"), Path("said")
    shutil.rmtree(out, ignore_errors=True)
    start = time.monotonic()
    assert os.waitpid(begin(task, 0), 0)[1] == 0, said.read_text()
    span = time.monotonic() - start
    expected = final(out)
    finished: Files = {}
    kills = met = number = 0
    while kills < times or finished:
        number += 1
        written = number % 2 == 0
        wait = chance.uniform(0, span / 3 if written else span) if kills < times else GIVE_UP
        status = kill(task, number, out, wait, written)
        kills += status is None
        met += status is None and bool(passing(out))
        now = whole(task, out, expected)
        assert task == "ingest again" or finished.items() <= now.items(), "what was finished is not as it was"
        finished = now
        if status is not None:
            assert status == 0, said.read_text()
            assert final(out).keys() == expected.keys() and not passing(out)
            if task != "ingest again":
                shutil.rmtree(out)  # else there is nothing more to do
            finished = {}
    return f"{task}: {kills} kills, {met} of them in the making of a file"


def main(times: int, tasks: list[str]) -> None:
    """Prints a line a task."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for year in range(2031, 2037):
            documents.write(Path("papers", f"{year}.txt"), year=year)
        ingest.ingest(["papers"], "data", jobs=1)
        small_reports.notebook(Path("n.ipynb"), "department", small_reports.CHART)
        for task in tasks or TASKS:
            print(kill_often(task, times, random.Random(task)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
