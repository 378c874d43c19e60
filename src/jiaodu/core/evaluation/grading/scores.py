"""The score sheet: the four columns of one assessment as they stand in the store, who gave each, and why.

Floor: core.evaluation. In: facts, a scheme's score form, a unit and a period. Out: scores by part and column; scores out
of bounds as problems. Nothing is written: a column cannot replace another, since each has a key of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.evaluation.addresses import Address, Addresses
from jiaodu.core.evaluation.grading.model import COLUMN_NAMES, COLUMNS, Score
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form

Sheet = Mapping[str, Mapping[str, Score]]


class ScoreSheets:
    """Reads score sheets of one set of facts; a form's sheet of a period is read once for all units."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.addresses = facts, Addresses(facts)
        self._read: dict[tuple[str, int], dict[str, dict[str, dict[str, Score]]]] = {}

    def of(self, form: Form, spec: schema.Scores, org: str, ordinal: int) -> Sheet:
        """Part -> column -> score of a unit."""
        key = (form.id, ordinal)
        if key not in self._read:
            self._read[key] = self._sheet(form, spec, ordinal)
        return self._read[key].get(org, {})

    def _sheet(self, form: Form, spec: schema.Scores, ordinal: int) -> dict[str, dict[str, dict[str, Score]]]:
        if self.facts.table(form.id) is None:
            return {}
        extra = [f'"{name}"' if name in form.spec.items else "NULL" for name in (spec.given_by, spec.reason)]
        query = (
            f'SELECT org, CAST("{spec.part}" AS VARCHAR), CAST("{spec.column}" AS VARCHAR), "{spec.score}", source, '
            f"{extra[0]}, {extra[1]} FROM {self.facts.source(form.id)} WHERE period = ?"
        )
        order = form.sources_of(spec.score)
        rows = self.facts.connection().execute(query, [ordinal]).fetchall()
        rows.sort(key=lambda row: order.index(row[4]) if row[4] in order else len(order))
        found: dict[str, dict[str, dict[str, Score]]] = {}
        seen: set[tuple[Any, ...]] = set()
        for org, part, column, score, source, given_by, reason in rows:
            # the leading source leads, also where it is blank
            if (org, part, column) in seen:
                continue
            seen.add((org, part, column))
            if score is not None:
                found.setdefault(org, {}).setdefault(part, {})[column] = Score(
                    part, column, Fraction(score), given_by or "", reason or "", source, ordinal
                )
        return {org: {p: _ordered(scores) for p, scores in parts.items()} for org, parts in found.items()}

    def address(self, form: Form, spec: schema.Scores, org: str, score: Score) -> Address | None:
        """Where a score stood: file, sheet, cell, load."""
        grain = {spec.part: score.part, spec.column: score.column}
        return self.addresses.of(form, spec.score, org, score.ordinal, score.source, grain)

    def out_of_bounds(
        self, form: Form, spec: schema.Scores, sheet: Sheet, full: Mapping[str, Fraction | None], org: str
    ) -> list[Problem]:
        """G20 for every score that is more than the part's full marks, or less than nothing."""
        found = []
        for score in (s for scores in sheet.values() for s in scores.values()):
            most = full.get(score.part)
            if score.score < 0 or (most is not None and score.score > most):
                address = self.address(form, spec, org, score)
                where = (address.file, address.sheet, address.cell) if address else ("", "", "")
                place = Place(file=where[0], sheet=where[1], cell=where[2], key=f"{org} {score.part} {score.column}")
                limit = "—" if most is None else f"{float(most):g}"
                shown = f"{float(score.score):g}"
                column = COLUMN_NAMES.get(score.column, score.column)
                found.append(problem("G20", place, column=column, part=score.part, score=shown, full=limit))
        return found


class MarkSheets:
    """Reads marks that people gave; a form of a period is read once for all units."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._read: dict[tuple[str, int], dict[str, dict[str, str | None]]] = {}

    def of(self, form: Form, spec: schema.Marked, org: str, ordinal: int) -> Mapping[str, str | None]:
        """Part -> mark of a unit; a part without a row is not there, a blank mark is None."""
        key = (form.id, ordinal)
        if key not in self._read:
            self._read[key] = self._sheet(form, spec, ordinal)
        return self._read[key].get(org, {})

    def _sheet(self, form: Form, spec: schema.Marked, ordinal: int) -> dict[str, dict[str, str | None]]:
        if self.facts.table(form.id) is None:
            return {}
        query = (
            f'SELECT org, CAST("{spec.part}" AS VARCHAR), CAST("{spec.mark}" AS VARCHAR), source '
            f"FROM {self.facts.source(form.id)} WHERE period = ?"
        )
        rows = self.facts.connection().execute(query, [ordinal]).fetchall()
        order = form.sources_of(spec.mark)
        rows.sort(key=lambda row: order.index(row[3]) if row[3] in order else len(order))
        found: dict[str, dict[str, str | None]] = {}
        for org, part, mark, _ in rows:
            found.setdefault(org, {}).setdefault(part, mark)
        return found


def _ordered(scores: Mapping[str, Score]) -> dict[str, Score]:
    return {column: scores[column] for column in COLUMNS if column in scores}
