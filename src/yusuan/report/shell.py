"""The code cells of a notebook, run in this process by a plain IPython shell, with the outputs that a kernel gives.

Meant for a process that does nothing else and then ends: the shell takes over `__main__`, `sys.stdout` and the rest.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.display_trap import DisplayTrap
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Instance
from traitlets.config import Config

# What a kernel sets for the programs that its cells start, and for plots.
ENVIRONMENT = {
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


class Outputs:
    """The outputs of all cells so far, put together as nbclient does: streams merged, displays updated in place."""

    def __init__(self) -> None:
        self.current: list[NotebookNode] = []
        self._shown: dict[str, list[NotebookNode]] = {}
        self._clear_first = False

    def next_cell(self) -> None:
        self.current, self._clear_first = [], False

    def add(self, output: NotebookNode, display_id: str | None = None) -> None:
        self._clear_now()
        if display_id is not None:
            self.update(output, display_id)
            self._shown.setdefault(display_id, []).append(output)
        self.current.append(output)

    def update(self, output: NotebookNode, display_id: str) -> None:
        for shown in self._shown.get(display_id, []):
            shown.data, shown.metadata = output.data, output.metadata

    def write(self, name: str, text: str) -> None:
        self._clear_now()
        last = self.current[-1] if self.current else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self.current.append(new_output("stream", name=name, text=text))

    def clear(self, wait: bool) -> None:
        self._clear_first = wait
        if not wait:
            self.current.clear()

    def _clear_now(self) -> None:
        if self._clear_first:
            self.clear(wait=False)


class _Stream(io.TextIOBase):
    """Standard output or error of the cells."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: Outputs, descriptor: int) -> None:
        self.name, self._outputs, self._descriptor = name, outputs, descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        self._outputs.write(self.name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    outputs = Instance(Outputs)

    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        bundle = json_clean({"data": encode_images(data), "metadata": metadata or {}})
        output = new_output("display_data", **bundle)
        display_id = (transient or {}).get("display_id")
        if update:
            self.outputs.update(output, display_id or "")
        else:
            self.outputs.add(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear(wait)


class _Hook(DisplayHook):
    outputs = Instance(Outputs)
    showing = False

    def start_displayhook(self) -> None:
        self.showing = True

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        bundle = json_clean({"data": encode_images(format_dict), "metadata": md_dict or {}})
        if bundle["data"]:
            self.outputs.add(new_output("execute_result", execution_count=self.prompt_count, **bundle))

    def finish_displayhook(self) -> None:
        self.showing = False


class Shell(InteractiveShell):
    """An IPython shell that keeps what it shows as outputs of a notebook."""

    outputs = Instance(Outputs, args=())
    compiler_class = XCachingCompiler  # names cells in warnings as a kernel does
    displayhook: _Hook
    _unshown = False

    def init_display_pub(self) -> None:
        self.display_pub = _Publisher(parent=self, outputs=self.outputs)

    def init_displayhook(self) -> None:
        super().init_displayhook()
        self.displayhook = _Hook(parent=self, shell=self, cache_size=self.cache_size, outputs=self.outputs)
        self.display_trap = DisplayTrap(hook=self.displayhook)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        # A result that cannot be shown fails its cell, as in a kernel; the shell alone would not.
        self._unshown = self._unshown or self.displayhook.showing
        error = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.outputs.add(new_output("error", **json_clean(error)))

    def init_virtualenv(self) -> None:
        pass  # the interpreter is the right one already

    def init_environment(self) -> None:
        for name, value in ENVIRONMENT.items():
            os.environ.setdefault(name, value)

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


def new_shell() -> Shell:
    """The shell of this process, with nothing in it yet."""
    settings = Config()
    settings.HistoryManager.enabled = False  # its thread and its database are no use here
    return Shell.instance(config=settings)


def run_cells(
    cells: list[NotebookNode], started: Callable[[int], None], ended: Callable[[int, bool], None]
) -> None:
    """Run the code cells in order until one fails, and put outputs and numbers into them.

    `started` is told the place of each cell, of text too, before its turn, and `ended` after it and if it went well.
    """
    asyncio.run(_run(new_shell(), cells, started, ended))


async def _run(
    shell: Shell,
    cells: list[NotebookNode],
    started: Callable[[int], None],
    ended: Callable[[int, bool], None],
) -> None:
    with _redirected(shell.outputs) as collect:
        for index, cell in enumerate(cells):
            started(index)
            well = True
            if cell.cell_type == "code" and cell.source.strip():
                shell.outputs.next_cell()
                cell.outputs = shell.outputs.current
                cell.execution_count = shell.execution_count
                well = await shell.execute(cell.source)
                collect()
                well = well or "raises-exception" in cell.metadata.get("tags", [])
            ended(index, well)
            if not well:
                break


@contextmanager
def _redirected(outputs: Outputs) -> Iterator[Callable[[], None]]:
    """Take what Python prints, and, when `collect` is called, what other programs wrote to descriptors 1 and 2."""
    files = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115 (closed below)
    kept = [os.dup(1), os.dup(2)]
    before = sys.stdout, sys.stderr, builtins.input, getpass.getpass
    for descriptor, file in zip((1, 2), files, strict=True):
        os.dup2(file.fileno(), descriptor)
    sys.stdout, sys.stderr = _Stream("stdout", outputs, 1), _Stream("stderr", outputs, 2)
    builtins.input, getpass.getpass = _no_input, _no_getpass  # type: ignore[assignment]

    def collect() -> None:
        for name, file in zip(("stdout", "stderr"), files, strict=True):
            file.seek(0)
            written = file.read()
            if written:
                outputs.write(name, written.decode("utf-8", "replace"))
                file.seek(0)
                file.truncate()

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
