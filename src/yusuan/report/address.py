"""Where reports go: a folder of this machine, or an address that fsspec knows (s3://, gs://, sftp://)."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem

from yusuan.model import YusuanError
from yusuan.store import write_whole


@dataclass(frozen=True, slots=True)
class Address:
    """A folder or file of a filesystem of fsspec, with those ways of a Path that reports need."""

    fs: AbstractFileSystem
    path: str

    def __truediv__(self, name: str) -> Address:
        return Address(self.fs, f"{self.path.rstrip('/')}/{name}")

    def __str__(self) -> str:
        return str(self.fs.unstrip_protocol(self.path))

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def read_bytes(self) -> bytes:
        return bytes(self.fs.cat_file(self.path))


Place = Path | Address


def place(address: str | Path) -> Place:
    """The folder at an address; one of this machine as a Path. Raises YusuanError for a scheme that is not there."""
    if isinstance(address, Path) or "://" not in address:
        return Path(address)
    try:
        fs, path = url_to_fs(address)
    except (ImportError, ValueError) as error:  # not installed (its name is in the error), or unknown
        raise YusuanError(f"{address}: {error}") from error
    return Path(path) if isinstance(fs, LocalFileSystem) else Address(fs, path)


def put(path: Place, data: bytes) -> None:
    """Write a file whole or not at all: by renaming it here, by one put into a store."""
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    else:
        with tempfile.TemporaryDirectory(prefix="yusuan-") as passing:
            here = Path(passing) / path.name  # a store tells browsers what kind of file it was by this name
            here.write_bytes(data)
            try:
                path.fs.put_file(str(here), path.path)
            except (
                FileNotFoundError
            ):  # no folder yet; in a store there are none, and asking takes as long as writing
                path.fs.makedirs(path.path.rpartition("/")[0], exist_ok=True)
                path.fs.put_file(str(here), path.path)


def remove(path: Place) -> None:
    """Remove a file, if it is there, and its folder once that is empty."""
    if isinstance(path, Path):
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
    elif path.fs.exists(path.path):
        path.fs.rm_file(path.path)


def files_under(folder: Address) -> set[str]:
    """The paths of all files under a folder: one listing, where a question for each would take hours at 10⁵ folders."""
    return set(folder.fs.find(folder.path))
