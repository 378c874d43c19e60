"""An Office package while it is changed: parts by name, relations between them, content types.

Floor: intake. In: the bytes of an xlsx file. Out: the bytes of a file in which only the parts that were put differ.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: its kind (the last word of its type), and the part that it leads to."""

    id: str
    kind: str
    target: str
    is_external: bool = False


class Package:
    """The parts of a package. Reading is lazy; `put` and `drop` count when the package is written."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = {entry.filename for entry in self._zip.infolist()}
        self._new: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._trees: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._new or (name in self._names and name not in self._gone)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError."""
        if name not in self:
            raise KeyError(name)
        return self._new[name] if name in self._new else self._zip.read(name)

    def put(self, name: str, content: bytes) -> None:
        """Replace or add a part."""
        self._gone.discard(name)
        self._new[name] = content
        self._trees.pop(name, None)

    def drop(self, name: str) -> None:
        """Leave a part out, with its relations and its content type."""
        for part in (name, relations_part(name)):
            self._new.pop(part, None)
            self._trees.pop(part, None)
            self._gone.add(part)
        types = self.edit(_CONTENT_TYPES)
        for node in list(types):
            if node.get("PartName", "").lower() == f"/{name}".lower():
                types.remove(node)

    def edit(self, name: str) -> Any:
        """The root element of a part; what is changed in it is written."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.read(name))
        return self._trees[name]

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern such as xl/comments{}.xml that no part has, whatever its case."""
        taken = {name.lower() for name in (*self._names, *self._new)}
        return next(name for n in range(1, 100_000) if (name := pattern.format(n)).lower() not in taken)

    def relations(self, part: str) -> list[Relation]:
        """The relations of a part ('' is the package itself)."""
        name = relations_part(part)
        if name not in self:
            return []
        folder = posixpath.dirname(part)
        return [_relation(node, folder) for node in self.edit(name)]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation; gives its id."""
        name = relations_part(part)
        if name not in self:
            self.put(name, f'<Relationships xmlns="{RELATIONS}"/>'.encode())
        root = self.edit(name)
        taken = {node.get("Id") for node in root}
        id_ = next(f"rId{n}" for n in range(1, 100_000) if f"rId{n}" not in taken)
        office = STRICT_OFFICE if any(STRICT_OFFICE in node.get("Type", "") for node in root) else OFFICE
        node = etree.SubElement(root, f"{{{RELATIONS}}}Relationship")
        node.set("Id", id_)
        node.set("Type", f"{office}/{kind}")
        node.set("Target", f"/{target}")
        return id_

    def unrelate(self, part: str, target: str) -> None:
        """Remove the relations of a part to another."""
        if relations_part(part) in self:
            root, folder = self.edit(relations_part(part)), posixpath.dirname(part)
            for node in list(root):
                if _relation(node, folder).target == target:
                    root.remove(node)

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a part."""
        types = self.edit(_CONTENT_TYPES)
        for node in types:
            if node.get("PartName", "") == f"/{part}":
                node.set("ContentType", content_type)
                return
        node = etree.SubElement(types, f"{{{TYPES}}}Override")
        node.set("PartName", f"/{part}")
        node.set("ContentType", content_type)

    def declare_ending(self, ending: str, content_type: str) -> None:
        """State the content type of all parts with an ending, unless it is stated already."""
        types = self.edit(_CONTENT_TYPES)
        if not any(node.get("Extension", "").lower() == ending for node in types):
            node = etree.Element(f"{{{TYPES}}}Default")
            node.set("Extension", ending)
            node.set("ContentType", content_type)
            types.insert(0, node)

    def content_type(self, part: str) -> str:
        """The content type of a part that has one of its own, else ''."""
        types = self.edit(_CONTENT_TYPES)
        return next((n.get("ContentType", "") for n in types if n.get("PartName", "") == f"/{part}"), "")

    def write(self) -> bytes:
        """The package, parts in their old order, new ones last."""
        for name, root in self._trees.items():
            content = print_xml(root)
            if name not in self._names or content != print_xml(parse_xml(self.read(name))):
                self._new[name] = content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self._zip.infolist():
                if entry.filename in self:
                    target.writestr(_like(entry), self.read(entry.filename))
            for name in self._new:
                if name not in self._names:
                    target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), self._new[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()


def relations_part(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parse_xml(content: bytes) -> Any:
    """The root of an XML part; entities are never resolved, and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def print_xml(root: Any) -> bytes:
    """An XML part in UTF-8."""
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


def _relation(node: Any, folder: str) -> Relation:
    target, is_external = node.get("Target", ""), node.get("TargetMode", "") == "External"
    if not is_external:
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(node.get("Id", ""), node.get("Type", "").rsplit("/", 1)[-1], target, is_external)


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(entry.filename, max(entry.date_time, (1980, 1, 1, 0, 0, 0)))
    made.compress_type = zipfile.ZIP_STORED if entry.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    made.external_attr = entry.external_attr
    return made
