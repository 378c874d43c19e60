"""Grading schemes: what gives points or marks, how they become a grade, and what strikes it.

Floor: core.framework. In: grading/. Out: frozen models. Everything known of a scheme is data; what is not known is not
written, and `table: unknown` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.indicators import Compared
from jiaodu.core.framework.schema.words import Frozen, Identifier, Level, Model, Strings

Points = Annotated[Decimal, Field(ge=0)]
Column = Literal["self", "online", "field", "final"]


class Cited(Model):
    """What every part and signal says of itself: name, article, whether it was checked."""

    name: Text
    document: str | None = None
    article: str = ""
    unverified: bool = False
    note: Text | None = None


# --- parts: what gives points or a mark -------------------------------------------------------------------------


class Part(Cited):
    """A part of a scheme. `weight` multiplies its points in the sum."""

    weight: Annotated[Decimal, Field(gt=0)] = Decimal(1)


class ThresholdPart(Part):
    """Pass or fail: `points` when the standard is met, else none; its mark is the best or the last of the scheme's."""

    kind: Literal["threshold"]
    standard: Identifier
    points: Points = Decimal(0)


class StepsPart(Part):
    """Levels: the first mark whose standard is met, tried from the best down; the last mark of the scheme has none."""

    kind: Literal["steps"]
    steps: Annotated[Mapping[str, Identifier], Frozen] = Field(min_length=1)
    points: Annotated[Mapping[str, Points], Frozen] = {}


class ScoredPart(Part):
    """Points that people give, from 0 to `full` (not written where the source does not say); from the score sheet."""

    kind: Literal["scored"]
    full: Points | None = None


class Rung(Model):
    """A rung of a ladder: a shortfall of more than this takes off so much."""

    more_than: Decimal = Field(ge=0)
    deduct: Points


class DeductionPart(Part):
    """Full marks less a deduction for what is short of the standard, in the unit of its indicator.

    `each` for every begun `per` of shortfall, or the deduction of the highest rung passed; never below `least`.
    """

    kind: Literal["deduction"]
    standard: Identifier
    full: Points
    each: Points | None = None
    per: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    rungs: tuple[Rung, ...] = ()
    least: Points = Decimal(0)

    @model_validator(mode="after")
    def _one_ladder(self) -> DeductionPart:
        if (self.each is None) == (not self.rungs):
            raise ValueError("a deduction has each (and per), or rungs")
        return self


class RankPart(Part):
    """Points by place among the units of the level: `points` for the 1st, 2nd …; those behind get the last of them.

    Equal values share the better place. `enough`: a standard whose being met gives the first points without ranking.
    """

    kind: Literal["rank"]
    indicator: Identifier
    order: Literal["higher", "lower"] = "higher"
    points: tuple[Points, ...] = Field(min_length=1)
    among: Literal["all", "parent"] = "all"
    enough: Identifier | None = None


class AllOrNothingPart(Part):
    """All the points when every standard is met, none otherwise (三增长)."""

    kind: Literal["all_or_nothing"]
    standards: tuple[Identifier, ...] = Field(min_length=1)
    points: Points


AnyPart = Annotated[
    ThresholdPart | StepsPart | ScoredPart | DeductionPart | RankPart | AllOrNothingPart, Field(discriminator="kind")
]

# --- score sheet, total ------------------------------------------------------------------------------------------


class Scores(Model):
    """Where scores stand: a form with one row for each part and column (self, online, field, final) of a unit.

    `part` and `column` are its grain columns, whose codes are the parts of the scheme and the four columns.
    """

    form: Identifier
    part: Identifier = "part"
    column: Identifier = "column"
    score: Identifier = "score"
    given_by: Identifier = "given_by"
    reason: Identifier = "reason"


class Marked(Model):
    """Marks that people give: a form with one row for each part of a unit.

    `part` is its grain column, whose codes are the parts; `mark` a code item, whose codes are the marks of the scheme;
    a code that is no mark says that the part does not apply.
    """

    form: Identifier
    part: Identifier = "part"
    mark: Identifier = "mark"


class Credibility(Model):
    """验证法: K = Σ verified ÷ Σ self over the parts that were verified; the result is the self total × K."""

    self_: Column = Field("self", alias="self")
    verified: Column = "field"
    capped: bool = Field(False, description="whether K is capped at 1")
    unverified: bool = False


# --- grades ------------------------------------------------------------------------------------------------------


class Grade(Model):
    """A grade, with the points from which on it is given and below which it ends; `tier` grades are counted instead."""

    id: Identifier
    name: Text
    at_least: Decimal | None = None
    below: Decimal | None = None


