"""Checks on values: two sources that differ, blanks, zero denominators, implausible values, rules of the packs.

Floor: core.evaluation. In: `Values` and the values of the units evaluated. Out: problems, each with its addresses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.tables import NUMERIC
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation.addresses import Address, Addresses
from jiaodu.core.evaluation.reasons import splits_between
from jiaodu.core.formula.nodes import Previous
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form, Indicator
from jiaodu.core.indicators import Status, Value, Values, round_half_up
from jiaodu.core.indicators.frame import Frame
from jiaodu.core.indicators.series import Bools

SHOWN_UNITS = 3


def find_problems(values: Values, found: Sequence[Value], orgs: Sequence[str] | None = None) -> list[Problem]:
    """All problems of an evaluation: of the units given and those under them (None: of all)."""
    finder = _Finder(values, orgs)
    problems: list[Problem] = []
    problems += finder.sources_that_differ()
    problems += finder.rules(found)
    for value in found:
        problems += finder.of_value(value)
    problems += finder.blanks()
    problems += finder.not_due()
    return problems


class _Finder:
    def __init__(self, values: Values, orgs: Sequence[str] | None = None) -> None:
        self.values, self.orgs = values, None if orgs is None else frozenset(orgs)
        self.framework, self.results, self.facts = values.framework, values.results, values.results.facts
        self.addresses = Addresses(self.facts)
        self.read = self._items_read()

    def _items_read(self) -> dict[str, dict[str, dict[int, set[str]]]]:
        """form -> item -> period -> indicators that read it in this evaluation."""
        read: dict[str, dict[str, dict[int, set[str]]]] = {}
        for (id_, _), ordinals in self.results.needs.items():
            indicator = self.framework.indicators[id_]
            if indicator.spec.table and ordinals:
                items = read.setdefault(indicator.spec.table, {})
                for item in indicator.items():
                    for ordinal in ordinals:
                        items.setdefault(item, {}).setdefault(ordinal, set()).add(id_)
        return read

    def _ours(self, org: str, day: dt.date) -> bool:
        """Whether a unit is one of those asked about, or stands under one."""
        if self.orgs is None or org in self.orgs:
            return True
        view = self.results.tree.at(day)
        return any(view.under(org, asked) for asked in self.orgs)

    def _name(self, org: str) -> Text:
        tree = self.results.tree
        return Text(tree.name(org), tree.name(org, "en"))

    def _period(self, form: Form, ordinal: int) -> Text:
        period = Period(form.spec.period, ordinal)
        return Text(period.zh, str(period))

    # --- single values ------------------------------------------------------------------------------------------

    def of_value(self, value: Value) -> Iterator[Problem]:
        """V02 zero denominator, V30 negative values, V04 implausible, V06 dates not comparable, V31 a unit that split."""
        indicator = self.framework.indicators[value.indicator]
        if "__" in indicator.id:
            return
        place = Place(key=f"{value.indicator} {value.org} {value.period}")
        common = {
            "org": self._name(value.org),
            "period": Text(value.period.zh, str(value.period)),
            "indicator": indicator.name,
        }
        if value.status is Status.ZERO_DENOMINATOR:
            yield problem("V02", place, **common)
        elif value.status is Status.UNDEFINED:
            yield problem("V30", place, **common)
        elif value.status is Status.NOT_COMPARABLE:
            units = splits_between(self.values, value.indicator, value.org, value.period.ordinal)
            operand = self._previous_operand(indicator)
            if units:
                yield problem("V31", place, **common, units=[self._name(u) for u in units[:SHOWN_UNITS]])
            elif operand is not None:
                earlier, later, _ = self.results.dates_apart(operand, value.period.ordinal)
                yield problem("V06", place, **common, earlier=earlier.isoformat(), later=later.isoformat())
        elif value.exact is not None and indicator.spec.plausible is not None:
            bounds = indicator.spec.plausible
            low, high = bounds.minimum, bounds.maximum
            if (low is not None and value.exact < Fraction(low)) or (high is not None and value.exact > Fraction(high)):
                why = bounds.why or Text("超出了该指标通常的范围", "it lies outside the indicator's usual range")
                yield problem("V04", place, **common, value=self._print(value.exact, indicator), why=why)

    def _previous_operand(self, indicator: Indicator) -> Indicator | None:
        """What an indicator, or the first one that it reads and that compares periods, compares."""
        for node in indicator.formula.walk():
            if isinstance(node, Previous):
                return self.framework.indicators[node.reference.name]
        inner = (self._previous_operand(self.framework.indicators[id_]) for id_ in indicator.references())
        return next((found for found in inner if found is not None), None)

    def _print(self, exact: Fraction, indicator: Indicator) -> Text:
        return _with_unit(round_half_up(exact, indicator.spec.round.digits), indicator.spec.unit, trim=False)

    # --- two sources --------------------------------------------------------------------------------------------

    def sources_that_differ(self) -> Iterator[Problem]:
        """V01: sources of one item that differ beyond the printed digits; V09: the leading source is blank."""
        for form_id, items in self.read.items():
            version = self.facts.table(form_id)
            form = self.framework.forms[form_id]
            if version is None or len(version.sources) < 2:
                continue
            for item, ordinals in items.items():
                order = [s for s in form.sources_of(item) if s in version.sources]
                if len(order) > 1 and form.item(item).type in NUMERIC:
                    yield from self._compare(form, item, order, sorted(ordinals))

    def _compare(self, form: Form, item: str, order: Sequence[str], ordinals: Sequence[int]) -> Iterator[Problem]:
        keys = ["org", "period", "as_of", *form.spec.grain]
        columns = ", ".join(f'"{k}"' for k in keys)
        query = (
            f'SELECT {columns}, source, "{item}" FROM {self.facts.source(form.id)} '
            f"WHERE period IN ({', '.join(map(str, ordinals))}) ORDER BY {columns}"
        )
        groups: dict[tuple[object, ...], dict[str, Decimal | None]] = {}
        for row in self.facts.connection().sql(query).fetchall():
            groups.setdefault(tuple(row[:-2]), {})[row[-2]] = None if row[-1] is None else Decimal(row[-1])
        for key, by_source in groups.items():
            if not self._ours(str(key[0]), form.reference_date(Period(form.spec.period, int(str(key[1]))))):
                continue
            leading = next((s for s in order if s in by_source), None)
            for other in order:
                if leading is not None and other != leading and by_source.get(other) is not None:
                    yield from self._pair(form, item, key, leading, other, by_source)

    def _pair(
        self,
        form: Form,
        item: str,
        key: tuple[object, ...],
        leading: str,
        other: str,
        by_source: dict[str, Decimal | None],
    ) -> Iterator[Problem]:
        org, ordinal = str(key[0]), int(str(key[1]))
        first, second = by_source[leading], by_source[other]
        assert second is not None
        spec, place = form.item(item), Place(key=f"{form.id}.{item} {org} {ordinal}")
        names = {s: self.framework.sources[s].name for s in (leading, other)}
        common = {"org": self._name(org), "period": self._period(form, ordinal), "item": spec.name}
        if first is None:
            yield problem(
                "V09", place, **common, leading=names[leading], other=names[other], value=_with_unit(second, spec.unit)
            )
        elif differ(first, second):
            yield problem(
                "V01", place, **common, first_source=names[leading], second_source=names[other],
                first=_with_unit(first, spec.unit), second=_with_unit(second, spec.unit),
                first_scope=spec.scopes.get(leading, Text("—", "—")), second_scope=spec.scopes.get(other, Text("—", "—")),
                first_place=str(self._address(form, item, key, leading)), second_place=str(self._address(form, item, key, other)),
            )  # fmt: skip

    def _address(self, form: Form, item: str, key: tuple[object, ...], source: str) -> Address | str:
        grain = dict(zip(form.spec.grain, map(str, key[3:]), strict=False))
        return self.addresses.of(form, item, str(key[0]), int(str(key[1])), source, grain) or "—"

    # --- blanks and units that are not due ----------------------------------------------------------------------

    def blanks(self) -> Iterator[Problem]:
        """V16: forms that nobody returned; V03: items that due units did not give. One problem an item and period."""
        seen: set[tuple[str, str, int]] = set()
        for (id_, shift), ordinals in self.results.needs.items():
            indicator = self.framework.indicators[id_]
            if not indicator.spec.table or not ordinals:
                continue
            form, data = self.framework.forms[indicator.spec.table], self.results.data(indicator, shift)
            for ordinal in sorted(ordinals):
                mine = (data.frame.period == ordinal) & self._mine(data.frame)
                silent = not data.present[mine].any()
                for item in ("",) if silent else indicator.items():
                    asked = mine if silent else mine & self._concerned(form.id, item, ordinal, data.frame)
                    lacking = asked if silent else asked & ~data.given[item]
                    if (form.id, item, ordinal) not in seen and lacking.any():
                        seen.add((form.id, item, ordinal))
                        yield self._blank(form, item, ordinal, data.frame, asked, lacking)

    def _concerned(self, form: str, item: str, ordinal: int, frame: Frame) -> Bools:
        """Which due units an item is asked of: those to whom one of the indicators that read it applies."""
        readers = [self.framework.indicators[id_] for id_ in self.read[form][item][ordinal]]
        found = np.full(len(frame), any(not r.spec.applies for r in readers), np.bool_)
        if found.any():
            return found
        for reader in readers:
            level = reader.spec.levels[0]
            found |= np.isin(frame.ancestors[level], self.results.concerned(reader, level, ordinal))
        return found

    def _blank(self, form: Form, item: str, ordinal: int, frame: Frame, mine: Bools, lacking: Bools) -> Problem:
        codes = dict.fromkeys(str(self.results.frames.codes[i]) for i in frame.org[lacking])
        units = [self._name(c) for c in list(codes)[:SHOWN_UNITS]]
        common = {"period": self._period(form, ordinal), "due": int(mine.sum()), "units": units}
        read = self.read[form.id]
        if not item:
            readers = set().union(*(periods.get(ordinal, set()) for periods in read.values()))
            return problem("V16", Place(key=f"{form.id} {ordinal}"), form=form.name, indicators=len(readers), **common)
        place = Place(key=f"{form.id}.{item} {ordinal}")
        readers = read[item][ordinal]
        return problem(
            "V03", place, item=form.item(item).name, blank=int(lacking.sum()), indicators=len(readers), **common
        )

    def _mine(self, frame: Frame) -> Bools:
        """Which due units are asked about."""
        if self.orgs is None:
            return np.ones(len(frame), np.bool_)
        wanted = [self.results.frames.index[o] for o in self.orgs if o in self.results.frames.index]
        found = np.zeros(len(frame), np.bool_)
        for ancestors in frame.ancestors.values():
            found |= np.isin(ancestors, wanted)
        for kind in self._kinds():
            groups = self.results.frames.group_split(frame, kind)
            found[groups.entry[np.isin(groups.target, wanted)]] = True
        return found

    def _kinds(self) -> set[str]:
        """The kinds of the groups that are asked about."""
        known = (self.results.tree.last_known(org, dt.date.max) for org in self.orgs or ())
        return {unit.level for unit in known if unit is not None and unit.level not in LEVELS}

    def not_due(self) -> Iterator[Problem]:
        """V07: rows of units that nobody expects a report from."""
        for form_id in self.read:
            if self.facts.table(form_id) is None:
                continue
            form = self.framework.forms[form_id]
            ordinals = sorted({o for periods in self.read[form_id].values() for o in periods})
            frame = self.results.frames.frame(form, ordinals)
            due = {(str(self.results.frames.codes[o]), int(p)) for o, p in zip(frame.org, frame.period, strict=True)}
            query = (
                f"SELECT DISTINCT org, period FROM {self.facts.source(form_id)} "
                f"WHERE period IN ({', '.join(map(str, ordinals)) or 'NULL'}) ORDER BY ALL"
            )
            for org, ordinal in self.facts.connection().sql(query).fetchall():
                if (org, ordinal) not in due and (self.orgs is None or org in self.orgs):
                    place = Place(key=f"{form_id} {org} {ordinal}")
                    yield problem("V07", place, org=self._name(org), period=self._period(form, ordinal), form=form.name)

    # --- rules of the packs -------------------------------------------------------------------------------------

    def rules(self, found: Sequence[Value]) -> Iterator[Problem]:
        """V05: rules of the packs that do not hold, over every period that was computed for both sides."""
        for check in self.framework.checks.values():
            left, right = self.framework.indicators[check.left], self.framework.indicators[check.right]
            pairs = zip(self._ordinals(left), self._ordinals(right), strict=False)
            for ordinal, other in pairs:
                yield from self._rule(check, left, right, (ordinal, other))

    def _ordinals(self, indicator: Indicator) -> Sequence[int]:
        return self.results.periods.get(indicator.period_kind, ())

    def _rule(
        self, check: schema.Check, left: Indicator, right: Indicator, ordinals: tuple[int, int]
    ) -> Iterator[Problem]:
        lefts = {v.org: v for v in self.values.of(left.id, check.level, ordinals[:1])}
        rights = {v.org: v for v in self.values.of(right.id, check.level, ordinals[1:])}
        for org, a in lefts.items():
            b = rights.get(org)
            if not self._ours(org, a.as_of):
                continue
            if a.exact is None or b is None or b.exact is None:
                continue
            difference = abs(a.exact * left.unit.factor - b.exact * right.unit.factor) / left.unit.factor
            if difference > Fraction(check.within):
                yield self._broken(check, (left, a), (right, b), difference, lefts)

    def _broken(
        self,
        check: schema.Check,
        left: tuple[Indicator, Value],
        right: tuple[Indicator, Value],
        difference: Fraction,
        all_left: dict[str, Value],
    ) -> Problem:
        (li, a), (ri, b) = left, right
        assert a.exact is not None and b.exact is not None
        elsewhere = Text("", "")
        if check.look_elsewhere:
            owners = [
                o for o, v in all_left.items() if o != a.org and v.exact is not None
                and abs(v.exact * li.unit.factor - b.exact * ri.unit.factor) <= Fraction(check.within) * li.unit.factor
            ]  # fmt: skip
            if owners:
                zh, en = (
                    "、".join(self._name(o).zh for o in owners[:2]),
                    ", ".join(self._name(o).en for o in owners[:2]),
                )
                elsewhere = Text(
                    f";公布值与{zh}的算得值相同,疑为错位",
                    f"; the published figure equals the one computed for {en}: it may stand in the wrong place",
                )
        return problem(
            "V05", Place(key=f"{ri.id} {a.org} {a.period}"), check.severity, org=self._name(a.org),
            period=Text(a.period.zh, str(a.period)), left_name=li.name, right_name=ri.name,
            left=self._print(a.exact, li), right=self._print(b.exact, ri),
            difference=f"{round_half_up(difference, 4).normalize():f}", within=f"{check.within.normalize():f}",
            why=check.why, remedy=check.remedy, elsewhere=elsewhere,
        )  # fmt: skip


def _with_unit(number: Decimal, unit: str | None, trim: bool = True) -> Text:
    """A number with its unit, in both languages."""
    shown = plain(number) if trim else f"{number:f}"
    zh, en = printed_unit(unit or "one"), printed_unit(unit or "one", "en")
    return Text(f"{shown}{zh}", f"{shown} {en}".strip())


def differ(first: Decimal, second: Decimal) -> bool:
    """Whether two printed numbers differ beyond the digits of the coarser one."""
    digits = min(_decimals(first), _decimals(second))
    return round_half_up(Fraction(first), digits) != round_half_up(Fraction(second), digits)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -int(exponent)) if isinstance(exponent, int) else 0


def plain(number: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    return f"{number.normalize():f}"
