"""The document of a submission: the same cells, the same bytes; another cell, another digest; other forms of the unit stand beside it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tasks import CLASSES, actor, make_round, make_task, write_cells
from tests.town import Town

from jiaodu.actions.approving import submit
from jiaodu.actions.submissions import Submission, check_submission, freeze, short_code
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import Decision, Task

CELL = st.lists(st.text(max_size=8), min_size=4, max_size=4)
CELLS = st.dictionaries(
    st.sampled_from(["1", "2", "30"]), st.dictionaries(st.text(max_size=6), CELL, max_size=3), max_size=3
)


def _task() -> Task:
    return Task(pk=7, round_id=3, org="9902010001", form="class_list", period=2024, source="school_return")


@given(CELLS)
def test_what_the_database_gives_back_has_the_same_digest(cells: dict[str, dict[str, list[str]]]) -> None:
    back = json.loads(json.dumps(dict(reversed(cells.items()))))
    assert Submission(_task(), 1, cells, {}).digest == Submission(_task(), 1, back, {}).digest


@given(CELLS, CELLS)
def test_other_cells_have_another_digest(
    one: dict[str, dict[str, list[str]]], other: dict[str, dict[str, list[str]]]
) -> None:
    same = Submission(_task(), 1, one, {}).digest == Submission(_task(), 1, other, {}).digest
    assert same == (one == other)


def test_a_digest_is_of_one_task_and_one_version() -> None:
    cells = {"1": {"class_pupils": ["38", "", "first", ""]}}
    digests = {Submission(_task(), 1, cells, {}).digest, Submission(_task(), 2, cells, {}).digest}
    for name, value in (("org", "x"), ("form", "x"), ("period", 2023), ("source", "x"), ("pk", 8), ("round_id", 4)):
        task = _task()
        setattr(task, name, value)
        digests.add(Submission(task, 1, cells, {}).digest)
    assert len(digests) == 8


def test_the_digest_is_the_sha256_of_the_document() -> None:
    found = Submission(_task(), 1, {}, {"1": ["pupils"]})
    assert found.digest == hashlib.sha256(found.document()).hexdigest()
    assert json.loads(found.document())["closed"] == {"1": ["pupils"]}
    assert short_code(found.digest).replace(" ", "").lower() == found.digest[:16]


def test_what_was_kept_is_what_was_frozen(town: Town) -> None:
    task = submit(actor("first"), make_task().pk)
    decision = Decision.objects.get(task=task, step="submit")
    assert Submission(task, 1, decision.cells, decision.closed).digest == task.digest == decision.digest
    assert decision.cells["2"]["class_pupils"][0] == "41" and decision.cells["2"]["class_pupils"][2] == "first"


def test_an_altered_record_is_not_approved(town: Town) -> None:
    from jiaodu.actions.approving import review
    from jiaodu.actions.publishing import approve_one

    task = submit(actor("first"), make_task().pk)
    review(actor("north"), task.pk)
    decision = Decision.objects.get(task=task, step="submit")
    decision.cells["2"]["class_pupils"][0] = "14"
    decision.save()
    with pytest.raises(JiaoduError, match="W61"):
        approve_one(actor("city"), task.pk)


def test_blank_figures_are_said_and_do_not_stand_in_the_way(town: Town) -> None:
    task = make_task(cells={1: {**CLASSES[1], "class_pupils": ""}, 2: CLASSES[2]})
    checked = check_submission(freeze(task, 1))
    assert not checked.against
    [blank] = [p for p in checked.problems if p.code == "W56"]
    assert blank.data["count"] == 1 and blank.place.cell == "1/class_pupils"


def test_another_submitted_form_of_the_unit_stands_beside_it(town: Town) -> None:
    """Classes of a grade against the list of classes: a rule over two forms, both on their way."""
    round_ = make_round()
    submit(actor("first"), make_task(round_).pk)
    pupils = make_task(
        round_,
        form="pupils",
        cells={1: {"stage": "小学", "grade": "一年级", "classes": "3", "pupils": "79", "migrant_pupils": "0"}},
    )
    found = check_submission(freeze(pupils, 1))
    assert any(p.code == "D05" for p in found.problems), [p.line("en") for p in found.problems]
    write_cells(pupils, {1: {"classes": "2"}})
    assert not any(p.code == "D05" for p in check_submission(freeze(pupils, 1)).problems)


def test_files_behind_figures_are_part_of_what_is_submitted(town: Town) -> None:
    from tests.web.test_approving_pages import client

    from jiaodu.actions.evidence import add_evidence

    task = make_task()
    bare = freeze(task, 1).digest
    made = add_evidence(actor("first"), task.pk, "名册.pdf", [b"%PDF-1.7 invented"], 2, "class_pupils")
    assert freeze(task, 1).digest != bare
    submit(actor("first"), task.pk)
    decision = Decision.objects.get(task=task, step="submit")
    assert decision.evidence == [[2, "class_pupils", "名册.pdf", made.sha256]]
    page = client("north").get(f"/tasks/{task.pk}/review/").content.decode()
    assert f"/tasks/{task.pk}/evidence/{made.pk}/" in page and "第 2 行 › 班级学生数" in page
