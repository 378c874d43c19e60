"""The template of a report.

Floor: core.framework. In: report/<edition>. Out: frozen models.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.charts import ReportChart
from jiaodu.core.framework.schema.words import Model, Strings


class ReportBlock(Model):
    """A paragraph, a table of indicators, or a chart. In text, [[indicator]] is a figure; [[indicator|limit]] the limit of its
    standard, [[indicator|margin]] its margin, [[indicator|growth]] its change on the year before."""

    text: Text | None = None
    table: Strings = ()
    chart: ReportChart | None = None
    caption: Text | None = None

    @model_validator(mode="after")
    def _one_content(self) -> ReportBlock:
        if [self.text is not None, bool(self.table), self.chart is not None].count(True) != 1:
            raise ValueError("a block has one of text, table, chart")
        return self


class ReportSection(Model):
    """A section of the report template."""

    title: Text
    section: str | None = None
    focuses: Strings = ()
    blocks: tuple[ReportBlock, ...] = ()
    include: Literal["problems", "measures", "none"] = "none"
    sections: tuple[ReportSection, ...] = ()


class ReportTemplate(Model):
    """report/<edition>: the document to be written."""

    title: Text
    addressee: Text | None = None
    limit_characters: int | None = None
    opening: tuple[ReportBlock, ...] = ()
    sections: tuple[ReportSection, ...]
    closing: tuple[ReportBlock, ...] = ()
