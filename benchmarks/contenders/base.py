"""What every contender shares: the setting it runs in, and the order in which its values are compared.

In: a folder with the pack and the filled store. Out: `Setting`, `Contender`, `Cells`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.data import PROVINCE, county_codes, school_codes
from benchmarks.pack import load_pack
from benchmarks.workload import Size, Workload, form_name, school_scale
from jiaodu.core.facts.reading import REGISTER, open_snapshot
from jiaodu.core.framework import Framework

Floats = npt.NDArray[np.float64]
Cells = dict[tuple[str, str], Floats]


@dataclass
class Setting:
    """Where the data stand."""

    folder: Path
    size: Size

    @property
    def workload(self) -> Workload:
        """The indicators that are wanted."""
        return school_scale()

    @property
    def store(self) -> Path:
        """The store's folder."""
        return self.folder / "store"

    @cached_property
    def framework(self) -> Framework:
        """The pack, loaded."""
        return load_pack(self.folder / "packs")

    @cached_property
    def files(self) -> dict[int, list[str]]:
        """The Parquet files of each form as the store's head names them."""
        tables = open_snapshot(self.store).manifest.tables
        return {
            int(name.removeprefix("form_")): [str(self.store / "tables" / name / f) for f in version.files]
            for name, version in tables.items()
            if name.startswith(form_name(0)[:5])
        }

    @cached_property
    def register_files(self) -> list[str]:
        """The Parquet files of the register."""
        version = open_snapshot(self.store).manifest.tables[REGISTER]
        return [str(self.store / "tables" / REGISTER / f) for f in version.files]

    @cached_property
    def units(self) -> dict[str, list[str]]:
        """The codes of every level, in order."""
        return {"school": school_codes(self.size), "county": county_codes(self.size), "province": [PROVINCE]}


class Contender(Protocol):
    """One way of computing everything. `run` is measured; `prepare` and `cells` are not."""

    name: str

    def prepare(self) -> None:
        """Whatever may be there before the clock starts."""
        ...

    def run(self) -> Any:
        """Compute all indicators at all levels."""
        ...

    def cells(self, found: Any) -> Cells:
        """What `run` gave, in the common order."""
        ...


def in_order(table: pa.Table, unit: str, names: Mapping[str, str], setting: Setting, level: str) -> Cells:
    """Columns of a table with a unit and a period, as arrays in the order unit, period. `names`: column -> indicator."""
    size = setting.size
    place = {code: n * size.years for n, code in enumerate(setting.units[level])}
    periods = {period: n for n, period in enumerate(size.periods)}
    rows = [place[u] + periods[p] for u, p in zip(table[unit].to_pylist(), table["period"].to_pylist(), strict=True)]
    cells: Cells = {}
    for column, indicator in names.items():
        values = np.full(len(place) * size.years, np.nan)
        values[rows] = table[column].cast(pa.float64()).fill_null(np.nan).to_numpy()
        cells[indicator, level] = values
    return cells
