"""Plan a template: which units are due, which records each sheet lists, which columns stand beside them.

Floor: intake. In: a `Request`. Out: a `Plan` with one `SheetPlan` a form, or problems (T01 period, T02 nobody is due).
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.units import printed_unit
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.indicators.frame import due_values, is_due
from jiaodu.intake.row_notes import ROW_NOTE, asked_items
from jiaodu.intake.templates.mark import MarkedSheet, TemplateMark
from jiaodu.intake.templates.model import Line, Plan, PlanColumn, Request, SheetPlan
from jiaodu.intake.templates.prefill import (
    NOTHING,
    Key,
    Known,
    official_sources,
    read_last,
    read_official,
    read_returned,
    return_source,
)

OPEN_LINES, FEWEST_OPEN = 20, 5
# more code combinations a unit than this are not listed one by one
MOST_COMBINATIONS = 40
MOST_LINES = 20_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def plan_template(request: Request) -> Plan:
    """Plan every sheet. Raises JiaoduError for a period that a form does not have (T01) and too many rows (T04)."""
    faults = [p for form in request.forms if (p := _wrong_period(form, request.period))]
    if faults:
        raise JiaoduError(faults)
    names: set[str] = set()
    planned = [_Sheet(part, form, sheet_name(form, names)) for form in request.forms for part in _parts(request, form)]
    sheets = tuple(sheet.plan() for sheet in planned)
    problems = tuple(p for sheet in planned for p in sheet.problems)
    marks = tuple(
        MarkedSheet(
            s.sheet, s.form.id, str(s.period), s.as_of.isoformat(), s.source,
            tuple(dict.fromkeys(line.org for line in s.lines if line.org)) or request.scope,
        )
        for s in sheets
    )  # fmt: skip
    packs = tuple(p.ref for p in request.framework.packs)
    return Plan(request, sheets, TemplateMark(packs, request.scope, marks), problems)


def _parts(request: Request, form: Form) -> list[Request]:
    """An official table is of one unit: several units get a sheet each."""
    if not form.spec.layout.lines or request.facts is None:
        return [request]
    units = due_units(form, request.facts.tree(), form.reference_date(form.period(request.period)), request.scope)
    return [replace(request, scope=(unit.code,)) for unit in units] or [request]


def clean(text: str) -> str:
    """A text as a cell can hold it: control characters are left out."""
    return _CONTROL.sub("", text)


def sheet_name(form: Form, taken: set[str]) -> str:
    """A name for the form's sheet that Excel takes: at most 31 characters, none twice."""
    name = _FORBIDDEN_IN_NAMES.sub("", clean(form.spec.layout.sheet or form.name.zh))[:31] or form.id[:31]
    found, number = name, 2
    while found.lower() in taken:
        found, number = f"{name[: 31 - len(str(number))]}{number}", number + 1
    taken.add(found.lower())
    return found


def due_units(form: Form, tree: OrganisationTree, day: dt.date, scope: Sequence[str]) -> list[Organisation]:
    """The units that must report a form on a day, of those below (or among) the units of the scope."""
    view = tree.at(day)
    wanted = set(scope)
    units = (u for c, u in view.units.items() if not wanted or wanted & {c, *view.ancestors[c].values()})
    return sorted((u for u in units if u.level == form.spec.level and is_due(u, form)), key=lambda u: u.code)


