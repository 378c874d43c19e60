"""The forecast: both levels reconciled, with intervals, places beside, and everything that it rests on said.

Floor: engines.school_places. In: a `History`. Out: `Forecast`, back-test and assumptions included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.engines.school_places.assumptions import assumptions_of
from jiaodu.engines.school_places.backtest import FIRST_ORIGIN, run_backtest
from jiaodu.engines.school_places.changes import Changes
from jiaodu.engines.school_places.model import METHOD, Event, Forecast, History, Level
from jiaodu.engines.school_places.pasts import WHOLE, Joint, Pasts, learn_joint, make_pasts
from jiaodu.engines.school_places.scenarios import factors, migrant_factors, with_births
from jiaodu.engines.school_places.splits import migrant_share, tell_apart
from jiaodu.methods.cohort import forecast, simulate_paths
from jiaodu.methods.cohort.intervals import Spread
from jiaodu.methods.cohort.model import Array, Mask, sum_by

LOW, HIGH = 0.1, 0.9
PATHS = 2000  # the standard error of a chance of one in two is then 1.1 %


@dataclass(frozen=True)
class _Made:
    """Both levels by grade under one scenario, events worked in."""

    units: Array
    districts: Array
    places: Array
    stands: Mask
    share: Array | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Base:
    """Units by grade before events, which of them stand, the share of migrant children [district, year ahead, grade]."""

    years: Sequence[int]
    units: Array
    stands: Mask
    share: Array | None


def make_forecast(
    history: History, horizon: int, *, shocks: Sequence[int] = (), series_models: bool = False, events: Sequence[Event] = (),
    scenario: str = "",
) -> Forecast:  # fmt: skip
    """Forecast so many school years after the last one, but no further than the history can test (L14).

    `scenario` is one of the pack's, '' what is expected; all of them are made for comparison. A history that `events` were
    read with has their new schools.
    """
    tested = history.units.years - FIRST_ORIGIN
    problems = history.problems
    if horizon > tested:
        problems = (*problems, problem("L14", Place(key="--years"), asked=horizon, tested=tested))
        horizon = tested
        events = [e for e in events if e.ahead < horizon]
    past = make_pasts(history, horizon, series_models=series_models)
    backtest = run_backtest(history, horizon, past, shocks=shocks, series_models=series_models)
    years = tuple(history.last + ahead for ahead in range(1, horizon + 1))
    joint = learn_joint(history, history.units.years, past.below, past.above, horizon)
    share = migrant_share(history, history.units.years, horizon) if history.migrants is not None else None
    base = _base(history, years, joint, share)
    made = {id_: _make(history, id_, base, joint, events) for id_ in ("", *history.spec.scenarios)}
    mine = made[scenario]
    spread = {side.level: side.spreads["ours"][history.units.years] for side in past.sides}
    units = _level(history.unit_codes, history, mine.units, spread[history.spec.unit])
    districts = _level(history.district_codes, history, mine.districts, spread[history.spec.district])
    whole = mine.districts.sum(axis=0, keepdims=True)
    chances = _chances(history, mine, past)
    return Forecast(
        history, backtest, years, units, districts, _level(("",), history, whole, spread.get(WHOLE, spread[history.spec.district])),
        mine.places, mine.stands, chances, joint.trust if joint else None, tuple(assumptions_of(history, events, scenario)),
        (*problems, *mine.problems), f"{METHOD} h={horizon}" + (f" scenario={scenario}" if scenario else "") + (f" events={len(events)}" if events else ""),
        scenario, {id_: m.districts.sum(axis=0) @ history.groups for id_, m in made.items()},
        tell_apart(history, mine.units, mine.districts, mine.share),
    )  # fmt: skip


def _make(history: History, scenario: str, base: _Base, joint: Joint | None, events: Sequence[Event]) -> _Made:
    spec = history.spec.scenarios.get(scenario)
    if spec:
        base = _base(with_births(history, spec), base.years, joint, base.share) if spec.births else base
    units, horizon, share = base.units, len(base.years), base.share
    if spec:
        units = units * factors(spec, horizon, units.shape[2])
        if share is not None and spec.migrants:
            kept = migrant_factors(spec, horizon)[None, :, None]
            more = 1 + share * (kept - 1)
            units, share = units * (more[history.units.parents] if joint else more), share * kept / more
    changes = Changes(history, units, np.repeat(_places(history)[:, None], horizon, axis=1), base.stands)
    changes.work_in(events)
    districts = sum_by(history.units.parents, changes.units) if joint else changes.units
    return _Made(changes.units, districts, changes.places, changes.stands, share, tuple(changes.problems))


def _base(history: History, years: Sequence[int], joint: Joint | None, share: Array | None) -> _Base:
    """What is expected before events: units by grade, and which of them are open as far as the register knows."""
    above, stands = forecast(history.districts, len(years)), _open(history, years)
    if joint is None:
        return _Base(years, above, stands, share)
    below = _move_on(forecast(history.units, len(years)), stands, history)
    return _Base(years, joint.agree(below, above)[0], stands, share)


def _chances(history: History, made: _Made, past: Pasts) -> Array:
    """How likely demand is above places [district, year ahead, stage], counted over paths; NaN where places are not known."""
    last = history.units.years
    spread = past.side(history.spec.district).spreads["ours"][last]
    own = np.arange(len(made.districts), dtype=np.int64)
    paths = simulate_paths(made.districts, own, spread, spread, history.groups, paths=PATHS, levels=())
    open_ = np.where(made.stands[:, :, None], made.places, 0.0)
    known = np.isfinite(made.places)
    if history.has_two_levels:
        places = sum_by(history.units.parents, np.where(known, open_, 0.0))
        some = sum_by(history.units.parents, known.astype(float)) > 0
    else:
        places, some = np.where(known, open_, 0.0), known
    return np.where(some, paths.chance(places), np.nan)


def _level(codes: tuple[str, ...], history: History, made: Array, spread: Spread) -> Level:
    middle = made @ history.groups
    return Level(codes, spread.quantile(middle, LOW), middle, spread.quantile(middle, HIGH), made)


def _open(history: History, years: Sequence[int]) -> Mask:
    """Which units will still be open [unit, year ahead], as far as the register knows."""
    days = [history.days[year] for year in years]
    return np.array([[history.tree.on(code, day) is not None for day in days] for code in history.unit_codes], bool)


def _move_on(below: Array, stands: Mask, history: History) -> Array:
    """Pupils of a unit that closes go to the others of its district that run their grade, by size."""
    parents = history.units.parents
    kept = np.where(stands[:, :, None], below, 0.0)
    gone, rest = sum_by(parents, below - kept), sum_by(parents, kept)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(rest > 0, 1 + gone / rest, 1.0)
    return np.asarray(kept * factor[parents])


def _places(history: History) -> Array:
    """Places [unit, stage]: classes of the last year times the standard size, less the buffer."""
    sizes = np.array([stage.size_of(grade) for stage in history.spec.stages.values() for grade in stage.grades], float)
    return np.asarray((history.classes * sizes) @ history.groups * (1 - float(history.spec.buffer.percent) / 100))
