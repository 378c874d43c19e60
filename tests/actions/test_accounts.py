"""Accounts: what may be granted and by whom, resets, hand-over, lists of thousands; nobody comes to more than they have."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import openpyxl
import pytest
from django.contrib.auth.hashers import check_password
from tests.rounds import make_task
from tests.town import CITY, FIRST, NORTH, OTHER, PATHS, SOUTH, USERS, Town

from jiaodu.actions.accounts import (
    Person,
    add_grant,
    close_account,
    end_grant,
    hand_over,
    make_account,
    open_account,
    reset_password,
    search_accounts,
)
from jiaodu.actions.acting import Actor, NotThere, actor_of, may
from jiaodu.actions.giving import Wish, may_manage
from jiaodu.actions.roles import every_verb, read_roles
from jiaodu.actions.rosters import Roster, check_roster, make_roster, read_roster, renew_slips, write_roster_template
from jiaodu.actions.tokens import make_token
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.chain import verify_chain
from jiaodu.records.models import AuditEntry, Grant, User

SCHOOL = Wish("school", FIRST, PATHS[FIRST])


def actor(name: str) -> Actor:
    return actor_of(User.objects.get(username=name))


def codes(error: pytest.ExceptionInfo[JiaoduError]) -> set[str]:
    return {p.code for p in error.value.problems}


def test_an_office_makes_an_account_below_it(town: Town) -> None:
    issued = make_account(actor("north"), Person("clerk-1", "虚构人员甲", FIRST), [SCHOOL])
    user = User.objects.get(username="clerk-1")
    assert check_password(issued.password, user.password) and user.must_change_password and user.path == PATHS[FIRST]
    assert may(actor("clerk-1"), "task.fill", PATHS[FIRST])
    line = AuditEntry.objects.get(deed="account.make")
    assert line.user == "north" and issued.password not in str(line.after)
    assert verify_chain().broken is None


def test_everything_that_is_wrong_is_said_at_once(town: Town) -> None:
    with pytest.raises(JiaoduError) as error:
        make_account(actor("north"), Person("首", " ", OTHER, telephone="1" * 41), [SCHOOL])
    assert codes(error) == {"A08", "A10", "A11", "A25"}


@pytest.mark.parametrize("username", sorted(USERS))
def test_nobody_grants_what_their_role_does_not_give(town: Town, username: str) -> None:
    """Brute force: every user, every role, every unit. What came of it is compared with roles.yaml read by hand."""
    giver, roles = actor(username), read_roles()
    role, org, _ = USERS[username]
    for wanted, place in itertools.product(roles, PATHS):
        user = User.objects.create(username="target", name="x", org=place, path=PATHS[place])
        gives = wanted in roles[role].gives and PATHS[place].startswith(PATHS[org])
        try:
            add_grant(giver, user.pk, Wish(wanted, place, PATHS[place]))
            made = True
        except (JiaoduError, NotThere):
            made = False
        assert made is gives, (username, wanted, place)
        user.delete()


@pytest.mark.parametrize("org", [OTHER, SOUTH, CITY, ""])
def test_nobody_grants_a_place_beyond_their_own(town: Town, org: str) -> None:
    """To an account of one's own reach, rights over a unit that is not."""
    with pytest.raises(JiaoduError) as error:
        add_grant(actor("north"), User.objects.get(username="first").pk, Wish("school", org, PATHS.get(org, "")))
    assert codes(error) == {"A13"}


def test_roles_below_the_offices_give_nothing_and_offices_give_only_what_is_listed() -> None:
    givers = {id_ for id_, role in read_roles().items() if role.gives}
    assert givers == {"system", "city_office", "district_office"}
    assert all(given in read_roles() for role in read_roles().values() for given in role.gives)
    assert "system" not in read_roles()["city_office"].gives
    assert not {"system", "city_office"} & read_roles()["district_office"].gives
    assert all("." in verb for verb in every_verb())


