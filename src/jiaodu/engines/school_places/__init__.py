"""School places: how many pupils will come, where, when, and whether the places suffice.

Floor: engines. In: a framework's places/, a snapshot. Out: back-tests, forecasts, rows for the store, problems.
"""

from jiaodu.engines.school_places.backtest import run_backtest
from jiaodu.engines.school_places.events import read_events
from jiaodu.engines.school_places.forecast import make_forecast
from jiaodu.engines.school_places.history import choose_places, read_history
from jiaodu.engines.school_places.model import Backtest, Forecast, History, Score
from jiaodu.engines.school_places.publish import publish
from jiaodu.engines.school_places.scenarios import choose_scenario, shock_years

__all__ = [
    "Backtest",
    "Forecast",
    "History",
    "Score",
    "choose_places",
    "choose_scenario",
    "make_forecast",
    "publish",
    "read_events",
    "read_history",
    "run_backtest",
    "shock_years",
]
