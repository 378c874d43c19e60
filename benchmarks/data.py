"""Synthetic facts: counts and amounts of every school and year, two cells in a hundred absent, always the same.

In: `Workload`, `Size`. Out: a store filled through `Store.commit`, year by year, with the seconds of each load.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.workload import FORMS, Item, Size, Workload, form_name
from jiaodu.core.base.organisations import Organisation
from jiaodu.core.facts.staging import Origin, Staged, StagedRegister, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework

SEED = 20190701
ABSENT = 0.02
PROVINCE = "110000"
Say = Callable[[str], None]


def county_codes(size: Size) -> list[str]:
    """The counties."""
    return [f"1101{n:02}" for n in range(1, size.counties + 1)]


def school_codes(size: Size) -> list[str]:
    """The schools, spread evenly over the counties; a code starts with that of its county."""
    counties = county_codes(size)
    return sorted(f"{counties[n % size.counties]}{n // size.counties:04}" for n in range(size.schools))


def organisations(size: Size) -> list[Organisation]:
    """The register."""
    opened = dt.date(2000, 1, 1)
    found = [Organisation(PROVINCE, "省", "province", valid_from=opened)]
    found += [Organisation(c, f"县{c}", "county", PROVINCE, opened) for c in county_codes(size)]
    return found + [Organisation(s, f"学校{s}", "school", s[:6], opened) for s in school_codes(size)]


def fill_store(workload: Workload, framework: Framework, size: Size, folder: Path, say: Say) -> list[float]:
    """Load the register and then each year in one commit; the seconds of each year's commit."""
    store = Store(folder)
    store.commit(registers=[StagedRegister(_origin("register"), organisations(size))], by="benchmark")
    seconds = []
    for year in size.periods:
        staged = [_staged(workload, framework, size, form, year) for form in range(FORMS)]
        start = time.perf_counter()
        store.commit(staged, by="benchmark")
        seconds.append(time.perf_counter() - start)
        say(f"  {year}: {size.schools:,} x {len(workload.items)} cells committed in {seconds[-1]:.2f} s")
    return seconds


def correct_one_cell(framework: Framework, size: Size, folder: Path, item: Item, year: int, turn: int) -> None:
    """Commit a correction of one cell of one school; each turn takes another school and brings another figure."""
    table = framework.forms[form_name(item.form)].table
    schools = school_codes(size)
    org = schools[turn * 37 % len(schools)]
    key = {"org": org, "period": year, "as_of": dt.date(year, 12, 31), "source": "returns"}
    store = Store(folder)
    # a figure that never stood there: what does not change is not computed, and would be fast for nothing
    figure = 1500 + store.head().manifest.number
    store.commit([stage_rows(table, _origin(f"correction {turn}"), [{**key, item.id: figure, "_row": 2}])])


def _origin(name: str) -> Origin:
    return Origin(f"{name}.xlsx", "0" * 64, "1", "rows", {})


def _staged(workload: Workload, framework: Framework, size: Size, form: int, year: int) -> Staged:
    random = np.random.default_rng([SEED, form, year])
    schools = school_codes(size)
    columns = {
        "org": pa.array(schools),
        "period": pa.array([year] * size.schools, pa.int32()),
        "as_of": pa.array([dt.date(year, 12, 31)] * size.schools),
        "source": pa.array(["returns"] * size.schools),
        "_row": pa.array(np.arange(2, size.schools + 2, dtype=np.int32)),
    }
    for item in workload.form_items(form):
        columns[item.id] = _column(item, random, size.schools)
    return Staged(framework.forms[form_name(form)].table, _origin(f"{form_name(form)} {year}"), pa.table(columns))


def _column(item: Item, random: np.random.Generator, size: int) -> pa.Array:
    absent: npt.NDArray[np.bool_] = random.random(size) < ABSENT
    if not item.amount:
        return pa.array(random.integers(0, 1500, size), mask=absent)
    cents = pa.array(random.integers(0, 500_000_000, size), mask=absent)
    # cents as decimal(18,2): the same digits with the point moved
    return pa.Array.from_buffers(
        pa.decimal128(18, 2), size, [cents.buffers()[0], pa.py_buffer(_wide(cents, size))], cents.null_count
    )


def _wide(cents: pa.Array, size: int) -> bytes:
    pairs = np.zeros((size, 2), np.int64)
    pairs[:, 0] = cents.fill_null(0).to_numpy()
    return pairs.tobytes()
