"""Check what forecasts of places name: indicators with their levels and breakdown, grades, forms, documents.

Floor: core.framework. In: a framework just built and its definitions. Out: problems with file:line:column.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.files import KIND_NAMES, Definition
from jiaodu.core.framework.model import Framework

# what the engine writes into the two forms of demand
WRITTEN = ("demand_low", "demand", "demand_high", "places", "forecast_from", "forecast_method")


def check_places(framework: Framework, merged: Mapping[str, Mapping[str, Definition]]) -> Iterator[Problem]:
    """P04 for names that are not there, P03 for indicators and forms that do not fit."""
    for definition in merged["places"].values():
        spec: schema.Places = definition.model
        wanted = [
            ("indicators", name, place)
            for place, name in (
                ("pupils", spec.pupils),
                ("classes", spec.classes),
                ("births", spec.births),
                ("migrants", spec.migrants),
            )
            if name
        ]
        wanted += [
            ("forms", spec.demand, "demand"),
            ("forms", spec.district_demand, "district_demand"),
            ("sources", spec.source, "source"),
        ]
        if spec.plan is not None:
            wanted += [
                ("forms", spec.plan.units, "plan.units"),
                ("forms", spec.plan.districts, "plan.districts"),
                ("sources", spec.plan.source, "plan.source"),
            ]
        faults = [p for kind, name, at in wanted for p in _known(kind, name, merged[kind], definition.place(at))]
        yield from faults
        yield from _documents(spec, framework, definition)
        if not faults:
            yield from _indicators(spec, framework, definition)
            yield from _forms(spec, framework, definition)


def check_measures(framework: Framework, merged: Mapping[str, Mapping[str, Definition]]) -> Iterator[Problem]:
    """P04 for documents that are not there, P03 for stages that no form of demand has."""
    forms = [framework.forms[spec.demand] for spec in framework.places.values() if spec.demand in framework.forms]
    stages = sorted(
        {
            code
            for form in forms
            if "stage" in {**form.spec.items, **form.spec.grain}
            for code in form.item("stage").codes
        }
    )
    for definition in merged["measures"].values():
        spec: schema.MeasureKind = definition.model
        if spec.document is not None:
            yield from _known("documents", spec.document, framework.documents, definition.place("document"))
        for stage in (*spec.seats, *(spec.classes or ())):
            if stage not in stages:
                detail = Text(f"places/ 中没有学段“{stage}”", f"places/ has no stage “{stage}”")
                yield _misfit(definition, "seats", detail, stages)


def _known(kind: str, name: str, names: Iterable[str], place: Place) -> Iterator[Problem]:
    if name not in names:
        near = difflib.get_close_matches(name, list(names), 3, 0.4)
        yield problem("P04", place, kind=KIND_NAMES[kind], name=name, near=near or "—")


def _documents(spec: schema.Places, framework: Framework, definition: Definition) -> Iterator[Problem]:
    rules: list[tuple[str, schema.Sourced | None]] = [("entry", spec.entry), ("buffer", spec.buffer)]
    for steps, named in (
        ("stages", spec.stages),
        ("scenarios", spec.scenarios),
        ("shocks", spec.shocks),
        ("housing", spec.housing),
    ):
        rules += [(steps, rule) for rule in named.values()]
    rules += [("large_classes", rule) for rule in spec.large_classes]
    for steps, rule in rules:
        if rule is not None and rule.document is not None:
            yield from _known("documents", rule.document, framework.documents, definition.place(steps))


def _misfit(definition: Definition, path: str, detail: Text, known: Iterable[str]) -> Problem:
    return problem("P03", definition.place(path), path=f"{definition.id}.{path}", detail=detail, known=list(known))


def _indicators(spec: schema.Places, framework: Framework, definition: Definition) -> Iterator[Problem]:
    for path, name in (("pupils", spec.pupils), ("classes", spec.classes), ("migrants", spec.migrants)):
        if name is None:
            continue
        indicator = framework.indicators[name]
        if len(indicator.by) != 1 or not indicator.spec.table or indicator.period_kind is not PeriodKind.SCHOOL_YEAR:
            detail = Text(
                "要按年级一项分组、按学年、由表直接算出", "must be by the grade alone, by school year, over a table"
            )
            yield _misfit(definition, path, detail, indicator.by)
            continue
        codes = framework.forms[indicator.spec.table].item(indicator.by[0]).codes
        for grade in spec.grades:
            if grade not in codes:
                yield _misfit(definition, "stages", Text(f"没有年级“{grade}”", f"there is no grade “{grade}”"), codes)
        for level in (spec.unit, spec.district):
            if level not in indicator.spec.levels:
                yield _misfit(
                    definition, path, Text(f"它没有层级 {level}", f"it has no level {level}"), indicator.spec.levels
                )
    births = framework.indicators[spec.births] if spec.births else None
    if births and (
        births.by or births.period_kind is not PeriodKind.CALENDAR_YEAR or spec.district not in births.spec.levels
    ):
        detail = Text(
            f"出生数要按日历年、不分组、有层级 {spec.district}",
            f"births are by calendar year, not broken down, at level {spec.district}",
        )
        yield _misfit(definition, "births", detail, births.spec.levels)


def _forms(spec: schema.Places, framework: Framework, definition: Definition) -> Iterator[Problem]:
    for path, name, level in (
        ("demand", spec.demand, spec.unit),
        ("district_demand", spec.district_demand, spec.district),
    ):
        form = framework.forms[name].spec
        missing = [item for item in WRITTEN if item not in form.items]
        if missing or [*form.grain] != ["stage"] or form.level != level or form.period is not PeriodKind.SCHOOL_YEAR:
            detail = Text(
                f"表要按学年、由{level}填、一个分组项 stage，并有 {'、'.join(WRITTEN)}",
                f"the form is by school year, of level {level}, with the one grain column stage and {', '.join(WRITTEN)}",
            )  # fmt: skip
            yield _misfit(definition, path, detail, form.items)
        elif spec.source not in form.sources:
            yield _misfit(definition, path, Text("表没有这个来源", "the form has no such source"), form.sources)
        for stage in spec.stages:
            if "stage" in form.grain and stage not in form.grain["stage"].codes:
                yield _misfit(
                    definition,
                    path,
                    Text(f"没有学段“{stage}”", f"there is no stage “{stage}”"),
                    form.grain["stage"].codes,
                )
