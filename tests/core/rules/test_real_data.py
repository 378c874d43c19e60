"""The rules on published data with known flaws and known habits; skipped where the data are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from packs_in_text import PackWriter

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import Problem
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, Staged, arrow_type
from jiaodu.core.framework import Form
from jiaodu.core.rules import check_stored

SAID = "  why: {zh: 因为, en: because}\n  remedy: {zh: 核对, en: check}\n"
HEAD = "  period: calendar_year\n  reference_dates: {end: 12-31}\n  sources: [stat]\n"
LEVEL = {"school": "  level: school\n", "province": "  level: province\n"}


def stage(form: Form, frame: pd.DataFrame, year: Sequence[int]) -> Staged:
    """Columns org, the grain and items of a frame as rows of a form."""
    types = form.table.column_types()
    columns: dict[str, Any] = {
        "org": pa.array(frame["org"].astype(str), pa.string()), "period": pa.array(year, pa.int32()),
        "as_of": pa.array([f"{y}-12-31" for y in year]).cast(pa.date32()), "source": pa.array(["stat"] * len(frame)),
        "_row": pa.array(range(2, len(frame) + 2), pa.int32()),
    }  # fmt: skip
    for name in (*form.spec.grain, *form.spec.items):
        values = pa.array(frame[name], from_pandas=True)
        columns[name] = values.cast(pa.string() if types[name] == "VARCHAR" else arrow_type(types[name]), safe=False)
    return Staged(form.table, Origin("data.csv", "0" * 64, "", "rows", {}), pa.table(columns))


def found(
    pack: PackWriter, forms: str, checks: str, frames: Mapping[str, pd.DataFrame], years: Sequence[int]
) -> list[Problem]:
    framework = pack.add(forms=forms, checks=checks).load()
    sheets = [stage(framework.forms[name], frame, frame["year"].tolist()) for name, frame in frames.items()]
    orgs = sorted({str(o) for frame in frames.values() for o in frame["org"]})
    facts = MemoryFacts(sheets, [Organisation(o, o, "school") for o in orgs])
    return list(check_stored(framework, facts, {PeriodKind.CALENDAR_YEAR: years}))


def test_ratios_published_on_the_wrong_provinces_in_2006_are_noticed(pack: PackWriter, reference_data: Path) -> None:
    table = pd.read_csv(reference_data / "cn_nbs" / "province" / "教育" / "各级普通学校生师比.csv", dtype=str)
    frame = pd.DataFrame({"org": table["省份编码"], "year": table["年份"].astype(int)})
    for item, name in (("primary", "小学"), ("junior", "初中"), ("senior", "普通高中")):
        frame[item] = pd.to_numeric(table[f"{name}生师比(教师人数=1)"])
    items = "".join(
        f"    {i}: {{name: {{zh: {i}生师比, en: {i}}}, type: number, unit: ratio, digits: 2}}\n"
        for i in ("primary", "junior", "senior")
    )
    forms = f"ratios:\n  name: {{zh: 表, en: form}}\n{LEVEL['province']}{HEAD}  items:\n{items}"
    checks = f"moved:\n  name: {{zh: 变动, en: moved}}\n  kind: change\n  form: ratios\n  items: [primary, junior, senior]\n  method: {{U: 0, A: 0.05, C: 7}}\n  band: {{down: 30, up: 30}}\n{SAID}"
    by_year = Counter(p.data["ordinal"] for p in found(pack, forms, checks, {"ratios": frame}, range(2001, 2020)))
    print("ratio edit, provinces, findings by year:", dict(sorted(by_year.items())))
    # rows slipped in 2006: the change into that year and out of it
    assert {2006, 2007} <= {year for year, _ in by_year.most_common(3)}
    assert by_year[2006] + by_year[2007] > 0.5 * sum(by_year.values())


GRADES = ["k", "g1", "g2", "g3", "g4", "g5"]
CODES = "{" + ", ".join(f"{g}: {{name: {{zh: 年级{g}, en: {g}}}}}" for g in GRADES) + "}"


def test_eau_claire_cohorts_break_in_the_year_without_virtual_pupils(pack: PackWriter, reference_data: Path) -> None:
    folder = reference_data / "enrol_eau_claire"
    table = pd.read_csv(folder / "enrolment_school_grade_1998_2024.csv", dtype={"grade": str})
    frame = pd.DataFrame(
        {
            "org": table["school"],
            "year": table["fall_year"],
            "students": table["students"],
            "sections": table["sections"],
        }
    )
    frame["grade"] = table["grade"].map(dict(zip(["K", "1", "2", "3", "4", "5"], GRADES, strict=True)))
    frame = frame.dropna().drop_duplicates(["org", "year", "grade"])
    forms = (
        f"grades:\n  name: {{zh: 表, en: form}}\n{LEVEL['school']}{HEAD}  grain: {{grade: {{name: {{zh: 年级, en: grade}}, type: code, codes: {CODES}}}}}\n"
        "  items:\n    students: {name: {zh: 学生, en: students}, type: count, unit: 人, minimum: 0}\n    sections: {name: {zh: 班, en: sections}, type: count, unit: 个班, minimum: 0}\n"
    )
    checks = f"cohorts:\n  name: {{zh: 同批, en: cohorts}}\n  kind: cohort\n  form: grades\n  column: grade\n  value: students\n  grades: [{', '.join(GRADES)}]\n  band: {{down: 15, up: 15, least: 8}}\n{SAID}"
    checks += f"size:\n  name: {{zh: 班额, en: size}}\n  kind: classes\n  form: grades\n  classes: sections\n  pupils: students\n  minimum: 8\n  maximum: 32\n{SAID}"
    problems = found(pack, forms, checks, {"grades": frame}, range(1999, 2025))
    broken: Counter[int] = Counter(p.data["ordinal"] for p in problems if p.code == "D08")
    pairs = frame[frame["grade"] != "k"].groupby("year").size()
    share = {year: round(broken[year] / pairs[year], 3) for year in sorted(pairs.index) if year > 1998}
    print(
        "cohorts outside 15 % and 8 pupils, share by year:",
        share,
        "; mean class sizes outside 8 to 32:",
        sum(p.code == "D10" for p in problems),
    )
    others = sorted(v for y, v in share.items() if y not in (2020, 2021))
    assert max(share[2020], share[2021]) > 2 * others[len(others) // 2]


def test_capacities_are_rounded_and_rolls_are_not(pack: PackWriter, reference_data: Path) -> None:
    table = pd.read_csv(reference_data / "capacity_england" / "scap_2015_schools.csv", dtype=str)
    frame = pd.DataFrame({"org": table["LAEstab"], "year": 2015})
    frame["roll"] = pd.to_numeric(table["MAYNOR"], errors="coerce")
    frame["capacity"] = pd.to_numeric(table["Netcapacity (1)"], errors="coerce")
    frame = frame.drop_duplicates("org")
    forms = (
        f"schools:\n  name: {{zh: 表, en: form}}\n{LEVEL['school']}{HEAD}  items:\n    roll: {{name: {{zh: 在校生, en: roll}}, type: count, unit: 人}}\n"
        "    capacity: {name: {zh: 容量, en: capacity}, type: count, unit: 人}\n"
    )
    checks = (
        f"digits:\n  name: {{zh: 末位, en: digits}}\n  kind: digits\n  form: schools\n  items: [roll, capacity]\n{SAID}"
    )
    problems = found(pack, forms, checks, {"schools": frame}, [2015])
    print("round figures:", [(p.data["items"], p.data["hits"], p.data["values"]) for p in problems])
    assert [p.data["items"] for p in problems if p.code == "D11"] == [("capacity",)]


def test_italian_classes_have_pupils_and_pupils_classes(pack: PackWriter, reference_data: Path) -> None:
    table = pd.read_csv(
        reference_data / "class_size_italy" / "students_classes_grade_2022_23.csv",
        dtype={"School_code": str},
        keep_default_na=False,
    )
    grouped = table.groupby(["School_code", "Order", "Grade"], as_index=False)[
        ["Classes", "Male_students", "Female_students"]
    ].sum()
    frame = pd.DataFrame(
        {"org": grouped["School_code"], "year": 2022, "grade": grouped["Order"] + " " + grouped["Grade"].astype(str)}
    )
    frame["classes"], frame["pupils"] = grouped["Classes"], grouped["Male_students"] + grouped["Female_students"]
    forms = (
        f"grades:\n  name: {{zh: 表, en: form}}\n{LEVEL['school']}{HEAD}  grain: {{grade: {{name: {{zh: 年级, en: grade}}, type: text}}}}\n  items:\n"
        "    classes: {name: {zh: 班, en: classes}, type: count, unit: 个班}\n    pupils: {name: {zh: 学生, en: pupils}, type: count, unit: 人}\n"
    )
    checks = f"size:\n  name: {{zh: 班额, en: size}}\n  kind: classes\n  form: grades\n  classes: classes\n  pupils: pupils\n  minimum: 1\n  maximum: 32\n{SAID}"
    problems = found(pack, forms, checks, {"grades": frame}, [2022])
    listed = [p for p in problems if p.code == "D10"]
    more = sum(p.data["more"] for p in problems if p.code == "D20")
    by_hand = ((frame["classes"] == 0) & (frame["pupils"] > 0)) | (
        (frame["classes"] > 0) & ((frame["pupils"] < frame["classes"]) | (frame["pupils"] > 32 * frame["classes"]))
    )
    print("Italian grades outside 1 to 32 a class:", len(listed) + more, "of", len(frame))
    assert len(listed) + more == int(by_hand.sum())
