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


def test_each_item_gets_its_result_or_why_not():
    items = ["dies", "a", "hangs", "b", "hogs", "fails", "refuses", "c"]
    results = dict(each("workers:behave", items, 2, LIMITS))
    assert results == {
        "a": "A",
        "b": "B",
        "c": "C",
        "dies": Refusal("the process that read it died (SIGKILL)"),
        "hangs": Refusal("took longer than 2 s; if it is sound, raise YUSUAN_LIMIT_SECONDS"),
        "hogs": Refusal("needs more than 1500 MB; if it is sound, raise YUSUAN_LIMIT_MEMORY_MB"),
        "fails": Refusal("yusuan failed on it (KeyError: 'a fault of\\nours')"),
        "refuses": Refusal("refuses: no budget"),
    }


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
    assert alone("workers:behave", "dies", LIMITS) == Refusal("the process that read it died (SIGKILL)")
    assert alone("workers:behave", "c", LIMITS) == "C"


def test_a_fork_gives_its_result_or_why_not():
    def behave(item: str) -> object:
        return forked(workers.behave, item, Limits(seconds=1, memory_mb=1500))

    before = children()
    assert behave("a") == "A"
    assert behave("dies") == Refusal("the process that read it died (SIGKILL)")
    assert behave("hangs") == Refusal("took longer than 1 s; if it is sound, raise YUSUAN_LIMIT_SECONDS")
    assert "1500 MB" in behave("hogs").reason and "KeyError" in behave("fails").reason
    assert behave("refuses") == Refusal("refuses: no budget")
    assert children() <= before
