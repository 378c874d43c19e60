"""Open a Word file within bounds, and write it again with some parts changed and all others as they were.

Floor: reports. In: a path. Out: `Package`; JiaoduError R30 to R33 for what is no readable .docx.

Sizes that the package states bound what is unpacked: no part is read beyond them, and together they are limited.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import unescape

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text

MAX_BYTES, MAX_UNPACKED, MAX_TEXT_PART, MAX_ENTRIES = 100_000_000, 600_000_000, 48_000_000, 5_000
MAX_RATIO, SMALL = 200, 20_000_000
_OLE, _RTF, _PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"%PDF"
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
}
DESCRIPTION = re.compile(r"(<(?:\w+:)?description[^>]*>)([^<]*)(<)")
_TEXT_KINDS = ("footnotes", "endnotes", "header", "footer")


class Package:
    """The parts of a Word file. `main` is the body, `texts` are all parts with text, the body first."""

    def __init__(self, path: Path, data: bytes, archive: zipfile.ZipFile) -> None:
        self.path, self.data, self._zip = path, data, archive
        self.names = {entry.filename: entry for entry in archive.infolist()}
        self.main = self._main()
        related = [target for kind, target in self.relations(self.main) if kind in _TEXT_KINDS]
        self.texts = (self.main, *sorted(t for t in dict.fromkeys(related) if t in self.names))

    @property
    def signed(self) -> bool:
        """Whether the file bears a digital signature, which any change breaks."""
        return any(name.startswith("_xmlsignatures/") for name in self.names)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises JiaoduError (R30, R33)."""
        entry = self.names.get(name)
        if entry is None:
            _refuse(self.path, "R30", detail=name)
        if entry.file_size > MAX_TEXT_PART:
            _refuse(self.path, "R33", size=f"{name} {entry.file_size:,} B", limit=f"{MAX_TEXT_PART:,} B")
        return _unpack(self.path, self._zip, entry)

    def description(self) -> str:
        """What the file says of itself in its core properties, '' for nothing."""
        part = self.related("core-properties")
        said = DESCRIPTION.search(self.read(part).decode("utf-8", "replace")) if part else None
        return unescape(said[2]) if said else ""

    def related(self, kind: str, part: str = "") -> str | None:
        """The first part of a kind that a part ('' is the package) leads to and that is there."""
        return next((t for k, t in self.relations(part) if k == kind and t in self.names), None)

    def relations(self, part: str) -> list[tuple[str, str]]:
        """Kind and target of the relations of a part ('' is the package) that stay inside the package."""
        return [(kind, target) for kind, target, _ in self._relations(part)]

    def target(self, part: str, relation: str) -> str | None:
        """The part that a relation of a part leads to, by its id; None where it is not there."""
        return next((t for _, t, id_ in self._relations(part) if id_ == relation and t in self.names), None)

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.names:
            return []
        found = []
        for local, given in elements_of(self.path, relations, self.read(relations)):
            if local == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "")
                inside = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = given.get("Type", "").rsplit("/", 1)[-1]
                found.append((kind, posixpath.normpath(inside), given.get("Id", "")))
        return found

    def written(self, changed: Mapping[str, bytes]) -> bytes:
        """The file with some parts changed; every other part keeps its bytes, its place and its time."""
        if not changed:
            return self.data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self._zip.infolist():
                made = zipfile.ZipInfo(entry.filename, max(entry.date_time, (1980, 1, 1, 0, 0, 0)))
                made.compress_type = min(entry.compress_type, zipfile.ZIP_DEFLATED)
                made.external_attr = entry.external_attr
                content = changed.get(entry.filename)
                target.writestr(made, _unpack(self.path, self._zip, entry) if content is None else content)
        return out.getvalue()

    def _main(self) -> str:
        types = {
            given.get("PartName", "").lstrip("/"): given.get("ContentType", "")
            for _, given in elements_of(self.path, "[Content_Types].xml", self.read("[Content_Types].xml"))
        }
        main = self.related("officeDocument")
        if main is None:
            _refuse(self.path, "R30", detail="officeDocument")
        kind = types.get(main, "")
        if "macroEnabled" in kind:
            _refuse(self.path, "R32", kind=Text("带宏的 Word 文件(.docm)", "a Word file with macros (.docm)"))
        if kind not in _MAIN:
            _refuse(self.path, "R32", kind=kind or self.path.suffix)
        return main


def open_package(path: Path) -> Package:
    """Open a Word file. Raises JiaoduError (R30 broken, R31 encrypted, R32 another kind, R33 too large)."""
    data = _bytes_of(path)
    _check_kind(path, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        _refuse(path, "R30", detail=str(error))
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries):
        _refuse(path, "R31")
    if "mimetype" in names and "content.xml" in names:
        _refuse(path, "R32", kind=Text("OpenDocument 文件(.odt 等)", "an OpenDocument file (.odt)"))
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * len(data)):
        _refuse(path, "R33", size=f"{len(entries):,} × → {unpacked:,} B", limit=f"{MAX_UNPACKED:,} B")
    if len(names) < len(entries):
        _refuse(path, "R30", detail="duplicate parts")
    return Package(path, data, archive)


def elements_of(path: Path, part: str, data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Local name and attributes of every element of a small part. Raises JiaoduError (R30)."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = strict_parser(path, part)
    parser.StartElementHandler = lambda name, given: found.append((name.rsplit(" ", 1)[-1], _local(given)))
    parse_part(path, part, parser, data)
    return found


def strict_parser(path: Path, part: str) -> expat.XMLParserType:
    """A parser with namespaces ("uri name") that refuses a DTD: no Office program writes one."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        _refuse(path, "R30", detail=f"{part}: DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse_part(path: Path, part: str, parser: expat.XMLParserType, data: bytes) -> None:
    """Run a parser over a part. Raises JiaoduError (R30) for broken XML and for other encodings than UTF-8."""
    declared = data[:200].lower().split(b"?>")[0]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"encoding=" in declared and b"utf-8" not in declared):
        _refuse(path, "R30", detail=f"{part}: not UTF-8")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        _refuse(path, "R30", detail=f"{part}: {error}")


def _local(given: Mapping[str, str]) -> dict[str, str]:
    return {name.rsplit(" ", 1)[-1]: value for name, value in given.items()}


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            _refuse(path, "R33", size=f"{size:,} B", limit=f"{MAX_BYTES:,} B")
        return path.read_bytes()
    except OSError as error:
        _refuse(path, "R30", detail=error.strerror or str(error))


def _check_kind(path: Path, data: bytes) -> None:
    """Refuse what is no package at all, by its first bytes."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse(path, "R31")
        _refuse(path, "R32", kind=Text("旧格式的 Word 文件(.doc)", "an old Word file (.doc)"))
    for start, kind in ((_RTF, "RTF"), (_PDF, "PDF")):
        if data.startswith(start):
            _refuse(path, "R32", kind=kind)
    if not data.startswith(b"PK"):
        _refuse(path, "R30", detail=Text("不是 Word 文件", "no Word file") if data else Text("空文件", "an empty file"))


def _unpack(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        _refuse(path, "R30", detail=f"{entry.filename}: {error}")


def _refuse(path: Path, code: str, **data: object) -> NoReturn:
    raise JiaoduError(problem(code, Place(str(path)), **data))
