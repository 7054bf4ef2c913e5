"""A Papermill engine that starts each notebook in a process forked from a warm one: `papermill --engine yusuan`.

The notebook runs in a plain IPython shell (see `shell`) and not in a kernel: nothing is imported anew, nothing of one
notebook is left for the next. Papermill loads this module whenever it starts, so that IPython is imported later.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, ClassVar

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, v4
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager
from papermill.log import logger

from yusuan.report import workers

# What became of the cell at an index: None when it starts, and then whether it went well.
Event = tuple[int, bool | None]
Outputs = dict[int, tuple[int | None, list[Any]]]

LANGUAGE = {
    "name": "python",
    "version": ".".join(map(str, sys.version_info[:3])),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class YusuanEngine(Engine):
    """Runs Python notebooks in forked shells; others, and all where there is no fork, by Papermill's own engine."""

    # Set in a process that was forked for one notebook, which then runs there: who is told of each cell.
    here: ClassVar[Callable[[Event, Outputs], None] | None] = None

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> None:
        """Run the notebook of a manager and tell it of each cell."""
        if not workers.FORKS or kernel_name != "python3":
            _tell_once(kernel_name)
            NBClientEngine.execute_managed_notebook(
                nb_man, kernel_name, execution_timeout=execution_timeout, **options
            )
            return
        nb_man.nb.metadata.language_info = NotebookNode(LANGUAGE)
        if cls.here is not None:
            _run_here(nb_man, cls.here)
            return
        worker = workers.start(_serve, [(c.cell_type, c.source, dict(c.metadata)) for c in nb_man.nb.cells])
        try:
            for event in _events(worker, nb_man.nb.cells, execution_timeout):
                _tell(nb_man, *event)
        finally:
            worker.stop()


def _run_here(nb_man: NotebookExecutionManager, told: Callable[[Event, Outputs], None]) -> None:
    from yusuan.report.shell import run_cells

    cells = nb_man.nb.cells

    def started(index: int) -> None:
        _tell(nb_man, index, None)
        told((index, None), {})

    def ended(index: int, well: bool) -> None:
        _tell(nb_man, index, well)
        told((index, well), {index: result(cells[index])})

    run_cells(cells, started, ended)


def _serve(connection: Connection, cells: list[tuple[str, str, dict[str, Any]]]) -> None:
    """In the worker: run the cells and send each event with the outputs that belong to it, at last all outputs."""
    from yusuan.report.shell import run_cells

    new = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    notebook = [new[kind](text, metadata=metadata) for kind, text, metadata in cells]
    run_cells(
        notebook,
        lambda index: connection.send(((index, None), {})),
        lambda index, well: connection.send(((index, well), {index: result(notebook[index])})),
    )
    # A display may have been updated by a later cell.
    connection.send((None, {index: result(cell) for index, cell in enumerate(notebook)}))


def result(cell: NotebookNode) -> tuple[int | None, list[Any]]:
    """The number and the outputs of a cell; none of text."""
    return cell.get("execution_count"), [output for output in cell.get("outputs", [])]


def fill(cells: list[NotebookNode], results: Outputs) -> None:
    """Put numbers and outputs into the code cells that they belong to."""
    for index, (number, outputs) in results.items():
        if cells[index].cell_type == "code":
            cells[index].execution_count = number
            cells[index].outputs = [v4.new_output(**output) for output in outputs]


def _events(worker: workers.Worker, cells: list[NotebookNode], timeout: int | None) -> Iterator[Event]:
    """What the worker tells, until it is done. Raises as nbclient does when it dies or a cell takes too long."""
    index = 0
    while True:
        if not worker.connection.poll(timeout):
            message = "A cell timed out while it was being executed"
            raise CellTimeoutError.error_from_timeout_and_cell(message, timeout or 0, cells[index])
        try:
            event, results = worker.connection.recv()
        except EOFError as error:
            raise DeadKernelError("Kernel died") from error
        fill(cells, results)
        if event is None:
            return
        index = event[0]
        yield event


def _tell(nb_man: NotebookExecutionManager, index: int, well: bool | None) -> None:
    """Tell a manager of the cell at an index as Papermill's own engine does."""
    cell = nb_man.nb.cells[index]
    if well is None:
        nb_man.cell_start(cell, index)
        return
    if not well:
        nb_man.cell_exception(cell, cell_index=index)
    nb_man.cell_complete(cell, cell_index=index)


@functools.cache
def _tell_once(kernel_name: str) -> None:
    reason = f"the kernel {kernel_name!r} is not ours" if workers.FORKS else "this system cannot fork"
    logger.warning(f"engine yusuan: {reason}; Papermill's own engine takes over")
