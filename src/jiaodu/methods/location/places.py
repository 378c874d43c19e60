"""One period of location: zones, sites with fixed costs and room, the cost of serving each zone from each site; and the answer.

Floor: methods. In: arrays. Out: frozen nouns, and faults of an answer, counted in plain loops.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiaodu.methods.location.model import Array, Solved


@dataclass(frozen=True, slots=True)
class Sites:
    """`costs` [zone, site] of serving all of a zone, `demand` [zone], `capacity` [site] (may be infinite), `fixed` [site] of opening.

    `number`: so many sites are open at most (None: any); `whole`: a zone is served by one site.
    """

    costs: Array
    demand: Array
    capacity: Array
    fixed: Array
    number: int | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        zones, sites = self.costs.shape
        if self.demand.shape != (zones,) or self.capacity.shape != (sites,) or self.fixed.shape != (sites,):
            raise ValueError("costs are [zone, site], demand is [zone], capacity and fixed are [site]")
        if not np.isfinite(self.costs).all() or (self.costs < 0).any() or (self.fixed < 0).any():
            raise ValueError("costs are known and not below zero")
        if (self.demand < 0).any() or np.isnan(self.capacity).any() or (self.capacity < 0).any():
            raise ValueError("demand and capacity are not below zero")

    def cost(self, share: Array) -> float:
        """What shares [zone, site] cost: serving, and opening whatever serves."""
        return float((self.costs * share).sum() + self.fixed[(share > 1e-9).any(axis=0)].sum())


@dataclass(frozen=True, slots=True)
class Opened:
    """Shares [zone, site] of each zone that each site serves, and what was proved of the cost."""

    share: Array
    cost: Solved

    @property
    def sites(self) -> tuple[int, ...]:
        """Sites that serve somebody."""
        return tuple(int(j) for j in np.flatnonzero((self.share > 1e-9).any(axis=0)))


def check_opened(sites: Sites, opened: Opened, tolerance: float = 1e-6) -> tuple[str, ...]:
    """Every rule, in plain loops: served once, room, number, whole, and the cost that is stated."""
    zones, places = sites.costs.shape
    faults, total, used = [], 0.0, 0
    for i in range(zones):
        served = 0.0
        for j in range(places):
            part = float(opened.share[i, j])
            served += part
            total += part * float(sites.costs[i, j])
            if part < -tolerance or (sites.whole and min(abs(part), abs(part - 1)) > tolerance):
                faults.append(f"share {i} {j}")
        if abs(served - 1) > tolerance:
            faults.append(f"zone {i} is served {served}")
    for j in range(places):
        load = sum(float(opened.share[i, j]) * float(sites.demand[i]) for i in range(zones))
        if load > float(sites.capacity[j]) * (1 + tolerance):
            faults.append(f"room {j}: {load}")
        if any(float(opened.share[i, j]) > 1e-9 for i in range(zones)):
            used += 1
            total += float(sites.fixed[j])
    if sites.number is not None and used > sites.number:
        faults.append(f"{used} sites serve, {sites.number} may")
    if abs(total - opened.cost.value) > tolerance * max(1.0, abs(total)):
        faults.append(f"cost {total}, stated {opened.cost.value}")
    if opened.cost.bound > opened.cost.value + tolerance * max(1.0, abs(total)):
        faults.append("the bound is above the value")
    return tuple(faults)
