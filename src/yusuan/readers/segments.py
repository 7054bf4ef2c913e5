"""One visual line of text in pieces: what has wide space around it stands apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..amounts import looks_numeric
from ..model import Line

_PROSE = re.compile(r"[。；]|[，：:]$")
_MOST = 60  # columns that a table may have
_LONG = 40  # characters that no label has
_SPACED = {"收入", "支出", "项目", "合计", "总计", "小计"}  # words that are set wide, unlike 类 款 项
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
        """Whether it has a figure of its own beside something else, and is no sentence."""
        return (
            1 < len(self.segments) <= _MOST
            and any(looks_numeric(s.text) for s in self.segments)
            and not self.is_sentence
        )

    @property
    def is_sentence(self) -> bool:
        """Whether space only sets off the figures of a sentence."""
        return len(self.segments) > 1 and any(AFTER_A_FIGURE.match(s.text) for s in self.segments)

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
    for m in re.finditer(r"\S+", text):
        last = segments[-1] if segments else None
        near = (
            last is not None and m.start() - last.end == 1 and not (is_amount(last.text) or is_amount(m[0]))
        )
        if last and (near or last.text + m[0] in _SPACED):
            segments[-1] = Segment(last.start, m.end(), last.text + (" " if near else "") + m[0])
        else:
            segments.append(Segment(m.start(), m.end(), m[0]))
    return tuple(segments)


def is_amount(text: str) -> bool:
    """Whether a text is a figure with decimals, thousands or a percent sign, which no number in a sentence needs be."""
    return len(text) <= _LONG and looks_numeric(text) and bool(_AMOUNT.search(text))
