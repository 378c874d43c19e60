"""Templates: which one writes a report, what is wrong with one, problems with who answers by when; a pack of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.core.packs_in_text import PackWriter, staged, unit

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework, load_framework, try_framework
from jiaodu.reports import compose_report
from jiaodu.reports.compose import has_template
from jiaodu.reports.document import Document, Figure, Heading, Paragraph, Table, text_of

FORM = """
counts:
  name: {zh: 数据, en: data}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人}
"""
INDICATORS = """
pupils: {name: {zh: 学生, en: pupils}, table: counts, formula: sum(pupils), unit: 人, levels: [school, county], round: {digits: 0}}
load: {name: {zh: 师生比, en: pupils to a teacher}, table: counts, formula: sum(pupils) / sum(teachers), unit: ratio, levels: [school, county], round: {digits: 1}}
county_only: {name: {zh: 县数, en: of counties}, table: counts, formula: sum(pupils), unit: 人, levels: [county], round: {digits: 0}}
"""
STANDARDS = """
load_20:
  name: {zh: 师生比不高于20, en: at most 20 pupils to a teacher}
  indicator: load
  basis: legal
  levels: [school, county]
  entries: [{from: 2000-01-01, op: "<=", value: 20, document: law, article: "1"}]
"""
DUTIES = """
level: county
departments:
  office: {name: {zh: 教育局, en: education office}}
  treasury: {name: {zh: 财政局, en: treasury}, unverified: true}
sections: {one: {number: 一, name: {zh: 一, en: one}}}
focuses:
  first:
    number: 1
    name: {zh: 重点, en: focus}
    sections: [one]
    tasks: [{department: office, indicators: [load], standards: [load_20], supports: [treasury], deadline: 2021-12-31}]
problems:
  whole: {number: 1, name: {zh: 缺教师, en: teachers}, text: {zh: "师生比[[load]]。", en: "There are [[load]]."}, indicators: [load, pupils],
    measure: {zh: 招聘, en: hire}, measure_items: [{zh: 一步, en: step}], department: office, supports: [treasury], deadline: 2021-06-30}
  steps:
    number: 2
    name: {zh: 分步, en: in steps}
    measure: {zh: 分步做, en: by steps}
    department: office
    measure_items:
      - {text: {zh: 甲, en: a}, deadline: 2021-03-01}
      - {text: {zh: 乙, en: b}, deadline: standing, department: treasury}
  bare: {number: 3, name: {zh: 空, en: bare}, measure: {zh: 某, en: some}}
"""
COUNTY = """
title: {zh: "{unit}{year}年度报告", en: "{unit}: {year}"}
opening:
  - text: {zh: "学生[[pupils]]，[[pupils|change]]；{next_year}年。", en: "Pupils [[pupils]], [[pupils|change]]; {next_year}."}
sections:
  - title: {zh: 一、未达标, en: I. Short}
    include: shortfalls
    blocks:
      - caption: {zh: 未达标学校, en: schools short}
        units: {level: school, standards: [load_20]}
  - {title: {zh: 二、问题, en: II. Problems}, include: problems}
  - {title: {zh: 三、措施, en: III. Measures}, include: measures}
"""
SCHOOL = """
title: {zh: "{unit}报告", en: "{unit}"}
level: school
sections:
  - title: {zh: 一、情况, en: I. State}
    blocks:
      - text: {zh: "师生比[[load]]，全县[[load|county]]，[[load|over_county]]。", en: "[[load]], [[load|county]], [[load|over_county]]."}
