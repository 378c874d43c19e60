"""Signatures are bound to the version that was looked at; scans are what they say they are."""

from __future__ import annotations

import pytest
from tests.tasks import actor, make_round, make_task, write_cells
from tests.town import Town
from tests.web.test_approving_pages import client

from jiaodu.actions.acting import NotThere
from jiaodu.actions.approving import review, send_back, submit
from jiaodu.actions.signing import MOST_BYTES, attach_copy, may_sign, read_copy, sign
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import AuditEntry, SignOff, Task

PDF = b"%PDF-1.7 invented"


def _submitted(**fields: object) -> Task:
    task = make_task(make_round(**fields))
    submit(actor("first"), task.pk)
    return Task.objects.get(pk=task.pk)


def test_three_capacities_sign_once_each(town: Town) -> None:
    task = _submitted()
    for capacity, name in (("statistician", "虚构甲"), ("reviewer", "虚构乙"), ("head", "虚构丙")):
        assert sign(actor("first"), task.pk, capacity, name, task.digest).digest == task.digest
    with pytest.raises(JiaoduError, match="W63"):
        sign(actor("first"), task.pk, "head", "虚构丁", task.digest)
    assert AuditEntry.objects.filter(deed="task.sign").count() == 3


def test_a_signature_does_not_pass_to_other_figures(town: Town) -> None:
    task = _submitted(signatures=["head"])
    sign(actor("first"), task.pk, "head", "虚构丙", task.digest)
    send_back(actor("north"), task.pk, "人数不一致")
    write_cells(task, {2: {"class_pupils": "40"}})
    submit(actor("first"), task.pk)
    with pytest.raises(JiaoduError, match="W57"):
        review(actor("north"), task.pk)
    with pytest.raises(JiaoduError, match="W53"):
        sign(actor("first"), task.pk, "head", "虚构丙", task.digest)
    assert SignOff.objects.count() == 1


def test_what_the_round_asks_for_must_be_signed_before_it_goes_on(town: Town) -> None:
    task = _submitted(signatures=["head", "copy"])
    with pytest.raises(JiaoduError, match="W57"):
        review(actor("north"), task.pk)
    sign(actor("first"), task.pk, "head", "虚构丙", task.digest)
    attach_copy(actor("first"), task.pk, "扫描.pdf", PDF, task.digest)
    assert review(actor("north"), task.pk).state == "reviewed"


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"name": " "}, "W64"), ({"digest": "0" * 64}, "W53"), ({"digest": ""}, "W53"), ({"capacity": "king"}, NotThere)],
)
def test_what_is_no_signature(town: Town, changes: dict[str, str], error: str | type[Exception]) -> None:
    task = _submitted()
    given = {"capacity": "head", "name": "虚构丙", "digest": task.digest, **changes}
    with pytest.raises(
        error if isinstance(error, type) else JiaoduError, match=None if isinstance(error, type) else error
    ):
        sign(actor("first"), task.pk, **given)


def test_only_the_unit_signs(town: Town) -> None:
    task = _submitted()
    with pytest.raises(JiaoduError, match="A01"):
        sign(actor("city"), task.pk, "head", "虚构丙", task.digest)
    with pytest.raises(JiaoduError, match="A01"):  # the office that reviews it
        sign(actor("north"), task.pk, "head", "虚构丙", task.digest)
    assert may_sign(actor("north"), task) == [] and may_sign(actor("first"), task)
    with pytest.raises(NotThere):
        sign(actor("second"), task.pk, "head", "虚构丙", task.digest)


def test_an_office_signs_what_it_handed_in_on_behalf_of_a_unit(town: Town) -> None:
    task = make_task(make_round(signatures=["head"]))
    submit(actor("north"), task.pk)
    task.refresh_from_db()
    assert "head" in may_sign(actor("north"), task)
    sign(actor("north"), task.pk, "head", "虚构丙", task.digest)


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ\x90", b"", b"PK\x03\x04", PDF + b"x" * MOST_BYTES])
def test_a_scan_is_a_pdf_or_a_picture_of_bounded_size(town: Town, content: bytes) -> None:
    task = _submitted()
    with pytest.raises(JiaoduError, match="W65"):
        attach_copy(actor("first"), task.pk, "扫描.pdf", content, task.digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\x.pdf", "/abs", "<b>.pdf"])
def test_a_scan_comes_back_as_a_file_and_its_name_is_no_path(town: Town, name: str) -> None:
    task = _submitted()
    made = attach_copy(actor("first"), task.pk, name, PDF, task.digest)
    assert "/" not in made.name and "\\" not in made.name
    _, path = read_copy(actor("north"), task.pk, made.pk)
    assert path.read_bytes() == PDF and path.is_relative_to(town.data / "evidence")
    with pytest.raises(NotThere):
        read_copy(actor("second"), task.pk, made.pk)
    response = client("north").get(f"/tasks/{task.pk}/signatures/{made.pk}/copy/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"


def test_the_pages_sign_attach_and_print(town: Town) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    task = _submitted()
    page, first = f"/tasks/{task.pk}/signatures/", client("first")
    assert first.post(page, {"capacity": "head", "name": "虚构丙", "digest": task.digest}).status_code == 302
    assert first.post(page, {"capacity": "head", "name": "虚构丙", "digest": task.digest}).status_code == 422
    scan = SimpleUploadedFile("扫描.pdf", PDF)
    assert first.post(f"{page}copy/", {"copy": scan, "digest": task.digest}).status_code == 302
    shown = client("north", "en").get(page).content.decode()
    assert "head of the unit" in shown and "扫描.pdf" in shown
    printed = first.get(f"/tasks/{task.pk}/print/").content.decode()
    assert task.digest in printed and "<svg" in printed and "style=" not in printed


def test_the_office_chooses_what_a_round_asks_for(town: Town) -> None:
    round_ = make_round()
    page = f"/rounds/{round_.pk}/signatures/"
    assert client("city").post(page, {"capacity": ["copy", "head", "king"]}).status_code == 302
    round_.refresh_from_db()
    assert round_.signatures == ["head", "copy"]
    assert AuditEntry.objects.get(deed="round.signatures").after == {"signatures": ["head", "copy"]}
    assert client("north").get(page).status_code == 403 and client("north").post(page).status_code == 403
    assert "checked" in client("city", "en").get(page).content.decode()
    assert page in client("city").get(f"/rounds/{round_.pk}/").content.decode()
