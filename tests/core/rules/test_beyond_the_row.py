"""Rules that look beyond the row: other forms, last year, units below; with what is already in the store, and from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from packs_in_text import PackWriter, origin, staged

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Problem
from jiaodu.core.facts.staging import StagedRegister
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.rules import check_staged, check_stored

CODES = "codes: {g1: {name: {zh: 一年级, en: grade 1}}, g2: {name: {zh: 二年级, en: grade 2}}, g3: {name: {zh: 三年级, en: grade 3}}}"
HEAD = "  period: school_year\n  reference_dates: {start: 09-01}\n  sources: [stat, school]\n"
FORMS = f"""\
pupils:
  name: {{zh: 学生, en: pupils}}
  level: school
{HEAD}  due: {{where: {{stage: [primary]}}}}
  grain: {{grade: {{name: {{zh: 年级, en: grade}}, type: code, {CODES}}}}}
  items:
    pupils: {{name: {{zh: 学生数, en: pupils}}, type: count, unit: 人, minimum: 0}}
    came: {{name: {{zh: 转入, en: came}}, type: count, unit: 人, minimum: 0}}
    went: {{name: {{zh: 转出, en: went}}, type: count, unit: 人, minimum: 0}}
classes:
  name: {{zh: 班, en: classes}}
  level: school
{HEAD}  grain: {{class_name: {{name: {{zh: 班名, en: class}}, type: text}}}}
  items:
    of_grade: {{name: {{zh: 所属年级, en: grade of the class}}, type: code, {CODES}}}
    size: {{name: {{zh: 班人数, en: size}}, type: count, unit: 人, minimum: 0}}
school:
  name: {{zh: 学校, en: school}}
  level: school
{HEAD}  items:
    total: {{name: {{zh: 全校学生, en: all pupils}}, type: number, unit: 万人, digits: 4, minimum: 0}}
    staff: {{name: {{zh: 教职工, en: staff}}, type: count, unit: 人, minimum: 0}}
county:
  name: {{zh: 县, en: county}}
  level: county
{HEAD}  items:
    all_pupils: {{name: {{zh: 全县学生, en: pupils of the county}}, type: count, unit: 人, minimum: 0}}
