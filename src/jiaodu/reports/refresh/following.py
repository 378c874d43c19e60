"""What goes with a figure that was updated: its line of the annex, the picture of its chart, what the file says of itself.

Floor: reports. In: the file's stories, the report of today, which values changed. Out: changes for `patch`, and parts.

All this is the program's and not people's: an annex that says another number than the sentence would be worse than none.
Lines are filled in their places; where there are more than places, the last place takes the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from jiaodu.reports.charts.draw import draw_png
from jiaodu.reports.document import Chart, Document, Inline
from jiaodu.reports.editions import Edition
from jiaodu.reports.marks import SHADES
from jiaodu.reports.refresh.match import slices_of
from jiaodu.reports.refresh.model import Expected, FigureState, Story
from jiaodu.reports.refresh.package import DESCRIPTION, Package
from jiaodu.reports.refresh.patch import Change, Raw
from jiaodu.reports.wording import entry_lines, is_annex_title, lines_to_settle, list_titles

_EDITION_LINE = re.compile(r"(?:快照|snapshot) \S+ · .+")
_ALT = re.compile(rb'\bdescr="[^"]*"')
_FILL = re.compile(rb'(w:fill=")([0-9A-Fa-f]{6})')
LONGEST_PROPERTY = 255
OUTCOME_PART = "outcome"


def follow_text(
    stories: Sequence[Story], today: Document, updated: frozenset[str], expected: Sequence[Expected]
) -> Iterator[Change]:
    """The annex lines of the updated values, the focuses, the lists behind the annexes, the line about the edition."""
    follower = _Follower(stories[0], today)
    yield from follower.entries(updated, {e.id: e.entry for e in expected})
    yield from follower.focuses()
    for title, lines in lists_of(today):
        places = follower.places_of(title)
        yield from follower.fill(places, [f"· {line}" for line in lines[: len(places)]])
    yield from follower.edition_line()


def lists_of(today: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lists behind the annexes: title and lines."""
    files, to_settle = list_titles(today.language)
    yield files, today.files
    yield to_settle, lines_to_settle(today.findings, today.language)


def lengthen_lists(stories: Sequence[Story], today: Document) -> Iterator[Raw]:
    """Copies of the last paragraph of a list that has grown, one for each line more, behind it."""
    body = stories[0]
    follower = _Follower(body, today)
    for title, lines in lists_of(today):
        places = follower.places_of(title)
        more = lines[len(places) :]
        pieces = [p for p in body.pieces if places and p.line == places[-1] and p.start >= 0]
        if not more or not pieces:
            continue
        start = max(body.data.rfind(tag, 0, pieces[0].start) for tag in (b"<w:p>", b"<w:p "))
        end = body.data.find(b"</w:p>", pieces[-1].end)
        if start < 0 or end < 0:  # another prefix than Word's and LibreOffice's own: the list keeps its length
            continue
        end += len(b"</w:p>")
        head, tail = body.data[start : pieces[0].start], body.data[pieces[0].end : end]
        for piece in reversed(pieces[1:]):  # the text of other runs goes
            tail = tail[: piece.start - pieces[0].end] + tail[piece.end - pieces[0].end :]
        yield 0, end, end, b"".join(head + escape(f"· {line}").encode() + tail for line in more)


class _Follower:
    """Fills the lines of the body that the program wrote."""

    def __init__(self, body: Story, today: Document) -> None:
        self.body, self.today = body, today
        self.in_annex = [i for i, line in enumerate(body.lines) if is_annex_title(line.heading) and not line.level]
        self.rows: dict[tuple[int, ...], dict[int, list[int]]] = {}
        for i in self.in_annex:
            number = body.lines[i].number
            if body.lines[i].kind == "table":
                self.rows.setdefault(number[:2], {}).setdefault(number[2], []).append(i)

    def entries(self, updated: frozenset[str], values: dict[str, str]) -> Iterator[Change]:
        """The lines of values; each has a link back to its first figure."""
        today = {entry.key: entry for entry in self.today.annex}
        for mark in self.body.marks:
            key = values.get(mark.name) if mark.kind == "link" else None
            if key not in updated or key not in today or mark.first >= len(self.body.pieces):
                continue
            row = self.rows.get(self.body.lines[self.body.pieces[mark.first].line].number[:2], {})
            for column, lines in enumerate(entry_lines(today[key], self.today.language), 2):
                yield from self.fill(row.get(column, []), lines)

    def focuses(self) -> Iterator[Change]:
        """How many indicators of each focus have data."""
        rows = self.today.coverage.rows if self.today.coverage else ()
        counts = {text_of_cell(row[0]): text_of_cell(row[-1]) for row in rows}
        for row in self.rows.values():
            first = "".join(self.body.lines[i].text for i in row.get(1, []))
            if first in counts:
                yield from self.fill(row[max(row)], (counts[first],))

    def places_of(self, title: str) -> list[int]:
        """The lines of a list: the paragraphs with a dot behind its title."""
        texts = {i: self.body.lines[i].text.strip() for i in self.in_annex if self.body.lines[i].kind == "paragraph"}
        start = next((i for i, text in texts.items() if text == title), None)
        if start is None:
            return []
        places: list[int] = []
        for i in (i for i in texts if i > start):
            if not texts[i].startswith("·"):
                break
            places.append(i)
        return places

    def edition_line(self) -> Iterator[Change]:
        """Which snapshot and packs the numbers come from."""
        for i in self.in_annex:
            if _EDITION_LINE.fullmatch(self.body.lines[i].text.strip()):
                yield from self.fill([i], (self.today.footer,))

    def fill(self, places: Sequence[int], lines: Sequence[str]) -> Iterator[Change]:
        """Put lines into places: the last takes those that are too many, those too few leave places empty."""
        room = len(places)
        if not room:
            return
        mark = "；" if self.today.language == "zh" else "; "
        texts = [*lines[: room - 1], mark.join(lines[room - 1 :])] if len(lines) > room else list(lines)
        for place, text in zip(places, [*texts, *[""] * (room - len(texts))], strict=True):
            line = self.body.lines[place]
            if line.text != text and line.text:
                yield slices_of(self.body, 0, place, 0, len(line.text)), text


