"""What many documents take: disk, loading, exporting, querying, planning reports and the page that lists them.

    python benchmarks/scale.py [--documents 42 420 4200] [--steps "plan all reports" …] [--corpus FOLDER]

The shipped figures are copied, under other names of departments and places, until there are so many documents. Each step
runs in a process of its own: CPU seconds (its start taken out) and peak memory. With `--corpus` its documents are
ingested too, and the reports of eight departments made.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from children import reaped

from yusuan import store

ROOT = Path(__file__).parents[1]
QUERY = """
    select region, department, amount_yuan from read_parquet('{}/cells/**/*.parquet', hive_partitioning = true)
    where "table" = 'expenditure' and level = 0 and measure = 'total' and fund = 'all' and year = 2026
    order by amount_yuan desc limit 20"""
STEPS = {
    "load all": "from yusuan.loading import load; t = now(); load(data)",
    "load a department": "from yusuan.loading import load; t = now(); load(data, department='深圳市信访局')",
    "sources.csv": "from yusuan.loading import sources_of; t = now(); sources_of(data)",
    "export to parquet": "from yusuan.export import export; t = now(); export(data, ['parquet'], data / 'out')",
    "query": f"import duckdb; t = now(); duckdb.sql({QUERY!r}.format(data / 'out' / 'parquet')).fetchall()",
    "plan all reports": "from yusuan.report.plan import plan; from yusuan.report.inputs import signature\n"
    "from yusuan.report.notes import Notes; t = now()\n"
    "jobs = plan([], department=None, year=None, base_year=None, everything=True, output=data / 'reports',"
    " data_dir=data, lang='zh', parameters={})\n"
    "notes = Notes(data / 'reports', signature(data, [])); [notes.result(job) for job in jobs]",
    "index pages": "from yusuan.report.index import write_index; from yusuan.report.notes import Notes\n"
    "notes = Notes(data / 'reports', None); t = now(); write_index(data / 'reports', notes.folders, 'zh')",
}
MEASURED = """
import resource, sys, time
from pathlib import Path
now, data = time.process_time, Path(sys.argv[1])
{}
print(now() - t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def copied(folder: Path, count: int) -> None:
    """A data folder with so many documents, copies of the shipped ones; the first of each keeps its names."""
    shipped = store.read_sources(ROOT / "data")
    (folder / "figures").mkdir(parents=True)
    parts = []
    for number in range(-(-count // len(shipped))):
        mark = f"-{number}" if number else ""
        parts.append(shipped.assign(**{c: shipped[c] + mark for c in ("source_id", "region", "department")}))
        for id_ in shipped["source_id"]:
            for kind in store.FRAMES:
                source = store.figures_file(ROOT / "data", id_, kind)
                os.symlink(source, store.figures_file(folder, id_ + mark, kind))
    store.write_sources(folder, pd.concat(parts).head(count))


def noted(folder: Path) -> None:
    """A folder of reports as if all had been made: what is noted of each, and no report."""
    from yusuan.report.inputs import signature
    from yusuan.report.make import Result
    from yusuan.report.notes import Notes
    from yusuan.report.plan import plan

    given = {"department": None, "year": None, "base_year": None, "everything": True, "lang": "zh"}
    jobs = plan([], **given, output=folder / "reports", data_dir=folder, parameters={})  # type: ignore[arg-type]
    regions = dict(store.read_sources(folder)[["department", "region"]].itertuples(index=False))
    figures = {name: [1e8, "10,000.00"] for name in ("expenditure", "basic", "project", "three_public")}
    about = {"figures": figures, "state": "文件状态：3 处前后不符；12 处无法核对。"}
    notes = Notes(folder / "reports", signature(folder, []))
    os.fsync = lambda _: None  # none of these has to outlive a power cut
    for job in jobs:
        files = tuple(job.folder / f"{job.name}.{suffix}" for suffix in ("html", "ipynb"))
        subject, asked = about | {"region": regions[job.department]}, ((("department", job.department),),)
        notes.keep(Result(job, "本年与上年相比，变了什么？", files, subject=subject, asked=asked))


def step(code: str, folder: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of a step."""
    command = [sys.executable, "-c", MEASURED.format(code), str(folder)]
    told = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout.split()
    return float(told[-2]), float(told[-1])


def size(folder: Path, pattern: str) -> float:
    """Megabytes of the files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file()) / 1e6


def whole(command: list[str]) -> float:
    """CPU seconds of a command with all processes that it starts."""
    before = reaped()
    subprocess.run([sys.executable, "-m", "yusuan", *command], cwd=ROOT, check=False)
    return reaped() - before


def documents(counts: list[int], steps: list[str]) -> None:
    """Print a table of these steps at each number of documents."""
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            copied(folder, count)
            print(f"{count} documents: CSV {size(folder, '*.csv'):.1f} MB")
            noted(folder)
            for label in steps:
                seconds, memory = step(STEPS[label], folder)
                print(f"  {label:20} {seconds:8.2f} s {memory:8.0f} MB", flush=True)
            print(f"  Parquet {size(folder / 'out', '*.parquet'):.1f} MB", end=", ")
            print(f"index pages {size(folder / 'reports', 'index*.html'):.2f} MB", flush=True)


def corpus(folder: Path) -> None:
    """Print what ingesting the documents of a folder takes, and the reports of eight departments."""
    from ctypes import CDLL

    CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans become children of this process: they are measured too
    with tempfile.TemporaryDirectory() as name:
        data, out = Path(name) / "data", Path(name) / "reports"
        start = time.monotonic()
        seconds = whole(["ingest", str(folder), "--data", str(data), "-j", "2"])
        sources = store.read_sources(data)
        print(f"ingest: {len(sources)} documents, {seconds / len(sources):.2f} CPU s each, ", end="")
        print(f"{time.monotonic() - start:.0f} s by the clock", flush=True)
        store.write_sources(data, sources.head(8))
        seconds = whole(["report", "--all", "-j", "2", "--data", str(data), "-o", str(out)])
        made = len([path for path in out.rglob("*.html") if path.parent != out])
        print(f"reports: {made}, {seconds / made:.2f} CPU s each, {size(out, '*.*') / made:.2f} MB each")
        print(f"the same again: {whole(['report', '--all', '--data', str(data), '-o', str(out)]):.2f} CPU s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="*", default=[42, 420, 4200])
    parser.add_argument("--steps", nargs="*", choices=STEPS, default=list(STEPS))
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args()
    documents(arguments.documents, arguments.steps)
    if arguments.corpus:
        corpus(arguments.corpus)


if __name__ == "__main__":
    main()
