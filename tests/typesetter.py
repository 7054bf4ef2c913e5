"""Lays blocks (lines and grids) out as documents of every format, so that a test can read them back."""

from __future__ import annotations

import csv
import html
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence

import docx
import pdf_writer
import xlsxwriter
import xlwt

from yusuan.model import Block, Grid, Line

Area = tuple[int, int, int, int]  # first row, first column, last row, last column


def areas(grid: Grid) -> Iterator[tuple[Area, str]]:
    """Each cell of a grid: the places it covers and its text. A cell takes the `None` right of it, then below."""
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(grid.rows):
        for j, text in enumerate(row):
            if text is None or (i, j) in taken:
                continue
            right, bottom = j, i
            while right + 1 < len(row) and row[right + 1] is None and (i, right + 1) not in taken:
                right += 1
            while bottom + 1 < len(grid.rows) and all(
                grid.rows[bottom + 1][k] is None and (bottom + 1, k) not in taken for k in range(j, right + 1)
            ):
                bottom += 1
            taken |= {(r, k) for r in range(i, bottom + 1) for k in range(j, right + 1)}
            yield (i, j, bottom, right), text


def as_tabs(blocks: Sequence[Block]) -> bytes:
    """Tab-separated text; a line between two grids keeps them apart."""
    parts = []
    for block in blocks:
        if isinstance(block, Line):
            parts.append(block.text)
        else:
            parts += ["\t".join((cell or "").replace("\n", "") for cell in row) for row in block.rows] + [""]
    return "\n".join(parts).encode()