def _wrong_period(form: Form, text: str) -> Problem | None:
    try:
        form.reference_date(form.period(text))
    except ValueError:
        return problem("T01", Place(key=form.id), form=form.name, period=text, kind=form.spec.period.value)
    return None


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What one unit is asked by a form: its lines, and what is known of it already, by grain."""

    lines: tuple[Line, ...]
    last: Known
    official: Known


def plan_unit(framework: Framework, facts: Facts, form: Form, period: Period, unit: Organisation) -> UnitPlan:
    """The plan of one unit, whatever the register says of who is due: it was asked, so it is asked."""
    sheet = _Sheet(Request(framework, facts, (form,), str(period), (unit.code,)), form, form.id, unit)
    return UnitPlan(tuple(sheet.lines()), sheet.last, sheet.official)


class _Sheet:
    """Plans one sheet, of all due units or of the one that is given."""

    def __init__(self, request: Request, form: Form, name: str, unit: Organisation | None = None) -> None:
        self.request, self.form, self.name = request, form, name
        self.framework: Framework = request.framework
        self.period: Period = form.period(request.period)
        self.as_of = form.reference_date(self.period)
        self.source = return_source(form, self.framework)
        self.problems: list[Problem] = []
        facts, one = request.facts, unit.code if unit else ""
        self.last = read_last(facts, form, self.period, one) if facts else NOTHING
        self.official = read_official(facts, form, self.period, self.framework, one) if facts else NOTHING
        self.returned = read_returned(facts, form, self.period, self.source, one) if facts else NOTHING
        if unit is not None:
            self.units = [unit]
        else:
            self.units = due_units(form, facts.tree(), self.as_of, request.scope) if facts else []
        if facts and not self.units:
            self.problems.append(problem("T02", Place(key=form.id), form=form.name, day=self.as_of.isoformat()))

    def plan(self) -> SheetPlan:
        """The sheet."""
        lines = tuple(self.lines())
        spec, one = self.form.spec, self.units[0] if len(self.units) == 1 else None
        goes_down = not spec.grain and not self._is_for_many and not spec.layout.is_official
        return SheetPlan(
            self.form, self.name, clean(spec.layout.title or spec.name.zh), self.period, self.as_of, self.source,
            tuple(self._columns(lines, goes_down)), lines, goes_down,
            (one.code, clean(one.name)) if one else None, deadline_of(self.framework, self.form),
        )  # fmt: skip

    @property
    def _is_for_many(self) -> bool:
        """Whether several units fill in one sheet; a sheet for nobody in particular follows the pack's layout."""
        if self.units:
            return len(self.units) > 1
        return self.form.spec.layout.orientation != "columns"

    def lines(self) -> Iterable[Line]:
        """Every record that the sheet lists, then open ones where the grain has no end."""
        listed = 0
        for unit in self.units:
            for grain in self._grains(unit):
                listed += 1
                if listed > MOST_LINES:
                    raise JiaoduError(problem("T04", Place(key=self.form.id), form=self.form.name, limit=MOST_LINES))
                yield self._line(unit, grain)
        if not self._is_finite or not self.units:
            for _ in range(1 if not self.form.spec.grain and not self._is_for_many else OPEN_LINES):
                yield Line(is_open=True)

    def _line(self, unit: Organisation, grain: Mapping[str, Any]) -> Line:
        key: Key = (unit.code, *grain.values())
        official = self.official.of(key)
        values = {item: v for item, v in self.returned.of(key).items() if item not in official}
        if self.request.fill is not None:
            values |= self.request.fill(self.form, unit.code, grain)
        reasons = {item: clean(text) for item, text in self.last.reasons_of(key).items()}
        notes = {i: clean(n) for i, n in self.returned.notes.get(key, {}).items() if i not in official}
        return Line(
            unit.code, clean(unit.name), grain, self.last.of(key), official, values, reasons=reasons, notes=notes
        )

    @property
    def _is_finite(self) -> bool:
        return all(item.type in (ItemType.CODE, ItemType.YES_NO) for item in self.form.spec.grain.values())

    def _grains(self, unit: Organisation) -> Iterable[Mapping[str, Any]]:
        """The records of a unit: every fitting combination of codes; where there is no end of them, those known."""
        grain = self.form.spec.grain
        if not grain:
            return [{}]
        if lines := self.form.spec.layout.lines:
            return [dict(where) for where in dict.fromkeys(tuple(line.where.items()) for line in lines)]
        known = [k for k in _keys(self.last, self.official, self.returned) if k[0] == unit.code]
        if not self._is_finite:
            returned = [k for k in _keys(self.returned, self.official) if k[0] == unit.code]
            return [dict(zip(grain, key[1:], strict=True)) for key in dict.fromkeys(returned)]
        choices = [self._choices(unit, name, item) for name, item in grain.items()]
        every = [dict(zip(grain, values, strict=True)) for values in itertools.product(*choices)]
        fitting = [g for g in every if self._is_allowed(g)]
        if known and len(fitting) > len(known):
            seen = {k[1:] for k in known}
            each = self.form.spec.due.each
            covered = {tuple(dict(zip(grain, k, strict=True))[e] for e in each) for k in seen}
            # what was reported before is asked for again; all of it where a due part reported nothing yet
            kept = [g for g in fitting if tuple(g.values()) in seen or tuple(g[e] for e in each) not in covered]
            fitting = kept if len(fitting) > MOST_COMBINATIONS else fitting
        return fitting

    def _choices(self, unit: Organisation, name: str, item: schema.Item) -> Sequence[Any]:
        if name in self.form.spec.due.each:
            own = due_values(unit, self.form, name)
            return [v for v in item.codes if v in own]
        return [True, False] if item.type is ItemType.YES_NO else list(item.codes)

    def _is_allowed(self, grain: Mapping[str, Any]) -> bool:
        """Whether the pack's rules on combinations let these codes stand together."""
        for rule in self.framework.rules.values():
            if rule.form.id != self.form.id or rule.kind != "combination":
                continue
            allowed, forbidden = rule.choices.get("allowed", ()), rule.choices.get("forbidden", ())
            if allowed and not any(_fits(grain, choice) for choice in allowed):
                return False
            if any(_fits(grain, choice) and set(choice) <= set(grain) for choice in forbidden):
                return False
        return True

    def _columns(self, lines: Sequence[Line], goes_down: bool) -> Iterable[PlanColumn]:
        """Keys, grain, items. A numeric item has last period's value beside it where there is one."""
        spec = self.form.spec
        has_official = {i for line in lines for i in line.official}
        needs_return = {i for line in lines for i in spec.items if i not in line.official}
        has_last = {i for line in lines for i in line.last}
        if not goes_down:
            yield PlanColumn("number", "number", "序号")
            if self._is_for_many or not self.units:
                yield PlanColumn("org", "org", "机构代码")
                yield PlanColumn("name", "org_name", "机构名称")
        for id_, item in spec.grain.items():
            yield PlanColumn("grain", id_, heading_of(item), item)
        for id_, item in spec.items.items():
            if id_ in has_official:
                yield PlanColumn("official", id_, f"{item.name.zh}(统计数)", item)
            if id_ in needs_return:
                yield PlanColumn("item", id_, heading_of(item), item)
            if id_ in has_last:
                yield PlanColumn("last", id_, f"{item.name.zh}(上年)", item)
            if id_ in has_official or goes_down:
                yield PlanColumn("note", id_, f"{item.name.zh}说明", item)
        asks = has_last or asked_items(self.framework, self.form)
        if needs_return and asks and not goes_down and not spec.is_computed and not spec.layout.lines:
            yield PlanColumn("row_note", "row_note", ROW_NOTE)


