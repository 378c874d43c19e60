"""Forecasts on real histories of others, where the reference data are: never worse than stated in docs/places.md."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from jiaodu.methods.cohort import (
    Panel,
    forecast,
    forecast_naive,
    forecast_plain_survival,
    measure_spreads,
    past_forecasts,
    try_origins,
)

BIRTHS, ENTRANTS, BEFORE_SCHOOL = "n01804", "n15828", 6
LAST_SOUND = 2019


@pytest.fixture(scope="module")
def sweden(reference_data: Path) -> tuple[Panel, int]:
    """Births to entrants (preschool class, at six) of municipalities; the first year."""
    values: dict[str, dict[tuple[str, int], float]] = defaultdict(dict)
    with gzip.open(reference_data / "intl_kolada_sweden" / "municipality_kpis.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["kpi"] in (BIRTHS, ENTRANTS) and row["value"]:
                values[row["kpi"]][row["geo"], int(row["year"])] = float(row["value"])
    units = sorted({geo for geo, _ in values[ENTRANTS]})
    first, years = 2008, 15
    blank = float("nan")
    counts = [[[values[ENTRANTS].get((u, first + t), blank)] for t in range(years)] for u in units]
    cohorts = [[values[BIRTHS].get((u, first + t - BEFORE_SCHOOL), blank) for t in range(years + 5)] for u in units]
    return Panel(np.array(counts), np.zeros(len(units), np.int64), np.array(cohorts)), first


def test_sweden_beats_naive_and_plain_survival(sweden: tuple[Panel, int]) -> None:
    panel, first = sweden
    methods = {"naive": forecast_naive, "plain": forecast_plain_survival, "ours": forecast}
    off: dict[tuple[int, str], float] = defaultdict(float)
    targets: dict[int, int] = defaultdict(int)
    for trial in try_origins(panel, methods, 5):
        if first + trial.origin + trial.ahead - 1 <= LAST_SOUND:
            known = trial.known()
            targets[trial.ahead] += int(known.sum())
            for name, made in trial.made.items():
                off[trial.ahead, name] += float(np.abs(made - trial.came)[known].sum())
    for ahead in (1, 3, 5):
        assert targets[ahead] >= 500
        assert off[ahead, "ours"] < (0.92 if ahead == 1 else 0.9) * off[ahead, "plain"], ahead
        assert off[ahead, "ours"] < 0.65 * off[ahead, "naive"], ahead


def test_swedish_intervals_cover(sweden: tuple[Panel, int]) -> None:
    panel, first = sweden
    past = past_forecasts(panel, 3)
    spreads = measure_spreads(panel, 3, past)
    inside, total = np.zeros(3), np.zeros(3)
    for origin in range(5, panel.years):
        spread = spreads[origin]
        low, high = spread.quantile(past[origin], 0.1), spread.quantile(past[origin], 0.9)
        for ahead in range(past[origin].shape[1]):
            came = panel.counts[:, origin + ahead]
            if first + origin + ahead <= LAST_SOUND:
                known = np.isfinite(came) & (came > 0) & (past[origin][:, ahead] > 0)
                inside[ahead] += ((low[:, ahead] <= came) & (came <= high[:, ahead]))[known].sum()
                total[ahead] += known.sum()
    assert ((inside / total > 0.76) & (inside / total < 0.84)).all(), inside / total
