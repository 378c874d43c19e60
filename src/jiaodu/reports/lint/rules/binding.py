"""Binding: numbers that no figure stands behind. Floor: reports. In: a `Reading`. Out: R54, R55."""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.problems import Severity
from jiaodu.core.prose import quoted
from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.reading import Reading
from jiaodu.reports.lint.rules.statements import states_rule


def find_unbound(reading: Reading) -> Iterator[Finding]:
    """R54 for each number of a document of ours that is inside neither a bound figure nor a name; a note where it is the
    limit of a rule. For a text without any figure, one R55 that points at all of its numbers."""
    if not reading.is_ours:
        spans = [(q.start, q.end) for q in reading.quantities]
        if spans:
            yield reading.finding("R55", spans, count=len(spans))
        return
    for q in reading.quantities:
        block = reading.prose.block_at(q.start)
        is_head = block is not None and block.is_head
        if is_head or reading.prose.bounds_within(q.start, q.end) or reading.is_in_name(q.start, q.end):
            continue
        said = quoted(reading.prose.text[q.start : q.end])
        severity: Severity = "note" if states_rule(reading, q.start, q.end) else "warning"
        yield reading.finding("R54", [(q.start, q.end)], severity, number=said)
