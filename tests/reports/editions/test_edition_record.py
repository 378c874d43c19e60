"""The record of an edition: it says what the report printed, is named by its content, and every file carries its name."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from edition_building import Building

from jiaodu.core.base.problems import JiaoduError
from jiaodu.reports import write_pdf
from jiaodu.reports.editions import (
    find_edition,
    kept_editions,
    open_kept_framework,
    read_edition,
    read_edition_id,
    record_edition,
)
from jiaodu.reports.editions.keeping import edition_path, keep_edition, packs_path
from jiaodu.reports.editions.record import edition_from_json
from jiaodu.reports.fonts import find_fonts


def code_of(error: pytest.ExceptionInfo[JiaoduError]) -> str:
    return error.value.problems[0].code


def test_the_record_holds_every_figure_with_its_exact_number(building: Building) -> None:
    edition = building.edition()
    said = {f.slot: (f.text, f.exact) for f in edition.figures}
    # by hand: 750 pupils and 45 teachers in A and B, 35 of them with a degree, 40 boarders
    assert said["pupils", "value", ""] == ("750人", Fraction(750))
    assert said["ratio", "value", ""][1] == Fraction(750, 45)
    assert said["ratio", "limit", "ratio_limit"][1] == 20
    assert said["ratio", "margin", "ratio_limit"][1] == 20 - Fraction(750, 45)
    assert said["degree", "value", ""][1] == Fraction(100 * 35, 45)
    assert said["boarding", "value", ""] == ("40人", Fraction(40))
    assert edition.value("ratio").exact == Fraction(750, 45)
    assert [v.standard for v in edition.value("ratio").judged()] == ["ratio_limit"]
    assert (edition.org, edition.year, edition.snapshot, edition.packs) == ("C1", 2023, "S1", ("trial@1",))


def test_the_blocks_hold_the_text_with_the_figures_in_their_places(building: Building) -> None:
    edition = building.edition()
    sentence = next(b for b in edition.blocks if b["kind"] == "paragraph")
    words = [i if isinstance(i, str) else i["text"] for i in sentence["inlines"]]
    assert "".join(words).startswith("在校生750人，生师比16.67")
    placed = [i["figure"] for i in sentence["inlines"] if not isinstance(i, str)]
    number = edition.blocks.index(sentence)
    assert placed == [f.id for f in edition.figures if f.block == number]
    table = next(b for b in edition.blocks if b["kind"] == "table")
    assert table["rows"][0][0] == ["生师比"] and table["header"][0] == "指标"
    assert table["rows"][0][-1] == [{"outcome": "met", "text": "达标"}]


def test_the_id_names_the_content_and_not_the_hour(building: Building) -> None:
    document = building.document()
    edition = record_edition(document)
    assert edition.id == document.edition == edition.content_id()
    assert record_edition(replace(document, made="1999-01-01T00:00:00+00:00")).id == edition.id
    assert record_edition(replace(document, title="另一个题目")).id != edition.id
    assert building.document(language="en").edition != edition.id


def test_a_record_reads_back_to_the_digit(building: Building) -> None:
    edition = building.edition()
    assert edition_from_json(json.loads(json.dumps(edition.to_json()))) == edition
    assert read_edition(building.store, edition.id) == edition
    assert kept_editions(building.store) == [edition]


def test_a_kept_record_is_not_written_over(building: Building) -> None:
    edition = building.edition()
    later = replace(edition, made="2099-01-01T00:00:00+00:00")
    keep_edition(building.store, later, building.framework())
    assert read_edition(building.store, edition.id).made == edition.made


def test_page_and_word_file_carry_the_id(building: Building) -> None:
    document, edition = building.document(), building.edition()
    page, file = building.write(document, "report")
    kept = edition_path(building.store, edition.id)
    for path in (page, file, kept):
        assert read_edition_id(path) == edition.id
        assert find_edition(path, building.store) == edition
    assert find_edition(edition.id, building.store) == edition
    shutil.copy(page, page.with_suffix(".docx.txt"))  # the content counts, not the name
    assert read_edition_id(page.with_suffix(".docx.txt")) == edition.id


def test_the_pdf_carries_the_id(building: Building, tmp_path: Path) -> None:
    fonts = find_fonts()
    if not fonts:
        pytest.skip("no Chinese font on this machine")
    document = building.document()
    write_pdf(document, tmp_path / "report.pdf", fonts)
    assert read_edition_id(tmp_path / "report.pdf") == document.edition


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_id_survives_libreoffice(building: Building, tmp_path: Path) -> None:
    _, file = building.write(building.document(), "report")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    out = tmp_path / "out"
    run = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(out), str(file)]
    subprocess.run(run, check=True, capture_output=True, timeout=120)
    assert read_edition_id(out / "report.docx") == building.document().edition


def test_the_packs_are_kept_as_they_were(building: Building) -> None:
    edition, before = building.edition(), building.framework()
    building.change_pack("standards/s.yaml", "value: 20", "value: 18")
    kept = open_kept_framework(building.store, edition)
    assert kept.hash == before.hash != building.framework().hash
    assert kept.standards["ratio_limit"].spec.entries[0].value == 20


def test_packs_that_are_gone_or_changed_are_said_to_be(building: Building) -> None:
    edition = building.edition()
    kept = packs_path(building.store, edition.framework)
    limits = kept / "trial" / "standards" / "s.yaml"
    whole = limits.read_text(encoding="utf-8")
    for damage in (whole.replace("20", "21", 1), whole + "\n]"):
        limits.write_text(damage, encoding="utf-8")
        with pytest.raises(JiaoduError) as error:
            open_kept_framework(building.store, edition)
        assert code_of(error) == "R43"
    shutil.rmtree(kept)
    with pytest.raises(JiaoduError) as error:
        open_kept_framework(building.store, edition)
    assert code_of(error) == "R43"


def test_an_unknown_edition_names_the_latest(building: Building) -> None:
    known = building.edition().id
    with pytest.raises(JiaoduError) as error:
        find_edition("ed-" + "0" * 20, building.store)
    assert code_of(error) == "R40" and known in error.value.problems[0].remedy("en")


def test_a_record_that_was_changed_is_no_evidence(building: Building) -> None:
    edition = building.edition()
    path = edition_path(building.store, edition.id)
    whole = path.read_text(encoding="utf-8")
    for damage in (whole.replace("750人", "760人"), whole[: len(whole) // 2], "{}", '{"format": 1}', "[]"):
        path.write_text(damage, encoding="utf-8")
        with pytest.raises(JiaoduError) as error:
            read_edition(building.store, edition.id)
        assert code_of(error) == "R42", damage[:40]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7 broken", b"\xd0\xcf\x11\xe0old", b"<html>", b"{}", b"{\"id\": 7}"])  # fmt: skip
def test_a_file_that_is_no_edition(content: bytes, building: Building, tmp_path: Path) -> None:
    path = tmp_path / "some.docx"
    path.write_bytes(content)
    with pytest.raises(JiaoduError) as error:
        find_edition(path, building.store)
    assert code_of(error) == "R41" and error.value.problems[0].what("zh") and error.value.problems[0].what("en")


def test_a_word_file_without_our_id_and_a_file_that_is_not_there(building: Building, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.docx", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    for name in ("other.docx", "nowhere.docx"):
        with pytest.raises(JiaoduError) as error:
            read_edition_id(tmp_path / name)
        assert code_of(error) == "R41"
