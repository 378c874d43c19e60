"""Periods, reference dates, units, organisations, the calendar, problems."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs_in_text import unit

from jiaodu.core.base import catalogue
from jiaodu.core.base.calendar import add_working_days, is_working_day
from jiaodu.core.base.catalogue import CATALOGUE
from jiaodu.core.base.missing import MissingReason, parse_reason
from jiaodu.core.base.organisations import OrganisationTree, check_organisations
from jiaodu.core.base.periods import Period, PeriodKind, ReferenceDate, one_period_apart, parse_period, shift_ordinal
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.units import parse_unit


@pytest.mark.parametrize(
    ("text", "kind", "ordinal"),
    [("2019", "calendar_year", 2019), ("2019年", "calendar_year", 2019), ("2019-2020", "school_year", 2019), ("2019/20", "school_year", 2019),
     ("2019—2020学年", "school_year", 2019), ("2019-03", "month", 201903), ("2019年3月", "month", 201903)],
)  # fmt: skip
def test_periods_are_read(text: str, kind: str, ordinal: int) -> None:
    assert parse_period(text) == Period(PeriodKind(kind), ordinal)


@pytest.mark.parametrize("text", ["", "19", "2019-2021", "2019-13", "二〇一九", "2019-3-1"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text)


@given(st.sampled_from(list(PeriodKind)), st.integers(1950, 2090), st.integers(1, 12), st.integers(-300, 300))
def test_shifting_there_and_back(kind: PeriodKind, year: int, month: int, count: int) -> None:
    ordinal = year * 100 + month if kind is PeriodKind.MONTH else year
    assert shift_ordinal(kind, shift_ordinal(kind, ordinal, count), -count) == ordinal


@pytest.mark.parametrize(
    ("kind", "ordinal", "day", "date"),
    [
        ("calendar_year", 2019, "12-31", "2019-12-31"),
        ("school_year", 2019, "09-01", "2019-09-01"),
        ("school_year", 2019, "06-30", "2020-06-30"),
        ("month", 202002, "end", "2020-02-29"),
    ],
)
def test_reference_dates(kind: str, ordinal: int, day: str, date: str) -> None:
    assert ReferenceDate(day).on(Period(PeriodKind(kind), ordinal)) == dt.date.fromisoformat(date)


def test_august_and_year_end_are_not_one_year_apart() -> None:
    assert not one_period_apart(PeriodKind.CALENDAR_YEAR, dt.date(2019, 12, 31), dt.date(2020, 8, 20))
    assert one_period_apart(PeriodKind.CALENDAR_YEAR, dt.date(2019, 2, 28), dt.date(2020, 2, 29))


@pytest.mark.parametrize(
    ("day", "works"),
    [("2019-10-01", False), ("2019-10-12", True), ("2019-10-14", True), ("2020-01-31", False), ("2020-02-03", True)],
)
def test_working_days(day: str, works: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


def test_five_working_days_over_the_national_day() -> None:
    assert add_working_days(dt.date(2019, 9, 30), 5) == dt.date(2019, 10, 12)


def test_a_year_without_a_calendar_is_not_guessed() -> None:
    with pytest.raises(JiaoduError) as caught:
        is_working_day(dt.date(2031, 1, 1))
    assert caught.value.problems[0].code == "V90"


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("万人", "人", "10000"),
        ("亿元", "万元", "10000"),
        ("元/人", "万元/万人", "1"),
        ("人/百人", "人/10万人", "1000"),
        ("percent", "ratio", "1/100"),
        ("‰", "%", "1/10"),
    ],
)
def test_units_convert_exactly(one: str, other: str, factor: str) -> None:
    assert parse_unit(one).to(parse_unit(other)) == Fraction(factor)


@pytest.mark.parametrize(("one", "other"), [("人", "元"), ("所", "间"), ("m²", "m²/人")])
def test_unlike_units_do_not_convert(one: str, other: str) -> None:
    with pytest.raises(ValueError):
        parse_unit(one).to(parse_unit(other))


def test_an_old_year_shows_the_old_tree() -> None:
    tree = OrganisationTree([unit("p", "province"), unit("a", "county", "p"), unit("b", "county", "p"),
                             unit("s", "school", "a", "2010-01-01"), unit("s", "school", "b", "2019-06-01", "2021-01-01")])  # fmt: skip
    assert tree.at(dt.date(2018, 12, 31)).ancestors["s"]["county"] == "a"
    assert tree.at(dt.date(2019, 12, 31)).ancestors["s"]["county"] == "b"
    assert tree.on("s", dt.date(2009, 1, 1)) is None and tree.on("s", dt.date(2021, 1, 1)) is None
    assert tree.at(dt.date(2020, 1, 1)).children("p", "school") == ("s",)
    assert tree.place_of("s", tree.at(dt.date(2022, 1, 1)))["county"] == "b"


def test_faults_of_a_register_come_all_at_once() -> None:
    bad = [
        unit("a", "planet"),
        unit("b", "county", "nobody"),
        unit("c", "province", "d"),
        unit("d", "county"),
        unit("e", "county"),
        unit("e", "county"),
    ]
    assert {p.code for p in check_organisations(bad)} == {"I31", "I32", "I33", "I34"}


def test_words_for_missing() -> None:
    assert parse_reason(" 不适用 ") is MissingReason.NOT_APPLICABLE
    assert parse_reason("有表述无数据") is MissingReason.CLAIMED_WITHOUT_FIGURE
    assert parse_reason("0") is None


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_problem_speaks_both_languages(code: str) -> None:
    found = problem(code, Place("f.yaml", 3, 5))
    for language in ("zh", "en"):
        assert all(part(language).strip() for part in (found.what, found.why, found.remedy))  # type: ignore[arg-type]
    assert found.line("zh").startswith("f.yaml:3:5: ")
    entry = CATALOGUE[code]
    for text in (entry.what, entry.why, entry.remedy):
        assert sorted(_fields(text.zh)) == sorted(_fields(text.en)), code


def _fields(template: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_no_code_of_a_problem_stands_in_two_files() -> None:
    names = [m.name for m in pkgutil.iter_modules(catalogue.__path__)]
    entries = [importlib.import_module(f"{catalogue.__name__}.{name}").ENTRIES for name in names]
    assert sum(len(found) for found in entries) == len(CATALOGUE)
