"""Years: titles against each other, against the body and against the round. Floor: reports. Out: R60, R61."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jiaodu.core.base.text import Text
from jiaodu.reports.lint.model import Finding, Span
from jiaodu.reports.lint.reading import Reading, counted

_YEAR = re.compile(
    r"(?<![\d〔\[(（])((?:19|20)\d\d)\s*(?:年|届|学年|—)|([一二]\s*[〇零○O九]\s*[〇零○O一二三四五六七八九]\s*[〇零○O一二三四五六七八九])\s*年"
)
_CHINESE = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}


def years_in(text: str, at: int = 0) -> Iterator[tuple[int, Span]]:
    """Years as they are written, with where: 2019年, 2019届, 二〇一九年; not those of document numbers."""
    for match in _YEAR.finditer(text):
        said = match[1] or "".join(_CHINESE[c] for c in match[2] if not c.isspace())
        yield int(said), (at + match.start(), at + match.end())


def report_year(reading: Reading) -> int | None:
    """The year that the report is about: stated, else that of the round where a title names it or none does, else the
    last year of the titles."""
    if reading.stated_year is not None:
        return reading.stated_year
    titled = [year for year, _ in _titled(reading)]
    frame = reading.framework.edition.evaluated_year
    if frame is not None and (frame in titled or not titled):
        return frame
    return titled[-1] if titled else None


def find_other_years(reading: Reading) -> Iterator[Finding]:
    """R60 for a title of another year than the report's; R61 for achievements of later years."""
    year = report_year(reading)
    if year is None:
        return
    yield from _titles(reading, year)
    yield from _later(reading, year)


def _titled(reading: Reading) -> list[tuple[int, Span]]:
    return [f for b in reading.titles for f in years_in(reading.prose.of(b), b.start)]


def _titles(reading: Reading, year: int) -> Iterator[Finding]:
    body: Counter[int] = Counter()
    for line in reading.lines:
        body.update(y for y, _ in years_in(reading.prose.text[line.start : line.end]))
    said = Text(
        "、".join(f"{y}年{n}次" for y, n in body.most_common(3)) or "没有年份",
        ", ".join(f"{y} ×{n}" for y, n in body.most_common(3)) or "no year",
    )
    for titled, span in _titled(reading):
        if titled != year:
            yield reading.finding("R60", [span], titled=titled, year=year, body=said)


def _later(reading: Reading, year: int) -> Iterator[Finding]:
    first = min((s.heading.start for s in reading.sections if s.heading is not None), default=0)
    lines = [
        line
        for line in reading.lines
        if line.role == "achievements" and line.block.kind != "cell" and line.start >= first
    ]
    for line in lines:
        later = [(y, s) for y, s in years_in(reading.prose.text[line.start : line.end], line.start) if y > year]
        if later:
            yield reading.finding("R61", [s for _, s in later], later=[str(y) for y, _ in later], year=year)
    for words in reading.lists("event"):
        if words.spec.year is None or words.spec.year <= year:
            continue
        found = [(m["word"], line.flat.span(*m.span("word"))) for line in lines for m in words.find(line.flat.text)]
        if found:
            said = counted([w for w, _ in found])
            later_words = Text(f"{words.spec.name.zh}（{said.zh}）", f"{words.spec.name.en} ({said.en})")
            yield reading.finding("R61", [s for _, s in found], "note", later=later_words, year=year)
