"""A document in one call: `read` gives its meta, cells and claims as a frozen Disclosure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from errno import EISDIR
from functools import cache
from pathlib import Path

from . import reference
from .meta import department_of, promised_titles, region_of, title_of, unit_of
from .model import (
    CELL_COLUMNS,
    FINDING_COLUMNS,
    Block,
    Disclosure,
    Grid,
    Line,
    Meta,
    Picture,
    TableInfo,
    UnreadableError,
    frame,
)
from .names import clean_name
from .narrative import claims
from .readers import read_blocks
from .tables.bilingual import chinese
from .tables.cells import Context, entities_of, labelled, names_of, ruled, table_cells
from .tables.doubts import doubts, finding, grids_left_out, unread_places
from .tables.stitching import Table, read_tables
from .terminal import one_line

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BUDGET_WORDS = re.compile(r"预算|决算|财政拨款|三公")


def read(path: str | Path | Iterable[str | Path]) -> Disclosure:
    """Read one published document, or several files that together are one (`read([text, tables])`).

    Cells: one row per printed figure of a table; claims: one per figure of the text; amounts in 元 beside the print.
    Raises UnreadableError (one line: which file, why, what to do) for what is no readable disclosure, OSError for a
    file that is not there.
    """
    paths = [Path(path)] if isinstance(path, (str, Path)) else [Path(p) for p in path]
    if folder := next((p for p in paths if p.is_dir()), None):
        raise IsADirectoryError(
            EISDIR, "a folder; name its files, or add them with yusuan ingest", str(folder)
        )
    blocks = [block for p in paths for block in read_blocks(p)]
    return from_blocks(blocks, " + ".join(one_line(p.name) for p in paths))


def from_blocks(blocks: list[Block], file: str) -> Disclosure:
    """The same from blocks that a reader made. Raises UnreadableError where they hold no budget."""
    blocks = chinese(blocks)
    lines = [block for block in blocks if isinstance(block, Line)]
    tables = read_tables(blocks)
    _refuse_other(file, blocks, lines, tables)
    title, year, phase = title_of(lines, tables)
    department = department_of(title, lines, tables)
    unit = unit_of(tables, lines)
    meta = Meta(
        source_id=f"{department or Path(file).stem}-{year or '年份不明'}-{phase}",
        file=file, title=title, department=department, region=region_of(department, title), year=year, phase=phase,
        unit=unit or "万元", pages=max((b.page for b in blocks if b.page), default=None),
        promised=promised_titles(_contents(blocks)),
        tables=tuple(TableInfo(t.spec.kind, t.title, t.number, t.unit or unit, t.page, t.line, tuple(t.notes)) for t in tables),
    )  # fmt: skip
    ids: dict[str, object] = {"source_id": meta.source_id, "region": meta.region, "department": department,
                              "year": year, "phase": phase}  # fmt: skip
    with_columns = [ruled(table, year, phase) for table in tables]
    entities = entities_of(with_columns) | {department}
    labels = [labelled(*each, department, entities) for each in with_columns]
    context = Context(department, year, phase, meta.unit, _known_names() | names_of(labels))
    rows: list[dict[str, object]] = []
    findings: list[dict[str, object]] = []
    for (table, columns), of_rows in zip(with_columns, labels, strict=True):
        found, unread = table_cells(table, columns, of_rows, context)
        rows += found
        findings += unread
    of_text = claims(blocks, ids)
    findings += doubts(file, lines, tables, rows, year, department, unit)
    if not rows and of_text.empty:
        findings.append(finding(f"{file}：没有读到一个数，请核对原文"))
    findings += unread_places(blocks)
    findings += grids_left_out(blocks, tables)
    return Disclosure(
        meta,
        frame(rows, CELL_COLUMNS, ids | {"fund": "all", "period": "current"}),
        of_text,
        frame(findings, FINDING_COLUMNS, ids),
        tuple(lines),
    )


@cache
def _known_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for classification in ("government_economic", "economic", "functional"):
        for name, codes in reference.codes_by_name(classification).items():
            names[name] = tuple(sorted({*names.get(name, ()), *codes}))
    return names


def _contents(blocks: list[Block]) -> list[Line]:
    """The lines before the first table with figures: where a document lists what it will show."""
    found: list[Line] = []
    for block in blocks:
        if isinstance(block, Grid):
            if len(found) > 20 or len(block.rows) > 3:
                break
        elif isinstance(block, Line):
            found.append(block)
    return found


def _refuse_other(file: str, blocks: list[Block], lines: list[Line], tables: list[Table]) -> None:
    text = "".join(clean_name(line.text) for line in lines)
    known = sum(t.spec.kind != "other" for t in tables)
    if known or (
        len(_BUDGET_WORDS.findall(text)) >= 10
        and re.search(r"部门(?:预算|决算)|预算公开|单位(?:预算|决算)", text)
    ):
        return
    words = text + "".join(
        cell for b in blocks if isinstance(b, Grid) for row in b.rows for cell in row if cell
    )
    why = "give the 部门预算 document, not a page that links to it"
    if any(isinstance(block, Picture) for block in blocks):
        why = "its pages are pictures: run OCR on it first, or give the published text"
    elif 10 * len(_CHINESE.findall(words)) < len(words) and any(block.page for block in blocks):
        why = "hardly any of its text is Chinese: if it shows some, its fonts do not tell which; run OCR on it first"
    begin = one_line(" ".join(line.text for line in lines[:3]) or words)[:20]
    raise UnreadableError(
        f"{file}: this is no budget or final account (no budget table or text in it; it begins “{begin}”); {why}"
    )
