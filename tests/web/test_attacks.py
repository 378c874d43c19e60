"""Attacks on what people type and upload: scripts in every text, other people's objects, files that lie, bombs."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from tests.rounds import make_task
from tests.town import FIRST, NORTH, PATHS, Town

from jiaodu.actions.accounts import Person, make_account
from jiaodu.actions.acting import Actor
from jiaodu.actions.giving import Wish
from jiaodu.records.models import CellComment, Evidence, Grant, Notice, Round, Task, User

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def client(name: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=name))
    return made


def fill(found: models.Model, text: str) -> None:
    """Put a script into every text column that is not a key, a path or a choice."""
    kept = {
        "username",
        "external_id",
        "password",
        "org",
        "path",
        "role",
        "form",
        "source",
        "state",
        "item",
        "row_key",
        "kind",
        "sha256",
    }
    for field in found._meta.get_fields():
        if (
            isinstance(field, models.CharField)
            and field.name not in kept
            and not field.choices
            and (field.max_length or 0) >= 40
        ):
            setattr(found, field.name, text[: field.max_length])
    found.save()


def test_a_script_in_any_text_is_shown_and_never_run(town: Town) -> None:
    task = make_task("school_funds")
    first = User.objects.get(username="first")
    for found in (task.round, task, first, User.objects.get(username="north"), User.objects.get(username="city")):
        fill(found, SCRIPT)
    comment = CellComment.objects.create(task=task, row=1, item="public_funds_budget", text=SCRIPT, by=first)
    notice = Notice.objects.create(round=task.round, task=task, org=FIRST, kind="return", text=SCRIPT, by=first)
    Evidence.objects.create(
        task=task, name=SCRIPT[:200], sha256="0" * 64, size=1, media_type="application/pdf", by=first
    )
    assert comment.pk and notice.pk
    round_ = Round.objects.get()
    pages = [
        ("first", "/"), ("first", f"/tasks/{task.pk}/"), ("first", f"/tasks/{task.pk}/review/"), ("first", "/account/"),
        ("first", f"/tasks/{task.pk}/signatures/"), ("first", f"/tasks/{task.pk}/print/"), ("first", "/jobs/"),
        ("north", "/"), ("north", "/accounts/"), ("north", f"/accounts/{first.pk}/"), ("north", "/accounts/?q=" + SCRIPT),
        ("north", f"/tasks/{task.pk}/review/"), ("city", "/rounds/"), ("city", f"/rounds/{round_.pk}/"),
        ("city", f"/rounds/{round_.pk}/progress/"), ("city", f"/rounds/{round_.pk}/progress/tasks/"),
        ("city", f"/rounds/{round_.pk}/waiting/"), ("city", f"/rounds/{round_.pk}/calls/"), ("city", "/audit/?user=" + SCRIPT),
    ]  # fmt: skip
    seen = 0
    for name, address in pages:
        answer = client(name).get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, (name, address)
        assert "<script>alert" not in page and "<img src=x" not in page, (name, address)
        seen += "&lt;script&gt;alert" in page
    assert seen >= 10, "the scripts were really on the pages"


def test_what_a_failed_form_shows_again_is_escaped(town: Town) -> None:
    sent = {name: SCRIPT for name in ("username", "name", "org", "department", "telephone", "role", "forms", "until")}
    page = client("north").post("/accounts/new/", sent)
    assert page.status_code == 422 and "<script>alert" not in page.content.decode()
    page = Client().post("/login/", {"username": SCRIPT, "password": "x", "next": SCRIPT})
    assert "<script>alert" not in page.content.decode()


def upload(name: str, path: str, filename: str, content: bytes, field: str = "file") -> tuple[int, str]:
    answer = client(name).post(path, {field: SimpleUploadedFile(filename, content), "row": "0", "item": ""})
    return answer.status_code, answer.content.decode(errors="replace")


def bomb(inner: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook of a few hundred kilobytes that unpacks to 400 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(inner, "w") as file:
            for _ in range(400):
                file.write(b" " * 1_000_000)
    return target.getvalue()


@pytest.mark.parametrize("field", ["roster", "task"])
def test_a_bomb_is_refused_before_it_is_unpacked(town: Town, field: str) -> None:
    path = "/accounts/list/" if field == "roster" else f"/tasks/{make_task('school_funds', NORTH).pk}/upload/"
    status, page = upload("north", path, "x.xlsx", bomb())
    assert status == 422 and ("I0" in page or "I6" in page)


@pytest.mark.parametrize("filename", ["x.exe", "x.html", "x.svg", "x.php", "../../x.sh", "x"])
def test_only_tables_are_read_as_tables(town: Town, filename: str) -> None:
    task = make_task("school_funds")
    status, _ = upload("first", f"/tasks/{task.pk}/upload/", filename, b"<script>alert(1)</script>")
    assert status == 422


def test_names_of_files_are_never_paths_and_evidence_is_never_shown_in_the_page(town: Town) -> None:
    task = make_task("school_funds")
    upload("first", f"/tasks/{task.pk}/evidence/", "../../../etc/passwd.pdf", b"%PDF-1.4\n%%EOF\n")
    kept = Evidence.objects.filter(task=task).first()
    assert kept is not None and "/" not in kept.name and ".." not in kept.name
    assert not (town.data.parent / "etc").exists()
    answer = client("first").get(f"/tasks/{task.pk}/evidence/{kept.pk}/")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client("second").get(f"/tasks/{task.pk}/evidence/{kept.pk}/").status_code == 404
    other = make_task("school_funds", PATHS and "9902010002")
    assert client("second").get(f"/tasks/{other.pk}/evidence/{kept.pk}/").status_code == 404, "through one's own task"


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/..%2f..%2fsettings.py", "/static/web/%2e%2e/%2e%2e/x"]
)
def test_static_files_lead_nowhere_else(town: Town, path: str) -> None:
    assert Client().get(path).status_code in (400, 404)


@pytest.mark.parametrize("verb", ["evidence", "upload"])
def test_nobody_uploads_into_anothers_task(town: Town, verb: str) -> None:
    task = make_task("school_funds")
    upload("second", f"/tasks/{task.pk}/{verb}/", "x.pdf" if verb == "evidence" else "x.csv", b"%PDF-1.4\n%%EOF\n")
    assert not Evidence.objects.exists() and Task.objects.get(pk=task.pk).revision == task.revision


def test_a_name_that_is_a_formula_is_text_in_a_workbook(town: Town) -> None:
    import openpyxl

    User.objects.filter(username="third").delete()
    make_account(
        Actor(None), Person("evil", "=cmd|' /C calc'!A0", NORTH), [Wish("district_office", NORTH, PATHS[NORTH])]
    )
    Grant.objects.filter(user__username="evil").exists()
    content = client("city").get("/accounts/list/template/").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_a_fault_of_ours_shows_no_detail(town: Town, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from jiaodu.web.views import jobs

    assert settings.DEBUG is False  # type: ignore[attr-defined]
    monkeypatch.setattr(jobs, "jobs_within", lambda actor: 1 / 0)
    broken = Client(raise_request_exception=False)
    broken.force_login(User.objects.get(username="first"))
    page = broken.get("/jobs/")
    assert (
        page.status_code == 500
        and "ZeroDivision" not in page.content.decode()
        and "Traceback" not in page.content.decode()
    )
