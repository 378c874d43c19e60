"""A bound without a solver: that each zone is served is priced instead of asked for, and every site decides alone.

Floor: methods. In: `Sites`. Out: `Relaxed`: a bound that nothing goes below, an answer that was met on the way, and what they rule out.
Method: Lagrangian relaxation of the service rows, continuous knapsack per site, subgradient steps (Held, Wolfe & Crowder 1974; Beasley 1993);
sites and ways whose least cost with them passes the answer's are ruled out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.location.model import Array, Flags, Whole
from jiaodu.methods.location.places import Sites
from jiaodu.methods.location.solver import Rows, Stop, Unsolved, minimise

STEPS = 1500
# halve the step when so many steps brought nothing, stop when it is tiny
PATIENCE, TINY = 20, 1e-4
# how much of the last direction goes into the next (Camerini, Fratta & Maffioli 1975)
MEMORY = 0.5
# how often the open sites of a step are tried as an answer, and for so many sets at most
TRY_EVERY, TRIES = 10, 60
# nothing is ruled out by less than this share of the value
SAFE = 1e-7


@dataclass(frozen=True, slots=True)
class Relaxed:
    """`prices` [zone] at the best bound; `saves` [site]: what opening costs there (below zero: it pays); `swap`: the price of one site more.

    `share`, `value`: the best answer met (None, infinite: none).
    """

    bound: float
    prices: Array
    opens: Flags
    saves: Array
    share: Array | None
    value: float

    def may_open(self, sites: Sites) -> Flags:
        """Sites that a cheaper answer could have."""
        return self.bound + np.where(self.opens, 0.0, self._more(sites)) <= self._limit()

    def surely_open(self, sites: Sites) -> Flags:
        """Sites that every cheaper answer has."""
        less = -self.saves if sites.number is None else self._next(sites) - self.saves
        return self.opens & (self.bound + np.maximum(less, 0.0) > self._limit())

    def ways(self, sites: Sites) -> Flags:
        """Ways [zone, site] that a cheaper answer could walk."""
        alone = np.maximum(sites.costs - self.prices[:, None], 0.0)
        if np.isfinite(sites.capacity).any() and not sites.whole:
            # a part of a zone costs but a part of it
            alone = np.zeros_like(alone)
        opening = np.where(self.opens, 0.0, self._more(sites))
        keep: Flags = self.bound + alone + opening[None, :] <= self._limit()
        if self.share is not None:
            keep |= self.share > 0
        return keep

    def _limit(self) -> float:
        return self.value + SAFE * max(1.0, abs(self.value)) if np.isfinite(self.value) else np.inf

    def _more(self, sites: Sites) -> Array:
        """What a site that is closed costs if it must open: it takes the place of the dearest of the open ones."""
        if sites.number is None:
            return np.asarray(np.maximum(self.saves, 0.0))
        full = int(self.opens.sum()) == sites.number
        dearest = min(0.0, float(self.saves[self.opens].max(initial=-np.inf))) if full else 0.0
        return np.asarray(np.maximum(self.saves - dearest, 0.0))

    def _next(self, sites: Sites) -> float:
        closed = self.saves[~self.opens]
        return min(0.0, float(closed.min())) if len(closed) else 0.0


def relax(sites: Sites, seconds: float, stop: Stop | None = None) -> Relaxed:
    """Bound and answer. Ends when they meet, when steps bring nothing, or after the seconds."""
    ends = time.monotonic() + seconds
    prices = np.sort(sites.costs + sites.fixed / np.maximum(len(sites.demand), 1), axis=1)[
        :, min(1, len(sites.fixed) - 1)
    ]
    best = Relaxed(
        0.0, np.zeros(len(prices)), np.zeros(len(sites.fixed), dtype=np.bool_), sites.fixed.copy(), None, np.inf
    )
    tried: set[bytes] = set()
    scale, waited, slope = 2.0, 0, np.zeros(len(prices))
    for step in range(STEPS):
        bound, opens, saves, served = _price(sites, prices)
        better = bound > best.bound + 1e-9 * max(1.0, abs(bound))
        if better:
            best = Relaxed(bound, prices.copy(), opens, saves, best.share, best.value)
        waited = 0 if better else waited + 1
        if step % TRY_EVERY == 0 or (better and len(tried) < TRIES // 2):
            best = _tried(sites, best, opens, saves, tried)
        if best.value - best.bound <= 1e-7 * max(1.0, best.value) or time.monotonic() > ends or (stop and stop.asked):
            break
        if waited >= PATIENCE:
            scale, waited, prices = scale / 2, 0, best.prices.copy()
            if scale < TINY:
                break
        slope = 1.0 - served + (MEMORY * slope if step else 0.0)
        size = float(slope @ slope)
        if size < 1e-12:
            break
        aim = best.value if np.isfinite(best.value) else 1.05 * abs(bound) + 1.0
        prices = prices + scale * max(aim - bound, 1e-6 * max(1.0, abs(aim))) / size * slope
    return best


def _price(sites: Sites, prices: Array) -> tuple[float, Flags, Array, Array]:
    """Bound at these prices, sites that open, what opening each costs, how often each zone is then served."""
    gains = prices[:, None] - sites.costs
    endless = np.isinf(sites.capacity).all()
    share = (gains > 0).astype(np.float64) if endless else _fill(gains, sites)
    alone = sites.fixed - (gains * share).sum(axis=0)
    if sites.number is not None:
        opens = np.zeros(len(alone), dtype=np.bool_)
        opens[np.argsort(alone, kind="stable")[: sites.number]] = True
        opens &= alone <= 0
        return float(prices.sum() + alone[opens].sum()), opens, alone, share[:, opens].sum(axis=1)
    price, part = _room_price(sites, alone)
    saves = alone - price * np.where(np.isfinite(sites.capacity), sites.capacity, 0.0)
    bound = float(prices.sum() + price * sites.demand.sum() + np.minimum(saves, 0.0).sum())
    return bound, part > 0, saves, share @ part


def _fill(gains: Array, sites: Sites) -> Array:
    """For each site the shares of zones that gain most a head, as far as there is room."""
    heads = np.maximum(sites.demand, 1e-12)[:, None]
    order = np.argsort(-gains / heads, axis=0, kind="stable")
    sorted_heads = np.take_along_axis(np.broadcast_to(heads, gains.shape), order, axis=0)
    before = np.cumsum(sorted_heads, axis=0) - sorted_heads
    part = np.clip((sites.capacity[None, :] - before) / sorted_heads, 0.0, 1.0)
    share = np.empty_like(part)
    np.put_along_axis(share, order, part, axis=0)
    return np.where(gains > 0, share, 0.0)


def _room_price(sites: Sites, alone: Array) -> tuple[float, Array]:
    """The price of a unit of room that makes those that open hold everybody (the dual of the covering knapsack), and how far each opens."""
    part = (alone < 0).astype(np.float64)
    if not np.isfinite(sites.capacity).all():
        return 0.0, part
    room = np.maximum(sites.capacity, 1e-12)
    order = np.argsort(alone / room, kind="stable")
    held, wanted = np.cumsum(room[order]), float(sites.demand.sum())
    last = min(int(np.searchsorted(held, wanted * (1 - 1e-12))), len(order) - 1)
    critical = int(order[last])
    if alone[critical] <= 0:
        return 0.0, part
    part[order[:last]] = 1.0
    part[critical] = np.clip((wanted - (held[last] - room[critical])) / room[critical], 0.0, 1.0)
    return float(alone[critical] / room[critical]), part


def _tried(sites: Sites, best: Relaxed, opens: Flags, saves: Array, tried: set[bytes]) -> Relaxed:
    """The open sites of a step as an answer, where that is new and not too often asked."""
    key = opens.tobytes()
    if key in tried or (len(tried) >= TRIES and np.isfinite(sites.capacity).any()):
        return best
    tried.add(key)
    share = serve(sites, np.flatnonzero(opens))
    if share is None:
        return best
    if np.isinf(sites.capacity).all() and sites.number is not None:
        share = _swapped(sites, share)
    value = sites.cost(share)
    if value < best.value - 1e-9 * max(1.0, abs(value)):
        return Relaxed(best.bound, best.prices, best.opens, best.saves, share, value)
    return best


def serve(sites: Sites, opened: Whole) -> Array | None:
    """The cheapest shares from open sites; None where they do not hold everybody (or hold them only in parts)."""
    share = np.zeros_like(sites.costs)
    if not len(opened):
        return None
    if np.isinf(sites.capacity[opened]).all():
        share[np.arange(len(sites.demand)), opened[np.argmin(sites.costs[:, opened], axis=1)]] = 1.0
        return share
    if sites.capacity[opened].sum() < sites.demand.sum():
        return None
    if sites.whole:
        return _greedy(sites, opened)
    rows = Rows()
    zones = len(sites.demand)
    for _ in range(zones * len(opened)):
        rows.column(1.0)
    for i in range(zones):
        rows.row([(i * len(opened) + k, 1.0) for k in range(len(opened))], 1.0, 1.0)
    for k, j in enumerate(opened.tolist()):
        rows.row(
            [(i * len(opened) + k, float(sites.demand[i])) for i in range(zones)], -np.inf, float(sites.capacity[j])
        )
    try:
        values = minimise(rows, sites.costs[:, opened].ravel(), 60.0).values
    except Unsolved:
        return None
    share[:, opened] = np.clip(values.reshape(zones, len(opened)), 0.0, 1.0)
    share[share < 1e-9] = 0.0
    return np.asarray(share / share.sum(axis=1, keepdims=True), dtype=np.float64)


def _greedy(sites: Sites, opened: Whole) -> Array | None:
    """Whole zones to open sites, those first that lose most by their second choice (Martello & Toth); None where it does not go in."""
    share, left = np.zeros_like(sites.costs), sites.capacity[opened].copy()
    costs, waiting = sites.costs[:, opened], set(range(len(sites.demand)))
    while waiting:
        chosen = None
        for i in waiting:
            fits = np.flatnonzero(left >= sites.demand[i])
            if not len(fits):
                return None
            sorted_ = fits[np.argsort(costs[i, fits], kind="stable")]
            regret = costs[i, sorted_[1]] - costs[i, sorted_[0]] if len(sorted_) > 1 else np.inf
            if chosen is None or regret > chosen[0]:
                chosen = (regret, i, int(sorted_[0]))
        assert chosen is not None
        _, i, k = chosen
        share[i, opened[k]], left[k] = 1.0, left[k] - sites.demand[i]
        waiting.discard(i)
    return share


def _swapped(sites: Sites, share: Array) -> Array:
    """p-median: exchange one open site for a closed one as long as that helps (Teitz & Bart 1968, gains as Whitaker 1983)."""
    opened = np.flatnonzero(share.any(axis=0))
    closed = np.setdiff1d(np.arange(len(sites.fixed)), opened)
    missing = (sites.number or 0) - len(opened)
    opened = np.concatenate([opened, closed[:missing]]) if missing > 0 else opened
    while True:
        costs = sites.costs[:, opened]
        order = np.argsort(costs, axis=1, kind="stable")
        nearest, first = order[:, 0], np.take_along_axis(costs, order[:, :1], axis=1)[:, 0]
        second = (
            np.take_along_axis(costs, order[:, 1:2], axis=1)[:, 0] if len(opened) > 1 else np.full(len(first), np.inf)
        )
        # opening j gains where it is nearer; closing k then costs the way to the second, or to j
        gain = np.maximum(first[:, None] - sites.costs, 0.0).sum(axis=0)
        best, pair = 1e-9, (-1, -1)
        for k in range(len(opened)):
            mine = nearest == k
            loss = (np.maximum(np.minimum(second[mine, None], sites.costs[mine]) - first[mine, None], 0.0)).sum(axis=0)
            net = gain - loss - sites.fixed + sites.fixed[opened[k]]
            net[opened] = -np.inf
            j = int(np.argmax(net))
            if net[j] > best:
                best, pair = float(net[j]), (k, j)
        if pair[0] < 0:
            found = serve(sites, opened)
            assert found is not None
            return found
        opened[pair[0]] = pair[1]
