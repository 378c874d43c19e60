"""Preschool items 1-3, 9 and 26-31 against the same worked out by hand over random counties of kindergartens."""

from __future__ import annotations

import copy
import random
from fractions import Fraction
from typing import Any

import pytest
from tests.packs import by_hand
from tests.packs.by_hand import YEAR, Rows

from jiaodu.core.evaluation.evaluate import open_values
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.framework import Framework, load_framework

ITEMS = ("p01", "p02", "p03", "p09", "p26", "p27", "p28", "p29", "p30", "p31")
STANDARDS = [f"{p}_qualified" for p in ITEMS] + ["p26_basic", "p27_basic", "p29_basic"]
SIZES = {"small": 25, "middle": 30, "large": 35, "mixed": 30}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(["preschool-universal@2020"])


def county(seed: int) -> tuple[list[dict[str, str]], Rows]:
    """Twenty-five kindergartens and one school with attached classes, most of them just within what is asked."""
    chance = random.Random(seed)
    good = seed % 2 == 0
    units = [{"org": "X", "level": "county"}]
    forms = ("pupils", "class_list", "kindergarten_staff", "kindergarten_practice", "community_kindergartens")
    rows: Rows = {name: [] for name in forms}
    for number in range(26):
        code, attached = f"K{number:02d}", number == 25
        ownership = chance.choice(["public", "public", "inclusive_private"] + ([] if good else ["private"]))
        units.append({
            "org": code, "level": "school", "parent": "X", "kind": "primary_school" if attached else "kindergarten",
            "stage": "kindergarten、primary" if attached else "kindergarten", "ownership": ownership,
            "planned": chance.choice(["until_2010", "since_2017"]),
        })  # fmt: skip
        children = 0
        for grade, size in SIZES.items():
            over = chance.random() < (0.1 if good else 0.3)
            n = size + 1 if over else size - chance.randint(0, 5)
            children += n
            rows["class_list"].append(
                {"org": code, "stage": "kindergarten", "class_name": grade, "class_grade": grade, "class_pupils": n}
            )
            rows["pupils"].append(
                {"org": code, "stage": "kindergarten", "grade": grade, "classes": 1, "pupils": n, "migrant_pupils": 0}
            )
        nursery = chance.randint(0, 20)
        rows["pupils"].append(
            {
                "org": code,
                "stage": "kindergarten",
                "grade": "nursery",
                "classes": 1,
                "pupils": nursery,
                "migrant_pupils": 0,
            }
        )
        if attached:
            rows["pupils"].append(
                {"org": code, "stage": "primary", "grade": "grade_1", "classes": 1, "pupils": 40, "migrant_pupils": 0}
            )
            rows["class_list"].append(
                {"org": code, "stage": "primary", "class_name": "1", "class_grade": "grade_1", "class_pupils": 60}
            )
        care = -(-children // 9) - (chance.random() < (0.05 if good else 0.4))
        teachers = min(care, -(-children // 15))
        rest = -(-children // 7) - care
        rows["kindergarten_staff"].append({
            "org": code, "kg_principals": 1, "kg_teachers": teachers, "kg_nurses": care - teachers, "kg_health_staff": 0,
            "kg_other_staff": max(rest - 1, 0), "kg_certified_principals": 1, "kg_certified_teachers": teachers,
            "kg_vacant_posts": int(ownership != "public" or (not good and chance.random() < 0.05)),
        })  # fmt: skip
        if not attached:
            fine = chance.random() < (0.98 if good else 0.9)
            rows["kindergarten_practice"].append({
                "org": code, "kg_party": "own", "kg_party_members": 3, "kg_premises_meet": fine, "kg_toys_meet": True,
                "kg_built_to_standard": fine, "kg_inspector_assigned": True, "kg_inspected_in_cycle": True, "kg_filed": True,
                "kg_irregular_charges": 0, "kg_academic": False, "kg_fee": 600,
            })  # fmt: skip
    everybody = sum(r["pupils"] for r in rows["pupils"] if r["stage"] == "kindergarten" and r["grade"] != "nursery")
    # the largest population that 85 % still allows, or one child more
    rows["county_children"] = [{"registered_3_6": everybody * 100 // 85 + (not good), "resident_3_5": everybody}]
    for n in range(4):
        nature = chance.choice(["public", "inclusive_private"] + ([] if good else ["private"]))
        rows["community_kindergartens"].append(
            {"estate": f"小区{n}", "estate_kindergarten": "园", "estate_nature": nature, "estate_children": 100}
        )
    return units, rows


def by_the_rule(units: list[dict[str, str]], rows: Rows) -> dict[str, bool | None]:
    """Every item from its text; None where there is nothing that it asks about."""
    kind = {u["org"]: u for u in units[1:]}
    children = dict.fromkeys(kind, 0)
    for row in rows["pupils"]:
        if row["stage"] == "kindergarten" and row["grade"] in SIZES:
            children[row["org"]] += row["pupils"]
    everybody = sum(children.values())
    held: dict[str, int] = {}
    for code, n in children.items():
        held[kind[code]["ownership"]] = held.get(kind[code]["ownership"], 0) + n
    public, inclusive = held.get("public", 0), held.get("inclusive_private", 0)
    practice = {r["org"]: r for r in rows["kindergarten_practice"]}
    fit = [r["kg_premises_meet"] and r["kg_toys_meet"] for r in practice.values()]
    new = [r["kg_built_to_standard"] for code, r in practice.items() if kind[code]["planned"] == "since_2017"]
    sized = [r["class_pupils"] <= SIZES[r["class_grade"]] for r in rows["class_list"] if r["stage"] == "kindergarten"]
    staffed = []
    for row in rows["kindergarten_staff"]:
        n = children[row["org"]]
        care = row["kg_teachers"] + row["kg_nurses"]
        every = care + row["kg_principals"] + row["kg_health_staff"] + row["kg_other_staff"]
        staffed.append(every * 7 >= n and care * 9 >= n)
    estates = [r["estate_nature"] in ("public", "inclusive_private") for r in rows["community_kindergartens"]]
    teachers = sum(r["kg_teachers"] for r in rows["kindergarten_staff"])

    def reaches(found: list[Any], percent: int) -> bool | None:
        return Fraction(sum(found), len(found)) >= Fraction(percent, 100) if found else None

    return {
        "p01_qualified": Fraction(everybody, rows["county_children"][0]["registered_3_6"]) >= Fraction(85, 100),
        "p02_qualified": Fraction(public + inclusive, everybody) >= Fraction(80, 100),
        "p03_qualified": Fraction(public, everybody) >= Fraction(50, 100),
        "p09_qualified": reaches(estates, 100),
        "p26_qualified": reaches(fit, 100), "p26_basic": reaches(fit, 95),
        "p27_qualified": reaches(new, 100), "p27_basic": reaches(new, 97),
        "p28_qualified": reaches(sized, 85),
        "p29_qualified": reaches(staffed, 100), "p29_basic": reaches(staffed, 80),
        "p30_qualified": not any(
            r["kg_vacant_posts"] for r in rows["kindergarten_staff"] if kind[r["org"]]["ownership"] == "public"
        ),
        "p31_qualified": teachers * 15 >= everybody,
    }  # fmt: skip


def judged(framework: Framework, units: list[dict[str, str]], rows: Rows) -> dict[str, str]:
    ids = [i for s in STANDARDS for i in framework.judged_by(framework.standards[s])]
    _, judge = open_values(framework, by_hand.facts_of(framework, units, rows), YEAR, ids)
    return {s: outcome(framework, judge, s) for s in STANDARDS}


def outcome(framework: Framework, judge: Judge, standard: str) -> str:
    return judge.judge(framework.standards[standard], "X", YEAR)[0].outcome.value


SAID = {True: "met", False: "not_met", None: "not_applicable"}


@pytest.mark.parametrize("seed", range(6))
def test_items_that_data_decide(framework: Framework, seed: int) -> None:
    units, rows = county(seed)
    expected = {s: SAID[found] for s, found in by_the_rule(units, rows).items()}
    assert judged(framework, units, rows) == {s: expected[s] for s in STANDARDS}


def test_the_items_come_out_both_ways() -> None:
    found = [by_the_rule(*county(seed)) for seed in range(6)]
    assert {s for s in STANDARDS if {f[s] for f in found} >= {True, False}} >= {
        "p01_qualified", "p02_qualified", "p09_qualified", "p28_qualified", "p29_qualified", "p30_qualified",
    }  # fmt: skip


def test_a_blank_leaves_an_item_open_or_as_it_was(framework: Framework) -> None:
    for seed in (0, 1):
        units, rows = county(seed)
        before, chance = judged(framework, units, rows), random.Random(seed)
        for form in rows:
            keys = {"org", "stage", "grade", "class_name", "estate", "estate_kindergarten"}
            number = chance.randrange(len(rows[form]))
            blanked = copy.deepcopy(rows)
            name = chance.choice([k for k in rows[form][number] if k not in keys])
            blanked[form][number][name] = None
            after = judged(framework, units, blanked)
            turned = {s for s in STANDARDS if after[s] != before[s] and after[s] != "not_assessable"}
            assert not turned, (form, name, turned)
