"""Reports of many units in one run: all that can be are written, the rest are named with their reason."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from jiaodu.cli.main import main
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.reports import batch, fonts
from jiaodu.reports.charts import canvas, draw

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The provinces, one of which has a report of its own."""
    folder = tmp_path_factory.mktemp("batch") / "store"
    data = [str(EXAMPLES / "provinces"), str(EXAMPLES / "beijing-2019")]
    assert main(["load", *data, "--pack", "provincial-duty@2020", "--store", str(folder)]) == 0
    return folder


def written(store: Path, folder: Path, *more: str, period: str = "2019") -> list[str]:
    return [
        "report", "--pack", "provincial-duty@2020", "--period", period, "--store", str(store), "--out", str(folder), *more,
    ]  # fmt: skip


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [unquote(value or "") for name, value in attrs if name == "href"]


def test_several_units_in_one_run(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = ["--org", "北京市", "--org", "310000", "--org", "110000"]
    assert main([*written(store, tmp_path, *units, "--format", "html,docx", "--json")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [r["org"] for r in said["reports"]] == ["110000", "310000"]
    assert {Path(f).suffix for f in said["files"]} == {".html", ".docx"} and len(said["files"]) == 4
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert sorted(Links(page).links) == sorted(Path(f).name for f in said["files"])
    assert all(Path(f).stat().st_size > 1000 for f in said["files"])
    for report in said["reports"]:
        assert f'data-edition="{report["edition"]}"' in Path(report["files"][0]).read_text(encoding="utf-8")


def test_one_unit_has_no_index(store: Path, tmp_path: Path) -> None:
    assert main([*written(store, tmp_path, "--org", "110000", "--format", "html")]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["110000-2019-provincial-duty@2020-自评报告.html"]


def test_the_words_of_one_government_are_no_report_of_another(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*written(store, tmp_path, "--org", "120000", "--format", "html", "--json")]) == 0
    said = json.loads(capsys.readouterr().out)
    page = Path(said["files"][0]).read_text(encoding="utf-8")
    body = page.split('<section class="annexes">')[0]
    assert "<h1>天津市人民政府2019年度<wbr>履行教育职责自评报告</h1>" in page  # breaks where the phrase ends
    assert not any(own in body for own in ("北京市人民政府2019年度履行教育职责自评报告</h1>", "通州区", "学位供给压力"))
    assert "〔未写明存在的问题〕" in body and "〔未写明措施〕" in body
    assert main([*written(store, tmp_path, "--org", "120000", "--template", "report")]) == 1


def test_an_unknown_unit_does_not_stop_the_others(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = ["--org", "999999", "--org", "110000"]
    assert main([*written(store, tmp_path, *units, "--format", "html", "--json")]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [r["org"] for r in said["reports"]] == ["110000"] and len(said["files"]) == 1
    assert {p["code"] for p in said["problems"] if p["severity"] == "error"} == {"V10"}


def test_a_unit_that_cannot_be_evaluated_does_not_stop_the_others(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiaodu.cli.report import write

    judge = write.evaluate

    def strict(*args: Any, orgs: list[str], **more: Any) -> Any:
        if "310000" in orgs:
            raise JiaoduError(problem("V11", Place(key="310000"), org="310000", level="province", levels=["school"]))
        return judge(*args, orgs=orgs, **more)

    monkeypatch.setattr(write, "evaluate", strict)
    units = ["--org", "310000", "--org", "110000"]
    assert main([*written(store, tmp_path, *units, "--format", "html", "--json")]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [r["org"] for r in said["reports"]] == ["110000"]
    assert "V11" in {p["code"] for p in said["problems"]}


def test_nobody_known_writes_nothing(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*written(store, tmp_path, "--org", "999999", "--org", "999998")]) == 1
    assert not list(tmp_path.iterdir()) and capsys.readouterr().err.count("V10") == 1


def test_a_unit_without_data_is_a_problem(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*written(store, tmp_path, "--org", "110000", "--format", "html", period="2031")]) == 1
    assert "R27" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_a_fault_in_one_report_does_not_cost_the_others(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = batch.compose_report

    def faulty(evaluated: Any, org: str, *more: Any) -> Any:
        if org == "310000":
            raise ZeroDivisionError("invented")
        return compose(evaluated, org, *more)

    monkeypatch.setattr(batch, "compose_report", faulty)
    units = ["--org", "310000", "--org", "110000"]
    assert main([*written(store, tmp_path, *units, "--format", "html")]) == 1
    said = capsys.readouterr().out
    assert "R28" in said and "invented" in said
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.search(r"上海市.*没有写成.*R28", page, re.DOTALL)
    assert {p.name for p in tmp_path.iterdir()} == {"110000-2019-provincial-duty@2020-自评报告.html", "index.html"}


@pytest.fixture
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Chinese fonts."""
    caches = (draw._svg, draw._png, draw._figure, canvas.font)
    (tmp_path / "none").mkdir()
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path / "none"])
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_without_a_chinese_font_the_rest_is_written(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], no_fonts: None
) -> None:
    folder = tmp_path / "out"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main([*written(store, folder, "--org", "110000")]) == 1
    assert {p.suffix for p in folder.iterdir()} == {".html", ".docx"}
    said = capsys.readouterr()
    assert "R20" in said.out and said.out.count("已写出") == 2 and said.err == ""


def test_names_of_files_are_safe() -> None:
    from dataclasses import dataclass

    @dataclass
    class Named:
        org: str
        year: int = 2019
        language: str = "zh"
        packs: tuple[str, ...] = ("base@1", "duty@2020")

    assert batch.stem_of(Named("../../etc/x")) == "_.._etc_x-2019-duty@2020-自评报告"  # type: ignore[arg-type]
    assert batch.stem_of(Named("110000", language="en")) == "110000-2019-duty@2020-self-evaluation"  # type: ignore[arg-type]
    assert batch.stem_of(Named("A:B\\C")) == "A_B_C-2019-duty@2020-自评报告"  # type: ignore[arg-type]


def test_the_same_problem_of_many_units_is_said_once() -> None:
    same: list[Problem] = [problem("R25", Place(), detail="x") for _ in range(3)]
    done = [batch.Written(str(i), "", {}, problems=(p,)) for i, p in enumerate(same)]
    assert len(batch.all_problems(done)) == 1


def test_a_level_without_units_is_a_problem(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*written(store, tmp_path, "--level", "school")]) == 1
    assert "R29" in capsys.readouterr().err


def test_an_unknown_format_is_misuse(store: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*written(store, tmp_path, "--org", "110000", "--format", "html,doc")])
    assert caught.value.code == 2
