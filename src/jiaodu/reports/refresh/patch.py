"""Put new numbers in the place of old ones: only the bytes of the figures change.

Floor: reports. In: `Story`s and the characters to replace. Out: the changed parts, by name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from jiaodu.reports.refresh.model import Slice, Story

Change = tuple[tuple[Slice, ...], str]
Raw = tuple[int, int, int, bytes]  # story, start, end, content
_CHARACTER = re.compile(r"&[^;]+;|\r\n|.", re.S)


def can_patch(slices: Sequence[Slice], stories: Sequence[Story]) -> bool:
    """Whether some of the characters stand in text that can be written: not all are tabs or breaks."""
    return any(stories[s.story].pieces[s.piece].start >= 0 for s in slices)


def patch_stories(stories: Sequence[Story], changes: Iterable[Change], raw: Iterable[Raw] = ()) -> dict[str, bytes]:
    """The parts with each run of characters replaced: the first text node takes the new text, the others lose theirs.

    `raw` are bytes that another text replaces as they stand.
    """
    texts: dict[tuple[int, int], list[tuple[int, int, str]]] = defaultdict(list)
    for slices, text in changes:
        rest = text
        for s in slices:
            if stories[s.story].pieces[s.piece].start >= 0:
                texts[s.story, s.piece].append((s.start, s.end, rest))
                rest = ""
    edits: dict[int, list[tuple[int, int, bytes]]] = defaultdict(list)
    for (story, index), edited in texts.items():
        piece = stories[story].pieces[index]
        written = _rewritten(stories[story].data[piece.start : piece.end], piece.text, edited)
        edits[story].append((piece.start, piece.end, written))
    for story, start, end, content in raw:
        edits[story].append((start, end, content))
    return {stories[story].part: _patched(stories[story].data, found) for story, found in edits.items()}


def _patched(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    out, at = [], 0
    for start, end, content in sorted(set(edits)):
        if start < at:  # marks may lie over each other: what comes first stays
            continue
        out += [data[at:start], content]
        at = end
    return b"".join([*out, data[at:]])


def _rewritten(raw: bytes, text: str, edits: list[tuple[int, int, str]]) -> bytes:
    """A text node with some characters replaced; the others keep the way they are written."""
    written = _CHARACTER.findall(raw.decode("utf-8"))
    if len(written) != len(text):  # a comment or CDATA inside: written anew
        written = [escape(c) for c in text]
    room = len(written)
    for start, end, new in sorted(set(edits), reverse=True):
        if end <= room:  # marks may lie over each other
            written[start:end] = [escape(new)]
            room = start
    return "".join(written).encode("utf-8")
