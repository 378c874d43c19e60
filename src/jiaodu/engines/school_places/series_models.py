"""AutoETS and Theta on totals, where statsforecast is at hand: opponents of the back-test, never part of a forecast.

Floor: engines.school_places. In: totals [unit, year, stage]. Out: forecasts of the same shape by name.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import warnings

import numpy as np

from jiaodu.core.base.text import Text
from jiaodu.methods.cohort.model import Array

MOST_SERIES = 400


def missing_series_models() -> tuple[Text, ...]:
    """Why they are left out; empty where they are there."""
    if importlib.util.find_spec("statsforecast") is not None:
        return ()
    return (
        Text(
            "AutoETS、Theta：没有安装 statsforecast，略去", "AutoETS, Theta: statsforecast is not installed; left out"
        ),
    )


def forecast_series(totals: Array, horizon: int) -> dict[str, Array]:
    """Forecasts [unit, year ahead, stage] of each model; a series too short for a model (or beyond the first 400) stays as it was."""
    models = importlib.import_module("statsforecast.models")
    made = {name: np.repeat(totals[:, -1:], horizon, axis=1) for name in ("AutoETS", "Theta")}
    for name, out in made.items():
        for unit in range(min(len(totals), MOST_SERIES)):
            for stage in range(totals.shape[2]):
                series = totals[unit, :, stage]
                if np.isfinite(series).all() and (series > 0).all():
                    with warnings.catch_warnings(), contextlib.suppress(NotImplementedError, ValueError):
                        warnings.simplefilter("ignore")
                        model = getattr(models, name)(season_length=1)
                        out[unit, :, stage] = model.forecast(y=series, h=horizon)["mean"]
    return made
