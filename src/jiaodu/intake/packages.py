"""Whether an Office package may be opened at all: what it unpacks to is counted before anything lays it out.

Floor: intake. In: the bytes of an .xlsx or .ods file. Out: its `Traits`; `Unusable` for a bomb or a broken package.

The sizes that a package states are not believed: every part is unpacked once, in pieces that are thrown away, and must
come out as long as it is stated. Parts that share bytes or a name, and documents with a DTD, are refused: no office
program writes them, and two readers could see two different files in one.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jiaodu.intake.limits import MAX_ENTRIES, MAX_PART, MAX_RATIO, MAX_UNPACKED, SMALL, Unusable

_PIECE = 1_000_000
_LOCAL = struct.Struct("<4s5H3I2H")
_ROOT = re.compile(rb"<[A-Za-z_]")
_XML = (".xml", ".rels", ".vml")
_LARGE = ("xl/worksheets/", "xl/media/", "media/", "content.xml")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a package carries beside its tables: codes of the problems to report, with their data."""

    found: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def acts(self) -> bool:
        """Whether something in it would act by itself when it is opened."""
        return any(code == "I67" for code, _ in self.found)


def check_package(data: bytes) -> Traits:
    """Look through a package. Raises Unusable (I01, I02, I04, I63, I64, I69)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_entries(entries, len(data))
            for entry in entries:
                _check_part(entry, data)
            return Traits(tuple(_traits(package)))
    except zipfile.BadZipFile as error:
        is_cut = data.rfind(b"PK\x05\x06") < 0
        raise Unusable("I69" if is_cut else "I01", detail=str(error)) from error
    except (zlib.error, struct.error, EOFError, OSError, ValueError, KeyError) as error:
        raise Unusable("I01", detail=str(error)) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Unusable("I01", detail=str(error)) from error


def _check_entries(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    names = {entry.filename.lower() for entry in entries}
    if len(names) < len(entries):
        raise Unusable("I63", detail="duplicate parts")
    if len(entries) > MAX_ENTRIES:
        raise Unusable("I63", detail=f"{len(entries)} parts")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unusable("I02")
    if any(name.endswith("workbook.bin") for name in names):
        raise Unusable("I04", kind="xlsb")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * size):
        raise Unusable("I63", detail=f"{size:,} → {unpacked:,} bytes")
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end or entry.compress_size > size:
            raise Unusable("I63", detail="overlapping parts")
        end = entry.header_offset + _LOCAL.size + entry.compress_size
        if entry.file_size > MAX_PART and not entry.filename.startswith(_LARGE):
            raise Unusable("I63", detail=f"{entry.filename} {entry.file_size:,} bytes")


def _check_part(entry: zipfile.ZipInfo, data: bytes) -> None:
    """Unpack a part piece by piece, never more than it states."""
    local = _LOCAL.unpack_from(data, entry.header_offset)
    if local[0] != b"PK\x03\x04":
        raise Unusable("I01", detail=entry.filename)
    start = entry.header_offset + _LOCAL.size + local[9] + local[10]
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        first, size = bytes(packed[:_PIECE]), len(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        first, size = _unpack(packed, entry.file_size)
    else:
        raise Unusable("I01", detail=f"compression {entry.compress_type}")
    if size != entry.file_size:
        raise Unusable("I63", detail=f"{entry.filename}: {entry.file_size:,} bytes stated, {size:,} or more there")
    if entry.filename.lower().endswith(_XML):
        _check_prologue(entry.filename, first)


def _unpack(packed: memoryview, stated: int) -> tuple[bytes, int]:
    """The first piece and the size, at most one more than stated."""
    reader = zlib.decompressobj(-15)
    first, size, rest = b"", 0, bytes(packed[:_PIECE])
    at = len(rest)
    while size <= stated and not reader.eof:
        piece = reader.decompress(rest, min(_PIECE, stated - size + 1))
        first, size = first or piece, size + len(piece)
        rest = reader.unconsumed_tail
        if not rest and not reader.eof:
            if at >= len(packed) and not piece:
                raise EOFError("unexpected end of a part")
            rest, at = bytes(packed[at : at + _PIECE]), at + _PIECE
    return first, size


def _check_prologue(name: str, first: bytes) -> None:
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
        raise Unusable("I64", part=name, found="UTF-16")
    root = _ROOT.search(first)
    if b"<!DOCTYPE" in first[: root.start() if root else None].upper() or (first.strip() and root is None):
        raise Unusable("I64", part=name, found="DOCTYPE")


def _traits(package: zipfile.ZipFile) -> list[tuple[str, dict[str, Any]]]:
    names = package.namelist()
    found: list[tuple[str, dict[str, Any]]] = []
    if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        found.append(("I65", {}))
    links = [name for name in names if re.fullmatch(r"xl/externalLinks/[^/]+\.xml", name)]
    acting = [name for name in links if re.search(rb"<(\w+:)?(ddeLink|oleLink)\b", package.read(name))]
    if len(links) > len(acting):
        found.append(("I66", {"count": len(links) - len(acting)}))
    acting += [name for name in names if name.startswith(("xl/macrosheets/", "xl/activeX/"))]
    acting += [
        name
        for name in names
        if re.match(r"xl/(connections|queryTables/|pivotCache/pivotCacheDefinition)", name)
        and name.endswith(".xml")
        and re.search(rb"""refreshOnLoad=["'](1|true)""", package.read(name))
    ]
    if acting:
        found.append(("I67", {"what": sorted(acting)[:4]}))
    return found
