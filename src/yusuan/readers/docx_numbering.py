"""The numbers that Word sets before paragraphs by itself (一、 （二） 3.), which are nowhere in their text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from .zipped import Package

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LARGEST = 9999
_TIGHT = "、）)．.：:"  # after which the text follows without a space


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts, and how it prints: `%2` is the number of the second level."""

    start: int
    format: str
    text: str
    decimal: bool  # whether it prints the numbers of all levels as decimals (legal style)


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # of each abstract list
    lists: dict[str, tuple[str, dict[int, int]]] = field(
        default_factory=dict
    )  # abstract list, starts of its own
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # list and level of a paragraph style
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, paragraph: etree._Element) -> str:
        """The number of a paragraph as printed, counting it; "" where it has none."""
        identifier, level = self._place(paragraph)
        abstract, starts = self.lists.get(identifier, ("", {}))
        levels = self.levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(abstract, {})
        if identifier not in self.begun:
            self.begun.add(identifier)
            for at, start in starts.items():
                counts[at] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if levels[level].format in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels.get(at, levels[level])
            ways = {} if levels[level].decimal else _FORMATS
            return ways.get(form.format, str)(min(counts.get(at, form.start), _LARGEST))

        text = re.sub(r"%([1-9])", number, levels[level].text).strip()
        return text if not text or text[-1] in _TIGHT else f"{text} "

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        identifier, level = self.styles.get(_value(paragraph, "pPr/pStyle"), ("", 0))
        own = _value(paragraph, "pPr/numPr/numId")
        return own or identifier, _whole(_value(paragraph, "pPr/numPr/ilvl"), level)


def read_numbering(package: Package) -> Numbering:
    """The lists that a document declares; none where it has no such part."""
    found = Numbering()
    if "word/numbering.xml" not in package.names:
        return found
    root = package.tree("word/numbering.xml")
    for abstract in root.iterfind("abstractNum"):
        found.levels[_attribute(abstract, "abstractNumId")] = {
            _whole(_attribute(level, "ilvl")): _Level(
                _whole(_value(level, "start"), 0),
                _value(level, "numFmt"),
                _value(level, "lvlText"),
                level.find("isLgl") is not None,
            )
            for level in abstract.iterfind("lvl")
        }
    for one in root.iterfind("num"):
        starts = {
            _whole(_attribute(o, "ilvl")): _whole(_value(o, "startOverride"), 1)
            for o in one.iterfind("lvlOverride")
            if o.find("startOverride") is not None
        }
        found.lists[_attribute(one, "numId")] = (_value(one, "abstractNumId"), starts)
    if "word/styles.xml" in package.names:
        styles = {_attribute(s, "styleId"): s for s in package.tree("word/styles.xml").iterfind("style")}
        for name, style in styles.items():
            seen: set[str] = set()
            while (
                style is not None and style.find("pPr/numPr") is None and _value(style, "basedOn") not in seen
            ):
                seen.add(_value(style, "basedOn"))
                style = styles.get(_value(style, "basedOn"))
            if style is not None and style.find("pPr/numPr") is not None:
                level = _whole(_value(style, "pPr/numPr/ilvl"))
                found.styles[name] = (_value(style, "pPr/numPr/numId"), level)
    return found


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _value(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _attribute(found, "val")


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else default


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A whole number below 10,000 as it is counted in Chinese: 一百零五, 十二."""
    found, pending = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            pending = bool(found)
            continue
        found += ("零" if pending else "") + digits[digit] + (units[power - 1] if power else "")
        pending = False
    return found.removeprefix("一") if 10 <= number < 20 and units[0] == "十" else found or "零"


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _roman(number: int) -> str:
    found = ""
    for value, letters in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                              ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"], strict=True):  # fmt: skip
        found += letters * (number // value)
        number %= value
    return found


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                     "taiwaneseCountingThousand", "koreanCounting"), chinese),
    "chineseLegalSimplified": lambda n: chinese(n, _LEGAL, "拾佰仟"),
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "ideographTraditional": lambda n: "甲乙丙丁戊己庚辛壬癸"[(n - 1) % 10],
    "decimalFullWidth": lambda n: "".join(chr(0xFF10 + int(d)) for d in str(n)),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalZero": lambda n: f"{n:02}",
    "upperLetter": _letters, "lowerLetter": lambda n: _letters(n).lower(),
    "upperRoman": _roman, "lowerRoman": lambda n: _roman(n).lower(),
}  # fmt: skip
