"""What is not yet as it should be: the problems that the frame names with their measures, and every standard not met.

Floor: reports. In: the frame, the verdicts of a unit and the `Figures` of a report. Out: headings and paragraphs that
say who answers by when, or that this is not stated; nothing is invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text, unsaid
from jiaodu.core.evaluation import Outcome, Verdict
from jiaodu.core.framework import schema
from jiaodu.core.framework.references import FigureReference, references_in
from jiaodu.reports.annex import UNVERIFIED, article_of
from jiaodu.reports.document import Block, Heading, Inline, Paragraph, Run
from jiaodu.reports.figures import Figures
from jiaodu.reports.judged import Judged
from jiaodu.reports.numbers import print_day
from jiaodu.reports.sentences import Sentences

Stated = schema.NamedProblem | schema.MeasureItem | schema.Task
NO_DEPARTMENT = Text("未写明责任单位", "no responsible unit stated")
NO_DEADLINE = Text("未写明期限", "no deadline stated")
NO_PROBLEMS = Text("未写明存在的问题", "no problems stated")
NO_MEASURES = Text("未写明措施", "no measures stated")


class Rectifying:
    """Writes problems, measures and shortfalls of one report."""

    def __init__(self, sentences: Sentences, judged: Judged, places: Mapping[tuple[str | int, ...], Place]) -> None:
        self.sentences, self.judged, self.places = sentences, judged, places
        self.figures, self.frame = sentences.figures, sentences.figures.framework.frame
        self.named = problems_of(self.figures)
        self.t, self.text = sentences.t, sentences.text

    # --- what the frame names -----------------------------------------------------------------------------------

    def problems(self, level: int) -> Iterator[Block]:
        """The problems that the frame names, with their figures."""
        for id_, named in self.named.items():
            self.figures.place = self.places.get(("problems", id_), Place())
            yield Heading(level, f"{number_of(named.number, self.figures.language)}{self.text(named.name)}")
            said: set[str] = set()
            if named.text is not None:
                yield Paragraph(self.sentences.inlines(named.text))
                said = {asked.indicator for asked in references_in(named.text.in_(self.figures.language))}
            for name in named.indicators:
                if name not in said:
                    lead = Run(f"{self.text(self.figures.framework.indicators[name].name)}{self.t('：', ': ')}")
                    asked = self.sentences.asked(FigureReference(name, name))
                    yield Paragraph((lead, *asked, Run(self.t("。", "."))))
        if not self.named:
            yield Paragraph((Run(self._bracket((self.text(NO_PROBLEMS),))),), note=True)

    def measures(self, level: int) -> Iterator[Block]:
        """Their measures; what is not stated is said to be missing."""
        for named in self.named.values():
            yield Heading(level, f"{number_of(named.number, self.figures.language)}{self.text(named.measure)}")
            yield from self._items(named)
            yield Paragraph((Run(self._bracket(self._answering(named))),), note=True)
        if not self.named:
            yield Paragraph((Run(self._bracket((self.text(NO_MEASURES),))),), note=True)

    def _items(self, named: schema.NamedProblem) -> Iterator[Block]:
        """The steps of a measure: one sentence, or a line each where each has its own deadline or department."""
        apart = [i for i in named.measure_items if i.deadline or i.department]
        if not named.measure_items:
            return
        if not apart:
            items = self.t("；", "; ").join(self.text(i.text) for i in named.measure_items)
            yield Paragraph((Run(f"{items}{self.t('。', '.')}"),))
            return
        for n, item in enumerate(named.measure_items, 1):
            whole = item.model_copy(
                update={
                    "deadline": item.deadline or named.deadline,
                    "department": item.department or named.department,
                    "supports": item.supports or named.supports,
                }
            )
            said = self._bracket(self._answering(whole))
            yield Paragraph((Run(f"{n}. {self.text(item.text)}{self.t('。', '. ')}{said}"),))

    def _bracket(self, said: Sequence[str]) -> str:
        return self.t("〔{}〕", "[{}]").format(self.t("；", "; ").join(said))

    def _answering(self, stated: Stated) -> tuple[str, str]:
        """Who answers by when, in words, or that it is not stated."""
        department = self.text(NO_DEPARTMENT)
        if stated.department and self.frame:
            whole = stated.unverified
            names = [self._department(d, whole) for d in (stated.department, *stated.supports)]
            department = f"{self.t('责任单位：', 'responsible: ')}{names[0]}"
            if names[1:]:
                department += self.t("；配合单位：", "; with ") + self.t("、", ", ").join(names[1:])
            if whole:
                department += self.t("（分工未核实）", " (assignment unverified)")
        return department, self._deadline(stated.deadline)

    def _department(self, id_: str, whole: bool) -> str:
        """A department; where all of them are unverified that is said once, behind them."""
        assert self.frame is not None
        department = self.frame.departments[id_]
        return self.text(department.name) + (self.text(UNVERIFIED) if department.unverified and not whole else "")

    def _deadline(self, deadline: dt.date | str | None) -> str:
        if deadline is None:
            return self.text(NO_DEADLINE)
        lead = self.t("期限：", "deadline: ")
        return lead + (
            print_day(deadline, self.figures.language)
            if isinstance(deadline, dt.date)
            else self.t("长期坚持", "standing work")
        )

    def lacking(self) -> Iterator[Problem]:
        """R15: measures without deadline or responsible unit."""
        for id_, named in self.named.items():
            said = lacking_in(named)
            if said is not None:
                yield problem("R15", self.places.get(("problems", id_), Place(key=id_)), name=named.name, lacking=said)

    # --- standards not met --------------------------------------------------------------------------------------

    def shortfalls(self) -> Iterator[Block]:
        """Every standard in force that the unit does not meet or that cannot be judged, with who answers for it."""
        mine = [v for v in self.figures.evaluation.verdicts if v.org == self.figures.org and v.basis != "proxy"]
        for outcome, title in ((Outcome.NOT_MET, Text("不达标的标准", "Standards not met")),
                               (Outcome.NOT_ASSESSABLE, Text("无法判定的标准", "Standards that cannot be judged"))):  # fmt: skip
            found = [v for v in mine if v.outcome is outcome]
            if not found:
                none = Text(f"没有{title.zh}。", f"{title.en}: none.")
                yield Paragraph((Run(self.text(none)),))
                continue
            count = Text(f"{title.zh}{len(found)}项：", f"{title.en}: {len(found)}.")
            yield Paragraph((Run(self.text(count), strong=True),))
            groups: dict[tuple[str, str], list[Verdict]] = {}
            for verdict in found:
                # what is not met stands alone with its number; what cannot be judged says the same of every cell
                alone = "" if outcome is Outcome.NOT_ASSESSABLE else "、".join(verdict.cell)
                groups.setdefault((verdict.standard, alone), []).append(verdict)
            for n, group in enumerate(groups.values(), 1):
                yield Paragraph((Run(f"{n}. "), *self._shortfall(group)))

    def _shortfall(self, group: Sequence[Verdict]) -> Iterator[Inline]:
        framework, verdict = self.figures.framework, group[0]
        standard = framework.standards[verdict.standard]
        name = self.text(standard.name) + (self.text(UNVERIFIED) if verdict.unverified else "")
        indicator = framework.indicators[verdict.indicator]
        words = [self.text(self.figures.evaluated.values.results.cell_name(indicator, v.cell)) for v in group if v.cell]
        if unsaid(name, words):
            listed = self.t("、", ", ").join(words)
            name += self.t(f"（{listed}）", f" ({listed})")
        yield Run(f"“{name}”", strong=True)  # the name of what should be: 没有美术专用教室不足的学校
        found = tuple(self.judged.found(verdict))
        if found:
            yield Run(self.t("：", ": "))
        yield from found
        yield Run(self.t("。", ". ") + self._bracket(tuple(self._behind(verdict))))

    def _behind(self, verdict: Verdict) -> Iterator[str]:
        task = next(
            (
                t
                for f in (self.frame.focuses.values() if self.frame else ())
                for t in f.tasks
                if verdict.standard in t.standards
            ),
            None,
        )
        article = article_of(self.figures, verdict)
        if article:
            yield self.t("依据：", "basis: ") + article
        if task is None:
            yield from (self.text(NO_DEPARTMENT), self.text(NO_DEADLINE))
        else:
            yield from self._answering(task)


def problems_of(figures: Figures) -> Mapping[str, schema.NamedProblem]:
    """The problems that the frame names, of those that are one government's own only its own."""
    frame = figures.framework.frame
    named = frame.problems if frame else {}
    return {id_: n for id_, n in named.items() if not n.units or figures.org in n.units}


def lacking_in(named: schema.NamedProblem) -> Text | None:
    """What a measure does not state, None where all is there; each step may state it for itself."""
    steps = named.measure_items
    said = []
    if not named.department and not (steps and all(i.department for i in steps)):
        said.append(NO_DEPARTMENT)
    if not named.deadline and not (steps and all(i.deadline for i in steps)):
        said.append(NO_DEADLINE)
    if not said:
        return None
    return Text("、".join(t.zh for t in said), " and ".join(t.en.removesuffix(" stated") for t in said))


def number_of(number: int, language: str) -> str:
    """（一） … （九十九）; (1) in English."""
    if language == "en":
        return f"({number}) "
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    words = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    return f"（{words}）"
