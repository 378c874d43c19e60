"""`report diff`, `report archive` and `report verify` on the command line: what is said, JSON, exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jiaodu.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
CORRECTED = "机构代码,年度,来源,普惠性幼儿园覆盖率(%)\n110000,2019,自评报告,75.5\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store and two editions of a report: a correction lies between them."""
    folder = tmp_path_factory.mktemp("editions")
    store = str(folder / "store")
    assert (
        main(
            [
                "load",
                str(EXAMPLES / "provinces" / "organisations.csv"),
                str(EXAMPLES / "beijing-2019"),
                "--store",
                store,
            ]
        )
        == 0
    )
    report = ["report", "--pack", "provincial-duty@2020", "--org", "110000", "--period", "2019", "--store", store]
    assert main([*report, "--out", str(folder / "a"), "--format", "docx"]) == 0
    (folder / "preschool.csv").write_text(CORRECTED, encoding="utf-8")
    assert main(["load", str(folder / "preschool.csv"), "--store", store]) == 0
    assert main([*report, "--out", str(folder / "b"), "--format", "html"]) == 0
    return folder


def named(folder: Path) -> tuple[str, str, str]:
    (first,), (second,) = (folder / "a").glob("*.docx"), (folder / "b").glob("*.html")
    return str(first), str(second), str(folder / "store")


def test_diff_names_the_cell_and_the_cause(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, store = named(written)
    assert main(["report", "diff", first, second, "--store", store]) == 0
    text = capsys.readouterr().out
    assert "80.73%" in text and "75.5%" in text and "preschool.csv › D2" in text and "不达标" in text
    assert main(["report", "diff", first, second, "--store", store, "--lang", "en"]) == 0
    assert "figures and verdicts differ" in capsys.readouterr().out
    assert main(["report", "diff", first, second, "--store", store, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["figures"] and {c for f in found["figures"] for c in f["causes"]} == {"data"}
    assert [c["item"] for c in found["cells"]] == ["inclusive_share"]
    ids = [found[side]["id"] for side in ("after", "before")]
    assert main(["report", "diff", *ids, "--store", store, "--json"]) == 0
    back = json.loads(capsys.readouterr().out)
    assert [(f["before"], f["after"]) for f in back["figures"]] == [(f["after"], f["before"]) for f in found["figures"]]


def test_archive_and_verify(written: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, _, store = named(written)
    target = tmp_path / "a.zip"
    assert main(["report", "archive", first, "--store", store, "--out", str(target), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert target.is_file() and "given/1-110000-2019-provincial-duty-2020.docx" in {m["name"] for m in made["members"]}
    assert main(["report", "verify", str(target)]) == 0
    assert made["edition"] in capsys.readouterr().out
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    assert main(["report", "verify", str(target), "--json"]) == 1
    assert [p["code"] for p in json.loads(capsys.readouterr().out)["problems"]] == ["R47"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["diff", "ed-00000000000000000000", "ed-00000000000000000000"], "R40"),
        (["diff", "ed-12ab", "ed-12ab"], "R40"),
        (["diff", "nowhere.docx", "nowhere.docx"], "R41"),
        (["archive", str(EXAMPLES / "beijing-2019" / "beijing-2019.xlsx"), "--out", "a.zip"], "R41"),
        (["verify", str(EXAMPLES / "beijing-2019" / "beijing-2019.xlsx")], "R48"),
    ],
)
def test_what_goes_wrong_has_a_code(
    arguments: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", *arguments]) == 1
    assert code in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
