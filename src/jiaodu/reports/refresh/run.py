"""Refresh one file: open, find, judge, and on request update.

Floor: reports. In: a path, the `Edition` that was written (None: not known) and the one of today. Out: `Refreshed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.reports.editions import Edition
from jiaodu.reports.refresh.expected import expected_figures, new_figures
from jiaodu.reports.refresh.match import find_figures
from jiaodu.reports.refresh.model import FigureState, Refreshed, Story
from jiaodu.reports.refresh.package import Package, open_package
from jiaodu.reports.refresh.patch import Change, can_patch, patch_stories
from jiaodu.reports.refresh.read import read_stories
from jiaodu.reports.refresh.states import judge_figures

CUSTOM = "custom-properties"


def refresh_word(path: Path, written: Edition | None, today: Edition, *, update: bool = False) -> Refreshed:
    """What became of the figures of a Word file; with `update`, also its bytes with the stale ones brought up to date.

    Raises:
        JiaoduError: R30 to R34 for a file that cannot be used.
    """
    package = open_package(path)
    if update and package.signed:
        kind = Text("有数字签名的文件", "a signed file")
        raise JiaoduError(problem("R32", Place(str(path)), kind=kind))
    stories = read_stories(package)
    expected = expected_figures(written, today)
    found, strangers = find_figures(stories, expected)
    if not found and not strangers:
        raise JiaoduError(problem("R34", Place(str(path))))
    made = Refreshed(judge_figures(expected, found), strangers, new_figures(written, today))
    return _update(package, stories, made, written, today) if update else made


def _update(
    package: Package, stories: Sequence[Story], made: Refreshed, written: Edition | None, today: Edition
) -> Refreshed:
    """The stale figures changed, copies with them, and the edition named anew; a file without any stays as it is."""
    states = tuple(replace(s, updated=_is_due(s, stories)) for s in made.states)
    changed = patch_stories(stories, (c for s in states if s.updated for c in _changes(s)))
    if changed and written is not None:
        changed |= _renamed(package, written.id, today.id)
    return replace(made, states=states, changed=bool(changed), content=package.written(changed))


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
