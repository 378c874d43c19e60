"""Cohorts that grow up grade by grade: forecasts, their opponents, intervals and scores.

Floor: methods. In: counts by unit, year and grade, and birth cohorts where there are any. Out: arrays of the same shape.
"""

from jiaodu.methods.cohort.backtest import Trial, try_origins
from jiaodu.methods.cohort.intervals import Spread, measure_spread, measure_spreads, past_forecasts
from jiaodu.methods.cohort.model import Panel
from jiaodu.methods.cohort.opponents import forecast_naive, forecast_plain_survival
from jiaodu.methods.cohort.paths import Paths, simulate_paths
from jiaodu.methods.cohort.project import forecast
from jiaodu.methods.cohort.reconciling import Trust, learn_trust, reconcile
from jiaodu.methods.cohort.smoothing import forecast_ets, forecast_theta

__all__ = [
    "Panel",
    "Paths",
    "Spread",
    "Trial",
    "Trust",
    "forecast",
    "forecast_ets",
    "forecast_naive",
    "forecast_plain_survival",
    "forecast_theta",
    "learn_trust",
    "measure_spread",
    "measure_spreads",
    "past_forecasts",
    "reconcile",
    "simulate_paths",
    "try_origins",
]
