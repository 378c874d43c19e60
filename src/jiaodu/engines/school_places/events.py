"""Read the table of events to come: housing, arrivals and departures, schools that open or close, places that are added.

Floor: engines.school_places. In: a sheet of text, a `History`. Out: `Event`s, or every fault of the table at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.model import Event, History
from jiaodu.engines.school_places.planning.model import Sheet
from jiaodu.engines.school_places.planning.reading import Line, lines_of
from jiaodu.methods.cohort import Panel
from jiaodu.methods.cohort.model import Index

KINDS: Mapping[str, Text] = {
    "housing": Text("新建住宅", "new housing"),
    "arrivals": Text("转入", "arrivals"),
    "departures": Text("转出", "departures"),
    "opening": Text("开办", "opening"),
    "closing": Text("撤并", "closing"),
    "places": Text("增减学位", "places added"),
}
ALIASES = {
    "住宅": "housing",
    "随迁": "arrivals",
    "迁入": "arrivals",
    "迁出": "departures",
    "开学": "opening",
    "关闭": "closing",
    "学位": "places",
}
COLUMNS = {
    "event": ("事件", "event"), "grade": ("年级", "grade"), "number": ("数量", "人数", "套数", "number"), "seats": ("学位", "seats"),
    "housing": ("住宅类型", "housing"), "to": ("去向", "to"),
}  # fmt: skip


@dataclass
class _Reader:
    """The history, the years that are forecast, and what was found wrong so far."""

    history: History
    horizon: int
    faults: list[Problem] = field(default_factory=list)

    def unit(self, line: Line, column: str) -> tuple[int | None, int] | None:
        """Indices of unit and district: (None, d) for a district. Noted where it is neither (L15)."""
        text = line.text(column)
        if text in self.history.unit_codes:
            at = self.history.unit_codes.index(text)
            return at, int(self.history.units.parents[at]) if self.history.has_two_levels else at
        if text in self.history.district_codes and text:
            return None, self.history.district_codes.index(text)
        self.faults.append(problem("L15", line.place(column), text=text or "—"))
        return None

    def kind(self, line: Line) -> str:
        """The event; noted where there is no such (L16)."""
        text = line.text("event").casefold()
        for kind, name in KINDS.items():
            if text in (kind, name.zh, name.en) or ALIASES.get(text) == kind:
                return kind
        known = Text("、".join(k.zh for k in KINDS.values()), ", ".join(KINDS))
        self.faults.append(problem("L16", line.place("event"), text=text or "—", known=known))
        return ""

    def grades(self, line: Line) -> tuple[int, ...]:
        """The grades of a grade or a stage; all where neither is written."""
        spec = self.history.spec
        for column, names in (("grade", self.history.grade_names), ("stage", self.history.stage_names)):
            text = line.text(column).casefold()
            if not text:
                continue
            for id_ in spec.grades if column == "grade" else tuple(spec.stages):
                name = names.get(id_, Text(id_, id_))
                if text in (id_, name.zh, name.en.casefold()):
                    wanted = (id_,) if column == "grade" else spec.stages[id_].grades
                    return tuple(spec.grades.index(g) for g in wanted)
            line.wrong(column, Text("预测的年级或学段", "a grade or stage that is forecast"))
            return ()
        return tuple(range(len(spec.grades)))


def read_events(history: History, sheet: Sheet, horizon: int) -> tuple[History, tuple[Event, ...], tuple[Problem, ...]]:
    """The events, the history with a line for each school that opens, and warnings.

    Raises:
        JiaoduError: L15, L16, L20, L21 and whatever else is wrong, all at once.
    """
    first: list[Problem] = []
    lines = list(lines_of(sheet, ("zone", "year"), first, COLUMNS))
    history = _with_new_schools(history, [line.text("zone") for line in lines])
    reader = _Reader(history, horizon, first)
    found = [event for line in lines if (event := _event(reader, line)) is not None]
    if any(p.severity == "error" for p in reader.faults):
        raise JiaoduError(reader.faults)
    return history, tuple(sorted(found, key=lambda e: e.ahead)), tuple(reader.faults)


def _event(reader: _Reader, line: Line) -> Event | None:
    history, before = reader.history, len(reader.faults)
    kind, where = reader.kind(line), reader.unit(line, "zone")
    year, grades = int(line.number_of("year", whole=True)), reader.grades(line)
    number = line.number_of("number", 0.0, negative=kind == "places")
    to = reader.unit(line, "to") if line.text("to") else None
    housing = _housing(reader, line) if kind == "housing" else ""
    if len(reader.faults) > before or where is None:
        return None
    unit, district = where
    if kind in ("opening", "closing") and (unit is None or not history.has_two_levels):
        line.wrong("zone", Text("一所学校", "a school"))
    if kind in ("housing", "arrivals", "departures", "opening") and not number > 0:
        line.wrong("number", Text("大于0的数", "a number above zero"))
    if kind == "places" and (unit is None or not number):
        line.wrong(
            "number" if unit is not None else "zone",
            Text("一所学校增减的学位数", "a school, and how many places it gains or loses"),
        )
    if not 0 <= year - history.last - 1 < reader.horizon:
        span = {"first": history.last + 1, "last": history.last + reader.horizon}
        reader.faults.append(problem("L17", line.place("year"), year=year, **span))
        return None
    seats = line.number_of("seats", 0.0) if line.text("seats") else None
    return Event(
        kind, line.text("zone"), unit, district, year - history.last - 1, grades, number, housing,
        to[0] if to is not None else None, seats,
    )  # fmt: skip


def _housing(reader: _Reader, line: Line) -> str:
    """The kind of housing; the first of the pack where none is written."""
    kinds, text = reader.history.spec.housing, line.text("housing")
    for id_, kind in kinds.items():
        if not text or text in (id_, kind.name.zh, kind.name.en):
            return id_
    names = Text("、".join(k.name.zh for k in kinds.values()) or "—", ", ".join(kinds) or "—")
    reader.faults.append(
        problem("L19", line.place("housing"), what=Text("住宅类型", "kind of housing"), name=text or "—", known=names)
    )
    return ""


def _with_new_schools(history: History, codes: Iterable[str]) -> History:
    """The history with an empty line for each school of the register that had no pupils yet."""
    if not history.has_two_levels:
        return history
    new: dict[str, int] = {}
    for code in dict.fromkeys(codes):
        if code in history.unit_codes or code not in history.tree:
            continue
        day = history.days[max(history.days)]
        views = [history.tree.at(d) for d in (history.days[history.last], day)]
        above = next((v.ancestors[code].get(history.spec.district, "") for v in views if code in v.units), "")
        level = next((v.units[code].level for v in views if code in v.units), "")
        if level == history.spec.unit and above in history.district_codes:
            new[code] = history.district_codes.index(above)
    if not new:
        return history
    number, (_, years, grades) = len(new), history.units.counts.shape
    panel, parents = history.units, np.array(list(new.values()), np.int64)
    cohorts = (
        None if panel.cohorts is None else np.concatenate([panel.cohorts, panel.cohorts[_someone(panel, parents)]])
    )
    units = Panel(
        np.concatenate([panel.counts, np.zeros((number, years, grades))]),
        np.concatenate([panel.parents, parents]),
        cohorts,
    )
    splits = {name: (*values, *[""] * number) for name, values in history.splits.items()}
    return replace(
        history, unit_codes=(*history.unit_codes, *new), units=units, splits=splits,
        classes=np.concatenate([history.classes, np.zeros((number, grades))]),
    )  # fmt: skip


def _someone(panel: Panel, parents: Index) -> Index:
    """A unit of each parent: all of a district share its births."""
    return np.array([int(np.flatnonzero(panel.parents == parent)[0]) for parent in parents], np.int64)
