"""Find the figures in a file: by bookmark, then by the tag or title of a control, then by value and context.

Floor: reports. In: `Story`s and what should stand in them. Out: `Found`s, with what each was found by, and strangers.

A bookmark moves with its text and is not copied; a control is copied with its tag; LibreOffice keeps bookmarks and drops
tags; what is pasted as text keeps neither. A bookmark may have grown over words beside the figure, so the control inside
it says where the figure ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jiaodu.core.base.text import Text
from jiaodu.reports.marks import FIGURE, OUTCOME
from jiaodu.reports.refresh.model import By, Expected, Found, Line, Mark, Slice, Story
from jiaodu.reports.refresh.sameness import agreement, plain
from jiaodu.reports.refresh.search import SearchedText

# how a program names the bookmark of a copy
_COPY_NAME = re.compile(r"(.+?)(?:_Copy_\d+|_?\d+)$")
_DIGIT = re.compile(r"\d")
# as many characters around a value must agree before it counts as found; without its value, more
ENOUGH, ENOUGH_ALONE = 6, 10


def find_figures(
    stories: Sequence[Story], expected: Sequence[Expected]
) -> tuple[dict[str, list[Found]], tuple[Found, ...]]:
    """Where each figure stands, the first place first; and marks of ours that no figure of the report answers to."""
    matcher = _Matcher(stories, {e.id: e for e in expected})
    matcher.by_marks()
    matcher.by_alias()
    matcher.by_context()
    return matcher.found, tuple(matcher.strangers)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A place where a figure may stand: characters of a line, and how many characters around it agree."""

    score: int
    id: str
    story: int
    line: int
    start: int
    end: int


class _Matcher:
    def __init__(self, stories: Sequence[Story], expected: Mapping[str, Expected]) -> None:
        self.stories, self.expected = stories, expected
        self.texts = [SearchedText(story) for story in stories]
        self.found: dict[str, list[Found]] = defaultdict(list)
        self.strangers: list[Found] = []
        self.taken: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)  # (story, piece) → characters
        self.unnamed: list[tuple[int, Mark]] = []

    # --- by bookmark and by tag ---------------------------------------------------------------------------------

    def by_marks(self) -> None:
        """Bookmarks, then controls with a tag, then what each holds for older programs."""
        ours = list(self._ours())
        controls = [(s, m, id_) for s, m, id_, _ in ours if m.kind == "control"]
        mirrored: list[tuple[str, Found]] = []
        used: set[int] = set()
        for story, mark, id_, is_copy in sorted(ours, key=lambda o: (o[1].kind != "bookmark", o[3])):
            if id(mark) in used:
                continue
            inside = None
            if mark.kind == "bookmark":
                inside = _inside(mark, story, id_, controls)
                used.add(id(inside))
            made = self._found(story, id_, inside or mark, "bookmark" if mark.kind == "bookmark" else "tag")
            if mark.mirror:
                mirrored.append((id_, made))
            else:
                self._keep(made, is_copy)
        self._mirror(mirrored)

    def _ours(self) -> Iterator[tuple[int, Mark, str, bool]]:
        """Marks that carry an id of a figure: known, a copy of a known one, or of another report."""
        for number, story in enumerate(self.stories):
            for mark in (m for m in story.marks if m.kind != "link"):
                if not mark.name.startswith((FIGURE, OUTCOME)):
                    if mark.kind == "control" and mark.alias:
                        self.unnamed.append((number, mark))
                    continue
                copied = _COPY_NAME.fullmatch(mark.name)
                is_copy = mark.name not in self.expected and copied is not None and copied[1] in self.expected
                yield number, mark, copied[1] if copied and is_copy else mark.name, is_copy

    def _keep(self, made: Found, is_copy: bool) -> None:
        if made.id not in self.expected:
            self.strangers.append(made)
            return
        places = self.found[made.id]
        places.append(replace(made, copy=is_copy or bool(places)))

    def _mirror(self, mirrored: Iterable[tuple[str, Found]]) -> None:
        """The copy for older programs goes with the place before it; alone it is a place itself."""
        for id_, made in mirrored:
            places = self.found.get(id_, [])
            before = [i for i, p in enumerate(places) if p.order < made.order]
            if before:
                place = places[before[-1]]
                places[before[-1]] = replace(place, mirrors=(*place.mirrors, made.slices))
            elif not any(made.slices == m for p in places for m in p.mirrors):
                self._keep(made, False)

    def _found(self, story: int, id_: str, mark: Mark, by: By) -> Found:
        """What a mark holds."""
        pieces = self.stories[story].pieces
        inside = range(mark.first, mark.last)
        live = [i for i in inside if pieces[i].live and not mark.placeholder]
        slices = tuple(Slice(story, i, 0, len(pieces[i].text)) for i in live)
        if mark.kind == "bookmark" and id_ in self.expected:
            slices = _narrowed(slices, "".join(pieces[i].text for i in live), self.expected[id_])
        first = mark.first if mark.first < len(pieces) else len(pieces) - 1
        gone = any(not pieces[i].live for i in inside)
        return self._place(story, id_, by, slices, first, not live and gone)

    def _place(self, story: int, id_: str, by: By, slices: tuple[Slice, ...], first: int, deleted: bool) -> Found:
        here = self.stories[story]
        line = here.lines[here.pieces[first].line] if here.pieces else None
        text = "".join(here.pieces[s.piece].text[s.start : s.end] for s in slices)
        tracked = any(here.pieces[s.piece].tracked for s in slices)
        for s in slices:
            self.taken[s.story, s.piece].append((s.start, s.end))
        kind = line.kind if line else "paragraph"
        return Found(
            id_,
            by,
            text,
            slices,
            kind,
            (story, first, slices[0].start if slices else 0),
            where_is(line),
            deleted,
            tracked,
        )

    # --- by the title of a control ------------------------------------------------------------------------------

    def by_alias(self) -> None:
        """Controls that lost their tag: the figure of that name that is still missing, by its text where several are."""
        for story, mark in self.unnamed:
            pieces = self.stories[story].pieces
            if mark.mirror or any((story, i) in self.taken for i in range(mark.first, mark.last)):
                continue
            text = "".join(p.text for p in pieces[mark.first : mark.last] if p.live)
            missing = [e for e in self.expected.values() if e.id not in self.found and e.name[:64] == mark.alias]
            saying = [e for e in missing if plain(text) in {plain(t) for t in (e.printed, e.now) if t}]
            chosen = saying[:1] or (missing if len(missing) == 1 else [])
            if chosen:
                self._keep(self._found(story, chosen[0].id, mark, "alias"), False)

    # --- by value and context -----------------------------------------------------------------------------------

    def by_context(self) -> None:
        """What has no mark left: its number between the same words; or another number between them."""
        for by in ("value", "context"):
            missing = [e for e in self.expected.values() if e.id not in self.found]
            offers = [o for e in missing for o in self._offers(e, by)]
            for offer in sorted(offers, key=lambda o: -o.score):
                self._accept(offer, offers, by)

    def _accept(self, offer: _Offer, offers: Sequence[_Offer], by: By) -> None:
        """Keep the best place of a figure, unless another is as good or it is taken."""
        rivals = [o for o in offers if o.id == offer.id and o is not offer and o.score >= offer.score]
        slices = slices_of(self.stories[offer.story], offer.story, offer.line, offer.start, offer.end)
        if offer.id in self.found or not slices or self._is_taken(slices) or any(map(self._is_free, rivals)):
            return
        made = self._place(offer.story, offer.id, by, slices, slices[0].piece, False)
        self.found[offer.id].append(replace(made, mirrors=self._mirrors_of(offer)))

    def _is_free(self, offer: _Offer) -> bool:
        return not self._is_taken(slices_of(self.stories[offer.story], offer.story, offer.line, offer.start, offer.end))

    def _offers(self, figure: Expected, by: By) -> Iterator[_Offer]:
        """Places where a figure may stand, each with how many characters around it agree."""
        least = ENOUGH if by == "value" else ENOUGH_ALONE
        for number, (story, text) in enumerate(zip(self.stories, self.texts, strict=True)):
            for at, start, end in text.values(figure) if by == "value" else text.between(figure):
                line = story.lines[at]
                agreed = agreement(figure.before, figure.after, line.before + line.text[:start], line.text[end:])
                if agreed.is_enough(least):
                    yield _Offer(agreed.left + agreed.right, figure.id, number, at, start, end)

    def _is_taken(self, slices: Iterable[Slice]) -> bool:
        return any(
            s.start < end and start < s.end for s in slices for start, end in self.taken.get((s.story, s.piece), ())
        )

    def _mirrors_of(self, offer: _Offer) -> tuple[tuple[Slice, ...], ...]:
        here = self.stories[offer.story]
        line = here.lines[offer.line]
        if line.kind != "text_box":
            return ()
        same = (i for i, other in enumerate(here.lines) if other.mirror and other.text == line.text)
        return tuple(slices_of(here, offer.story, i, offer.start, offer.end) for i in same)


