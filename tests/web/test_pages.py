"""Pages open, in both languages, and only for those who are logged in."""

from __future__ import annotations

import pytest
from django.test import Client

from jiaodu.records.models import User

pytestmark = pytest.mark.django_db


def test_strangers_are_asked_to_log_in() -> None:
    response = Client().get("/")
    assert response.status_code == 302 and response.headers["Location"].startswith("/login/")


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "工作台"), ("en", "Workbench")])
def test_the_workbench_opens(language: str, word: str) -> None:
    user = User.objects.create_user("school1", "long-enough-1", name="虚构人员", org="1")
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    assert word in client.get("/").content.decode()
