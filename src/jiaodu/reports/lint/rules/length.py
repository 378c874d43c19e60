"""Length: the body against the limit. Floor: reports. In: a `Reading`. Out: R50, R69."""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.reading import Reading


def count_characters(reading: Reading) -> int:
    """Characters of the body without spaces; titles, tables, annexes and drafting notes do not count."""
    counting = ("heading", "paragraph", "list")
    return sum(
        len("".join(reading.prose.of(b).split()))
        for b in reading.prose.blocks
        if b.part == "body" and b.kind in counting
    )


def limit_of(reading: Reading) -> int | None:
    """The limit that was stated, else that of the pack's report; it is one of Chinese characters and holds for
    Chinese reports."""
    template = reading.framework.report
    if reading.language != "zh":
        return None
    return reading.stated_limit or (template.limit_characters if template else None)


def find_length(reading: Reading) -> Iterator[Finding]:
    """R50 at the sentence in which the limit is passed; R69 where the report lacks one of its three parts."""
    limit, found = limit_of(reading), count_characters(reading)
    if limit and found > limit:
        yield reading.finding("R50", [_passing(reading, limit)], found=found, limit=limit, over=found - limit)
    if any(s.heading is not None for s in reading.sections):
        yield from _lacking(reading)


def _passing(reading: Reading, limit: int) -> tuple[int, int]:
    """The sentence with the first character that is too many."""
    left = limit
    for line in reading.lines:
        if line.block.kind not in ("heading", "paragraph", "list"):
            continue
        left -= len("".join(reading.prose.text[line.start : line.end].split()))
        if left < 0:
            return line.start, line.end
    last = reading.lines[-1]
    return last.start, last.end


def _lacking(reading: Reading) -> Iterator[Finding]:
    roles = {s.role for _, s in reading.named_sections}
    if any(s.answered for _, s in reading.named_sections):
        roles.add("measures")
    for words in reading.lists("section"):
        if words.spec.role not in roles:
            yield reading.finding("R69", part=words.spec.name)
