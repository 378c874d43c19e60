"""Open a year's evaluation from pack editions: which forms, who owes them, by when; looked at before, opened at once.

Floor: actions. In: `RoundPlan`. Out: `Preview`, then a `Round` with a task for each form and unit that owes it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, demand, write_audit
from jiaodu.actions.asking import asked_forms, deadline_of, owners_of, period_of, source_of
from jiaodu.actions.due_units import Unit, due_units
from jiaodu.actions.holdings import path_of, read_framework, view_on
from jiaodu.actions.jobs import Run, start_job, work
from jiaodu.actions.roles import read_roles
from jiaodu.actions.rounds import find_round
from jiaodu.core.base.calendar import is_known_year, is_working_day
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework.files import find_packs, read_pack_file, search_path
from jiaodu.core.framework.model import Form, Framework
from jiaodu.records.models import Grant, Job, Round, RoundForm, Task, User

# tasks written in one transaction: others can write in between
CHUNK = 4000
# with more tasks than this a round is opened as a job
AT_ONCE = 4000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What is to be opened. `forms`: the chosen ones with their own due days (None: that of the round); empty: all that are needed."""

    name: str
    packs: tuple[str, ...]
    year: int
    org: str
    due: dt.date
    forms: Mapping[str, dt.date | None] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    extend_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form of the plan: how many units owe it by when, and how many of these have nobody with an account who may fill it in.

    `elsewhere` names a running round that asks the same of some of the same units already.
    """

    form: str
    name: Text
    level: str
    period: str
    source: str
    due: dt.date
    owners: tuple[str, ...]
    department: str
    units: tuple[Unit, ...]
    without_account: tuple[Unit, ...]
    chosen: bool = True
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be opened, and what is doubtful about it. `tasks` counts forms × units."""

    plan: RoundPlan
    forms: tuple[FormPlan, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def chosen(self) -> tuple[FormPlan, ...]:
        """The forms that are asked for."""
        return tuple(f for f in self.forms if f.chosen)

    @property
    def tasks(self) -> int:
        """How many tasks there will be."""
        return sum(len(f.units) for f in self.chosen)

    @property
    def units(self) -> int:
        """How many units owe anything."""
        return len({u.code for f in self.chosen for u in f.units})

    @property
    def without_account(self) -> tuple[Unit, ...]:
        """Units that owe a form and have nobody who may fill it in, each once."""
        return tuple(sorted({u for f in self.chosen for u in f.without_account}, key=lambda u: u.path))


@functools.cache
def known_packs() -> Mapping[str, Text]:
    """Every pack edition that asks people for something, `id@edition`, with its title."""
    found: dict[str, Text] = {}
    for folder in find_packs(search_path()).values():
        spec = read_pack_file(folder)[0]
        if spec is None or not ((folder / "forms").is_dir() or spec.builds_on):
            continue
        for edition, about in spec.editions.items():
            title = Text(f"{spec.title.zh}·{about.title.zh}", f"{spec.title.en}: {about.title.en}")
            found[f"{spec.id}@{edition}"] = title
    return found


def preview_round(actor: Actor, plan: RoundPlan, today: dt.date | None = None) -> Preview:
    """What the plan would open.

    Raises: NotThere or JiaoduError (A01) for a unit where the actor may open none; JiaoduError (W01) for a unit or pack that is not there.
    """
    today = today or timezone.localdate()
    path = path_of(view_on(today), plan.org)
    demand(actor, "round.manage", path or "/?/")
    framework = read_framework(plan.packs)
    unknown = [name for name in plan.forms if name not in framework.forms]
    if unknown:
        raise JiaoduError([problem("W02", form=name, packs=plan.packs) for name in unknown])
    accounts = _Accounts(path)
    needed = asked_forms(framework, plan.packs)
    elsewhere = _asked_elsewhere(path, plan.year)
    # what is asked once need not be asked again: left out unless the office chooses it
    wanted = plan.forms or (needed - elsewhere.keys())
    forms = tuple(
        _plan_form(form, plan, framework, path, today, accounts, form.id in wanted, elsewhere.get(form.id, ""))
        for form in _askable(framework)
    )
    preview = Preview(plan, forms)
    return Preview(plan, forms, tuple(_doubts(preview, today)))


def open_round(actor: Actor, plan: RoundPlan, progress: Progress | None = None) -> Round:
    """Make the round and its tasks, and open it.

    Tasks are written some thousands at a time, so that others go on working; until the last is there the round is a draft
    that nobody is asked to fill in. Raises JiaoduError with every fault that forbids it (W01 to W04).
    """
    return fill_round(actor, draft_round(actor, plan), progress)


def start_round(actor: Actor, plan: RoundPlan) -> tuple[Round, Job | None]:
    """Open it at once, or, where there are very many tasks, as a job that shows how far it is."""
    if preview_round(actor, plan).tasks <= AT_ONCE:
        return open_round(actor, plan), None
    with transaction.atomic():
        made = draft_round(actor, plan)
        return made, start_job(actor, "round.open", {"number": made.pk}, org=made.org, path=made.path)


def go_on(actor: Actor, number: int) -> Job:
    """Write what is missing of a draft whose opening was interrupted, and open it."""
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        if made.state != Round.State.DRAFT:
            raise JiaoduError(problem("W05", round=made.name))
        return start_job(actor, "round.open", {"number": made.pk}, org=made.org, path=made.path)


@work("round.open", "开启一轮评价", "open a round")
def open_in_steps(run: Run, number: int) -> dict[str, str]:
    """A draft's tasks, some thousands at a time. Cancelled in between, it stays a draft that can be gone on with or discarded."""
    made = fill_round(
        run.actor, find_round(run.actor, number, "round.manage"), lambda done, total: run.step(done, total)
    )
    return {"zh": f"已开启“{made.name}”。", "en": f"“{made.name}” is open.", "link": f"/rounds/{made.pk}/"}


def draft_round(actor: Actor, plan: RoundPlan) -> Round:
    """The round with its forms, still without tasks: a draft."""
    preview = preview_round(actor, plan)
    faults = [p for p in preview.problems if p.severity == "error"]
    if faults:
        raise JiaoduError(faults)
    with transaction.atomic():
        made = Round.objects.create(
            name=plan.name.strip(), packs=list(plan.packs), year=plan.year, org=plan.org, due=plan.due,
            path=path_of(view_on(timezone.localdate()), plan.org), extend_until=plan.extend_until,
            created_by=_person(actor),
        )  # fmt: skip
        RoundForm.objects.bulk_create(
            RoundForm(
                round=made, form=f.form, level=f.level, source=f.source, due=f.due, owners=list(f.owners),
                department=f.department,
            )
            for f in preview.chosen
        )  # fmt: skip
        after = {"packs": list(plan.packs), "year": plan.year, "due": plan.due, "forms": len(preview.chosen)}
        write_audit(actor, "round.draft", org=plan.org, subject=f"round:{made.pk}", after=after)
    return made


def fill_round(actor: Actor, made: Round, progress: Progress | None = None) -> Round:
    """Write the tasks of a draft and open it. Going on after an interruption writes only what is not there yet."""
    demand(actor, "round.manage", made.path)
    tasks = list(tasks_due(made))
    for start in range(0, len(tasks), CHUNK):
        with transaction.atomic():
            Task.objects.bulk_create(tasks[start : start + CHUNK], ignore_conflicts=True)
        if progress:
            progress(min(start + CHUNK, len(tasks)), len(tasks))
    with transaction.atomic():
        made = Round.objects.select_for_update().get(pk=made.pk)
        if made.state != Round.State.DRAFT:
            raise JiaoduError(problem("W05", round=made.name))
        made.state, made.opened = Round.State.OPEN, timezone.now()
        made.save(update_fields=["state", "opened"])
        write_audit(
            actor, "round.open", org=made.org, subject=f"round:{made.pk}",
            before={"state": "draft"}, after={"state": "open", "tasks": len(tasks)},
        )  # fmt: skip
    return made


def tasks_due(made: Round, today: dt.date | None = None) -> Iterator[Task]:
    """The tasks that a round's forms ask for after the register as it stands; none of them saved."""
    framework = read_framework(made.packs)
    view = view_on(today or timezone.localdate())
    for asked in made.forms.all():
        form = framework.forms[asked.form]
        for period in period_of(form, framework, made.year):
            for unit in due_units(form, period, made.path, view):
                yield Task(
                    round=made, org=unit.code, path=unit.path, area=unit.area, form=form.id, period=period,
                    source=asked.source, due=asked.due,
                )  # fmt: skip


def _askable(framework: Framework) -> Iterable[Form]:
    """Forms that people fill in: no registers, none that the system computes, none that only official statistics bring."""
    return [f for f in framework.forms.values() if source_of(f, framework) is not None]


def _plan_form(
    form: Form,
    plan: RoundPlan,
    framework: Framework,
    path: str,
    today: dt.date,
    accounts: _Accounts,
    chosen: bool,
    elsewhere: str,
) -> FormPlan:
    periods = period_of(form, framework, plan.year)
    units = tuple(u for p in periods for u in due_units(form, p, path, view_on(today)))
    owners = owners_of(form)
    department = plan.departments.get(form.id, "")
    answer = (department,) if department else owners
    without = tuple(u for u in units if not accounts.may_fill(u.path, form.id, answer))
    due = plan.forms.get(form.id) or _stated(form, framework, plan.due, today)
    printed = "–".join(dict.fromkeys(str(Period(form.spec.period, p)) for p in (periods[0], periods[-1])))
    return FormPlan(
        form.id, form.name, form.spec.level, printed, source_of(form, framework) or "", due, owners, department, units,
        without, chosen, elsewhere,
    )  # fmt: skip


def _asked_elsewhere(path: str, year: int) -> dict[str, str]:
    """The forms that rounds of the same year, not yet closed, ask of units at, above or below a place; with a round's name."""
    running = Round.objects.filter(year=year).exclude(state=Round.State.CLOSED)
    near = [r for r in running if r.path.startswith(path) or path.startswith(r.path)]
    names = {r.pk: r.name for r in near}
    asked = RoundForm.objects.filter(round__in=names).values_list("form", "round_id")
    return {form: names[number] for form, number in asked}


def _stated(form: Form, framework: Framework, due: dt.date, today: dt.date) -> dt.date:
    """The deadline that the frame of the year states for what reads the form, where it is still ahead and not after the round's."""
    stated = deadline_of(form, framework)
    return stated if stated and today <= stated < due else due


class _Accounts:
    """Who may fill in at which place, read once for a whole subtree."""

    def __init__(self, path: str) -> None:
        filling = [role.id for role in read_roles().values() if "task.fill" in role.may]
        grants = Grant.objects.filter(path__under=path, role__in=filling, user__is_active=True)
        self._grants: dict[str, list[tuple[list[str], str]]] = {}
        for at, forms, department in grants.values_list("path", "forms", "department"):
            self._grants.setdefault(at, []).append((forms, department))

    def may_fill(self, path: str, form: str, owners: Sequence[str]) -> bool:
        """Whether a person of the unit itself may fill in a form."""
        return any(
            (not forms or form in forms) and (not department or department in owners)
            for forms, department in self._grants.get(path, ())
        )


def _doubts(preview: Preview, today: dt.date) -> Iterator[Problem]:
    plan = preview.plan
    if not plan.name.strip():
        yield problem("W01", what=Text("名称", "a name"))
    if not preview.chosen:
        yield problem("W01", what=Text("至少一张表", "at least one form"))
    if preview.chosen and not preview.tasks:
        yield problem("W03", org=plan.org)
    for day, forms in _by_day(preview).items():
        if day < today:
            yield problem("W04", day=day.isoformat(), forms=forms)
        elif not is_known_year(day.year):
            yield problem("W06", day=day.isoformat(), year=day.year)
        elif not is_working_day(day):
            yield problem("W07", day=day.isoformat(), forms=forms)
    twice = [f for f in preview.chosen if f.elsewhere]
    if twice or (not preview.chosen and any(f.elsewhere for f in preview.forms)):
        named = twice or [f for f in preview.forms if f.elsewhere]
        rounds = list(dict.fromkeys(f.elsewhere for f in named))
        yield problem("W09", forms=[f.name for f in named[:8]], count=len(named), rounds=rounds)
    if preview.without_account:
        shown = [u.name for u in preview.without_account[:5]]
        yield problem("W08", count=len(preview.without_account), units=shown)


def _by_day(preview: Preview) -> dict[dt.date, list[Text]]:
    found: dict[dt.date, list[Text]] = {}
    for form in preview.chosen:
        found.setdefault(form.due, []).append(form.name)
    return found


def _person(actor: Actor) -> User:
    """Rounds are opened by people: the command line has no account."""
    if actor.user is None:
        raise JiaoduError(problem("A01", verb="round.manage", user=actor.name))
    return actor.user
