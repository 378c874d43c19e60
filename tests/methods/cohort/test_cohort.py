"""Forecasts of cohorts against closed forms, against slow loops that share no code, and against invented worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.methods.cohort import (
    Panel,
    forecast,
    forecast_naive,
    forecast_plain_survival,
    measure_spread,
    measure_spreads,
    try_origins,
)
from jiaodu.methods.cohort.levels import Noise, estimate_noise, filter_level, mean_drift
from jiaodu.methods.cohort.scores import bias, coverage, mean_percentage_error, pinball_loss, scaled_error
from jiaodu.methods.cohort.scores import weighted_percentage_error as wape

ONE = np.zeros(1, dtype=np.int64)


def world(units: int, years: int, grades: int, seed: int, noise: float = 0.03) -> np.ndarray:
    """An invented city: entry walks, ratios differ by unit and do not move, Poisson counts."""
    rng = np.random.default_rng(seed)
    entry = 300 * np.exp(np.cumsum(rng.normal(0, noise, (units, years)), axis=1))
    ratio = np.exp(rng.normal(0.0, 0.05, (units, grades - 1)))
    out = np.zeros((units, years, grades))
    out[:, 0] = 300
    for year in range(years):
        if year:
            out[:, year, 1:] = rng.poisson(out[:, year - 1, :-1] * ratio)
        out[:, year, 0] = rng.poisson(entry[:, year])
    return out


# --- closed forms -------------------------------------------------------------------------------------------------


def test_constant_entry_and_ratios_go_on_exactly() -> None:
    ratios = np.array([0.95, 1.02, 0.9])
    row = 200 * np.concatenate([[1.0], np.cumprod(ratios)])
    panel = Panel(np.tile(row, (1, 8, 1)), ONE)
    assert np.allclose(forecast(panel, 6), row, rtol=1e-6)
    assert np.allclose(forecast_plain_survival(panel, 6), row, rtol=1e-9)
    assert np.allclose(forecast_naive(panel, 6), row)


def test_a_wave_of_births_arrives_in_entry_and_moves_up() -> None:
    births = np.array([[100.0] * 8 + [100, 150, 100, 100, 100]])
    panel = Panel(np.full((1, 8, 3), 90.0), ONE, births)
    made = forecast(panel, 5)[0]
    assert made[0, 0] == pytest.approx(90, rel=0.01)
    assert made[1, 0] > 125 and made[2, 1] > 125 and made[3, 2] > 125
    assert made[2, 0] == pytest.approx(90, rel=0.02)
    plain = forecast_plain_survival(panel, 5)[0]
    assert plain[1, 0] == pytest.approx(135) and plain[3, 2] == pytest.approx(135)


def test_an_intake_grade_of_its_own_is_found() -> None:
    """A school of grades 0-1 and 3-4: grade 3 does not come from its empty grade 2."""
    row = np.array([50.0, 50.0, 0.0, 120.0, 118.0])
    made = forecast(Panel(np.tile(row, (1, 6, 1)), ONE), 4)
    assert np.allclose(made, row, rtol=1e-3)


def test_a_wave_in_the_district_reaches_the_intake_of_another_school() -> None:
    """A primary school of grades 0-1 with a wave in its last grade, a junior school that takes them in."""
    primary, junior = np.tile([80.0, 80, 0, 0], (9, 1)), np.tile([0.0, 0, 80, 80], (9, 1))
    primary[8, 1] = 160
    made = forecast(Panel(np.stack([primary, junior]), np.zeros(2, dtype=np.int64)), 2)
    assert 100 < made[1, 0, 2] < 160 and made[1, 1, 2] < made[1, 0, 2]
    assert made[1, 1, 3] > 100


def test_a_new_school_fills_from_below_and_a_grade_not_run_stays_empty() -> None:
    new, old = np.zeros((6, 4)), np.tile([60.0, 58.0, 57.0, 0.0], (6, 1))
    new[4:, 0], new[5, 1] = 55, 54
    made = forecast(Panel(np.stack([new, old]), np.zeros(2, dtype=np.int64)), 2)
    assert made[0, 0, 2] == pytest.approx(54, rel=0.05) and made[0, 1, 2] == pytest.approx(54, rel=0.1)
    assert (made[1, :, 3] == 0).all()


def test_what_was_closed_last_year_stays_closed() -> None:
    counts = np.full((2, 6, 3), 40.0)
    counts[1, -1] = 0
    made = forecast(Panel(counts, np.zeros(2, dtype=np.int64)), 3)
    assert (made[1] == 0).all() and (made[0] > 30).all()


def test_births_that_are_not_known_are_not_used() -> None:
    counts = np.full((2, 8, 2), 60.0)
    births = np.full((2, 12), 80.0)
    births[1] = np.nan
    made = forecast(Panel(counts, np.zeros(2, dtype=np.int64), births), 4)
    assert np.isfinite(made).all() and np.allclose(made, 60, rtol=0.02)


# --- parts against slow loops -------------------------------------------------------------------------------------


@given(st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=12), st.floats(1e-4, 0.1), st.floats(0.1, 5))
def test_the_filter_is_the_one_of_the_textbook(values: list[float], step: float, sampling: float) -> None:
    sizes = [10.0 + 7 * i for i in range(len(values))]
    level, variance = 0.0, 0.04
    for value, size in zip(values, sizes, strict=True):
        variance += step
        error = sampling / size
        level, variance = (level * error + value * variance) / (variance + error), variance * error / (variance + error)
    shape = (1, -1, 1)
    found = filter_level(np.reshape(values, shape), np.reshape(sizes, shape), Noise(step, sampling), 0.04)
    assert found[0, 0] == pytest.approx(level, abs=1e-9)


def test_noise_is_read_off_a_long_series() -> None:
    rng = np.random.default_rng(3)
    level = np.cumsum(rng.normal(0, 0.02, (40, 200, 1)), axis=1)
    size = np.full_like(level, 500.0)
    found = estimate_noise(level + rng.normal(0, np.sqrt(0.2 / 500), level.shape), size)
    assert found.step == pytest.approx(0.02**2, rel=0.25) and found.sampling == pytest.approx(0.2, rel=0.25)


def test_drift_by_hand() -> None:
    values = np.array([[100.0, 110.0, 121.0, np.nan, 100.0], [0, 0, 0, 0, 0]])
    w = [0.7**3, 0.7**2]  # the pairs with a gap tell nothing
    by_hand = np.log(1.1) * (w[0] + w[1]) / sum(w)
    assert mean_drift(values) == pytest.approx([by_hand, 0.0])


def test_scores_by_hand() -> None:
    made, came = np.array([90.0, 110.0, 0.0]), np.array([100.0, 100.0, 0.0])
    assert wape(made, came) == pytest.approx(0.1) and mean_percentage_error(made, came) == pytest.approx(0.1)
    assert bias(made, came) == 0
    assert scaled_error(made, came, np.array([5.0, 20.0, 0.0])) == pytest.approx((2 + 0.5) / 2)
    assert pinball_loss(np.array([80.0, 120.0]), np.array([100.0, 100.0]), 0.9) == pytest.approx(
        (0.9 * 20 + 0.1 * 20) / 2
    )
    assert coverage(np.array([1, 1]), np.array([2, 2]), np.array([2, 3])) == 0.5


# --- what must always hold ----------------------------------------------------------------------------------------


@given(st.integers(0, 10_000))
def test_the_order_of_units_does_not_matter(seed: int) -> None:
    counts, parents = world(6, 7, 3, seed), np.array([0, 0, 1, 1, 2, 2])
    order = np.random.default_rng(seed).permutation(6)
    plain, turned = forecast(Panel(counts, parents), 3), forecast(Panel(counts[order], parents[order]), 3)
    assert np.allclose(plain[order], turned)


@given(st.integers(0, 10_000), st.integers(2, 50))
def test_nothing_after_the_origin_is_read(seed: int, factor: int) -> None:
    counts = world(4, 9, 3, seed)
    later = counts.copy()
    later[:, 6:] *= factor
    methods = {"ours": forecast, "plain": forecast_plain_survival}
    parents = np.zeros(4, dtype=np.int64)
    first, second = (
        {(t.origin, t.ahead): t for t in try_origins(Panel(c, parents), methods, 3)} for c in (counts, later)
    )
    for (origin, ahead), trial in first.items():
        if origin <= 6:
            for name, made in trial.made.items():
                assert np.array_equal(made, second[origin, ahead].made[name], equal_nan=True), name


def test_small_units_lean_on_their_parent() -> None:
    """Forty villages of five pupils: a year's chance must not become a trend."""
    rng = np.random.default_rng(11)
    counts = rng.poisson(5.0, (40, 9, 4)).astype(float)
    panel, parents = Panel(counts[:, :8], np.zeros(40, dtype=np.int64)), None
    ours, plain = (np.abs(m(panel, 1)[:, 0, 1:] - 5.0).mean() for m in (forecast, forecast_plain_survival))
    assert parents is None and ours < 0.85 * plain


