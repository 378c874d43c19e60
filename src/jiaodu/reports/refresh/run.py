"""Refresh one file: open, find, judge, and on request update.

Floor: reports. In: a path, the `Edition` that was written (None: not known) and the report of today. Out: `Refreshed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.reports.document import Document
from jiaodu.reports.editions import Edition, record_edition
from jiaodu.reports.refresh.expected import expected_figures, new_figures
from jiaodu.reports.refresh.following import (
    changed_charts,
    described_anew,
    follow_text,
    lengthen_lists,
    redraw_charts,
    shade_anew,
)
from jiaodu.reports.refresh.match import find_figures
from jiaodu.reports.refresh.model import FigureState, Refreshed, Story
from jiaodu.reports.refresh.package import Package, open_package
from jiaodu.reports.refresh.patch import Change, can_patch, patch_stories
from jiaodu.reports.refresh.read import read_stories
from jiaodu.reports.refresh.states import judge_figures

CUSTOM = "custom-properties"


def refresh_word(path: Path, written: Edition | None, today: Document, *, update: bool = False) -> Refreshed:
    """What became of the figures of a Word file; with `update`, also its bytes with the stale ones brought up to date.

    Raises:
        JiaoduError: R30 to R34 for a file that cannot be used.
    """
    package = open_package(path)
    if update and package.signed:
        kind = Text("有数字签名的文件", "a signed file")
        raise JiaoduError(problem("R32", Place(str(path)), kind=kind))
    stories = read_stories(package)
    edition = record_edition(today)
    expected = expected_figures(written, edition)
    found, strangers = find_figures(stories, expected)
    if not found and not strangers:
        raise JiaoduError(problem("R34", Place(str(path))))
    charts = changed_charts(written, edition)
    made = Refreshed(judge_figures(expected, found), strangers, new_figures(written, edition), charts)
    return _update(package, stories, made, written, today, edition) if update else made


def _update(
    package: Package, stories: Sequence[Story], made: Refreshed, written: Edition | None, today: Document, now: Edition
) -> Refreshed:
    """The stale figures changed, copies with them, and what follows from them; a file without any stays as it is."""
    states = tuple(replace(s, updated=_is_due(s, stories)) for s in made.states)
    due = [s for s in states if s.updated]
    if not due and not made.old_charts:
        return replace(made, content=package.data)
    keys = frozenset(s.figure.entry for s in due)
    changes = [c for s in due for c in _changes(s)]
    changes += follow_text(stories, today, keys, [s.figure for s in states])
    raw, parts, left = redraw_charts(package, stories, today, made.old_charts)
    if not due and not parts:
        return replace(made, content=package.data)
    if written is not None:
        parts |= _renamed(package, written.id, now.id)
    parts |= described_anew(package, today) | patch_stories(
        stories, changes, [*raw, *shade_anew(stories, states), *lengthen_lists(stories, today)]
    )
    return replace(made, states=states, old_charts=left, changed=True, content=package.written(parts))


def _is_due(state: FigureState, stories: Sequence[Story]) -> bool:
    return state.state == "stale" and state.found is not None and can_patch(state.found.slices, stories)


def _changes(state: FigureState) -> Iterator[Change]:
    assert state.found is not None and state.figure.now is not None
    for slices in (state.found.slices, *state.found.mirrors):
        if slices:
            yield slices, state.figure.now


def _renamed(package: Package, old: str, new: str) -> dict[str, bytes]:
    """The custom properties with the id of another edition; both ids are as long."""
    part = package.related(CUSTOM)
    content = package.read(part) if part else b""
    return {part: content.replace(old.encode(), new.encode())} if part and old.encode() in content else {}
