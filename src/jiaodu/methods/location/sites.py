"""Which sites to open, one period: capacitated facility location and (capacitated) p-median, with a proof.

Floor: methods. In: `Sites`. Out: `Opened`, checked apart from what solved it.
Way: a Lagrangian bound (`lagrange`), sites and ways that it rules out are dropped, HiGHS settles the rest; the better of both bounds holds.
"""

from __future__ import annotations

import dataclasses
import time

import numpy as np
from numpy.typing import NDArray

from jiaodu.methods.location.lagrange import Relaxed, relax, serve
from jiaodu.methods.location.model import Array, Flags, Solved
from jiaodu.methods.location.places import Opened, Sites, check_opened
from jiaodu.methods.location.solver import INFINITE, Found, Rows, Stop, Unsolved, minimise

# rows x ≤ y that are worth having from the start; beyond it only those that the linear relaxation breaks
STRONG_ROWS = 6_000
ROUNDS = 25
ROUNDING = 1e-6
# a first answer: from so many sites, so many ways from each zone, so near the best of those; worth it above this gap
CORE, CORE_WAYS, CORE_GAP, NEAR = 20, 8, 1e-3, 1e-3


def open_sites(sites: Sites, seconds: float = 600.0, *, stop: Stop | None = None) -> Opened:
    """The cheapest way to serve every zone, with its bound, also where time runs out.

    Raises:
        Unsolved: nobody can serve everybody, or the answer does not pass the check.
    """
    ends = time.monotonic() + seconds
    if sites.capacity.sum() < sites.demand.sum() * (1 - 1e-12) or (sites.number or 0) > len(sites.fixed):
        raise Unsolved("Infeasible: there is not room for everybody")
    relaxed = relax(sites, 0.4 * seconds, stop)
    if np.isfinite(sites.capacity).all() and relaxed.value - relaxed.bound > NEAR * relaxed.value:
        relaxed = _core(sites, relaxed, ends, 0.3 * seconds, stop)
    if relaxed.share is not None and relaxed.value - relaxed.bound <= ROUNDING * max(1.0, abs(relaxed.value)):
        return _checked(sites, relaxed.share, Solved(relaxed.value, relaxed.bound, "optimal"))
    found, keep = _settle(sites, relaxed, ends, stop)
    share = _shares(sites, found, keep)
    value = sites.cost(share)
    # what was ruled out costs at least the value of the relaxation's own answer
    bound = max(relaxed.bound, min(found.solved.bound, relaxed.value))
    if relaxed.share is not None and relaxed.value < value:
        share, value = relaxed.share, relaxed.value
    return _checked(sites, share, Solved(value, min(bound, value), found.solved.status))


def _core(sites: Sites, relaxed: Relaxed, ends: float, seconds: float, stop: Stop | None) -> Relaxed:
    """A better answer from the sites that cost least at the best prices, and the near ways to them."""
    opened = int(relaxed.opens.sum())
    size = max(CORE, int(1.5 * opened))
    if size >= 0.8 * len(sites.fixed):
        return relaxed
    core = np.zeros(len(sites.fixed), dtype=np.bool_)
    core[np.argsort(relaxed.saves, kind="stable")[:size]] = True
    inside = np.where(core[None, :], sites.costs, np.inf)
    near = np.argsort(inside, axis=1, kind="stable")[:, :CORE_WAYS]
    keep = np.zeros(sites.costs.shape, dtype=np.bool_)
    np.put_along_axis(keep, near, True, axis=1)
    narrow = dataclasses.replace(relaxed, share=None, value=np.inf)
    try:
        found = _solve(sites, narrow, keep, min(ends, time.monotonic() + seconds), stop, CORE_GAP)
    except Unsolved:
        return relaxed
    share = _shares(sites, found, keep)
    # all sites of the core that serve, and all ways to them
    better = serve(sites, np.flatnonzero(share.any(axis=0)))
    share = share if better is None or sites.cost(better) > sites.cost(share) else better
    if sites.cost(share) < relaxed.value:
        return dataclasses.replace(relaxed, share=share, value=sites.cost(share))
    return relaxed


def _shares(sites: Sites, found: Found, keep: Flags) -> Array:
    """The shares of an answer; a site that is a millionth open is closed."""
    share = np.zeros_like(sites.costs)
    share[keep] = np.maximum(found.values[: int(keep.sum())], 0.0)
    share[share < 1e-5] = 0.0
    return np.asarray(np.rint(share) if sites.whole else share / share.sum(axis=1, keepdims=True), dtype=np.float64)


