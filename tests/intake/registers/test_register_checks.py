"""Names, codes, distances, duplicates, lists.

Floor: tests. In: cases by hand, planted copies, real lists where they are. Out: nothing.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_duplicates import measure, plant

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.facts.staging import Origin, StagedRegister
from jiaodu.intake.registers import codes
from jiaodu.intake.registers.check import check_lists, check_registers
from jiaodu.intake.registers.duplicates import LIKELY, POSSIBLE, find_duplicates
from jiaodu.intake.registers.lists import Entry, read_lists
from jiaodu.intake.registers.names import parse_name, read_numeral
from jiaodu.intake.registers.places import EARTH, Spot, distance, spot_of

SAME = [
    ("沙河县第一小学", "沙河一小"), ("沙河县第一小学", "沙河县第1小学校"), ("沙河县實驗學校", "沙河县实验学校"),
    ("虚构省沙河县第一幼儿园", "沙河一幼"), ("清华大学附属小学", "清华大学附小"), ("沙河县红星镇中心小学", "红星镇中心小学校"),
    ("沙 河 县 第 十 三 中 学", "沙河县第13中学"), ("沙河县（城关）实验小学", "沙河县(城关)实验小学"),
]  # fmt: skip
DIFFERENT = [
    ("沙河县第一小学", "沙河县第二小学"), ("沙河县第一小学", "沙河县第一中学"), ("沙河县实验小学", "沙河县实验小学东校区"),
    ("沙河县红星镇中心小学", "沙河县红旗镇中心小学"), ("重庆科技学院", "重庆大学城市科技学院"), ("东城区", "西城区"),
]  # fmt: skip


def entry(name: str, code: str = "", **rest: object) -> Entry:
    return Entry(0, 2, code, name, **rest)  # type: ignore[arg-type]


def pairs(*names: str, **rest: object) -> int:
    return len(find_duplicates([entry(n, parent="C", **rest) for n in names], {"C": "沙河县"}, LIKELY))


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_name_written_in_two_ways(a: str, b: str) -> None:
    assert pairs(a, b) == 1


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_two_names_that_look_alike(a: str, b: str) -> None:
    assert pairs(a, b) == 0


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十三", 13), ("二十", 20), ("三十五", 35), ("一百零三", 103), ("一七一", 171), ("8", 8)]
)  # fmt: skip
def test_numerals(text: str, number: int) -> None:
    assert read_numeral(text) == number


def test_a_name_taken_apart() -> None:
    key = parse_name("虚构省沙河县第十二小学(南校区)", ["沙河县"])
    assert (key.core, key.numbers, key.kind, key.campus, key.areas) == (
        "#",
        (12,),
        "小",
        "南校区",
        ("虚构省", "沙河县"),
    )


# published codes of well-known companies: the check digits were not made here
@pytest.mark.parametrize(
    "code", ["91110000802100433B", "9144030071526726XG", "91330100799655058B", "914403001922038216"]
)
def test_published_credit_codes_hold(code: str) -> None:
    assert codes.check_credit_code(code) is None
    assert codes.check_organisation_code(code[8:16] + "-" + code[16]) is None
    for place in range(18):
        wrong = code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :]
        assert codes.check_credit_code(wrong) is not None, "one wrong sign is always found"


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_check_sign_by_plain_sum(body: str) -> None:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total, weight = 0, 1
    for sign in body:
        total += signs.index(sign) * weight
        weight = weight * 3 % 31
    # the whole code, the check sign with weight 1, is a multiple of 31
    assert (total + signs.index(codes.credit_check_sign(body))) % 31 == 0


def test_division_codes() -> None:
    assert codes.check_division_code("110105") is None
    assert codes.check_division_code("170971") is not None
    assert codes.check_division_code("11010") is not None
    assert [codes.upper_division(c) for c in ("110105", "140900", "110000", "441900003", "110101001002")] == [
        "1101", "14", "", "4419", "110101001"
    ]  # fmt: skip
    assert codes.check_school_identifier("4111010001") is None
    assert codes.check_school_identifier("411101000X") is not None


def test_distances() -> None:
    quarter = distance(Spot(0, 0), Spot(90, 0))
    assert math.isclose(quarter, EARTH * math.pi / 2)
    assert math.isclose(distance(Spot(116.3975, 39.9087), Spot(121.4737, 31.2304)), 1_067_000, rel_tol=0.01)
    assert distance(Spot(10, 10), Spot(10, 10)) == 0
    with pytest.raises(ValueError, match="200"):
        spot_of(200, 0)


def test_coordinates_of_three_systems_meet() -> None:
    """Tiananmen as the three systems have it; the conversions agree within some metres."""
    wgs = spot_of(116.39123, 39.90731)
    assert distance(wgs, spot_of(116.39747, 39.90872, "GCJ-02")) < 20
    assert distance(wgs, spot_of(116.40386, 39.91509, "BD-09")) < 40
    assert spot_of(-0.1, 51.5, "GCJ-02") == Spot(-0.1, 51.5), "nothing is shifted outside China"


def test_evidence_adds_up_and_is_said() -> None:
    a = entry("沙河县第一小学", "1", parent="C", spot=Spot(114, 30), credit="12100000400000624D")
    b = entry("沙河一小", "2", parent="C", spot=Spot(114.0005, 30), credit="12100000400000624D")
    (pair,) = find_duplicates([a, b], {"C": "沙河县"})
    assert pair.score == 1.0
    assert [r.zh for r in pair.reasons] == ["去掉地名、简称后名称相同", "统一社会信用代码相同", "同一上级", "相距 48 m"]
    far = entry("沙河一小", "2", parent="C", spot=Spot(115, 30))
    assert not find_duplicates([a, far], {"C": "沙河县"}), "96 km apart"


@pytest.mark.parametrize("seed", [21, 22])
@pytest.mark.parametrize("coordinates", [True, False])
def test_planted_copies_are_found_and_others_left_alone(seed: int, coordinates: bool) -> None:
    world = plant(900, 90, seed, coordinates)
    likely = measure(world, LIKELY)
    assert likely.right >= 0.98 * likely.found
    possible = measure(world, POSSIBLE)
    assert possible.right >= 0.93 * possible.found
    assert possible.recalled >= 0.85 * possible.planted
    assert set(possible.missed) <= {"a wrong sign", "short"}


@given(st.integers(0, 10_000))
def test_the_order_of_a_list_changes_no_pair(seed: int) -> None:
    world = plant(40, 8, seed)
    forth = find_duplicates(world.entries, world.names)
    back = find_duplicates(world.entries[::-1], world.names)
    last = len(world.entries) - 1
    linked = {frozenset(x) for p in forth for x in [(p.first, p.second)]}
    mirrored = {frozenset((last - p.first, last - p.second)) for p in back}
    # each entry is named once; which of several partners is named may differ, not whether it has one
    assert {i for pair in linked for i in pair} == {i for pair in mirrored for i in pair}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, **options: object) -> list[tuple[str, str, str]]:
    lists, problems = read_lists([path], **options)  # type: ignore[arg-type]
    return [(p.code, p.severity, p.place.cell) for p in [*problems, *check_lists(lists)]]


def test_a_list_with_everything_wrong(tmp_path: Path) -> None:
    text = (
        "机构代码,学校名称,上级代码,统一社会信用代码,经度,纬度\n"
        "1,沙河县第一小学,C,91110000802100433A,114,30\n"
        "2,沙河县第一小学校,C,,114,30\n"
        ",沙河县第三小学,C,,999,30\n"
        "4,36923.0005,C,,,\n"
        "1,别的学校,C,,,\n"
    )
    assert sorted(found(write(tmp_path / "a.csv", text))) == [
        ("I52", "warning", "B3"), ("I53", "warning", "D2"), ("I55", "warning", "A4"), ("I55", "warning", "B5"),
        ("I57", "warning", "E4"), ("I58", "error", "A6"),
    ]  # fmt: skip
    assert [c for c, _, _ in found(write(tmp_path / "b.csv", "甲,乙\n1,2\n"))] == ["I59"]


def test_columns_are_named_where_headings_do_not_say(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "校,镇号,校号,何处\n一小,1,01,甲\n二小,1,02,乙\n")
    lists, _ = read_lists([path], {"name": "校", "code": "镇号+校号"}, where={"何处": "乙"})
    assert [(e.code, e.name, e.row) for e in lists[0].entries] == [("102", "二小", 3)]


def test_registers_are_checked_on_their_way_in() -> None:
    county = Organisation("C", "沙河县", "county")
    known = Organisation("1", "沙河县第一小学", "school", "C")
    origin = Origin("名录.xlsx", "0" * 64, "机构名录", "rows", {})
    fresh = [Organisation("2", "沙河一小", "school", "C"), Organisation("1", "沙河县第一小学", "school", "C")]
    (problem,) = check_registers([StagedRegister(origin, fresh[:1], [7])], OrganisationTree([county, known]))
    assert (problem.code, problem.severity, str(problem.place)) == ("I52", "warning", "名录.xlsx › 机构名录 › 7")
    assert not check_registers([StagedRegister(origin, fresh[1:], [7])], OrganisationTree([county, known]))


def test_the_census_table_of_counties(reference_data: Path) -> None:
    lists, _ = read_lists([reference_data / "cn_census" / "county_2020.csv"])
    problems = check_lists(lists)
    warned = [p for p in problems if p.code == "I54" and p.severity == "warning"]
    assert [(p.data["code"], p.data["name"]) for p in warned] == [("170971", "五台山风景名胜区")]
    assert "1409" in warned[0].what()
    assert sum(p.code == "I55" for p in problems) == 44
    (levels,) = [p for p in problems if p.code == "I56"]
    given_codes = [e.code for e in lists[0].entries if e.code and e.code != "170971"]
    provinces, cities = (sum(c.endswith(zeros) for c in given_codes) for zeros in ("0000", "00"))
    assert [t.zh.split()[-1] for t in levels.data["levels"]] == [
        str(n) for n in (provinces, cities - provinces, len(given_codes) - cities, 44)
    ]
    assert not [p for p in problems if p.code == "I52"]


def test_the_gazetteer_hangs_together(reference_data: Path) -> None:
    names = ("provinces", "cities", "areas", "streets")
    lists, _ = read_lists([reference_data / "cn_admin" / f"{n}.csv" for n in names])
    assert sum(len(one.entries) for one in lists) == 44_703
    problems = check_lists(lists)
    assert not [p for p in problems if p.code in ("I54", "I55", "I58")]
    # three cities without counties stand in two of the lists
    assert sorted(p.data["name"].split()[0] for p in problems if p.code == "I52")[:1] == ["东莞市"]


def test_a_nation_of_universities_has_no_duplicate(reference_data: Path) -> None:
    lists, _ = read_lists([reference_data / "cn_schools" / "hei_list_2017.csv"], {"city": "address"})
    assert len(lists[0].entries) == 2_631
    assert all(codes.check_school_identifier(e.code) is None for e in lists[0].entries)
    assert not check_lists(lists)


def test_only_pairs_with_a_new_entry_are_compared() -> None:
    """The same findings as comparing all, less those among the known."""
    names = ["沙河县第一小学校", "沙河一小", "红旗小学", "红旗小学校", "沙河第一小学", "明德幼儿园"]
    entries = [Entry(0, n + 2, f"11010{n}", name, "110105", "school") for n, name in enumerate(names)]
    whole = find_duplicates(entries, {})
    assert len(whole) >= 2 and (2, 3) in {(p.first, p.second) for p in whole}
    for since in range(len(entries)):
        assert find_duplicates(entries, {}, since=since) == [p for p in whole if p.second >= since]
