"""Below the body: annexes, issuing body, date and seal room, in the tree, the record and the files; never an invented day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from tests.reports.editions.edition_building import REGISTER, ROWS, Building
from tests.reports.test_templates import COUNTY, evaluated_of, pack

from jiaodu.cli.main import main
from jiaodu.core.evaluation import Evaluated
from jiaodu.reports import compose_report, write_docx, write_html, write_pdf
from jiaodu.reports.document import Document, Signature, Table, count_characters
from jiaodu.reports.editions.printed import printed_of
from jiaodu.reports.editions.record import edition_from_json, record_edition
from jiaodu.reports.editions.states import compose_again
from jiaodu.reports.signature import UNDATED, box_width

DAY = dt.date(2020, 9, 5)
SIGNED = 'signature: {zh: "{unit}人民政府", en: "Government of {unit}"}\ncontact: {zh: 联系人：某某, en: contact}\n'


@pytest.fixture(scope="module")
def dated(beijing: Evaluated) -> Document:
    return compose_report(beijing, "110000", "zh", day=DAY)


def signature_of(document: Document) -> Signature:
    (found,) = (b for b in document.blocks if isinstance(b, Signature))
    return found


def test_it_stands_between_the_body_and_the_tables_behind_it(dated: Document) -> None:
    at = dated.blocks.index(signature_of(dated))
    captions = [b.caption for b in dated.blocks[at + 1 :] if isinstance(b, Table)]
    assert [c[:3] for c in captions] == ["附表1", "附表2"]
    assert not any(isinstance(b, Table) and b.caption.startswith("附表") for b in dated.blocks[:at])
    assert signature_of(dated).annexes == (
        ("附表", ("1.履行教育职责主要指标", "2.教育督导与队伍")),
        ("附件", ("1.数字一览", "2.评价重点对应情况", "3.图中数据")),
    )
    assert signature_of(dated).unit == "北京市人民政府" and signature_of(dated).dated == "2020年9月5日"


def test_a_day_that_nobody_gave_is_left_open_and_said(beijing: Evaluated, dated: Document) -> None:
    for language in ("zh", "en"):
        document = compose_report(beijing, "110000", language)  # type: ignore[arg-type]
        assert signature_of(document).day is None
        assert not any(c.isdigit() for c in signature_of(document).dated)
    assert "没有写明成文日期" in compose_report(beijing, "110000").findings
    assert "没有写明成文日期" not in dated.findings
    assert signature_of(compose_report(beijing, "110000", "en", day=DAY)).dated == "5 September 2020"


def test_it_counts_no_characters(beijing: Evaluated, dated: Document) -> None:
    assert dated.characters == compose_report(beijing, "110000").characters
    without = tuple(b for b in dated.blocks if not isinstance(b, Signature))
    assert dated.characters == count_characters(without, dated.addressee)


def test_the_record_keeps_the_day_and_another_day_is_no_other_text(beijing: Evaluated, dated: Document) -> None:
    edition, undated = record_edition(dated), record_edition(compose_report(beijing, "110000"))
    assert edition_from_json(edition.to_json()) == edition and edition.day == DAY and undated.day is None
    assert edition.id != undated.id
    assert printed_of(edition) == printed_of(undated)
    assert record_edition(compose_again(beijing, edition)).id == edition.id
    other = tuple(replace(b, unit="某市") if isinstance(b, Signature) else b for b in dated.blocks)
    assert printed_of(record_edition(replace(dated, blocks=other))).order != printed_of(edition).order


def test_the_word_file_has_it_as_the_standard_says(dated: Document, tmp_path: Path) -> None:
    made = docx.Document(str(write_docx(dated, tmp_path / "r.docx")))
    unit, date = (p for p in made.paragraphs if p.style.name == "jiaodu signature")
    assert (unit.text, date.text) == ("北京市人民政府", "2020年9月5日")
    room = 156 / 25.4 * 72
    assert unit.paragraph_format.left_indent == date.paragraph_format.left_indent
    middle = (room - date.paragraph_format.left_indent.pt) / 2
    assert middle == pytest.approx(4 * 16 + (3 * 16 + 6 * 8) / 2, abs=0.1)  # four characters, then half of the date
    assert unit.paragraph_format.keep_with_next and unit.paragraph_format.space_before.pt == pytest.approx(
        57.9, abs=0.1
    )
    listed = [p.text for p in made.paragraphs if p.style.name == "jiaodu annex list"]
    assert listed[0] == "附表：1.履行教育职责主要指标" and listed[2] == "附件：1.数字一览"
    (table,) = (p for p in made.paragraphs if p.text.startswith("附表1"))
    assert table.paragraph_format.page_break_before


def test_a_long_name_ends_two_characters_from_the_edge() -> None:
    long = Signature((), "国" * 20, DAY, "2020年9月5日")
    assert box_width(long, 442.2) == pytest.approx(2 * (2 * 16 + 10 * 16))
    assert box_width(replace(long, unit="国" * 40), 442.2) == 442.2


def test_page_and_pdf_have_it(dated: Document, tmp_path: Path) -> None:
    page = write_html(dated, tmp_path / "r.html").read_text(encoding="utf-8")
    assert '<time datetime="2020-09-05">2020年9月5日</time>' in page and "附件：1.数字一览" in page
    write_pdf(dated, tmp_path / "r.pdf")
    pages = [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(tmp_path / "r.pdf")]
    at = next(i for i, text in enumerate(pages) if "2020年9月5日" in text)
    assert "北京市人民政府" in pages[at] and "附件：1.数字一览" in pages[at]
    assert "附表1" not in pages[at] and "附表1" in pages[at + 1]
    assert pages[at].index("附件：") > 5  # the end of the body stands on the same page


def test_a_contact_stands_in_brackets_and_not_without_a_signature(tmp_path: Path) -> None:
    framework = pack(tmp_path / "a", county=SIGNED + COUNTY.lstrip()).load()
    said = signature_of(compose_report(evaluated_of(framework, ["C"]), "C", day=DAY))
    assert said.contact == "（联系人：某某）"
    writer = pack(tmp_path / "b", county=SIGNED.splitlines()[1] + "\n" + COUNTY.lstrip())
    assert any("contact" in p.line("en") for p in writer.attempt().problems)


def test_a_template_without_signature_prints_none(tmp_path: Path) -> None:
    framework = pack(tmp_path, county=COUNTY).load()
    document = compose_report(evaluated_of(framework, ["C"]), "C", day=DAY)
    assert not [b for b in document.blocks if isinstance(b, Signature)]
    assert "没有写明成文日期" not in document.findings


def test_another_word_in_braces_is_said(tmp_path: Path) -> None:
    framework = pack(tmp_path, county=SIGNED.replace("{unit}人", "{units}人") + COUNTY.lstrip()).load()
    (fault,) = framework.reports["county"].faults
    assert (fault.code, fault.place.line) == ("R13", 1)


def test_refresh_keeps_the_day_and_what_people_wrote(tmp_path: Path) -> None:
    building = Building(tmp_path)
    template = building.packs / "trial/report/1.yaml"
    template.write_text(SIGNED + template.read_text(encoding="utf-8").lstrip(), encoding="utf-8")
    building.load(REGISTER, ROWS)
    common = ["--store", str(building.store), "--packs", str(building.packs)]
    named = ["--pack", "trial@1", "--org", "C1", "--period", "2023", "--format", "docx", "--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit):
        main(["report", "write", *named, *common, "--date", "2020-02-30"])
    assert main(["report", "write", *named, *common, "--date", "2024-02-29"]) == 0
    (file,) = (tmp_path / "out").glob("*.docx")
    edited = docx.Document(str(file))
    (date,) = (p for p in edited.paragraphs if p.text == "2024年2月29日")
    date.runs[0].text = "2024年3月1日"
    edited.save(str(file))
    building.load(rows={"A": (600, 40, 20, 15)})
    new = tmp_path / "new.docx"
    assert main(["report", "refresh", str(file), "-o", str(new), *common]) == 0
    said = [p.text for p in docx.Document(str(new)).paragraphs]
    assert "2024年3月1日" in said and not any("没有写明成文日期" in line for line in said)


def test_blank_dates_leave_room_to_write() -> None:
    assert UNDATED["zh"].replace("\u3000", "") == "年月日"
