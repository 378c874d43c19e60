"""What somebody must do about an edited file: one problem for each figure that is not as it should be.

Floor: reports. In: `Refreshed`. Out: `Problem`s R36 to R39 with the place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.reports.editions.printed import PART_NAMES
from jiaodu.reports.refresh.model import STATES, Expected, FigureState, Found, Refreshed

OLD_PICTURE, CHANGED_DATA = Text("旧图", "the old picture"), Text("数据已变", "the data have changed")


def find_problems(refreshed: Refreshed, file: str) -> tuple[Problem, ...]:
    """Everything that is not in order, without what an update has put right."""
    return tuple(_problems(refreshed, file))


def figure_name(figure: Expected) -> Text:
    """What a figure prints, in words: the indicator, and which number of it."""
    part = PART_NAMES.get(figure.part, Text(figure.part, figure.part))
    return Text(figure.name + (f"({part.zh})" if part.zh else ""), figure.name + (f" ({part.en})" if part.en else ""))


def _problems(refreshed: Refreshed, file: str) -> Iterator[Problem]:
    for state in refreshed.states:
        if state.updated or state.state == "current":
            continue
        yield _problem(state, file)
    for caption in refreshed.old_charts:
        yield problem("R36", Place(file, key=caption), name=caption, text=OLD_PICTURE, now=CHANGED_DATA)
    for found in refreshed.strangers:
        yield problem("R39", _place(file, found), name=found.id, text=found.text)


def _problem(state: FigureState, file: str) -> Problem:
    figure, found = state.figure, state.found
    place = _place(file, found)
    text = found.text if found else ""
    if state.state in ("stale", "typed_over", "unclear"):
        code = "R36" if state.state == "stale" else "R37"
        return problem(code, place, name=figure_name(figure), text=text, now=figure.now, state=STATES[state.state])
    if state.state == "retired":
        return problem("R39", place, name=figure_name(figure), text=text)
    return problem("R38", place, name=figure_name(figure), state=STATES[state.state])


def _place(file: str, found: Found | None) -> Place:
    return Place(file, key=found.where.zh if found else "")
