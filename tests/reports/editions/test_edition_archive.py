"""The archive for the file room: whole, the same bytes, readable and recomputable without jiaodu, without persons."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import resource
import shutil
import signal
import subprocess
import zipfile
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from edition_building import REGISTER, ROWS, Building

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.reports.editions import keeping
from jiaodu.reports.editions.archive import Archived, Choice, make, verify_archive, write_edition_archive
from jiaodu.reports.editions.archive.zipping import Zipping, csv_pieces


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    """The archive of the county's first edition, written after a later correction."""
    building = Building(tmp_path_factory.mktemp("archived"))
    building.load(REGISTER, ROWS)
    edition = building.edition()
    building.load(rows={"A": (300, 40, 19, 15)})
    return write_edition_archive(edition, building.store, building.folder / "out" / "a.zip")


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name.partition("/")[2]: package.read(name) for name in package.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def codes(error: pytest.ExceptionInfo[JiaoduError]) -> list[str]:
    return [p.code for p in error.value.problems]


# --- what is in it ----------------------------------------------------------------------------------------------------


def test_a_ratio_is_computed_again_from_the_tables_alone(archived: Archived) -> None:
    found = members(archived.path)
    figure = next(f for f in table(found["figures.csv"]) if f["value"] == "ratio" and f["part"] == "value")
    value = next(v for v in table(found["values.csv"]) if v["value"] == figure["value"])
    assert value["formula"] == "sum(pupils) / sum(teachers)" and value["forms"] == "rows/schools.csv"
    rows = table(found[value["forms"]])
    assert [r["unit_code"] for r in rows] == ["A", "B"]  # the other county's school is none of its business
    pupils, teachers = (sum(int(r[name]) for r in rows) for name in ("pupils", "teachers"))
    assert Fraction(figure["exact"]) == Fraction(pupils, teachers) == Fraction(750, 45)
    assert figure["text"] == f"{pupils / teachers:.2f}人/人" and figure["decimal"].startswith("16.6666666666")
    assert (value["numerator"], value["denominator"]) == (str(pupils), str(teachers))


def test_each_number_leads_to_its_cell_in_an_original(archived: Archived) -> None:
    found = members(archived.path)
    row = table(found["rows/schools.csv"])[0]
    place = next(p for p in table(found["rows/LOADS.csv"]) if p["load"] == row["load"] and p["item"] == "teachers")
    lines = list(csv.reader(io.StringIO(found[place["original"]].decode("utf-8-sig"))))
    assert lines[int(row["row"]) - 1]["ABCDEFG".index(place["place"])] == row["teachers"] == "20"
    assert hashlib.sha256(found[place["original"]]).hexdigest() == place["sha256"]


def test_figures_stand_in_their_sentences(archived: Archived) -> None:
    found = table(members(archived.path)["figures.csv"])
    assert found[0]["section"] == "情况" and found[0]["sentence"].startswith("在校生750人，生师比16.67")
    assert found[-1]["sentence"].count("|") == 4  # a row of the table


def test_the_law_has_number_article_and_quotation(archived: Archived) -> None:
    (law,) = table(members(archived.path)["law.csv"])
    assert (law["title_zh"], law["number"], law["article"], law["quotation"], law["standards"]) == (
        "试验条例", "试〔2020〕1号", "3", "生师比不超过二十比一", "ratio_limit",
    )  # fmt: skip
    (verdict,) = table(members(archived.path)["verdicts.csv"])
    assert (verdict["outcome"], verdict["limit"], verdict["law"], verdict["article"]) == ("met", "20", "act", "3")


def test_packs_and_report_are_those_of_the_edition(archived: Archived) -> None:
    found = members(archived.path)
    assert b"sum(pupils) / sum(teachers)" in found["packs/trial/indicators/i.yaml"]
    edition = json.loads(found["edition.json"])
    assert edition["id"].encode() in found["report/report.html"]
    assert {"report/report.docx", "report/report.pdf"} <= found.keys()
    assert "17.05" not in found["report/report.html"].decode()  # the later correction is not in it


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.others: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.targets.append(unquote(given["href"] or ""))
        if tag in ("script", "link", "img", "iframe") or "src" in given:
            self.others.append(tag)
        if given.get("id"):
            self.ids.add(given["id"] or "")


