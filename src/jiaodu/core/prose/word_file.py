"""Word files: paragraphs, headings, tables, text boxes and notes as they would read with all changes accepted.

Floor: core.prose. In: the bytes of a .docx. Out: `Prose`; `pieces_of` tells which run element holds which characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jiaodu.core.base.problems import Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.prose.building import Builder
from jiaodu.core.prose.limits import Unreadable
from jiaodu.core.prose.marking import hidden_characters, mark_parts
from jiaodu.core.prose.model import Prose
from jiaodu.core.prose.outline import heading_level
from jiaodu.core.prose.packages import Package
from jiaodu.core.prose.sentences import quoted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {W + n for n in ("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "sdtPr", "tblPr", "txbxContent")} | {
    _FALLBACK
}
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": ""}
FIGURE_PREFIX = "jd_f_"
_CHANGES = {W + n for n in ("ins", "del", "moveFrom", "moveTo")}
_OUTLINE = re.compile(r"heading\s*(\d)|标题\s*(\d)", re.IGNORECASE)
_NOTES = (
    ("word/footnotes.xml", W + "footnote", "脚注", "footnote"),
    ("word/endnotes.xml", W + "endnote", "尾注", "endnote"),
)
# what jiaodu writes behind the report for those who draft it
_ASIDE = re.compile(r"成稿前请核对|To settle before this is final")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a paragraph's text are those of one `w:t`, or one sign (tab, line break)."""

    element: Any
    start: int
    end: int
    text: str


def pieces_of(paragraph: Any) -> tuple[Piece, ...]:
    """The pieces of a `w:p` in order; deleted, hidden and instruction text and the text of boxes are not among them."""
    found: list[Piece] = []
    at = 0
    for element in _walk(paragraph):
        text = element.text or "" if element.tag == W + "t" else _SIGNS[element.tag]
        if text:
            found.append(Piece(element, at, at + len(text), text))
            at += len(text)
    return tuple(found)


