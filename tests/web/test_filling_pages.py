"""The form of a task as people meet it, with and without scripts."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.rounds import make_task
from tests.town import NORTH, Town

from jiaodu.records.models import Cell, Task, User


def client(name: str, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(User.objects.get(username=name))
    return made


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "公用经费预算总额"), ("en", "public funds in the budget")])
def test_the_form_opens(town: Town, language: str, word: str) -> None:
    task = make_task("school_funds")
    assert word in client("first", language).get(f"/tasks/{task.pk}/").content.decode()


def test_the_form_of_another_unit_is_not_there(town: Town) -> None:
    assert client("other").get(f"/tasks/{make_task('school_funds').pk}/").status_code == 404


def test_without_scripts_only_what_was_changed_is_saved(town: Town) -> None:
    task = make_task("county_monitoring", NORTH)
    browser = client("north", "en")
    browser.get(f"/tasks/{task.pk}/")
    revision = Task.objects.get(pk=task.pk).revision
    fields = {"revision": revision, "c-1-subject": "Chinese", "c-1-attainment_level": "3", "c-2-attainment_level": ""}
    assert browser.post(f"/tasks/{task.pk}/", fields).status_code == 302
    assert [(c.row, c.item, c.text) for c in Cell.objects.filter(task=task, revision__gt=revision)] == [
        (1, "attainment_level", "3")
    ]
