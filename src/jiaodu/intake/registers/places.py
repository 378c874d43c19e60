"""Distances between coordinates, whatever system they are written in.

Floor: intake. In: longitude and latitude in degrees with their system. Out: metres. WGS-84 is GPS; GCJ-02 is the public
Chinese system (shifted by some hundred metres), BD-09 that of one map service on top of it. The published conversions are
approximations: good to some metres inside China, which is all that telling schools apart needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

System = Literal["WGS-84", "GCJ-02", "BD-09"]
SYSTEMS: tuple[System, ...] = ("WGS-84", "GCJ-02", "BD-09")
EARTH = 6_371_008.8  # mean radius in metres (IUGG)
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323  # Krasovsky 1940


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the earth, in degrees WGS-84."""

    longitude: float
    latitude: float


def spot_of(longitude: float, latitude: float, system: System = "WGS-84") -> Spot:
    """A place given in one of the systems. Raises ValueError outside the globe."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"{longitude}, {latitude}")
    if system == "BD-09":
        longitude, latitude = _from_bd09(longitude, latitude)
    if system != "WGS-84":
        longitude, latitude = _from_gcj02(longitude, latitude)
    return Spot(longitude, latitude)


def distance(a: Spot, b: Spot) -> float:
    """Great-circle distance in metres (haversine)."""
    phi1, phi2 = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def _from_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 0.0065, latitude - 0.006
    turn = math.pi * 3000.0 / 180.0
    z = math.hypot(x, y) - 0.00002 * math.sin(y * turn)
    theta = math.atan2(y, x) - 0.000003 * math.cos(x * turn)
    return z * math.cos(theta), z * math.sin(theta)


def _from_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Turn the shift back by iteration; outside China nothing is shifted."""
    if not (72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271):
        return longitude, latitude
    x, y = longitude, latitude
    for _ in range(3):
        dx, dy = _shift(x, y)
        x, y = longitude - dx, latitude - dy
    return x, y


def _shift(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    phi = math.radians(latitude)
    magic = 1 - _ECCENTRICITY * math.sin(phi) ** 2
    dy = north * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (magic * math.sqrt(magic)) * math.pi)
    dx = east * 180.0 / (_AXIS / math.sqrt(magic) * math.cos(phi) * math.pi)
    return dx, dy
