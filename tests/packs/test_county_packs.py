"""The county packs: every item read, every standard with its examples and somebody's task, the lists of the rules complete."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

import pytest

from jiaodu.core.base.tables import ItemType
from jiaodu.core.framework import Framework, load_framework, pack_editions, try_framework
from jiaodu.core.framework.model import Form

EDITIONS = (
    "compulsory-balance@2012",
    "compulsory-balance@side-by-side",
    "compulsory-balance@2017",
    "preschool-universal@2020",
    "preschool-universal@shenyang-2021",
)
SEVEN = {
    "teachers_above_per_100": ("4.2", "5.3"),
    "backbone_per_100": ("1", "1"),
    "pe_arts_per_100": ("0.9", "0.9"),
    "rooms_per_pupil": ("4.5", "5.8"),
    "sports_per_pupil": ("7.5", "10.2"),
    "equipment_per_pupil": ("2000", "2500"),
    "media_rooms_per_100": ("2.3", "2.4"),
}


@pytest.fixture(scope="module")
def loaded() -> dict[str, Framework]:
    return {name: load_framework([name]) for name in EDITIONS}


@pytest.fixture(scope="module", params=EDITIONS)
def framework(request: pytest.FixtureRequest, loaded: dict[str, Framework]) -> Framework:
    return loaded[request.param]


@pytest.mark.parametrize("name", EDITIONS)
def test_nothing_is_wrong(name: str) -> None:
    assert [p.line("en") for p in try_framework([name]).problems] == []


def test_both_frames_load_together() -> None:
    both = load_framework(["compulsory-balance@2017", "preschool-universal@2020", "provincial-duty@2020"])
    assert {p.id for p in both.packs} >= {"compulsory-balance", "preschool-universal", "school-items"}


def test_every_standard_has_its_three_examples(framework: Framework) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for example in framework.examples.values():
        if example.standard and example.outcome:
            found[example.standard].add(example.outcome)
    wanted = {"met", "not_met", "not_assessable"}
    assert {id_: wanted - found[id_] for id_ in framework.standards if wanted - found[id_]} == {}


def test_every_standard_is_somebodys_task(framework: Framework) -> None:
    assert framework.frame is not None
    assigned = {s for focus in framework.frame.focuses.values() for task in focus.tasks for s in task.standards}
    assert assigned == {s.id for s in framework.standards.values() if s.pack == framework.main.id}
    assert all(task.unverified for focus in framework.frame.focuses.values() for task in focus.tasks)


def asked(framework: Framework) -> list[Form]:
    """The forms that schools and counties fill; application forms are written from them."""
    return [f for f in framework.forms.values() if f.pack == "school-items" and not f.spec.is_register]


def test_every_item_is_read_by_a_frame_or_a_rule(loaded: dict[str, Framework]) -> None:
    read: set[str] = set()
    for framework in loaded.values():
        for indicator in framework.indicators.values():
            if indicator.spec.table:
                read |= {f"{indicator.spec.table}.{item}" for item in indicator.items()}
    whole = loaded["compulsory-balance@2017"]
    items = {
        f"{form.id}.{id_}"
        for form in asked(whole)
        for id_, item in form.spec.items.items()
        if item.type not in (ItemType.TEXT, ItemType.DATE)
    }
    texts = "\n".join(str(check) for check in whole.checks.values())
    unread = {i for i in items - read if not re.search(rf"\b{i.split('.')[1]}\b", texts)}
    assert unread <= {
        # columns of the official annex of community kindergartens that no item of the rule reads
        "community_kindergartens.estate_posts", "community_kindergartens.estate_staff_on_posts",
        "community_kindergartens.estate_building_area", "community_kindergartens.estate_classes",
        "community_kindergartens.estate_fee", "kindergarten_practice.kg_fee",
    }  # fmt: skip


def test_one_item_stands_in_one_form(loaded: dict[str, Framework]) -> None:
    """一数一源: no Chinese name of a number twice among the forms."""
    names: dict[str, list[str]] = defaultdict(list)
    for form in asked(loaded["compulsory-balance@2017"]):
        for id_, item in form.spec.items.items():
            if item.type in (ItemType.COUNT, ItemType.NUMBER, ItemType.YES_NO):
                names[item.name.zh].append(f"{form.id}.{id_}")
    assert {n: where for n, where in names.items() if len(where) > 1} == {}


def test_every_number_has_its_owner(loaded: dict[str, Framework]) -> None:
    for form in asked(loaded["compulsory-balance@2017"]):
        for id_, item in form.spec.items.items():
            if item.type in (ItemType.COUNT, ItemType.NUMBER, ItemType.YES_NO):
                assert item.owner, f"{form.id}.{id_}"


def test_sheet_names_fit_a_workbook(loaded: dict[str, Framework]) -> None:
    sheets = [f.spec.layout.sheet or f.name.zh for f in loaded["compulsory-balance@2017"].forms.values()]
    assert len(set(sheets)) == len(sheets)
    assert all(0 < len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\") for sheet in sheets)


def test_the_seven_with_their_limits(loaded: dict[str, Framework]) -> None:
    found = loaded["compulsory-balance@2017"]
    for id_, limits in SEVEN.items():
        for stage, limit, cv in zip(("primary", "junior"), limits, ("0.50", "0.45"), strict=True):
            own, spread = found.standards[f"{id_}_{stage}"].spec, found.standards[f"{id_}_cv_{stage}"].spec
            assert (own.entries[0].op, own.entries[0].value) == (">=", Decimal(limit))
            assert (spread.entries[0].op, spread.entries[0].value) == ("<=", Decimal(cv))
            assert spread.unverified
        rounding = found.indicators[f"{id_}_cv"].spec.round
        assert (rounding.digits, rounding.compare) == (3, "after")
    assert len(found.standards["school_resources"].spec.members) == 14


def test_fifteen_government_and_nine_quality_items(loaded: dict[str, Framework]) -> None:
    spec = loaded["compulsory-balance@2017"]
    cited = {e.article for s in spec.standards.values() for e in s.spec.entries}
    assert {f"申报表四第{n}项" for n in range(1, 16)} <= cited
    assert {f"申报表五第{n}项" for n in range(1, 10)} <= cited
    assert sum(s.spec.veto for s in spec.standards.values()) == 6


def test_editions_differ_and_side_by_side_holds_both(loaded: dict[str, Framework]) -> None:
    old, new = (set(loaded[f"compulsory-balance@{e}"].standards) for e in ("2012", "2017"))
    assert set(loaded["compulsory-balance@side-by-side"].standards) == old | new
    assert old == {"composite_primary", "composite_junior"} and not old & new
    composite = loaded["compulsory-balance@2012"]
    assert all(s.spec.unverified for s in composite.standards.values())
    assert len(composite.indicators["composite_coefficient"].operands()) == 8


@pytest.mark.parametrize("edition", ["2020", "shenyang-2021"])
def test_thirty_six_items_seven_with_a_middle_level(loaded: dict[str, Framework], edition: str) -> None:
    """The counting grades of the city (29 + 7 and so on) fit only if exactly seven items know 基本合格."""
    found = loaded[f"preschool-universal@{edition}"]
    assert {f"p{n:02d}_qualified" for n in range(1, 37)} <= set(found.standards)
    assert {s for s in found.standards if s.endswith("_basic")} == {
        f"p{n}_basic" for n in (11, 12, 16, 17, 26, 27, 29)
    }  # fmt: skip


def test_the_citys_limits_stay_in_the_citys_edition(loaded: dict[str, Framework]) -> None:
    national, city = (loaded[f"preschool-universal@{e}"] for e in ("2020", "shenyang-2021"))
    assert "shenyang_preschool_scheme" not in {e.document for s in national.standards.values() for e in s.spec.entries}
    limits = {s: city.standards[s].spec.entries[0].value for s in city.standards if s.endswith(("_city", "_500"))}
    assert limits["kg_outdoor_city"] == 4 and limits["kg_activity_city"] == Decimal("8.17")
    assert limits["kg_building_city"] == Decimal("10.44") and limits["kg_books_city"] == 3
    assert limits["inclusive_subsidy_500"] == limits["other_public_subsidy_500"] == 500


def test_all_must_pass(loaded: dict[str, Framework]) -> None:
    """33 parts hold every county standard of the rule once; six vetoes beside them."""
    found = loaded["compulsory-balance@2017"]
    scheme = found.gradings["balanced_county"].spec
    assert len(scheme.parts) == 1 + 7 + 15 + 9 + 1 == scheme.grades[0].at_least
    judged = [s for part in scheme.parts.values() for s in getattr(part, "standards", ())]
    county = [s for s in found.standards.values() if "county" in s.spec.levels and not s.spec.veto]
    assert sorted(judged) == sorted(s.id for s in county)
    vetoes = {s.id for s in found.standards.values() if s.spec.veto}
    assert {signal.standard for veto in scheme.vetoes for signal in veto.any_of} == vetoes


def test_tiers_count_to_thirty_six(loaded: dict[str, Framework]) -> None:
    scheme = loaded["preschool-universal@shenyang-2021"].gradings["universal_tier_shenyang"].spec
    assert len(scheme.parts) == 36 and scheme.in_order and scheme.vetoes
    assert [t.at_least["qualified"] for t in scheme.tiers] == [33, 31, 29]
    assert not loaded["preschool-universal@2020"].gradings["universal_county"].spec.history


def test_quotations_are_short(framework: Framework) -> None:
    assert max(len(a.quote) for d in framework.documents.values() for a in d.articles.values()) <= 200


def test_names_are_in_both_languages(framework: Framework) -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for noun in (*framework.indicators.values(), *framework.standards.values()):
        assert chinese.search(noun.name.zh) and noun.name.en and not chinese.search(noun.name.en), noun.id


def test_no_two_forms_of_all_packs_share_a_sheet() -> None:
    """Tables are loaded with all packs by default, and a sheet is known by its name."""
    everything = load_framework([f"{name}@{editions[-1]}" for name, editions in pack_editions().items()])
    names: dict[str, set[str]] = defaultdict(set)
    for form in everything.forms.values():
        for name in {form.name.zh, form.spec.layout.sheet} - {""}:
            names[name].add(form.id)
    assert {name: forms for name, forms in names.items() if len(forms) > 1} == {}
