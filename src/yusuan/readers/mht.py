"""Web archives (MHT, a page saved as one file) to blocks: the pages in it, without what they show besides."""

from __future__ import annotations

import email
import email.policy
import re

from ..model import Block, UnreadableError
from .encoding import decode
from .html import read_html

_HEADERS = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.IGNORECASE)


def is_mht(data: bytes) -> bool:
    """Whether a file begins with the headers of a web archive, whatever their order."""
    return bool(_HEADERS.match(data[:5000].lstrip().replace(b"\r\n", b"\n")))


def read_mht(data: bytes, file: str) -> list[Block]:
    """The blocks of the pages of a web archive in their order. Raises UnreadableError where it holds no page."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [
            part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"
        ]
    except RecursionError as error:
        raise UnreadableError(f"{file}: parts in parts without end; save the page as HTML or PDF") from error
    pages = [part for part in parts if isinstance(part, bytes) and b"<frameset" not in part.lower()]
    if not pages:
        raise UnreadableError(
            f"{file}: a web archive (MHT) without a page in it; save the page as HTML or PDF"
        )
    return [block for page in pages for block in read_html(decode(page, file), file)]
