"""Text files: decode without moving a character, join broken lines, find headings.

Floor: core.prose. In: bytes or a string. Out: `Prose` whose text is what `open(newline="")` gives.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jiaodu.core.base.text import Text
from jiaodu.core.prose.limits import MAX_CHARACTERS, Unreadable
from jiaodu.core.prose.marking import mark_parts
from jiaodu.core.prose.model import Block, Prose
from jiaodu.core.prose.outline import divide_line, heading_level, is_closed, looks_like_a_heading

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_ITEM = re.compile(r"\s*[-•·●▪■◆]\s*\S")
# with the mark kept as a character, so that offsets are the same for every encoding
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding that gives it: by a byte order mark, else UTF-8, else GB18030.

    Raises:
        Unreadable: N08 when no encoding fits, or the bytes are no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            at = error.start
            continue
        if "\0" in text:
            raise Unreadable("N08", at=text.index("\0") + 1)
        return text, name
    raise Unreadable("N08", at=at + 1)


def prose_of_text(text: str, file: str = "", encoding: str = "utf-8") -> Prose:
    """A string as `Prose`; offsets are those of the string. Raises Unreadable (N02)."""
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("N02", what=Text("", "characters"), found=f"{len(text):,}", limit=f"{MAX_CHARACTERS:,}")
    blocks = mark_parts(text, tuple(_blocks(text)))
    title = next((text[b.start : b.end].strip() for b in blocks if b.kind == "title"), "")
    return Prose(file, "txt", text, blocks, title=title, encoding=encoding)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    line: int
    level: int


def _pieces(text: str) -> Iterator[_Piece]:
    """What stands on each line, without the white space around it; a heading within a line apart from its text."""
    for number, found in enumerate(_LINE.finditer(text), 1):
        line = found[0].rstrip("\r\n")
        for start, end, level in divide_line(line) if line.strip("\ufeff \t\u3000") else ():
            bare = line[start:end].strip("\ufeff \t\u3000\xa0")
            if bare:
                begin = found.start() + start + line[start:end].index(bare[0])
                yield _Piece(begin, begin + len(bare), number, level)


def _blocks(text: str) -> Iterator[Block]:
    """Blocks of a text: rows of tabs become cells, the halves of a broken line one paragraph."""
    joined: list[_Piece] = []
    for piece in _pieces(text):
        before = joined[-1] if joined else None
        if before and _goes_on(text, before, piece):
            joined[-1] = replace(before, end=piece.end)
        else:
            joined.append(piece)
    table = row = 0
    heads: tuple[str, ...] = ()
    for i, piece in enumerate(joined):
        line = text[piece.start : piece.end]
        cells = line.split("\t")
        is_short_row = row and text[piece.end : piece.end + 1] == "\t"
        if (len(cells) < 2 and not is_short_row) or piece.level:
            row = 0
            yield _block(text, piece)
            continue
        if not row:
            table, heads = table + 1, tuple(c.strip() for c in cells)
        row += 1
        following = i + 1 < len(joined) and "\t" in text[joined[i + 1].start : joined[i + 1].end]
        yield from _cells(piece, cells, table, row, heads, row == 1 and following)


def _goes_on(text: str, before: _Piece, piece: _Piece) -> bool:
    """Whether a piece is the rest of a line that was broken in the middle of a sentence."""
    first, second = text[before.start : before.end], text[piece.start : piece.end]
    if before.level or piece.level or before.line == piece.line or "\t" in first or "\t" in second:
        return False
    return not (is_closed(first) or looks_like_a_heading(first) or _ITEM.match(second) or heading_level(second))


def _block(text: str, piece: _Piece) -> Block:
    place = Text(f"第{piece.line}行", f"line {piece.line}")
    line = text[piece.start : piece.end]
    kind = "heading" if piece.level else "list" if _ITEM.match(line) or heading_level(line) else "paragraph"
    return Block(piece.start, piece.end, kind, place, piece.level, line=piece.line)  # type: ignore[arg-type]


def _cells(
    piece: _Piece, cells: list[str], table: int, row: int, heads: tuple[str, ...], is_head: bool
) -> Iterator[Block]:
    """The cells of one line of tabs."""
    at = piece.start
    for column, cell in enumerate(cells, 1):
        bare = cell.strip()
        start = at + (cell.index(bare[0]) if bare else 0)
        if bare:
            place = Text(f"第{piece.line}行第{column}列", f"line {piece.line}, column {column}")
            said = heads[column - 1 : column] if not is_head else ()
            label = (cells[0].strip(),) if column > 1 and not is_head else ()
            yield Block(
                start, start + len(bare), "cell", place, heads=(*said, *label), is_head=is_head,
                table=table, row=row, column=column, line=piece.line,
            )  # fmt: skip
        at += len(cell) + 1
