"""Word packages: unpack the few parts that hold text, within bounds.

Floor: core.prose. In: the bytes of a .docx. Out: parsed parts; `Unreadable` for bombs and broken packages.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from lxml import etree

from jiaodu.core.base.text import Text
from jiaodu.core.prose.limits import MAX_ENTRIES, MAX_RATIO, MAX_XML, SMALL, Unreadable

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError, NotImplementedError)
_DTD = re.compile(rb"<!DOCTYPE|<!ENTITY")


class Package:
    """A zip whose parts are read one by one, each counted. Raises Unreadable (N02, N04, N05)."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Unreadable("N05", detail=str(error)) from error
        entries = self.zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable("N02", what=Text("个部件", "parts"), found=len(entries), limit=MAX_ENTRIES)
        if any(e.flag_bits & 1 for e in entries):
            raise Unreadable("N04")
        self.entries: Mapping[str, zipfile.ZipInfo] = {e.filename: e for e in entries}
        self.read_so_far = 0

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        try:
            with self.zip.open(entry) as stream:
                data = stream.read(MAX_XML - self.read_so_far + 1)
        except (*_BROKEN, RuntimeError) as error:
            raise Unreadable("N05", detail=str(error)) from error
        self.read_so_far += len(data)
        packed = max(entry.compress_size, 1)
        if self.read_so_far > MAX_XML or (len(data) > SMALL and len(data) / packed > MAX_RATIO):
            raise Unreadable(
                "N02", what=Text("字节（解压后）", "bytes unpacked"), found=f"> {len(data):,}", limit=f"{MAX_XML:,}"
            )
        return data

    def tree(self, name: str) -> Any:
        """A part as an element tree without entities, None where there is none."""
        data = self.part(name)
        if data is None:
            return None
        if _DTD.search(data[:4096]):
            raise Unreadable("N05", detail="DTD")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable("N05", detail=f"{name}: {error}") from error
