"""Compile indicators: formulas become trees; kinds, breakdowns, units and periods are settled and checked.

Floor: core.framework. In: definitions and forms. Out: `Indicator`s, operands before those that read them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import Dimensions, Unit, parse_unit
from jiaodu.core.formula.dimensions import DimensionCheck, check_unit
from jiaodu.core.formula.names import Names
from jiaodu.core.formula.nodes import (
    AcrossVerb,
    Aggregate,
    Arithmetic,
    Item,
    Node,
    Number,
    Previous,
    Reference,
)
from jiaodu.core.formula.parse import parse_formula
from jiaodu.core.formula.printing import print_canonical
from jiaodu.core.framework import schema
from jiaodu.core.framework.files import KIND_NAMES, Definition
from jiaodu.core.framework.model import Form, Indicator, IndicatorKind
from jiaodu.core.framework.references import compared_id
from jiaodu.core.framework.row_types import Typing, item_unit

MAX_CELLS = 4000


def compile_indicators(
    definitions: Mapping[str, Definition],
    forms: Mapping[str, Form],
    problems: list[Problem],
    groupings: Mapping[str, schema.Grouping] = MappingProxyType({}),
) -> dict[str, Indicator]:
    """Compile all; those with a fault are left out and their faults reported."""
    return _Compiler(definitions, forms, problems, groupings).compile()


def growth_indicators(base: Indicator, tree: str) -> tuple[Indicator, Indicator]:
    """The change and the relative change of an indicator on the period before, for a growth standard or a report."""
    now, before = Reference(base.id), Previous(Reference(base.id))
    change: Node = Arithmetic("-", now, before)
    growth: Node = Arithmetic("-", Arithmetic("/", now, before), Number(Fraction(1)))
    points = "pp" if base.unit.kind == "share" else base.spec.unit
    return (
        _beside(base, tree, "change", change, points, Text("比上年增减", "change on the year before")),
        _beside(base, tree, "growth", growth, "percent", Text("比上年增长率", "growth on the year before")),
    )


def previous_indicator(base: Indicator, tree: str) -> Indicator:
    """An indicator in the period before, for a report that names it."""
    return _beside(
        base, tree, "previous", Previous(Reference(base.id)), base.spec.unit, Text("(上年)", "the year before")
    )


def _beside(base: Indicator, tree: str, suffix: str, formula: Node, unit: str, words: Text) -> Indicator:
    """An indicator made from another one over two periods."""
    spec = base.spec.model_copy(
        update={
            "name": Text(f"{base.name.zh}{words.zh}", f"{base.name.en}: {words.en}"), "synonyms": (), "table": None,
            "across": None, "formula": print_canonical(formula), "unit": unit, "tree": tree, "plausible": None,
            "applies": (), "elsewhere": "not_applicable",
            "round": schema.Rounding(digits=2) if suffix == "growth" else base.spec.round,
        }
    )  # fmt: skip
    id_ = compared_id(base.id, suffix, tree)
    return Indicator(id_, spec, "between", formula, parse_unit(unit), base.place, base.pack, base.period_kind, base.by)


def read_table_formula(form: Form, text: str, unit: Unit | None = None) -> tuple[Node, Dimensions]:
    """Read a formula over a form: its tree and what it measures; checked against a unit where one is given.

    Raises:
        JiaoduError: with every fault.
    """
    place = Place(key=text)
    faults: list[Problem] = []
    tree = Typing(form, place, faults).outer(parse_formula(text, item_names(form), "table", place))
    check = DimensionCheck(lambda name: item_unit(form, name), form.spec.counts, place)
    measured = check.measure(tree)
    faults += check_unit(tree, unit, check) if unit and not faults else check.problems
    if faults:
        raise JiaoduError(faults)
    return tree, measured.dimensions


def item_names(form: Form, problems: list[Problem] | None = None) -> Names:
    """The names that a formula over a form may use: ids, Chinese names, aliases."""
    names: dict[str, str] = {}
    for id_, item in (*form.spec.grain.items(), *form.spec.items.items()):
        for name in (id_, item.name.zh, *item.aliases):
            if names.setdefault(name, id_) != id_ and problems is not None:
                problems.append(problem("P15", form.place, name=name, first=names[name], second=id_))
    return Names(names, form.name.zh)


class _Compiler:
    def __init__(
        self,
        definitions: Mapping[str, Definition],
        forms: Mapping[str, Form],
        problems: list[Problem],
        groupings: Mapping[str, schema.Grouping],
    ) -> None:
        self.definitions, self.forms, self.problems, self.groupings = definitions, forms, problems, groupings
        self.done: dict[str, Indicator] = {}
        self.failed: set[str] = set()
        self.item_names = {id_: item_names(form, problems) for id_, form in forms.items()}
        self.indicator_names = self._indicator_names()

    def compile(self) -> dict[str, Indicator]:
        for id_ in self.definitions:
            self._visit(id_, ())
        return self.done

    def _indicator_names(self) -> Names:
        names: dict[str, str] = {}
        for id_, definition in self.definitions.items():
            spec: schema.Indicator = definition.model
            for name in (id_, spec.name.zh, *spec.synonyms):
                if names.setdefault(name, id_) != id_:
                    self.problems.append(
                        problem("P15", definition.place("name"), name=name, first=names[name], second=id_)
                    )
        return Names(names, "—")

    # --- one indicator ------------------------------------------------------------------------------------------

    def _visit(self, id_: str, chain: tuple[str, ...]) -> Indicator | None:
        if id_ in self.done or id_ in self.failed:
            return self.done.get(id_)
        definition = self.definitions[id_]
        if id_ in chain:
            cycle = " → ".join((*chain[chain.index(id_) :], id_))
            self.problems.append(problem("F12", definition.place("formula"), cycle=cycle))
            self.failed.update(chain)
            return None
        try:
            indicator = self._compile(definition, (*chain, id_))
            if indicator is not None and not self._conditions(definition, indicator, (*chain, id_)):
                indicator = None
        except JiaoduError as error:
            self.problems.extend(error.problems)
            self.failed.add(id_)
            return None
        if indicator is not None and id_ not in self.failed:
            self.done[id_] = indicator
        else:
            self.failed.add(id_)
        return self.done.get(id_)

    def _compile(self, definition: Definition, chain: tuple[str, ...]) -> Indicator | None:
        spec: schema.Indicator = definition.model
        self._known_levels(definition, spec)
        if spec.table:
            return self._over_table(definition, spec)
        if spec.across:
            return self._across(definition, spec, chain)
        return self._between(definition, spec, chain)

    def _conditions(self, definition: Definition, indicator: Indicator, chain: tuple[str, ...]) -> bool:
        """Check the indicators that decide where this one applies; False when one of them failed."""
        spec: schema.Indicator = definition.model
        place = definition.place("applies")
        for name in indicator.conditions():
            if name not in self.definitions:
                raise JiaoduError(_unknown("indicators", name, self.definitions, place))
            other = self._visit(name, chain)
            if other is None:
                return False
            if other.by not in ((), indicator.by):
                part = Text("相同的分组口径", "breakdown in common")
                raise JiaoduError(problem("F19", place, name=name, part=part))
            if spec.levels[0] not in other.spec.levels:
                part = Text(f"{spec.levels[0]}层级", f"level {spec.levels[0]}")
                raise JiaoduError(problem("F19", place, name=name, part=part))
            kinds = {other.period_kind, indicator.period_kind}
            if len(kinds) > 1 and (indicator.period_kind is not PeriodKind.CALENDAR_YEAR or spec.align is None):
                raise JiaoduError(problem("F13", place))
        return True

    def _known_levels(self, definition: Definition, spec: schema.Indicator) -> None:
        """Raises JiaoduError (P30) for a level that is neither of the tree nor a kind of groups."""
        given = [(level, definition.place("levels")) for level in spec.levels]
        given += [(spec.across.level, definition.place("across"))] if spec.across else []
        known = [*LEVELS, *self.groupings]
        faults = [
            problem("P30", place, name=definition.id, level=level, known=known)
            for level, place in given
            if level not in known
        ]
        if faults:
            raise JiaoduError(faults)

    def _make(
        self, definition: Definition, kind: IndicatorKind, formula: Node, by: tuple[str, ...], period: PeriodKind
    ) -> Indicator:
        spec: schema.Indicator = definition.model
        unit = parse_unit(spec.unit)
        return Indicator(definition.id, spec, kind, formula, unit, definition.place(), definition.pack, period, by)

    # --- over a table -------------------------------------------------------------------------------------------

    def _over_table(self, definition: Definition, spec: schema.Indicator) -> Indicator:
        form = self.forms.get(spec.table or "")
        if form is None:
            raise JiaoduError(_unknown("forms", spec.table or "", self.forms, definition.place("table")))
        place = definition.place("formula")
        tree = parse_formula(spec.formula, self.item_names[form.id], "table", place)
        faults: list[Problem] = []
        tree = Typing(form, place, faults).outer(tree)
        faults += self._fits_form(definition, spec, form, tree)
        if not faults:
            check = DimensionCheck(lambda name: item_unit(form, name), form.spec.counts, place)
            faults += check_unit(tree, parse_unit(spec.unit), check)
        if faults:
            raise JiaoduError(faults)
        return self._make(definition, "table", tree, spec.by, form.spec.period)

    def _fits_form(self, definition: Definition, spec: schema.Indicator, form: Form, tree: Node) -> list[Problem]:
        faults = []
        for name in spec.by:
            columns = {**form.spec.grain, **form.spec.items}
            known = {k: i for k, i in columns.items() if i.type is ItemType.CODE}
            if name not in known:
                faults.append(_unknown("items", name, known, definition.place("by")))
        cells = math.prod(
            len(form.item(name).codes) for name in spec.by if name in {**form.spec.grain, **form.spec.items}
        )
        if cells > MAX_CELLS:
            faults.append(problem("P18", definition.place("by"), name=definition.id, cells=cells, limit=MAX_CELLS))
        if not all(self._reaches(form.spec.level, level) for level in spec.levels):
            detail = Text(
                f"表“{form.name.zh}”由{form.spec.level}填报", f"form “{form.name.en}” is filled by {form.spec.level}"
            )
            faults.append(
                problem("P10", definition.place("levels"), name=definition.id, levels=spec.levels, detail=detail)
            )
        if any(isinstance(n, Aggregate) and n.verb == "stated" for n in tree.walk()) and spec.levels != (
            form.spec.level,
        ):
            faults.append(problem("F15", definition.place("levels"), level=form.spec.level, levels=spec.levels))
        loose = [name for name in form.spec.grain if name not in spec.by]
        if loose and any(isinstance(n, Aggregate) and n.verb == "stated" for n in tree.walk()):
            place, usage = definition.place("formula"), f"by: [{', '.join(loose)}]"
            faults.append(problem("F17", place, verb="stated", detail=", ".join(loose), usage=usage))
        if spec.as_of is not None and spec.as_of not in form.spec.reference_dates:
            faults.append(_unknown("dates", spec.as_of, form.spec.reference_dates, definition.place("as_of")))
        return faults

    def _reaches(self, below: str, level: str) -> bool:
        """Whether what units of a level fill in can be counted at another level: their own, one above, or their groups."""
        if level in self.groupings:
            return self.groupings[level].of == below
        return LEVELS.index(level) <= LEVELS.index(below)

    # --- between indicators -------------------------------------------------------------------------------------

    def _operands(self, names: list[str], chain: tuple[str, ...]) -> list[Indicator] | None:
        found = [self._visit(name, chain) for name in names]
        return None if any(f is None for f in found) else [f for f in found if f is not None]

    def _between(self, definition: Definition, spec: schema.Indicator, chain: tuple[str, ...]) -> Indicator | None:
        place = definition.place("formula")
        tree = parse_formula(spec.formula, self.indicator_names, "between", place)
        names = [n.name for n in tree.walk() if isinstance(n, Reference)]
        operands = self._operands(list(dict.fromkeys(names)), chain)
        if operands is None:
            return None
        by_id = {o.id: o for o in operands}
        faults = self._fits_operands(definition, spec, operands)
        kinds = {o.period_kind for o in operands}
        if len(kinds) > 1 and (spec.align is None or PeriodKind.MONTH in kinds):
            faults.append(problem("F13", place))
        if any(isinstance(n, Previous) for n in tree.walk()) and spec.tree is None:
            faults.append(problem("F14", place, name=Text(f"“{spec.name.zh}”", f"“{spec.name.en}”")))
        if not faults:
            check = DimensionCheck(lambda name: by_id[name].unit, "个", place)
            faults += check_unit(tree, parse_unit(spec.unit), check)
        if faults:
            raise JiaoduError(faults)
        by = next((o.by for o in operands if o.by), ())
        period = kinds.pop() if len(kinds) == 1 else PeriodKind.CALENDAR_YEAR
        return self._make(definition, "between", tree, by, period)

    def _fits_operands(
        self, definition: Definition, spec: schema.Indicator, operands: list[Indicator]
    ) -> list[Problem]:
        faults = []
        for operand in operands:
            lacking = [level for level in spec.levels if level not in operand.spec.levels]
            if lacking:
                part = Text(f"{'、'.join(lacking)}层级", f"level {', '.join(lacking)}")
                faults.append(problem("F19", definition.place("formula"), name=operand.id, part=part))
        bys = {o.by for o in operands if o.by}
        if len(bys) > 1:
            part = Text("相同的分组口径", "breakdown in common")
            faults.append(problem("F19", definition.place("formula"), name=operands[-1].id, part=part))
        return faults

    # --- across units -------------------------------------------------------------------------------------------

    def _across(self, definition: Definition, spec: schema.Indicator, chain: tuple[str, ...]) -> Indicator | None:
        assert spec.across is not None
        place = definition.place("formula")
        if spec.across.indicator not in self.definitions:
            where = definition.place("across", "indicator")
            raise JiaoduError(_unknown("indicators", spec.across.indicator, self.definitions, where))
        base = self._visit(spec.across.indicator, chain)
        if base is None:
            return None
        tree = parse_formula(spec.formula, self._across_names(base), "across", place)
        tree = self._weight(tree, base, spec, chain)
        if any(isinstance(n, Reference) and n.name not in self.done for n in tree.walk()):
            return None
        faults = self._fits_levels(definition, spec, base, tree)
        if not faults:
            check = DimensionCheck(lambda name: base.unit if name == "value" else self.done[name].unit, "个", place)
            faults += check_unit(tree, parse_unit(spec.unit), check)
        if faults:
            raise JiaoduError(faults)
        return self._make(definition, "across", tree, base.by, base.period_kind)

    def _across_names(self, base: Indicator) -> Names:
        names = {"value": "value"}
        if base.spec.table:
            form = self.forms[base.spec.table]
            for id_, item in form.spec.items.items():
                names |= {n: f"{form.id}.{id_}" for n in (id_, item.name.zh, *item.aliases)}
        for id_, definition in self.definitions.items():
            names |= {n: id_ for n in (id_, definition.model.name.zh)}
        return Names(names, base.spec.name.zh)

    def _weight(self, tree: Node, base: Indicator, spec: schema.Indicator, chain: tuple[str, ...]) -> Node:
        """A weight that is an item of the base's table becomes an indicator of its own: the item's sum."""
        if not isinstance(tree, AcrossVerb) or not isinstance(tree.weight, Reference):
            return tree
        name = tree.weight.name
        if "." not in name:
            self._visit(name, chain)
            return tree
        form_id, _, item_id = name.partition(".")
        item = self.forms[form_id].spec.items[item_id]
        parts = (
            form_id,
            item_id,
            "_".join(base.by),
            base.spec.source or "",
            base.spec.as_of or "",
            str(base.spec.coverage),
        )
        made = "__".join(parts)
        if made not in self.done:
            inner = schema.Indicator(
                name=item.name, table=form_id, formula=f"sum({item_id})", by=base.by, unit=item.unit or "one",
                levels=base.spec.levels, source=base.spec.source, as_of=base.spec.as_of, coverage=base.spec.coverage,
            )  # fmt: skip
            formula = Aggregate("sum", Item(item_id))
            unit = parse_unit(item.unit or "one")
            self.done[made] = Indicator(
                made, inner, "table", formula, unit, base.place, base.pack, base.period_kind, base.by
            )
        return replace(tree, weight=Reference(made))

    def _fits_levels(
        self, definition: Definition, spec: schema.Indicator, base: Indicator, tree: Node
    ) -> list[Problem]:
        assert spec.across is not None
        below = spec.across.level
        if below not in base.spec.levels:
            part = Text(f"{below}层级", f"level {below}")
            return [problem("F19", definition.place("across"), name=base.id, part=part)]
        if not all(self._above(below, level) for level in spec.levels):
            detail = Text(f"须高于{below}", f"they must be above {below}")
            return [problem("P10", definition.place("levels"), name=definition.id, levels=spec.levels, detail=detail)]
        if below in self.groupings and self.groupings[below].overlap and _adds_up(tree):
            kind = self.groupings[below].name
            return [problem("P31", definition.place("formula"), name=definition.id, kind=kind)]
        return []

    def _above(self, below: str, level: str) -> bool:
        """Whether units of a level stand under those of another. Groups stand under governments."""
        if below in self.groupings:
            return level in LEVELS and LEVELS.index(level) < LEVELS.index(self.groupings[below].of)
        return level != below and self._reaches(below, level)


def _adds_up(tree: Node) -> bool:
    return any(isinstance(n, AcrossVerb) and n.verb == "sum" for n in tree.walk())


def _unknown(kind: str, name: str, known: object, place: Place) -> Problem:
    import difflib

    near = difflib.get_close_matches(name, list(known), 3, 0.4)  # type: ignore[call-overload]
    return problem("P04", place, kind=KIND_NAMES[kind], name=name, near=near or "—")
