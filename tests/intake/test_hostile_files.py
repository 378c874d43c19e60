"""Files that are broken or meant to harm: one clear problem each, in bounded memory and time, and nothing is left behind.

Floor: tests. In: files made byte by byte. Out: nothing. Each is read in a process of its own that may use 1.5 GB.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import textwrap
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from small_files import FRAMEWORK, TREE, write_book

from jiaodu.intake import read_sources
from jiaodu.intake.documents import read_bytes
from jiaodu.intake.keys import KeyReader
from jiaodu.intake.marking import mark_file

ROWS = [["机构代码", "年度", "小学在校学生数"], ["110105", 2019, 12]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIMIT = 1_500_000_000
PROGRAM = textwrap.dedent("""
    import json, resource, sys, time
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from small_files import FRAMEWORK, TREE
    from jiaodu.intake import read_sources
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    found = read_sources([Path(p) for p in sys.argv[3:]], FRAMEWORK, TREE)
    print(json.dumps({"codes": [p.code for p in found.problems], "staged": len(found.staged)}))
""")


def read_apart(*paths: Path, limit: int = LIMIT) -> tuple[list[str], int]:
    """The codes and the number of staged sheets, read in a process of bounded memory and time."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", PROGRAM, here, str(limit), *map(str, paths)]
    source = str(Path(__file__).parents[2] / "src")
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": source})
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.splitlines()[-1])
    return found["codes"], found["staged"]


def codes(path: Path) -> list[str]:
    return [p.code for p in read_sources([path], FRAMEWORK, TREE).problems]


def good(tmp_path: Path) -> Path:
    return write_book(tmp_path / "good.xlsx", {"学校情况": ROWS})


