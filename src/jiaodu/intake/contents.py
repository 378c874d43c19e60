"""What a file is by its first bytes, whatever its name says: web systems export pages and texts that are named .xls.

Floor: intake. In: the bytes of a file. Out: `Content`; `Unusable` for what holds no table that is read here.
"""

from __future__ import annotations

import re
from enum import StrEnum

from jiaodu.core.base.text import Text
from jiaodu.intake.limits import Unusable


class Content(StrEnum):
    """The kinds of content that are read."""

    PACKAGE = "package"  # .xlsx, .xlsm, .ods
    OLE = "ole"  # .xls, .et
    TEXT = "text"  # CSV


ENDINGS = {
    Content.PACKAGE: frozenset({".xlsx", ".xlsm", ".ods"}),
    Content.OLE: frozenset({".xls", ".et"}),
    Content.TEXT: frozenset({".csv", ".tsv", ".txt"}),
}
CONTENT_NAMES = {
    Content.PACKAGE: Text("工作簿(.xlsx 或 .ods)", "a workbook (.xlsx or .ods)"),
    Content.OLE: Text("旧格式工作簿(.xls)", "a workbook of the old format (.xls)"),
    Content.TEXT: Text("文本(CSV)", "text (CSV)"),
}
_FIRST = 4_096
_SIGNS: tuple[tuple[bytes, Content], ...] = ((b"PK\x03\x04", Content.PACKAGE), (b"\xd0\xcf\x11\xe0", Content.OLE))
_OTHER: tuple[tuple[re.Pattern[bytes], Text], ...] = tuple(
    (re.compile(pattern, re.I), Text(zh, en))
    for pattern, zh, en in (
        (rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype html|<html|<head|<meta|<body|<style|<table)", "网页(HTML)", "a web page (HTML)"),
        (rb"(mime-version:|content-type: *multipart|from: <saved by)", "网页存档(MHT)", "a web archive (MHT)"),
        (rb"<\?xml.{0,2000}(mso-application|office:spreadsheet)", "XML 表格(2003)", "an XML spreadsheet (2003)"),
        (rb"<\?xml", "XML 文件", "an XML file"),
        (rb"%PDF-", "PDF 文件", "a PDF file"),
        (rb"\{\\rtf", "RTF 文档", "an RTF document"),
        (rb"(\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0)", "图片", "a picture"),
        (rb"(Rar!|7z\xbc\xaf|\x1f\x8b)", "压缩文件", "a compressed archive"),
        (rb"SQLite format 3", "数据库文件", "a database file"),
        (rb"(\x7fELF|MZ.{58})", "程序", "a program"),
        (rb"[\x09\x00]\x08?\x04?[\x00-\x06]\x00[\x00-\x09]\x00", "Excel 4 以前的工作簿", "a workbook of a time before Excel 5"),
    )
)  # fmt: skip


def content_of(data: bytes) -> Content:
    """What the bytes are. Raises Unusable (I60 for other contents, I68 for an empty file)."""
    if not data.strip(b"\x00 \r\n\t\x1a"):
        raise Unusable("I68", size=len(data))
    for sign, content in _SIGNS:
        if data.startswith(sign):
            return content
    if data.startswith(b"PK"):  # the directory of an empty or split archive
        raise Unusable("I69")
    start = data[:_FIRST].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:_FIRST].decode("utf-16", "replace").encode().lstrip()
    for pattern, name in _OTHER:
        if pattern.match(start):
            raise Unusable("I60", kind=name)
    return Content.TEXT
