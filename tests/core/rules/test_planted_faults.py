"""Faults of every kind planted in clean data: what is found of them, and what is said of schools without a fault."""

from __future__ import annotations

from collections import Counter

import pytest
from packs_in_text import origin, staged
from planted import FAULTS, World, clean_world, plant, round_all

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Problem
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.rules import check_stored


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-items")


@pytest.fixture(scope="module")
def clean() -> World:
    return clean_world()


def check(framework: Framework, world: World) -> list[Problem]:
    school = {"stage": ("primary",), "ownership": ("public",)}
    units = [
        Organisation("C", "测试县", "county"),
        *(Organisation(s, s, "school", "C", attributes=school) for s in world.schools),
    ]
    sheets = [staged(framework.forms[form], rows, origin(f"{form}.xlsx")) for form, rows in world.rows.items()]
    facts = MemoryFacts(sheets, units)
    return list(check_stored(framework, facts, {PeriodKind.SCHOOL_YEAR: [2023], PeriodKind.CALENDAR_YEAR: [2023]}))


def test_clean_data_raise_next_to_no_alarm(framework: Framework, clean: World) -> None:
    found = check(framework, clean)
    assert not [p for p in found if p.severity in ("error", "will_be_error")]
    # 120 schools with 48 figures each: at most one school in a hundred is asked about for nothing
    assert len({p.data["unit"] for p in found if p.severity == "warning"}) <= 1, [p.line("en") for p in found]


def test_every_gross_fault_is_found_where_it_was_planted(framework: Framework, clean: World) -> None:
    world = plant(clean)
    found = check(framework, world)
    said = {(p.data["rule_id"], p.data["unit"]) for p in found}
    assert world.planted <= said, world.planted - said
    faulty = {org for _, org in world.planted}
    false = {
        (p.data["rule_id"], p.data["unit"]) for p in found if p.data["unit"] not in faulty and p.severity != "note"
    }
    assert len(false) <= 1, false
    assert Counter(rule for rule, _ in world.planted) == {**dict.fromkeys(FAULTS, 4), "migrants_in_public_schools": 1}


def test_rounded_numbers_are_noticed_and_counted_ones_are_not(framework: Framework, clean: World) -> None:
    assert "D11" in {p.code for p in check(framework, round_all(clean))}
    assert "D11" not in {p.code for p in check(framework, clean)}


def test_the_order_of_rows_does_not_matter(framework: Framework, clean: World) -> None:
    world = plant(clean, each=2)
    turned = World({form: rows[::-1] for form, rows in world.rows.items()}, world.schools[::-1], world.planted)
    first, second = (
        {(p.code, p.data["rule_id"], p.data["unit"]) for p in check(framework, w)} for w in (world, turned)
    )
    assert first == second
