"""Forms, items, code lists and sources: what is collected and from where.

Floor: core.framework. In: forms/, sources/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.tables import Column, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.layout import Layout, items_of
from jiaodu.core.framework.schema.words import DayOfYear, Frozen, Level, Model, Strings, UnitText


class Code(Model):
    """One entry of a code list."""

    name: Text
    aliases: Strings = ()


class Item(Model):
    """A data item (数据项): one column of a form."""

    name: Text
    type: ItemType
    unit: UnitText | None = None
    digits: int = Field(4, ge=0, le=8, description="decimals kept of a number")
    aliases: Strings = Field((), description="other headings and names of the same item")
    codes: Annotated[Mapping[str, Code], Frozen] = {}
    sources: Strings = Field((), description="sources in order, where they differ from the form's")
    source_table: str = ""
    owner: str = Field("", description="the department that answers for the item")
    scope: Text | None = Field(None, description="口径: what the number covers")
    scopes: Annotated[Mapping[str, Text], Frozen] = Field({}, description="口径 by source, where the sources differ")
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    computed: str = Field(
        "",
        description="what the cell shows when it is filled in by the system: terms of indicators, items and standards",
    )
    unverified: bool = False

    @model_validator(mode="after")
    def _unit_and_codes(self) -> Item:
        if self.type in (ItemType.COUNT, ItemType.NUMBER) and self.unit is None:
            raise ValueError("a count or number needs a unit")
        if self.type is ItemType.CODE and not self.codes:
            raise ValueError("a code item needs its code list")
        return self


class DatedDay(Model):
    """A reference date that holds from a period on."""

    from_: int = Field(0, alias="from")
    day: DayOfYear


class Due(Model):
    """Who must report: units of the form's level, open at the reference date, with these attributes.

    `each` makes the unit finer: one report for each value of an attribute that the register gives the unit (a school
    with primary and junior stages is due twice).
    """

    where: Annotated[Mapping[str, Strings], Frozen] = {}
    each: Strings = ()


class Form(Model):
    """forms/: a form is a table; its grain is declared."""

    name: Text
    level: Level
    period: PeriodKind
    reference_dates: Annotated[Mapping[str, tuple[DatedDay, ...] | DayOfYear], Frozen] = Field(min_length=1)
    sources: Strings = Field(min_length=1, description="sources in order: the first leads")
    due: Due = Due()
    grain: Annotated[Mapping[str, Item], Frozen] = {}
    items: Annotated[Mapping[str, Item], Frozen] = Field(min_length=1)
    counts: UnitText = Field("个", description="what one row is, for count(*)")
    layout: Layout = Layout()
    is_register: bool = Field(False, alias="register", description="true for the form that brings organisations")
    memberships: bool = Field(False, description="true for the form that says which units are in which groups")
    description: Text | None = None

    @model_validator(mode="after")
    def _days_fit_the_period(self) -> Form:
        for given in self.reference_dates.values():
            for day in [given] if isinstance(given, str) else [d.day for d in given]:
                if (day == "end") != (self.period is PeriodKind.MONTH):
                    raise ValueError("the reference date of a month is 'end', that of a year MM-DD")
        if self.memberships and not (self.is_register and "group" in self.items):
            raise ValueError("memberships: true goes with register: true and an item named group")
        missing = [name for name in self.due.each if name not in self.grain]
        if missing:
            raise ValueError(f"due each {', '.join(missing)}: no such grain column")
        if self.grain and any(item.sources for item in self.items.values()):
            raise ValueError("items of a form with a grain have the form's sources")
        return self

    @model_validator(mode="after")
    def _layout_names_what_is_there(self) -> Form:
        known = {*self.items, *self.grain}
        named = {path[-1].of for path in self.layout.paths} - {"", "label", "note", "org", "org_name", "number"}
        named |= {name for line in self.layout.lines for name in (*line.items(), *line.where)}
        named |= {name for note in self.layout.notes for name in items_of(note.zh + "{}")}
        if unknown := sorted(named - known):
            raise ValueError(f"layout: no such item: {', '.join(unknown)}")
        for line in self.layout.lines:
            if set(line.where) != set(self.grain):
                raise ValueError(f"layout: every line says its {', '.join(self.grain) or 'record, which has no grain'}")
            for name, code in line.where.items():
                if code not in self.grain[name].codes:
                    raise ValueError(f"layout: {name} has no code {code}")
        return self

    @property
    def is_computed(self) -> bool:
        """Whether it is a table that the system fills in, at least in part."""
        return any(item.computed for item in self.items.values())

    def columns(self) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
        """Grain columns and item columns as the store keeps them."""
        return tuple(_column(n, i) for n, i in self.grain.items()), tuple(_column(n, i) for n, i in self.items.items())


def _column(name: str, item: Item) -> Column:
    return Column(name, item.type, item.digits if item.type is ItemType.NUMBER else 0)


class Source(Model):
    """sources/: where facts come from (统计, 决算, 学校填报, 自评报告)."""

    name: Text
    description: Text | None = None
    official: bool = Field(False, description="official statistics: templates bring its values in, locked")
