"""Ingest reads each document once, and neither a crash, a kill, Ctrl-C nor a second run costs or damages anything."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import documents
import pytest

from yusuan import ingest as ingesting
from yusuan.ingest import find_files, ingest, read_document
from yusuan.limits import LIMITS
from yusuan.loading import load
from yusuan.model import UnreadableError, YusuanError
from yusuan.reading import read
from yusuan.store import figures_file

SLOWLY = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's job with & ignores it
    "import yusuan.ingest as i; i.READER = 'workers:read_slowly'; from yusuan.cli import main; main()"
)


@pytest.fixture(autouse=True)
def workers_see_the_tests(monkeypatch: pytest.MonkeyPatch):
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(Path(__file__).parent), before])))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def many(folder: Path, count: int) -> Path:
    """A folder of documents of one department over as many years."""
    for year in range(2031, 2031 + count):
        documents.write(folder / f"{year}.txt", year=year, basic=300 + year)
    return folder


def start_slowly(papers: Path, data: Path) -> subprocess.Popen[str]:
    """`yusuan ingest` in a process of its own, slow enough to be disturbed."""
    command = [sys.executable, "-c", SLOWLY, "ingest", str(papers), "--data", str(data), "-j", "2"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def wait_for_documents(data: Path, count: int, run: subprocess.Popen[str] | None = None) -> None:
    """Wait until so many documents have figures in the folder."""
    while len(list(data.glob("figures/*.cells.csv"))) < count:
        assert run is None or run.poll() is None, run.communicate()
        time.sleep(0.01)


def years(data: Path) -> list[int]:
    """The years in a data folder, whose figures are all whole."""
    return sorted(load(data).sources["year"]) if (data / "sources.csv").exists() else []


def test_documents_are_read_once_and_refusals_are_told(tmp_path: Path, data: Path):
    papers = many(tmp_path / "papers", 2)
    (papers / "broken.txt").write_bytes(b"\0\1\2")
    (papers / ".hidden.txt").write_text("not looked at")
    first = ingest([papers], data, jobs=2)
    assert len(first.read) == 2 and len(first.refused) == 1
    assert first.refused[0].startswith(f"{papers}/broken.txt: ") and "\n" not in first.refused[0]
    assert years(data) == [2031, 2032]
    again = ingest([papers / "2032.txt", papers], data, jobs=2)
    assert len(again.unchanged) == 2 and not again.read
    assert "read 0, unchanged 2, refused 1" in str(again)
    assert not list(data.rglob(".writing-*"))


def test_a_path_that_is_not_there_is_told_before_anything_is_done(tmp_path: Path, data: Path):
    with pytest.raises(YusuanError, match="nowhere: no such file or folder"):
        ingest([tmp_path / "nowhere"], data)
    assert not data.exists()


def test_the_same_figures_twice_are_told_and_left_out(tmp_path: Path, data: Path, monkeypatch):
    papers = many(tmp_path / "papers", 1)
    other = papers / "z.txt"
    other.write_bytes(b"\xef\xbb\xbf" + documents.text(year=2031, basic=2331).replace("\n", "\r\n").encode())
    summary = ingest([papers], data, jobs=1)
    assert len(summary.read) == 1
    told = [f"{other}: the figures of 青石市石桥区档案局-2031-budget (2031.txt)"]
    assert summary.duplicates == told
    assert len(load(data).sources) == 1
    monkeypatch.setattr(ingesting, "READER", "workers:read_nothing")
    again = ingest([papers], data, jobs=1)
    assert again.duplicates == told and len(again.unchanged) == 1 and not again.refused
    monkeypatch.undo()
    (papers / "2031.txt").unlink()
    figures_file(data, "青石市石桥区档案局-2031-budget", "cells").unlink()
    assert len(ingest([papers], data, jobs=1).duplicates) == 1, "one that is damaged is no reason"


def test_what_was_refused_is_read_again_only_when_that_may_help(tmp_path: Path, data: Path, monkeypatch):
    papers = many(tmp_path / "papers", 1)
    (papers / "broken.txt").write_bytes(b"\0\1\2")
    documents.write(papers / "2030-kills.txt", year=2030)
    monkeypatch.setattr(ingesting, "READER", "workers:read_or_die")
    first = ingest([papers], data, jobs=1)
    assert len(first.refused) == 2 and len(first.read) == 1
    monkeypatch.setattr(ingesting, "READER", "workers:read_nothing")
    again = ingest([papers], data, jobs=1)
    assert [line for line in again.refused if "broken" in line] == [
        line for line in first.refused if "broken" in line
    ]
    assert [line.rpartition(": ")[2] for line in again.refused if "kills" in line] == ["read again"]
    raised = replace(LIMITS, pages=LIMITS.pages + 1)
    assert sum("read again" in line for line in ingest([papers], data, jobs=1, limits=raised).refused) == 2
    monkeypatch.setattr(ingesting, "version", lambda _: "another")
    assert all("read again" in line for line in ingest([papers], data, jobs=1).refused)


def test_what_was_read_is_told_and_what_names_no_department(tmp_path: Path, data: Path):
    (papers := tmp_path / "papers").mkdir()
    text = documents.text().split("表 1", 1)[1].replace("青石市石桥区档案局", "")
    (papers / "tables.txt").write_text(f"表 1{text}", "utf-8")
    documents.write(papers / "whole.txt")
    told = str(ingest([papers], data, jobs=1)).splitlines()[1:]
    assert [line.rpartition(": ")[2] for line in told if "whole.txt" in line] == [
        "青石市石桥区档案局-2031-budget"
    ]
    assert sum("it names no department" in line for line in told) == 1


def test_other_figures_of_the_same_subject_are_kept_and_flagged(tmp_path: Path, data: Path):
    papers = many(tmp_path / "papers", 1)
    documents.write(papers / "z.txt", year=2031, basic=1)
    summary = ingest([papers], data, jobs=1)
    assert len(summary.read) == 2 and len(summary.differing) == 1
    sources = load(data).sources.set_index("source_id")
    first = "青石市石桥区档案局-2031-budget"
    assert sources["differs_from"].to_dict() == {first: "", f"{first}-2": first}


def test_changed_figures_are_mended_by_reading_again_and_a_users_columns_stay(tmp_path: Path, data: Path):
    papers = many(tmp_path / "papers", 1)
    ingest([papers], data, jobs=1)
    path = data / "sources.csv"
    path.write_text(path.read_text("utf-8").replace(",\n", ",https://example.org/a\n", 1), "utf-8")
    file = figures_file(data, "青石市石桥区档案局-2031-budget", "cells")
    file.write_bytes(file.read_bytes().replace(b"2,331", b"2,313"))
    assert len(ingest([papers], data, jobs=1).read) == 1
    assert load(data).sources["public_source"].tolist() == ["https://example.org/a"]


def test_a_document_that_kills_its_worker_is_refused_and_the_others_go_on(
    tmp_path: Path, data: Path, monkeypatch
):
    papers = many(tmp_path / "papers", 4)
    documents.write(papers / "2030-kills.txt", year=2030)
    monkeypatch.setattr(ingesting, "READER", "workers:read_or_die")
    summary = ingest([papers], data, jobs=2)
    (told,) = summary.refused
    assert told.startswith(f"{papers}/2030-kills.txt: the process that read it died (SIGKILL): ")
    assert years(data) == [2031, 2032, 2033, 2034]


def test_killed_at_any_moment_nothing_is_half_written_and_the_next_run_ends_it(tmp_path: Path, data: Path):
    papers = many(tmp_path / "papers", 12)
    chance = random.Random(2031)
    for kept in (1, 7):
        run = start_slowly(papers, data)
        wait_for_documents(data, kept, run)
        time.sleep(chance.random() / 5)
        run.kill()
        run.wait()
        assert set(years(data)) <= set(range(2031, 2043))
    before = years(data)
    summary = ingest([papers], data, jobs=2)
    assert len(summary.unchanged) == len(before) and len(summary.read) == 12 - len(before)
    assert years(data) == list(range(2031, 2043))
    assert not list(data.rglob(".writing-*"))


def test_ctrl_c_keeps_what_was_read_and_says_so(tmp_path: Path, data: Path):
    papers = many(tmp_path / "papers", 60)
    run = start_slowly(papers, data)
    wait_for_documents(data, 2, run)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=30)[1]
    assert run.returncode == 130
    assert "interrupted; what was read is kept" in said and "Traceback" not in said
    assert 1 <= len(years(data)) < 60


def test_two_runs_at_once_are_refused_and_a_dead_owner_is_none(tmp_path: Path, data: Path):
    papers = many(tmp_path / "papers", 1)
    hold = "import sys; from yusuan.lock import writing; from pathlib import Path\n"
    hold += "with writing(Path(sys.argv[1])): print('held', flush=True); input()"
    owner = subprocess.Popen(
        [sys.executable, "-c", hold, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert owner.stdout is not None and owner.stdout.readline() == b"held\n"
    with pytest.raises(YusuanError, match="data: another process is writing here; wait for its end"):
        ingest([papers], data)
    owner.kill()
    owner.wait()
    assert len(ingest([papers], data, jobs=1).read) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError):
        ingest([many(tmp_path / "papers", 1)], tmp_path / "file")


def test_files_together_are_one_document(tmp_path: Path, data: Path):
    words, tables = documents.text().split("表 1", 1)
    (tmp_path / "a.txt").write_text(words, "utf-8")
    (tmp_path / "b.txt").write_text("表 1" + tables, "utf-8")
    both = [tmp_path / "a.txt", tmp_path / "b.txt"]
    assert len(ingest(both, data, jobs=1, together=True).read) == 1
    assert load(data).sources["file"].tolist() == ["a.txt + b.txt"]
    assert len(ingest(both, data, jobs=1, together=True).unchanged) == 1


def test_a_cluster_reads_the_same_and_survives_the_death_of_a_worker(tmp_path: Path, data: Path, monkeypatch):
    from distributed import Client, LocalCluster

    papers = many(tmp_path / "papers", 16)
    monkeypatch.setattr(ingesting, "READER", "workers:read_slowly")
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        process_ids = client.run(os.getpid)

        def kill_one() -> None:
            wait_for_documents(data, 3)
            os.kill(next(iter(process_ids.values())), signal.SIGKILL)

        killer = threading.Thread(target=kill_one, daemon=True)
        killer.start()
        summary = ingest([papers], data, scheduler=cluster.scheduler_address)
        killer.join(timeout=1)
    assert not killer.is_alive(), "no worker was killed"
    assert not summary.refused and len(summary.read) == 16
    assert years(data) == list(range(2031, 2047))


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, data: Path, monkeypatch):
    monkeypatch.setattr("yusuan.isolated.CONNECT_SECONDS", 1)
    with pytest.raises(OSError):
        ingest([many(tmp_path / "papers", 1)], data, scheduler="tcp://127.0.0.1:9")


NAMES = [
    b"\x1b[31mred\r.txt",
    b"two\nlines.txt",
    b"\xff\xfe.txt",
    "\u202egnp.txt".encode(),
    b"-x",
    b"a*[b]?.txt",
]


def test_names_of_files_cannot_act_and_damage_nothing(tmp_path: Path):
    (papers := tmp_path / "papers").mkdir()
    (papers / "empty").mkdir()
    for number, name in enumerate(NAMES):
        documents.write(sound := papers / "sound.txt", year=2031 + number)
        sound.rename(papers / os.fsdecode(name))
        (papers / "empty" / os.fsdecode(name)).write_text(str(number))
    summary = ingest([papers], tmp_path / "data", jobs=1)
    assert len(summary.read) == len(summary.refused) == len(NAMES)
    for line in [*summary.read, *summary.refused, *load(tmp_path / "data").sources["file"]]:
        line.encode()
        assert not re.search(r"[\x00-\x1f\u202a-\u202e]", line), line
    assert len(ingest([papers], tmp_path / "data", jobs=1).unchanged) == len(NAMES)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    os.mkfifo(pipe := tmp_path / "pipe")
    with pytest.raises(UnreadableError, match=f"^{pipe}: a pipe or a device"):
        read(pipe)
    with pytest.raises(YusuanError, match=f"^{pipe}: is no file or folder"):
        find_files([pipe])


def test_a_document_that_changes_while_it_is_read_is_told(tmp_path: Path):
    path = documents.write(tmp_path / "a.txt")
    with pytest.raises(OSError, match=r"a\.txt: changed while it was read; ingest it again"):
        read_document(((path,), "what it was before"))
