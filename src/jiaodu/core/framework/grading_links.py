"""Check grading schemes: names, levels, bounds, tiers, points, score sheets, grades of earlier years.

Floor: core.framework. In: a framework just built and the definitions of grading/. Out: problems with file:line:column.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.tables import NUMERIC, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.files import KIND_NAMES, Definition
from jiaodu.core.framework.model import Framework

COLUMNS = ("self", "online", "field", "final")


def check_gradings(framework: Framework, definitions: Mapping[str, Definition]) -> Iterator[Problem]:
    """Every mistake of every scheme."""
    for definition in definitions.values():
        yield from _Scheme(framework, definition).problems()


class _Scheme:
    def __init__(self, framework: Framework, definition: Definition) -> None:
        self.framework, self.definition = framework, definition
        self.spec: schema.Grading = definition.model
        self.grades = [grade.id for grade in self.spec.grades]
        self.marks = list(self.spec.marks)

    def problems(self) -> Iterator[Problem]:
        yield from self._cited(self.spec, ())
        for id_, part in self.spec.parts.items():
            yield from self._cited(part, ("parts", id_))
            yield from self._part(part, ("parts", id_))
        yield from self._grades()
        yield from self._tiers()
        yield from self._strikes()
        yield from self._scores()
        yield from self._marked()
        yield from self._history()

    # --- names --------------------------------------------------------------------------------------------------

    def at(self, *steps: str | int) -> Place:
        return self.definition.place(*steps)

    def _known(self, kind: str, name: str | None, known: Iterable[str], place: Place) -> Iterator[Problem]:
        names = list(known)
        if name is not None and name not in names:
            near = difflib.get_close_matches(name, names, 3, 0.4) or names[:8] or "—"
            yield problem("P04", place, kind=KIND_NAMES[kind], name=name, near=near)

    def _cited(self, cited: schema.Cited, steps: tuple[str | int, ...]) -> Iterator[Problem]:
        if cited.document is None:
            return
        yield from self._known("documents", cited.document, self.framework.documents, self.at(*steps, "document"))
        found = self.framework.documents.get(cited.document)
        if found is not None and cited.article and cited.article not in found.articles:
            known = list(found.articles) or "—"
            yield problem(
                "P08", self.at(*steps, "article"), document=cited.document, article=cited.article, known=known
            )

    def _standard(self, name: str | None, place: Place, whole: bool = False) -> Iterator[Problem]:
        """A standard at the scheme's levels; `whole`: one that gives one verdict a unit."""
        yield from self._known("standards", name, self.framework.standards, place)
        standard = self.framework.standards.get(name or "")
        if standard is None:
            return
        yield from self._levels(standard.id, standard.spec.levels, place)
        indicator = self.framework.indicators.get(standard.judged)
        if whole and indicator is not None and indicator.by:
            detail = Text("它按分组判定,差距不止一个", "it is broken down and has more than one margin")
            yield problem("G12", place, name=standard.id, detail=detail)

    def _indicator(self, name: str, place: Place) -> Iterator[Problem]:
        yield from self._known("indicators", name, self.framework.indicators, place)
        indicator = self.framework.indicators.get(name)
        if indicator is None:
            return
        yield from self._levels(name, indicator.spec.levels, place)
        if indicator.by:
            detail = Text("它有分组,不止一个值", "it is broken down and has more than one value")
            yield problem("G12", place, name=name, detail=detail)

    def _levels(self, name: str, levels: Sequence[str], place: Place) -> Iterator[Problem]:
        lacking = [level for level in self.spec.levels if level not in levels]
        if lacking:
            yield problem("G05", place, name=name, levels=lacking)

    # --- parts --------------------------------------------------------------------------------------------------

    def _part(self, part: schema.Part, steps: tuple[str, str]) -> Iterator[Problem]:
        match part:
            case schema.ThresholdPart():
                yield from self._standard(part.standard, self.at(*steps, "standard"))
            case schema.AllOrNothingPart():
                for i, name in enumerate(part.standards):
                    yield from self._standard(name, self.at(*steps, "standards", i))
            case schema.DeductionPart():
                yield from self._standard(part.standard, self.at(*steps, "standard"), whole=True)
                rungs = [r.more_than for r in part.rungs]
                yield from self._ordered(rungs, self.at(*steps, "rungs"), rising=True)
                yield from self._ordered([r.deduct for r in part.rungs], self.at(*steps, "rungs"), rising=True)
            case schema.RankPart():
                yield from self._indicator(part.indicator, self.at(*steps, "indicator"))
                yield from self._standard(part.enough, self.at(*steps, "enough"))
                yield from self._ordered(part.points, self.at(*steps, "points"), rising=False, equal=True)
            case schema.StepsPart():
                yield from self._steps(part, steps)

    def _steps(self, part: schema.StepsPart, steps: tuple[str, str]) -> Iterator[Problem]:
        for mark, name in part.steps.items():
            yield from self._known("marks", mark, self.marks[:-1], self.at(*steps, "steps", mark))
            yield from self._standard(name, self.at(*steps, "steps", mark))
        for mark in part.points:
            yield from self._known("marks", mark, self.marks, self.at(*steps, "points"))
        places = [self.marks.index(m) for m in part.steps if m in self.marks]
        if places != sorted(places):
            yield problem("G10", self.at(*steps, "steps"), found=list(part.steps), wanted=self.marks)
        worth = [part.points.get(mark, Decimal(0)) for mark in self.marks]
        yield from self._ordered(worth, self.at(*steps, "points"), rising=False, equal=True)

    @staticmethod
    def _ordered(numbers: Sequence[Decimal], place: Place, rising: bool, equal: bool = False) -> Iterator[Problem]:
        wanted = sorted(numbers, reverse=not rising)
        if list(numbers) != wanted or (not equal and len(set(numbers)) < len(numbers)):
            yield problem("G10", place, found=[str(n) for n in numbers], wanted=[str(n) for n in wanted])

    # --- grades and tiers ---------------------------------------------------------------------------------------

    def _grades(self) -> Iterator[Problem]:
        place = self.at("grades")
        for id_ in {g for g in self.grades if self.grades.count(g) > 1}:
            yield problem("P02", place, name=id_, first=str(place))
        bounded = [g for g in self.spec.grades if g.at_least is not None or g.below is not None]
        if not bounded:
            if self.spec.table == "known" and not self.spec.tiers and self.spec.grades:
                yield problem("G07", place, detail=Text("等次没有界线", "the grades have no bounds"))
            return
        if self.spec.tiers:
            yield problem("G06", place, detail=Text("等次既有分数线又有数量线", "grades have bounds and tiers"))
        for i, (above, grade) in enumerate(itertools.pairwise(self.spec.grades), 1):
            yield from self._meet(above, grade, self.at("grades", i))
        first, last = self.spec.grades[0], self.spec.grades[-1]
        if first.below is not None:
            detail = Text(f"{first.below} 分以上没有等次", f"there is no grade from {first.below} on")
            yield problem("G07", self.at("grades", 0), detail=detail)
        if last.at_least is not None and last.at_least > 0:
            detail = Text(f"{last.at_least} 分以下没有等次", f"there is no grade below {last.at_least}")
            yield problem("G07", self.at("grades", len(self.grades) - 1), detail=detail)
        yield from self._reachable(first)

    @staticmethod
    def _meet(above: schema.Grade, grade: schema.Grade, place: Place) -> Iterator[Problem]:
        """A grade begins where the one above it ends: no overlap, no gap."""
        if above.at_least is None:
            detail = Text(f"“{above.name.zh}”没有下限", f"“{above.name.en}” has no lower bound")
            yield problem("G06", place, detail=detail)
        elif grade.at_least is not None and grade.at_least >= above.at_least:
            detail = Text(
                f"“{grade.name.zh}”的下限 {grade.at_least} 不低于“{above.name.zh}”的 {above.at_least}",
                f"“{grade.name.en}” begins at {grade.at_least}, not below “{above.name.en}” at {above.at_least}",
            )
            yield problem("G06", place, detail=detail)
        elif grade.below is not None and grade.below != above.at_least:
            low, high = sorted((grade.below, above.at_least))
            code = "G06" if grade.below > above.at_least else "G07"
            zh = "同属两个等次" if code == "G06" else "没有等次"
            en = "belong to two grades" if code == "G06" else "belong to no grade"
            yield problem(code, place, detail=Text(f"{low} 至 {high} 分{zh}", f"points from {low} to {high} {en}"))

    def _reachable(self, best: schema.Grade) -> Iterator[Problem]:
        """G08 when the full marks of all parts do not reach the best grade."""
        fulls = [_full(part) for part in self.spec.parts.values()]
        if best.at_least is None or any(full is None for full in fulls):
            return
        most = sum((f * p.weight for f, p in zip(fulls, self.spec.parts.values(), strict=True) if f), Decimal(0))
        if most < best.at_least:
            detail = Text(f"满分 {most} 低于 {best.at_least}", f"full marks are {most}, below {best.at_least}")
            yield problem("G08", self.at("grades", 0), grade=best.name, detail=detail)

    def _tiers(self) -> Iterator[Problem]:
        tiers = self.spec.tiers
        for i, tier in enumerate(tiers):
            yield from self._known("grades", tier.grade, self.grades, self.at("tiers", i, "grade"))
            for mark in (*tier.at_least, *tier.at_most):
                yield from self._known("marks", mark, self.marks, self.at("tiers", i))
            asked = max(tier.at_least.values(), default=0)
            marked = sum(isinstance(p, (schema.StepsPart, schema.ThresholdPart)) for p in self.spec.parts.values())
            marked += len(self._marked_parts())
            if asked > marked:
                detail = Text(f"要 {asked} 项,只有 {marked} 项", f"asks for {asked} parts of {marked}")
                yield problem("G08", self.at("tiers", i), grade=self._name(tier.grade), detail=detail)
        for i, (above, tier) in enumerate(itertools.pairwise(tiers), 1):
            places = [self.grades.index(t.grade) for t in (above, tier) if t.grade in self.grades]
            if len(places) == 2 and places[0] >= places[1]:
                detail = Text("档次的次序与等次不同", "tiers stand in another order than the grades")
                yield problem("G09", self.at("tiers", i), detail=detail)
            elif not _asks_no_less(above, tier):
                name = self._name(tier.grade)
                detail = Text(f"“{name.zh}”要求比上一档高", f"“{name.en}” asks more than the tier above it")
                yield problem("G09", self.at("tiers", i), detail=detail)
        for i, repeat in enumerate(self.spec.repeats):
            for grade in (repeat.grade, repeat.becomes):
                yield from self._known("grades", grade, self.grades, self.at("repeats", i))

    def _name(self, id_: str) -> Text:
        return next((g.name for g in self.spec.grades if g.id == id_), Text(id_, id_))

    # --- strikes ------------------------------------------------------------------------------------------------

    def _strikes(self) -> Iterator[Problem]:
        for kind in ("vetoes", "downgrades", "caps"):
            for i, strike in enumerate(getattr(self.spec, kind)):
                yield from self._cited(strike, (kind, i))
                target = getattr(strike, "at_most", None) or getattr(strike, "grade", None)
                yield from self._known("grades", target, self.grades, self.at(kind, i))
                for j, signal in enumerate(strike.any_of):
                    steps = (kind, i, "any_of", j)
                    yield from self._cited(signal, steps)
                    yield from self._standard(signal.standard, self.at(*steps))
                    for asked in signal.when:
                        yield from self._indicator(asked.indicator, self.at(*steps, "when"))

    # --- score sheet and history --------------------------------------------------------------------------------

    def _scores(self) -> Iterator[Problem]:
        scores = self.spec.scores
        if scores is None:
            return
        place = self.at("scores")
        yield from self._known("forms", scores.form, self.framework.forms, place)
        form = self.framework.forms.get(scores.form)
        if form is None:
            return
        for name in (scores.part, scores.column):
            yield from self._known("items", name, form.spec.grain, place)
        yield from self._known("items", scores.score, form.spec.items, place)
        faults: list[Text] = []
        column, part = form.spec.grain.get(scores.column), form.spec.grain.get(scores.part)
        odd = [c for c in (column.codes if column else ()) if c not in COLUMNS]
        if odd:
            faults.append(Text(f"列只能是自评、网评、实地核查、终评:{odd}", f"columns are {', '.join(COLUMNS)}: {odd}"))
        if part is not None and part.type is ItemType.CODE:
            lacking = [id_ for id_, p in self.spec.parts.items() if p.kind == "scored" and id_ not in part.codes]
            if lacking:
                faults.append(Text(f"评分表没有这些部分:{lacking}", f"the sheet has no {lacking}"))
        item = form.spec.items.get(scores.score)
        if item is not None and item.type not in NUMERIC:
            faults.append(Text(f"“{item.name.zh}”不是数", f"“{item.name.en}” is no number"))
        if form.spec.level not in self.spec.levels:
            faults.append(Text(f"表由{form.spec.level}填报", f"the form is filled by {form.spec.level}"))
        for detail in faults:
            yield problem("G11", place, form=form.name, detail=detail)
        if self.spec.credibility and any(p.kind != "scored" for p in self.spec.parts.values()):
            detail = Text("验证法只用于评出来的分", "credibility corrects scores that people give")
            yield problem("G12", self.at("credibility"), name="credibility", detail=detail)

    def _marked_parts(self) -> Sequence[str]:
        marked = self.spec.marked
        form = self.framework.forms.get(marked.form) if marked else None
        column = form.spec.grain.get(marked.part) if form and marked else None
        return list(column.codes) if column else []

    def _marked(self) -> Iterator[Problem]:
        marked = self.spec.marked
        if marked is None:
            return
        place = self.at("marked")
        yield from self._known("forms", marked.form, self.framework.forms, place)
        form = self.framework.forms.get(marked.form)
        if form is None:
            return
        yield from self._known("items", marked.part, form.spec.grain, place)
        yield from self._known("items", marked.mark, form.spec.items, place)
        item = form.spec.items.get(marked.mark)
        lacking = [mark for mark in self.marks if item is not None and mark not in item.codes]
        if lacking:
            detail = Text(f"没有这些分档的代码:{lacking}", f"it has no codes for the marks {lacking}")
            yield problem("G11", place, form=form.name, detail=detail)

    def _history(self) -> Iterator[Problem]:
        history = self.spec.history
        if history is None:
            return
        place = self.at("history")
        yield from self._known("forms", history.form, self.framework.forms, place)
        form = self.framework.forms.get(history.form)
        if form is None:
            return
        yield from self._known("items", history.item, form.spec.items, place)
        item = form.spec.items.get(history.item)
        lacking = [id_ for id_ in self.grades if item is not None and id_ not in item.codes]
        if lacking:
            detail = Text(f"没有这些等次的代码:{lacking}", f"it has no codes for the grades {lacking}")
            yield problem("G11", place, form=form.name, detail=detail)
        if form.spec.grain:
            detail = Text("一个单位一年不止一行", "a unit has more than one row a year")
            yield problem("G11", place, form=form.name, detail=detail)


def _full(part: schema.Part) -> Decimal | None:
    match part:
        case schema.ScoredPart() | schema.DeductionPart():
            return part.full
        case schema.ThresholdPart() | schema.AllOrNothingPart():
            return part.points
        case schema.RankPart():
            return part.points[0]
        case schema.StepsPart():
            return max(part.points.values(), default=Decimal(0))
    return None


def _asks_no_less(above: schema.Tier, below: schema.Tier) -> bool:
    """Whether whoever reaches the tier above also reaches the one below, mark by mark."""
    least = all(above.at_least.get(mark, 0) >= n for mark, n in below.at_least.items())
    return least and all(mark in above.at_most and above.at_most[mark] <= n for mark, n in below.at_most.items())


def items_graded(framework: Framework) -> Iterator[tuple[str, str]]:
    """(form, item) of every item that a scheme reads itself."""
    for grading in framework.gradings.values():
        if scores := grading.spec.scores:
            yield scores.form, scores.score
        if history := grading.spec.history:
            yield history.form, history.item
        if marked := grading.spec.marked:
            yield marked.form, marked.mark
