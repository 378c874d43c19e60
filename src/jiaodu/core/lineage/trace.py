"""A trace: a tree of sentences with their facts, printable and writable as JSON.

Floor: core.lineage. In: made by `why`. Out: text lines in one language, or a plain mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiaodu.core.base.text import Language, Text


@dataclass(frozen=True, slots=True)
class Trace:
    """One step of an explanation; `kind` names it: verdict, value, formula, operand, units, cell, article, problem."""

    kind: str
    text: Text
    data: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Trace, ...] = ()

    def lines(self, language: Language = "zh") -> Iterator[str]:
        """The trace as an indented tree."""
        yield self.text.in_(language)
        yield from self._below("", language)

    def _below(self, indent: str, language: Language) -> Iterator[str]:
        for i, step in enumerate(self.steps):
            last = i == len(self.steps) - 1
            yield f"{indent}{'└─ ' if last else '├─ '}{step.text.in_(language)}"
            yield from step._below(indent + ("   " if last else "│  "), language)

    def walk(self) -> Iterator[Trace]:
        """This step and all below."""
        yield self
        for step in self.steps:
            yield from step.walk()

    def to_json(self) -> dict[str, Any]:
        """A plain mapping with both languages."""
        return {
            "kind": self.kind,
            "text": {"zh": self.text.zh, "en": self.text.en},
            "data": dict(self.data),
            "steps": [step.to_json() for step in self.steps],
        }
