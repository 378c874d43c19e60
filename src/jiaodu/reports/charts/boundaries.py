"""Boundaries that the user gives: a GeoJSON file whose areas are found by code, or else by name.

Floor: reports. In: a path. Out: `Boundaries`; JiaoduError R22 when the file cannot be used. None are shipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.reports.charts.spec import Ring, Shape

LARGEST = 50_000_000  # bytes
FINE = 400  # points across the picture: what is closer than one of these is one point
LONGITUDE, LATITUDE = 180.0, 90.0
# members of the file that say where it comes from and that it may be shown
CREDITS = ("审图号", "attribution", "source", "来源")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Areas by what they are called: every text and number among their properties."""

    areas: tuple[tuple[frozenset[str], tuple[Ring, ...]], ...]
    file: str
    credit: str

    def shape(self, code: str, names: Iterable[str]) -> Shape | None:
        """The outline of a unit: by its code (or one that ends in it, such as 156110101), else by a name of it."""
        for called, rings in self.areas:
            if any(_same_code(word, code) for word in called):
                return Shape(code, rings)
        wanted = {name for name in names if name}
        return next((Shape(code, rings) for called, rings in self.areas if called & wanted), None)


def read_boundaries(path: Path) -> Boundaries:
    """Read a GeoJSON file in degrees of longitude and latitude.

    Raises:
        JiaoduError: R22 when it is too large, no GeoJSON, has no areas, or is not in degrees.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise _unusable(path, Text(f"大于 {LARGEST // 1_000_000} MB", f"larger than {LARGEST // 1_000_000} MB"))
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        features = data["features"]
        areas = tuple(_areas(features))
    except OSError as error:
        raise _unusable(path, Text(str(error), str(error))) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unusable(path, Text("不是 GeoJSON 的 FeatureCollection", "no GeoJSON FeatureCollection")) from error
    if not areas:
        raise _unusable(path, Text("里面没有面(Polygon、MultiPolygon)", "it has no areas (Polygon, MultiPolygon)"))
    if any(abs(x) > LONGITUDE or abs(y) > LATITUDE for _, rings in areas for ring in rings for x, y in ring):
        raise _unusable(path, Text("坐标不是经纬度", "its coordinates are not degrees"))
    said = [f"{name}：{data[name]}" if name == "审图号" else str(data[name]) for name in CREDITS if data.get(name)]
    return Boundaries(areas, path.name, "，".join(said))


def _unusable(path: Path, detail: Text) -> JiaoduError:
    return JiaoduError(problem("R22", Place(str(path)), detail=detail))


def _areas(features: Iterable[Mapping[str, Any]]) -> Iterator[tuple[frozenset[str], tuple[Ring, ...]]]:
    for feature in features:
        geometry = feature["geometry"] or {}
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        rings = tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for polygon in polygons for ring in polygon)
        words = {*(feature.get("properties") or {}).values(), feature.get("id")}
        called = frozenset(str(w) for w in words if isinstance(w, str | int) and not isinstance(w, bool))
        yield called, tuple(ring for ring in rings if len(ring) > 2)


def _same_code(word: str, code: str) -> bool:
    return word == code or (len(code) >= 6 and code.isdigit() and word.isdigit() and word.endswith(code))


def thin(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """The same outlines without the points that no picture shows; a ring keeps at least four."""
    found = tuple(shapes)
    spots = [p for shape in found for ring in shape.rings for p in ring]
    if not spots:
        return found
    fine = max(max(x for x, _ in spots) - min(x for x, _ in spots), 1e-9) / FINE
    return tuple(Shape(s.code, tuple(_thinned(ring, fine) for ring in s.rings)) for s in found)


def _straight(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) < 1e-9


def _thinned(ring: Ring, fine: float) -> Ring:
    """Points on a grid, each once in a row: neighbours stay neighbours, since both move alike."""
    kept: list[tuple[float, float]] = []
    for x, y in ring:
        spot = (round(round(x / fine) * fine, 6), round(round(y / fine) * fine, 6))
        if kept and spot == kept[-1]:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], spot):
            kept.pop()
        kept.append(spot)
    return tuple(kept) if len(kept) > 3 else ring
