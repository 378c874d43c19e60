"""From the text that people write to a text that a parser cannot misread.

Floor: core.formula. In: a formula with Chinese names and full-width signs, and the names that its subject has.
Out: ASCII tokens in which every name is a placeholder. Unknown words stop here, before any parser sees them.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem

# full-width forms of signs, and the quotes of Chinese typing
_SIGNS = str.maketrans("（）［］｛｝，．：；＋－＊／＝＜＞！＿　‘’“”＇＂×÷≥≤≠−％", "()[]{},.:;+-*/=<>!_ ''''''*/≥≤≠-%")
_WIDE_DIGITS = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord(wide) + i: ord(plain) + i for wide, plain in (("Ａ", "A"), ("ａ", "a")) for i in range(26)
}
_TWO_SIGNS = {"≥": ">=", "≤": "<=", "≠": "<>"}
_WORD = re.compile(r"[0-9A-Za-z_\u00b7\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?![0-9A-Za-z_\u2e80-\u9fff])")
_STRING = re.compile(r"'(?:[^'\\\n])*'")
_SIGN = re.compile(r"=>|>=|<=|<>|!=|[()+\-*/=<>,]")
KEYWORDS = frozenset({"filter", "where", "and", "or", "not", "in", "between", "true", "false"})
MAX_LENGTH = 4000


@functools.lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """Full-width signs, digits and letters become half-width; nothing else changes."""
    # what stands between quotes is data and stays as it is, its quotes apart
    parts = re.split("(['‘’“”＇＂])", text)
    inside, out = False, []
    for part in parts:
        if part and part in "'‘’“”＇＂":
            inside = not inside
            out.append("'")
        else:
            out.append(part if inside else _plain(part))
    return "".join(out)


def _plain(text: str) -> str:
    text = text.translate(_SIGNS).translate(_WIDE_DIGITS)
    for wide, plain in _TWO_SIGNS.items():
        text = text.replace(wide, plain)
    return text


@dataclass(frozen=True, slots=True)
class Reading:
    """A formula after its names were replaced: text for the parser, placeholder -> id."""

    text: str
    placeholders: Mapping[str, str]


class Names:
    """The names that a formula may use: each id, its Chinese name and its aliases. Longest match first."""

    def __init__(self, names: Mapping[str, str], subject: str = "") -> None:
        self.subject = subject
        self._ids: dict[str, str] = {normalise(name): id_ for name, id_ in names.items()}
        by_first: dict[str, list[str]] = {}
        for name in sorted(self._ids, key=len, reverse=True):
            if name:
                by_first.setdefault(name[0], []).append(name)
        self._by_first = by_first

    @property
    def ids(self) -> Mapping[str, str]:
        """Every name, with half-width signs, and its id."""
        return self._ids

    def match(self, text: str, start: int) -> str | None:
        """The longest name at a position that is bounded by non-word characters on both sides."""
        if start and _WORD.match(text[start - 1]) and _WORD.match(text[start]):
            return None
        for name in self._by_first.get(text[start], ()):
            end = start + len(name)
            if text.startswith(name, start) and not (
                end < len(text) and _WORD.match(text[end]) and _WORD.match(text[end - 1])
            ):
                return name
        return None

    def near(self, word: str) -> list[str]:
        """Known names that look like a word."""
        return difflib.get_close_matches(word, list(self._ids), 3, 0.4)

    def read(self, text: str, verbs: frozenset[str], place: Place | None = None) -> Reading:
        """Replace every name by a placeholder.

        Raises:
            JiaoduError: F01 unknown name, F02 a sign that has no place in a formula, F04 unknown function, F20 too long.
        """
        if len(text) > MAX_LENGTH:
            raise JiaoduError(problem("F20", place, limit=MAX_LENGTH))
        return _Reader(self, normalise(text), verbs, place or Place()).read()


class _Reader:
    """One pass over the characters of a formula."""

    def __init__(self, names: Names, text: str, verbs: frozenset[str], place: Place) -> None:
        self.names, self.text, self.verbs, self.place = names, text, verbs, place
        self.position = 0
        self.out: list[str] = []
        self.placeholders: dict[str, str] = {}
        self.problems: list[Problem] = []

    def read(self) -> Reading:
        while self.position < len(self.text):
            self._step()
        if self.problems:
            raise JiaoduError(self.problems)
        return Reading(" ".join(self.out), self.placeholders)

    def _step(self) -> None:
        rest = self.text[self.position]
        if rest.isspace():
            self.position += 1
        elif not self._verb_called() and (name := self.names.match(self.text, self.position)) is not None:
            self._take(self._placeholder(self.names._ids[name]), len(name))
        elif (found := _STRING.match(self.text, self.position)) or (found := _NUMBER.match(self.text, self.position)):
            self._take(found[0], len(found[0]))
        elif found := _WORD.match(self.text, self.position):
            self._word(found[0])
        elif (found := _SIGN.match(self.text, self.position)) and not self._comment():
            self._take(found[0], len(found[0]))
        else:
            self._refuse(self.text[self.position : self.position + 8])

    def _verb_called(self) -> bool:
        """Whether a verb stands here with its bracket: it wins over an item or indicator of the same name."""
        found = _WORD.match(self.text, self.position)
        if found is None or found[0].lower() not in self.verbs:
            return False
        return self.text[found.end() :].lstrip().startswith("(")

    def _comment(self) -> bool:
        return self.text.startswith(("--", "/*"), self.position)

    def _take(self, token: str, length: int) -> None:
        self.out.append(token)
        self.position += length

    def _placeholder(self, id_: str) -> str:
        known = next((p for p, i in self.placeholders.items() if i == id_), None)
        if known is None:
            known = f"q{len(self.placeholders)}_"
            self.placeholders[known] = id_
        return known

    def _word(self, word: str) -> None:
        lower = word.lower()
        called = self.text[self.position + len(word) :].lstrip().startswith("(")
        if (
            lower in KEYWORDS
            or (lower in self.verbs and called)
            or (lower in ("weight", "met") and "weight" in self.verbs)
        ):
            self._take(lower, len(word))
        elif called and lower.isascii() and not lower[0].isdigit():
            self.problems.append(
                problem("F04", self.place, name=word, known=sorted(v for v in self.verbs if v != "weight"))
            )
            self.position += len(word)
        else:
            subject = self.names.subject or "—"
            self.problems.append(problem("F01", self.place, name=word, subject=subject, near=self.names.near(word)))
            self.position += len(word)

    def _refuse(self, text: str) -> None:
        self.problems.append(problem("F02", self.place, text=text, column=self.position + 1))
        self.position = len(self.text)
