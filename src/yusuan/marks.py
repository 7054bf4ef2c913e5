"""Which figures of the data contradict others of their document: a column that all that is made of them hands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from yusuan import loading, proof
from yusuan.kept import kept
from yusuan.loading import Data, Filter

_contradicted = kept(proof.contradicted)


def load_marked(data_dir: Path, filters: Sequence[Filter]) -> Data:
    """The disclosures that one of the filters chooses, as `loading.load_any` gives them, `distinct` and `marked`."""
    sources = loading.select(data_dir, filters)
    return _load_marked(data_dir, *zip(sources["source_id"], sources["checksum"], strict=True))


@kept
def _load_marked(data_dir: Path, *files: tuple[str, str]) -> Data:
    sources = loading.sources_of(data_dir)
    wanted = sources["source_id"].isin([source_id for source_id, _ in files])
    rows = loading.load_rows(data_dir, sources[wanted].reset_index(drop=True))
    return marked(loading.distinct(rows))


def marked(data: Data) -> Data:
    """The same with a column `contradicted` in cells and claims: the figure stands in a hard identity that is violated."""
    cells: list[int] = []
    claims: list[int] = []
    frames = data.cells, data.claims
    # Parted once: documents may be thousands.
    parts = [dict(iter(frame.groupby("source_id"))) for frame in frames]
    for source_id in data.sources["source_id"]:
        own = [part.get(source_id, frame.iloc[:0]) for part, frame in zip(parts, frames, strict=True)]
        rows = _contradicted(*(frame.reset_index(drop=True) for frame in own))
        for known, frame, found in zip((cells, claims), own, rows, strict=True):
            known += list(frame.index[sorted(found)])
    return replace(
        data,
        cells=data.cells.assign(contradicted=data.cells.index.isin(cells)),
        claims=data.claims.assign(contradicted=data.claims.index.isin(claims)),
    )
