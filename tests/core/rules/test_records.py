"""Rules on one row, tried on rows on their way in: what breaks them, what does not, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from packs_in_text import PackWriter, origin, staged

from jiaodu.core.base.problems import Problem
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.rules import check_staged, written_reason

FORM = """\
staff:
  name: {zh: 教职工, en: staff}
  level: school
  period: school_year
  reference_dates: {start: 09-01}
  sources: [stat, school]
  grain:
    stage: {name: {zh: 学段, en: stage}, type: code, codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}}
  items:
    teachers: {name: {zh: 专任教师数, en: teachers}, type: count, unit: 人, minimum: 0}
    certified: {name: {zh: 持证教师数, en: certified teachers}, type: count, unit: 人, minimum: 0}
    men: {name: {zh: 男教师数, en: men}, type: count, unit: 人, minimum: 0}
    women: {name: {zh: 女教师数, en: women}, type: count, unit: 人, minimum: 0}
    area: {name: {zh: 校舍面积, en: floor area}, type: number, unit: 平方米, digits: 2, minimum: 0}
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人, minimum: 0}
    classes: {name: {zh: 班数, en: classes}, type: count, unit: 个班, minimum: 0}
    small: {name: {zh: 45人以下班数, en: classes up to 45}, type: count, unit: 个班, minimum: 0}
    big: {name: {zh: 46人以上班数, en: classes from 46}, type: count, unit: 个班, minimum: 0}
    ownership: {name: {zh: 办学性质, en: ownership}, type: code, codes: {public: {name: {zh: 公办, en: public}}, private: {name: {zh: 民办, en: private}}}}
    organiser: {name: {zh: 举办者, en: organiser}, type: code, codes: {county: {name: {zh: 县, en: county}}, firm: {name: {zh: 企业, en: firm}}}}
    boarding: {name: {zh: 寄宿, en: boarding}, type: yes_no}
    beds: {name: {zh: 床位数, en: beds}, type: count, unit: 个, minimum: 0}
