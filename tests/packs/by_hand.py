"""A county of 2017's rule worked out by hand: fractions and plain loops, nothing of the engine. What a test compares with.

In: a random generator. Out: a county as plain mappings (units, rows of the forms), and what the rule says of it.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.tables import Column, ItemType
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import Framework

YEAR = 2024
Rows = dict[str, list[dict[str, Any]]]
LIMITS = {
    "teachers_above_per_100": ("4.2", "5.3"), "backbone_per_100": ("1", "1"), "pe_arts_per_100": ("0.9", "0.9"),
    "rooms_per_pupil": ("4.5", "5.8"), "sports_per_pupil": ("7.5", "10.2"), "equipment_per_pupil": ("2000", "2500"),
    "media_rooms_per_100": ("2.3", "2.4"),
}  # fmt: skip
STAGES = {
    "primary_school": ("primary",), "teaching_point": ("primary",), "junior_school": ("junior",),
    "nine_year": ("primary", "junior"), "complete_secondary": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"), "senior_school": ("senior",), "special": ("special",),
}  # fmt: skip
GRADE = {"primary": "grade_1", "junior": "grade_7", "senior": "grade_10", "special": "ungraded"}
# 1 : 1.1, 1 : 1.2 and 1 : 1.1 : 1.32, each as it is written for its kind of school
WEIGHTS = {
    "nine_year": {"primary": Fraction(1), "junior": Fraction(11, 10)},
    "complete_secondary": {"junior": Fraction(1), "senior": Fraction(12, 10)},
    "twelve_year": {"primary": Fraction(1), "junior": Fraction(11, 10), "senior": Fraction(132, 100)},
}
PREMISES = (
    "teaching_area", "indoor_sports_area", "sports_field_area", "leased_sports_area", "special_sports_area",
    "equipment_value", "multimedia_rooms",
)  # fmt: skip


def facts_of(framework: Framework, units: list[dict[str, str]], rows: Rows) -> MemoryFacts:
    """Plain rows as facts in memory; a row that has no `org` is the county's."""
    staged = []
    for form_id, given in rows.items():
        form = framework.forms[form_id]
        grain = {c.name for c in form.table.grain}
        columns = {c.name: c for c in (*form.table.grain, *form.table.items)}
        day = form.reference_date(Period(form.spec.period, YEAR))
        made: list[dict[str, Any]] = []
        for number, row in enumerate(given):
            keys = {"org": row.get("org", "X"), "period": YEAR, "as_of": day, "_row": number}
            keys |= {name: row[name] for name in grain}
            by_source: dict[str, dict[str, Any]] = {}
            for name in row.keys() - grain - {"org"}:
                sources = form.spec.items[name].sources or form.spec.sources
                by_source.setdefault(sources[0], {})[name] = typed(columns[name], row[name])
            made += [{**keys, "source": source, **values} for source, values in by_source.items()]
        staged.append(stage_rows(form.table, Origin("by hand", "", "", "rows", {}), made))
    tree = [
        Organisation(
            u["org"], u["org"], u["level"], u.get("parent", ""), dt.date(1900, 1, 1), None,
            {k: tuple(v.split("、")) for k, v in u.items() if k not in ("org", "level", "parent")},
        )
        for u in units
    ]  # fmt: skip
    return MemoryFacts(staged, OrganisationTree(tree))


def typed(column: Column, value: Any) -> Any:
    """A plain value as the form's item holds it."""
    if value is None or column.type is not ItemType.NUMBER:
        return value
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-column.digits))


# --- a county ---------------------------------------------------------------------------------------------------------


