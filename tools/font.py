"""Make src/yusuan/fonts/YusuanSans.otf: the Chinese letters of charts and reports, from Noto Sans CJK SC.

    python tools/font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc   # Debian: fonts-noto-cjk

The subset holds GB 2312, the signs that tables and charts use, and every character of data/reference. The OFL
lets a changed font carry no reserved name, and a name of its own keeps it apart from an installed Noto.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "src" / "yusuan" / "fonts" / "YusuanSans.otf"
SIGNS = "€¥£©®°±×÷·–—―‘’“”†‡•…‰′″‹›※←↑→↓↗↘⇒∅−√∞∧∨≈≠≤≥≦≧─━■□▲△▶▼▽◆◇○●★☆✓✔✕✗〇《》「」『』【】〔〕〖〗￥％～"
FAMILY = "Yusuan Sans"
IDEOGRAPHIC_SPACE = "\u3000"
SIMPLIFIED_CHINESE = 2  # its place in the collection: JP, KR, SC, TC, HK


def characters() -> set[str]:
    """Every character that the font shall have."""
    found = {chr(code) for code in range(0x20, 0x17F)} | set(SIGNS)
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found |= set(bytes([row, cell]).decode("gb2312", errors="ignore"))
    for path in (ROOT / "data" / "reference").rglob("*"):
        if path.suffix in {".csv", ".json", ".toml"}:
            found |= set(path.read_text("utf-8"))
    return {char for char in found if char.isprintable() or char == IDEOGRAPHIC_SPACE}


def build(collection: Path) -> None:
    """Subset, rename and save; the glyph programs stay as they are."""
    font = TTFont(collection, fontNumber=SIMPLIFIED_CHINESE, lazy=True)
    options = subset.Options(
        layout_features=["kern", "ccmp"],
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=[0, 13],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters()))
    subsetter.subset(font)
    name = font["name"]
    names = {
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY} 1.0",
        4: FAMILY,
        5: "Version 1.0",
        6: "YusuanSans-Regular",
    }
    for key, text in names.items():
        name.setName(text, key, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames[0] = names[6]
    top[0].FullName, top[0].FamilyName = FAMILY, FAMILY
    font.save(OUTPUT)
    print(f"{OUTPUT}: {len(font.getBestCmap()):,} characters, {OUTPUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
