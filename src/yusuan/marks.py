"""Which figures of the data contradict others of their document: a column that all that is made of them hands on."""

from __future__ import annotations

from dataclasses import replace

from yusuan import proof
from yusuan.kept import kept
from yusuan.loading import Data

_contradicted = kept(proof.contradicted)


def marked(data: Data) -> Data:
    """The same with a column `contradicted` in cells and claims: the figure stands in a hard identity that is violated."""
    cells: list[int] = []
    claims: list[int] = []
    for source_id in data.sources["source_id"]:
        own = [frame[frame["source_id"] == source_id] for frame in (data.cells, data.claims)]
        rows = _contradicted(*(frame.reset_index(drop=True) for frame in own))
        for known, frame, found in zip((cells, claims), own, rows, strict=True):
            known += list(frame.index[sorted(found)])
    return replace(
        data,
        cells=data.cells.assign(contradicted=data.cells.index.isin(cells)),
        claims=data.claims.assign(contradicted=data.claims.index.isin(claims)),
    )
