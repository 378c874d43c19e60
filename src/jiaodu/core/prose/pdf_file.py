"""PDF files: the lines of each page joined into paragraphs.

Floor: core.prose. In: the bytes of a PDF. Out: `Prose`. A PDF knows characters and places, no paragraphs: a line that
reaches the right edge goes on in the next, one that begins with an indent or a heading mark does not go on the last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jiaodu.core.base.problems import Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.prose.building import Builder
from jiaodu.core.prose.limits import MAX_PAGES, Unreadable
from jiaodu.core.prose.marking import hidden_characters, mark_parts
from jiaodu.core.prose.model import Block, Prose
from jiaodu.core.prose.outline import divide_line, heading_level, is_closed
from jiaodu.core.prose.sentences import quoted

_PAGE_NUMBER = re.compile(
    r"[\s—–\-―一·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*\d{1,4})?[\s—–\-―一·]*|第\s*\d+\s*页\s*共\s*\d+\s*页"
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_SPREAD, _SHORT = 6, 3.0  # tokens of a line, and how long they are at most on average
_SPREAD_GAP = re.compile(
    r"(?<=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]) (?=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])"
)
_LEAST = 2  # characters that a page with text has
_SLACK, _INDENT, _GAP = 2.2, 1.2, 1.9  # in characters of the line


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, its edges, its foot and the size of its characters, in points."""

    text: str
    left: float
    right: float
    foot: float
    size: float


def prose_of_pdf(data: bytes, file: str = "") -> Prose:
    """Read a PDF. Raises Unreadable (N02, N04, N05, N06)."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("N04" if "password" in str(error).lower() else "N05", detail=str(error)) from error
    try:
        return _read(document, file)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("N05", detail=str(error)) from error
    finally:
        document.close()


def _read(document: Any, file: str) -> Prose:
    count = len(document)
    if count > MAX_PAGES:
        raise Unreadable("N02", what=Text("页", "pages"), found=count, limit=MAX_PAGES)
    pages = [tuple(_lines(document, i)) for i in range(count)]
    empty = [i + 1 for i, lines in enumerate(pages) if sum(len(line.text) for line in lines) < _LEAST]
    if len(empty) == count:
        raise Unreadable("N06", pages=count)
    built = Builder()
    for text, level, number, i in _flow(_without_running_heads(pages)):
        place = Text(f"第{number}页第{i}段", f"page {number}, paragraph {i}")
        built.block(text, "heading" if level else "paragraph", place, level=level, page=number)
    blocks = mark_parts(built.text, built.blocks)
    problems = [*([problem("N20", Place(file), pages=empty)] if empty else []), *hidden_characters(built.text, file)]
    found = document.get_metadata_dict(skip_empty=True)
    return Prose(
        file, "pdf", built.text, blocks, title=_title(built.text, blocks, found.get("Title", "")), pages=count,
        properties=tuple(found.items()), problems=tuple(problems),
    )  # fmt: skip


def _title(text: str, blocks: Sequence[Block], stated: str) -> str:
    """The title on the page; where it was broken into lines, as the file states it, if it does."""
    shown = quoted(next((text[b.start : b.end] for b in blocks if b.kind == "title"), ""))
    is_begun = "".join(stated.split()).startswith("".join(shown.split()))
    return stated if is_begun and stated else shown


def _lines(document: Any, number: int) -> Iterator[Line]:
    """The lines of a page, as PDFium finds them."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            yield from _lines_of(textpage)
        finally:
            textpage.close()
    finally:
        page.close()


