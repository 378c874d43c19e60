"""The round of the example, with tasks in every state, each brought there by the deeds of the people themselves. Floor: cli."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils import timezone

from jiaodu.actions.acting import Actor, actor_of
from jiaodu.actions.approving import Remark, review, send_back, submit
from jiaodu.actions.filling import Change, prepare_task, save_cells
from jiaodu.actions.opening import RoundPlan, open_round
from jiaodu.actions.publishing import approve
from jiaodu.actions.sheets import Sheet, read_sheet, shown_value
from jiaodu.actions.states import STATE_NAMES
from jiaodu.cli.output import Output
from jiaodu.cli.serving.example_people import COUNTY
from jiaodu.core.base.calendar import is_known_year, is_working_day
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.text import Language
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.intake.templates.plan import plan_unit
from jiaodu.records.models import Round, Task, User

PACKS, YEAR, WORKING_DAYS = ("compulsory-balance@2017",), 2024, 15
LANGUAGES: tuple[Language, Language] = ("zh", "en")
# schools in the order of their codes: how far each has come
STAGES = ("filled", "half", "returned", "approved", "submitted", "reviewed", "approved", "filled", "approved", "returned", "submitted", "approved")  # fmt: skip


def make_round(out: Output, answers: Path) -> Round:
    """Open the county's round of the year and bring a dozen schools some way; the others have not begun."""
    city = _actor("city")
    due = _working_day(timezone.localdate(), WORKING_DAYS)
    plan = RoundPlan(f"{YEAR}年义务教育优质均衡监测(示例)", PACKS, YEAR, COUNTY, due)
    made = open_round(city, plan)
    out.line(
        f"  已开启“{made.name}”:{made.tasks.count()} 项填报任务,期限 {due}",
        f"  opened “{made.name}”: {made.tasks.count()} tasks, due on {due}",
    )
    facts = open_snapshot(answers)
    schools = made.tasks.exclude(org=COUNTY).order_by("org").values_list("org", flat=True).distinct()[: len(STAGES)]
    for org, stage in zip(schools, STAGES, strict=False):
        _bring(made, org, stage, facts)
    states = Counter(made.tasks.values_list("state", flat=True))
    zh, en = (", ".join(f"{STATE_NAMES[s].in_(lang)} {n}" for s, n in states.most_common()) for lang in LANGUAGES)
    out.line(f"  任务状态:{zh}", f"  states of the tasks: {en}")
    return made


def _bring(made: Round, org: str, stage: str, facts: Snapshot) -> None:
    """All forms of one school to a stage. What the rules stand against stays with the school, as it would."""
    clerk = _actor(User.objects.filter(org=org, grants__role="school").values_list("username", flat=True)[0])
    district, city = _actor("district"), _actor("city")
    handed: list[Task] = []
    for position, task in enumerate(made.tasks.filter(org=org).order_by("form")):
        if stage == "half" and position % 2:
            continue
        _fill(clerk, task, facts)
        if stage not in ("filled", "half") and _submitted(clerk, task):
            handed.append(task)
    if stage == "returned":
        for task in handed[:2]:
            row, item = _first_figure(task)
            send_back(
                district, task.pk, "与学校基本情况表对不上,请核实后重报。",
                [Remark(row, item, "与上年相差较大,请核对原始台账。")],
            )  # fmt: skip
    if stage in ("reviewed", "approved"):
        for task in handed:
            review(district, task.pk)
    if stage == "approved":
        approve(city, [task.pk for task in handed])


def _fill(clerk: Actor, task: Task, facts: Snapshot) -> None:
    """What the school returned in the example of workbooks, typed by its clerk."""
    prepare_task(clerk, task.pk)
    task.refresh_from_db()
    changes = list(_changes(read_sheet(task), facts))
    if changes:
        save_cells(clerk, task.pk, changes, task.revision)


def _changes(sheet: Sheet, facts: Snapshot) -> Iterator[Change]:
    returned = plan_unit(sheet.framework, facts, sheet.form, sheet.period, sheet.unit)
    standing = [line for line in sheet.plan.lines if not line.is_open]
    rows = {tuple(line.grain.items()): number for number, line in enumerate(standing, 1)}
    closed = {tuple(line.grain.items()): set(line.official) for line in standing}
    for line in returned.lines:
        if line.is_open or not (line.values or line.notes):
            continue
        key = tuple(line.grain.items())
        row, word = rows.get(key, 0), "" if key in rows else "/".join(map(str, line.grain.values()))
        for item, value in (line.values if row else {**line.grain, **line.values}).items():
            if item in closed.get(key, ()):
                continue
            text = shown_value(sheet.form.item(item), value, "zh")
            yield Change(row, item, text, line.notes.get(item), 2**30, word)


def _submitted(clerk: Actor, task: Task) -> bool:
    try:
        submit(clerk, task.pk)
    except JiaoduError:
        return False
    return True


def _first_figure(task: Task) -> tuple[int, str]:
    spec = read_sheet(task).form.spec
    cell = task.cells.filter(item__in=list(spec.items)).exclude(text="").order_by("row", "id").first()
    return (cell.row, cell.item) if cell else (1, next(iter(spec.items)))


def _actor(username: str) -> Actor:
    return actor_of(User.objects.get(username=username), door="command")


def _working_day(day: dt.date, number: int) -> dt.date:
    """So many working days later; where the calendar of a year is not published yet, weekdays count."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day) if is_known_year(day.year) else day.weekday() < 5
    return day


__all__: Sequence[str] = ["make_round"]
