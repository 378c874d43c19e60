"""Units as bars from zero, highest first, with the limit as a line; in two columns where they are many.

Floor: reports. In: a `Spec`. Out: a matplotlib figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jiaodu.reports.charts.axes import say_tick, tell_apart, value_ticks, wrap
from jiaodu.reports.charts.canvas import DIM, HIGHEST, INK, LIGHT, LOOKS, SMALL, WIDTH, inches, paper
from jiaodu.reports.charts.legends import OWN, add_legend, axis_words
from jiaodu.reports.charts.panel import DASHED, Panel
from jiaodu.reports.charts.spec import Mark, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_IN_COLUMN, ONE_LINE, TWO_LINES, BOTTOM, HALF = 24, 0.205, 0.33, 0.3, 0.33
ABOVE_AND_BELOW = BOTTOM + 0.19 * 3 + 0.1
NAME_ROOM = (0.36, 0.17)  # share of the width for names, in one column and in two


def draw_bars(spec: Spec) -> Figure:
    """A bar for each unit."""
    marks = spec.rows[0].marks
    columns = 1 if len(marks) <= MOST_IN_COLUMN else 2
    each = -(-len(marks) // columns)
    names = _names(marks, columns)
    line = TWO_LINES if any("\n" in name for name in names) else ONE_LINE
    # below the bars their scale, above them the legend in at most two lines and what the scale measures
    height = min(HIGHEST, each * line + ABOVE_AND_BELOW)
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
        box = (column * wide + names_wide, BOTTOM, wide - names_wide - 0.12, top - BOTTOM)
        _column(figure, spec, marks[part], names[part], at, each, box)
    return figure


def _names(marks: Sequence[Mark], columns: int) -> list[str]:
    room = WIDTH * NAME_ROOM[columns - 1] / (SMALL / 72)
    names = [f"{OWN} {m.label}" if m.own else m.label for m in marks]
    return tell_apart(names, room) if columns > 1 else [wrap(name, room, 2) for name in names]


def _column(
    figure: Figure, spec: Spec, marks: Sequence[Mark], names: Sequence[str], at: Sequence[float], each: int,
    box: tuple[float, float, float, float],
) -> None:  # fmt: skip
    # the longest number stands behind its bar
    spare = (max(inches(spec.short(m), SMALL) if m.value is not None else 0.6 for m in marks) + 0.08) if marks else 0
    panel = Panel(figure, box, _room(at, marks, box[2], spare), (each - 0.5, -0.5))
    panel.scale_along(at, [say_tick(v, at[1] - at[0], spec.language) for v in at], lines=True)
    panel.upright(0, DIM, 0.8, zorder=2.5)
    looks: dict[tuple[str, bool], list[int]] = {}
    for i, mark in enumerate(marks):
        panel.say(panel.x[0], i, names[i], right=-0.06, ha="right", linespacing=1.1)
        if mark.value is not None:
            looks.setdefault((mark.outcome, mark.own), []).append(i)
    for (outcome, own), places in looks.items():
        fill, hatch, edge = LOOKS[outcome]
        if not outcome and not own and any(m.own for m in spec.marks()):
            fill = LIGHT  # the own bar is the dark one
        panel.boxes(
            ((0.0, i - HALF, float(marks[i].value or 0), i + HALF) for i in places), facecolor=fill, hatch=hatch,
            edgecolor=INK if own else edge, linewidth=1.8 if own else 0.8, zorder=2,
        )  # fmt: skip
    asked = {m.limit for m in spec.marks() if m.limit is not None}
    line = float(spec.limit.value) if spec.limit is not None and len(asked) <= 1 else None
    if line is not None:
        panel.upright(line, linestyle=DASHED, zorder=3)
    for i, mark in enumerate(marks):
        _number(panel, spec, i, mark, line)
        if mark.limit is not None and len(asked) > 1:
            panel.line([(float(mark.limit), i - 0.42), (float(mark.limit), i + 0.42)], width=1.6, zorder=4)


def _room(at: Sequence[float], marks: Sequence[Mark], wide: float, spare: float) -> tuple[float, float]:
    """The ends of the axis, with room for the numbers behind the bars."""
    numbers = [float(m.value) for m in marks if m.value is not None] or [0.0]
    low, high = at[0], at[-1]
    scale = (high - low) / max(0.3, wide - spare * (2 if low < 0 else 1))
    return (low if low >= 0 else min(low, min(numbers) - spare * scale), max(high, max(numbers) + spare * scale))


def _number(panel: Panel, spec: Spec, i: int, mark: Mark, line: float | None) -> None:
    """The number behind its bar, on white where the line of the limit runs. What has no value says so."""
    if mark.value is None:
        panel.say(0, i, "无数据" if spec.language == "zh" else "no data", right=0.05, colour=DIM)
        return
    value, text = float(mark.value), spec.short(mark)
    ahead = (panel.x[1] - panel.x[0]) * (inches(text, SMALL) + 0.1) / panel.wide * (1 if value >= 0 else -1)
    crossed = line is not None and min(value, value + ahead) <= line <= max(value, value + ahead)
    side, right = ("left", 0.045) if value >= 0 else ("right", -0.045)
    panel.say(value, i, text, right=right, ha=side, ground=1.0 if crossed else 0.0)
