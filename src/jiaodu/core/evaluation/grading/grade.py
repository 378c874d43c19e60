"""Grade: a scheme over one unit and year: parts, totals, the grade, and what strikes it.

Floor: core.evaluation. In: a judge and a framework's schemes. Out: `Graded`. The grade is worked out twice, once with
everything open turned to the worst and once to the best; where both agree, nothing open can change it.
Order: points or counts, tiers in order, repeats, downgrades, caps, vetoes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.exemptions import ordinal_for
from jiaodu.core.evaluation.grading.methods import (
    Asked,
    Choice,
    Corrected,
    Range,
    add_weighted,
    cap,
    correct_by_credibility,
    downgrade,
    grade_by_counts,
    grade_by_points,
    in_order,
    repeated,
    strike_veto,
)
from jiaodu.core.evaluation.grading.model import COLUMNS, Graded, GradeState, PartResult, Struck
from jiaodu.core.evaluation.grading.parts import Parts
from jiaodu.core.evaluation.grading.scores import MarkSheets, ScoreSheets, Sheet
from jiaodu.core.evaluation.grading.strikes import strikes_of
from jiaodu.core.evaluation.grading.wording import (
    say_credibility,
    say_earlier,
    say_effect,
    say_inapplicable,
    say_unknown_table,
)
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import Outcome
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Grading

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class _Base:
    """What the grade starts from: the total or the marks, each in the worst and the best case, and earlier grades."""

    total: Range | None
    marks: tuple[tuple[int, ...], tuple[int, ...]]
    earlier: tuple[int | None, ...]


class Grader:
    """Grades the units of one evaluation."""

    def __init__(self, judge: Judge) -> None:
        self.judge, self.framework = judge, judge.framework
        self.parts = Parts(judge)
        self.facts = judge.values.results.facts
        self.sheets, self.marks = ScoreSheets(self.facts), MarkSheets(self.facts)
        self._history: dict[tuple[str, str, int], dict[str, str | None]] = {}

    def all_of(self, org: str, level: str, year: int) -> Iterator[Graded]:
        """The grades of a unit under every scheme that addresses its level."""
        for grading in self.framework.gradings.values():
            if level in grading.spec.levels:
                yield self.grade(grading, org, level, year)

    def grade(self, grading: Grading, org: str, level: str, year: int) -> Graded:
        """The grade of a unit under a scheme for a year."""
        spec = grading.spec
        sheet = self.sheet(spec, org, year)
        results = self._parts(spec, org, year, sheet)
        full = None if spec.table == "unknown" else _full(results)
        corrected = self._corrected(spec, results)
        total = Range.of(corrected.result) if corrected else self._total(spec, results, full)
        struck = list(strikes_of(spec, self.parts, org, year))
        base = _Base(total, _marks(results), self._earlier(spec, org, year))
        notes = list(self._notes(spec, results, corrected, base))
        made = Graded(
            grading.id, org, level, str(year), GradeState.NOT_KNOWN, None, None, None, results, total, full,
            _totals(results, spec), corrected, _counts(spec, results), tuple(s for _, s in struck), tuple(notes),
            self._unverified(spec, results, [s for _, s in struck]),
        )  # fmt: skip
        return made if spec.table == "unknown" else _settle(spec, made, base, struck)

    def sheet(self, spec: schema.Grading, org: str, year: int) -> Sheet:
        """The score sheet of a unit."""
        if spec.scores is None:
            return {}
        form = self.framework.forms[spec.scores.form]
        return self.sheets.of(form, spec.scores, org, self._ordinal(form.spec.period, year))

    def problems(self, grading: Grading, org: str, year: int) -> list[Problem]:
        """Scores out of bounds."""
        spec = grading.spec
        if spec.scores is None:
            return []
        full = {id_: getattr(part, "full", None) for id_, part in spec.parts.items()}
        form = self.framework.forms[spec.scores.form]
        return self.sheets.out_of_bounds(form, spec.scores, self.sheet(spec, org, year), full, org)

    def _ordinal(self, kind: PeriodKind, year: int) -> int:
        return ordinal_for(self.framework, kind, PeriodKind.CALENDAR_YEAR, year)

    def _parts(self, spec: schema.Grading, org: str, year: int, sheet: Sheet) -> tuple[PartResult, ...]:
        """The parts of the scheme; where its table is unknown, those that the score sheet holds."""
        found = [self.parts.result(spec, id_, org, year, sheet) for id_ in spec.parts]
        if spec.marked is not None:
            found += self._marked(spec, spec.marked, org, year)
        if spec.table == "unknown":
            found += [
                PartResult(id_, None, None, Fraction(1), scores=scores)
                for id_, scores in sheet.items()
                if id_ not in spec.parts
            ]
        return tuple(found)

    def _marked(self, spec: schema.Grading, marked: schema.Marked, org: str, year: int) -> Iterator[PartResult]:
        """The marks that people gave; one that is not given is open, one that is no mark of the scheme does not apply."""
        form = self.framework.forms[marked.form]
        sheet = self.marks.of(form, marked, org, self._ordinal(form.spec.period, year))
        names = list(spec.marks)
        for id_ in form.spec.grain[marked.part].codes:
            mark = sheet.get(id_)
            reason, choice = None, None
            if mark is None:
                choice, reason = Choice(len(names) - 1, 0), Text("没有评定", "no mark was given")
            elif mark in names:
                choice = Choice(names.index(mark), names.index(mark))
            yield PartResult(id_, None, Fraction(0), Fraction(1), choice, reason=reason)

    @staticmethod
    def _total(spec: schema.Grading, results: Sequence[PartResult], full: Fraction | None) -> Range | None:
        """Σ weight × points; a part that does not apply counts as the scheme says, or leaves the sum open."""
        if not any(p.full for p in results) or spec.table == "unknown":
            return None
        known = add_weighted([(p.points, p.weight) for p in results if p.points is not None])
        outside = sum((p.full * p.weight for p in results if p.points is None and p.full), Fraction(0))
        if not outside or spec.not_applicable == "zero":
            return known
        if spec.not_applicable == "full":
            return Range(known.least + outside, known.most + outside)
        if spec.not_applicable == "rescale" and full is not None:
            return known.times(full / (full - outside)) if full > outside else None
        return Range(known.least, known.most + outside)

    @staticmethod
    def _corrected(spec: schema.Grading, results: Sequence[PartResult]) -> Corrected | None:
        """The self total corrected by credibility; None while a self-score is missing or nothing was verified."""
        rule = spec.credibility
        if rule is None or any(rule.self_ not in p.scores for p in results) or not results:
            return None
        own = {p.part: p.scores[rule.self_].score * p.weight for p in results}
        pairs = [(p.scores[rule.verified].score * p.weight, own[p.part]) for p in results if rule.verified in p.scores]
        return correct_by_credibility(pairs, sum(own.values(), Fraction(0)), rule.capped)

    # --- earlier grades -----------------------------------------------------------------------------------------

    def _earlier(self, spec: schema.Grading, org: str, year: int) -> tuple[int | None, ...]:
        """The grades of earlier years, the nearest first: places, None for no grade, UNKNOWN where none is stored."""
        if spec.history is None:
            return ()
        back = max([1, *(r.years - 1 for r in spec.repeats)])
        return tuple(self._grade_of(spec, spec.history, org, year - n) for n in range(1, back + 1))

    def _grade_of(self, spec: schema.Grading, history: schema.History, org: str, year: int) -> int | None:
        form = self.framework.forms[history.form]
        ordinal = self._ordinal(form.spec.period, year)
        key = (form.id, history.item, ordinal)
        if key not in self._history:
            self._history[key] = self._read_history(form.id, history.item, ordinal)
        found = self._history[key].get(org)
        if found is None:
            return UNKNOWN
        return next((place for place, grade in enumerate(spec.grades) if grade.id == found), None)

    def _read_history(self, form: str, item: str, ordinal: int) -> dict[str, str | None]:
        if self.facts.table(form) is None:
            return {}
        query = f'SELECT org, CAST("{item}" AS VARCHAR), source FROM {self.facts.source(form)} WHERE period = ?'
        rows = self.facts.connection().execute(query, [ordinal]).fetchall()
        order = self.framework.forms[form].sources_of(item)
        rows.sort(key=lambda row: order.index(row[2]) if row[2] in order else len(order))
        found: dict[str, str | None] = {}
        for org, grade, _ in rows:
            found.setdefault(org, grade)
        return found

    # --- what is said beside it ---------------------------------------------------------------------------------

    def _notes(
        self, spec: schema.Grading, results: Sequence[PartResult], corrected: Corrected | None, base: _Base
    ) -> Iterator[Text]:
        if spec.table == "unknown":
            yield say_unknown_table()
        if spec.credibility:
            yield say_credibility(spec.credibility, corrected)
        left_out = [
            spec.parts[p.part].name for p in results if p.points is None and p.part in spec.parts and not p.scores
        ]
        if left_out:
            yield say_inapplicable(left_out, spec.not_applicable)
        if spec.history:
            yield say_earlier(spec, base.earlier)

    def _unverified(self, spec: schema.Grading, results: Sequence[PartResult], struck: Sequence[Struck]) -> bool:
        document = self.framework.documents.get(spec.document or "")
        article = document.articles.get(spec.article) if document else None
        flags = [spec.unverified, bool(document and document.unverified), bool(article and article.unverified)]
        flags += [spec.credibility is not None and spec.credibility.unverified]
        flags += [spec.parts[p.part].unverified for p in results if p.part in spec.parts]
        flags += [s.unverified for s in struck if s.outcome is Outcome.MET]
        return any(flags)


# --- from parts to a grade ----------------------------------------------------------------------------------------


def _full(results: Sequence[PartResult]) -> Fraction | None:
    """The full marks of all parts, None where those of one are not known."""
    if any(p.full is None for p in results):
        return None
    return sum((p.full * p.weight for p in results if p.full is not None), Fraction(0))


def _marks(results: Sequence[PartResult]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The marks of all parts in the worst and in the best case; parts that do not apply are left out."""
    found = [p.mark for p in results if p.mark is not None]
    worst = tuple(m.worst for m in found if m.worst is not None)
    return worst, tuple(m.best for m in found if m.best is not None)


