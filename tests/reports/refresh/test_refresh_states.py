"""What became of a figure: every kind of edit gives the state that a reader of the file would give it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.reports.refresh import word_edits as e
from tests.reports.refresh.another_day import day_with, others, state_of

from jiaodu.reports import Document
from jiaodu.reports.editions import Edition, record_edition
from jiaodu.reports.marks import outcome_mark
from jiaodu.reports.refresh import refresh_word

SHARE, OUTLAY = "jd_f_inclusive_preschool_share", "jd_f_education_outlay"


def test_a_file_that_nobody_touched_is_current(beijing_report: Document, written: Edition, file: Path) -> None:
    made = refresh_word(file, written, beijing_report)
    assert Counter(s.state for s in made.states) == {"current": len(made.states)}
    assert {s.found.by for s in made.states if s.found} == {"bookmark"}
    assert not made.strangers and not made.new and not any(s.moved for s in made.states)
    assert len([s for s in made.states if s.figure.part != "outcome"]) == len(written.figures)


def test_a_value_that_changed_is_stale_and_only_that(beijing_report: Document, written: Edition, file: Path) -> None:
    today = day_with(beijing_report, {SHARE: "81.02%"})
    made = refresh_word(file, written, today)
    assert state_of(made, SHARE).state == "stale"
    assert (state_of(made, SHARE).figure.printed, state_of(made, SHARE).figure.now) == ("80.73%", "81.02%")
    assert others(made, SHARE) == {("current", False)}


def test_an_update_changes_the_stale_figure_and_no_other_byte(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    today = day_with(beijing_report, {SHARE: "81.02%", OUTLAY: "<1&2>"})
    made = refresh_word(file, written, today, update=True)
    (tmp_path / "new.docx").write_bytes(made.content)
    before, after = e.parts_of(file), e.parts_of(tmp_path / "new.docx")
    assert list(before) == list(after)
    names = {e.BODY, "docProps/custom.xml", "docProps/core.xml"}
    assert {name for name in before if before[name] != after[name]} == names
    ids = written.id.encode(), record_edition(today).id.encode()
    assert after["docProps/custom.xml"] == before["docProps/custom.xml"].replace(*ids)
    snapshots = f"快照 {beijing_report.snapshot} ".encode(), "快照 S2 ".encode()
    assert after["docProps/core.xml"] == before["docProps/core.xml"].replace(*snapshots)
    body = (
        before[e.BODY].replace(b">80.73%<", b">81.02%<", 1).replace(">1137.18亿元<".encode(), b">&lt;1&amp;2&gt;<", 1)
    )
    assert after[e.BODY] == body.replace(*snapshots)
    again = refresh_word(tmp_path / "new.docx", record_edition(today), today, update=True)
    assert again.content == made.content and not again.changed


def test_an_update_without_anything_stale_is_the_same_file(
    beijing_report: Document, written: Edition, file: Path
) -> None:
    made = refresh_word(file, written, beijing_report, update=True)
    assert made.content == file.read_bytes() and not made.changed


def test_a_number_in_several_runs_is_updated_in_the_first(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    today = day_with(beijing_report, {SHARE: "81.02%"})
    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", e.split_run(SHARE)), written, today, update=True)
    (tmp_path / "new.docx").write_bytes(made.content)
    state = state_of(refresh_word(tmp_path / "new.docx", record_edition(today), today), SHARE)
    assert (state.state, state.found and state.found.text) == ("current", "81.02%")


CASES: list[tuple[str, tuple[e.Edit, ...], str, dict[str, Any]]] = [
    ("typed over", (e.type_over(SHARE, "85%"),), "typed_over", {"by": "bookmark", "text": "85%"}),
    ("full width", (e.type_over(SHARE, "８０．７３％"),), "current", {"text": "８０．７３％"}),
    ("split", (e.split_run(SHARE),), "current", {"text": "80.73%"}),
    ("words before", (e.write_before(SHARE, "约为"),), "current", {"text": "80.73%"}),
    ("emptied", (e.empty_control(SHARE),), "emptied", {"text": ""}),
    ("deleted", (e.delete_figure(SHARE),), "gone", {}),
    ("tracked deletion", (e.track_deletion(SHARE),), "deleted", {"deleted": True}),
    ("accepted deletion", (e.track_deletion(SHARE), e.accept_changes), "emptied", {}),
    ("tracked replacement", (e.track_replacement(SHARE, "85%"),), "typed_over", {"tracked": True, "text": "85%"}),
    ("accepted", (e.track_replacement(SHARE, "85%"), e.accept_changes), "typed_over", {"tracked": False}),
]


@pytest.mark.parametrize(("edits", "state", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_an_edit_gives_the_state(
    beijing_report: Document,
    written: Edition,
    file: Path,
    tmp_path: Path,
    edits: tuple[e.Edit, ...],
    state: str,
    found: dict[str, Any],
) -> None:
    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", *edits), written, beijing_report)
    state_ = state_of(made, SHARE)
    assert state_.state == state
    assert (state_.found is None) == (state == "gone")
    assert {name: getattr(state_.found, name) for name in found} == found
    assert others(made, SHARE) == {("current", False)}


LOST: list[tuple[str, tuple[e.Edit, ...], str, dict[str, Any]]] = [
    ("pasted as text", (e.paste_as_text(SHARE),), "current", {"by": "value", "text": "80.73%"}),
    ("pasted and changed", (e.paste_as_text(SHARE, "82.5%"),), "typed_over", {"by": "context", "text": "82.5%"}),
    ("no bookmarks", (e.strip_bookmarks,), "current", {"by": "tag"}),
    ("no controls", (e.strip_controls,), "current", {"by": "bookmark"}),
    ("titles only", (e.strip_bookmarks, e.strip_tags), "current", {"by": "alias"}),
]


@pytest.mark.parametrize(("edits", "state", "found"), [c[1:] for c in LOST], ids=[c[0] for c in LOST])
def test_a_figure_that_lost_marks_is_found_by_what_is_left(
    beijing_report: Document,
    written: Edition,
    file: Path,
    tmp_path: Path,
    edits: tuple[e.Edit, ...],
    state: str,
    found: dict[str, Any],
) -> None:
    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", *edits), written, beijing_report)
    state_ = state_of(made, SHARE)
    assert state_.state == state
    assert {name: getattr(state_.found, name) for name in found} == found
    # the verdicts behind a chart have a bookmark and nothing else; beside them stand years only
    words = {outcome_mark(id_) for id_ in drawn_figures(written)}
    assert others(made, SHARE, *words) == {("current", False)}


def drawn_figures(edition: Edition) -> set[str]:
    """The figures in the tables of the charts."""
    rows = [row for b in edition.blocks if b["kind"] == "chart" for row in b["rows"]]
    return {i["figure"] for row in rows for c in row for i in c if "figure" in i}


def test_without_any_mark_figures_are_found_by_value_and_context(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    """All but the data of a chart, which stand beside nothing but years."""
    made = refresh_word(
        e.edit_file(file, tmp_path / "e.docx", e.strip_bookmarks, e.strip_controls), written, beijing_report
    )
    drawn = drawn_figures(written)
    drawn |= {outcome_mark(id_) for id_ in drawn}
    assert {s.found.by for s in made.states if s.found} == {"value"}
    assert {(s.state, s.moved) for s in made.states if s.figure.id not in drawn} == {("current", False)}
