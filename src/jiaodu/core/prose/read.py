"""Read a file of any of four formats into `Prose`, going by what it holds and not by its name.

Floor: core.prose. In: a path. Out: `Prose`; JiaoduError with one problem (N01 to N08) where there is nothing to check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.prose.limits import MAX_BYTES, MAX_TEXT_BYTES, Unreadable
from jiaodu.core.prose.marking import hidden_characters
from jiaodu.core.prose.model import Prose

FORMATS = ("txt", "docx", "html", "pdf")
_SUFFIXES = {
    "txt": (".txt", ".md", ".text", ""),
    "docx": (".docx", ".docm", ".dotx"),
    "html": (".html", ".htm", ".xhtml"),
    "pdf": (".pdf",),
}
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_prose(path: str | Path) -> Prose:
    """Read a .txt, .docx, .html or .pdf file.

    Raises:
        JiaoduError: N01 not opened, N02 too large, N03 another format, N04 encrypted, N05 broken, N06 a scan without
            text, N07 empty, N08 unknown encoding.
    """
    path = Path(path)
    try:
        data = _bytes(path)
        kind = _format(data)
        prose = _read(kind, data, str(path))
        if not prose.blocks:
            raise Unreadable("N07")
    except Unreadable as error:
        raise JiaoduError(problem(error.code, Place(str(path)), **error.data)) from error
    return replace(prose, problems=(*_about_the_file(path, kind, prose), *prose.problems))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable("N02", what=Text("字节", "bytes"), found=f"{size:,}", limit=f"{MAX_BYTES:,}")
        with path.open("rb") as stream:  # a pipe or a file that grows has no size to go by
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable("N01", detail=error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise Unreadable("N02", what=Text("字节", "bytes"), found=f"> {MAX_BYTES:,}", limit=f"{MAX_BYTES:,}")
    return data


def _format(data: bytes) -> str:
    """The format that the content shows. Raises Unreadable (N03, N04, N07)."""
    head = data[:4096]
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("N07")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _package(data)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable("N04")
        raise Unreadable("N03", format=Text("旧格式 .doc 或 .wps", "the old format .doc or .wps"))
    if data.startswith(b"{\\rtf"):
        raise Unreadable("N03", format=Text("RTF", "RTF"))
    if data.startswith(_PICTURES):
        raise Unreadable("N03", format=Text("图片", "a picture"))
    return "html" if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) else "txt"


def _package(data: bytes) -> str:
    for name, zh, en in (
        (b"word/", "", ""),
        (b"xl/", "电子表格", "a spreadsheet"),
        (b"ppt/", "演示文稿", "a presentation"),
        (b"opendocument.text", "ODT", "ODT"),
        (b"opendocument", "OpenDocument", "OpenDocument"),
        (b"OFD.xml", "OFD", "OFD"),
    ):
        if name in data[:200_000] or name in data[-200_000:]:
            if not zh:
                return "docx"
            raise Unreadable("N03", format=Text(zh, en))
    if b"PK\x05\x06" not in data[-70_000:]:
        return "docx"  # cut off: its reader says so
    raise Unreadable("N03", format=Text("压缩包", "a zip file"))


def _read(kind: str, data: bytes, file: str) -> Prose:
    if kind in ("txt", "html") and len(data) > MAX_TEXT_BYTES:
        raise Unreadable("N02", what=Text("字节", "bytes"), found=f"{len(data):,}", limit=f"{MAX_TEXT_BYTES:,}")
    if kind == "txt":
        from jiaodu.core.prose.text_file import decode, prose_of_text

        text, encoding = decode(data)
        prose = prose_of_text(text, file, encoding)
        return replace(prose, problems=tuple(hidden_characters(text, file)))
    if kind == "docx":
        from jiaodu.core.prose.word_file import prose_of_docx

        return prose_of_docx(data, file)
    if kind == "html":
        from jiaodu.core.prose.page_file import prose_of_html

        return prose_of_html(data, file)
    from jiaodu.core.prose.pdf_file import prose_of_pdf

    return prose_of_pdf(data, file)


def _about_the_file(path: Path, kind: str, prose: Prose) -> Iterator[Problem]:
    if path.suffix.lower() not in _SUFFIXES[kind]:
        yield problem("N22", Place(str(path)), name=path.suffix or "—", format=kind)
    if kind == "txt" and prose.encoding != "utf-8":
        yield problem("N24", Place(str(path)), encoding=prose.encoding)
