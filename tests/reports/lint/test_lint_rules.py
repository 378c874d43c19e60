"""Lint: every rule where it must speak and where it must be silent; what it points at is the sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.framework import load_framework
from jiaodu.core.prose import prose_of_text, read_prose
from jiaodu.reports.lint import WORDING, Finding, Lint, lint_prose, render_marked

HEAD = "某省人民政府2019年度履行教育职责自评报告\n一、工作成效\n（一）教育投入\n"
TAIL = (
    "\n二、存在的问题\n（一）学位供给不足\n城区学位紧张。\n三、下一步措施\n（一）增加学位供给\n"
    "2021年底前新建学校，由省教育厅牵头。\n"
)
Look = Callable[..., Lint]


@pytest.fixture(scope="module")
def look() -> Look:
    """Lint a text under the round of 2020, which evaluates 2019."""
    framework = load_framework([WORDING, "provincial-duty@2020"])

    def of(text: str, **more) -> Lint:
        return lint_prose(prose_of_text(text), framework, **more)

    return of


def codes(lint: Lint, *wanted: str) -> list[str]:
    return [f.problem.code for f in lint.findings if f.problem.code in wanted]


def found(lint: Lint, code: str) -> list[Finding]:
    return [f for f in lint.findings if f.problem.code == code]


def marked(lint: Lint, finding: Finding) -> list[str]:
    return ["".join(lint.prose.text[a:b].split()) for a, b in finding.spans]


def body(sentence: str) -> str:
    return f"{HEAD}{sentence}{TAIL}"


# --- length ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("over", "expected"), [(0, []), (1, ["R50"])])
def test_length_counts_characters_of_the_body_without_spaces(look: Look, over: int, expected: list[str]) -> None:
    text = "标题\n一、成效\n" + "学 " * 30 + "。\n末句，\n"
    plain = sum(1 for c in text.removeprefix("标题\n") if not c.isspace())
    lint = look(text, limit=plain - over)
    assert lint.counted.characters == plain
    assert codes(lint, "R50") == expected


def test_too_long_a_text_is_pointed_at_where_it_passes_the_limit(look: Look) -> None:
    lint = look("标题\n一、成效\n第一句话在这里。第二句话在这里。第三句话在这里。", limit=14)
    (finding,) = found(lint, "R50")
    assert marked(lint, finding) == ["第二句话在这里。"]
    assert "超过14字的上限" in finding.problem.what()


# --- outline --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "wrong"),
    [
        ("一、甲 （一）子 （二）丑 二、乙 （一）寅", []),
        ("一、甲 （一）子 （三）丑 二、乙", ["（三）丑"]),
        ("一、甲 三、乙", ["三、乙"]),
        ("一、甲 一、乙", ["一、乙"]),
        ("一、甲 二、乙 （二）子", ["（二）子"]),
        ("十、甲", ["十、甲"]),
    ],
)
def test_headings_out_of_order(look: Look, headings: str, wrong: list[str]) -> None:
    lint = look("标题\n" + "\n正文一句。\n".join(headings.split()) + "\n正文。")
    assert [lint.prose.text[slice(*f.spans[0])] for f in found(lint, "R66")] == wrong


def test_a_level_that_is_skipped(look: Look) -> None:
    lint = look("标题\n一、甲\n1. 子\n正文。")
    assert [f.problem.data["detail"].zh for f in found(lint, "R66")] == ["跳过了一级标题"]


def test_english_headings_count_in_roman(look: Look) -> None:
    lint = look("Title\nI. Work\nText.\nII. Problems\nText.\nIV. Measures\nText.", language="en")
    assert [f.quote for f in found(lint, "R66")] == ["IV. Measures"]
    assert lint.counted.limit is None


def test_twelve_headings_are_counted_in_chinese(look: Look) -> None:
    numbers = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三"]
    assert not found(look("标题\n" + "".join(f"{n}、某某\n正文。\n" for n in numbers)), "R66")


@pytest.mark.parametrize(
    ("text", "parts"),
    [(body("建成3所。"), 0), ("标题\n一、工作成效\n正文。\n二、问题\n正文。\n", 1), ("正文一段。", 0)],
)
def test_a_report_has_three_parts(look: Look, text: str, parts: int) -> None:
    assert len(found(look(text), "R69")) == parts


# --- years ----------------------------------------------------------------------------------------------------------


def test_titles_of_two_years_disagree(look: Look) -> None:
    lint = look("某省2020年度自评报告\n某省 2019 年度自评报告\n一、成效\n2019年建成。")
    (finding,) = found(lint, "R60")
    assert marked(lint, finding) == ["2020年"]
    assert lint.counted.year == 2019
    assert finding.problem.severity == "error"


@pytest.mark.parametrize("title", ["某省2019年度自评报告", "某省二〇一九年度自评报告", "某省自评报告"])
def test_titles_of_the_year_of_the_round_agree(look: Look, title: str) -> None:
    assert not found(look(f"{title}\n一、成效\n2018年有3所，2019年有5所。"), "R60")


def test_a_stated_year_goes_before_that_of_the_round(look: Look) -> None:
    assert [
        f.problem.data["titled"] for f in found(look("某省2019年度自评报告\n一、成效\n建成。", year=2018), "R60")
    ] == [2019]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2020年春季开设课程4000节。", ["2020年"]),
        ("2020届毕业生就业率80.1%。", ["2020届"]),
        ("2019年建成学校3所。", []),
        ("按照国办发〔2020〕49号文件，建成学校3所。", []),
    ],
)
def test_achievements_of_a_later_year(look: Look, sentence: str, expected: list[str]) -> None:
    lint = look(body(sentence))
    assert [m for f in found(lint, "R61") if f.problem.severity == "warning" for m in marked(lint, f)] == expected


def test_an_event_of_a_later_year_is_told_once_and_measures_may_speak_of_it(look: Look) -> None:
    lint = look(body("疫情期间开展线上教学，疫情防控有力。") + "应对疫情影响。")
    (finding,) = found(lint, "R61")
    assert (finding.problem.severity, len(finding.spans)) == ("note", 2)
    assert not found(look(body("疫情期间开展教学。"), year=2020), "R61")


# --- coverage -------------------------------------------------------------------------------------------------------


def test_a_focus_without_a_sentence_and_one_without_a_number(look: Look) -> None:
    lint = look(body("教育经费达到3亿元。民办学校健康发展。"))
    silent = {f.problem.data["name"].zh for f in found(lint, "R51")}
    bare = {f.problem.data["name"].zh for f in found(lint, "R53")}
    assert any("党的领导" in name for name in silent)
    assert not any("教育经费" in name or "民办" in name for name in silent)
    assert any("民办" in name for name in bare) and not any("教育经费" in name for name in bare)


def test_a_school_is_asked_only_for_what_schools_answer_for() -> None:
    framework = load_framework([WORDING, "compulsory-balance@2017"])
    prose = prose_of_text("某校2024年度自评报告\n一、基本情况\n本校有学生300人。\n")
    county, school = (lint_prose(prose, framework, level=level) for level in (None, "school"))
    assert framework.frame is not None and len(county.coverage) == len(framework.frame.focuses)
    asked = {c.focus for c in school.coverage}
    of_schools = {
        id_
        for id_, focus in framework.frame.focuses.items()
        for task in focus.tasks
        for i in task.indicators
        if "school" in framework.indicators[i].spec.levels
    }
    assert asked == of_schools and 0 < len(asked) < len(county.coverage)
    assert len(found(school, "R51")) <= len(asked) < len(found(county, "R51"))


def test_the_matrix_counts_sentences_by_section(look: Look) -> None:
    text = HEAD + "教育经费3亿元。教育投入增加。\n（二）督导\n督学共20人，落实教育经费。" + TAIL
    finance = {c.focus: c for c in look(text).coverage}["finance"]
    assert dict(finance.sections) == {"（一）教育投入": 2, "（二）督导": 1}
    assert (finance.numbers, finance.bound, len(finance.sentences)) == (2, 0, 3)
    assert finance.departments[0].zh == "市财政局" and finance.unverified


def test_duties_never_mentioned_and_mentioned_by_a_synonym(look: Look) -> None:
    def missing(text: str) -> set[str]:
        return {f.problem.data["name"].zh for f in found(look(text), "R52")}

    assert {"“特殊教育”", "“随迁子女入学”", "“满意度”"} <= missing(body("建成学校3所。"))
    assert "“特殊教育”" not in missing(body("残疾儿童入学率99%。"))
    assert "“特殊教育”" not in missing(
        body("我省高度重视教育公平，保障各类儿童平等接受教育，其中残疾\n\n 儿童入学率99%。")
    )  # a line break in the word
    assert "“特殊教育”" in missing(body("建成学校3所。") + "附件1 数据\n特殊教育学校3所。\n")  # an annex is no report


def test_a_duty_without_a_number(look: Look) -> None:
    bare = {f.problem.data["name"].zh for f in found(look(body("重视校园安全。建成3所。")), "R53")}
    told = {f.problem.data["name"].zh for f in found(look(body("校园安全专职保安1200人。")), "R53")}
    assert "“学校安全”" in bare and "“学校安全”" not in told


# --- figures --------------------------------------------------------------------------------------------------------


def test_a_foreign_text_has_one_finding_for_all_its_numbers(look: Look) -> None:
    lint = look(body("建成学校3所，新增学位1.2万个。按照〔2019〕3号文件，2019年实施。"))
    (finding,) = found(lint, "R55")
    assert marked(lint, finding) == ["3所", "1.2万个"]
    assert not found(look(body("没有数字。")), "R55")


@pytest.mark.parametrize(
    ("sentence", "fires"),
    [
        ("生均经费同比增长。", True),
        ("办学条件明显改善，群众认可。", True),
        ("生均经费同比增长5%。", False),
        ("生均经费3万元，比上年增长10.25%。", False),
        ("普惠率逐年提高，达到80.7%。", False),
        ("落实“两个只增不减”，比上年投入更多。", False),
        ("提高认识，加强管理。", False),
        ("教师数量增加。", False),  # nothing says against what
    ],
)
def test_growth_without_a_figure(look: Look, sentence: str, fires: bool) -> None:
    assert bool(found(look(body(sentence)), "R62")) == fires


@pytest.mark.parametrize(
    ("sentence", "fires"),
    [
        ("教师工资不低于公务员工资。", True),
        ("教师工资不低于12万元。", False),
        ("公办园占比62.96%，超过50%的要求。", False),
    ],
)
def test_a_requirement_met_without_figures(look: Look, sentence: str, fires: bool) -> None:
    assert bool(found(look(body(sentence)), "R63")) == fires


def test_a_requirement_in_a_measure_is_no_statement(look: Look) -> None:
    assert not found(look(body("建成3所。") + "确保工资不低于公务员。"), "R63")


def test_inexact_figures_are_listed_and_rules_are_not(look: Look) -> None:
    lint = look(body("近20个项目，课程1.7万余节，学校30所，完成97%以上。按照要求每年不少于2次。"))
    (finding,) = found(lint, "R64")
    assert marked(lint, finding) == ["近20个", "1.7万余节", "97%以上"]
    assert lint.counted.inexact == 3
    assert not found(look(body("学校30所，按照要求每年不少于2次。")), "R64")


# --- wording --------------------------------------------------------------------------------------------------------


def test_work_not_done_yet_among_the_achievements(look: Look) -> None:
    lint = look(body("研究制订实施意见，研究制\n\n 订管理办法。筹备建立机制。") + "研究制订方案。")
    said = {f.problem.data["name"].zh: marked(lint, f) for f in found(lint, "R65")}
    assert said == {"正在起草的文件": ["研究制订", "研究制订"], "正在筹备的工作": ["筹备"]}
    assert not found(look(body("印发实施意见，建成学校。") + "研究制订方案，推进改革。"), "R65")


def test_a_phrase_that_only_contains_a_word_is_left_alone(look: Look) -> None:
    assert not found(look(body("探索出三种做法，召开推进会。")), "R65")
    assert [f.problem.data["name"].zh for f in found(look(body("探索建立机制。")), "R65")] == ["探索中的做法"]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("普惠率达XX%。", ["XX"]),
        ("普惠率〔未报：没有数据〕，毛入学率99%。", ["〔未报：没有数据〕"]),
        ("普惠率80%。", []),
        ("使用XXL型号。", []),
    ],
)
def test_what_was_not_filled_in(look: Look, sentence: str, words: list[str]) -> None:
    lint = look(body(sentence))
    assert [m for f in found(lint, "R68") for m in marked(lint, f)] == words


def test_words_that_must_not_be_published(look: Look) -> None:
    lint = look(body("对差生加强辅导，举办重点班。"))
    assert {m for f in found(lint, "R67") for m in marked(lint, f)} == {"差生", "重点班"}
    assert "第二十二条" in " ".join(f.problem.why() for f in found(lint, "R67"))
    assert not found(look(body("对学习困难学生加强辅导。")), "R67")


def test_numbers_of_persons_are_found_also_in_an_annex_and_not_spread(look: Look) -> None:
    lint = look(body("建成3所。") + "附件1 名单\n（虚构）王某 11010119900307453X，电话13800000000。\n")
    shown = [f for f in found(lint, "R67") if f.problem.severity == "error"]
    assert len(shown) == 2
    assert not any("19900307" in str(f.to_json()) or "13800000000" in str(f.to_json()) for f in shown)
    assert not found(look(body("经费110101199003074538901元。")), "R67")


# --- problems and measures -------------------------------------------------------------------------------------------


def remedies(problem: str, measure: str) -> str:
    return f"{HEAD}建成3所。\n二、存在的问题\n{problem}\n三、下一步措施\n{measure}\n"


def test_a_measure_with_deadline_and_unit_is_silent(look: Look) -> None:
    text = remedies("（一）学位供给不足\n紧张。", "（一）增加学位供给\n2021年底前建成，省教育厅牵头。")
    assert not codes(look(text), "R56", "R57", "R58", "R59")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("加快建设。", ["R56", "R57"]),
        ("2021年12月底前建成。", ["R57"]),
        ("由市教委负责。", ["R56"]),
        ("责任单位：未写明；期限：未写明。", ["R56", "R57"]),
        ("责任单位：市财政局；期限：2021-12-31。", []),
        ("2019年以来推进较慢。", ["R56", "R57"]),
        ("截至2020年8月20日，就业率80.1%。", ["R56", "R57"]),
        ("截止到2020年已建成3所。", ["R56", "R57"]),
        ("到2025年实现全覆盖，市教委牵头。", []),
        ("市\n教委牵头，2021年\n底前完成。", []),
    ],
)
def test_what_a_measure_lacks(look: Look, said: str, expected: list[str]) -> None:
    lint = look(remedies("（一）学位供给不足\n紧张。", f"（一）增加学位供给\n{said}"))
    assert codes(lint, "R56", "R57") == expected


def test_a_deadline_may_stand_with_the_problem(look: Look) -> None:
    text = remedies("（一）学位供给不足\n2021年底前解决，市教委牵头。", "（一）增加学位供给\n加快建设。")
    assert not codes(look(text), "R56", "R57")


def test_problems_and_measures_are_paired_by_their_words_and_not_by_their_order(look: Look) -> None:
    problems = (
        "（一）学位供给压力较大\n学位紧张。\n（二）毕业生就业困难\n岗位不足。\n（三）心理健康教育薄弱\n缺少教师。"
    )
    measures = "（一）做好毕业生就业帮扶\n（二）加快学位建设\n增加学位。\n（三）完善校车制度\n更新车辆。"
    lint = look(remedies(problems, measures))
    assert [f.problem.data["name"] for f in found(lint, "R58")] == ["心理健康教育薄弱"]
    assert [f.problem.data["name"] for f in found(lint, "R59")] == ["完善校车制度"]


def test_points_in_a_paragraph_are_items(look: Look) -> None:
    text = remedies("一是学位供给不足。二是毕业生就业困难。", "一是增加学位供给，2021年底前完成。二是帮扶毕业生就业。")
    lint = look(text)
    assert (lint.counted.problems, lint.counted.measures) == (2, 2)
    assert [f.problem.data["name"] for f in found(lint, "R56")] == ["二是帮扶毕业生就业"]


def test_problems_that_stand_with_their_measures_are_both(look: Look) -> None:
    text = (
        HEAD
        + "建成3所。\n二、存在的问题和整改措施\n（一）学位供给不足\n2021年底前新建，市教委牵头。\n（二）师资不足\n补充教师。\n"
    )
    lint = look(text)
    assert (lint.counted.problems, lint.counted.measures) == (2, 2)
    assert [f.problem.data["name"] for f in found(lint, "R56")] == ["师资不足"]
    assert not codes(lint, "R58", "R59", "R69")


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("一、自查自评安排部署及反馈问题整改情况", "achievements"),
        ("二、履职情况", "achievements"),
        ("二、工作措施及指标完成情况", "achievements"),
        ("二、主要措施和成效", "achievements"),
        ("三、存在的困难和问题", "problems"),
        ("三、主要问题和不足", "problems"),
        ("四、下一步工作打算", "measures"),
        ("四、整改措施", "measures"),
        ("IV. Next steps", "measures"),
        ("VI. Problems and rectification", "problems"),
    ],
)
def test_what_parts_are_called(heading: str, role: str) -> None:
    from jiaodu.reports.lint.parts import find_sections
    from jiaodu.reports.lint.words import Words

    words = [Words(i, w) for i, w in load_framework(WORDING).wording.items() if w.use == "section"]
    sections = find_sections(prose_of_text(f"题\n{heading}\n正文。\n"), words)
    assert [s.role for s in sections] == [role]


def test_measures_before_the_problems_are_what_was_done(look: Look) -> None:
    text = "题\n一、工作措施\n研究制订意见，建成3所。\n二、存在问题\n（一）学位不足\n紧张。\n三、下一步工作\n（一）增加学位\n2021年底前，市教委牵头。\n"
    lint = look(text)
    assert lint.counted.measures == 1
    assert [marked(lint, f) for f in found(lint, "R65")] == [["研究制订"]]


def test_a_template_full_of_blanks_is_one_finding(look: Look) -> None:
    lint = look(body("召开大会x次，建成xx所，安排*亿元。" * 20))
    (finding,) = found(lint, "R68")
    assert len(finding.spans) == 60 and "x次20次" in finding.problem.what()


# --- data, not code --------------------------------------------------------------------------------------------------


def test_the_words_are_data_of_packs(tmp_path: Path) -> None:
    folder = tmp_path / "own-words"
    (folder / "wording").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        "id: own-words\ntitle: {zh: 自己的, en: own}\nissuer: {zh: 某县, en: a county}\ndescription: {zh: 测试, en: test}\n"
        'editions:\n  "1": {title: {zh: 一, en: one}, align: starts}\nshared: true\n',
        encoding="utf-8",
    )
    (folder / "wording" / "a.yaml").write_text(
        "slow:\n  name: {zh: 慢, en: slow}\n  use: unfinished\n  within: [achievements]\n  words: [酝酿之中]\n",
        encoding="utf-8",
    )
    framework = load_framework("own-words@1", [tmp_path])
    lint = lint_prose(prose_of_text(body("方案在酝酿之中。研究制订意见。")), framework)
    assert [marked(lint, f) for f in found(lint, "R65")] == [["酝酿之中"]]


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  name: {zh: 甲, en: a}\n  use: duty\n  words: []\n",
        "a:\n  name: {zh: 甲, en: a}\n  use: section\n  words: [甲]\n",
    ],
)
def test_a_list_that_cannot_work_is_a_problem_of_the_pack(tmp_path: Path, text: str) -> None:
    from jiaodu.core.framework.load import try_framework

    folder = tmp_path / "own-words"
    (folder / "wording").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        "id: own-words\ntitle: {zh: 自, en: own}\nissuer: {zh: 某, en: a}\ndescription: {zh: 测, en: t}\n"
        'editions:\n  "1": {title: {zh: 一, en: one}, align: starts}\n',
        encoding="utf-8",
    )
    (folder / "wording" / "a.yaml").write_text(text, encoding="utf-8")
    assert [p.code for p in try_framework(["own-words@1"], [tmp_path]).problems] == ["P03"]


# --- what a finding is -----------------------------------------------------------------------------------------------


def test_a_finding_points_at_its_sentence_in_both_languages(look: Look) -> None:
    text = body("建成3所。在校学生人均经费同比增长。另有一句。")
    (finding,) = found(look(text), "R62")
    assert finding.place.zh == "第4行" and finding.problem.place.line == 4
    assert finding.quote == "在校学生人均经费同比【增长】。"
    said = finding.to_json()
    assert said["what"] == {"zh": "写了“增长”,没有数字", "en": "“增长” is said without a figure"}
    assert text[slice(*said["spans"][0])] == "增长"


def test_every_message_is_whole_in_both_languages(look: Look) -> None:
    lint = look(
        "某省2020年度报告\n某省2019年度报告\n一、成效\n三、乙\n研究制订XX，差生近20人，同比增长，不低于公务员。"
        "2020年开展。\n四、问题\n（一）学位\n五、措施\n（一）校车\n",
        limit=5,
    )
    for finding in lint.findings:
        for language in ("zh", "en"):
            words = finding.problem.what(language) + finding.problem.why(language) + finding.problem.remedy(language)
            assert "—" not in words and "{" not in words and "None" not in words, (finding.problem.code, words)


def test_an_empty_or_odd_text_is_no_accident(look: Look) -> None:
    for text in ("一、", "。。。", "一、成效", "附件1", "标题", "\t\t1\t2\n3\t4", "\u202e一、成效\u200b"):
        assert look(text).counted.characters >= 0


PHRASES = (
    "一、工作成效", "\n（一）学位", "\n二、存在的问题和整改", "\n三、措施", "建成3所。", "同比增长，", "近20个", "研究制订", "2021年底前", "牵头；", "附件1",
    "\n", "\t", "特殊教育", "XX", "〔未报", "〕", "不低于", "2020年", "差生", "\u200b", " ", "一是", "要求", "《", "疫情",
)  # fmt: skip


@given(st.lists(st.sampled_from(PHRASES), max_size=30))
def test_whatever_the_text_every_finding_stands_in_it_and_the_page_is_made(look: Look, phrases: list[str]) -> None:
    text = "".join(phrases)
    lint = look(text)
    for finding in lint.findings:
        assert all(0 <= a < b <= len(text) for a, b in finding.spans)
        assert bool(finding.spans) == bool(finding.place.zh)
        for start, end in finding.spans:
            block = lint.prose.block_at(start)
            assert finding.problem.code == "R67" or (block is not None and end <= block.end)
    page = render_marked(lint)
    for number, finding in enumerate(lint.sorted(), 1):
        assert f'id="f{number}"' in page
        in_body = any(b.part == "body" for b in map(lint.prose.block_at, (s for s, _ in finding.spans)) if b)
        assert not in_body or f'id="t{number}"' in page


# --- the reference report --------------------------------------------------------------------------------------------


def test_the_findings_of_the_reference_report(look: Look, reference_data: Path) -> None:
    path = reference_data / "claims_labelled" / "texts" / "000.txt"
    if not path.is_file():
        pytest.skip("no labelled texts")
    lint = lint_prose(read_prose(path), load_framework([WORDING, "provincial-duty@2020"]))
    told = {f.problem.code: [] for f in lint.findings}
    for f in lint.findings:
        told[f.problem.code].append(f)
    # 1: the title says 2020, the heading 2019; content of 2020 in a report for 2019
    assert [marked(lint, f) for f in told["R60"]] == [["2020年"]]
    assert "2020年" in [m for f in told["R61"] for m in marked(lint, f)]
    # 2: growth and pay without figures
    assert [f.quote for f in told["R62"]] == ["在校学生人均一般公共预算教育支出同比【增长】。"]
    assert len(told["R63"]) == 1 and "平均工资收入水平【不低于】" in told["R63"][0].quote
    # 4: ten inexact figures
    (inexact,) = told["R64"]
    assert marked(lint, inexact) == [
        "320多万", "1.7万余节", "千余名", "8.5万多门次", "9万多名", "近20个", "97%以上", "三分之二以上", "99%以上", "近9600名",
    ]  # fmt: skip
    # 6: what is not done yet among the achievements
    promises = {f.problem.data["name"].zh: len(f.spans) for f in told["R65"]}
    assert promises["正在起草的文件"] == 4 and promises["正在筹备的工作"] == 1 and promises["探索中的做法"] == 2
    # 7: duties without a word, and without a figure
    silent = {f.problem.data["name"].zh for f in told["R52"]}
    assert {"“特殊教育”", "“随迁子女入学”", "“满意度”"} <= silent
    bare = {f.problem.data["name"].zh for f in told["R53"]}
    assert {"“职业教育及其投入”", "“教师工资待遇”"} <= bare
    # 8: four problems with a measure each, none with a deadline or a unit
    assert (lint.counted.problems, lint.counted.measures) == (4, 4)
    assert len(told["R56"]) == len(told["R57"]) == 4
    assert "R58" not in told and "R59" not in told
    # sound: within the limit, in order, whole
    assert not {"R50", "R66", "R68", "R69", "R51"} & set(told)
    # without the line of links that the web page put under it
    assert 4800 < lint.counted.characters < 4900 and prose_ends_with(lint, "aside", "推荐访问")


def prose_ends_with(lint: Lint, part: str, begins: str) -> bool:
    last = lint.prose.blocks[-1]
    return last.part == part and lint.prose.of(last).startswith(begins)