"""


def pack(folder: Path, **templates: str) -> PackWriter:
    writer = PackWriter(folder).add(forms=FORM, indicators=INDICATORS, standards=STANDARDS, duties=DUTIES)
    for name, text in templates.items():
        writer.write(f"report/1/{name}.yaml", text)
    return writer


def evaluated_of(framework: Framework, orgs: list[str]) -> Evaluated:
    rows: list[dict[str, Any]] = [
        {"org": "S1", "period": 2020, "pupils": 300, "teachers": 10}, {"org": "S2", "period": 2020, "pupils": 100, "teachers": 10},
        {"org": "S1", "period": 2019, "pupils": 290, "teachers": 10}, {"org": "S2", "period": 2019, "pupils": 120, "teachers": 10},
    ]  # fmt: skip
    facts = MemoryFacts(
        [staged(framework.forms["counts"], rows)],
        [unit("C", "county"), unit("S1", "school", "C"), unit("S2", "school", "C"), unit("T", "province")],
    )
    return evaluate(framework, facts, 2020, orgs=orgs)


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return pack(tmp_path_factory.mktemp("pack"), county=COUNTY, school=SCHOOL).load()


def texts(document: Document) -> list[str]:
    return [text_of(b) for b in document.blocks if isinstance(b, Heading | Paragraph)]


def test_the_level_chooses_the_template(framework: Framework) -> None:
    evaluated = evaluated_of(framework, ["C", "S1"])
    county, school = compose_report(evaluated, "C"), compose_report(evaluated, "S1")
    assert (county.title, county.template) == ("C2020年度报告", "county")
    # 300 / 10 in the school, 400 / 20 in the county
    assert (school.title, school.template) == ("S1报告", "school")
    assert texts(school)[1] == "师生比30，全县20，高于C平均10。"
    assert compose_report(evaluated, "C", "zh", "county").edition == county.edition


def test_no_template_for_a_level_and_none_by_a_name(tmp_path: Path, framework: Framework) -> None:
    evaluated = evaluated_of(framework, ["C"])
    with pytest.raises(JiaoduError) as caught:
        compose_report(evaluated, "C", "zh", "schol")
    assert [p.code for p in caught.value.problems] == ["R11"]
    only = pack(tmp_path, school=SCHOOL).load()
    with pytest.raises(JiaoduError) as caught:
        compose_report(evaluated_of(only, ["C"]), "C")
    assert [p.code for p in caught.value.problems] == ["R10"]


def test_a_change_and_the_words_of_the_report(framework: Framework) -> None:
    document = compose_report(evaluated_of(framework, ["C"]), "C")
    assert texts(document)[0] == "学生400人，比上年减少10人；2021年。"
    exact = {f.part: f.exact for f in document.figures() if f.entry.startswith("pupils")}
    assert (exact["value"], exact["change"]) == ("400", "-10")


def test_units_that_fall_short_are_named_with_their_numbers(framework: Framework) -> None:
    document = compose_report(evaluated_of(framework, ["C"]), "C")
    (table,) = (b for b in document.blocks if isinstance(b, Table))
    assert [["".join(i.text for i in cell) for cell in row] for row in table.rows] == [
        ["S1", "师生比不高于20", "30，标准≤20，差距-10，差100人", "不达标"]
    ]
    figures = [i for row in table.rows for cell in row for i in cell if isinstance(i, Figure)]
    entries = {e.key: e for e in document.annex}
    behind = [entries[f.entry].behind for f in figures]
    assert len(figures) == 3 and all(v is not None and v.org == "S1" for v in behind)


def test_who_answers_by_when_is_said_as_far_as_it_is_stated(framework: Framework) -> None:
    document = compose_report(evaluated_of(framework, ["C"]), "C")
    said = texts(document)
    assert "〔责任单位：教育局；配合单位：财政局〔未核实〕；期限：2021年6月30日〕" in said
    assert "1. 甲。〔责任单位：教育局；期限：2021年3月1日〕" in said
    assert "2. 乙。〔责任单位：财政局〔未核实〕；期限：长期坚持〕" in said
    assert said[-1] == "〔未写明责任单位；未写明期限〕"
    asked = [p for p in document.problems if p.code == "R15"]
    # the second states a deadline in each of its steps; the third states nothing
    assert [p.data["name"].zh for p in asked] == ["空"] and asked[0].place.line == 24
    assert asked[0].data["lacking"].zh == "未写明责任单位、未写明期限"


def test_a_problem_is_said_in_its_words_and_the_rest_is_listed(framework: Framework) -> None:
    said = texts(compose_report(evaluated_of(framework, ["C"]), "C"))
    at = said.index("（一）缺教师")
    assert said[at + 1 : at + 3] == ["师生比20。", "学生：400人。"]


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("[[pupil]]", "P14", "pupil"),
        ("[[pupils|chnge]]", "P14", "pupils|chnge"),
        ("[[pupils.primary]]", "R14", "pupils.primary"),
        ("[[pupils@2019|change]]", "R14", "pupils@2019|change"),
        ("[[pupils|country]]", "R14", "pupils|country"),
        ("[[county_only]]", "R14", "county_only"),
        ("{yaer}", "R13", "yaer"),
    ],
)
def test_a_fault_of_one_template_leaves_the_others(tmp_path: Path, text: str, code: str, names: str) -> None:
    faulty = SCHOOL.replace('zh: "师生比[[load]]', f'zh: "{text}师生比[[load]]')
    writer = pack(tmp_path, county=COUNTY, school=faulty)
    loading = writer.attempt()
    assert loading.framework is not None
    (fault,) = [p for p in loading.problems if p.severity == "error"]
    assert (fault.code, fault.data["name"]) == (code, names)
    assert (fault.place.file, fault.place.line) == ("trial/report/1/school.yaml", 7)
    evaluated = evaluated_of(writer.load(), ["C", "S1"])
    assert compose_report(evaluated, "C").template == "county"
    with pytest.raises(JiaoduError) as caught:
        compose_report(evaluated, "S1")
    assert caught.value.problems == (fault,)


def test_what_nobody_reported_is_said_where_it_was_asked(framework: Framework) -> None:
    facts = MemoryFacts([], [unit("C", "county"), unit("S1", "school", "C")])
    document = compose_report(evaluate(framework, facts, 2020, orgs=["C"]), "C")
    assert texts(document)[0].startswith("学生〔未报〕，〔不能与上年比较：未报〕")
    silent = [p for p in document.problems if p.code == "R12"]
    assert silent[0].place.file == "trial/report/1/county.yaml" and silent[0].place.line == 4
    assert not re.search(r"[学生] ?0人", "".join(texts(document)))
    assert all(p.severity == "warning" for p in document.problems)


def test_a_template_says_for_which_units_it_is(tmp_path: Path) -> None:
    primary = SCHOOL.replace("level: school\n", "level: school\nwhere: {stage: primary}\n")
    writer = pack(tmp_path, first=primary.replace("{unit}报告", "{unit}小学报告"), other=SCHOOL)
    framework = writer.load()
    facts = MemoryFacts(
        [staged(framework.forms["counts"], [{"org": "S1", "period": 2020, "pupils": 30, "teachers": 3}])],
        [unit("C", "county"), unit("S1", "school", "C", stage="primary"), unit("S2", "school", "C", stage="junior")],
    )
    evaluated = evaluate(framework, facts, 2020, orgs=["S1", "S2"])
    assert [compose_report(evaluated, org).template for org in ("S1", "S2")] == ["first", "other"]
    assert (has_template(evaluated, "S1", "first"), has_template(evaluated, "S2", "first")) == (True, False)
    with pytest.raises(JiaoduError) as caught:
        compose_report(evaluated, "S2", "zh", "first")
    assert [(p.code, p.place.key) for p in caught.value.problems] == [("R10", "S2")]
    writer.write("report/1/first.yaml", primary.replace("{stage: primary}", "{stag: primary, stage: prmary}"))
    assert [(p.code, p.data["name"]) for p in writer.attempt().problems] == [("P04", "stag"), ("P04", "prmary")]


def test_an_edition_may_be_reported_by_the_templates_of_another(tmp_path: Path) -> None:
    writer = pack(tmp_path, county=COUNTY)
    text = (writer.root / "pack.yaml").read_text(encoding="utf-8")
    own = '  "2": {title: {zh: 二, en: two}, reports: "%s"}\n'
    writer.write("pack.yaml", text + own % "1")
    writer.write("duties/2.yaml", DUTIES)
    later = load_framework("trial@2", [writer.folder])
    assert list(later.reports) == ["county"] and later.reports["county"].places["opening", 0].line == 4
    writer.write("pack.yaml", text + own % "3")
    assert [p.code for p in try_framework(["trial@2"], [writer.folder]).problems] == ["P06"]