def as_csv(blocks: Sequence[Block], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """Delimited text as Excel saves it: all rows as wide as the widest, an empty row after each grid."""
    rows: list[list[str]] = []
    for block in blocks:
        rows += (
            [[block.text]]
            if isinstance(block, Line)
            else [[c or "" for c in row] for row in block.rows] + [[""]]
        )
    width = max(map(len, rows))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(row + [""] * (width - len(row)) for row in rows)
    return stream.getvalue().encode(encoding)


def as_layout(blocks: Sequence[Block], between: str = "\n") -> bytes:
    """Text as `pdftotext -layout` has it: what is above the first figures is centred, labels at the left, figures right.

    Words stand in the middle of the height of their cell, which may be between the lines of the cells beside it.
    """
    parts: list[str] = []
    for block in blocks:
        parts += [block.text] if isinstance(block, Line) else ["\n".join(_set_text(block, between))]
    return between.join(parts).encode()


def _set_text(grid: Grid, between: str) -> Iterator[str]:
    """The lines of a grid; rows are apart by `between`, the lines of a row are not."""
    spaces = 2 * between.count("\n") - 2
    cells = [(area, text.split("\n")) for area, text in areas(grid)]
    xs, ys = [0] * (len(grid.rows[0]) + 1), [0] * (len(grid.rows) + 1)  # of borders; ys in half lines
    for column in range(len(grid.rows[0])):
        needed = [xs[a[1]] + max(map(len, parts)) + 4 for a, parts in cells if a[3] == column]
        xs[column + 1] = max([xs[column] + 4, *needed])
    for row in range(len(grid.rows)):
        needed = [ys[a[0]] + 2 * len(parts) for a, parts in cells if a[2] == row]
        ys[row + 1] = max([ys[row] + 2, *needed])
    head = next((i for i, row in enumerate(grid.rows) if any(c and re.search(r"\d", c) for c in row)), 0)
    lines: dict[int, list[tuple[int, str]]] = {}
    rows: dict[int, int] = {}
    for (top, left, bottom, right), parts in cells:
        first = ys[top] + (ys[bottom + 1] - ys[top] - 2 * len(parts)) // 2
        for number, part in enumerate(parts):
            room = xs[right + 1] - xs[left] - len(part)
            shift = room // 2 if bottom < head else room - 2 if re.match(r"-?\d", part) else 0
            if part:
                lines.setdefault(first + 2 * number, []).append((xs[left] + shift, part))
                rows[first + 2 * number] = 0 if bottom < head else bottom
    last = None
    for y in sorted(lines):
        if spaces and last is not None and rows[y] != last:
            yield ""
        last = rows[y]
        line = ""
        for x, part in sorted(lines[y]):
            line = line.ljust(x) + part
        yield line


def as_html(blocks: Sequence[Block], encoding: str = "utf-8", declared: str | None = None) -> bytes:
    """A page with paragraphs and tables."""

    def cell(area: Area, text: str) -> str:
        top, left, bottom, right = area
        spans = f' rowspan="{bottom - top + 1}"' if bottom > top else ""
        spans += f' colspan="{right - left + 1}"' if right > left else ""
        return f"<td{spans}>{html.escape(text).replace(chr(10), '<br>')}</td>"

    parts = [
        f'<!DOCTYPE html><html><head><meta charset="{declared or encoding}"><style>td{{}}</style></head><body>'
    ]
    for block in blocks:
        if isinstance(block, Line):
            parts.append(f"<p>{html.escape(block.text)}</p>")
            continue
        rows: list[list[str]] = [[] for _ in block.rows]
        for area, text in areas(block):
            rows[area[0]].append(cell(area, text))
        parts.append("<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>")
    return "\n".join([*parts, "</body></html>"]).encode(encoding)


def as_docx(blocks: Sequence[Block], style: str | None = None) -> bytes:
    """A Word document, its paragraphs in a style: “List Number” sets numbers before them."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, Line):
            document.add_paragraph(block.text, style)
            continue
        table = document.add_table(len(block.rows), len(block.rows[0]))
        cells = [row.cells for row in table.rows]  # once: each look-up goes through the whole table
        for (top, left, bottom, right), text in areas(block):
            cell = cells[top][left]
            if (top, left) != (bottom, right):
                cell = cell.merge(cells[bottom][right])
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def figure_format(text: str) -> str | None:
    """The number format that prints a figure as it stands; None for what is no figure."""
    if not re.fullmatch(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)", text):
        return None
    decimals = len(text.partition(".")[2])
    return ("#,##0" if "," in text else "0") + ("." + "0" * decimals if decimals else "")


def as_xls(blocks: Sequence[Block]) -> bytes:
    """A workbook of the old kind, laid out as by `as_xlsx`."""
    stream = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    number = 0
    for block in blocks:
        if isinstance(block, Line):
            sheet.write(number, 0, block.text)
            number += 1
            continue
        for (top, left, bottom, right), text in areas(block):
            if (top, left) != (bottom, right):
                sheet.write_merge(number + top, number + bottom, left, right, text)
            elif code := figure_format(text):
                style = xlwt.easyxf(num_format_str=code)
                sheet.write(number + top, left, float(text.replace(",", "")), style)
            elif text:
                sheet.write(number + top, left, text)
        number += len(block.rows) + 1
    book.save(stream)
    return stream.getvalue()


def as_xlsx(blocks: Sequence[Block]) -> bytes:
    """A workbook of one sheet, an empty row after each grid; figures are numbers with a format."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    number = 0
    for block in blocks:
        if isinstance(block, Line):
            sheet.write_string(number, 0, block.text)
            number += 1
            continue
        for (top, left, bottom, right), text in areas(block):
            if (top, left) != (bottom, right):
                sheet.merge_range(number + top, left, number + bottom, right, text)
            elif code := figure_format(text):
                style = book.add_format({"num_format": code})
                sheet.write_number(number + top, left, float(text.replace(",", "")), style)
            elif text:
                sheet.write_string(number + top, left, text)
        number += len(block.rows) + 1
    book.close()
    return stream.getvalue()


def as_ods(blocks: Sequence[Block]) -> bytes:
    """An OpenDocument spreadsheet of one table, an empty row after each grid."""
    rows: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            rows.append(_ods_cell(block.text))
            continue
        cells = {area[:2]: (area, text) for area, text in areas(block)}
        for i, row in enumerate(block.rows):
            line = []
            for j in range(len(row)):
                (top, left, bottom, right), text = cells.get((i, j), ((i, j, i, j), None))
                spans = f'table:number-rows-spanned="{bottom - top + 1}" table:number-columns-spanned="{right - left + 1}"'
                line.append("<table:covered-table-cell/>" if text is None else _ods_cell(text, spans))
            rows.append("".join(line))
        rows.append("<table:table-cell table:number-columns-repeated='16384'/>")
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return as_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_cell(text: str, spans: str = "") -> str:
    paragraphs = "".join(f"<text:p>{html.escape(part)}</text:p>" for part in text.split("\n"))
    return f"<table:table-cell {spans}>{paragraphs}</table:table-cell>"


def as_zip(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def as_compound(name: str) -> bytes:
    """An old Office file with one stream of this name: header, allocation table, directory, stream."""
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE] + [0xFFFFFFFF] * 118
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
    )
    header += struct.pack("<8I", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack(
        "<109I", 0, *[0xFFFFFFFF] * 108
    )

    def entry(name: str, kind: int, first: int, length: int) -> bytes:
        title = name.encode("utf-16-le") + b"\0\0"
        return (
            title.ljust(64, b"\0")
            + struct.pack("<HB", len(title), kind)
            + bytes(49)
            + struct.pack("<III", first, length, 0)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, 4096)
    return header + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + bytes(4096)


def as_positioned(blocks: Sequence[Block], ruled: bool = True) -> bytes:
    """A page as converters of PDF make it: each text and each rule an element of its own."""
    parts = []
    for texts, rules in pages(blocks):
        divs = [
            f'<div class="p" style="left:{x}pt;top:{y}pt;font-size:{SIZE}pt">{html.escape(text)}</div>'
            for x, y, text in texts
        ]
        if ruled:
            divs += [
                f'<div class="p" style="left:{x0}pt;top:{y0}pt;width:{x1 - x0}pt;height:{y1 - y0}pt;'
                f'border-{"bottom" if y0 == y1 else "right"}:0.5pt solid #000"> </div>'
                for x0, y0, x1, y1 in rules
            ]
        parts.append(
            f'<div style="width:{WIDTH}pt;height:{HEIGHT}pt;position:relative">{"".join(divs)}</div>'
        )
    return f"<html><style>.p{{position:absolute}}</style><body>{''.join(parts)}</body></html>".encode()


SIZE, WIDTH, HEIGHT = 10, 595, 842

Texts = list[tuple[float, float, str]]  # left, top, text
Rules = list[tuple[float, float, float, float]]  # left, top, right, bottom


def pages(blocks: Sequence[Block]) -> list[tuple[Texts, Rules]]:
    """Texts and rules of A4 pages, in points from the upper left; a grid that does not fit begins a page."""
    done: list[tuple[Texts, Rules]] = [([], [])]
    y = 60.0
    for block in blocks:
        height = 20.0 if isinstance(block, Line) else sum(_heights(block)) + 10
        if y + height > HEIGHT - 110 and y > 60:
            done.append(([], []))
            y = 60.0
        texts, rules = done[-1]
        if isinstance(block, Line):
            texts.append((60, y, block.text))
        else:
            _set_grid(block, y, texts, rules)
        y += height
    return done


def _heights(grid: Grid) -> list[float]:
    """The height of each row: of the highest cell that is in it alone."""
    heights = [20.0] * len(grid.rows)
    for (top, _, bottom, _), text in areas(grid):
        heights[bottom] = max(heights[bottom], (text.count("\n") + 1) * 12 + 8 if top == bottom else 20)
    return heights


def _set_grid(grid: Grid, y: float, texts: Texts, rules: Rules) -> None:
    needed = [8.0] * len(grid.rows[0])
    for (_, left, _, right), text in areas(grid):
        if left == right:
            needed[left] = max(needed[left], 8 + max(_width(part) for part in text.split("\n")))
    room = max(1.0, (WIDTH - 80) / sum(needed))
    xs = [40.0]
    for width in needed:
        xs.append(xs[-1] + width * room)
    ys = [y]
    for height in _heights(grid):
        ys.append(ys[-1] + height)
    for (top, left, bottom, right), text in areas(grid):
        x0, y0, x1, y1 = xs[left], ys[top], xs[right + 1], ys[bottom + 1]
        rules += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        for i, part in enumerate(text.split("\n")):
            if part:
                texts.append((x0 + 4, y0 + 5 + 12 * i, part))


def _width(text: str) -> float:
    return sum(SIZE if character >= "\u2e80" else SIZE / 2 for character in text)


def as_pdf(blocks: Sequence[Block]) -> bytes:
    """A PDF with ruled tables; its font is not embedded and maps codes to themselves.

    Each text ends in a space: pdfium leaves out a text of one character whose font it has not.
    """
    return pdf_writer.document(
        [
            "\n".join(
                [pdf_writer.text(x, y, f"{text} ", SIZE) for x, y, text in texts]
                + ["0.5 w", *(pdf_writer.line(*rule) for rule in rules)]
            )
            for texts, rules in pages(blocks)
        ]
    )


# The formats that keep merged cells and line breaks in cells.
FORMATS: dict[str, Callable[[Sequence[Block]], bytes]] = {
    "docx": as_docx, "xls": as_xls, "xlsx": as_xlsx, "ods": as_ods, "html": as_html, "positioned.html": as_positioned, "pdf": as_pdf,
}  # fmt: skip
