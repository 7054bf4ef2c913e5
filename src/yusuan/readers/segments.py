"""One visual line of text in pieces: what has wide space around it stands apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..amounts import looks_numeric
from ..model import Line

_PROSE = re.compile(r"[。；]|(?:，|(?<!其中)[：:])$")
MOST = 60  # columns that a table may have
_LONG = 40  # characters that no label has
_SPACED = set(
    ["收入", "支出", "项目", "合计", "总计", "小计", "栏次", "行次", "科目", "金额", "名称", "编码", "备注"]
)  # set wide, unlike 类 款 项
_NUMBERING = re.compile(r"\*+|[栏行列]次|序号|[—-]+|[甲乙丙丁]")
_CODE = re.compile(r"\d{3}(?: ?\d\d){0,2}|\d\d(?: \d\d)?")  # or a part of one
_AFTER_A_CODE = re.compile(r"[\u2e80-\uffff]|\d{4}")
_AMOUNT = re.compile(r"\d[.,]\d|%$")
AFTER_A_FIGURE = re.compile(r"[万亿]?\s*元|[万亿]$|[%，。；、）]")  # in a sentence; no cell begins so


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line with wide space around it, from `start` up to `end` in any unit."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """One visual line: its segments, and whether empty space stands above it."""

    segments: tuple[Segment, ...]
    line: int
    page: int | None = None
    apart: bool = False

    @property
    def is_data(self) -> bool:
        """Whether it has a figure of its own beside something else, or a sole amount, and is no sentence."""
        return (
            (len(self.segments) > 1 or is_amount(self.segments[0].text))
            and len(self.segments) <= MOST
            and any(looks_numeric(s.text) for s in self.segments)
            and not self.is_sentence
        )

    @property
    def is_numbering(self) -> bool:
        """Whether it only numbers the columns (栏次 1 2 3)."""
        words = [word for s in self.segments for word in s.text.split()]
        numbers = [int(word) for word in words if word.isdecimal() and len(word) < 3]
        others = [word for word in words if not _NUMBERING.fullmatch(word)]
        return len(others) == len(numbers) > 0 and numbers == list(
            range(numbers[0], numbers[0] + len(numbers))
        )

    @property
    def is_sentence(self) -> bool:
        """Whether space only sets off the figures of a sentence."""
        return any(
            looks_numeric(figure.text) and AFTER_A_FIGURE.match(s.text)
            for figure, s in pairwise(self.segments)
        )

    @property
    def is_prose(self) -> bool:
        text = self.segments[0].text
        return self.is_sentence or (
            len(self.segments) == 1 and (len(text) > _LONG or bool(_PROSE.search(text)))
        )

    def as_line(self) -> Line:
        return Line(" ".join(s.text for s in self.segments), self.line, self.page)


def split_columns(text: str) -> tuple[Segment, ...]:
    """The segments of a line of text: between runs of two spaces or more, or one beside an amount."""
    return in_columns([Segment(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+", text)], 1)


def in_columns(words: Sequence[Segment], space: float) -> tuple[Segment, ...]:
    """The words of a line as segments: those no more than `space` apart are one, unless one of them is an amount, or the
    first is a code and the second a name or another code."""
    segments: list[Segment] = []
    amounts = [is_amount(word.text) for word in words]
    coded = any(amounts)
    beside = False  # an amount
    for word, amount in zip(words, amounts, strict=True):
        last = segments[-1] if segments else None
        near = (
            last is not None
            and word.start - last.end <= space
            and not (beside or amount)
            and not (coded and _CODE.fullmatch(last.text) and _AFTER_A_CODE.match(word.text))
        )
        beside = amount
        if last and (near or last.text + word.text in _SPACED):
            segments[-1] = Segment(last.start, word.end, last.text + (" " if near else "") + word.text)
        else:
            segments.append(word)
    return tuple(segments)


def is_amount(text: str) -> bool:
    """Whether a text is a figure with decimals, thousands or a percent sign, which no number in a sentence needs be."""
    return len(text) <= _LONG and looks_numeric(text) and bool(_AMOUNT.search(text))
