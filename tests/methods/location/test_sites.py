"""Sites of one period: published optima with the hashes of their files, everything tried, rules broken on purpose."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import itertools
from pathlib import Path

import numpy as np
import pytest

from jiaodu.methods.location.lagrange import relax, serve
from jiaodu.methods.location.model import Solved
from jiaodu.methods.location.places import Opened, Sites, check_opened
from jiaodu.methods.location.sites import open_sites
from jiaodu.methods.location.solver import Rows, Unsolved, minimise

# SHA-256 of the files; the long ones are solved by benchmarks/location.py
HASHES = {
    "pmed1": "31d18cd12703580dad2429ab91ba640f6197e3af0fac366240884e76b33edf3a",
    "pmed2": "cf3327037f8f60d2207275a20c094d3ccd0d0bda92b918494e205f3857e55c26",
    "pmed3": "e2aaee0b5a9814baeee2946d4e52ca49f285fad1535e5b9b5b7f48876a5f2930",
    "pmed4": "1fc970b17b52c5abd6d7f393ed7e7fa8d5f5f01dd49d3cb1770ee21e41821e18",
    "pmed5": "e97fb7dca5f9cff2662746f7931f99a1ae1dc59b74d622019eaef61ff644fc2d",
    "pmed6": "f0a2e1b40b21f43bf34eaf7b400c6d6f89be50214d9c51d30720e92fc14ea308",
    "pmed7": "29211d102978f8458564fa9104f93035d39fccd4baa8626ffe16aac98e45cf73",
    "pmed8": "f1c2d7fffae2854b95d7c9a8248d188fa113ccb6ca10847b8e3eea770bf2470f",
    "pmed9": "6525a70e683c5b18844112f1ebafd3d112f58b6a2e034647f29c78791f8aed3c",
    "pmed10": "d4e04cf8c8130647eb172cafc85eca3d3dcb2dcc391a56e09a0b9f7f12fb8595",
    "pmed11": "3e6b3a68bab766f2905594141aad1aaf6e677098a7883f45724e2ace27ca09f3",
    "pmed12": "a615bb53ebcd5349caae85691ef5fde2df18d0dcfa5e042cd01e9dcdc1434cf1",
    "pmed13": "aeb09dc827f0df5912b43c58df780322b59ef0517d831050bbc1e58762b28ce4",
    "pmed14": "1b8555432c5358bde35fa1bb059993d83a8533807783481ac2ad0ae106fe2c63",
    "pmed15": "18d7deeabe27d0ec9246283379ac01654b3419136d59bf0dcdc2b016d4e96724",
    "pmed16": "02b00e39f042dd282f5ff290e09b612811d536e5dacaa131d17284126a3e85c4",
    "pmed17": "6f7f1255371888e0722e6bbb7ae08bdaa592c15304cf2dfc1b371f5cf04bab6c",
    "pmed18": "40a34f9a66782f28451f4f2db418f79164aa621f0d319085a02ebe556c5bab3f",
    "pmed19": "4a4007d8e468499312350da2c1c1bfb9b100e9f42d78a93ae5e3427373895d1b",
    "pmed20": "ddf30dbad6a390469d15bd05717c5e21f159f98851f664dbe9f0ec78504cf035",
    "pmedcap1_1": "9cfedc82f1a25485db252466d16c1a62e132fff82d47388d4d52e6fda90b4a31",
    "pmedcap1_2": "11a61d4b9c22b4617502011c16931a87acdea73c3e472f138eb28353724ff0fb",
    "pmedcap1_3": "d2405b773c804a4973b3e2ab3fde9f8b0ae48f2d384e2c5fa79f09bcb108bb6f",
    "pmedcap1_4": "9320c4134f560ff8edb2b45d1e976ec3a0fab5c53d7947cd33f5b08d237af9b6",
    "pmedcap1_5": "840940563808248adc28356938d760fb658228d6ec0f3af1eb225de9e2501ae8",
    "pmedcap1_6": "1a0b16fb590b19fa3dcaa34d0023041138a24eea9cf6a5126b290cc834d490ac",
    "pmedcap1_7": "90bcf0061ca4e832b69c02d3c17b97a84ed6efe129b5848dd37c711c531f715a",
    "pmedcap1_8": "3cebd2f596c8cf55cdf6a4dd80a95b87ce8137ab7dcf1bc307047c7e7a03054b",
    "pmedcap1_9": "3da752abecd709b04a649d36731727fb02e9a3834f1651913e8d3329697ca9cb",
    "pmedcap1_10": "b653e98c7fb87e78bff5987be7d9c7dcc73860314976314135f9f9d6eb3d5ca3",
    "cap61": "f5a94aab4d6a816e76e8fae4f5af1e1654e6b9f3d1e06df6a220a184cd21cd49",
    "cap62": "f975048990233b864ebae7150fab8fe75a138a93c06611c3700ff98bedadc49a",
    "cap63": "994ec27277fc3c730d2c00d5421d42ca2ea22bb760e7b19da8e07593ac6a2419",
    "cap64": "3b7c874a975e0e88d1e3e49003509f57febaf0aa0b354e1234b1c33d22396906",
    "cap82": "1dd37c54ebcd3e795ba3bc24f0a7613374be7974d267919dbe46e53e86e92512",
}
QUICK = (
    "pmed1",
    "pmed2",
    "pmed3",
    "pmed4",
    "pmed5",
    "pmed8",
    "pmedcap1_1",
    "pmedcap1_2",
    "pmedcap1_4",
    "cap61",
    "cap64",
    "cap82",
)


def read_sites(file: Path) -> Sites:
    """An instance of OR-Library by the kind that its name says."""
    numbers = [float(x) for x in file.read_text().split()]
    if file.stem.startswith("pmedcap"):
        zones, number, capacity = int(numbers[2]), int(numbers[3]), numbers[4]
        rows = np.array(numbers[5 : 5 + 4 * zones]).reshape(zones, 4)
        distance = np.floor(
            np.hypot(np.subtract.outer(rows[:, 1], rows[:, 1]), np.subtract.outer(rows[:, 2], rows[:, 2]))
        )
        return Sites(distance, rows[:, 3], np.full(zones, capacity), np.zeros(zones), number, whole=True)
    if file.stem.startswith("pmed"):
        zones, edges, number = (int(n) for n in numbers[:3])
        distance = np.full((zones, zones), 1e9)
        np.fill_diagonal(distance, 0)
        for k in range(3, 3 + 3 * edges, 3):
            a, b = int(numbers[k]) - 1, int(numbers[k + 1]) - 1
            distance[a, b] = distance[b, a] = numbers[k + 2]  # a repeated edge takes its last cost
        for k in range(zones):
            distance = np.minimum(distance, distance[:, k : k + 1] + distance[k : k + 1])
        return Sites(distance, np.ones(zones), np.full(zones, np.inf), np.zeros(zones), number)
    sites, zones = int(numbers[0]), int(numbers[1])
    table = np.array(numbers[2 : 2 + 2 * sites]).reshape(sites, 2)
    rows = np.array(numbers[2 + 2 * sites :]).reshape(zones, sites + 1)
    return Sites(rows[:, 1:], rows[:, 0], table[:, 0], table[:, 1])


def published(folder: Path) -> dict[str, float]:
    """The optima that are published beside the instances."""
    found = {}
    for kind, column, name in (
        ("pmed", "instance", "{}"),
        ("pmedcap", "no", "pmedcap1_{}"),
        ("capwarehouse", "instance", "{}"),
    ):
        with (folder / f"location_{kind}" / "optimal_values.csv").open() as file:
            found |= {name.format(row[column]): float(row["optimal_cost"]) for row in csv.DictReader(file)}
    return found


def path_of(folder: Path, name: str) -> Path:
    kind = "pmedcap" if name.startswith("pmedcap") else "pmed" if name.startswith("pmed") else "capwarehouse"
    return folder / f"location_{kind}" / f"{name}.txt"


@pytest.mark.parametrize("name", HASHES)
def test_the_files_are_those_that_were_published(name: str, reference_data: Path) -> None:
    assert hashlib.sha256(path_of(reference_data, name).read_bytes()).hexdigest() == HASHES[name]


@pytest.mark.parametrize("name", QUICK)
def test_published_optima_are_proved(name: str, reference_data: Path) -> None:
    sites = read_sites(path_of(reference_data, name))
    opened = open_sites(sites, 120)
    assert opened.cost.status == "optimal" and opened.cost.gap <= 1e-6
    assert opened.cost.value == pytest.approx(published(reference_data)[name], abs=0.01)
    assert check_opened(sites, opened) == ()


def some(seed: int, *, whole: bool, number: int | None, endless: bool) -> Sites:
    rng = np.random.default_rng(seed)
    demand = rng.integers(1, 6, 6).astype(float)
    capacity = np.full(5, np.inf) if endless else rng.integers(6, 14, 5).astype(float)
    return Sites(
        rng.integers(1, 40, (6, 5)).astype(float), demand, capacity, rng.integers(0, 30, 5).astype(float), number, whole
    )


def try_sites(sites: Sites) -> float:
    """Every set of sites; whole zones by every assignment, parts by a linear program of its own."""
    zones, places = sites.costs.shape
    best = np.inf
    for size in range(1, places + 1):
        if sites.number is not None and size > sites.number:
            continue
        for opened in itertools.combinations(range(places), size):
            fixed = sites.fixed[list(opened)].sum()
            if sites.whole:
                for choice in itertools.product(opened, repeat=zones):
                    load = np.zeros(places)
                    np.add.at(load, list(choice), sites.demand)
                    if (load <= sites.capacity).all():
                        best = min(
                            best,
                            sum(sites.costs[z, j] for z, j in enumerate(choice))
                            + sites.fixed[sorted(set(choice))].sum(),
                        )
                continue
            rows = Rows()
            ways = [(z, j) for z in range(zones) for j in opened]
            for _ in ways:
                rows.column()
            for z in range(zones):
                rows.row([(c, 1.0) for c, way in enumerate(ways) if way[0] == z], 1, 1)
            for j in opened:
                rows.row(
                    [(c, sites.demand[way[0]]) for c, way in enumerate(ways) if way[1] == j], -np.inf, sites.capacity[j]
                )
            try:
                best = min(best, minimise(rows, np.array([sites.costs[way] for way in ways]), 9).solved.value + fixed)
            except Unsolved:
                continue
    return float(best)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("whole", "number", "endless"), [(False, None, False), (True, 3, False), (False, 2, True), (False, None, True)]
)
def test_sites_as_good_as_trying_everything(seed: int, whole: bool, number: int | None, endless: bool) -> None:
    sites = some(seed, whole=whole, number=number, endless=endless)
    best = try_sites(sites)
    if not np.isfinite(best):
        with pytest.raises(Unsolved):
            open_sites(sites, 20)
        return
    opened = open_sites(sites, 20)
    assert opened.cost.value == pytest.approx(best, abs=1e-5) and opened.cost.status == "optimal"
    assert opened.cost.bound == pytest.approx(best, abs=1e-4)
    assert relax(sites, 5).bound <= best + 1e-6


def test_an_answer_given_beforehand_does_not_shift_what_is_proved() -> None:
    """The solver may lose a constant of its presolve when it is given an answer; value and bound must be of the costs that were given."""
    rng = np.random.default_rng(3)
    for seed in range(6):
        sites = some(seed, whole=False, number=2, endless=True)
        opened = open_sites(sites, 20)
        assert opened.cost.bound == pytest.approx(opened.cost.value, abs=1e-4)
    rows = Rows()
    for k in range(12):
        rows.column(1.0, whole=True)
        rows.lower[k] = 1.0 if k % 3 == 0 else 0.0
    rows.row([(k, float(rng.integers(1, 9))) for k in range(12)], 20.0, np.inf)
    costs = rng.integers(1, 50, 12).astype(float)
    plain, given = minimise(rows, costs, 9), minimise(rows, costs, 9, start=np.ones(12))
    assert given.solved.value == pytest.approx(plain.solved.value) and given.solved.bound == pytest.approx(
        plain.solved.bound, abs=1e-4
    )


def test_rules_broken_on_purpose() -> None:
    sites = some(1, whole=True, number=3, endless=False)
    opened = open_sites(sites, 20)
    share = opened.share.copy()
    share[0] = 0
    for spoilt, words in (
        (Opened(share, opened.cost), "served"), (Opened(opened.share * 0.5, opened.cost), "share"),
        (Opened(opened.share, Solved(opened.cost.value + 1, 0.0, "optimal")), "cost"),
        (Opened(opened.share, Solved(opened.cost.value, opened.cost.value + 1, "optimal")), "bound"),
    ):  # fmt: skip
        assert any(words in fault for fault in check_opened(sites, spoilt))
    assert any("room" in f for f in check_opened(dataclasses.replace(sites, capacity=np.ones(5)), opened))
    assert any("may" in f for f in check_opened(dataclasses.replace(sites, number=1), opened))


def test_out_of_time_there_is_a_bound() -> None:
    rng = np.random.default_rng(4)
    sites = Sites(rng.uniform(1, 9, (60, 40)), rng.uniform(1, 9, 60), np.full(40, 40.0), rng.uniform(5, 30, 40))
    opened = open_sites(sites, 0.05)
    assert 0 < opened.cost.bound <= opened.cost.value and check_opened(sites, opened) == ()


def test_not_enough_room_and_numbers_that_make_no_sense() -> None:
    sites = some(1, whole=False, number=None, endless=False)
    with pytest.raises(Unsolved, match="room"):
        open_sites(dataclasses.replace(sites, capacity=np.ones(5)))
    for changed in (
        {"costs": -sites.costs},
        {"demand": -sites.demand},
        {"fixed": np.ones(2)},
        {"capacity": np.full(5, np.nan)},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            dataclasses.replace(sites, **changed)
    assert serve(sites, np.array([0])) is None or sites.capacity[0] >= sites.demand.sum()
