"""Sentences with blanks: 全县教师{a}人,占比{b}% is written with numbers in it, and the numbers are read back.

Floor: intake. In: a sentence and values, or a sentence and what a cell says. Out: the text, or the text of each blank.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from jiaodu.core.framework.schema import BLANK
from jiaodu.intake.numbers import half_width

EMPTY = "____"
_UNDERSCORES = re.compile(r"[_\s]+")
_LOOSE = re.compile(r"[\s,;:。、.]+")


def fill_sentence(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with values in its blanks; a blank without one stays a line."""
    return BLANK.sub(lambda match: values.get(match[1]) or EMPTY, sentence)


def read_sentence(sentence: str, text: str) -> dict[str, str] | None:
    """What stands in each blank, as text ('' for an empty one); None when the words around them are others.

    Blanks, line breaks, full-width signs and the kind of punctuation do not matter.
    """
    match = _pattern(sentence).fullmatch(_squeezed(text))
    if match is None:
        return None
    return {name: _UNDERSCORES.sub("", value) for name, value in match.groupdict().items()}


@functools.cache
def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[a-z][a-z0-9_]*\})", sentence)
    made = "".join(f"(?P<{p[1:-1]}>[^,;]*?)" if BLANK.fullmatch(p) else _words(p) for p in parts)
    return re.compile(made + r"[,;:。、.]*")


def _words(text: str) -> str:
    """A pattern for the words between blanks; any punctuation between them will do."""
    pieces = _LOOSE.split(_squeezed(text))
    return r"[,;:。、.]*".join(re.escape(piece) for piece in pieces)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", half_width(text))
