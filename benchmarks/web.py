"""The web under load: `python -m benchmarks.web [--schools N] [--seconds N] [--databases sqlite,postgresql] [--quick]`.

In: nothing; an invented city is built for the purpose (benchmarks.web_city), PostgreSQL is Debian's, started in a temporary
folder with its ordinary waiting for the disk. Out: lines; percentiles are counted from when a request was due. The server, the
client and PostgreSQL share the machine. Opponent: a bare Django page over the same records (benchmarks.web_bare).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.postgresql import Server, make_server

from benchmarks.machine import machine
from benchmarks.web_client import Answer, Call, percentile, run_calls

RATE, EVERY = 50, 10.0
CLERKS = {"sqlite": 100, "postgresql": 300}
# what people ask for in the middle of a collection, in shares of 20
MIX = {"workbench of a school": 7,
 "form of a school": 7, "workbench of a district": 2, "progress of a district": 1, "progress of the city": 1, "workbench of the city": 1, "rounds": 1}  # fmt: skip
SETTLE = 60.0


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--quick", action="store_true", help="a small city, to see that it runs")
    options = parser.parse_args()
    if options.quick:
        options.schools, options.seconds = 200, 10
    print(machine())
    for name in options.databases.split(","):
        server = make_server(settings=()) if name == "postgresql" else None
        if name == "postgresql" and server is None:
            print("postgresql is not installed: left out")
            continue
        folder = Path(tempfile.mkdtemp(prefix="jiaodu-bench-"))
        try:
            _measure(name, folder, server, options)
        finally:
            shutil.rmtree(folder)
            if server:
                server.remove()
    return 0


def _measure(name: str, folder: Path, server: Server | None, options: Any) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JIAODU_")}
    environment |= {"JIAODU_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
    if server:
        environment["JIAODU_DATABASE_URL"] = server.url
    clerks = CLERKS[name] if not options.quick else 20
    print(f"\n{name}: {options.schools} schools", flush=True)
    command = [sys.executable, "-m", "benchmarks.web_city", "--schools", str(options.schools), "--clerks", str(clerks)]
    city = json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout)
    with _serving(["-m", "jiaodu", "serve", "--data", str(folder)], environment, "/health/") as (port, process):
        _weights(port, city)
        warm = _pages(city, 10, SETTLE / 2)
        run_calls(port, warm)
        time.sleep(2)
        spent = _processor(process, server)
        answers = run_calls(port, _pages(city, RATE, options.seconds))
        each = (_processor(process, server) - spent) / len(answers)
        _report(f"pages, {RATE} requests/s", answers, 0.2, each)
        for page in MIX:
            _line(f"  {page}", [a for a in answers if a.name == page])
        _autosave(port, city, clerks, options.seconds, process, server)
    bare = ["-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws", "benchmarks.web_bare_app:application"]  # fmt: skip
    with _serving(bare, environment, "/") as (port, process):
        calls = [Call(c.at, "bare", "/", c.cookie) for c in _pages(city, RATE, options.seconds / 2)]
        run_calls(port, calls[: RATE * 2])
        spent = _processor(process, server)
        answers = run_calls(port, calls)
        _report(
            f"bare Django page, {RATE} requests/s", answers, None, (_processor(process, server) - spent) / len(answers)
        )


def _pages(city: Any, rate: int, seconds: float) -> list[Call]:
    """The mix, at even distances, people at random (fixed seed)."""
    chance, people, number = random.Random(1), city["people"], city["round"]
    schools = [p for n, p in people.items() if n.startswith("s") and p["tasks"]]
    districts = [n for n in people if n.startswith("d")]
    kinds = [kind for kind, share in MIX.items() for _ in range(share)]
    calls = []
    for n in range(int(rate * seconds)):
        kind, school, district = chance.choice(kinds), chance.choice(schools), chance.choice(districts)
        who = (
            people[district] if "district" in kind else people["city"] if "city" in kind or kind == "rounds" else school
        )
        area = f"?unit=9900{int(district[1:]) + 1:02d}" if "district" in kind else ""
        path = {
            "form of a school": f"/tasks/{chance.choice(school['tasks'])}/",
            "progress of a district": f"/rounds/{number}/progress/{area}",
            "progress of the city": f"/rounds/{number}/progress/",
            "rounds": "/rounds/",
        }.get(kind, "/")
        calls.append(Call(n / rate, kind, path, who["session"]))
    return calls


def _autosave(port: int, city: Any, clerks: int, seconds: float, process: Any, server: Server | None) -> None:
    """Every clerk saves three cells every ten seconds, each at their own moment; first each opens the form, as people do."""
    people = [p for n, p in city["people"].items() if n.startswith("s") and p["tasks"]][:clerks]
    run_calls(port, [Call(i / 15, "open", f"/tasks/{p['tasks'][0]}/", p["session"]) for i, p in enumerate(people * 2)])
    chance, calls, seconds = random.Random(2), [], max(seconds, 30.0)
    for person in people:
        at, turn = chance.random() * EVERY, 0
        while at < seconds:
            calls.append(
                Call(at, "save", f"/tasks/{person['tasks'][0]}/cells/", person["session"], _body(person, turn))
            )
            at, turn = at + EVERY, turn + 1
    spent = _processor(process, server)
    answers = run_calls(port, calls)
    each = (_processor(process, server) - spent) / len(answers)
    _report(f"{len(people)} clerks saving every {EVERY:.0f} s", answers, 0.5, each)


def _body(person: Any, turn: int) -> Any:
    newest = 2**31 - 1
    items = person.get("items", ("classes", "pupils", "migrant_pupils"))

    def made() -> bytes:
        changes = [
            {"row": 1, "item": item, "text": str(100 + turn * 3 + i), "base": newest} for i, item in enumerate(items)
        ]
        return json.dumps({"since": newest, "changes": changes}).encode()

    return made


def _weights(port: int, city: Any) -> None:
    """What the first pages weigh over the wire: the page and all that it loads."""
    for name, path, cookie in (
        ("log in", "/login/", ""),
        ("workbench", "/", _one(city)["session"]),
        ("form", f"/tasks/{_one(city)['tasks'][0]}/", _one(city)["session"]),
        ("progress", f"/rounds/{city['round']}/progress/", city["people"]["city"]["session"]),
    ):
        page, text = _get(port, path, cookie)
        parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
        rest = sum(_get(port, part, "")[0] for part in parts)
        goal = (
            f" (goal under 200 kB: {'reached' if page + rest < 200_000 else 'not reached'})" if name == "log in" else ""
        )
        print(f"  {name}: {page / 1000:.0f} kB of page, {rest / 1000:.0f} kB in {len(parts)} files{goal}", flush=True)


def _one(city: Any) -> Any:
    """A clerk."""
    return next(p for n, p in city["people"].items() if n.startswith("s"))


def _get(port: int, path: str, cookie: str) -> tuple[int, str]:
    import gzip

    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip", "Cookie": f"sessionid={cookie}"})  # fmt: skip
    with urllib.request.urlopen(asked) as answer:
        body = answer.read()
        size = len(body) + len(str(answer.headers))
        plain = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
    return size, plain.decode("utf-8", "replace")


def _report(title: str, answers: Sequence[Answer], goal: float | None, processor: float) -> None:
    faults = [a.status for a in answers if not 200 <= a.status < 400]
    _line(f"{title}:", answers)
    said = f"    {len(faults)} errors of {len(answers)}{' ' + str(sorted(set(faults))) if faults else ''}; {processor * 1000:.1f} ms of processor time each"
    if goal is not None:
        reached = percentile([a.seconds for a in answers], 0.95) < goal and not faults
        said += f"; goal p95 under {goal * 1000:.0f} ms without an error: {'reached' if reached else 'not reached'}"
    print(said, flush=True)


def _line(title: str, answers: Sequence[Answer]) -> None:
    seconds = [a.seconds for a in answers]
    p50, p95, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95, 0.99))
    size = sum(a.size for a in answers) / max(1, len(answers)) / 1000
    print(
        f"  {title:42} p50 {p50:6.0f} ms  p95 {p95:6.0f} ms  p99 {p99:6.0f} ms  n={len(answers)}  {size:.0f} kB",
        flush=True,
    )


@contextmanager
def _serving(
    words: list[str], environment: dict[str, str], probe: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    at = words.index("jiaodu") + 2 if "jiaodu" in words else 2
    command = [sys.executable, *words[:at], "--port", str(port), *words[at:]]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        end = time.monotonic() + 90
        while True:
            try:
                _get(port, probe, "")
                break
            except urllib.request.HTTPError:
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.2)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _processor(process: subprocess.Popen[bytes], server: Server | None) -> float:
    """Seconds of processor time that the server's processes have used, PostgreSQL's among them."""
    tick, total = os.sysconf("SC_CLK_TCK"), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
            words = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue
        fields = text.rsplit(")", 1)[1].split()
        of_server = int(fields[2]) == process.pid
        of_database = server is not None and (
            str(server.folder).encode() in words or words.startswith(b"postgres: jiaodu")
        )
        if of_server or of_database:
            total += int(fields[11]) + int(fields[12]) + (int(fields[13]) + int(fields[14]) if of_database else 0)
    return total / tick


if __name__ == "__main__":
    sys.exit(main())