def _inside(mark: Mark, story: int, id_: str, controls: Sequence[tuple[int, Mark, str]]) -> Mark | None:
    """The control of the same figure that a bookmark holds, or that holds it."""
    for number, control, name in controls:
        if number == story and name == id_ and control.mirror == mark.mirror:
            if mark.first <= control.first <= control.last <= mark.last:
                return control
            if control.first <= mark.first <= mark.last <= control.last:
                return control
    return None


def _narrowed(slices: tuple[Slice, ...], text: str, figure: Expected) -> tuple[Slice, ...]:
    """The number alone, where a bookmark has grown over words beside it."""
    for said in (figure.printed, figure.now):
        if not said or said == text or text.count(said) != 1:
            continue
        start = text.index(said)
        end = start + len(said)
        if _DIGIT.search(text[:start] + text[end:]):
            continue
        kept, at = [], 0
        for s in slices:
            begin, stop = max(start, at), min(end, at + s.end)
            if begin < stop:
                kept.append(Slice(s.story, s.piece, begin - at, stop - at))
            at += s.end
        return tuple(kept)
    return slices


def slices_of(story: Story, number: int, line: int, start: int, end: int) -> tuple[Slice, ...]:
    """Characters of a line as characters of its pieces."""
    found = []
    for i, piece in enumerate(story.pieces):
        if piece.line == line and piece.live:
            begin, stop = max(start, piece.at), min(end, piece.at + len(piece.text))
            if begin < stop:
                found.append(Slice(number, i, begin - piece.at, stop - piece.at))
    return tuple(found)


def where_is(line: Line | None) -> Text:
    """A place in words."""
    if line is None:
        return Text("", "")
    zh, en = {
        "paragraph": ("第{}段", "paragraph {}"),
        "table": ("表{}第{}行第{}列", "table {}, row {}, column {}"),
        "note": ("注{}", "note {}"),
        "text_box": ("文本框", "text box"),
        "margin": ("页眉页脚", "header or footer"),
    }[line.kind]
    number = line.number or (0, 0, 0)
    place = Text(zh.format(*number), en.format(*number))
    if not line.heading or line.kind == "margin":
        return place
    return Text(f"“{line.heading}”{place.zh}", f"“{line.heading}”, {place.en}")
