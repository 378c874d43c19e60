"""Tables are made and taken back again by the migrations, on the database of the run; models and migrations agree."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from jiaodu.records.models import Job, User


def _tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("records_")}


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_go_forward_and_back() -> None:
    before = _tables()
    assert "records_task" in before
    try:
        call_command("migrate", "records", "zero", verbosity=0, interactive=False)
        assert _tables() == set()
    finally:
        call_command("migrate", verbosity=0, interactive=False)
    assert _tables() == before
    Job.objects.create(kind="x", by=User.objects.create_user("x", name="虚构人员", org="1"))
    assert Job.objects.get().by.username == "x"
