"""Many returns at once: which of two counts, what a faulty file keeps out, who is missing.

Floor: tests. In: workbooks made here. Out: nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from return_files import FRAMEWORK, TREE, book, pupils, staff, zipped

from jiaodu.intake.model import Seen
from jiaodu.intake.returns import Returns, read_returns
from jiaodu.intake.returns.completeness import Completeness, Status, compute_completeness
from jiaodu.intake.returns.file_names import check_file_names

EARLY, LATE = dt.datetime(2024, 12, 1, 8), dt.datetime(2024, 12, 2, 8)
Reading = Callable[..., Returns]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Reads members of a zip file."""

    def reading(members: dict[str, bytes], **options: Any) -> Returns:
        path = tmp_path / "回收.zip"
        path.write_bytes(zipped(members))
        return read_returns([path], FRAMEWORK, TREE, **options)

    return reading


def codes(returns: Returns, *severities: str) -> list[str]:
    wanted = severities or ("error", "warning", "note")
    return sorted(p.code for p in returns.intake.problems if p.severity in wanted and p.code != "I10")


def values(returns: Returns, form: str = "pupils", item: str = "pupils") -> dict[str, Any]:
    return {
        row["org"]: row[item]
        for sheet in returns.intake.staged
        if sheet.table.name == form
        for row in sheet.rows.to_pylist()
    }


def table(returns: Returns, **options: Any) -> Completeness:
    return compute_completeness(FRAMEWORK, TREE, returns, **options)


def statuses(of: Completeness) -> dict[tuple[str, str], Status]:
    return {(line.org, line.form): line.status for line in of.lines}


def test_the_later_saved_one_counts_whole(read: Reading) -> None:
    returns = read({
        "改.xlsx": book(pupils(("S1", 12, "")), LATE), "一.xlsx": book(pupils(("S1", 10, 3), ("S2", 20, 2)), EARLY)
    })  # fmt: skip
    assert values(returns) == {"S1": 12, "S2": 20}
    assert values(returns, item="classes") == {"S1": None, "S2": 2}
    assert codes(returns) == ["I85"]
    (note,) = [p for p in returns.intake.problems if p.code == "I85"]
    assert note.place.file.endswith("一.xlsx") and "2024-12-02 16:00:00 > 2024-12-01 16:00:00" in note.what()


def test_without_a_time_of_its_own_the_time_of_the_file_counts(tmp_path: Path) -> None:
    for name, number, day in (("b", 1, 2), ("a", 2, 1)):
        path = tmp_path / f"{name}学生情况.csv"
        path.write_text(f"机构代码,年度,在校学生数\nS1,2024,{number}\n")
        os.utime(path, (time.time() + day * 100,) * 2)
    returns = read_returns([tmp_path], FRAMEWORK, TREE, form="pupils")
    assert values(returns) == {"S1": 1}


def test_what_cannot_be_told_must_be_settled(read: Reading) -> None:
    members = {"一.xlsx": book(pupils(("S1", 10, 3)), EARLY), "二.xlsx": book(pupils(("S1", 11, 3)), EARLY)}
    returns = read(members)
    assert codes(returns) == ["I84"]
    assert codes(read(members, accept_good=True)) == ["I84"]
    assert statuses(table(returns))["S1", "pupils"] is Status.TWICE
    assert [line.counts for line in table(returns).lines if line.org == "S1"] == [""]
    assert values(read(members, prefer=["一.xlsx"])) == {"S1": 10}
    assert values(read(members, prefer=["回收.zip › 二.xlsx"])) == {"S1": 11}
    assert codes(read(members, prefer=["三.xlsx"])) == ["I84", "I90"]


def test_the_same_content_twice_is_only_a_note(read: Reading) -> None:
    one = book(pupils(("S1", 10, 3)), EARLY)
    returns = read({"一.xlsx": one, "一(1).xlsx": one})
    assert (codes(returns), values(returns)) == (["I86"], {"S1": 10})
    (line,) = [x for x in table(returns).lines if x.org == "S1"]
    assert (line.status, line.counts, len(line.files)) == (Status.TWICE, line.files[0], 2)
    same = read({"一.xlsx": one, "二.xlsx": book(pupils(("S1", 10, 3)) | {"说明": [["x"]]}, EARLY)})
    assert (codes(same), values(same)) == (["I85"], {"S1": 10})


