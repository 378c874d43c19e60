"""The invented county in the items of `school-items@1`: for each year, form by form, the rows that would be returned.

Reads `world.py`, knows the names of forms and items, and nothing of files.
"""

from __future__ import annotations

from typing import Any

from world import AREAS, COUNTY, YEARS, Unit, Year, units, years

Row = dict[str, Any]
KIND = {
    "primary": "primary_school", "teaching_point": "teaching_point", "junior": "junior_school", "nine_year": "nine_year",
    "complete": "complete_secondary", "twelve_year": "twelve_year", "special": "special", "vocational": "vocational",
    "kindergarten": "kindergarten",
}  # fmt: skip
PLANNED = {"2010": "until_2010", "2016": "y2011_2016", "2017": "since_2017"}
ORGANISER = {"7": "county_education", "8": "county_other", "10": "non_government"}
GROUPS = {1: "small", 2: "middle", 3: "large"}
GRADE_WORDS = "一二三四五六七八九"
GROUP_WORDS = {1: "小", 2: "中", 3: "大"}
COMPULSORY = ("primary", "junior")


def rows() -> dict[int, dict[str, list[Row]]]:
    """Year → form → rows. A row has `org` and the grain and items of its form."""
    found: dict[int, dict[str, list[Row]]] = {year: {} for year in YEARS}
    for one in years():
        forms = found[one.year]
        for form, made in (_kindergarten(one) if one.unit.kind == "kindergarten" else _school(one)).items():
            forms.setdefault(form, []).extend({"org": one.unit.code, **row} for row in made)
    for year in YEARS:
        found[year] |= {form: [{"org": COUNTY, **row} for row in made] for form, made in _county(year, found).items()}
    return found


def _grade(stage: str, grade: int) -> str:
    return GROUPS[grade] if stage == "kindergarten" else f"grade_{grade}"


def _class_name(stage: str, grade: int, number: int) -> str:
    if stage == "kindergarten":
        return f"{GROUP_WORDS[grade]}{number}班"
    return f"{GRADE_WORDS[grade - 1]}年级{number}班"


def _classes(one: Year) -> dict[str, list[Row]]:
    pupils, classes = [], []
    for (stage, grade), number in one.pupils.items():
        if stage == "vocational":
            continue
        sizes = one.classes[stage, grade]
        row = {"stage": stage, "grade": _grade(stage, grade), "classes": len(sizes), "pupils": number}
        row["migrant_pupils"] = round(number * (0.16 if one.unit.urban_rural == "urban" else 0.04))
        pupils.append(row)
        if stage in (*COMPULSORY, "kindergarten"):
            classes += [
                {"stage": stage, "class_name": _class_name(stage, grade, i + 1), "class_grade": _grade(stage, grade), "class_pupils": size}
                for i, size in enumerate(sizes)
            ]  # fmt: skip
    return {"pupils": pupils, "class_list": classes}


def _school(one: Year) -> dict[str, list[Row]]:
    if one.unit.kind == "vocational":
        return {}
    found = _classes(one)
    found["staff"] = [_staff(one.year, stage, people) for stage, people in one.staff.items()]
    taught = [s for s in one.unit.stages if s in COMPULSORY]
    if not taught:
        return found
    found["teacher_quality"] = [
        {
            "stage": s, "backbone_teachers": one.staff[s]["backbone"], "certified_teachers": one.staff[s]["certified"],
            "trained_teachers": one.staff[s]["trained"], "shared_pe_art_teachers": 0,
        }
        for s in taught
    ]  # fmt: skip
    if one.unit.ownership == "public":
        moved = {n: sum(one.staff[s][n] for s in taught) for n in ("eligible", "moved", "backbone_moved")}
        found["teacher_exchange"] = [
            {"exchange_eligible": moved["eligible"], "exchanged": moved["moved"], "exchanged_backbone": moved["backbone_moved"]}
        ]  # fmt: skip
    found["premises"] = [_premises(one, use, part) for use, part in one.premises.items()]
    found["special_rooms"] = _rooms(one)
    found["school_funds"] = [_funds(one)]
    found["school_practice"] = [_practice(one)]
    return found


