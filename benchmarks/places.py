"""How long forecasts of school places take, beside plain cohort survival on the same counts: `python -m benchmarks.places`.

In: nothing. Out: lines of processor seconds, of wall seconds for the paths (they run on several cores). Counts are invented.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np

from benchmarks.machine import machine
from benchmarks.timing import processor_times
from jiaodu.methods.cohort import (
    Panel,
    forecast,
    forecast_plain_survival,
    measure_spread,
    past_forecasts,
    simulate_paths,
)
from jiaodu.methods.cohort.intervals import Past

PATHS = 1_000
SIZES = ((1_200, 10, 15, 5), (10_000, 10, 15, 10))


def main() -> None:
    """Every size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    print(machine())
    for schools, years, grades, horizon in SIZES:
        panel = _invent(schools, years, grades)
        print(f"{schools} schools x {grades} grades x {horizon} years ahead, {years} years known")
        plain = _time("plain cohort survival", lambda p=panel, h=horizon: forecast_plain_survival(p, h), options.repeat)
        ours = _time("forecast", lambda p=panel, h=horizon: forecast(p, h), options.repeat)
        print(f"  {ours / plain:.1f} x")
        past = past_forecasts(panel, horizon)
        _time("forecasts of all past origins", lambda p=panel, h=horizon: past_forecasts(p, h), 1)
        _time("intervals from them", lambda p=panel, h=horizon, q=past: measure_spread(p, h, past=q), 1)
    for threads in (None, 1):
        _paths(panel, horizon, past, threads)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _paths(panel: Panel, horizon: int, past: Past, threads: int | None) -> None:
    """A thousand paths of every school and grade, totals of three stages kept as quantiles and sums."""
    groups = np.eye(3)[np.repeat(range(3), -(-panel.counts.shape[2] // 3))][: panel.counts.shape[2]]
    spread = measure_spread(panel, horizon, past=past, groups=groups)
    above = measure_spread(panel.above(), horizon, groups=groups)
    made, begun, used = forecast(panel, horizon), time.perf_counter(), time.process_time()
    simulate_paths(made, panel.parents, spread, above, groups, paths=PATHS, threads=threads)
    name = "all cores" if threads is None else "one core"
    wall, processor = time.perf_counter() - begun, time.process_time() - used
    print(f"  {PATHS} paths, {name}: {wall:.1f} s, {processor:.1f} processor seconds")


def _invent(schools: int, years: int, grades: int) -> Panel:
    rng = np.random.default_rng(1)
    entry = rng.uniform(20, 120, schools)
    counts = rng.poisson(np.broadcast_to(entry[:, None, None], (schools, years, grades))).astype(float)
    return Panel(counts, rng.integers(0, max(schools // 60, 1), schools))


def _time(name: str, run: Callable[[], object], repeat: int) -> float:
    least = min(processor_times(run, repeat))
    print(f"  {name}: {least:.3f} s")
    return least


if __name__ == "__main__":
    main()
