"""What of the print arrives: a row per document of a folder.

    python benchmarks/coverage.py [FOLDER]      (default: ../shared/corpus)

`printed`: amounts (figures with a decimal or a thousands separator) in ruled tables; `read`: those among the cells;
`both`: what the two multisets share. `kinds`, `columns`: tables and columns whose meaning no word of their head told.
The last four count the identities of the document.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import yusuan as ys
from yusuan.amounts import clean
from yusuan.model import Disclosure, Grid, YusuanError
from yusuan.readers import read_blocks

AMOUNT = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?%?$|^-?\d+\.\d+%?$")
STATES = ("exact", "rounding", "violated", "not_checkable")


def row(path: Path) -> tuple[Disclosure, dict[str, object]]:
    """One document as a row of the table."""
    blocks = read_blocks(path)
    document = ys.read(path)
    printed = Counter(
        clean(cell)
        for block in blocks
        if isinstance(block, Grid)
        for cells in block.rows
        for cell in cells
        if cell and AMOUNT.match(clean(cell))
    )
    read = Counter(p for p in document.cells["printed"] if AMOUNT.match(p))
    states = ys.identities(document)["status"].value_counts()
    both = sum((printed & read).values())
    return document, {
        "printed": printed.total(),
        "read": read.total(),
        "both": both,
        "share": f"{both / max(printed.total(), 1):.2%}",
        "kinds": sum(table.kind == "other" for table in document.meta.tables),
        "columns": int(document.findings["message"].str.contains("含义不明").sum()),
        "claims": len(document.claims),
    } | {state: int(states.get(state, 0)) for state in STATES}


def main(folder: Path) -> None:
    head = True
    for path in sorted(
        p for p in folder.rglob("*") if p.suffix in (".pdf", ".txt", ".html", ".docx", ".xlsx")
    ):
        name = f"{path.parent.name}/{path.stem}"[:34]
        try:
            _, values = row(path)
        except YusuanError as error:
            print(f"{name:34} refused: {str(error).split(': ', 1)[-1]}")
            continue
        if head:
            print(" " * 34, *(f"{key:>9.9}" for key in values))
            head = False
        print(f"{name:34}", *(f"{value!s:>9}" for value in values.values()), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "corpus"))
