"""Office packages that are the same bytes whenever they are written.

Floor: reports. In: a package on disk. Out: the package, without the time of day.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def settle_package(path: Path) -> None:
    """Write an Office package again without the time of day: the same document makes the same bytes."""
    with zipfile.ZipFile(path) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)


_CUSTOM = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" \
xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property \
fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name={name}><vt:lpwstr>{value}</vt:lpwstr></property></Properties>"""


def add_property(file: Any, name: str, value: str) -> None:
    """Give a Word file a property of its own, as its properties window shows it; LibreOffice keeps it."""
    content = _CUSTOM.format(name=quoteattr(name), value=escape(value)).encode()
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, content, file.part.package)
    file.part.package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def drop_thumbnail(file: Any) -> None:
    """Without the picture of an empty page that the library's template carries: folders would show it for the report."""
    relations = file.part.package.rels
    for id_ in [id_ for id_, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[id_]