def _checked(sites: Sites, share: Array, solved: Solved) -> Opened:
    opened = Opened(share, solved)
    if faults := check_opened(sites, opened):
        raise Unsolved(f"the answer breaks rules: {faults[:3]}")
    return opened


def _settle(sites: Sites, relaxed: Relaxed, ends: float, stop: Stop | None) -> tuple[Found, Flags]:
    """What is left after ruling out, by the solver."""
    keep = relaxed.ways(sites) & relaxed.may_open(sites)[None, :]
    try:
        return _solve(sites, relaxed, keep, ends, stop, 0.0), keep
    except Unsolved:
        if relaxed.share is None:
            raise
        # no answer in the time: the one that is known, with the bound that is known
        return Found(relaxed.share[keep], Solved(relaxed.value, relaxed.bound, "time")), keep


def _solve(sites: Sites, relaxed: Relaxed, keep: Flags, ends: float, stop: Stop | None, gap: float) -> Found:
    """Columns of the ways kept, then of the sites; HiGHS to the gap."""
    zone, site = np.nonzero(keep)
    rows, ways, surely = Rows(), len(zone), relaxed.surely_open(sites)
    for _ in range(ways):
        rows.column(1.0, whole=sites.whole)
    y = {int(j): rows.column(1.0, whole=True) for j in np.flatnonzero(keep.any(axis=0))}
    for j, column in y.items():
        rows.lower[column] = 1.0 if surely[j] else 0.0
    _rules(sites, rows, zone.tolist(), site.tolist(), y)
    costs = np.concatenate([sites.costs[zone, site], sites.fixed[list(y)]])
    if ways <= STRONG_ROWS:
        for column, j in enumerate(site.tolist()):
            rows.row([(column, 1.0), (y[j], -1.0)], -INFINITE, 0.0)
    else:
        _strengthen(rows, costs, site, y, ends)
    start = None
    if relaxed.share is not None and not (relaxed.share[~keep] > 0).any():
        opened: Flags = np.asarray(relaxed.share.any(axis=0))
        start = np.concatenate([relaxed.share[zone, site], [float(opened[j] or surely[j]) for j in y]])
        start = start if sites.number is None or int(start[ways:].sum()) <= sites.number else None
    return minimise(rows, costs, max(1.0, ends - time.monotonic()), start=start, gap=gap, stop=stop)


def _rules(sites: Sites, rows: Rows, zone: list[int], site: list[int], y: dict[int, int]) -> None:
    """Every zone is served, nobody beyond the room of an open site, so many sites."""
    of_zone: list[list[int]] = [[] for _ in range(len(sites.demand))]
    of_site: dict[int, list[int]] = {j: [] for j in y}
    for column, (i, j) in enumerate(zip(zone, site, strict=True)):
        of_zone[i].append(column)
        of_site[j].append(column)
    for columns in of_zone:
        rows.row([(c, 1.0) for c in columns], 1.0, 1.0)
    for j, columns in of_site.items():
        # without a limit on room this row is what closes the ways to a site that is closed
        room = min(float(sites.capacity[j]), float(sites.demand.sum()))
        rows.row([*((c, float(sites.demand[zone[c]])) for c in columns), (y[j], -room)], -INFINITE, 0.0)
    if sites.number is not None:
        rows.row([(c, 1.0) for c in y.values()], -INFINITE, float(sites.number))
    elif np.isfinite(sites.capacity).all():
        rows.row([(c, float(sites.capacity[j])) for j, c in y.items()], float(sites.demand.sum()), INFINITE)


def _strengthen(rows: Rows, costs: Array, site: NDArray[np.intp], y: dict[int, int], ends: float) -> None:
    """Add the rows x ≤ y that the linear relaxation breaks, until it breaks none or few."""
    sites_of = np.array([y[int(j)] for j in site])
    whole, have = rows.whole, np.zeros(len(site), dtype=np.bool_)
    rows.whole = [False] * len(whole)
    for _ in range(ROUNDS):
        if time.monotonic() >= ends:
            break
        values = minimise(rows, costs, max(1.0, ends - time.monotonic())).values
        broken: NDArray[np.intp] = np.flatnonzero((values[: len(site)] > values[sites_of] + 1e-4) & ~have)
        for column in broken.tolist():
            rows.row([(column, 1.0), (int(sites_of[column]), -1.0)], -INFINITE, 0.0)
        have[broken] = True
        if len(broken) < 10:
            break
    rows.whole = whole
