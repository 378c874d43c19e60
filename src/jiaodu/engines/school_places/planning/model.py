"""Nouns of planning: a sheet of text, the case that is put, the plan that answers it.

Floor: engines.school_places. In: made by tables and plan. Out: read by the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jiaodu.core.base.problems import Place
from jiaodu.core.base.problems import Problem as Finding
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.methods.location import Answer, Margin, Needed, Problem
from jiaodu.methods.location.model import Array, Flags

# what the file of a plan says that it is
KIND = "jiaodu places plan 1"


@dataclass(frozen=True)
class Sheet:
    """A table of text: headings in the first row. `place` says where a cell is, by zero-based row and column."""

    rows: Sequence[Sequence[str]]
    place: Callable[[int, int], Place]


@dataclass(frozen=True)
class Case:
    """What is to be planned, and the names behind the indices of `problem`. Money is in 万元; `kinds` has one for each measure.

    `scenarios`: other demand [zone, stage, year] by name. `sizes`: pupils of a standard class by stage, where known; `large`: classes that
    have a name for being large. `borders` [zone, zone]: which adjoin (None: not known). `percent`: the point of the interval planned for.
    """

    zones: tuple[str, ...]
    sites: tuple[str, ...]
    stages: Mapping[str, Text]
    years: tuple[int, ...]
    kinds: tuple[schema.MeasureKind, ...]
    problem: Problem
    source: str
    problems: tuple[Finding, ...] = ()
    scenarios: Mapping[str, Array] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    large: tuple[schema.LargeClass, ...] = ()
    borders: Flags | None = None
    percent: float = 50.0


@dataclass(frozen=True)
class Plan:
    """The answer, what money would do beyond it, and what is to be said of it. `needed` is None where nobody is left over.

    `wanted`: (site, stage, year) where one place more would take in one pupil more.
    """

    case: Case
    answer: Answer
    needed: Needed | None
    margins: tuple[Margin, ...]
    problems: tuple[Finding, ...]
    wanted: tuple[tuple[int, int, int], ...] = ()
