"""States: what a report would print, were only some of the changes between two editions made.

Floor: reports. In: two editions of one unit, their snapshots and frameworks. Out: `States`, which composes the report for
any choice of changes, by the same steps as `report write`.

An axis is one kind of change: the year, the rows, the register, formulas with forms, standards, the text. A state is the
set of axes that stand as in the later edition; all others stand as in the earlier one. Where the editions are by two packs,
or their rules do not fit each other, formulas, standards and text change together: the axis is the pack.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.changes import find_changes, registers_differ
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.framework import Framework
from jiaodu.reports.compose import compose_report
from jiaodu.reports.document import Document
from jiaodu.reports.editions.mixing import MixedFacts, mix_frameworks, mixed_words, same_formulas, same_standards
from jiaodu.reports.editions.printed import Printed, printed_of
from jiaodu.reports.editions.record import Edition, record_edition

Axis = Literal["year", "data", "organisation", "formula", "standard", "text", "pack"]
State = frozenset[Axis]
# called with what is composed next, how many times the report was composed, and about how many times it will be
Progress = Callable[[str, int, int], None]
NOTHING: State = frozenset()


@dataclass(frozen=True)
class Side:
    """An edition with what it was made by."""

    edition: Edition
    snapshot: Snapshot
    framework: Framework


class Unmixable(Exception):
    """Formulas, standards and text of the two sides do not fit each other."""


@dataclass
class States:
    """Composes the report for states, each once. `axes` are the kinds of change that there are between the sides.

    Raises `Unmixable` when a state is asked for whose rules do not fit each other; `together` makes one axis of them.
    """

    before: Side
    after: Side
    together: bool = False
    progress: Progress | None = None
    axes: tuple[Axis, ...] = ()
    _printed: dict[State, Printed] = field(default_factory=dict)
    _evaluated: dict[State, Evaluated] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.axes = tuple(_axes(self.before, self.after, self.together))

    @property
    def everything(self) -> State:
        """The state of the later edition."""
        return frozenset(self.axes)

    def printed(self, state: State) -> Printed:
        """What the report prints in a state; nothing where the unit is not there at all."""
        if state not in self._printed:
            if self.progress:
                done, most = len(self._printed), 2 * max(1, len(self.axes))
                self.progress("+".join(sorted(state)), done, max(most, done + 1))
            self._printed[state] = self._compose(state)
        return self._printed[state]

    def evaluated(self, state: State) -> Evaluated | None:
        """The evaluation of a state, None where the unit is not there."""
        self.printed(state)
        return self._evaluated.get(state)

    def _compose(self, state: State) -> Printed:
        def side(axis: Axis) -> Side:
            rule = axis in ("formula", "standard", "text")
            return self.after if axis in state or (rule and "pack" in state) else self.before

        rows, register = side("data").snapshot, side("organisation").snapshot
        framework = mix_frameworks(*(side(axis).framework for axis in ("formula", "standard", "text")))
        edition = side("text").edition
        facts = rows if rows is register else MixedFacts(rows, register)
        try:
            evaluated = evaluate(framework, facts, side("year").edition.year, orgs=[edition.org], problems=False)
            printed = printed_of(record_edition(compose_again(evaluated, edition)))
        except JiaoduError as error:
            if {p.code for p in error.problems} <= {"V10", "V11"}:
                return printed_of(None)
            raise
        except LookupError as error:
            if any(framework is side.framework for side in (self.before, self.after)):
                raise
            raise Unmixable from error
        self._evaluated[state] = evaluated
        return printed

    def depends(self, asked: Callable[[Printed], Any]) -> list[Axis]:
        """The axes on which something printed depends.

        That is: those that change it when they alone are made, and those that change it when they alone are taken back.
        Where there are none though it differs, only several together change it, and all that matter anywhere count.
        """
        if len(self.axes) == 1:
            return list(self.axes) if asked(self.printed(NOTHING)) != asked(self.printed(self.everything)) else []
        found = [axis for axis in self.axes if any(self._turns(asked, axis, s) for s in (NOTHING, self._but(axis)))]
        if found or asked(self.printed(NOTHING)) == asked(self.printed(self.everything)):
            return found
        return [a for a in self.axes if any(self._turns(asked, a, s) for s in _subsets(self.axes, a))]

    def _but(self, axis: Axis) -> State:
        return self.everything - {axis}

    def _turns(self, asked: Callable[[Printed], Any], axis: Axis, state: State) -> bool:
        return bool(asked(self.printed(state)) != asked(self.printed(state | {axis})))


def compose_again(evaluated: Evaluated, edition: Edition) -> Document:
    """The report of an evaluation, in the language, by the template and with the date of an edition."""
    language: Language = "en" if edition.language == "en" else "zh"
    return compose_report(evaluated, edition.org, language, edition.template, day=edition.day)


def _subsets(axes: tuple[Axis, ...], without: Axis) -> Iterator[State]:
    others = [a for a in axes if a != without]
    for size in range(len(others) + 1):
        yield from (frozenset(chosen) for chosen in itertools.combinations(others, size))


def _axes(before: Side, after: Side, together: bool) -> Iterator[Axis]:
    if before.edition.year != after.edition.year:
        yield "year"
    moved = registers_differ(before.snapshot, after.snapshot)
    if before.snapshot.name != after.snapshot.name and rows_differ(before, after, moved):
        yield "data"
    if moved:
        yield "organisation"
    if before.framework.hash == after.framework.hash:
        return
    if together or before.framework.main.id != after.framework.main.id:
        yield "pack"
        return
    if not same_formulas(before.framework, after.framework):
        yield "formula"
    if not same_standards(before.framework, after.framework):
        yield "standard"
    if mixed_words(before.framework) != mixed_words(after.framework):
        yield "text"


def rows_differ(before: Side, after: Side, moved: bool) -> bool:
    """Whether any row of a form differs, whatever became of the register."""
    forms = {**before.framework.forms, **after.framework.forms}
    old = MixedFacts(before.snapshot, after.snapshot) if moved else before.snapshot
    return bool(find_changes(old, after.snapshot, [form.table for form in forms.values()]).tables)
