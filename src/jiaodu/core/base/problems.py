"""One shape for everything that is wrong: a pack line, a cell, a formula, a store, a value.

Floor: core.base. In: a code of the catalogue, a place, the facts of the case. Out: `Problem`, bilingual and printable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from jiaodu.core.base.text import Language, Text

Severity = Literal["error", "will_be_error", "warning", "note"]
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SEVERITIES: tuple[Severity, ...] = ("error", "will_be_error", "warning", "note")
SEVERITY_NAMES: Mapping[Severity, Text] = {
    "error": Text("错误", "error"),
    "will_be_error": Text("将成为错误", "will be an error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a line of a file, a cell of a sheet, or a key of a table. All parts are optional."""

    file: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""
    key: str = ""

    def __str__(self) -> str:
        text = self.file
        if self.line:
            text += f":{self.line}" + (f":{self.column}" if self.column else "")
        parts = [part for part in (text, self.sheet, self.cell, self.key) if part]
        return shown_text(" › ".join(parts))


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of problem in the catalogue: what happened, why it matters, what to do, in both languages.

    The texts are `str.format` templates over the problem's data. `expected` says what a cell should have held, where that
    can be said shortly.
    """

    severity: Severity
    what: Text
    why: Text
    remedy: Text
    expected: Text | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that somebody must look at, with a stable code. `data` fills the templates of the catalogue."""

    code: str
    place: Place = field(default_factory=Place)
    data: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    def _say(self, part: str, language: Language) -> str:
        template: Text = getattr(entry(self.code), part)
        return template.in_(language).format_map(_Speaking(self.data, language))

    def what(self, language: Language = "zh") -> str:
        """What happened."""
        return self._say("what", language)

    def why(self, language: Language = "zh") -> str:
        """Why it matters."""
        return self._say("why", language)

    def remedy(self, language: Language = "zh") -> str:
        """What to do about it."""
        return self._say("remedy", language)

    def read(self, language: Language = "zh") -> str:
        """What was read, of one cell or (a rule) of several; '' where nothing was."""
        return str(_spoken(self.data.get("read", self.data.get("cell", "")), language))

    def expected(self, language: Language = "zh") -> str:
        """What should have been there; '' where that cannot be said shortly."""
        if entry(self.code).expected:
            return self._say("expected", language)
        return str(_spoken(self.data.get("expected", ""), language))

    def at(self, place: Place) -> Problem:
        """The same problem at another place."""
        return replace(self, place=place)

    def line(self, language: Language = "zh") -> str:
        """One line: place, severity, code and what happened."""
        where = f"{self.place}: " if str(self.place) else ""
        return f"{where}{SEVERITY_NAMES[self.severity].in_(language)} {self.code} {self.what(language)}"

    def to_json(self) -> dict[str, Any]:
        """A plain mapping with both languages, for `--json` and the store."""
        return {
            "code": self.code,
            "severity": self.severity,
            "place": str(self.place),
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "key": self.place.key,
            "read": {"zh": self.read("zh"), "en": self.read("en")},
            "expected": {"zh": self.expected("zh"), "en": self.expected("en")},
            "what": {"zh": self.what("zh"), "en": self.what("en")},
            "why": {"zh": self.why("zh"), "en": self.why("en")},
            "remedy": {"zh": self.remedy("zh"), "en": self.remedy("en")},
        }


class _Speaking(dict[str, Any]):
    """Template data in one language: a `Text` says itself in that language, a list is joined."""

    def __init__(self, data: Mapping[str, Any], language: Language) -> None:
        super().__init__({name: _spoken(value, language) for name, value in data.items()})

    def __missing__(self, name: str) -> str:
        return "—"


def _spoken(value: Any, language: Language) -> Any:
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(str(_spoken(v, language)) for v in value) or "—"
    return shown_text(value) if isinstance(value, str) else value


def shown_text(text: str) -> str:
    """A text from a file as it may be shown: what would steer a terminal or turn the line round becomes a visible sign."""
    return text if text.isprintable() else _STEERING.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


class JiaoduError(Exception):
    """Work could not go on; carries every problem found, never only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(problem.line("en") for problem in self.problems))


def problem(code: str, place: Place | None = None, severity: Severity | None = None, /, **data: Any) -> Problem:
    """Make a problem with the severity of the catalogue, unless another is given.

    Raises:
        KeyError: when the catalogue has no such code.
    """
    return Problem(code, place or Place(), data, severity or entry(code).severity)


def entry(code: str) -> Entry:
    """The catalogue's entry for a code. Raises KeyError for an unknown code."""
    from jiaodu.core.base.catalogue import CATALOGUE

    return CATALOGUE[code]


def worst(problems: Iterable[Problem]) -> Severity | None:
    """The gravest severity among problems, None when there are none."""
    found = {p.severity for p in problems}
    return next((severity for severity in SEVERITIES if severity in found), None)
