"""A full disk, a folder that cannot be written, two runs at once and kill -9 cost nothing that was there, and are one line."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import documents
import pytest
import small_reports

from yusuan.export import export
from yusuan.ingest import ingest
from yusuan.loading import load
from yusuan.lock import writing
from yusuan.model import YusuanError

COMMANDS = ["ingest", "export csv", "report", "cells"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder, documents, and a notebook."""
    made = tmp_path_factory.mktemp("damage")
    for year in range(2031, 2035):
        documents.write(made / "papers" / f"{year}.txt", year=year)
    ingest([made / "papers"], made / "data", jobs=1)
    small_reports.notebook(made / "n.ipynb", "department")
    return made


def arguments(command: str, folder: Path, out: Path) -> list[str]:
    """What writes to `out/out`."""
    name, _, form = command.partition(" ")
    to, data = str(out / "out"), str(folder / "data")
    return {
        "ingest": ["ingest", str(folder / "papers"), "--data", to, "-j", "1"],
        "export": ["export", "--data", data, "--to", form, "-o", to],
        "report": ["report", str(folder / "n.ipynb"), "--year", "2031", "--data", data, "-o", to, "-j", "1"],
        "cells": ["cells", str(folder / "papers" / "2031.txt"), "-o", f"{to}/cells.csv"],
    }[name]


def run(command: str, folder: Path, out: Path, before: Callable[[], object]) -> tuple[int, list[str]]:
    """Exit status and standard error of a command in a process that does something before."""
    line = [sys.executable, "-m", "yusuan", *arguments(command, folder, out)]
    ended = subprocess.run(line, capture_output=True, text=True, preexec_fn=before, cwd=folder)
    return ended.returncode, [said for said in ended.stderr.splitlines() if "%|" not in said]


def small_disk() -> None:
    """No file over 1500 bytes can be written, as if the disk were full then."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500, 1_500))


def no_privilege() -> None:
    """Permissions hold for root as well: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH are taken out of what it may have."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


@pytest.mark.parametrize("command", [*COMMANDS, "export xlsx", "export parquet"])
def test_a_full_disk_is_one_line_and_nothing_is_half_written(command: str, folder: Path, tmp_path: Path):
    (tmp_path / "out").mkdir()
    status, said = run(command, folder, tmp_path, small_disk)
    assert status == 2 and len(said) == 1 and said[0].startswith(f"yusuan: {tmp_path}/out"), said
    assert "File too large" in said[0]
    assert not list(tmp_path.rglob(".writing-*"))
    left = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()} - {".lock"}
    assert all(name.startswith("青石市石桥区档案局-") for name in left), left
    if (tmp_path / "out" / "sources.csv").exists():
        load(tmp_path / "out")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_written_is_one_line(command: str, folder: Path, tmp_path: Path):
    (tmp_path / "out").mkdir(mode=0o555)
    status, said = run(command, folder, tmp_path, no_privilege)
    assert status == 2 and len(said) == 1 and said[0].startswith(f"yusuan: {tmp_path}/out"), said
    assert "Permission denied" in said[0]
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("command", ["ingest", "export csv", "report"])
def test_two_runs_at_once_are_refused_in_one_line(command: str, folder: Path, tmp_path: Path):
    with writing(tmp_path / "out"):
        status, said = run(command, folder, tmp_path, lambda: None)
    told = f"yusuan: {tmp_path}/out: another process is writing here; wait for its end"
    assert (status, said) == (2, [told])
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".lock"]


@pytest.mark.parametrize("command", ["show", "check", "cells", "ingest"])
def test_a_file_that_may_not_be_read_is_one_line(command: str, tmp_path: Path):
    paper = documents.write(tmp_path / "a.txt")
    paper.chmod(0)
    line = [sys.executable, "-m", "yusuan", command, str(paper)]
    ended = subprocess.run(line, capture_output=True, text=True, preexec_fn=no_privilege, cwd=tmp_path)
    told = [line for line in ended.stderr.splitlines() if str(paper) in line]
    assert ended.returncode == 2 and len(told) == 1 and "a.txt: Permission denied" in told[0]
    assert "Usage" not in ended.stderr


def test_a_share_without_locks_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def no_lock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_lock)
    with pytest.raises(OSError, match=f"No locks available: '{tmp_path}'"), writing(tmp_path):
        pass


def test_a_file_in_place_of_the_folder_is_told(folder: Path, tmp_path: Path):
    (tmp_path / "out").write_text("mine")
    status, said = run("export csv", folder, tmp_path, lambda: None)
    assert (status, said) == (2, [f"yusuan: {tmp_path}/out: a file; name a folder"])
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize(
    ("form", "mine"),
    [("csv", "csv/notes.txt"), ("xlsx", "yusuan.xlsx/a.csv"), ("package", "package/cell.txt")],
)
def test_an_export_takes_nothing_away_that_none_made(folder: Path, tmp_path: Path, form: str, mine: str):
    own = tmp_path / mine
    own.parent.mkdir()
    own.write_text("mine")
    (own.parent / ".DS_Store").touch()
    with pytest.raises(YusuanError, match=rf"{own}: no export made it"):
        export(load(folder / "data"), [form], tmp_path)
    assert own.read_text() == "mine" and not list(tmp_path.rglob(".writing-*"))
    own.unlink()
    if form != "xlsx":
        for _ in range(2):
            export(load(folder / "data"), [form], tmp_path)


def test_what_is_no_file_in_a_folder_is_told_or_left(folder: Path, tmp_path: Path):
    papers = tmp_path / "papers"
    papers.mkdir()
    for name, target in {"gone.pdf": "nowhere.pdf", "loop": "loop", "again": "."}.items():
        (papers / name).symlink_to(target)
    os.mkfifo(papers / "pipe")
    assert [line.partition(": ")[2] for line in ingest([papers], tmp_path / "data", jobs=1).refused] == [
        "No such file or directory", "Too many levels of symbolic links",
    ]  # fmt: skip


def test_killed_at_random_moments_all_that_stands_is_whole():
    """`killed.py` does it longer, for every form."""
    script = Path(__file__).with_name("killed.py")
    tasks = ["ingest", "ingest again", "export csv", "report html"]
    command = [sys.executable, str(script), "3", *tasks]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("3 kills") == 4
