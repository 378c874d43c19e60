"""Zip files of returns: members are read in memory, within bounds; nothing is ever unpacked to disk.

Floor: intake. In: a zip file, possibly made by Chinese Windows (names in GBK), possibly hostile. Out: `Document`s.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from jiaodu.core.base.periods import ZONE
from jiaodu.core.base.problems import Place, problem
from jiaodu.intake.documents import (
    ARCHIVES,
    OTHER_ARCHIVES,
    TABLE_SUFFIXES,
    Document,
    Found,
    is_junk,
    is_readme_file,
)
from jiaodu.intake.limits import (
    MAX_ARCHIVE,
    MAX_BYTES,
    MAX_DIRECTORY,
    MAX_FILES,
    MAX_NESTED,
    MAX_UNPACKED,
    Unusable,
)

_UTF8_FLAG, _ENCRYPTED = 0x800, 0x1
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_END, _END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked from one zip file on disk, whatever is nested in it."""

    unpacked: int = MAX_UNPACKED
    nested: int = MAX_NESTED
    files: int = MAX_FILES


def documents_of_archive(path: Path, found: Found) -> None:
    """The tables in a zip file on disk; what cannot be read is a problem (I80 to I83, I89)."""
    try:
        if not path.exists():
            raise Unusable("C02", path=str(path))
        if (size := path.stat().st_size) > MAX_ARCHIVE:
            raise Unusable("I81", size=_mb(size), limit=_mb(MAX_ARCHIVE))
        _list(_open(path.open("rb")), str(path), _Budget(), found, depth=0)
    except Unusable as error:
        found.problems.append(problem(error.code, Place(str(path)), **error.data))
    except OSError as error:
        found.problems.append(problem("I80", Place(str(path)), detail=error.strerror or str(error)))


def _open(file: BinaryIO) -> zipfile.ZipFile:
    _check_directory(file)
    with _archive_errors():
        return zipfile.ZipFile(file)


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory of entries that would fill the memory, before the library reads it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_600))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(_END)
    if end < 0 or end + 22 > len(tail):
        raise Unusable("I80", detail="no end of directory")
    directory = struct.unpack_from("<L", tail, end + 12)[0]
    if end >= 76 and tail[end - 20 : end - 16] == _END64_LOCATOR:
        directory = max(directory % 0xFFFFFFFF, struct.unpack_from("<Q", tail, end - 76 + 40)[0])
    if directory > MAX_DIRECTORY:
        raise Unusable("I81", size=_mb(directory), limit=_mb(MAX_DIRECTORY))


@contextlib.contextmanager
def _archive_errors() -> Iterator[None]:
    """Whatever the library raises for a broken file becomes Unusable."""
    try:
        yield
    except Unusable:
        raise
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
        OverflowError, struct.error, zlib.error, IndexError, KeyError,
    ) as error:  # fmt: skip
        raise Unusable("I80", detail=f"{type(error).__name__}: {error}"[:200]) from error


def _list(archive: zipfile.ZipFile, label: str, budget: _Budget, found: Found, depth: int) -> None:
    names = member_names(archive)
    taken: set[str] = {d.name for d in found.documents}
    for info in sorted(archive.infolist(), key=lambda i: names[i.header_offset]):
        raw = names[info.header_offset]
        parts = [p for p in raw.replace("\\", "/").split("/") if p not in ("", ".", "..")]
        if info.is_dir() or not parts or is_junk(parts) or is_readme_file(PurePosixPath(parts[-1]).stem):
            continue
        budget.files -= 1
        if budget.files < 0:
            raise Unusable("I81", size=f">{MAX_FILES}", limit=MAX_FILES)
        name = _unique(f"{label} › {_CONTROLS.sub('', '/'.join(parts))}", taken)
        if ".." in raw.replace("\\", "/").split("/") or raw[:1] in ("/", "\\") or raw[1:2] == ":":
            found.problems.append(problem("I89", Place(name), name=_CONTROLS.sub("", raw)[:80]))
        _take_member(archive, info, name, budget, found, depth)


