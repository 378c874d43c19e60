"""`jiaodu report refresh` from a store: a correction makes figures stale, an update brings the file up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.reports.editions.edition_building import REGISTER, ROWS, Building
from tests.reports.refresh import word_edits as e

from jiaodu.cli.main import main

RATIO, PUPILS = "jd_f_ratio", "jd_f_pupils"
# 30 pupils a teacher where 20 are the limit: the verdict changes with the value
CORRECTED = {"A": (600, 40, 20, 15)}


@pytest.fixture
def building(tmp_path: Path) -> Building:
    made = Building(tmp_path)
    made.load(REGISTER, ROWS)
    return made


def jiaodu(building: Building, *words: str) -> int:
    return main(["report", *words, "--store", str(building.store), "--packs", str(building.packs)])


def written(building: Building, language: str = "zh", folder: str = "out") -> Path:
    out = building.folder / folder
    named = ("--pack", "trial@1", "--org", "C1", "--period", "2023", "--lang", language)
    assert jiaodu(building, "write", *named, "--format", "docx", "--out", str(out)) == 0
    (file,) = out.glob("*.docx")
    return file


def texts(path: Path) -> list[str]:
    """Every paragraph, tables included."""
    root = docx.Document(str(path)).element.body
    return [text for p in root.iter(e.w("p")) if (text := e.text_of(p))]


def shades(path: Path) -> list[str]:
    """The colour of every cell that has one: verdicts have theirs."""
    return [s.get(e.w("fill")) for s in docx.Document(str(path)).element.body.iter(e.w("shd"))]


def test_a_file_of_today_is_current(building: Building, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(building)
    capsys.readouterr()
    assert jiaodu(building, "refresh", str(file)) == 0
    assert "最新" in capsys.readouterr().out


def test_a_correction_makes_figures_stale(building: Building, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(building)
    building.load(rows=CORRECTED)
    capsys.readouterr()
    assert jiaodu(building, "refresh", str(file), "--json") == 1
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    states = {f["id"]: f for f in said["figures"]}
    assert (states[RATIO]["state"], states[RATIO]["printed"]) == ("stale", "16.67人/人")
    assert states[PUPILS]["now"] == "1050人" and states["jd_o_ratio__2"]["state"] == "stale"
    assert {p["code"] for p in said["problems"]} == {"R36"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_updated_file_says_what_a_new_report_says(
    building: Building, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    """In the language of the report, whatever the command speaks: words, verdicts and their colours, annexes."""
    file = written(building, language)
    building.load(rows=CORRECTED)
    new = building.folder / "new.docx"
    assert jiaodu(building, "refresh", str(file), "-o", str(new)) == 0
    other = written(building, language, "fresh")
    assert texts(new) == texts(other)
    assert shades(new) == shades(other) != shades(file)
    capsys.readouterr()
    assert jiaodu(building, "refresh", str(new), "--update", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert not again["changed"] and Path(again["file"]).read_bytes() == new.read_bytes()
    assert again["written"]["edition"] == again["now"]["edition"]


@pytest.mark.parametrize(
    "rows",
    [
        {"A": (None, 40, 20, 15)},
        {"A": (300, 40, 0, 15), "B": (450, 0, 0, 20)},
        {"B": (450, 0, 25, None)},
        {"A": (400, 40, 20, 20), "B": (500, 3, 25, 25)},
    ],
)
def test_whatever_is_corrected_an_updated_body_is_the_new_one(building: Building, rows: Any) -> None:
    """Values that go missing, denominators of nought, a limit just met."""
    file = written(building)
    building.load(rows=rows)
    new = building.folder / "new.docx"
    assert jiaodu(building, "refresh", str(file), "-o", str(new)) == 0
    assert body(new) == body(written(building, folder="fresh"))


def body(path: Path) -> list[str]:
    """The paragraphs before the annexes: a line more there is put behind the last one."""
    found = texts(path)
    return found[: found.index("附件1 数字一览")]


def test_what_was_typed_over_is_said_and_left(building: Building, capsys: pytest.CaptureFixture[str]) -> None:
    file = e.edit_file(written(building), building.folder / "e.docx", e.type_over(PUPILS, "800人"))
    building.load(rows=CORRECTED)
    assert jiaodu(building, "refresh", str(file), "--update") == 1
    out = capsys.readouterr().out
    assert "手改" in out and "800人" in out and "1050人" in out
    assert any("800人" in text for text in texts(building.folder / "e-已更新.docx"))


def test_a_file_that_lost_its_edition_is_told_by_its_snapshot(
    building: Building, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another program dropped the property, and the record is not needed: what was printed is worked out again."""
    parts = e.parts_of(written(building))
    del parts["docProps/custom.xml"]
    file = e.write_parts(parts, building.folder / "lost.docx")
    building.load(rows=CORRECTED)
    assert jiaodu(building, "refresh", str(file)) == 1
    found = capsys.readouterr()
    assert "R35" in found.out + found.err and "--edition" in found.out + found.err
    named = ("--pack", "trial@1", "--org", "C1", "--period", "2023")
    assert jiaodu(building, "refresh", str(file), *named, "--json") == 1
    states = {f["id"]: f["state"] for f in json.loads(capsys.readouterr().out)["figures"]}
    assert states[RATIO] == "stale" and states["jd_f_boarding"] == "current"


def test_a_file_of_no_known_snapshot_says_what_it_cannot_tell(
    building: Building, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = e.parts_of(written(building))
    del parts["docProps/custom.xml"], parts["docProps/core.xml"]
    file = e.write_parts(parts, building.folder / "lost.docx")
    building.load(rows=CORRECTED)
    capsys.readouterr()
    named = ("--pack", "trial@1", "--org", "C1", "--period", "2023")
    assert jiaodu(building, "refresh", str(file), *named, "--json") == 1
    states = {f["id"]: f["state"] for f in json.loads(capsys.readouterr().out)["figures"]}
    assert states[RATIO] == "unclear" and states["jd_f_boarding"] == "current"


def test_english_says_it_in_english(building: Building, capsys: pytest.CaptureFixture[str]) -> None:
    file = e.edit_file(written(building), building.folder / "e.docx", e.type_over(PUPILS, "800"))
    capsys.readouterr()
    assert jiaodu(building, "refresh", str(file), "--lang", "en") == 1
    assert "typed over" in capsys.readouterr().out
