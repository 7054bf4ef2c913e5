"""A PDF as tests need it: pages of content streams, one font that knows all of Unicode, positions from the top left."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

WIDTH, HEIGHT = 595.0, 842.0
SIZE = 10.0


def text(x: float, y: float, words: str, size: float = SIZE) -> str:
    """Words whose top left corner is at (x, y)."""
    return f"BT /F {size} Tf {x:.2f} {HEIGHT - y - size * 0.88:.2f} Td <{_hex(words)}> Tj ET"


def turned_text(x: float, y: float, words: str, matrix: str = "0 1 -1 0", size: float = SIZE) -> str:
    """Words that begin at (x, y) and run in another direction: upwards if nothing else is said."""
    return f"BT /F {size} Tf {matrix} {x:.2f} {HEIGHT - y:.2f} Tm <{_hex(words)}> Tj ET"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A stroked line."""
    return f"{x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S"


def rectangle(x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> str:
    """A rectangle, stroked (`S`), filled (`f`), or used to clip (`W n`)."""
    return f"{x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re {paint}"


def picture(x0: float, y0: float, x1: float, y1: float) -> str:
    """A picture that fills a rectangle."""
    return f"q {x1 - x0:.2f} 0 0 {y1 - y0:.2f} {x0:.2f} {HEIGHT - y1:.2f} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x20 EI Q"


def document(
    pages: Sequence[str],
    page: str = "",
    trailer: str = "",
    form: str | None = None,
    matrix: str = "1 0 0 1 0 0",
) -> bytes:
    """A file of these pages; `page` goes into each page's dictionary. `form` is what `/X Do` draws, by its matrix."""
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    groups = [ranges[i : i + 100] for i in range(0, 256, 100)]
    mapping = "1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + "\n".join(
        f"{len(group)} beginbfrange\n" + "\n".join(group) + "\nendbfrange" for group in groups
    )
    resources = "/Resources<</Font<</F 3 0 R>>/XObject<</X 7 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor 5 0 R/DW 1000/W[32 126 500]>>",
        b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 700/StemV 80>>",
        _stream(f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n{mapping}\nendcmap end end"),
        _stream(form or "", f"/Type/XObject/Subtype/Form/BBox[-9999 -9999 9999 9999]/Matrix[{matrix}]{resources}"),
    ]  # fmt: skip
    kids = []
    for content in pages:
        objects.append(_stream(content))
        box = "" if "/MediaBox" in page else f"/MediaBox[0 0 {WIDTH} {HEIGHT}]"
        objects.append(
            f"<</Type/Page/Parent 2 0 R{box}{resources}/Contents {len(objects)} 0 R{page}>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer <</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _hex(words: str) -> str:
    return words.encode("utf-16-be").hex().upper()


def _stream(content: str, entries: str = "") -> bytes:
    packed = zlib.compress(content.encode())
    return f"<<{entries}/Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"
