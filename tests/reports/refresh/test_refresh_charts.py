"""A chart whose data changed: its picture and description are new; where its place is not found, that is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.reports.refresh import word_edits as e
from tests.reports.refresh.another_day import day_with

from jiaodu.reports import Document
from jiaodu.reports.document import Chart, Figure
from jiaodu.reports.editions import Edition, record_edition
from jiaodu.reports.refresh import find_problems, refresh_word

CAPTION = "图2 地方财政教育支出"


def other_chart(document: Document) -> tuple[Document, str]:
    """The report with other data in the chart, and the figure that changed."""
    chart = next(c for c in document.charts() if c.caption == CAPTION)
    changed = next(i for row in chart.table.rows for cell in row for i in cell if isinstance(i, Figure))
    rows = tuple(
        tuple(tuple(replace(i, text="1亿元") if i == changed else i for i in cell) for cell in row)
        for row in chart.table.rows
    )
    line = chart.spec.rows[0]
    spec = replace(chart.spec, rows=(replace(line, marks=line.marks[:-1]),), alt='新"图"')
    new: Any = replace(chart, table=replace(chart.table, rows=rows), spec=spec)
    blocks = tuple(new if isinstance(b, Chart) and b.caption == CAPTION else b for b in document.blocks)
    return replace(day_with(document, {}), blocks=blocks), changed.id


def test_a_chart_of_other_data_is_redrawn(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    today, changed = other_chart(beijing_report)
    said = refresh_word(file, written, today)
    assert said.old_charts == (CAPTION,)
    assert {p.code for p in find_problems(said, "r.docx")} == {"R36"}
    made = refresh_word(file, written, today, update=True)
    assert made.old_charts == () and [s.figure.id for s in made.states if s.updated] == [changed]
    (tmp_path / "new.docx").write_bytes(made.content)
    before, after = e.parts_of(file), e.parts_of(tmp_path / "new.docx")
    pictures = [n for n in before if n.startswith("word/media/") and before[n] != after[n]]
    assert len(pictures) == 1 and after[pictures[0]].startswith(b"\x89PNG")
    assert 'descr="新&quot;图&quot;"'.encode() in after[e.BODY]
    again = refresh_word(tmp_path / "new.docx", record_edition(today), today, update=True)
    assert again.content == made.content


def test_a_chart_whose_caption_was_changed_is_said(
    beijing_report: Document, written: Edition, file: Path, tmp_path: Path
) -> None:
    today, _ = other_chart(beijing_report)

    def rename(root: Any) -> None:
        next(e.paragraph_with(root, CAPTION).iter(e.w("t"))).text = "财政教育支出图"

    made = refresh_word(e.edit_file(file, tmp_path / "e.docx", rename), written, today, update=True)
    assert made.old_charts == (CAPTION,)
    assert [p.place.key for p in find_problems(made, "e.docx")] == [CAPTION]
