"""A round is opened from a pack: the tasks are those that a plain walk over the register finds."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.town import CITY, FIRST, NORTH, OTHER, PACKS, SECOND, Town

from jiaodu.actions.acting import NotThere, actor_of
from jiaodu.actions.opening import RoundPlan, open_round, preview_round
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import AuditEntry, Grant, Round, Task, User

DUE = dt.date(2098, 6, 30)


def _plan(**changed: object) -> RoundPlan:
    given = {
        "name": "2024年评价",
        "packs": PACKS,
        "year": 2024,
        "org": CITY,
        "due": DUE,
        "forms": {"pupils": None, "county_pay": None},
    }
    return RoundPlan(**(given | changed))  # type: ignore[arg-type]


def _actor(name: str) -> object:
    return actor_of(User.objects.get(username=name))


def test_a_task_for_each_form_and_unit_that_owes_it(town: Town) -> None:
    made = open_round(_actor("city"), _plan())
    assert made.state == Round.State.OPEN
    found = set(Task.objects.values_list("org", "form", "period", "source", "path", "area"))
    schools = {(f"{d}000{n}", d) for d, n in ((NORTH, 1), (NORTH, 2), (NORTH, 3), ("990202", 1))}
    wanted = {(s, "pupils", 2024, "school_return", f"/{CITY}/{d}/{s}/", f"/{CITY}/{d}/") for s, d in schools}
    wanted |= {
        (d, "county_pay", 2024, "department_record", f"/{CITY}/{d}/", f"/{CITY}/{d}/") for d in (NORTH, "990202")
    }
    assert found == wanted
    assert list(AuditEntry.objects.values_list("deed", flat=True)) == ["round.draft", "round.open"]


def test_all_needed_forms_where_none_is_chosen(town: Town) -> None:
    preview = preview_round(_actor("city"), _plan(forms={}))
    chosen = {f.form for f in preview.chosen}
    assert "pupils" in chosen and "schools" not in chosen and "group_members" not in chosen
    kindergarten = next(f for f in preview.forms if f.form == "kindergarten_practice")
    assert kindergarten.units == ()
    assert next(f for f in preview.forms if f.form == "staff").source == "school_return"


def test_only_the_subtree_is_asked(town: Town) -> None:
    open_round(_actor("city"), _plan(org=NORTH, forms={"pupils": None}))
    assert set(Task.objects.values_list("org", flat=True)) == {FIRST, SECOND, "9902010003"}


def test_who_has_no_account_is_said(town: Town) -> None:
    Grant.objects.filter(user__username="second").delete()
    User.objects.filter(username="other").update(is_active=False)
    preview = preview_round(_actor("city"), _plan())
    assert {u.code for u in preview.without_account} == {SECOND, OTHER}
    assert [p.code for p in preview.problems] == ["W06", "W08"]
    pay = next(f for f in preview.forms if f.form == "county_pay")
    assert pay.without_account == ()


def test_an_account_for_other_forms_is_none(town: Town) -> None:
    Grant.objects.filter(role="district_office").delete()
    pay, basic = (
        next(f for f in preview_round(_actor("city"), _plan(forms={n: None})).chosen)
        for n in ("county_pay", "county_basic")
    )
    assert [u.code for u in pay.without_account] == ["990202"]
    assert [u.code for u in basic.without_account] == [NORTH, "990202"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "W01"),
        ({"due": dt.date(2020, 1, 1)}, "W04"),
        ({"forms": {"no_form": None}}, "W02"),
        ({"forms": {"kindergarten_practice": None}}, "W03"),
    ],
)
def test_what_cannot_be_opened_is_refused_whole(town: Town, changed: dict[str, object], code: str) -> None:
    with pytest.raises(JiaoduError) as caught:
        open_round(_actor("city"), _plan(**changed))
    assert code in {p.code for p in caught.value.problems}
    assert not Round.objects.exists() and not Task.objects.exists()


def test_a_district_may_not_and_learns_nothing_of_others(town: Town) -> None:
    with pytest.raises(JiaoduError, match="A01"):
        preview_round(_actor("north"), _plan(org=NORTH))
    with pytest.raises(NotThere):
        preview_round(_actor("north"), _plan(org=CITY))
    with pytest.raises(NotThere):
        preview_round(_actor("city"), _plan(org="990299"))


def test_each_form_keeps_its_own_day(town: Town) -> None:
    open_round(_actor("city"), _plan(forms={"pupils": dt.date(2098, 5, 1), "county_pay": None}))
    assert set(Task.objects.values_list("form", "due")) == {("pupils", dt.date(2098, 5, 1)), ("county_pay", DUE)}


def test_what_is_asked_for_already_is_left_out_unless_chosen(town: Town) -> None:
    first = open_round(_actor("city"), _plan(name="甲", org=NORTH, forms={"pupils": None}))
    again = preview_round(_actor("city"), _plan(forms={}))
    assert {f.form: f.elsewhere for f in again.forms if f.elsewhere} == {"pupils": "甲"}
    assert "pupils" not in {f.form for f in again.chosen} and "W09" not in {p.code for p in again.problems}
    chosen = preview_round(_actor("city"), _plan())
    assert [p.data["rounds"] for p in chosen.problems if p.code == "W09"] == [["甲"]]
    for changed in ({"org": "990202"}, {"year": 2023}):
        assert "W09" not in {p.code for p in preview_round(_actor("city"), _plan(**changed)).problems}
    Round.objects.filter(pk=first.pk).update(state="closed")
    assert "W09" not in {p.code for p in preview_round(_actor("city"), _plan()).problems}


def test_nothing_left_to_ask_says_why(town: Town) -> None:
    open_round(_actor("city"), _plan(forms={}))
    codes = {p.code for p in preview_round(_actor("city"), _plan(forms={})).problems}
    assert {"W01", "W09"} <= codes
