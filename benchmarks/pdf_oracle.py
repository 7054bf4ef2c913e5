"""Every page of every PDF of a folder, by yusuan and by pdfplumber: where their grids differ.

    python benchmarks/pdf_oracle.py [FOLDER]      (default: ../shared/corpus; some minutes)

Grids are the same if their cells are, white space aside. Prints the pages that differ and are not in
`tests/pdf_differences.csv`, and the rows of that table that no longer differ; exit 1 if there is any of either.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from multiprocessing import get_context
from pathlib import Path

import pdfplumber

from yusuan.model import Grid, UnreadableError
from yusuan.readers.pdf import read_pdf

KNOWN = Path(__file__).parents[1] / "tests" / "pdf_differences.csv"


def squeezed(rows: Iterable[Iterable[str | None]]) -> list[list[str]]:
    """Cells without white space; what a merged cell covers is empty."""
    return [[re.sub(r"\s", "", cell or "") for cell in row] for row in rows]


def differing(path: Path) -> tuple[Path, int, list[int]]:
    """A document, how many pages it has, and the numbers of those that differ."""
    try:
        blocks = read_pdf(path.read_bytes(), str(path))
    except UnreadableError:
        return path, 0, []
    pages = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            ours = [squeezed(b.rows) for b in blocks if isinstance(b, Grid) and b.page == page.page_number]
            if ours != [squeezed(table.extract()) for table in page.find_tables()]:
                pages.append(page.page_number)
            page.close()
        return path, len(document.pages), pages


def main(folder: Path) -> int:
    with KNOWN.open(encoding="utf-8", newline="") as table:
        known = {(row["file"], int(row["page"])) for row in csv.DictReader(table)}
    found: set[tuple[str, int]] = set()
    total = 0
    with get_context("spawn").Pool(2) as pool:
        for path, count, pages in pool.imap_unordered(differing, sorted(folder.rglob("*.pdf"))):
            total += count
            found |= {(path.relative_to(folder).as_posix(), page) for page in pages}
    for file, page in sorted(found - known):
        print(f"{file}, page {page}: differs, and is not in {KNOWN.name}")
    for file, page in sorted(known - found):
        print(f"{file}, page {page}: in {KNOWN.name}, and does not differ")
    print(f"{total} pages, {len(found)} differ, of which {len(found & known)} are known")
    return 1 if found != known else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus")))
