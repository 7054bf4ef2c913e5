"""What the tests let worker processes do: read slowly, die, hang, eat memory or fail, as the item's name says."""

from __future__ import annotations

import errno
import faulthandler
import os
import signal
import time
from typing import Any

from yusuan.ingest import Document, read_document
from yusuan.model import UnreadableError
from yusuan.packing import Packed


class _Large:
    """What takes more memory to send than to have."""

    def __reduce__(self) -> tuple[type, tuple[int]]:
        return int, (len(bytearray(3 * 2**30)),)


def behave(item: str) -> Any:
    """Answer an item, or misbehave as it says."""
    match item:
        case "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hangs":
            time.sleep(60)
        case "aborts":
            faulthandler.disable()  # of pytest
            os.write(2, b"what(): std::bad_alloc")
            os.abort()
        case "hogs":
            return len(bytearray(3 * 2**30))
        case "hogs in C":
            raise SystemError("<ufunc 'minimum'> returned NULL without setting an exception")
        case "hogs in the kernel":
            raise OSError(errno.ENOMEM, "Cannot allocate memory")
        case "gives what cannot be sent":
            return lambda: item
        case "gives too much":
            return _Large()
        case "fails":
            raise KeyError("a fault of\nours")
        case "refuses":
            raise UnreadableError("refuses: no budget")
        case _:
            return item.upper()


def hang(item: object) -> None:
    """Do nothing for a minute."""
    time.sleep(60)


def read_slowly(item: tuple[Document, str]) -> Packed:
    """Read a document after a tenth of a second."""
    time.sleep(0.1)
    return read_document(item)


def read_or_die(item: tuple[Document, str]) -> Packed:
    """Read a document, unless its file's name says that reading it kills."""
    if "kills" in item[0][0].name:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_document(item)


def read_nothing(item: tuple[Document, str]) -> Packed:
    """Refuse whatever is asked to be read."""
    raise UnreadableError("read again")