def _staff(year: int, stage: str, people: dict[str, int]) -> Row:
    teachers = people["teachers"]
    return {
        "stage": stage, "staff": teachers + 2 + teachers // 12, "teachers": teachers, "above_qualified_teachers": people["degree"],
        "middle_title_teachers": round(teachers * (0.42 + 0.02 * (year - YEARS[0]))), "pe_teachers": people["pe"], "music_teachers": people["music"],
        "art_teachers": people["art"],
    }  # fmt: skip


def _premises(one: Year, use: str, part: dict[str, float]) -> Row:
    roll = sum(one.roll(s) for s in one.unit.stages if use in ("shared", s))
    dense = one.unit.town == "城关街道"
    return {
        "stage": use, "teaching_area": part["rooms_area"] + part["hall_area"], "indoor_sports_area": part["hall_area"],
        "sports_field_area": part["field_area"], "leased_sports_area": 0,
        "special_sports_area": round(roll * 0.2) if dense else 0, "equipment_value": round(part["equipment"], 2),
        "multimedia_rooms": int(part["media"]), "computers": round(roll * 0.14) + one.year - YEARS[0], "books": roll * 29 + 40 * (one.year - YEARS[0] + 1),
    }  # fmt: skip


def _rooms(one: Year) -> list[Row]:
    numbers: dict[str, int] = {}
    made = []
    for kind, area, built in one.rooms:
        numbers[kind] = numbers.get(kind, 0) + 1
        word = {"music": "音乐", "art": "美术"}[kind]
        made.append({"room": f"{word}{numbers[kind]}", "room_kind": kind, "room_area": area, "room_planned": built})
    return made


def _funds(one: Year) -> Row:
    standard = {"primary": 1150, "junior": 1350}
    taught = [s for s in one.unit.stages if s in COMPULSORY]
    roll = sum(one.roll(s) for s in taught)
    mean = sum(standard[s] * one.roll(s) for s in taught) / roll
    money = one.money
    training = money["training"]
    if one.year == YEARS[-1] and one.unit.name == "白鹭第三小学":
        training = round(money["budget"] * 0.043, 2)
    return {
        "public_funds_standard": round(mean, 2), "public_funds_allotted": round(money["budget"], 2),
        "public_funds_budget": round(money["budget"], 2), "public_funds_final": money["final"],
        "training_budget": training, "training_final": round(training * 0.99 if training < money["training"] else training, 2),
    }  # fmt: skip


def _practice(one: Year) -> Row:
    yes = (
        "has_charter",
        "informatised",
        "teachers_use_it",
        "moral_education_good",
        "curriculum_complete",
        "burden_in_check",
    )
    return {item: True for item in yes}


def _kindergarten(one: Year) -> dict[str, list[Row]]:
    found = _classes(one)
    people, place, unit = one.staff["kindergarten"], one.premises["kindergarten"], one.unit
    last = one.year == YEARS[-1]
    found["kindergarten_staff"] = [
        {
            "kg_principals": people["heads"], "kg_teachers": people["teachers"], "kg_nurses": people["carers"],
            "kg_health_staff": 1, "kg_other_staff": people["others"], "kg_certified_principals": people["heads_certified"],
            "kg_certified_teachers": people["certified"],
            "kg_vacant_posts": (2 if last and unit.name == "石桥中心幼儿园" else 0) if unit.ownership == "public" else "不适用",
        }
    ]  # fmt: skip
    found["kindergarten_premises"] = [
        {
            "kg_building_area": place["building"], "kg_activity_area": place["activity"],
            "kg_outdoor_area": place["outdoor"], "kg_books": place["books"],
        }
    ]  # fmt: skip
    members = people["party"]
    short = last and unit.name == "城关朝阳三幼儿园"
    found["kindergarten_practice"] = [
        {
            "kg_party": "own" if members >= 3 else "joint", "kg_party_members": members, "kg_premises_meet": not short,
            "kg_toys_meet": True, "kg_built_to_standard": True if unit.planned == "2017" else "不适用",
            "kg_inspector_assigned": True, "kg_inspected_in_cycle": True, "kg_filed": True, "kg_irregular_charges": 0,
            "kg_academic": False, "kg_fee": one.money["fee"],
        }
    ]  # fmt: skip
    return found


