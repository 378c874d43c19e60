"""Whatever two people do at once in whatever order: nothing that was acknowledged is lost, and the history tells how each cell came to be."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.actions.test_filling import actor
from tests.rounds import make_task
from tests.town import Town

from jiaodu.actions.filling import Change, save_cells
from jiaodu.records.models import Cell, CellChange, Task

ITEMS = ("public_funds_budget", "training_budget")
PEOPLE = ("first", "north")
# who, which cell, what, and whether the page looked at what others did before
STEPS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ITEMS), st.integers(0, 3), st.booleans(), st.booleans()),
    min_size=1, max_size=12,
)  # fmt: skip


class _Undone(Exception):
    """Puts the database back after an example."""


@pytest.fixture
def task(town: Town) -> Iterator[Task]:
    yield make_task("school_funds")


@settings(max_examples=25)
@given(steps=STEPS)
def test_nothing_acknowledged_is_lost(task: Task, steps: list[tuple[str, str, int, bool, bool]]) -> None:
    with pytest.raises(_Undone), transaction.atomic():
        _play(task, steps)
        raise _Undone


def _play(task: Task, steps: list[tuple[str, str, int, bool, bool]]) -> None:
    known = dict.fromkeys(PEOPLE, 0)
    acknowledged: list[tuple[str, str, bool]] = []
    people: dict[str, Any] = {name: actor(name) for name in PEOPLE}
    model: dict[str, tuple[str, int]] = {}  # the merge in plain words: item -> text, revision
    for who, item, number, looks, twice in steps:
        text = f"{who}-{number}"
        if looks:
            known[who] = Task.objects.get(pk=task.pk).revision
        base = known[who]
        saved = save_cells(people[who], task.pk, [Change(1, item, text, base=base)], base)
        if twice:  # the answer never came and the page sends again
            again = save_cells(people[who], task.pk, [Change(1, item, text, base=base)], base)
            assert bool(again.lost) == bool(saved.lost)
        stands, since = model.get(item, ("", 0))
        loses = text != stands and since > base
        assert bool(saved.lost) == loses
        if text != stands and not loses:
            model[item] = (text, saved.revision)
        acknowledged.append((item, text, loses))
        if not loses:
            known[who] = saved.revision
    for item, (text, _) in model.items():
        assert Cell.objects.get(task=task, item=item).text == text
    for item, text, lost in acknowledged:
        assert CellChange.objects.filter(task=task, item=item, after=text).exists()
        if lost:
            assert CellChange.objects.filter(task=task, item=item, after=text, lost=True).exists()
    for item in ITEMS:  # the history that was taken is one chain, from nothing to what stands
        taken = list(
            CellChange.objects.filter(task=task, item=item, lost=False).order_by("id").values_list("before", "after")
        )
        assert all(one[1] == two[0] for one, two in itertools.pairwise(taken))
        assert (taken[-1][1] if taken else "") == model.get(item, ("", 0))[0]
