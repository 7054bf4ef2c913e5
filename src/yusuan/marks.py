"""Which figures of the data contradict others of their document: a column that all that is made of them hands on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from yusuan import proof
from yusuan.loading import Data

# By the checksum of a document's figures, under which these do not change: rows of its cells and of its claims.
_known: dict[str, tuple[set[int], set[int]]] = {}


def marked(data: Data) -> Data:
    """The same with a column `contradicted` in cells and claims: the figure stands in a hard identity that is violated."""
    both = (data.cells, data.claims)
    flags = tuple(pd.Series(False, frame.index, name="contradicted") for frame in both)
    for source_id, checksum in zip(data.sources["source_id"], data.sources["checksum"], strict=True):
        places = [frame.index[frame["source_id"] == source_id] for frame in both]
        if checksum not in _known:
            own = [frame.loc[place].reset_index(drop=True) for frame, place in zip(both, places, strict=True)]
            _known[checksum] = proof.contradicted(*own)
        for flag, place, rows in zip(flags, places, _known[checksum], strict=True):
            flag.loc[place[sorted(rows)]] = True
    return replace(data, cells=data.cells.join(flags[0]), claims=data.claims.join(flags[1]))
