"""Whatever people do to a file: an update changes figures and nothing else, and a second one changes nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.refresh import word_edits as e
from tests.reports.refresh.another_day import day_with

from jiaodu.reports import Document, write_docx
from jiaodu.reports.document import Figure, Paragraph, Run, Table
from jiaodu.reports.editions import Edition, record_edition
from jiaodu.reports.refresh import refresh_word

NUMBERS = st.sampled_from(
    ["12.5%", "1137.18亿元", "近20个", "0班", "<&>\"'", "〔无数据：未报〕", "+4.73个百分点", "1,024 pupils"]
)
OTHERS = st.sampled_from(["13.5%", "1200亿元", "<&&>", "〔无数据：停报〕", "—"])
PROSE = ("甲县在校生", "，比上年多", "；普惠率", "，达到标准。", "教师&“学生”<比>")


def small(document: Document, texts: list[str]) -> Document:
    """A report of two sentences and a table with eight figures."""
    figures = [Figure(f"jd_f_x{i}", text, f"指标{i}", f"x{i}") for i, text in enumerate(texts)]
    sentences = []
    for group in (figures[:3], figures[3:6]):
        inlines = [i for f, words in zip(group, PROSE, strict=False) for i in (Run(words), f)]
        sentences.append(Paragraph((*inlines, Run(PROSE[3]))))
    rows = tuple(((Run(f"行{f.entry}"),), (f,)) for f in figures[6:])
    made = replace(document, blocks=(*sentences, Table("表", ("名", "值"), rows)), annex=(), coverage=None, findings=())
    return replace(made, edition=record_edition(made).id)


KINDS = (
    lambda id_: e.type_over(id_, "777"),
    lambda id_: e.track_replacement(id_, "778"),
    lambda id_: e.write_before(id_, "约"),
    lambda id_: e.copy_control(id_, PROSE[0]),
    lambda id_: e.track_move(id_, PROSE[0]),
    e.split_run,
    e.empty_control,
    e.delete_figure,
    e.track_deletion,
)


@st.composite
def edits(draw: st.DrawFn) -> list[e.Edit]:
    """Up to four edits, each of another figure: an edit looks for a figure where an earlier one left it."""
    chosen = draw(st.lists(st.integers(0, 5), unique=True, min_size=1, max_size=4))
    made = [draw(st.sampled_from(KINDS))(f"jd_f_x{i}") for i in chosen]
    return made + draw(st.sampled_from([[], [e.strip_bookmarks], [e.strip_controls], [e.accept_changes]]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("properties")


@settings(max_examples=25)
@given(
    old=st.lists(NUMBERS, min_size=8, max_size=8),
    new=st.lists(st.none() | OTHERS, min_size=8, max_size=8),
    edited=edits(),
)
def test_an_update_touches_figures_only_and_once(
    beijing_report: Document, folder: Path, old: list[str], new: list[str | None], edited: list[e.Edit]
) -> None:
    document = small(beijing_report, old)
    written = record_edition(document)
    today = day_with(document, {f"jd_f_x{i}": text for i, text in enumerate(new) if text is not None})
    file = e.edit_file(write_docx(document, folder / "w.docx"), folder / "e.docx", *edited)
    made = refresh_word(file, written, today, update=True)
    new_file = folder / "n.docx"
    new_file.write_bytes(made.content)

    # what differs are text nodes that held one of the old numbers, and the line about the edition
    before, after = nodes(file), nodes(new_file)
    assert len(before) == len(after)
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert all(a in pieces_of(old) or a.startswith("快照") for a, _ in changed)
    assert tags(file) == tags(new_file)
    if not any(s.updated for s in made.states):
        assert made.content == file.read_bytes()

    # nothing is stale any more, and what people typed is as it was
    again = refresh_word(new_file, record_edition(today), today, update=True)
    assert again.content == made.content
    assert not [s for s in again.states if s.state == "stale"]
    assert {s.figure.id for s in made.states if s.updated} <= {
        s.figure.id for s in again.states if s.state == "current"
    }
    typed = [(s.figure.id, s.found.text) for s in made.states if s.state == "typed_over" and s.found]
    texts = {(s.figure.id, s.found.text) for s in again.states if s.found}
    assert set(typed) <= texts


def nodes(path: Path) -> list[str]:
    """Every text node of the body."""
    text = e.parts_of(path)[e.BODY].decode()
    return [
        re.sub("&(lt|gt|amp);", lambda m: {"lt": "<", "gt": ">", "amp": "&"}[m[1]], t)
        for t in re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", text)
    ]


def tags(path: Path) -> list[str]:
    """Every tag of the body, as it is written."""
    return re.findall(r"<[^>]*>", e.parts_of(path)[e.BODY].decode())


def pieces_of(numbers: list[str]) -> set[str]:
    """The numbers, and their characters: a number may be split over runs."""
    return {*numbers, *(character for number in numbers for character in number)}


def test_a_file_of_the_day_keeps_every_byte(file: Path, written: Edition, beijing_report: Document) -> None:
    assert refresh_word(file, written, beijing_report, update=True).content == file.read_bytes()
