"""The framework: packs read, checked and frozen; the one thing that all other rooms ask about the law.

Floor: core.framework. In: made by `load_framework`. Out: forms, indicators with their formulas, standards, duties.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.periods import Period, PeriodKind, ReferenceDate, parse_period
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.tables import ItemType, Table
from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.units import Dimensions, Unit, parse_unit, printed_unit
from jiaodu.core.formula.nodes import Aggregate, Compare, Literal_, Node, Previous, Reference
from jiaodu.core.formula.nodes import Item as ItemNode
from jiaodu.core.formula.printing import print_canonical, print_sentence
from jiaodu.core.framework import schema

IndicatorKind = Literal["table", "between", "across"]
YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Form:
    """A form, its table, and where it was declared."""

    id: str
    spec: schema.Form
    table: Table
    place: Place
    pack: str

    @property
    def name(self) -> Text:
        """The form's name."""
        return self.spec.name

    def reference_date(self, period: Period, name: str | None = None) -> dt.date:
        """The reference date inside a period; `name` None is the form's first."""
        name = name or next(iter(self.spec.reference_dates))
        given = self.spec.reference_dates[name]
        if isinstance(given, str):
            return ReferenceDate(given).on(period)
        fitting = [d for d in given if d.from_ <= period.ordinal] or list(given[:1])
        return ReferenceDate(fitting[-1].day).on(period)

    def date_of(self, ordinal: int, name: str | None = None) -> dt.date:
        """The reference date inside the period of an ordinal."""
        return self.reference_date(Period(self.spec.period, ordinal), name)

    def reference_dates(self, period: Period) -> dict[str, dt.date]:
        """All reference dates of the form inside a period, by name."""
        return {name: self.reference_date(period, name) for name in self.spec.reference_dates}

    def period(self, text: str) -> Period:
        """Read a period of the form's kind. Raises ValueError."""
        return parse_period(text, self.spec.period)

    def item(self, name: str) -> schema.Item:
        """An item or grain column by id. Raises KeyError."""
        return self.spec.items.get(name) or self.spec.grain[name]

    def sources_of(self, item: str) -> tuple[str, ...]:
        """The sources of an item in order: the first that has a row leads."""
        return self.spec.items[item].sources or self.spec.sources if item in self.spec.items else self.spec.sources


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator, its formula as a tree, and where it was declared."""

    id: str
    spec: schema.Indicator
    kind: IndicatorKind
    formula: Node
    unit: Unit
    place: Place
    pack: str
    period_kind: PeriodKind
    by: tuple[str, ...] = ()

    @property
    def name(self) -> Text:
        """The indicator's name."""
        return self.spec.name

    @property
    def canonical(self) -> str:
        """The formula with ids."""
        return print_canonical(self.formula)

    def references(self) -> tuple[str, ...]:
        """Ids of the indicators that are read directly, each once: those of the formula, then those of the conditions."""
        return tuple(dict.fromkeys([*self.operands(), *self.conditions()]))

    def operands(self) -> tuple[str, ...]:
        """Ids of the indicators that the formula reads, each once."""
        found = [self.spec.across.indicator] if self.spec.across else []
        found += [n.name for n in self.formula.walk() if isinstance(n, Reference) and n.name != "value"]
        return tuple(dict.fromkeys(found))

    def conditions(self) -> tuple[str, ...]:
        """Ids of the indicators that decide to which units this one applies."""
        return tuple(c.indicator for condition in self.spec.applies for c in condition.when)

    def items(self) -> tuple[str, ...]:
        """Ids of the items that the formula reads, filter and breakdown items included."""
        read = [n.name for n in self.formula.walk() if isinstance(n, ItemNode)]
        return tuple(dict.fromkeys([*read, *(self.by if self.kind == "table" else ())]))

    def reach(self) -> int:
        """How many periods back the formula reads."""
        return max((n.count for n in self.formula.walk() if isinstance(n, Previous)), default=0)


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with its id and place.

    `judged` is the indicator whose value is compared; for a growth standard that is the change on the period before,
    and `growth` the relative change.
    """

    id: str
    spec: schema.Standard
    place: Place
    pack: str
    judged: str = ""
    growth: str | None = None

    @property
    def name(self) -> Text:
        """The standard's name."""
        return self.spec.name

    def entry_on(self, day: dt.date) -> schema.Requirement | None:
        """The entry in force on a day, None before the first and after a repeal."""
        found = [e for e in self.spec.entries if e.from_ <= day and (e.to is None or day <= e.to)]
        return found[-1] if found and not found[-1].repealed else None


