"""Boundaries from a file: found by code or name, refused when they cannot be used, thinned without tearing borders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiaodu.core.base.problems import JiaoduError
from jiaodu.reports.charts import read_boundaries
from jiaodu.reports.charts.boundaries import thin

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def area(properties: dict[str, Any], ring: list[list[float]], kind: str = "Polygon") -> dict[str, Any]:
    coordinates: list[Any] = [ring] if kind == "Polygon" else [[ring]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def write(path: Path, features: list[Any], **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_a_unit_is_found_by_its_code_the_end_of_a_longer_one_or_its_name(tmp_path: Path) -> None:
    file = write(
        tmp_path / "b.json",
        [area({"gb": "156110101"}, SQUARE), area({"adcode": 110102}, SQUARE), area({"name": "朝阳区"}, SQUARE, "MultiPolygon")],
    )  # fmt: skip
    found = read_boundaries(file)
    assert found.shape("110101", ["东城区"]) and found.shape("110102", [""]) and found.shape("110105", ["朝阳区"])
    assert found.shape("110106", ["丰台区"]) is None
    assert found.shape("1101", [""]) is None  # the end of a code is not a code


def test_the_review_number_of_the_file_is_its_credit(tmp_path: Path) -> None:
    file = write(tmp_path / "b.json", [area({"name": "a"}, SQUARE)], 审图号="GS(2024)1号")
    assert read_boundaries(file).credit == "审图号：GS(2024)1号"
    assert read_boundaries(write(tmp_path / "c.json", [area({}, SQUARE)])).credit == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "GeoJSON"), ("[]", "GeoJSON"), ('{"features": 3}', "GeoJSON"), ("[" * 100_000, "GeoJSON"),
        ('{"features": []}', "没有面"),
        (json.dumps({"features": [area({}, [[4e5, 3e6], [4.1e5, 3e6], [4e5, 3.1e6], [4e5, 3e6]])]}), "经纬度"),
        (json.dumps({"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}), "没有面"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_boundaries_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(JiaoduError) as caught:
        read_boundaries(file)
    assert caught.value.problems[0].code == "R22" and said in caught.value.problems[0].what("zh")


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(JiaoduError) as caught:
        read_boundaries(tmp_path / "none.json")
    assert caught.value.problems[0].code == "R22"


def test_thinning_moves_both_sides_of_a_border_alike(tmp_path: Path) -> None:
    border = [[1.0, i / 1000] for i in range(1001)]
    west = [[0.0, 0.0], *border, [0.0, 1.0]]
    east = [[2.0, 0.0], *border, [2.0, 1.0]]
    boundaries = read_boundaries(write(tmp_path / "b.json", [area({"name": "w"}, west), area({"name": "e"}, east)]))
    shapes = [boundaries.shape("x", [name]) for name in "we"]
    left, right = thin(s for s in shapes if s)
    on_border = [{p for ring in s.rings for p in ring if abs(p[0] - 1) < 0.1} for s in (left, right)]
    assert on_border[0] == on_border[1]
    assert sum(len(ring) for ring in left.rings) < 20  # a straight border needs its ends only


def test_real_districts_all_find_their_outline(reference_data: Path) -> None:
    file = reference_data / "cn_admin" / "beijing_districts.geojson"
    found = read_boundaries(file)
    names = [f["properties"]["name"] for f in json.loads(file.read_text(encoding="utf-8"))["features"]]
    shapes = [found.shape("-", [name]) for name in names]
    assert len(names) == 16 and all(shapes)
    assert found.shape("110101", []) is not None  # its property is 156110101
    before = sum(len(r) for s in shapes if s for r in s.rings)
    assert before / 2 > 0 and sum(len(r) for s in thin(s for s in shapes if s) for r in s.rings) <= before
