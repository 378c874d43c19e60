"""The nouns of lint: findings that point at sentences, the coverage of the focuses, what was counted.

Floor: reports. In: made by `lint_prose`. Out: read by the command line and by the marked page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiaodu.core.base.problems import SEVERITIES, Problem
from jiaodu.core.base.text import Text
from jiaodu.core.prose import Prose

Span = tuple[int, int]
NOWHERE = Text("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the stretches of the text that it points at; none where it is about the whole text."""

    problem: Problem
    spans: tuple[Span, ...] = ()
    place: Text = NOWHERE
    quote: str = ""

    def to_json(self) -> dict[str, Any]:
        """The problem with its stretches, for `--json`."""
        return {
            **self.problem.to_json(),
            "where": {"zh": self.place.zh, "en": self.place.en},
            "quote": self.quote,
            "spans": [list(span) for span in self.spans],
        }


@dataclass(frozen=True, slots=True)
class Covered:
    """One focus of the round: in which sections sentences speak of it, with how many numbers, for which departments."""

    focus: str
    number: int
    name: Text
    sections: Mapping[str, int]
    sentences: tuple[Span, ...]
    numbers: int
    bound: int
    indicators: int
    indicators_named: tuple[str, ...]
    departments: tuple[Text, ...]
    unverified: bool = False

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {
            "focus": self.focus, "number": self.number, "name": {"zh": self.name.zh, "en": self.name.en},
            "sections": dict(self.sections), "sentences": [list(s) for s in self.sentences], "numbers": self.numbers,
            "bound": self.bound, "indicators": self.indicators, "indicators_named": list(self.indicators_named),
            "departments": [{"zh": d.zh, "en": d.en} for d in self.departments], "unverified": self.unverified,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted. `characters` are those of the body without spaces and tables, as the official limit counts."""

    characters: int
    limit: int | None
    year: int | None
    sections: int
    sentences: int
    numbers: int
    bound: int
    inexact: int
    problems: int
    measures: int


@dataclass(frozen=True, slots=True)
class Lint:
    """Everything that a look at the structure of a report found."""

    prose: Prose
    packs: tuple[str, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    sections: tuple[str, ...]
    counted: Counted

    @property
    def by_severity(self) -> Counter[str]:
        """How many findings of each severity."""
        return Counter(f.problem.severity for f in self.findings)

    def sorted(self) -> tuple[Finding, ...]:
        """The gravest first, then by code, then as they stand in the text."""
        return tuple(
            sorted(
                self.findings,
                key=lambda f: (SEVERITIES.index(f.problem.severity), f.problem.code, f.spans[:1] or ((-1, -1),)),
            )
        )

    def to_json(self) -> dict[str, Any]:
        """A plain mapping in both languages. Spans are characters of the text (of a text file: as it was opened with
        its own line ends)."""
        counted = self.counted
        return {
            "file": self.prose.file, "format": self.prose.format, "title": self.prose.title, "packs": list(self.packs),
            "counted": {name: getattr(counted, name) for name in Counted.__dataclass_fields__},
            "findings": [f.to_json() for f in self.sorted()],
            "coverage": [c.to_json() for c in self.coverage],
            "sections": list(self.sections),
        }  # fmt: skip
