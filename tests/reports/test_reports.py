"""The report: every number is a figure with an id, findable in the page and in the Word file."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import load_framework
from jiaodu.core.framework.report_links import blocks
from jiaodu.intake import read_sources
from jiaodu.reports import Document, compose_report, write_docx, write_evaluation_workbook, write_html
from jiaodu.reports.document import Figure, Paragraph, Table, text_of

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    framework = load_framework("provincial-duty@2020")
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    organisations = [o for register in intake.registers for o in register.organisations]
    return evaluate(framework, MemoryFacts(intake.staged, organisations), 2019, orgs=["110000"])


@pytest.fixture(scope="module", params=["zh", "en"])
def document(request: pytest.FixtureRequest, evaluated: Evaluated) -> Document:
    return compose_report(evaluated, "110000", request.param)


def figure(document: Document, entry: str) -> Figure:
    return next(f for f in document.figures() if f.entry == entry)


def test_figure_ids_are_unique_ascii_and_short(document: Document) -> None:
    ids = [f.id for f in document.figures()]
    assert len(ids) == len(set(ids)) > 60
    assert all(re.fullmatch(r"jd_f_[a-z0-9_]{1,35}", i) for i in ids)


def test_the_same_report_has_the_same_ids(evaluated: Evaluated, document: Document) -> None:
    again = compose_report(evaluated, "110000", document.language)
    assert [f.id for f in again.figures()] == [f.id for f in document.figures()]


def test_known_figures(evaluated: Evaluated) -> None:
    document = compose_report(evaluated, "110000", "zh")
    assert figure(document, "inclusive_preschool_share").text == "80.73%"
    assert figure(document, "senior_gross_enrolment_ratio").text == "99%以上"
    assert figure(document, "cloud_support_projects").text.startswith("近20")


def test_what_has_no_data_prints_no_number(document: Document) -> None:
    missing = [f for f in document.figures() if f.missing]
    assert {"students_per_counsellor", "leader_visits_least"} <= {f.entry for f in missing}
    assert all(re.fullmatch(r"〔(未报|无数据)(：\D+)?〕|\[(not reported|no data)(: \D+)?\]", f.text) for f in missing)
    named = next(f for f in document.findings if "没有数据" in f or "no data" in f)
    entries = {e.key: e for e in document.annex}
    assert all(entries[f.entry].name in named for f in missing)


def test_digits_of_the_body_are_the_templates_or_inside_figures(evaluated: Evaluated, document: Document) -> None:
    report, frame = evaluated.values.framework.report, evaluated.values.framework.frame
    assert report is not None and frame is not None
    written = [b.text.in_(document.language) for _, b in blocks(report) if b.text]
    written += [i.in_(document.language) for named in frame.problems.values() for i in named.measure_items]
    written += [i.name.in_(document.language) for i in evaluated.values.framework.indicators.values()]
    known = set(re.findall(r"\d+", re.sub(r"\[\[.*?\]\]", "", " ".join(written)))) | {"2019", "2020"}
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for run in block.inlines:
                assert isinstance(run, Figure) or set(re.findall(r"\d+", run.text)) <= known, run


def test_tables_say_what_is_asked_and_mark_what_is_not_verified(evaluated: Evaluated) -> None:
    tables = [b for b in compose_report(evaluated, "110000").blocks if isinstance(b, Table)]
    rows = {row[0][0].text: ["".join(i.text for i in cell) for cell in row] for t in tables for row in t.rows}
    assert rows["普惠性幼儿园覆盖率"][1:] == ["80.73%", "≥76%", "+4.73个百分点", "达标"]
    assert rows["公办学校党组织覆盖率"][2] == "≥100%〔未核实〕"
    assert rows["高中阶段教育毛入学率"][3] == "不小于+9个百分点"
    assert rows["在校学生人均一般公共预算教育支出"][2:] == ["不低于上年", "—", "无法判定"]
    assert rows["地方财政教育支出增长率"][4] == "代理值达到"
    assert [len(t.header) for t in tables] == [3, 5, 5, 3]


def test_the_annex_tells_a_proxy_from_a_finding_and_names_doubts(evaluated: Evaluated) -> None:
    document = compose_report(evaluated, "110000")
    entries = {e.key: e for e in document.annex}
    assert "代理口径（不是法定结论）" in entries["wage_ratio_to_administration"].rulings[0].standard
    assert any("V04" in n for n in entries["compulsory_retention_rate"].notes)
    grown = entries["education_outlay_growth"]
    assert [s.split(" › ")[-1] for s in grown.sources] == ["E591", "E560"] and grown.sources[1].startswith("2018 ")
    assert [f.split("：")[0] for f in document.files][:2] == ["beijing-2019.xlsx", "enrolment.csv"]


def test_the_focuses_of_the_round_are_covered(evaluated: Evaluated) -> None:
    document = compose_report(evaluated, "110000")
    assert document.coverage is not None and len(document.coverage.rows) == 12
    assert "〔未核实〕" in document.coverage.rows[2][0][0].text
    assert sum("没有一个有数据的指标" in f for f in document.findings) == 1


def test_every_figure_leads_to_its_entry(document: Document) -> None:
    entries = {e.key: e for e in document.annex}
    for f in document.figures():
        assert f.id in entries[f.entry].figures
    assert entries["inclusive_preschool_share"].sources[0].split(" › ")[-2:] == ["学前教育", "C10"]


def test_measures_without_deadline_and_unit_are_findings(evaluated: Evaluated) -> None:
    document = compose_report(evaluated, "110000", "zh")
    assert sum("未写明责任单位" in f and "未写明期限" in f for f in document.findings) == 4
    assert any(str(document.characters) in f for f in document.findings)


def test_the_english_report_is_english(evaluated: Evaluated) -> None:
    document = compose_report(evaluated, "110000", "en")
    said = [*(text_of(b) for b in document.blocks), *document.findings, document.footer, document.title]
    said += [x for e in document.annex for x in (e.name, e.value, e.period, e.parts, e.scope)]
    said += [x for e in document.annex for r in e.rulings for x in (r.standard, r.name, r.reason)]
    said += [text_of(document.coverage)] if document.coverage else []
    said += [h for b in document.blocks if isinstance(b, Table) for h in (*b.header, b.caption)]
    left = re.sub(r"国办发〔\d+〕\d+号", "", " ".join(said))
    assert not re.search(r"[一-鿿]", left), re.findall(r".{20}[一-鿿]+", left)[:3]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.figures: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        self.figures += [given["data-figure"] or ""] if "data-figure" in given else []


def test_the_page_stands_alone_and_every_link_has_its_target(document: Document, tmp_path: Path) -> None:
    text = write_html(document, tmp_path / "r.html").read_text(encoding="utf-8")
    page = _Links()
    page.feed(text)
    assert page.figures == [f.id for f in document.figures()]
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not re.search(r"https?://|<script|@import|url\((?!#)", text)


def test_names_with_markup_stay_text(evaluated: Evaluated, tmp_path: Path) -> None:
    document = replace(compose_report(evaluated, "110000"), title="<script>alert(1)</script>")
    assert "<script>" not in write_html(document, tmp_path / "r.html").read_text(encoding="utf-8")


def test_each_figure_of_the_word_file_is_a_control_inside_its_bookmark(document: Document, tmp_path: Path) -> None:
    made = docx.Document(str(write_docx(document, tmp_path / "r.docx")))
    body = made.element.body
    marks = {m.get(qn("w:name")): m for m in body.iter(qn("w:bookmarkStart"))}
    for f in document.figures():
        control = marks[f.id].getnext()
        assert control.tag == qn("w:sdt")
        assert "".join(t.text or "" for t in control.iter(qn("w:t"))) == f.text
        assert control.find(f".//{qn('w:tag')}").get(qn("w:val")) == f.id


def test_the_word_file_has_official_layout(evaluated: Evaluated, tmp_path: Path) -> None:
    made = docx.Document(str(write_docx(compose_report(evaluated, "110000"), tmp_path / "r.docx")))
    section = made.sections[0]
    assert [
        round(m.mm) for m in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ] == [37, 35, 28, 26]
    assert {"Heading 1", "Heading 2"} <= {p.style.name for p in made.paragraphs}
    assert "仿宋_GB2312" in made.styles["Normal"].element.xml


def test_the_same_document_makes_the_same_bytes(evaluated: Evaluated, tmp_path: Path) -> None:
    document = compose_report(evaluated, "110000")
    files = [write_docx(document, tmp_path / name).read_bytes() for name in ("a.docx", "b.docx")]
    assert files[0] == files[1]


def test_a_text_that_xml_cannot_carry_is_cleaned(evaluated: Evaluated, tmp_path: Path) -> None:
    document = replace(compose_report(evaluated, "110000"), title="自评\x00\x0b报告" + "长" * 300)
    made = docx.Document(str(write_docx(document, tmp_path / "r.docx")))
    assert made.core_properties.title.startswith("自评报告")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_has_every_verdict_with_numbers_as_numbers(
    evaluated: Evaluated, tmp_path: Path, language: str
) -> None:
    path = write_evaluation_workbook(evaluated, evaluated.values.framework, tmp_path / "e.xlsx", language)  # type: ignore[arg-type]
    book = CalamineWorkbook.from_path(str(path))
    verdicts = book.get_sheet_by_index(0).to_python()
    assert len(verdicts) == len(evaluated.evaluation.verdicts) + 1
    values = book.get_sheet_by_index(1).to_python()
    shown = next(row for row in values if row[2] == "inclusive_preschool_share")
    assert shown[5] == 80.73
    assert len(book.sheet_names) == 4


def test_a_folder_that_cannot_take_the_file_is_a_problem(document: Document, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(JiaoduError) as caught:
        write_html(document, tmp_path / "file" / "r.html")
    assert caught.value.problems[0].code == "C04"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("write", [write_html, write_docx])
def test_a_folder_in_the_place_of_the_file_is_a_problem(document: Document, tmp_path: Path, write: Any) -> None:
    (tmp_path / "r").mkdir()
    with pytest.raises(JiaoduError) as caught:
        write(document, tmp_path / "r")
    assert caught.value.problems[0].code == "C04"
    assert [p.name for p in tmp_path.iterdir()] == ["r"]
