"""The chart of a report template.

Floor: core.framework. In: `chart:` of a block. Out: a frozen model.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.framework.schema.words import Level, Model, Strings

MOST_PERIODS = 30


class ReportChart(Model):
    """A chart of one indicator: its `trend` over periods up to the report's, with the limit of its standard; the `units`
    of a lower level as bars; their `distribution`; or a `map` of them, which needs boundaries from the user."""

    kind: Literal["trend", "units", "distribution", "map"]
    indicator: str
    level: Level | None = None
    periods: Annotated[int, Field(ge=2, le=MOST_PERIODS)] = 5
    cells: tuple[Strings, ...] = ()
    standard: str | None = None

    @model_validator(mode="after")
    def _has_a_level(self) -> ReportChart:
        if (self.level is None) != (self.kind == "trend"):
            raise ValueError("a trend has no level; units, distribution and map have one: that of the units shown")
        return self
