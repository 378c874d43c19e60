"""A zip whose bytes depend on its content alone, and that knows the hash of everything in it.

Floor: reports. In: names and bytes, files or lines. Out: the zip with SHA256SUMS, which `sha256sum -c` reads.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
SUMS = "SHA256SUMS"
CHUNK = 1 << 20
# read and write for the owner, read for others, a regular file: the same on every system
_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive."""

    name: str
    size: int
    sha256: str


class Zipping:
    """Writes members one after the other under one folder; each name once."""

    def __init__(self, package: zipfile.ZipFile, root: str) -> None:
        self.package, self.root = package, root
        self.members: list[Member] = []
        self._names: set[str] = set()

    def add(self, name: str, content: bytes | str) -> Member:
        """A member from bytes or text."""
        return self.stream(name, [content.encode() if isinstance(content, str) else content])

    def add_file(self, name: str, path: Path) -> Member:
        """A member from a file, read piece by piece."""
        with path.open("rb") as file:
            return self.stream(name, iter(lambda: file.read(CHUNK), b""))

    def stream(self, name: str, pieces: Iterable[bytes]) -> Member:
        """A member from pieces, however many."""
        if name in self._names:
            raise ValueError(f"{name} twice")
        self._names.add(name)
        info = zipfile.ZipInfo(f"{self.root}/{name}", FIRST_DAY)
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, _MODE
        digest, size = hashlib.sha256(), 0
        # the size is not known before: room for large files is made in any case
        with self.package.open(info, "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members.append(Member(name, size, digest.hexdigest()))
        return self.members[-1]

    def add_sums(self) -> None:
        """The hashes of all members so far; the last member."""
        self.add(SUMS, "".join(f"{m.sha256}  {m.name}\n" for m in sorted(self.members, key=lambda m: m.name)))


def csv_pieces(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """A table as CSV in UTF-8 with a mark at its beginning, as spreadsheets expect it; piece by piece."""
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(list(header))
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        if buffer.tell() > CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _plain(cell: object) -> object:
    """Nothing for what is missing; no text that a spreadsheet would run as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell[:1] in ("=", "@", "\t", "\r"):
        return "'" + cell
    return cell
