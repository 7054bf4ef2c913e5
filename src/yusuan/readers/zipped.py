"""Parts of DOCX, XLSX and ODS files: unpacked within limits, parsed without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from ..limits import LIMITS
from ..model import UnreadableError

_RATIO_FROM = 2**20  # smaller parts may be as repetitive as they like


@dataclass(slots=True)
class Package:
    """An open ZIP file; `unpacked` counts what was taken out of it so far."""

    archive: zipfile.ZipFile
    file: str
    names: frozenset[str]
    unpacked: int = field(default=0)

    def read(self, name: str) -> bytes:
        """One part. Raises UnreadableError when it is missing, damaged, encrypted or beyond the limits."""
        if name not in self.names:
            raise UnreadableError(f"{self.file}: damaged: {name} is missing in it; download it again")
        info = self.archive.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableError(f"{self.file}: protected by a password; save it without one")
        allowed = LIMITS.unpacked_bytes - self.unpacked
        by_ratio = max(_RATIO_FROM, info.compress_size * LIMITS.unpacked_ratio)
        try:
            with self.archive.open(info) as part:
                data = part.read(min(allowed, by_ratio) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableError(
                f"{self.file}: damaged: {name} cannot be unpacked; download it again"
            ) from error
        if len(data) > min(allowed, by_ratio):
            which = "YUSUAN_LIMIT_UNPACKED_BYTES" if allowed <= by_ratio else "YUSUAN_LIMIT_UNPACKED_RATIO"
            raise UnreadableError(
                f"{self.file}: {name} unpacks to more than is allowed; if it is sound, raise {which}"
            )
        self.unpacked += len(data)
        return data

    def tree(self, name: str) -> etree._Element:
        """One part as XML: no entity expanded, no DTD loaded, nothing fetched, no namespaces left in tags."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True, collect_ids=False,
        )  # fmt: skip
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from error
            line, column = error.position
            raise UnreadableError(
                f"{self.file}: damaged: {name} is no XML from line {line}, column {column} on; download it again"
            ) from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableError(
                f"{self.file}: {name} declares entities, which office files never do; not read"
            )
        for element in root.iter(etree.Element):
            if "}" in element.tag:
                element.tag = element.tag.rpartition("}")[2]
        return root


def open_package(data: bytes, file: str) -> Package:
    """The ZIP file in `data`. Raises UnreadableError when it is damaged or truncated."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        return Package(archive, file, frozenset(archive.namelist()))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableError(f"{file}: truncated or damaged ({error}); download it again") from error
