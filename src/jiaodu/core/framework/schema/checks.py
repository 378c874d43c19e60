"""Rules that data must satisfy: what the rows of a form, two forms, two years or two indicators say of each other.

Floor: core.framework. In: checks/. Out: frozen models, one a kind; `kind` names it, without one it is an agreement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.problems import Severity
from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import AnyLevel, Frozen, Model, Strings, UnitText


class Check(Model):
    """agreement: two indicators of one unit and period that may differ by `within` (in the unit of `left`)."""

    kind: Literal["agreement"] = "agreement"
    name: Text
    left: str
    right: str
    within: Decimal
    level: AnyLevel
    severity: Severity = "warning"
    why: Text
    remedy: Text
    look_elsewhere: bool = Field(False, description="name the unit whose left value the right one equals")


class DataRule(Model):
    """What all rules on rows share: the form, whose rows, how grave, why, what to do, who answers for it."""

    name: Text
    form: str
    where: str = Field(
        "", description="a condition on the row, as in filter (where …); unknown counts as not fulfilled"
    )
    units: Annotated[Mapping[str, Strings], Frozen] = Field({}, description="only units with these register attributes")
    severity: Severity = "warning"
    error_from: dt.date | None = Field(
        None, description="with severity will_be_error: the reference date that makes it one"
    )
    why: Text
    remedy: Text
    owner: str = Field("", description="the department that answers for it")
    document: str | None = None
    article: str = ""
    unverified: bool = False

    @model_validator(mode="after")
    def _a_date_for_what_will_be(self) -> DataRule:
        if (self.severity == "will_be_error") != (self.error_from is not None):
            raise ValueError("severity: will_be_error and error_from go together")
        return self


class Required(DataRule):
    """required: these items must be given, or their absence explained, in the rows that `where` and `units` name."""

    kind: Literal["required"]
    items: Strings = Field(min_length=1)


class Range(DataRule):
    """range: an amount (`value`), or an amount per another one (`per`), lies between two limits, given in `unit`."""

    kind: Literal["range"]
    value: str
    per: str | None = None
    unit: UnitText
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @model_validator(mode="after")
    def _a_limit(self) -> Range:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a range needs minimum or maximum")
        return self


class Combination(DataRule):
    """combination: the codes of a row fit one of `allowed` (where that is given) and none of `forbidden`."""

    kind: Literal["combination"]
    allowed: tuple[Mapping[str, Strings], ...] = ()
    forbidden: tuple[Mapping[str, Strings], ...] = ()

    @model_validator(mode="after")
    def _a_list(self) -> Combination:
        if not self.allowed and not self.forbidden:
            raise ValueError("a combination needs allowed or forbidden")
        return self


class RowRule(DataRule):
    """row: a condition that every row fulfils, such as `certified <= teachers`."""

    kind: Literal["row"]
    assert_: str = Field(alias="assert")


class PartRows(Model):
    """The rows that add up to a total: of a form, an amount (or the number of rows), where a condition holds."""

    form: str
    value: str | None = Field(None, description="the amount of a row; without it rows are counted")
    where: str = ""
    match: Annotated[Mapping[str, str], Frozen] = Field(
        {}, description="a grain column of the total and what it is called here, where the names differ"
    )
    units: Annotated[Mapping[str, Strings], Frozen] = Field({}, description="only units with these register attributes")


class Sum(DataRule):
    """sum: a total equals its parts, which stand in the same row (`parts`) or in rows of a form (`rows`).

    `by` names the grain columns that total and rows have in common. op <= says that the parts may be fewer.
    """

    kind: Literal["sum"]
    total: str
    parts: Strings = ()
    rows: PartRows | None = None
    by: Strings = ()
    op: Literal["=", "<=", ">="] = "="
    within: Decimal = Field(Decimal(0), ge=0, description="what may be missing or too much, in the total's unit")

    @model_validator(mode="after")
    def _one_kind_of_parts(self) -> Sum:
        if bool(self.parts) == (self.rows is not None):
            raise ValueError("a sum has either parts or rows")
        if self.by and self.rows is None:
            raise ValueError("by goes with rows")
        return self


class HidiroglouBerthelot(Model):
    """The parameters of the ratio edit of Hidiroglou and Berthelot (1986): size U, floor A, width C."""

    u: Decimal = Field(Decimal("0.5"), ge=0, le=1, alias="U")
    a: Decimal = Field(Decimal("0.05"), ge=0, alias="A")
    c: Decimal = Field(Decimal(7), gt=0, alias="C")
    group_size: int = Field(20, ge=5, description="a smaller group is judged by the plain band")


class Band(Model):
    """How far a value may move: at most so many per cent down and up; moves of less than `least` are left alone."""

    down: Decimal = Field(ge=0, le=100)
    up: Decimal = Field(ge=0)
    least: Decimal = Field(Decimal(0), ge=0, description="in the item's unit")


class Change(DataRule):
    """change: this period against the one before, item by item: a ratio edit within groups, or a plain band."""

    kind: Literal["change"]
    items: Strings = Field(min_length=1)
    group: Strings = Field((), description="grain columns, code items or register attributes")
    method: HidiroglouBerthelot | None = None
    band: Band


class Moves(Model):
    """Pupils who came and went, by grade: they are not counted as unexplained."""

    came: str | None = None
    went: str | None = None


class Cohort(DataRule):
    """cohort: grade g + 1 of this year against grade g of last year, within a band.

    The grades are items (`grades: [grade1, grade2, …]`) or codes of a grain column (`column`, `grades`, `value`). A unit that was
    merged into another is compared at its successor.
    """

    kind: Literal["cohort"]
    grades: Strings = Field(min_length=2)
    column: str | None = None
    value: str | None = None
    entrants: str | None = Field(None, description="the item with this year's new entrants: against the first grade")
    moves: Moves | None = None
    band: Band

    @model_validator(mode="after")
    def _column_and_value(self) -> Cohort:
        if (self.column is None) != (self.value is None):
            raise ValueError("column and value go together")
        if self.column is None and self.moves is not None:
            raise ValueError("moves are items beside a grade column")
        return self


class District(DataRule):
    """district: what a government's form says against the sum over the units below it."""

    kind: Literal["district"]
    total: str
    rows: PartRows
    by: Strings = ()
    op: Literal["=", "<=", ">="] = Field("=", description="what the units together may be, against the total")
    within: Decimal = Field(Decimal(0), ge=0, description="in the total's unit")


