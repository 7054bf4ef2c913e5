"""What a document says, and what its file is called, so that it cannot act on a terminal."""

from __future__ import annotations

import re

# What moves the cursor of a terminal, turns the direction of writing, or is no character (of names that are not UTF-8).
_ACTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """A text from a document for a terminal: what would act there is �; tabs and the ends of lines stay."""
    return _ACTING.sub("\ufffd", text)


def one_line(text: object) -> str:
    """The same in one line, as the name of a file is told."""
    return printable(" ".join(str(text).split()))
