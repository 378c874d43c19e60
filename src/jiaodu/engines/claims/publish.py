"""Findings as `Problem`s: the only door from this room to the hall.

Floor: engines.claims. In: checks of a text. Out: problems with the place in the text, the sentence and the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.problems import Place, Problem, Severity, problem
from jiaodu.core.prose import Prose
from jiaodu.core.prose.sentences import quoted
from jiaodu.engines.claims.model import Check, Verdict

_ROOM = 80
_MILDER: dict[Verdict, Severity] = {Verdict.NEEDS_NOTE: "warning", Verdict.UNDECIDED: "note"}


def problems_of(prose: Prose, checks: tuple[Check, ...]) -> Iterator[Problem]:
    """Every check that did not come out well, as a problem at its sentence."""
    for check in checks:
        if not check.is_good:
            yield problem_of(prose, check)


def problem_of(prose: Prose, check: Check) -> Problem:
    """One finding. Where a note suffices, an error of the catalogue becomes a warning."""
    start, end = check.span
    block = prose.block_at(start)
    place = Place(
        prose.file, line=block.line if block else 0, key="" if block and block.line else prose.place_at(start).zh
    )
    made = problem(
        check.code, place, verdict=check.verdict.value, arithmetic=check.arithmetic, sentence=sentence_around(prose, start, end),
        span=f"{start}-{end}", **{"printed": " ".join(prose.text[start:end].split()), **check.data},
    )  # fmt: skip
    milder = _MILDER.get(check.verdict)
    if milder and made.severity == "error":
        return Problem(made.code, made.place, made.data, milder)
    return made


def sentence_around(prose: Prose, start: int, end: int, room: int = _ROOM) -> str:
    """The words around a stretch, on one line."""
    block = prose.block_at(start)
    first = max(block.start if block else 0, start - room // 2)
    last = min(block.end if block else len(prose.text), end + room // 2)
    for stop in "。；;":
        found = prose.text.rfind(stop, first, start)
        first = found + 1 if found >= 0 else first
        found = prose.text.find(stop, end, last)
        last = found + 1 if found >= 0 else last
    return quoted(prose.text[first:last], 2 * room)
