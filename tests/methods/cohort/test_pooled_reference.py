"""What docs/places.md states of all real histories together holds: below naive and plain survival, intervals as wide as they say."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from benchmarks.histories import read_histories
from benchmarks.places_accuracy import Sums, score


@pytest.fixture(scope="module")
def scores(reference_data: Path) -> dict[str, tuple[bool, dict[int, Sums]]]:
    return {h.name: (h.district, score(h)) for h in read_histories(reference_data)}


def test_all_histories_together(scores: dict[str, tuple[bool, dict[int, Sums]]]) -> None:
    pooled: dict[int, Sums] = defaultdict(Sums)
    for _, sums in scores.values():
        for ahead, part in sums.items():
            pooled[ahead].add(part)
    for ahead in (1, 3, 5):
        whole = pooled[ahead]
        assert whole.targets >= 500
        for other in ("naive", "plain", "ets", "theta"):
            assert whole.ratio(other) < 1, (ahead, other)
            assert whole.pinball["ours"] < whole.pinball[other], (ahead, other)
        assert 0.77 < whole.within["ours", 80] / whole.targets < 0.83, ahead
        assert 0.93 < whole.within["ours", 95] / whole.targets < 0.97, ahead


def test_districts_three_and_five_years_ahead(scores: dict[str, tuple[bool, dict[int, Sums]]]) -> None:
    """Relative errors of each history of districts, weighted by targets: counts added as they are would be China's alone."""
    for ahead in (3, 5):
        parts = [
            sums[ahead] for district, sums in scores.values() if district and sums.get(ahead) and sums[ahead].targets
        ]
        weights = [part.targets for part in parts]
        for other in ("naive", "plain"):
            assert np.exp(np.average([np.log(p.ratio(other)) for p in parts], weights=weights)) < 0.9, (ahead, other)
