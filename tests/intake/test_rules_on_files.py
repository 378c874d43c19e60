"""Data rules on files: rows of a sheet with an unreadable cell are tried all the same; what cannot be read breaks no rule."""

from __future__ import annotations

from pathlib import Path

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import load_framework
from jiaodu.core.rules import check_staged
from jiaodu.intake import read_sources

HEAD = "机构代码,学年,学段,教职工数,专任教师数,高于规定学历专任教师数,高于规定学历专任教师数说明"
TREE = OrganisationTree(
    [Organisation(c, c, "school", attributes={"stage": ("primary",)}) for c in ("A", "B", "C", "D")]
)


def test_one_pass_finds_the_bad_cell_and_the_broken_rules(tmp_path: Path) -> None:
    file = tmp_path / "教职工与专任教师.csv"
    rows = [
        "A,2023-2024,小学,20,十几,12,",
        "B,2023-2024,小学,20,21,12,",
        "C,2023-2024,小学,20,18,19,",
        "C,2023-2024,小学,20,18,30,",
        "E,2023-2024,小学,1,9,9,",
    ]
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    framework = load_framework("school-items")
    intake = read_sources([file], framework, TREE)
    assert not intake.staged and not intake.ok
    assert sorted(p.code for p in intake.problems if p.severity == "error") == ["I15", "I22", "I24"]
    found = check_staged(framework, Store(tmp_path / "store").head(), intake.drafts)
    # the teachers of A are unreadable, not missing; the second row of C repeats a key; E is not registered
    assert [(p.code, p.place.cell, p.data["unit"]) for p in found] == [("D04", "E3", "B"), ("D04", "F4", "C")]