@pytest.mark.parametrize("name", ["index.html", "index.en.html"])
def test_the_index_opens_without_anything_else_and_all_its_links_lead_somewhere(name: str, archived: Archived) -> None:
    found = members(archived.path)
    pages = {page: _Links() for page in (name, "report/report.html")}
    for page, links in pages.items():
        links.feed(found[page].decode())
    links = pages[name]
    assert not links.others and "http" not in " ".join(links.targets)
    for target in links.targets:
        file, _, anchor = target.partition("#")
        assert not file or file in found, target
        if anchor and file in ("", "report/report.html"):
            assert anchor in pages[file or name].ids, target
    text = found[name].decode()
    assert ("数字" in text) is (name == "index.html") and ("Figures" in text) is (name == "index.en.html")
    assert "750 ÷ 45" in text


def test_the_readme_says_how_in_both_languages(archived: Archived) -> None:
    text = members(archived.path)["README.txt"].decode()
    assert "sha256sum -c SHA256SUMS" in text and "甲县" in text and "Computing a figure again" in text


# --- whole and the same -----------------------------------------------------------------------------------------------


def test_sha256sum_finds_it_whole(archived: Archived, tmp_path: Path) -> None:
    with zipfile.ZipFile(archived.path) as package:
        package.extractall(tmp_path)
    (root,) = tmp_path.iterdir()
    run = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=root, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == sum(1 for p in root.rglob("*") if p.is_file()) - 1
    (root / "figures.csv").write_bytes((root / "figures.csv").read_bytes() + b" ")
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=root, capture_output=True).returncode != 0


def test_the_same_bytes_every_time(building: Building, tmp_path: Path) -> None:
    edition = building.edition()
    first = write_edition_archive(edition, building.store, tmp_path / "one.zip")
    second = write_edition_archive(edition, building.store, tmp_path / "deep" / "two.zip")
    assert first.path.read_bytes() == second.path.read_bytes() and first.sha256 == second.sha256
    assert hashlib.sha256(first.path.read_bytes()).hexdigest() == first.sha256
    assert not first.problems
    with zipfile.ZipFile(first.path) as package:  # no hour of writing, no rights of whoever wrote it
        assert {(i.date_time, i.external_attr, i.create_system) for i in package.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644 << 16, 3)
        }
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".zip" or p.name.startswith(".")) == ["one.zip"]


def test_verify_finds_it_whole(archived: Archived) -> None:
    found = verify_archive(archived.path)
    assert not found.problems and found.files == len(archived.members) - 1 and found.edition.startswith("ed-")


def changed(archived: Archived, target: Path, name: str, content: bytes | None, resum: bool = False) -> Path:
    """The archive with one member changed, gone or added; `resum`: with the hash to fit."""
    parts = members(archived.path)
    parts = {n: c for n, c in parts.items() if n != name} | ({} if content is None else {name: content})
    if resum and content is not None:
        lines = [line for line in parts["SHA256SUMS"].decode().splitlines() if not line.endswith(f"  {name}")]
        parts["SHA256SUMS"] = "\n".join([*lines, f"{hashlib.sha256(content).hexdigest()}  {name}", ""]).encode()
    with zipfile.ZipFile(target, "w") as package:
        for n, c in parts.items():
            package.writestr(f"root/{n}", c)
    return target


def test_verify_finds_what_was_changed_lost_or_added(archived: Archived, tmp_path: Path) -> None:
    target = tmp_path / "changed.zip"
    for name, content in (("figures.csv", b"other"), ("law.csv", None), ("more.txt", b"more"), ("edition.json", b"{}")):
        found = verify_archive(changed(archived, target, name, content))
        assert [(p.code, p.data["name"]) for p in found.problems] == [("R47", name)]
        assert found.problems[0].what("zh") and found.problems[0].what("en")


