"""The shipped examples computed: known figures come out to the digit, known defects of the sources are found."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.indicators import compute
from jiaodu.core.indicators.values import Values
from jiaodu.intake import Intake, read_sources

EXAMPLES = Path(__file__).parents[2] / "examples"
YEARS = range(2000, 2021)
BEIJING = "110000"


@pytest.fixture(scope="module")
def duty() -> Framework:
    return load_framework(["provincial-duty@2020"])


@pytest.fixture(scope="module")
def intake(duty: Framework) -> Intake:
    return read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], duty, OrganisationTree([]))


@pytest.fixture(scope="module")
def values(duty: Framework, intake: Intake) -> Values:
    organisations = [o for register in intake.registers for o in register.organisations]
    facts = MemoryFacts(intake.staged, organisations)
    return compute(duty, facts, periods={PeriodKind.CALENDAR_YEAR: YEARS, PeriodKind.SCHOOL_YEAR: YEARS})


def test_the_examples_are_read_without_an_error(intake: Intake) -> None:
    assert [p.line("en") for p in intake.problems if p.severity != "note"] == []


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("education_outlay", "1137.18"),
        ("education_outlay_growth", "10.89"),
        ("education_outlay_as_reported", "1125.36"),
        ("education_outlay_growth_as_reported", "10.25"),
        ("education_outlay_implied_base", "1020.73"),
        ("education_outlay_year_before", "1025.51"),
        ("education_outlay_per_pupil", "55361"),
        ("wage_ratio_to_administration", "113.85"),
        ("primary_pupil_teacher_ratio", "13.58"),
        ("primary_pupils_per_100k", "4371.47"),
        ("inclusive_preschool_share", "80.73"),
        ("inclusive_private_preschool_share", "17.77"),
        ("compulsory_retention_rate", "102.04"),
        ("graduate_destination_rate", "95.62"),
        ("people_protected", "320.00"),
        ("cluster_school_share", "66.67"),
        ("inspectors", "2224"),
        ("monitoring_pupils_per_school", "29.9"),
    ],
)
def test_figures_of_beijing_in_2019(values: Values, indicator: str, expected: str) -> None:
    assert values.value(indicator, BEIJING, 2019, ()).rounded == Decimal(expected)


def test_the_two_employment_rates_stand_at_their_own_dates(values: Values) -> None:
    assert values.value("graduate_destination_rate_august", BEIJING, 2020, ()).rounded == Decimal("80.10")
    assert values.value("graduate_destination_rate", BEIJING, 2020, ()).exact is None
    assert values.value("graduate_destination_rate_august", BEIJING, 2019, ()).exact is None


@pytest.mark.parametrize("indicator", ["students_per_counsellor", "teacher_pay_ratio", "budget_outlay_per_pupil"])
def test_a_claim_without_a_figure_has_no_value(values: Values, indicator: str) -> None:
    assert values.value(indicator, BEIJING, 2019, ()).status.name == "NOT_ASSESSABLE"


def failures(duty: Framework, values: Values, check: str) -> Counter[int]:
    """How many provinces a check finds, by year."""
    spec, found = duty.checks[check], Counter[int]()
    provinces = [code for code in values.results.tree.codes if code != "000000"]
    for province in provinces:
        for year in YEARS:
            left = values.value(spec.left, province, year, ()).exact
            right = values.value(spec.right, province, year, ()).exact
            if left is not None and right is not None and abs(left - right) > Fraction(spec.within):
                found[year] += 1
    return found


@pytest.mark.parametrize("check", ["primary_ratio_matches", "senior_ratio_matches"])
def test_the_ratios_of_2006_stand_on_other_provinces(duty: Framework, values: Values, check: str) -> None:
    assert failures(duty, values, check) == {2006: 16}


def test_junior_ratios_agree(duty: Framework, values: Values) -> None:
    assert not failures(duty, values, "junior_ratio_matches")


@pytest.mark.parametrize("check", ["primary_per_100k_matches", "junior_per_100k_matches"])
def test_pupils_per_100k_agree_where_the_population_was_not_revised(
    duty: Framework, values: Values, check: str
) -> None:
    found = failures(duty, values, check)
    assert not {2014, 2017, 2019} & set(found)
    assert found[2018] > 0


@pytest.mark.parametrize("check", ["reported_growth_matches", "reported_outlay_matches", "implied_base_matches"])
def test_the_report_differs_from_the_statistics(duty: Framework, values: Values, check: str) -> None:
    assert failures(duty, values, check) == {2019: 1}
