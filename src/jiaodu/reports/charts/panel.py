"""A panel: a rectangle of the paper with a scale in each direction, on which lines, bars and words are put.

Floor: reports. In: a figure, a place in inches, two scales. Out: what is drawn there. matplotlib's own axes do much more
than charts of this kind need, and take most of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from jiaodu.core.base.text import Language
from jiaodu.reports.charts.axes import say_tick
from jiaodu.reports.charts.canvas import DIM, INK, PALE, SMALL, font

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DASHED = (0, (5, 2.5))
Scale = tuple[float, float]
Point = tuple[float, float]


class Panel:
    """Puts things on a figure at values of the two scales. `box` is left, bottom, width and height in inches."""

    def __init__(self, figure: Figure, box: tuple[float, float, float, float], x: Scale, y: Scale) -> None:
        self.figure, self.x, self.y = figure, x, y
        self.left, self.bottom, self.wide, self.high = box

    def at(self, x: float, y: float) -> Point:
        """A place on the paper, in inches."""
        return (
            self.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.wide,
            self.bottom + (y - self.y[0]) / (self.y[1] - self.y[0]) * self.high,
        )

    # --- lines and shapes ---------------------------------------------------------------------------------------

    def line(self, points: Sequence[Point], colour: str = INK, width: float = 1.1, **more: Any) -> None:
        """A line through points, or (with a marker and no line style) points."""
        from matplotlib.lines import Line2D

        places = [self.at(*p) for p in points]
        made = Line2D(
            [x for x, _ in places], [y for _, y in places], color=colour, linewidth=width,
            transform=self.figure.dpi_scale_trans, **{"solid_capstyle": "butt", "zorder": 2, **more},
        )  # fmt: skip
        self.figure.add_artist(made)

    def across(self, y: float, colour: str = INK, width: float = 1.1, **more: Any) -> None:
        """A level line over the whole width."""
        self.line([(self.x[0], y), (self.x[1], y)], colour, width, **more)

    def upright(self, x: float, colour: str = INK, width: float = 1.1, **more: Any) -> None:
        """An upright line over the whole height."""
        self.line([(x, self.y[0]), (x, self.y[1])], colour, width, **more)

    def boxes(self, corners: Iterable[tuple[float, float, float, float]], **more: Any) -> None:
        """Rectangles of one look, from corner (x, y) to corner (x, y): one shape for all."""
        rings = [[self.at(a, b), self.at(c, b), self.at(c, d), self.at(a, d)] for a, b, c, d in corners]
        self.shape(rings, **more)

    def shape(self, rings: Sequence[Sequence[Point]], **more: Any) -> None:
        """Closed rings, in inches of the paper."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if rings:
            path = Path.make_compound_path(*(Path([*ring, ring[0]], closed=True) for ring in rings))
            self.figure.add_artist(PathPatch(path, transform=self.figure.dpi_scale_trans, **more))

    # --- words --------------------------------------------------------------------------------------------------

    def say(
        self, x: float, y: float, text: str, *, right: float = 0.0, up: float = 0.0, ha: str = "left", va: str = "center",
        colour: str = INK, ground: float = 0.0, **more: Any,
    ) -> None:  # fmt: skip
        """Words at a place, moved by inches; with `ground` on white of that opacity."""
        from matplotlib.text import Text

        place = self.at(x, y)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": ground} if ground else None
        made = Text(
            place[0] + right, place[1] + up, text, ha=ha, va=va, color=colour, bbox=box,
            transform=self.figure.dpi_scale_trans, **{"fontproperties": font(SMALL), "zorder": 5, **more},
        )  # fmt: skip
        self.figure.add_artist(made)

    # --- scales -------------------------------------------------------------------------------------------------

    def scale_up(self, at: Sequence[float], language: Language) -> None:
        """Numbers at the left with faint lines."""
        step = at[1] - at[0]
        for value in at:
            self.across(value, PALE, 0.5, zorder=0)
            self.say(self.x[0], value, say_tick(value, step, language), right=-0.06, ha="right")

    def scale_along(self, at: Sequence[float], texts: Sequence[str], lines: bool = False) -> None:
        """Words below, with faint upright lines or small ticks."""
        for value, text in zip(at, texts, strict=True):
            if lines:
                self.upright(value, PALE, 0.5, zorder=0)
            else:
                x, _ = self.at(value, self.y[0])
                self.tick(x)
            self.say(value, self.y[0], text, up=-0.07, ha="center", va="top")

    def tick(self, x: float) -> None:
        """A small tick below the panel, at inches."""
        from matplotlib.lines import Line2D

        ends = ([x, x], [self.bottom, self.bottom - 0.035])
        self.figure.add_artist(Line2D(*ends, color=DIM, linewidth=0.6, transform=self.figure.dpi_scale_trans))
