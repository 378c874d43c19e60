"""Where a figure stands: moved, copied, in a table, a footnote, a text box; and marks of other reports."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.reports.refresh import word_edits as e
from tests.reports.refresh.another_day import day_with, others, state_of

from jiaodu.reports import Document
from jiaodu.reports.editions import Edition, record_edition
from jiaodu.reports.refresh import Refreshed, refresh_word

SHARE, OUTLAY, INSPECTORS = "jd_f_inclusive_preschool_share", "jd_f_education_outlay", "jd_f_inspectors"
SCHOOL_SENTENCE, LAST_SENTENCE = "户籍学生九年义务教育巩固率", "专职督学"
ROW = "jd_f_districts_inspected__2"


def places(made: Refreshed, id_: str) -> list[tuple[str, bool, str]]:
    return [(s.state, s.found.copy, s.found.text) for s in made.states if s.figure.id == id_ and s.found]


def test_a_moved_paragraph_is_moved_and_nothing_else_is(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    edited = e.edit_file(file, tmp_path / "e.docx", e.move_paragraph(OUTLAY, LAST_SENTENCE))
    made = refresh_word(edited, written, beijing_report)
    with_it = {s.figure.id for s in made.states if s.moved}
    block = written.blocks[next(f.block for f in written.figures if f.id == OUTLAY)]
    assert with_it == {i["figure"] for i in block["inlines"] if "figure" in i}
    assert {s.state for s in made.states} == {"current"}
    assert state_of(made, OUTLAY).found.where.zh.startswith("“（六）教育督导”第")  # type: ignore[union-attr]


def test_a_tracked_move_counts_where_it_went(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    edited = e.edit_file(file, tmp_path / "e.docx", e.track_move(SHARE, LAST_SENTENCE))
    made = refresh_word(edited, written, beijing_report)
    assert sorted(places(made, SHARE)) == [("current", True, "80.73%"), ("deleted", False, "")]
    accepted = refresh_word(e.edit_file(edited, tmp_path / "a.docx", e.accept_changes), written, beijing_report)
    assert {p[0] for p in places(accepted, SHARE)} == {"emptied", "current"}


@pytest.mark.parametrize(
    "copied", [e.copy_control(SHARE, SCHOOL_SENTENCE), e.copy_bookmark(SHARE, f"{SHARE}_Copy_1", SCHOOL_SENTENCE)]
)
def test_a_copy_is_said_and_updated_with_its_figure(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path, copied: e.Edit
) -> None:
    edited = e.edit_file(file, tmp_path / "e.docx", copied)
    today = day_with(beijing_report, {SHARE: "81.02%"})
    made = refresh_word(edited, written, today, update=True)
    assert places(made, SHARE) == [("stale", False, "80.73%"), ("stale", True, "80.73%")]
    (tmp_path / "new.docx").write_bytes(made.content)
    again = refresh_word(tmp_path / "new.docx", record_edition(today), today)
    assert places(again, SHARE) == [("current", False, "81.02%"), ("current", True, "81.02%")]


def test_a_copy_before_its_figure_is_still_the_copy(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    """The bookmark tells which is which; here the copy, which comes first, is typed over."""
    edited = e.edit_file(file, tmp_path / "e.docx", e.copy_control(SHARE, "根据国办发"), e.type_over(SHARE, "80.7%"))
    assert places(refresh_word(edited, written, beijing_report), SHARE) == [
        ("current", False, "80.73%"),
        ("typed_over", True, "80.7%"),
    ]


def test_a_figure_deleted_where_it_stood_and_kept_as_a_copy_is_gone_no_more(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    edits = (e.copy_control(SHARE, SCHOOL_SENTENCE), e.delete_figure(SHARE))
    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", *edits), written, beijing_report)
    assert places(made, SHARE) == [("current", False, "80.73%")]
    assert state_of(made, SHARE).found.by == "tag"  # type: ignore[union-attr]


def test_a_figure_of_a_table_is_found_by_its_row(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    def lose(root: Any) -> None:
        cell = e.paragraph(root, ROW)
        words = e.text_of(cell)
        for child in list(cell)[1:]:
            cell.remove(child)
        cell.append(e.run_of(words))

    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", lose), written, beijing_report)
    state = state_of(made, ROW)
    assert state.state == "current" and state.found is not None
    assert (state.found.by, state.found.kind) == ("value", "table")
    assert "表" in state.found.where.zh and "第2行第2列" in state.found.where.zh


def test_a_row_typed_over_and_without_marks_is_found_by_its_row(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    def lose(root: Any) -> None:
        cell = e.paragraph(root, ROW)
        for child in list(cell)[1:]:
            cell.remove(child)
        cell.append(e.run_of("16个"))

    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", lose), written, beijing_report)
    state = state_of(made, ROW)
    assert state.state == "typed_over" and state.found is not None
    assert (state.found.by, state.found.text) == ("context", "16个")


def test_a_figure_in_a_footnote_is_found_moved_and_updated(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    edited = e.put_in_footnote(file, tmp_path / "e.docx", SHARE)
    made = refresh_word(edited, written, day_with(beijing_report, {SHARE: "81.02%"}), update=True)
    state = state_of(made, SHARE)
    assert (state.state, state.moved) == ("stale", True) and state.found is not None
    assert state.found.where.zh == "注1"
    (tmp_path / "new.docx").write_bytes(made.content)
    before, after = e.parts_of(edited), e.parts_of(tmp_path / "new.docx")
    snapshots = f"快照 {beijing_report.snapshot} ".encode(), "快照 S2 ".encode()
    assert after[e.BODY] == before[e.BODY].replace(*snapshots)
    assert after["word/footnotes.xml"] == before["word/footnotes.xml"].replace(b"80.73%", b"81.02%")


def test_a_text_box_is_one_place_and_both_its_copies_are_updated(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    edited = e.edit_file(file, tmp_path / "e.docx", e.put_in_text_box(SHARE))
    made = refresh_word(edited, written, day_with(beijing_report, {SHARE: "81.02%"}), update=True)
    assert places(made, SHARE) == [("stale", False, "80.73%")]
    assert "文本框" in state_of(made, SHARE).found.where.zh  # type: ignore[union-attr]
    (tmp_path / "new.docx").write_bytes(made.content)
    body = e.parts_of(edited)[e.BODY].count(b">80.73%<"), e.parts_of(tmp_path / "new.docx")[e.BODY].count(b">81.02%<")
    assert body[1] == 2


def test_a_text_box_pasted_as_text_is_updated_in_both_its_copies(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    edits = (e.paste_as_text("jd_f_new_preschool_places"), lambda root: box_around(root, "新增幼儿学位"))
    edited = e.edit_file(file, tmp_path / "e.docx", *edits)
    made = refresh_word(edited, written, day_with(beijing_report, {SHARE: "81.02%"}), update=True)
    assert places(made, SHARE) == [("stale", False, "80.73%")]
    (tmp_path / "new.docx").write_bytes(made.content)
    words = "普惠性幼儿园覆盖率{}，年度目标".encode()
    assert e.parts_of(tmp_path / "new.docx")[e.BODY].count(words.replace(b"{}", b"81.02%")) == 2


def box_around(root: Any, words: str) -> None:
    """The paragraph with these words, put into a text box."""
    target = e.paragraph_with(root, words)
    mark = etree.SubElement(target, e.w("bookmarkStart"), {e.w("id"): "7001", e.w("name"): "x"})
    e.put_in_text_box("x")(root)
    for element in [b for b in root.iter(e.w("bookmarkStart")) if b.get(e.w("name")) == "x"]:
        element.getparent().remove(element)
    assert mark is not None


def test_a_mark_of_another_report_is_a_stranger_and_is_left(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    def paste(root: Any) -> None:
        made = copy.deepcopy(e.control(root, SHARE))
        for tag in made.iter(e.w("tag")):
            tag.set(e.w("val"), "jd_f_other_county_share")
        e.paragraph_with(root, LAST_SENTENCE).append(made)

    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", paste), written, beijing_report)
    assert [(f.id, f.text) for f in made.strangers] == [("jd_f_other_county_share", "80.73%")]
    assert others(made) == {("current", False)}


def test_a_number_that_is_part_of_another_is_not_taken_for_it(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    made = refresh_word(
        e.edit_file(file, tmp_path / "e.docx", e.paste_as_text(INSPECTORS, "12224人")), written, beijing_report
    )
    state = state_of(made, INSPECTORS)
    assert (state.state, state.found and state.found.text) == ("typed_over", "12224人")


def test_a_grown_bookmark_without_its_control_is_not_more_than_the_number(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    """Words written beside the figure stay prose, whatever the bookmark took in."""
    edited = e.edit_file(file, tmp_path / "e.docx", e.write_before(SHARE, "已经达到"), e.strip_controls)
    made = refresh_word(edited, written, beijing_report)
    state = state_of(made, SHARE)
    assert (state.state, state.found and state.found.text) == ("current", "80.73%")


def test_a_strict_file_is_read_and_updated(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    """Word can save as Strict Open XML: other namespaces, the same elements."""
    transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    parts = e.parts_of(file)
    for name, content in parts.items():
        if name.startswith("word/") or name == "_rels/.rels":
            for area in (b"wordprocessingml/2006/main", b"officeDocument/2006/relationships"):
                content = content.replace(transitional + area, strict + area.replace(b"/2006", b""))
            parts[name] = content
    made = refresh_word(
        e.write_parts(parts, tmp_path / "e.docx"), written, day_with(beijing_report, {SHARE: "81.02%"}), update=True
    )
    assert state_of(made, SHARE).state == "stale" and others(made, SHARE) == {("current", False)}
    assert made.changed


def test_a_control_around_a_whole_paragraph_and_marks_between_paragraphs(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    """Word widens a control to its paragraph where nothing else stands there, and lets bookmarks begin before one."""

    def widen(root: Any) -> None:
        cell = e.paragraph(root, ROW)
        start = e.bookmark(root, ROW)
        end = next(x for x in root.iter(e.w("bookmarkEnd")) if x.get(e.w("id")) == start.get(e.w("id")))
        made = e.control(root, ROW)
        content = made.find(e.w("sdtContent"))
        runs = list(content)
        cell.addprevious(made)
        content.append(cell)
        for element in (start, end):
            element.getparent().remove(element)
        cell.extend(runs)
        made.addprevious(start)
        made.addnext(end)

    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", widen), written, beijing_report)
    state = state_of(made, ROW)
    assert (state.state, state.found and state.found.text) == ("current", "8个")
    assert others(made) == {("current", False)}
