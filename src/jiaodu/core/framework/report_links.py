"""Check report templates, and the texts of the frame: every number that they ask for is there, in that part and year.

Floor: core.framework. In: a framework just built, its templates and frame. Out: `Template`s, problems with
file:line:column, and the indicators that comparisons with the period before need.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.files import KIND_NAMES, Definition
from jiaodu.core.framework.model import Framework, Indicator, Template
from jiaodu.core.framework.references import (
    ABOVE_PARTS,
    CHANGE_PARTS,
    OWN_PARTS,
    PARTS,
    PLACEHOLDERS,
    FigureReference,
    read_reference,
    references_in,
    unknown_placeholders,
)

Steps = tuple[str | int, ...]
ALL_GRADES = "all"


def blocks(template: schema.ReportTemplate) -> Iterator[tuple[Steps, schema.ReportBlock]]:
    """Every block of a report template with its steps."""
    for part in ("opening", "closing"):
        for i, block in enumerate(getattr(template, part)):
            yield (part, i), block

    def below(sections: tuple[schema.ReportSection, ...], steps: Steps) -> Iterator[tuple[Steps, schema.ReportBlock]]:
        for i, section in enumerate(sections):
            for j, block in enumerate(section.blocks):
                yield (*steps, i, "blocks", j), block
            yield from below(section.sections, (*steps, i, "sections"))

    yield from below(template.sections, ("sections",))


def sections_of(sections: Iterable[schema.ReportSection], steps: Steps = ("sections",)) -> Iterator[Any]:
    """Every section with its steps, outer ones first."""
    for i, section in enumerate(sections):
        yield (*steps, i), section
        yield from sections_of(section.sections, (*steps, i, "sections"))


def asked_in(block: schema.ReportBlock) -> Iterator[FigureReference]:
    """The numbers that a block asks for."""
    for text in (block.text.zh, block.text.en) if block.text else ():
        yield from references_in(text)
    for name in block.table:
        yield read_reference(name)
    for statistic in block.statistics:
        own = read_reference(statistic.indicator)
        yield own
        for part in statistic.compare:
            yield FigureReference(f"{own.text}|{part}", own.indicator, own.cell, part, own.year, own.shift)


def compared_indicators(definitions: Iterable[Definition], frame: Definition | None) -> dict[str, None]:
    """Indicators that a template or the frame compares with the period before, each once."""
    asked = [r for d in definitions for _, block in blocks(d.model) for r in asked_in(block)]
    for named in frame.model.problems.values() if frame else ():
        asked += [r for t in ((named.text.zh, named.text.en) if named.text else ()) for r in references_in(t)]
    return dict.fromkeys(r.indicator for r in asked if r.part in CHANGE_PARTS)


def check_templates(
    framework: Framework, definitions: Mapping[str, Definition], frame: Definition | None
) -> dict[str, Template]:
    """Check each template of the main pack; the faults of one leave the others as they are."""
    default = framework.frame.level if framework.frame else None
    named: dict[Steps, Place] = {}
    if frame:
        named = {("problems", id_): frame.place("problems", id_) for id_ in frame.model.problems}
    return {id_: _template(framework, id_, definition, default, named) for id_, definition in definitions.items()}


def _template(
    framework: Framework, id_: str, definition: Definition, default: str | None, named: Mapping[Steps, Place]
) -> Template:
    spec: schema.ReportTemplate = definition.model
    faults: list[Problem] = []
    places = {steps: definition.place(*steps) for steps, _ in blocks(spec)}
    for steps, block in blocks(spec):
        for asked in dict.fromkeys(asked_in(block)):
            faults += check_reference(framework, asked, places[steps], spec.level or default)
        if block.chart:
            asked = FigureReference(block.chart.indicator, block.chart.indicator)
            level = block.chart.level or spec.level or default  # the units that it shows
            faults += check_reference(framework, asked, definition.place(*steps, "chart"), level)
            faults += _chart(framework, block.chart, definition.place(*steps, "chart"))
        for name in block.units.standards if block.units else ():
            faults += _known("standards", name, framework.standards, places[steps])
        for name in (g for g in block.grades if g != ALL_GRADES):
            faults += _known("grading", name, framework.gradings, places[steps])
        for text in (block.text.zh, block.text.en) if block.text else ():
            faults += _placeholders(text, places[steps])
    for steps, section in sections_of(spec.sections):
        faults += _section(framework, section, definition.place(*steps))
    for name in ("title", "signature", "contact"):
        said = getattr(spec, name)
        for text in (said.zh, said.en) if said else ():
            faults += _placeholders(text, definition.place(name))
    attributes = {
        name: item for f in framework.forms.values() if f.spec.is_register for name, item in f.spec.items.items()
    }
    for name, wanted in spec.where.items():
        faults += _known("attributes", name, attributes, definition.place("where", name))
        for code in wanted if name in attributes and attributes[name].codes else ():
            faults += _known("attributes", code, attributes[name].codes, definition.place("where", name))
    return Template(id_, spec, spec.level or default, definition.pack, {**named, **places}, tuple(_once(faults)))


def _once(faults: Iterable[Problem]) -> Iterator[Problem]:
    """Each fault once, though both languages of a text have it."""
    seen = set()
    for fault in faults:
        if (said := fault.line("en")) not in seen:
            seen.add(said)
            yield fault


def _chart(framework: Framework, chart: schema.ReportChart, place: Place) -> Iterator[Problem]:
    """P04 for a standard that is not there, R24 for one on something else."""
    if chart.standard is not None:
        yield from _known("standards", chart.standard, framework.standards, place)
        found = framework.standards.get(chart.standard)
        if found is not None and (found.spec.kind != "threshold" or found.spec.indicator != chart.indicator):
            yield problem("R24", place, name=chart.standard, indicator=chart.indicator)


def _section(framework: Framework, section: schema.ReportSection, place: Place) -> Iterator[Problem]:
    frame = framework.frame
    for name in section.focuses:
        yield from _known("focuses", name, frame.focuses if frame else {}, place)
    if section.section is not None:
        yield from _known("sections", section.section, frame.sections if frame else {}, place)
    for text in (section.title.zh, section.title.en):
        yield from _placeholders(text, place)


def check_frame_texts(framework: Framework, definition: Definition) -> Iterator[Problem]:
    """The numbers that the named problems of a frame ask for."""
    for id_, named in definition.model.problems.items():
        place = definition.place("problems", id_)
        for text in (named.text.zh, named.text.en) if named.text else ():
            for asked in dict.fromkeys(references_in(text)):
                yield from check_reference(framework, asked, place)
            yield from _placeholders(text, place)


def check_reference(
    framework: Framework, asked: FigureReference, place: Place, level: str | None = None
) -> Iterator[Problem]:
    """P14: no such indicator, part or breakdown; R14: a part that the indicator cannot have."""
    indicator = framework.indicators.get(asked.indicator)
    if indicator is None:
        near = difflib.get_close_matches(asked.indicator, framework.indicators, 3, 0.4)
        yield problem("P14", place, name=asked.text, near=near or "—")
    elif asked.part not in PARTS:
        near = difflib.get_close_matches(asked.part, PARTS, 3, 0.4)
        yield problem("P14", place, name=asked.text, near=near or list(PARTS))
    else:
        if level is not None and level not in indicator.spec.levels and asked.part not in ABOVE_PARTS:
            why = Text(f"它在层级 {level} 没有值", f"it has no value at the level {level}")
            yield problem("R14", place, name=asked.text, detail=why)
        yield from (problem("R14", place, name=asked.text, detail=why) for why in _cannot(framework, asked, indicator))


def _cannot(framework: Framework, asked: FigureReference, indicator: Indicator) -> Iterator[Text]:
    if len(asked.cell) > len(indicator.by):
        by = "、".join(indicator.by)
        yield Text(f"它的分组是“{by}”", f"its breakdown is “{by}”") if by else Text("它没有分组", "it has no breakdown")
    for code, by in zip(asked.cell, indicator.by, strict=False):
        known = codes_of(framework, indicator, by)
        if known and code not in known:
            yield Text(f"“{by}”只有{'、'.join(known)}", f"“{by}” has {', '.join(known)}")
    if (asked.year or asked.shift) and asked.part not in OWN_PARTS:
        yield Text(f"别的年度只能写{'、'.join(OWN_PARTS)}", f"of another year only {', '.join(OWN_PARTS)} can be had")
    if asked.level is not None and asked.level not in indicator.spec.levels:
        yield Text(f"它在层级 {asked.level} 没有值", f"it has no value at the level {asked.level}")


def codes_of(framework: Framework, indicator: Indicator, by: str) -> tuple[str, ...]:
    """The codes of a breakdown column, from every form that an indicator reads."""
    tables = dict.fromkeys(framework.indicators[i].spec.table for i in framework.closure([indicator.id]))
    found: dict[str, None] = {}
    for table in tables:
        spec = framework.forms[table].spec if table else None
        item = spec and (spec.grain.get(by) or spec.items.get(by))
        found |= dict.fromkeys(item.codes if item else ())
    return tuple(found)


def _known(kind: str, name: str, among: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    if name not in among:
        near = difflib.get_close_matches(name, among, 3, 0.4) or "—"
        yield problem("P04", place, kind=KIND_NAMES[kind], name=name, near=near)


def _placeholders(text: str, place: Place) -> Iterator[Problem]:
    """R13: braces that nothing is put in for."""
    for name in unknown_placeholders(text):
        yield problem("R13", place, name=name, known=[f"{{{p}}}" for p in PLACEHOLDERS])
