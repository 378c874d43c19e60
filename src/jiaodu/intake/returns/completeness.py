"""Completeness: for every due unit and form whether its return came, which of two counts, and whom to ring up.

Floor: intake. In: a framework, the tree, what came (`Returns`), what the store holds. Out: `Completeness`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from jiaodu.core.base.organisations import LEVEL_NAMES, LEVELS, Organisation, OrganisationTree, TreeView
from jiaodu.core.base.periods import Period
from jiaodu.core.base.text import Text
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.indicators.frame import is_due
from jiaodu.intake.returns.model import Returns

KINDS = ("kind", "stage")
Due = tuple[str, int]  # form, period


class Status(StrEnum):
    """How a unit stands with one form of one period."""

    SENT = "sent"
    TWICE = "twice"
    STORED = "stored"
    FAULTY = "faulty"
    MISSING = "missing"
    NOT_DUE = "not_due"


STATUS_NAMES: Mapping[Status, Text] = {
    Status.SENT: Text("已报", "sent"),
    Status.TWICE: Text("重复报送", "sent twice"),
    Status.STORED: Text("已入库", "in the store"),
    Status.FAULTY: Text("有错", "has errors"),
    Status.MISSING: Text("未报", "missing"),
    Status.NOT_DUE: Text("不应报", "not due"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One unit and one form of one period. `files` are those that came, `counts` the one that counts (empty: unsettled)."""

    org: str
    name: str
    area: str
    kind: Text
    form: str
    period: Period
    status: Status
    files: tuple[str, ...] = ()
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring up about a unit: an official's name and number, printed in completeness tables and nowhere else."""

    name: str = field(repr=False)
    telephone: str = field(repr=False)


