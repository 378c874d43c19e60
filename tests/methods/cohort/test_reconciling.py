"""Reconciliation: sums exact, nobody below zero, empty stays empty, trust learnt from who was right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.methods.cohort import Panel, Trust, learn_trust, reconcile

PARENTS = np.array([0, 0, 1, 1, 1])


@given(st.integers(0, 10_000))
def test_units_make_up_their_parent_whatever_comes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    below = rng.poisson(rng.choice([0.3, 30.0], (5, 3, 2)), (5, 3, 2)).astype(float)
    above = rng.uniform(0, 150, (2, 3, 2))
    moved, total = reconcile(below, above, PARENTS, below + 1, Trust(rng.uniform(0, 1, 3)))
    by_hand = [sum(moved[i] for i in range(5) if PARENTS[i] == p) for p in range(2)]
    assert np.array_equal(total, np.stack(by_hand))
    assert (moved >= 0).all() and (moved[below == 0] == 0).all()


def test_closed_form_by_hand() -> None:
    below = np.array([[[60.0]], [[40.0]]])
    above, variance = np.array([[[120.0]]]), np.array([[[30.0]], [[10.0]]])
    moved, total = reconcile(below, above, np.array([0, 0]), variance, Trust(np.array([0.5])))
    # the gap of 20 is half taken over, three quarters of it by the unit of the larger variance
    assert moved[:, 0, 0] == pytest.approx([67.5, 42.5]) and total[0, 0, 0] == pytest.approx(110)
    assert np.array_equal(reconcile(below, above, np.array([0, 0]), variance, Trust(np.zeros(1)))[0], below)


def test_trust_follows_the_side_that_was_right() -> None:
    counts = np.full((2, 16, 1), 50.0)
    units, parents = (
        Panel(counts, np.zeros(2, np.int64)),
        Panel(counts.sum(axis=0, keepdims=True), np.zeros(1, np.int64)),
    )
    right, wrong = (
        {o: np.full((2, 2, 1), 50.0) for o in range(4, 16)},
        {o: np.full((2, 2, 1), 70.0) for o in range(4, 16)},
    )
    top_right, top_wrong = {o: np.full((1, 2, 1), 100.0) for o in right}, {o: np.full((1, 2, 1), 140.0) for o in right}
    assert (learn_trust(units, parents, right, top_wrong, 2).share < 0.15).all()
    assert (learn_trust(units, parents, wrong, top_right, 2).share > 0.85).all()
