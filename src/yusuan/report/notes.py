"""What is noted of reports: `run.json` in the folder of a department and year says what was made there, and from what.

A report counts once it is noted, after its files are there, by the one process that started the run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from yusuan.report.address import Address, Place, files_under, put, remove
from yusuan.report.inputs import Sign
from yusuan.report.make import Result
from yusuan.report.plan import Job

RECORD = "run.json"


class Notes:
    """The notes of all reports at a place, by the name of their folder: read once, and kept up."""

    def __init__(self, output: Place, sign: Sign) -> None:
        self.sign = sign
        self.files = files_under(output) if isinstance(output, Address) else set()
        self.folders = {name: noted for name, data in self._records(output) if (noted := _read(data))}

    def _records(self, output: Place) -> list[tuple[str, bytes]]:
        if isinstance(output, Path):
            return [(path.parent.name, path.read_bytes()) for path in sorted(output.glob(f"*/{RECORD}"))]
        paths = sorted(path for path in self.files if path.endswith(f"/{RECORD}"))
        found = output.fs.cat(paths, on_error="omit") if paths else {}
        return [(path.split("/")[-2], data) for path, data in found.items()]

    def result(self, job: Job) -> Result | None:
        """The result of this job if it was made before, from the same inputs, well, and its files are there."""
        found = self.folders.get(job.folder.name, {}).get("reports", {}).get(job.name)
        if not found or found["error"] or "asked" not in found:
            return None
        asked = tuple(tuple((key, value) for key, value in pairs) for pairs in found["asked"])
        files = tuple(job.folder / name for name in found["files"])
        if found["inputs"] != self.sign(job, asked) or not all(map(self._is_there, files)):
            return None
        return Result(job, found["title"], files, asked=asked)

    def _is_there(self, file: Place) -> bool:
        return file.is_file() if isinstance(file, Path) else file.path in self.files

    def keep(self, result: Result) -> None:
        """Note in its folder what was made; what is noted there of other notebooks stays."""
        job = result.job
        before = self.folders.get(job.folder.name, {})
        made = {
            "title": result.title,
            "error": result.error,
            "inputs": self.sign(job, result.asked),
            "asked": result.asked,
            "files": [file.name for file in result.files],
        }
        reports = dict(sorted({**before.get("reports", {}), job.name: made}.items()))
        own = {"department": job.department, "year": job.year}
        self.folders[job.folder.name] = noted = before | own | result.subject | {"reports": reports}
        put(job.folder / RECORD, json.dumps(noted, ensure_ascii=False, indent=1).encode("utf-8"))

    def drop(self, output: Place, departments: set[str]) -> None:
        """Forget what was made of these departments, and remove its files; others in their folders stay."""
        for name, noted in list(self.folders.items()):
            if noted.get("department") in departments:
                files = [file for report in noted["reports"].values() for file in report["files"]]
                for file in [*files, RECORD]:
                    remove(output / name / Path(file).name)
                del self.folders[name]


def _read(data: bytes) -> dict[str, Any]:
    """What was noted; nothing for what is no record."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
