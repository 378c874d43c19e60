"""What one autosave costs the server, against the least that any page of this framework costs: `python -m benchmarks.filling`.

In: nothing; a small invented town in a folder of its own, SQLite. Out: processor milliseconds (medians) of a save, of the checks of a form, of its
page; each as a ratio to the floor, a page with session and user and nothing else, in the same process.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.timing import processor_median


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=200)
    options = parser.parse_args()
    print(machine())
    works = _works(Path(tempfile.mkdtemp(prefix="jiaodu-filling-")))
    for work in works.values():
        processor_median(work, 10)
    found = {name: 1000 * processor_median(work, options.repeat) for name, work in works.items()}
    floor = found["floor: session, user, a redirect"]
    for name, milliseconds in found.items():
        print(f"{name:55} {milliseconds:7.2f} ms of processor   {milliseconds / floor:5.2f} x floor")
    return 0


def _works(data: Path) -> dict[str, Callable[[], object]]:
    os.environ["JIAODU_DATA"], os.environ["DJANGO_SETTINGS_MODULE"] = str(data), "jiaodu.web.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from tests.rounds import make_task
    from tests.town import build_store, make_users

    build_store(data / "store")
    make_users()
    tasks = [make_task(form) for form in ("school_funds", "pupils")]
    return _requests([t.pk for t in tasks])


def _requests(tasks: list[int]) -> dict[str, Callable[[], object]]:
    from django.conf import settings
    from django.test import Client

    from jiaodu.records.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(username="first"))
    count = iter(range(1, 10**9))

    def save() -> Any:
        change = {"row": 1, "item": "public_funds_budget", "text": str(next(count)), "base": 2**31 - 1}
        body = json.dumps({"since": 10**6, "changes": [change]})
        return client.post(f"/tasks/{tasks[0]}/cells/", body, content_type="application/json")

    for task in tasks:
        assert client.get(f"/tasks/{task}/").status_code == 200
    assert save().status_code == 200 and save().json()["problems"] == {"1/public_funds_budget": []}
    return {
        "floor: session, user, a redirect": lambda: client.get("/login/"),
        "a cell saved, checked, with its history": save,
        "the check of a form of six items": lambda: client.post(f"/tasks/{tasks[0]}/check/"),
        "the check of a form of 54 cells in 18 rows": lambda: client.post(f"/tasks/{tasks[1]}/check/"),
        "the page of that form": lambda: client.get(f"/tasks/{tasks[1]}/"),
    }


if __name__ == "__main__":
    raise SystemExit(main())