def test_verify_finds_a_name_that_stands_twice(archived: Archived, tmp_path: Path) -> None:
    target = changed(archived, tmp_path / "twice.zip", "more.txt", None)
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("root/law.csv", "other")
    assert {p.data["name"] for p in verify_archive(target).problems} == {"root/law.csv", "law.csv"}


def test_verify_finds_a_record_that_was_changed_with_its_hash(archived: Archived, tmp_path: Path) -> None:
    record = members(archived.path)["edition.json"].replace("750人".encode(), "760人".encode())
    found = verify_archive(changed(archived, tmp_path / "c.zip", "edition.json", record, resum=True))
    assert [(p.code, p.data["name"]) for p in found.problems] == [("R47", "edition.json")]


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    for wrong in (path, tmp_path / "nowhere.zip"):
        with pytest.raises(JiaoduError) as error:
            verify_archive(wrong)
        assert codes(error) == ["R48"]


def test_a_damaged_byte_is_found(archived: Archived, tmp_path: Path) -> None:
    content = bytearray(archived.path.read_bytes())
    with zipfile.ZipFile(archived.path) as package:
        info = next(i for i in package.infolist() if i.filename.endswith("/report.docx"))
    content[info.header_offset + 200] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(content)
    assert [p.data["name"] for p in verify_archive(tmp_path / "b.zip").problems] == ["report/report.docx"]


# --- what is handed in, what is left out ------------------------------------------------------------------------------


def test_files_handed_in_go_in_as_they_are(building: Building, tmp_path: Path) -> None:
    scan = tmp_path / "盖章 扫描件(终).pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    edition = building.edition()
    made = write_edition_archive(edition, building.store, tmp_path / "a.zip", Choice((scan, scan)))
    found = members(made.path)
    given = [n for n in found if n.startswith("given/")]
    assert len(given) == 2 and all(found[n] == scan.read_bytes() and n.isascii() for n in given)
    assert scan.name in found["index.html"].decode()


PERSONS = """
staff:
  name: {zh: 教师名册, en: staff}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  counts: 人
  grain:
    number: {name: {zh: 编号, en: number}, type: text}
  items:
    age: {name: {zh: 年龄, en: age}, type: count, unit: 岁, minimum: 0}
"""
CONTACT, TEACHER = "虚构联系人赵某", "T-虚构-0001"


def with_persons(building: Building) -> str:
    """A register with a contact, and a form in which each row is an invented teacher."""
    forms = building.packs / "trial" / "forms" / "f.yaml"
    text = forms.read_text(encoding="utf-8").replace(
        "successor: {name: {zh: 承继机构代码",
        "contact: {name: {zh: 联系人, en: contact}, type: text}\n    successor: {name: {zh: 承继机构代码",
    )
    forms.write_text(text + PERSONS.replace("unit: 岁", "unit: 年"), encoding="utf-8")
    path = building.packs / "trial" / "indicators" / "i.yaml"
    extra = "\nstaffed: {name: {zh: 名册人数, en: staff}, table: staff, formula: count(*), unit: 人, levels: [school, county]}\n"
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    building.change_pack("report/1.yaml", "，寄宿生[[boarding]]", "，寄宿生[[boarding]]，名册[[staffed]]")
    lines = REGISTER.splitlines()
    register = "\n".join([f"{lines[0]},联系人", *(f"{line},{CONTACT}" for line in lines[1:])]) + "\n"
    incoming = building.folder / "persons"
    incoming.mkdir()
    with xlsxwriter.Workbook(str(incoming / "both.xlsx")) as book:  # persons and a school's totals in one file
        staff = [("机构代码", "年度", "编号", "年龄"), ("A", 2023, TEACHER, 41), ("B", 2023, "T-虚构-0002", 52)]
        totals = [("机构代码", "年度", "学生数", "寄宿生数", "教师数", "本科以上教师数"), ("A", 2023, 301, 40, 20, 15)]
        for name, rows in (("教师名册", staff), ("学校表", totals)):
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return building.load(register, extra=incoming)