@dataclass(frozen=True)
class Completeness:
    """The lines of all due units and of those that came without being due.

    `forms` are Chinese and English names by id, `scope` the units under which units are due, `unsent` forms that some
    unit in scope would owe but of which nothing ever came; they are not among the lines.
    """

    lines: tuple[Line, ...]
    forms: Mapping[str, Text]
    contacts: Mapping[str, Contact]
    scope: tuple[str, ...]
    unsent: tuple[Text, ...] = ()

    def tally(self, by: Callable[[Line], object]) -> dict[object, Counter[Status]]:
        """How many lines of each status, grouped."""
        found: dict[object, Counter[Status]] = defaultdict(Counter)
        for line in self.lines:
            found[by(line)][line.status] += 1
        return dict(found)

    def of(self, *statuses: Status) -> dict[str, list[Line]]:
        """The lines of some statuses by unit."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.status in statuses:
                found[line.org].append(line)
        return dict(found)


def due_count(counts: Mapping[Status, int]) -> int:
    """How many were due: all but those that came without being due."""
    return sum(n for status, n in counts.items() if status is not Status.NOT_DUE)


def in_count(counts: Mapping[Status, int]) -> int:
    """How many due ones are in: sent, sent twice, or in the store already."""
    return sum(counts.get(s, 0) for s in (Status.SENT, Status.TWICE, Status.STORED))


def compute_completeness(
    framework: Framework,
    tree: OrganisationTree,
    returns: Returns,
    facts: Facts | None = None,
    *,
    org: str | None = None,
    everywhere: bool = False,
    period: str | None = None,
    forms: Sequence[str] = (),
) -> Completeness:
    """Hold who is due against what came and what the store holds.

    Args:
        tree: the organisations, those of the same batch included.
        org: only units at or under this one; else all units that stand beside a sender, under the same unit; with
            `everywhere` all units.
        period: a period as text; else the periods of what came.
        forms: ids of forms; else all of which anything came or is stored.
    """
    wanted = [f for f in framework.forms.values() if not f.spec.is_register and (not forms or f.id in forms)]
    return _Table(framework, tree, returns, facts, org, everywhere).make(wanted, period, bool(forms))


class _Table:
    """The making of one completeness table."""

    def __init__(
        self, framework: Framework, tree: OrganisationTree, returns: Returns, facts: Facts | None, org: str | None,
        everywhere: bool,
    ) -> None:  # fmt: skip
        self.framework, self.tree, self.returns, self.org = framework, tree, returns, org
        self.everywhere = everywhere and org is None
        self.facts = facts
        self.came: dict[Due, dict[str, list[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(list))
        for (form, unit, period, _), files in returns.came.items():
            self.came[form, period][unit].append(files)
        self.kinds = _kind_names(framework)
        self.counting = {record[:3]: choice.counts for record, choice in returns.choices.items()}

    def make(self, forms: Sequence[Form], period: str | None, asked: bool) -> Completeness:
        scopes = self._scopes()
        lines: list[Line] = []
        unsent: list[Text] = []
        used: dict[str, Text] = {}
        for form in forms:
            found = [line for p in self._periods(form, period) for line in self._lines(form, p, scopes)]
            is_silent = all(line.status is Status.MISSING for line in found)
            if found and is_silent and not asked:
                unsent.append(form.name)
            elif found:
                used[form.id] = form.name
                lines += found
        lines.sort(key=lambda line: (line.area, line.org))
        orgs = {line.org for line in lines}
        return Completeness(tuple(lines), used, self._contacts(orgs), self._scope_names(scopes), tuple(unsent))

    def _periods(self, form: Form, text: str | None) -> list[Period]:
        """The period asked for, in the form's own kind; else those that came."""
        if text is None:
            return [Period(form.spec.period, p) for f, p in sorted(self.came) if f == form.id] or self._all_periods(
                form
            )
        try:
            return [form.period(text)]
        except ValueError:
            return []

    def _all_periods(self, form: Form) -> list[Period]:
        """For a form of which nothing came: the periods of other forms of its kind."""
        kinds = {f: self.framework.forms[f].spec.period for f, _ in self.came}
        return [Period(form.spec.period, p) for p in sorted({p for f, p in self.came if kinds[f] == form.spec.period})]

    def _scopes(self) -> Mapping[str, set[str]] | None:
        """By level of the senders, the units directly above them; None where one unit was asked for."""
        if self.org is not None or self.everywhere:
            return None
        scopes: dict[str, set[str]] = defaultdict(set)
        for by_unit in self.came.values():
            for code in by_unit:
                unit = self.tree.last_known(code, dt.date.max)
                if unit is not None:
                    scopes[unit.level].add(unit.parent)
        return scopes

    def _scope_names(self, scopes: Mapping[str, set[str]] | None) -> tuple[str, ...]:
        if scopes is None:
            return (self.tree.name(self.org),) if self.org else ()
        return tuple(self.tree.name(code) for code in sorted(set().union(*scopes.values())) if code)

    def _lines(self, form: Form, period: Period, scopes: Mapping[str, set[str]] | None) -> Iterable[Line]:
        view = self.tree.at(form.reference_date(period))
        came, stored = self.came.get((form.id, period.ordinal), {}), self._stored(form, period)
        due = [
            unit
            for unit in view.units.values()
            if unit.level == form.spec.level and is_due(unit, form) and self._is_in_scope(unit, view, scopes)
        ]
        for unit in due:
            yield self._line(unit, view, form, period, came.get(unit.code, []), unit.code in stored)
        for code in came.keys() - {unit.code for unit in due}:
            known = self.tree.last_known(code, view.day)
            if known is not None:
                files = tuple(dict.fromkeys(f for group in came[code] for f in group))
                yield self._made(known, view, form, period, Status.NOT_DUE, files, files[-1])

    def _is_in_scope(self, unit: Organisation, view: TreeView, scopes: Mapping[str, set[str]] | None) -> bool:
        if scopes is not None:
            return unit.parent in scopes.get(unit.level, ())
        return self.everywhere or self.org in view.ancestors[unit.code].values()

    def _line(
        self, unit: Organisation, view: TreeView, form: Form, period: Period, came: Sequence[tuple[str, ...]],
        is_stored: bool,
    ) -> Line:  # fmt: skip
        files = tuple(dict.fromkeys(f for group in came for f in group))
        twice = [group for group in came if len(group) > 1]
        if not files:
            status = Status.STORED if is_stored else Status.MISSING
            return self._made(unit, view, form, period, status)
        counts = self._counts(form, unit.code, period, twice) if twice else files[-1]
        if (counts or files[-1]) in self.returns.faulty:
            return self._made(unit, view, form, period, Status.FAULTY, files, counts)
        return self._made(unit, view, form, period, Status.TWICE if twice else Status.SENT, files, counts)

    def _counts(self, form: Form, org: str, period: Period, twice: Sequence[tuple[str, ...]]) -> str:
        """The file that counts among several: by choice, or the first of copies; empty when it is unsettled."""
        if (record := (form.id, org, period.ordinal)) in self.counting:
            return self.counting[record]
        repeated = self.returns.intake.repeated
        originals = [f for f in twice[0] if f not in repeated]
        return originals[0] if len(originals) == 1 else ""

    def _made(
        self, unit: Organisation, view: TreeView, form: Form, period: Period, status: Status,
        files: tuple[str, ...] = (), counts: str = "",
    ) -> Line:  # fmt: skip
        area = self._area(unit, view)
        return Line(unit.code, unit.name, area, self._kind(unit), form.id, period, status, files, counts)

    def _area(self, unit: Organisation, view: TreeView) -> str:
        """The county above a unit, else the next unit above it."""
        above = view.ancestors.get(unit.code, {})
        upper = [above[level] for level in reversed(LEVELS[: LEVELS.index(unit.level)]) if level in above]
        code = above["county"] if "county" in above and unit.level == "school" else (upper[0] if upper else unit.parent)
        return self.tree.name(code) if code else ""

    def _kind(self, unit: Organisation) -> Text:
        for name in KINDS:
            if values := unit.attributes.get(name):
                found = [self.kinds.get((name, v), Text(v, v)) for v in values]
                return Text("、".join(t.zh for t in found), ", ".join(t.en for t in found))
        return LEVEL_NAMES.get(unit.level, Text(unit.level, unit.level))

    def _stored(self, form: Form, period: Period) -> frozenset[str]:
        if self.facts is None or (version := self.facts.table(form.id)) is None or not version.rows:
            return frozenset()
        sql = f"SELECT DISTINCT org FROM {self.facts.source(form.id)} WHERE period = {period.ordinal}"
        return frozenset(org for (org,) in self.facts.connection().sql(sql).fetchall())

    def _contacts(self, orgs: Iterable[str]) -> dict[str, Contact]:
        found = {}
        for code in orgs:
            unit = self.tree.last_known(code, dt.date.max)
            if unit is not None and (unit.contact or unit.telephone):
                found[code] = Contact(unit.contact, unit.telephone)
        return found


def _kind_names(framework: Framework) -> dict[tuple[str, str], Text]:
    """The names of kinds and stages, from the code lists of the register forms."""
    found: dict[tuple[str, str], Text] = {}
    for form in framework.forms.values():
        for name in KINDS if form.spec.is_register else ():
            item = form.spec.items.get(name)
            found |= {(name, code): entry.name for code, entry in (item.codes if item else {}).items()}
    return found
