"""Judge each place of a figure: current, stale, typed over, emptied, deleted, gone; moved or a copy besides.

Floor: reports. In: what should stand in a file and what was found. Out: `FigureState`s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jiaodu.reports.refresh.model import Expected, FigureState, Found, State
from jiaodu.reports.refresh.sameness import same


def judge_figures(expected: Sequence[Expected], found: Mapping[str, Sequence[Found]]) -> tuple[FigureState, ...]:
    """The state of every figure at every place, in the order of the report; one that stands nowhere is gone."""
    states = []
    for figure in expected:
        places = found.get(figure.id, ())
        if not places or all(place.copy for place in places):
            states.append(FigureState(figure, "gone"))
        states += [FigureState(figure, judge_place(figure, place), place) for place in places]
    moved = find_moved(expected, found)
    return tuple(replace(s, moved=True) if s.found and not s.found.copy and s.figure.id in moved else s for s in states)


def judge_place(figure: Expected, place: Found) -> State:
    """The state of a figure at one place."""
    if place.deleted:
        return "deleted"
    if not place.text.strip():
        return "emptied"
    if figure.now is None:
        return "retired"
    if same(place.text, figure.now):
        return "current"
    if figure.printed is None:
        return "unclear"
    return "stale" if same(place.text, figure.printed) else "typed_over"


def find_moved(expected: Sequence[Expected], found: Mapping[str, Sequence[Found]]) -> frozenset[str]:
    """The figures that left the order of the report, as few as explain it, or went to another kind of place."""
    firsts = [(f, places[0]) for f in expected if (places := found.get(f.id)) and not places[0].copy]
    elsewhere = {figure.id for figure, place in firsts if figure.kind != place.kind}
    staying = [(figure.id, place.order) for figure, place in firsts if figure.id not in elsewhere]
    in_order = _longest_rising([order for _, order in staying])
    return frozenset(elsewhere | {id_ for i, (id_, _) in enumerate(staying) if i not in in_order})


def _longest_rising(orders: Sequence[tuple[int, int, int]]) -> set[int]:
    """Which of a sequence rise together, as many as can."""
    tails: list[tuple[int, int, int]] = []
    at: list[int] = []
    before: list[int] = []
    for i, order in enumerate(orders):
        place = bisect_left(tails, order)
        before.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(order)
            at.append(i)
        else:
            tails[place], at[place] = order, i
    kept: set[int] = set()
    i = at[-1] if at else -1
    while i >= 0:
        kept.add(i)
        i = before[i]
    return kept
