"""Compound files (OLE2), the container of old Office documents: its streams by name."""

from __future__ import annotations

import struct

from ..model import UnreadableError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_IN_HEADER = 109  # places of the allocation table that stand in the header
_LAST = 0xFFFFFFFA  # from here on a sector number says that there is none
_STREAM, _ROOT = 2, 5
_ENTRY = 128  # bytes of a directory entry


class Compound:
    """A compound file; every chain of sectors is bounded by the length of the file."""

    def __init__(self, data: bytes, file: str) -> None:
        """Reads the directory. Raises UnreadableError for a damaged file."""
        self.data, self.file = data, file
        try:
            self._open()
        except (struct.error, ValueError, IndexError) as error:
            raise self.damaged() from error

    def damaged(self) -> UnreadableError:
        return UnreadableError(f"{self.file}: a truncated or damaged Office file; download it again")

    def _open(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self.data, 0x1E)
        if shift not in (9, 12) or mini_shift >= shift:
            raise ValueError("sector size")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        _, directory, _, self.cutoff, mini, _, more, _ = struct.unpack_from("<8I", self.data, 0x2C)
        self.fat = self._table(self._places(more))
        self.mini_fat = self._table(self._chain(mini, self.fat)) if mini < _LAST else []
        entries = b"".join(map(self._sector, self._chain(directory, self.fat)))
        self.entries: dict[str, tuple[int, int]] = {}
        self.mini = b""
        for start in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            name_bytes, kind = struct.unpack_from("<HB", entries, start + 64)
            first, length = struct.unpack_from("<II", entries, start + 116)
            name = entries[start : start + min(max(name_bytes - 2, 0), 62)].decode("utf-16-le", "replace")
            if kind == _STREAM:
                self.entries[name] = (first, length)
            elif kind == _ROOT and first < _LAST:
                self.mini = b"".join(map(self._sector, self._chain(first, self.fat)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise ValueError("cut off")
        return self.data[start : start + self.size]

    def _places(self, more: int) -> list[int]:
        """The sectors of the allocation table: the first in the header, the others in a chain of their own."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", self.data, 0x4C))
        seen: set[int] = set()
        while more < _LAST and more not in seen:
            seen.add(more)
            *numbers, more = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            places += numbers
        return [place for place in places if place < _LAST]

    def _table(self, sectors: list[int]) -> list[int]:
        known = b"".join(map(self._sector, dict.fromkeys(sectors)))
        return list(struct.unpack(f"<{len(known) // 4}I", known[: len(known) // 4 * 4]))

    @staticmethod
    def _chain(start: int, table: list[int]) -> list[int]:
        chain: dict[int, None] = {}
        while start < _LAST:
            if start in chain:
                raise ValueError("a chain without end")
            chain[start] = None
            start = table[start]
        return list(chain)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises UnreadableError where they are damaged."""
        first, length = self.entries[name]
        try:
            if length < self.cutoff:
                parts = [
                    self.mini[n * self.mini_size : (n + 1) * self.mini_size]
                    for n in self._chain(first, self.mini_fat)
                ]
            else:
                parts = [self._sector(n) for n in self._chain(first, self.fat)]
        except (ValueError, IndexError) as error:
            raise self.damaged() from error
        data = b"".join(parts)[:length]
        if len(data) < length:
            raise self.damaged()
        return data