def heading_of(item: schema.Item) -> str:
    """An item's name with its unit as a heading writes it."""
    unit = printed_unit(item.unit) if item.unit else ""
    name = clean(item.name.zh)
    return f"{name}({unit})" if unit and not name.endswith(f"({unit})") else name


def deadline_of(framework: Framework, form: Form) -> dt.date | None:
    """The earliest deadline of a task whose indicators read the form; None where the frame of the year names none."""
    if framework.frame is None:
        return None
    tasks = (task for focus in framework.frame.focuses.values() for task in focus.tasks if task.deadline)
    days = [
        t.deadline
        for t in tasks
        if t.deadline and any(_reads(framework, indicator, form) for indicator in t.indicators)
    ]
    return min(days, default=None)


def _reads(framework: Framework, indicator: str, form: Form) -> bool:
    found = framework.indicators.get(indicator)
    return found is not None and found.spec.table == form.id


def _keys(*known: Known) -> Iterable[Key]:
    return dict.fromkeys(key for part in known for key in part.rows)


def _fits(grain: Mapping[str, Any], choice: Mapping[str, tuple[str, ...]]) -> bool:
    return all(grain[name] in codes for name, codes in choice.items() if name in grain)


__all__ = [
    "clean",
    "deadline_of",
    "due_units",
    "heading_of",
    "official_sources",
    "plan_template",
    "plan_unit",
    "sheet_name",
]
