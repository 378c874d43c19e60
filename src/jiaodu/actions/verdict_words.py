"""The verdicts of an evaluation in words, as pages show them: from the archive and the framework alone. Floor: actions.

In: an `Evaluation`, a framework, a unit. Out: `UnitVerdicts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation import OP_NAMES, OUTCOME_NAMES, Evaluation, Outcome, Verdict
from jiaodu.core.evaluation.grading.wording import print_range, say_grade
from jiaodu.core.evaluation.margins import print_margin
from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import round_half_up


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict in words; `number` names it in addresses."""

    verdict: Verdict
    name: Text
    value: Text
    asked: Text
    margin: Text
    basis: Text


@dataclass(frozen=True, slots=True)
class Group:
    """The verdicts of one focus of the frame, or those of none."""

    name: Text
    lines: tuple[VerdictLine, ...]


@dataclass(frozen=True, slots=True)
class UnitVerdicts:
    """The verdicts on one unit, and its grades as (scheme, grade, points)."""

    org: str
    name: Text
    groups: tuple[Group, ...]
    counts: Mapping[str, int]
    grades: tuple[tuple[Text, Text, str], ...] = ()

    @property
    def tally(self) -> list[tuple[str, Text, int]]:
        """How many verdicts of each outcome, those that do not apply left out: id, words, number."""
        shown = (Outcome.MET, Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)
        return [(o.value, OUTCOME_NAMES[o], self.counts.get(o.value, 0)) for o in shown]


def name_of(evaluation: Evaluation, org: str) -> Text:
    """The name of a unit in both languages."""
    return Text(evaluation.name(org), evaluation.name(org, "en"))


def counts_of(evaluation: Evaluation, org: str) -> Mapping[str, int]:
    """How many verdicts of each outcome a unit has; proxies are no findings and count apart."""
    return Counter(v.outcome.value for v in evaluation.verdicts if v.org == org and v.basis != "proxy")


def say_unit(evaluation: Evaluation, framework: Framework, org: str) -> UnitVerdicts:
    """The verdicts on a unit in words, by focus of the frame, and its grades."""
    mine = [v for v in evaluation.verdicts if v.org == org and (v.outcome is not Outcome.NOT_APPLICABLE or v.exemption)]
    writer = _Lines(evaluation, framework)
    groups = [Group(name, tuple(writer.lines(found))) for name, found in _grouped(mine, framework)]
    grades = tuple(
        (framework.gradings[g.scheme].name, say_grade(framework.gradings[g.scheme].spec, g), print_range(g.total))
        for g in evaluation.grades
        if g.org == org
    )
    return UnitVerdicts(org, name_of(evaluation, org), tuple(groups), counts_of(evaluation, org), grades)


def _grouped(mine: Sequence[Verdict], framework: Framework) -> Iterator[tuple[Text, list[Verdict]]]:
    """By focus of the frame; then the rest; proxies, which are no findings under the law, apart."""
    done: set[str] = set()
    for focus in framework.frame.focuses.values() if framework.frame else ():
        wanted = {s for task in focus.tasks for s in task.standards} - done
        found = [v for v in mine if v.standard in wanted]
        if found:
            yield Text(f"{focus.number}. {focus.name.zh}", f"{focus.number}. {focus.name.en}"), found
            done |= wanted
    rest = [v for v in mine if v.standard not in done]
    for name, found in (
        (Text("其他标准", "other standards"), [v for v in rest if v.basis != "proxy"]),
        (
            Text("代理口径（不是法定结论）", "proxies (not findings under the law)"),
            [v for v in rest if v.basis == "proxy"],
        ),
    ):
        if found:
            yield name, found


class _Lines:
    """Verdicts in words, from the archive and the framework alone."""

    def __init__(self, evaluation: Evaluation, framework: Framework) -> None:
        self.evaluation, self.framework = evaluation, framework

    def lines(self, found: Sequence[Verdict]) -> Iterator[VerdictLine]:
        for v in found:
            indicator = self.framework.indicators[v.indicator]
            margin = print_margin(v, indicator) if v.margin is not None else Text("", "")
            yield VerdictLine(
                v, self._name(v, indicator), self._value(v), self._asked(v, indicator), margin, self._basis(v)
            )

    def _name(self, v: Verdict, indicator: Indicator) -> Text:
        name = self.framework.standards[v.standard].name
        if not v.cell:
            return name
        cells = [self._code(indicator, by, code) for by, code in zip(indicator.by, v.cell, strict=True)]
        zh, en = "、".join(c.zh for c in cells), ", ".join(c.en for c in cells)
        return Text(f"{name.zh}（{zh}）", f"{name.en} ({en})")

    def _code(self, indicator: Indicator, by: str, code: str) -> Text:
        for id_ in self.framework.closure([indicator.id]):
            table = self.framework.indicators[id_].spec.table
            form = self.framework.forms[table] if table else None
            if form and (by in form.spec.grain or by in form.spec.items) and code in form.item(by).codes:
                return form.item(by).codes[code].name
        return Text(code, code)

    def _value(self, v: Verdict) -> Text:
        if v.unit:
            return _number(None if v.compared is None else round_half_up(v.compared, 0), v.unit)
        standard = self.framework.standards[v.standard]
        id_ = standard.spec.indicator if standard.spec.kind == "growth" else v.indicator
        value = self.evaluation.value(id_ or v.indicator, v.org, v.cell)
        if value is None or value.rounded is None:
            return Text("—", "—")
        label = self.framework.label_of(self.framework.indicators[value.indicator], value.exact)
        return label or _number(value.rounded, self.framework.indicators[value.indicator].spec.unit)

    def _asked(self, v: Verdict, indicator: Indicator) -> Text:
        if v.limit is None:
            return Text("—", "—")
        if self.framework.standards[v.standard].spec.kind == "growth":
            return Text("不低于上年", "not below last year") if v.op == ">=" else Text("高于上年", "above last year")
        if not v.unit and (label := self.framework.label_of(indicator, v.limit)):
            return label
        limit = _number(v.limit, v.unit or indicator.spec.unit)
        return Text(f"{OP_NAMES[v.op]} {limit.zh}", f"{OP_NAMES[v.op]} {limit.en}")

    def _basis(self, v: Verdict) -> Text:
        document = self.framework.documents.get(v.document)
        if document is None:
            return Text("", "")
        zh, en = (f"{document.number or title} {v.article}".strip() for title in (document.title.zh, document.title.en))
        return Text(zh, en)


def _number(number: Any, unit: str) -> Text:
    if number is None:
        return Text("—", "—")

    def with_(printed: str) -> str:
        return f"{number:,f}{printed if printed in ('%', '‰') else (' ' + printed if printed else '')}"

    return Text(with_(printed_unit(unit)), with_(printed_unit(unit, "en")))
