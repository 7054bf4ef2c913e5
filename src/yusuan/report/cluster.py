"""Reports made by the workers of a `distributed` cluster, all of one department and year by the same worker."""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from yusuan import isolated
from yusuan.limits import LIMITS
from yusuan.report.make import Result
from yusuan.report.plan import Job
from yusuan.report.pool import in_parallel

# The jobs of one folder, the formats, the data folder, whether with pictures, and where this process runs.
Task = tuple[list[Job], list[str], Path, bool, str]

# A cell has its limit of time in `pool`; what memory a notebook takes is not bounded on one machine either.
NO_LIMITS = replace(LIMITS, seconds=0, memory_mb=2**30)


def on_cluster(
    scheduler: str, jobs: list[Job], formats: list[str], data_dir: Path, pictures: bool
) -> Generator[Result]:
    """The results of all jobs, each as soon as it is there; what a dead worker had is made by another.

    The workers must see notebooks and data under the paths of this process.
    """
    folders = [list(group) for _, group in groupby(jobs, key=lambda job: job.folder.name)]
    tasks = ((group, formats, data_dir, pictures, os.getcwd()) for group in folders)
    for task, made in isolated.on_cluster(scheduler, "yusuan.report.cluster:make_folder", tasks, NO_LIMITS):
        if isinstance(made, isolated.Refusal):
            made = [Result(job, job.name, (), made.reason) for job in task[0]]
        yield from made


def make_folder(task: Task) -> list[Result]:
    """What a worker does: make the reports of one folder, each in a process forked from its own warm server."""
    jobs, formats, data_dir, pictures, here = task
    os.chdir(here)
    return list(in_parallel(jobs, 1, formats, data_dir, pictures))
