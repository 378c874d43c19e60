"""Files that cannot be refreshed: a clear problem, bounded, and nothing written."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.reports.refresh import word_edits as e
from tests.reports.refresh.another_day import day_with

from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.reports import Document
from jiaodu.reports.editions import Edition
from jiaodu.reports.refresh import refresh_word

Known = tuple[Edition, Document]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def known(written: Edition, beijing_report: Document) -> Known:
    """What was printed, and today's report."""
    return written, beijing_report


def refused(path: Path, known: Known, update: bool = False) -> Problem:
    with pytest.raises(JiaoduError) as caught:
        refresh_word(path, *known, update=update)
    (problem,) = caught.value.problems
    for language in ("zh", "en"):
        assert problem.what(language) and "{" not in problem.what(language)  # type: ignore[arg-type]
    return problem


def put(tmp_path: Path, content: bytes, name: str = "x.docx") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R30"),
        (b"PK\x03\x04 cut off", "R30"),
        (b"no word file at all", "R30"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "R31"),
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "R32"),
        (b"{\\rtf1 x}", "R32"),
        (b"%PDF-1.7", "R32"),
    ],
)
def test_what_is_no_word_file_is_said(known: Known, tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(put(tmp_path, content), known).code == code


def test_a_missing_file_and_a_folder_are_said(known: Known, tmp_path: Path) -> None:
    assert refused(tmp_path / "none.docx", known).code == "R30"
    assert refused(tmp_path, known).code == "R30"


def test_a_cut_file_is_broken(known: Known, file: Path, tmp_path: Path) -> None:
    content = file.read_bytes()
    for length in (100, len(content) // 2, len(content) - 10):
        assert refused(put(tmp_path, content[:length]), known).code == "R30"


def test_a_damaged_part_is_broken(known: Known, file: Path, tmp_path: Path) -> None:
    parts = e.parts_of(file)
    for body in (parts[e.BODY][:-30], b"", b"\xff\xfe<\0a\0/\0>\0", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"):
        assert refused(e.write_parts(parts | {e.BODY: body}, tmp_path / "x.docx"), known).code == "R30"
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as package:
        at = package.getinfo(e.BODY).header_offset + 200
    content[at : at + 50] = bytes(50)
    assert refused(put(tmp_path, bytes(content)), known).code == "R30"


def test_macros_other_packages_and_signatures_are_refused(known: Known, file: Path, tmp_path: Path) -> None:
    parts = e.parts_of(file)
    types = parts["[Content_Types].xml"]
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = types.replace(main, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    assert refused(e.write_parts(parts | {"[Content_Types].xml": macro}, tmp_path / "m.docm"), known).code == "R32"
    other = types.replace(main, b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
    assert refused(e.write_parts(parts | {"[Content_Types].xml": other}, tmp_path / "x.docx"), known).code == "R32"
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
    assert refused(e.write_parts(odt, tmp_path / "x.odt"), known).code == "R32"
    signed = e.write_parts(parts | {"_xmlsignatures/origin.sigs": b""}, tmp_path / "s.docx")
    assert refused(signed, known, update=True).code == "R32"
    assert {s.state for s in refresh_word(signed, *known).states} == {"current"}


def test_a_file_without_our_figures_is_said(known: Known, tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("一份别的文件，讲学校2019年的事。")
    file.save(str(tmp_path / "x.docx"))
    assert refused(tmp_path / "x.docx", known).code == "R34"


def test_an_empty_package_and_one_without_a_body_are_broken(known: Known, tmp_path: Path) -> None:
    assert refused(e.write_parts({}, tmp_path / "x.docx"), known).code == "R30"
    types = {"[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'}
    assert refused(e.write_parts(types, tmp_path / "x.docx"), known).code == "R30"


def test_a_bomb_is_refused_before_it_is_unpacked(known: Known, file: Path, tmp_path: Path) -> None:
    parts = e.parts_of(file)
    body = parts[e.BODY].replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 10_000_000, 1)
    bomb = e.write_parts(parts | {e.BODY: body}, tmp_path / "bomb.docx")
    del body
    tracemalloc.start()
    assert refused(bomb, known).code == "R33"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_password_on_the_parts_is_said(known: Known, file: Path, tmp_path: Path) -> None:
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        first = package.infolist()[0].header_offset
    content[first + 6] |= 1
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    assert refused(put(tmp_path, bytes(content)), known).code == "R31"


def test_deep_and_many_elements_stay_bounded(known: Known, file: Path, tmp_path: Path) -> None:
    parts = e.parts_of(file)
    deep = b"<w:tbl><w:tr><w:tc>" * 20_000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 20_000
    body = parts[e.BODY].replace(b"<w:body>", b"<w:body>" + deep, 1)
    made = refresh_word(e.write_parts(parts | {e.BODY: body}, tmp_path / "x.docx"), *known)
    assert {s.state for s in made.states} == {"current"}


NAMES = st.sampled_from(
    ["p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtPr", "sdtContent", "del", "ins", "hyperlink", "txbxContent", "body"]
)


@settings(max_examples=40)
@given(swaps=st.lists(st.tuples(st.integers(0, 2_000), NAMES), min_size=1, max_size=30), cut=st.integers(0, 3))
def test_elements_in_places_where_none_should_be_are_survived(
    file: Path, known: Known, tmp_path_factory: pytest.TempPathFactory, swaps: list[tuple[int, str]], cut: int
) -> None:
    """Elements renamed at random: nothing but a problem or an answer comes back, and an update can be read again."""
    parts = e.parts_of(file)
    root = etree.fromstring(parts[e.BODY])
    elements = [x for x in root.iter() if isinstance(x.tag, str)][1:]
    for at, name in swaps:
        elements[at % len(elements)].tag = e.w(name)
    for element in elements[: cut * 40 : 7]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    path = e.write_parts(parts | {e.BODY: e.printed(root)}, tmp_path_factory.mktemp("odd") / "x.docx")
    written, today = known
    try:
        made = refresh_word(path, written, day_with(today, {f.id: "1" for f in today.figures()}), update=True)
    except JiaoduError:
        return
    path.write_bytes(made.content)
    docx.Document(str(path))


@settings(max_examples=60)
@given(at=st.lists(st.floats(0, 1), min_size=1, max_size=8), byte=st.integers(0, 255))
def test_damaged_bytes_give_a_problem_or_an_answer(
    file: Path, known: Known, tmp_path_factory: pytest.TempPathFactory, at: list[float], byte: int
) -> None:
    content = bytearray(file.read_bytes())
    for where in at:
        content[int(where * (len(content) - 1))] = byte
    path = tmp_path_factory.mktemp("damaged") / "x.docx"
    path.write_bytes(bytes(content))
    try:
        refresh_word(path, *known, update=True)
    except JiaoduError as error:
        assert {p.code for p in error.problems} <= {"R30", "R31", "R32", "R33", "R34"}
