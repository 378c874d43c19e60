"""Thousands of accounts from one list: its template, everything that is wrong with it at once, the accounts in one transaction.

Floor: actions. In: an .xlsx, .xls or .csv with one person a row. Out: `Entry`s and `Problem`s with cells; `Issued` accounts.
What was checked is checked again when it is made: between the two somebody else may have taken a user name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.accounts import (
    NAMES,
    Issued,
    Person,
    accounts_within,
    check_person,
    make_grant,
    shown_account,
)
from jiaodu.actions.acting import Actor, demand, may, write_audit
from jiaodu.actions.giving import Wish, check_wish, givable_roles, may_manage
from jiaodu.actions.holdings import path_of, view_on
from jiaodu.actions.passwords import one_time_password, set_one_time
from jiaodu.actions.roles import read_roles
from jiaodu.actions.workbooks import Sheet, write_sheets
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.intake.documents import Document
from jiaodu.intake.limits import Unusable
from jiaodu.intake.model import Grid
from jiaodu.intake.workbooks import open_file
from jiaodu.records.models import Grant, User

MOST_ROWS = 10_000
MOST_BYTES = 5 * 2**20
HEADINGS: Mapping[str, Text] = {
    "org": Text("单位代码", "unit code"),
    "unit": Text("单位名称", "unit name"),
    "username": Text("用户名", "user name"),
    "name": Text("姓名", "name"),
    "role": Text("角色", "role"),
    "department": Text("科室", "department"),
    "telephone": Text("电话", "telephone"),
    "forms": Text("只限这些表", "only these forms"),
}
_ASKED = ("org", "name", "role")
_ROLE_OF_LEVEL = {"school": "school", "county": "district_office", "city": "city_office"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list: the person, what they are to be allowed, the row's number in the sheet."""

    row: int
    person: Person
    role: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """What a list says, and everything that is wrong with it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def write_roster_template(actor: Actor, language: Language = "zh") -> bytes:
    """A list to fill in: a row for each unit in reach where nobody has an account yet, with a user name proposed."""
    demand(actor, "account.manage")
    view, roles = view_on(timezone.localdate()), read_roles()
    have = set(User.objects.filter(is_active=True).values_list("org", flat=True))
    given = set(givable_roles(actor))
    rows = []
    for code in view.units:
        unit = view.units[code]
        role = _ROLE_OF_LEVEL.get(unit.level, "")
        if code in have or role not in given or not may(actor, "account.manage", path_of(view, code)):
            continue
        rows.append([code, unit.name, code, unit.contact, roles[role].name.in_(language), "", unit.telephone, ""])
    heads = [text.in_(language) for text in HEADINGS.values()]
    names = [[roles[id_].name.in_(language)] for id_ in givable_roles(actor)]
    first = Text("账号名单", "accounts").in_(language)
    second = Text("可用的角色", "roles to choose from").in_(language)
    return write_sheets([Sheet(first, heads, rows), Sheet(second, [HEADINGS["role"].in_(language)], names)])


def read_roster(name: str, content: bytes) -> Roster:
    """The rows of a list, by its headings in either language; texts only, nothing looked up yet."""
    suffix = PurePosixPath(name).suffix.lower()[:10]
    place = Place(name[-80:])
    if len(content) > MOST_BYTES:
        raise JiaoduError(problem("A25", place, value=name[-40:], most=f"{MOST_BYTES // 2**20} MB"))
    try:
        file = open_file(Document(name[-80:], "", suffix, PurePosixPath(name).stem[-60:], lambda: content))
        grid = file.read(file.sheets[0])
    except Unusable as error:
        raise JiaoduError(problem(error.code, place, **error.data)) from error
    head, columns = _find_head(grid)
    if not columns:
        raise JiaoduError(problem("A19", place, headings=list(HEADINGS.values())))
    rows = [r for r in range(head + 1, len(grid.rows)) if any(_text(grid.cell(r, c)) for c in columns.values())]
    if not rows:
        raise JiaoduError(problem("A19", place, headings=list(HEADINGS.values())))
    if len(rows) > MOST_ROWS:
        raise JiaoduError(problem("A20", place, count=len(rows), most=MOST_ROWS))
    return Roster(tuple(_entry(grid, row, columns) for row in rows), ())


def check_roster(actor: Actor, roster: Roster) -> Roster:
    """The list with everything that is wrong with it, each at its row: units, roles, names, user names taken or twice."""
    demand(actor, "account.manage")
    view = view_on(timezone.localdate())
    wanted = [entry.person.username for entry in roster.entries]
    taken: set[str] = set()
    for at in range(0, len(wanted), 500):
        taken |= set(User.objects.filter(username__in=wanted[at : at + 500]).values_list("username", flat=True))
    first: dict[str, int] = {}
    found: list[Problem] = []
    for entry in roster.entries:
        place = Place(key=f"第 {entry.row} 行 / row {entry.row}")
        found += [p.at(place) for p in _check_entry(actor, entry, path_of(view, entry.person.org), taken)]
        before = first.setdefault(entry.person.username, entry.row)
        if before != entry.row:
            found.append(problem("A24", place, cell=entry.row, value=entry.person.username, first=before))
    return replace(roster, problems=tuple(found))


def make_roster(actor: Actor, roster: Roster) -> list[Issued]:
    """All accounts of a list or none, each with a one-time password. Raises JiaoduError with everything that is wrong."""
    _demand_sound(actor, roster)
    view = view_on(timezone.localdate())
    issued, wishes = [], []
    # hashing takes longest, so it is done before the database is held
    for entry in roster.entries:
        path = path_of(view, entry.person.org)
        user = User(path=path, **{name: getattr(entry.person, name) for name in NAMES})
        password = one_time_password()
        set_one_time(user, password)
        issued.append(Issued(user, password))
        wishes.append(_wish(entry, path))
    with transaction.atomic():
        _demand_sound(actor, roster)
        User.objects.bulk_create([one.user for one in issued], batch_size=500)
        Grant.objects.bulk_create(
            [make_grant(actor, one.user, wish) for one, wish in zip(issued, wishes, strict=True)], batch_size=500
        )
        for one, wish in zip(issued, wishes, strict=True):
            after = shown_account(one.user, [wish])
            write_audit(actor, "account.make", org=one.user.org, subject=f"user:{one.user.username}", after=after)
    return issued


def _demand_sound(actor: Actor, roster: Roster) -> None:
    checked = check_roster(actor, roster)
    if checked.problems:
        raise JiaoduError(checked.problems)


def renew_slips(actor: Actor, org: str) -> list[Issued]:
    """New one-time passwords for all accounts at or below a unit that were never logged in to: the slips were lost or are over.

    Raises: JiaoduError (A11 for a unit out of reach, A27 where nobody waits).
    """
    with transaction.atomic():
        path = path_of(view_on(timezone.localdate()), org)
        if not path or not may(actor, "account.reset", path):
            raise JiaoduError(problem("A11", org=org))
        waiting = accounts_within(actor, "account.reset").filter(
            path__startswith=path, is_active=True, last_login=None, must_change_password=True
        )
        users = [u for u in waiting.select_for_update().prefetch_related("grants") if may_manage(actor, u)][:MOST_ROWS]
        if not users:
            raise JiaoduError(problem("A27"))
        issued = []
        for user in users:
            password = one_time_password()
            set_one_time(user, password)
            issued.append(Issued(user, password))
        User.objects.bulk_update(users, ["password", "password_expires", "epoch"], batch_size=200)
        for user in users:
            write_audit(actor, "account.reset", org=user.org, subject=f"user:{user.username}")
    return issued


def _find_head(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row of headings among the first ten, and the column of each."""
    words = {word.strip().lower(): id_ for id_, text in HEADINGS.items() for word in (text.zh, text.en, id_)}
    for row in range(min(10, len(grid.rows))):
        found: dict[str, int] = {}
        for column in range(min(len(grid.rows[row]), 50)):
            id_ = words.get(_text(grid.cell(row, column)).lower())
            if id_:
                found.setdefault(id_, column)
        if all(asked in found for asked in _ASKED):
            return row, found
    return 0, {}


