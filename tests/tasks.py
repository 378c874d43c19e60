"""Tasks of the invented town with cells in them, made straight in the database, for tests of what follows filling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tests.town import CITY, FIRST, PACKS, PATHS

from jiaodu.actions.acting import Actor, actor_of
from jiaodu.records.models import Cell, Round, Task, User

# a form of one row and one of many; the figures are invented
CLASSES = {
    1: {"stage": "小学", "class_name": "一(1)", "class_grade": "一年级", "class_pupils": "38"},
    2: {"stage": "小学", "class_name": "一(2)", "class_grade": "一年级", "class_pupils": "41"},
}


def actor(name: str) -> Actor:
    """The actor of a login name."""
    return actor_of(User.objects.get(username=name), "192.0.2.1")


def make_round(**fields: object) -> Round:
    """An open round of the town for 2024."""
    given = {"name": "虚构市2024年", "packs": list(PACKS), "year": 2024, "org": CITY, "path": PATHS[CITY]}
    given |= {"state": "open", "due": dt.date(2025, 3, 31), "created_by": User.objects.get(username="city")}
    return Round.objects.create(**{**given, **fields})


def make_task(
    round_: Round | None = None, org: str = FIRST, form: str = "class_list", cells: Mapping[int, Mapping[str, str]] = CLASSES,
    by: str = "first", **fields: object,
) -> Task:  # fmt: skip
    """A task with cells typed by somebody."""
    given = {"org": org, "path": PATHS[org], "form": form, "period": 2024, "source": "school_return", "revision": 1}
    # the county in which the unit stands: the second step of its path
    given["area"] = "/" + "/".join(PATHS[org].strip("/").split("/")[:2]) + "/"
    task = Task.objects.create(round=round_ or make_round(), due=dt.date(2025, 3, 31), **{**given, **fields})
    write_cells(task, cells, by)
    return task


def write_cells(task: Task, cells: Mapping[int, Mapping[str, str]], by: str = "first") -> None:
    """Write cells as somebody's; a value with a bar is text|note."""
    user = User.objects.get(username=by)
    for row, given in cells.items():
        for item, value in given.items():
            text, _, note = value.partition("|")
            Cell.objects.update_or_create(
                task=task,
                row=row,
                item=item,
                defaults={"text": text, "note": note, "revision": task.revision, "by": user},
            )