"""
SAID = "  why: {zh: 因为, en: because}\n  remedy: {zh: 核对, en: check}\n"
RULES: Mapping[str, str] = {
    "classes_fit": "kind: sum\n  form: pupils\n  total: pupils\n  rows: {form: classes, value: size, match: {grade: of_grade}}\n  by: [grade]",
    "school_fits": "kind: sum\n  form: school\n  total: total\n  rows: {form: pupils, value: pupils}\n  within: 0.0001",
    "county_fits": "kind: district\n  form: county\n  total: all_pupils\n  rows: {form: pupils, value: pupils}",
    "cohorts": "kind: cohort\n  form: pupils\n  column: grade\n  value: pupils\n  grades: [g1, g2, g3]\n"
    "  moves: {came: came, went: went}\n  band: {down: 10, up: 10, least: 5}",
    "staff_moves": "kind: change\n  form: school\n  items: [staff]\n  band: {down: 30, up: 50, least: 5}",
}
UNITS = [
    Organisation("C", "县", "county"),
    Organisation("A", "甲校", "school", "C", attributes={"stage": ("primary",)}),
    Organisation("B", "乙校", "school", "C", attributes={"stage": ("primary",)}),
]  # fmt: skip


class Desk:
    """A store with its packs and units: what is loaded, and what the rules say of what comes next."""

    def __init__(self, pack: PackWriter, *rules: str) -> None:
        text = "".join(f"{i}:\n  name: {{zh: {i}, en: {i}}}\n  {RULES[i]}\n{SAID}" for i in rules)
        self.framework: Framework = pack.add(forms=FORMS, checks=text).load()
        self.store = Store(pack.folder / "store")
        self.store.commit((), [StagedRegister(origin("units.xlsx"), UNITS)])

    def _sheets(self, forms: Mapping[str, list[dict[str, Any]]], file: str) -> list[Any]:
        made = []
        for name, rows in forms.items():
            form = self.framework.forms[name]
            place = origin(f"{file}-{name}.xlsx", **{i: chr(66 + n) for n, i in enumerate(form.spec.items)})
            made.append(staged(form, rows, place))
        return made

    def load(self, file: str = "old", **forms: list[dict[str, Any]]) -> None:
        self.store.commit(self._sheets(forms, file))

    def incoming(self, **forms: list[dict[str, Any]]) -> list[Problem]:
        return list(check_staged(self.framework, self.store.head(), self._sheets(forms, "new")))

    def stored(self, year: int = 2023) -> list[Problem]:
        return list(check_stored(self.framework, self.store.head(), {PeriodKind.SCHOOL_YEAR: [year]}))


def grade(org: str, grade: str, pupils: int | None, period: int = 2023, **more: Any) -> dict[str, Any]:
    return {"org": org, "period": period, "grade": grade, "pupils": pupils, **more}


def listed(org: str, name: str, of: str | None, size: int | None) -> dict[str, Any]:
    return {"org": org, "period": 2023, "class_name": name, "of_grade": of, "size": size}


@pytest.mark.parametrize(
    ("classes", "code"),
    [
        ([("a", "g1", 40), ("b", "g1", 41)], ""), ([("a", "g1", 40), ("b", "g1", 40)], "D05"), ([("a", "g1", 40), ("b", "g1", 42)], "D05"),
        # a blank class: too few proves nothing, too many does; a class of unknown grade might be the one that lacks
        ([("a", "g1", 40), ("b", "g1", None)], ""), ([("a", "g1", 82), ("b", "g1", None)], "D05"),
        # classes of another grade only: this one adds up to 0
        ([("a", "g2", 81)], "D05"),
    ],
)  # fmt: skip
def test_a_grade_against_its_classes(pack: PackWriter, classes: list[tuple[str, str, int | None]], code: str) -> None:
    desk = Desk(pack, "classes_fit")
    found = desk.incoming(pupils=[grade("A", "g1", 81)], classes=[listed("A", *c) for c in classes])
    assert [p.code for p in found] == ([code] if code else [])
    assert not desk.incoming(pupils=[grade("A", "g1", 81)])
    assert not desk.incoming(pupils=[grade("A", "g1", None)], classes=[listed("A", *c) for c in classes])


def test_both_sides_are_named_also_where_one_is_in_the_store(pack: PackWriter) -> None:
    desk = Desk(pack, "classes_fit")
    desk.load(pupils=[grade("A", "g1", 81), grade("B", "g1", 10)])
    (found,) = desk.incoming(classes=[listed("A", "a", "g1", 40), listed("A", "b", "g1", 40)])
    # whoever sends the class list can mend the class list, not the statistics
    assert (found.place.file, found.place.cell) == ("new-classes.xlsx", "C2")
    assert found.data["places"][0].file == "old-pupils.xlsx"
    assert [p.cell for p in found.data["parts"]] == ["C2", "C3"] and "new-classes.xlsx › Sheet1 › C2" in found.what(
        "zh"
    )
    desk.load("new", classes=[listed("A", "a", "g1", 40), listed("A", "b", "g1", 40)])
    (again,) = desk.stored()
    assert (again.code, again.place.file, again.place.cell) == ("D05", "old-pupils.xlsx", "B2")
    assert not desk.stored(2022)


@pytest.mark.parametrize(
    ("total", "code"), [("0.0081", ""), ("0.0080", ""), ("0.0082", ""), ("0.0079", "D05"), ("0.0083", "D05")]
)
def test_units_are_converted_and_the_tolerance_is_in_the_totals_unit(pack: PackWriter, total: str, code: str) -> None:
    rows = [{"org": "A", "period": 2023, "total": float(total), "staff": 4}]
    found = Desk(pack, "school_fits").incoming(school=rows, pupils=[grade("A", "g1", 40), grade("A", "g2", 41)])
    assert [p.code for p in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("total", "schools", "code"),
    [(90, {"A": 40, "B": 50}, ""), (91, {"A": 40, "B": 50}, "D09"), (89, {"A": 40, "B": 50}, "D09"), (200, {"A": 40}, ""),
     (39, {"A": 40}, "D09"), (100, {"A": 40, "B": None}, ""), (90, {}, "")],
)  # fmt: skip
def test_a_county_against_its_schools(pack: PackWriter, total: int, schools: dict[str, int | None], code: str) -> None:
    desk = Desk(pack, "county_fits")
    rows = [grade(org, "g1", n) for org, n in schools.items()]
    forms = {"county": [{"org": "C", "period": 2023, "all_pupils": total}]} | ({"pupils": rows} if rows else {})
    assert [p.code for p in desk.incoming(**forms)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("pupils", "more", "code"),
    [(60, {}, ""), (54, {}, ""), (53, {}, "D08"), (66, {}, ""), (67, {}, "D08"), (None, {}, ""), (67, {"came": 4}, ""),
     (53, {"went": 8}, ""), (60, {"came": 9}, "D08")],
)  # fmt: skip
def test_a_grade_against_last_years_grade_below(
    pack: PackWriter, pupils: int | None, more: dict[str, int], code: str
) -> None:
    desk = Desk(pack, "cohorts")
    desk.load(pupils=[grade("A", "g1", 60, 2022), grade("A", "g2", 100, 2022)])
    found = desk.incoming(pupils=[grade("A", "g2", pupils, **more), grade("B", "g3", 1)])
    assert [p.code for p in found] == ([code] if code else [])
    if found:
        assert [place.cell for place in found[0].data["places"]] == ["B2", "B2"]
        assert "old-pupils.xlsx" in found[0].what("zh")


def test_a_merged_school_is_compared_with_what_both_had(pack: PackWriter) -> None:
    desk = Desk(pack, "cohorts")
    desk.load(pupils=[grade("A", "g1", 60, 2022), grade("B", "g1", 30, 2022)])
    assert [p.code for p in desk.incoming(pupils=[grade("A", "g2", 90)])] == ["D08"]
    closed = Organisation(
        "B", "乙校", "school", "C", closed=dt.date(2023, 7, 1), attributes={"stage": ("primary",)}, successor="A"
    )
    desk.store.commit((), [StagedRegister(origin("units.xlsx"), [closed])])
    assert not desk.incoming(pupils=[grade("A", "g2", 90)])
    (found,) = desk.incoming(pupils=[grade("A", "g2", 60)])
    assert "含并入的学校" in found.what("zh") and "90人" in found.what("zh")


@pytest.mark.parametrize(("successor", "codes"), [("A:0.5、D:0.5", ["D08"]), ("A、D", [])])
def test_a_school_that_was_split_is_compared_by_the_declared_part_or_not_at_all(
    pack: PackWriter, successor: str, codes: list[str]
) -> None:
    """B's 40 pupils: half go to A (100 + 20 expected, 121 come) and half to D (20 expected, 30 come)."""
    desk = Desk(pack, "cohorts")
    desk.load(pupils=[grade("A", "g1", 100, 2022), grade("B", "g1", 40, 2022)])
    closed = Organisation("B", "乙校", "school", "C", closed=dt.date(2023, 7, 1), successor=successor)
    opened = Organisation("D", "丁校", "school", "C", valid_from=dt.date(2023, 7, 1))
    desk.store.commit((), [StagedRegister(origin("units.xlsx"), [closed, opened])])
    found = desk.incoming(pupils=[grade("A", "g2", 121), grade("D", "g2", 30)])
    assert [p.code for p in found] == codes and all(p.data["unit"] == "D" for p in found)


