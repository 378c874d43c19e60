"""The reference report rebuilt: every quantitative statement that it makes is a figure of the report from its numbers.

The list was made by reading the published text; it names each number in the order of the text, as it stands there.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import load_framework
from jiaodu.intake import read_sources
from jiaodu.reports import Document, compose_report
from jiaodu.reports.document import Figure, Heading, Paragraph, text_of

EXAMPLES = Path(__file__).parents[2] / "examples"
# as the text has it, the line of the annex, the part of the value, as the report prints it
STATED = [
    ("2次", "leader_visits_least", "limit", "2次"),
    ("100项", "party_political_measures", "value", "100项"),
    ("公办全覆盖", "public_party_coverage", "value", "100%"),
    ("工作覆盖100%", "private_party_work_coverage", "value", "100%"),
    ("1:200", "students_per_counsellor", "limit", "200"),
    ("320多万", "people_protected", "value", "320万人以上"),
    ("14个", "inspection_groups", "value", "14个"),
    ("89名", "liaison_officers", "value", "89人"),
    ("1.7万余节", "recorded_lessons_opened", "value", "1.7万节以上"),
    ("千余名", "teachers_recording", "value", "1000人以上"),
    ("4000节", "new_lessons_recorded", "value", "4000节"),
    ("9个", "subjects_covered", "value", "9个"),
    ("66所", "universities_online", "value", "66所"),
    ("8.5万多门次", "university_online_courses", "value", "8.5万门次以上"),
    ("五类", "platform_kinds", "value", "5类"),
    ("15家", "platforms", "value", "15家"),
    ("9万多名", "national_day_participants", "value", "9万人以上"),
    ("二十条", "fitness_measures_drafted", "value", "20条"),
    ("56所", "national_major_universities", "value", "56所"),
    ("462个", "national_majors", "value", "462个"),
    ("57所", "municipal_major_universities", "value", "57所"),
    ("155个", "municipal_majors", "value", "155个"),
    ("19.67亿元", "advanced_discipline_funds", "value", "19.67亿元"),
    ("99个", "advanced_disciplines", "value", "99个"),
    ("22个", "advanced_centres", "value", "22个"),
    ("13个", "beijing_laboratories", "value", "13个"),
    ("95.62%", "graduate_destination_rate", "value", "95.62%"),
    ("三个", "startup_parks", "value", "3个"),
    ("303支", "startup_teams", "value", "303支"),
    ("171个", "support_projects", "value", "171个"),
    ("5项", "support_programmes", "value", "5项"),
    ("近20个", "cloud_support_projects", "value", "近20个"),
    ("97%以上", "kindergarten_governance_completion", "value", "97%以上"),
    ("3万个", "new_preschool_places", "value", "3万个"),
    ("80.73%", "inclusive_preschool_share", "value", "80.73%"),
    ("76%", "inclusive_preschool_share", "limit", "76%"),
    ("超额完成", "inclusive_preschool_share", "over", "高于目标4.73个百分点"),
    ("62.96%", "public_preschool_share", "value", "62.96%"),
    ("50%", "public_preschool_share", "limit", "50%"),
    ("超过50%", "public_preschool_share", "over", "高于目标12.96个百分点"),
    ("101所", "schools_joining_groups", "value", "101所"),
    ("158个", "school_groups_total", "value", "158个"),
    ("131个", "school_clusters_total", "value", "131个"),
    ("三分之二以上", "cluster_school_share", "value", "三分之二以上"),
    ("7所", "quality_schools_started", "value", "7所"),
    ("102.04%", "compulsory_retention_rate", "value", "102.04%"),
    ("99%以上", "senior_gross_enrolment_ratio", "value", "99%以上"),
    ("义务教育均不存在大班额", "oversized_classes_compulsory", "value", "0班"),
    ("普通高中均不存在大班额", "oversized_classes_senior", "value", "0班"),
    ("31所", "schools_paired_tongzhou", "value", "31所"),
    ("11所", "schools_supporting_huitian", "value", "11所"),
    ("105所", "boarding_schools_trained", "value", "105所"),
    ("1125.36亿元", "education_outlay_as_reported", "value", "1125.36亿元"),
    ("10.25%", "education_outlay_growth_as_reported", "value", "10.25%"),
    ("人均同比增长", "budget_outlay_per_pupil_growth", "value", "〔未报：有表述无数据〕"),
    ("工资不低于公务员", "teacher_pay_ratio", "value", "〔未报：有表述无数据〕"),
    ("8个区", "districts_inspected", "value", "8个"),
    ("592所", "kindergartens_assessed", "value", "592所"),
    ("321所", "monitoring_schools", "value", "321所"),
    ("近9600名", "monitoring_pupils", "value", "近9600人"),
    ("各区均已成立", "district_committee_coverage", "value", "100%"),
    ("407人", "inspectors_full_time", "value", "407人"),
    ("1817人", "inspectors_part_time", "value", "1817人"),
    ("学位缺口", "school_places_gap", "value", "〔未报：有表述无数据〕"),
    ("8月20日", "graduate_destination_rate_august--y2020", "as_of", "2020年8月20日"),
    ("80.1%", "graduate_destination_rate_august--y2020", "value", "80.1%"),
]  # fmt: skip


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    framework = load_framework("provincial-duty@2020")
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    organisations = [o for register in intake.registers for o in register.organisations]
    return evaluate(framework, MemoryFacts(intake.staged, organisations), 2019, orgs=["110000"])


@pytest.fixture(scope="module")
def document(evaluated: Evaluated) -> Document:
    return compose_report(evaluated, "110000")


@pytest.fixture(scope="module")
def prose(document: Document) -> dict[tuple[str, str], Figure]:
    """The figures of the sentences (a table alone is no statement), by line of the annex and part."""
    blocks = [b for b in document.blocks if isinstance(b, Paragraph)]
    return {(i.entry, i.part): i for b in blocks for i in b.inlines if isinstance(i, Figure)}


@pytest.mark.parametrize(("stated", "entry", "part", "printed"), STATED, ids=[s[0] for s in STATED])
def test_a_statement_of_the_reference_report_is_a_figure(
    prose: dict[tuple[str, str], Figure], stated: str, entry: str, part: str, printed: str
) -> None:
    assert prose[entry, part].text == printed
    assert prose[entry, part].missing == printed.startswith("〔")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_make_the_same_statements(evaluated: Evaluated, language: str) -> None:
    document = compose_report(evaluated, "110000", language)  # type: ignore[arg-type]
    made = {(f.entry, f.part) for f in document.figures()}
    assert {(entry, part) for _, entry, part, _ in STATED} <= made


def test_parts_sections_and_length_are_those_of_the_reference(document: Document, evaluated: Evaluated) -> None:
    headings = [b for b in document.blocks if isinstance(b, Heading)]
    assert [h.text[:2] for h in headings if h.level == 1] == ["一、", "二、", "三、"]
    numbers = [h.text[:3] for h in headings if h.level == 2]
    assert numbers == [f"（{n}）" for n in "一二三四五六一二三四一二三四"]
    frame = evaluated.values.framework.frame
    assert frame is not None and len(frame.focuses) == 12
    said = [text_of(b) for b in document.blocks if isinstance(b, Heading | Paragraph)]
    whole = f"{document.addressee}：" + "".join(s for s in said if not s.startswith("注："))
    assert document.characters == len("".join(whole.split()))
    assert 2000 < document.characters < 5000


def test_what_the_reference_does_not_state_is_said_not_to_be(document: Document) -> None:
    text = "\n".join(text_of(b) for b in document.blocks if isinstance(b, Paragraph))
    assert text.count("〔未写明责任单位；未写明期限〕") == 4
    asked = [p for p in document.problems if p.code == "R15"]
    assert len(asked) == 4 and all(p.place.file.endswith("duties/2020.yaml") and p.place.line for p in asked)
    silent = [p for p in document.problems if p.code == "R12"]
    assert {p.data["indicator"] for p in silent} >= {"leader_visits_least", "school_places_gap", "teacher_pay_ratio"}
    assert all(p.place.line and p.severity == "warning" for p in silent)


def test_every_labelled_number_of_the_reference_has_its_figure(
    reference_data: Path, evaluated: Evaluated, document: Document, prose: dict[tuple[str, str], Figure]
) -> None:
    """A list made by others, with values in base units: each is the exact number behind one of our figures."""
    file = reference_data / "claims_labelled" / "claims" / "000.jsonl"
    rows = [r for line in file.read_text(encoding="utf-8").splitlines() if (r := json.loads(line))["claim"]]
    behind = {e.key: e.behind for e in document.annex}
    found: dict[Fraction, set[Hedge | None]] = {}
    for (entry, part), figure in prose.items():
        value = behind[entry]
        if value is None or not figure.exact or part not in ("value", "limit"):
            continue
        factor = evaluated.values.framework.indicators[value.indicator].unit.factor
        found.setdefault(Fraction(figure.exact) * factor, set()).add(value.hedge)
    hedges = {None: None, "over": Hedge.AT_LEAST, "at_least": Hedge.AT_LEAST, "under": Hedge.AT_MOST}
    lacking = []
    for row in rows:
        number = Fraction(str(row["value"]))
        if row["text"] == "1:200":
            number = 1 / number  # the rule is kept as students to one counsellor
        if row.get("optional") and row["measure"] == "省级政府履职评价重点方面数":
            continue  # the number of focuses: of the frame, not of the data
        near = [h for n, h in found.items() if abs(n - number) < Fraction(1, 10000) * max(1, abs(number))]
        if not near:
            lacking.append(row["text"])
        elif row.get("relation", None) is None and hedges[row.get("approx")] not in set().union(*near):
            lacking.append(f"{row['text']} {row['approx']}")
    assert len(rows) == 57 and not lacking
