"""A scheme over a unit: four columns side by side, open inputs, strikes in order, and back from a file to the digit."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.evaluation import evaluate
from jiaodu.core.evaluation.archive import evaluation_to_json, read_archive, write_archive
from jiaodu.core.evaluation.grading import Graded, GradeState
from jiaodu.core.evaluation.grading.wording import print_points, say_grade
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework
from jiaodu.core.lineage import explain_grade, explain_standard

CODES = "codes: {self: {name: {zh: 自评, en: self}}, online: {name: {zh: 网评, en: online}}, field: {name: {zh: 实地, en: field}}, final: {name: {zh: 终评, en: final}}}"
FORMS = f"""
sheet:
  name: {{zh: 评分表, en: sheet}}
  level: county
  period: calendar_year
  reference_dates: {{end: 12-31}}
  sources: [stat, school]
  grain:
    part: {{name: {{zh: 项, en: part}}, type: code, codes: {{work: {{name: {{zh: 工作, en: work}}}}, funds: {{name: {{zh: 经费, en: funds}}}}, extra: {{name: {{zh: 加分, en: extra}}}}}}}}
    column: {{name: {{zh: 列, en: column}}, type: code, {CODES}}}
  items:
    score: {{name: {{zh: 分, en: score}}, type: number, digits: 3, unit: 分}}
    given_by: {{name: {{zh: 评分人, en: given by}}, type: text}}
    reason: {{name: {{zh: 理由, en: reason}}, type: text}}
facts:
  name: {{zh: 情况, en: facts}}
  level: county
  period: calendar_year
  reference_dates: {{end: 12-31}}
  sources: [stat]
  items:
    pupils: {{name: {{zh: 学生, en: pupils}}, type: count, unit: 人}}
    teachers: {{name: {{zh: 教师, en: teachers}}, type: count, unit: 人}}
    accidents: {{name: {{zh: 事故, en: accidents}}, type: count, unit: 起}}
    given: {{name: {{zh: 公布等次, en: published}}, type: code, codes: {{a: {{name: {{zh: 甲, en: A}}}}, b: {{name: {{zh: 乙, en: B}}}}, c: {{name: {{zh: 丙, en: C}}}}, none: {{name: {{zh: 无, en: none}}}}}}}}
"""
INDICATORS = """
ratio: {name: {zh: 每百生教师, en: teachers per 100}, table: facts, formula: sum(teachers) / sum(pupils), unit: 人/百人, levels: [county]}
accidents: {name: {zh: 事故起数, en: accidents}, table: facts, formula: sum(accidents), unit: 起, levels: [county], round: {digits: 0}}
"""
STANDARDS = """
enough: {name: {zh: 教师够, en: enough}, indicator: ratio, basis: legal, levels: [county], entries: [{from: 2010-01-01, op: ">=", value: 5, document: law, article: "1"}]}
"""
SCHEME = """
plan:
  name: {zh: 方案, en: plan}
  levels: [county]
  document: law
  article: "1"
  parts:
    work: {name: {zh: 工作, en: work}, kind: scored, full: 40, weight: 2}
    funds: {name: {zh: 经费, en: funds}, kind: deduction, standard: enough, full: 20, each: 2, per: 0.5}
  scores: {form: sheet}
  not_applicable: rescale
  grades: [{id: a, name: {zh: 甲, en: A}, at_least: 90}, {id: b, name: {zh: 乙, en: B}, at_least: 70}, {id: c, name: {zh: 丙, en: C}}]
  downgrades: [{name: {zh: 降等, en: down}, any_of: [{name: {zh: 事故, en: accident}, when: [{indicator: accidents, op: ">", value: 0}]}]}]
  caps: [{name: {zh: 封顶, en: cap}, at_most: b, any_of: [{name: {zh: 教师不够, en: too few}, standard: enough}]}]
  vetoes: [{name: {zh: 否决, en: veto}, document: law, article: "2", any_of: [{name: {zh: 三起以上, en: three}, when: [{indicator: accidents, op: ">=", value: 3}]}]}]
