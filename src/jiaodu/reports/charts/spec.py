"""What a chart shows, in plain nouns: values with their printed texts, limits, verdicts; nothing of how it is drawn.

Floor: reports. In: made by `making`. Out: read by the drawers, and as plain data by anything else that draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from jiaodu.core.base.text import Language, width_of

Kind = Literal["trend", "units", "distribution", "map"]
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: of a period in a trend, else of a unit. `value` is exact, in the unit of the chart's axis; where it is
    None, `text` says why. `outcome` is that of the verdict on it, '' where nothing is asked of it; `said` the verdict in
    words. `limit` is what is asked of this one. `own`: it is the report's unit among others."""

    label: str
    value: Fraction | None
    text: str
    outcome: str = ""
    said: str = ""
    limit: Fraction | None = None
    code: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Marks that belong together; a name where there are several rows."""

    marks: tuple[Mark, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit that the marks are measured against: value, sign (≥ …), short words as printed, name of the standard."""

    value: Fraction
    op: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a unit: its rings in degrees, outer and inner ones alike."""

    code: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """A chart. `axis` names the value axis with its unit; `digits` are those of the indicator; `note` says dates, source,
    gaps, and anything that a reader must know; `alt` says in words what the picture shows."""

    kind: Kind
    indicator: str
    axis: str
    unit: str
    digits: int
    language: Language
    rows: tuple[Row, ...]
    limit: Limit | None = None
    shapes: tuple[Shape, ...] = ()
    note: str = ""
    alt: str = ""

    def marks(self) -> Iterator[Mark]:
        """All marks, row by row."""
        for row in self.rows:
            yield from row.marks

    def short(self, mark: Mark) -> str:
        """The text of a mark beside its point or bar: without a unit that is longer than a sign; the axis says it."""
        return mark.text.removesuffix(self.unit).rstrip() if width_of(self.unit) > 1 else mark.text

    def to_json(self) -> dict[str, Any]:
        """Plain data: what any program that draws charts needs. Values as numbers beside their texts."""
        return {
            "kind": self.kind,
            "indicator": self.indicator,
            "axis": self.axis,
            "unit": self.unit,
            "digits": self.digits,
            "language": self.language,
            "limit": None if self.limit is None else _limit(self.limit),
            "rows": [{"name": row.name, "marks": [_mark(mark) for mark in row.marks]} for row in self.rows],
            "shapes": [{"code": shape.code, "rings": shape.rings} for shape in self.shapes],
            "note": self.note,
            "alt": self.alt,
        }


def _limit(limit: Limit) -> dict[str, Any]:
    return {"value": float(limit.value), "op": limit.op, "text": limit.text, "name": limit.name}


def _mark(mark: Mark) -> dict[str, Any]:
    value, limit = (None if n is None else float(n) for n in (mark.value, mark.limit))
    return {
        "label": mark.label, "code": mark.code, "value": value, "text": mark.text, "outcome": mark.outcome,
        "said": mark.said, "limit": limit, "own": mark.own,
    }  # fmt: skip
