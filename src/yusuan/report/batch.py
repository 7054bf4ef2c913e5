"""All reports that are asked for, one after the other or several at a time, and the page that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tqdm import tqdm

from yusuan.model import YusuanError
from yusuan.report.index import record, subject, write_index
from yusuan.report.make import Result, make
from yusuan.report.plan import plan
from yusuan.store import load

FORMATS = ("html",)


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
) -> list[Result]:
    """Make reports/<department>-<year>/<notebook>.html and .ipynb for what is asked for, and reports/index.html.

    A failing cell stops its own report only: see `Result.error`. Raises YusuanError, with the choices, for what the
    data or the notebooks do not have.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise YusuanError(f"no format {unknown[0]}; there are: {', '.join(FORMATS)}")
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
    results = [make(job, list(formats)) for job in tqdm(planned, unit="report", disable=None)]
    data = load(data_dir)
    for _, group in groupby(results, key=lambda result: result.job.folder):
        some = list(group)
        record(some, subject(data, some[0].job.department, some[0].job.year, lang))
    write_index(output, lang)
    return results
