"""Mutants that look for code not run yet: `python tests/fuzz_guided.py text|html|xlsx SECONDS` (Atheris, Linux).

An XLSX is made around each mutant, which is the XML of its sheet. What is wrong stops it, with the error, and the
document in the current folder: an error that is no refusal in one line, a minute by the clock, or 1 GB.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["yusuan"]):  # what is imported before is not watched
    import fuzz
    import typesetter

    from yusuan.model import Block, YusuanError
    from yusuan.proof import check
    from yusuan.readers.encoding import decode
    from yusuan.readers.excel import read_xlsx
    from yusuan.readers.html import read_html
    from yusuan.readers.text import read_text
    from yusuan.readers.zipped import open_package
    from yusuan.reading import from_blocks

SHEET = "xl/worksheets/sheet1.xml"


def parts(workbook: bytes) -> dict[str, bytes]:
    """The parts of a workbook by their names."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WORKBOOK = parts(fuzz.seeds()["xlsx 1"])
SEEDS = {"text": ("tabs", "layout"), "html": ("html", "positioned.html"), "xlsx": ("xlsx",)}
READERS: dict[str, Callable[[bytes], list[Block]]] = {
    "text": lambda data: read_text(decode(data, "mutant"), "mutant"),
    "html": lambda data: read_html(decode(data, "mutant"), "mutant"),
    "xlsx": lambda data: read_xlsx(open_package(typesetter.as_zip(WORKBOOK | {SHEET: data}), "mutant")),
}


def main(kind: str, seconds: str) -> None:
    """Fuzz one reader, and all that follows it, for so long; does not return."""

    def attempt(data: bytes) -> None:
        try:
            check(from_blocks(READERS[kind](data), "mutant"))
        except YusuanError as error:
            assert "\n" not in str(error), error

    with tempfile.TemporaryDirectory(prefix="yusuan-fuzz-") as folder:
        if fuzzer := os.fork():
            sys.exit(abs(os.waitstatus_to_exitcode(os.waitpid(fuzzer, 0)[1])))
        for name, data in fuzz.seeds().items():
            if name.split()[0] in SEEDS[kind]:
                Path(folder, name).write_bytes(parts(data)[SHEET] if kind == "xlsx" else data)
        options = {"max_total_time": seconds, "timeout": 60, "rss_limit_mb": 1000, "max_len": 20_000, "verbosity": 0,
                   "report_slow_units": 60, "print_final_stats": 1}  # fmt: skip
        arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), folder]
        atheris.Setup(arguments, attempt)
        atheris.Fuzz()  # ends the process


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
