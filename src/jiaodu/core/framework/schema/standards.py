"""Dated requirements and exemptions.

Floor: core.framework. In: standards/. Out: frozen models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.indicators import Compared, ExpiresAfter
from jiaodu.core.framework.schema.words import AnyLevel, Basis, Frozen, Identifier, Model, Strings


class Requirement(Model):
    """A dated entry of a standard: from this day on the limit is this, or the standard is repealed."""

    from_: dt.date = Field(alias="from")
    to: dt.date | None = None
    op: Literal[">=", "<=", ">", "<", "="] | None = None
    value: Decimal | None = None
    repealed: bool = False
    document: str
    article: str = ""
    unverified: bool = False

    @model_validator(mode="after")
    def _limit_or_repeal(self) -> Requirement:
        if not self.repealed and (self.op is None) != (self.value is None):
            raise ValueError("op and value go together")
        return self


class Exemption(Model):
    """A condition under which the standard is not applied, with its expiry.

    It holds for the units named in `orgs`, and for those with the attributes `where` for which all comparisons `when`
    hold. `expires` and `expires_after` name its last day; while the register has no such date yet, it does not expire.
    """

    id: Identifier
    name: Text
    where: Annotated[Mapping[str, Strings], Frozen] = {}
    when: tuple[Compared, ...] = ()
    orgs: Strings = ()
    expires: dt.date | None = None
    expires_after: ExpiresAfter | None = None
    document: str
    article: str = ""
    unverified: bool = False

    @model_validator(mode="after")
    def _condition(self) -> Exemption:
        if not self.where and not self.when and not self.orgs:
            raise ValueError("an exemption needs a condition (where, when) or the units it names (orgs)")
        return self


class CountOf(Model):
    """For a count verdict: the standard whose outcomes are counted in the units one level below."""

    standard: str
    level: AnyLevel
    outcome: Literal["met", "not_met"] = "not_met"


class Rest(Model):
    """What a combined standard asks of the members that are not met: this share of their own limit."""

    share: Decimal = Field(gt=0, lt=1)


class Standard(Model):
    """standards/: a dated requirement on an indicator.

    threshold: the value against a limit. growth: the value against the same unit's value one period before (op says
    which is asked; the limit is what it may change by, 0 for 只增不减). count: how many units below have an outcome.
    combined: how many of the `members`, standards on the same unit, are met; of the n members that address the unit
    (and breakdown cell) at most n - `at_least` may be unmet, and `rest` says what those must reach all the same.
    """

    name: Text
    kind: Literal["threshold", "growth", "count", "combined"] = "threshold"
    indicator: str | None = None
    count_of: CountOf | None = None
    members: tuple[Identifier, ...] = ()
    at_least: int | None = Field(None, ge=0, description="of a combined standard's members; all of them without it")
    rest: Rest | None = None
    basis: Basis
    levels: tuple[AnyLevel, ...] = Field(min_length=1)
    where: Annotated[Mapping[str, Strings], Frozen] = Field(
        {}, description="attributes of the unit, or values of the indicator's breakdown"
    )
    units: Strings = Field(
        (), description="codes of the units that it is for, where one government binds itself; any by default"
    )
    entries: tuple[Requirement, ...] = Field(min_length=1)
    exemptions: tuple[Exemption, ...] = ()
    veto: bool = False
    tree: Literal["restated", "as_reported"] | None = None
    note: Text | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _subject(self) -> Standard:
        if (self.kind == "count") != (self.count_of is not None):
            raise ValueError("kind: count goes with count_of")
        if (self.kind == "combined") != bool(self.members):
            raise ValueError("kind: combined goes with members")
        if self.kind == "combined":
            return self._combination()
        if self.at_least is not None or self.rest is not None:
            raise ValueError("at_least and rest go with members")
        if self.kind != "count" and self.indicator is None:
            raise ValueError("a standard needs its indicator")
        if any(not e.repealed and e.value is None for e in self.entries):
            raise ValueError("an entry needs op and value")
        return self

    def _combination(self) -> Standard:
        if self.indicator is not None or any(e.value is not None for e in self.entries):
            raise ValueError("a combined standard has members; indicator, op and value stand on those")
        if len(set(self.members)) < len(self.members):
            raise ValueError("a member stands twice")
        if (self.at_least or 0) > len(self.members):
            raise ValueError("at_least is more than there are members")
        return self