"""
ORGS = [unit("c", "county"), unit("d", "county"), unit("s", "school", "c")]


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        return _pack(PackWriter(Path(folder))).load()


def _pack(writer: PackWriter, scheme: str = SCHEME) -> PackWriter:
    writer.write("grading/trial.yaml", scheme)
    return writer.add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS)


def facts(framework: Framework, final: Any = 39, teachers: Any = 50, accidents: Any = 0, **columns: Any) -> MemoryFacts:
    scores = {"final": final} | columns
    sheet = [
        {"org": "c", "period": 2020, "part": "work", "column": c, "score": s, "given_by": f"{c}组", "reason": "因"}
        for c, s in scores.items()
    ]
    rows = [{"org": "c", "period": 2020, "pupils": 1000, "teachers": teachers, "accidents": accidents}]
    return facts_of(framework, ORGS, sheet=sheet, facts=rows)


def graded(framework: Framework, **given: Any) -> Graded:
    return evaluate(framework, facts(framework, **given), 2020, orgs=["c"]).evaluation.grades[0]


def test_weights_and_deductions_add_up_exactly(framework: Framework) -> None:
    found = graded(framework, final=38.125, teachers=44)
    # 4.4 of 5 in a hundred: 0.6 short, two begun halves, 4 points off
    assert found.total is not None and found.total.exact == 2 * Fraction("38.125") + 16
    assert (found.full, found.state, found.grade) == (100, GradeState.GRADED, "b")


@pytest.mark.parametrize(("final", "grade"), [(35, "a"), (34.999, "b"), (25, "b"), (24.999, "c")])
def test_bounds_to_the_digit(framework: Framework, final: Any, grade: str) -> None:
    assert graded(framework, final=final).grade == grade


def test_four_columns_stand_side_by_side_and_only_the_final_one_is_graded(framework: Framework) -> None:
    found = graded(framework, final=30, self=40, online=36.5, field=33)
    scores = found.parts[0].scores
    assert list(scores) == ["self", "online", "field", "final"]
    assert [print_points(s.score) for s in scores.values()] == ["40", "36.5", "33", "30"]
    assert (scores["field"].given_by, scores["field"].reason) == ("field组", "因")
    assert found.totals == {"self": 100, "online": 93, "field": 86, "final": 80}
    assert found.differences == {"online": -7, "field": -14, "final": -20}
    assert found.grade == "b"


def test_a_column_is_its_own_row_and_the_leading_source_leads(framework: Framework) -> None:
    rows = [
        {"org": "c", "period": 2020, "part": "work", "column": "final", "score": 30, "source": "school"},
        {"org": "c", "period": 2020, "part": "work", "column": "final", "score": 39, "source": "stat"},
    ]
    other = {"org": "c", "period": 2020, "pupils": 1000, "teachers": 50, "accidents": 0}
    made = facts_of(framework, ORGS, sheet=rows, facts=[other])
    assert evaluate(framework, made, 2020, orgs=["c"]).evaluation.grades[0].parts[0].scores["final"].score == 39


def test_without_the_final_score_the_grade_is_open_between_what_it_can_be(framework: Framework) -> None:
    found = graded(framework, final=None, self=40)
    assert (found.state, found.grade, found.worst, found.best) == (GradeState.NOT_ASSESSABLE, None, "c", "a")
    assert found.total is not None and (found.total.least, found.total.most) == (20, 100)
    assert say_grade(framework.gradings["plan"].spec, found).zh == "无法定等(丙至甲)"


def test_an_open_part_that_cannot_change_the_grade_does_not_hold_it_up(framework: Framework) -> None:
    found = graded(framework, final=10, teachers=None, accidents=0)
    assert found.total is not None and found.total.exact is None
    assert (found.grade, found.worst, found.best) == ("c", "c", "c")
    assert found.state is GradeState.PROVISIONAL  # the cap asks the same standard, and is not assessable


@pytest.mark.parametrize(
    ("accidents", "state", "grade", "worst"),
    [
        (0, GradeState.GRADED, "a", "a"),
        (1, GradeState.GRADED, "b", "b"),
        (2, GradeState.GRADED, "b", "b"),
        (3, GradeState.VETOED, None, None),
        (None, GradeState.PROVISIONAL, "a", None),
    ],
)
def test_strikes_and_what_is_open(
    framework: Framework, accidents: Any, state: GradeState, grade: str | None, worst: str | None
) -> None:
    found = graded(framework, accidents=accidents)
    assert (found.state, found.grade, found.worst) == (state, grade, worst)
    if accidents is None:
        assert say_grade(framework.gradings["plan"].spec, found).en == "A (provisional, may become no grade)"


def test_a_cap_holds_however_many_points_there_are(framework: Framework) -> None:
    found = graded(framework, final=40, teachers=49)
    assert found.total is not None and found.total.exact == 98
    assert found.grade == "b"
    cap = next(s for s in found.struck if s.kind == "cap")
    assert cap.effect.zh == "触发:甲 → 乙"


@pytest.mark.parametrize(
    ("rule", "total", "state"),
    [
        ("not_applicable: rescale", "97.5", GradeState.GRADED),
        ("not_applicable: full", "98", GradeState.GRADED),
        ("not_applicable: zero", "78", GradeState.GRADED),
        ("{}", None, GradeState.NOT_ASSESSABLE),
    ],
)
def test_a_part_that_does_not_apply_counts_as_the_scheme_says(
    pack: PackWriter, rule: str, total: str | None, state: GradeState
) -> None:
    scheme = SCHEME.replace("not_applicable: rescale", "" if rule == "{}" else rule)
    writer = _pack(pack, scheme)
    law = STANDARDS.replace("from: 2010-01-01", "from: 2030-01-01")
    found = graded(writer.add(standards=law).load())
    exact = found.total.exact if found.total else None
    assert exact == (None if total is None else Fraction(total)) and found.state is state


def test_scores_out_of_bounds_are_named(framework: Framework) -> None:
    problems = evaluate(framework, facts(framework, final=40.001, self=-1), 2020, orgs=["c"]).evaluation.problems
    assert sorted(p.place.key for p in problems if p.code == "G20") == ["c work final", "c work self"]
    assert all(p.what("en") for p in problems)


def test_back_from_a_file_to_the_digit(framework: Framework, tmp_path: Path) -> None:
    evaluation = evaluate(framework, facts(framework, final=33.333, self=40, teachers=None), 2020).evaluation
    again = read_archive(write_archive(tmp_path, evaluation))
    assert again.grades == evaluation.grades and len(again.grades) == 2
    assert evaluation_to_json(again) == evaluation_to_json(evaluation)


def test_why_goes_from_the_grade_to_scores_verdicts_values_and_the_article(framework: Framework) -> None:
    evaluated = evaluate(framework, facts(framework, self=40, teachers=49), 2020, orgs=["c"])
    trace = explain_grade(evaluated.judge, framework.gradings["plan"], "c", "county", 2020)
    kinds = [step.kind for step in trace.walk()]
    assert {"grade", "strike", "signal", "part", "score", "verdict", "value", "cell", "article", "run"} <= set(kinds)
    lines = "\n".join(trace.lines("en"))
    assert "self 40 ← trial.xlsx" in lines and "given by self组" in lines
    assert "cap: cap — strikes: A → B" in lines and "basis: law  2" in lines.replace("law 2", "law  2")
    standard = explain_standard(evaluated.judge, framework.standards["enough"], "c", 2020)
    assert [s.kind for s in standard.walk()].count("cell") == 2


ITEM = "work: {name: {zh: 工作, en: work}, kind: scored, full: 40, weight: 2}"
GRADES = "grades: [{id: a, name: {zh: 甲, en: A}, at_least: 90}, {id: b, name: {zh: 乙, en: B}, at_least: 70}, {id: c, name: {zh: 丙, en: C}}]"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("standard: enough, full", "standard: enuff, full", "P04"),
        ('indicator: accidents, op: ">"', 'indicator: acidents, op: ">"', "P04"),
        ("at_most: b", "at_most: z", "P04"),
        ("form: sheet", "form: shete", "P04"),
        ('article: "2", any_of', 'article: "9", any_of', "P08"),
        ("levels: [county]", "levels: [county, city]", "G05"),
        ("at_least: 70}", "at_least: 95}", "G06"),
        ("at_least: 70}", "at_least: 70, below: 92}", "G06"),
        ("at_least: 70}", "at_least: 70, below: 88}", "G07"),
        ("{id: c, name: {zh: 丙, en: C}}", "{id: c, name: {zh: 丙, en: C}, at_least: 10}", "G07"),
        ("at_least: 90}", "at_least: 90, below: 100}", "G07"),
        ("at_least: 90}", "at_least: 101}", "G08"),
        ("{id: b,", "{id: a,", "P02"),
        (ITEM, ITEM.replace("work:", "works:"), "G11"),
        ("each: 2, per: 0.5", "rungs: [{more_than: 3, deduct: 1}, {more_than: 1, deduct: 2}]", "G10"),
        ("each: 2, per: 0.5", "", "P03"),
        ("kind: scored, full: 40", "kind: scord, full: 40", "P03"),
        ("scores: {form: sheet}", "scores: {form: sheet}\n  credibility: {verified: field}", "G12"),
        ("scores: {form: sheet}", "scores: {form: facts}", "P04"),
        (GRADES, "grades: [{id: a, name: {zh: 甲, en: A}}, {id: b, name: {zh: 乙, en: B}}]", "G07"),
        ("not_applicable: rescale", "table: unknown", "P03"),
        ("not_applicable: rescale", "in_order: true", "P03"),
        ("not_applicable: rescale", "history: {form: facts, item: pupils}", "G11"),
        ("levels: [county]", "levels: [county]\n  tiers: [{grade: a, at_least: {ok: 1}}]", "P03"),
    ],
)
def test_mistakes_of_a_scheme_are_found_with_their_line(pack: PackWriter, old: str, new: str, code: str) -> None:
    assert old in SCHEME
    found = [p for p in _pack(pack, SCHEME.replace(old, new, 1)).attempt().problems if p.severity != "warning" or p.code == "G08"]  # fmt: skip
    assert code in [p.code for p in found], [p.line("en") for p in found]
    assert all(p.place.line for p in found if p.code == code and p.code != "P02")
    assert all(p.what(lang) and p.why(lang) and p.remedy(lang) for p in found for lang in ("zh", "en"))  # type: ignore[arg-type]


TIERS = """
counted:
  name: {zh: 计数, en: counted}
  levels: [county]
  marks: {ok: {zh: 合格, en: ok}, so: {zh: 基本, en: so}, no: {zh: 不, en: no}}
  parts:
    first: {name: {zh: 一, en: one}, kind: steps, steps: {ok: enough, so: enough}, points: {ok: 3, so: 2}}
    second: {name: {zh: 二, en: two}, kind: threshold, standard: enough, points: 1}
  grades: [{id: a, name: {zh: 甲, en: A}}, {id: b, name: {zh: 乙, en: B}}]
  tiers: [{grade: a, at_least: {ok: 2}, at_most: {no: 0}}, {grade: b, at_least: {ok: 1}, at_most: {no: 1}}]