def test_intervals_cover_and_widen() -> None:
    inside, total, widths = np.zeros(3), 0, []
    for seed in range(12):
        counts = world(30, 16, 4, seed)
        panel = Panel(counts[:, :13], np.repeat(np.arange(3), 10))
        spread, made = measure_spread(panel, 3), forecast(panel, 3)
        low, high = spread.quantile(made, 0.1), spread.quantile(made, 0.9)
        came = counts[:, 13:16]
        inside += ((low <= came) & (came <= high)).mean(axis=(0, 2))
        total += 1
        widths.append(((high - low) / made).mean(axis=(0, 2)))
    # further off they lean to too wide: a horizon is never surer than a nearer one
    assert all(0.75 <= share <= 0.9 for share in inside / total), inside / total
    mean = np.mean(widths, axis=0)
    assert mean[0] < mean[1] < mean[2]


def test_a_panel_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="below zero"):
        Panel(np.full((1, 3, 2), -1.0), ONE)
    with pytest.raises(ValueError, match="parents"):
        Panel(np.ones((2, 3, 2)), ONE)
    with pytest.raises(ValueError, match="cohorts"):
        Panel(np.ones((1, 3, 2)), ONE, np.ones((1, 2)))


def test_intervals_that_missed_make_later_ones_wider_and_nothing_later_is_read() -> None:
    calm = world(8, 14, 2, 3, noise=0.01)
    jumpy = calm.copy()
    jumpy[:, 8] *= 1.5
    parents = np.zeros(8, dtype=np.int64)
    before, after = (measure_spreads(Panel(c, parents), 2) for c in (calm, jumpy))
    assert [before[8].wider, before[8].quantiles] == [after[8].wider, after[8].quantiles]
    assert after[9].wider[0][0.1] > before[9].wider[0][0.1] >= 1
    made = forecast(Panel(calm, parents), 2)
    widths = [s[14].quantile(made, 0.9) - s[14].quantile(made, 0.1) for s in (before, after)]
    assert (widths[1] > widths[0]).all()


@given(st.integers(0, 10_000))
def test_no_interval_is_beyond_reason(seed: int) -> None:
    """One unit, few years: the first intervals may be next to nothing, and what they missed must not blow up the next."""
    panel = Panel(world(1, 9, 2, seed), ONE)
    spreads, made = measure_spreads(panel, 4), forecast(panel, 4)
    for years in range(5, 10):
        low, high = spreads[years].quantile(made, 0.025), spreads[years].quantile(made, 0.975)
        assert (high < 20 * made + 20).all() and (low >= 0).all()
