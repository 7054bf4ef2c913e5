"""Documents into the data folder: each read once, in parallel, in processes that may die; nothing is half-written."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from . import store
from .isolated import Refusal, each, on_cluster
from .limits import LIMITS, Limits
from .lock import writing
from .model import UnreadableError, YusuanError, told
from .packing import Packed, pack
from .reading import read
from .terminal import one_line

# What the workers call; by name, since they are processes that import it themselves.
READER = "yusuan.ingest:read_document"

_FEW = 20  # documents that are told one by one
_UNNAMED = "it names"

# The files that one document was published in: nearly always one, at times its text and its tables.
Document = tuple[Path, ...]


@dataclass(slots=True)
class Summary:
    """What became of each document: lines that begin with its file and say what there is to say of it."""

    read: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    interrupted: bool = False

    def __str__(self) -> str:
        counts = f"read {len(self.read)}, unchanged {len(self.unchanged)}, refused {len(self.refused)}"
        told = self.read if len(self.read) <= _FEW else [line for line in self.read if _UNNAMED in line]
        lines = [f"  read: {line}" for line in told]
        lines += [f"  refused: {line}" for line in self.refused]
        lines += [f"  duplicate, not kept again: {line}" for line in self.duplicates]
        lines += [f"  kept beside another: {line}" for line in self.differing]
        if self.interrupted:
            lines.append("interrupted; what was read is kept, and the same command goes on from there")
        return "\n".join([counts, *lines])


def ingest(
    paths: Iterable[str | Path],
    data_dir: str | Path = "data",
    jobs: int | None = None,
    scheduler: str | None = None,
    limits: Limits = LIMITS,
    together: bool = False,
) -> Summary:
    """Read documents (files, or all files under folders) into a data folder, `jobs` at a time.

    A document that is there already is skipped. One of a department, year and phase that is there is left out when it
    prints the same figures, and kept beside the other when it does not. With `together` all the files are one
    document. With `scheduler` (`tcp://…`) the workers of a `distributed` cluster read; they must see the documents
    under the same paths. Raises YusuanError or OSError for paths that are not there, a folder that cannot be written,
    or one that another process is writing.
    """
    files = find_files(paths)
    documents = [tuple(files)] if together else [(file,) for file in files]
    folder = Path(data_dir)
    with writing(folder, folder / "figures"):
        ledger = Ledger(folder, limits)
        new = ledger.unread(documents, progress := tqdm(total=len(documents), unit="document", disable=None))
        results = (
            on_cluster(scheduler, READER, new, limits)
            if scheduler
            else each(READER, new, jobs or os.cpu_count() or 1, limits)
        )
        try:
            for (document, sha256), result in results:
                ledger.take(document, sha256, result)
                progress.update()
        except KeyboardInterrupt:
            ledger.summary.interrupted = True
        finally:
            results.close()  # ends the workers now, not when the generator is collected
            progress.close()
            ledger.save()
    return ledger.summary


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The files of these paths in order, folders with all that is under them but hidden files. Raises YusuanError."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            walked = os.walk(path, onerror=_raise)  # rglob would pass over a folder that cannot be read
            inside = sorted(Path(at, name) for at, _, names in walked for name in names)
            found += [
                p
                for p in inside
                if (
                    p.is_file() or not p.exists()
                )  # a link that leads nowhere is told; a pipe would be waited for
                and not any(part.startswith(".") for part in p.relative_to(path).parts)
            ]
        elif path.is_file():
            found.append(path)
        else:
            raise YusuanError(f"{path}: {'is no' if path.exists() else 'no such'} file or folder")
    return [Path(name) for name in dict.fromkeys(map(os.path.realpath, found))]  # resolve() fails at a loop


def _raise(error: OSError) -> None:
    raise error


def read_document(item: tuple[Document, str]) -> Packed:
    """What a worker does: read one document (its files and checksum) and pack it for the folder."""
    document, sha256 = item
    disclosure = read(document)
    if _sha256(document) != sha256:
        raise OSError(f"{_label(document)}: changed while it was read; ingest it again")
    if disclosure.cells.empty and disclosure.claims.empty:
        raise UnreadableError(f"{_label(document)}: no budget figure in it that could be read")
    return pack(disclosure, sha256, version("yusuan"))


class Ledger:
    """The rows of `sources.csv` and `left_out.csv` while documents come in, and what became of each document."""

    def __init__(self, data_dir: Path, limits: Limits) -> None:
        self.data_dir = data_dir
        self.summary = Summary()
        rows: list[dict[str, Any]] = store.read_sources(data_dir).to_dict("records")  # type: ignore[assignment]
        self.rows = {row["source_id"]: row for row in rows}
        self.on_disk = set(self.rows)
        self.unsaved: dict[str, dict[str, bytes]] = {}
        self.by_document = {row["sha256"]: id_ for id_, row in self.rows.items()}
        self.by_subject: dict[tuple[Any, ...], list[str]] = {}
        for id_, row in self.rows.items():
            self.by_subject.setdefault(_subject(row), []).append(id_)
        self.left_out = store.read_left_out(data_dir)
        self.limits = " ".join(map(str, astuple(limits)))
        self.next_save = 0.0

    def unread(self, documents: Iterable[Document], progress: tqdm[Any]) -> Iterator[tuple[Document, str]]:
        """The documents that must be read, with their checksums; what is known of the others is noted."""
        seen: set[str] = set()
        for document in documents:
            try:
                sha256 = _sha256(document)
            except OSError as error:
                self.summary.refused.append(told(error))
                progress.update()
                continue
            if sha256 in seen or self._is_current(sha256):
                self.summary.unchanged.append(_label(document))
            elif self._is_left_out(sha256):
                self._tell_left_out(document, sha256)
            else:
                seen.add(sha256)
                yield document, sha256
                continue
            progress.update()

    def _is_current(self, sha256: str) -> bool:
        row = self.rows.get(self.by_document.get(sha256, ""))
        return (
            row is not None
            and row["version"] == version("yusuan")
            and store.intact(self.data_dir, row["source_id"], row["checksum"])
        )

    def _is_left_out(self, sha256: str) -> bool:
        """Whether a document was read before and not kept, for a reason that still holds."""
        known = self.left_out.get(sha256)
        if known is None or known["version"] != version("yusuan"):
            return False
        if not known["same_as"]:
            return known["limits"] == self.limits
        same = self.rows.get(known["same_as"])
        return same is not None and same["content"] == known["content"] and self._is_current(same["sha256"])

    def _leave_out(self, document: Document, sha256: str, **why: str) -> None:
        """Remember a document that is not kept, with `same_as` and `content` or `refusal`, and tell of it."""
        row = dict.fromkeys(store.LEFT_OUT_COLUMNS, "") | {"sha256": sha256, "file": _names(document)} | why
        self.left_out[sha256] = row | {"limits": self.limits, "version": version("yusuan")}
        self._tell_left_out(document, sha256)

    def _tell_left_out(self, document: Document, sha256: str) -> None:
        known = self.left_out[sha256]
        if same := self.rows.get(known["same_as"]):
            told = f"the figures of {same['source_id']} ({same['file']})"
            self.summary.duplicates.append(f"{_label(document)}: {told}")
        else:
            self.summary.refused.append(f"{_label(document)}: {known['refusal']}")

    def take(self, document: Document, sha256: str, result: Packed | Refusal) -> None:
        """Keep a document that was read, or note why it is not kept."""
        label = _label(document)
        if isinstance(result, Refusal):
            reason = result.reason.removeprefix(f"{label}: ").removeprefix(f"{_names(document)}: ")
            self._leave_out(document, sha256, refusal=reason)
            if not result.lasting:
                del self.left_out[sha256]
            return
        old = self.rows.pop(self.by_document.get(sha256, ""), {})
        others = self._others(result.row)
        same = next((other for other in others if other["content"] == result.row["content"]), None)
        if same is not None:
            self._leave_out(document, sha256, same_as=same["source_id"], content=same["content"])
            return
        self.left_out.pop(sha256, None)
        id_ = self._free_id(old.get("source_id", ""), result.row["source_id"])
        row = {**old, **result.row, "source_id": id_, "public_source": old.get("public_source", "")}
        if others:
            row["differs_from"] = old.get("differs_from") or others[0]["source_id"]
            self.summary.differing.append(f"{label}: as {id_}, other figures than {row['differs_from']}")
        self.rows[id_] = row
        self.unsaved[id_] = result.files
        self.by_document[row["sha256"]] = id_
        self.by_subject.setdefault(_subject(row), []).append(id_)
        missing = [f"no {name}" for name in ("department", "year") if pd.isna(row[name]) or not row[name]]
        part = (
            f"; {_UNNAMED} {' and '.join(missing)} (say it in sources.csv; of files that are one document: --together)"
            if missing
            else ""
        )
        self.summary.read.append(f"{label}: {id_}{part}")
        if time.monotonic() >= self.next_save:
            self.save()

    def _others(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of the same department, year and phase."""
        found = [self.rows.get(id_) for id_ in self.by_subject.get(_subject(row), [])]
        return [other for other in found if other is not None and _subject(other) == _subject(row)]

    def _free_id(self, old: str, wanted: str) -> str:
        """The id a document had, if it is still of the same subject, else the first that is free."""
        if old.startswith(wanted):
            return old
        id_, number = wanted, 1
        while id_ in self.rows:
            number += 1
            id_ = f"{wanted}-{number}"
        return id_

    def save(self) -> None:
        """Write what came in, at most a tenth of the time; what a crash then costs is read again.

        A row whose figures are about to be overwritten is taken back first: `sources.csv` never names mixed ones.
        """
        start = time.monotonic()
        if self.unsaved.keys() & self.on_disk:
            self._write_sources(self.rows.keys() - self.unsaved.keys())
        for id_, files in self.unsaved.items():
            store.write_figures(self.data_dir, id_, files)
        self._write_sources(self.rows.keys())
        store.write_left_out(self.data_dir, self.left_out.values())
        self.unsaved.clear()
        self.next_save = time.monotonic() + 10 * (time.monotonic() - start)

    def _write_sources(self, ids: Iterable[str]) -> None:
        self.on_disk = set(ids)
        columns = store.SOURCE_COLUMNS if not self.on_disk else None
        rows = [self.rows[id_] for id_ in self.on_disk]
        store.write_sources(self.data_dir, pd.DataFrame(rows, columns=columns))


def _label(document: Document) -> str:
    return " + ".join(map(one_line, document))


def _names(document: Document) -> str:
    return " + ".join(one_line(path.name) for path in document)


def _sha256(document: Document) -> str:
    """The checksum of a document: of its file, or of the checksums of its files in their order."""
    parts = []
    for path in document:
        with path.open("rb") as stream:
            parts.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return parts[0] if len(parts) == 1 else hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _subject(row: dict[str, Any]) -> tuple[Any, ...]:
    """Department, year and phase; a document that does not say its department or year is a subject of its own."""
    known = row["department"] and not pd.isna(row["year"])
    return (row["region"], row["department"], int(row["year"]), row["phase"]) if known else (row["sha256"],)
