"""The code cells of a notebook, run in this process by the shell of a kernel, with the outputs that a kernel gives.

What the shell would send to a client is given to nbclient's own, which makes outputs of it, in this same process.
Meant for a process that does nothing else and then ends: the shell takes over `__main__`, `sys.stdout` and the rest.
"""

from __future__ import annotations

import asyncio
import builtins
import codecs
import getpass
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ipykernel import zmqshell
from ipykernel.compiler import XCachingCompiler
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets import observe
from traitlets.config import Config


class Outputs(Session):
    """Takes what a shell shows, as the messages of a kernel, into the outputs of the cell that runs."""

    def open(self, cells: list[NotebookNode]) -> None:
        """Take in what these cells will show."""
        self._client, self._index = NotebookClient(NotebookNode(cells=cells)), 0

    def next_cell(self, index: int) -> None:
        """From now on it is this cell that runs."""
        self._index, self._client.clear_before_next_output = index, False
        self._client.nb.cells[index].outputs = []

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> None:
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        message["content"] = self.unpack(self.pack(message["content"]))  # as it would arrive
        self._client.process_message(message, self._client.nb.cells[self._index], self._index)

    def write(self, name: str, text: str) -> None:
        """A piece of a stream; one with the piece before it, if nothing else was shown between."""
        last = (self._client.nb.cells[self._index].outputs or [None])[-1]
        if not self._client.clear_before_next_output and last and last.get("name") == name:
            last.text += text
        elif text:
            self.send(None, "stream", {"name": name, "text": text})


class _Stream(io.TextIOBase):
    """Standard output or error of the cells."""

    encoding = "UTF-8"

    def __init__(self, name: str, outputs: Outputs, descriptor: int, collect: Callable[[], None]) -> None:
        self.name, self._outputs, self._descriptor, self._collect = name, outputs, descriptor, collect

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        self._collect()
        self._outputs.write(self.name, text)
        return len(text)


class ZMQInteractiveShell(zmqshell.ZMQInteractiveShell):
    """The shell of a kernel, without one; libraries know by its name that they are in a notebook."""

    compiler_class = XCachingCompiler  # names cells in warnings as a kernel does
    _unshown = False

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.outputs = Outputs(key=b"")
        shown: tuple[Any, Any] = (self.displayhook, self.display_pub)
        for each in shown:
            each.session = self.outputs
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

    @observe("exit_now")
    def _update_exit_now(self, change: Any) -> None:
        """Of `quit()`: there is no kernel to tell, see `_run`."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        # A result that cannot be shown fails its cell, as in a kernel; the shell alone would not.
        self._unshown = self._unshown or getattr(self.displayhook, "msg", None) is not None
        super()._showtraceback(etype, evalue, stb)

    async def execute(self, source: str) -> bool:
        """Run one cell in the loop that runs this; whether it ended well."""
        self._unshown = False
        transformed, problem = source, None
        try:
            transformed = self.transform_cell(source)
        except Exception:  # told by run_cell, which transforms it again
            problem = sys.exc_info()
        if self.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=problem):
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=problem
            )
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        else:
            result = self.run_cell(source, store_history=True)
        return bool(result.success) and not self._unshown


def new_shell() -> ZMQInteractiveShell:
    """The shell of this process, with nothing in it yet."""
    settings = Config()
    settings.HistoryManager.enabled = False  # its thread and its database are no use here
    return ZMQInteractiveShell.instance(config=settings)


def run_cells(
    cells: list[NotebookNode], started: Callable[[int], None], ended: Callable[[int, bool], None]
) -> None:
    """Run the code cells in order until one fails, and put outputs and numbers into them.

    `started` is told the place of each cell, of text too, before its turn, and `ended` after it and if it went well.
    """
    asyncio.run(_run(new_shell(), cells, started, ended))


async def _run(
    shell: ZMQInteractiveShell,
    cells: list[NotebookNode],
    started: Callable[[int], None],
    ended: Callable[[int, bool], None],
) -> None:
    shell.outputs.open(cells)
    with _redirected(shell.outputs) as collect:
        for index, cell in enumerate(cells):
            started(index)
            well = True
            if cell.cell_type == "code" and cell.source.strip():
                if shell.exit_now:  # a kernel that was told to quit is gone by now
                    os._exit(0)
                shell.outputs.next_cell(index)
                cell.execution_count = shell.execution_count
                well = await shell.execute(cell.source)
                collect()
                well = well or "raises-exception" in cell.metadata.get("tags", [])
            ended(index, well)
            if not well:
                break


@contextmanager
def _redirected(outputs: Outputs) -> Iterator[Callable[[], None]]:
    """Take what Python prints, and what other programs wrote to descriptors 1 and 2: before that, or on `collect`."""
    files = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115 (closed below)
    kept = [os.dup(1), os.dup(2)]
    before = sys.stdout, sys.stderr, builtins.input, getpass.getpass
    decoders = [codecs.getincrementaldecoder("utf-8")("replace") for _ in files]
    taken = [0, 0]

    def collect() -> None:
        for number, (name, file) in enumerate(zip(("stdout", "stderr"), files, strict=True)):
            # Read where it stands: a program may be writing.
            if more := os.fstat(file.fileno()).st_size - taken[number]:
                written = os.pread(file.fileno(), more, taken[number])
                taken[number] += len(written)
                outputs.write(name, decoders[number].decode(written))

    for descriptor, file in zip((1, 2), files, strict=True):
        os.dup2(file.fileno(), descriptor)
    sys.stdout, sys.stderr = (
        _Stream(name, outputs, number, collect) for number, name in ((1, "stdout"), (2, "stderr"))
    )
    builtins.input, getpass.getpass = _no_input, _no_getpass  # type: ignore[assignment]

    try:
        yield collect
    finally:
        sys.stdout, sys.stderr, builtins.input, getpass.getpass = before
        for descriptor, old in zip((1, 2), kept, strict=True):
            os.dup2(old, descriptor)
            os.close(old)
        for file in files:
            file.close()


def _no_input(prompt: str = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def _no_getpass(prompt: str = "", stream: object = None, **_: object) -> str:
    raise StdinNotImplementedError("getpass was called, but this frontend does not support input requests.")