class Tier(Model):
    """What a grade asks of the marks: so many parts at a mark or better, at most so many at a mark or worse."""

    grade: Identifier
    at_least: Annotated[Mapping[str, int], Frozen] = {}
    at_most: Annotated[Mapping[str, int], Frozen] = {}


class History(Model):
    """Where the grades of earlier years stand: a code item of a form, whose codes are the grades of the scheme."""

    form: Identifier
    item: Identifier


class Repeat(Model):
    """A grade given so many years running, this one included, becomes another (third yellow year: red)."""

    grade: Identifier
    years: int = Field(ge=2, le=10)
    becomes: Identifier


# --- what strikes a grade ----------------------------------------------------------------------------------------


class Signal(Cited):
    """Something that happened: a standard's outcome, or comparisons of values that all hold."""

    standard: Identifier | None = None
    outcome: Literal["met", "not_met"] = "not_met"
    when: tuple[Compared, ...] = ()

    @model_validator(mode="after")
    def _one_source(self) -> Signal:
        if (self.standard is None) == (not self.when):
            raise ValueError("a signal has a standard, or when")
        return self


class Strike(Cited):
    """Signals, any of which is enough."""

    any_of: tuple[Signal, ...] = Field(min_length=1)


class Veto(Strike):
    """一票否决: no grade this year, or the `grade` named."""

    grade: Identifier | None = None


class Downgrade(Strike):
    """Down by so many grades, once, however many signals there are."""

    steps: int = Field(1, ge=1)


class Cap(Strike):
    """At most this grade."""

    at_most: Identifier


class Grading(Cited):
    """grading/: a scheme by which units are graded."""

    levels: tuple[Level, ...] = Field(min_length=1)
    table: Literal["known", "unknown"] = Field(
        "known", description="unknown: the source's table of points is not known"
    )
    marks: Annotated[Mapping[str, Text], Frozen] = Field({}, description="marks of parts, the best first")
    parts: Annotated[Mapping[str, AnyPart], Frozen] = {}
    marked: Marked | None = Field(None, description="marks given by people, of parts that the form names")
    scores: Scores | None = None
    graded_on: Column = Field("final", description="the column of the score sheet that is graded")
    credibility: Credibility | None = None
    not_applicable: Literal["full", "zero", "rescale"] | None = Field(
        None, description="what a part that does not apply counts; without it the sum is then not assessable"
    )
    grades: tuple[Grade, ...] = Field((), description="the best first")
    tiers: tuple[Tier, ...] = ()
    in_order: bool = Field(False, description="a tier is reached only from the one below it, last year's")
    history: History | None = None
    repeats: tuple[Repeat, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    downgrades: tuple[Downgrade, ...] = ()
    caps: tuple[Cap, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Grading:
        if self.table == "unknown" and (
            self.tiers or any(g.at_least is not None or g.below is not None for g in self.grades)
        ):
            raise ValueError("a scheme whose table is unknown has no bounds and no tiers")
        if self.table == "known" and not self.parts and self.marked is None:
            raise ValueError("a scheme has parts; one whose table is not known says table: unknown")
        if (self.marked or self.tiers) and not self.marks:
            raise ValueError("tiers and marked need marks")
        if (self.in_order or self.repeats) and self.history is None:
            raise ValueError("in_order and repeats need history")
        if self.credibility and self.scores is None:
            raise ValueError("credibility needs scores")
        if self.scores is None and any(p.kind == "scored" for p in self.parts.values()):
            raise ValueError("parts that people score need scores")
        return self

    @property
    def strikes(self) -> tuple[Strike, ...]:
        """Vetoes, downgrades and caps."""
        return (*self.vetoes, *self.downgrades, *self.caps)

    def standards(self) -> Strings:
        """Every standard that the scheme asks, each once."""
        found: list[str | None] = [s.standard for strike in self.strikes for s in strike.any_of]
        for part in self.parts.values():
            match part:
                case ThresholdPart() | DeductionPart():
                    found.append(part.standard)
                case StepsPart():
                    found.extend(part.steps.values())
                case AllOrNothingPart():
                    found.extend(part.standards)
                case RankPart():
                    found.append(part.enough)
        return tuple(dict.fromkeys(name for name in found if name))

    def indicators(self) -> Strings:
        """Every indicator that the scheme reads itself, each once."""
        found = [asked.indicator for strike in self.strikes for s in strike.any_of for asked in s.when]
        found += [part.indicator for part in self.parts.values() if isinstance(part, RankPart)]
        return tuple(dict.fromkeys(found))
