"""Totals of tables and columns of changes, in tables that are sound and with one figure changed; also what is no sum."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiaodu.core.prose import read_prose
from jiaodu.engines.claims import check_claims

TOTAL_BELOW = ["学校\t在校生(人)\t教师(人)", "甲校\t1,240\t70", "乙校\t980\t55", "合计\t2,220\t125"]
TOTAL_ABOVE = ["县区\t学校数(所)\t支出(万元)", "合计\t30\t300.5", "甲县\t18\t100.2", "乙县\t12\t200.3"]
TOTAL_RIGHT = ["年份\t小学(人)\t初中(人)\t合计(人)", "甲乡\t10\t20\t30", "乙乡\t11\t22\t33", "丙乡\t12\t24\t36"]
CHANGE = ["指标\t2021年\t2022年\t增减", "学校(所)\t120\t117\t-3", "教师(人)\t3,050\t3,112\t62"]


def wrong(folder: Path, rows: list[str]) -> list[str]:
    path = folder / "table.txt"
    path.write_text("二、办学条件\n\n" + "\n".join(rows) + "\n", "utf-8", newline="")
    return [f"{c.code} {c.arithmetic.zh}" for c in check_claims(read_prose(path)).checks if c.verdict == "contradicts"]


@pytest.mark.parametrize("rows", [TOTAL_BELOW, TOTAL_ABOVE, TOTAL_RIGHT, CHANGE])
def test_a_sound_table_is_silent(rows: list[str], tmp_path: Path) -> None:
    assert wrong(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("rows", "old", "new", "said"),
    [
        (TOTAL_BELOW, "2,220", "2,230", "K04 1,240 + 980 = 2,220人，文中写 2,230"),
        (TOTAL_ABOVE, "300.5", "310.5", "K04 100.2 + 200.3 = 300.4～300.6万元，文中写 310.5"),
        (TOTAL_RIGHT, "\t33", "\t34", "K04 11 + 22 = 33人，文中写 34"),
        (CHANGE, "\t62", "\t72", "K02 3,112 − 3,050 = 62人，文中写 72"),
    ],
)
def test_one_figure_changed(rows: list[str], old: str, new: str, said: str, tmp_path: Path) -> None:
    found = wrong(tmp_path, [row.replace(old, new) for row in rows])
    assert len(found) == 1
    assert found[0].split("，")[1] == said.split("，")[1]
    assert found[0].split(" = ")[0] == said.split(" = ")[0]


@pytest.mark.parametrize(
    "rows",
    [
        # shares and means are not added up
        ["学校\t达标率(%)\t生均面积(平方米)", "甲校\t91.2\t8.1", "乙校\t93.4\t9.0", "合计\t92.3\t8.5"],
        # a selection of rows below a total for all
        ["县区\t学校(所)\t教师(人)", "全市\t300\t9,000", "甲县\t18\t1,002", "乙县\t12\t2,003"],
        # subtotals: what is added up is not told by the place
        ["学校\t在校生(人)", "甲校\t10", "小计\t10", "乙校\t20", "丙校\t5", "合计\t35"],
        # a part that is not given
        ["学校\t在校生(人)", "甲校\t10", "乙校\t—", "丙校\t5", "合计\t35"],
    ],
)
def test_what_is_no_sum_is_left_alone(rows: list[str], tmp_path: Path) -> None:
    assert wrong(tmp_path, rows) == []


def test_a_long_table_is_added_up_and_shortly_told(tmp_path: Path) -> None:
    rows = ["学校\t在校生(人)", *(f"甲{n}校\t{n + 10}" for n in range(400)), f"合计\t{sum(range(10, 410)) + 1}"]
    found = wrong(tmp_path, rows)
    assert len(found) == 1
    assert "83,800" in found[0]
    assert len(found[0]) < 150
