"""Draw a chart: once, for as many formats as ask for it.

Floor: reports. In: a `Spec`. Out: SVG for a page and for print, PNG for a Word file; kept while reports are written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from jiaodu.reports.charts.areas import draw_map
from jiaodu.reports.charts.bars import draw_bars
from jiaodu.reports.charts.canvas import FAMILIES, drawing, inline, png_of, svg_of
from jiaodu.reports.charts.distribution import draw_distribution
from jiaodu.reports.charts.spec import Kind, Spec
from jiaodu.reports.charts.trend import draw_trend
from jiaodu.reports.fonts import find_fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from jiaodu.core.base.problems import Problem
    from jiaodu.reports.document import Document

DRAWERS: dict[Kind, Callable[[Spec], Figure]] = {
    "trend": draw_trend, "units": draw_bars, "distribution": draw_distribution, "map": draw_map,
}  # fmt: skip
KEPT = 16  # the charts of a report or two


def draw_inline_svg(spec: Spec) -> str:
    """An SVG element to stand in a page. Its text stays text, in fonts that the reader's machine has."""
    return inline(_svg(spec), spec.alt)


def draw_svg(spec: Spec) -> str | None:
    """An SVG to stand alone, for print: its text in the font of the drawing; None where the machine has no font for it."""
    face = find_fonts().faces["hei"]
    if not can_picture(spec):
        return None
    text = _svg(spec)
    return text if face is None else text.replace(FAMILIES, escape(f'"{face.family}"'))


def draw_png(spec: Spec) -> bytes | None:
    """A PNG of 200 dots an inch; None where the machine has no font for its Chinese characters."""
    return _png(spec) if can_picture(spec) else None


def check_charts(document: Document) -> tuple[Problem, ...]:
    """R23 of its maps; R20 where its charts cannot be drawn for a Word file: their tables stand there instead."""
    maps = tuple(p for p in document.problems if p.code == "R23")
    if all(can_picture(chart.spec) for chart in document.charts()):
        return maps
    return (*maps, *find_fonts().problems)


def can_picture(spec: Spec) -> bool:
    """Whether the text of a chart can be drawn on this machine."""
    return bool(find_fonts()) or not any(ord(char) > 0x2E7F for char in _texts(spec))


def _texts(spec: Spec) -> str:
    words = [spec.axis, spec.unit, spec.limit.text if spec.limit else ""]
    return "".join([*words, *(m.label + m.text + m.said for m in spec.marks())])


@lru_cache(maxsize=KEPT)
def _svg(spec: Spec) -> str:
    with drawing():
        return svg_of(_figure(spec))


@lru_cache(maxsize=KEPT)
def _png(spec: Spec) -> bytes:
    with drawing():
        return png_of(_figure(spec))


@lru_cache(maxsize=4)
def _figure(spec: Spec) -> Figure:
    return DRAWERS[spec.kind](spec)
