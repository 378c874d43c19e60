"""An approval killed between store and database: whatever moment, afterwards both say the same, and nothing is approved twice or by half."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

CHILD = textwrap.dedent(
    """
    import os, signal, sys
    import django
    django.setup()
    from django.core.management import call_command
    from tests.tasks import actor, make_round, make_task
    from tests.town import FIRST, SECOND
    from jiaodu.actions.approving import review, submit
    from jiaodu.actions.publishing import approve, mend
    from jiaodu.records.models import Publication, Task

    def prepare():
        from tests.town import make_users
        call_command("migrate", verbosity=0, interactive=False)
        make_users()
        round_ = make_round()
        for name, org in (("first", FIRST), ("second", SECOND)):
            task = make_task(round_, org=org, by=name)
            submit(actor(name), task.pk)
            review(actor("north"), task.pk)

    def killed_at(event):
        def kill(name, arguments):
            if name == event and (event != "jiaodu.store.write" or "class_list" in str(arguments)):
                os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(kill)
        approve(actor("city"), list(Task.objects.values_list("pk", flat=True)))

    def settle():
        from jiaodu.actions.holdings import read_facts
        from jiaodu.records.chain import verify_chain
        settled = mend()
        facts = read_facts()
        rows = 0 if facts.table("class_list") is None else facts.connection().sql(
            f"SELECT count(*) FROM {facts.source('class_list')}").fetchall()[0][0]
        states = sorted(set(Task.objects.values_list("state", flat=True)))
        free = not Task.objects.exclude(publication=None).exists()
        print(settled, rows, ",".join(states), free, verify_chain().broken, mend())
        if states == ["reviewed"]:
            print(len(approve(actor("city"), list(Task.objects.values_list("pk", flat=True))).approved))

    def race():
        found = approve(actor("city"), list(Task.objects.values_list("pk", flat=True)))
        print(len(found.approved), sorted({p.code for ps in found.refused.values() for p in ps}))

    def outcome():
        from jiaodu.actions.holdings import read_facts
        from jiaodu.records.chain import verify_chain
        from jiaodu.records.models import Decision
        decided = Decision.objects.filter(step="approve").count()
        print(decided, read_facts().name, len({t.snapshot for t in Task.objects.all()}), verify_chain().ok)

    {"prepare": prepare, "settle": settle, "race": race, "outcome": outcome}.get(sys.argv[1], lambda: killed_at(sys.argv[1]))()
    """
)


def _run(data: Path, word: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "JIAODU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
    environment["PYTHONPATH"] = f"{root / 'src'}:{root}"
    environment.pop("JIAODU_DATABASE_URL", None)
    command = [sys.executable, "-c", CHILD, word]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, cwd=root)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("jiaodu.approve.begun", ["1 0 reviewed True None 0", "2"]),
        ("jiaodu.store.write", ["1 0 reviewed True None 0", "2"]),
        ("jiaodu.approve.stored", ["1 4 approved True None 0"]),
    ],
)
def test_a_killed_approval_is_finished_or_taken_back(
    tmp_path: Path, town_store: Path, moment: str, expected: list[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(town_store, data / "store")
    prepared = _run(data, "prepare")
    assert prepared.returncode == 0, prepared.stderr
    killed = _run(data, moment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    settled = _run(data, "settle")
    assert settled.returncode == 0, settled.stderr
    assert settled.stdout.split("\n")[: len(expected)] == expected


def test_two_who_approve_the_same_at_once_approve_it_once(tmp_path: Path, town_store: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(town_store, data / "store")
    assert _run(data, "prepare").returncode == 0
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: _run(data, "race"), range(2)))
    assert [p.returncode for p in both] == [0, 0], [p.stderr for p in both]
    # whoever came second read a task that had moved, or one that was no longer to be approved
    said = sorted(p.stdout.strip() for p in both)
    assert said[1] == "2 []" and said[0] in ("0 ['W53']", "0 ['W50']")
    assert _run(data, "outcome").stdout.strip() == "2 S2 1 True"
