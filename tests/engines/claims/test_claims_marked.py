"""The marked page and the Word copy: nothing of the text is lost, every figure is marked once, comments stand where they belong."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import docx
import pytest

from jiaodu.cli.main import main
from jiaodu.core.prose import prose_of_text, read_prose
from jiaodu.engines.claims import check_claims
from jiaodu.engines.claims.marked import render_page, write_comments

TEXT = (
    "东川市2021年度自评报告\n一、工作成效\n2021年教育经费12.50亿元,上年11.80亿元,增长9.53%。幼儿园120所(公办78所,民办42所)。\n"
    "研究制订实施方案,实现<全覆盖>&不漏一人。\n二、存在的问题\n学位不足。\n"
)


def test_the_page_holds_the_whole_text_and_marks_each_figure_once() -> None:
    page = render_page(check_claims(prose_of_text(TEXT, "a.txt")))
    section = page[page.index('id="text"') : page.index('id="look"')]
    bare = html.unescape(re.sub(r"<sup>[^<]*</sup>|<[^>]+>", "", section))
    for line in TEXT.split():
        assert line in bare
    assert len(re.findall(r'id="m\d+"', page)) == len(set(re.findall(r'id="m\d+"', page)))
    for figure in ("12.50亿元", "9.53%", "120所", "78所", "42所"):
        assert section.count(f">{figure}<") == 1


def test_every_mark_leads_to_its_verdict_and_back_without_script_or_colour() -> None:
    page = render_page(check_claims(prose_of_text(TEXT, "a.txt")), "en")
    targets = set(re.findall(r' id="(\w+)"', page))
    assert set(re.findall(r'href="#(\w+)"', page)) <= targets
    assert "<script" not in page and "http" not in page
    style = page[page.index("<style>") : page.index("</style>")]
    assert not re.search(r"color:\s*(?!inherit|#000|light)", style)
    assert "✗" in page and "contradicts" in page


def comments_of(path: Path) -> dict[str, str]:
    """The commented stretch of each comment and its text."""
    with zipfile.ZipFile(path) as package:
        body = package.read("word/document.xml").decode()
    found = {}
    for comment in docx.Document(str(path)).comments:
        number = comment.comment_id
        start = body.index(f'commentRangeStart w:id="{number}"')
        end = body.index(f'commentRangeEnd w:id="{number}"')
        stretch = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", body[start:end]))
        found[stretch] = comment.text
    return found


def test_a_text_becomes_a_word_file_with_comments(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    found = comments_of(write_comments(check_claims(read_prose(file)), tmp_path / "a.docx"))
    assert "矛盾" in found["9.53%"] and "12.50亿元 ÷ 11.80亿元" in found["9.53%"]
    assert set(found) == {"9.53%", "研究制订", "全覆盖"}


def test_a_word_file_keeps_its_text_and_formatting(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph()
    bold = paragraph.add_run("2021年教育经费12.50亿元,上年11.80亿元,增长9.5")
    bold.bold = True
    paragraph.add_run("3%。")
    table = made.add_table(1, 1)
    table.cell(0, 0).text = "就业率达195.6%"
    made.save(str(tmp_path / "in.docx"))
    before = read_prose(tmp_path / "in.docx")
    write_comments(check_claims(before), tmp_path / "out.docx")
    assert read_prose(tmp_path / "out.docx").text == before.text
    found = comments_of(tmp_path / "out.docx")
    assert set(found) == {"9.53%", "195.6%"}
    runs = docx.Document(str(tmp_path / "out.docx")).paragraphs[0].runs
    assert [r.text for r in runs if r.bold] == ["2021年教育经费12.50亿元,上年11.80亿元,增长", "9.5"]


@pytest.mark.parametrize("option", ["--html", "--docx"])
def test_the_command_writes_what_is_asked_for(option: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    out = tmp_path / f"o.{option[2:]}"
    assert main(["claims", "check", str(file), option, str(out)]) == 1
    assert out.stat().st_size > 1000
    assert not list(tmp_path.glob(".*draft*"))
