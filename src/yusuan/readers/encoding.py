"""Bytes to text, whatever a file says of its own encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from ..amounts import looks_numeric
from ..model import UnreadableError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HANZI = re.compile(r"[一-鿿]")
_DAMAGE = 100  # one wrong byte among so many characters is a damaged file, more is another encoding


def decode(data: bytes, file: str) -> str:
    """Bytes as text: a byte-order mark first, then UTF-8, GB18030, Big5; line ends become `\\n`.

    A few damaged bytes are kept as U+FFFD. Raises UnreadableError for binary data.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"), file)
    for strict in (True, False):
        for encoding in ("utf-8", _chinese(data)):
            text = data.decode(encoding, "replace")
            wrong = text.count("\ufffd")
            if not wrong or ((not strict or encoding == "utf-8") and wrong * _DAMAGE <= _beyond_ascii(text)):
                return _checked(text, file)
    raise _binary(file)


def _beyond_ascii(text: str) -> int:
    return sum(c > "\x7f" for c in text)


def _checked(text: str, file: str) -> str:
    if len(_CONTROLS.findall(text)) * _DAMAGE > len(text) or "\0" in text:
        raise _binary(file)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _binary(file: str) -> UnreadableError:
    return UnreadableError(
        f"{file}: not a text in UTF-8, GB18030 or Big5 (binary data, or a damaged download?); give the published file"
    )


def _chinese(data: bytes) -> str:
    """`gb18030` or `big5`: most bytes are valid in both, so the one whose characters are common ones."""
    sample = data[:20_000]
    shares = {
        "gb18030": _common(sample, "gb18030", "gb2312", 0xD7),
        "big5": _common(sample, "big5", "big5", 0xC6),
    }
    return "big5" if shares["big5"] > shares["gb18030"] else "gb18030"


def _common(sample: bytes, encoding: str, charset: str, last: int) -> float:
    """The share of Chinese characters that stand in the level of common ones, which ends with lead byte `last`."""
    found = _HANZI.findall(sample.decode(encoding, "ignore"))
    codes = [c.encode(charset, "ignore") for c in found]
    return sum(bool(code) and code[0] <= last for code in codes) / max(len(found), 1)


Dress = Callable[[str], str]  # how a font sets a text

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Superscript digits, for those below the line too: the number of a note is no digit of the figure before it."""
    return text.translate(_RAISED)


def struck(text: str) -> str:
    """Text that is struck through, with a stroke on each character: it is no figure, nor a digit of the one beside it."""
    return re.sub(r"(\S)", "\\1\u0336", text)


def faded(text: str) -> str:
    """Text in the colour of the paper: figures of it are not shown."""
    return "" if looks_numeric(text) else text
