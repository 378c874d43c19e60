"""The frame of the year: focuses, sections, departments, tasks, named problems.

Floor: core.framework. In: duties/<edition>. Out: frozen models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from jiaodu.core.base.text import Language, Text
from jiaodu.core.framework.schema.words import Frozen, Level, Model, Strings


class Department(Model):
    """A responsible department."""

    name: Text
    unverified: bool = False


class Task(Model):
    """One line of the responsibility matrix: who answers for what by when."""

    department: str
    indicators: Strings = ()
    standards: Strings = ()
    supports: Strings = Field((), description="departments that help")
    deadline: dt.date | None = None
    unverified: bool = False


class Focus(Model):
    """One focus (评价重点) of the round."""

    number: int
    name: Text
    sections: Strings
    tasks: tuple[Task, ...] = ()
    note: Text | None = None
    unverified: bool = False


class Section(Model):
    """One section of the report."""

    number: str
    name: Text


# a day, or work that has no end (长期坚持); left out where the source states none
Deadline = dt.date | Literal["standing"] | None


class MeasureItem(Model):
    """One step of a measure; deadline and departments are those of the measure unless it states its own."""

    text: Text
    deadline: Deadline = None
    department: str | None = None
    supports: Strings = ()
    unverified: bool = False

    def in_(self, language: Language) -> str:
        """The step in one language."""
        return self.text.in_(language)


class NamedProblem(Model):
    """A problem that the report names, and its measure: who answers for it by when, as far as that is stated."""

    number: int
    name: Text
    text: Text | None = Field(None, description="what is said of it; figures as in the report template")
    indicators: Strings = ()
    focuses: Strings = ()
    measure: Text
    measure_items: tuple[MeasureItem, ...] = ()
    deadline: Deadline = None
    department: str | None = None
    supports: Strings = ()
    units: Strings = Field((), description="codes of the units whose problem it is; of every unit by default")
    unverified: bool = Field(False, description="deadline and departments are not stated in the source")

    @field_validator("measure_items", mode="before")
    @classmethod
    def _plain_texts(cls, given: Any) -> Any:
        """An item may be its text alone."""
        if not isinstance(given, (list, tuple)):
            return given
        return [{"text": i} if isinstance(i, dict) and "zh" in i else i for i in given]


class DutyFrame(Model):
    """duties/<edition>: the frame of the year."""

    level: Level
    departments: Annotated[Mapping[str, Department], Frozen] = {}
    sections: Annotated[Mapping[str, Section], Frozen]
    focuses: Annotated[Mapping[str, Focus], Frozen]
    problems: Annotated[Mapping[str, NamedProblem], Frozen] = {}
