"""A deployment as a process of its own, for tests that kill it: prepared, started, killed, looked into afterwards."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

# people of the town and an open round, and a session for each that needs one; prints them as JSON
PREPARE = """
import datetime as dt, json, sys, time, django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from tests.town import CITY, PACKS, make_users
from jiaodu.actions.acting import actor_of
from jiaodu.actions.filling import prepare_task
from jiaodu.actions.opening import RoundPlan, open_round
from jiaodu.records.models import Task, User
make_users()
plan = RoundPlan("round", PACKS, 2024, CITY, dt.date(2098, 6, 30), {"pupils": None, "county_pay": None})
open_round(actor_of(User.objects.get(username="city")), plan)
found = {}
for name in sys.argv[1:]:
    user = User.objects.get(username=name)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session["began"] = session["seen"] = int(time.time())
    session.create()
    task = Task.objects.get(org=user.org, form="pupils")
    prepare_task(actor_of(user), task.pk)
    found[name] = [session.session_key, task.pk]
print(json.dumps(found))
"""


@dataclass
class Served:
    """A deployment in a folder and the processes that serve it."""

    data: Path
    database: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    people: dict[str, tuple[str, int]] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        given = {k: v for k, v in os.environ.items() if not k.startswith("JIAODU_")}
        given |= {"JIAODU_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
        return given | ({"JIAODU_DATABASE_URL": self.database} if self.database else {})

    def python(self, code: str, *arguments: str) -> str:
        """Run code beside the server, on its folder and database; gives what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=self.environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def prepare(self, town_store: Path, *names: str) -> None:
        """The town, its people, an open round, sessions for these people."""
        shutil.copytree(town_store, self.data / "store")
        self.people = {name: (key, task) for name, (key, task) in json.loads(self.python(PREPARE, *names)).items()}

    def start(self) -> None:
        """`jiaodu serve` with its worker, in a group of its own; comes back when it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "jiaodu", "serve", "--data", str(self.data), "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, "the server ended while it started"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL to all of it at once: no farewell, no last write."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, as a service manager does it; gives the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def post(self, who: str, path: str, fields: dict[str, Any]) -> int:
        """A form as a page without scripts sends it; gives the status. Raises OSError or HTTPException when nobody answers."""
        token = "a" * 32
        body = urlencode({"csrfmiddlewaretoken": token, **fields})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.people[who][0]}; csrftoken={token}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def save(self, who: str, item: str, text: str) -> dict[str, Any]:
        """A cell of their form, as the page's script saves it; gives the answer. Raises OSError or HTTPException when nobody answers."""
        task, revision = self.people[who][1], self.revisions.get(who, 1)
        token, change = "a" * 32, {"row": 1, "item": item, "text": text, "base": revision}
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": token,
            "Cookie": f"sessionid={self.people[who][0]}; csrftoken={token}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = json.dumps({"since": revision, "changes": [change]})
            connection.request("POST", f"/tasks/{task}/cells/", body, headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            told: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        self.revisions[who] = told["revision"]
        return told

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """A page as a stranger gets it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers or {})
        return connection.getresponse()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
