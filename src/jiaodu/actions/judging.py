"""The verdicts of a round's units: computed by the worker after approvals, kept in the store's archive, read from there.

Floor: actions. In: an actor and a round. Out: `Verdicts` as a page shows them; traces of single ones. Nothing is computed for a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction

from jiaodu import __version__
from jiaodu.actions.acting import Actor, NotThere, demand, may
from jiaodu.actions.holdings import path_of, read_facts, read_framework, store_folder
from jiaodu.actions.jobs import Run as JobRun
from jiaodu.actions.jobs import start_job, work
from jiaodu.actions.rounds import find_round
from jiaodu.core.base.organisations import TreeView
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation import OP_NAMES, OUTCOME_NAMES, Evaluation, Outcome, Verdict, evaluate, open_values
from jiaodu.core.evaluation.archive import archive_path, read_archive, write_archive
from jiaodu.core.evaluation.evaluate import Run, last_day
from jiaodu.core.evaluation.grading.wording import print_range, say_grade
from jiaodu.core.evaluation.margins import print_margin
from jiaodu.core.facts.manifest import read_head
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import round_half_up
from jiaodu.core.lineage import Trace, explain_standard
from jiaodu.records.models import Job, Round

KIND = "round.judge"
LOOK_BACK = 60  # snapshots that are looked through for the last evaluation


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


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a round's page of verdicts shows. `snapshot` is empty where nothing was computed yet, `is_current` that the store is still there."""

    round: Round
    units: tuple[tuple[str, Text, Mapping[str, int]], ...] = ()
    unit: UnitVerdicts | None = None
    snapshot: str = ""
    made: str = ""
    is_current: bool = False
    has_standards: bool = True
    may_compute: bool = False
    job: Job | None = None


# --- computing ------------------------------------------------------------------------------------------------------


def ask_for_verdicts(actor: Actor, number: int) -> Job:
    """Let the worker judge a round's units on the store as it stands; one that waits already is enough."""
    with transaction.atomic():
        made = find_round(actor, number)
        if not _may_compute(actor, made):
            demand(actor, "facts.see", made.path)
        waiting = Job.objects.filter(kind=KIND, state=Job.State.QUEUED, arguments={"round": number}).first()
        return waiting or start_job(actor, KIND, {"round": number}, org=made.org, path=made.path)


@work(KIND, "计算判定结果", "judging a round's units")
def judge_round(run: JobRun, round: int) -> Mapping[str, Any]:
    """Evaluate the units of a round over the store's head and keep the result in the archive."""
    made = find_round(run.actor, round)
    facts, framework = read_facts(), read_framework(tuple(made.packs))
    orgs = units_of(made, framework, facts)
    link = f"/rounds/{made.pk}/verdicts/"
    if not orgs:
        return {"zh": "这一轮没有可判定的单位。", "en": "The round has no unit to be judged.", "link": link}
    found = evaluate(
        framework, facts, made.year, orgs=orgs, progress=lambda org, done, total: run.step(done, total, org)
    )
    write_archive(store_folder(), found.evaluation)
    counts = Counter(v.outcome.value for v in found.evaluation.verdicts)
    zh = f"{len(orgs)} 个单位，达标 {counts['met']} 项，未达标 {counts['not_met']} 项，无法判定 {counts['not_assessable']} 项（快照 {facts.name}）"
    en = f"{len(orgs)} units: {counts['met']} met, {counts['not_met']} not met, {counts['not_assessable']} not assessable (snapshot {facts.name})"
    return {"zh": zh, "en": en, "link": link}


def units_of(made: Round, framework: Framework, facts: Snapshot) -> list[str]:
    """The units of a round that are judged: those of the frame's level in its subtree; without a frame those with standards."""
    view = facts.tree().at(last_day(made.year))
    if framework.frame:
        levels = {framework.frame.level}
    else:
        judged = (framework.indicators[s.spec.indicator] for s in framework.standards.values() if s.spec.indicator)
        levels = {level for indicator in judged for level in indicator.spec.levels}
        levels |= {level for g in framework.gradings.values() for level in g.spec.levels}
    return sorted(c for c, u in view.units.items() if u.level in levels and path_of(view, c).startswith(made.path))


