"""Check an archive: that every file in it is there and is what its hash says, and that the record fits its id.

Floor: reports. In: a zip. Out: `Verified`. Everything is read piece by piece and nothing is unpacked to disk.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.reports.editions.archive.zipping import CHUNK, SUMS
from jiaodu.reports.editions.record import edition_from_json

MOST_SUMS, MOST_MEMBERS, MOST_BYTES, MOST_RECORD = 64 * 2**20, 500_000, 2**40, 512 * 2**20


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked: the edition, how many files, and what is wrong with which."""

    edition: str
    files: int
    problems: tuple[Problem, ...]


def verify_archive(path: Path) -> Verified:
    """Check an archive. Raises JiaoduError (R48) for a file that is none."""
    try:
        with zipfile.ZipFile(path) as package:
            return _Check(path, package).run()
    except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise _no_archive(path, f"{type(error).__name__}: {error}"[:200]) from error


class _Check:
    def __init__(self, path: Path, package: zipfile.ZipFile) -> None:
        self.path, self.package = path, package
        infos = [i for i in package.infolist() if not i.is_dir()]
        sums = [i for i in infos if i.filename.count("/") == 1 and i.filename.endswith(f"/{SUMS}")]
        if len(sums) != 1 or len(infos) > MOST_MEMBERS or sums[0].file_size > MOST_SUMS:
            raise _no_archive(path, SUMS)
        if sum(i.file_size for i in infos) > MOST_BYTES:
            raise _no_archive(path, f"> {MOST_BYTES} B")
        self.root = sums[0].filename.removesuffix(SUMS)
        self.infos = {i.filename.removeprefix(self.root): i for i in infos}
        self.wanted = dict(self._lines(package.read(sums[0]).decode()))
        names = [i.filename for i in infos]
        self.twice = sorted(name for name, count in Counter(names).items() if count > 1)

    def _lines(self, text: str) -> Iterator[tuple[str, str]]:
        for line in text.splitlines():
            digest, _, name = line.partition("  ")
            if len(digest) != hashlib.sha256().digest_size * 2 or not name:
                raise _no_archive(self.path, SUMS)
            yield name, digest

    def run(self) -> Verified:
        problems = [self._wrong(n, Text("重复", "stands twice")) for n in self.twice]
        for name, digest in self.wanted.items():
            info = self.infos.get(name)
            if info is None:
                problems.append(self._wrong(name, Text("不见了", "is gone")))
            elif self._digest(info) != digest:
                problems.append(
                    self._wrong(name, Text("内容与校验值不符", "does not have the content that its hash says"))
                )
        unknown = sorted(self.infos.keys() - self.wanted.keys() - {SUMS})
        problems += [self._wrong(n, Text("不在清单里", "is not in the list")) for n in unknown]
        return Verified(self._edition(problems), len(self.wanted), tuple(problems))

    def _digest(self, info: zipfile.ZipInfo) -> str:
        """The hash of a member; '' where it cannot be read or is longer than it says."""
        found, read = hashlib.sha256(), 0
        try:
            with self.package.open(info) as member:
                while piece := member.read(CHUNK):
                    found.update(piece)
                    read += len(piece)
                    if read > info.file_size:
                        return ""
        except (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, NotImplementedError):
            return ""
        return found.hexdigest()

    def _edition(self, problems: list[Problem]) -> str:
        """The id of the record, which must fit its content."""
        info = self.infos.get("edition.json")
        if info is None or info.file_size > MOST_RECORD or any(p.place.key == "edition.json" for p in problems):
            return ""
        try:
            edition = edition_from_json(json.loads(self.package.read(info)))
            fits = edition.content_id() == edition.id
        except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError):
            fits, edition = False, None
        if not fits:
            problems.append(
                self._wrong("edition.json", Text("内容与版次编号不符", "does not fit the id of its edition"))
            )
        return edition.id if edition else ""

    def _wrong(self, name: str, what: Text) -> Problem:
        return problem("R47", Place(str(self.path), key=name), name=name, what_is=what)


def _no_archive(path: Path, detail: str) -> JiaoduError:
    return JiaoduError(problem("R48", Place(str(path)), file=path.name, detail=detail))
