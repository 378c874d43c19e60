"""Mix what two editions were made by: the rows of one snapshot with the register of another, the formulas of one
framework with the standards and the wording of others.

Floor: reports. In: frameworks and snapshots. Out: a framework or facts that were never loaded as such, to see what one
change does alone. A definition that only one side has stands in the mixture too, unless standards are what is mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

import duckdb

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.facts.loads import LoadRecord
from jiaodu.core.facts.manifest import TableVersion
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.framework import Framework
from jiaodu.core.framework.compile import growth_indicators, previous_indicator
from jiaodu.core.framework.model import Form, Indicator, Standard
from jiaodu.core.framework.references import COMPARED_TREE

V = TypeVar("V")
# how a value is called and rounded; everything else in an indicator decides what it is
WORDS = frozenset({"name", "synonyms", "round", "scope", "labels", "note", "unverified", "direction", "plausible"})
# what of a framework belongs to the text of its reports
_TEXT_PARTS = ("report", "reports", "frame")


@dataclass(frozen=True)
class MixedFacts:
    """The rows of one snapshot under the register of another."""

    rows: Snapshot
    register: Snapshot

    @property
    def name(self) -> str:
        """The snapshot of the rows, and that of the register where it is another."""
        same = self.rows.name == self.register.name
        return self.rows.name if same else f"{self.rows.name}/{self.register.name}"

    def tree(self) -> OrganisationTree:
        """The organisations of the register."""
        return self.register.tree()

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection of the rows."""
        return self.rows.connection()

    def table(self, form: str) -> TableVersion | None:
        """What is known of a form's table."""
        return self.rows.table(form)

    def source(self, form: str) -> str:
        """SQL to read a form's rows from."""
        return self.rows.source(form)

    def load(self, number: int) -> LoadRecord | None:
        """The record of a load."""
        return self.rows.load(number)


def mix_frameworks(formulas: Framework, standards: Framework, wording: Framework) -> Framework:
    """The formulas, forms and groupings of one framework, the standards of another, the report template, problems, names
    and rounding of a third."""
    if formulas is standards is wording:
        return formulas
    indicators = _indicators(formulas, (wording, standards))
    indicators = {id_: _named_as(i, wording.indicators.get(id_)) for id_, i in indicators.items()}
    chosen = _standards(standards, formulas, indicators)
    indicators |= _derived((formulas, wording, standards), indicators)
    for id_, standard in chosen.items():
        if standard.spec.kind == "growth" and standard.spec.indicator in indicators:
            made = growth_indicators(indicators[standard.spec.indicator], standard.spec.tree or COMPARED_TREE)
            chosen[id_] = replace(standard, judged=made[0].id, growth=made[1].id)
    there = {field.name for field in fields(Framework)}
    text: dict[str, Any] = {name: getattr(wording, name) for name in _TEXT_PARTS if name in there}
    return replace(
        formulas,
        documents=_joined(standards.documents, formulas.documents, wording.documents),
        sources=_joined(formulas.sources, standards.sources, wording.sources),
        forms=MappingProxyType(_forms(formulas, (wording, standards), indicators)),
        indicators=MappingProxyType(indicators),
        standards=MappingProxyType(chosen),
        gradings=_joined(standards.gradings, formulas.gradings, wording.gradings),
        groupings=_joined(formulas.groupings, standards.groupings, wording.groupings),
        hash="+".join(f.hash[:12] for f in (formulas, standards, wording)),
        **text,
    )  # fmt: skip


def written(framework: Framework) -> dict[str, Indicator]:
    """The indicators that the packs write; not those that standards on growth bring with them."""
    return {id_: i for id_, i in framework.indicators.items() if "__" not in id_}


def same_formulas(one: Framework, other: Framework) -> bool:
    """Whether all indicators that both know are computed alike: formula, form, groupings, how school years are placed."""
    mine, theirs = written(one), written(other)
    return (
        all(same_formula(mine[id_], theirs[id_]) for id_ in mine.keys() & theirs.keys())
        and all(one.forms[id_].spec == other.forms[id_].spec for id_ in one.forms.keys() & other.forms.keys())
        and all(one.groupings[i] == other.groupings[i] for i in one.groupings.keys() & other.groupings.keys())
        and one.edition.align == other.edition.align
    )


