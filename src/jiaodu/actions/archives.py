"""What a backup is: one zip file with a list of all that is in it, each with its hash.

Floor: actions. In: files. Out: `Contents`; the file, checked whole. Names inside: records.sqlite3 or records.dump, store/…, evidence/….
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from jiaodu.core.base.problems import JiaoduError, Place, problem

FORMAT, LIST = 1, "backup.json"
CHUNK = 2**20
# these are compressed already; to try again costs time and gains nothing
PACKED = (".parquet", ".xlsx", ".xls", ".zip", ".pdf", ".png", ".jpg", ".jpeg", ".docx", ".dump", ".ofd")


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself. `files`: name → (SHA-256, size)."""

    format: int
    version: str
    database: str
    at: str
    head: str
    migrations: list[str]
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)


class Packer:
    """Puts files into a zip and notes what it put."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: dict[str, tuple[str, int]] = {}

    def put(self, name: str, path: Path) -> None:
        """A file under a name. Raises: FileNotFoundError."""
        digest, size = hashlib.sha256(), 0
        kind = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
        with path.open("rb") as source:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = kind, 0o600 << 16
            with self.archive.open(info, "w", force_zip64=True) as target:
                while block := source.read(CHUNK):
                    target.write(block)
                    digest.update(block)
                    size += len(block)
        self.files[name] = (digest.hexdigest(), size)

    def close(self, contents: Contents) -> None:
        """The list comes last: a zip without it is not whole."""
        text = json.dumps({**asdict(contents), "files": self.files}, ensure_ascii=False, indent=1)
        self.archive.writestr(zipfile.ZipInfo(LIST), text, zipfile.ZIP_DEFLATED)


@contextmanager
def packing(path: Path) -> Iterator[Packer]:
    """Write a new archive beside its place; it gets its name only when it is whole and on the disk. Readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield Packer(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        _sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def read_contents(path: Path) -> Contents:
    """The list of a backup, checked against every byte in it. Raises: JiaoduError (U11)."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _contents(json.loads(archive.read(LIST)))
            names = [info.filename for info in archive.infolist() if info.filename != LIST]
            if sorted(names) != sorted(contents.files):
                raise _damaged(path, "the list and the files differ")
            for name, (digest, size) in contents.files.items():
                _check_name(path, name)
                with archive.open(name) as file:
                    if (digest, size) != _digest(file):
                        raise _damaged(path, name)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise _damaged(path, str(error)[:200]) from error
    return contents


def unpack(path: Path, contents: Contents, folder: Path) -> None:
    """All files of a checked backup into a folder, each hashed again while it is written. Raises: JiaoduError (U11)."""
    with zipfile.ZipFile(path) as archive:
        for name, (digest, _) in contents.files.items():
            target = folder.joinpath(*PurePosixPath(name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file, CHUNK)
                file.flush()
                os.fsync(file.fileno())
            with target.open("rb") as written:
                if _digest(written)[0] != digest:
                    raise _damaged(path, name)


def _contents(given: Mapping[str, Any]) -> Contents:
    if given["format"] != FORMAT:
        raise ValueError(f"format {given['format']}")
    return Contents(**{**given, "files": {name: (d, int(s)) for name, (d, s) in given["files"].items()}})


def _check_name(path: Path, name: str) -> None:
    parts = PurePosixPath(name).parts
    known = parts[0] in ("records.sqlite3", "records.dump", "store", "evidence") if parts else False
    if not known or name.startswith("/") or ".." in parts or "\\" in name:
        raise _damaged(path, f"name {name!r}")


def _digest(file: BinaryIO | Any) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := file.read(CHUNK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _damaged(path: Path, detail: str) -> JiaoduError:
    return JiaoduError(problem("U11", Place(str(path)), detail=detail))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
