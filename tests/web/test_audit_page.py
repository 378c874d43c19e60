"""The audit as a page and a command: who sees which lines, what the filters find, what an export holds, where a chain breaks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.tasks import actor, make_round, make_task
from tests.town import FIRST, OTHER, Town
from tests.web.test_approving_pages import client

from jiaodu.actions import auditing
from jiaodu.actions.approving import submit
from jiaodu.actions.auditing import Wanted, changes_of, read_audit
from jiaodu.records.chain import Line, append_line, verify_chain
from jiaodu.records.models import AuditEntry, Task


@pytest.fixture
def two(town: Town) -> Town:
    """A submission in each district."""
    round_ = make_round()
    submit(actor("first"), make_task(round_).pk)
    submit(actor("other"), make_task(round_, org=OTHER, by="other").pk)
    return town


@pytest.mark.parametrize(("name", "users"), [("north", {"first"}), ("south", {"other"}), ("city", {"first", "other"})])
def test_an_office_sees_its_own_subtree(two: Town, name: str, users: set[str]) -> None:
    assert {line.entry.user for line in read_audit(actor(name), Wanted()).lines} == users


def test_a_school_sees_no_audit(two: Town) -> None:
    assert client("first").get("/audit/").status_code == 403
    assert client("first").post("/audit/export/").status_code == 403


def test_lines_of_no_unit_are_for_who_answers_for_the_whole(two: Town) -> None:
    append_line(Line("backup.run", user="server"))
    assert "backup.run" not in {x.entry.deed for x in read_audit(actor("city"), Wanted()).lines}
    assert "backup.run" in {x.entry.deed for x in read_audit(actor("system"), Wanted()).lines}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("user=fir", 1), ("deed=task", 2), ("deed=task.submit", 2), ("deed=task.return", 0), ("org=虚构北区", 1), (f"org={FIRST}", 1),
        ("org=没有这个单位", 0), ("since=2000-01-01", 2), ("until=2000-01-01", 0), ("since=不是日期", 2), ("before=2", 1), ("before=x", 2),
    ],
)  # fmt: skip
def test_filters(two: Town, query: str, found: int) -> None:
    page = client("city").get(f"/audit/?{query}").content.decode()
    assert page.count("<td>提交</td>") == found


def test_states_objects_and_doors_are_words_in_both_languages(two: Town) -> None:
    append_line(
        Line("grant.make", user="server", door="command", subject="user:first", after={"role": "school", "write": True})
    )
    (line,) = read_audit(actor("system"), Wanted(deed="grant.make")).lines
    assert (line.door.zh, line.subject.en, [after.zh for _, _, after in line.changes]) == (
        "服务器命令行",
        "account first",
        ["学校(园)", "是"],
    )
    task = Task.objects.first()
    for language, words in (
        ("zh-hans", ("待填报", "已提交", f"任务 {task.pk}")),
        ("en", ("to fill in", "submitted", f"task {task.pk}")),
    ):
        browser = client("city")
        browser.cookies["django_language"] = language
        page = browser.get("/audit/").content.decode()
        assert all(f">{word}<" in page for word in words), language
        assert ">open<" not in page and f">task:{task.pk}<" not in page


def test_before_and_after_stand_side_by_side() -> None:
    assert list(changes_of({"state": "open", "version": 0}, {"state": "submitted", "version": 0})) == [
        ("state", "open", "submitted")
    ]
    assert list(changes_of(None, {"a": [1]})) == [("a", "", "[1]")]
    assert list(changes_of("x", "y")) == [("", "x", "y")] and list(changes_of(None, None)) == []


def test_an_export_holds_the_hashes_and_runs_nothing_and_is_itself_a_line(two: Town) -> None:
    append_line(Line("round.draft", user='=HYPERLINK("http://x")', org=FIRST, path="/990200/", after="+1"))
    response = client("city").post("/audit/export/", {"deed": "round"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][2] == '=HYPERLINK("http://x")' and all(c.data_type != "f" for row in sheet.iter_rows() for c in row)
    assert rows[1][-1] == AuditEntry.objects.get(deed="round.draft").hash
    assert AuditEntry.objects.get(deed="audit.export").after == {"deed": "round"}


def test_an_export_that_is_cut_says_so_in_the_language_of_the_reader(
    two: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "MOST_EXPORTED", 1)
    for language, head, note in (("zh-hans", "登录名", "最早的 1 行"), ("en", "login name", "the oldest 1")):
        browser = client("city")
        browser.cookies["django_language"] = language
        rows = list(
            openpyxl.load_workbook(io.BytesIO(browser.post("/audit/export/").content)).active.iter_rows(
                values_only=True
            )
        )
        assert note in rows[0][0] and rows[1][2] == head and len(rows) == 3


def test_the_page_takes_few_queries(two: Town, django_assert_max_num_queries: Callable[..., object]) -> None:
    for number in range(60):
        append_line(
            Line("task.remind", user="north", org=FIRST, path=f"/990200/990201/{FIRST}/", subject=f"task:{number}")
        )
    city = client("city")
    with django_assert_max_num_queries(8):
        shown = city.get("/audit/").content.decode()
    assert 'rel="next"' in shown


def test_a_hash_kept_elsewhere_shows_that_a_chain_was_written_anew(two: Town) -> None:
    last = verify_chain().last
    assert verify_chain(last).ok
    AuditEntry.objects.all().delete()
    append_line(Line("task.submit", user="某人"))
    assert verify_chain().ok and not verify_chain(last).ok


@pytest.mark.parametrize("broken", [False, True])
def test_the_command_says_where_the_chain_breaks(tmp_path: Path, broken: bool) -> None:
    """On a database of its own, as an administrator runs it."""
    script = f"""
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from jiaodu.records.chain import Line, append_line
from jiaodu.records.models import AuditEntry, Task
[append_line(Line("login", user=str(n))) for n in range(4)]
if {broken}: AuditEntry.objects.filter(number=3).update(user="x")
from jiaodu.cli.main import main
raise SystemExit(main(["audit", "verify", "--data", {str(tmp_path)!r}, "--json"]))
"""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "JIAODU_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
    environment["PYTHONPATH"] = str(root / "src")
    environment.pop("JIAODU_DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    found = json.loads(done.stdout)
    assert done.returncode == (1 if broken else 0), done.stderr
    assert found["broken"] == (3 if broken else None) and [p["code"] for p in found["problems"]] == ["A30"] * broken