def county(seed: int, slack: tuple[str, ...]) -> tuple[list[dict[str, str]], Rows]:
    """Sixteen schools of every kind. Each of their seven figures is near limit × one of `slack`."""
    chance = random.Random(seed)
    units, rows = [{"org": "X", "level": "county"}], good_county()
    if seed % 2:
        units[0]["certified"] = "2021-08-31"  # three years are over on 1 September 2024
    kinds = [
        ("teaching_point", {"primary": 49}), ("teaching_point", {"primary": 50}), ("teaching_point", {"primary": 99}),
        ("primary_school", {"primary": 99}), ("primary_school", {"primary": 100}), ("primary_school", {"primary": 60}),
        ("primary_school", {}), ("primary_school", {}), ("junior_school", {}), ("junior_school", {"junior": 75}),
        ("nine_year", {}), ("nine_year", {"primary": 30, "junior": 40}), ("complete_secondary", {}),
        ("twelve_year", {}), ("senior_school", {}), ("special", {}),
    ]  # fmt: skip
    for number, (kind, fixed) in enumerate(kinds):
        code = f"S{number:02d}"
        rural = chance.random() < 0.5
        unit = {
            "org": code, "level": "school", "parent": "X", "kind": kind, "stage": "、".join(STAGES[kind]),
            "ownership": "public", "urban_rural": "rural" if rural else "urban", "planned": "since_2017",
            "dense_inner_city": "yes" if not rural and chance.random() < 0.6 else "no", "boarding": "no",
        }  # fmt: skip
        units.append(unit)
        pupils = {s: fixed.get(s, chance.randint(200, 900)) for s in STAGES[kind]}
        add_school(chance, rows, unit, pupils, slack, counts_leased(units[0], unit))
    return units, rows


