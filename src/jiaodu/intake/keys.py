"""The key of a record: organisation, period, reference date, source; each checked against what is known.

Floor: intake. In: key cells with their positions. Out: typed keys, or findings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.periods import Period, PeriodKind
from jiaodu.core.base.text import Text
from jiaodu.core.framework.model import Form, Framework
from jiaodu.intake.columns import failed_formula, shown, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import plain
from jiaodu.intake.model import Cell, is_blank
from jiaodu.intake.numbers import half_width
from jiaodu.intake.organisations import KnownOrganisations
from jiaodu.intake.word_cells import parse_date

KEY_NAMES = {
    "org": Text("机构代码", "organisation code"),
    "period": Text("年度(学年、月份)", "period"),
    "as_of": Text("统计时点", "reference date"),
    "source": Text("来源", "source"),
}
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell and where it stands (zero-based)."""

    cell: Cell
    row: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class KeySpots:
    """The key cells of one record; None where the sheet has no such cell."""

    org: Spot
    period: Spot | None
    as_of: Spot | None = None
    source: Spot | None = None
    name: Spot | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """The typed key of one record, without its grain."""

    org: str
    period: int
    as_of: dt.date
    source: str


class KeyReader:
    """Reads the keys of one sheet. Equal cells are understood once."""

    def __init__(
        self, form: Form, framework: Framework, known: KnownOrganisations, findings: Findings, default_source: str
    ) -> None:
        self.form, self.framework, self.known, self.findings = form, framework, known, findings
        self.default_source = default_source
        self._seen: dict[tuple[str, object], object] = {}
        self._dates: dict[Period, dt.date] = {}
        self._settled: dict[tuple[object, ...], tuple[int, dt.date, str]] = {}

    def read(self, spots: KeySpots) -> Key | None:
        """The key of a record, None when any part of it is bad."""
        org = self.org(spots.org, spots.name)
        period = self.period(spots.period) if spots.period else None
        as_of = self.as_of(spots.as_of, period)
        source = self.source(spots.source)
        if org is None or period is None or as_of is None or source is None:
            return None
        if not self._stands(org, as_of, spots):
            return None
        return Key(org, period.ordinal, as_of, source)

    def read_plain(self, org: Cell, name: Cell, rest: tuple[Cell, ...]) -> Key | None:
        """The key of a record in which nothing can be doubted; None where `read` has to look closer.

        `org` is the cell of the code, `name` that of the unit's name (None without one), `rest` holds the cells of
        period, reference date and source, which `settle` understood for a record before.
        """
        settled = self._settled.get((*map(type, rest), *rest))
        if settled is None or type(org) is not str or not (org.isascii() and org.isalnum()):
            return None
        unit = self.known.tree.on(org, settled[1])
        if unit is None or unit.level != self.form.spec.level:
            return None
        if name is not None and name != "" and name != self.known.tree.name(org):
            return None
        return Key(org, *settled)

    def settle(self, key: Key, rest: tuple[Cell, ...]) -> None:
        """Remember what the cells of period, reference date and source meant."""
        self._settled[*map(type, rest), *rest] = (key.period, key.as_of, key.source)

    def org(self, spot: Spot, name: Spot | None) -> str | None:
        """The organisation's code, when it is registered."""
        code = half_width(self._text(spot, "org"))
        if not code:
            return None
        if code not in self.known.tree:
            if self.findings.take("I15"):
                near = self.known.near(code, written(name.cell) if name else "")
                self.findings.describe("I15", spot.row, spot.column, org=code, near=near)
            return None
        return code

    def period(self, spot: Spot) -> Period | None:
        """The period, of the form's kind."""
        if not self._text(spot, "period"):
            return None
        return self._once("period", spot, self._parse_period, "I19", kind=self.form.spec.period.value)

    def as_of(self, spot: Spot | None, period: Period | None) -> dt.date | None:
        """The reference date: as given, when the form has it; the form's first otherwise."""
        if period is None:
            return None
        if spot is None or is_blank(spot.cell):
            return self._first_date(period)
        dates = self.form.reference_dates(period)
        given = parse_date(spot.cell) or dates.get(written(spot.cell))
        if given in dates.values():
            return given
        known = [f"{day.isoformat()}({name})" for name, day in dates.items()]
        self.findings.add("I20", spot.row, spot.column, cell=shown(spot.cell), known=known)
        return None

    def _first_date(self, period: Period) -> dt.date:
        if period not in self._dates:
            self._dates[period] = self.form.reference_date(period)
        return self._dates[period]

    def source(self, spot: Spot | None) -> str | None:
        """The source: as given, by id or name; the sheet's or the caller's otherwise."""
        if spot is None or is_blank(spot.cell):
            return self.default_source
        return self._once("source", spot, self._parse_source, "I21", known=self._source_names())

    def _stands(self, org: str, as_of: dt.date, spots: KeySpots) -> bool:
        """Whether the unit is of the form's level; a closed unit or another name is worth a warning."""
        row, column, tree = spots.org.row, spots.org.column, self.known.tree
        unit = tree.last_known(org, as_of)
        level = unit.level if unit else ""
        if level != self.form.spec.level:
            names = {"is_": LEVEL_NAMES.get(level, level), "wanted": LEVEL_NAMES[self.form.spec.level]}
            self.findings.add("I17", row, column, org=org, name=tree.name(org), **names)
            return False
        if tree.on(org, as_of) is None:
            self.findings.add("I16", row, column, org=org, name=tree.name(org), day=as_of.isoformat())
        if spots.name and (name := written(spots.name.cell)) and not self.known.agrees(org, name):
            self.findings.add("I18", spots.name.row, spots.name.column, org=org, name=name, known=tree.name(org))
        return True

    def _text(self, spot: Spot, key: str) -> str:
        failed = failed_formula(spot.cell)
        if failed is not None:
            self.findings.add("I28" if failed else "I47", spot.row, spot.column, item=KEY_NAMES[key], error=failed)
            return ""
        text = written(spot.cell)
        if not text:
            self.findings.add("I41", spot.row, spot.column, item=KEY_NAMES[key])
        return text

    def _once(self, key: str, spot: Spot, parse: Callable[[Cell], V], code: str, **data: object) -> V | None:
        """Parse a cell, or remember how an equal one was parsed; a ValueError becomes a finding."""
        memory = (key, (type(spot.cell), spot.cell))
        if memory not in self._seen:
            try:
                self._seen[memory] = parse(spot.cell)
            except ValueError:
                self._seen[memory] = None
        found: V | None = self._seen[memory]  # type: ignore[assignment]
        if found is None:
            self.findings.add(code, spot.row, spot.column, cell=shown(spot.cell), **data)
        return found

    def _parse_period(self, cell: Cell) -> Period:
        if isinstance(cell, dt.date) and self.form.spec.period is PeriodKind.MONTH:
            cell = f"{cell.year}-{cell.month:02}"
        text = half_width(written(cell)).removesuffix("度")
        plain_year = text.removesuffix("学年").removesuffix("年")
        period = self.form.period(plain_year if plain_year.isdigit() else text)
        self.form.reference_dates(period)  # a year that no calendar has is no period either
        return period

    def _parse_source(self, cell: Cell) -> str:
        found = source_id(written(cell), self.framework)
        if found is None or found not in form_sources(self.form):
            raise ValueError(cell)
        return found

    def _source_names(self) -> list[str]:
        return source_names(self.form, self.framework)


def source_id(text: str, framework: Framework) -> str | None:
    """The id of a source given by id or name."""
    for id_, source in framework.sources.items():
        if plain(text) in (plain(id_), plain(source.name.zh), plain(source.name.en)):
            return id_
    return None


def form_sources(form: Form) -> tuple[str, ...]:
    """Every source that the form or one of its items reads, in order."""
    found = [*form.spec.sources, *(s for item in form.spec.items.values() for s in item.sources)]
    return tuple(dict.fromkeys(found))


def source_names(form: Form, framework: Framework) -> list[str]:
    """The Chinese names of a form's sources."""
    return [framework.sources[s].name.zh if s in framework.sources else s for s in form_sources(form)]
