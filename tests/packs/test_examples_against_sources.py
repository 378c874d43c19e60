"""The example figures are the published ones, digit by digit. Skipped where the reference data are absent."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "provinces"
PAIRS = [
    ("enrolment.csv", "小学在校学生数(万人)", "教育/普通小学基本情况.csv", "普通小学在校学生数(万人)"),
    ("enrolment.csv", "初中在校学生数(万人)", "教育/初中基本情况.csv", "初中在校学生数(万人)"),
    ("teachers.csv", "小学专任教师数(万人)", "教育/普通小学基本情况.csv", "普通小学专任教师数(万人)"),
    ("local_budget.csv", "地方财政教育支出(亿元)", "财政/地方财政支出.csv", "地方财政教育支出(亿元)"),
    ("education_funds.csv", None, "教育/教育经费情况.csv", "教育经费(万元)"),
    ("population.csv", None, "人口/总人口.csv", "年末常住人口(万人)"),
    ("wages.csv", None, "就业人员和工资/按行业分城镇单位就业人员平均工资.csv", "教育城镇单位就业人员平均工资(元)"),
]


def table(path: Path, key: tuple[str, str]) -> dict[tuple[str, str], dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row[key[0]], row[key[1]][:4]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize(("name", "column", "source", "published"), PAIRS, ids=[p[3] for p in PAIRS])
def test_published_figures(reference_data: Path, name: str, column: str | None, source: str, published: str) -> None:
    with (EXAMPLES / name).open(encoding="utf-8-sig") as file:
        header = next(csv.reader(file))
    period = next(h for h in header if h in ("年度", "学年"))
    ours = table(EXAMPLES / name, ("机构代码", period))
    theirs = table(reference_data / "cn_nbs" / "province" / source, ("省份编码", "年份"))
    column = column or next(h for h in header if header.index(h) >= 3)
    assert len(theirs) == 620
    for key, row in theirs.items():
        mine = ours[key][column]
        assert (mine == "") == (row[published] == ""), key
        if mine:
            assert Decimal(mine) == Decimal(row[published]), key
