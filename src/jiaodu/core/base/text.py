"""Text in both languages of the product.

Floor: core.base. In: nothing. Out: `Text`, which every name, message and label is made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A short text in Chinese and English; Chinese leads."""

    zh: str
    en: str

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def in_(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.zh


def width_of(text: str) -> float:
    """How many Chinese characters wide a text is."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in text)


def unsaid(name: str, words: Sequence[str]) -> bool:
    """Whether words, such as those of breakdown cells, add anything to a name: not when it has all of them already."""
    return any(word not in name for word in words)
