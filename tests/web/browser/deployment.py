"""A deployment of the invented town in a folder of its own, served as users get it: `jiaodu serve`, in a process of its own.

`python -m tests.web.browser.deployment FOLDER` makes the folder; the tests' own process never touches its database.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.town import CITY, OTHER, SECOND, THIRD

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0


class Deployment:
    """A served town: `address` while it runs."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.log = data / "serve.log"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        data.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "JIAODU_"))},
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "JIAODU_DATA": str(data),
            "JIAODU_DEBUG": "0",
        }
        subprocess.run(
            [sys.executable, "-m", "tests.web.browser.deployment", str(data)],
            env=self.environment, cwd=ROOT, check=True, timeout=PATIENCE,
        )  # fmt: skip
        self.ids: dict[str, int] = json.loads((data / "ids.json").read_text())
        self.process = self._serve()

    def _serve(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jiaodu", "serve", "--data", str(self.data), "--port", str(self.port)]
        with self.log.open("wb") as log:
            process = subprocess.Popen(command, env=self.environment, cwd=self.data, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/login/", timeout=2).close()
                return process
            except OSError:
                time.sleep(0.1)
        process.kill()
        raise RuntimeError(f"jiaodu serve did not answer:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """End the server; it ends its worker."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_town(data: Path) -> None:
    """The town's store and its users, in the deployment of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaodu.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from tests.town import build_store, make_users

    build_store(data / "store")
    make_users()
    ids = open_rounds()
    (data / "ids.json").write_text(json.dumps(ids))


def open_rounds() -> dict[str, int]:
    """A round of the whole town with every form; gives the numbers of the round and of each task (`pupils 9902010001`)."""
    from jiaodu.actions.acting import actor_of
    from jiaodu.actions.opening import RoundPlan, open_round
    from jiaodu.records.models import User

    city = actor_of(User.objects.get(username="city"))
    year = dt.date.today().year - 1
    made = open_round(
        city, RoundPlan(f"{year} 年义务教育评价", ("compulsory-balance@2017",), year, CITY, working_day(30))
    )
    ids = {f"{task.form} {task.org}": task.pk for task in made.tasks.all()}
    move_on(ids)
    return {"round": made.pk, **ids}


def move_on(ids: dict[str, int]) -> None:
    """One form waits for review, one came back with a reason and a remark, one is approved; so pages of every kind can be looked at."""
    from jiaodu.actions.acting import actor_of
    from jiaodu.actions.approving import Remark, review, send_back, submit
    from jiaodu.actions.filling import Change, prepare_task, save_cells
    from jiaodu.actions.publishing import approve_one
    from jiaodu.records.models import User

    def actor(username: str) -> Any:
        return actor_of(User.objects.get(username=username))

    items = (
        "has_charter",
        "informatised",
        "teachers_use_it",
        "moral_education_good",
        "curriculum_complete",
        "burden_in_check",
    )
    for user, office, org in (("second", "north", SECOND), ("third", "north", THIRD), ("other", "south", OTHER)):
        number = ids[f"school_practice {org}"]
        prepare_task(actor(user), number)
        save_cells(actor(user), number, [Change(1, item, "是") for item in items])
        submit(actor(user), number)
        if org == THIRD:
            send_back(actor(office), number, "请核对课业负担一项", [Remark(1, "burden_in_check", "与走访结果不一致")])
        if org == OTHER:
            review(actor(office), number)
            approve_one(actor("city"), number)


def working_day(after: int) -> dt.date:
    """The first working day that many days from today or later."""
    from jiaodu.core.base.calendar import is_working_day

    day = dt.date.today() + dt.timedelta(days=after)
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


if __name__ == "__main__":
    make_town(Path(sys.argv[1]))
