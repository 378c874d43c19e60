"""What changed between two lists: each kind of change, the sheet that loads, and a county whose register states its links.

Floor: tests. In: lists made here; the English lists where they are. Out: nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from small_files import REGISTER, make_framework

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.intake import read_sources
from jiaodu.intake.registers.difference import Change, Event, compare_lists
from jiaodu.intake.registers.lists import Entry, read_lists
from jiaodu.intake.registers.write import register_rows, write_register

DAY = dt.date(2024, 9, 1)


def units(*given: tuple[str, ...]) -> list[Entry]:
    return [
        Entry(0, i + 2, code, name, *(rest or ("C",)), level="school") for i, (code, name, *rest) in enumerate(given)
    ]


def said(events: list[Event]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(e.change.value, tuple(o.code for o in e.old), tuple(n.code for n in e.new)) for e in events]


def test_each_kind_of_change() -> None:
    old = units(
        ("1", "沙河县第一小学"), ("2", "沙河县第二小学"), ("3", "沙河县第三小学"), ("4", "沙河县第四小学"), ("5", "沙河县红星小学"),
        ("6", "沙河县红星初级中学"), ("7", "沙河县育才学校"), ("8", "沙河县光明小学"),
    )  # fmt: skip
    new = units(
        ("1", "沙河县第一小学"), ("2", "沙河县实验小学"), ("3", "沙河县第三小学", "D"), ("44", "沙河县第4小学校"),
        ("56", "沙河县红星九年一贯制学校"), ("71", "沙河县育才学校东校区"), ("72", "沙河县育才学校西校区"), ("9", "沙河县新城幼儿园"),
    )  # fmt: skip
    assert sorted(said(compare_lists(old, new, {"C": "沙河县", "D": "云溪县"}))) == [
        ("closed", ("8",), ()), ("merged", ("5", "6"), ("56",)), ("moved", ("3",), ("3",)), ("opened", (), ("9",)),
        ("recoded", ("4",), ("44",)), ("renamed", ("2",), ("2",)), ("split", ("7",), ("71", "72")),
    ]  # fmt: skip


def test_nothing_changed() -> None:
    same = units(("1", "沙河县第一小学"), ("2", "沙河县第二小学"))
    assert compare_lists(same, same[::-1], {}) == []


def test_a_unit_that_goes_on_does_not_take_in_a_neighbour_of_another_number() -> None:
    old = units(("1", "沙河县第一小学"), ("2", "沙河县第二小学"))
    assert said(compare_lists(old, old[:1], {"C": "沙河县"})) == [("closed", ("2",), ())]


def test_the_sheet_loads_and_the_tree_follows(tmp_path: Path) -> None:
    old = units(
        ("1", "沙河县第一小学"), ("5", "沙河县红星小学"), ("6", "沙河县红星初级中学"), ("7", "=cmd|' /C calc'!A0")
    )
    new = units(("1", "沙河县实验小学"), ("56", "沙河县红星九年一贯制学校"))
    path = tmp_path / "变动.xlsx"
    write_register(path, register_rows(compare_lists(old, new, {"C": "沙河县"}), DAY), "school")
    items = REGISTER["items"] | {"successor": {"name": {"zh": "承继机构代码", "en": "successor"}, "type": "text"}}
    framework = make_framework(organisations=REGISTER | {"items": items})
    known = [Organisation("C", "沙河县", "county"), *(Organisation(e.code, e.name, "school", "C") for e in old)]
    intake = read_sources([path], framework, OrganisationTree(known))
    assert [p.code for p in intake.problems if p.severity in ("error", "warning")] == []
    rows = {(o.code, o.valid_from): o for o in intake.registers[0].organisations}
    assert rows["1", DAY].name == "沙河县实验小学"
    assert rows["56", DAY].parent == "C"
    closed = [o for o in intake.registers[0].organisations if o.closed]
    assert [(o.code, o.closed, o.successor) for o in closed] == [("5", DAY, "56"), ("6", DAY, "56"), ("7", DAY, "")]


def test_the_english_county_against_the_links_that_its_register_states(reference_data: Path) -> None:
    """The new list names predecessors and successors: proposals are held against these, which they never read."""
    folder = reference_data / "capacity_england"
    where = {"LAname": "Hampshire", "Main Phase": "PRI"}
    old, _ = read_lists([folder / "scap_2015_schools.csv"], {"code": "LAEstab", "county": "LAname"}, where=where)
    columns = {"code": "LA (code)+EstablishmentNumber", "county": "LA (name)"}
    new, _ = read_lists([folder / "gias_2022_hampshire.csv"], columns)
    assert (len(old[0].entries), len(new[0].entries)) == (427, 496)
    events = compare_lists(old[0].entries, new[0].entries, {})
    linked = _links(folder / "gias_2022_hampshire.csv")
    before = {e.code for e in old[0].entries}
    proposed = {
        (o.code, n.code) for e in events if e.change in (Change.MERGED, Change.RECODED) for o in e.old for n in e.new
    }
    assert len(proposed) == 9
    # the one whose old entry the new list no longer has is seen by its successor's link alone
    assert proposed - linked == {("8502024", "8502058")}
    real = {(o, n) for o, n in linked if o in before and n != o}
    assert (len(real), real - proposed) == (8, set()), "none is missed"


def _links(path: Path) -> set[tuple[str, str]]:
    """(old code, new code) where a closed school names its successor, also by way of a school that the list leaves out."""
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    by_urn = {r["URN"]: r["LA (code)"] + r["EstablishmentNumber"] for r in rows}
    heirs = {urn: code for r in rows for urn, kind, code in _stated(r) if "Predecessor" in kind} | by_urn
    closed = [r for r in rows if r["EstablishmentStatus (name)"] == "Closed"]
    return {
        (code, heirs[urn])
        for r in closed
        for urn, kind, code in _stated(r)
        if ("Successor" in kind or "Merged" in kind) and urn in heirs
    }


def _stated(row: dict[str, str]) -> list[tuple[str, str, str]]:
    """(URN, kind of link, own code) of every link of a school."""
    own = row["LA (code)"] + row["EstablishmentNumber"]
    links = (link.strip().partition(" ") for link in row["Linked establishments"].split(","))
    return [(urn, kind, own) for urn, _, kind in links if urn.isdigit()]


@pytest.mark.parametrize("day", ["2017-08-31", "31-08-2017"])
def test_days_that_a_list_states(day: str) -> None:
    old = units(("1", "甲乙小学"))
    new = [Entry(0, 2, "1", "甲乙小学", "C", closed=day)]
    (event,) = compare_lists(old, new, {})
    assert event.change is Change.CLOSED
    assert event.day == (dt.date(2017, 8, 31) if day.startswith("20") else None)
