"""Processes forked from a server that has loaded everything once: each starts fresh, and starts at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

FORKS = sys.platform != "win32"
DATA = "YUSUAN_DATA"  # the folder of data whose list of sources the server reads at its start


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A process and the end of the pipe on which it tells what it does; the pipe ends when it does."""

    process: Any
    connection: Connection

    def stop(self) -> None:
        """Kill the process if it still runs, and wait for its end."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def warm_up(data_dir: Path) -> None:
    """Start the server, if none runs; it loads all that is needed, these data too, while the caller goes on."""
    if FORKS:
        os.environ[DATA] = str(data_dir.resolve())
        _context()
        forkserver.ensure_running()
        del os.environ[DATA]


def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["yusuan.report.warm"])
    return context


def start(task: Callable[..., None], *arguments: Any, environment: dict[str, str] | None = None) -> Worker:
    """Run `task(connection, *arguments)` in a process forked from the warm server.

    It has the environment of this process, and what `environment` adds to it.
    """
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    variables = {**os.environ, **(environment or {})}
    process = context.Process(target=_begin, args=(task, theirs, variables, arguments), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def _begin(
    task: Callable[..., None], connection: Connection, environment: dict[str, str], arguments: tuple[Any, ...]
) -> None:
    # Ctrl-C is for the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    np.random.seed()  # else each worker would draw the same numbers
    task(connection, *arguments)


def _end_with_parent() -> None:
    """End this process as soon as the one that asked for it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
