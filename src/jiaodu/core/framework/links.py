"""Check what packs say of each other: names, articles, levels, dated entries. Reports: `report_links`.

Floor: core.framework. In: a framework just built and its definitions. Out: problems with file:line:column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.computed import parse_computed
from jiaodu.core.framework.files import KIND_NAMES, Definition, PackFiles
from jiaodu.core.framework.grading_links import check_gradings, items_graded
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.framework.places_links import check_measures, check_places
from jiaodu.core.framework.report_links import check_frame_texts

_LEVELS_LACKING = Text("它不在这些层级判定", "it is not judged at these levels")
_MONTHLY = Text("它按月判定", "it is judged by the month")
_OTHER_UNITS = Text("它只针对别的单位", "it is for other units")
# a code of the register, not a name; six digits are those of GB/T 2260, a province's end in 0000
_CODE, _ADMINISTRATIVE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*"), re.compile("[0-9]{6}")
_OTHER_BREAKDOWN = Text("各成员的分组口径不同", "the members are broken down differently")


def check_links(
    framework: Framework,
    merged: Mapping[str, Mapping[str, Definition]],
    packs: list[PackFiles],
    problems: list[Problem],
) -> None:
    """Run every check; problems are appended."""
    links = _Links(framework, merged, problems)
    for definition in merged["forms"].values():
        links.form(definition)
    for definition in merged["indicators"].values():
        links.source(definition.model.source, definition.place("source"))
        links.applies(definition)
        if definition.model.across:
            links.known("standards", definition.model.across.standard, definition.place("across", "standard"))
    for definition in merged["standards"].values():
        links.standard(definition)
    for definition in merged["checks"].values():
        links.check(definition)
    problems += check_gradings(framework, merged["grading"])
    for definition in merged["tests"].values():
        links.example(definition)
    for definition in merged["wording"].values():
        links.wording(definition)
    problems += check_places(framework, merged)
    problems += check_measures(framework, merged)
    for pack in packs:
        if pack.frame:
            links.frame(pack.frame)
    links.unused_items({pack.spec.id for pack in packs if pack.spec.shared})


class _Links:
    def __init__(
        self, framework: Framework, merged: Mapping[str, Mapping[str, Definition]], problems: list[Problem]
    ) -> None:
        self.framework, self.merged, self.problems = framework, merged, problems
        self.codes: dict[str, set[str]] = {}
        for form in framework.forms.values():
            for name, item in form.spec.items.items() if form.spec.is_register else ():
                if item.type is ItemType.CODE:
                    self.codes.setdefault(name, set()).update(item.codes)
        self.attributes = set(self.codes)

    def known(self, kind: str, name: str | None, place: Place, also: Iterable[str] = ()) -> None:
        """P04 when a name is not defined."""
        names = [*self.merged.get(kind, {}), *also]
        if name is not None and name not in names:
            near = difflib.get_close_matches(name, names, 3, 0.4)
            self.problems.append(problem("P04", place, kind=KIND_NAMES[kind], name=name, near=near or "—"))

    def source(self, name: str | None, place: Place) -> None:
        self.known("sources", name, place)

    def applies(self, definition: Definition) -> None:
        """P04 when a condition asks for an attribute, a value of one, or a date that no register has."""
        for i, condition in enumerate(definition.model.applies):
            self.condition(condition.where, definition.place("applies", i))
            self.expiry(condition.expires_after, definition.place("applies", i))

    def condition(self, where: Mapping[str, tuple[str, ...]], place: Place) -> None:
        """P04 when an attribute, or a value of one, is in no register."""
        for name, values in where.items():
            for wanted, known in [(name, self.attributes), *((v, self.codes.get(name, {v})) for v in values)]:
                if wanted not in known:
                    near = difflib.get_close_matches(wanted, list(known), 3, 0.4) or sorted(known)
                    kind = KIND_NAMES["attributes"]
                    self.problems.append(problem("P04", place, kind=kind, name=wanted, near=near or "—"))

    def expiry(self, after: schema.ExpiresAfter | None, place: Place) -> None:
        """P04 when a date from which years are counted is in no register."""
        registers = [form.spec for form in self.framework.forms.values() if form.spec.is_register]
        dates = {name for spec in registers for name, item in spec.items.items() if item.type is ItemType.DATE}
        if after and after.from_ not in dates:
            kind = KIND_NAMES["attributes"]
            self.problems.append(problem("P04", place, kind=kind, name=after.from_, near=sorted(dates) or "—"))

    def form(self, definition: Definition) -> None:
        spec: schema.Form = definition.model
        for name in spec.sources:
            self.source(name, definition.place("sources"))
        for id_, item in spec.items.items():
            for name in (*item.sources, *item.scopes):
                self.source(name, definition.place("items", id_))
            if item.computed:
                self.computed(item.computed, definition.place("items", id_, "computed"))
        if spec.memberships and not self.framework.groupings:
            self.problems.append(
                problem("P30", definition.place("memberships"), name=definition.id, level="groupings/", known=[*LEVELS])
            )
        for name in (*spec.due.where, *spec.due.each):
            if name not in self.attributes and not spec.is_register:
                near = difflib.get_close_matches(name, self.attributes, 3, 0.4)
                place = definition.place("due")
                self.problems.append(problem("P04", place, kind=KIND_NAMES["attributes"], name=name, near=near or "—"))

    def computed(self, text: str, place: Place) -> None:
        """T07 for a text that cannot be read; P04 for names that are not there."""
        try:
            terms = parse_computed(text).terms()
        except ValueError as error:
            self.problems.append(problem("T07", place, text=text, detail=str(error)))
            return
        for term in terms:
            if term.kind != "item":
                self.known("indicators" if term.kind == "indicator" else "standards", term.id, place)  # met, judged too
                continue
            self.known("forms", term.id, place)
            form = self.framework.forms.get(term.id)
            if form is not None and term.part not in form.spec.items:
                near = difflib.get_close_matches(term.part, form.spec.items, 3, 0.4) or "—"
                self.problems.append(problem("P04", place, kind=KIND_NAMES["items"], name=term.part, near=near))

    def article(self, document: str, article: str, place: Place) -> None:
        self.known("documents", document, place)
        found = self.framework.documents.get(document)
        if found is not None and article and article not in found.articles:
            self.problems.append(
                problem("P08", place, document=document, article=article, known=list(found.articles) or "—")
            )

    def standard(self, definition: Definition) -> None:
        spec: schema.Standard = definition.model
        self.known("indicators", spec.indicator, definition.place("indicator"))
        if spec.count_of:
            self.known("standards", spec.count_of.standard, definition.place("count_of"))
        self._levels(definition, [*spec.levels, *([spec.count_of.level] if spec.count_of else [])])
        self._units(definition, spec)
        for i, name in enumerate(spec.members):
            self.known("standards", name, definition.place("members", i))
        if self._circle(definition):
            return
        for i, entry in enumerate(spec.entries):
            self.article(entry.document, entry.article, definition.place("entries", i))
        for i, exemption in enumerate(spec.exemptions):
            self.article(exemption.document, exemption.article, definition.place("exemptions", i))
            self._exemption(definition, spec, exemption, definition.place("exemptions", i))
        self._entries(definition, spec)
        read = (
            [i for i in self.framework.judged_by(self.framework.standards[definition.id]) if i] if spec.members else []
        )
        indicator = self.framework.indicators.get(read[0] if read else spec.indicator or "")
        if indicator is None:
            return
        if spec.members:
            self._where(definition, spec, indicator)
            return
        lacking = [level for level in spec.levels if level not in indicator.spec.levels]
        if lacking:
            self.problems.append(
                problem("P10", definition.place("levels"), name=definition.id, levels=lacking, detail=indicator.id)
            )
        self._where(definition, spec, indicator)

    def _units(self, definition: Definition, spec: schema.Standard) -> None:
        """P19: what cannot be the code of a unit of the standard's levels: a name, or a county's code for a province."""
        for i, code in enumerate(spec.units):
            other_level = spec.levels == ("province",) and _ADMINISTRATIVE.fullmatch(code) and code[2:] != "0000"
            if not _CODE.fullmatch(code) or other_level:
                place = definition.place("units", i)
                self.problems.append(problem("P19", place, standard=definition.id, code=code, levels=list(spec.levels)))

    def _where(self, definition: Definition, spec: schema.Standard, indicator: Indicator) -> None:
        for name in spec.where:
            if name not in indicator.by and name not in self.attributes:
                names = [*indicator.by, *self.attributes]
                near = difflib.get_close_matches(name, names, 3, 0.4)
                place = definition.place("where")
                self.problems.append(problem("P04", place, kind=KIND_NAMES["attributes"], name=name, near=near or "—"))

    def _exemption(
        self, definition: Definition, spec: schema.Standard, exemption: schema.Exemption, place: Place
    ) -> None:
        """P04: an attribute, indicator or date that is not there; G04: an indicator at other levels or broken down."""
        self.condition(exemption.where, place)
        self.expiry(exemption.expires_after, place)
        judged = self.framework.indicators.get(spec.indicator or "")
        for asked in exemption.when:
            self.known("indicators", asked.indicator, place)
            indicator = self.framework.indicators.get(asked.indicator)
            if indicator is None:
                continue
            lacking = [level for level in spec.levels if level not in indicator.spec.levels]
            if lacking:
                self.problems.append(problem("G04", place, name=indicator.id, detail=_LEVELS_LACKING, found=lacking))
            elif indicator.by and (judged is None or judged.by != indicator.by):
                found = ", ".join(indicator.by)
                self.problems.append(problem("G04", place, name=indicator.id, detail=_OTHER_BREAKDOWN, found=found))

    def _circle(self, definition: Definition) -> bool:
        """G01: standards that are made of each other; else, for a combined one, whether its members fit together."""
        standards = self.framework.standards

        def circle(name: str, chain: tuple[str, ...]) -> tuple[str, ...]:
            if name in chain:
                return (*chain[chain.index(name) :], name)
            spec = standards[name].spec if name in standards else None
            inner = [*spec.members, *([spec.count_of.standard] if spec.count_of else [])] if spec else []
            return next((found for n in inner if (found := circle(n, (*chain, name)))), ())

        found = circle(definition.id, ())
        if found:
            self.problems.append(problem("G01", definition.place(), cycle=" → ".join(found)))
        elif definition.model.members:
            self._members(definition, definition.model)
        return bool(found)

    def _members(self, definition: Definition, spec: schema.Standard) -> None:
        """G02: members at other levels, of other breakdowns, by the month; G03: of whose limit no share can be taken."""
        bys: set[tuple[str, ...]] = set()
        for i, name in enumerate(spec.members):
            standard = self.framework.standards.get(name)
            if standard is None:
                continue
            place = definition.place("members", i)
            lacking = [level for level in spec.levels if level not in standard.spec.levels]
            if lacking:
                self.problems.append(problem("G02", place, name=name, detail=_LEVELS_LACKING, found=lacking))
            others = standard.spec.units
            if spec.units and others and not set(spec.units) & set(others):
                self.problems.append(problem("G02", place, name=name, detail=_OTHER_UNITS, found=list(others)))
            read = [
                self.framework.indicators[j]
                for j in self.framework.judged_by(standard)
                if j in self.framework.indicators
            ]
            if standard.spec.kind != "count":
                bys |= {j.by for j in read if j.by}
            if any(j.period_kind is PeriodKind.MONTH for j in read):
                self.problems.append(problem("G02", place, name=name, detail=_MONTHLY, found=name))
            if len(bys) > 1:
                self.problems.append(
                    problem("G02", place, name=name, detail=_OTHER_BREAKDOWN, found=[", ".join(b) for b in bys])
                )
                return
            limits = [e for e in standard.spec.entries if e.value is not None and (e.value <= 0 or e.op == "=")]
            if spec.rest and limits:
                self.problems.append(problem("G03", place, name=name, limit=f"{limits[0].op} {limits[0].value}"))

    def _levels(self, definition: Definition, levels: Iterable[str]) -> None:
        """P30: neither a level of the tree nor a kind of groups."""
        known = [*LEVELS, *self.framework.groupings]
        for level in dict.fromkeys(levels):
            if level not in known:
                place = definition.place("levels")
                self.problems.append(problem("P30", place, name=definition.id, level=level, known=known))

    def _entries(self, definition: Definition, spec: schema.Standard) -> None:
        for first, second in zip(spec.entries, spec.entries[1:], strict=False):
            if second.from_ <= first.from_ or (first.to and first.to >= second.from_):
                detail = f"{first.from_} / {second.from_}"
                place = definition.place("entries")
                self.problems.append(problem("P16", place, standard=definition.id, detail=detail))

    def check(self, definition: Definition) -> None:
        spec = definition.model
        if isinstance(spec, schema.DataRule):
            if spec.document is not None:
                self.article(spec.document, spec.article, definition.place("document"))
            return
        for side in ("left", "right"):
            self.known("indicators", getattr(spec, side), definition.place(side))

    def example(self, definition: Definition) -> None:
        spec: schema.Example = definition.model
        self.known("indicators", spec.indicator, definition.place("indicator"))
        self.known("standards", spec.standard, definition.place("standard"))
        self.known("grading", spec.grading, definition.place("grading"))
        judged = self.framework.standards.get(spec.standard or "")
        if judged is not None and judged.spec.units and spec.org not in judged.spec.units:
            self.problems.append(
                problem(
                    "P20", definition.place("standard"), name=definition.id, standard=judged.id, org=spec.org,
                    units=list(judged.spec.units),
                )
            )  # fmt: skip
        for form in spec.facts:
            self.known("forms", form, definition.place("facts", form))
        for rule in spec.finds:
            if rule not in self.framework.rules:
                self.known("checks", rule, definition.place("finds"))

    def wording(self, definition: Definition) -> None:
        """P04 when words are said to stand for a focus that the frame does not have."""
        frame = self.framework.frame
        for name in definition.model.focuses if frame else ():
            self.known("focuses", name, definition.place("focuses"), frame.focuses if frame else ())

    def frame(self, definition: Definition) -> None:
        spec: schema.DutyFrame = definition.model
        for id_, focus in spec.focuses.items():
            for section in focus.sections:
                self.known("sections", section, definition.place("focuses", id_, "sections"), spec.sections)
            for i, task in enumerate(focus.tasks):
                self._task(task, definition, ("focuses", id_, "tasks", i), spec)
        for id_, named in spec.problems.items():
            for name in named.indicators:
                self.known("indicators", name, definition.place("problems", id_))
            for name in named.focuses:
                self.known("focuses", name, definition.place("problems", id_), spec.focuses)
            self._answering(named, definition, ("problems", id_), spec)
            for i, item in enumerate(named.measure_items):
                self._answering(item, definition, ("problems", id_, "measure_items", i), spec)
        self.problems += check_frame_texts(self.framework, definition)

    def _answering(
        self,
        stated: schema.NamedProblem | schema.MeasureItem,
        definition: Definition,
        steps: tuple[Any, ...],
        spec: schema.DutyFrame,
    ) -> None:
        """P04: a department that the frame does not know."""
        for name in (stated.department, *stated.supports):
            self.known("departments", name, definition.place(*steps), spec.departments)

    def _task(self, task: schema.Task, definition: Definition, steps: tuple[Any, ...], spec: schema.DutyFrame) -> None:
        for name in (task.department, *task.supports):
            self.known("departments", name, definition.place(*steps), spec.departments)
        for name in task.indicators:
            self.known("indicators", name, definition.place(*steps, "indicators"))
        for name in task.standards:
            self.known("standards", name, definition.place(*steps, "standards"))

    def unused_items(self, shared: set[str]) -> None:
        """P09: items that nobody reads; said only when every indicator could be read.

        Not said of a shared pack, whose items several frames read, nor of texts and dates: no formula reads those;
        nor of official tables, which show what was computed.
        """
        if len(self.framework.indicators) < len(self.merged["indicators"]):
            return
        read: dict[str, set[str]] = {}
        for indicator in self.framework.indicators.values():
            if indicator.spec.table:
                read.setdefault(indicator.spec.table, set()).update(indicator.items())
        for rule in self.framework.rules.values():
            for form, items in rule.items().items():
                read.setdefault(form, set()).update(items)
        for graded, item in items_graded(self.framework):
            read.setdefault(graded, set()).add(item)
        for id_, definition in self.merged["forms"].items():
            spec: schema.Form = definition.model
            if not spec.is_register and definition.pack not in shared and not spec.layout.is_official:
                for item, described in spec.items.items():
                    told = described.type in (ItemType.TEXT, ItemType.DATE)
                    if not told and item not in read.get(id_, set()):
                        self.problems.append(problem("P09", definition.place("items", item), item=f"{id_}.{item}"))
