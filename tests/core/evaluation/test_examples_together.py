"""Worked examples run together say what each says alone."""

from __future__ import annotations

import pytest

from jiaodu.core.evaluation.examples import run_example, run_examples
from jiaodu.core.framework import Framework, load_framework


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(["provincial-duty@2020"])


def test_a_wrong_example_is_found_among_others(framework: Framework) -> None:
    some = dict(list(framework.examples.items())[:12])
    wrong = next(id_ for id_, e in some.items() if e.outcome == "met")
    some[wrong] = some[wrong].model_copy(update={"outcome": "not_met", "value": None, "margin": None})
    found = run_examples(framework, some)
    assert {id_: [p.code for p in problems] for id_, problems in found.items() if problems} == {wrong: ["P12"]}
    assert [str(p) for p in found[wrong]] == [str(p) for p in run_example(framework, some[wrong])]


def test_one_that_cannot_be_read_does_not_spoil_the_others(framework: Framework) -> None:
    some = dict(list(framework.examples.items())[:3])
    first = next(iter(some))
    form, rows = next(iter(some[first].facts.items()))
    broken = {form: ({**rows[0], "period": "no year"}, *rows[1:])}
    some[first] = some[first].model_copy(update={"facts": broken})
    found = run_examples(framework, some)
    assert found[first] and not any(problems for id_, problems in found.items() if id_ != first)
