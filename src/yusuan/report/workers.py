"""Processes forked from one that has loaded everything once: each starts fresh, and starts at once.

That one is a server, as the process that asks for reports may have threads, or anything else that a notebook must not
find. The command line has nothing but reports in its process, and is that one itself.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from tqdm import tqdm

from yusuan.forks import begin, one_thread, safe_here

WARM = "yusuan.report.warm"
FORKS = sys.platform != "win32"
DATA = "YUSUAN_DATA"  # the folder of data whose list of sources the server reads at its start


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A process and the end of the pipe on which it tells what it does; the pipe ends when it does."""

    process: Any
    connection: Connection

    def stop(self) -> None:
        """Kill the process if it still runs, with all that it started, and wait for its end."""
        with suppress(ProcessLookupError):  # it is not yet that far
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()


def warm_up(data_dir: Path, *modules: str) -> None:
    """Load all that is needed, these data and modules too: here, or in a server while the caller goes on."""
    if FORKS:
        os.environ[DATA] = str(data_dir.resolve())
        if safe_here():
            for module in (*modules, WARM):
                import_module(module)
        else:
            _context(*modules)
            with _of_its_own():
                forkserver.ensure_running()
        del os.environ[DATA]


def _context(*modules: str) -> Any:
    if safe_here():
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*modules, WARM])
    return context


def start(task: Callable[..., None], *arguments: Any, environment: dict[str, str] | None = None) -> Worker:
    """Run `task(connection, *arguments)` in a process forked from the warm server.

    It has the environment of this process, and what `environment` adds to it.
    """
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    variables = {**os.environ, **(environment or {})}
    process = context.Process(target=_begin, args=(task, theirs, variables, arguments))
    with nullcontext() if safe_here() else _of_its_own():  # it may be the first, which starts the server
        process.start()
    theirs.close()
    return Worker(process, ours)


@contextmanager
def _of_its_own() -> Iterator[None]:
    """A process started in here has one thread, and does not run the script of this one again, as it else would."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with one_thread():
            yield
    finally:
        sys.modules["__main__"] = main


def _begin(
    task: Callable[..., None], connection: Connection, environment: dict[str, str], arguments: tuple[Any, ...]
) -> None:
    begin()
    tempfile.tempdir = None  # what the environment says of it counts
    os.environ.clear()
    os.environ.update(environment)
    tqdm._instances.clear()  # bars of this process begin at the first line
    random.seed()
    np.random.seed()  # else each worker would draw the same numbers
    with suppress(ConnectionError, EOFError):  # nobody is there to be told, or to ask
        task(connection, *arguments)
    os.killpg(0, signal.SIGKILL)  # itself and all that it started
