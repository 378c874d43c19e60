"""A report as it is linted: sentences with their part, flat text, numbers, bound figures; one look for all rules.

Floor: reports. In: a `Prose` and a framework. Out: `Reading`, which every rule asks.
"""

from __future__ import annotations

import bisect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from jiaodu.core.base.problems import Place, Severity, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.core.framework import Framework, schema
from jiaodu.core.framework.schema.wording import Use
from jiaodu.core.prose import Block, Flat, Prose, flatten, quoted, sentences_of
from jiaodu.methods.quantities import Quantity, find_quantities
from jiaodu.reports.lint.model import Finding, Span
from jiaodu.reports.lint.parts import Item, Section, find_sections, items_of, section_names
from jiaodu.reports.lint.words import Words
from jiaodu.reports.numbers import typeset

MARK = ("【", "】")
ROOM = 90
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万]")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the body, flat, with the part of the report that it belongs to."""

    start: int
    end: int
    flat: Flat
    role: schema.Role
    section: int
    block: Block


@dataclass(frozen=True)
class Reading:
    """One report under one framework."""

    prose: Prose
    framework: Framework
    language: Language
    stated_year: int | None = None
    stated_limit: int | None = None
    behind: Mapping[str, str] = field(default_factory=dict)
    """Figure id to indicator id, where the edition is known."""
    level: str | None = None
    """Of the unit that reports, where it is known and is not that of the frame: a school answers for less than its county."""

    # --- words --------------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """All lists of the packs."""
        return tuple(Words(id_, spec) for id_, spec in self.framework.wording.items())

    def lists(self, use: Use) -> tuple[Words, ...]:
        """The lists of one use."""
        return tuple(w for w in self.words if w.spec.use == use)

    # --- parts --------------------------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the body."""
        return find_sections(self.prose, self.lists("section"))

    @cached_property
    def named_sections(self) -> tuple[tuple[str, Section], ...]:
        """The sections that the coverage shows."""
        return section_names(self.prose, self.sections)

    @cached_property
    def problems(self) -> tuple[Item, ...]:
        """The problems that the report names."""
        return items_of(self.prose, self.sections, "problems")

    @cached_property
    def measures(self) -> tuple[Item, ...]:
        """The measures that the report names."""
        return items_of(self.prose, self.sections, "measures")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences of the body in order, headings and cells among them."""
        roles: dict[int, schema.Role] = {}
        for section in self.sections:
            for block, role in _roles(section):
                roles[block.start] = role
        shown = {b.start: i for i, (_, s) in enumerate(self.named_sections) for b, _ in _roles(s)}
        return tuple(
            Line(
                s.start, s.end, flatten(self.prose.text, s.start, s.end), roles.get(block.start, "achievements"),
                shown.get(block.start, -1), block,
            )
            for block in self.prose.blocks
            if block.part == "body" and block.kind != "title"
            for s in sentences_of(self.prose, block)
        )  # fmt: skip

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_at(self, offset: int) -> int:
        """The number of the sentence that holds an offset, or of the last before it; -1 before the first."""
        return bisect.bisect_right(self._line_starts, offset) - 1

    @cached_property
    def titles(self) -> tuple[Block, ...]:
        """The titles of the report."""
        return tuple(b for b in self.prose.blocks if b.kind == "title" and b.part == "body")

    # --- numbers ------------------------------------------------------------------------------------------------

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers that claim something, in the body and its tables, as they stand in the text."""
        found = []
        for block in self.prose.blocks:
            if block.part == "body" and block.kind != "title":
                found += [q for q in self._within(block) if q.claim]
        return tuple(found)

    def _within(self, block: Block) -> Iterator[Quantity]:
        """The numbers of a block with the offsets of the document."""
        by = block.start
        for q in find_quantities(self.prose.of(block)):
            yield replace(
                q, start=q.start + by, end=q.end + by, hedge=_moved(q.hedge, by), cue=_moved(q.cue, by),
                number=(q.number[0] + by, q.number[1] + by),
                range_with=None if q.range_with is None else q.range_with + by,
            )  # fmt: skip

    @cached_property
    def _starts(self) -> list[int]:
        return [q.start for q in self.quantities]

    def numbers_in(self, start: int, end: int) -> Sequence[Quantity]:
        """The numbers that begin in a stretch."""
        return self.quantities[bisect.bisect_left(self._starts, start) : bisect.bisect_left(self._starts, end)]

    @cached_property
    def _names(self) -> list[Span]:
        """Where the text has the name of a standard or indicator that holds a number itself: 班级学生数不超过45人."""
        framework = self.framework
        texts = [*(s.name for s in framework.standards.values()), *(i.name for i in framework.indicators.values())]
        forms = {n for t in texts for n in (t.zh, typeset(t.zh), t.en) if _NUMERAL.search(n)}
        names = {n if n.isascii() else "".join(n.split()) for n in forms}
        if not names:
            return []
        pattern = re.compile("|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)), re.IGNORECASE)
        return [line.flat.span(*m.span()) for line in self.lines for m in pattern.finditer(line.flat.text)]

    def is_in_name(self, start: int, end: int) -> bool:
        """Whether a stretch is part of the name of a standard or indicator."""
        at = bisect.bisect_right(self._names, (start, sys.maxsize)) - 1
        return at >= 0 and self._names[at][0] <= start and end <= self._names[at][1]

    @property
    def is_ours(self) -> bool:
        """Whether any number of the text is bound to a figure."""
        return bool(self.prose.bounds)

    # --- findings -----------------------------------------------------------------------------------------------

    def finding(
        self, code: str, spans: Sequence[Span] = (), severity: Severity | None = None, /, **data: object
    ) -> Finding:
        """A finding at the sentence that holds its first stretch; the stretches inside that sentence are marked."""
        if not spans:
            return Finding(problem(code, Place(self.prose.file), severity, quote="", **data))
        place = self.prose.place_at(spans[0][0])
        quote = self.quote(spans)
        block = self.prose.block_at(spans[0][0])
        line = block.line if block else 0
        where = Place(self.prose.file, line, key="" if line else place.in_(self.language))
        return Finding(problem(code, where, severity, quote=quote, **data), tuple(spans), place, quote)

    def quote(self, spans: Sequence[Span]) -> str:
        """The sentence around the first stretch, on one line, with the stretches in it marked."""
        first = spans[0]
        start, end = self._sentence(first)
        if (start, end) == first:
            return quoted(self.prose.text[start:end], ROOM)
        low, high = max(start, first[0] - 2 * ROOM), min(end, first[1] + 2 * ROOM)
        said, at = "…" if low > start else "", low
        for a, b in sorted(s for s in spans if low <= s[0] and s[1] <= high):
            said += self.prose.text[at:a] + MARK[0] + self.prose.text[a:b] + MARK[1]
            at = b
        return _around(quoted(said + self.prose.text[at:high] + ("…" if high < end else "")))

    def _sentence(self, span: Span) -> Span:
        """The sentence that a stretch begins in; outside the body its block."""
        at = self.line_at(span[0])
        if at >= 0 and self.lines[at].start <= span[0] < self.lines[at].end:
            return self.lines[at].start, max(self.lines[at].end, span[1])
        block = self.prose.block_at(span[0])
        return (block.start, max(block.end, span[1])) if block else span


def _moved(span: Span | None, by: int) -> Span | None:
    return None if span is None else (span[0] + by, span[1] + by)


def _roles(section: Section) -> Iterator[tuple[Block, schema.Role]]:
    if section.heading is not None:
        yield section.heading, section.role
    for block in section.blocks:
        yield block, section.role
    for inner in section.inner:
        yield from _roles(inner)


def _around(quote: str) -> str:
    """A long quotation cut to what stands around its mark."""
    if len(quote) <= ROOM:
        return quote
    first, last = quote.find(MARK[0]), quote.rfind(MARK[1])
    start = max(0, min(first - (ROOM - min(last - first, ROOM)) // 2, len(quote) - ROOM))
    shown = quote[start : start + ROOM]
    return ("…" if start else "") + shown + ("…" if start + ROOM < len(quote) else "")


def doubt(unverified: bool) -> Text:
    """What is added to a reason that was not checked against its document."""
    return Text("(依据未核实)", " (basis not verified)") if unverified else Text("", "")


def counted(names: Sequence[str]) -> Text:
    """Names with how often each stands there: 研究制订4次、筹备1次."""
    times = {name: names.count(name) for name in dict.fromkeys(names)}
    return Text("、".join(f"{n}{c}次" for n, c in times.items()), ", ".join(f"{n} ×{c}" for n, c in times.items()))
