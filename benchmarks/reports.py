"""Reports a minute: yusuan against what people do with the same notebook today.

    python benchmarks/reports.py [--reports 40] [--slow 4] [--notebook 10_growth]

    commands  `papermill` and `jupyter nbconvert` for each report, one after the other
    api       their Python interfaces in one process
    pool      the same in a pool of two processes
    yusuan    `yusuan report --all -j 2`, cold start and index page included
    pictures  the same with a static picture of every chart (the notebook makes them in the ways above too)

Each way runs as a process of its own; CPU seconds are those of all processes it started. The three slow ways make
`--slow` reports only: their time a report does not depend on how many there are.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
WAYS = ("commands", "api", "pool", "yusuan", "pictures")


def subjects(count: int) -> list[tuple[str, int]]:
    """Departments and years of the shipped data, over and over until there are enough."""
    from yusuan.store import read_sources

    rows = read_sources(ROOT / "data")
    pairs = list(zip(rows["department"], rows["year"].astype(int), strict=True))
    return (pairs * (count // len(pairs) + 1))[:count]


def with_commands(notebook: Path, folder: Path, number: int, department: str, year: int) -> None:
    output = folder / f"{number}.ipynb"
    run = [BIN / "papermill", notebook, output, "-p", "department", department, "-p", "year", str(year)]
    subprocess.run([*run, "--no-progress-bar"], check=True, cwd=ROOT, capture_output=True)
    convert = [BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", output]
    subprocess.run(convert, check=True, cwd=ROOT, capture_output=True)


def with_api(notebook: Path, folder: Path, number: int, department: str, year: int) -> None:
    import papermill
    from nbconvert import HTMLExporter

    output = folder / f"{number}.ipynb"
    parameters = {"department": department, "year": year}
    papermill.execute_notebook(str(notebook), str(output), parameters, progress_bar=False, cwd=ROOT)
    html, _ = HTMLExporter(exclude_input=True).from_filename(str(output))
    output.with_suffix(".html").write_text(html, "utf-8")


def work(way: str, notebook: Path, count: int, folder: Path) -> None:
    """Make so many reports in one of the ways."""
    if way in ("yusuan", "pictures"):
        from yusuan.report import run

        repeated = numbered(notebook, count, folder)
        results = run(
            repeated,
            everything=True,
            jobs=2,
            data_dir=ROOT / "data",
            output=folder,
            pictures=way == "pictures",
        )
        failed = [result.line for result in results if result.error]
        if failed:
            sys.exit("\n".join(failed))
        return
    tasks = [(notebook, folder, number, *pair) for number, pair in enumerate(subjects(count))]
    if way == "pool":
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(with_api, *zip(*tasks, strict=True)))
    else:
        for task in tasks:
            (with_commands if way == "commands" else with_api)(*task)


def numbered(notebook: Path, count: int, folder: Path) -> list[str]:
    """Copies of the notebook under other names, so that all departments and years together give enough reports."""
    several = -(-count // len(set(subjects(10_000))))
    copies = [folder / f"{notebook.stem}_{number}.ipynb" for number in range(several)]
    for copy in copies:
        copy.write_bytes(notebook.read_bytes())
    return [str(copy) for copy in copies]


def measure(way: str, notebook: Path, count: int) -> dict[str, float]:
    """Wall and CPU seconds a report, of a way run in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            __file__,
            "--work",
            way,
            "--reports",
            str(count),
            "--notebook",
            str(notebook),
        ]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run([*command, "--folder", folder], check=True, cwd=ROOT)
        wall = time.monotonic() - start
        while True:  # servers that outlived it have been handed to this process
            try:
                os.wait()
            except ChildProcessError:
                break
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        made = len([path for path in Path(folder).rglob("*.html") if path.name != "index.html"])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"reports": made, "wall": wall / made, "cpu": cpu / made}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--slow", type=int, default=4)
    parser.add_argument("--notebook", default="10_growth")
    parser.add_argument("--work")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    notebook = ROOT / "notebooks" / f"{Path(asked.notebook).stem}.ipynb"
    if asked.work:
        work(asked.work, notebook, asked.reports, asked.folder)
        return
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: what the ways leave running comes here
    figures = {way: measure(way, notebook, asked.slow if way in WAYS[:3] else asked.reports) for way in WAYS}
    print(json.dumps(figures, indent=1), file=sys.stderr)
    print(f"{notebook.stem}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(
        "| way | reports | a minute | × commands | CPU s a report | × commands | peak MB |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    base = figures["commands"]
    for way, found in figures.items():
        faster, less = base["wall"] / found["wall"], base["cpu"] / found["cpu"]
        print(f"| {way} | {found['reports']:.0f} | {60 / found['wall']:.1f} | {faster:.1f} | {found['cpu']:.2f}"
              f" | {less:.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
