"""A folder for one process to write, and what a killed one left in it cleared away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from .model import YusuanError

LEFTOVER = ".writing-*"  # the names of files and folders that are not whole yet


@contextmanager
def writing(folder: Path, *inner: Path) -> Iterator[None]:
    """The folder, made if need be, for this process alone to write; the system frees it when the process dies.

    What is half-written in it and in these folders under it is of a process that died, and is removed. Raises
    YusuanError when another process is writing there, OSError for a folder that cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock").acquire(blocking=False)
    except FileExistsError as error:
        raise FileExistsError(error.errno, "a file; name a folder", str(folder)) from error
    except Timeout as error:
        raise YusuanError(f"{folder}: another process is writing here; wait for its end") from error
    except OSError as error:  # a network share without locks, for one, of which it has no name
        raise OSError(error.errno, error.strerror, error.filename or str(folder)) from error
    with lock:
        for leftover in [path for place in (folder, *inner) for path in place.glob(LEFTOVER)]:
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        yield
