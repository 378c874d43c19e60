"""Statements: growth and fulfilment without a figure, and figures that are not exact.

Floor: reports. In: a `Reading`. Out: R62, R63, R64.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.framework.schema.wording import Use
from jiaodu.core.prose import quoted
from jiaodu.methods.quantities import Quantity
from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.reading import Line, Reading
from jiaodu.reports.lint.words import clause_around

_UNSUPPORTED: tuple[tuple[Use, str], ...] = (("growth", "R62"), ("requirement", "R63"))


_RULES = ("要求", "规定", "按照", "标准", "每年", "每位", "每人", "required")
_LIMITS = ("标准", "目标", "要求", "asked", "target", "limit")


def find_figureless(reading: Reading) -> Iterator[Finding]:
    """R62 for growth, R63 for a requirement that is said to be met, where the clause and the next have no number."""
    for use, code in _UNSUPPORTED:
        for words in reading.lists(use):
            for line in reading.lines:
                counts = not words.spec.within or line.role in words.spec.within
                if not counts or line.block.kind in ("heading", "cell", "note"):
                    continue
                for match in words.find(line.flat.text):
                    start, end = match.span("word")
                    if not _has_number(reading, line, start, end):
                        yield reading.finding(code, [line.flat.span(start, end)], word=match["word"])
                        break


def _has_number(reading: Reading, line: Line, start: int, end: int) -> bool:
    """Whether the clause of a word, or what follows up to the next but one comma, has a number."""
    flat = line.flat
    first, last = clause_around(flat.text, start, end)
    if last < len(flat.text) and flat.text[last] in "，,：:":
        _, last = clause_around(flat.text, last + 1, last + 1)
    return bool(reading.numbers_in(flat.offsets[first], flat.offsets[last]))


def inexact_figures(reading: Reading) -> list[Quantity]:
    """The numbers of the body that are written with a hedge; a limit that a rule sets is none."""
    return [q for q in reading.quantities if q.approx is not None and not _is_limit(reading, q)]


def _is_limit(reading: Reading, q: Quantity) -> bool:
    return reading.is_in_name(q.start, q.end) or states_rule(reading, q.start, q.end)


def find_inexact(reading: Reading) -> Iterator[Finding]:
    """One R64 that lists the figures written with 约, 近, 余, 多, 以上 and the like; the limits of rules are none."""
    found = inexact_figures(reading)
    if found:
        names = [quoted(reading.prose.text[_from(q) : _to(q)]) for q in found]
        yield reading.finding("R64", [(_from(q), _to(q)) for q in found], count=len(found), names=names)


def states_rule(reading: Reading, start: int, end: int) -> bool:
    """Whether a number is the limit of a rule, no value: its clause says 要求, 按照, 每 and the like, or its column does."""
    number = reading.line_at(start)
    if number < 0:
        return False
    line = reading.lines[number]
    if any(word in head for head in line.block.heads for word in _LIMITS):
        return True
    at = line.flat.at(start)
    first, last = clause_around(line.flat.text, at, max(line.flat.at(end), at + 1))
    clause = line.flat.text[first:last]
    return any(word in clause for word in _RULES)


def _from(quantity: Quantity) -> int:
    return min(quantity.start, quantity.hedge[0]) if quantity.hedge else quantity.start


def _to(quantity: Quantity) -> int:
    return max(quantity.end, quantity.hedge[1]) if quantity.hedge else quantity.end
