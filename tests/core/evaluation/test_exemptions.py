"""Exemptions: by another value of the unit, until so many years after a date of the register; limits by attribute."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from packs_in_text import REGISTER, PackWriter, facts_of, unit

from jiaodu.core.evaluation import Outcome, Verdict, open_values
from jiaodu.core.framework import Framework
from jiaodu.core.indicators.applies import years_after

FORMS = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  reference_dates: {start: 09-01}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    migrants: {name: {zh: 随迁子女数, en: migrant children}, type: count, unit: 人}
"""
INDICATORS = """
size: {name: {zh: 学校规模, en: size}, table: schools, formula: sum(pupils), unit: 人, levels: [school]}
migrant_share: {name: {zh: 随迁子女占比, en: migrant share}, table: schools, formula: sum(migrants) / sum(pupils), unit: percent, levels: [school]}
size_share: {name: {zh: 规模达标率, en: share of fitting size}, across: {level: school, indicator: size, standard: size_2000}, formula: share(met), unit: percent, levels: [county]}
"""
STANDARDS = """
size_2000:
  name: {zh: 规模不超过2000人, en: at most 2000}
  indicator: size
  basis: legal
  levels: [school]
  entries: [{from: 2017-01-01, op: "<=", value: 2000, document: law, article: "1"}]
  exemptions:
    - {id: migrants, name: {zh: 随迁子女占比超过50%, en: more than half migrants}, when: [{indicator: migrant_share, op: ">", value: 50}], expires_after: {years: 3, from: certified}, document: law, article: "1"}
    - {id: private_migrants, name: {zh: 民办且随迁, en: private with migrants}, where: {ownership: private}, when: [{indicator: migrant_share, op: ">", value: 20}], document: law, article: "1"}
"""
DATED = REGISTER + "    certified: {name: {zh: 认定日期, en: day of certification}, type: date}\n"


def tree(certified: str = "", private: bool = False) -> list[Any]:
    more: dict[str, Any] = {"certified": certified} if certified else {}
    kind = "private" if private else "public"
    return [unit("c", "county", **more), unit("s", "school", "c", ownership=kind), unit("t", "school", "c")]


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        writer = PackWriter(Path(folder))
        writer.write("forms/organisations.yaml", DATED)
        return writer.add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS).load()


def judged(framework: Framework, migrants: int | None, year: int = 2020, pupils: int = 4000, **more: Any) -> Verdict:
    rows = [{"org": "s", "period": year, "pupils": pupils, "migrants": migrants}]
    _, judge = open_values(framework, facts_of(framework, tree(**more), schools=rows), year)
    return judge.judge(framework.standards["size_2000"], "s", year)[0]


@pytest.mark.parametrize(
    ("migrants", "outcome"),
    [(2001, Outcome.NOT_APPLICABLE), (2000, Outcome.NOT_MET), (None, Outcome.NOT_ASSESSABLE)],
)
def test_a_school_with_more_than_half_migrants_is_exempt(
    framework: Framework, migrants: int | None, outcome: Outcome
) -> None:
    found = judged(framework, migrants)
    assert found.outcome is outcome
    assert found.exemption == ("migrants" if outcome is Outcome.NOT_APPLICABLE else "")


def test_whether_it_is_exempt_stays_open_for_a_school_that_would_pass_too(framework: Framework) -> None:
    found = judged(framework, None, pupils=1000)
    assert found.outcome is Outcome.NOT_ASSESSABLE and found.reason is not None and "是否适用豁免" in found.reason.zh


def test_attribute_and_value_must_both_hold(framework: Framework) -> None:
    assert judged(framework, 900, private=True).exemption == "private_migrants"
    assert judged(framework, 900).outcome is Outcome.NOT_MET
    assert judged(framework, 800, private=True).outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("certified", "outcome"),
    [
        ("2017-09-01", Outcome.NOT_APPLICABLE),  # the third anniversary is the last day
        ("2017-08-31", Outcome.NOT_MET),
        ("", Outcome.NOT_APPLICABLE),  # not certified yet: the three years have not begun
    ],
)
def test_an_exemption_ends_three_years_after_the_countys_certification(
    framework: Framework, certified: str, outcome: Outcome
) -> None:
    assert judged(framework, 3000, certified=certified).outcome is outcome


def test_years_after_a_leap_day() -> None:
    assert years_after(dt.date(2020, 2, 29), 3) == dt.date(2023, 2, 28)
    assert years_after(dt.date(2020, 2, 29), 4) == dt.date(2024, 2, 29)


def test_exempt_schools_are_left_out_of_the_share_and_do_not_spoil_it(framework: Framework) -> None:
    rows = [
        {"org": "s", "period": 2020, "pupils": 4000, "migrants": 3000},
        {"org": "t", "period": 2020, "pupils": 100, "migrants": 0},
    ]
    values, _ = open_values(framework, facts_of(framework, tree(), schools=rows), 2020, ["size_share"])
    assert values.value("size_share", "c", 2020).exact == 100
    rows[0]["migrants"] = None
    values, _ = open_values(framework, facts_of(framework, tree(), schools=rows), 2020, ["size_share"])
    assert values.value("size_share", "c", 2020).exact is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("indicator: migrant_share", "indicator: migrant_shore"), "P04"),
        (("from: certified", "from: certifed"), "P04"),
        (("ownership: private", "ownership: privat"), "P04"),
        (("indicator: migrant_share", "indicator: size_share"), "G04"),
        (("years: 3", "years: 0"), "P03"),
    ],
)
def test_conditions_that_cannot_be_answered_are_found(pack: PackWriter, change: tuple[str, str], code: str) -> None:
    pack.write("forms/organisations.yaml", DATED)
    pack.add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS.replace(*change))
    assert any(code in p.line() and ":" in str(p.place) for p in pack.attempt().problems)