def _entry(grid: Grid, row: int, columns: Mapping[str, int]) -> Entry:
    given = {id_: _text(grid.cell(row, column))[:300] for id_, column in columns.items()}
    org = given.get("org", "")
    person = Person(
        given.get("username") or org,
        given.get("name", ""),
        org,
        given.get("department", ""),
        given.get("telephone", ""),
    )
    forms = tuple(dict.fromkeys(re.split(r"[\s,,、;;]+", given.get("forms", "").strip()))) if given.get("forms") else ()
    return Entry(row + 1, person, _role(given.get("role", "")), tuple(filter(None, forms))[:200])


def _role(word: str) -> str:
    """The id of a role by its id or its name in either language; the word itself where there is none."""
    return next((id_ for id_, r in read_roles().items() if word in (id_, r.name.zh, r.name.en)), word)


def _check_entry(actor: Actor, entry: Entry, path: str, taken: set[str]) -> list[Problem]:
    found = check_person(entry.person)
    if entry.person.username in taken:
        found.append(problem("A09", username=entry.person.username))
    if not path or not may(actor, "account.manage", path):
        return [*found, problem("A11", org=entry.person.org)]
    return found + check_wish(actor, _wish(entry, path))


def _wish(entry: Entry, path: str) -> Wish:
    department = entry.person.department if entry.role == "department" else ""
    return Wish(entry.role, entry.person.org, path, entry.forms, department)


def _text(cell: object) -> str:
    """A cell as typed: codes that a spreadsheet took for numbers lose their `.0`."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
