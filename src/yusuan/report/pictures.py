"""Processes that turn charts into pictures for the others, and live on: starting the converter takes half a second.

A worker may not start one itself: it would do so for each report, and its threads do not survive a fork.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from yusuan.charts.renderer import picture
from yusuan.report import workers


@contextmanager
def converters(count: int) -> Iterator[list[str]]:
    """So many converters, by the addresses that `charts.renderer` sends its charts to."""
    with tempfile.TemporaryDirectory(prefix="yusuan-") as folder:
        addresses = [str(Path(folder) / str(number)) for number in range(count)]
        running = [workers.start(_convert, address) for address in addresses]
        try:
            for worker in running:
                worker.connection.recv()  # it listens
            yield addresses
        finally:
            for worker in running:
                worker.stop()


def _convert(connection: Connection, address: str) -> None:
    with Listener(address, "AF_UNIX") as listener:
        connection.send("listening")
        picture(
            {"mark": "point", "data": {"values": []}}
        )  # starts the converter while the first notebook begins
        while True:
            with listener.accept() as client:
                try:
                    client.send(picture(client.recv()))
                except ValueError as error:  # a chart that Vega refuses
                    client.send(error)