def add_school(
    chance: random.Random, rows: Rows, unit: dict[str, str], pupils: dict[str, int], slack: tuple[str, ...], dense: bool
) -> None:
    """The rows of one school, its figures near the limits."""
    code, total = unit["org"], sum(pupils.values())
    near = {
        name: {s: Fraction(limit) * Fraction(chance.choice(slack)) for s, limit in zip(("primary", "junior"), two, strict=True)}
        for name, two in LIMITS.items()
    }  # fmt: skip
    for stage, n in pupils.items():
        rows["pupils"].append(
            {"org": code, "stage": stage, "grade": GRADE[stage], "classes": 12, "pupils": n, "migrant_pupils": 0}
        )
        if stage not in ("senior", "special"):
            rows["class_list"].append(
                {"org": code, "stage": stage, "class_name": "1", "class_grade": GRADE[stage], "class_pupils": 40}
            )
        want = {
            name: near[name].get(stage, Fraction(1)) * n / 100
            for name in ("teachers_above_per_100", "backbone_per_100", "pe_arts_per_100")
        }
        whole = {name: -int(-value // 1) if value > 0 else 0 for name, value in want.items()}
        arts = whole["pe_arts_per_100"]
        shared = chance.randint(0, 1)
        small = unit["urban_rural"] == "rural" and 50 <= sum(pupils.values()) < 100
        own = max(arts - shared, 0) if small else arts
        pe = chance.randint(0, own)
        rows["staff"].append({
            "org": code, "stage": stage, "staff": 90, "teachers": 80, "above_qualified_teachers": whole["teachers_above_per_100"],
            "middle_title_teachers": 20, "pe_teachers": pe, "music_teachers": own - pe, "art_teachers": 0,
        })  # fmt: skip
        if stage in ("primary", "junior"):
            rows["teacher_quality"].append({
                "org": code, "stage": stage, "backbone_teachers": whole["backbone_per_100"], "certified_teachers": 80,
                "trained_teachers": 80, "shared_pe_art_teachers": shared,
            })  # fmt: skip
    if not set(pupils) & {"primary", "junior"}:
        return
    # one shared row, and for some combined schools a campus of one stage alone
    uses = ["shared"] if len(pupils) > 1 else [next(iter(pupils))]
    if len(pupils) > 1 and chance.random() < 0.7:
        uses.append(chance.choice([s for s in pupils if s != "senior"]))
    weights = WEIGHTS.get(unit["kind"], {stage: Fraction(1) for stage in pupils})
    for use in uses:
        # what is shared suffices for the stage that asks most of its share; a campus of one stage adds a tenth
        indoor, leased, extra = chance.randint(0, 200), chance.randint(0, 90), chance.choice([0, 0, 50])
        part, sports, value, media = (
            max(near[name].get(s, Fraction(0)) / weights[s] for s in pupils) * sum(weights[s] * n for s, n in pupils.items())
            * (1 if use == uses[0] else Fraction(1, 10))
            for name in ("rooms_per_pupil", "sports_per_pupil", "equipment_per_pupil", "media_rooms_per_100")
        )  # fmt: skip
        sports -= indoor + (leased + extra if dense else 0)
        value, media = value / 10000, media / 100
        rows["premises"].append({
            "org": code, "stage": use, "teaching_area": two(part + indoor), "indoor_sports_area": indoor,
            "sports_field_area": two(max(sports, Fraction(0))), "leased_sports_area": leased, "special_sports_area": extra,
            "equipment_value": two(value), "multimedia_rooms": -int(-media // 1),
            "computers": 40 + total // 10, "books": 20 * total,
        })  # fmt: skip
    rows["special_rooms"] += [
        {"org": code, "room": f"{kind}{i}", "room_kind": kind, "room_area": 96}
        for kind in ("music", "art")
        for i in range(len(pupils))
    ]
    rows["teacher_exchange"].append({"org": code, "exchange_eligible": 50, "exchanged": 10, "exchanged_backbone": 2})
    rows["school_funds"].append({
        "org": code, "public_funds_standard": 1000, "public_funds_allotted": 1000 * max(total, 100),
        "public_funds_budget": 100000, "public_funds_final": 100000, "training_budget": 5000, "training_final": 5000,
    })  # fmt: skip
    rows["school_practice"].append({
        "org": code, **dict.fromkeys(("has_charter", "informatised", "teachers_use_it", "moral_education_good", "curriculum_complete", "burden_in_check"), True),
    })  # fmt: skip


def two(value: Fraction) -> str:
    """Two decimals, upward, so that a figure at its limit reaches it."""
    return str(Decimal(-int(-value * 100 // 1)) / 100)


def good_county() -> Rows:
    """The rows of a county whose other items are all just met."""
    practice = ("layout_reasonable", "standards_construction_unified", "standards_posts_unified", "standards_funds_unified",
                "standards_equipment_unified", "posts_allotted_by_county", "quota_favours_rural", "left_behind_care")  # fmt: skip
    vetoes = (
        "exam_breach",
        "school_choice",
        "key_classes",
        "unfilled_posts",
        "accident_or_fraud",
        "training_governance",
    )
    forms = (
        "pupils",
        "class_list",
        "staff",
        "teacher_quality",
        "premises",
        "special_rooms",
        "teacher_exchange",
        "school_funds",
        "school_practice",
    )
    rows: Rows = {name: [] for name in forms}
    rows["county_pay"] = [
        {"teachers_mean_pay": 95000, "civil_servants_mean_pay": 95000, "performance_pay_approved": True}
    ]
    rows["county_special_education"] = [
        {
            "special_public_funds": 80,
            "special_pupils": 100,
            "disabled_children": 100,
            "disabled_enrolled": 95,
            "disabled_in_special": 40,
        }
    ]
    rows["county_access"] = [{
        "migrant_eligible": 100, "migrant_public": 80, "migrant_purchased": 5, "zone_primary_pupils": 900, "zone_primary_near": 900,
        "zone_junior_pupils": 900, "zone_junior_near": 855, "quota_total": 600, "quota_allocated": 300, "quota_rural": 150,
    }]  # fmt: skip
    rows["county_retention"] = [
        {"cohort_graduates": 300, "cohort_entrants": 305, "cohort_in": 12, "cohort_out": 20, "cohort_deaths": 1}
    ]
    rows["county_monitoring"] = [{"subject": "chinese", "attainment_level": 3, "between_school_variation": "0.1499"}]
    rows["county_satisfaction"] = [
        {
            "questionnaires": 1000,
            "questionnaires_parents": 600,
            "questionnaires_valid": 1000,
            "questionnaires_satisfied": 850,
            "visits": 100,
            "visits_satisfied": 85,
        }
    ]
    rows["county_balance_practice"] = [dict.fromkeys(practice, True) | {f"veto_{v}": False for v in vetoes}]
    return rows


# --- what the rule says -----------------------------------------------------------------------------------------------


def assessed(unit: dict[str, str], pupils: dict[str, int]) -> bool:
    """All schools but teaching points of fewer than 50 pupils, special and vocational schools."""
    compulsory = sum(n for s, n in pupils.items() if s in ("primary", "junior"))
    return bool(compulsory) and not (unit["kind"] == "teaching_point" and compulsory < 50)


def counts_leased(county_: dict[str, str], unit: dict[str, str]) -> bool:
    """Leased and converted ground: in a dense inner city, until three years after the county was certified."""
    return unit["dense_inner_city"] == "yes" and "certified" not in county_


def seven(county_: dict[str, str], unit: dict[str, str], stage: str, rows: Rows) -> tuple[dict[str, Fraction], int]:
    """The seven of one stage of one school, and its pupils."""
    code = unit["org"]
    pupils = {r["stage"]: r["pupils"] for r in rows["pupils"] if r["org"] == code}
    n = pupils[stage]
    weights = WEIGHTS.get(unit["kind"], {stage: Fraction(1)})
    share = weights[stage] * n / sum(weights[s] * pupils[s] for s in weights)
    have = dict.fromkeys(PREMISES, Fraction(0))
    for row in rows["premises"]:
        if row["org"] == code and row["stage"] in ("shared", stage):
            for name in PREMISES:
                have[name] += Fraction(str(row[name])) * (share if row["stage"] == "shared" else 1)
    staff = next(r for r in rows["staff"] if r["org"] == code and r["stage"] == stage)
    quality = next(r for r in rows["teacher_quality"] if r["org"] == code and r["stage"] == stage)
    arts = staff["pe_teachers"] + staff["music_teachers"] + staff["art_teachers"]
    compulsory = sum(p for s, p in pupils.items() if s in ("primary", "junior"))
    if unit["urban_rural"] == "rural" and 50 <= compulsory <= 99:
        arts += quality["shared_pe_art_teachers"]
    sports = have["indoor_sports_area"] + have["sports_field_area"]
    if counts_leased(county_, unit):
        sports += have["leased_sports_area"] + have["special_sports_area"]
    return {
        "teachers_above_per_100": Fraction(staff["above_qualified_teachers"] * 100, n),
        "backbone_per_100": Fraction(quality["backbone_teachers"] * 100, n),
        "pe_arts_per_100": Fraction(arts * 100, n),
        "rooms_per_pupil": (have["teaching_area"] - have["indoor_sports_area"]) / n,
        "sports_per_pupil": sports / n,
        "equipment_per_pupil": have["equipment_value"] * 10000 / n,
        "media_rooms_per_100": have["multimedia_rooms"] * 100 / n,
    }, n


def school_passes(values: dict[str, Fraction], stage: str) -> bool:
    """Six of seven at their limit, the rest at 85 % of it."""
    at = 0 if stage == "primary" else 1
    reached = sum(values[name] >= Fraction(two_[at]) for name, two_ in LIMITS.items())
    return reached >= 6 and all(values[name] >= Fraction(two_[at]) * Fraction(85, 100) for name, two_ in LIMITS.items())


def mean(pairs: list[tuple[Fraction, int]]) -> Fraction:
    """All that the schools have by all their pupils."""
    return sum((x * n for x, n in pairs), Fraction(0)) / sum(n for _, n in pairs)


def coefficient(pairs: list[tuple[Fraction, int]]) -> Decimal:
    """S / X̄ with the schools weighted by pupils, to 40 digits."""
    middle, everybody = mean(pairs), sum(n for _, n in pairs)
    square = sum((Fraction(n, everybody) * (x - middle) ** 2 for x, n in pairs), Fraction(0)) / middle**2
    with localcontext() as context:
        context.prec = 40
        return (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()


def rounded(value: Fraction | Decimal, digits: int) -> Decimal:
    """Half up."""
    with localcontext() as context:
        context.prec = 60
        found = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
        return found.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