def _walk(element: Any) -> Iterator[Any]:
    """Elements that print characters, in order, without recursion."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == W + "t" or child.tag in _SIGNS:
            yield child
        elif child.tag not in _GONE and not (child.tag == W + "r" and _is_hidden(child)):
            stack.append(iter(child))


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val") not in ("0", "false", "off")


def prose_of_docx(data: bytes, file: str = "") -> Prose:
    """Read a Word file. Raises Unreadable (N02, N04, N05)."""
    package = Package(data)
    document = package.tree("word/document.xml")
    if document is None:
        raise Unreadable("N05", detail="word/document.xml")
    reader = _Reader(package)
    reader.part(document, "word/document.xml")
    for name, tag, zh, en in _NOTES:
        tree = package.tree(name)
        if tree is not None:
            reader.notes(tree, name, tag, Text(zh, en))
    built = reader.built
    blocks = mark_parts(built.text, built.blocks)
    problems = [*hidden_characters(built.text, file)]
    if reader.changes:
        problems.insert(0, problem("N23", Place(file), count=reader.changes))
    title = next((built.text[b.start : b.end] for b in blocks if b.kind == "title"), "")
    return Prose(
        file, "docx", built.text, blocks, tuple(built.bounds), quoted(title),
        properties=tuple(_properties(package)), problems=tuple(problems),
    )  # fmt: skip


class _Reader:
    def __init__(self, package: Package) -> None:
        self.built = Builder()
        styles = package.tree("word/styles.xml")
        self.levels, self.captions = _style_levels(styles), _captions(styles)
        self.numbers: dict[Any, int] = {}
        self.part_name = ""
        self.paragraphs = self.tables = self.changes = 0
        self.aside = False

    def part(self, tree: Any, name: str) -> None:
        self._enter(tree, name)
        body = tree.find(W + "body")
        for child in tree if body is None else body:
            self._flow(child)

    def _enter(self, tree: Any, name: str) -> None:
        self.part_name = name
        self.numbers = {p: i for i, p in enumerate(tree.iter(W + "p"))}
        self.changes += sum(1 for e in tree.iter(*_CHANGES) if e.getparent().tag not in (W + "rPr", W + "trPr"))

    def notes(self, tree: Any, name: str, tag: str, words: Text) -> None:
        """Footnotes or endnotes; separators have a type."""
        self._enter(tree, name)
        for i, note in enumerate((n for n in tree.iter(tag) if not n.get(W + "type")), 1):
            for paragraph in note.iter(W + "p"):
                self._paragraph(paragraph, Text(f"{words.zh}{i}", f"{words.en} {i}"), "note")

    def _flow(self, element: Any) -> None:
        """A paragraph, a table, or a wrapper (content control, custom XML, insertion) around them."""
        if element.tag == W + "p":
            self.paragraphs += 1
            place = Text(f"第{self.paragraphs}段", f"paragraph {self.paragraphs}")
            self._paragraph(element, place)
            self._boxes(element, place)
        elif element.tag == W + "tbl":
            self._table(element)
        elif element.tag not in _GONE:
            for child in element:
                self._flow(child)

    def _boxes(self, paragraph: Any, place: Text) -> None:
        for box in paragraph.iter(W + "txbxContent"):
            if any(a.tag == _FALLBACK for a in box.iterancestors()):
                continue
            for inner in box.iter(W + "p"):
                self._paragraph(inner, Text(f"{place.zh}文本框", f"{place.en}, text box"))

    def _paragraph(self, paragraph: Any, place: Text, kind: str = "", after: str = "\n", **more: Any) -> None:
        pieces = pieces_of(paragraph)
        text = "".join(p.text for p in pieces)
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = style.get(W + "val") if style is not None else ""
        level = self._level(paragraph, named)
        if not kind and named in self.captions:
            kind = "note"
        elif not kind:
            own = heading_level(text) if len(text.strip()) <= 50 and "。" not in text else 0
            level = level if level >= 0 else own
            kind = "title" if level == 0 and level != own else "heading" if level > 0 else self._running(paragraph)
        if _ASIDE.match(text.strip()):
            self.aside = True
        number = self.numbers.get(paragraph, -1)
        self.built.block(
            text, kind, place, _figures(paragraph, pieces), after, level=max(level, 0),  # type: ignore[arg-type]
            part="aside" if self.aside else "body", address=f"{self.part_name}#{number}", **more,
        )  # fmt: skip

    def _level(self, paragraph: Any, style: str) -> int:
        """The level of a heading, 0 of a title, -1 of anything else."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None and (own.get(W + "val") or "9").isdigit() and int(own.get(W + "val")) < 9:
            return int(own.get(W + "val")) + 1
        return self.levels.get(style, -1)

    @staticmethod
    def _running(paragraph: Any) -> str:
        return "list" if paragraph.find(f"{W}pPr/{W}numPr") is not None else "paragraph"

    # --- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: Any) -> None:
        self.tables += 1
        number = self.tables
        rows = [r for r in table.iter(W + "tr") if _owner(r, W + "tbl") is table]
        heads: dict[int, list[str]] = {}
        marked = [r.find(f"{W}trPr/{W}tblHeader") is not None for r in rows]
        head_rows = (
            max(1, next((i for i, is_head in enumerate(marked) if not is_head), len(rows))) if len(rows) > 1 else 0
        )
        for i, row in enumerate(rows):
            column, label = 1, ""
            for cell in (c for c in row.iter(W + "tc") if _owner(c, W + "tr") is row):
                span = _span(cell)
                said = " ".join("".join(p.text for p in pieces_of(q)) for q in cell.iter(W + "p")).strip()
                is_head = i < head_rows
                for c in range(column, column + span) if is_head and said else ():
                    heads.setdefault(c, []).append(said)
                place = Text(f"表{number}第{i + 1}行第{column}列", f"table {number}, row {i + 1}, column {column}")
                above = () if is_head else tuple(heads.get(column, ()))
                self._cell(
                    cell, place, heads=(*above, *((label,) if label and not is_head else ())), is_head=is_head,
                    table=number, row=i + 1, column=column,
                )  # fmt: skip
                label = label or said
                column += span
            self.built.put("\n")

    def _cell(self, cell: Any, place: Text, **more: Any) -> None:
        paragraphs = [p for p in cell.iter(W + "p") if not any(a.tag in _GONE for a in p.iterancestors())]
        for i, paragraph in enumerate(paragraphs):
            self._paragraph(paragraph, place, "cell", "\t" if i + 1 == len(paragraphs) else "\n", **more)


