"""The Word file as Word wants it: order of the schema, ids, official layout, nothing that shifts a page."""

from __future__ import annotations

import re
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.reports.ooxml_order import W, disorder

from jiaodu.core.evaluation import Evaluated
from jiaodu.reports import Document, compose_report, write_docx


@pytest.fixture(scope="module", params=["zh", "en"])
def file(request: pytest.FixtureRequest, beijing: Evaluated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = compose_report(beijing, "110000", request.param)
    return write_docx(document, tmp_path_factory.mktemp("quality") / f"{request.param}.docx")


def part(path: Path, name: str) -> Any:
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read(name))


def values(root: Any, element: str, attribute: str = "val") -> list[str]:
    return [e.get(f"{W}{attribute}") for e in root.iter(f"{W}{element}")]


def test_elements_stand_in_the_order_of_the_schema(file: Path) -> None:
    assert list(disorder(file)) == []


def test_the_order_is_really_checked(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"]
    parts["word/document.xml"] = re.sub(rb"(<w:alias [^>]*/>)(<w:tag [^>]*/>)", rb"\2\1", body, count=1)
    with zipfile.ZipFile(tmp_path / "x.docx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert [f.partition(":")[0] for f in disorder(tmp_path / "x.docx")] == ["word/document.xml"]


def test_ids_are_unique_and_in_range(file: Path) -> None:
    root = part(file, "word/document.xml")
    starts, ends = values(root, "bookmarkStart", "id"), values(root, "bookmarkEnd", "id")
    names = values(root, "bookmarkStart", "name")
    assert len(starts) == len(set(starts)) and sorted(starts) == sorted(ends)
    assert len(names) == len({n.lower() for n in names}) and all(len(n) <= 40 for n in names)
    controls = [int(i.get(f"{W}val")) for p in root.iter(f"{W}sdtPr") for i in p.findall(f"{W}id")]
    assert len(controls) == len(set(controls)) and all(0 < i < 2**31 for i in controls)
    drawn = [e.get("id") for e in root.iter("{*}docPr")]
    assert len(drawn) == len(set(drawn))


def test_bookmarks_and_controls_stand_where_runs_may(file: Path) -> None:
    for element in part(file, "word/document.xml").iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}sdt"):
        assert element.getparent().tag == f"{W}p"


def test_22_lines_of_28_characters_fit_the_type_area(file: Path) -> None:
    """GB/T 9704-2012, 5.2: the type area is 156 by 225 mm."""
    styles = {s.get(f"{W}styleId"): s for s in part(file, "word/styles.xml").iter(f"{W}style")}
    body = styles["BodyText"]
    pitch, size = int(values(body.find(f"{W}pPr"), "spacing", "line")[0]), int(values(body, "sz")[0])
    assert 22 * Fraction(pitch, 20) * Fraction(254, 720) <= 225 < 23 * Fraction(pitch, 20) * Fraction(254, 720)
    if file.stem == "zh":
        closer = int(values(body.find(f"{W}rPr"), "spacing")[0])
        character = Fraction(size, 2) + Fraction(closer, 20)
        assert 28 * character * Fraction(254, 720) <= 156 < 29 * character * Fraction(254, 720)
    assert set(values(body, "autoSpaceDE") + values(body, "autoSpaceDN")) == {"0"}


def test_headings_keep_with_what_follows_and_return_to_the_body(file: Path) -> None:
    for style in part(file, "word/styles.xml").iter(f"{W}style"):
        if re.fullmatch(r"Heading[1-4]", style.get(f"{W}styleId")):
            assert style.find(f"{W}pPr/{W}keepNext") is not None and values(style, "next") == ["BodyText"]


def test_tables_repeat_their_head_and_do_not_break_rows(file: Path) -> None:
    for table in part(file, "word/document.xml").iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows[1:])
        assert len(table.findall(f"{W}tblGrid/{W}gridCol")) == len(rows[0].findall(f"{W}tc"))
        kept = [all(p.find(f"{W}pPr/{W}keepNext") is not None for p in r.iter(f"{W}p")) for r in rows]
        assert kept[0] and not kept[-1] and (all(kept[:-1]) or len(rows) > 12)


def test_no_empty_paragraph_shifts_the_text(file: Path) -> None:
    """One in the body only where two tables follow each other, or a table ends a section; it is narrow."""
    body = part(file, "word/document.xml").find(f"{W}body")
    for paragraph in body.findall(f"{W}p"):
        if not list(paragraph.iter(f"{W}t", f"{W}drawing")):
            assert paragraph.getprevious().tag == f"{W}tbl"
            assert values(paragraph, "pStyle") == ["jiaoduannex"]


def test_pictures_say_what_they_show(file: Path, beijing_report: Document) -> None:
    described = [e.get("descr") for e in part(file, "word/document.xml").iter("{*}docPr")]
    assert all(described) and len(described) == len(beijing_report.charts())


def test_the_file_opens_in_todays_mode_and_shows_no_empty_page(file: Path) -> None:
    settings = part(file, "word/settings.xml")
    modes = {s.get(f"{W}name"): s.get(f"{W}val") for s in settings.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"
    assert values(settings, "zoom", "percent") == ["100"] and values(settings, "themeFontLang", "eastAsia") == ["zh-CN"]
    with zipfile.ZipFile(file) as package:
        assert not [n for n in package.namelist() if "thumbnail" in n]
        assert b"thumbnail" not in package.read("_rels/.rels")
