"""School places: which indicators give pupils, births and classes, who enters when, how large a class is.

Floor: core.framework. In: places/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import Frozen, Identifier, Level, Model, Strings

MONTHS = 12


class Sourced(Model):
    """What a rule of places says of itself: document, article, whether it was checked."""

    document: str | None = None
    article: str = ""
    unverified: bool = False
    note: Text | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Sourced:
        if self.document is None and not self.unverified:
            raise ValueError("a rule has a document, or says unverified: true")
        return self


class BirthMonths(Model):
    """Children of a calendar year who enter: those born in so many of its months, so many years before."""

    years_before: int = Field(ge=0, le=20)
    months: int = Field(ge=1, le=MONTHS)


class EntryRule(Sourced):
    """Which birth years enter the first grade together: twelve months in all."""

    births: tuple[BirthMonths, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _a_whole_year(self) -> EntryRule:
        if sum(b.months for b in self.births) != MONTHS:
            raise ValueError("the months of an entry rule make twelve")
        return self


class PlacesStage(Sourced):
    """A stage: its grades from the lowest up, and the pupils of a standard class; `class_sizes` where grades differ."""

    grades: Strings = Field(min_length=1)
    class_size: int = Field(ge=1, le=200)
    class_sizes: Annotated[Mapping[str, Annotated[int, Field(ge=1, le=200)]], Frozen] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _own_grades(self) -> PlacesStage:
        if any(grade not in self.grades for grade in self.class_sizes):
            raise ValueError("class_sizes are of the grades of the stage")
        return self

    def size_of(self, grade: str) -> int:
        """Pupils of a standard class of a grade."""
        return self.class_sizes.get(grade, self.class_size)


class LargeClass(Sourced):
    """A class of so many pupils or more has a name: large, oversized. Plans make none of the smallest kind."""

    name: Text
    pupils: int = Field(ge=2, le=300)


class Buffer(Sourced):
    """The share of places that is kept free."""

    percent: Annotated[Decimal, Field(ge=0, lt=100)]


Percent = Annotated[Decimal, Field(gt=-100, le=300)]


class PlacesScenario(Sourced):
    """What would be if: births after the last known, entrants of every coming year, or pupils of all grades (net flow of a
    year, adding up; of migrant children alone in `migrants`) were so many percent more. `lasts` years; none is all of them."""

    name: Text
    births: Percent = Decimal(0)
    entry: Percent = Decimal(0)
    flow: Percent = Decimal(0)
    migrants: Percent = Decimal(0)
    lasts: int | None = Field(default=None, ge=1, le=20)

    @model_validator(mode="after")
    def _says_something(self) -> PlacesScenario:
        if not (self.births or self.entry or self.flow or self.migrants):
            raise ValueError("a scenario changes births, entry, flow or migrants")
        return self


class PlacesShock(Sourced):
    """A shock of the past by name: the school years that a second back-test leaves out."""

    name: Text
    years: tuple[int, ...] = Field(min_length=1)


class HousingYield(Sourced):
    """Pupils that a hundred dwellings of a kind bring, by stage, and how they arrive: percent there after so many years."""

    name: Text
    pupils: Annotated[Mapping[str, Annotated[Decimal, Field(ge=0, le=500)]], Frozen] = Field(min_length=1)
    there: tuple[Annotated[Decimal, Field(ge=0, le=100)], ...] = Field(min_length=1)


class PlanForms(Model):
    """Where plans are published: the form of units, the form of districts, their source."""

    units: Identifier
    districts: Identifier
    source: Identifier


class Places(Model):
    """places/: how places are forecast. The grades of the stages follow one another; births enter the first of them.

    `pupils` and `classes` are broken down by the one code item that has the grades; `births` is by calendar year, of districts.
    What is forecast becomes rows of the form `demand` (units) and of `district_demand`. `migrants` is an indicator like `pupils`
    of those among them who are migrant children; `splits` are attributes of units by which totals are told apart.
    """

    name: Text
    pupils: Identifier
    classes: Identifier
    births: Identifier | None = None
    migrants: Identifier | None = None
    splits: Strings = ()
    unit: Level = "school"
    district: Level = "county"
    entry: EntryRule | None = None
    stages: Annotated[Mapping[str, PlacesStage], Frozen] = Field(min_length=1)
    buffer: Buffer
    scenarios: Annotated[Mapping[str, PlacesScenario], Frozen] = Field(default_factory=dict)
    shocks: Annotated[Mapping[str, PlacesShock], Frozen] = Field(default_factory=dict)
    housing: Annotated[Mapping[str, HousingYield], Frozen] = Field(default_factory=dict)
    demand: Identifier
    district_demand: Identifier
    source: Identifier
    large_classes: tuple[LargeClass, ...] = ()
    plan: PlanForms | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Places:
        if (self.births is None) != (self.entry is None):
            raise ValueError("births and entry go together")
        if len(set(self.grades)) != len(self.grades):
            raise ValueError("a grade is in one stage")
        if any(stage not in self.stages for kind in self.housing.values() for stage in kind.pupils):
            raise ValueError("housing brings pupils of the stages that are forecast")
        return self

    @property
    def grades(self) -> tuple[str, ...]:
        """All grades, from the lowest up."""
        return tuple(grade for stage in self.stages.values() for grade in stage.grades)
