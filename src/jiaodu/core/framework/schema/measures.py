"""Measures that make school places or open ways to them: what each brings, costs, takes, where it may be, and where that is known from.

Floor: core.framework. In: measures/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.places import Sourced
from jiaodu.core.framework.schema.words import Frozen, Identifier

Money = Annotated[Decimal, Field(ge=0, le=10_000_000)]
Years = Annotated[int, Field(ge=0, le=15)]


class MeasureKind(Sourced):
    """measures/: one line of the menu. Seats by stage (below zero where a stage gives rooms away) and money in 万元 of one start.

    `classes` by stage: classes that the seats belong to (none said: seats / standard class). `opens`: ways that it opens while it stands,
    from a zone to a school (a new zone line), between the zones of two schools, or further than pupils walk (a bus, as far as `reach` km);
    `carries`: pupils one start takes over them. `at`: only at schools that are there, or only where there is none.
    `document` says where the measure comes from. `example: true` says that seats, money and times are invented, for trying out.
    """

    name: Text
    seats: Annotated[Mapping[Identifier, Annotated[int, Field(ge=-10_000, le=10_000)]], Frozen] = Field(
        default_factory=dict
    )
    classes: Annotated[Mapping[Identifier, Annotated[int, Field(ge=-200, le=200)]], Frozen] | None = None
    opens: Literal["", "zone", "partner", "bus"] = ""
    carries: Annotated[int, Field(ge=1, le=10_000)] | None = None
    reach: Annotated[Decimal, Field(gt=0, le=200)] | None = None
    at: Literal["any", "existing", "new"] = "any"
    cost: Money
    yearly: Money = Decimal(0)
    lead: Years = 0
    lasts: Annotated[int, Field(ge=1, le=30)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 1
    example: bool = False

    @model_validator(mode="after")
    def _brings_something(self) -> MeasureKind:
        if not self.opens and not any(n > 0 for n in self.seats.values()):
            raise ValueError("a measure brings seats to some stage, or opens ways")
        if (self.carries is not None or self.reach is not None) and not self.opens:
            raise ValueError("carries and reach are of a measure that opens ways")
        return self
