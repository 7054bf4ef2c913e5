"""All reports that are asked for, several at a time, and the page that leads to them.

What was made before from the same inputs is left as it is. Each report is noted as soon as it is there, so that a run
that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

from tqdm import tqdm

from yusuan.lock import writing
from yusuan.model import YusuanError
from yusuan.report.address import place, put
from yusuan.report.assets import FOLDER, shared
from yusuan.report.index import write_index
from yusuan.report.inputs import signature
from yusuan.report.make import Result
from yusuan.report.notes import Notes
from yusuan.report.pdf import browser
from yusuan.report.plan import ambiguous, plan
from yusuan.report.pool import in_parallel

FORMATS = ("html", "pdf", "docx", "xlsx")


class _Bar(tqdm):  # type: ignore[type-arg]  # its stubs are generic, tqdm itself is not
    monitor_interval = 0  # it would be a thread, beside which no worker can be forked from here


def run(
    notebooks: list[str],
    department: str | None = None,
    year: int | None = None,
    base_year: int | None = None,
    everything: bool = False,
    jobs: int = 1,
    formats: Sequence[str] = ("html",),
    output: str | Path = "reports",
    data_dir: Path = Path("data"),
    lang: str = "zh",
    parameters: dict[str, Any] | None = None,
    pictures: bool = True,
    scheduler: str | None = None,
) -> list[Result]:
    """Make reports/<department>-<year>/<notebook>.html, .ipynb and more `formats` for what is asked for, and reports/index.html.

    Each page stands alone; with `everything` they are a site, whose pages share a script and a font in reports/assets.
    `output` is a folder or any address of fsspec. `jobs` reports are made at a time, or as many as the workers of a
    `distributed` cluster take (`scheduler`, tcp://…); without `pictures` charts show only where JavaScript runs. A
    failing cell stops its own report only: see `Result.error`. Raises YusuanError, with the choices, for what the data
    or the notebooks do not have, and for a folder that another process is writing; OSError for a full disk.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise YusuanError(f"no format {unknown[0]}; there are: {', '.join(FORMATS)}")
    if "pdf" in formats:
        browser()  # told now if there is none, not after the first report
    to = place(output)
    planned = plan(
        notebooks,
        department=department,
        year=year,
        base_year=base_year,
        everything=everything,
        output=to,
        data_dir=data_dir,
        lang=lang,
        parameters=parameters or {},
    )
    sign = signature(data_dir, [*formats, f"pictures={pictures}"])
    folders = {job.folder for job in planned if isinstance(job.folder, Path)}
    with writing(to, *folders) if isinstance(to, Path) else nullcontext():
        notes = Notes(to, sign)
        if everything:
            notes.drop(to, ambiguous(data_dir))
        results = {job.key: result for job in planned if (result := notes.result(job)) is not None}
        wanted = [job for job in planned if job.key not in results]
        for name, content in shared().items() if everything and wanted else ():
            put(to / FOLDER / name, content)
        if scheduler:
            from yusuan.report.cluster import on_cluster  # its workers have limits that Windows has not

            made = on_cluster(scheduler, wanted, list(formats), data_dir, pictures)
        else:
            made = in_parallel(wanted, jobs, list(formats), data_dir, pictures)
        try:
            with closing(made):  # ends the workers now, not when the generator is collected
                for result in _Bar(made, total=len(wanted), unit="report", disable=None):
                    if result.files:
                        notes.keep(result)
                    results[result.job.key] = result
        finally:
            write_index(to, notes.folders, lang, shared=everything)
    return [results[job.key] for job in planned]