def same_formula(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators are computed alike, whatever they are called and however they are rounded."""
    return one.canonical == other.canonical and _named_as(one, other).spec.model_copy(
        update={"formula": ""}
    ) == other.spec.model_copy(update={"formula": ""})


def same_standards(one: Framework, other: Framework) -> bool:
    """Whether the standards and grading schemes are the same."""
    return {i: s.spec for i, s in one.standards.items()} == {i: s.spec for i, s in other.standards.items()} and {
        i: g.spec for i, g in one.gradings.items()
    } == {i: g.spec for i, g in other.gradings.items()}


def mixed_words(framework: Framework) -> dict[str, Any]:
    """The text of a framework's reports: templates, problems and measures, what indicators are called and how rounded."""
    there = {field.name for field in fields(Framework)}
    words = {id_: tuple(getattr(i.spec, w) for w in sorted(WORDS)) for id_, i in written(framework).items()}
    return {"words": words} | {name: _plain(getattr(framework, name)) for name in _TEXT_PARTS if name in there}


def _plain(part: Any) -> Any:
    """A template without the places in which it was read."""
    return {name: getattr(t, "spec", t) for name, t in part.items()} if isinstance(part, Mapping) else part


def _joined(*sides: Mapping[str, V]) -> Mapping[str, V]:
    """All of several mappings; the first that has a name counts."""
    found: dict[str, V] = {}
    for side in reversed(sides):
        found |= side
    return MappingProxyType(found)


def _indicators(own: Framework, others: Iterable[Framework]) -> dict[str, Indicator]:
    return dict(_joined(written(own), *(written(other) for other in others)))


def _named_as(indicator: Indicator, other: Indicator | None) -> Indicator:
    """An indicator with the words and the rounding of another."""
    if other is None or other is indicator:
        return indicator
    spec = indicator.spec.model_copy(update={name: getattr(other.spec, name) for name in WORDS})
    return replace(indicator, spec=spec)


def _derived(sides: Iterable[Framework], indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """What standards on growth and comparisons in the text read: made anew from the indicators of the mixture."""
    found: dict[str, Indicator] = {}
    for id_ in dict.fromkeys(i for side in sides for i in side.indicators if "__" in i):
        base, _, tree = id_.split("__")
        made = (*growth_indicators(indicators[base], tree), previous_indicator(indicators[base], tree))
        found |= {i.id: i for i in made if i.id == id_}
    return found


def _standards(own: Framework, formulas: Framework, indicators: Mapping[str, Indicator]) -> dict[str, Standard]:
    """The standards, and those of the formulas' framework that its indicators ask for their outcomes."""
    found = dict(own.standards)
    asked = [i.spec.across.standard for i in indicators.values() if i.spec.across and i.spec.across.standard]
    while asked:
        name = asked.pop()
        standard = found.get(name) or formulas.standards.get(name)
        if standard is None or name in found:
            continue
        found[name] = standard
        asked += [*standard.spec.members, *([standard.spec.count_of.standard] if standard.spec.count_of else [])]
    return found


def _forms(own: Framework, others: Iterable[Framework], indicators: Mapping[str, Indicator]) -> dict[str, Form]:
    """The forms; one that lacks an item that an indicator of another side reads gives way to that side's."""
    others = tuple(others)
    found = dict(_joined(own.forms, *(other.forms for other in others)))
    for indicator in indicators.values():
        if indicator.spec.table in found and not _has(found[indicator.spec.table], indicator):
            table = indicator.spec.table
            fitting = (o.forms[table] for o in others if table in o.forms and _has(o.forms[table], indicator))
            found[table] = next(fitting, found[table])
    return found


def _has(form: Form, indicator: Indicator) -> bool:
    return set(indicator.items()) <= {*form.spec.items, *form.spec.grain}