class SizeBand(Model):
    """Classes of a size from to: an item counts them."""

    item: str
    minimum: Decimal = Field(ge=0)
    maximum: Decimal | None = None


class Classes(DataRule):
    """classes: classes and pupils fit: the mean size lies between two limits; classes by size agree with both."""

    kind: Literal["classes"]
    classes: str
    pupils: str
    minimum: Decimal = Field(ge=0, description="least mean class size")
    maximum: Decimal = Field(gt=0, description="largest mean class size")
    bands: tuple[SizeBand, ...] = ()


class Digits(DataRule):
    """digits: more values end in 0 or 5 than chance explains, over a unit's values or over a column's. A note."""

    kind: Literal["digits"]
    items: Strings = Field(min_length=1)
    over: Literal["unit", "column"] = "column"
    least: int = Field(20, ge=10, description="values below it are too small to say anything")
    values: int = Field(20, ge=5, description="fewer values are not tried")
    chance: Decimal = Field(Decimal("0.001"), gt=0, lt=1, description="of one false alarm in the whole trial")


class Copies(DataRule):
    """copies: a constant column, a row that repeats last year's, rows that are equal in several units. A note."""

    kind: Literal["copies"]
    items: Strings = Field(min_length=1)
    values: int = Field(5, ge=2, description="how many items other than 0 a row must have to be compared")
    among: int = Field(10, ge=2, description="how many units a column must have to be called constant")


AnyRule = (
    Required | Range | Combination | RowRule | Sum | Change | Cohort | District | Classes | Digits | Copies
)  # fmt: skip
RULES: Mapping[str, type[DataRule]] = {
    "required": Required, "range": Range, "combination": Combination, "row": RowRule, "sum": Sum, "change": Change,
    "cohort": Cohort, "district": District, "classes": Classes, "digits": Digits, "copies": Copies,
}  # fmt: skip
CHECK_KINDS: Mapping[str, type[Model]] = {"agreement": Check, **RULES}


def check_model(data: Any) -> type[Model] | None:
    """The model of a definition of checks/, by its kind; None for a kind that is not known."""
    kind = data.get("kind", "agreement") if isinstance(data, dict) else "agreement"
    return CHECK_KINDS.get(kind) if isinstance(kind, str) else None
