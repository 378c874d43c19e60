"""Units as bars from zero, highest first, with the limit as a line; in two columns where they are many.

Floor: reports. In: a `Spec`. Out: a matplotlib figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jiaodu.reports.charts.axes import bare, number_axis, tell_apart, value_ticks, wrap
from jiaodu.reports.charts.canvas import DIM, INK, LOOKS, SMALL, WIDTH, font, inches, paper
from jiaodu.reports.charts.legends import OWN, add_legend, axis_words
from jiaodu.reports.charts.spec import Mark, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_IN_COLUMN, ONE_LINE, TWO_LINES, BOTTOM = 24, 0.205, 0.33, 0.3
NAME_ROOM = (0.36, 0.17)  # share of the width for names, in one column and in two


def draw_bars(spec: Spec) -> Figure:
    """A bar for each unit."""
    marks = spec.rows[0].marks
    columns = 1 if len(marks) <= MOST_IN_COLUMN else 2
    each = -(-len(marks) // columns)
    names = _names(marks, columns)
    line = TWO_LINES if any("\n" in name for name in names) else ONE_LINE
    keys = 0.19 * 3  # legend of at most two lines, and what the axis measures
    height = each * line + BOTTOM + keys + 0.1
    figure = paper(height)
    top = height - add_legend(figure, spec, height) - 0.25
    axis_words(figure, spec, top + 0.04, height)
    names_wide = max(inches(row, SMALL) for name in names for row in name.split("\n")) + 0.12
    numbers = [float(m.value) for m in marks if m.value is not None]
    limits = [float(m.limit) for m in marks if m.limit is not None]
    at = value_ticks([*numbers, *limits, *([float(spec.limit.value)] if spec.limit else [])], True, 5 // columns + 1)
    wide = WIDTH / columns
    for column in range(columns):
        part = slice(column * each, (column + 1) * each)
        box = (
            (column * wide + names_wide) / WIDTH, BOTTOM / height,
            (wide - names_wide - 0.12) / WIDTH, (top - BOTTOM) / height,
        )  # fmt: skip
        axes: Any = figure.add_axes(box)
        _column(axes, spec, marks[part], names[part], at, each, wide - names_wide - 0.12)
    return figure


def _names(marks: Sequence[Mark], columns: int) -> list[str]:
    room = WIDTH * NAME_ROOM[columns - 1] / (SMALL / 72)
    names = [f"{OWN} {m.label}" if m.own else m.label for m in marks]
    return tell_apart(names, room) if columns > 1 else [wrap(name, room, 2) for name in names]


def _column(
    axes: Any, spec: Spec, marks: Sequence[Mark], names: Sequence[str], at: Sequence[float], each: int, wide: float
) -> None:
    bare(axes, ())
    number_axis(axes, "x", at, spec.language)
    # the longest number stands behind its bar
    spare = (max(inches(spec.short(m), SMALL) if m.value is not None else 0.6 for m in marks) + 0.08) if marks else 0
    low, high = _room(at, marks, wide, spare)
    axes.set_xlim(low, high)
    axes.set_ylim(each - 0.5, -0.5)
    axes.set_yticks(range(len(names)), list(names), fontproperties=font(SMALL))
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=DIM, linewidth=0.8, zorder=2.5)
    for i, mark in enumerate(marks):
        _bar(axes, spec, i, mark)
    if spec.limit is not None and len({m.limit for m in spec.marks() if m.limit is not None}) <= 1:
        axes.axvline(float(spec.limit.value), color=INK, linewidth=1.1, linestyle=(0, (5, 2.5)), zorder=3)


def _room(at: Sequence[float], marks: Sequence[Mark], wide: float, spare: float) -> tuple[float, float]:
    """The ends of the axis, with room for the numbers behind the bars."""
    numbers = [float(m.value) for m in marks if m.value is not None] or [0.0]
    low, high = at[0], at[-1]
    scale = (high - low) / max(0.3, wide - spare * (2 if low < 0 else 1))
    return (low if low >= 0 else min(low, min(numbers) - spare * scale), max(high, max(numbers) + spare * scale))


def _bar(axes: Any, spec: Spec, i: int, mark: Mark) -> None:
    """The bar, its number; its own limit as a tick where limits differ. What has no value says so."""
    if mark.value is None:
        words = "无数据" if spec.language == "zh" else "no data"
        axes.annotate(
            words, (0, i), (3, 0), textcoords="offset points", va="center", fontproperties=font(SMALL), color=DIM
        )
        return
    value = float(mark.value)
    fill, hatch, edge = LOOKS[mark.outcome]
    axes.barh(
        i,
        value,
        0.66,
        color=fill,
        edgecolor=INK if mark.own else edge,
        hatch=hatch,
        linewidth=1.8 if mark.own else 0.8,
        zorder=2,
    )
    axes.annotate(
        spec.short(mark), (value, i), (3 if value >= 0 else -3, 0), textcoords="offset points", va="center",
        ha="left" if value >= 0 else "right", fontproperties=font(SMALL), color=INK, zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip
    if mark.limit is not None and len({m.limit for m in spec.marks() if m.limit is not None}) > 1:
        axes.plot([float(mark.limit)] * 2, [i - 0.42, i + 0.42], color=INK, linewidth=1.6, zorder=4)
