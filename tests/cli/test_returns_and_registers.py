"""load, returns, register on the command line: what is printed and written, and what the exit status says.

Floor: tests. In: templates of the school forms filled in here for invented schools. Out: nothing.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from jiaodu.cli.main import main

REGISTER = """机构代码,机构名称,层级,上级代码,学校类别,学段,联系人,联系电话
36,虚构省,省,,,,,
3603,沙河县,县,36,,,,
S00001,沙河县第一小学,学校,3603,小学,小学,某甲,000-0001
S00002,沙河县第二小学,学校,3603,小学,小学,某乙,000-0002
S00003,[3]沙河县第三小学,学校,3603,小学,小学,,
"""
FORM = "专任教师"
Fill = Callable[[str, int], Path]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that knows the county, and a folder of templates, one a school."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "学校(园)名录.csv").write_text(REGISTER, encoding="utf-8")
    assert main(["load", "学校(园)名录.csv", "--store", "store", "--pack", "school-items@1", "--json"]) == 0
    assert (
        main(["template", "staff", "-o", "templates", "--period", "2024", "--per", "school", "--store", "store"]) == 0
    )
    return tmp_path / "store"


@pytest.fixture
def fill(tmp_path: Path, store: Path) -> Fill:
    """Writes a number into every white cell of a school's template, and a contact on its cover."""

    def filling(code: str, number: int) -> Path:
        (path,) = (tmp_path / "templates").glob(f"{code}*.xlsx")
        book = openpyxl.load_workbook(path)
        for row in book["填报说明"].iter_rows(max_col=2):
            if row[0].value in ("填报联系人", "联系电话"):
                row[1].value = f"新{code}" if row[0].value == "填报联系人" else "000-9999"
        sheet = next(book[name] for name in book.sheetnames if not name.startswith(("_", "填报说明")))
        for row in sheet.iter_rows():
            for cell in row:
                if cell.protection.locked is False and cell.value is None and cell.number_format == "#,##0":
                    cell.value = number
        to = tmp_path / f"{path.stem}-{number}.xlsx"
        book.save(to)
        return to

    return filling


def pack(path: Path, *files: Path) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, f"回收/{file.name}")
    return str(path)


def test_templates_out_and_a_zip_file_back(
    tmp_path: Path, store: Path, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pack(tmp_path / "回收.zip", fill("S00001", 3), fill("S00002", 4))
    capsys.readouterr()
    assert main(["load", data, "--store", "store", "--completeness", "情况.xlsx"]) == 0
    text = capsys.readouterr().out
    assert "未报的 1 个单位" in text and "[3]沙河县第三小学 S00003" in text
    assert "更新了 2 个单位的联系人" in text and "某" not in text and "000-9999" not in text
    book = openpyxl.load_workbook("情况.xlsx")
    assert book.sheetnames == ["汇总", "逐单位", "未报名单"]
    assert main(["returns", "--period", "2024", "--store", "store", "--org", "3603", "--form", "staff", "--json"]) == 1
    lines = json.loads(capsys.readouterr().out)["completeness"]["lines"]
    assert [line["status"] for line in lines] == ["stored", "stored", "missing"]
    capsys.readouterr()
    main(["why", "staff", "--org", "S00001", "--period", "2024", "--store", "store"])
    originals = {p.suffix for p in (store / "files").iterdir()}
    assert originals == {".csv", ".xlsx"}


def test_a_contact_is_printed_for_whoever_is_missing_and_nowhere_else(
    tmp_path: Path, store: Path, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pack(tmp_path / "回收.zip", fill("S00001", 3))
    capsys.readouterr()
    assert main(["load", data, "--store", "store", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    telephones = {line["org"]: line.get("telephone") for line in found["completeness"]["lines"]}
    assert telephones == {"S00001": None, "S00002": "000-0002", "S00003": None}
    assert "000-0002" not in json.dumps(found["problems"], ensure_ascii=False)
    logs = "".join(p.read_text(encoding="utf-8") for p in (store / "loads").iterdir())
    assert "某" not in logs and "000-" not in logs


def test_the_good_are_accepted_when_asked(
    tmp_path: Path, store: Path, fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = fill("S00001", 3), fill("S00002", -1)
    data = pack(tmp_path / "回收.zip", good, bad)
    capsys.readouterr()
    assert main(["load", data, "--store", "store"]) == 1
    refused = capsys.readouterr()
    assert "--accept-good" in refused.err
    assert main(["load", data, "--store", "store", "--accept-good"]) == 1
    text = capsys.readouterr().out
    assert "没有装入" in text and bad.name in text and "已装入 1 张表" in text
    assert "有错的 1 个单位" in text


def test_an_english_run_is_english(tmp_path: Path, store: Path, fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    data = pack(tmp_path / "r.zip", fill("S00001", 3))
    capsys.readouterr()
    assert main(["load", data, "--store", "store", "--lang", "en", "--completeness", "c.xlsx"]) == 0
    assert "2 units are missing" in capsys.readouterr().out
    assert openpyxl.load_workbook("c.xlsx").sheetnames == ["totals", "units", "missing"]


def test_lists_are_checked_and_compared(tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "旧.csv", tmp_path / "新.csv"
    old.write_text("学校代码,学校名称\nS1,沙河县第一小学\nS2,沙河县第二小学\n", encoding="utf-8")
    new.write_text("学校代码,学校名称\nS1,沙河县实验小学\nS9,沙河县新城幼儿园\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["register", "check", str(old), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lists"][0]["units"] == 2
    assert main(["register", "diff", str(old), str(new), "--day", "2024-09-01", "-o", "变动.xlsx", "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [e["change"] for e in events] == ["renamed", "closed", "opened"]
    assert openpyxl.load_workbook("变动.xlsx").sheetnames == ["机构名录", "说明"]
    assert main(["register", "diff", str(old), str(new)]) == 0
    assert "须由人核对" in capsys.readouterr().out
    assert main(["register", "check", str(old), "--column", "colour=x"]) == 1
    assert "C07" in capsys.readouterr().err
    assert main(["load", "变动.xlsx", "--form", "学校(园)名录", "--store", "store", "--dry-run", "--json"]) in (0, 1)
