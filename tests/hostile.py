"""Files that are sound in form and hostile in shape: `python tests/hostile.py [FOLDER]` reads each by every command.

`SHAPES` makes them at any size, so that a test can take small ones under limits as much smaller. The run prints what
became of each by `read` in Python, `show`, `check`, `ingest` and `export` of what that kept: exit status, seconds of the
processor, MB, and the line said. Exit status 1 if one of them said more or otherwise than it may.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import documents
import pdf_writer
import typesetter

from yusuan.readers.text import read_text

SOUND = read_text(documents.text(), "sound")
WORDS = documents.text() + "\n"
FULL = 100_000


def parts(package: bytes) -> dict[str, str | bytes]:
    """The parts of a ZIP file by their names."""
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


DOCX, XLSX, ODS = (parts(make(SOUND)) for make in (typesetter.as_docx, typesetter.as_xlsx, typesetter.as_ods))
PARAGRAPH = "<w:p><w:r><w:t>2031年部门预算收入400万元。</w:t></w:r></w:p>"


def _put(package: dict[str, str | bytes], part: str, after: bytes, more: str) -> bytes:
    """The package with something put after what stands in a part."""
    data = package[part]
    assert isinstance(data, bytes) and after in data
    return typesetter.as_zip(package | {part: data.replace(after, after + more.encode(), 1)})


def _html(more: str) -> bytes:
    return typesetter.as_html(SOUND).replace(b"</body>", more.encode() + b"</body>")


def _docx(more: str) -> bytes:
    return _put(DOCX, "word/document.xml", b"<w:body>", more)


def _xlsx(more: str) -> bytes:
    return _put(XLSX, "xl/worksheets/sheet1.xml", b"<sheetData>", more)


def _ods(more: str) -> bytes:
    return _put(ODS, "content.xml", b'<table:table table:name="Sheet1">', more)


def _nested_docx(n: int) -> bytes:
    begin, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return _docx(begin * n + PARAGRAPH + end * n)


def _sheets(n: int) -> bytes:
    names = "".join(f'<sheet name="s{i}" sheetId="{i + 1}" r:id="rId1"/>' for i in range(1, n))
    return _put(XLSX, "xl/workbook.xml", b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', names)


def _strings(n: int) -> bytes:
    """Cells that all show one long text."""
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(100, 100 + n))
    package = XLSX | {"xl/sharedStrings.xml": f"<sst><si><t>{'收' * 30_000}</t></si></sst>"}
    return _put(package, "xl/worksheets/sheet1.xml", b"<sheetData>", rows)


def _zip_of(*entries: tuple[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def _lying(n: int) -> bytes:
    """A workbook whose directory says that its sheet is as small as `n` bytes."""
    data = bytearray(typesetter.as_xlsx(SOUND))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        place = archive.start_dir
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        data[place + 24 : place + 28] = n.to_bytes(4, "little")
        place += 46
    return bytes(data)


def _flagged(data: bytes) -> bytes:
    """A ZIP file whose parts all say that they are encrypted."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        out = bytearray(data)
        while (place := out.find(mark, place + 1)) >= 0:
            out[place + offset] |= 1
        data = bytes(out)
    return data


