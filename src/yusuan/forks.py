"""What must hold of a process that others are forked from (it has one thread, as all others are gone after a fork), and of those."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

here = False  # whether workers may be forked from this process: it holds nothing that they must not find


def alone() -> None:
    """This process is for yusuan alone: workers may be forked from it, and what it imports stays."""
    global here
    here = True
    gc.set_threshold(300_000, 50, 50)  # looking through what is imported is a fifth of a start
    atexit.register(gc.freeze)  # and as much of the end


@contextmanager
def one_thread() -> Iterator[None]:
    """Libraries of linear algebra loaded in here, or by a process started in here, start no threads."""
    names = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"} - os.environ.keys()
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]


def safe_here() -> bool:
    """Whether to fork from this process: it may be, and has one thread. Arrow's allocator has another that minds forks."""
    names = [path.read_text() for path in Path("/proc/self/task").glob("*/comm")]
    return here and sum(not name.startswith("jemalloc") for name in names) == 1


def begin() -> None:
    """In a process that was forked: signals are for its parent, which ends it; when that is just gone it ends, too.

    Whatever it starts is of its group, and ends with it.
    """
    import multiprocessing
    import signal
    import threading

    os.setpgid(0, 0)
    for number in {signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)}:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()
