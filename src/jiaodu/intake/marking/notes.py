"""Notes of cells: the comments part and its drawing, with ours added, old ones of ours taken out, others kept.

Floor: intake. In: the package, a sheet's part and its XML, the notes by cell. Out: the parts changed in place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from jiaodu.core.base.text import width_of
from jiaodu.core.facts.staging import column_letter
from jiaodu.intake.marking.marks import SIGN, Spot, position
from jiaodu.intake.marking.package import Package
from jiaodu.intake.marking.sheet_cells import SheetXml

AUTHOR = "教督 jiaodu"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{}"/>'
    "</o:shapelayout></xml>"
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{column1}, 15, {row0}, 4, {column4}, 40, {row9}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_OLD_SHAPE = re.compile(rb"<v:shape\s(?:(?!</v:shape>).)*</v:shape>", re.S)
_OLD_SPOT = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>")
_CHARACTERS_A_LINE = 20  # Chinese ones, in a note of 200 points
_LINE_POINTS = 14


class Notes:
    """The notes of one sheet."""

    def __init__(self, package: Package, part: str, sheet: SheetXml) -> None:
        self.package, self.part, self.sheet = package, part, sheet
        relations = package.relations(part)
        self.comments = next((r.target for r in relations if r.kind == "comments" and r.target in package), "")
        drawing = sheet.legacy_drawing()
        self.drawing = next((r.target for r in relations if r.id == drawing and r.target in package), "")

    def clear(self) -> None:
        """Take out our notes; a sender's note that ours was added to keeps its own text."""
        if not self.comments:
            return
        root = self.package.edit(self.comments)
        gone = {spot for node in list(_comments(root)) if _strip(node) and (spot := position(node.get("ref", "")))}
        if gone and self.drawing:
            xml = _OLD_SHAPE.sub(lambda m: b"" if _spot(m[0]) in gone else m[0], self.package.read(self.drawing))
            self.package.put(self.drawing, xml)
        if not any(True for _ in _comments(root)):
            self._drop()

    def add(self, notes: Mapping[Spot, str]) -> None:
        """Add notes. What a cell says already stays before ours; a threaded comment is left alone."""
        if not notes:
            return
        self._make_parts()
        root = self.package.edit(self.comments)
        there = {position(node.get("ref", "")): node for node in _comments(root)}
        author = _author(root)
        listed = next(n for n in root if _local(n) == "commentList")
        new: dict[Spot, str] = {}
        for spot, text in sorted(notes.items()):
            old = there.get(spot)
            if old is None:
                listed.append(_comment(root, spot, author, text))
                new[spot] = text
            elif not _is_threaded(root, old):
                _extend(old, text)
        if new:
            self.package.put(self.drawing, _with_shapes(self.package.read(self.drawing), new))

    def _make_parts(self) -> None:
        package = self.package
        if not self.comments:
            self.comments = package.free_name("xl/comments{}.xml")
            space = _namespace(self.sheet)
            content = f'<comments xmlns="{space}"><authors/><commentList/></comments>'
            package.put(self.comments, content.encode())
            package.declare(self.comments, _COMMENTS_TYPE)
            package.relate(self.part, "comments", self.comments)
        if not self.drawing:
            self.drawing = package.free_name("xl/drawings/vmlDrawing{}.vml")
            number = re.sub(r"\D", "", self.drawing.rpartition("/")[2]) or "1"
            package.put(self.drawing, _VML.format(number).encode())
            package.declare_ending("vml", _VML_TYPE)
            self.sheet.add_legacy_drawing(package.relate(self.part, "vmlDrawing", self.drawing))

    def _drop(self) -> None:
        """No note is left: the parts go, unless the drawing holds something else."""
        self.package.unrelate(self.part, self.comments)
        self.package.drop(self.comments)
        self.comments = ""
        if self.drawing and not _OLD_SHAPE.search(self.package.read(self.drawing)):
            self.package.unrelate(self.part, self.drawing)
            self.package.drop(self.drawing)
            self.sheet.drop_legacy_drawing()
            self.drawing = ""


