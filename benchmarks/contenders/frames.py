"""pandas: the forms as data frames, the way an analyst would write it.

In: the Parquet files that the store's head names. Out: data frames, one a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.contenders.base import Cells, Setting
from benchmarks.data import PROVINCE
from benchmarks.workload import LEVELS, PUPILS, Measure


@dataclass
class Pandas:
    """pandas over the same Parquet files."""

    setting: Setting
    name: str = "pandas"

    def prepare(self) -> None:
        """Know the files."""
        _ = self.setting.files

    def run(self) -> dict[tuple[str, str], Any]:
        """Read what is used, then group by group."""
        wide = self._wide()
        found: dict[tuple[str, str], Any] = {}
        for level in LEVELS:
            for measure in self.setting.workload.measures:
                if level in measure.levels:
                    found[measure.id, level] = self._series(wide, measure, level)
        return found

    def cells(self, found: dict[tuple[str, str], Any]) -> Cells:
        """By indicator and level, in the order unit, period."""
        size, cells = self.setting.size, Cells()
        for (id_, level), series in found.items():
            index = pd.MultiIndex.from_product([self.setting.units[level], size.periods])
            cells[id_, level] = series.reindex(index).to_numpy(dtype=float)
        return cells

    def _wide(self) -> Any:
        used = set(self.setting.workload.used)
        frames = []
        for files in self.setting.files.values():
            names = [n for n in pq.read_schema(files[0]).names if n in used]
            parts = [pq.read_table(f, columns=["org", "period", *names]).to_pandas() for f in files]
            frame = pd.concat(parts).set_index(["org", "period"])
            frames.append(frame.astype({n: float for n in names}))
        wide = pd.concat(frames, axis=1).copy()
        schools = wide.index.get_level_values("org")
        keys = {
            "school": schools,
            "period": wide.index.get_level_values("period"),
            "county": schools.str[:6],
            "province": PROVINCE,
        }
        return pd.concat([pd.DataFrame(keys, index=wide.index), wide], axis=1).reset_index(drop=True)

    def _series(self, wide: Any, measure: Measure, level: str) -> Any:
        first, last, keys = measure.items[0], measure.items[-1], [level, "period"]
        match measure.family:
            case "ratio":
                both = wide[wide[first].notna() & wide[last].notna()]
                sums = both.groupby(keys)[list(dict.fromkeys([first, last]))].sum()
                return (sums[first] / sums[last].replace(0, np.nan)).astype(float)
            case "per_capita":
                sums = wide.groupby(keys)[[first, PUPILS]].sum(min_count=1)
                return sums[first] / sums[PUPILS].replace(0, np.nan)
            case "growth":
                sums = wide.groupby(keys)[first].sum(min_count=1)
                before = sums.groupby(level=0).shift(1)
                return sums / before.replace(0, np.nan) - 1
            case "share":
                both = wide[wide[first].notna() & wide[last].notna()]
                return (both[first] * float(measure.parameter) >= both[last]).groupby([both[k] for k in keys]).mean()
            case "percentile":
                return wide.groupby(keys)[first].quantile(float(measure.parameter))
        return self._spread(wide, measure, keys)

    def _spread(self, wide: Any, measure: Measure, keys: list[str]) -> Any:
        value = wide[measure.items[0]] / wide[PUPILS].replace(0, np.nan)
        weight = wide[PUPILS].where(value.notna()) if measure.family == "cv_weighted" else value.notna().astype(float)
        by = [wide[k] for k in keys]
        total = weight.groupby(by).sum()
        mean = (value * weight).groupby(by).sum() / total
        spread = value - mean.reindex(pd.MultiIndex.from_arrays(by)).to_numpy()
        return np.sqrt((weight * spread**2).groupby(by).sum() / total) / mean
