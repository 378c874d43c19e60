"""Cohorts that grow up grade by grade: forecasts, their opponents, intervals and scores.

Floor: methods. In: counts by unit, year and grade, and birth cohorts where there are any. Out: arrays of the same shape.
"""

from jiaodu.methods.cohort.backtest import Trial, try_origins
from jiaodu.methods.cohort.intervals import Spread, measure_spread
from jiaodu.methods.cohort.model import Panel
from jiaodu.methods.cohort.opponents import forecast_naive, forecast_plain_survival
from jiaodu.methods.cohort.project import forecast

__all__ = [
    "Panel",
    "Spread",
    "Trial",
    "forecast",
    "forecast_naive",
    "forecast_plain_survival",
    "measure_spread",
    "try_origins",
]
