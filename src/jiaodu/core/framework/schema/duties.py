"""The frame of the year: focuses, sections, departments, tasks, named problems.

Floor: core.framework. In: duties/<edition>. Out: frozen models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from jiaodu.core.base.text import Text
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


class NamedProblem(Model):
    """A problem that the report names, and its measure."""

    number: int
    name: Text
    indicators: Strings = ()
    focuses: Strings = ()
    measure: Text
    measure_items: tuple[Text, ...] = ()
    deadline: dt.date | None = None
    department: str | None = None


class DutyFrame(Model):
    """duties/<edition>: the frame of the year."""

    level: Level
    departments: Annotated[Mapping[str, Department], Frozen] = {}
    sections: Annotated[Mapping[str, Section], Frozen]
    focuses: Annotated[Mapping[str, Focus], Frozen]
    problems: Annotated[Mapping[str, NamedProblem], Frozen] = {}
