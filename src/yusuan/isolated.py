"""Work that may crash, hang or eat all memory, done item by item in processes that can die of it.

The operating system enforces the limits in the worker itself (an alarm that kills, a cap on its memory), so they hold
in the middle of C code and also when the parent has died. A worker that dies costs the item it had, nothing else.
"""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

from .forks import begin
from .limits import Limits
from .model import YusuanError, told

try:
    import resource
except ImportError as error:
    raise YusuanError(
        "documents are read within limits of time and memory that Windows has not: use WSL, or ys.read in Python"
    ) from error

CONNECT_SECONDS = 10  # how long a cluster's scheduler may take to answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an item gave no result, in one line; `lasting` when trying again would give the same."""

    reason: str
    lasting: bool = field(default=False, compare=False)


class Worker:
    """One process that calls `target` (`"module:function"`) on what it is sent, in a session of its own.

    Not `multiprocessing`, whose children run the caller's `__main__` again and may not stem from a daemon.
    """

    def __init__(self, target: str, limits: Limits) -> None:
        self.limits = limits
        self.connection, theirs = Pipe()
        code = f"from yusuan.isolated import serve; serve({theirs.fileno()}, {target!r}, {limits!r})"
        code = f"from yusuan.limits import Limits; {code}"
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-c",
                code,
            ],  # -P: no module of the folder it is called in, which documents lie in
            stdin=subprocess.PIPE,  # never written to: it ends when this process does
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()

    def send(self, item: Any) -> None:
        """Give it an item; `receive` tells if it has died."""
        with suppress(ConnectionError):
            self.connection.send(item)

    def receive(self) -> Any:
        """The answer to the item sent last, or a Refusal that says what the process died of."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):  # at once, or in the middle of its answer
            return _died(self.process.wait(), self.limits)

    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.connection.close()


def serve(descriptor: int, target: str, limits: Limits) -> None:
    """The life of a worker: receive an item, answer with the result or a Refusal, until the parent is gone."""
    connection = Connection(descriptor)
    module, name = target.split(":")
    function = getattr(import_module(module), name)
    _confine(limits.memory_mb * 2**20)
    threading.Thread(target=_end_with_input, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        while True:
            connection.send_bytes(_answer(function, connection.recv(), limits))


def each(target: str, items: Iterable[Any], jobs: int, limits: Limits) -> Generator[tuple[Any, Any]]:
    """(item, result or Refusal) as they are done, `jobs` at a time. Closing the generator ends the workers."""
    pending = iter(items)
    idle: list[Worker] = []
    busy: dict[Connection, tuple[Worker, Any]] = {}
    try:
        while True:
            while len(busy) < jobs and (item := next(pending, None)) is not None:
                idle = [worker for worker in idle if worker.alive()]
                worker = idle.pop() if idle else Worker(target, limits)
                worker.send(item)
                busy[worker.connection] = (worker, item)
            if not busy:
                return
            for connection in wait(list(busy)):
                worker, item = busy.pop(connection)  # type: ignore[call-overload]
                result = worker.receive()
                idle.append(worker)
                yield item, result
    finally:
        for worker in [*idle, *(worker for worker, _ in busy.values())]:
            worker.close()


def forked(function: Callable[[Any], Any], item: Any, limits: Limits) -> Any:
    """The result for one item, or a Refusal, from a process forked from this one: there at once, as it has all loaded."""
    ours, theirs = Pipe(duplex=False)
    process = get_context("fork").Process(target=_once, args=(theirs, function, item, limits), daemon=True)
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except (EOFError, OSError):
        process.join()
        return _died(process.exitcode or 0, limits)
    finally:
        process.kill()
        process.join()
        ours.close()


def _once(connection: Connection, function: Callable[[Any], Any], item: Any, limits: Limits) -> None:
    begin()
    statm = Path("/proc/self/statm")  # what it has of its parent comes on top
    inherited = int(statm.read_text().split()[5]) * resource.getpagesize() if statm.exists() else 0
    _confine(inherited + limits.memory_mb * 2**20)
    connection.send_bytes(_answer(function, item, limits))


_of_this_thread = threading.local()


def alone(target: str, item: Any, limits: Limits) -> Any:
    """The result for one item, or a Refusal, from a worker that this thread keeps for the next one."""
    worker: Worker | None = getattr(_of_this_thread, "worker", None)
    if worker is None or not worker.alive() or worker.limits != limits:
        worker = _of_this_thread.worker = Worker(target, limits)
    worker.send(item)
    return worker.receive()


def on_cluster(
    scheduler: str, target: str, items: Iterable[Any], limits: Limits
) -> Generator[tuple[Any, Any]]:
    """Like `each`, by the workers of a `distributed` cluster. A cluster worker that dies has its items done by others.

    Raises YusuanError when `distributed` is not installed, OSError when no scheduler answers.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise YusuanError("--scheduler needs distributed: pip install 'yusuan[cluster]'") from error
    with Client(scheduler, timeout=CONNECT_SECONDS) as client:
        pending = iter(items)
        of: dict[Any, Any] = {}

        def submit() -> None:
            if (item := next(pending, None)) is not None:
                future = client.submit(alone, target, item, limits, pure=False)
                of[future.key] = item
                completed.add(future)

        completed = as_completed([])
        # Enough in flight to keep a cluster busy, few enough that neither scheduler nor memory fills up.
        for _ in range(4 * max(1, sum(client.nthreads().values())) + 100):
            submit()
        for future in completed:
            try:
                result = future.result()
            except KilledWorker as error:
                result = Refusal(f"the cluster workers that read it died ({error.last_worker.address})")
            yield of.pop(future.key), result
            submit()


