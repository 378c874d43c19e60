"""The floor: arrays that are already in memory, and nothing but the arithmetic.

In: the cells as float arrays, loaded before the clock starts. Out: arrays. No tool that reads files can be faster.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow.parquet as pq

from benchmarks.contenders.base import Cells, Floats, Setting
from benchmarks.workload import PUPILS, Measure


@dataclass
class Floor:
    """numpy over arrays in memory."""

    setting: Setting
    name: str = "numpy floor (in memory)"
    columns: dict[str, Floats] = field(default_factory=dict)
    groups: dict[str, np.ndarray] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def prepare(self) -> None:
        """Read the cells into arrays in the order school, period, and number the groups."""
        size, units = self.setting.size, self.setting.units
        place = {code: n for n, code in enumerate(units["school"])}
        for files in self.setting.files.values():
            for file in files:
                table = pq.read_table(file)
                at = np.array([place[c] for c in table["org"].to_pylist()]) * size.years
                at = at + table["period"].to_numpy() - size.first_year
                for name in set(table.column_names) & set(self.setting.workload.used):
                    column = self.columns.setdefault(name, np.full(size.rows, np.nan))
                    column[at] = table[name].to_pandas().astype(float).to_numpy()
        county = {code: n for n, code in enumerate(units["county"])}
        school = np.repeat(np.arange(size.schools), size.years)
        years = np.tile(np.arange(size.years), size.schools)
        above = np.array([county[c[:6]] for c in units["school"]])[school]
        self.groups = {"school": school * size.years + years, "county": above * size.years + years, "province": years}
        self.sizes = {level: len(codes) * size.years for level, codes in units.items()}

    def run(self) -> Cells:
        """The arithmetic."""
        return {(m.id, level): self._values(m, level) for m in self.setting.workload.measures for level in m.levels}

    def cells(self, found: Cells) -> Cells:
        """They are in order already."""
        return found

    def _sum(self, values: Floats, level: str) -> Floats:
        if level == "school":
            return values
        return np.bincount(self.groups[level], np.nan_to_num(values), self.sizes[level])

    def _values(self, m: Measure, level: str) -> Floats:
        first, last = self.columns[m.items[0]], self.columns[m.items[-1]]
        with np.errstate(divide="ignore", invalid="ignore"):
            match m.family:
                case "ratio":
                    both = first + last
                    top = self._sum(np.where(np.isnan(both), np.nan, first), level)
                    return _finite(top / self._sum(np.where(np.isnan(both), np.nan, last), level))
                case "per_capita":
                    return _finite(self._sum(first, level) / self._sum(self.columns[PUPILS], level))
                case "growth":
                    sums = self._sum(first, level).reshape(-1, self.setting.size.years)
                    grown = np.full(sums.shape, np.nan)
                    grown[:, 1:] = sums[:, 1:] / sums[:, :-1] - 1
                    return _finite(grown.ravel())
                case "share":
                    met = np.where(np.isnan(first + last), np.nan, (first * float(m.parameter) >= last) * 1.0)
                    return met if level == "school" else self._sum(met, level) / self._sum(~np.isnan(met) * 1.0, level)
                case "percentile":
                    return first if level == "school" else self._percentile(first, float(m.parameter), level)
            return self._spread(m, level)

    def _percentile(self, values: Floats, share: float, level: str) -> Floats:
        order = np.argsort(self.groups[level], kind="stable")
        cuts = np.flatnonzero(np.diff(self.groups[level][order])) + 1
        return np.array([np.nanquantile(part, share) for part in np.split(values[order], cuts)])

    def _spread(self, m: Measure, level: str) -> Floats:
        pupils = self.columns[PUPILS]
        value = _finite(self.columns[m.items[0]] / pupils)
        weight = np.where(np.isnan(value), 0.0, pupils if m.family == "cv_weighted" else 1.0)
        total = self._sum(weight, level)
        mean = self._sum(weight * value, level) / total
        spread = value - mean[self.groups[level]]
        return np.sqrt(self._sum(weight * spread**2, level) / total) / mean


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)
