"""How fast documents are read, against pdfplumber and pdftotext in the same run.

    python benchmarks/reading.py [--runs N] [FOLDER]      (default: 3 runs, ../shared/corpus)

Every figure is the median of the runs; each run of each way is a process of its own, and the ways take turns. Imports
and one document to warm up are not counted. Seconds are those of the processor, so that what else runs on the machine
counts little; for two processes they are those of the clock, against one process by the clock. Memory is the peak of
the process.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pdfplumber

import yusuan as ys
from yusuan.model import Block, Grid, Line
from yusuan.readers import read_blocks
from yusuan.reading import from_blocks

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import typesetter

PDFS = (
    "shenzhen/2026-信访局.pdf", "shenzhen/2026-财政局.pdf", "guangzhou/2026-信访局.pdf", "huzhou/2026-财政局.pdf",
    "shanghai/2025-普陀区人民政府办公室.pdf", "jiangsu/2017-人民检察院.pdf", "chongqing/2026-商务委员会.pdf",
    "xian/2026-信访局.pdf", "beijing/2026-统计局-表.pdf",
)  # fmt: skip
TEXT = "baoan/2023-政务服务数据管理局（本级）.txt"
HTML = "yantai/2026-退役军人事务局.html"
LARGEST = "shenzhen/2026-水务局.pdf"


def plumber_blocks(path: Path) -> list[Block]:
    """The same blocks by pdfplumber: its tables, and its lines outside of them."""
    blocks: list[Block] = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            tables = page.find_tables()
            found: list[tuple[float, Block]] = []
            for table in tables:
                rows = tuple(tuple(row) for row in table.extract())
                found.append((table.bbox[1], Grid(rows, tuple(range(1, len(rows) + 1)), page.page_number)))
            for number, line in enumerate(page.extract_text_lines(return_chars=False), 1):
                middle = (line["top"] + line["bottom"]) / 2
                if not any(table.bbox[1] < middle < table.bbox[3] for table in tables):
                    found.append((line["top"], Line(line["text"], number, page.page_number)))
            blocks += [block for _, block in sorted(found, key=lambda item: item[0])]
            page.close()
    return blocks


def checked(blocks: list[Block], path: Path) -> None:
    """From blocks to cells, claims and findings."""
    ys.check(from_blocks(blocks, str(path)))


WAYS: dict[str, Callable[[Path], object]] = {
    "yusuan: blocks": read_blocks,
    "pdfplumber: the same blocks": plumber_blocks,
    "pdftotext -layout": lambda path: subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True),
    "yusuan: blocks, cells, claims, findings": lambda path: checked(read_blocks(path), path),
    "pdfplumber, then the same": lambda path: checked(plumber_blocks(path), path),
}  # fmt: skip


def measure(way: str, files: list[Path]) -> tuple[float, float]:
    """Seconds for the files, and the peak memory of the process in MB."""
    logging.disable(logging.CRITICAL)
    read = WAYS[way]
    read(min(files, key=lambda path: path.stat().st_size))
    start = processor_seconds()
    for path in files:
        read(path)
    return processor_seconds() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_seconds() -> float:
    """What this process and its children have used."""
    return sum(os.times()[:4])


def by_clock(processes: int, files: list[Path]) -> float:
    """Seconds for the blocks of the files by some processes, a document at a time, the longest first."""
    with get_context("spawn").Pool(processes) as pool:
        pool.map(read_blocks, files[:2], chunksize=1)
        start = time.perf_counter()
        pool.map(read_blocks, sorted(files, key=lambda path: -path.stat().st_size), chunksize=1)
        return time.perf_counter() - start


def alone(way: str, files: list[Path]) -> tuple[float, float]:
    """`measure` in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (way, files))


def in_every_format(folder: Path, source: Path) -> list[Path]:
    """One document written in each format that has no document in the corpus."""
    blocks = read_blocks(source)
    written = []
    for name in ("docx", "xlsx"):
        written.append(folder / f"{source.stem}.{name}")
        written[-1].write_bytes(typesetter.FORMATS[name](blocks))
    return written


def main(folder: Path, runs: int) -> None:
    pdfs = [folder / name for name in PDFS]
    pages = 0
    for path in pdfs:
        with pdfplumber.open(path) as document:
            pages += len(document.pages)
    times: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    clock: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(runs):
        for way in WAYS:
            times[way].append(alone(way, pdfs))
        for processes, taken in clock.items():
            taken.append(by_clock(processes, pdfs))
    print(f"{len(pdfs)} PDFs, {pages} pages, median of {runs} runs\n")
    print("| PDF | pages/s | documents/s | peak MB |\n|---|---:|---:|---:|")
    seconds = {way: statistics.median(s for s, _ in runs) for way, runs in times.items()}
    for way, taken in seconds.items():
        peak = statistics.median(m for _, m in times[way])
        print(f"| {way} | {pages / taken:.0f} | {len(pdfs) / taken:.1f} | {peak:.0f} |")
    one = seconds["yusuan: blocks"]
    speedup = statistics.median(clock[1]) / statistics.median(clock[2])
    ours, theirs = seconds["yusuan: blocks, cells, claims, findings"], seconds["pdfplumber, then the same"]
    print(f"file to grids {seconds['pdfplumber: the same blocks'] / one:.1f} ×, file to findings {theirs / ours:.1f} × "
          f"pdfplumber; two processes {speedup:.2f} × one\n")  # fmt: skip
    taken, peak = alone("yusuan: blocks", [folder / LARGEST])
    print(f"{LARGEST}: {taken:.2f} s, peak {peak:.0f} MB\n")
    print("| other formats | documents/s | with findings |\n|---|---:|---:|")
    with TemporaryDirectory() as name:
        others = [
            folder / TEXT,
            folder / HTML,
            *in_every_format(Path(name), folder / "shenzhen/2026-信访局.pdf"),
        ]
        for path in others:
            first = statistics.median(alone("yusuan: blocks", [path] * 5)[0] for _ in range(runs))
            whole = statistics.median(
                alone("yusuan: blocks, cells, claims, findings", [path] * 5)[0] for _ in range(runs)
            )
            print(f"| {path.suffix[1:].upper()} | {5 / first:.0f} | {5 / whole:.1f} |")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", type=Path, default=Path("../shared/corpus"))
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    main(given.folder, given.runs)
