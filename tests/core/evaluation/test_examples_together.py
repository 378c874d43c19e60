"""Worked examples run together say what each says alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiaodu.core.evaluation import examples
from jiaodu.core.evaluation.examples import Tried, run_example, run_examples
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


def test_rules_are_tried_again_only_where_something_that_they_read_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = load_framework(["compulsory-balance@2012"]), load_framework(["compulsory-balance@2017"])
    id_, example = next((i, e) for i, e in first.examples.items() if "teachers_within_staff" in e.finds)
    runs: list[Any] = []
    stored = examples.check_stored
    monkeypatch.setattr(examples, "check_stored", lambda *given: runs.append(given) or stored(*given))
    tried = Tried()
    assert run_example(first, example, tried) == [] == run_example(second, second.examples[id_], tried)
    assert len(runs) == 1
    # another wish, another rule, another form: each is tried, and a wrong one is found
    wish = example.model_copy(update={"finds": {**example.finds, "teachers_within_staff": ("D99",)}})
    assert [p.code for p in run_example(second, wish, tried)] == ["D92"]
    rule = second.rules["teachers_within_staff"]
    changed = replace(second, rules={**second.rules, rule.id: replace(rule, pack="another")})
    run_example(changed, example, tried)
    form = rule.form
    moved = replace(second, forms={**second.forms, form.id: replace(form, pack="another")})
    run_example(moved, example, tried)
    assert len(runs) == 4