"""
SAID = "  why: {zh: 因为, en: because}\n  remedy: {zh: 核对, en: check}\n"
RULES = {
    "certified": "kind: row\n  form: staff\n  assert: 持证教师数 <= 专任教师数",
    "boarding_beds": "kind: required\n  form: staff\n  items: [床位数]\n  where: boarding",
    "area_each": "kind: range\n  form: staff\n  value: area\n  per: pupils\n  unit: 平方米/人\n  minimum: 2\n  maximum: 60",
    "sexes": "kind: sum\n  form: staff\n  total: teachers\n  parts: [men, women]",
    "firm_private": "kind: combination\n  form: staff\n  forbidden: [{ownership: [公办], organiser: [firm]}]",
    "class_size": "kind: classes\n  form: staff\n  classes: classes\n  pupils: pupils\n  minimum: 5\n  maximum: 80\n"
    "  bands: [{item: small, minimum: 1, maximum: 45}, {item: big, minimum: 46}]",
}
CLEAN: Mapping[str, Any] = {
    "org": "A", "period": 2023, "stage": "primary", "teachers": 20, "certified": 20, "men": 8, "women": 12, "area": 900.0,
    "pupils": 300, "classes": 8, "small": 7, "big": 1, "ownership": "public", "organiser": "county", "boarding": True, "beds": 40,
}  # fmt: skip


def framework(pack: PackWriter, *ids: str, extra: str = "") -> Framework:
    """The form with some of the rules."""
    text = "".join(f"{i}:\n  name: {{zh: {i}, en: {i}}}\n  {RULES[i]}\n{SAID}{extra}" for i in ids)
    return pack.add(forms=FORM, checks=text).load()


def found(pack: PackWriter, rows: Sequence[Mapping[str, Any]], *ids: str, extra: str = "") -> list[Problem]:
    """What the rules find in rows on their way into an empty store."""
    made = framework(pack, *ids, extra=extra)
    form = made.forms["staff"]
    place = origin(**{i: chr(65 + n) for n, i in enumerate(form.spec.items)})
    whole = [dict(row, _row=n) for n, row in enumerate(rows, 5)]
    return list(check_staged(made, Store(pack.folder / "store").head(), [staged(form, whole, place)]))


# (rule, what is changed in the clean row, code or nothing): just met, just missed, unknown
CASES = [
    ("certified", {}, ""), ("certified", {"certified": 21}, "D04"), ("certified", {"certified": None}, ""),
    ("certified", {"teachers": None}, ""), ("certified", {"certified": 21, "_hedge": {"certified": "about"}}, ""),
    ("boarding_beds", {"beds": None}, "D01"), ("boarding_beds", {"beds": None, "boarding": False}, ""),
    ("boarding_beds", {"beds": None, "boarding": None}, ""), ("boarding_beds", {"beds": 0}, ""),
    ("boarding_beds", {"beds": None, "_missing": {"beds": "not_applicable"}}, ""),
    ("area_each", {"area": 600.0}, ""), ("area_each", {"area": 599.99}, "D02"), ("area_each", {"area": 18000.0}, ""),
    ("area_each", {"area": 18000.01}, "D02"), ("area_each", {"pupils": 0}, ""), ("area_each", {"area": None}, ""),
    ("sexes", {"women": 13}, "D05"), ("sexes", {"women": 11}, "D05"), ("sexes", {"women": None}, ""),
    ("sexes", {"women": None, "men": 21}, "D05"), ("sexes", {"teachers": None}, ""),
    ("firm_private", {"organiser": "firm"}, "D03"), ("firm_private", {"organiser": "firm", "ownership": "private"}, ""),
    ("firm_private", {"organiser": "firm", "ownership": None}, ""),
    ("class_size", {}, ""), ("class_size", {"pupils": 641}, "D10"), ("class_size", {"pupils": 40, "small": 8, "big": 0}, ""),
    ("class_size", {"pupils": 39, "small": 8, "big": 0}, "D10"), ("class_size", {"small": 8}, "D10"),
    ("class_size", {"small": None, "classes": None}, ""), ("class_size", {"pupils": 52, "small": 7}, "D10"),
    ("class_size", {"pupils": 53}, ""), ("class_size", {"pupils": 361, "small": 8, "big": 0}, "D10"),
    ("class_size", {"pupils": 360, "small": 8, "big": 0}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "code"), CASES)
def test_met_missed_and_unknown(pack: PackWriter, rule: str, change: Mapping[str, Any], code: str) -> None:
    assert [p.code for p in found(pack, [{**CLEAN, **change}], rule)] == ([code] if code else [])


def test_a_finding_says_both_sides_with_their_cells(pack: PackWriter) -> None:
    (problem,) = found(pack, [CLEAN, {**CLEAN, "org": "B", "certified": 25}], "certified")
    assert (problem.place.file, problem.place.sheet, problem.place.cell) == ("trial.xlsx", "Sheet1", "B6")
    assert (
        problem.severity == "warning"
        and problem.data["unit"] == "B"
        and problem.data["items"] == ("certified", "teachers")
    )
    assert [place.cell for place in problem.data["places"]] == ["B6", "A6"]
    said = problem.what("zh")
    assert (
        "持证教师数 25人(B6)" in said and "专任教师数 20人(A6)" in said and "小学" in said and "2023—2024学年" in said
    )
    assert "certified teachers is at most teachers" in problem.what("en")


@pytest.mark.parametrize(
    ("note", "kept"),
    [("三名教师借调在外，证书在人事局", True), ("无", False), (".", False), ("情况属实", False), ("。。。。。。。。", False), ("哈哈哈哈哈哈哈", False),
     ("seconded to another school since May", True), ("n/a", False), (None, False)],
)  # fmt: skip
def test_a_warning_is_kept_by_a_reason_and_not_by_a_phrase(pack: PackWriter, note: str | None, kept: bool) -> None:
    row = {**CLEAN, "certified": 25} | ({"_note": {"certified": note}} if note else {})
    (problem,) = found(pack, [row], "certified")
    assert (problem.code, problem.severity) == (("D30", "note") if kept else ("D04", "warning"))
    assert not kept or (note in problem.what("zh") and problem.data["kept"] == "D04")
    assert bool(written_reason(note)) == kept


def test_an_error_cannot_be_kept(pack: PackWriter) -> None:
    row = {**CLEAN, "certified": 25, "_note": {"certified": "三名教师借调在外，证书在人事局"}}
    (problem,) = found(pack, [row], "certified", extra="  severity: error\n")
    assert (problem.code, problem.severity) == ("D04", "error")


@pytest.mark.parametrize(("day", "severity"), [("2023-09-01", "error"), ("2023-09-02", "will_be_error")])
def test_what_will_be_an_error_is_one_from_its_day_on(pack: PackWriter, day: str, severity: str) -> None:
    (problem,) = found(
        pack, [{**CLEAN, "certified": 25}], "certified", extra=f"  severity: will_be_error\n  error_from: {day}\n"
    )
    assert problem.severity == severity


def test_two_hundred_a_sheet_are_listed_and_the_rest_counted(pack: PackWriter) -> None:
    rows = [{**CLEAN, "org": f"S{n}", "certified": 30} for n in range(230)]
    problems = found(pack, rows, "certified")
    assert [p.code for p in problems].count("D04") == 200
    (rest,) = [p for p in problems if p.code == "D20"]
    assert rest.data["more"] == 30