def _owner(element: Any, tag: str) -> Any:
    return next((a for a in element.iterancestors() if a.tag == tag), None)


def _span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(W + "val", "1") if span is not None else "1"
    return min(max(int(value), 1), 100) if value.isdigit() else 1


def _figures(paragraph: Any, pieces: tuple[Piece, ...]) -> list[tuple[int, int, str]]:
    """Figures of a paragraph: by bookmarks of our name, and by controls where the bookmark was lost."""
    offsets = {p.element: (p.start, p.end) for p in pieces}
    open_: dict[str, tuple[str, int]] = {}
    found: dict[str, tuple[int, int, str]] = {}
    at = 0
    for element in paragraph.iter():
        if element in offsets:
            at = offsets[element][1]
        elif element.tag == W + "bookmarkStart" and (element.get(W + "name") or "").startswith(FIGURE_PREFIX):
            open_[element.get(W + "id")] = (element.get(W + "name"), at)
        elif element.tag == W + "bookmarkEnd" and element.get(W + "id") in open_:
            name, start = open_.pop(element.get(W + "id"))
            found[name] = (start, at, name)
        elif element.tag == W + "sdt":
            tag = element.find(f"{W}sdtPr/{W}tag")
            name = tag.get(W + "val") if tag is not None else ""
            inner = [offsets[e] for e in element.iter() if e in offsets]
            if name and name.startswith(FIGURE_PREFIX) and inner:
                found.setdefault(name, (inner[0][0], inner[-1][1], name))
    return sorted(found.values())


def _style_levels(styles: Any) -> dict[str, int]:
    """Style id to heading level, 0 for the title; a style takes the level of the one that it is based on."""
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iter(W + "style") if styles is not None else ():
        id_ = style.get(W + "styleId") or ""
        name = style.find(W + "name")
        said = name.get(W + "val") if name is not None else ""
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        match = _OUTLINE.match(said or "")
        if outline is not None and (outline.get(W + "val") or "9").isdigit() and int(outline.get(W + "val")) < 9:
            levels[id_] = int(outline.get(W + "val")) + 1
        elif match:
            levels[id_] = int(match[1] or match[2])
        elif (said or "").lower() in ("title", "标题"):
            levels[id_] = 0
        parent = style.find(W + "basedOn")
        if parent is not None:
            based[id_] = parent.get(W + "val") or ""
    for id_ in based:
        above, seen = id_, {id_}
        while above not in levels and based.get(above) and based[above] not in seen:
            above = based[above]
            seen.add(above)
        if above in levels:
            levels.setdefault(id_, levels[above])
    return levels


def _captions(styles: Any) -> set[str]:
    """The styles of the captions of tables and pictures."""
    found = styles.iter(W + "style") if styles is not None else ()
    names = {s.get(W + "styleId") or "": s.find(W + "name") for s in found}
    return {
        id_ for id_, name in names.items() if name is not None and name.get(W + "val").lower() in ("caption", "题注")
    }


def _properties(package: Package) -> Iterator[tuple[str, str]]:
    """Custom document properties, such as the id of the edition."""
    tree = package.tree("docProps/custom.xml")
    for element in tree if tree is not None else ():
        name = element.get("name")
        if name:
            yield name, "".join(element.itertext())