"""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("at_least: {ok: 2}", "at_least: {oh: 2}", "P04"),
        ("at_least: {ok: 2}", "at_least: {ok: 3}", "G08"),
        ("at_least: {ok: 1}", "at_least: {ok: 2, so: 2}", "G09"),
        ("{grade: a, at", "{grade: b, at", "G09"),
        ("steps: {ok: enough, so: enough}", "steps: {so: enough, ok: enough}", "G10"),
        ("steps: {ok: enough, so: enough}", "steps: {no: enough}", "P04"),
        ("points: {ok: 3, so: 2}", "points: {ok: 2, so: 3}", "G10"),
        ("name: {zh: 甲, en: A}", "name: {zh: 甲, en: A}, at_least: 3", "G06"),
    ],
)
def test_mistakes_of_tiers_are_found(pack: PackWriter, old: str, new: str, code: str) -> None:
    assert old in TIERS
    assert code in [p.code for p in _pack(pack, TIERS.replace(old, new, 1)).attempt().problems]


def test_tiers_over_verdicts(pack: PackWriter) -> None:
    framework = _pack(pack, TIERS).load()
    assert graded(framework, teachers=50).grade == "a"
    none = graded(framework, teachers=49)
    assert (none.state, none.grade) == (GradeState.NO_GRADE, None)
    open_ = graded(framework, teachers=None)
    assert (open_.state, open_.best, open_.worst) == (GradeState.NOT_ASSESSABLE, "a", None)
    assert open_.marks == {"ok": (0, 2), "so": (0, 2), "no": (0, 2)}
