"""Mutants of small documents of every format: `python tests/fuzz.py MINUTES` runs until time is up."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import typesetter

from yusuan.model import Block, Grid, Line, YusuanError
from yusuan.readers import read_blocks

SLOW = 5.0  # seconds of the processor that no small document may take
MEMORY = 10**9  # bytes that no small document may take

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


def seeds() -> dict[str, bytes]:
    """A small sound document of each format."""
    made = {name: make(BLOCKS) for name, make in typesetter.FORMATS.items()}
    made |= {"tabs": typesetter.as_tabs(BLOCKS), "layout": typesetter.as_layout(BLOCKS)}
    return made | {"xls": (Path(__file__).parent / "data" / "small.xls").read_bytes()}


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


def faults(until: Callable[[int], bool], seed: int, folder: Path) -> Iterator[str]:
    """What went wrong with mutants, each with the seed that makes it again: other errors, messages of many lines, time."""
    sound = seeds()
    path = folder / "mutant"
    for number in range(10**9):
        if until(number):
            return
        chance = random.Random(f"{seed}-{number}")
        name = chance.choice(list(sound))
        path.write_bytes(mutated(sound[name], chance))
        start = time.process_time()
        try:
            read_blocks(path)
        except YusuanError as error:
            if "\n" in str(error):
                yield f"{seed}-{number} ({name}): a message of several lines: {error}"
        except Exception as error:
            yield f"{seed}-{number} ({name}): {type(error).__name__}: {error}"
        if time.process_time() - start > SLOW:
            yield f"{seed}-{number} ({name}): {time.process_time() - start:.1f} s"


def main(minutes: float) -> int:
    """Prints each fault; the exit status is 1 when there was one."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    end = time.monotonic() + 60 * minutes
    tried = found = 0

    def until(number: int) -> bool:
        nonlocal tried
        tried = number
        return time.monotonic() > end

    with tempfile.TemporaryDirectory() as folder:
        for fault in faults(until, seed=int(time.time()), folder=Path(folder)):
            found += 1
            print(fault, flush=True)
    print(f"{tried} mutants, {found} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
