"""The verdicts of a round's units: computed by the worker after approvals, kept in the store's archive, read from there.

Floor: actions. In: an actor and a round. Out: `Verdicts` as a page shows them; traces of single ones. Nothing is computed for a page.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction

from jiaodu import __version__
from jiaodu.actions.acting import Actor, NotThere, demand, may
from jiaodu.actions.holdings import path_of, read_facts, read_framework, store_folder
from jiaodu.actions.jobs import Run as JobRun
from jiaodu.actions.jobs import jobs_within, start_job, work
from jiaodu.actions.rounds import find_round
from jiaodu.actions.verdict_words import UnitVerdicts, counts_of, name_of, say_unit
from jiaodu.core.base.organisations import TreeView
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import Evaluation, evaluate, open_values
from jiaodu.core.evaluation.archive import archive_path, read_archive, write_archive
from jiaodu.core.evaluation.evaluate import Run, last_day
from jiaodu.core.facts.manifest import read_head
from jiaodu.core.facts.reading import Facts, open_snapshot
from jiaodu.core.framework import Framework
from jiaodu.core.lineage import Trace, explain_standard
from jiaodu.records.models import Job, Round

KIND = "round.judge"
LOOK_BACK = 60  # snapshots that are looked through for the last evaluation


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a round's page of verdicts shows. `snapshot` is empty where nothing was computed yet, `is_current` that the store is still there.

    Of a preview, `waiting` says how many submitted forms that nobody has approved yet are counted in.
    """

    round: Round
    units: tuple[tuple[str, Text, Mapping[str, int]], ...] = ()
    unit: UnitVerdicts | None = None
    snapshot: str = ""
    made: str = ""
    is_current: bool = False
    has_standards: bool = True
    may_compute: bool = False
    job: Job | None = None
    waiting: int = 0
    is_preview: bool = False
    may_preview: bool = False


# --- computing ------------------------------------------------------------------------------------------------------


def ask_for_verdicts(actor: Actor, number: int) -> Job:
    """Let the worker judge a round's units on the store as it stands; one that waits already is enough."""
    with transaction.atomic():
        made = find_round(actor, number)
        if not _may_compute(actor, made):
            demand(actor, "facts.see", made.path)
        # one that somebody else asked for counts only where the actor can look at it
        waiting = jobs_within(actor).filter(kind=KIND, state=Job.State.QUEUED, arguments={"round": number}).first()
        return waiting or start_job(actor, KIND, {"round": number}, org=made.org, path=made.path)


@work(KIND, "计算判定结果", "judging a round's units")
def judge_round(run: JobRun, round: int) -> Mapping[str, Any]:
    """Evaluate the units of a round over the store's head and keep the result in the archive."""
    made = find_round(run.actor, round)
    return judge(run, made, read_facts(), f"/rounds/{made.pk}/verdicts/")


def judge(run: JobRun, made: Round, facts: Facts, link: str) -> Mapping[str, Any]:
    """Evaluate the units of a round over facts and keep the result; gives what it came to, in words."""
    framework = read_framework(tuple(made.packs))
    orgs = units_of(made, framework, facts)
    if not orgs:
        return {"zh": "这一轮没有可判定的单位。", "en": "The round has no unit to be judged.", "link": link}
    found = evaluate(
        framework, facts, made.year, orgs=orgs, progress=lambda org, done, total: run.step(done, total, org)
    )
    write_archive(store_folder(), found.evaluation)
    counts = Counter(v.outcome.value for v in found.evaluation.verdicts)
    zh = f"{len(orgs)} 个单位，达标 {counts['met']} 项，不达标 {counts['not_met']} 项，无法判定 {counts['not_assessable']} 项（快照 {facts.name}）"
    en = f"{len(orgs)} units: {counts['met']} met, {counts['not_met']} not met, {counts['not_assessable']} not assessable (snapshot {facts.name})"
    return {"zh": zh, "en": en, "link": link}


def units_of(made: Round, framework: Framework, facts: Facts) -> list[str]:
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
    orgs = units_of(made, framework, facts)
    base = Verdicts(
        made,
        has_standards=bool(framework.standards or framework.gradings) and bool(orgs),
        may_compute=_may_compute(actor, made),
        job=last_job(KIND, number),
        may_preview=may(actor, "task.review") or may(actor, "task.approve"),
    )
    path = _newest(made, framework, orgs, facts) if orgs else None
    return base if path is None else shown(actor, base, read_kept(path), org, facts.name)


def shown(actor: Actor, base: Verdicts, evaluation: Evaluation, org: str, current: str) -> Verdicts:
    """What an evaluation says of the units in reach, and of one of them. Raises: NotThere for a unit out of reach."""
    seen = [c for c in evaluation.run.orgs if may(actor, "facts.see", path_of(_view(base.round), c))]
    if org and org not in seen:
        raise NotThere(org)
    chosen = org or (seen[0] if len(seen) == 1 else "")
    framework, run = read_framework(tuple(base.round.packs)), evaluation.run
    return replace(
        base,
        units=tuple((c, name_of(evaluation, c), counts_of(evaluation, c)) for c in seen),
        unit=say_unit(evaluation, framework, chosen) if chosen else None,
        snapshot=run.snapshot, made=run.made, is_current=run.snapshot == current, has_standards=True,
    )  # fmt: skip


@functools.lru_cache(maxsize=8)
def read_kept(path: Path) -> Evaluation:
    """An evaluation of the archive, read once: what is kept there is never written over."""
    return read_archive(path)


def last_job(kind: str, number: int) -> Job | None:
    """The last job of a kind on a round."""
    return Job.objects.filter(kind=kind, arguments={"round": number}).order_by("-created").first()


def _view(made: Round) -> TreeView:
    return read_facts().tree().at(last_day(made.year))


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


def _newest(made: Round, framework: Framework, orgs: Sequence[str], facts: Facts) -> Path | None:
    """The archive of these units on the newest snapshot that has one."""
    head = read_head(store_folder()).number
    for number in range(head, max(0, head - LOOK_BACK), -1):
        path = archive_of(made, framework, orgs, facts, f"S{number}")
        if path.exists():
            return path
    return None


def archive_of(made: Round, framework: Framework, orgs: Sequence[str], facts: Facts, name: str) -> Path:
    """Where the evaluation of these units over the facts of a name is kept."""
    level = facts.tree().at(last_day(made.year)).units[orgs[0]].level
    packs = tuple(p.ref for p in framework.packs)
    run = Run(name, framework.hash, packs, made.year, level, tuple(orgs), "", __version__, duckdb.__version__)
    return archive_path(store_folder(), run)
