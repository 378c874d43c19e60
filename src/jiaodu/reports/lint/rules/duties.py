"""Duties: which focuses and duties the report speaks of, where, and with how many figures.

Floor: reports. In: a `Reading`. Out: `Covered`s for the matrix; R51, R52, R53.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.reports.lint.model import Covered, Finding, Span
from jiaodu.reports.lint.reading import Line, Reading, doubt
from jiaodu.reports.lint.words import Words

_TERMS = re.compile(r"[、，和与及“”（）()]|统筹|\s")
SHORTEST, CUT = 4, 20


def cover_focuses(reading: Reading) -> tuple[Covered, ...]:
    """Every focus of the round against the sections, sentences, numbers, indicators and departments."""
    frame = reading.framework.frame
    if frame is None:
        return ()
    named = _indicators_named(reading)
    asked = {id_: focus for id_, focus in frame.focuses.items() if _is_asked(reading, focus)}
    return tuple(_cover(reading, frame, id_, focus, named) for id_, focus in asked.items())


def _is_asked(reading: Reading, focus: schema.Focus) -> bool:
    """Whether a unit of this level answers for a focus: whether any of its indicators is one of that level."""
    indicators = (reading.framework.indicators.get(i) for task in focus.tasks for i in task.indicators)
    return reading.level is None or any(i is not None and reading.level in i.spec.levels for i in indicators)


def _cover(
    reading: Reading, frame: schema.DutyFrame, id_: str, focus: schema.Focus, named: dict[str, list[Span]]
) -> Covered:
    lists = [w for w in reading.lists("focus") if id_ in w.spec.focuses] or [_by_name(id_, focus)]
    indicators = tuple(dict.fromkeys(i for task in focus.tasks for i in task.indicators))
    here = [i for i in indicators if i in named]
    held = {reading.line_at(s[0]) for i in here for s in named[i]}
    lines = [line for i, line in enumerate(reading.lines) if i in held or any(w.are_in(line.flat.text) for w in lists)]
    telling = [line for line in lines if line.block.kind != "heading"]
    numbers = [q for line in telling for q in reading.numbers_in(line.start, line.end)]
    bound = sum(1 for q in numbers if reading.prose.bounds_within(q.start, q.end))
    names = [name for name, _ in reading.named_sections]
    sections = Counter(names[section] for section in _told_in(telling))
    ids = dict.fromkeys(d for task in focus.tasks for d in (task.department, *task.supports))
    return Covered(
        id_, focus.number, focus.name, dict(sections), tuple((li.start, li.end) for li in telling), len(numbers), bound,
        len(indicators), tuple(here), tuple(frame.departments[d].name for d in ids if d in frame.departments),
        focus.unverified or any(t.unverified for t in focus.tasks),
    )  # fmt: skip


def _told_in(lines: Sequence[Line]) -> Iterator[int]:
    """The section of each sentence, and once of each row of a table."""
    rows = set()
    for line in lines:
        row = (line.block.table, line.block.row)
        if line.section >= 0 and (line.block.kind != "cell" or row not in rows):
            yield line.section
        if line.block.kind == "cell":
            rows.add(row)


def _by_name(id_: str, focus: schema.Focus) -> Words:
    """Without a list, the terms of the focus's own name."""
    terms = [t for t in _TERMS.split(focus.name.zh) if len(t) >= SHORTEST] or [focus.name.zh]
    spec = schema.Wording(name=focus.name, use="focus", words=(*terms, focus.name.en), focuses=(id_,))
    return Words(id_, spec)


def _indicators_named(reading: Reading) -> dict[str, list[Span]]:
    """Indicators that the text has: by bound figures, else by their names and synonyms."""
    found: dict[str, list[Span]] = {}
    known = sorted(reading.framework.indicators, key=len, reverse=True)
    for bound in reading.prose.bounds:
        id_ = reading.behind.get(bound.id) or _by_id(bound.id, known)
        if id_ is not None:
            found.setdefault(id_, []).append((bound.start, bound.end))
    if found:
        return found
    pattern, ids = _by_name_or_synonym(reading)
    for line in reading.lines if ids else ():
        for match in pattern.finditer(line.flat.text):
            for id_ in ids[match[0]]:
                found.setdefault(id_, []).append(line.flat.span(match.start(), match.end()))
    return found


def _by_name_or_synonym(reading: Reading) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """What finds any name of an indicator, the longest first, and whose names they are."""
    ids: dict[str, list[str]] = {}
    for id_, indicator in reading.framework.indicators.items():
        for name in dict.fromkeys(["".join(n.split()) for n in (indicator.name.zh, *indicator.spec.synonyms)]):
            if len(name) >= SHORTEST:
                ids.setdefault(name, []).append(id_)
    return re.compile("|".join(re.escape(n) for n in sorted(ids, key=len, reverse=True))), ids


def _by_id(figure: str, known: Sequence[str]) -> str | None:
    """The indicator that a figure's id begins with; of an id that was cut short, the first that begins as it does."""
    stem = figure.removeprefix("jd_f_")
    exact = next((i for i in known if stem == i or stem.startswith(f"{i}_")), None)
    return exact or next((i for i in known if len(i) > CUT and stem.startswith(i[:CUT])), None)


def find_uncovered_focuses(reading: Reading, coverage: Sequence[Covered]) -> Iterator[Finding]:
    """R51 for a focus that no sentence speaks of, R53 for one without any number."""
    for covered in coverage:
        name = Text(f"评价重点{covered.number}“{covered.name.zh}”", f"focus {covered.number}, “{covered.name.en}”,")
        if not covered.sentences:
            yield reading.finding("R51", name=name, departments=list(covered.departments))
        elif not covered.numbers:
            yield reading.finding("R53", covered.sentences[:1], name=name, count=len(covered.sentences))


def find_missing_duties(reading: Reading) -> Iterator[Finding]:
    """R52 for a duty of which the body has no word, R53 for one without a number where a number is expected."""
    for words in reading.lists("duty"):
        lines = [line for line in reading.lines if words.are_in(line.flat.text)]
        name = Text(f"“{words.spec.name.zh}”", f"“{words.spec.name.en}”")
        if not lines:
            yield reading.finding("R52", name=name, doubt=doubt(words.spec.unverified))
        elif words.spec.figure and not any(_has_number(reading, words, line) for line in lines):
            spans = [_first(words, line) for line in lines]
            yield reading.finding("R53", spans, name=name, count=len(lines))


def _first(words: Words, line: Line) -> Span:
    match = next(words.find(line.flat.text))
    return line.flat.span(*match.span("word"))


def _has_number(reading: Reading, words: Words, line: Line) -> bool:
    return line.block.kind != "heading" and bool(reading.numbers_in(line.start, line.end))