def _end_with_input() -> None:
    """End this process when the one that started it is gone: its item is done by another, or by nobody."""
    os.read(0, 1)
    os._exit(1)


def _confine(most: int) -> None:
    """Cap the memory of this process, and keep to itself what libraries print when they die of that."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]  # of a user whom somebody has limited
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _answer(function: Callable[[Any], Any], item: Any, limits: Limits) -> bytes:
    """The result for an item or a Refusal, pickled: that, too, takes memory and time."""
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        return pickle.dumps(function(item))
    except Exception as error:  # a fault of ours on this one document must not end the others
        refusal = _refusal(error, limits)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return pickle.dumps(refusal)


def _refusal(error: Exception, limits: Limits) -> Refusal:
    if isinstance(error, SystemError):  # of a library in C, which for no memory has at times no other word
        return Refusal(f"{_fault(limits)} (SystemError: {' '.join(str(error).split())[:200]})")
    if isinstance(error, MemoryError) or getattr(error, "errno", 0) == errno.ENOMEM:
        return Refusal(f"needs more than {limits.memory_mb} MB; if it is sound, raise YUSUAN_LIMIT_MEMORY_MB")
    if isinstance(error, (YusuanError, OSError)):
        return Refusal(told(error), lasting=isinstance(error, YusuanError))
    return Refusal(f"yusuan failed on it ({type(error).__name__}: {' '.join(str(error).split())[:200]})")


def _fault(limits: Limits) -> str:
    return f"a fault of a library, or of more than {limits.memory_mb} MB; if it is sound, raise YUSUAN_LIMIT_MEMORY_MB"


def _died(status: int, limits: Limits) -> Refusal:
    if status == -signal.SIGALRM:
        return Refusal(f"took longer than {limits.seconds:g} s; if it is sound, raise YUSUAN_LIMIT_SECONDS")
    cause = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    why = (
        "somebody stopped it, or the machine has no memory left: free some, or read fewer at a time"
        if status == -signal.SIGKILL
        else _fault(limits)
    )
    return Refusal(f"the process that read it died ({cause}): {why}")
