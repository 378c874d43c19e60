"""HiGHS behind one door: a mixed-integer minimum with its bound, its status looked at every time.

Floor: methods. In: columns and rows. Out: `Found`, or `Unsolved` where HiGHS says anything else than optimal, out of time or stopped.
HiGHS keeps one scheduler a process, so every call uses the same one thread; that also makes answers the same from run to run.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jiaodu.methods.location.model import Array, Solved

INFINITE = float("inf")
# proved to a millionth: the difference is below any number that is printed
RELATIVE_GAP = 1e-7


class Unsolved(RuntimeError):
    """HiGHS ended otherwise than optimal, out of time or stopped with an answer."""


@dataclass(slots=True)
class Stop:
    """Set `asked` (from a signal handler, say) and a search ends soon, with the best that it has."""

    asked: bool = False


@dataclass(slots=True)
class Rows:
    """A program under construction: columns with bounds, rows as lists of (column, factor)."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def column(self, upper: float = INFINITE, *, whole: bool = False) -> int:
        """A new column from 0 up; its number."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def row(self, terms: Sequence[tuple[int, float]], least: float, most: float) -> None:
        """A new row: least ≤ sum of terms ≤ most."""
        self.columns += [c for c, _ in terms]
        self.factors += [f for _, f in terms]
        self.starts.append(len(self.columns))
        self.least.append(least)
        self.most.append(most)


@dataclass(frozen=True, slots=True)
class Found:
    """Values of the columns, and what was proved."""

    values: Array
    solved: Solved


def minimise(
    rows: Rows,
    costs: Array,
    seconds: float,
    *,
    start: Array | None = None,
    gap: float = RELATIVE_GAP,
    stop: Stop | None = None,
) -> Found:
    """The least sum of costs, which are not below zero. `start`: an answer known beforehand, so that there is one when time runs out.

    `gap`: relative to the value, how far off the best the answer may be.

    Raises:
        Unsolved: no answer, infeasible, unbounded or a failure.
    """
    mixed = any(rows.whole)
    if stop is not None and stop.asked and mixed and start is not None:
        return Found(start, Solved(float(costs @ start), 0.0, "stopped"))
    began = time.monotonic()
    model = _model(rows, costs, seconds, gap, stop if mixed else None)
    if start is not None:
        import highspy

        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solution.value_valid = True
        _ok(model.setSolution(solution), "setSolution")
    _ok(model.run(), "run")
    if start is not None and mixed and _says_another_value(model, costs):
        left = max(0.25 * seconds, seconds - (time.monotonic() - began))
        model = _model(rows, costs, left, gap, stop)
        _ok(model.run(), "run")
    return _found(model, mixed, start, costs)


def _says_another_value(model: Any, costs: Array) -> bool:
    """HiGHS 1.16.0 can lose a constant of its presolve when an answer is given beforehand; then value and bound that it states are both wrong."""
    values, said = np.array(model.getSolution().col_value), float(model.getInfo().objective_function_value)
    return len(values) == len(costs) and bool(abs(float(costs @ values) - said) > 1e-6 * max(1.0, abs(said)))


def _model(rows: Rows, costs: Array, seconds: float, gap: float, stop: Stop | None) -> Any:
    """HiGHS with the program and every option set."""
    model = _quiet()
    for option, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 0), ("time_limit", max(0.05, seconds)),
        ("mip_rel_gap", max(gap, RELATIVE_GAP)), ("mip_abs_gap", 1e-6), ("mip_feasibility_tolerance", 1e-7),
    ):  # fmt: skip
        _ok(model.setOptionValue(option, value), option)
    _ok(model.passModel(_program(rows, costs)), "passModel")
    if stop is not None:
        watched = stop

        def look(event: Any) -> None:
            if watched.asked:
                event.interrupt()

        model.cbMipInterrupt += look
    return model


def _quiet() -> Any:
    """A HiGHS that prints nothing: it greets on stdout as soon as its callbacks are switched on, before options can be set."""
    import highspy  # takes a moment to load, and most commands never plan

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]


def _found(model: Any, mixed: bool, start: Array | None, costs: Array) -> Found:
    import highspy

    status, info = model.getModelStatus(), model.getInfo()
    ended = status == highspy.HighsModelStatus.kOptimal
    kinds = highspy.HighsModelStatus
    if status not in (kinds.kOptimal, kinds.kTimeLimit, kinds.kInterrupt):
        raise Unsolved(model.modelStatusToString(status))
    solution = model.getSolution()
    feasible = info.primal_solution_status == 2 and solution.value_valid
    if ended and not feasible:
        raise Unsolved("optimal without an answer")
    values = np.array(solution.col_value, dtype=np.float64) if feasible else start
    if values is None:
        raise Unsolved("no answer in the time given")
    if start is not None and not ended and float(costs @ start) < float(costs @ values):
        values = start
    value = float(costs @ values)
    bound = float(info.mip_dual_bound) if mixed else (value if ended else 0.0)
    # costs are never below zero, so nothing is less than 0
    bound = min(value, max(0.0, bound)) if np.isfinite(bound) else 0.0
    return Found(
        values, Solved(value, bound, "optimal" if ended else "time" if status == kinds.kTimeLimit else "stopped")
    )


def _program(rows: Rows, costs: Array) -> Any:
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(rows.lower), len(rows.least)
    lp.col_cost_ = costs
    lp.col_lower_, lp.col_upper_ = np.array(rows.lower), np.array(rows.upper)
    lp.row_lower_, lp.row_upper_ = np.array(rows.least), np.array(rows.most)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.columns, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.factors)
    if any(rows.whole):
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in rows.whole]
    return lp


def _ok(status: Any, what: str) -> None:
    import highspy

    # a warning is not a failure: the model status, which is looked at afterwards, decides
    if status == highspy.HighsStatus.kError:
        raise Unsolved(what)
