"""A text cut for binding: plain characters without spaces, sentences, clauses, and where each quantity stands in them.

Floor: engines.claims. In: a text with the bounds of its blocks. Out: `Reading`, whose `Mention`s are in order.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiaodu.methods.quantities import Quantity, find_quantities
from jiaodu.methods.quantities.reading import read_plain

_SEPARATOR = re.compile(r"[,;:、。()（）!?！？\n\t]")
_STOP = re.compile(r"[。!?！？\n]+[”’)）]*")
# how far a binding looks back; what stands further off says nothing of a figure, and time must not grow with it
_LEAD, _GAP = 120, 500
_GROUP = re.compile(r"[;；]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity that claims something, in its surroundings. Offsets are of the plain text.

    `lead` goes from the last separator or claim to the number, `gap` from the claim before in the sentence (or its
    start), `tail` from the number to the next separator or claim. `clause` is where the clause starts.
    """

    quantity: Quantity
    start: int
    end: int
    sentence: int
    paragraph: int
    group: int
    depth: int
    clause: int
    lead: str
    gap: str
    tail: str
    first: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence: bounds in the plain text, its paragraph, and its mentions as numbers."""

    start: int
    end: int
    paragraph: int
    first: int
    last: int


@dataclass(frozen=True)
class Reading:
    """The plain text, its sentences, all quantities and the mentions (those that claim)."""

    text: str
    plain: str
    places: Sequence[int]
    quantities: tuple[Quantity, ...]
    mentions: tuple[Mention, ...]
    sentences: tuple[Stretch, ...]
    paragraphs: tuple[tuple[int, int, str], ...]
    heads: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Of paragraphs that are cells of a table: the heads of the column, then the label of the row."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the text for a stretch of the plain text that is not empty."""
        return self.places[start], self.places[max(start, end - 1)] + 1

    def sentence_of(self, at: int) -> Stretch | None:
        """The sentence that holds a place of the plain text."""
        found = bisect.bisect_right([s.start for s in self.sentences], at) - 1
        return self.sentences[found] if found >= 0 else None


def read_text(
    text: str,
    blocks: Sequence[tuple[int, int, str]] = (),
    quantities: Sequence[Quantity] | None = None,
    heads: Mapping[int, tuple[str, ...]] | None = None,
) -> Reading:
    """Cut a text. `blocks` are (start, end, kind) in characters of the text; without them, blank lines part paragraphs.

    `heads` are those of cells, by the number of their block.
    """
    plain, places = _plain(text)
    found = tuple(quantities) if quantities is not None else find_quantities(text)
    bounds = _bounds(text, blocks, places, len(plain))
    headed = _headed(blocks, bounds, places, heads or {})
    at = [(bisect.bisect_left(places, q.start), bisect.bisect_left(places, q.end)) for q in found]
    covered = _covered(at, len(plain))
    mentions: list[Mention] = []
    sentences: list[Stretch] = []
    waiting = 0
    for paragraph, (begin, close, _) in enumerate(bounds):
        for start, end in _sentences(plain, begin, close, covered):
            while waiting < len(found) and at[waiting][0] < start:
                waiting += 1
            first = len(mentions)
            inside: list[int] = []
            while waiting < len(found) and at[waiting][0] < end:
                inside.append(waiting)
                waiting += 1
            mentions += _mentions(plain, [(found[i], at[i]) for i in inside], (start, end), len(sentences), paragraph)
            sentences.append(Stretch(start, end, paragraph, first, len(mentions)))
    return Reading(text, plain, places, found, tuple(mentions), tuple(sentences), tuple(bounds), headed)


def _plain(text: str) -> tuple[str, Sequence[int]]:
    reading = read_plain(text)
    return reading.plain, reading.places


_PARAGRAPH = re.compile(r"(?:\r\n|\r|\n)[ \t\u3000]*(?:\r\n|\r|\n)|(?<=[。!?！？;；])[ \t]*(?:\r\n|\r|\n)")


def _bounds(
    text: str, blocks: Sequence[tuple[int, int, str]], places: Sequence[int], size: int
) -> list[tuple[int, int, str]]:
    """Paragraphs as stretches of the plain text."""
    if not blocks:
        cuts = [0, *(m.end() for m in _PARAGRAPH.finditer(text)), len(text)]
        blocks = [(a, b, "paragraph") for a, b in itertools.pairwise(cuts) if text[a:b].strip()]
    found = []
    for start, end, kind in blocks:
        a, b = bisect.bisect_left(places, start), bisect.bisect_left(places, end)
        if a < b <= size:
            found.append((a, b, kind))
    return found


def _headed(
    blocks: Sequence[tuple[int, int, str]],
    bounds: Sequence[tuple[int, int, str]],
    places: Sequence[int],
    heads: Mapping[int, tuple[str, ...]],
) -> dict[int, tuple[str, ...]]:
    """The heads by paragraph; a block without characters made none."""
    by_start = {a: n for n, (a, _, _) in enumerate(bounds)}
    found = {}
    for number, given in heads.items():
        paragraph = by_start.get(bisect.bisect_left(places, blocks[number][0]))
        if paragraph is not None and given:
            found[paragraph] = given
    return found


def _covered(at: Sequence[tuple[int, int]], size: int) -> bytearray:
    """Which places of the plain text belong to a quantity."""
    found = bytearray(size + 1)
    for start, end in at:
        found[start:end] = b"\1" * (end - start)
    return found


def _sentences(plain: str, begin: int, close: int, covered: bytearray) -> list[tuple[int, int]]:
    found, start = [], begin
    for stop in _STOP.finditer(plain, begin, close):
        if covered[stop.start()] and stop.end() < close:
            continue
        found.append((start, stop.end()))
        start = stop.end()
    if start < close:
        found.append((start, close))
    return found


def _mentions(
    plain: str,
    inside: Sequence[tuple[Quantity, tuple[int, int]]],
    bounds: tuple[int, int],
    sentence: int,
    paragraph: int,
) -> list[Mention]:
    """The claims among the quantities of a sentence, with the text around each."""
    start, end = bounds
    hidden = list(plain[start:end])
    for _, (a, b) in inside:
        hidden[a - start : b - start] = "□" * (b - a)
    bare = "".join(hidden)
    cuts = [start + m.start() for m in _SEPARATOR.finditer(bare)]
    groups = [start + m.start() for m in _GROUP.finditer(bare)]
    depths = _depths(bare)
    claims = [(q, a, b) for q, (a, b) in inside if q.claim]
    found: list[Mention] = []
    for i, (quantity, a, b) in enumerate(claims):
        before = claims[i - 1][2] if i else start
        after = claims[i + 1][1] if i + 1 < len(claims) else end
        cut = bisect.bisect_left(cuts, a) - 1
        clause = cuts[cut] + 1 if cut >= 0 else start
        next_cut = bisect.bisect_left(cuts, b)
        stop = min(after, cuts[next_cut] if next_cut < len(cuts) else end)
        found.append(
            Mention(
                quantity, a, b, sentence, paragraph, bisect.bisect_left(groups, a), depths[a - start], clause,
                plain[max(clause, before, a - _LEAD) : a], plain[max(before, a - _GAP) : a], plain[b : min(stop, b + _LEAD)], before <= clause,
            )
        )  # fmt: skip
    return found


def _depths(bare: str) -> list[int]:
    found, depth = [], 0
    for character in bare:
        if character in "((":
            depth += 1
        elif character in "))":
            depth = max(0, depth - 1)
        found.append(depth)
    return found
