"""Grades in a report: the result of a scheme for the unit, its counts or points, and the parts that fell short.

Floor: reports. In: the `Graded` of a unit. Out: paragraphs and tables whose numbers are figures, and lines of the annex.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.problems import problem
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import Outcome
from jiaodu.core.evaluation.grading import Graded
from jiaodu.core.evaluation.grading.model import PartResult
from jiaodu.core.evaluation.grading.wording import part_name, print_points, print_range, say_grade, say_mark
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Grading
from jiaodu.core.framework.report_links import ALL_GRADES
from jiaodu.reports.annex import UNVERIFIED
from jiaodu.reports.document import Block, Entry, Figure, Inline, Paragraph, Run, Table
from jiaodu.reports.figures import Figures
from jiaodu.reports.missing import NO_DATA
from jiaodu.reports.numbers import typeset

WIDTHS = (48, 20, 32)
NOT_GRADED = Text("本单位没有按这个方案评定", "the unit is not graded by this scheme")


class Grades:
    """Writes the grades of one report and remembers their figures for the annex."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.framework = figures, figures.framework
        self.t, self.text = figures.t, figures.text
        self.made: dict[str, list[str]] = {}

    def asked(self, block: schema.ReportBlock) -> list[str]:
        """The schemes that a block asks for."""
        if ALL_GRADES not in block.grades:
            return list(block.grades)
        return [id_ for id_, scheme in self.framework.gradings.items() if self.figures.level in scheme.spec.levels]

    def blocks(self, id_: str) -> Iterator[Block]:
        """The result of a scheme: grade, points or counts, strikes, then the parts that fell short."""
        scheme, graded = self.framework.gradings[id_], self._graded(id_)
        yield Paragraph(tuple(self._result(scheme, graded)))
        if graded is None:
            return
        for struck in graded.struck:
            if struck.outcome is not Outcome.NOT_MET:
                yield Paragraph((Run(f"{self.text(struck.name)}{self.t('：', ': ')}{self.text(struck.effect)}"
                                     f"{self.t('。', '.')}"),))  # fmt: skip
        short = [p for p in graded.parts if fell_short(p)]
        if short:
            head = (self.t("评定项", "part"), self.t("结果", "result"), self.t("未达到的要求", "requirement not met"))
            caption = self.t(f"未达到的评定项（{len(short)}项）", f"Parts not reached ({len(short)})")
            yield Table(caption, head, tuple(self._part(scheme, p) for p in short), WIDTHS)

    def entries(self, after: int) -> tuple[Entry, ...]:
        """The lines of the annex, numbered after those of the values."""
        return tuple(self._entry(id_, n) for n, id_ in enumerate(self.made, after + 1))

    def _graded(self, id_: str) -> Graded | None:
        mine = (g for g in self.figures.evaluation.grades if g.org == self.figures.org and g.scheme == id_)
        return next(mine, None)

    def _result(self, scheme: Grading, graded: Graded | None) -> Iterator[Inline]:
        yield Run(f"{self.text(scheme.name)}{self.t('：', ': ')}")
        if graded is None:
            self.figures.problems.append(problem("R12", self.figures.place, name=scheme.name, reason=NOT_GRADED))
            shown = self.t(f"〔{NO_DATA.zh}：{NOT_GRADED.zh}〕", f"[{NO_DATA.en}: {NOT_GRADED.en}]")
            yield self._figure(scheme, "grade", shown, missing=True)
            yield Run(self.t("。", "."))
            return
        yield self._figure(scheme, "grade", self.text(say_grade(scheme.spec, graded)))
        if graded.unverified:
            yield Run(self.text(UNVERIFIED))
        if graded.total is not None and graded.full:
            yield Run(self.t("，得", ", "))
            yield self._figure(scheme, "points", print_range(graded.total))
            yield Run(self.t("分，满分", " points of "))
            yield self._figure(scheme, "full", print_points(graded.full))
            yield Run(self.t("分", ""))
        for mark, (sure, possible) in graded.marks.items():
            yield Run(f"{self.t('，', ', ')}{self.text(scheme.spec.marks[mark])}{self.t('', ' ')}")
            yield self._figure(scheme, f"mark_{mark}", str(sure) if sure == possible else f"{sure}–{possible}")
            yield Run(self.t("项", ""))
        yield Run(self.t("。", "."))

    def _figure(self, scheme: Grading, part: str, text: str, missing: bool = False) -> Figure:
        made = self.figures.id_for(f"grade_{scheme.id}", part)
        self.made.setdefault(scheme.id, []).append(made)
        name = scheme.name.in_(self.figures.language)
        return Figure(made, text, name, key_of(scheme.id), missing, part)

    def _part(self, scheme: Grading, part: PartResult) -> tuple[tuple[Inline, ...], ...]:
        said = [f"“{self.text(self.framework.standards[s].name)}”" for s in self._unmet(part)]
        if part.reason is not None and not said:
            said.append(self.text(part.reason))
        name = self.text(part_name(self.framework, scheme.spec, part.part))
        return ((Run(name),), tuple(self._reached(scheme, part)), (Run(self.t("；", "; ").join(said) or "—"),))

    def _reached(self, scheme: Grading, part: PartResult) -> Iterator[Inline]:
        """The mark or points of a part; a word where it got nothing."""
        mark = say_mark(scheme.spec, part.mark)
        if mark is not None:
            yield Run(self.text(mark))
        elif part.points is None or part.points.exact == 0:
            yield Run(self.t("未达到", "not reached"))
        else:
            yield self._figure(scheme, f"points_{part.part}", print_range(part.points))
            yield Run(self.t("分", f" of {print_points(part.full or part.points.most)}"))

    def _unmet(self, part: PartResult) -> list[str]:
        mine = [v for v in self.figures.evaluation.verdicts if v.org == self.figures.org]
        unmet = {v.standard for v in mine if v.outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)}
        return [s for s in part.standards if s in unmet]

    def _entry(self, id_: str, number: int) -> Entry:
        scheme, graded = self.framework.gradings[id_], self._graded(id_)
        flag = self.text(UNVERIFIED) if graded is not None and graded.unverified else ""
        document = self.framework.documents.get(scheme.spec.document or "")
        source = (
            ""
            if document is None
            else self.t(f"《{document.title.zh}》{document.number}", f"{document.title.en}, {document.number}")
        )
        notes = [*(graded.notes if graded else ()), *([scheme.spec.note] if scheme.spec.note else [])]
        value = self.text(say_grade(scheme.spec, graded) if graded else NOT_GRADED)
        return Entry(
            key_of(id_), number, self.text(scheme.name) + flag, value, graded is None,
            typeset(str(graded.period)) if graded else "", "", "", "", (source.strip(", "),) if source else (),
            tuple(self.text(n) for n in notes), (), tuple(self.made[id_]),
        )  # fmt: skip


def key_of(scheme: str) -> str:
    """The key of a scheme's line in the annex."""
    return f"grade--{scheme}"


def fell_short(part: PartResult) -> bool:
    """Whether a part did not surely reach all that it can."""
    if part.mark is not None:
        return part.mark.worst != 0
    return part.points is not None and part.full is not None and part.points.least < part.full
