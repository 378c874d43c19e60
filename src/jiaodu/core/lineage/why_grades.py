"""Why a grade, why a verdict: back to parts, members, verdicts, values, scores with their cells, and articles.

Floor: core.lineage. In: a judge, a scheme or a standard, a unit and a year. Out: a `Trace`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.grading import COLUMN_NAMES, Graded, Grader
from jiaodu.core.evaluation.grading.model import PartResult, Struck
from jiaodu.core.evaluation.grading.strikes import KIND_WORDS
from jiaodu.core.evaluation.grading.wording import part_name, print_points, print_range, say_grade, say_mark
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import Outcome, Verdict
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Grading, Standard
from jiaodu.core.lineage.trace import Trace
from jiaodu.core.lineage.why import Explainer

_OPEN = (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)


def explain_grade(judge: Judge, grading: Grading, org: str, level: str, year: int) -> Trace:
    """Explain the grade of a unit: what struck it, its parts, the verdicts, values and scores behind them."""
    return _Grades(judge, Grader(judge), grading, org, level, year).root()


def explain_standard(judge: Judge, standard: Standard, org: str, ordinal: int, codes: Sequence[str] = ()) -> Trace:
    """Explain the verdicts of a standard on a unit, members and values included; `codes` keeps the cells that have one.

    Cells that do not apply to the unit are left out where others do: a junior school has no primary stage.
    """
    explainer = Explainer(judge.values, judge)
    name = judge.values.results.tree
    every = [v for v in judge.judge(standard, org, ordinal) if not codes or set(codes) & set(v.cell)]
    verdicts = [v for v in every if v.outcome is not Outcome.NOT_APPLICABLE or v.exemption] or every
    steps = [verdict_trace(explainer, v) for v in verdicts]
    if not verdicts:
        steps = [Trace("reason", Text("这个标准不适用于该单位", "the standard does not address the unit"))]
    zh = f"{name.name(org)}:{standard.name.zh}"
    en = f"{name.name(org, 'en')}: {standard.name.en}"
    return Trace("standard", Text(zh, en), {"standard": standard.id, "org": org}, (*steps, explainer.made_from()))


def verdict_trace(explainer: Explainer, verdict: Verdict) -> Trace:
    """A verdict with its members, the worst first, or with the value that it judges."""
    trace = explainer.verdict(verdict)
    standard = explainer.framework.standards[verdict.standard]
    kind = explainer.framework.indicators[verdict.indicator].period_kind
    ordinal = next(iter(explainer.values.results.periods.get(kind, ())), None)
    below: list[Trace] = []
    if standard.spec.members and ordinal is not None:
        members = explainer.judge.member_verdicts(standard, verdict, ordinal)
        members.sort(key=lambda v: v.outcome not in _OPEN)
        below = [verdict_trace(explainer, v) if v.outcome in _OPEN else explainer.verdict(v) for v in members]
    elif not standard.spec.count_of and ordinal is not None:
        value = explainer.values.value(verdict.indicator, verdict.org, ordinal, verdict.cell)
        below = [explainer.explain(value, 0)]
    return Trace(trace.kind, trace.text, trace.data, (*trace.steps, *below))


class _Grades:
    """Explains one grade."""

    def __init__(self, judge: Judge, grader: Grader, grading: Grading, org: str, level: str, year: int) -> None:
        self.grader, self.grading, self.spec = grader, grading, grading.spec
        self.org, self.level, self.year = org, level, year
        self.explainer = Explainer(judge.values, judge)
        self.framework = judge.framework

    def root(self) -> Trace:
        """The grade and everything below it."""
        graded = self.grader.grade(self.grading, self.org, self.level, self.year)
        tree = self.explainer.values.results.tree
        said, spec = say_grade(self.spec, graded), self.spec
        total = f",{print_range(graded.total)} 分" if graded.total else ""
        points = f", {print_range(graded.total)} points" if graded.total else ""
        zh = f"{tree.name(self.org)} {self.year}年 {spec.name.zh} = {said.zh}{total}"
        en = f"{tree.name(self.org, 'en')} {self.year} {spec.name.en} = {said.en}{points}"
        steps = [s for s in (self.explainer.article(spec.document or "", spec.article, graded.unverified),) if s]
        steps += [Trace("note", note) for note in ((spec.note,) if spec.note else ())]
        steps += [Trace("note", note) for note in graded.notes]
        steps += [Trace("counts", text) for text in self._counts(graded)]
        strikes = zip(graded.struck, (*spec.downgrades, *spec.caps, *spec.vetoes), strict=True)
        steps += [self._strike(found, strike) for found, strike in strikes]
        steps += [self._part(part) for part in graded.parts]
        data = {"grading": self.grading.id, "grade": graded.grade, "state": graded.state.value}
        return Trace("grade", Text(zh, en), data, (*steps, self.explainer.made_from()))

    def _counts(self, graded: Graded) -> Iterator[Text]:
        if graded.marks:
            said = [(self.spec.marks[m], sure, possible) for m, (sure, possible) in graded.marks.items()]
            zh = "、".join(f"{n.zh} {a if a == b else f'{a} 至 {b}'}" for n, a, b in said)
            en = ", ".join(f"{n.en} {a if a == b else f'{a} to {b}'}" for n, a, b in said)
            yield Text(f"各档项数:{zh}", f"parts by mark: {en}")

    # --- strikes ------------------------------------------------------------------------------------------------

    def _strike(self, struck: Struck, strike: schema.Strike) -> Trace:
        word = KIND_WORDS[struck.kind]
        zh = f"{word.zh}:{struck.name.zh} — {struck.effect.zh}"
        en = f"{word.en}: {struck.name.en} — {struck.effect.en}"
        article = self.explainer.article(struck.document, struck.article, struck.unverified)
        steps = [article] if article else []
        for signal, (name, outcome, found) in zip(strike.any_of, struck.signals, strict=True):
            mark = {
                Outcome.MET: Text("有", "yes"), Outcome.NOT_ASSESSABLE: Text("无法判定", "not assessable")
            }.get(outcome, Text("无", "no"))  # fmt: skip
            text = Text(f"{name.zh}:{mark.zh}({found.zh})", f"{name.en}: {mark.en} ({found.en})")
            below = tuple(self._behind(signal)) if outcome is not Outcome.NOT_MET else ()
            steps.append(Trace("signal", text, {"outcome": outcome.value}, below))
        return Trace("strike", Text(zh, en), struck.to_json(), tuple(steps))

    def _behind(self, signal: schema.Signal) -> Iterator[Trace]:
        """What a signal rests on: a verdict, or values down to their cells."""
        if signal.standard is not None:
            verdicts = self.grader.parts.verdicts(signal.standard, self.org, self.year)
            yield from (verdict_trace(self.explainer, v) for v in verdicts)
        for asked in signal.when:
            yield self.explainer.explain(self.grader.parts.value(asked.indicator, self.org, self.year), 0)

    # --- parts --------------------------------------------------------------------------------------------------

    def _part(self, part: PartResult) -> Trace:
        name, mark = part_name(self.framework, self.spec, part.part), say_mark(self.spec, part.mark)
        zh, en = [name.zh], [name.en]
        if part.points is not None and part.full:
            weight = "" if part.weight == 1 else f" × {print_points(part.weight)}"
            zh.append(f"{print_range(part.points)}/{print_points(part.full)} 分{weight}")
            en.append(f"{print_range(part.points)}/{print_points(part.full)} points{weight}")
        for text in (mark, part.reason):
            if text is not None:
                zh.append(text.zh)
                en.append(text.en)
        steps = [*self._scores(part), *self._verdicts(part), *self._ranked(part)]
        cited = self.spec.parts.get(part.part)
        if cited is not None and cited.document:
            article = self.explainer.article(cited.document, cited.article, cited.unverified)
            steps += [article] if article else []
        return Trace("part", Text(" ".join(zh), " ".join(en)), part.to_json(), tuple(steps))

    def _scores(self, part: PartResult) -> Iterator[Trace]:
        """Each column with who gave it, why, and where it stood."""
        scores = self.spec.scores
        for column, score in part.scores.items() if scores else ():
            assert scores is not None
            address = self.grader.sheets.address(self.framework.forms[scores.form], scores, self.org, score)
            where, name = str(address) if address else "—", COLUMN_NAMES[column]
            points = print_points(score.score)
            zh, en = f"{name.zh} {points} ← {where}", f"{name.en} {points} ← {where}"
            if score.given_by:
                zh, en = f"{zh};评分人:{score.given_by}", f"{en}; given by {score.given_by}"
            if score.reason:
                zh, en = f"{zh};理由:{score.reason}", f"{en}; reason: {score.reason}"
            data = score.to_json() | {"address": address.to_json() if address else None}
            yield Trace("score", Text(zh, en), data)

    def _verdicts(self, part: PartResult) -> Iterator[Trace]:
        for name in part.standards:
            for verdict in self.grader.parts.verdicts(name, self.org, self.year):
                yield verdict_trace(self.explainer, verdict)

    def _ranked(self, part: PartResult) -> Iterator[Trace]:
        cited = self.spec.parts.get(part.part)
        if isinstance(cited, schema.RankPart):
            yield self.explainer.explain(self.grader.parts.value(cited.indicator, self.org, self.year), 0)
