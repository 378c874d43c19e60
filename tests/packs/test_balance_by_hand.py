"""The rule of 2017 against the same worked out by hand: random counties of every kind of school, and what blanks do to them."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.packs import by_hand
from tests.packs.by_hand import LIMITS, YEAR, Rows

from jiaodu.core.evaluation.evaluate import open_values
from jiaodu.core.evaluation.grading import Graded, Grader
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.indicators.values import Values

STAGES = ("primary", "junior")
# all at their limit; near it on both sides; far from each other
SLACKS = [("1", "1.05"), ("0.85", "0.9", "1", "1.1", "1.1", "1.1"), ("0.5", "1", "3", "5")]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(["compulsory-balance@2017"])


def evaluate(framework: Framework, units: list[dict[str, str]], rows: Rows) -> tuple[Values, Judge, Graded]:
    scheme = framework.gradings["balanced_county"]
    ids = [i for name in LIMITS for i in (name, f"{name}_mean", f"{name}_cv")]
    values, judge = open_values(
        framework, by_hand.facts_of(framework, units, rows), YEAR, [*ids, *framework.graded_by(scheme)]
    )
    return values, judge, Grader(judge).grade(scheme, "X", "county", YEAR)


@pytest.mark.parametrize("slack", SLACKS)
@pytest.mark.parametrize("seed", range(2))
def test_all_figures_and_verdicts(framework: Framework, seed: int, slack: tuple[str, ...]) -> None:
    units, rows = by_hand.county(seed, slack)
    values, judge, graded = evaluate(framework, units, rows)
    found: dict[str, list[tuple[dict[str, Fraction], int]]] = {stage: [] for stage in STAGES}
    failing = 0
    for unit in units[1:]:
        code = unit["org"]
        pupils = {r["stage"]: r["pupils"] for r in rows["pupils"] if r["org"] == code}
        verdicts = {
            v.cell[-1]: v.outcome.value for v in judge.judge(framework.standards["school_resources"], code, YEAR)
        }
        for stage in STAGES:
            here = stage in pupils and by_hand.assessed(unit, pupils)
            if not here:
                assert all(values.value(name, code, YEAR, (stage,)).exact is None for name in LIMITS), (code, stage)
                assert verdicts.get(stage, "not_applicable") == "not_applicable"
                continue
            expected, n = by_hand.seven(units[0], unit, stage, rows)
            found[stage].append((expected, n))
            for name, value in expected.items():
                got = values.value(name, code, YEAR, (stage,))
                unit_ = 100 if name.endswith("_per_100") else 1
                assert got.exact is not None and got.exact * unit_ in (value, value * unit_), (code, stage, name)
                assert got.rounded == by_hand.rounded(value, 2), (code, stage, name)
            passes = by_hand.school_passes(expected, stage)
            failing += not passes
            assert verdicts[stage] == ("met" if passes else "not_met"), (code, stage)
    balanced = failing == 0
    assert points(graded, "resources") == int(failing == 0)
    for name in LIMITS:
        reached = True
        for stage, limit in zip(STAGES, ("0.50", "0.45"), strict=True):
            pairs = [(each[name], n) for each, n in found[stage]]
            coefficient = by_hand.coefficient(pairs)
            got = values.value(f"{name}_cv", "X", YEAR, (stage,))
            assert values.value(f"{name}_mean", "X", YEAR, (stage,)).rounded == by_hand.rounded(by_hand.mean(pairs), 2)
            assert got.exact is not None and abs(Decimal(float(got.exact)) - coefficient) < Decimal("1e-12")
            assert got.rounded == by_hand.rounded(coefficient, 3)
            within = by_hand.rounded(coefficient, 3) <= Decimal(limit)
            verdict = judge.judge(framework.standards[f"{name}_cv_{stage}"], "X", YEAR)[0]
            assert verdict.outcome.value == ("met" if within else "not_met") and verdict.unverified
            reached &= within
        assert points(graded, f"balance_{name}") == int(reached)
        balanced &= reached
    assert graded.grade == ("balanced" if balanced else "not_balanced")
    assert graded.state.value == "graded"


def points(graded: Graded, part: str) -> Fraction | None:
    found = next(p.points for p in graded.parts if p.part == part)
    return found.exact if found else None


def test_the_counties_come_out_both_ways(framework: Framework) -> None:
    grades = {evaluate(framework, *by_hand.county(0, slack))[2].grade for slack in SLACKS}
    assert grades == {"balanced", "not_balanced"}


CELLS = [
    (form, number, name)
    for form, given in by_hand.county(0, SLACKS[0])[1].items()
    for number, row in enumerate(given)
    for name in row
    if name not in ("org", "stage", "grade", "class_name", "class_grade", "room", "room_kind", "subject")
]


@pytest.mark.parametrize("slack", [SLACKS[0], SLACKS[2]])
def test_a_blank_never_turns_a_conclusion(framework: Framework, slack: tuple[str, ...]) -> None:
    """Some cells, one blank at a time: the conclusion stands or is open, it is never the other one."""
    units, rows = by_hand.county(0, slack)
    before = evaluate(framework, units, rows)[2].grade
    for form, number, name in random.Random(slack[0]).sample(CELLS, 6):
        blanked = copy.deepcopy(rows)
        blanked[form][number][name] = None
        graded = evaluate(framework, units, blanked)[2]
        assert graded.grade in (before, None, "") or graded.state.value != "graded", (form, number, name)
