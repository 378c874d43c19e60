"""Which of two files is the later: by the time that the workbook itself states, else by the folder's or zip file's.

Floor: intake. In: documents. Out: an order with its reason in words, or none where it cannot be told.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from jiaodu.core.base.periods import ZONE
from jiaodu.core.base.text import Text
from jiaodu.intake.documents import Document
from jiaodu.intake.limits import Unusable

_PROPERTIES: Mapping[str, tuple[str, bytes]] = {
    ".xlsx": ("docProps/core.xml", rb"<dcterms:modified[^>]*>([^<]{10,40})<"),
    ".xlsm": ("docProps/core.xml", rb"<dcterms:modified[^>]*>([^<]{10,40})<"),
    ".ods": ("meta.xml", rb"<dc:date>([^<]{10,40})<"),
}
_LARGEST = 1_000_000
PREFERRED = Text("由 --prefer 指定。", "--prefer names it.")
SIGNS = "%Y-%m-%d %H:%M:%S"


def own_time(document: Document) -> dt.datetime | None:
    """When a workbook says that it was last saved; None where it does not say (CSV and .xls files never do)."""
    part, pattern = _PROPERTIES.get(document.suffix, ("", b""))
    if not part:
        return None
    with contextlib.suppress(Unusable, OSError, ValueError, KeyError, RuntimeError, NotImplementedError, zlib.error):
        return _stated(document.content(), part, pattern)
    return None


def _stated(data: bytes, part: str, pattern: bytes) -> dt.datetime | None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return None
    with archive, archive.open(part) as file:
        found = re.search(pattern, file.read(_LARGEST))
    if found is None:
        return None
    time = dt.datetime.fromisoformat(found[1].decode("ascii").strip().replace("Z", "+00:00"))
    return time.astimezone(ZONE) if time.tzinfo else time.replace(tzinfo=ZONE)


class Ages:
    """Compares files; the time inside a workbook is read once, and only where it is asked for."""

    def __init__(
        self, documents: Sequence[Document], preferred: Sequence[str] = (),
        stated: Callable[[Document], dt.datetime | None] = own_time,
    ) -> None:  # fmt: skip
        self._documents = {d.name: d for d in documents}
        self._preferred = set(preferred)
        self._read = stated
        self._own: dict[str, dt.datetime | None] = {}

    def later(self, names: Sequence[str]) -> tuple[str, Text] | None:
        """The file that counts among several, with the reason; None where no file goes before all others."""
        for name in names:
            reasons = [self._before(name, other) for other in names if other != name]
            if all(r is not None for r in reasons):
                return name, next(r for r in reasons if r is not None)
        return None

    def _before(self, name: str, other: str) -> Text | None:
        """Why a file goes before another, None when it does not."""
        if (name in self._preferred) != (other in self._preferred):
            return PREFERRED if name in self._preferred else None
        mine, yours = self._stated(name), self._stated(other)
        words = ("文件自记的保存时间较晚", "the workbook says that it was saved later")
        if mine is None or yours is None or mine == yours:
            mine, yours = self._documents[name].modified, self._documents[other].modified
            words = ("文件时间较晚", "the file is later")
        if mine is None or yours is None or mine <= yours:
            return None
        span = f"{mine:{SIGNS}} > {yours:{SIGNS}}"
        return Text(f"{words[0]}:{span}。", f"{words[1]}: {span}.")

    def _stated(self, name: str) -> dt.datetime | None:
        if name not in self._own:
            self._own[name] = self._read(self._documents[name])
        return self._own[name]