def _pdf(objects: list[str], root: str = "1 0 R") -> bytes:
    """A PDF of these objects as they are written."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return (
        bytes(out) + f"trailer <</Size {len(objects) + 1}/Root {root}>>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def _written(more: str = "", **what: str) -> bytes:
    lines = [pdf_writer.text(60, 60 + 20 * i, line) for i, line in enumerate(WORDS.split("\n"))]
    return pdf_writer.document(["\n".join([*lines, more])], **what)


def _cyclic(n: int) -> bytes:
    return _pdf(["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {n}/Kids[2 0 R 3 0 R]>>",
                 "<</Type/Pages/Count 1/Kids[2 0 R]>>"])  # fmt: skip


def _circle_of_forms(n: int) -> bytes:
    """A page whose form draws itself, and n of it."""
    return _written("/X Do\n" * n, form="/X Do /X Do " + pdf_writer.text(60, 400, "收入 400 万元"))


def _xls_loop(n: int) -> bytes:
    """An XLS whose allocation table leads in a circle."""
    data = bytearray(typesetter.as_xls(SOUND))
    first = int.from_bytes(data[0x4C:0x50], "little")
    place = (first + 1) * 512
    for i in range(min(n, 127)):
        data[place + 4 * i : place + 4 * i + 4] = (i - 1 if i % 2 else i + 1).to_bytes(4, "little")
    return bytes(data)


def _mht(n: int) -> bytes:
    page = typesetter.as_html(SOUND).decode()
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    part = "--b\nContent-Type: text/html; charset=utf-8\n\n<html><p>2031年</p></html>\n"
    return f"{head}--b\nContent-Type: text/html; charset=utf-8\n\n{page}\n{part * n}--b--\n".encode()


def _mht_nested(n: int) -> bytes:
    head = "MIME-Version: 1.0\n"
    for i in range(n):
        head += f"Content-Type: multipart/related; boundary=b{i}\n\n--b{i}\n"
    return f"{head}Content-Type: text/html\n\n{typesetter.as_html(SOUND).decode()}\n".encode()


def _columns(n: int) -> bytes:
    head, row = ",".join(f"列{i}" for i in range(n)), ",".join("1.5" for _ in range(n))
    return f"2031年青石市档案局部门预算{',' * (n - 1)}\n{head}\n{row}\n{row}\n".encode()


def _row(number: int) -> str:
    return f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>'


# What a file is like, at a size.
SHAPES: dict[str, tuple[str, int, Callable[[int], bytes]]] = {
    name: (suffix, full, make)
    for name, suffix, full, make in (
        ("elements in elements", "html", 1_000, lambda n: _html("<div>" * n + "2031年")),
        ("elements in elements, deep", "html", 50_000, lambda n: _html("<div>" * n + "2031年")),
        ("inline in inline", "html", 50_000, lambda n: _html("<b>" * n + "2031年")),
        ("tables in tables", "html", 1_000, lambda n: _html("<table><tr><td>1" * n)),
        ("cells in a row", "html", 1_000_000, lambda n: _html(f"<table><tr>{'<td>1' * n}</table>")),
        ("rows of a cell", "html", 1_000_000, lambda n: _html(f"<table>{'<tr><td>1' * n}</table>")),
        ("colspans", "html", 50_000, lambda n: _html(f"<table>{'<tr><td colspan=99999>1<td>2' * n}</table>")),
        ("rowspans", "html", 50_000, lambda n: _html(f"<table>{'<tr><td rowspan=99999>1<td>2' * n}</table>")),
        ("attributes", "html", 500_000, lambda n: _html(f"<p {' '.join(f'a{i}=1' for i in range(n))}>2031年</p>")),
        ("entities", "html", 1_000_000, lambda n: _html("<p>" + "&amp;" * n)),
        ("paragraphs", "docx", FULL, lambda n: _docx(PARAGRAPH * n)),
        ("tables in tables", "docx", 200, _nested_docx),
        ("one long paragraph", "docx", 50_000_000, lambda n: _docx(f"<w:p><w:r><w:t>{'a' * n}</w:t></w:r></w:p>")),
        ("runs of one character", "docx", 500_000, lambda n: _docx(f"<w:p>{'<w:r><w:t>1</w:t></w:r>' * n}</w:p>")),
        ("text boxes in text boxes", "docx", 80, lambda n: _docx(
            "<w:p><w:r><w:txbxContent>" * n + PARAGRAPH + "</w:txbxContent></w:r></w:p>" * n)),
        ("tables of a cell", "docx", 20_000, lambda n: _docx(f"<w:tbl><w:tr><w:tc>{PARAGRAPH}</w:tc></w:tr></w:tbl>" * n)),
        ("wide spans", "docx", 20_000, lambda n: _docx("<w:tbl>" + (
            f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>{PARAGRAPH}</w:tc></w:tr>') * n + "</w:tbl>")),
        ("sheets", "xlsx", 200, _sheets),
        ("sheets, many", "xlsx", 20_000, _sheets),
        ("far corners", "xlsx", 1, lambda n: _put(XLSX, "xl/worksheets/sheet1.xml", b"<sheetData>",
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="A1048576"><v>1</v></c></row>')),
        ("declared range", "xlsx", 1, lambda n: typesetter.as_zip(XLSX | {"xl/worksheets/sheet1.xml":
            re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', XLSX["xl/worksheets/sheet1.xml"])})),
        ("merged sheet", "xlsx", 1, lambda n: _put(XLSX, "xl/worksheets/sheet1.xml", b"</sheetData>",
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        ("many merges", "xlsx", 300_000, lambda n: _put(XLSX, "xl/worksheets/sheet1.xml", b"</sheetData>",
            "<mergeCells>" + '<mergeCell ref="A1:B9"/>' * n + "</mergeCells>")),
        ("hidden columns", "xlsx", 100_000, lambda n: _put(XLSX, "xl/worksheets/sheet1.xml", b'<sheetFormatPr defaultRowHeight="15"/>',
            "<cols>" + '<col min="1" max="16384" hidden="1"/>' * n + "</cols>")),
        ("shared strings", "xlsx", 100_000, _strings),
        ("empty rows", "xlsx", 1_000_000, lambda n: _xlsx("".join(f'<row r="{i}"/>' for i in range(100, 100 + n)))),
        ("rows of a cell", "xlsx", 1_000_000, lambda n: _xlsx("".join(map(_row, range(100, 100 + n))))),
        ("diagonal", "xlsx", 16_000, lambda n: _xlsx("".join(
            f'<row r="{i + 100}"><c r="{_column(i)}{i + 100}"><v>1</v></c></row>' for i in range(n)))),
        ("number formats", "xlsx", 100_000, lambda n: typesetter.as_zip(XLSX | {"xl/styles.xml": (
            "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='" + "#,##0.00;" * n + "'/></numFmts>"
            "<cellXfs><xf numFmtId='200'/><xf numFmtId='200'/></cellXfs></styleSheet>")})),
        ("rows repeated", "ods", 1_000_000, lambda n: _ods(
            f'<table:table-row table:number-rows-repeated="{n}"><table:table-cell><text:p>1.5</text:p></table:table-cell></table:table-row>')),
        ("columns repeated", "ods", 1_000_000, lambda n: _ods(
            f'<table:table-row><table:table-cell table:number-columns-repeated="{n}"><text:p>1.5</text:p></table:table-cell></table:table-row>')),
        ("rows and columns repeated", "ods", 1_000_000, lambda n: _ods(
            f'<table:table-row table:number-rows-repeated="{n}"><table:table-cell table:number-columns-repeated="16384">'
            "<text:p>1.5</text:p></table:table-cell></table:table-row>" * 100)),
        ("spaces", "ods", 1_000_000_000, lambda n: _ods(
            f'<table:table-row><table:table-cell><text:p>1<text:s text:c="{n}"/>2</text:p></table:table-cell></table:table-row>')),
        ("segments", "pdf", FULL, lambda n: _written(
            "0 0 m\n" + "\n".join(f"{i % 500} {i // 500 * 3 % 800} l" for i in range(n)) + " S")),
        ("lines", "pdf", FULL, lambda n: _written("\n".join(
            pdf_writer.line(i % 500, i // 500, i % 500 + 40, i // 500) for i in range(n)))),
        ("crossing lines", "pdf", 1_000, lambda n: _written("\n".join(
            f"{pdf_writer.line(50, 60 + i * 700 / n, 550, 60 + i * 700 / n)} {pdf_writer.line(50 + i * 500 / n, 60, 50 + i * 500 / n, 760)}"
            for i in range(n)))),
        ("characters", "pdf", FULL, lambda n: _written("\n".join(
            pdf_writer.text(60 + i % 97 * 4.9, 60 + i // 97 % 700, "12.50"[i % 5]) for i in range(n)))),
        ("characters in a line", "pdf", FULL, lambda n: _written(pdf_writer.text(60, 400, "1" * n))),
        ("figures at one place", "pdf", 20_000, lambda n: _written("\n".join(pdf_writer.text(60, 400, "12.50 ") for i in range(n)))),
        ("pages", "pdf", 4_990, lambda n: pdf_writer.document([pdf_writer.text(60, 60, "2031年部门预算收入400万元。")] * n)),
        ("pages, too many", "pdf", 5_001, lambda n: pdf_writer.document([pdf_writer.text(60, 60, "2031年")] * n)),
        ("forms that draw themselves", "pdf", 1, _circle_of_forms),
        ("form drawn again and again", "pdf", 20_000, lambda n: _written("/X Do\n" * n, form="\n".join(
            pdf_writer.line(60, 60 + i, 500, 60 + i) for i in range(100)))),
        ("huge page", "pdf", 1, lambda n: _written().replace(b"[0 0 595.0 842.0]", b"[0 0 1e30 1e30]  ")),
        ("page without end", "pdf", 1, lambda n: _written().replace(b"[0 0 595.0 842.0]", b"[0 0 0 0]        ")),
        ("page tree in a circle", "pdf", 1_000_000, _cyclic),
        ("outline of arrays", "pdf", 100_000, lambda n: _pdf(["<</Type/Catalog/Pages 2 0 R>>", "[" * n])),
        ("saved states", "pdf", FULL, lambda n: _written("q " * n)),
        ("stream that unpacks", "pdf", 200_000_000, lambda n: _written(" " * n)),
        ("chains in a circle", "xls", 127, _xls_loop),
        ("parts", "mht", 5_000, _mht),
        ("parts in parts", "mht", 1_000, _mht_nested),
        ("headers", "mht", 100_000, lambda n: b"MIME-Version: 1.0\n" + b"A: b\n" * n),
        ("columns", "csv", FULL, _columns),
        ("rows", "csv", 1_000_000, lambda n: b"2031,\xe5\xb9\xb4\n" + b"1,2\n" * n),
        ("open quote", "csv", 20_000_000, lambda n: b'a,b\n1,2\n1,2\n1,2\n"' + b"1,2\n" * (n // 4)),
        ("one line", "txt", 50_000_000, lambda n: (WORDS + "a" * n).encode()),
        ("one line of figures", "txt", 50_000_000, lambda n: (WORDS + "1.50  " * (n // 6)).encode()),
        ("one line of Chinese", "txt", 50_000_000, lambda n: (WORDS + "年" * (n // 3)).encode()),
        ("lines", "txt", 1_000_000, lambda n: (WORDS + "收入 1.50\n" * n).encode()),
        ("empty lines", "txt", 20_000_000, lambda n: (WORDS + "\n" * n).encode()),
        ("tabs", "txt", 20_000_000, lambda n: (WORDS + "\t" * n).encode()),
        ("rows of one wide", "txt", 100_000, lambda n: (WORDS + "1\t2\n" * n + "\t" * n).encode()),
        ("pipes", "txt", 10_000_000, lambda n: (WORDS + "|" * n).encode()),
        ("open tags", "txt", 10_000_000, lambda n: (WORDS + "</p>" * (n // 4)).encode()),
        ("form feeds", "txt", 1_000_000, lambda n: (WORDS + "\f" * n).encode()),
        ("comparisons", "txt", 4_000, lambda n: (WORDS + "2031年收入400万元，" + "比上年增加40万元，" * n).encode()),
        ("comparisons with a base", "txt", 4_000, lambda n: (WORDS + "与2030年相比，" + "基本支出减少6万元，" * n).encode()),
        ("brackets", "txt", 100_000, lambda n: (WORDS + "（" * n).encode()),
        ("absolute names", "xlsx", 1, lambda n: _zip_of(("/etc/passwd", b"a"), ("../../x", b"b"), *((k, v) for k, v in XLSX.items()))),
        ("names that come twice", "xlsx", 1_000, lambda n: _zip_of(*XLSX.items(), *[("xl/worksheets/sheet1.xml", b"<a/>")] * n)),
        ("many names", "xlsx", 100_000, lambda n: _zip_of(*XLSX.items(), *[(f"xl/{i}", b"") for i in range(n)])),
        ("size that lies", "xlsx", 10, _lying),
        ("large size that lies", "xlsx", 2**31, _lying),
        ("encrypted parts", "xlsx", 1, lambda n: _flagged(typesetter.as_xlsx(SOUND))),
        ("encrypted parts", "docx", 1, lambda n: _flagged(typesetter.as_docx(SOUND))),
        ("encrypted package", "docx", 1, lambda n: typesetter.as_compound("EncryptedPackage")),
        ("encrypted", "pdf", 1, lambda n: _written(trailer="/Encrypt<</Filter/Standard/V 1/R 2/O(" + "a" * 32 + ")/U(" + "b" * 32 + ")/P -4>>/ID[(a)(b)]")),
        ("nothing", "txt", 1, lambda n: b""),
        ("spaces alone", "txt", 50_000_000, lambda n: b" " * n),
        ("entities in entities", "xlsx", 1, lambda n: typesetter.as_zip(XLSX | {"xl/workbook.xml": (
            "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1 if i else str()};' * 10}'>" for i in range(12))
            + "]><workbook>&a11;</workbook>")})),
        ("entity from outside", "docx", 1, lambda n: typesetter.as_zip(DOCX | {"word/document.xml":
            "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a' [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><document>&b;</document>"})),
    )
    for name in [f"{suffix}: {name}"]
}  # fmt: skip


def _column(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


READ = """
import sys, yusuan
try:
    yusuan.read(sys.argv[1])
