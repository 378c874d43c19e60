"""Files behind figures: what is taken, what is not, and that a name is never a path."""

from __future__ import annotations

import pytest
from tests.actions.test_filling import actor
from tests.rounds import make_task
from tests.town import NORTH, Town

from jiaodu.actions import evidence
from jiaodu.actions.acting import NotThere
from jiaodu.actions.evidence import add_evidence, find_evidence, remove_evidence, safe_name
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import AuditEntry, Evidence, Grant, Task

PDF = [b"%PDF-1.7 ", b"invented"]


def test_a_file_is_kept_under_its_hash_and_told_in_the_audit(town: Town) -> None:
    task = make_task("school_funds")
    made = add_evidence(actor("first"), task.pk, "批复.pdf", PDF, 1, "public_funds_budget")
    found, path = find_evidence(actor("north"), task.pk, made.pk)
    assert path.read_bytes() == b"".join(PDF) and path.name == found.sha256 and found.size == 17
    assert AuditEntry.objects.get(deed="evidence.add").after["sha256"] == made.sha256
    remove_evidence(actor("first"), task.pk, made.pk)
    assert path.exists() and AuditEntry.objects.filter(deed="evidence.remove").count() == 1
    assert [p.name for p in town.data.glob("evidence/.draft-*")] == []


@pytest.mark.parametrize(
    ("name", "chunks", "code"),
    [
        ("page.html", [b"<script>"], "W30"),
        ("page.svg", [b"<svg>"], "W30"),
        ("page.pdf", [b"<script>alert(1)</script>"], "W30"),
        ("empty.pdf", [], "W33"),
        ("large.pdf", [b"%PDF-" + b"x" * 60], "W31"),
        ("noending", [b"%PDF-"], "W30"),
    ],
)
def test_what_is_not_taken(
    town: Town, monkeypatch: pytest.MonkeyPatch, name: str, chunks: list[bytes], code: str
) -> None:
    monkeypatch.setattr(evidence, "LARGEST", 50)
    task = make_task("school_funds")
    with pytest.raises(JiaoduError, match=code):
        add_evidence(actor("first"), task.pk, name, chunks)
    assert not [p for p in town.data.glob("evidence/**/*") if p.is_file()]


def test_not_too_many_and_not_when_the_form_is_closed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    task = make_task("school_funds")
    add_evidence(actor("first"), task.pk, "a.pdf", PDF)
    with pytest.raises(JiaoduError, match="W32"):
        add_evidence(actor("first"), task.pk, "b.pdf", PDF)
    Task.objects.filter(pk=task.pk).update(state="approved")
    with pytest.raises(JiaoduError, match="W20"):
        add_evidence(actor("first"), task.pk, "b.pdf", PDF)


def test_another_units_file_is_not_there(town: Town) -> None:
    task, other = make_task("school_funds"), make_task("school_practice")
    made = add_evidence(actor("first"), task.pk, "a.pdf", PDF)
    with pytest.raises(NotThere):
        find_evidence(actor("other"), task.pk, made.pk)
    with pytest.raises(NotThere):
        find_evidence(actor("first"), other.pk, made.pk)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\a\\b.pdf", "b.pdf"),
        ("..", "file"),
        ("a\x00\u202eb.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_a_department_adds_and_removes_files_of_its_own_items_only(town: Town) -> None:
    task = make_task("county_special_education", NORTH)
    Grant.objects.filter(user__username="finance").update(forms=[], department="财政局")
    theirs = add_evidence(actor("north"), task.pk, "名册.pdf", PDF, 1, "special_pupils")
    assert add_evidence(actor("finance"), task.pk, "批复.pdf", PDF, 1, "special_public_funds").item
    with pytest.raises(JiaoduError, match="W23"):
        add_evidence(actor("finance"), task.pk, "名册.pdf", PDF, 1, "special_pupils")
    with pytest.raises(JiaoduError, match="W23"):
        remove_evidence(actor("finance"), task.pk, theirs.pk)


def test_uploads_do_not_use_up_the_number_of_files_and_are_not_removed_as_such(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    task = make_task("school_funds")
    upload = Evidence.objects.create(task=task, kind="upload", name="表.xlsx", sha256="0" * 64, size=1, by=None)
    add_evidence(actor("first"), task.pk, "批复.pdf", PDF)
    with pytest.raises(JiaoduError, match="W32"):
        add_evidence(actor("first"), task.pk, "批复.pdf", PDF)
    with pytest.raises(NotThere):
        remove_evidence(actor("first"), task.pk, upload.pk)
