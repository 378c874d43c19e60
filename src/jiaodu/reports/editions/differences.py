"""Differences between two editions of a report: every figure that changed, and what changed it.

Floor: reports. In: two `Edition`s of one unit and their store. Out: `EditionDifferences`. What changed a figure is not
guessed from what differs: the report is composed again with each kind of change made alone and taken back alone.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from jiaodu.core.base.organisations import Membership, Organisation, OrganisationTree
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.differences import ChangedCell, find_changed_cells
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.reports.editions.definitions import (
    ChangedDefinition,
    changed_formulas,
    changed_standards,
    formulas_behind,
    standards_behind,
)
from jiaodu.reports.editions.keeping import open_kept_framework
from jiaodu.reports.editions.mixing import MixedFacts
from jiaodu.reports.editions.printed import OUTCOME, Printed, Slot, printed_of
from jiaodu.reports.editions.reading import asked_of, orgs_of, read_down
from jiaodu.reports.editions.record import Edition
from jiaodu.reports.editions.states import NOTHING, Progress, Side, States, Unmixable

# the edition cannot be made again as it was printed: another version of the program, or a cause that is not known
PROGRAM, UNKNOWN = "program", "unknown"
MOST_UNITS = 200


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure, or the outcome of a standard, that the two editions say differently; None where one does not say it.

    `alone` is what the earlier edition would have printed with one of several causes alone. The numbers lead into the
    lists of `EditionDifferences`, from 1: cells, formulas, standards, units.
    """

    value: str
    part: str
    standard: str
    name: str
    before: str | None
    after: str | None
    exact_before: Fraction | None
    exact_after: Fraction | None
    causes: tuple[str, ...]
    alone: Mapping[str, str | None] = field(default_factory=dict)
    cells: tuple[int, ...] = ()
    formulas: tuple[int, ...] = ()
    standards: tuple[int, ...] = ()
    units: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A plain mapping; exact numbers as fractions in text."""
        names = ("value", "part", "standard", "name", "before", "after")
        exact = {
            name: None if (n := getattr(self, name)) is None else str(n) for name in ("exact_before", "exact_after")
        }
        lists = {name: list(getattr(self, name)) for name in ("causes", "cells", "formulas", "standards", "units")}
        return {name: getattr(self, name) for name in names} | exact | lists | {"alone": dict(self.alone)}


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A sentence, heading or table row; '' on the side that has none. Its figures stand in it as printed."""

    before: str
    after: str
    causes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {"before": self.before, "after": self.after, "causes": list(self.causes)}


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit whose rows of the register differ; '' on the side that has none."""

    code: str
    name: str
    before: str
    after: str

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {name: getattr(self, name) for name in ("code", "name", "before", "after")}


@dataclass(frozen=True, slots=True)
class EditionDifferences:
    """All that differs between two editions. `problems` say why causes could not be found, where they could not; `names`
    are those of the items (form.item) and units of the cells."""

    before: Edition
    after: Edition
    figures: tuple[ChangedFigure, ...]
    texts: tuple[ChangedText, ...]
    cells: tuple[ChangedCell, ...] = ()
    more_cells: bool = False
    formulas: tuple[ChangedDefinition, ...] = ()
    standards: tuple[ChangedDefinition, ...] = ()
    units: tuple[ChangedUnit, ...] = ()
    problems: tuple[Problem, ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        sides = {n: _side_json(e) for n, e in (("before", self.before), ("after", self.after))}
        lists = {
            name: [x.to_json() for x in getattr(self, name)]
            for name in ("figures", "texts", "cells", "formulas", "standards", "units", "problems")
        }
        return sides | lists | {"more_cells": self.more_cells}


def _side_json(edition: Edition) -> dict[str, Any]:
    names = ("id", "title", "org", "year", "language", "snapshot", "framework", "made", "jiaodu")
    return {name: getattr(edition, name) for name in names} | {"packs": list(edition.packs)}


def compare_editions(
    before: Edition, after: Edition, store: Path, progress: Progress | None = None
) -> EditionDifferences:
    """Compare two editions of one unit in one language.

    Where a snapshot or the packs of an edition are gone, figures are compared all the same: their causes are `unknown`,
    and the problems say what is missing.

    Raises:
        JiaoduError: R44 editions of two units or in two languages.
    """
    if (before.org, before.language) != (after.org, after.language):
        sides = {"first": f"{before.org_name} {before.language}", "second": f"{after.org_name} {after.language}"}
        raise JiaoduError(problem("R44", Place(key=f"{before.id} {after.id}"), **sides))
    try:
        old, new = _side(before, store), _side(after, store)
        try:
            return _Comparison(before, after, States(old, new, progress=progress)).differences()
        except Unmixable:
            return _Comparison(before, after, States(old, new, together=True, progress=progress)).differences()
    except JiaoduError as error:
        return _Comparison(before, after, None, error.problems).differences()


def _side(edition: Edition, store: Path) -> Side:
    return Side(edition, open_snapshot(store, edition.snapshot), open_kept_framework(store, edition))


class _Comparison:
    def __init__(
        self, before: Edition, after: Edition, states: States | None, problems: Sequence[Problem] = ()
    ) -> None:
        self.before, self.after, self.states, self.problems = before, after, states, tuple(problems)
        self.old, self.new = printed_of(before), printed_of(after)
        self.cells: tuple[ChangedCell, ...] = ()
        self.more_cells = False
        self.formulas: tuple[ChangedDefinition, ...] = ()
        self.standards: tuple[ChangedDefinition, ...] = ()
        self.units: tuple[ChangedUnit, ...] = ()

    def differences(self) -> EditionDifferences:
        if self.states is not None:
            self._list_changes(self.states)
        figures = tuple(self._figures())
        texts = tuple(self._texts())
        return EditionDifferences(
            self.before, self.after, figures, texts, self.cells, self.more_cells, self.formulas, self.standards,
            self.units, self.problems, self._names(),
        )  # fmt: skip

    def _names(self) -> dict[str, Text]:
        """The names of the items and units of the changed cells."""
        if self.states is None:
            return {}
        side, found = self.states.after, dict[str, Text]()
        tree, forms = side.snapshot.tree(), side.framework.forms
        for cell in self.cells:
            found[cell.org] = Text(tree.name(cell.org), tree.name(cell.org, "en"))
            if cell.form in forms and cell.item in forms[cell.form].spec.items:
                found[f"{cell.form}.{cell.item}"] = forms[cell.form].item(cell.item).name
        return found

    def _list_changes(self, states: States) -> None:
        """What differs in all that the editions were made by."""
        old, new = states.before, states.after
        packs = "pack" in states.axes
        if "formula" in states.axes or packs:
            self.formulas = tuple(changed_formulas(old.framework, new.framework))
        if "standard" in states.axes or packs:
            others = changed_standards(old.framework, new.framework)
            # of another pack, all standards are others
            self.standards = tuple(d for d in others if not packs or (d.before and d.after))
        if "organisation" in states.axes:
            self.units = tuple(_units(old.snapshot.tree(), new.snapshot.tree(), self.after.language))[:MOST_UNITS]
        if "data" in states.axes and "year" not in states.axes:
            moved = "organisation" in states.axes
            facts = MixedFacts(old.snapshot, new.snapshot) if moved else old.snapshot
            frameworks = {f.hash: f for f in (new.framework, old.framework)}
            found: dict[tuple[Any, ...], ChangedCell] = {}
            for framework in frameworks.values():
                cells, more = find_changed_cells(framework, facts, new.snapshot, self.after.year, self.after.org)
                found |= {(c.form, c.item, c.org, c.period, c.source, str(c.before), str(c.after)): c for c in cells}
                self.more_cells |= more
            self.cells = tuple(found.values())

    # --- figures ------------------------------------------------------------------------------------------------

    def _figures(self) -> Iterator[ChangedFigure]:
        for slot in dict.fromkeys([*self.new.slots, *self.old.slots]):
            old, new = self.old.said(slot), self.new.said(slot)
            if old != new:
                yield self._figure(slot)

    def _figure(self, slot: Slot) -> ChangedFigure:
        old, new = self.old.slots.get(slot), self.new.slots.get(slot)
        causes = self._causes(lambda printed: printed.said(slot))
        name = self.new.names.get(slot) or self.old.names[slot]
        return ChangedFigure(
            *slot, name, old.text if old else None, new.text if new else None, old.exact if old else None,
            new.exact if new else None, causes, self._alone(slot, causes), *self._behind(slot, causes),
        )  # fmt: skip

    def _causes(self, asked: Callable[[Printed], Any]) -> tuple[str, ...]:
        """The kinds of change on which something printed depends; the program where it no longer prints what it did."""
        states = self.states
        if states is None:
            return (UNKNOWN,)
        found: list[str] = list(states.depends(asked))
        again = asked(states.printed(NOTHING)), asked(states.printed(states.everything))
        if again != (asked(self.old), asked(self.new)):
            other = self.before.jiaodu != self.after.jiaodu or not found
            found.append(PROGRAM if other else UNKNOWN)
        return tuple(found)

    def _alone(self, slot: Slot, causes: Sequence[str]) -> dict[str, str | None]:
        if self.states is None or len(causes) < 2:
            return {}
        axes = [a for a in self.states.axes if a in causes]
        found = {axis: self.states.printed(frozenset({axis})).slots.get(slot) for axis in axes}
        return {axis: said.text if said else None for axis, said in found.items()}

    def _behind(self, slot: Slot, causes: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        """The numbers of the cells, formulas, standards and units behind a change."""
        if self.states is None:
            return (), (), (), ()
        sides = [(e, s) for e, s in ((self.before, self.states.before), (self.after, self.states.after))]
        values = [(e.value(slot[0]), e, s) for e, s in sides if any(v.key == slot[0] for v in e.values)]
        ids = [(id_, s.framework) for v, _, s in values for id_ in asked_of(v, s.framework, slot[2])]
        orgs = [org for v, e, _ in values for org in orgs_of(v, e.org)]
        cells = self._cells_behind(slot) if "data" in causes else ()
        formulas = formulas_behind(self.formulas, ids) if {"formula", "pack"} & set(causes) else ()
        standards = standards_behind(self.standards, ids, slot[2]) if {"standard", "pack"} & set(causes) else ()
        units = self._units_behind(orgs) if "organisation" in causes else ()
        return cells, formulas, standards, units

    def _cells_behind(self, slot: Slot) -> tuple[int, ...]:
        """The changed cells that the value reads, as one or the other edition computes it."""
        found: set[int] = set()
        assert self.states is not None
        for edition, state in ((self.before, NOTHING), (self.after, self.states.everything)):
            evaluated = self.states.evaluated(state)
            value = next((v for v in edition.values if v.key == slot[0]), None)
            if evaluated is None or value is None:
                continue
            values, orgs = evaluated.values, orgs_of(value, edition.org)
            ids = asked_of(value, values.framework, slot[2])
            read = {
                (base.spec.table, item, when) for base, when in read_down(value, values, ids) for item in base.items()
            }
            view = values.results.tree.at(last_day(edition.year))
            for number, cell in enumerate(self.cells, 1):
                mine = cell.org in orgs or any(view.under(cell.org, org) for org in orgs)
                if mine and (cell.form, cell.item, cell.period) in read:
                    found.add(number)
        return tuple(sorted(found))

    def _units_behind(self, orgs: Sequence[str]) -> tuple[int, ...]:
        """The changed units that are, stand under or above one of the units, before or after."""
        assert self.states is not None
        trees = [
            side.snapshot.tree().at(last_day(side.edition.year)) for side in (self.states.before, self.states.after)
        ]
        return tuple(
            number
            for number, unit in enumerate(self.units, 1)
            if any(unit.code == o or v.under(unit.code, o) or v.under(o, unit.code) for v in trees for o in orgs)
        )

    # --- text ---------------------------------------------------------------------------------------------------

    def _texts(self) -> Iterator[ChangedText]:
        """Sentences, headings and rows that only one edition has, paired where one took the other's place."""
        matcher = difflib.SequenceMatcher(a=self.old.order, b=self.new.order, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                continue
            gone, come = self.old.order[a:b], self.new.order[c:d]
            for i in range(max(len(gone), len(come))):
                old, new = (side[i] if i < len(side) else "" for side in (gone, come))
                causes = self._causes(functools.partial(_written, old, new))
                yield ChangedText(self.old.blocks.get(old, ""), self.new.blocks.get(new, ""), causes)


def _written(old: str, new: str, printed: Printed) -> tuple[bool, bool]:
    """Whether the report has the one sentence and the other."""
    return old in printed.blocks, new in printed.blocks


def _units(before: OrganisationTree, after: OrganisationTree, language: str) -> Iterator[ChangedUnit]:
    """The units whose rows or memberships differ."""
    sides = [_rows(before), _rows(after)]
    for code in sorted({*sides[0], *sides[1]}):
        old, new = sides[0].get(code, ()), sides[1].get(code, ())
        if old != new:
            tree = after if code in after else before
            gone, come = [x for x in old if x not in new], [x for x in new if x not in old]
            yield ChangedUnit(code, tree.name(code, language), _said(gone), _said(come))


def _rows(tree: OrganisationTree) -> dict[str, tuple[Organisation | Membership, ...]]:
    found: dict[str, list[Organisation | Membership]] = {}
    for row in tree.rows():
        found.setdefault(row.code, []).append(row)
    for membership in tree.memberships:
        found.setdefault(membership.unit, []).append(membership)
    return {code: tuple(rows) for code, rows in found.items()}


def _said(rows: Sequence[Organisation | Membership]) -> str:
    return "; ".join(_row(r) for r in rows)


def _row(row: Organisation | Membership) -> str:
    """A register row in short; contact and telephone are nobody's business here."""
    if isinstance(row, Membership):
        until = f"..{row.until}" if row.until else ""
        return f"∈ {row.group} {row.valid_from}{until}"
    parts = [row.name, row.level, f"↑{row.parent}" if row.parent else "", str(row.valid_from)]
    parts += [f"✕{row.closed}" if row.closed else "", f"→{row.successor}" if row.successor else ""]
    parts += [f"{k}={'/'.join(v)}" for k, v in sorted(row.attributes.items()) if v]
    return " ".join(p for p in parts if p)


__all__ = ["OUTCOME", "ChangedFigure", "ChangedText", "ChangedUnit", "EditionDifferences", "compare_editions"]