# --- what the county's departments return ---------------------------------------------------------------------------


def _county(year: int, found: dict[int, dict[str, list[Row]]]) -> dict[str, list[Row]]:
    step = year - YEARS[0]
    last = year == YEARS[-1]
    children = sum(r["pupils"] for r in found[year]["pupils"] if r["stage"] == "kindergarten")
    grade9 = [r["pupils"] for r in found[year]["pupils"] if r["grade"] == "grade_9"]
    graduates = sum(grade9)
    private = {u.code for u in units() if u.ownership != "public"}
    moved = [(r["org"] in private, r["migrant_pupils"]) for r in found[year]["pupils"] if r["stage"] in COMPULSORY]
    inside = {u.code for u in units() if u.ownership == "public" and u.urban_rural != "rural" and not u.boarding}
    zoned = {
        s: sum(r["pupils"] for r in found[year]["pupils"] if r["stage"] == s and r["org"] in inside) for s in COMPULSORY
    }
    public, bought = (sum(n for own, n in moved if own is other) for other in (False, True))
    return {
        "county_basic": [
            {
                "population_total": 42.36 + step * 0.21, "population_agricultural": 15.8 - step * 0.3, "subdistricts": 2,
                "townships": len(AREAS["town"]) + len(AREAS["rural"]), "villages": 118,
                "gdp_per_head": 58_300 + step * 2900, "revenue_per_head": 4_120 + step * 160,
                "rural_income": 21_400 + step * 1300, "urban_income": 43_900 + step * 2100,
            }
        ],
        "county_children": [{"registered_3_6": round(children / 0.913), "resident_3_5": round(children / 0.935)}],
        "county_pay": [
            {
                "teachers_mean_pay": 108_650 + step * 4100, "civil_servants_mean_pay": 107_900 + step * 4000,
                "performance_pay_approved": True,
            }
        ],
        "county_special_education": [
            {
                "special_public_funds": 96.75, "special_pupils": 112, "disabled_children": 143,
                "disabled_enrolled": 138 if not last else 139, "disabled_in_special": 58,
            }
        ],
        "county_access": [
            {
                "migrant_eligible": round((public + bought) / 0.934), "migrant_public": public, "migrant_purchased": bought,
                "zone_primary_pupils": zoned["primary"], "zone_primary_near": zoned["primary"],
                "zone_junior_pupils": zoned["junior"], "zone_junior_near": round(zoned["junior"] * 0.968),
                "quota_total": 1_180, "quota_allocated": 640, "quota_rural": 236,
            }
        ],
        "county_retention": [
            {
                "cohort_graduates": graduates, "cohort_entrants": graduates + 61, "cohort_in": 74, "cohort_out": 129,
                "cohort_deaths": 2,
            }
        ],
        "county_monitoring": _monitoring(year),
        "county_satisfaction": [
            {
                "questionnaires": 2_600, "questionnaires_parents": 1_500, "questionnaires_valid": 2_471,
                "questionnaires_satisfied": 2_198, "visits": 120, "visits_satisfied": 108,
            }
        ],
        "county_balance_practice": [_balance_practice()],
        "county_preschool": [
            {
                "townships_with_central": 6 if last else 5, "unlicensed_kindergartens": 0 if last else 2, "preschool_accidents": 0,
                "preschool_ethics_events": 0, "other_public_subsidy_system": True, "other_public_subsidy": 520 if last else 450,
                "inclusive_subsidy_system": True, "inclusive_subsidy": 620, "inspector_system": True,
                "community_due": len(_community(year)), "community_built": len(_community(year)), "preschool_veto": False,
            }
        ],
        "community_kindergartens": _community(year),
        "preschool_self_assessment": [_self_assessment(year)],
    }  # fmt: skip


