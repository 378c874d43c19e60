"""An exact oracle: plain loops over plain data in fractions. It shares no code with jiaodu.

In: schools, years, rows and a few kinds of indicators as plain dataclasses. Out: for each unit, year and cell a status
and a value. `as_pack` writes the same indicators as pack files.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

OK, NOT_APPLICABLE, EMPTY, ZERO, SHORT = "ok", "not_applicable", "empty", "zero_denominator", "not_assessable"
GRAVITY = [OK, NOT_APPLICABLE, EMPTY, ZERO, SHORT]
STAGES = ("primary", "junior")
NA = "n/a"


@dataclass(frozen=True)
class School:
    """A school with the county it stands in each year (None: not open) and whether it must report."""

    code: str
    county: dict[int, str | None]
    public: bool = True


@dataclass(frozen=True)
class Condition:
    """item op number, or an ownership test."""

    item: str
    op: str
    value: int | str

    def text(self) -> str:
        return f"{self.item} {self.op} " + (f"'{self.value}'" if isinstance(self.value, str) else str(self.value))

    def holds(self, row: dict[str, Any]) -> bool:
        found = row[self.item]
        if found == NA:
            return False
        return {
            "=": found == self.value,
            ">=": self.value <= found if self.op == ">=" else False,
            "<": found < self.value if self.op == "<" else False,
        }[self.op]


@dataclass(frozen=True)
class Part:
    """One aggregate: sum, count, min, max or the quantile of an item, perhaps filtered."""

    verb: str
    item: str = ""
    test: Condition | None = None
    share: Fraction = Fraction(1, 2)

    def text(self) -> str:
        inside = self.item or "*"
        if self.verb == "quantile":
            inside += f", {float(self.share)}"
        return f"{self.verb}({inside})" + (f" filter (where {self.test.text()})" if self.test else "")

    def reads(self) -> set[str]:
        return {i for i in (self.item, self.test.item if self.test else "") if i}


@dataclass(frozen=True)
class Base:
    """A part, or one part by another, with a breakdown and a minimum of coverage."""

    name: str
    top: Part
    bottom: Part | None = None
    by: tuple[str, ...] = ()
    least: Fraction = Fraction(1)

    def reads(self) -> set[str]:
        return self.top.reads() | (self.bottom.reads() if self.bottom else set()) | set(self.by)


@dataclass(frozen=True)
class World:
    """Everything that an evaluation sees. `rows` maps (school, year) to its rows; no entry is a silent school."""

    schools: tuple[School, ...]
    rows: dict[tuple[str, int], list[dict[str, Any]]]

    def under(self, org: str, placed: int, due: int) -> list[School]:
        """Due schools of a year, counted where they stand in the year `placed`."""
        found = []
        for school in self.schools:
            if school.county[due] is None or not school.public:
                continue
            # a school that closed stays where it last stood
            place = school.county[placed] or next(
                c for y, c in sorted(school.county.items(), reverse=True) if c and y <= placed
            )
            if org in (school.code, place, "P"):
                found.append(school)
        return found


def complete(world: World, school: School, year: int, items: set[str]) -> bool:
    rows = world.rows.get((school.code, year))
    return rows is not None and len(rows) > 0 and all(row[i] is not None for row in rows for i in items)


def base_value(
    world: World, base: Base, org: str, year: int, cell: tuple[str, ...] = (), placed: int | None = None
) -> tuple[str, Fraction | None, int, int]:
    """Status, value, due and complete."""
    due = world.under(org, placed if placed is not None else year, year)
    if not due:
        return NOT_APPLICABLE, None, 0, 0
    whole = [s for s in due if complete(world, s, year, base.reads())]
    counts = (len(due), len(whole))
    if not whole or Fraction(len(whole), len(due)) < base.least:
        return SHORT, None, *counts
    rows = [r for s in whole for r in world.rows[s.code, year] if tuple(r[b] for b in base.by) == cell]
    if base.by and not rows:
        return (NOT_APPLICABLE if len(whole) == len(due) else SHORT), None, *counts
    computed_with = {i for i in (base.top.item, base.bottom.item if base.bottom else "") if i}
    # nobody to whom it applies: not applicable if all have answered, else not assessable
    if rows and all(any(r[i] == NA for i in computed_with) for r in rows):
        return (NOT_APPLICABLE if len(whole) == len(due) else SHORT), None, *counts
    top = part_value(base.top, rows)
    bottom = part_value(base.bottom, rows) if base.bottom else Fraction(1)
    if top is None or bottom is None:
        return EMPTY, None, *counts
    if bottom == 0:
        return ZERO, None, *counts
    return OK, top / bottom, *counts


def part_value(part: Part, rows: list[dict[str, Any]]) -> Fraction | None:
    kept = [r for r in rows if part.test is None or part.test.holds(r)]
    values = sorted(Fraction(r[part.item]) for r in kept if part.item and r[part.item] != NA)
    if part.verb == "count":
        return Fraction(len(values) if part.item else len(kept))
    if part.verb == "sum":
        return sum(values, Fraction(0))
    if not values:
        return None
    if part.verb in ("min", "max"):
        return values[0] if part.verb == "min" else values[-1]
    at = (len(values) - 1) * part.share
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def growth(world: World, base: Base, org: str, year: int, tree: str) -> tuple[str, Fraction | None]:
    """x / previous(x) - 1."""
    now = base_value(world, base, org, year)
    if not now[2]:
        return NOT_APPLICABLE, None
    if tree == "restated":
        before = base_value(world, base, org, year - 1, (), year)
    else:
        before = base_value(world, base, org, year - 1)
    status = max(now[0], before[0], key=GRAVITY.index)
    if status == OK and before[1] == 0:
        return ZERO, None
    if status != OK:
        return status, None
    assert now[1] is not None and before[1] is not None
    return OK, now[1] / before[1] - 1


def spread_squared(world: World, base: Base, weight: Part | None, org: str, year: int) -> tuple[str, Fraction | None]:
    """The square of the coefficient of variation between schools, weighted by an item's sum or not at all."""
    schools = world.under(org, year, year)
    if not schools:
        return NOT_APPLICABLE, None
    found, skipped, short = [], 0, False
    for school in schools:
        status, value, _, _ = base_value(world, base, school.code, year)
        weighing = base_value(world, Base("w", weight), school.code, year) if weight else (OK, Fraction(1))
        if status == NOT_APPLICABLE:
            skipped += 1
        elif status == OK and weighing[0] == OK:
            found.append((value, weighing[1]))
        else:
            short = True
    if short:
        return SHORT, None
    if skipped == len(schools):
        return NOT_APPLICABLE, None
    total = sum(w for _, w in found)
    if total == 0:
        return ZERO, None
    mean = sum(w * x for x, w in found) / total
    if mean == 0:
        return ZERO, None
    return OK, sum(w * (x - mean) ** 2 for x, w in found) / total / mean**2


def indicator_yaml(base: Base) -> dict[str, Any]:
    """A base indicator as a pack writes it."""
    formula = base.top.text() + (f" / {base.bottom.text()}" if base.bottom else "")
    unit = "ratio" if base.bottom else "人"
    made: dict[str, Any] = {
        "name": {"zh": f"指标{base.name}", "en": base.name}, "table": "schools", "formula": formula, "unit": unit,
        "levels": ["school", "county", "province"], "coverage": str(float(base.least)),
    }  # fmt: skip
    return made | ({"by": list(base.by)} if base.by else {})
