"""What the processes that a benchmark starts take, those that outlive their parent included."""

from __future__ import annotations

import os
import resource


def reaped() -> float:
    """CPU seconds of all children so far, once none is left: servers that outlive a command are handed to this process."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