def _community(year: int) -> list[Row]:
    """Kindergartens that stand in housing estates."""
    found = []
    for one in years():
        unit = one.unit
        if one.year != year or not unit.community:
            continue
        people, place = one.staff["kindergarten"], one.premises["kindergarten"]
        found.append(
            {
                "estate": unit.community, "estate_kindergarten": unit.name, "estate_address": f"{unit.town}示例路{int(unit.code[-2:])}号",
                "opened_on": "2015年9月", "estate_nature": unit.ownership, "estate_posts": people["posts"],
                "estate_staff_on_posts": people["posts"], "estate_building_area": place["building"],
                "estate_classes": sum(len(c) for c in one.classes.values()), "estate_children": one.roll("kindergarten"),
                "estate_fee": one.money["fee"], "estate_principal": unit.contact, "estate_telephone": unit.telephone,
            }
        )  # fmt: skip
    return found


def _monitoring(year: int) -> list[Row]:
    """Two subjects a year; what was not tested yet has no result."""
    tested = {2022: ("chinese", "arts"), 2023: ("mathematics", "sport"), 2024: ("science", "moral")}[year]
    level = {
        "chinese": (3, "0.121"),
        "arts": (3, "0.136"),
        "mathematics": (3, "0.142"),
        "sport": (4, "0.098"),
        "science": (3, "0.144"),
        "moral": (3, "0.117"),
    }
    return [
        {"subject": s, "attainment_level": v[0], "between_school_variation": v[1]}
        if year == YEARS[-1] or s in tested
        else {"subject": s, "attainment_level": "尚未产生", "between_school_variation": "尚未产生"}
        for s, v in level.items()
    ]  # fmt: skip


def _balance_practice() -> Row:
    stated = (
        "layout_reasonable", "standards_construction_unified", "standards_posts_unified", "standards_funds_unified",
        "standards_equipment_unified", "posts_allotted_by_county", "quota_favours_rural", "left_behind_care",
    )  # fmt: skip
    vetoes = (
        "veto_exam_breach", "veto_school_choice", "veto_key_classes", "veto_unfilled_posts", "veto_accident_or_fraud",
        "veto_training_governance",
    )  # fmt: skip
    return {**dict.fromkeys(stated, True), **dict.fromkeys(vetoes, False)}


def _self_assessment(year: int) -> Row:
    """The county's own view of the 36 items: it calls two of them better than the figures do."""
    weak = {2022: (11, 12, 16, 17, 24, 26, 27, 29), 2023: (11, 16, 17, 26, 29), 2024: (16, 17)}[year]
    return {f"p{n:02d}": "basic" if n in weak else "qualified" for n in range(1, 37)}


def register(units: list[Unit]) -> list[Row]:
    """The register rows of schools and kindergartens."""
    found = []
    for unit in units:
        found.append(
            {
                "org": unit.code, "name": unit.name, "level": "学校", "parent": COUNTY, "kind": KIND[unit.kind],
                "stage": unit.stages, "ownership": unit.ownership, "organiser": ORGANISER[unit.operator],
                "inclusive_level": unit.level.lower(), "urban_rural": unit.urban_rural, "planned": PLANNED[unit.planned],
                "dense_inner_city": "yes" if unit.town == "城关街道" and unit.kind != "kindergarten" else "no",
                "boarding": "yes" if unit.boarding else "no", "contact": unit.contact, "telephone": unit.telephone,
            }
        )  # fmt: skip
    return found