def text_of_cell(cell: Sequence[Inline]) -> str:
    """The text of a cell of a table."""
    return "".join(inline.text for inline in cell)


def redraw_charts(
    package: Package, stories: Sequence[Story], today: Document, changed: Sequence[str]
) -> tuple[list[Raw], dict[str, bytes], tuple[str, ...]]:
    """The pictures of charts whose data changed, and their descriptions; and the captions of those not found.

    A chart is known by its caption below.
    """
    body = stories[0]
    raw: list[Raw] = []
    parts: dict[str, bytes] = {}
    charts = {chart.caption: chart for chart in today.charts() if chart.caption in changed}
    left = dict.fromkeys(changed)
    for picture in body.pictures:
        chart = _chart_of(body, picture.line, charts)
        part = package.target(package.main, picture.relation) if chart else None
        drawn = draw_png(chart.spec) if chart and part else None
        if chart and part and drawn:
            parts[part] = drawn
            left.pop(chart.caption, None)
            tag = _with_alt(body.data[picture.start : picture.end], chart.spec.alt)
            raw.append((0, picture.start, picture.end, tag))
    return raw, parts, tuple(left)


def shade_anew(stories: Sequence[Story], states: Sequence[FigureState]) -> Iterator[Raw]:
    """The cells of verdicts that changed, in the colour of the new one; a colour that people gave is left."""
    for state in states:
        found = state.found
        if not state.updated or not found or state.figure.part != OUTCOME_PART or not found.slices:
            continue
        story = stories[found.slices[0].story]
        start, end = story.lines[story.pieces[found.slices[0].piece].line].shade
        colour = SHADES.get(state.figure.outcome, "auto")
        tag = story.data[start:end]
        fill = _FILL.search(tag)
        if fill and fill[2].decode().upper() in SHADES.values():
            yield found.slices[0].story, start + fill.start(2), start + fill.end(2), colour.encode()


def _with_alt(tag: bytes, words: str) -> bytes:
    alt = f'descr="{escape(words, {chr(34): "&quot;"})}"'.encode()
    return _ALT.sub(lambda _: alt, tag)


def _chart_of(body: Story, line: int, charts: dict[str, Chart]) -> Chart | None:
    """The chart whose caption stands in the first paragraph with text after a picture."""
    below = next((text for one in body.lines[line + 1 : line + 4] if (text := one.text.strip())), "")
    return charts.get(below)


def changed_charts(written: Edition | None, today: Edition) -> tuple[str, ...]:
    """Captions of the charts that say something else now."""
    if written is None:
        return ()
    before = {str(b["caption"]): b for b in written.blocks if b["kind"] == "chart"}
    after = {str(b["caption"]): b for b in today.blocks if b["kind"] == "chart"}
    return tuple(caption for caption, block in after.items() if before.get(caption, block) != block)


def described_anew(package: Package, today: Document) -> dict[str, bytes]:
    """The core properties with today's snapshot, where they named one."""
    part = package.related("core-properties")
    if part is None or not _EDITION_LINE.match(package.description()):
        return {}
    said = escape(today.footer[:LONGEST_PROPERTY])
    text = package.read(part).decode("utf-8")
    return {part: DESCRIPTION.sub(lambda m: m[1] + said + m[3], text, count=1).encode("utf-8")}
