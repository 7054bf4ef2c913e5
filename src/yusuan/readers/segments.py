"""One visual line of text in pieces: what has wide space around it stands apart."""

from __future__ import annotations

import re
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
    segments: list[Segment] = []
    words = [(m, is_amount(m[0])) for m in re.finditer(r"\S+", text)]
    coded = any(amount for _, amount in words)
    beside = False  # an amount
    for m, amount in words:
        last = segments[-1] if segments else None
        near = (
            last is not None
            and m.start() - last.end == 1
            and not (beside or amount)
            and not (coded and m[0][0] > "\u2e80" and _CODE.fullmatch(last.text))
        )
        beside = amount
        if last and (near or last.text + m[0] in _SPACED):
            segments[-1] = Segment(last.start, m.end(), last.text + (" " if near else "") + m[0])
        else:
            segments.append(Segment(m.start(), m.end(), m[0]))
    return tuple(segments)


def is_amount(text: str) -> bool:
    """Whether a text is a figure with decimals, thousands or a percent sign, which no number in a sentence needs be."""
    return len(text) <= _LONG and looks_numeric(text) and bool(_AMOUNT.search(text))
