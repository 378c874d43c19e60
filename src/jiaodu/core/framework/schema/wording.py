"""Lists of words that a report is read for.

Floor: core.framework. In: wording/. Out: frozen models.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from jiaodu.core.base.problems import Severity
from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import Model, Strings

Use = Literal[
    "section", "unfinished", "growth", "requirement", "event", "deadline", "unit", "placeholder", "sensitive", "duty", "focus"
]  # fmt: skip
Role = Literal["achievements", "problems", "measures"]


class Wording(Model):
    """Words, and what it means when a report has them, or has none of them (a duty, a focus).

    `unless` are longer phrases in which a word means something else. With `beside`, a word counts only where one of these
    stands in the same clause. `within` names the parts of a report in which the words count. `year` is that of an event.
    """

    name: Text
    use: Use
    words: Strings
    unless: Strings = ()
    beside: Strings = ()
    within: tuple[Role, ...] = ()
    role: Role | None = None
    year: int | None = None
    figure: bool = False
    focuses: Strings = ()
    severity: Severity | None = None
    why: Text | None = None
    instead: Text | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Wording:
        if not self.words or not all(self.words):
            raise ValueError("a wording has words")
        for use, field in (("section", "role"), ("event", "year"), ("focus", "focuses")):
            if self.use == use and not getattr(self, field):
                raise ValueError(f"a wording of use {use} needs {field}")
        return self
