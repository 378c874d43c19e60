"""The template of a report.

Floor: core.framework. In: report/<edition>, report/<edition>/<name>. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.charts import ReportChart
from jiaodu.core.framework.schema.words import AnyLevel, Frozen, Level, Model, Strings

# what a statistic of the opening block can be set beside
Comparison = Literal["previous", "change", "change_rate", "limit", "over", "country", "over_country", "province",
                     "over_province", "city", "over_city", "county", "over_county"]  # fmt: skip


class Statistic(Model):
    """One statistic of a block: the value of an indicator and what stands beside it."""

    indicator: str = Field(description="a reference as in text, without brackets: indicator.cell@year")
    name: Text | None = Field(None, description="words for it; the indicator's name by default")
    compare: tuple[Comparison, ...] = ()


class UnitsBelow(Model):
    """The units below that do not meet a standard, or for which it cannot be judged."""

    level: Level
    standards: Strings = Field(min_length=1)


class ReportBlock(Model):
    """One content: a paragraph, a table of indicators, a chart, a block of statistics, grades, or units that fall short.

    In text [[indicator.cell@year|part]] is a figure, and {unit}, {year}, {next_year} are the report's.
    """

    text: Text | None = None
    table: Strings = Field((), description="indicators, or some of their cells: indicator.cell")
    chart: ReportChart | None = None
    caption: Text | None = None
    statistics: tuple[Statistic, ...] = ()
    units: UnitsBelow | None = None
    grades: Strings = Field((), description="grading schemes whose result is printed; all: every one of the level")

    @model_validator(mode="after")
    def _one_content(self) -> ReportBlock:
        contents = (self.text, self.table or None, self.chart, self.statistics or None, self.units, self.grades or None)
        if sum(c is not None for c in contents) != 1:
            raise ValueError("a block has exactly one of text, table, chart, statistics, units, grades")
        return self


class ReportSection(Model):
    """A section of the report template."""

    title: Text
    section: str | None = None
    focuses: Strings = ()
    blocks: tuple[ReportBlock, ...] = ()
    include: Literal["problems", "measures", "shortfalls", "none"] = Field(
        "none", description="the named problems of the frame, their measures, or every standard that is not met"
    )
    sections: tuple[ReportSection, ...] = ()


class ReportTemplate(Model):
    """The document to be written. An edition may have several: one a level, or several layouts of one level."""

    title: Text
    level: AnyLevel | None = Field(None, description="of the units that it is for; the level of the frame by default")
    where: Annotated[Mapping[str, Strings], Frozen] = Field(
        {}, description="attributes of the register that its units have; any by default"
    )
    units: Strings = Field(
        (), description="codes of the units that it is for, where its words are theirs; any by default"
    )
    name: Text | None = Field(None, description="what tells it from other templates of the level")
    addressee: Text | None = None
    limit_characters: int | None = None
    opening: tuple[ReportBlock, ...] = ()
    sections: tuple[ReportSection, ...]
    signature: Text | None = Field(
        None,
        description="who issues the report, such as {unit}人民政府; brings the list of annexes and the date with it",
    )
    contact: Text | None = Field(None, description="whom to ask, printed in brackets below the date")
    closing: tuple[ReportBlock, ...] = ()

    @model_validator(mode="after")
    def _signed(self) -> ReportTemplate:
        if self.contact is not None and self.signature is None:
            raise ValueError("contact stands below a signature: write signature too")
        return self