def _counts(spec: schema.Grading, results: Sequence[PartResult]) -> dict[str, tuple[int, int]]:
    """How many parts have each mark: surely, and at the most."""
    found: dict[str, tuple[int, int]] = {}
    marks = [p.mark for p in results if p.mark is not None and p.mark.worst is not None and p.mark.best is not None]
    for place, name in enumerate(spec.marks):
        sure = sum(m.worst == place == m.best for m in marks)
        possible = sum(m.best <= place <= m.worst for m in marks if m.best is not None and m.worst is not None)
        found[name] = (sure, possible)
    return found


def _totals(results: Sequence[PartResult], spec: schema.Grading) -> dict[str, Fraction]:
    """The sum of each column that has every part; a computed part stands in where its column has no score."""
    found: dict[str, Fraction] = {}
    for column in COLUMNS if spec.scores else ():
        parts: list[Fraction] = []
        for part in results:
            if column in part.scores:
                parts.append(part.scores[column].score * part.weight)
            elif part.part in spec.parts and spec.parts[part.part].kind != "scored":
                computed = part.points.exact if part.points is not None else None
                parts += [] if computed is None else [computed * part.weight]
        if results and len(parts) == len(results) and any(column in p.scores for p in results):
            found[column] = sum(parts, Fraction(0))
    return found


