"""Documents: every table that paths name, in folders and in zip files, ready to be opened one at a time.

Floor: intake. In: paths. Out: `Document`s with the name that people see, and problems of what cannot be opened.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jiaodu.core.base.periods import ZONE
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.intake.limits import MAX_BYTES, MAX_FILES, Unusable

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".et"})
ARCHIVES = frozenset({".zip"})
OTHER_ARCHIVES = frozenset({".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx"})


@dataclass(frozen=True, slots=True)
class Document:
    """A table as a file of its own or as a member of a zip file; its bytes are read when asked for.

    `name` is what people see (回收.zip › 沙河/一小.xlsx), `path` the absolute path of the file of its own (empty for a
    member), `modified` the time that the folder or the zip file states. `content` raises Unusable.
    """

    name: str
    path: str
    suffix: str
    stem: str
    content: Callable[[], bytes] = field(compare=False, repr=False)
    modified: dt.datetime | None = None


@dataclass(slots=True)
class Found:
    """What paths name: tables, what is wrong, and the names of what is no table."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def find_documents(paths: Iterable[Path]) -> Found:
    """Every table that the paths name, in order, each once: files, folders with all below them, zip files."""
    found = Found()
    seen: set[Path] = set()
    for path in map(Path, paths):
        for file in _walk(path, found) if path.is_dir() else [path]:
            try:
                resolved = file.resolve()
            except (OSError, ValueError):  # a name that no file can have; opening it says so
                resolved = file
            if resolved not in seen:
                seen.add(resolved)
                _take(file, found, asked=file is path)
    if found.others:
        found.problems.append(problem("I91", Place(), count=len(found.others), files=_few(found.others)))
    return found


def document_of(path: Path) -> Document:
    """A file on disk as a document."""
    try:
        modified = dt.datetime.fromtimestamp(path.stat().st_mtime, ZONE)
    except (OSError, ValueError, OverflowError):
        modified = None
    return Document(str(path), str(path.absolute()), path.suffix.lower(), path.stem, lambda: read_bytes(path), modified)


def read_bytes(path: Path) -> bytes:
    """The bytes of an ordinary file. Raises Unusable (I03 too large, C02 not there, I62 a pipe or device, I01)."""
    try:
        # without waiting: a pipe that nobody writes to would hold us for ever
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unusable("I62")
            if status.st_size > MAX_BYTES:
                size = f"{status.st_size // 1_000_000} MB"
                raise Unusable("I03", size=size, limit=f"{MAX_BYTES // 1_000_000} MB")
            return file.read(status.st_size)  # a larger size would be set aside at once
    except FileNotFoundError as error:
        raise Unusable("C02", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise Unusable("I01", detail=getattr(error, "strerror", None) or str(error)) from error


def is_junk(parts: Sequence[str]) -> bool:
    """Whether a path is what systems and office programs leave behind: hidden files, lock files, __MACOSX, Thumbs.db."""
    return any(part.startswith((".", "~$")) or part.lower() in _JUNK_NAMES for part in parts if part not in ("", "."))


def is_readme_file(stem: str) -> bool:
    """Whether a file's name says that it explains and holds no data."""
    return stem.lower().startswith("readme")


def _take(path: Path, found: Found, asked: bool) -> None:
    """Sort one file on disk: table, archive, or neither. A file that was named itself is always tried."""
    from jiaodu.intake.archives import documents_of_archive

    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        documents_of_archive(path, found)
    elif suffix in OTHER_ARCHIVES:
        found.problems.append(problem("I82", Place(str(path)), name=path.name, kind=suffix))
    elif asked or suffix in TABLE_SUFFIXES:
        found.documents.append(document_of(path))
    else:
        found.others.append(str(path))


def _walk(folder: Path, found: Found) -> Iterator[Path]:
    """The files of a folder and of all folders below it, sorted; links to folders are not followed."""
    count = 0
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_junk([name]))
        for name in sorted(files):
            if is_junk([name]) or is_readme_file(PurePosixPath(name).stem):
                continue
            count += 1
            if count > MAX_FILES:
                found.problems.append(problem("I81", Place(str(folder)), size=f">{MAX_FILES}", limit=MAX_FILES))
                return
            yield Path(root) / name


def _few(names: Sequence[str], count: int = 8) -> list[str]:
    return [*names[:count], *(["…"] if len(names) > count else [])]
