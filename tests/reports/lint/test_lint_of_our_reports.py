"""Lint of reports that jiaodu wrote: Word file, page and edition say the same; a number that was typed in is found."""

from __future__ import annotations

import json
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jiaodu.cli.main import main
from jiaodu.core.framework import load_framework
from jiaodu.core.prose import read_prose
from jiaodu.reports import Document, write_docx, write_html
from jiaodu.reports.editions import Edition, record_edition
from jiaodu.reports.lint import WORDING, Lint, indicators_of, lint_prose, prose_of_edition, render_marked


@pytest.fixture(scope="module")
def words():
    return load_framework([WORDING, "provincial-duty@2020"])


@pytest.fixture(scope="module")
def edition(beijing_report: Document) -> Edition:
    return record_edition(beijing_report)


@pytest.fixture(scope="module")
def files(beijing_report: Document, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("ours")
    return {
        "docx": write_docx(beijing_report, folder / "a.docx"),
        "html": write_html(beijing_report, folder / "a.html"),
    }


def unbound(lint: Lint) -> list[str]:
    return [f.problem.data["number"] for f in lint.findings if f.problem.code == "R54"]


def test_page_word_file_and_record_say_the_same(words, edition: Edition, files: dict[str, Path]) -> None:
    lints = [
        lint_prose(p, words, behind=indicators_of(edition))
        for p in (read_prose(files["docx"]), read_prose(files["html"]), prose_of_edition(edition))
    ]
    told = [sorted((f.problem.code, f.quote) for f in lint.findings) for lint in lints]
    assert told[0] == told[1] == told[2]
    counts = [(lint.counted.numbers, lint.counted.bound, lint.counted.problems) for lint in lints]
    assert counts[0] == counts[1] == counts[2]
    assert [c.indicators_named for c in lints[0].coverage] == [c.indicators_named for c in lints[2].coverage]


def test_length_is_that_of_what_was_composed(words, edition: Edition, files: dict[str, Path]) -> None:
    annexed = next(i for i, b in enumerate(edition.blocks) if b["kind"] == "signature")
    said = [
        b["text"] if b["kind"] == "heading" else "".join(i if isinstance(i, str) else i["text"] for i in b["inlines"])
        for b in edition.blocks[:annexed]
        if "rows" not in b
    ]
    said = [s for s in said if not s.startswith("注：")]  # the legend of a table is part of the table
    plain = len("".join((edition.addressee + "：" + "".join(said)).split()))
    assert edition.characters == plain
    for prose in (prose_of_edition(edition), read_prose(files["html"]), read_prose(files["docx"])):
        assert lint_prose(prose, words).counted.characters == plain


def test_every_bound_stretch_is_the_figure_as_printed(edition: Edition, files: dict[str, Path]) -> None:
    printed = {f.id: f.text for f in edition.figures}
    for prose in (read_prose(files["docx"]), read_prose(files["html"])):
        found = {b.id: prose.text[b.start : b.end] for b in prose.bounds}
        assert found and {k: v for k, v in found.items() if k in printed} == {
            k: printed[k] for k in found if k in printed
        }
        assert set(printed) <= set(found)


def test_a_number_typed_into_our_word_file_is_found(words, files: dict[str, Path], tmp_path: Path) -> None:
    before = unbound(lint_prose(read_prose(files["docx"]), words))
    with zipfile.ZipFile(files["docx"]) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts["word/document.xml"].decode()
    assert "现将自评情况报告如下" in text
    parts["word/document.xml"] = text.replace("现将自评情况报告如下", "共建成学校123所。现将自评情况报告如下").encode()
    edited = tmp_path / "edited.docx"
    with zipfile.ZipFile(edited, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert sorted(unbound(lint_prose(read_prose(edited), words))) == sorted([*before, "123所"])


def test_what_the_report_itself_leaves_open_comes_out(words, edition: Edition) -> None:
    lint = lint_prose(prose_of_edition(edition), words, behind=indicators_of(edition))
    codes = {f.problem.code for f in lint.findings}
    missing = [f for f in edition.figures if f.missing]
    assert len([f for f in lint.findings if f.problem.code == "R68" and f.problem.severity == "warning"]) <= len(
        missing
    )
    assert "R68" in codes
    assert not {"R50", "R55", "R60", "R66", "R69"} & codes
    assert (lint.counted.problems, lint.counted.measures) == (4, 4)
    assert all(c.sentences for c in lint.coverage)


def test_a_number_in_the_name_of_a_standard_is_no_typed_number(words, files: dict[str, Path], tmp_path: Path) -> None:
    name = next(s.name.zh for s in words.standards.values() if any(c.isdigit() for c in s.name.zh))
    path = tmp_path / "a.html"
    figure = '<a data-figure="jd_f_x">3所</a>'
    path.write_text(
        f"<html><body><h1>题</h1><h2>一、成效</h2><p>{name}：{figure}，另有7所。</p></body></html>", encoding="utf-8"
    )
    assert unbound(lint_prose(read_prose(path), words)) == ["7所"]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_marked_page_leads_to_every_finding_and_back(words, edition: Edition, language) -> None:
    lint = lint_prose(prose_of_edition(edition), words, language)
    page = _Page()
    page.feed(render_marked(lint, language))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids) and all(link.startswith("#") for link in page.links)
    pointed = [i for i, f in enumerate(lint.sorted(), 1) if f.spans]
    for number in pointed:
        assert f"#t{number}" in page.links and f"#f{number}" in page.links, lint.sorted()[number - 1]
    assert "script" not in page.tags and "link" not in page.tags and "img" not in page.tags
    body = "".join(page.text.split())
    first = next(b for b in lint.prose.blocks if b.kind == "heading")
    assert "".join(lint.prose.of(first).split()) in body


def test_the_page_escapes_the_text_and_shows_what_nobody_sees(words, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("标题\n一、成效\n<script>alert(1)</script>比例\u202e为XX。\n", encoding="utf-8")
    page = render_marked(lint_prose(read_prose(path), words))
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "\\u202e" in page and "\u202e" not in page.split("<main", 1)[1].split("</main>")[0]


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_json_and_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("某省2020年度报告\n某省2019年度报告\n一、成效\n生均经费同比增长。\n", encoding="utf-8", newline="")
    page = tmp_path / "out" / "a.html"
    assert main(["report", "lint", str(path), "--json", "--html", str(page)]) == 1
    said = json.loads(capsys.readouterr().out)
    text = path.read_bytes().decode()
    growth = next(f for f in said["findings"] if f["code"] == "R62")
    assert text[slice(*growth["spans"][0])] == "增长" and growth["where"]["en"] == "line 4"
    assert said["counted"]["year"] == 2019 and page.is_file()


def test_the_command_shows_the_sentence_and_ends_with_0_where_nothing_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("某省2019年度报告\n一、成效\n生均经费同比增长。\n", encoding="utf-8")
    assert main(["report", "lint", str(path)]) == 0
    out = capsys.readouterr().out
    assert "生均经费同比【增长】。" in out and "评价重点覆盖" in out
    assert main(["report", "lint", str(path), "--lang", "en", "--pack", "report-wording"]) == 0
    out = capsys.readouterr().out
    assert "findings" in out and "coverage of the focuses" not in out


@pytest.mark.parametrize("arguments", [[], ["nowhere.docx"], ["--edition", "ed-" + "0" * 20]])
def test_nothing_to_look_at_is_a_problem(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "lint", *arguments, "--store", str(tmp_path)]) == 1
    assert capsys.readouterr().err
