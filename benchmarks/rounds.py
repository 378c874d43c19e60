"""How fast a round of a large city is opened and seen: `python -m benchmarks.rounds [--schools N] [--repeat N]`.

In: nothing; a city is invented in a temporary folder on SQLite. Out: processor seconds and ratios against the floor, plain SQL of the same
database: the same rows inserted into a table with the same indexes, one GROUP BY of the same tasks, one SELECT of a unit's.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import partial
from io import StringIO
from typing import Any

from benchmarks.machine import machine
from benchmarks.timing import processor_median


def main() -> int:
    """Open a round, look at it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=4000)
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"JIAODU_DATA": folder, "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
        os.environ.pop("JIAODU_DATABASE_URL", None)
        _run(options.schools, options.repeat)
    return 0


def _run(schools: int, repeat: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import web_city

    call_command("migrate", verbosity=0, interactive=False)
    web_city._register(schools)
    with redirect_stderr(StringIO()):
        web_city._people(schools)
    print(machine())
    begun = time.process_time()
    number, tasks = web_city._round()
    opened = time.process_time() - begun
    _line(f"open a round of {schools} schools, {tasks} tasks", opened, processor_median(_insert, 1))
    web_city._states(number)
    _pages(number, repeat)


def _pages(number: int, repeat: int) -> None:
    from jiaodu.actions import remembering
    from jiaodu.actions.acting import actor_of
    from jiaodu.actions.progress import read_progress
    from jiaodu.actions.progress_sheets import progress_sheets
    from jiaodu.actions.workbench import read_workbench
    from jiaodu.actions.workbooks import write_sheets
    from jiaodu.records.models import User

    remembering.LONG = float("inf")
    city, clerk = (actor_of(User.objects.get(username=name)) for name in ("city", "s0"))
    district = "990001"
    by_area = "select area, form, state, count(*) from records_task group by area, form, state"
    by_path = (
        f"select path, form, state, count(*) from records_task where area = '/990000/{district}/' group by 1, 2, 3"
    )
    own = "select * from records_task where path = '/990000/990001/9900010000/'"
    works: list[tuple[str, Callable[[], Any], str]] = [
        ("progress of the city", lambda: read_progress(city, number), by_area),
        ("progress of a district", lambda: read_progress(city, number, unit=district), by_path),
        ("its workbook", lambda: write_sheets(progress_sheets(read_progress(city, number, unit=district))), by_path),
        ("a school's workbench", lambda: read_workbench(clerk), own),
        ("the city's workbench", lambda: read_workbench(city), by_area),
    ]
    for name, work, floor in works:
        work()
        _line(name, processor_median(work, repeat), processor_median(partial(_select, floor), repeat))


def _insert() -> None:
    """The same rows into a copy of the table with its indexes, by the database's own module."""
    from django.db import connection

    connection.ensure_connection()
    raw = connection.connection
    names = [
        name
        for (name,) in raw.execute("select sql from sqlite_master where tbl_name = 'records_task' and sql not null")
    ]
    for sql in names:
        copy = sql.replace('"records_task"', '"copy_task"')
        raw.execute(copy.replace('INDEX "', 'INDEX "copy_').replace('CONSTRAINT "', 'CONSTRAINT "copy_'))
    rows = raw.execute("select * from records_task").fetchall()
    marks = ",".join("?" * len(rows[0]))
    raw.execute("begin immediate")
    raw.executemany(f"insert into copy_task values ({marks})", [tuple(row) for row in rows])
    raw.execute("commit")
    raw.execute("drop table copy_task")


def _select(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()


def _line(name: str, ours: float, floor: float) -> None:
    print(f"{name:48} {ours * 1000:9.1f} ms   floor {floor * 1000:8.1f} ms   x {ours / floor:6.1f}")


if __name__ == "__main__":
    sys.exit(main())
