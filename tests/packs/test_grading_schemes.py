"""The grading schemes that ship: every way of grading has a worked example, and the examples come out as written."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from jiaodu.core.evaluation.examples import check_examples, run_example
from jiaodu.core.framework import Framework, load_framework, try_framework


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(["grading-schemes@1"])


def test_the_pack_has_no_problem_and_every_example_holds(framework: Framework) -> None:
    assert not try_framework(["grading-schemes@1"]).problems
    assert [p.line("en") for p in check_examples(framework)] == []


def test_every_way_of_grading_is_tried(framework: Framework) -> None:
    tried = [framework.gradings[e.grading].spec for e in framework.examples.values() if e.grading]
    kinds = {part.kind for spec in tried for part in spec.parts.values()}
    assert {"threshold", "scored", "deduction", "rank", "all_or_nothing"} <= kinds
    for way in ("marked", "tiers", "in_order", "repeats", "vetoes", "downgrades", "caps", "credibility"):
        assert any(getattr(spec, way) for spec in tried), way


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("ningxia_92_fitness_down_three_years", "good"),
        ("ningxia_95_d_grade_building", "good"),
        ("shenyang_31_and_5_improve", "improve"),
        ("shenyang_30_and_6_consolidate", "consolidate"),
        ("shenyang_33_2_and_1_failed", "none"),
        ("university_third_yellow_year", "red"),
    ],
)
def test_the_published_cases(framework: Framework, name: str, grade: str) -> None:
    example = framework.examples[name]
    assert example.grade == grade and not run_example(framework, example)
    wrong = example.model_copy(update={"grade": "excellent"})
    assert [p.code for p in run_example(framework, wrong)] == ["P12"]


def test_an_example_that_says_otherwise_is_found(framework: Framework) -> None:
    example = framework.examples["county_sample_deductions"]
    for change in ({"total": Decimal("1.4")}, {"points": {"visits": "0.1"}}, {"state": "provisional"}):
        assert run_example(framework, example.model_copy(update=change)), change


def test_what_is_not_known_is_not_invented(framework: Framework) -> None:
    unknown = [g for g in framework.gradings.values() if g.spec.table == "unknown"]
    assert Counter(g.id for g in unknown).keys() >= {"shandong_cities", "guangdong_counties", "guizhou_counties"}
    assert all(g.at_least is None for s in unknown for g in s.spec.grades)
    assert framework.gradings["shandong_cities"].spec.credibility is not None
    assert framework.gradings["shandong_cities"].spec.credibility.unverified