# --- reading --------------------------------------------------------------------------------------------------------


def read_verdicts(actor: Actor, number: int, org: str = "") -> Verdicts:
    """The round's verdicts of the newest snapshot for which there are any, of the units in reach.

    Raises: NotThere; JiaoduError (A01) for those who may not see facts.
    """
    made = find_round(actor, number)
    demand(actor, "facts.see")
    framework, facts = read_framework(tuple(made.packs)), read_facts()
    view = facts.tree().at(last_day(made.year))
    orgs = units_of(made, framework, facts)
    base = Verdicts(
        made,
        has_standards=bool(framework.standards or framework.gradings) and bool(orgs),
        may_compute=_may_compute(actor, made),
        job=Job.objects.filter(kind=KIND, arguments={"round": number}).order_by("-created").first(),
    )
    path = _newest(made, framework, orgs, view) if orgs else None
    if path is None:
        return base
    evaluation = read_archive(path)
    seen = [c for c in evaluation.run.orgs if may(actor, "facts.see", path_of(view, c))]
    if org and org not in seen:
        raise NotThere(org)
    units = tuple((c, _name(evaluation, c), _counts(evaluation, c)) for c in seen)
    chosen = org or (seen[0] if len(seen) == 1 else "")
    unit = _unit(evaluation, framework, chosen) if chosen else None
    run = evaluation.run
    return Verdicts(
        made, units, unit, run.snapshot, run.made, run.snapshot == facts.name, True, base.may_compute, base.job
    )


def explain_verdict(actor: Actor, number: int, org: str, standard: str) -> tuple[Round, Trace]:
    """Why a standard came out as it did for a unit, down to task, cell, person and time; over the snapshot that was judged.

    Raises: NotThere; JiaoduError (A01).
    """
    shown = read_verdicts(actor, number, org)
    framework = read_framework(tuple(shown.round.packs))
    if standard not in framework.standards or not shown.snapshot:
        raise NotThere(standard)
    asked = framework.standards[standard]
    facts = read_facts() if shown.is_current else open_snapshot(store_folder(), shown.snapshot)
    values, judge = open_values(framework, facts, shown.round.year)
    ordinal = values.results.periods[judge.indicator_of(asked).period_kind][0]
    return shown.round, explain_standard(judge, asked, org, ordinal)


def _may_compute(actor: Actor, made: Round) -> bool:
    """Whoever may see facts somewhere in the round: nothing but what can be seen is made."""
    return may(actor, "facts.see", made.path) or any(
        g.path.startswith(made.path) and may(actor, "facts.see", g.path) for g in actor.grants
    )


def _newest(made: Round, framework: Framework, orgs: Sequence[str], view: TreeView) -> Path | None:
    """The archive of these units on the newest snapshot that has one."""
    folder = store_folder()
    packs = tuple(p.ref for p in framework.packs)
    level = view.units[orgs[0]].level
    head = read_head(folder).number
    for number in range(head, max(0, head - LOOK_BACK), -1):
        run = Run(
            f"S{number}", framework.hash, packs, made.year, level, tuple(orgs), "", __version__, duckdb.__version__
        )
        path = archive_path(folder, run)
        if path.exists():
            return path
    return None


def _name(evaluation: Evaluation, org: str) -> Text:
    return Text(evaluation.name(org), evaluation.name(org, "en"))


def _counts(evaluation: Evaluation, org: str) -> Mapping[str, int]:
    return Counter(v.outcome.value for v in evaluation.verdicts if v.org == org and v.basis != "proxy")


def _unit(evaluation: Evaluation, framework: Framework, org: str) -> UnitVerdicts:
    mine = [v for v in evaluation.verdicts if v.org == org and (v.outcome is not Outcome.NOT_APPLICABLE or v.exemption)]
    writer = _Lines(evaluation, framework)
    groups = [Group(name, tuple(writer.lines(found))) for name, found in _grouped(mine, framework)]
    grades = tuple(
        (framework.gradings[g.scheme].name, say_grade(framework.gradings[g.scheme].spec, g), print_range(g.total))
        for g in evaluation.grades
        if g.org == org
    )
    return UnitVerdicts(org, _name(evaluation, org), tuple(groups), _counts(evaluation, org), grades)


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