def _lines_of(textpage: Any) -> Iterator[Line]:
    text = textpage.get_text_range()
    # PDFium leaves out characters of the range that it makes up or cannot name; indices of boxes count all of them
    exact = len(text) == textpage.count_chars()
    at = 0
    for line in re.split(r"\r\n|\r|\n", text):
        bare = line.strip().replace("\ufffe", "").replace("\u0002", "")
        if bare:
            begin = at + len(line) - len(line.lstrip())
            end = begin + len(line.strip()) - 1
            left, foot, right, top = (*_box(textpage, begin)[:2], *_box(textpage, end)[2:]) if exact else (0.0,) * 4
            yield Line(_tightened(bare), left, right, foot, max(top - foot, 0.0))
        at += len(line) + 2
        if text[at - 2 : at] != "\r\n":
            at -= 1


def _tightened(line: str) -> str:
    """A line whose characters were spread to fill it, without the spaces that this seemed to make."""
    tokens = line.split(" ")
    spread = len(tokens) >= _SPREAD and sum(map(len, tokens)) / len(tokens) <= _SHORT
    return _SPREAD_GAP.sub("", line) if spread else line


def _box(textpage: Any, index: int) -> tuple[float, float, float, float]:
    try:
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
    except Exception:  # pypdfium2 raises its own error for characters without a box
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _without_running_heads(pages: Sequence[tuple[Line, ...]]) -> Iterator[tuple[Line, ...]]:
    """Pages without page numbers, and without first and last lines that many pages repeat."""
    ends = Counter(line.text for lines in pages for line in {*lines[:1], *lines[-1:]})
    many = max(3, len(pages) // 2)
    for lines in pages:
        last = len(lines) - 1
        yield tuple(
            line
            for i, line in enumerate(lines)
            if not (i in (0, last) and (_PAGE_NUMBER.fullmatch(line.text) or ends[line.text] >= many))
        )


def _flow(pages: Iterator[tuple[Line, ...]]) -> Iterator[tuple[str, int, int, int]]:
    """Paragraphs with the level of a heading or 0, the page that they begin on, and their number there."""
    page = number = 0
    for text, begun in _joined_lines(pages):
        for piece, level in _divided(text):
            page, number = begun, number + 1 if begun == page else 1
            yield piece, level, page, number


def _joined_lines(pages: Iterator[tuple[Line, ...]]) -> Iterator[tuple[str, int]]:
    gathered, begun = "", 0
    before: Line | None = None
    for page, lines in enumerate(pages, 1):
        edge = max((line.right for line in lines), default=0.0)
        margin = Counter(round(line.left) for line in lines).most_common(1)
        left = float(margin[0][0]) if margin else 0.0
        for i, line in enumerate(lines):
            if before is not None and not _goes_on(before, line, left, edge, is_new_page=i == 0):
                yield gathered, begun
                gathered = ""
            begun = begun if gathered else page
            gathered = _joined(gathered, line.text)
            before = line
    yield gathered, begun


def _goes_on(before: Line, line: Line, left: float, edge: float, is_new_page: bool) -> bool:
    """Whether a line goes on in the next. Over the end of a page only a sentence that is still open does."""
    size = max(before.size, 1.0)
    if is_new_page and (is_closed(before.text) or heading_level(line.text)):
        return False
    if not edge:  # no places: by the words alone
        return not heading_level(line.text) and not before.text.endswith(("。", "：", ":"))
    is_short = before.right < edge - _SLACK * size
    is_indented = line.left > left + _INDENT * size and line.left > before.left + _INDENT * size
    is_apart = not is_new_page and before.foot - line.foot > _GAP * max(line.size, size) * 1.3
    is_other = abs(before.size - line.size) > 0.25 * size
    return not (is_short or is_indented or is_apart or is_other)


def _joined(first: str, second: str) -> str:
    """Two halves of a line: Chinese needs no space between them, Latin words do, and so do two numbers."""
    if not first:
        return second
    tight = _WIDE.match(first[-1]) or _WIDE.match(second[0]) or first[-1] in "-/" or not second[0].isalnum()
    return first + ("" if tight else " ") + second


def _divided(text: str) -> Iterator[tuple[str, int]]:
    for start, end, level in divide_line(text) if text.strip() else ():
        if text[start:end].strip():
            yield text[start:end].strip(), level