def test_complementary_sheets_do_not_clash(read: Reading) -> None:
    first, second = pupils(("S1", 10, 3)), {"学生情况": [["机构代码", "年度", "班数"], ["S2", 2024, 1]]}
    assert codes(read({"一.xlsx": book(first), "二.xlsx": book(second)})) == []
    parts = {"一.xlsx": [["机构代码", "年度", "在校学生数"], ["S1", 2024, 1]], "二.xlsx": second["学生情况"]}
    parts["二.xlsx"] = [["机构代码", "年度", "班数"], ["S1", 2024, 1]]
    assert codes(read({n: book({"学生情况": rows}) for n, rows in parts.items()})) == []


def test_a_later_return_with_fewer_items_does_not_silently_drop_the_others(read: Reading) -> None:
    fewer = {"学生情况": [["机构代码", "年度", "班数"], ["S1", 2024, 1]]}
    members = {"一.xlsx": book(pupils(("S1", 10, 3)), EARLY), "二.xlsx": book(fewer, LATE)}
    assert codes(read(members)) == ["I84"]
    assert values(read(members, prefer=["二.xlsx"]), item="classes") == {"S1": 1}


def test_one_faulty_file_keeps_everything_out_unless_the_good_are_accepted(read: Reading) -> None:
    members = {
        "一.xlsx": book(pupils(("S1", 10, 3))),
        "二.xlsx": book({**pupils(("S2", "许多", 3)), **staff(("S2", 5))}),
        "坏.xlsx": b"no workbook",
    }
    strict = read(members)
    assert sorted(codes(strict, "error")) == ["I24", "I60"]
    assert (not strict.intake.ok, strict.left_out) == (True, ())
    good = read(members, accept_good=True)
    assert values(good) == {"S1": 10}
    assert not values(good, "staff", "teachers"), "never half a file"
    assert [name.partition(" › ")[2] for name in good.left_out] == ["二.xlsx", "坏.xlsx"]
    found = statuses(table(good))
    assert found["S2", "pupils"] is found["S2", "staff"] is Status.FAULTY
    assert found["S1", "staff"] is Status.MISSING


def test_what_was_sent_again_in_whole_does_not_matter_any_more(read: Reading) -> None:
    bad = book({**pupils(("S2", "许多", 3)), **staff(("S2", 5))}, EARLY)
    good = book({**pupils(("S2", 30, 3)), **staff(("S2", 5))}, LATE)
    returns = read({"二.xlsx": bad, "二改.xlsx": good})
    assert codes(returns) == ["I85", "I88"]
    assert returns.intake.ok and values(returns) == {"S2": 30}
    assert statuses(table(returns))["S2", "pupils"] is Status.TWICE
    half = read({"二.xlsx": bad, "二改.xlsx": book(pupils(("S2", 30, 3)), LATE)})
    assert "I24" in codes(half, "error"), "the staff sheet did not come again"


def test_an_older_return_does_not_slip_in_for_a_faulty_newer_one(read: Reading) -> None:
    members = {"旧.xlsx": book(pupils(("S1", 9, 3)), EARLY), "新.xlsx": book(pupils(("S1", "九", 3)), LATE)}
    returns = read({**members, "二.xlsx": book(pupils(("S2", 20, 3)))}, accept_good=True)
    assert values(returns) == {"S2": 20}
    assert statuses(table(returns))["S1", "pupils"] is Status.FAULTY


def test_what_leans_on_a_faulty_register_is_left_out_with_it(read: Reading) -> None:
    register = {"机构名录": [["机构代码", "机构名称", "层级", "上级代码"], ["S9", "沙河县第九小学", "学校", "360321"]]}
    members = {
        "名录.xlsx": book({**register, **pupils(("S9", "九", 1))}),
        "九.xlsx": book(staff(("S9", 3))),
        "一.xlsx": book(staff(("S1", 3))),
    }
    returns = read(members, accept_good=True)
    assert values(returns, "staff", "teachers") == {"S1": 3}
    assert [n.partition(" › ")[2] for n in returns.left_out] == ["名录.xlsx", "九.xlsx"]
    assert not returns.intake.registers