def test_an_original_with_rows_goes_in_as_it_is_and_the_list_of_contacts_does_not(
    building: Building, tmp_path: Path
) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    forms = building.packs / "trial" / "forms" / "f.yaml"
    contact = "contact: {name: {zh: 联系人, en: contact}, type: text}\n    successor: {name: {zh: 承继机构代码"
    text = forms.read_text(encoding="utf-8").replace("successor: {name: {zh: 承继机构代码", contact)
    forms.write_text(text, encoding="utf-8")
    with xlsxwriter.Workbook(str(incoming / "all.xlsx")) as book:
        units = [
            ("机构代码", "机构名称", "层级", "上级代码", "联系人"),
            ("E", "第四小学(虚构)", "school", "C1", CONTACT),
        ]
        totals = [("机构代码", "年度", "学生数", "寄宿生数", "教师数", "本科以上教师数"), ("E", 2023, 100, 0, 5, 5)]
        for name, rows in (("机构名录", units), ("学校表", totals)):
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    building.load(extra=incoming)
    edition = building.edition()
    assert next(f.exact for f in edition.figures if f.value == "pupils") == 850
    for whole in (False, True):
        made = write_edition_archive(edition, building.store, tmp_path / "a.zip", Choice(whole_store=whole))
        assert {Path(p.data["name"]).name for p in made.problems} == ({"organisations.csv"} if whole else set())
        found = members(made.path)
        assert len([n for n in found if n.startswith("originals/")]) == 2  # all.xlsx, schools.csv
        assert all(
            CONTACT not in c.decode("utf-8", "replace")
            for n, c in found.items()
            if n.endswith((".csv", ".html", ".json"))
        )
        rows = table(members(made.path)["rows/schools.csv"])
        assert [r["unit_code"] for r in rows] == ["A", "B", "E"] and not verify_archive(made.path).problems


@pytest.mark.parametrize("whole", [False, True])
def test_no_person_and_no_contact_is_ever_in_it(whole: bool, building: Building, tmp_path: Path) -> None:
    with_persons(building)
    edition = building.edition()
    assert next(f.exact for f in edition.figures if f.value == "staffed") == 2
    made = write_edition_archive(edition, building.store, tmp_path / "a.zip", Choice(whole_store=whole))
    found = members(made.path)
    for name, content in found.items():
        inner = [content]
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                inner = [package.read(n) for n in package.namelist()]
        if name.endswith(".parquet"):
            inner = [str(pq.read_table(io.BytesIO(content)).to_pylist()).encode()]
        for word in (CONTACT, TEACHER):
            assert all(word.encode() not in part for part in inner), (name, word)
    assert "rows/staff.csv" not in found and not any("tables/staff/" in n for n in found)
    left = {p.data["name"] for p in made.problems}
    assert {"staff", "both.xlsx"} <= {Path(name).name for name in left} and {p.code for p in made.problems} == {"R49"}
    assert "staff" in found["index.html"].decode()


def test_the_whole_store_opens_as_of_the_snapshot(building: Building, tmp_path: Path) -> None:
    edition = building.edition()
    building.load(rows={"A": (300, 40, 19, 15)})
    made = write_edition_archive(edition, building.store, tmp_path / "a.zip", Choice(whole_store=True))
    with zipfile.ZipFile(made.path) as package:
        package.extractall(tmp_path / "out")
    (root,) = (tmp_path / "out").iterdir()
    framework = keeping.open_kept_framework(building.store, edition)
    again = evaluate(framework, open_snapshot(root / "store"), 2023, orgs=["C1"])
    value = again.evaluation.value("ratio", "C1")
    assert value is not None and value.exact == Fraction(750, 45) == edition.value("ratio").exact
    assert again.evaluation.run.snapshot == "S1"
    assert any(n.startswith("store/files/") for n in members(made.path))


def test_without_originals(building: Building, tmp_path: Path) -> None:
    made = write_edition_archive(building.edition(), building.store, tmp_path / "a.zip", Choice(originals=False))
    assert not [n for n in members(made.path) if n.startswith("originals/")] and not verify_archive(made.path).problems


