"""Indicators: framework and facts become values with numerator, denominator and coverage. Floor: core.indicators."""

from jiaodu.core.indicators.series import Series, Status
from jiaodu.core.indicators.values import STATUS_NAMES, Value, Values, compute, round_half_up

__all__ = ["STATUS_NAMES", "Series", "Status", "Value", "Values", "compute", "round_half_up"]
