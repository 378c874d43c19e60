"""Upkeep: the planner gets statistics, sessions that are over go, those that hold stay."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from tests.town import Town

from jiaodu.actions.upkeep import keep_up


@pytest.mark.django_db
def test_old_sessions_go_and_statistics_come(town: Town) -> None:
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + dt.timedelta(days=days))
    keep_up()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from sqlite_stat1 where tbl = 'records_user'")
            assert cursor.fetchone()[0] > 0
