"""Mutants of small documents of every format, read and proved: `python tests/fuzz.py MINUTES` runs until time is up.

Each must end in frames or in one line, soon, in little memory, and must write, start or ask for nothing. `attempt` tries
one; the long run has each tried in a process that can be killed (`yusuan.isolated`), and prints what it found.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import documents
import typesetter

import yusuan as ys
from yusuan.isolated import Refusal, each
from yusuan.limits import Limits
from yusuan.model import Block, Grid, Line, YusuanError
from yusuan.readers.text import read_text

SLOW = 5.0  # seconds of the processor that no document of 100 kB may take
MEMORY = 1000  # MB that no small document may take
HANGS = 60  # seconds after which a mutant is given up
TRIES = "fuzz:attempt"  # what the processes of a long run call

BLOCKS: list[Block] = [
    Line("青石市档案局2031年部门预算", 1),
    Line("收支总表 单位：万元", 2),
    Grid(
        (
            ("项目", "其中", None, "合计"),
            (None, "基本\n支出", "项目支出", None),
            ("一般公共服务支出", "4,684.30", "", "12.00"),
            ("行政运行", "1,200.00", "0.00", "-3.50"),
        ),
        (3, 4, 5, 6),
    ),
    Line("注：本表本年无发生额。", 7),
]

# What a mutant gets in place of bytes of its own: markers of formats, large numbers, tags.
_TOKENS = (
    b"\0", b"\xff\xff\xff\xff", b"<td colspan=99999 rowspan=99999>", b"<table>", b"</table>", b"<div>" * 50, b"\t" * 200,
    b"|", b"  ", b"\f", b"&#x0;", b"&#1114112;", b"\xed\xa0\x80", b"9" * 400, b"-", b"1e999", b'r="XFD1048576"', b'r="A0"',
    b"<w:tbl><w:tr><w:tc>", b'w:val="999999999"', b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"position:absolute;",
    b"left:1e9pt", b"NaN", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<![CDATA[", "㙓".encode("gb18030"), "\u202e".encode(),
)  # fmt: skip


_acts: list[str] = []  # what this process wrote, started or asked for


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    acts = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if acts or event.split(".")[0] in ("socket", "subprocess", "ftplib", "smtplib", "webbrowser") or event in (
        "os.system", "os.exec", "os.posix_spawn", "os.remove", "os.rename", "os.mkdir", "os.link", "os.symlink",
        "os.putenv", "ctypes.dlopen",
    ):  # fmt: skip
        _acts.append(f"{event} {arguments[:1]}")


def _as_mht(blocks: Sequence[Block]) -> bytes:
    head = b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n"
    return b"MIME-Version: 1.0\n" + head + typesetter.as_html(blocks) + b"\n--b--\n"


@cache
def seeds() -> dict[str, bytes]:
    """Small sound documents of each format."""
    small = read_text(documents.text(), "small.txt")
    formats = typesetter.FORMATS | {
        "tabs": typesetter.as_tabs, "layout": typesetter.as_layout, "csv": typesetter.as_csv, "mht": _as_mht,
        "numbered.docx": partial(typesetter.as_docx, style="List Number"),
    }  # fmt: skip
    return {f"{name} {i}": make(b) for name, make in formats.items() for i, b in enumerate([BLOCKS, small])}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The same bytes with a few changes: bits, tokens, pieces cut, doubled or moved. Parts of a ZIP are changed inside."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _repacked(data, chance)
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        here, there = sorted(chance.randrange(len(out) + 1) for _ in range(2))
        there = min(there, here + chance.choice((1, 4, 64, 4096)))
        kind = chance.randrange(6)
        if kind == 0 and here < len(out):
            out[here] ^= 1 << chance.randrange(8)
        elif kind == 1:
            out[here:here] = chance.choice(_TOKENS)
        elif kind == 2:
            out[here:there] = chance.choice(_TOKENS)
        elif kind == 3:
            del out[here:there]
        elif kind == 4:
            out[here:here] = out[here:there] * chance.choice((1, 2, 50))
        elif chance.random() < 0.2:
            del out[here:]
    return bytes(out)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """A ZIP whose parts are mutants: one in three of them, so that damage meets what reads XML."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return typesetter.as_zip(
        {name: mutated(part, chance) if chance.random() < 0.3 else part for name, part in parts.items()}
    )


def attempt(item: tuple[str, str]) -> tuple[str, str]:
    """What becomes of the mutant with this seed, in a folder that it has to itself: `read`, `refused` or `fault`."""
    seed, folder = item
    if not _acts:
        sys.addaudithook(_watch)
    path = Path(folder) / str(os.getpid()) / "mutant"
    path.parent.mkdir(exist_ok=True)
    chance = random.Random(seed)
    name = chance.choice(list(seeds()))
    data = mutated(seeds()[name], chance)
    path.write_bytes(data)
    _acts[:] = ["watched"]
    start, outcome, said = time.process_time(), "read", ""
    try:
        ys.check(ys.read(path))
    except YusuanError as error:
        outcome, said = "refused", str(error)
    except Exception as error:
        outcome, said = "fault", f"{type(error).__name__}: {error}"
    seconds = time.process_time() - start
    if "\n" in said and outcome == "refused":
        outcome, said = "fault", f"a message of several lines: {said}"
    if seconds > SLOW * max(1, len(data) / 100_000):
        outcome, said = "fault", f"{seconds:.1f} s for {len(data)} bytes"
    if _acts[1:] or len(list(path.parent.iterdir())) > 1:
        outcome, said = "fault", f"it acts: {_acts[1:]}"
    return outcome, f"{seed} ({name}): {said}"


def outcomes(until: float, seed: object, folder: str) -> Iterator[tuple[str, str]]:
    """What becomes of one mutant after the other until that time, each tried by a process that may die of it."""

    def items() -> Iterator[tuple[str, str]]:
        number = 0
        while time.monotonic() < until:
            yield f"{seed}-{number}", folder
            number += 1

    limits = Limits(seconds=HANGS, memory_mb=MEMORY)
    for (mutant, _), result in each(TRIES, items(), os.cpu_count() or 1, limits):
        yield ("fault", f"{mutant}: {result.reason}") if isinstance(result, Refusal) else result


def main(minutes: float) -> int:
    """Prints each fault and how many there were of what; the exit status is 1 when there was a fault."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for outcome, said in outcomes(time.monotonic() + 60 * minutes, int(time.time()), folder):
            counts[outcome] += 1
            if outcome == "fault":
                print(said, flush=True)
        strays = [path for path in Path(folder).rglob("*") if path.is_file() and path.name != "mutant"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    print(f"{counts.total()} mutants: {told}; {len(strays)} stray files; at most {peak} MB a process")
    return 1 if counts["fault"] or strays else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
