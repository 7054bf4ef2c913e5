"""Notebooks run through Papermill, and handed on as pages that need nothing else."""

from yusuan.report.make import Result
from yusuan.report.plan import Job
from yusuan.report.run import run

__all__ = ["Job", "Result", "run"]
