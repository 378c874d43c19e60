"""Compile data rules: amounts and conditions become trees; items, units, grain columns and attributes are checked.

Floor: core.framework. In: definitions of checks/ and forms. Out: `Rule`s; those with a fault are left out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.tables import NUMERIC, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import divide_dimensions, parse_unit, print_dimensions
from jiaodu.core.formula.dimensions import DimensionCheck
from jiaodu.core.formula.names import normalise
from jiaodu.core.formula.nodes import Literal_, Node
from jiaodu.core.formula.parse import parse_formula
from jiaodu.core.framework import schema
from jiaodu.core.framework.compile import item_names
from jiaodu.core.framework.files import KIND_NAMES, Definition
from jiaodu.core.framework.model import Amount, Form, Rule
from jiaodu.core.framework.row_types import Typing, item_unit


def compile_rules(
    definitions: Mapping[str, Definition], forms: Mapping[str, Form], problems: list[Problem]
) -> dict[str, Rule]:
    """Compile all rules on rows; agreements of indicators are no such rules and are left out."""
    attributes = {
        name: item
        for form in forms.values()
        if form.spec.is_register
        for name, item in form.spec.items.items()
        if item.type is ItemType.CODE
    }
    found: dict[str, Rule] = {}
    for id_, definition in definitions.items():
        if isinstance(definition.model, schema.DataRule):
            compiler = _Compiler(definition, forms, attributes)
            rule = compiler.compile()
            problems += compiler.faults
            if rule is not None and not compiler.faults:
                found[id_] = rule
    return found


class _Compiler:
    """One rule being compiled; every fault is kept with its own place."""

    def __init__(
        self, definition: Definition, forms: Mapping[str, Form], attributes: Mapping[str, schema.Item]
    ) -> None:
        self.definition, self.forms, self.attributes = definition, forms, attributes
        self.faults: list[Problem] = []
        self.amounts: dict[str, Amount] = {}
        self.conditions: dict[str, Node] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self.choices: dict[str, tuple[Mapping[str, tuple[str, ...]], ...]] = {}

    def compile(self) -> Rule | None:
        spec: schema.DataRule = self.definition.model
        form = self._form(spec.form, ("form",))
        if form is None:
            return None
        self._condition("where", spec.where, form)
        self.choices["units"] = (self._attributes(spec.units, ("units",)),)
        other = self._other(form)
        getattr(self, f"_{self.definition.model.kind}")(spec, form, other)
        return Rule(
            self.definition.id, spec, self.definition.place(), self.definition.pack, form, other,
            MappingProxyType(self.amounts), MappingProxyType(self.conditions), MappingProxyType(self.lists),
            MappingProxyType(self.choices),
        )  # fmt: skip

    # --- kinds --------------------------------------------------------------------------------------------------

    def _required(self, spec: schema.Required, form: Form, _: Form | None) -> None:
        self._items("items", spec.items, form)

    def _range(self, spec: schema.Range, form: Form, _: Form | None) -> None:
        value = self._amount("value", spec.value, form)
        per = self._amount("per", spec.per, form) if spec.per is not None else None
        unit = parse_unit(spec.unit)
        if value is None or (spec.per is not None and per is None):
            return
        measured = divide_dimensions(value.dimensions, per.dimensions) if per else value.dimensions
        if measured != unit.dimensions:
            data = {"found": print_dimensions(measured), "unit": unit.text, "wanted": print_dimensions(unit.dimensions)}
            self.faults.append(problem("F07", self.definition.place("unit"), **data))

    def _combination(self, spec: schema.Combination, form: Form, _: Form | None) -> None:
        for part in ("allowed", "forbidden"):
            self.choices[part] = tuple(
                MappingProxyType({n: c for n, c in (self._codes((part, i), n, v, form) for n, v in given.items()) if n})
                for i, given in enumerate(getattr(spec, part))
            )

    def _row(self, spec: schema.RowRule, form: Form, _: Form | None) -> None:
        self._condition("assert", spec.assert_, form)

    def _sum(self, spec: schema.Sum, form: Form, other: Form | None) -> None:
        total = self._amount("total", spec.total, form)
        for i, text in enumerate(spec.parts):
            self._like(total, self._amount(f"part{i}", text, form, ("parts", i)), ("parts", i))
        self._rows(spec.rows, total, other)
        self._by(spec, form, other)
        if spec.rows is not None and spec.rows.units:
            self._senseless(("rows", "units"), "同一单位的行,不能再按机构分组选取", "the rows are the unit's own")

    def _change(self, spec: schema.Change, form: Form, _: Form | None) -> None:
        self._numeric_items("items", spec.items, form)
        grouping = {n for n, i in {**form.spec.grain, **form.spec.items}.items() if i.type is ItemType.CODE}
        for name in spec.group:
            if name not in grouping and name not in self.attributes:
                self._unknown("attributes", name, [*grouping, *self.attributes], ("group",))

    def _cohort(self, spec: schema.Cohort, form: Form, _: Form | None) -> None:
        if spec.column is None:
            self._numeric_items("grades", spec.grades, form)
        elif spec.column not in form.spec.grain:
            self._unknown("items", spec.column, form.spec.grain, ("column",))
        else:
            codes = self._codes((), spec.column, spec.grades, form)[1]
            self.lists["grades"] = codes
            self._numeric_items("value", (spec.value or "",), form)
            for side in ("came", "went"):
                text = getattr(spec.moves, side) if spec.moves else None
                if text:
                    self._numeric_items(side, (text,), form)
        if spec.entrants:
            self._numeric_items("entrants", (spec.entrants,), form)

    def _district(self, spec: schema.District, form: Form, other: Form | None) -> None:
        total = self._amount("total", spec.total, form)
        self._rows(spec.rows, total, other)
        self._by(spec, form, other)
        if other is not None and LEVELS.index(other.spec.level) <= LEVELS.index(form.spec.level):
            zh, en = f"“{other.name.zh}”不由下级填报", f"“{other.name.en}” is not filled by units below"
            self._senseless(("rows",), zh, en)

    def _classes(self, spec: schema.Classes, form: Form, _: Form | None) -> None:
        self._amount("classes", spec.classes, form)
        self._amount("pupils", spec.pupils, form)
        for i, band in enumerate(spec.bands):
            self._numeric_items(f"band{i}", (band.item,), form, ("bands", i, "item"))

    def _digits(self, spec: schema.Digits, form: Form, _: Form | None) -> None:
        self._numeric_items("items", spec.items, form)

    def _copies(self, spec: schema.Copies, form: Form, _: Form | None) -> None:
        self._numeric_items("items", spec.items, form)

    # --- parts --------------------------------------------------------------------------------------------------

    def _form(self, name: str, steps: Sequence[str | int]) -> Form | None:
        if name not in self.forms:
            self._unknown("forms", name, self.forms, steps)
        return self.forms.get(name)

    def _other(self, form: Form) -> Form | None:
        rows: schema.PartRows | None = getattr(self.definition.model, "rows", None)
        if rows is None:
            return None
        other = self._form(rows.form, ("rows", "form"))
        if other is not None and other.spec.period is not form.spec.period:
            self._senseless(("rows",), "两张表的期别不同", "the two forms have different kinds of periods")
        return other

    def _rows(self, rows: schema.PartRows | None, total: Amount | None, other: Form | None) -> None:
        if rows is None or other is None:
            return
        self._condition("rows_where", rows.where, other, ("rows", "where"))
        self.choices["rows_units"] = (self._attributes(rows.units, ("rows", "units")),)
        if rows.value is not None:
            self._like(total, self._amount("rows", rows.value, other, ("rows", "value")), ("rows", "value"))

    def _by(self, spec: schema.Sum | schema.District, form: Form, other: Form | None) -> None:
        """The columns that total and rows have in common: of the grain; in the rows a code item serves as well."""
        match = spec.rows.match if spec.rows else {}
        for name in (*spec.by, *match):
            if name not in form.spec.grain:
                self._unknown("items", name, form.spec.grain, ("by",))
        if other is None:
            return
        known = {**other.spec.grain, **{n: i for n, i in other.spec.items.items() if i.type is ItemType.CODE}}
        for name in spec.by:
            if match.get(name, name) not in known:
                self._unknown("items", match.get(name, name), known, ("rows",) if name in match else ("by",))
        self.lists["by"] = tuple(spec.by)
        self.lists["by_rows"] = tuple(match.get(name, name) for name in spec.by)

    def _senseless(self, steps: Sequence[str | int], zh: str, en: str) -> None:
        place = self.definition.place(*steps)
        self.faults.append(problem("D91", place, rule=self.definition.id, detail=Text(zh, en)))

    def _like(self, first: Amount | None, second: Amount | None, steps: Sequence[str | int]) -> None:
        if first is None or second is None or first.dimensions == second.dimensions:
            return
        shown = {"left": print_dimensions(first.dimensions), "right": print_dimensions(second.dimensions)}
        self.faults.append(problem("F06", self.definition.place(*steps), verb=Text("相加减", "added"), **shown))

    def _amount(self, name: str, text: str | None, form: Form, steps: Sequence[str | int] = ()) -> Amount | None:
        """Read an amount of a row: a numeric item, or several with + - *."""
        place = self.definition.place(*(steps or (name,)))
        faults: list[Problem] = []
        try:
            tree = parse_formula(text or "", item_names(form), "row", place)
        except JiaoduError as error:
            self.faults += error.problems
            return None
        if isinstance(tree, Literal_):
            faults.append(
                problem("F08", place, name=str(tree.value), type="text", use=Text("参与计算", "computed with"))
            )
        factor = Typing(form, place, faults).numeric(tree) if not faults else None
        check = self._dimensions(form, place)
        measured = check.measure(tree)
        self.faults += [*faults, *check.problems]
        if faults or check.problems:
            return None
        self.amounts[name] = Amount(tree, factor or Fraction(1), measured.dimensions)
        return self.amounts[name]

    def _condition(self, name: str, text: str, form: Form, steps: Sequence[str | int] = ()) -> None:
        if not text:
            return
        place = self.definition.place(*(steps or (name,)))
        faults: list[Problem] = []
        try:
            tree = Typing(form, place, faults).condition(parse_formula(text, item_names(form), "condition", place))
        except JiaoduError as error:
            self.faults += error.problems
            return
        check = self._dimensions(form, place)
        if not faults:
            check.condition(tree)
        self.faults += [*faults, *check.problems]
        self.conditions[name] = tree

    @staticmethod
    def _dimensions(form: Form, place: Place) -> DimensionCheck:
        return DimensionCheck(lambda name: item_unit(form, name), form.spec.counts, place)

    def _items(self, name: str, given: Iterable[str], form: Form, steps: Sequence[str | int] = ()) -> list[str]:
        """Items by id, Chinese name or alias."""
        ids = item_names(form).ids
        found = []
        for text in given:
            if normalise(text) in ids:
                found.append(ids[normalise(text)])
            else:
                self._unknown("items", text, ids, steps or (name,))
        self.lists[name] = tuple(found)
        return found

    def _numeric_items(self, name: str, given: Iterable[str], form: Form, steps: Sequence[str | int] = ()) -> None:
        for item in self._items(name, given, form, steps):
            if form.item(item).type not in NUMERIC:
                place = self.definition.place(*(steps or (name,)))
                use = Text("参与计算", "computed with")
                self.faults.append(problem("F08", place, name=item, type=form.item(item).type.value, use=use))

    def _codes(
        self, steps: Sequence[str | int], name: str, given: Iterable[str], form: Form
    ) -> tuple[str, tuple[str, ...]]:
        """A code item and its codes, each by id, name or alias."""
        columns = {**form.spec.grain, **form.spec.items}
        ids = {text: id_ for text, id_ in item_names(form).ids.items() if columns[id_].type is ItemType.CODE}
        if normalise(name) not in ids:
            self._unknown("items", name, ids, steps or ("column",))
            return "", ()
        id_ = ids[normalise(name)]
        place, faults = self.definition.place(*(steps or ("grades",))), list[Problem]()
        typing = Typing(form, place, faults)
        values = [typing.code(id_, columns[id_], Literal_(text)) for text in given]
        self.faults += faults
        return id_, tuple(str(v.value) for v in values if isinstance(v, Literal_))

    def _attributes(
        self, given: Mapping[str, Sequence[str]], steps: Sequence[str | int]
    ) -> Mapping[str, tuple[str, ...]]:
        """Register attributes with their codes."""
        return MappingProxyType({name: self._attribute(name, values, steps) for name, values in given.items()})

    def _attribute(self, name: str, values: Sequence[str], steps: Sequence[str | int]) -> tuple[str, ...]:
        item = self.attributes.get(name)
        if item is None:
            self._unknown("attributes", name, self.attributes, steps)
            return ()
        words = {w: id_ for id_, code in item.codes.items() for w in (id_, code.name.zh, code.name.en, *code.aliases)}
        place = self.definition.place(*steps, name)
        for value in values:
            if value not in words:
                self.faults.append(problem("F09", place, code=value, name=name, known=list(item.codes)))
        return tuple(words[value] for value in values if value in words)

    def _unknown(self, kind: str, name: str, known: Iterable[str], steps: Sequence[str | int]) -> None:
        near = difflib.get_close_matches(name, list(known), 3, 0.4)
        place = self.definition.place(*steps)
        self.faults.append(problem("P04", place, kind=KIND_NAMES[kind], name=name, near=near or "—"))