@dataclass(frozen=True, slots=True)
class Grading:
    """A grading scheme with its id and place."""

    id: str
    spec: schema.Grading
    place: Place
    pack: str

    @property
    def name(self) -> Text:
        """The scheme's name."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a row: its tree, the factor that turns it into base units, what it measures."""

    tree: Node
    factor: Fraction
    dimensions: Dimensions


@dataclass(frozen=True, slots=True)
class Rule:
    """A data rule, compiled. `form` is whose rows are looked at, `other` the form whose rows are added up.

    `amounts` and `conditions` hold the trees of the rule's formulas by their word in the pack (parts: part0, part1 …),
    `lists` its lists of items or codes by id, `choices` its mappings of codes (units, allowed, forbidden).
    """

    id: str
    spec: schema.DataRule
    place: Place
    pack: str
    form: Form
    other: Form | None
    amounts: Mapping[str, Amount]
    conditions: Mapping[str, Node]
    lists: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, tuple[Mapping[str, tuple[str, ...]], ...]]

    @property
    def name(self) -> Text:
        """The rule's name."""
        return self.spec.name

    @property
    def kind(self) -> str:
        """The word that names the rule's kind."""
        return str(getattr(self.spec, "kind"))  # noqa: B009  (each kind declares its own)

    def items(self) -> dict[str, tuple[str, ...]]:
        """Form -> the items and grain columns that the rule reads there."""
        found: dict[str, dict[str, None]] = {self.form.id: {}}
        if self.other is not None:
            found.setdefault(self.other.id, {})
        for name, tree in (*((n, a.tree) for n, a in self.amounts.items()), *self.conditions.items()):
            form = self.other if name in ("rows", "rows_where") and self.other is not None else self.form
            found[form.id] |= dict.fromkeys(n.name for n in tree.walk() if isinstance(n, ItemNode))
        unlisted = {"by", "by_rows"} | ({"grades"} if self.is_column else set())
        listed = [i for name, names in self.lists.items() for i in names if name not in unlisted]
        listed += [n for part in ("allowed", "forbidden") for given in self.choices.get(part, ()) for n in given]
        found[self.form.id] |= dict.fromkeys((*listed, *self.lists.get("by", ())))
        if self.other is not None:
            found[self.other.id] |= dict.fromkeys(self.lists.get("by_rows", ()))
        return {form: tuple(names) for form, names in found.items()}

    @property
    def is_column(self) -> bool:
        """Whether a cohort's grades are the codes of a grain column."""
        return isinstance(self.spec, schema.Cohort) and self.spec.column is not None


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack in one edition, with the hash of all its files."""

    id: str
    edition: str
    spec: schema.PackFile
    folder: str
    hash: str

    @property
    def ref(self) -> str:
        """ID@EDITION"""
        return f"{self.id}@{self.edition}"


@dataclass(frozen=True, slots=True)
class Template:
    """A report template: for which units, where each of its blocks stands, and what is wrong with it.

    A template with faults writes no report; all else of the framework works.
    """

    id: str
    spec: schema.ReportTemplate
    level: str | None
    pack: str
    places: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Framework:
    """Packs, read and checked. Immutable; mappings are read-only views. `hash` names exactly this content."""

    packs: tuple[Pack, ...]
    documents: Mapping[str, schema.Document]
    sources: Mapping[str, schema.Source]
    forms: Mapping[str, Form]
    indicators: Mapping[str, Indicator]
    standards: Mapping[str, Standard]
    checks: Mapping[str, schema.Check]
    examples: Mapping[str, schema.Example]
    frame: schema.DutyFrame | None
    report: schema.ReportTemplate | None
    hash: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    gradings: Mapping[str, Grading] = field(default_factory=dict)
    groupings: Mapping[str, schema.Grouping] = field(default_factory=dict)
    reports: Mapping[str, Template] = field(default_factory=dict)
    wording: Mapping[str, schema.Wording] = field(default_factory=dict)
    places: Mapping[str, schema.Places] = field(default_factory=dict)
    measures: Mapping[str, schema.MeasureKind] = field(default_factory=dict)

    @property
    def main(self) -> Pack:
        """The pack that was asked for (the last: what it builds on comes before it)."""
        return self.packs[-1]

    @property
    def edition(self) -> schema.Edition:
        """The edition of the main pack."""
        return self.main.spec.editions[self.main.edition]

    def indicator(self, name: str) -> Indicator:
        """An indicator by id, Chinese name or synonym. Raises JiaoduError (V12)."""
        if name in self.indicators:
            return self.indicators[name]
        for indicator in self.indicators.values():
            if name in (indicator.name.zh, indicator.name.en, *indicator.spec.synonyms):
                return indicator
        names = [*self.indicators, *(i.name.zh for i in self.indicators.values())]
        raise JiaoduError(problem("V12", name=name, near=difflib.get_close_matches(name, names, 3, 0.3)))

    def grading(self, name: str) -> Grading | None:
        """A grading scheme by id or name, None where there is none."""
        found = (g for g in self.gradings.values() if name in (g.id, g.name.zh, g.name.en))
        return next(found, None)

    def standard(self, name: str) -> Standard | None:
        """A standard by id or name, None where there is none."""
        found = (s for s in self.standards.values() if name in (s.id, s.name.zh, s.name.en))
        return next(found, None)

    def graded_by(self, grading: Grading) -> tuple[str, ...]:
        """The indicators that a scheme reads, those of its standards included."""
        read = [i for s in grading.spec.standards() if s in self.standards for i in self.judged_by(self.standards[s])]
        return tuple(dict.fromkeys([*read, *grading.spec.indicators()]))

    def form(self, name: str) -> Form:
        """A form by id or Chinese name. Raises JiaoduError (C03)."""
        for form in self.forms.values():
            if name in (form.id, form.name.zh, form.spec.layout.sheet):
                return form
        names = [*self.forms, *(f.name.zh for f in self.forms.values())]
        raise JiaoduError(problem("C03", name=name, near=difflib.get_close_matches(name, names, 3, 0.3)))

    def judged_by(self, standard: Standard) -> tuple[str, ...]:
        """The indicators that a standard reads: its own, those of the standard that it counts, of its members."""
        spec = standard.spec
        inner = [*spec.members, *([spec.count_of.standard] if spec.count_of else [])]
        own = [i for i in (standard.judged, standard.growth) if i]
        own += [asked.indicator for exemption in spec.exemptions for asked in exemption.when]
        below = [i for name in inner if name in self.standards for i in self.judged_by(self.standards[name])]
        return tuple(dict.fromkeys([*own, *below]))

    def level_name(self, level: str) -> Text:
        """The words of a level or of a kind of groups."""
        return LEVEL_NAMES.get(level) or (self.groupings[level].name if level in self.groupings else Text(level, level))

    def label_of(self, indicator: Indicator, value: Fraction | Decimal | None) -> Text | None:
        """What a value is called where it stands for words (2: 合格), None where it is a number."""
        if value is None or value != int(value):
            return None
        if indicator.spec.labels:
            return indicator.spec.labels.get(str(int(value)))
        return YES_NO[bool(value)] if value in (0, 1) and self._is_yes_no(indicator) else None

    def _is_yes_no(self, indicator: Indicator) -> bool:
        """Whether an indicator counts a unit's answer to one question, so that 1 is 是 and 0 is 否."""
        form = self.forms.get(indicator.spec.table or "")
        match indicator.formula:
            case Aggregate("count", None, Compare("=", ItemNode(name), Literal_(True))) if form and not form.spec.grain:
                return form.item(name).type is ItemType.YES_NO and indicator.spec.levels == (form.spec.level,)
        return False

    def name_of(self, id_: str, indicator: Indicator | None = None) -> Text:
        """The name of an item of an indicator's table, or of an indicator."""
        if indicator is not None and indicator.spec.table and id_ not in self.indicators:
            return self.forms[indicator.spec.table].item(id_).name
        if id_ in self.indicators:
            return self.indicators[id_].name
        return Text(id_, id_)

    def sentence(self, indicator: Indicator, language: Language = "zh") -> str:
        """The formula of an indicator in words."""

        def code(item: str, value: str) -> Text:
            codes = self.forms[indicator.spec.table].item(item).codes if indicator.spec.table else {}
            return codes[value].name if value in codes else Text(value, value)

        def naming(id_: str) -> Text:
            if indicator.kind == "table" and indicator.spec.table:
                return self.forms[indicator.spec.table].item(id_).name
            return self.name_of(id_)

        row = None
        if indicator.spec.table:
            counts = self.forms[indicator.spec.table].spec.counts
            row = Text(counts, parse_unit(counts).en)
        return print_sentence(indicator.formula, language, naming, code, row)

    def conditions_in_words(self, indicator: Indicator) -> Text | None:
        """To which units an indicator applies, None for all."""
        attributes = {
            name: item
            for form in self.forms.values()
            if form.spec.is_register
            for name, item in form.spec.items.items()
        }
        ways: list[tuple[str, str]] = []
        for condition in indicator.spec.applies:
            parts: list[tuple[str, str]] = []
            for name, wanted in condition.where.items():
                codes = [attributes[name].codes[v].name for v in wanted]
                title = attributes[name].name
                parts.append(
                    (
                        f"{title.zh}为{'、'.join(c.zh for c in codes)}",
                        f"{title.en} is {' or '.join(c.en for c in codes)}",
                    )
                )
            for asked in condition.when:
                other = self.indicators[asked.indicator]
                unit = other.spec.unit
                limit = f"{asked.op} {asked.value} "
                parts.append(
                    (
                        f"{other.name.zh} {limit}{printed_unit(unit)}",
                        f"{other.name.en} {limit}{printed_unit(unit, 'en')}",
                    )
                )
            if after := condition.expires_after:
                title = attributes[after.from_].name
                parts.append((f"自{title.zh}起{after.years}年内", f"within {after.years} years of {title.en}"))
            ways.append(("且".join(p[0] for p in parts), " and ".join(p[1] for p in parts)))
        return Text("；或".join(w[0] for w in ways), "; or ".join(w[1] for w in ways)) if ways else None

    def asked_by(self, indicator: Indicator) -> tuple[str, ...]:
        """Whatever the standard reads whose outcomes an across-indicator takes."""
        across = indicator.spec.across
        standard = self.standards.get(across.standard or "") if across else None
        return self.judged_by(standard) if standard else ()

    def closure(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The indicators and everything that they read, operands first."""
        done: dict[str, None] = {}
        seen: set[str] = set()

        def visit(id_: str) -> None:
            if id_ not in seen:
                seen.add(id_)
                for inner in (*self.indicators[id_].references(), *self.asked_by(self.indicators[id_])):
                    visit(inner)
                done[id_] = None

        for id_ in ids:
            visit(id_)
        return tuple(done)
