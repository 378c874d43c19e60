"""Habits of filling in: round figures by column and by unit, constant columns, copies; and a reason on the other side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from packs_in_text import PackWriter, origin, staged

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Problem
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.rules import check_stored

ITEMS = [f"i{n}" for n in range(6)]
FORM = (
    "sheet:\n  name: {zh: 表, en: sheet}\n  level: school\n  period: calendar_year\n  reference_dates: {end: 12-31}\n  sources: [stat]\n  items:\n"
    "    whole: {name: {zh: 全部, en: whole}, type: count, unit: 人, minimum: 0}\n"
    + "".join(f"    {i}: {{name: {{zh: 项{i}, en: {i}}}, type: count, unit: 人, minimum: 0}}\n" for i in ITEMS)
    + "parts:\n  name: {zh: 分表, en: parts}\n  level: school\n  period: calendar_year\n  reference_dates: {end: 12-31}\n  sources: [stat]\n"
    "  grain: {line: {name: {zh: 行, en: line}, type: text}}\n  items:\n    part: {name: {zh: 部分, en: part}, type: count, unit: 人, minimum: 0}\n"
)
SAID = "  name: {zh: 规则, en: rule}\n  why: {zh: 因为, en: because}\n  remedy: {zh: 核对, en: check}\n"
LISTED = ", ".join(ITEMS)


def found(pack: PackWriter, rule: str, **forms: Sequence[Mapping[str, Any]]) -> list[Problem]:
    framework = pack.add(forms=FORM, checks=f"rule:\n  {rule}\n{SAID}").load()
    sheets = [
        staged(framework.forms[f], rows, origin(f"{f}.xlsx", i0="C", whole="B", part="D")) for f, rows in forms.items()
    ]
    orgs = sorted({str(r["org"]) for rows in forms.values() for r in rows})
    facts = MemoryFacts(sheets, [Organisation(o, o, "school") for o in orgs])
    return list(check_stored(framework, facts, {PeriodKind.CALENDAR_YEAR: [2023]}))


def row(org: int, year: int = 2023, step: int = 1, **more: Any) -> dict[str, Any]:
    """Figures that follow no pattern of fives: 23 + 7 k modulo something odd."""
    return (
        {"org": f"S{org:02}", "period": year, "whole": 0}
        | {i: 23 + (org * 17 + n * 29) % 61 * step for n, i in enumerate(ITEMS)}
        | more
    )


def test_round_figures_of_one_unit(pack: PackWriter) -> None:
    rounded = {i: 40 + 5 * n for n, i in enumerate(ITEMS)}
    rule = f"kind: digits\n  form: sheet\n  items: [{LISTED}]\n  over: unit\n  values: 6\n  chance: 0.01"
    (problem,) = found(pack, rule, sheet=[*(row(n) for n in range(5)), row(9, **rounded)])
    assert (problem.code, problem.data["unit"], problem.data["hits"], problem.data["values"]) == ("D11", "S09", 6, 6)
    # 5 of 6 by chance: (6 x 4 + 1) / 5^6 = 0.0016, for six units 0.0096; 4 of 6: 0.017
    for others, hits in (({"i0": 41}, [5]), ({"i0": 41, "i1": 46}, [])):
        fewer = found(pack, rule, sheet=[*(row(n) for n in range(5)), row(9, **(rounded | others))])
        assert [p.data["hits"] for p in fewer] == hits


def test_round_figures_of_a_column_with_too_few_values_are_not_tried(pack: PackWriter) -> None:
    rule = f"kind: digits\n  form: sheet\n  items: [{LISTED}]\n  values: 20"
    some = [row(n, i0=35 + 5 * n) for n in range(19)]
    assert not found(pack, rule, sheet=some)
    assert [p.data["items"] for p in found(pack, rule, sheet=[*some, row(19, i0=300)])] == [("i0",)]


@pytest.mark.parametrize(("units", "value", "codes"), [(10, 7, ["D12"]), (9, 7, []), (10, 0, [])])
def test_a_column_that_is_the_same_for_everybody(pack: PackWriter, units: int, value: int, codes: list[str]) -> None:
    rule = f"kind: copies\n  form: sheet\n  items: [{LISTED}]"
    assert [p.code for p in found(pack, rule, sheet=[row(n, i3=value) for n in range(units)])] == codes


def test_rows_like_last_years_and_like_anothers(pack: PackWriter) -> None:
    rule = f"kind: copies\n  form: sheet\n  items: [{LISTED}]\n  values: 6"
    last = [row(n, 2022) for n in range(3)]
    now = [row(0), row(1, i5=1), row(2) | {"i4": None}, row(3), row(3) | {"org": "S77"}]
    problems = found(pack, rule, sheet=[*last, *now])
    assert sorted((p.code, p.data["unit"]) for p in problems) == [("D13", "S00"), ("D14", "S03"), ("D14", "S77")]


@pytest.mark.parametrize(("side", "code"), [("whole", "D30"), ("part", "D30"), ("", "D05")])
def test_a_reason_on_either_side_keeps_a_sum(pack: PackWriter, side: str, code: str) -> None:
    note = {"_note": {side: "两个班尚未分班，暂按年级合计填报"}} if side else {}
    whole, part = (note if side == "whole" else {}), (note if side == "part" else {})
    rule = "kind: sum\n  form: sheet\n  total: whole\n  rows: {form: parts, value: part}"
    rows = [{"org": "S01", "period": 2023, "line": "a", "part": 3} | part]
    (problem,) = found(pack, rule, sheet=[row(1, whole=5, **whole)], parts=rows)
    assert problem.code == code
