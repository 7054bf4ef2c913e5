"""One report: a notebook executed by Papermill, kept as a notebook and as a page, whole or not at all."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from yusuan import loading
from yusuan.loading import Filter
from yusuan.report.address import Address, Place, put
from yusuan.report.content import parts
from yusuan.report.page import page
from yusuan.report.pdf import print_pdf
from yusuan.report.plan import Job


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one report: the files written, and the cell and error that stopped it ("" for none).

    `subject` is what the index says of the document; one report of each folder carries it. `asked` are the documents
    it was made from, as filters of `loading`; none where that is not known.
    """

    job: Job
    title: str
    files: tuple[Place, ...]
    error: str = ""
    subject: dict[str, Any] = field(default_factory=dict, compare=False)
    asked: tuple[Filter, ...] = ()

    @property
    def line(self) -> str:
        """The failure in one line: notebook, parameters, cell and error."""
        parameters = ", ".join(f"{name}={value}" for name, value in self.job.parameters.items())
        return f"{self.job.name} ({parameters}): {self.error}"


def make(job: Job, formats: list[str]) -> Result:
    """Execute the notebook of a job and write its report. A cell that fails leaves the partial notebook and page."""
    loading.asked.clear()
    result = write(job, formats, *execute(job))
    return replace(result, asked=tuple(sorted(loading.asked)))


def write(job: Job, formats: list[str], notebook: NotebookNode, error: str, text: str = "") -> Result:
    """Write an executed notebook, and its report in these formats, under the names of the job; HTML in any case.

    `text` is the notebook as a file where it was made before: that takes as long as the page.
    """
    if isinstance(job.folder, Address):
        with tempfile.TemporaryDirectory(prefix="yusuan-") as passing:
            here = write(replace(job, folder=Path(passing)), formats, notebook, error, text)
            for file in here.files:
                put(job.folder / file.name, file.read_bytes())
        return replace(here, job=job, files=tuple(job.folder / file.name for file in here.files))
    title, lang = title_of(notebook) or job.name, job.parameters.get("lang", "zh")
    subtitle = f"{job.department} {job.year}" + ("" if lang == "en" else " 年")
    folder, files = job.folder, list[Path]()

    def keep(suffix: str, content: bytes) -> None:
        files.append(folder / f"{job.name}.{suffix}")
        put(files[-1], content)

    keep("ipynb", (text or nbformat.writes(notebook)).encode("utf-8"))
    paged = partial(page, notebook, title=title, subtitle=subtitle, lang=lang, error=error)
    keep("html", paged(shared=job.shared).encode("utf-8"))
    if "pdf" in formats:
        with tempfile.TemporaryDirectory(prefix="yusuan-") as passing:
            alone = Path(passing) / "page.html"
            alone.write_text(paged(), "utf-8")
            keep("pdf", print_pdf(alone))
    if {"docx", "xlsx"} & set(formats):
        from yusuan.report import office  # half a second of libraries, which few ask for

        if "docx" in formats:
            keep("docx", office.document(parts(notebook, lang)))
        if "xlsx" in formats:
            keep("xlsx", office.workbook(parts(notebook, lang), title))
    return Result(job, title, tuple(files), error)


def execute(job: Job) -> tuple[NotebookNode, str, str]:
    """The executed notebook, as far as it came, the error that stopped it ("" for none), and the notebook as a file."""
    error = ""
    with tempfile.TemporaryDirectory(prefix="yusuan-") as folder:
        output = Path(folder) / f"{job.name}.ipynb"
        try:
            notebook = papermill.execute_notebook(
                str(job.notebook),
                str(output),
                parameters=job.parameters,
                engine_name="yusuan",
                progress_bar=False,
                request_save_on_cell_execute=False,
            )
        except PapermillExecutionError as stopped:
            first = stopped.evalue.strip().splitlines()
            error = f"cell {stopped.exec_count}: {stopped.ename}: {first[0] if first else ''}"
            notebook = nbformat.read(output, as_version=4)
        text = output.read_text("utf-8")
    final = str(job.folder / output.name)
    notebook.metadata.papermill.output_path = final
    return notebook, error, text.replace(json.dumps(str(output)), json.dumps(final, ensure_ascii=False))


def parameterized(job: Job) -> NotebookNode:
    """The notebook of a job as it is before its first cell runs."""
    with tempfile.TemporaryDirectory(prefix="yusuan-") as folder:
        output = str(Path(folder) / "prepared.ipynb")
        return papermill.execute_notebook(
            str(job.notebook), output, parameters=job.parameters, prepare_only=True, progress_bar=False
        )


def title_of(notebook: NotebookNode) -> str:
    """The first heading of a notebook, in its words or in what it displays."""
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        outputs = cell.outputs if cell.cell_type == "code" else []
        texts += [str(output.get("data", {}).get("text/markdown", "")) for output in outputs]
        for line in "\n".join(texts).splitlines():
            if line.startswith("# "):
                return line.removeprefix("# ").strip()
    return ""
