"""Nouns of forecasting places: the history that was read, what a back-test found, what is forecast.

Floor: engines.school_places. In: made by history, backtest and forecast. Out: read by publish and the command line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.methods.cohort import Panel, Trust
from jiaodu.methods.cohort.model import Array, Mask

METHOD = "cohort/2"


@dataclass(frozen=True)
class History:
    """Pupils by grade of all units and of their districts, in the years that the store has.

    `units` and `districts` are panels of one shape of years and grades; `districts` is `units` where both levels are one.
    `classes` [unit, grade] are those of the last year, NaN where they are not known. `migrants` are the migrant children among the
    pupils of districts. `splits` has for an attribute the value of each unit, '' where the register says none.
    """

    id: str
    spec: schema.Places
    snapshot: str
    tree: OrganisationTree
    years: tuple[int, ...]
    days: Mapping[int, dt.date]
    unit_codes: tuple[str, ...]
    district_codes: tuple[str, ...]
    units: Panel
    districts: Panel
    classes: Array
    births_known: bool
    problems: tuple[Problem, ...]
    stage_names: Mapping[str, Text]
    grade_names: Mapping[str, Text] = field(default_factory=dict)
    migrants: Panel | None = None
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split_names: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    @property
    def has_two_levels(self) -> bool:
        """Whether units stand under districts, or are districts."""
        return self.spec.unit != self.spec.district

    @property
    def stages(self) -> tuple[str, ...]:
        """The ids of the stages."""
        return tuple(self.spec.stages)

    @property
    def groups(self) -> Array:
        """[grade, stage]: 1 where a grade is of a stage."""
        owners = [s for s, stage in enumerate(self.spec.stages.values()) for _ in stage.grades]
        return np.eye(len(self.spec.stages))[owners]

    @property
    def last(self) -> int:
        """The last school year."""
        return self.years[-1]


@dataclass(frozen=True, slots=True)
class Measures:
    """How one method did: MAPE, WAPE, MASE, bias and coverage as fractions, pinball in pupils."""

    wape: float
    mape: float
    mase: float
    bias: float
    pinball: float
    within_80: float
    within_95: float


@dataclass(frozen=True, slots=True)
class Score:
    """One level, horizon and class of size: every method over the same targets. `size` '' is all sizes."""

    level: str
    ahead: int
    size: str
    shocks: bool
    targets: int
    methods: Mapping[str, Measures]

    def skill(self, against: str) -> float | None:
        """1 - WAPE / WAPE of an opponent; below 0 it does worse. None where the opponent never fails."""
        other = self.methods[against].wape
        return 1 - self.methods["ours"].wape / other if other > 0 else None


@dataclass(frozen=True, slots=True)
class Backtest:
    """All scores; `without` names opponents that were left out and why."""

    scores: tuple[Score, ...]
    origins: int
    without: tuple[Text, ...] = ()

    def of(self, level: str, ahead: int, size: str = "", shocks: bool = True) -> Score | None:
        """One score, None where there were no targets."""
        found = (s for s in self.scores if (s.level, s.ahead, s.size, s.shocks) == (level, ahead, size, shocks))
        return next(found, None)


@dataclass(frozen=True)
class Level:
    """What is forecast at a level: [unit, year ahead, stage]; `grades` [unit, year ahead, grade] is the middle by grade."""

    codes: tuple[str, ...]
    low: Array
    middle: Array
    high: Array
    grades: Array


@dataclass(frozen=True, slots=True)
class Event:
    """Something that will happen, with its date: `unit` or `district` is an index, `ahead` 0 the first year forecast.

    `grades` are those that it touches, `number` pupils (of each year's intake for an opening), dwellings or places.
    """

    kind: str
    org: str
    unit: int | None
    district: int
    ahead: int
    grades: tuple[int, ...]
    number: float
    housing: str = ""
    to: int | None = None
    seats: float | None = None


@dataclass(frozen=True)
class Split:
    """Totals told apart by an attribute of units, or migrant children and others: middle [value, year ahead, stage]."""

    id: str
    name: Text
    values: Mapping[str, Text]
    middle: Array


@dataclass(frozen=True)
class Forecast:
    """The forecast with all that it must not be printed without: its history, its back-test, its assumptions.

    `open` [unit, year ahead]: units that will be open. `places` [unit, year ahead, stage]: those of the last year, and what
    events add. `chance` [district, year ahead, stage]: how likely demand is above places. `scenarios`: all districts together
    [year ahead, stage] under each scenario of the pack; `scenario` is the one that this forecast is.
    """

    history: History
    backtest: Backtest
    years: tuple[int, ...]
    units: Level
    districts: Level
    whole: Level
    places: Array
    open: Mask
    chance: Array
    trust: Trust | None
    assumptions: tuple[Text, ...]
    problems: tuple[Problem, ...]
    parameters: str
    scenario: str = ""
    scenarios: Mapping[str, Array] = field(default_factory=dict)
    splits: tuple[Split, ...] = ()

    def places_of_district(self, district: int, ahead: int) -> Array:
        """Places by stage of the units of a district that are open in a year; unknown places count nothing."""
        mine = self.open[:, ahead] & (self.history.units.parents == district)
        if not self.history.has_two_levels:
            mine = np.arange(len(self.places)) == district
        return np.asarray(np.nansum(self.places[mine, ahead], axis=0))