def remade(
    source: Path, target: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None
) -> Path:
    """A package with its parts changed and others added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return target


def sheet_of(rows: bytes, dimension: str = "A1") -> Callable[[str, bytes], bytes]:
    """Replaces the rows of the first sheet."""
    xml = (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>'.encode()
        + rows
        + b"</sheetData></worksheet>"
    )
    return lambda name, content: xml if name == "xl/worksheets/sheet1.xml" else content


def test_wrong_endings(tmp_path: Path) -> None:
    book = good(tmp_path).read_bytes()
    contents: list[tuple[str, bytes, list[str]]] = [
        ("学校情况.xls", book, ["I61"]),
        ("学校情况.csv", book, ["I61"]),
        ("学校情况.xls", "机构代码,年度,小学在校学生数\n110105,2019,12\n".encode("gb18030"), ["I61"]),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", ["I60"]),
        ("a.xls", b"\xef\xbb\xbf  <!DOCTYPE html>", ["I60"]),
        ("a.xls", "<table>".encode("utf-16"), ["I60"]),
        ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", ["I60"]),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', ["I60"]),
        ("a.xlsx", b"%PDF-1.7", ["I60"]),
        ("a.xlsx", b"{\\rtf1", ["I60"]),
        ("a.xlsx", b"Rar!\x1a\x07", ["I60"]),
        ("a.xlsx", b"\x89PNG\r\n", ["I60"]),
        ("a.xlsx", b"", ["I68"]),
        ("a.csv", b"\x00" * 4096, ["I68"]),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), ["I69"]),
    ]
    for number, (name, content, wanted) in enumerate(contents):
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(content)
        found = [code for code in codes(path) if not code.startswith("I10")]
        assert found == wanted, (name, content[:40])


def test_half_saved(tmp_path: Path) -> None:
    whole = good(tmp_path).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        path = tmp_path / "half.xlsx"
        path.write_bytes(whole[: int(len(whole) * share)])
        assert codes(path) == ["I69"]
    path.write_bytes(whole[:-400] + bytes(378) + whole[-22:])
    assert codes(path)[0] in ("I01", "I69")


def test_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert codes(tmp_path / "pipe.xlsx") == ["I62"]
    (tmp_path / "link.csv").symlink_to("/dev/zero")
    assert codes(tmp_path / "link.csv") == ["I62"]
    (tmp_path / "gone.csv").symlink_to("nowhere")
    assert codes(tmp_path / "gone.csv") == ["C02"]
    (tmp_path / "folder.xlsx").mkdir()
    assert codes(tmp_path / "folder.xlsx") == ["I43"]
    assert codes(tmp_path / "a\x00b.csv") == ["I01"]


def test_stated_bomb(tmp_path: Path) -> None:
    path = remade(good(tmp_path), tmp_path / "b.xlsx", lambda n, c: c, {"xl/media/x.bin": bytes(300_000_000)})
    assert path.stat().st_size < 1_000_000
    assert read_apart(path) == (["I63"], 0)


def test_bomb_that_states_little(tmp_path: Path) -> None:
    zeros = b" " * 400_000_000
    path = remade(good(tmp_path), tmp_path / "b.xlsx", lambda n, c: zeros if n == "xl/sharedStrings.xml" else c)
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := data.find(sign, start)) >= 0:
            if data[start + at : start + at + 4] == struct.pack("<I", len(zeros)):
                data[start + at : start + at + 4] = struct.pack("<I", 1_000)
            start += 4
    crc = struct.pack("<I", zlib.crc32(zeros[:1_000]))
    data = data.replace(struct.pack("<I", zlib.crc32(zeros)), crc)
    path.write_bytes(data)
    assert read_apart(path) == (["I63"], 0)
    assert "1,000 bytes stated" in read_sources([path], FRAMEWORK, TREE).problems[0].what()


def test_parts_that_share_bytes_or_names(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = remade(good(tmp_path), tmp_path / "b.xlsx", lambda n, c: c, {"xl/workbook.xml": b"<x/>"})
    assert codes(path) == ["I63"]
    data = bytearray(good(tmp_path).read_bytes())
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    path.write_bytes(data)
    assert codes(path)[0] in ("I63", "I01")


def test_nested_archives_are_never_opened(tmp_path: Path) -> None:
    inner = good(tmp_path).read_bytes()
    path = remade(good(tmp_path), tmp_path / "b.xlsx", lambda n, c: c, {"xl/embeddings/a.xlsx": inner})
    assert [c for c in codes(path) if c != "I10"] == []


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
def test_entities(tmp_path: Path, part: str) -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]>'.encode()

    def change(name: str, content: bytes) -> bytes:
        return laughs + content.partition(b"?>")[2] if name == part else content

    assert read_apart(remade(good(tmp_path), tmp_path / "b.xlsx", change)) == (["I64"], 0)


def test_dimension_that_lies(tmp_path: Path) -> None:
    rows = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>\xe6\x9c\xba\xe6\x9e\x84\xe4\xbb\xa3\xe7\xa0\x81</t></is></c></row>'
    )
    path = remade(good(tmp_path), tmp_path / "b.xlsx", sheet_of(rows, "A1:XFD1048576"))
    found, staged = read_apart(path)
    assert staged == 0
    assert set(found) <= {"I11", "I14", "I10"}


def test_a_million_rows(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, 1_000_000))
    rows += b'<row r="1000000"><c r="AD1000000"><v>1</v></c></row>'
    path = remade(good(tmp_path), tmp_path / "b.xlsx", sheet_of(rows))
    assert read_apart(path) == (["I03"], 0)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1" t="e">' * 200_000,
        b"<c " * 1_000_000,
        b'<row r="1"><c r="A1"><f>' + b"<f>" * 1_000_000,
        b'<row r="1"><c r="A1" t="e"><f>x</f>' + b"<v " * 500_000,
        b"<row><c><v>1</v></c></row>" * 10,
    ],
)
def test_xml_that_would_make_a_pattern_slow(tmp_path: Path, rows: bytes) -> None:
    path = remade(good(tmp_path), tmp_path / "b.xlsx", sheet_of(rows))
    found, staged = read_apart(path)
    assert staged == 0
    assert found


def test_cells_that_state_no_place_are_counted_too(tmp_path: Path) -> None:
    path = remade(good(tmp_path), tmp_path / "b.xlsx", sheet_of(b"<row>" + b"<c><v>1</v></c>" * 3_000 + b"</row>"))
    assert codes(path) == ["I03"]


def test_open_document_repeats(tmp_path: Path) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell table:number-columns-repeated="1900" office:value-type="float" office:value="1"/>'
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="x"><table:table-row table:number-rows-repeated="1000000">{cell}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "b.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='m'/>")
    assert read_apart(path) == (["I03"], 0)


def test_macros_are_neither_run_nor_sent_back(tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name == "[Content_Types].xml":
            kind = (
                b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
            )
            return content.replace(b"</Types>", kind).replace(
                b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", b"vnd.ms-excel.sheet.macroEnabled.main"
            )
        if name == "xl/_rels/workbook.xml.rels":
            relation = b'<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'
            return content.replace(b"</Relationships>", relation)
        return content

    path = remade(good(tmp_path), tmp_path / "b.xlsm", change, {"xl/vbaProject.bin": b"macro"})
    found = read_sources([path], FRAMEWORK, TREE)
    assert "I65" in [p.code for p in found.problems]
    assert len(found.staged) == 1
    target = tmp_path / "m.xlsx"
    target.write_bytes(mark_file(path, found.problems).content)
    with zipfile.ZipFile(target) as package:
        everything = b"".join(map(package.read, package.namelist()))
        assert not [name for name in package.namelist() if "vba" in name.lower()]
    assert b"vbaProject" not in everything
    assert b"macroEnabled" not in everything
    assert openpyxl.load_workbook(target)["学校情况"]["C2"].value == 12


@pytest.mark.parametrize(
    "formula", ["cmd|'/C calc'!A0", 'WEBSERVICE("http://example.invalid/")', 'RTD("x",,"y")', "msexcel|'x'!a"]
)
def test_formulas_that_reach_out(tmp_path: Path, formula: str) -> None:
    escaped = formula.replace("&", "&amp;").encode()
    cells = b'<c r="C2"><f>' + escaped + b"</f><v>12</v></c>"

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        start = content.index(b'<c r="C2"')
        return content[:start] + cells + content[content.index(b"</c>", start) + 4 :]

    path = remade(good(tmp_path), tmp_path / "b.xlsx", change)
    found = read_sources([path], FRAMEWORK, TREE)
    assert [(p.code, p.place.cell) for p in found.problems if p.code == "I76"] == [("I76", "C2")]
    marked = mark_file(path, found.problems)
    assert [p.code for p in marked.problems] == ["I73"]
    target = tmp_path / "m.xlsx"
    target.write_bytes(marked.content)
    with zipfile.ZipFile(target) as package:
        sheets = b"".join(package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/"))
    assert b"<f" not in sheets
    assert openpyxl.load_workbook(target)["学校情况"]["C2"].value == 12


def test_links_that_act(tmp_path: Path) -> None:
    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'.encode()
    path = remade(good(tmp_path), tmp_path / "b.xlsx", lambda n, c: c, {"xl/externalLinks/externalLink1.xml": link})
    found = read_sources([path], FRAMEWORK, TREE)
    assert "I67" in [p.code for p in found.problems]
    assert b"ddeLink" not in mark_file(path, found.problems).content
    plain = link.replace(b"ddeLink", b"externalBook")
    remade(good(tmp_path), path, lambda n, c: c, {"xl/externalLinks/externalLink1.xml": plain})
    assert [c for c in codes(path) if c != "I10"] == ["I66"]


def test_the_same_workbook_twice(tmp_path: Path) -> None:
    first = good(tmp_path)
    second = tmp_path / "copy.xlsx"
    second.write_bytes(first.read_bytes())
    found = read_sources([first, second, first], FRAMEWORK, TREE)
    assert [p.code for p in found.problems if p.code != "I10"] == ["I86"]
    assert len(found.staged) == 1


def test_signs_that_steer_a_terminal_are_shown_and_not_sent(tmp_path: Path) -> None:
    name = tmp_path / "a\x1b[2J\u202egpj.csv"
    name.write_text("机构代码,年度,小学在校学生数\n\x1b]0;x\x1b\\,2019,1\x1b[31m\n", encoding="utf-8")
    found = read_sources([name], FRAMEWORK, TREE, form="学校情况")
    assert found.problems
    said = "".join(p.line() + p.remedy() + p.read() + str(p.to_json()) for p in found.problems)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\\u001b" in said


def test_no_cell_is_believed_to_stand_in_order(tmp_path: Path) -> None:
    """A place far out, in the middle of a row or written in another way, would be laid out by the reader."""
    book = good(tmp_path)
    head = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    last = b'<c r="A2"><v>1</v></c>'
    contents = {
        "middle": (b'<row r="2"><c r="ZZ999999"><v>1</v></c>' + last + b"</row>", "I03"),
        "no place": (b'<row r="2"><c r="ZZZZZZ99999999999999"><v>1</v></c></row>', "I01"),
        "small letters": (b'<row r="2"><c r="xfd1048576"><v>1</v></c></row>', "I01"),
        "spaced": (b'<row r="2"><c r = "XFD1048576"><v>1</v></c>' + last + b"</row>", "I03"),
        "row only": (b'<row r="1048576"><c><v>1</v></c></row><row r="2">' + b"<c><v>1</v></c>" * 30 + b"</row>", "I03"),
    }
    for name, (rows, code) in contents.items():
        path = remade(book, tmp_path / f"{name}.xlsx", sheet_of(head + rows))
        assert read_apart(path)[0][0] == code, name


def test_empty_cells_far_out_are_no_extent(tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="XFD1" s="0"/></row>'
    path = remade(good(tmp_path), tmp_path / "styled.xlsx", sheet_of(rows))
    assert "I03" not in read_apart(path)[0]


def test_too_many_sheets(tmp_path: Path) -> None:
    path = write_book(tmp_path / "many.xlsx", {f"s{n}": [["x"]] for n in range(1_001)})
    assert codes(path) == ["I03"]


def test_reading_sets_no_memory_aside(tmp_path: Path) -> None:
    path = good(tmp_path)
    tracemalloc.start()
    read_bytes(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_plain_keys_are_read_as_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows whose keys are settled together, and the same rows looked at cell by cell."""
    rows = [
        *ROWS,
        ["110105", 2019, 12],
        ["999999", 2019, 1],
        ["110105", "x", 1],
        ["110000", 2019, 3],
        ["１１０１０５", 2018, 4],
    ]
    path = write_book(tmp_path / "rows.xlsx", {"学校情况": rows})
    together = [p.to_json() for p in read_sources([path], FRAMEWORK, TREE).problems]
    monkeypatch.setattr(KeyReader, "read_plain", lambda *_: None)
    assert [p.to_json() for p in read_sources([path], FRAMEWORK, TREE).problems] == together
    assert {"I15", "I17", "I19", "I22"} <= {p["code"] for p in together}
