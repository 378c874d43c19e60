"""Ways from zones to schools: today's map, borders of zones, and the ways that measures open.

Floor: engines.school_places. In: sheets, drafts, distances. Out: ways as pairs of indices; faults L31, L41 to L45.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.core.base.problems import Place, problem
from jiaodu.engines.school_places.planning.measures import Draft
from jiaodu.engines.school_places.planning.model import Sheet
from jiaodu.engines.school_places.planning.reading import Reading, lines_of
from jiaodu.methods.location.model import Array, Flags

SHOWN = 8
Way = tuple[int, int]


def read_pairs(reading: Reading, sheet: Sheet, second: str) -> list[tuple[str, str, Place]]:
    """The rows of a table of two codes; a pair that stands twice is noted (L31)."""
    found: dict[tuple[str, str], Place] = {}
    for line in lines_of(sheet, ("zone", second), reading.faults, {}):
        pair = line.text("zone"), line.text(second)
        if pair in found:
            reading.faults.append(problem("L31", line.place("zone"), what=" ".join(pair)))
        found[pair] = line.place("zone")
    return [(a, b, place) for (a, b), place in found.items()]


@dataclass(frozen=True)
class Ground:
    """Zones, sites, what lies between them."""

    zones: tuple[str, ...]
    sites: tuple[str, ...]
    distance: Array
    within: float
    today: Flags | None
    borders: Flags | None

    def is_open(self, zone: int, site: int) -> bool:
        """Whether pupils of a zone may go to a site without any measure."""
        if self.today is not None:
            return bool(self.today[zone, site])
        return float(self.distance[zone, site]) <= self.within and math.isfinite(self.distance[zone, site])


def make_ground(
    reading: Reading, zones: tuple[str, ...], sites: tuple[str, ...], distance: Array, within: float, today: Sheet | None, borders: Sheet | None
) -> Ground:  # fmt: skip
    """Today's map (a zone that it leaves out goes to the site of its own code) and borders, in numbers."""
    map_: Flags | None = None
    if today is not None:
        map_ = np.zeros(distance.shape, dtype=np.bool_)
        for zone, site, place in read_pairs(reading, today, "site"):
            if _known(reading, zone, zones, place) and _known(reading, site, sites, place):
                map_[zones.index(zone), sites.index(site)] = True
                if not math.isfinite(distance[zones.index(zone), sites.index(site)]):
                    reading.faults.append(problem("L44", place, zone=zone, site=site))
        for z in np.flatnonzero(~map_.any(axis=1)).tolist():
            map_[z, sites.index(zones[z])] = True
    adjoin: Flags | None = None
    if borders is not None:
        adjoin = np.zeros((len(zones), len(zones)), dtype=np.bool_)
        for one, other, place in read_pairs(reading, borders, "other"):
            if _known(reading, one, zones, place) and _known(reading, other, zones, place):
                a, b = zones.index(one), zones.index(other)
                adjoin[a, b] = adjoin[b, a] = a != b
    return Ground(zones, sites, distance, within, map_, adjoin)


def _known(reading: Reading, name: str, names: tuple[str, ...], place: Place) -> bool:
    if name not in names:
        reading.faults.append(problem("L45", place, name=name or "—"))
    return name in names


def opened(reading: Reading, ground: Ground, draft: Draft) -> tuple[Way, ...]:
    """The ways that a measure opens beyond those that are open; L42 where there is none, L43 where a zone would stand apart."""
    opens = draft.kind.opens
    if not opens:
        return ()
    if draft.source and not _known(reading, draft.source, ground.zones, draft.place):
        return ()
    wanted = list(_partner(reading, ground, draft) if opens == "partner" else _towards(ground, draft))
    ways = tuple(way for way in wanted if not ground.is_open(*way))
    if opens == "zone" and ground.borders is not None:
        ways = _adjoining(reading, ground, draft, ways)
    if not ways:
        reading.faults.append(problem("L42", draft.place, measure=draft.kind.name, site=draft.site))
    return ways


def _towards(ground: Ground, draft: Draft) -> Iterator[Way]:
    """From the zone named, or from all, to the measure's site."""
    site = ground.sites.index(draft.site)
    sources = [ground.zones.index(draft.source)] if draft.source else range(len(ground.zones))
    farthest = draft.reach if draft.reach is not None else ground.within
    for zone in sources:
        if math.isfinite(ground.distance[zone, site]) and ground.distance[zone, site] <= farthest:
            yield zone, site


def _partner(reading: Reading, ground: Ground, draft: Draft) -> Iterator[Way]:
    """From the zones of each of two schools to the other."""
    if not _known(reading, draft.partner, ground.sites, draft.place):
        return
    pair = ground.sites.index(draft.site), ground.sites.index(draft.partner)
    farthest = draft.reach if draft.reach is not None else ground.within
    for mine, other in (pair, pair[::-1]):
        for zone in range(len(ground.zones)):
            far = float(ground.distance[zone, other])
            if ground.is_open(zone, mine) and math.isfinite(far) and far <= farthest:
                yield zone, other


def _adjoining(reading: Reading, ground: Ground, draft: Draft, ways: Sequence[Way]) -> tuple[Way, ...]:
    """Those of the ways whose zones hang together with the zones that the site has today."""
    assert ground.borders is not None
    site = ground.sites.index(draft.site)
    have = {z for z in range(len(ground.zones)) if ground.is_open(z, site)}
    if draft.site in ground.zones:
        have.add(ground.zones.index(draft.site))
    wanted = {zone for zone, _ in ways}
    joined = reach(ground.borders, have, wanted | have)
    if apart := sorted(wanted - joined):
        names = "、".join(ground.zones[z] for z in apart[:SHOWN])
        reading.faults.append(problem("L43", draft.place, zones=names, site=draft.site))
    return tuple(way for way in ways if way[0] in joined)


def reach(borders: Flags, start: set[int], among: set[int]) -> set[int]:
    """What can be walked to from `start` over borders without leaving `among`."""
    found, ahead = set(start), list(start)
    while ahead:
        for other in np.flatnonzero(borders[ahead.pop()]).tolist():
            if other in among and other not in found:
                found.add(other)
                ahead.append(other)
    return found
