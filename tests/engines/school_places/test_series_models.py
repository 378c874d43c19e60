"""AutoETS as one more opponent: left out with a line where they are absent, harmless where a series is too short."""

from __future__ import annotations

import sys
import types
from typing import Any

import numpy as np
import pytest

from jiaodu.engines.school_places import series_models


def test_without_the_library_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_models.importlib.util, "find_spec", lambda _: None)
    (line,) = series_models.missing_series_models()
    assert "statsforecast" in line.zh and "statsforecast" in line.en


def test_a_series_too_short_for_a_model_keeps_its_last_value(monkeypatch: pytest.MonkeyPatch) -> None:
    class Doubling:
        def __init__(self, season_length: int) -> None:
            assert season_length == 1

        def forecast(self, y: Any, h: int) -> dict[str, Any]:
            if len(y) < 6:
                raise NotImplementedError("tiny datasets")
            return {"mean": np.full(h, 2 * y[-1])}

    stand_in = types.ModuleType("statsforecast.models")
    stand_in.AutoETS = Doubling  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "statsforecast", types.ModuleType("statsforecast"))
    monkeypatch.setitem(sys.modules, "statsforecast.models", stand_in)
    short, long = np.full((1, 4, 1), 7.0), np.full((1, 8, 1), 7.0)
    assert (series_models.forecast_series(short, 2) == 7).all()
    assert (series_models.forecast_series(long, 2) == 14).all()
    gap = long.copy()
    gap[0, 3] = np.nan
    assert (series_models.forecast_series(gap, 2) == 7).all()
