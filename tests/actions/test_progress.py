"""The counts of progress are those of a plain loop over the tasks, whatever their standing; and nobody counts beyond their reach."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import Any

import pytest
from django.utils import timezone
from tests.town import CITY, FIRST, NORTH, OTHER, PATHS, SOUTH, Town, open_town_round

from jiaodu.actions.acting import Actor, NotThere, actor_of
from jiaodu.actions.progress import Tally, TaskFilter, list_tasks, read_progress, sum_rounds
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import Grant, Round, Task, User

FORMS = ("pupils", "staff", "county_pay", "county_basic")


def actor(name: str) -> Actor:
    return actor_of(User.objects.get(username=name))


def shuffled(seed: int) -> Round:
    """A round whose tasks stand anyhow."""
    made = open_town_round(*FORMS)
    chance = random.Random(seed)
    days = (dt.date(2020, 1, 1), dt.date(2099, 1, 1))
    for task in Task.objects.all():
        task.state = chance.choice(Task.State.values)
        task.due, task.extended_to = chance.choice(days), chance.choice((None, *days))
        task.errors, task.warnings = chance.choice((0, 0, 3)), chance.choice((0, 1))
        task.on_time = chance.choice((None, True, False))
        task.asked = 10
        task.filled = chance.randrange(11)
        task.save()
    return made


def counted(tasks: list[Task]) -> Tally:
    """The same by hand."""
    found: dict[str, int] = defaultdict(int)
    for t in tasks:
        if t.state == "void":
            continue
        late = t.state in ("open", "returned") and (t.extended_to if t.extended_to else t.due) < dt.date(2026, 1, 1)
        found["due"] += 1
        found[t.state] += 1
        found["late"] += late
        found["problems"] += t.errors > 0
        found["warned"] += t.warnings > 0
        found["timely"] += t.on_time is True
        found["judged"] += t.on_time is not None or late
        found["filled"] += t.filled
        found["asked"] += t.asked
    return Tally(**found)


@pytest.mark.parametrize("seed", range(4))
def test_every_count_is_that_of_a_plain_loop(town: Town, seed: int) -> None:
    made = shuffled(seed)
    tasks = list(Task.objects.all())
    city = read_progress(actor("city"), made.pk)
    for line in city.lines:
        for form in FORMS:
            own = [t for t in tasks if t.path.startswith(line.path) and t.form == form]
            assert line.cells.get(form, Tally()) == counted(own), (line.code, form)
    assert city.place.total == counted(tasks) == sum_rounds(actor("city"), [made])[made.pk]
    north = read_progress(actor("city"), made.pk, unit=NORTH)
    below = [t for t in tasks if t.path.startswith(PATHS[NORTH])]
    assert (
        north.place.total == counted(below)
        and north.place.total == next(x for x in city.lines if x.code == NORTH).total
    )
    for line in north.lines:
        assert line.total == counted([t for t in below if t.path == line.path])
        assert line.own is (line.code == NORTH)


def test_each_standing_lists_what_the_matrix_counts(town: Town) -> None:
    made = shuffled(7)
    total = read_progress(actor("city"), made.pk).place.total
    for standing in ("late", "problems", "sent", "due", "open", "returned", "submitted", "reviewed", "approved"):
        _, _, page = list_tasks(actor("city"), made.pk, chosen=TaskFilter(standing=standing))
        assert page.paginator.count == getattr(total, standing), standing
    with pytest.raises(NotThere):
        list_tasks(actor("city"), made.pk, chosen=TaskFilter(standing="nothing"))


def test_reach(town: Town) -> None:
    made = open_town_round(*FORMS)
    for name, place in (("city", CITY), ("north", NORTH), ("reader", CITY), ("inspector", NORTH)):
        assert read_progress(actor(name), made.pk).place.code == place
    for unit in (CITY, SOUTH, OTHER, "nowhere"):
        with pytest.raises(NotThere):
            read_progress(actor("north"), made.pk, unit=unit)
    with pytest.raises(JiaoduError, match="A01"):
        read_progress(actor("first"), made.pk)
    assert sum_rounds(actor("north"), [made])[made.pk].due == 2 + 3 * 2
    assert read_progress(actor("north"), made.pk, unit=FIRST).place.total.due == 2


def test_a_grant_for_some_forms_counts_these(town: Town) -> None:
    made = open_town_round(*FORMS)
    Grant.objects.filter(user__username="reader").update(forms=["staff"])
    matrix = read_progress(actor("reader"), made.pk)
    assert [f.form for f in matrix.forms] == ["staff"] and matrix.place.total.due == 4


def test_levels_and_order(town: Town) -> None:
    made = open_town_round(*FORMS)
    Task.objects.filter(org=OTHER).update(state="approved")
    north, south = NORTH, SOUTH
    city = actor("city")
    assert read_progress(city, made.pk).levels == ("school", "county")
    assert {f.form for f in read_progress(city, made.pk, level="county").forms} == {"county_pay", "county_basic"}
    order = [line.code for line in read_progress(city, made.pk, sort="completeness", descending=True).lines]
    assert order == [south, north]
    assert [line.code for line in read_progress(city, made.pk, sort="completeness").lines] == [north, south]
    assert [line.code for line in read_progress(city, made.pk, sort="unit", descending=True).lines] == [south, north]
    # the place itself leads
    assert read_progress(city, made.pk, unit=NORTH, sort="unit", descending=True).lines[0].own


def test_queries_do_not_grow(town: Town, django_assert_max_num_queries: Any) -> None:
    made = open_town_round()
    city = actor("city")
    for unit in ("", NORTH, FIRST):
        with django_assert_max_num_queries(5):
            read_progress(city, made.pk, unit=unit)
    with django_assert_max_num_queries(4):
        _, _, page = list_tasks(city, made.pk)
        list(page)


def test_the_day_itself_is_not_late(town: Town) -> None:
    made = open_town_round("pupils")
    today = timezone.localdate()
    yesterday, far = today - dt.timedelta(1), dt.date(2099, 1, 1)
    first, second, third, other = Task.objects.order_by("pk")
    for task, due, extended in (
        (first, today, None),
        (second, yesterday, None),
        (third, yesterday, today),
        (other, far, yesterday),
    ):
        Task.objects.filter(pk=task.pk).update(due=due, extended_to=extended)
    assert read_progress(actor("city"), made.pk).place.total.late == 2
    _, _, page = list_tasks(actor("city"), made.pk, chosen=TaskFilter(standing="late"))
    assert {t.pk for t in page} == {second.pk, other.pk}