def test_rules_make_a_file_faulty_too(read: Reading) -> None:
    from jiaodu.core.base.problems import Place, problem

    def rules(staged: Any, registers: Any) -> list[Any]:
        return [
            problem("D01", Place(s.origin.file), "error")
            for s in staged
            for r in s.rows.to_pylist()
            if r.get("pupils") == 13
        ]

    members = {"一.xlsx": book(pupils(("S1", 13, 3))), "二.xlsx": book(pupils(("S2", 20, 3)))}
    assert codes(read(members, rules=rules)) == ["D01"]
    returns = read(members, rules=rules, accept_good=True)
    assert values(returns) == {"S2": 20}
    assert len(returns.left_out) == 1


def test_a_file_named_after_another_unit(read: Reading) -> None:
    members = {
        "沙河县第一小学.xlsx": book(pupils(("S2", 1, 1))), "沙河县全部.xlsx": book(staff(("S1", 1), ("S2", 1))),
        "沙河县第三中学2024.xlsx": book(pupils(("S3", 1, 1))), "360322.xlsx": book(staff(("S3", 2))),
    }  # fmt: skip
    returns = read(members)
    assert [p.place.file.partition(" › ")[2] for p in returns.intake.problems if p.code == "I87"] == [
        "360322.xlsx", "沙河县第一小学.xlsx"
    ]  # fmt: skip


def test_completeness_against_a_count_by_hand(read: Reading) -> None:
    returns = read({
        "一.xlsx": book({**pupils(("S1", 10, 3), ("S4", 1, 1)), **staff(("S1", 2))}, EARLY),
        "三.xlsx": book({"初中情况": [["机构代码", "年度", "实验室数"], ["S3", 2024, 1], ["S1", 2024, 1]]}),
    })  # fmt: skip
    found = table(returns)
    assert statuses(found) == {
        ("S1", "pupils"): Status.SENT, ("S2", "pupils"): Status.MISSING, ("S3", "pupils"): Status.MISSING,
        ("S4", "pupils"): Status.NOT_DUE, ("S1", "staff"): Status.SENT, ("S2", "staff"): Status.MISSING,
        ("S3", "staff"): Status.MISSING, ("S3", "junior"): Status.SENT, ("S1", "junior"): Status.NOT_DUE,
    }  # fmt: skip
    assert found.tally(lambda line: line.area) == {"沙河县": {Status.SENT: 3, Status.MISSING: 4, Status.NOT_DUE: 2}}
    assert found.contacts["S2"].telephone == "000-0002"
    assert "000" not in repr(found.contacts) and "某" not in repr(found.contacts)


def test_the_scope_is_the_county_unless_asked_otherwise(read: Reading) -> None:
    returns = read({"一.xlsx": book(staff(("S1", 2)))})
    assert {line.org for line in table(returns).lines} == {"S1", "S2", "S3"}
    assert {line.org for line in table(returns, org="360000").lines} == {"S1", "S2", "S3", "T1"}
    assert [t.zh for t in table(returns).unsent] == ["学生情况", "初中情况"]
    asked = table(returns, org="360322", period="2024", forms=("pupils",))
    assert statuses(asked) == {("T1", "pupils"): Status.MISSING}


def test_a_unit_of_another_kind_of_file_is_no_sender(read: Reading) -> None:
    returns = read({"附件.docx": b"", "一.xlsx": book({"随便": [["x"]]})})
    assert codes(returns, "error") == ["I43"] or codes(returns, "warning") == ["I07"]
    assert table(returns).lines == ()


def test_a_template_of_one_unit_filled_in_by_another() -> None:
    def seen(org: str, *asked: str) -> Seen:
        return Seen("回收.zip › 表.xlsx", "学生情况", "pupils", ((org, 2024, "report"),), True, True, asked)

    assert [p.code for p in check_file_names([seen("S2", "S1")], TREE)] == ["I87"]
    assert not check_file_names([seen("S1", "S1", "S2")], TREE)
    assert not check_file_names([seen("S2")], TREE)