@pytest.mark.parametrize(
    ("before", "now", "code"), [(20, 14, ""), (20, 13, "D07"), (20, 30, ""), (20, 31, "D07"), (4, 8, ""), (4, 9, "D07"), (0, 5, "D07"), (0, 4, ""), (5, 0, "D07")]
)  # fmt: skip
def test_a_few_units_are_judged_by_the_band(pack: PackWriter, before: int, now: int, code: str) -> None:
    desk = Desk(pack, "staff_moves")
    desk.load(school=[{"org": "A", "period": 2022, "staff": before}])
    assert [p.code for p in desk.incoming(school=[{"org": "A", "period": 2023, "staff": now}])] == (
        [code] if code else []
    )


def test_a_record_that_is_brought_twice_is_a_problem_and_no_crash(pack: PackWriter) -> None:
    desk = Desk(pack, "staff_moves")
    row = {"org": "A", "period": 2023, "staff": 3}
    assert [p.code for p in desk.incoming(school=[row, row])] == ["S09"]


@pytest.mark.parametrize(
    ("rule", "old", "new", "code"),
    [
        ("classes_fit", "form: pupils", "form: pupil", "P04"), ("classes_fit", "value: size", "value: sise", "F01"),
        ("classes_fit", "by: [grade]", "by: [grad]", "P04"), ("school_fits", "total: total", "total: staff * total", "F06"),
        ("county_fits", "form: pupils, value: pupils", "form: county, value: all_pupils", "D91"),
        ("cohorts", "grades: [g1, g2, g3]", "grades: [g1, g9]", "F09"), ("cohorts", "column: grade", "column: stage", "P04"),
        ("staff_moves", "kind: change", "kind: changes", "P03"), ("staff_moves", "down: 30", "down: x", "P03"),
        ("staff_moves", "items: [staff]", "items: [stuff]", "P04"), ("staff_moves", "form: school", "form: school\n  where: staff > 1 人", "F01"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_said_with_its_line(pack: PackWriter, rule: str, old: str, new: str, code: str) -> None:
    text = f"{rule}:\n  name: {{zh: 一, en: one}}\n  {RULES[rule]}\n{SAID}"
    assert old in text
    problems = pack.add(forms=FORMS, checks=text.replace(old, new)).attempt().problems
    wrong = [p for p in problems if p.severity == "error"]
    assert code in {p.code for p in wrong}, wrong
    assert all(p.place.file == "trial/checks/trial.yaml" and p.place.line > 0 and p.place.column > 0 for p in wrong)
