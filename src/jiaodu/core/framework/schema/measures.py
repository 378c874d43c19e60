"""Measures that make school places: what each brings by stage, costs, takes, and where that is known from.

Floor: core.framework. In: measures/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.places import Sourced
from jiaodu.core.framework.schema.words import Frozen, Identifier

Money = Annotated[Decimal, Field(ge=0, le=10_000_000)]
Years = Annotated[int, Field(ge=0, le=15)]


class MeasureKind(Sourced):
    """measures/: one line of the menu. Seats by stage (below zero where a stage gives rooms away) and money in 万元 of one start.

    `document` says where the measure comes from. `example: true` says that seats, money and times are invented, for trying out.
    """

    name: Text
    seats: Annotated[Mapping[Identifier, Annotated[int, Field(ge=-10_000, le=10_000)]], Frozen] = Field(min_length=1)
    cost: Money
    yearly: Money = Decimal(0)
    lead: Years = 0
    lasts: Annotated[int, Field(ge=1, le=30)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 1
    example: bool = False

    @model_validator(mode="after")
    def _brings_something(self) -> MeasureKind:
        if not any(n > 0 for n in self.seats.values()):
            raise ValueError("a measure brings seats to some stage")
        return self