def _take_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget, found: Found, depth: int
) -> None:
    """Sort one member: table, nested zip file, other archive, or no table at all."""
    suffix = PurePosixPath(name).suffix.lower()
    if stat.S_ISLNK(info.external_attr >> 16) or suffix not in TABLE_SUFFIXES | ARCHIVES | OTHER_ARCHIVES:
        found.others.append(name)
        return
    place = Place(name)
    if suffix in OTHER_ARCHIVES or (suffix in ARCHIVES and depth > 0):
        found.problems.append(problem("I82", place, name=PurePosixPath(name).name, kind=suffix))
        return
    try:
        _check_member(info, budget)
        if suffix in ARCHIVES:
            budget.nested -= info.file_size
            if budget.nested < 0:
                raise Unusable("I81", size=_mb(info.file_size), limit=_mb(MAX_NESTED))
            inner = io.BytesIO(_read_member(archive, info))
            _list(_open(inner), name, budget, found, depth + 1)
            return
    except Unusable as error:
        found.problems.append(problem(error.code, place, **error.data))
        return
    stem = PurePosixPath(name).stem
    found.documents.append(Document(name, "", suffix, stem, lambda: _read_member(archive, info), member_time(info)))


def _check_member(info: zipfile.ZipInfo, budget: _Budget) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise Unusable("I83")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # other methods unpack without a bound in the library
        raise Unusable("I80", detail=f"compression method {info.compress_type}")
    if info.file_size > MAX_BYTES:
        raise Unusable("I03", size=_mb(info.file_size), limit=_mb(MAX_BYTES))
    budget.unpacked -= info.file_size
    if budget.unpacked < 0:
        raise Unusable("I81", size=f">{_mb(MAX_UNPACKED)}", limit=_mb(MAX_UNPACKED))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member; the library stops at the size that was checked and tests the checksum."""
    with _archive_errors(), archive.open(info) as member:
        return member.read(MAX_BYTES + 1)


def member_names(archive: zipfile.ZipFile) -> dict[int, str]:
    """The names of all members by offset, decoded: flagged UTF-8, Unicode field, else UTF-8 or GB18030 for all alike.

    Windows in Chinese writes GBK and says nothing; the standard then takes the bytes for code page 437.
    """
    names: dict[int, str] = {}
    silent: dict[int, bytes] = {}
    for info in archive.infolist():
        if info.flag_bits & _UTF8_FLAG:
            names[info.header_offset] = info.orig_filename
            continue
        raw = info.orig_filename.encode("cp437", "replace")
        stated = _unicode_field(info.extra, raw)
        if stated is not None:
            names[info.header_offset] = stated
        else:
            silent[info.header_offset] = raw
    return names | _decoded(silent)


def _decoded(raw: dict[int, bytes]) -> dict[int, str]:
    for encoding in ("utf-8", "gb18030"):
        try:
            return {offset: name.decode(encoding) for offset, name in raw.items()}
        except UnicodeDecodeError:
            continue
    return {offset: name.decode("cp437") for offset, name in raw.items()}


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        yield kind, extra[4 : 4 + size]
        extra = extra[4 + size :]


def _unicode_field(extra: bytes, raw: bytes) -> str | None:
    """The name in a Unicode path field (0x7075), when it belongs to this very name."""
    for kind, data in _extra_fields(extra):
        if (
            kind == 0x7075
            and len(data) > 5
            and data[0] == 1
            and struct.unpack_from("<L", data, 1)[0] == zlib.crc32(raw)
        ):
            with contextlib.suppress(UnicodeDecodeError):
                return data[5:].decode("utf-8")
    return None


def member_time(info: zipfile.ZipInfo) -> dt.datetime | None:
    """When a member was last changed: the UTC time of its extra field, else the local time of the entry."""
    for kind, data in _extra_fields(info.extra):
        if kind == 0x5455 and len(data) >= 5 and data[0] & 1:
            return dt.datetime.fromtimestamp(struct.unpack_from("<l", data, 1)[0], ZONE)
    try:
        # 1 January 1980 is what programs write that know no time
        return None if info.date_time[:3] == (1980, 1, 1) else dt.datetime(*info.date_time, tzinfo=ZONE)
    except ValueError:
        return None


def _unique(name: str, taken: set[str]) -> str:
    """The name, numbered when the archive holds it before; a name is what an address points at."""
    given, number = name, 1
    while name in taken:
        number += 1
        path = PurePosixPath(given)
        name = given.removesuffix(path.suffix) + f" ({number}){path.suffix}"
    taken.add(name)
    return name


def _mb(size: int) -> str:
    return f"{size // 1_000_000} MB"
