"""Reports a minute: yusuan against what people do with the same notebooks today.

    python benchmarks/reports.py [--reports 48] [--slow 6] [--many 0] [--notebooks 10_growth …]

    commands  `papermill` and `jupyter nbconvert` for each report, one after the other
    api       their Python interfaces in one process
    pool      the same in a pool of two processes
    yusuan    `yusuan report --all -j 2`, cold start, site and index page included
    cold      `yusuan report` for one report, in a process of its own

Each way without static pictures of the charts, and commands, yusuan and cold with them too. The notebooks are the
shipped ones, the data eight of the shipped documents and copies of them in other cities until there are enough reports.
Each way runs as a process of its own; CPU seconds are those of all processes that it started, the peak is of the
largest of these, what it shares with others included. The slow ways make `--slow` reports, one of each notebook: their
time a report does not depend on how many there are. `--many 1000` makes so many reports as well, to compare the rates.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from children import reaped

from yusuan import forks

with forks.one_thread():  # as on the command line, which forks its workers from its own process
    import pandas as pd

    from yusuan import store

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
DOCUMENTS = 8  # of a city
FLOOR = 0.2  # CPU seconds that a report of this kind takes where nothing is done twice
PICTURES = "+pictures"
CONVERTER = "YUSUAN_CONVERTER"  # see yusuan.charts.renderer, which is not for each way to import


def copied(folder: Path, count: int) -> None:
    """A data folder with at least so many documents: every fifth of the shipped ones, in one city after the other."""
    every = store.read_sources(ROOT / "data")
    shipped = every.iloc[:: len(every) // DOCUMENTS].head(DOCUMENTS)
    (folder / "figures").mkdir(parents=True)
    parts = []
    for number in range(-(-count // DOCUMENTS)):
        mark = f"-{number}" if number else ""
        named = {column: shipped[column] + mark for column in ("source_id", "department")}
        parts.append(shipped.assign(**named, region=f"第{number:04d}市"))
        for source_id in shipped["source_id"]:
            for kind in store.FRAMES:
                source = store.figures_file(ROOT / "data", source_id, kind)
                shutil.copyfile(source, store.figures_file(folder, source_id + mark, kind))
    store.write_sources(folder, pd.concat(parts))


def with_commands(notebook: Path, output: Path, parameters: dict[str, str]) -> None:
    given = [part for name, value in parameters.items() for part in ("-p", name, str(value))]
    run = [BIN / "papermill", notebook, output, *given, "--no-progress-bar"]
    subprocess.run(run, check=True, cwd=ROOT, capture_output=True)
    convert = [BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", output]
    subprocess.run(convert, check=True, cwd=ROOT, capture_output=True)


def with_api(notebook: Path, output: Path, parameters: dict[str, str]) -> None:
    import papermill
    from nbconvert import HTMLExporter

    papermill.execute_notebook(str(notebook), str(output), parameters, progress_bar=False, cwd=ROOT)
    html, _ = HTMLExporter(exclude_input=True).from_filename(str(output))
    output.with_suffix(".html").write_text(html, "utf-8")


def work(way: str, notebooks: list[Path], count: int, data: Path, folder: Path) -> None:
    """Make so many reports in one of the ways."""
    way, _, pictures = way.partition("+")
    if way in ("yusuan", "cold"):
        forks.alone()
        from yusuan.report import run

        chosen = notebooks if way == "yusuan" else notebooks[:1]
        results = run(
            [str(path) for path in chosen], everything=way == "yusuan", jobs=2, data_dir=data,
            output=folder, pictures=bool(pictures),
            department=None if way == "yusuan" else str(store.read_sources(data)["department"].iloc[0]),
        )  # fmt: skip
        failed = [result.line for result in results if result.error]
        if failed:
            sys.exit("\n".join(failed))
        return
    if not pictures:
        os.environ[CONVERTER] = ""
    sources = store.read_sources(data)
    pairs = list(zip(sources["department"], sources["year"].astype(int), strict=True))
    tasks = [
        (path, folder / f"{path.stem}-{number}.ipynb", {"department": department, "year": year, "data_dir": str(data)})
        for number, (department, year) in enumerate(pairs)
        for path in notebooks
    ][:count]  # fmt: skip
    if way == "pool":
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(with_api, *zip(*tasks, strict=True)))
    else:
        for task in tasks:
            (with_commands if way == "commands" else with_api)(*task)


def measure(way: str, notebooks: list[Path], count: int) -> dict[str, float]:
    """Seconds of the clock and the processor a report, and peak memory, of a way run in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name) / "out", Path(name) / "data"
        folder.mkdir()
        copied(data, -(-count // len(notebooks)))
        command = [sys.executable, __file__, "--work", way, "--reports", str(count), "--data", str(data)]
        command += ["--folder", str(folder), "--notebooks", *map(str, notebooks)]
        before, start = reaped(), time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT)
        _, status, own = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        if process.returncode:
            sys.exit(f"{way} failed")
        cpu = reaped() - before
        made = len([path for path in folder.rglob("*.html") if path.name != "index.html"])
    return {"reports": made, "wall": wall / made, "cpu": cpu / made, "peak": own.ru_maxrss / 1024}


def show(figures: dict[str, dict[str, float]]) -> None:
    """Print the table: each way against the commands that make pictures too, or none as it does."""
    columns = [
        "way",
        "reports",
        "a minute",
        "× commands",
        "× pool",
        "CPU s",
        "× commands",
        "floor",
        "peak MB",
    ]
    print(f"| {' | '.join(columns)} |\n|---{'|--:' * (len(columns) - 1)}|")
    for way, found in figures.items():
        base = figures["commands" + way[way.index("+") :] if PICTURES in way else "commands"]
        faster, less = base["wall"] / found["wall"], base["cpu"] / found["cpu"]
        pool = figures["pool"]["wall"] / found["wall"]
        print(
            f"| {way} | {found['reports']:.0f} | {60 / found['wall']:.1f} | {faster:.1f} | {pool:.1f} |"
            f" {found['cpu']:.2f} | {less:.1f} | {FLOOR / found['cpu']:.0%} | {found['peak']:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=48)
    parser.add_argument("--slow", type=int, default=6)
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--notebooks", nargs="*", default=[])
    parser.add_argument("--work")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    shipped = sorted((ROOT / "notebooks").glob("*.ipynb"))
    named = {Path(name).stem for name in asked.notebooks}
    notebooks = [path for path in shipped if not named or path.stem in named]
    # Python keeps what it compiled, as it does for everyone who does not forbid it: after the first start, not counted.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if asked.work:
        work(asked.work, notebooks, asked.reports, asked.data, asked.folder)
        return
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: what the ways leave running comes here
    counts = dict.fromkeys(("commands", "api", "pool", "commands" + PICTURES), asked.slow)
    counts |= {"cold": 1, "cold" + PICTURES: 1, "yusuan": asked.reports, "yusuan" + PICTURES: asked.reports}
    for way in ("commands", "cold"):
        measure(way, notebooks, 1)
    figures = {way: measure(way, notebooks, count) for way, count in counts.items()}
    print(f"{len(notebooks)} notebooks, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    show(figures)
    if asked.many:
        many, few = measure("yusuan", notebooks, asked.many), figures["yusuan"]
        print(
            f"\n{many['reports']:.0f} reports: {60 / many['wall']:.1f} a minute, {many['cpu']:.2f} CPU s each,"
            f" peak {many['peak']:.0f} MB; {few['reports']:.0f}: {60 / few['wall']:.1f} a minute,"
            f" {1 - many['wall'] / few['wall']:.1%} fewer, {few['peak']:.0f} MB"
        )
    print(json.dumps(figures, indent=1), file=sys.stderr)


if __name__ == "__main__":
    main()
