"""A report as a DOCX document and as an XLSX workbook: real headings, tables, pictures and numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from xlsxwriter.worksheet import Worksheet

from yusuan.charts.texts import columns_wide
from yusuan.report.content import Part, figure
from yusuan.report.native import draw

CHINESE, LATIN = "Microsoft YaHei", "Arial"  # a Chinese font has to be named apart, or Word chooses one
PAGE_WIDTH, PAGE_HEIGHT = Cm(17), Cm(22)
LETTER, MARGINS = Pt(5), Pt(14)  # of a cell of a table: a letter of 8 points, and what is beside the text
TOP = 2  # rows of a sheet above its table
WIDEST = 60  # half-width letters of a column of a sheet
LONG = 60  # rows of a table that goes on one page with its chart
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # not allowed in XML


def document(parts: Iterable[Part]) -> bytes:
    """The parts as DOCX."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    for name in ("Normal", "Caption", *(f"Heading {level}" for level in range(1, 4))):
        font = made.styles[name].font
        font.name = LATIN
        fonts = made.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), CHINESE)
        fonts.set(qn("w:ascii"), LATIN)
        fonts.set(qn("w:hAnsi"), LATIN)
    made.styles["Normal"].font.size = Pt(10.5)
    for part in parts:
        text = CONTROL.sub("", part.text)
        if part.kind == "heading":
            made.add_heading(text, min(part.level, 3))
        elif part.kind == "table":
            made.add_paragraph(text, style="Caption").paragraph_format.keep_with_next = True
            _fill(
                made.add_table(len(part.rows), len(part.rows[0]) if part.rows else 1, style="Light Shading"),
                part,
            )
        elif part.kind == "note":
            paragraph = made.add_paragraph()
            paragraph.add_run(text).font.size = Pt(8)
            paragraph.paragraph_format.space_after = Pt(2)
        elif part.kind == "picture":
            if part.picture:
                shown = made.add_picture(io.BytesIO(part.picture))
                fit = min(1, PAGE_WIDTH / shown.width, PAGE_HEIGHT / shown.height)
                shown.width, shown.height = int(shown.width * fit), int(shown.height * fit)
            made.add_paragraph(text, style="Caption")
        else:
            made.add_paragraph(text, style="List Bullet" if part.kind == "item" else None)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _fill(table: Table, part: Part) -> None:
    """Put the texts of a part into a table, its columns as wide as their texts ask for."""
    # A long text may wrap, a word may not: each column has room for its longest, what is left goes by their texts.
    columns = list(zip(*part.rows, strict=True))
    words = [[len(word) for text in column for word in text.split() if word.isascii()] for column in columns]
    least = [LETTER * min(16, max(own, default=4)) + MARGINS for own in words]
    asked = [LETTER * min(70, max(map(columns_wide, column))) + MARGINS for column in columns]
    more = [max(0, want - need) for want, need in zip(asked, least, strict=True)]
    share = max(0, PAGE_WIDTH - sum(least)) / max(1, sum(more))
    widths = [need + share * rest for need, rest in zip(least, more, strict=True)]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(PAGE_WIDTH * width / sum(widths))
    for row in table.rows[: part.heads]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on each page
    for y, (row, texts) in enumerate(zip(table.rows, part.rows, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # over two pages
        for x, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(CONTROL.sub("", text)).font.size = Pt(8)
            if told := part.told.get((y, x)):
                paragraph.add_run(told[0]).font.superscript = True
            paragraph.paragraph_format.space_after = Pt(0)
            if figure(text):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def workbook(parts: Iterable[Part], title: str) -> bytes:
    """The tables of the parts and what their charts show as XLSX, each on its sheet, under its caption.

    Figures are numbers in the format of their print, with where they are from as a comment. Excel draws what the report
    draws; the picture of the report stands where it cannot.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        tables = [part for part in parts if part.kind in ("table", "picture") and len(part.rows) > part.heads]
        bold = book.add_format({"bold": True})
        for number, part in enumerate(tables, 1):
            name = part.title or part.text or title
            sheet = book.add_worksheet(_sheet_name(name, number))
            sheet.write_string(0, 0, name, bold)
            _write(book, sheet, part)
            if part.kind == "table":
                sheet.set_landscape()
            elif not draw(book, sheet, part, TOP) and part.picture:
                picture = {"image_data": io.BytesIO(part.picture), "description": part.text}
                sheet.insert_image(TOP + len(part.rows) + 1, 0, "chart.png", picture)
            sheet.freeze_panes(TOP + part.heads, 1)
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 1 if part.kind == "picture" and len(part.rows) <= LONG else 0)
        if not tables:
            book.add_worksheet(_sheet_name(title, 1)).write_string(0, 0, title, bold)
    return out.getvalue()


def _write(book: xlsxwriter.Workbook, sheet: Worksheet, part: Part) -> None:
    """The cells of a part from the third row on, in columns as wide as they are."""
    columns = list(zip(*part.rows, strict=True))
    sides = [
        {"align": "right"} if any(map(figure, column)) else {"align": "left", "indent": 1}
        for column in columns
    ]
    heads = [book.add_format({"bold": True, "bottom": 1, "text_wrap": True} | side) for side in sides]
    bodies = [book.add_format({"valign": "top", "text_wrap": True} | side) for side in sides]
    for y, row in enumerate(part.rows):
        lines = -(-max(columns_wide(text) for text in row) // (WIDEST - 2))
        if lines > 1:  # LibreOffice does not find out by itself
            sheet.set_row(TOP + y, 15 * lines)
        for x, text in enumerate(row):
            found = figure(text) if y >= part.heads else None
            if y < part.heads:
                sheet.write_string(TOP + y, x, text, heads[x])
            elif found is None:
                sheet.write_string(TOP + y, x, text, bodies[x])
            else:
                sheet.write_number(
                    TOP + y, x, found[0], book.add_format({"num_format": found[1], "valign": "top"})
                )
            if told := part.told.get((y, x)):
                sheet.write_comment(TOP + y, x, told[1], {"x_scale": 2})
    for x, column in enumerate(columns):
        sheet.set_column(x, x, min(WIDEST, 3 + max(columns_wide(text) for text in column)))


def _sheet_name(text: str, number: int) -> str:
    """A name that Excel accepts and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", "", CONTROL.sub("", text))
    return f"{number} {plain}"[:31].strip()
