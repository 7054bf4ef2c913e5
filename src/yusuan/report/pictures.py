"""Processes that turn charts into pictures for the others, and live on: starting the converter takes half a second.

A worker may not start one itself: it would do so for each report, and its threads do not survive a fork. It is given
one end of a pair of sockets that has no name, so that nothing is left of it, whoever dies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any

from yusuan.charts.renderer import picture
from yusuan.report import workers


@contextmanager
def converters(count: int) -> Iterator[list[Connection]]:
    """So many converters, each by the connection that `line_to` takes."""
    pairs = [Pipe() for _ in range(count)]
    running = [workers.start(_convert, theirs) for _, theirs in pairs]
    for _, theirs in pairs:
        theirs.close()
    try:
        yield [ours for ours, _ in pairs]
    finally:
        for worker in running:
            worker.stop()


def line_to(converter: Connection) -> Connection:
    """For one report: what `charts.renderer` sends its charts to. The converter turns to the next when it is closed."""
    ours, theirs = Pipe()
    with theirs:
        send_handle(converter, theirs.fileno(), None)
    return ours


def _convert(_: Connection, lines: Connection) -> None:
    picture({"mark": "point", "data": {"values": []}})  # starts the converter while the first notebook begins
    while True:
        with (
            Connection(recv_handle(lines)) as report,
            suppress(EOFError, ConnectionError),
        ):  # its process is gone
            while True:
                report.send(_picture(report.recv()))


def _picture(spec: dict[str, Any]) -> bytes | ValueError:
    try:
        return picture(spec)
    except ValueError as error:  # a chart that Vega refuses
        return error
