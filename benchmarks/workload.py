"""The school-scale workload: 400 items on 30 forms and 120 indicators of six families, as plain data.

In: nothing. Out: `Workload`; the pack, the data and every contender are made from it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

FORMS, ITEMS = 30, 400
LEVELS = ("school", "county", "province")
ABOVE = ("county", "province")
PUPILS = "i000"


@dataclass(frozen=True, slots=True)
class Size:
    """How much data: schools in counties of one province, over years."""

    schools: int
    counties: int
    years: int
    first_year: int = 2010

    @property
    def periods(self) -> tuple[int, ...]:
        """The years."""
        return tuple(range(self.first_year, self.first_year + self.years))

    @property
    def rows(self) -> int:
        """Rows of each form."""
        return self.schools * self.years


FULL = Size(4000, 17, 10)
QUICK = Size(240, 4, 3)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: a count (persons) or an amount (yuan, two decimals)."""

    id: str
    form: int
    amount: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator: its family, the items that it reads, and the family's parameter as text."""

    id: str
    family: str
    items: tuple[str, ...]
    parameter: str = ""

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels at which it is wanted."""
        return ABOVE if self.family.startswith("cv") else LEVELS


@dataclass(frozen=True, slots=True)
class Workload:
    """Items by id, and the indicators."""

    items: dict[str, Item]
    measures: tuple[Measure, ...]

    @property
    def used(self) -> tuple[str, ...]:
        """The items that some indicator reads."""
        return tuple(sorted({item for measure in self.measures for item in measure.items}))

    def form_items(self, form: int) -> tuple[Item, ...]:
        """The items of a form."""
        return tuple(item for item in self.items.values() if item.form == form)

    def form_of(self, measure: Measure) -> int:
        """The form of the first item of an indicator."""
        return self.items[measure.items[0]].form

    def one_form(self, measure: Measure) -> bool:
        """Whether all items of an indicator stand on one form."""
        return len({self.items[item].form for item in measure.items}) == 1


def form_name(form: int) -> str:
    """The id of a form."""
    return f"form_{form:02}"


class _Allotment:
    """Gives items of the forms away, form by form in turn, so that every form is read."""

    def __init__(self) -> None:
        self.form_of = {f"i{n:03}": n * FORMS // ITEMS for n in range(ITEMS)}
        self.free = {form: [i for i, f in self.form_of.items() if f == form] for form in range(FORMS)}
        self.turn = itertools.cycle(range(1, FORMS))
        self.amounts: set[str] = set()

    def take(self, count: int) -> tuple[str, ...]:
        """Items of one form other than the first."""
        free = self.free[next(self.turn)]
        return tuple(free.pop(0) for _ in range(count))

    def amount(self, form: int | None = None) -> str:
        """An amount, of a form if one is given."""
        item = self.take(1)[0] if form is None else self.free[form].pop(0)
        self.amounts.add(item)
        return item


def _measures(allotment: _Allotment) -> Iterator[Measure]:
    allotment.free[0].remove(PUPILS)
    for n in range(40):
        yield Measure(f"ratio_{n:02}", "ratio", allotment.take(2))
    for n in range(10):
        yield Measure(f"per_capita_{n:02}", "ratio", (allotment.amount(0), PUPILS))
    for n in range(10, 20):
        yield Measure(f"per_capita_{n:02}", "per_capita", (allotment.amount(), PUPILS))
    for n in range(20):
        yield Measure(f"growth_{n:02}", "growth", allotment.take(1))
    varied = [allotment.take(1)[0] for _ in range(10)]
    for family in ("cv_plain", "cv_weighted"):
        yield from (Measure(f"{family}_{n:02}", family, (item, PUPILS)) for n, item in enumerate(varied))
    for n in range(10):
        yield Measure(f"share_{n:02}", "share", allotment.take(2), f"{n % 5 + 1}.25")
    for n in range(10):
        yield Measure(f"percentile_{n:02}", "percentile", allotment.take(1), ("0.25", "0.5", "0.9")[n % 3])


@cache
def school_scale() -> Workload:
    """The workload; always the same."""
    allotment = _Allotment()
    measures = tuple(_measures(allotment))
    unread = {item for free in allotment.free.values() for item in free[::3]}
    amounts = allotment.amounts | unread
    return Workload({i: Item(i, form, i in amounts) for i, form in allotment.form_of.items()}, measures)
