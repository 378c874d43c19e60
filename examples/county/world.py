"""An invented county, year by year: its schools, kindergartens, pupils, classes, staff, premises and money.

Plain Python with a fixed seed and no knowledge of forms: `make.py` writes what stands here into workbooks. Every name,
number and person is invented; codes begin with 99, which no division or school has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

SEED = 20241201
YEARS = (2022, 2023, 2024)
CITY, CITY_NAME = "990100", "云汀市(虚构)"
COUNTY, COUNTY_NAME = "990101", "青禾县(虚构)"
GRADES = {"primary": (1, 2, 3, 4, 5, 6), "junior": (7, 8, 9), "senior": (10, 11, 12)}
# 1 : 1.1 : 1.32, by which shared premises of a combined school are divided
WEIGHTS = {"primary": 1.0, "junior": 1.1, "senior": 1.32}
AREAS = {
    "urban": ("城关街道", "新城街道"),
    "town": ("石桥镇", "柳湾镇", "白鹭镇"),
    "rural": ("枫林乡", "月塘乡", "望云乡"),
}
KINDS = {
    "primary": ("primary",),
    "teaching_point": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
    "complete": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"),
    "special": ("special",),
    "vocational": ("vocational",),
}
FLOWERS = "春晓夏荷秋实冬青晨光星河彩虹童心朝阳新苗"
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("示例甲", "示例乙", "示例丙", "示例丁")


@dataclass(frozen=True)
class Unit:
    """A school or kindergarten as the register has it."""

    code: str
    name: str
    kind: str
    stages: tuple[str, ...]
    ownership: str
    urban_rural: str
    town: str
    planned: str
    operator: str
    boarding: bool = False
    level: str = ""
    contact: str = ""
    telephone: str = ""
    community: str = ""


@dataclass
class Year:
    """One unit in one year."""

    unit: Unit
    year: int
    pupils: dict[tuple[str, int], int] = field(default_factory=dict)
    classes: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    staff: dict[str, dict[str, int]] = field(default_factory=dict)
    premises: dict[str, dict[str, float]] = field(default_factory=dict)
    rooms: list[tuple[str, float, int]] = field(default_factory=list)
    money: dict[str, float] = field(default_factory=dict)

    def roll(self, stage: str) -> int:
        """Pupils of a stage."""
        return sum(n for (s, _), n in self.pupils.items() if s == stage)


def units() -> list[Unit]:
    """The register: 62 schools and 40 kindergartens of every kind."""
    rng = random.Random(SEED)
    return [*_schools(rng), *_kindergartens(rng)]


def _schools(rng: random.Random) -> Iterator[Unit]:
    plan = (
        ("primary", "urban", 10, "public"), ("primary", "town", 10, "public"), ("primary", "rural", 10, "public"),
        ("primary", "urban", 1, "private"), ("teaching_point", "rural", 6, "public"), ("junior", "urban", 5, "public"),
        ("junior", "town", 5, "public"), ("junior", "rural", 2, "public"), ("junior", "urban", 1, "private"),
        ("nine_year", "urban", 2, "public"), ("nine_year", "town", 2, "public"), ("nine_year", "rural", 1, "public"),
        ("nine_year", "urban", 1, "private"), ("complete", "urban", 1, "public"), ("complete", "town", 2, "public"),
        ("twelve_year", "urban", 1, "private"), ("special", "urban", 1, "public"), ("vocational", "urban", 1, "public"),
    )  # fmt: skip
    number, named = 0, {}
    for kind, place, how_many, ownership in plan:
        for _ in range(how_many):
            number += 1
            town = AREAS[place][number % len(AREAS[place])]
            stages = KINDS[kind]
            at = named[town, kind, ownership] = named.get((town, kind, ownership), 0) + 1
            word = _school_name(town, kind, ownership, at)
            private = ownership == "private"
            yield Unit(
                f"99010{10000 + number}", word, kind, stages, ownership, place, town,
                rng.choice(("2010", "2016", "2016", "2017")), "10" if private else "7",
                boarding=kind in ("complete", "twelve_year") or (place == "rural" and "junior" in stages),
                contact=_person(rng), telephone=f"000-{number:04d}",
            )  # fmt: skip


def _school_name(town: str, kind: str, ownership: str, at: int) -> str:
    numeral = "一二三四五六七八九十"[at - 1]
    place = town[:-2] if town.endswith("街道") else town[:-1]
    if ownership == "private":
        return {"primary": "育苗小学", "junior": "知行中学", "nine_year": "启明学校", "twelve_year": "远帆学校"}[kind]
    match kind:
        case "primary":
            return f"{place}第{numeral}小学"
        case "teaching_point":
            return f"{place}{'东西南北'[at - 1]}村教学点"
        case "junior":
            return f"{place}第{numeral}初级中学"
        case "nine_year":
            return f"{place}九年制学校"
        case "complete":
            return f"{place}完全中学"
        case "special":
            return "青禾县特殊教育学校"
        case _:
            return "青禾县职业中学"


def _person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def _kindergartens(rng: random.Random) -> Iterator[Unit]:
    plan = (
        ("public", "urban", 8, "7", ""), ("public", "town", 4, "7", ""), ("public", "rural", 3, "7", ""),
        ("public", "urban", 2, "8", ""), ("public", "town", 3, "7", ""), ("public", "rural", 3, "7", ""),
        ("inclusive_private", "urban", 6, "10", "A"), ("inclusive_private", "town", 5, "10", "B"),
        ("inclusive_private", "rural", 2, "10", "B"), ("private", "urban", 4, "10", ""),
    )  # fmt: skip
    number, central = 0, set()
    for ownership, place, how_many, operator, level in plan:
        for _ in range(how_many):
            number += 1
            town = AREAS[place][number % len(AREAS[place])]
            short = town[:-2] if town.endswith("街道") else town[:-1]
            first = ownership == "public" and place != "urban" and town not in central
            central |= {town} if first else set()
            name = f"{short}中心幼儿园" if first else f"{short}{_flower(number)}幼儿园"
            community = (
                f"{_flower(number)}苑" if place == "urban" and number % 3 == 0 and ownership != "private" else ""
            )
            yield Unit(
                f"99010{20000 + number}", name, "kindergarten", ("kindergarten",), ownership, place, town,
                rng.choice(("2010", "2016", "2017")), operator, level=level, contact=_person(rng),
                telephone=f"000-{1000 + number:04d}", community=community,
            )  # fmt: skip


def _flower(number: int) -> str:
    first = FLOWERS[number % 10 * 2 : number % 10 * 2 + 2]
    return first + ("一二三四"[number // 10 - 1] if number >= 10 else "")


# --- the years ------------------------------------------------------------------------------------------------------

# entrants a grade: classes and pupils a class, by kind of place
SIZES = {
    ("primary", "urban"): (5, 41), ("primary", "town"): (3, 36), ("primary", "rural"): (1, 29),
    ("junior", "urban"): (7, 45), ("junior", "town"): (5, 44), ("junior", "rural"): (3, 38),
    ("senior", "urban"): (8, 48), ("senior", "town"): (6, 48),
}  # fmt: skip
# per 100 pupils, or per pupil: the middle of what a school has, and how far schools differ
RESOURCES = {
    "primary": {"teachers": (5.9, 0.06), "degree": (5.1, 0.08), "backbone": (1.32, 0.12), "arts": (1.15, 0.1),
                "rooms_area": (6.3, 0.12), "sports_area": (10.2, 0.13), "equipment": (2750, 0.12), "media": (3.1, 0.12)},
    "junior": {"teachers": (8.3, 0.05), "degree": (6.6, 0.07), "backbone": (1.45, 0.13), "arts": (1.17, 0.1),
               "rooms_area": (7.9, 0.12), "sports_area": (13.3, 0.12), "equipment": (3400, 0.12), "media": (4.4, 0.5)},
    "senior": {"teachers": (8.5, 0.05), "degree": (8.1, 0.04), "backbone": (1.8, 0.1), "arts": (1.1, 0.1),
               "rooms_area": (8.6, 0.1), "sports_area": (13.0, 0.1), "equipment": (4200, 0.1), "media": (3.3, 0.1)},
    "special": {"teachers": (38.0, 0.02), "degree": (36.0, 0.02), "backbone": (6.0, 0.05), "arts": (9.0, 0.05),
                "rooms_area": (22.0, 0.02), "sports_area": (30.0, 0.02), "equipment": (9000, 0.02), "media": (12.0, 0.02)},
    "vocational": {"teachers": (6.4, 0.02), "degree": (6.1, 0.02), "backbone": (1.1, 0.05), "arts": (0.9, 0.05),
                   "rooms_area": (9.0, 0.02), "sports_area": (14.0, 0.02), "equipment": (5200, 0.02), "media": (3.0, 0.02)},
}  # fmt: skip
# what the last year is meant to show; per pupil (or per 100) instead of the drawn figure
SHAPED = {
    ("石桥第一初级中学", "junior"): {"rooms_area": 5.14, "sports_area": 9.06},
    ("柳湾第二初级中学", "junior"): {"arts": 0.74},
    ("城关第三小学", "primary"): {"rooms_area": 4.5 * 0.86},
    ("新城第四小学", "primary"): {"media": 1.92},
}


PARTS = ("rooms_area", "hall_area", "field_area", "equipment", "media")
# what nobody falls below who is not meant to: junior (False) and primary (True)
LEAST = {
    True: {"rooms_area": 4.7, "sports_area": 7.9, "equipment": 2080, "media": 2.5},
    False: {"rooms_area": 6.05, "sports_area": 10.7, "equipment": 2600, "media": 2.55},
}


def years() -> list[Year]:
    """Every unit in every year, cohorts going up a grade from one year to the next."""
    rng = random.Random(SEED + 1)
    found = []
    for unit in units():
        habits = _habits(unit, rng)
        before: Year | None = None
        for year in YEARS:
            before = _year(unit, year, habits, before, rng)
            found.append(before)
    return found


def _habits(unit: Unit, rng: random.Random) -> dict[str, dict[str, float]]:
    """How each stage of a school differs from the middle: the same every year."""
    return {
        stage: {name: middle * rng.gauss(1, spread) for name, (middle, spread) in RESOURCES[stage].items()}
        for stage in unit.stages
        if stage in RESOURCES
    }


def _year(unit: Unit, year: int, habits: dict[str, dict[str, float]], before: Year | None, rng: random.Random) -> Year:
    now = Year(unit, year)
    if unit.kind == "kindergarten":
        _children(now, before, rng)
        return now
    for stage in unit.stages:
        _pupils(now, stage, before, rng)
        _staff(now, stage, habits[stage], rng)
    _premises(now, habits, before)
    _rooms(now)
    _money(now, rng)
    return now


def _intake(unit: Unit, stage: str, rng: random.Random) -> int:
    if unit.kind == "teaching_point":
        return rng.choice((5, 7, 9)) if int(unit.code[-1]) % 2 else rng.choice((18, 20, 22))
    if stage in ("special", "vocational"):
        return 7 if stage == "special" else 310
    classes, size = SIZES[stage, unit.urban_rural if (stage, unit.urban_rural) in SIZES else "town"]
    classes = max(1, classes - (unit.kind in ("nine_year", "twelve_year")) - (unit.ownership == "private"))
    return round(classes * size * rng.uniform(0.86, 1.06))


def _grades(unit: Unit, stage: str) -> tuple[int, ...]:
    if unit.kind == "teaching_point":
        return (1, 2, 3)
    return {**GRADES, "special": tuple(range(1, 10)), "vocational": (10, 11, 12)}[stage]


def _pupils(now: Year, stage: str, before: Year | None, rng: random.Random) -> None:
    grades = _grades(now.unit, stage)
    for grade in grades:
        coming = before.pupils.get((stage, grade - 1)) if before and grade != grades[0] else None
        number = coming + rng.choice((-2, -1, -1, 0, 0, 1, 1)) if coming is not None else _intake(now.unit, stage, rng)
        if now.unit.kind == "teaching_point" and coming is not None:
            number = max(3, coming + rng.choice((-1, 0, 0)))
        now.pupils[stage, grade] = max(1, number)
        limit = {"primary": 45, "junior": 50, "senior": 55, "special": 12, "vocational": 50}[stage]
        now.classes[stage, grade] = _divide(max(1, number), limit)
    if now.year == YEARS[-1] and now.unit.name == "城关第二小学" and stage == "primary":
        # an oversized first grade: one class too few
        now.classes[stage, 1] = _divide(now.pupils[stage, 1], 60)


def _divide(number: int, limit: int) -> list[int]:
    """Classes as even as they can be, none over the limit."""
    classes = -(-number // limit)
    return [number // classes + (i < number % classes) for i in range(classes)]


def _staff(now: Year, stage: str, habits: dict[str, float], rng: random.Random) -> None:
    unit, roll = now.unit, now.roll(stage)
    shaped = SHAPED.get((unit.name, stage), {}) if now.year == YEARS[-1] else {}
    per = {**habits, **shaped}
    teachers = max(2, round(roll * per["teachers"] / 100))
    least = (
        {"degree": 4.25, "backbone": 1.0, "arts": 0.92}
        if stage == "primary"
        else {"degree": 5.35, "backbone": 1.0, "arts": 0.92}
    )
    counts = {}
    for name in ("degree", "backbone", "arts"):
        floor = 0.0 if name in shaped else least.get(name, 0.0)
        counts[name] = min(teachers, max(1, -int(-max(per[name], floor) * roll // 100)))
        if name in shaped:
            counts[name] = int(per[name] * roll / 100)
    eligible = round(teachers * 0.32)
    moved = round(eligible * rng.uniform(0.09, 0.13)) if unit.ownership == "public" else 0
    now.staff[stage] = {
        "teachers": teachers, **counts, "certified": teachers, "trained": teachers, "eligible": eligible, "moved": moved,
        "backbone_moved": -(-moved // 4), "pe": -(-counts["arts"] // 2), "music": counts["arts"] // 4,
        "art": counts["arts"] - -(-counts["arts"] // 2) - counts["arts"] // 4, "female": round(teachers * 0.68),
    }  # fmt: skip


def _premises(now: Year, habits: dict[str, dict[str, float]], before: Year | None) -> None:
    """One part for the whole school; a nine-year school in 白鹭镇 has a campus of its own for the upper grades."""
    unit = now.unit
    if before:
        # buildings stay, equipment is bought every year
        now.premises = {use: dict(parts) for use, parts in before.premises.items()}
        for parts in now.premises.values():
            parts["equipment"] = round(parts["equipment"] * 1.03 + 0.2, 2)
        return
    own = unit.name == "白鹭九年制学校"
    for stage in unit.stages:
        roll = now.roll(stage)
        shaped = SHAPED.get((unit.name, stage), {})
        use = stage if own or len(unit.stages) == 1 else "shared"
        part = now.premises.setdefault(use, dict.fromkeys(PARTS, 0.0))
        per = {n: shaped.get(n, max(habits[stage][n], low)) for n, low in LEAST[stage == "primary"].items()}
        part["rooms_area"] += round(per["rooms_area"] * roll)
        part["hall_area"] += round(per["sports_area"] * roll * 0.12)
        part["field_area"] += round(per["sports_area"] * roll) - round(per["sports_area"] * roll * 0.12)
        part["equipment"] += round(per["equipment"] * roll / 10_000, 2)
        part["media"] += int(per["media"] * roll / 100) if "media" in shaped else -int(-per["media"] * roll // 100)


def _rooms(now: Year) -> None:
    """Music and art rooms: one of each for every twelve classes."""
    built = {"2010": 2008, "2016": 2014, "2017": 2018}[now.unit.planned]
    classes = sum(len(c) for (stage, _), c in now.classes.items() if stage in ("primary", "junior"))
    music, art = (98.0, 92.0) if built >= 2017 else (75.0, 69.0)
    for _ in range(-(-classes // 12)):
        now.rooms += [("music", music, built), ("art", art, built)]
    if now.year == YEARS[-1] and now.unit.name == "新城第三小学":
        now.rooms.remove(("art", art, built))


def _money(now: Year, rng: random.Random) -> None:
    """Public funds of the school in 元, and what of them went into training."""
    standard = {"primary": 1150, "junior": 1350, "senior": 1500, "special": 8600, "vocational": 1600}
    total = 0.0
    for stage in now.unit.stages:
        roll = now.roll(stage)
        total += standard[stage] * (max(roll, 100) if stage in ("primary", "junior") else roll)
    if now.year == YEARS[-1] and now.unit.name == "月塘西村教学点":
        total = 80_000.0
    share = rng.uniform(0.051, 0.068)
    now.money = {
        "budget": total,
        "final": round(total * rng.uniform(0.985, 1.0), 2),
        "training": round(total * share, 2),
    }


def _children(now: Year, before: Year | None, rng: random.Random) -> None:
    """Kindergartens: three years of children, one class size a year."""
    unit = now.unit
    groups = {"urban": 2, "town": 2, "rural": 1}[unit.urban_rural] + (
        unit.ownership == "public" and unit.urban_rural == "urban"
    )
    for grade, limit in ((1, 25), (2, 30), (3, 35)):
        coming = before.pupils.get(("kindergarten", grade - 1)) if before else None
        number = coming + rng.choice((-1, 0, 1, 2)) if coming else round(groups * 23 * rng.uniform(0.85, 1.0))
        now.pupils["kindergarten", grade] = number
        now.classes["kindergarten", grade] = _divide(number, limit)
    if now.year == YEARS[-1] and unit.ownership == "private":
        now.classes["kindergarten", 3] = _divide(now.pupils["kindergarten", 3], 60)
    roll, classes = now.roll("kindergarten"), sum(len(c) for c in now.classes.values())
    teachers = classes * 2
    now.staff["kindergarten"] = {
        "heads": 1, "teachers": teachers, "carers": classes, "others": 2 + classes // 4, "certified": teachers,
        "heads_certified": 1, "posts": 1 + teachers if unit.ownership == "public" else 0, "party": rng.choice((1, 3, 4)),
    }  # fmt: skip
    area = before.premises["kindergarten"] if before else {
        "outdoor": round(roll * rng.uniform(4.4, 6.5)), "activity": round(roll * rng.uniform(8.9, 11.0)),
        "building": round(roll * rng.uniform(11.2, 14.0)), "books": round(roll * rng.uniform(3.4, 5.0))}  # fmt: skip
    now.premises["kindergarten"] = dict(area)
    now.premises["kindergarten"]["books"] += 0 if before is None else 12
    if unit.name == "城关朝阳三幼儿园":
        now.premises["kindergarten"]["outdoor"] = round(roll * 3.1) if before is None else area["outdoor"]
    now.money = {"fee": {"public": 480.0, "inclusive_private": 760.0, "private": 1480.0}[unit.ownership],
                 "subsidy": roll * 620.0 if unit.ownership != "private" else 0.0}  # fmt: skip
