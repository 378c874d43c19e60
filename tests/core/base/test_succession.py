"""Successors and their shares, what became of a unit, and the events that a register tells."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.events import events_of
from jiaodu.core.base.organisations import Membership, Organisation, OrganisationTree, check_organisations
from jiaodu.core.base.succession import Successor, parse_successors

D = dt.date


def unit(
    code: str, parent: str = "C", level: str = "school", start: str = "1900-01-01", **more: object
) -> Organisation:
    closed = more.pop("closed", None)
    return Organisation(
        code, str(more.pop("name", code)), level, parent, D.fromisoformat(start),
        D.fromisoformat(str(closed)) if closed else None, successor=str(more.pop("successor", "")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("B", (Successor("B"),)),
        ("B、C", (Successor("B"), Successor("C"))),
        ("B:0.6、C:0.4", (Successor("B", Fraction(3, 5)), Successor("C", Fraction(2, 5)))),
        ("B:60%,C：40％", (Successor("B", Fraction(3, 5)), Successor("C", Fraction(2, 5)))),
        ("B:1", (Successor("B", Fraction(1)),)),
    ],
)
def test_successors_are_read(text: str, wanted: tuple[Successor, ...]) -> None:
    assert parse_successors(text) == wanted


@pytest.mark.parametrize(
    "text", ["B、B", "B:0.6、C", "B:0.6、C:0.3", "B:x", "B:0、C:1", "B:0.33333、C:0.66667", ":0.5"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_successors(text)


CASES = [unit("C", "", "county"), unit("K", "", "county")]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([unit("A", closed="2019-01-01", successor="B"), unit("B")], []),
        ([unit("A", closed="2019-01-01", successor="B:0.5、D:0.6"), unit("B"), unit("D")], ["V34"]),
        ([unit("A", closed="2019-01-01", successor="Z")], ["V35"]),
        ([unit("A", closed="2019-01-01", successor="K")], ["V36"]),
        ([unit("A", closed="2019-01-01", successor="A、B"), unit("B")], ["V37"]),
        ([unit("A"), unit("A", start="2019-01-01", successor="B"), unit("B")], ["V37"]),
        ([unit("A"), unit("A", start="2019-01-01", successor="A:0.7、B:0.3"), unit("B")], []),
    ],
)
def test_registers_are_checked(rows: list[Organisation], codes: list[str]) -> None:
    assert [p.code for p in check_organisations([*CASES, *rows])] == codes


def tree() -> OrganisationTree:
    """A and B become M; S becomes T and U; V gives a part to W and stays; T later becomes X; Y goes into the standing Z."""
    return OrganisationTree(
        [
            *CASES,
            unit("A", closed="2019-09-01", successor="M"),
            unit("B", closed="2019-09-01", successor="M"),
            unit("M", start="2019-09-01"),
            unit("S", closed="2019-09-01", successor="T:0.25、U:0.75"),
            unit("T", start="2019-09-01", closed="2020-09-01", successor="X"),
            unit("U", start="2019-09-01", parent="K"),
            unit("X", start="2020-09-01"),
            unit("V"),
            unit("V", start="2019-09-01", successor="V:0.9、W:0.1", name="V"),
            unit("W", start="2019-09-01"),
            unit("Y", closed="2020-09-01", successor="Z"),
            unit("Z"),
            unit("Z", start="2020-01-01", name="Z new", parent="K"),
            unit("Q", closed="2020-01-01"),
        ]
    )


@pytest.mark.parametrize(
    ("code", "since", "day", "wanted"),
    [
        ("A", "2018-12-31", "2018-12-31", {"A": 1}),
        ("A", "2018-12-31", "2019-12-31", {"M": 1}),
        ("S", "2018-12-31", "2019-12-31", {"T": Fraction(1, 4), "U": Fraction(3, 4)}),
        ("S", "2018-12-31", "2020-12-31", {"X": Fraction(1, 4), "U": Fraction(3, 4)}),
        ("V", "2018-12-31", "2019-12-31", {"V": Fraction(9, 10), "W": Fraction(1, 10)}),
        ("V", "2019-12-31", "2020-12-31", {"V": 1}),
        ("Q", "2018-12-31", "2020-12-31", {"Q": 1}),
        ("Y", "2019-12-31", "2020-12-31", {"Z": 1}),
    ],
)
def test_what_became_of_a_unit(code: str, since: str, day: str, wanted: dict[str, Fraction]) -> None:
    assert tree().pieces(code, D.fromisoformat(since), D.fromisoformat(day)) == wanted


def test_events() -> None:
    found = {(e.kind, e.day.isoformat(), e.before, tuple(s.code for s in e.after)) for e in events_of(tree())}
    assert found == {
        ("merge", "2019-09-01", ("A", "B"), ("M",)),
        ("split", "2019-09-01", ("S",), ("T", "U")),
        ("split", "2019-09-01", ("V",), ("V", "W")),
        ("replacement", "2020-09-01", ("T",), ("X",)),
        ("takeover", "2020-09-01", ("Y",), ("Z",)),
        ("rename", "2020-01-01", ("Z",), ("Z",)),
        ("move", "2020-01-01", ("Z",), ("Z",)),
        ("closing", "2020-01-01", ("Q",), ()),
    }


def test_old_years_show_the_old_tree_and_its_groups() -> None:
    units = [*CASES, unit("G", level="education_group"), unit("A"), unit("B", closed="2020-01-01")]
    members = [Membership("A", "G", "lead", D(2019, 1, 1), D(2020, 6, 1)), Membership("B", "G")]
    both = OrganisationTree(units, members)
    assert both.at(D(2018, 12, 31)).children("G", "school") == ("B",)
    assert both.at(D(2019, 12, 31)).children("G", "school") == ("A", "B")
    assert both.at(D(2020, 2, 1)).children("G", "school") == ("A",)
    assert both.at(D(2020, 6, 1)).children("G", "school") == ()
    assert both.at(D(2019, 12, 31)).under("A", "G") and both.at(D(2019, 12, 31)).under("A", "C")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.lists(st.integers(0, 5), max_size=3)), max_size=8))
def test_pieces_always_end_and_shares_add_up(closings: list[tuple[int, int, list[int]]]) -> None:
    """Chains, circles and unknown successors of any shape: a unit always stands somewhere, and never more than once."""
    rows, seen = [], set()
    for code, day, heirs in closings:
        heirs = [h for h in dict.fromkeys(heirs) if h != code]
        if code in seen or not heirs:
            continue
        seen.add(code)
        shares = [Fraction(1, 4)] * (len(heirs) - 1)
        written = [*shares, 1 - sum(shares)]
        text = "、".join(f"U{h}:{float(s):g}" for h, s in zip(heirs, written, strict=True))
        rows.append(unit(f"U{code}", closed=f"2019-0{day}-01", successor=text))
    rows += [unit(f"U{i}") for i in range(5) if i not in seen]
    made = OrganisationTree([*CASES, *rows])
    for code in made.codes:
        pieces = made.pieces(code, D(2018, 1, 1), D(2020, 1, 1))
        assert sum(s for s in pieces.values() if s is not None) == 1
        assert sum(p for _, p in made.standings(code, D(2018, 1, 1), made.at(D(2020, 1, 1))) if p is not None) == 1