def _settle(spec: schema.Grading, made: Graded, base: _Base, struck: Sequence[tuple[schema.Strike, Struck]]) -> Graded:
    """The grade from its worst and its best case."""
    worst, best = _work_out(spec, base, struck, True)[-1], _work_out(spec, base, struck, False)[-1]
    vetoed = any(s.kind == "veto" and s.outcome is Outcome.MET for _, s in struck)
    open_signal = not vetoed and any(s.outcome is Outcome.NOT_ASSESSABLE for _, s in struck)
    sure = [(strike, s) for strike, s in struck if s.outcome is Outcome.MET]
    # with the same earlier grades and without what may strike: what the unit's own figures leave open
    known = replace(base, earlier=tuple(None if e == UNKNOWN else e for e in base.earlier))
    own = {_work_out(spec, known, sure, w)[-1] for w in (True, False)} if worst != best else {best}
    if not spec.grades and not vetoed:
        state = GradeState.SCORED if base.total and base.total.exact is not None else GradeState.NOT_ASSESSABLE
    elif len(own) > 1:
        state = GradeState.NOT_ASSESSABLE
    elif open_signal or worst != best:
        state = GradeState.PROVISIONAL
    elif vetoed:
        state = GradeState.VETOED
    else:
        state = GradeState.GRADED if best is not None else GradeState.NO_GRADE
    path = _work_out(spec, base, struck, False)
    effects = tuple(
        replace(s, effect=say_effect(spec, s, before, after))
        for (_, s), before, after in zip(struck, path[:-1], path[1:], strict=True)
    )
    grade = None if state is GradeState.NOT_ASSESSABLE else _id(spec, best)
    return replace(made, state=state, grade=grade, worst=_id(spec, worst), best=_id(spec, best), struck=effects)


