"""The shipped packs: complete examples, no item that nobody reads, no article without words, the frame of the round."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

import pytest

from jiaodu.core.framework import Framework, load_framework, pack_editions, try_framework
from jiaodu.core.framework.report_links import blocks
from jiaodu.core.framework.schema import Standard

PACKS = ("national-items@1", "provincial-duty@2020")
OUTCOMES = {"met", "not_met", "not_assessable"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# every figure of the reference report: the item that holds it
REPORTED = {
    "party_building": "leader_visits_least party_political_measures public_party_coverage private_party_work_coverage counsellors",
    "epidemic_response": (
        "people_protected inspection_groups liaison_officers recorded_lessons_opened teachers_recording new_lessons_recorded "
        "subjects_covered universities_online university_online_courses platform_kinds platforms"
    ),
    "moral_education": "national_day_participants fitness_measures_drafted",
    "higher_education": (
        "national_major_universities national_majors municipal_major_universities municipal_majors "
        "advanced_discipline_funds advanced_disciplines advanced_centres beijing_laboratories"
    ),
    "graduate_employment": "destination_rate",
    "graduate_startups": "startup_parks startup_teams",
    "poverty_support": "support_projects support_programmes cloud_support_projects",
    "preschool": "kindergarten_governance_completion new_preschool_places inclusive_share public_share",
    "school_groups": (
        "schools_joining_groups school_groups_total school_clusters_total cluster_school_share quality_schools_started"
    ),
    "school_access": (
        "compulsory_retention senior_gross_enrolment oversized_classes_compulsory oversized_classes_senior"
    ),
    "urban_rural_support": "schools_paired_tongzhou schools_supporting_huitian boarding_schools_trained",
    "local_budget": "education_outlay education_outlay_growth_reported",
    "per_pupil_outlay": "stage_outlay stage_pupils",
    "teacher_pay": "teacher_mean_pay civil_servant_mean_pay",
    "supervision_work": (
        "districts_inspected district_committee_coverage kindergartens_assessed monitoring_schools monitoring_pupils "
        "inspectors_full_time inspectors_part_time"
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=PACKS)
def framework(request: pytest.FixtureRequest) -> Framework:
    return load_framework([request.param])


@pytest.fixture(scope="module")
def duty() -> Framework:
    return load_framework(["provincial-duty@2020"])


def test_both_packs_are_found() -> None:
    editions = pack_editions()
    assert "1" in editions["national-items"]
    assert "2020" in editions["provincial-duty"]


@pytest.mark.parametrize("name", PACKS)
def test_nothing_is_wrong_with_a_pack(name: str) -> None:
    problems = try_framework([name]).problems
    assert not problems, "\n".join(p.line("en") for p in problems)


def test_every_standard_has_its_three_examples(framework: Framework) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for example in framework.examples.values():
        if example.standard and example.outcome:
            found[example.standard].add(example.outcome)
    lacking = {id_: OUTCOMES - found[id_] for id_ in framework.standards if OUTCOMES - found[id_]}
    assert not lacking


def test_every_item_is_read(framework: Framework) -> None:
    read = {(i.spec.table, item) for i in framework.indicators.values() if i.spec.table for item in i.items()}
    forms = [f for f in framework.forms.values() if not f.spec.is_register]
    unread = [(f.id, item) for f in forms for item in f.spec.items if (f.id, item) not in read]
    assert not unread


def test_every_cited_article_is_quoted_or_summarised(framework: Framework) -> None:
    for standard in framework.standards.values():
        for entry in standard.spec.entries:
            assert entry.article, f"{standard.id}: an entry without an article"
            article = framework.documents[entry.document].articles[entry.article]
            assert article.quote or article.summary, f"{entry.document} {entry.article}"


def test_an_unverified_article_makes_the_entry_unverified(framework: Framework) -> None:
    for standard in framework.standards.values():
        for entry in standard.spec.entries:
            if framework.documents[entry.document].articles[entry.article].unverified:
                assert entry.unverified or standard.spec.unverified, standard.id


def test_quotations_are_short(framework: Framework) -> None:
    quotes = [a.quote for d in framework.documents.values() for a in d.articles.values()]
    assert max(map(len, quotes)) <= 60


def test_proxies_say_why_they_are_proxies(framework: Framework) -> None:
    for standard in framework.standards.values():
        if standard.spec.basis == "proxy":
            assert standard.spec.note and standard.spec.note.zh and standard.spec.note.en, standard.id


def test_every_name_is_in_both_languages(framework: Framework) -> None:
    nouns: list[tuple[str, object]] = [(i.id, i.name) for i in framework.indicators.values()]
    nouns += [(s.id, s.name) for s in framework.standards.values()]
    nouns += [(f"{f.id}.{k}", i.name) for f in framework.forms.values() for k, i in f.spec.items.items()]
    for id_, name in nouns:
        assert CHINESE.search(name.zh), id_  # type: ignore[attr-defined]
        assert name.en and not CHINESE.search(name.en), id_  # type: ignore[attr-defined]


def test_the_twelve_focuses_stand_in_six_sections(duty: Framework) -> None:
    assert duty.frame is not None
    assert sorted(f.number for f in duty.frame.focuses.values()) == list(range(1, 13))
    assert len(duty.frame.sections) == 6
    covered = {section for focus in duty.frame.focuses.values() for section in focus.sections}
    assert covered == set(duty.frame.sections)
    assert all(focus.tasks for focus in duty.frame.focuses.values())


def test_the_report_answers_every_section_and_focus(duty: Framework) -> None:
    assert duty.report is not None and duty.frame is not None
    inner = [s for part in duty.report.sections for s in part.sections]
    assert {s.section for s in inner} == set(duty.frame.sections)
    assert {f for s in inner for f in s.focuses} == set(duty.frame.focuses)
    assert {s.include for s in duty.report.sections} == {"none", "problems", "measures"}


def test_every_standard_is_somebodys_task(duty: Framework) -> None:
    assert duty.frame is not None
    assigned = {s for focus in duty.frame.focuses.values() for task in focus.tasks for s in task.standards}
    assert assigned == set(duty.standards)


def test_assignments_are_marked_unverified(duty: Framework) -> None:
    assert duty.frame is not None
    assert all(task.unverified for focus in duty.frame.focuses.values() for task in focus.tasks)


def test_the_four_problems_have_neither_deadline_nor_department(duty: Framework) -> None:
    assert duty.frame is not None
    problems = duty.frame.problems.values()
    assert sorted(p.number for p in problems) == [1, 2, 3, 4]
    assert all(p.deadline is None and p.department is None and p.measure_items for p in problems)


@pytest.mark.parametrize(("form", "items"), [(f, i) for f, names in REPORTED.items() for i in names.split()])
def test_every_figure_of_the_reference_report_is_an_item(duty: Framework, form: str, items: str) -> None:
    assert items in duty.forms[form].spec.items
    assert any(i.spec.table == form and items in i.items() for i in duty.indicators.values())


@pytest.mark.parametrize(
    ("standard", "value"),
    [
        ("inclusive_preschool_city_target", "76"),
        ("public_preschool_share_half", "50"),
        ("leader_visits", "2"),
        ("counsellor_ratio", "200"),
        ("compulsory_retention_target", "95"),
        ("senior_enrolment_target", "90"),
        ("private_party_work_coverage_full", "100"),
        ("budget_outlay_only_up", "0"),
        ("per_pupil_outlay_only_up", "0"),
        ("teacher_pay_not_below", "100"),
    ],
)
def test_targets_and_rules_of_the_report_are_standards(duty: Framework, standard: str, value: str) -> None:
    spec: Standard = duty.standards[standard].spec
    assert spec.entries[-1].value == Decimal(value)


def test_a_report_writes_no_number_by_hand(duty: Framework) -> None:
    """Outside figures only names that carry digits may stand: document numbers, years, dates."""
    assert duty.report is not None
    named = r"〔\d{4}〕\d+号|\d{4}年度?|\d{4}届|第?\d+号|12个评价重点|100%|表\d|按1:(?=配备)|2020年"
    for steps, block in blocks(duty.report):
        if block.text is not None:
            left = re.sub(named, "", re.sub(r"\[\[[^\]]+\]\]", "", block.text.zh))
            assert not re.search(r"\d", left), f"{steps}: {left}"
            figures = [re.findall(r"\[\[([^\]]+)\]\]", text) for text in (block.text.zh, block.text.en)]
            assert sorted(figures[0]) == sorted(figures[1]), steps


def test_every_reported_indicator_stands_in_the_report(duty: Framework) -> None:
    """All but the rate counted in August of the next year, which has no value in the evaluated year."""
    assert duty.report is not None
    shown: set[str] = set()
    for _, block in blocks(duty.report):
        shown.update(block.table)
        if block.text is not None:
            shown.update(re.findall(r"\[\[([^\]|]+)", block.text.zh))
    problems = {n for p in (duty.frame.problems.values() if duty.frame else ()) for n in p.indicators}
    own = {
        i.id
        for i in duty.indicators.values()
        if i.pack == "provincial-duty" and i.spec.table and not i.by and i.spec.table not in ("teacher_pay",)
    }
    assert own - shown - problems == set()
