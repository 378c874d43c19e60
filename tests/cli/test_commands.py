"""The command line: exit status, language, misuse, JSON, problems that name the place and the remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jiaodu.cli.main import build_parser, main

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_misuse_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", "--period", "2019"])
    assert stop.value.code == 2
    assert "用法不对" in capsys.readouterr().err


def test_english_is_complete_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "--lang", "en", "--help"])
    text = capsys.readouterr().out
    assert not any("一" <= c <= "鿿" for c in text)


def test_chinese_whatever_the_locale(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert main(["explain", "V01"]) == 0
    assert "影响" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["evaluate", "--pack", "provincial-duty@2020", "--period", "2019", "--store", "nowhere"], "S01"),
        (["evaluate", "--pack", "no-such-pack", "--period", "2019", "--store", "nowhere"], "S01"),
        (["load", "no-such-file.csv", "--store", "nowhere"], "C02"),
        (["explain", "X99"], "C01"),
        (["formula", "check", "sum(小学在校生)/3岁人口数", "--table", "enrolment"], "F01"),
        (["formula", "check", "sum(a)", "--table", "no_form"], "C03"),
        (["pack", "check", "no-such-pack"], "P05"),
    ],
)
def test_errors_exit_with_1_and_name_their_code(
    arguments: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    found = capsys.readouterr()
    assert code in found.out + found.err
    assert main([*arguments, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == code


def test_an_unknown_unit_names_near_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "store")
    main(["load", str(EXAMPLES / "provinces" / "organisations.csv"), "--store", store])
    arguments = ["evaluate", "--pack", "provincial-duty@2020", "--period", "2019", "--org", "北京", "--store", store]
    assert main(arguments) == 1
    assert "北京市" in capsys.readouterr().err


def test_a_bad_workbook_loads_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "local_budget.csv"
    bad.write_text("机构代码,年度,地方财政教育支出(亿元)\n110000,2019,一千\n999999,2019,5\n", encoding="utf-8")
    arguments = [
        "load",
        str(EXAMPLES / "provinces" / "organisations.csv"),
        str(bad),
        "--store",
        str(tmp_path / "store"),
    ]
    assert main(arguments) == 1
    text = capsys.readouterr().err
    assert "C2" in text and "999999" in text
    assert not (tmp_path / "store" / "head.json").exists()


def test_pack_check_finds_nothing_in_the_shipped_packs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check"]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_pack_format_has_nothing_to_do() -> None:
    assert main(["pack", "format", "--check"]) == 0


def test_every_command_has_help_in_both_languages() -> None:
    for language in ("zh", "en"):
        assert build_parser(language).format_help()


@pytest.mark.parametrize("language", [["--lang", "en"], ["--lang=en"]])
def test_the_language_may_stand_before_the_command(language: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*language, "explain", "V01"]) == 0
    before = capsys.readouterr().out
    assert main(["explain", "V01", *language]) == 0
    assert capsys.readouterr().out == before and "why" in before


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from jiaodu.cli.main import build_parser; build_parser('zh'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"duckdb", "pyarrow", "numpy", "pydantic", "rich", "yaml", "sqlglot"} & set(loaded)