def _work_out(
    spec: schema.Grading, base: _Base, struck: Sequence[tuple[schema.Strike, Struck]], worst: bool
) -> list[int | None]:
    """The grade before anything strikes, and after each strike; open signals strike in the worst case only."""
    path = [_repeat(spec, _first(spec, base, worst), base, worst)]
    lowest = len(spec.grades) - 1
    for strike, found in struck:
        strikes = found.outcome is Outcome.MET or (worst and found.outcome is Outcome.NOT_ASSESSABLE)
        path.append(_struck(spec, strike, path[-1], lowest) if strikes else path[-1])
    return path


def _first(spec: schema.Grading, base: _Base, worst: bool) -> int | None:
    """The grade by points or counts, in order."""
    places = {grade.id: place for place, grade in enumerate(spec.grades)}
    if spec.tiers:
        names = list(spec.marks)
        asked = [
            Asked({names.index(m): n for m, n in t.at_least.items()}, {names.index(m): n for m, n in t.at_most.items()})
            for t in spec.tiers
        ]
        marks = base.marks[0 if worst else 1]
        at = grade_by_counts(marks, asked) if marks else None
        reached = None if at is None else places[spec.tiers[at].grade]
        if spec.in_order and base.earlier:
            last = base.earlier[0]
            if last == UNKNOWN:
                last = None if worst else 0
            reached = in_order(reached, last, places[spec.tiers[-1].grade])
        return reached
    if base.total is None:
        return len(spec.grades) - 1 if worst else 0
    bounds = [None if g.at_least is None else Fraction(g.at_least) for g in spec.grades]
    return grade_by_points(base.total.least if worst else base.total.most, bounds)


def _repeat(spec: schema.Grading, grade: int | None, base: _Base, worst: bool) -> int | None:
    places = {g.id: place for place, g in enumerate(spec.grades)}
    for rule in spec.repeats:
        asked = places[rule.grade]
        earlier = [(asked if worst else None) if e == UNKNOWN else e for e in base.earlier]
        grade = repeated(grade, earlier, rule.years, asked, places[rule.becomes])
    return grade


def _struck(spec: schema.Grading, strike: schema.Strike, grade: int | None, lowest: int) -> int | None:
    places = {g.id: place for place, g in enumerate(spec.grades)}
    match strike:
        case schema.Downgrade():
            return downgrade(grade, strike.steps, lowest)
        case schema.Cap():
            return cap(grade, places[strike.at_most])
        case schema.Veto():
            return strike_veto(grade, True, places[strike.grade] if strike.grade else None)
    return grade


def _id(spec: schema.Grading, place: int | None) -> str | None:
    return None if place is None else spec.grades[place].id
