"""Work in processes that die of it: each item gets its result or one line why not, and the others go on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import workers

from yusuan.isolated import Refusal, alone, each, forked
from yusuan.limits import Limits

LIMITS = Limits(seconds=2, memory_mb=1500)


@pytest.fixture(autouse=True)
def workers_see_the_tests(monkeypatch: pytest.MonkeyPatch):
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(Path(__file__).parent), before])))


def children() -> set[int]:
    """The process ids of this process's children."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(status.parent.name))
    return found


MEMORY = Refusal("needs more than 1500 MB; if it is sound, raise YUSUAN_LIMIT_MEMORY_MB")
KILLED = Refusal(
    "the process that read it died (SIGKILL): somebody stopped it, or the machine has no memory left: free some, or read fewer at a time"
)
EXPECTED = {
    "a": "A",
    "b": "B",
    "c": "C",
    "dies": KILLED,
    "aborts": Refusal(
        "the process that read it died (SIGABRT): a fault of a library, or of more than 1500 MB; "
        "if it is sound, raise YUSUAN_LIMIT_MEMORY_MB"
    ),
    "hangs": Refusal("took longer than 2 s; if it is sound, raise YUSUAN_LIMIT_SECONDS"),
    "hogs": MEMORY,
    "hogs in C": Refusal(
        "a fault of a library, or of more than 1500 MB; if it is sound, raise YUSUAN_LIMIT_MEMORY_MB "
        "(SystemError: <ufunc 'minimum'> returned NULL without setting an exception)"
    ),
    "hogs in the kernel": MEMORY,
    "gives too much": MEMORY,
    "fails": Refusal("yusuan failed on it (KeyError: 'a fault of\\nours')"),
    "refuses": Refusal("refuses: no budget"),
}
ITEMS = [
    "dies",
    "a",
    "hangs",
    "b",
    *(item for item in EXPECTED if len(item) > 1 and item not in ("dies", "hangs")),
    "c",
]


def test_each_item_gets_its_result_or_why_not(capfd: pytest.CaptureFixture[str]):
    results = dict(each("workers:behave", [*ITEMS, "gives what cannot be sent"], 2, LIMITS))
    assert results.pop("gives what cannot be sent").reason.startswith("yusuan failed on it (")
    assert results == EXPECTED
    assert capfd.readouterr().err == ""


def test_a_module_that_lies_among_the_documents_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for name in ("numpy", "pandas", "lxml", "pickle"):
        (tmp_path / f"{name}.py").write_text(f"open('run by {name}', 'w')\n", "utf-8")
    assert dict(each("workers:behave", ["a"], 1, LIMITS)) == {"a": "A"}
    assert not list(tmp_path.glob("run by *"))


def test_stopping_early_leaves_no_process():
    before = children()
    results = each("workers:behave", ["a", "hangs", "hangs"], 2, LIMITS)
    assert next(results) == ("a", "A")
    assert len(children() - before) == 2
    results.close()
    assert children() <= before


def test_one_at_a_time_keeps_its_worker_and_replaces_a_dead_one():
    before = children()
    assert alone("workers:behave", "a", LIMITS) == "A"
    first = children() - before
    assert alone("workers:behave", "b", LIMITS) == "B"
    assert children() - before == first
    assert alone("workers:behave", "dies", LIMITS) == KILLED
    assert alone("workers:behave", "c", LIMITS) == "C"


def test_a_fork_gives_its_result_or_why_not(capfd: pytest.CaptureFixture[str]):
    before = children()
    for item in ITEMS:
        assert forked(workers.behave, item, LIMITS) == EXPECTED[item]
    assert "yusuan failed on it" in forked(workers.behave, "gives what cannot be sent", LIMITS).reason
    assert children() <= before
    assert capfd.readouterr().err == ""