def _namespace(sheet: SheetXml) -> str:
    if sheet.is_strict:
        return "http://purl.oclc.org/ooxml/spreadsheetml/main"
    return "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _comments(root: Any) -> list[Any]:
    return [n for n in root.iter() if isinstance(n.tag, str) and _local(n) == "comment"]


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def _strip(comment: Any) -> bool:
    """Take our text out of a comment; whether nothing was left and the comment went."""
    texts = [n for n in comment.iter() if _local(n) == "t"]
    whole = "".join(n.text or "" for n in texts)
    at = whole.find(SIGN)
    if at < 0:
        return False
    if not whole[:at].strip():
        comment.getparent().remove(comment)
        return True
    left = len(whole[:at].rstrip("\n"))
    for node in texts:
        said = node.text or ""
        node.text, left = said[:left], max(0, left - len(said))
        if not node.text and _local(node.getparent()) == "r":
            node.getparent().getparent().remove(node.getparent())
    return False


def _author(root: Any) -> int:
    authors = next((n for n in root if _local(n) == "authors"), None)
    if authors is None:
        authors = etree.Element(_sibling(root, "authors"))
        root.insert(0, authors)
    names = [n.text for n in authors]
    if AUTHOR in names:
        return names.index(AUTHOR)
    etree.SubElement(authors, _sibling(root, "author")).text = AUTHOR
    return len(names)


def _sibling(node: Any, name: str) -> str:
    return f"{{{etree.QName(node).namespace}}}{name}"


def _comment(root: Any, spot: Spot, author: int, text: str) -> Any:
    node = etree.Element(_sibling(root, "comment"), ref=f"{column_letter(spot[1] + 1)}{spot[0] + 1}")
    node.set("authorId", str(author))
    _run(etree.SubElement(node, _sibling(root, "text")), text)
    return node


def _run(parent: Any, text: str) -> None:
    run = etree.SubElement(parent, _sibling(parent, "r"))
    properties = etree.SubElement(run, _sibling(parent, "rPr"))
    etree.SubElement(properties, _sibling(parent, "sz"), val="9")
    etree.SubElement(properties, _sibling(parent, "rFont"), val="宋体")
    said = etree.SubElement(run, _sibling(parent, "t"))
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _extend(comment: Any, text: str) -> None:
    body = next((n for n in comment if _local(n) == "text"), None)
    if body is None:
        body = etree.SubElement(comment, _sibling(comment, "text"))
    plain = next((n for n in body if _local(n) == "t"), None)
    if plain is not None:  # plain text and runs do not stand side by side
        body.remove(plain)
        _run(body, plain.text or "")
    _run(body, ("\n" if len(body) else "") + text)


def _is_threaded(root: Any, comment: Any) -> bool:
    authors = next((list(n) for n in root if _local(n) == "authors"), [])
    number = int(comment.get("authorId", "0"))
    return number < len(authors) and (authors[number].text or "").startswith("tc=")


def _spot(shape: bytes) -> Spot | None:
    match = _OLD_SPOT.search(shape) if b'"Note"' in shape else None
    return (int(match[1]), int(match[2])) if match else None


def _with_shapes(xml: bytes, notes: Mapping[Spot, str]) -> bytes:
    """The drawing with a hidden box for each note."""
    number = max((int(n) for n in re.findall(rb"_x0000_s(\d+)", xml)), default=0)
    block = re.search(rb'<o:idmap[^>]*\bdata="(\d+)', xml)
    number = max(number, 1024 * int(block[1]) if block else 1024)
    shapes = [] if b'id="_x0000_t202"' in xml else [_SHAPE_TYPE]
    shapes += [_shape(number + i, i, spot, text) for i, (spot, text) in enumerate(notes.items(), 1)]
    at = xml.rindex(b"</xml>")
    return xml[:at] + "".join(shapes).encode() + xml[at:]


def _shape(id_: int, order: int, spot: Spot, text: str) -> str:
    row, column = spot
    lines = sum(max(1, math.ceil(width_of(part) / _CHARACTERS_A_LINE)) for part in text.split("\n"))
    height = _LINE_POINTS * lines + 8
    last = max(row - 1, 0) + math.ceil(height / 14.0) + 1
    return _SHAPE.format(
        id=id_, order=order, row=row, column=column, width=200, height=height, row0=max(row - 1, 0), row9=last,
        column1=column + 1, column4=column + 4,
    )  # fmt: skip