def test_nobody_changes_their_own_account(town: Town) -> None:
    city = actor("city")
    for deed in (
        lambda: add_grant(city, city.user.pk, Wish("school", FIRST, PATHS[FIRST])),
        lambda: reset_password(city, city.user.pk),
        lambda: close_account(city, city.user.pk),
    ):
        with pytest.raises(JiaoduError) as error:
            deed()
        assert codes(error) == {"A14"}


def test_an_account_with_more_rights_is_not_reset_from_below(town: Town) -> None:
    """A city officer who sits in the district: the district's reset would hand over the city's rights, today or tomorrow."""
    chief = User.objects.create(username="chief", name="x", org=NORTH, path=PATHS[NORTH])
    Grant.objects.create(user=chief, role="city_office", org=CITY, path=PATHS[CITY], from_day=dt.date(2999, 1, 1))
    with pytest.raises(JiaoduError) as error:
        reset_password(actor("north"), chief.pk)
    assert codes(error) == {"A15"}
    assert reset_password(actor("city"), chief.pk).user == chief


def test_a_narrowed_giver_gives_no_more_than_they_have(town: Town) -> None:
    user = User.objects.create(username="narrow", name="x", org=NORTH, path=PATHS[NORTH])
    Grant.objects.create(
        user=user, role="district_office", org=NORTH, path=PATHS[NORTH], forms=["a", "b"], until=dt.date(2999, 1, 1)
    )
    giver, first = actor("narrow"), User.objects.create(username="t", name="x", org=FIRST, path=PATHS[FIRST])
    day = dt.date(2999, 1, 1)
    for forms, until, fits in (
        (("a",), day, True),
        ((), day, False),
        (("c",), day, False),
        (("a",), None, False),
        (("a",), dt.date(2999, 1, 2), False),
    ):
        wish = Wish("school", FIRST, PATHS[FIRST], forms, until=until)
        try:
            add_grant(giver, first.pk, wish)
            made = True
        except JiaoduError:
            made = False
        assert made is fits, wish
        first.grants.all().delete()


def test_another_districts_account_is_not_there(town: Town) -> None:
    first = User.objects.get(username="first")
    for deed in (
        lambda: reset_password(actor("south"), first.pk),
        lambda: hand_over(actor("south"), first.pk, User.objects.get(username="other").pk),
        lambda: end_grant(actor("south"), first.pk, first.grants.get().pk),
    ):
        with pytest.raises(NotThere):
            deed()
    with pytest.raises(NotThere):
        end_grant(actor("north"), first.pk, User.objects.get(username="second").grants.get().pk)


def test_a_reset_ends_sessions_and_tokens(town: Town) -> None:
    first = User.objects.get(username="first")
    token, before = make_token(actor_of(first), "x", 5).token, first.get_session_auth_hash()
    reset_password(actor("north"), first.pk)
    first.refresh_from_db()
    token.refresh_from_db()
    assert token.revoked and first.get_session_auth_hash() != before and first.must_change_password


def test_hand_over_passes_rights_and_tasks_and_closes(town: Town) -> None:
    leaver = User.objects.get(username="first")
    heir = make_account(actor("north"), Person("first-2", "虚构人员乙", FIRST), []).user
    task = make_task("school_funds")
    task.responsible = leaver
    task.save()
    hand_over(actor("north"), leaver.pk, heir.pk)
    leaver.refresh_from_db()
    task.refresh_from_db()
    assert not leaver.is_active and leaver.successor == heir and task.responsible == heir
    assert may(actor_of(heir), "task.fill", PATHS[FIRST]) and not may(actor_of(leaver), "task.fill", PATHS[FIRST])
    assert AuditEntry.objects.get(deed="account.hand_over").after["username"] == "first-2"


@pytest.mark.parametrize(("heir", "closed"), [("first", False), ("second", False), ("first-2", True)])
def test_only_a_colleague_in_office_takes_over(town: Town, heir: str, closed: bool) -> None:
    made = make_account(actor("north"), Person("first-2", "虚构人员乙", FIRST), []).user
    if closed:
        close_account(actor("north"), made.pk)
    with pytest.raises(JiaoduError) as error:
        hand_over(actor("north"), User.objects.get(username="first").pk, User.objects.get(username=heir).pk)
    assert codes(error) == {"A17"}


