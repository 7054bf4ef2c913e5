"""Reports made by several processes at a time, each process for one report; one that dies or hangs costs only its own."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Generator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from nbformat import v4

from yusuan import kept, views
from yusuan.charts.renderer import CONVERTER
from yusuan.lock import LEFTOVER
from yusuan.model import YusuanError, told
from yusuan.report import workers
from yusuan.report.address import Place
from yusuan.report.engine import Outputs, YusuanEngine, fill
from yusuan.report.index import subject
from yusuan.report.make import Result, make, parameterized, write
from yusuan.report.pictures import converters, line_to
from yusuan.report.plan import Job

TIMEOUT = 600  # seconds that a cell may take


@dataclass(slots=True)
class _Running:
    """A report in the making: its process, the converter it has to itself, and what its notebook has shown so far."""

    job: Job
    worker: workers.Worker
    converter: Connection | None
    outputs: Outputs = field(default_factory=dict)
    subject: dict[str, Any] = field(default_factory=dict)
    cell: int = 0
    since: float = field(default_factory=time.monotonic)


def in_parallel(
    jobs: list[Job], count: int, formats: list[str], data_dir: Path, pictures: bool
) -> Generator[Result]:
    """The results of all jobs, each as soon as it is there. Ending the iteration ends the processes."""
    if not (jobs and workers.FORKS):
        yield from (make(job, formats) for job in jobs)
        return
    office = ["yusuan.report.office"] if {"docx", "xlsx"} & set(formats) else []
    typeface = [] if all(job.shared for job in jobs) and "pdf" not in formats else ["yusuan.report.typeface"]
    workers.warm_up(data_dir, *office, *typeface)
    waiting = iter(jobs)
    running: dict[Connection, _Running] = {}
    described: set[Place] = set()
    count = min(count, len(jobs))
    with (
        # Of all passing files; beside the reports, where the next run clears away what a killed one left.
        tempfile.TemporaryDirectory(prefix=LEFTOVER.rstrip("*"), dir=_beside(jobs)) as folder,
        converters(count if pictures else 0) as own,
    ):
        results, passing = Path(folder) / "kept", Path(folder) / "passing"
        results.mkdir()  # of its own: what is in it is forgotten in time
        passing.mkdir()
        free: list[Connection | None] = [*own] or [None] * count
        try:
            while True:
                while free and (job := next(waiting, None)) is not None:
                    converter = free.pop()
                    about = None if job.folder in described else data_dir
                    described.add(job.folder)
                    shared = {CONVERTER: "", kept.FOLDER: str(results), "TMPDIR": str(passing)}
                    with line_to(converter) if converter else nullcontext() as line:
                        worker = workers.start(_make, job, formats, about, line, environment=shared)
                    running[worker.connection] = _Running(job, worker, converter)
                if not running:
                    return
                ready = wait(list(running), timeout=1)
                for connection, report in list(running.items()):
                    result = None
                    if connection in ready:
                        result = _hear(report, formats)
                    elif time.monotonic() - report.since > TIMEOUT:
                        result = _rescue(report, formats, f"took longer than {TIMEOUT} seconds")
                    if result is not None:
                        free.append(_end(running, connection))
                        kept.trim(results)
                        yield result
        finally:
            for connection in list(running):
                _end(running, connection)


def _beside(jobs: list[Job]) -> Path | None:
    """The folder of all reports, if it is one of this machine."""
    folder = next((job.folder.parent for job in jobs if isinstance(job.folder, Path)), None)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder and folder.resolve()


def _make(
    connection: Connection, job: Job, formats: list[str], data_dir: Path | None, line: Connection | None
) -> None:
    """In the worker: make the report, telling of each cell on the way; with data, say what its document is."""
    if line:
        os.environ[CONVERTER] = str(line.fileno())
    try:
        if data_dir is not None:
            data = views.open_data(data_dir, job.department)
            own = views.document(data, job.department, job.year)
            source = data.sources.set_index("source_id").at[own.meta.source_id, "public_source"]
            connection.send(subject(own, str(source), job.parameters.get("lang", "zh")))
        YusuanEngine.here = lambda event, outputs: connection.send((event, outputs))
        connection.send(make(job, formats))
    except YusuanError as error:  # no browser that prints
        connection.send(Result(job, job.name, (), told(error)))
    except OSError as error:  # a full disk: it would stop all others too
        connection.send(OSError(error.errno, error.strerror, error.filename or str(job.folder)))


def _hear(report: _Running, formats: list[str]) -> Result | None:
    """Take in what the process of a report tells; the result once it is there, or the process has died.

    Raises OSError where the report cannot be written.
    """
    try:
        message = report.worker.connection.recv()
    except EOFError:
        return _rescue(report, formats, "its process died")
    if isinstance(message, OSError):
        raise message
    if isinstance(message, Result):
        return replace(message, subject=report.subject)
    if isinstance(message, dict):
        report.subject = message
        return None
    (report.cell, _), outputs = message
    report.outputs |= outputs
    report.since = time.monotonic()
    return None


def _rescue(report: _Running, formats: list[str], what: str) -> Result:
    """The report of a process that is gone: what its notebook had shown, and the cell that was the last."""
    report.worker.stop()
    notebook = parameterized(report.job)
    fill(notebook.cells, report.outputs)
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: report.cell + 1])
    error = f"cell {number}: {what}"
    if notebook.cells[report.cell].cell_type == "code":
        shown = v4.new_output("error", ename="Stopped", evalue=what, traceback=[f"Stopped: {what}"])
        notebook.cells[report.cell].outputs.append(shown)
    return replace(write(report.job, formats, notebook, error), subject=report.subject)


def _end(running: dict[Connection, _Running], connection: Connection) -> Connection | None:
    """Make sure that the process of a report is gone, and give back its converter."""
    report = running.pop(connection)
    report.worker.stop()
    return report.converter
