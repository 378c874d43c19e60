"""Binding: numbers that no figure stands behind. Floor: reports. In: a `Reading`. Out: R54, R55."""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.prose import quoted
from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.reading import Reading


def find_unbound(reading: Reading) -> Iterator[Finding]:
    """R54 for each number of a document of ours that is not inside a bound figure; for a text without any figure, one
    R55 that points at all of its numbers."""
    if not reading.is_ours:
        spans = [(q.start, q.end) for q in reading.quantities]
        if spans:
            yield reading.finding("R55", spans, count=len(spans))
        return
    for q in reading.quantities:
        block = reading.prose.block_at(q.start)
        if not reading.prose.bounds_within(q.start, q.end) and not (block and block.is_head):
            yield reading.finding("R54", [(q.start, q.end)], number=quoted(reading.prose.text[q.start : q.end]))
