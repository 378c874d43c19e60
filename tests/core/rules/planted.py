"""A county of invented schools in two years, clean, and the faults that are planted in it: what was planted is known.

Python's own generator with a fixed seed; nothing of the engine is used to make the data.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]
NOW, BEFORE = 2023, 2022
PRIMARY = [f"grade_{g}" for g in range(1, 7)]


@dataclass
class World:
    """Rows by form, the schools, and what was planted: (rule, unit)."""

    rows: Rows
    schools: list[str]
    planted: set[tuple[str, str]] = field(default_factory=set)

    def of(self, form: str, org: str, period: int = NOW, **grain: Any) -> Row:
        """One row."""
        return next(
            r
            for r in self.rows[form]
            if r["org"] == org and r["period"] == period and all(r[k] == v for k, v in grain.items())
        )


def clean_world(schools: int = 120, seed: int = 20231) -> World:
    """Primary schools of all sizes: cohorts move up with few transfers, staff follows pupils, equipment grows slowly."""
    draw = random.Random(seed)
    rows: Rows = {
        form: [] for form in ("pupils", "class_list", "staff", "teacher_quality", "premises", "county_access")
    }
    codes = [f"S{n:03}" for n in range(schools)]
    migrants = 0
    for code in codes:
        size = min(int(draw.lognormvariate(4.4, 0.6)) + 12, 400)
        before = [max(8, round(size * draw.gauss(1, 0.06))) for _ in PRIMARY]
        entrants = max(8, round(size * draw.gauss(1, 0.06)))
        now = [entrants, *(max(5, round(n * draw.gauss(1, 0.015))) for n in before[:-1])]
        for period, grades in ((BEFORE, before), (NOW, now)):
            for grade, pupils in zip(PRIMARY, grades, strict=True):
                classes, few = -(-pupils // 45), round(pupils * draw.uniform(0.02, 0.2))
                rows["pupils"].append(
                    {"org": code, "period": period, "stage": "primary", "grade": grade, "classes": classes, "pupils": pupils, "migrant_pupils": few}
                )  # fmt: skip
                migrants += few if period == NOW else 0
                for n in range(classes if period == NOW else 0):
                    share = pupils // classes + (1 if n < pupils % classes else 0)
                    rows["class_list"].append(
                        {"org": code, "period": NOW, "stage": "primary", "class_name": f"{grade}-{n + 1}", "class_grade": grade, "class_pupils": share}
                    )  # fmt: skip
        _staff_and_premises(rows, code, sum(before), sum(now), draw)
    rows["county_access"].append({"org": "C", "period": NOW, "migrant_public": migrants})
    return World(rows, codes)


def _staff_and_premises(rows: Rows, code: str, before: int, now: int, draw: random.Random) -> None:
    teachers, better_share, titled_share = before // 17 + 4, draw.uniform(0.6, 0.95), draw.uniform(0.3, 0.6)
    area, books, computers = (
        before * draw.uniform(5, 9),
        before * draw.randint(18, 40),
        before // 7 + draw.randint(3, 20),
    )
    for period in (BEFORE, NOW):
        if period == NOW:
            teachers = max(4, teachers + draw.randint(-2, 2) + (now - before) // 40)
            books, computers = round(books * draw.uniform(1.0, 1.06)), round(computers * draw.uniform(1.0, 1.1)) + 1
        better, titled = round(teachers * better_share), round(teachers * titled_share)
        rows["staff"].append(
            {"org": code, "period": period, "stage": "primary", "staff": teachers + draw.randint(1, 5), "teachers": teachers,
             "above_qualified_teachers": better, "middle_title_teachers": titled, "pe_teachers": 1 + teachers // 15,
             "music_teachers": 1 + teachers // 30, "art_teachers": 1 + teachers // 25}
        )  # fmt: skip
        rows["premises"].append(
            {"org": code, "period": period, "stage": "primary", "teaching_area": round(area, 2), "indoor_sports_area": 0.0,
             "sports_field_area": round(area * 1.3, 2), "equipment_value": round(area / 40 * (1.03 if period == NOW else 1), 4),
             "multimedia_rooms": 6 + before // 45, "computers": computers, "books": books}
        )  # fmt: skip
        if period == NOW:
            rows["teacher_quality"].append(
                {"org": code, "period": NOW, "stage": "primary", "backbone_teachers": teachers // 6, "certified_teachers": teachers,
                 "trained_teachers": teachers - draw.randint(0, 3)}
            )  # fmt: skip


Fault = Callable[[World, str], None]


def _more_than_teachers(world: World, org: str) -> None:
    row = world.of("staff", org)
    row["above_qualified_teachers"] = row["teachers"] + 1


def _one_certificate_too_many(world: World, org: str) -> None:
    world.of("teacher_quality", org)["certified_teachers"] = world.of("staff", org)["teachers"] + 1


def _blank_teachers(world: World, org: str) -> None:
    world.of("staff", org)["teachers"] = None


def _class_left_out(world: World, org: str) -> None:
    listed = next(r for r in world.rows["class_list"] if r["org"] == org and r["class_grade"] == "grade_3")
    world.rows["class_list"].remove(listed)


def _digit_too_many(world: World, org: str) -> None:
    world.of("staff", org)["staff"] *= 10


def _digit_lost(world: World, org: str) -> None:
    row = world.of("premises", org)
    row["books"] //= 10


def _tenfold_pupils(world: World, org: str) -> None:
    row = world.of("pupils", org, grade="grade_4")
    row["pupils"] = row["pupils"] * 10 + 7


def _grades_slipped(world: World, org: str) -> None:
    """Every grade stands one row too low, the last one on top; sizes made to differ so that it shows."""
    rows = [world.of("pupils", org, grade=g) for g in PRIMARY]
    sizes = [r["pupils"] for r in rows]
    earlier = [world.of("pupils", org, BEFORE, grade=g) for g in PRIMARY]
    for n, (row, last) in enumerate(zip(rows, earlier, strict=True)):
        last["pupils"] = 40 + 30 * n
        row["pupils"] = ([38, *(40 + 30 * k for k in range(5))])[(n - 1) % 6]
        row["classes"] = -(-max(row["pupils"], 1) // 45)
        last["classes"] = -(-last["pupils"] // 45)
    assert len(sizes) == 6


def _classes_as_one(world: World, org: str) -> None:
    row = world.of("pupils", org, grade="grade_5")
    row["pupils"], row["classes"] = max(row["pupils"], 90), 1


def _copied_premises(world: World, org: str) -> None:
    row, last = world.of("premises", org), world.of("premises", org, BEFORE)
    row |= {k: v for k, v in last.items() if k != "period"}


# the rule that must find it, and the fault
FAULTS: dict[str, Fault] = {
    "qualified_within_teachers": _more_than_teachers, "certified_within_teachers": _one_certificate_too_many,
    "teachers_given": _blank_teachers, "classes_listed": _class_left_out, "staff_moved": _digit_too_many,
    "premises_moved": _digit_lost, "pupils_moved": _tenfold_pupils, "primary_cohorts": _grades_slipped,
    "class_size_plausible": _classes_as_one, "premises_copied": _copied_premises,
}  # fmt: skip


def plant(world: World, each: int = 4, seed: int = 7) -> World:
    """A copy of a world with each fault in some schools of its own."""
    made = copy.deepcopy(world)
    chosen = random.Random(seed).sample(made.schools, each * len(FAULTS))
    for n, (rule, fault) in enumerate(FAULTS.items()):
        for org in chosen[n * each : (n + 1) * each]:
            fault(made, org)
            made.planted.add((rule, org))
    made.rows["county_access"][0]["migrant_public"] -= 25
    made.planted.add(("migrants_in_public_schools", "C"))
    return made


def round_all(world: World, share: float = 0.5, seed: int = 3) -> World:
    """A copy in which some of this year's pupil numbers are rounded to 5."""
    made, draw = copy.deepcopy(world), random.Random(seed)
    for row in made.rows["pupils"]:
        if row["period"] == NOW and draw.random() < share:
            row["pupils"] = 5 * round(row["pupils"] / 5)
    return made
