"""Files: encodings, formats, recognition of forms, limits, damage.

Floor: tests. In: small files made here, random bytes. Out: nothing.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_files import FRAMEWORK, TREE, codes, rows_of, write_book, write_csv

from jiaodu.core.base.problems import JiaoduError
from jiaodu.intake import Intake, read_sources
from jiaodu.intake import documents as documents_module
from jiaodu.intake.csv_files import read_csv

TEXT = "机构代码,年度,小学在校学生数\n110105,2019,12\n"
ROWS = [["机构代码", "年度", "小学在校学生数"], ["110105", 2019, 12]]


def read(*paths: Path, **options: str) -> Intake:
    return read_sources(paths, FRAMEWORK, TREE, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, sign: str) -> None:
    path = write_csv(tmp_path / "schools.csv", TEXT.replace(",", sign), encoding)
    assert rows_of(read(path))[0]["pupils"] == 12


def test_quoted_cells_and_the_file_in_places(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "schools.csv", '机构代码,年度,"小学在校\n学生数"\n110105,2019,"1,234"\n110108,2019,多\n'
    )
    intake = read(path)
    assert [str(p.place) for p in intake.problems if p.code == "I24"] == [f"{path} › C3"]


def test_which_form_a_csv_file_holds(tmp_path: Path) -> None:
    assert codes(read(write_csv(tmp_path / "随便.csv", TEXT))) == []
    assert codes(read(write_csv(tmp_path / "x.csv", TEXT), form="学校情况")) == []
    assert codes(read(write_csv(tmp_path / "表3-学校情况.csv", TEXT))) == []
    assert codes(read(write_csv(tmp_path / "y.csv", "a,b\n1,2\n"))) == ["I06"]
    with pytest.raises(JiaoduError):
        read(tmp_path / "y.csv", form="没有这张表")


def test_sheets_of_a_workbook(tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx", {"README": [["x"]], "学校清况": ROWS, "Sheet3": [], "schools": ROWS})
    intake = read(path)
    assert codes(intake) == ["I07"]
    assert "学校情况" in intake.problems[0].remedy()
    assert len(intake.staged) == 1
    assert intake.skipped == (f"{path} › README", f"{path} › 学校清况", f"{path} › Sheet3")


def test_folders(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "README.csv", ".hidden.csv", "~$lock.xlsx", "notes.md"):
        write_csv(tmp_path / name, TEXT.replace("2019", "2018") if name == "a.csv" else TEXT)
    seen: list[tuple[str, int, int]] = []
    intake = read_sources([tmp_path], FRAMEWORK, TREE, progress=lambda *step: seen.append(step))
    assert [Path(s.origin.file).name for s in intake.staged] == ["a.csv", "b.csv"]
    assert [step[1:] for step in seen] == [(1, 2), (2, 2)]


def test_nothing_to_load(tmp_path: Path) -> None:
    assert codes(read(tmp_path)) == ["I43"]
    assert codes(read(tmp_path / "none.csv")) == ["C02"]
    assert codes(read(write_csv(tmp_path / "a.pdf", ""))) == ["I04"]


def test_failed_and_unsaved_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学校情况"
    for row in [*ROWS, ["110108", 2019, "=1+1"], ["110105", 2018, ""]]:
        sheet.append(row)
    sheet["C4"] = "#DIV/0!"
    sheet["C4"].data_type = "e"
    book.save(tmp_path / "b.xlsx")
    intake = read(tmp_path / "b.xlsx")
    assert [(p.code, p.place.cell) for p in intake.problems if p.severity == "error"] == [("I47", "C3"), ("I28", "C4")]


def test_a_stray_cell_far_out_is_refused_before_it_is_laid_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学校情况"
    for row in ROWS:
        sheet.append(row)
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "b.xlsx")
    assert codes(read(tmp_path / "b.xlsx")) == ["I03"]


def test_large_and_encrypted_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "schools.csv", TEXT)
    monkeypatch.setattr(documents_module, "MAX_BYTES", 10)
    assert codes(read(path)) == ["I03"]
    monkeypatch.undo()
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(900)
    )
    assert codes(read(locked)) == ["I02"]


def test_wide_csv(tmp_path: Path) -> None:
    assert codes(read(write_csv(tmp_path / "schools.csv", "," * 2001))) == ["I03"]


def test_ods(tmp_path: Path) -> None:
    assert rows_of(read(_ods(tmp_path, "")))[0]["pupils"] == 12
    assert codes(read(_ods(tmp_path, ' table:number-columns-repeated="16000"'))) == ["I03"]


def _ods(folder: Path, repeat: str) -> Path:
    cell = "<table:table-cell{} office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        "<table:table-row>" + "".join(cell.format(repeat, value) for value in row) + "</table:table-row>"
        for row in ROWS
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="学校情况">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "b.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='m'/>")
    return path


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.ods"]))
def test_random_bytes_are_a_problem_and_no_traceback(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert not read(path).ok


@QUICK
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8), st.integers(0, 1000))
def test_damaged_workbooks_are_a_problem_and_no_traceback(
    tmp_path: Path, damage: list[tuple[int, int]], thousandths: int
) -> None:
    whole = bytearray(write_book(tmp_path / "whole.xlsx", {"学校情况": ROWS}).read_bytes())
    for at, byte in damage:
        whole[at % len(whole)] = byte
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: len(whole) * thousandths // 1000])
    read(path)


@QUICK
@given(st.binary(max_size=300))
def test_damaged_sheet_xml(tmp_path: Path, noise: bytes) -> None:
    whole = write_book(tmp_path / "whole.xlsx", {"学校情况": ROWS})
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            body = source.read(entry)
            middle = len(body) // 2
            target.writestr(entry, body[:middle] + noise if "sheet1.xml" in entry.filename else body)
    path = tmp_path / "noise.xlsx"
    path.write_bytes(out.getvalue())
    read(path)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_csv_round_trip(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b", "c", "d", "e", "f"] * 20, *rows])
    read_back = read_csv(out.getvalue().encode())[1:]
    while rows and not any(map(str.strip, rows[-1])):
        rows = rows[:-1]
    assert read_back == rows
