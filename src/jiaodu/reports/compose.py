"""Compose: the pack's report template and an evaluation become a document tree.

Floor: reports. In: an `Evaluated`, a unit and, where the edition has several, a template. Out: `Document`, in which every
number that comes from a value is a figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from jiaodu.core.base.organisations import LEVEL_NAMES, Organisation
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.core.evaluation import Evaluated
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework, Template
from jiaodu.core.indicators.applies import fits
from jiaodu.reports.annex import Annex
from jiaodu.reports.below import Below
from jiaodu.reports.charts.boundaries import Boundaries
from jiaodu.reports.charts.making import make_charts
from jiaodu.reports.document import (
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Signature,
    Table,
    count_characters,
)
from jiaodu.reports.editions.record import record_edition
from jiaodu.reports.figures import Figures
from jiaodu.reports.findings import find_findings
from jiaodu.reports.grades import Grades
from jiaodu.reports.judged import Judged
from jiaodu.reports.rectifying import Rectifying
from jiaodu.reports.sentences import Sentences
from jiaodu.reports.signature import make_signature
from jiaodu.reports.wording import name_annexes

Steps = tuple[str | int, ...]


def compose_report(
    evaluated: Evaluated,
    org: str,
    language: Language = "zh",
    template: str | None = None,
    boundaries: Boundaries | None = None,
    day: dt.date | None = None,
) -> Document:
    """Write the report of a unit by a template of its level (by default the first); its maps on `boundaries`, dated `day`.

    Raises:
        JiaoduError: R01 when the pack has no report template, R10 when none is for the unit's level, R11 for a template
            that is not there, and what is wrong with the template (P14, R13, R14 …).
    """
    figures = Figures(evaluated, org, language)
    chosen = choose_template(evaluated.values.framework, figures.unit, template)
    return _Composer(figures, chosen, boundaries, day).document()


def has_template(evaluated: Evaluated, org: str, name: str | None = None) -> bool:
    """Whether a template is for a unit."""
    unit = Figures(evaluated, org, "zh").unit
    return bool(_fitting(evaluated.values.framework, unit, name))


def choose_template(framework: Framework, unit: Organisation | None, name: str | None = None) -> Template:
    """The template by that name, else the first that is for a unit. Raises JiaoduError, see `compose_report`."""
    ref, templates = framework.main.ref, framework.reports
    if not templates:
        raise JiaoduError(problem("R01", Place(key=ref), pack=ref))
    if name is not None and name not in templates:
        raise JiaoduError(problem("R11", Place(key=name), pack=ref, name=name, known=list(templates)))
    fitting = _fitting(framework, unit, name)
    if not fitting:
        level = unit.level if unit else ""
        known = list(dict.fromkeys(t.level or "" for t in templates.values()))
        names = LEVEL_NAMES.get(level, Text(level, level))
        raise JiaoduError(problem("R10", Place(key=unit.code if unit else ref), pack=ref, level=names, known=known))
    if fitting[0].faults:
        raise JiaoduError(fitting[0].faults)
    return fitting[0]


def _fitting(framework: Framework, unit: Organisation | None, name: str | None) -> list[Template]:
    """The templates for a unit, or the one by that name if it is for it."""
    level = unit.level if unit else ""
    mine = [t for t in framework.reports.values() if t.level in (level, None) and (name is None or t.id == name)]
    return [t for t in mine if fits(unit, t.spec.where) and (not t.spec.units or (unit and unit.code in t.spec.units))]


class _Composer:
    def __init__(
        self, figures: Figures, template: Template, boundaries: Boundaries | None, day: dt.date | None
    ) -> None:
        self.figures, self.template, self.spec = figures, template, template.spec
        self.boundaries, self.day = boundaries, day
        self.sentences, self.judged = Sentences(figures), Judged(figures)
        self.rectifying = Rectifying(self.sentences, self.judged, template.places)
        self.grades, self.below = Grades(figures), Below(figures, self.judged)
        self.t, self.text = figures.t, figures.text

    def document(self) -> Document:
        spec, run = self.spec, self.figures.evaluation.run
        body, closing = tuple(self._body()), tuple(self._closing())
        addressee = self.text(spec.addressee) if spec.addressee else ""
        characters = count_characters((*body, *closing), addressee)
        annex = Annex(self.figures)
        coverage = annex.coverage()
        signature = self._signature(body, closing, coverage is not None)
        blocks = (*body, *([signature] if signature else []), *closing)
        entries = (*annex.entries(), *self.grades.entries(len(annex.values) + len(self.figures.stood)))
        packs = self.t("、", ", ").join(run.packs)
        footer = self.t(
            f"快照 {run.snapshot} · 框架 {packs}（校验值 {run.framework[:12]}） · 教督 {run.jiaodu}",
            f"snapshot {run.snapshot} · packs {packs} (hash {run.framework[:12]}) · jiaodu {run.jiaodu}",
        )
        problems = {p.line("en"): p for p in (*self.figures.problems, *self._lacking())}
        document = Document(
            self.sentences.filled(spec.title), addressee,
            self.figures.language, blocks, entries, coverage,
            find_findings(annex, entries, characters, spec.limit_characters, signature), annex.files(), footer, characters,
            spec.limit_characters, self.figures.org, run.year, run.snapshot, run.framework, run.made,
            self.figures.evaluation.name(self.figures.org, self.figures.language), run.packs, run.jiaodu,
            problems=tuple(problems.values()), template=self.template.id,
        )  # fmt: skip
        return replace(document, edition=record_edition(document).id)

    def _signature(self, body: tuple[Block, ...], closing: tuple[Block, ...], coverage: bool) -> Signature | None:
        """What stands between the body and the tables behind it; it names those and the annexes."""
        charts = any(isinstance(b, Chart) for b in (*body, *closing))
        captions = [b.caption for b in closing if isinstance(b, Table)]
        names = [title for _, title in name_annexes(self.figures.language, coverage, charts)]
        return make_signature(self.spec, self.sentences, [*captions, *names], self.day)

    def _body(self) -> Iterator[Block]:
        for i, block in enumerate(self.spec.opening):
            yield from self._block(block, ("opening", i))
        for i, section in enumerate(self.spec.sections):
            yield from self._section(section, 1, ("sections", i))

    def _closing(self) -> Iterator[Block]:
        for i, block in enumerate(self.spec.closing):
            yield from self._block(block, ("closing", i))

    def _section(self, section: schema.ReportSection, level: int, steps: Steps) -> Iterator[Block]:
        yield Heading(level, self.sentences.filled(section.title))
        for i, block in enumerate(section.blocks):
            yield from self._block(block, (*steps, "blocks", i))
        if section.include == "problems":
            yield from self.rectifying.problems(level + 1)
        elif section.include == "measures":
            yield from self.rectifying.measures(level + 1)
        elif section.include == "shortfalls":
            yield from self.rectifying.shortfalls()
        for i, inner in enumerate(section.sections):
            yield from self._section(inner, level + 1, (*steps, "sections", i))

    def _block(self, block: schema.ReportBlock, steps: Steps) -> Iterator[Block]:
        self.figures.place = self.template.places[steps]
        if block.text is not None:
            yield Paragraph(self.sentences.inlines(block.text))
        elif block.table:
            yield from self.judged.table(block)
        elif block.statistics:
            yield self.sentences.statistics(block)
        elif block.units:
            yield from self.below.blocks(block)
        elif block.chart:
            yield from make_charts(self.figures, block, self.boundaries)
        for scheme in self.grades.asked(block):
            yield from self.grades.blocks(scheme)

    def _lacking(self) -> Iterator[Problem]:
        """Measures without deadline or unit, where the report has measures at all."""
        if any(s.include == "measures" for s in self.spec.sections):
            yield from self.rectifying.lacking()
