"""All reports that are asked for, several at a time, and the page that leads to them.

What was made before from the same inputs is left as it is. Each report is noted as soon as it is there, so that a run
that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from yusuan.lock import writing
from yusuan.model import YusuanError
from yusuan.report import workers
from yusuan.report.index import noted, record, write_index
from yusuan.report.inputs import signature
from yusuan.report.make import Result
from yusuan.report.pdf import browser
from yusuan.report.plan import plan
from yusuan.report.pool import in_parallel

FORMATS = ("html", "pdf", "docx", "xlsx")


def run(
    notebooks: list[str],
    department: str | None = None,
    year: int | None = None,
    base_year: int | None = None,
    everything: bool = False,
    jobs: int = 1,
    formats: Sequence[str] = ("html",),
    output: Path = Path("reports"),
    data_dir: Path = Path("data"),
    lang: str = "zh",
    parameters: dict[str, Any] | None = None,
    pictures: bool = True,
) -> list[Result]:
    """Make reports/<department>-<year>/<notebook>.html, .ipynb and more `formats` for what is asked for, and reports/index.html.

    `jobs` reports are made at a time; without `pictures` charts show only where JavaScript runs. A failing cell stops
    its own report only: see `Result.error`. Raises YusuanError, with the choices, for what the data or the notebooks
    do not have, and for a folder that another process is writing; OSError for a full disk.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise YusuanError(f"no format {unknown[0]}; there are: {', '.join(FORMATS)}")
    if "pdf" in formats:
        browser()  # told now if there is none, not after the first report
    office = ["yusuan.report.office"] if {"docx", "xlsx"} & set(formats) else []
    workers.warm_up(data_dir, *office)  # while this process plans
    planned = plan(
        notebooks,
        department=department,
        year=year,
        base_year=base_year,
        everything=everything,
        output=output,
        data_dir=data_dir,
        lang=lang,
        parameters=parameters or {},
    )
    sign = signature(data_dir, [*formats, f"pictures={pictures}"])
    results = {job.key: result for job in planned if (result := noted(job, sign)) is not None}
    wanted = [job for job in planned if job.key not in results]
    with writing(output, *{job.folder for job in planned}):
        try:
            made = in_parallel(wanted, jobs, list(formats), data_dir, pictures)
            for result in tqdm(made, total=len(wanted), unit="report", disable=None):
                record(result, sign)
                results[result.job.key] = result
        finally:
            write_index(output, lang)
    return [results[job.key] for job in planned]
