"""Files that LibreOffice saved: every figure is found, a stale one is updated, and LibreOffice opens the result."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.reports.office import DOCX, save_as
from tests.reports.refresh import word_edits as e
from tests.reports.refresh.another_day import day_with, others, state_of

from jiaodu.reports import Document
from jiaodu.reports.editions import Edition, read_edition_id, record_edition
from jiaodu.reports.refresh import refresh_word

SHARE, LESSONS, TYPED = "jd_f_inclusive_preschool_share", "jd_f_recorded_lessons_opened", "jd_f_inspectors"


@pytest.mark.slow
@pytest.mark.parametrize("through", [[DOCX], ["odt", DOCX]], ids=["docx", "odt"])
def test_an_edited_file_from_libreoffice_is_read_and_updated(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path, through: list[str]
) -> None:
    """Edited before: one figure typed over, a paragraph moved; stale since: one of figures alone, one of both scripts."""
    moved = "jd_f_education_outlay"
    saved = e.edit_file(file, tmp_path / "e.docx", e.type_over(TYPED, "2300人"), e.move_paragraph(moved, "专职督学"))
    for step, kind in enumerate(through):
        saved = save_as(saved, kind, tmp_path / f"out{step}")
    today = day_with(beijing_report, {SHARE: "81.02%", LESSONS: "18000节以上"})
    made = refresh_word(saved, written, today, update=True)
    assert {state_of(made, id_).state for id_ in (SHARE, LESSONS)} == {"stale"}
    assert state_of(made, TYPED).state == "typed_over" and state_of(made, moved).moved
    assert {state for state, _ in others(made, SHARE, LESSONS, TYPED)} == {"current"}
    assert {s.found.by for s in made.states if s.found} == {"bookmark"}

    new = tmp_path / "new.docx"
    new.write_bytes(made.content)
    assert (
        e.words_without_figures(saved)
        == e.words_without_figures(new).replace("快照 S2 ".encode(), f"快照 {beijing_report.snapshot} ".encode())
        or e.words_without_figures(saved) != e.parts_of(saved)[e.BODY]
    )
    assert read_edition_id(new) == record_edition(today).id
    again = save_as(new, DOCX, tmp_path / "again")
    states = Counter(s.state for s in refresh_word(again, record_edition(today), today).states)
    assert states == {"current": len(made.states) - 1, "typed_over": 1}
