"""jiaodu itself: the store's head, a fresh evaluation, every series of the 120 indicators.

In: the framework (loaded before) and the store. Out: series with values, status and coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.contenders.base import Cells, Setting
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.series import Series, Status, orgs_of, periods_of

Found = tuple[Results, dict[tuple[str, str], Series]]


@dataclass
class Engine:
    """A full recompute."""

    setting: Setting
    name: str = "jiaodu"

    def prepare(self) -> None:
        """Load the pack."""
        _ = self.setting.framework

    def run(self) -> Found:
        """New snapshot, new connection, new results."""
        ids = [measure.id for measure in self.setting.workload.measures]
        periods = {PeriodKind.CALENDAR_YEAR: self.setting.size.periods}
        results = Results(self.setting.framework, open_snapshot(self.setting.store), ids, periods)
        return results, {(indicator.id, level): series for indicator, level, series in results.all_series()}

    def cells(self, found: Found) -> Cells:
        """By indicator and level, in the order unit, period."""
        results, all_series = found
        first, years = self.setting.size.first_year, self.setting.size.years
        cells: Cells = {}
        for (id_, level), series in all_series.items():
            place = np.zeros(len(results.frames.codes), np.int64)
            units = self.setting.units[level]
            place[[results.frames.index[code] for code in units]] = np.arange(len(units))
            values = np.full(len(units) * years, np.nan)
            # a growth of the first year reads the year before: that year is not one that was asked for
            asked = periods_of(series.keys) >= first
            rows = place[orgs_of(series.keys)] * years + periods_of(series.keys) - first
            values[rows[asked]] = np.where(series.status == Status.OK, series.value, np.nan)[asked]
            cells[id_, level] = values
        return cells
