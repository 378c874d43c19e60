"""Weights of signals against plain least squares and a covariance matrix written out; how far grades follow who moves up."""

from __future__ import annotations

import numpy as np
import pytest

from jiaodu.methods.cohort import Panel, forecast
from jiaodu.methods.cohort.following import follow, learn_following
from jiaodu.methods.cohort.weights import MOST_WEIGHT, Sample, fit_weights


def samples(seed: int, years: int, units: int, truth: np.ndarray, shared: float, own: float) -> list[Sample]:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(years):
        x = rng.normal(0, 0.2, (units, len(truth)))
        y = x @ truth + rng.normal(0, shared) + rng.normal(0, own, units)
        found.append(Sample(x, y, np.full(units, 100.0)))
    return found


def test_many_units_find_the_weights_whatever_a_year_shares() -> None:
    truth = np.array([0.7, -0.2])
    found = fit_weights(samples(1, 6, 400, truth, 0.3, 0.02), np.zeros(2), 0.5)
    assert found == pytest.approx(truth, abs=0.02)


def test_it_is_ridge_regression_with_a_shock_that_units_share() -> None:
    """Against generalised least squares with the whole covariance matrix of each year."""
    given, start = samples(2, 5, 7, np.array([0.4, 0.9]), 0.1, 0.05), np.array([0.5, 0.5])
    rests = [s.outcomes - s.signals @ start for s in given]
    means = [float(r.mean()) for r in rests]
    own = sum(float(((r - m) ** 2).sum()) for r, m in zip(rests, means, strict=True)) / 35 + 1e-6
    shared = max(sum(m * m - own / 7 for m in means) / 5, 0) + 1e-6
    # the mean of a year has variance shared + own / n; differences within the year have own
    covariance = own * np.eye(7) + shared * np.ones((7, 7))
    left, right = np.eye(2) / 0.3**2, np.zeros(2)
    for sample, rest in zip(given, rests, strict=True):
        left = left + sample.signals.T @ np.linalg.solve(covariance, sample.signals) / 2
        right = right + sample.signals.T @ np.linalg.solve(covariance, rest) / 2
    slow = start + np.linalg.solve(left, right)
    quick = fit_weights(given, start, 0.3, 2)
    # the matrix weighs the mean by n / (n shared + own), which is 1 / (shared + own / n)
    assert quick == pytest.approx(slow, rel=1e-9)


def test_one_year_is_no_evidence_and_one_large_unit_does_not_decide() -> None:
    given = samples(3, 1, 50, np.array([2.0]), 0.0, 0.01)
    assert fit_weights(given, np.ones(1), 0.3).tolist() == [1.0]
    x = np.linspace(-0.2, 0.2, 20)[:, None]
    size = np.full(20, 10.0)
    size[0] = 1e9
    fair, large = (fit_weights([Sample(x, 0.5 * x[:, 0], s)] * 3, np.ones(1), 9.0) for s in (np.full(20, 10.0), size))
    assert fair == pytest.approx(large, abs=0.01) and MOST_WEIGHT < 20


def test_a_grade_that_stays_full_whoever_moves_up_is_found() -> None:
    rng = np.random.default_rng(4)
    counts = np.zeros((40, 9, 3))
    counts[:, :, 0] = rng.integers(60, 140, (40, 9))
    counts[:, :, 1] = 90 + rng.integers(-1, 2, (40, 9))  # full: it takes 90 whoever comes
    counts[:, 0, 2] = 90
    counts[:, 1:, 2] = counts[:, :-1, 1]  # and moves up as it is
    weights = learn_following(counts, np.ones((40, 8, 2)), 3)
    assert weights[0, 0] < 0.15 and weights[0, 1] > 0.5
    assert (weights[1:, 0] == weights[0, 0]).all()  # who has not entered yet has the weight of those who had
    made = forecast(Panel(counts, np.zeros(40, dtype=np.int64)), 1)
    assert np.abs(made[:, 0, 1] - 90).mean() < 6


def test_a_wave_is_followed_at_every_horizon() -> None:
    rng = np.random.default_rng(6)
    wave = 100 * np.exp(0.3 * np.sin(np.arange(24) / 2.0))
    counts = np.stack([np.stack([wave[9 + t - g] for g in range(5)]) for t in range(9)])[None]
    counts = counts * np.exp(rng.normal(0, 0.02, (30, 9, 5)))
    weights = learn_following(counts, np.ones((30, 8, 4)), 3)
    assert (weights > 0.9).all()
    # two years ahead, by hand: the outcome against grade 0 of two years before, each relative to the grade itself
    x = np.log(counts[:, 2:-2, 0] / counts[:, 2:-2, 2])
    y = np.log(counts[:, 4:, 2] / counts[:, 2:-2, 2])
    assert weights[1, 1] == pytest.approx(min(float((x * y).sum() / (x * x).sum()), 1.0), abs=0.02)


def test_following_by_hand() -> None:
    up, last = np.array([[[100.0], [0.0]], [[50.0], [80.0]]]), np.array([[[64.0]], [[0.0]]])
    assert follow(up, last, np.ones((2, 1))).tolist() == up.tolist()
    half = follow(up, last, np.full((2, 1), 0.5))
    assert half[0] == pytest.approx(np.array([[80.0], [0.0]])) and half[1].tolist() == up[1].tolist()
