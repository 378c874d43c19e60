"""The nouns of a template: what is asked for, and what stands on each sheet before it is drawn.

Floor: intake. In: made by `plan_template`. Out: `Request`, `SheetPlan`, `Plan`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Language
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form, Framework
from jiaodu.intake.templates.mark import TemplateMark

Role = Literal["number", "org", "name", "grain", "item", "last", "official", "note", "row_note"]
Values = Mapping[str, Any]  # column id -> value
Fill = Callable[[Form, str, Values], Values]  # form, unit and grain -> what the system fills in


@dataclass(frozen=True, slots=True)
class Request:
    """What a template is wanted for. `fill` gives the computed cells of official tables. `scope` are codes of units: those below them are due; empty means all.

    `facts` is None where there is no store yet: the sheets then have empty rows and nothing from last year.
    """

    framework: Framework
    facts: Facts | None
    forms: Sequence[Form]
    period: str
    scope: tuple[str, ...] = ()
    language: Language = "zh"
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One column (or, with items going down, one line) of a sheet. `id` is the item's or grain column's."""

    role: Role
    id: str
    heading: str
    item: schema.Item | None = None

    @property
    def is_filled_in(self) -> bool:
        """Whether people write into it."""
        return self.role in ("item", "note", "row_note")


@dataclass(frozen=True, slots=True)
class Line:
    """One record: its key and grain values, last period's values, those of the official statistics, what is prefilled.

    An `open` line has no key yet: all of it is to be filled in.
    """

    org: str = ""
    name: str = ""
    grain: Values = field(default_factory=dict)
    last: Values = field(default_factory=dict)
    official: Values = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    is_open: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)  # why a figure of last period was kept, by item
    notes: Mapping[str, str] = field(default_factory=dict)  # what was already returned beside a figure, by item


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One form on one sheet, ready to be drawn."""

    form: Form
    sheet: str
    title: str
    period: Period
    as_of: dt.date
    source: str
    columns: tuple[PlanColumn, ...]
    lines: tuple[Line, ...]
    goes_down: bool
    unit: tuple[str, str] | None = None  # code and name of the one unit that fills it in
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A workbook before it is drawn, and what could not be planned."""

    request: Request
    sheets: tuple[SheetPlan, ...]
    mark: TemplateMark
    problems: tuple[Problem, ...] = ()
