"""`jiaodu places backtest`: how forecasts of past years would have gone. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.places.opening import open_history
from jiaodu.cli.places.scores import scores_json, show_scores
from jiaodu.core.base.problems import worst
from jiaodu.engines.school_places import run_backtest, shock_years


def run(options: Any) -> int:
    """Print scores of all methods by level, horizon and size."""
    out = Output(options)
    _, history = open_history(options)
    backtest = run_backtest(history, options.years, shocks=shock_years(history.spec, options.shock))
    if out.as_json:
        out.json({**scores_json(backtest), "problems": [p.to_json() for p in history.problems]})
    else:
        show_scores(out, history, backtest)
        out.problems(history.problems, everything=options.all)
    return 1 if worst(history.problems) == "error" else 0
