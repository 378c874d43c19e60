"""Web pages: what a reader sees, block by block, with our figures.

Floor: core.prose. In: the bytes of an HTML file. Out: `Prose`. Scripts, styles and hidden elements are not text.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as markup

from jiaodu.core.base.text import Text
from jiaodu.core.prose.building import Builder
from jiaodu.core.prose.limits import Unreadable
from jiaodu.core.prose.marking import hidden_characters, mark_parts
from jiaodu.core.prose.model import Prose
from jiaodu.core.prose.outline import heading_level
from jiaodu.core.prose.sentences import quoted
from jiaodu.core.prose.text_file import decode

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 5}
_UNSEEN = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "svg",
    "canvas",
    "iframe",
    "object",
    "select",
    "textarea",
    "rp",
    "rt",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS,
}  # fmt: skip
_ASIDE = {"nav", "aside", "footer", "header"}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PREFIX = "jd_f_"
# what a page of ours says of itself: data attributes of its body
_PROPERTIES = re.compile(r"data-[a-z-]+")


def prose_of_html(data: bytes, file: str = "") -> Prose:
    """Read a page. Raises Unreadable (N02, N05, N08)."""
    text, encoding = _decode(data)
    # a declaration of an encoding must not stand in a string that is decoded already
    text = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)
    try:
        root = markup.document_fromstring(text, parser=markup.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("N05", detail=str(error)) from error
    reader = _Reader()
    body = root.find("body")
    reader.read(root if body is None else body)
    built = reader.built
    blocks = mark_parts(built.text, built.blocks)
    named = next((built.text[b.start : b.end] for b in blocks if b.kind == "title"), "") or (
        root.findtext(".//title") or ""
    )
    own = body.attrib.items() if body is not None else ()
    properties = tuple((k, v) for k, v in own if _PROPERTIES.fullmatch(k))
    return Prose(
        file, "html", built.text, blocks, tuple(built.bounds), quoted(named), encoding,
        properties=properties, problems=tuple(hidden_characters(built.text, file)),
    )  # fmt: skip


def _decode(data: bytes) -> tuple[str, str]:
    stated = _CHARSET.search(data[:4096])
    if stated and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = (stated[1] or stated[2]).decode("ascii").lower()
        name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name
        try:
            return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


class _Reader:
    """Walks the page once; text gathers until a block begins or ends."""

    def __init__(self) -> None:
        self.built = Builder()
        self.words: list[str] = []
        self.length = 0
        self.marks: list[tuple[int, int, str]] = []
        self.stack: list[Any] = []
        self.paragraphs = self.tables = 0
        self.grids: list[_Grid] = []

    def read(self, body: Any) -> None:
        hidden = 0
        for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
            if not isinstance(element.tag, str):
                if event in ("comment", "pi") and not hidden:
                    self._add(element.tail)
                continue
            if event == "start":
                hidden += hidden > 0 or _is_unseen(element)
                if not hidden:
                    self._start(element)
            elif hidden:
                hidden -= 1
                if not hidden and element is not body:
                    self._add(element.tail)
            else:
                self._end(element)
                if element is not body:
                    self._add(element.tail)
        self._flush()

    def _start(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        if element.tag == "table":
            self.tables += 1
            self.grids.append(_Grid(self.tables, element))
        elif element.tag == "tr" and self.grids:
            self.grids[-1].next_row(element)
        elif element.tag in ("td", "th") and self.grids:
            self.grids[-1].next_cell(element)
        elif element.tag == "br":
            self.words.append("\n")
            self.length += 1
        self.stack.append((element, self.length))
        self._add(element.text)

    def _end(self, element: Any) -> None:
        _, begun = self.stack.pop()
        figure = element.get("data-figure") or ""
        if figure.startswith(_PREFIX):
            self.marks.append((begun, self.length, figure))
        if element.tag in _BLOCKS:
            self._flush(element)
        if element.tag in ("td", "th") and self.grids:
            self.grids[-1].end_cell()
            self.built.put("\t")
        elif element.tag == "tr":
            self.built.put("\n")
        elif element.tag == "table" and self.grids:
            self.grids.pop()

    def _add(self, text: str | None) -> None:
        said = _SPACES.sub(" ", text) if text else ""
        if said.startswith(" ") and (not self.words or self.words[-1][-1:] in " \n"):
            said = said[1:]
        if said:
            self.words.append(said)
            self.length += len(said)

    def _flush(self, ended: Any = None) -> None:
        """Make a block of what has gathered."""
        text, marks = "".join(self.words), self.marks
        self.words, self.marks, self.length = [], [], 0
        self.stack = [(e, 0) for e, _ in self.stack]
        if not text.strip():
            return
        holders = [e for e, _ in self.stack] + ([ended] if ended is not None else [])
        part = "aside" if any(e.tag in _ASIDE for e in holders) else "annex" if _in_annex(holders) else "body"
        grid = self.grids[-1] if self.grids else None
        if grid and grid.open:
            grid.said.append(text.strip())
            self.built.block(text, "cell", grid.place(), marks, "", part=part, **grid.facts())
            return
        holder = next((e for e in reversed(holders) if e.tag in _BLOCKS), None)
        tag = "" if holder is None else holder.tag
        self.paragraphs += part != "aside"
        place = Text(f"第{self.paragraphs}段", f"paragraph {self.paragraphs}")
        level = _HEADINGS.get(tag, -1)
        if level < 0 and len(text.strip()) <= 50 and "。" not in text:
            level = heading_level(text) or -1
        if tag in ("caption", "figcaption"):
            self.built.block(text, "note", place, marks, part=part)
            return
        kind = "title" if level == 0 else "heading" if level > 0 else "list" if tag in ("li", "dd") else "paragraph"
        self.built.block(text, kind, place, marks, part=part, level=max(level, 0))  # type: ignore[arg-type]


def _is_unseen(element: Any) -> bool:
    attributes = element.attrib
    return element.tag in _UNSEEN or "hidden" in attributes or bool(_HIDING.search(attributes.get("style", "")))


def _in_annex(holders: list[Any]) -> bool:
    return any("annexes" in (e.get("class") or "").split() for e in holders)


class _Grid:
    """A table that is being read: where its next cell stands, and what its heads say."""

    def __init__(self, number: int, element: Any) -> None:
        self.number, self.element = number, element
        self.row = self.column = 0
        self.heads: dict[int, list[str]] = {}
        self.covered: dict[int, int] = {}  # column -> rows that a cell above still covers
        self.label = ""
        self.said: list[str] = []
        self.open = self.is_head = False
        self.span = 1

    def next_row(self, row: Any) -> None:
        self.row, self.column, self.label, self.span = self.row + 1, 0, "", 1
        cells = [c for c in row if c.tag in ("td", "th")]
        within = row.getparent()
        self.is_head = (within is not None and within.tag == "thead") or (
            self.row == 1 and all(c.tag == "th" for c in cells)
        )
        self.covered = {c: n - 1 for c, n in self.covered.items() if n > 1}

    def next_cell(self, cell: Any) -> None:
        self.column += self.span
        while self.covered.get(self.column):
            self.column += 1
        self.span = _number(cell.get("colspan"))
        self.open, self.said = True, []
        self.is_label = cell.tag == "th" and not self.is_head
        for column in range(self.column, self.column + self.span) if (rows := _number(cell.get("rowspan"))) > 1 else ():
            self.covered[column] = rows
        self.column = max(self.column, 1)

    def end_cell(self) -> None:
        said = " ".join(self.said)
        for column in range(self.column, self.column + self.span) if self.is_head and said else ():
            self.heads.setdefault(column, []).append(said)
        self.label = self.label or said
        self.open = False

    def place(self) -> Text:
        return Text(
            f"表{self.number}第{self.row}行第{self.column}列",
            f"table {self.number}, row {self.row}, column {self.column}",
        )

    def facts(self) -> dict[str, Any]:
        above = () if self.is_head else tuple(self.heads.get(self.column, ()))
        label = (self.label,) if self.label and not self.is_head else ()
        return {
            "heads": (*above, *label), "is_head": self.is_head or self.is_label,
            "table": self.number, "row": self.row, "column": self.column,
        }  # fmt: skip


def _number(value: str | None) -> int:
    return min(max(int(value), 1), 100) if value and value.isdigit() else 1
