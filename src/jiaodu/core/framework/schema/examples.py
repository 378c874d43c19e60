"""Worked examples: facts in, values and verdicts out.

Floor: core.framework. In: tests/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import AnyLevel, Frozen, Model, Strings


class Example(Model):
    """tests/: a worked example. Facts in, a value and a verdict out, through the real engine.

    `facts` maps a form to its rows (org and period default to X and the example's period); `organisations` adds units
    beside X.
    """

    name: Text | None = None
    period: str
    org: str = "X"
    level: AnyLevel | None = None
    organisations: tuple[dict[str, str], ...] = ()
    facts: Annotated[Mapping[str, tuple[dict[str, str], ...]], Frozen]
    indicator: str | None = None
    standard: str | None = None
    by: Annotated[Mapping[str, str], Frozen] = {}
    value: Decimal | None = None
    status: str | None = None
    outcome: Literal["met", "not_met", "not_assessable", "not_applicable"] | None = None
    margin: Decimal | None = None
    own_margin: Decimal | None = None
    grading: str | None = None
    grade: str | None = Field(None, description="the id of the grade; none for no grade")
    state: Literal["graded", "scored", "provisional", "no_grade", "vetoed", "not_assessable", "not_known"] | None = None
    total: Decimal | None = None
    points: Annotated[Mapping[str, str], Frozen] = Field(
        {}, description="part of a scheme -> its points; open for open"
    )
    finds: Annotated[Mapping[str, Strings], Frozen] = Field(
        {}, description="data rule -> the codes of what it finds in these facts; an empty list for nothing"
    )
