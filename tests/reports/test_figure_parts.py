"""Figures beyond the value: the year before, the unit above, another year's date; checked against the example's files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import load_framework
from jiaodu.core.framework.references import FigureReference, read_reference, references_in, unknown_placeholders
from jiaodu.intake import read_sources
from jiaodu.reports.annex import Annex
from jiaodu.reports.comparing import print_over
from jiaodu.reports.document import Figure
from jiaodu.reports.figures import Figures
from jiaodu.reports.sentences import Sentences

EXAMPLES = Path(__file__).parents[2] / "examples"
Say = Callable[[str], str]


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    framework = load_framework("provincial-duty@2020")
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    organisations = [o for register in intake.registers for o in register.organisations]
    return evaluate(framework, MemoryFacts(intake.staged, organisations), 2019, orgs=["110000"])


@pytest.fixture
def figures(evaluated: Evaluated) -> Figures:
    return Figures(evaluated, "110000", "zh")


@pytest.fixture
def say(figures: Figures) -> Say:
    def said(reference: str) -> str:
        text = Text(f"[[{reference}]]", f"[[{reference}]]")
        return "".join(i.text for i in Sentences(figures).inlines(text))

    return said


def column(file: str, year: str, name: str) -> dict[str, Fraction]:
    """A column of an example's file in a year, by unit."""
    with (EXAMPLES / "provinces" / file).open(encoding="utf-8-sig") as lines:
        rows = [r for r in csv.DictReader(lines) if r["学年" if "学年" in r else "年度"] == year]
    return {r["机构代码"]: Fraction(r[name]) for r in rows if r[name]}


def test_a_change_on_the_year_before(say: Say) -> None:
    name = "小学在校学生数(万人)"
    now, before = (column("enrolment.csv", y, name)["110000"] * 10000 for y in ("2019-2020", "2018-2019"))
    assert say("primary_pupils|previous") == f"{int(before)}人"
    assert say("primary_pupils|change") == f"比上学年增加{int(now - before)}人"
    rate = (now / before - 1) * 100
    assert say("primary_pupils|change_rate") == f"比上学年增长{float(rate):.2f}%"


def test_a_share_changes_by_points_and_stands_to_the_nation(say: Say) -> None:
    def share(year: str, wanted: str | None) -> Fraction:
        top, bottom = (column("local_budget.csv", year, f"地方财政{n}(亿元)") for n in ("教育支出", "一般预算支出"))
        orgs = [wanted] if wanted else list(bottom)
        return sum((top[o] for o in orgs), Fraction()) / sum((bottom[o] for o in orgs), Fraction()) * 100

    own, before, nation = share("2019", "110000"), share("2018", "110000"), share("2019", None)
    assert say("education_share_of_budget|change") == f"比上年提高{float(own - before):.2f}个百分点"
    assert say("education_share_of_budget|national") == f"{float(nation):.2f}%"
    assert say("education_share_of_budget|over_national") == f"低于全国平均{float(nation - own):.2f}个百分点"


def test_a_figure_of_another_year_and_its_date(say: Say) -> None:
    assert say("graduate_destination_rate_august") == "〔未报〕"
    assert say("graduate_destination_rate_august@+1") == say("graduate_destination_rate_august@2020") == "80.1%"
    assert say("graduate_destination_rate_august@2020|as_of") == "2020年8月20日"
    assert say("graduate_destination_rate_august@2020|period") == "2020年"


def test_other_years_and_units_have_lines_of_their_own(figures: Figures, say: Say) -> None:
    for reference in ("primary_pupils", "primary_pupils|country", "primary_pupils@-1", "primary_pupils|over_country"):
        say(reference)
    entries = {e.key: e for e in Annex(figures).entries()}
    assert list(entries) == ["primary_pupils", "primary_pupils--u000000", "primary_pupils--y2018"]
    assert (
        entries["primary_pupils--u000000"].name.startswith("全国：") and not entries["primary_pupils--u000000"].rulings
    )
    behind = entries["primary_pupils--y2018"].behind
    assert behind is not None and (behind.org, behind.period.ordinal) == ("110000", 2018)
    # how one number stands to another is said by the lines of both
    assert len(entries["primary_pupils"].figures) == len(entries["primary_pupils--u000000"].figures) == 2
    ids = [f for e in entries.values() for f in e.figures]
    assert len(set(ids)) == 4


def test_a_comparison_without_a_number_says_of_what(figures: Figures, say: Say) -> None:
    assert say("inclusive_preschool_share|over") == "高于目标4.73个百分点"
    assert say("leader_visits_least|over") == "〔不能与标准比较：有表述无数据〕"
    assert say("primary_pupils|province").startswith("〔无省")
    assert [p.code for p in figures.problems] == ["R12", "R12"]
    assert figures.problems[0].data["reason"].zh == "有表述无数据"


def test_the_first_year_has_none_before(evaluated: Evaluated) -> None:
    results = evaluated.values.results
    first = evaluate(results.framework, results.facts, 2000, orgs=["110000"])
    figures = Figures(first, "110000", "zh")
    assert figures.figure("primary_pupils").text == "743109人"
    assert figures.figure("primary_pupils", "change").text == "〔不能与上年比较：未报〕"
    assert figures.figure("primary_pupils", "previous").text == "〔无上年数：未报〕"


def test_one_cell_of_a_breakdown(figures: Figures) -> None:
    text = Text("[[budget_outlay_per_pupil_by_stage.primary]]", "")
    made = Sentences(figures).inlines(text)
    assert len(made) == 1 and isinstance(made[0], Figure) and made[0].entry.endswith("--primary")


@pytest.mark.parametrize(
    ("difference", "hedge", "said"),
    [
        (Fraction(1), None, "高于X1.00个百分点"),
        (Fraction(-1), None, "低于X1.00个百分点"),
        (Fraction(0), None, "与X持平"),
        (Fraction(1, 1000), None, "高于X0.001个百分点"),
        (Fraction(9), Hedge.AT_LEAST, "高于X9个百分点以上"),
        (Fraction(-9), Hedge.AT_LEAST, None),
        (Fraction(9), Hedge.AT_MOST, None),
        (Fraction(-9), Hedge.AT_MOST, "低于X9个百分点以上"),
        (Fraction(2), Hedge.ABOUT, "高于X约2个百分点"),
    ],
)
def test_the_direction_is_a_word_and_a_bound_decides_only_its_side(
    evaluated: Evaluated, difference: Fraction, hedge: Hedge | None, said: str | None
) -> None:
    share = evaluated.values.framework.indicators["inclusive_preschool_share"]
    assert print_over(difference, hedge, share, Text("X", "X"), "zh") == said


def test_references_are_read_as_written() -> None:
    read = read_reference("ratio.primary@-1|numerator")
    assert replace(read, text="") == FigureReference("", "ratio", ("primary",), "numerator", None, -1)
    assert read_reference("x@2020").years_from(2019) == 1
    assert read_reference("x|over_national").level == "country"
    assert [r.indicator for r in references_in("甲[[a]]乙[[b|limit]]")] == ["a", "b"]
    assert unknown_placeholders("{unit}{year}{yaer}[[x]]") == ["yaer"]
