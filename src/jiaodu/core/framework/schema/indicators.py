"""Indicators as a pack writes them, before their formulas are read.

Floor: core.framework. In: indicators/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.periods import Align
from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import AnyLevel, Frozen, Identifier, Model, Strings, UnitText


class Across(Model):
    """The units one level below whose values an across-indicator reads."""

    level: AnyLevel
    indicator: str
    standard: str | None = Field(None, description="for share(met): the standard by which the units below are judged")


class Rounding(Model):
    """Half-up rounding, and whether a standard compares before or after it."""

    digits: int = Field(ge=0, le=8)
    compare: Literal["before", "after"] = "before"


class Plausible(Model):
    """Bounds outside which a value stands but needs a written explanation."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    why: Text | None = None


class Compared(Model):
    """A value of the same unit and period beside a limit in that indicator's unit."""

    indicator: str
    op: Literal[">=", "<=", ">", "<", "="]
    value: Decimal


class ExpiresAfter(Model):
    """So many years after a date of the register: the unit's own, else that of the nearest unit above which has it."""

    years: int = Field(ge=1)
    from_: Identifier = Field(alias="from", description="a date item of the register, such as the day of certification")


class Condition(Model):
    """To which units something applies: those with the attributes `where` and for which all comparisons `when` hold.

    `expires_after` names the last day; while the register has no such date yet, it does not expire.
    """

    where: Annotated[Mapping[str, Strings], Frozen] = {}
    when: tuple[Compared, ...] = ()
    expires_after: ExpiresAfter | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Condition:
        if not self.where and not self.when:
            raise ValueError("a condition needs where or when")
        return self


class Indicator(Model):
    """indicators/: a formula over a table, between indicators, or across the units below."""

    name: Text
    synonyms: Strings = ()
    table: str | None = None
    across: Across | None = None
    formula: str
    by: Strings = ()
    unit: UnitText
    levels: tuple[AnyLevel, ...] = Field(min_length=1)
    round: Rounding = Rounding(digits=2)
    coverage: Decimal = Field(Decimal(1), ge=0, le=1, description="least share of due units that must be complete")
    source: str | None = Field(None, description="read this source only, instead of the leading one")
    as_of: str | None = Field(None, description="the form's reference date to read; the first by default")
    align: Align | None = None
    applies: tuple[Condition, ...] = Field((), description="to units that meet one of these; to all by default")
    elsewhere: Literal["not_applicable", "zero"] = Field(
        "not_applicable", description="what the value is to other units"
    )
    tree: Literal["restated", "as_reported"] | None = None
    scope: Text | None = None
    direction: Literal["higher", "lower", "none"] = "none"
    plausible: Plausible | None = None
    labels: Annotated[Mapping[str, Text], Frozen] = Field(
        {},
        description="what whole values are called (2: 合格); a count of one yes/no item of a unit is 是 or 否 of itself",
    )
    note: Text | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Indicator:
        if self.table and self.across:
            raise ValueError("an indicator reads a table or goes across units, not both")
        if self.applies and len(self.levels) != 1:
            raise ValueError("an indicator that applies to some units has one level; what adds them up goes across")
        return self
