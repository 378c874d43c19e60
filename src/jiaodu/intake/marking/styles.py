"""Cell styles: a clone of a cell's own style with another fill, and the way back.

Floor: intake. In: the styles part of a package. Out: style numbers; `Fills` records what lay below each mark's colour.

A marked cell's fill says by its very colour what it replaced: each pair of a severity and an earlier fill gets a shade of
its own, at most 15 of 255 away from the severity's colour. The list of problems keeps the table of shades. So a mark can
be taken off again after rows were inserted or sorted and whichever program saved the file.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from lxml import etree

from jiaodu.core.base.problems import Severity
from jiaodu.intake.marking.marks import COLOURS
from jiaodu.intake.marking.package import Package, parse_xml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHADES = 256
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = (
    '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
# the order of a style sheet's parts, for those that have to be made
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


class Styles:
    """The styles of a workbook, with the shades of its marks by colour (RRGGBB): the fill below, '' for none."""

    def __init__(self, package: Package, book: str, namespace: str) -> None:
        part = next((r.target for r in package.relations(book) if r.kind == "styles" and r.target in package), "")
        if not part:
            part = "xl/styles.xml"  # some readers look nowhere else
            package.put(part, _EMPTY.format(namespace).encode())
            package.relate(book, "styles", part)
            package.declare(part, _STYLES_TYPE)
        self.root = package.edit(part)
        self._ns = etree.QName(self.root).namespace or MAIN
        self.shades: dict[str, str] = {}
        self._marked: dict[tuple[int, str], int] = {}
        self._fill_numbers: dict[str, int] = {}
        for name in ("fonts", "fills", "borders", "cellXfs"):
            self._group(name)
        self._taken = {c for fill in self._group("fills") if (c := _solid_colour(fill))}

    def unmark(self, shades: Mapping[str, str]) -> None:
        """Give every style whose fill is a recorded shade the fill that lay below."""
        fills = self._group("fills")
        below = {
            number: shades[colour] for number, fill in enumerate(fills) if (colour := _solid_colour(fill)) in shades
        }
        for style in self._group("cellXfs"):
            number = _number(style.get("fillId"))
            if number in below:
                style.set("fillId", str(self._add_fill_text(below[number])))
                if not below[number]:
                    style.attrib.pop("applyFill", None)
        self._taken -= set(shades)

    def marked(self, style: int, severity: Severity) -> int:
        """The clone of a style in the colour of a severity; the style itself where no shade is left for it."""
        if (style, severity) not in self._marked:
            self._marked[style, severity] = self._clone(style, severity)
        return self._marked[style, severity]

    def add(self, font: str = "", fill: str = "", border: str = "", inner: str = "") -> int:
        """A new style from the XML of its parts, for the list of problems."""
        style = etree.SubElement(self._group("cellXfs"), f"{{{self._ns}}}xf")
        numbers = {
            "numFmtId": 0,
            "fontId": self._add("fonts", font) if font else 0,
            "fillId": self._add_fill_text(fill) if fill else 0,
            "borderId": self._add("borders", border) if border else 0,
            "xfId": 0,
        }
        for name, number in numbers.items():
            style.set(name, str(number))
        for name in ("applyFont", "applyFill", "applyBorder", "applyAlignment", "applyProtection"):
            style.set(name, "1")
        for node in self._elements(inner):
            style.append(node)
        return self._counted("cellXfs") - 1

    def _clone(self, style: int, severity: Severity) -> int:
        styles = self._group("cellXfs")
        if not len(styles):
            self.add()
        own = styles[style if 0 <= style < len(styles) else 0]
        below = self._fill_text(_number(own.get("fillId")))
        shade = self._shade(severity, below)
        if not shade:
            return style
        made = copy.deepcopy(own)
        made.set("fillId", str(self._add_fill_text(solid(shade))))
        made.set("applyFill", "1")
        styles.append(made)
        return self._counted("cellXfs") - 1

    def _shade(self, severity: Severity, below: str) -> str:
        """The shade for a fill below; '' when all are taken."""
        base = COLOURS[severity]
        for number in range(_SHADES):
            green, blue = int(base[2:4], 16) - (number >> 4), int(base[4:], 16) - (number & 15)
            shade = f"{base[:2]}{green:02X}{blue:02X}"
            if self.shades.get(shade) == below:
                return shade
            if shade not in self.shades and shade not in self._taken:
                self.shades[shade] = below
                return shade
        return ""

    def _fill_text(self, number: int) -> str:
        """A fill as XML without namespaces; '' for none."""
        fills = self._group("fills")
        if not 0 < number < len(fills):
            return ""
        text = etree.tostring(_bare(fills[number]), encoding="unicode")
        return "" if 'patternType="none"' in text or len(text) > 2_000 else text

    def _add_fill_text(self, text: str) -> int:
        if not text:
            return 0
        if text not in self._fill_numbers:
            there = [self._fill_text(number) for number in range(len(self._group("fills")))]
            self._fill_numbers[text] = there.index(text) if text in there else self._add("fills", text)
        return self._fill_numbers[text]

    def _add(self, group: str, text: str) -> int:
        for node in self._elements(text):
            self._group(group).append(node)
        return self._counted(group) - 1

    def _elements(self, text: str) -> list[Any]:
        return list(parse_xml(f'<x xmlns="{self._ns}">{text}</x>'.encode())) if text else []

    def _counted(self, group: str) -> int:
        node = self._group(group)
        node.set("count", str(len(node)))
        return len(node)

    def _group(self, name: str) -> Any:
        found = self.root.find(f"{{{self._ns}}}{name}")
        if found is None:
            found = etree.Element(f"{{{self._ns}}}{name}")
            before = [n for n in self.root if etree.QName(n).localname in _ORDER[: _ORDER.index(name)]]
            self.root.insert(self.root.index(before[-1]) + 1 if before else 0, found)
            for text in _LEAST.get(name, ()):
                found.extend(self._elements(text))
            found.set("count", str(len(found)))
        return found


_LEAST = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}


def solid(colour: str) -> str:
    """A solid fill as XML."""
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor indexed="64"/></patternFill></fill>'


def _solid_colour(fill: Any) -> str:
    """RRGGBB of a solid fill, '' for others."""
    pattern = next((n for n in fill if etree.QName(n).localname == "patternFill"), None)
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = next((n.get("rgb", "") for n in pattern if etree.QName(n).localname == "fgColor"), "")
    return str(colour)[-6:].upper()


def _bare(node: Any) -> Any:
    """A copy of an element without namespaces."""
    made = etree.Element(etree.QName(node).localname, {k: v for k, v in node.attrib.items() if "}" not in k})
    made.extend(_bare(child) for child in node if isinstance(child.tag, str))
    return made


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
