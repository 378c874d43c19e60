"""Find the words of a wording list in a text: across line breaks, never inside a longer word that means something else.

Floor: reports. In: `Wording`s of packs, flat text. Out: matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jiaodu.core.framework import schema

_STOPS = "，,；;。！？!?：:"
_CLAUSE = re.compile(f"[{_STOPS}]")
NEAR = 300  # characters


def _alternatives(words: Sequence[str]) -> str:
    """Longest first; Latin words with their edges, in any case."""
    found = []
    for word in sorted(words, key=len, reverse=True):
        bare = re.escape("".join(word.split()) if not word.isascii() else word)
        if word.isascii() and word[:1].isalnum():
            bare = rf"(?<![A-Za-z0-9]){bare}"
        if word.isascii() and word[-1:].isalnum():
            bare = rf"{bare}(?![A-Za-z0-9])"
        found.append(bare)
    return "|".join(found)


@dataclass(frozen=True)
class Words:
    """One list, ready to be looked for."""

    id: str
    spec: schema.Wording
    _cache: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Phrases that mean something else are tried first and match without a group."""
        other = f"{_alternatives(self.spec.unless)}|" if self.spec.unless else ""
        return re.compile(f"{other}(?P<word>{_alternatives(self.spec.words)})", re.IGNORECASE)

    @cached_property
    def _beside(self) -> re.Pattern[str]:
        return re.compile(_alternatives(self.spec.beside), re.IGNORECASE)

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every word of the list, where what must stand beside it does."""
        for match in self.pattern.finditer(text):
            if match["word"] is not None and (not self.spec.beside or self._beside.search(*self._clause(text, match))):
                yield match

    @staticmethod
    def _clause(text: str, match: re.Match[str]) -> tuple[str, int, int]:
        start, end = clause_around(text, match.start(), match.end())
        return text, start, end

    def are_in(self, text: str) -> bool:
        """Whether any word of the list is there."""
        return next(self.find(text), None) is not None


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause between commas and stops that holds a stretch; of an endless one, what stands near."""
    low, high = max(0, start - NEAR), min(len(text), end + NEAR)
    before = max(text.rfind(stop, low, start) for stop in _STOPS) + 1
    after = _CLAUSE.search(text, end, high)
    return max(before, low), after.start() if after else high
