"""AutoETS on totals, where statsforecast is at hand: one more opponent of the back-test, never part of a forecast.

Floor: engines.school_places. In: totals [unit, year, stage]. Out: a forecast of the same shape.
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
    """Why it is left out; empty where it is there."""
    if importlib.util.find_spec("statsforecast") is not None:
        return ()
    return (
        Text(
            "AutoETS（statsforecast）没有安装，略去；ETS、Theta 是自带的",
            "AutoETS: statsforecast is not installed; left out. ETS and Theta are our own",
        ),
    )


def forecast_series(totals: Array, horizon: int) -> Array:
    """Forecasts [unit, year ahead, stage]; a series too short for the model (or beyond the first 400) stays as it was."""
    models = importlib.import_module("statsforecast.models")
    out = np.repeat(totals[:, -1:], horizon, axis=1)
    for unit in range(min(len(totals), MOST_SERIES)):
        for stage in range(totals.shape[2]):
            series = totals[unit, :, stage]
            if np.isfinite(series).all() and (series > 0).all():
                with warnings.catch_warnings(), contextlib.suppress(NotImplementedError, ValueError):
                    warnings.simplefilter("ignore")
                    out[unit, :, stage] = models.AutoETS(season_length=1).forecast(y=series, h=horizon)["mean"]
    return out
