"""Compose: the pack's report template and an evaluation become a document tree.

Floor: reports. In: an `Evaluated` and a unit. Out: `Document`, in which every number is a figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.core.evaluation import OP_NAMES, Evaluated, Outcome
from jiaodu.core.framework import schema
from jiaodu.core.framework.links import FIGURE
from jiaodu.reports.document import Block, Document, Heading, Inline, Paragraph, Run, Table, text_of
from jiaodu.reports.figures import Figures


def compose_report(evaluated: Evaluated, org: str, language: Language = "zh") -> Document:
    """Write the report of a unit.

    Raises:
        JiaoduError: R01 when the pack has no report template.
    """
    framework = evaluated.values.framework
    if framework.report is None:
        raise JiaoduError(problem("R01", Place(key=framework.main.ref), pack=framework.main.ref))
    return _Composer(evaluated, org, language, framework.report).document()


class _Composer:
    def __init__(self, evaluated: Evaluated, org: str, language: Language, template: schema.ReportTemplate) -> None:
        self.figures = Figures(evaluated, org, language)
        self.evaluated, self.language, self.template = evaluated, language, template
        self.frame = evaluated.values.framework.frame
        self.findings: list[str] = []

    def t(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        return text.in_(self.language)

    def document(self) -> Document:
        template = self.template
        blocks: list[Block] = [b for block in template.opening for b in self._block(block)]
        for section in template.sections:
            blocks += self._section(section, 1)
        blocks += [b for block in template.closing for b in self._block(block)]
        characters = sum(len("".join(text_of(b).split())) for b in blocks if not isinstance(b, Table))
        self._find(characters)
        run = self.evaluated.evaluation.run
        footer = self.t(
            f"快照 {run.snapshot} · 框架 {'、'.join(run.packs)}({run.framework[:12]}) · 教督 {run.jiaodu}",
            f"snapshot {run.snapshot} · packs {', '.join(run.packs)} ({run.framework[:12]}) · jiaodu {run.jiaodu}",
        )
        addressee = self.text(template.addressee) if template.addressee else ""
        return Document(
            self.text(template.title), addressee, self.language, tuple(blocks), self.figures.annex(), tuple(self.findings),
            footer, characters, template.limit_characters,
        )  # fmt: skip

    def _section(self, section: schema.ReportSection, level: int) -> Iterator[Block]:
        yield Heading(level, self.text(section.title))
        for block in section.blocks:
            yield from self._block(block)
        if section.include != "none":
            yield from self._named(section.include, level + 1)
        for inner in section.sections:
            yield from self._section(inner, level + 1)

    def _block(self, block: schema.ReportBlock) -> Iterator[Block]:
        if block.text is not None:
            yield Paragraph(tuple(self._inlines(self.text(block.text))))
        if block.table:
            yield self._table(block)

    def _inlines(self, text: str) -> Iterator[Inline]:
        at = 0
        for match in FIGURE.finditer(text):
            if match.start() > at:
                yield Run(text[at : match.start()])
            yield self.figures.figure(match[1], match[2] or "value")
            at = match.end()
        if at < len(text):
            yield Run(text[at:])

    def _table(self, block: schema.ReportBlock) -> Table:
        header = (
            self.t("指标", "indicator"),
            self.t("值", "value"),
            self.t("标准", "asked"),
            self.t("差距", "margin"),
            self.t("结论", "verdict"),
        )
        rows = tuple(self._row(id_) for id_ in block.table)
        return Table(self.text(block.caption) if block.caption else "", header, rows)

    def _row(self, indicator: str) -> tuple[tuple[Inline, ...], ...]:
        spec = self.evaluated.values.framework.indicators[indicator]
        verdict = self.figures.verdict(indicator)
        value = self.figures.figure(indicator)
        name: tuple[Inline, ...] = (Run(self.text(spec.name)),)
        if verdict is None:
            return (name, (value,), (Run("—"),), (Run("—"),), (Run("—"),))
        asked: Inline = Run(self.t("不低于上年", "not below last year"))
        if verdict.growth is None:
            asked = self.figures.figure(indicator, "limit")
        margin: Inline = self.figures.figure(indicator, "margin") if verdict.margin is not None else Run("—")
        op = Run(f"{OP_NAMES[verdict.op]} ") if verdict.growth is None else Run("")
        return (name, (value,), (op, asked), (margin,), (Run(self.text(verdict.name), strong=True),))

    def _named(self, what: str, level: int) -> Iterator[Block]:
        """The problems that the report names, or their measures; what is not stated is said to be missing."""
        for named in self.frame.problems.values() if self.frame else ():
            if what == "problems":
                yield Heading(level, f"{self._number(named.number)}{self.text(named.name)}")
                for id_ in named.indicators:
                    name = self.evaluated.values.framework.indicators[id_].name
                    yield Paragraph(
                        (Run(f"{self.text(name)}{self.t(':', ': ')}"), self.figures.figure(id_), Run(self.t("。", ".")))
                    )
            else:
                yield Heading(level, f"{self._number(named.number)}{self.text(named.measure)}")
                items = self.t("；", "; ").join(self.text(i) for i in named.measure_items)
                yield Paragraph((Run(f"{items}{self.t('。', '.')}"),))
                yield Paragraph((Run(self._limit(named)),), note=True)

    def _limit(self, named: schema.NamedProblem) -> str:
        departments = self.frame.departments if self.frame else {}
        unit = (
            self.text(departments[named.department].name)
            if named.department
            else self.t("未写明责任单位", "no responsible unit stated")
        )
        limit = named.deadline.isoformat() if named.deadline else self.t("未写明期限", "no deadline stated")
        if not named.department or not named.deadline:
            self.findings.append(
                self.t(f"问题“{named.name.zh}”的措施{'、'.join(x for x, y in (('未写明责任单位', named.department), ('未写明期限', named.deadline)) if not y)}", f"the measure for “{named.name.en}” states no {' and no '.join(x for x, y in (('responsible unit', named.department), ('deadline', named.deadline)) if not y)}")
            )  # fmt: skip
        return self.t(f"〔责任单位:{unit};期限:{limit}〕", f"[responsible: {unit}; deadline: {limit}]")

    def _number(self, number: int) -> str:
        return f"({'一二三四五六七八九十'[number - 1]})" if self.language == "zh" else f"({number}) "

    def _find(self, characters: int) -> None:
        """What a reader of the draft must know: figures without data, unmet standards, the length."""
        missing = dict.fromkeys(
            e.name
            for e in self.figures.annex()
            if self.figures.value(self.evaluated.values.framework.indicators[e.key]).exact is None
        )
        if missing:
            self.findings.insert(
                0,
                self.t(
                    f"{len(missing)} 个数字没有数据:{'、'.join(missing)}",
                    f"{len(missing)} figures have no data: {', '.join(missing)}",
                ),
            )
        open_ = [
            v
            for v in self.evaluated.evaluation.verdicts
            if v.outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE) and v.basis != "proxy"
        ]
        failed = [v for v in open_ if v.outcome is Outcome.NOT_MET]
        self.findings.append(
            self.t(
                f"不达标 {len(failed)} 项,无法判定 {len(open_) - len(failed)} 项",
                f"{len(failed)} not met, {len(open_) - len(failed)} not assessable",
            )
        )
        if self.template.limit_characters:
            limit = self.template.limit_characters
            over = characters > limit
            self.findings.append(
                self.t(
                    f"正文 {characters} 字,限 {limit} 字{',超出' if over else ''}",
                    f"body {characters} characters, limit {limit}{': over' if over else ''}",
                )
            )