def test_an_original_that_the_store_no_longer_has_is_named(building: Building, tmp_path: Path) -> None:
    for path in (building.store / "files").iterdir():
        path.unlink()
    made = write_edition_archive(building.edition(), building.store, tmp_path / "a.zip")
    assert [p.code for p in made.problems] == ["R49"] and "schools.csv" in made.problems[0].data["name"]


def test_no_text_becomes_a_formula_of_a_spreadsheet() -> None:
    rows = b"".join(csv_pieces(("a", "b"), [("=1+1", "@x"), ("-3", "+4.73个百分点"), (None, 0)])).decode("utf-8-sig")
    assert rows.splitlines()[1:] == ["'=1+1,'@x", "-3,+4.73个百分点", ",0"]


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_not_inside_the_store(building: Building) -> None:
    edition = building.edition()
    before = sorted(building.store.rglob("*"))
    for target in (
        building.store / "a.zip",
        building.store / "new" / "a.zip",
        building.store / ".." / "store" / "b.zip",
    ):
        with pytest.raises(JiaoduError) as error:
            write_edition_archive(edition, building.store, target)
        assert codes(error) == ["R46"]
    assert sorted(building.store.rglob("*")) == before


def test_what_is_gone_is_said_and_nothing_is_written(building: Building, tmp_path: Path) -> None:
    edition, out = building.edition(), tmp_path / "out"
    (building.store / "snapshots" / "000001.json").rename(tmp_path / "s.json")
    with pytest.raises(JiaoduError) as error:
        write_edition_archive(edition, building.store, out / "a.zip")
    assert codes(error) == ["S03"] and not out.exists()
    (tmp_path / "s.json").rename(building.store / "snapshots" / "000001.json")
    packs = keeping.packs_path(building.store, edition.framework)
    packs.rename(packs.with_name("elsewhere"))
    with pytest.raises(JiaoduError) as error:
        write_edition_archive(edition, building.store, out / "a.zip")
    assert codes(error) == ["R43"] and not out.exists()
    packs.with_name("elsewhere").rename(packs)
    shutil.rmtree(building.store / "tables" / "schools")
    with pytest.raises(JiaoduError) as error:
        write_edition_archive(edition, building.store, out / "a.zip")
    assert codes(error) == ["S04"] and not out.exists()


def test_no_room_leaves_what_was_there(building: Building, tmp_path: Path) -> None:
    """As on a full disk: no file may grow beyond some kilobytes."""
    edition, target = building.edition(), tmp_path / "out" / "a.zip"
    target.parent.mkdir()
    target.write_bytes(b"an earlier archive")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
        with pytest.raises(JiaoduError) as error:
            write_edition_archive(edition, building.store, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert codes(error) == ["C04"]
    assert target.read_bytes() == b"an earlier archive" and list(target.parent.iterdir()) == [target]


def test_a_target_that_cannot_be_written(building: Building, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "file" / "a.zip", tmp_path):
        with pytest.raises(JiaoduError) as error:
            write_edition_archive(building.edition(), building.store, target)
        assert codes(error) == ["C04"]


def test_a_report_that_does_not_come_out_as_printed(
    building: Building, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a later program that prints something else: an error, unless the files of the day are given."""
    page, _ = building.write(building.document(), "then")
    edition = building.edition()
    real = make.compose_again
    monkeypatch.setattr(make, "compose_again", lambda *given: replace(real(*given), title="另一个题目"))
    with pytest.raises(JiaoduError) as error:
        write_edition_archive(edition, building.store, tmp_path / "a.zip")
    assert codes(error) == ["R45"] and not (tmp_path / "a.zip").exists()
    made = write_edition_archive(edition, building.store, tmp_path / "a.zip", Choice((page,)))
    assert [(p.code, p.severity) for p in made.problems] == [("R45", "warning")]
    found = members(made.path)
    assert found["given/1-then.html"] == page.read_bytes() and "report/report.html" not in found
    assert not verify_archive(made.path).problems


def test_a_name_stands_once(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        zipping = Zipping(package, "root")
        zipping.add("a", "1")
        with pytest.raises(ValueError, match="twice"):
            zipping.add("a", "2")
