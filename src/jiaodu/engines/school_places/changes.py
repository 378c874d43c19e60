"""Work events into a forecast: pupils who come, go, change school; schools that open and close; places.

Floor: engines.school_places. In: units [unit, year ahead, grade], places, events. Out: the same, changed, and what could not be.

Whoever changes school stays in the district: openings and closings leave its sum as it was. Arrivals and departures move
up with their cohort. Pupils of a district's event go to its schools as their grades are large.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.engines.school_places.model import Event, History
from jiaodu.methods.cohort.model import Array, Index, Mask

LEAST_SAID = 0.5  # pupils; less is rounding


class Changes:
    """A forecast while events are worked into it, one after the other."""

    def __init__(self, history: History, units: Array, places: Array, stands: Mask) -> None:
        self.history, self.units, self.places, self.stands = history, units.copy(), places.copy(), stands.copy()
        two = history.has_two_levels
        self.parents: Index = history.units.parents if two else np.arange(len(units), dtype=np.int64)
        self.shares = units.copy()  # as it was before any event: by this pupils of a district are shared out
        self.problems: list[Problem] = []

    def work_in(self, events: Sequence[Event]) -> None:
        """All of them, in the order of their years."""
        for event in events:
            lost = getattr(self, f"_{event.kind}")(event)
            if lost > LEAST_SAID:
                year = self.history.last + 1 + event.ahead
                self.problems.append(problem("L18", Place(key=event.org), org=event.org, year=year, number=round(lost)))

    def _add(self, event: Event, ahead: int, grade: int, number: float) -> float:
        """Add pupils of a grade to the event's unit, or to its district's as they are large. Gives how many had no place."""
        unit = event.unit
        runs = self.shares[:, ahead, grade] > 0
        if unit is not None and (runs[unit] or ahead == event.ahead):
            part = np.zeros(len(runs))
            part[unit] = 1.0
        else:
            part = np.where((self.parents == event.district) & runs, self.shares[:, ahead, grade], 0.0)
            if not part.any():
                return abs(number)
            part /= part.sum()
        after = self.units[:, ahead, grade] + number * part
        self.units[:, ahead, grade] = np.maximum(after, 0.0)
        return float(np.maximum(-after, 0.0).sum())

    def _move(self, event: Event, sign: int) -> float:
        grades, lost = self.units.shape[2], 0.0
        each = sign * event.number / len(event.grades)
        for ahead in range(event.ahead, self.units.shape[1]):
            for grade in event.grades:
                now = grade + ahead - event.ahead
                if now < grades:
                    missing = self._add(event, ahead, now, each)
                    lost += missing if ahead == event.ahead else 0.0
        return lost

    def _arrivals(self, event: Event) -> float:
        return self._move(event, 1)

    def _departures(self, event: Event) -> float:
        return self._move(event, -1)

    def _housing(self, event: Event) -> float:
        """Dwellings times the yield of their kind, as they fill; grades of a stage alike."""
        kind, lost = self.history.spec.housing[event.housing], 0.0
        for ahead in range(event.ahead, self.units.shape[1]):
            there = float(kind.there[min(ahead - event.ahead, len(kind.there) - 1)]) / 100
            for id_, pupils in kind.pupils.items():
                names = self.history.spec.stages[id_].grades
                for name in names:
                    grade = self.history.spec.grades.index(name)
                    if grade in event.grades:
                        number = event.number * there * float(pupils) / 100 / len(names)
                        missing = self._add(event, ahead, grade, number)
                        lost += missing if ahead == event.ahead else 0.0
        return lost

    def _opening(self, event: Event) -> float:
        """The school fills from its lowest grade up, each year's intake taken from the other schools of the district."""
        assert event.unit is not None
        unit, lost = event.unit, 0.0
        for ahead in range(event.ahead, self.units.shape[1]):
            for step, grade in enumerate(event.grades):
                if step > ahead - event.ahead:
                    break
                others = (self.parents == event.district) & (np.arange(len(self.units)) != unit)
                there = np.where(others, self.units[:, ahead, grade], 0.0)
                taken = min(event.number, float(there.sum()))
                lost += event.number - taken if ahead == event.ahead else 0.0
                if taken > 0:
                    self.units[:, ahead, grade] -= there * taken / there.sum()
                    self.units[unit, ahead, grade] += taken
        self.stands[unit, event.ahead :] = True
        self._seats(event, event.number * len(event.grades) if event.seats is None else event.seats)
        return lost

    def _closing(self, event: Event) -> float:
        assert event.unit is not None
        unit, lost = event.unit, 0.0
        self.stands[unit, event.ahead :] = False
        for ahead in range(event.ahead, self.units.shape[1]):
            for grade in np.flatnonzero(self.units[unit, ahead] > 0).tolist():
                gone = self.units[unit, ahead, grade]
                others = (self.parents == event.district) & self.stands[:, ahead]
                part = np.where(others, self.units[:, ahead, grade], 0.0)
                if event.to is not None and self.stands[event.to, ahead]:
                    part = (np.arange(len(self.units)) == event.to).astype(float)
                lost += 0.0 if part.any() else float(gone)
                self.units[unit, ahead, grade] = 0.0
                if part.any():
                    self.units[:, ahead, grade] += gone * part / part.sum()
        return lost

    def _places(self, event: Event) -> float:
        self._seats(event, event.number)
        return 0.0

    def _seats(self, event: Event, number: float) -> None:
        """Places in the stages of the event's grades, shared by their number of grades."""
        groups = self.history.groups[list(event.grades)]
        part = groups.sum(axis=0) / groups.sum()
        known = np.nan_to_num(self.places[event.unit, event.ahead :])
        self.places[event.unit, event.ahead :] = np.maximum(known + number * part, 0.0)