def test_a_closed_account_opens_with_a_new_password_only(town: Town) -> None:
    first = User.objects.get(username="first")
    close_account(actor("north"), first.pk)
    first.refresh_from_db()
    assert not first.has_usable_password()
    issued = open_account(actor("north"), first.pk)
    first.refresh_from_db()
    assert first.is_active and check_password(issued.password, first.password)


def test_a_search_stays_in_reach(town: Town) -> None:
    assert {u.username for u in search_accounts(actor("south"))} == {"south", "other"}
    assert {u.username for u in search_accounts(actor("city"), "虚构第一小学")} == {"first"}
    assert {u.username for u in search_accounts(actor("north"), role="school")} == {"first", "second", "third"}
    assert not search_accounts(actor("first"))


def book(rows: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_a_list_makes_accounts_all_or_none(town: Town) -> None:
    good = [
        ["单位代码", "姓名", "角色", "用户名"],
        [FIRST, "虚构甲", "学校(园)", "n1"],
        [int(FIRST), "虚构乙", "school", "n2"],
    ]
    roster = read_roster("x.xlsx", book(good))
    issued = make_roster(actor("north"), roster)
    assert [one.user.username for one in issued] == ["n1", "n2"]
    assert all(check_password(one.password, User.objects.get(pk=one.user.pk).password) for one in issued)
    assert AuditEntry.objects.filter(deed="account.make").count() == 2
    with pytest.raises(JiaoduError) as error:
        make_roster(actor("north"), roster)
    assert codes(error) == {"A09"} and User.objects.filter(username__in=["n1", "n2"]).count() == 2


def test_all_problems_of_a_list_come_at_once_with_their_rows(town: Town) -> None:
    rows = [
        ["姓名", "单位代码", "角色", "用户名"],
        ["虚构甲", OTHER, "学校(园)", "p1"],
        ["", FIRST, "没有的角色", "p2"],
        ["虚构丙", FIRST, "市级督导机构", "p2"],
        ["虚构丁", FIRST, "学校(园)", "first"],
    ]
    checked = check_roster(actor("north"), read_roster("x.xlsx", book(rows)))
    found = {(p.code, p.place.key.split(" ")[1]) for p in checked.problems}
    assert found == {("A11", "2"), ("A10", "3"), ("A12", "3"), ("A13", "4"), ("A24", "4"), ("A09", "5")}
    with pytest.raises(JiaoduError):
        make_roster(actor("north"), checked)
    assert not User.objects.filter(username__startswith="p1").exists()


@pytest.mark.parametrize("content", [b"", b"MZ\x00", b"a,b\n1,2\n", "单位代码,姓名,角色\n".encode()])
def test_what_is_no_list_is_said(town: Town, content: bytes) -> None:
    with pytest.raises(JiaoduError):
        read_roster("x.csv", content)


def test_the_template_names_units_in_reach_without_an_account_and_reads_back(town: Town) -> None:
    User.objects.get(username="third").delete()
    content = write_roster_template(actor("north"))
    roster = read_roster("账号名单.xlsx", content)
    assert [(e.person.org, e.role) for e in roster.entries] == [("9902010003", "school")]
    assert {p.code for p in check_roster(actor("north"), roster).problems} == {"A10"}


def test_slips_again_only_for_those_never_logged_in(town: Town) -> None:
    with pytest.raises(JiaoduError) as error:
        renew_slips(actor("north"), NORTH)
    assert codes(error) == {"A27"}
    user = make_account(actor("north"), Person("fresh", "虚构", FIRST), [SCHOOL]).user
    (issued,) = renew_slips(actor("city"), CITY)
    user.refresh_from_db()
    assert issued.user == user and check_password(issued.password, user.password)
    with pytest.raises(JiaoduError) as error:
        renew_slips(actor("north"), SOUTH)
    assert codes(error) == {"A11"}


def test_the_server_manages_everybody_and_a_stranger_nobody(town: Town) -> None:
    first = User.objects.get(username="first")
    assert may_manage(Actor(None), first) and not may_manage(actor("public"), first)
    assert Roster((), ()) == Roster((), ())