except yusuan.YusuanError as error:
    sys.exit(f"yusuan: {error}")
"""
ENDINGS = {"read": (0, 1), "show": (0, 2), "check": (0, 1, 2), "ingest": (0, 2), "export": (0,)}


def run(command: str, path: Path, folder: Path) -> tuple[int, float, int, list[str]]:
    """Exit status, seconds of the processor, MB and lines of standard error of a command on a file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    data = ["--data", str(folder / "data")]
    line = {
        "read": ["-c", READ, str(path)],
        "ingest": ["-m", "yusuan", command, str(path), *data, "-j", "1"],
        "export": ["-m", "yusuan", command, *data, "--to", "csv,xlsx,parquet,package", "-o", str(folder / "out")],
    }.get(command, ["-m", "yusuan", command, str(path)])  # fmt: skip
    ended = subprocess.run(
        ["/usr/bin/time", "-f", "%M", sys.executable, *line], capture_output=True, cwd=folder
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    *said, memory = ended.stderr.decode(errors="replace").strip().split("\n")
    said = [line for line in said if "%|" not in line and not line.startswith("Command exited")]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return ended.returncode, seconds, int(memory) // 1024, said


def main(folder: Path, only: str = "") -> None:
    """Prints a line for each shape and command."""
    faults = 0
    for name, (suffix, full, make) in SHAPES.items():
        if only not in name:
            continue
        path = folder / f"{name.replace(': ', '-').replace(' ', '-')}.{suffix}"
        path.write_bytes(make(full))
        size = path.stat().st_size / 2**20
        for command, endings in ENDINGS.items():
            if command == "export" and not (folder / "data" / "figures").exists():
                continue  # it was not kept
            status, seconds, memory, said = run(command, path, folder)
            lines = 1 if status and (command, status) != ("check", 1) else 0
            sound = status in endings and (len(said) == lines or command == "ingest")
            sound &= not any("Traceback" in line or "failed on it" in line for line in said)
            faults += not sound
            print(
                f"{name:<32} {size:6.1f} MB {command:<6} {status} {seconds:6.1f} s {memory:5} MB "
                f"{'' if sound else 'FAULT'} {said[-1 if command != 'ingest' else 1 :][:1]}",
                flush=True,
            )
        path.unlink()
        shutil.rmtree(folder / "data", ignore_errors=True)
    sys.exit(faults > 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder), *sys.argv[1:])
