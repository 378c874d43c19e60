"""Where to make room: published optima, generated instances, a generated city, real geography: `python -m benchmarks.location`.

In: a folder of reference data for what is published and real (JIAODU_REFERENCE_DATA). Out: lines of value, bound, gap and processor seconds,
beside HiGHS alone on the whole program with every row x ≤ y, and (in location_spopt.py) spopt where it can express the problem.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from jiaodu.methods.location import Measure, Problem, Sites, Solved, open_sites, solve_plan
from jiaodu.methods.location.solver import Rows, Unsolved, minimise

PARTS = ("published", "generated", "city", "geography")
FOLDERS = {"pmed": "location_pmed", "pmedcap": "location_pmedcap", "cap": "location_capwarehouse"}


def main() -> None:
    """The parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help=", ".join(PARTS))
    parser.add_argument("--seconds", type=float, default=600.0, help="for one instance (600)")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="", help="published instances whose name begins so")
    parser.add_argument("--alone", action="store_true", help="HiGHS alone beside it")
    options = parser.parse_args()
    print(machine())
    data = Path(os.environ.get("JIAODU_REFERENCE_DATA", "../shared/data"))
    for part in options.parts:
        {"published": _published, "generated": _generated, "city": _city, "geography": _geography}[part](options, data)


def _line(name: str, run: Callable[[], Solved], known: float | None = None) -> None:
    began, clock = time.process_time(), time.monotonic()
    try:
        found = run()
    except Unsolved as error:
        print(f"  {name}: no answer ({error}), {time.process_time() - began:.2f} s of processor")
        return
    took = f"{time.process_time() - began:.2f} s of processor, {time.monotonic() - clock:.2f} s by the clock"
    right = (
        ""
        if known is None
        else ", the published optimum"
        if abs(found.value - known) < 0.01
        else f", published {known}"
    )
    print(
        f"  {name}: {found.value:.3f}, bound {found.bound:.3f}, gap {100 * found.gap:.4f} %, {found.status}{right}; {took}",
        flush=True,
    )


def alone(sites: Sites, seconds: float) -> Solved:
    """HiGHS on the whole program, every row x ≤ y in it."""
    rows, (zones, places) = Rows(), sites.costs.shape
    for _ in range(zones * places):
        rows.column(1.0, whole=sites.whole)
    opens = [rows.column(1.0, whole=True) for _ in range(places)]
    for i in range(zones):
        rows.row([(i * places + j, 1.0) for j in range(places)], 1.0, 1.0)
        for j in range(places):
            rows.row([(i * places + j, 1.0), (opens[j], -1.0)], -np.inf, 0.0)
    for j in range(places):
        if np.isfinite(sites.capacity[j]):
            terms = [(i * places + j, float(sites.demand[i])) for i in range(zones)]
            rows.row([*terms, (opens[j], -float(sites.capacity[j]))], -np.inf, 0.0)
    if sites.number is not None:
        rows.row([(c, 1.0) for c in opens], -np.inf, float(sites.number))
    return minimise(rows, np.concatenate([sites.costs.ravel(), sites.fixed]), seconds).solved


def _both(options: argparse.Namespace, name: str, sites: Sites, known: float | None = None) -> None:
    _line(name, lambda: open_sites(sites, options.seconds).cost, known)
    if options.alone:
        _line(f"{name}, HiGHS alone", lambda: alone(sites, options.seconds), known)


def _published(options: argparse.Namespace, data: Path) -> None:
    print("published optima (OR-Library)")
    for kind, folder in FOLDERS.items():
        if not (data / folder).is_dir():
            print(f"  {folder}: not there")
            continue
        with (data / folder / "optimal_values.csv").open() as file:
            for row in csv.DictReader(file):
                name = row.get("instance") or f"pmedcap1_{row['no']}"
                if name.startswith(options.only):
                    _both(options, name, read_sites(data / folder / f"{name}.txt", kind), float(row["optimal_cost"]))


def read_sites(file: Path, kind: str) -> Sites:
    """An instance of OR-Library."""
    numbers = [float(x) for x in file.read_text().split()]
    if kind == "pmedcap":
        zones, number, capacity = int(numbers[2]), int(numbers[3]), numbers[4]
        rows = np.array(numbers[5 : 5 + 4 * zones]).reshape(zones, 4)
        distance = np.floor(np.hypot(*(np.subtract.outer(rows[:, k], rows[:, k]) for k in (1, 2))))
        return Sites(distance, rows[:, 3], np.full(zones, capacity), np.zeros(zones), number, whole=True)
    if kind == "pmed":
        zones, edges, number = (int(n) for n in numbers[:3])
        distance = np.full((zones, zones), 1e9)
        np.fill_diagonal(distance, 0)
        for k in range(3, 3 + 3 * edges, 3):
            a, b = int(numbers[k]) - 1, int(numbers[k + 1]) - 1
            distance[a, b] = distance[b, a] = numbers[k + 2]
        for k in range(zones):
            distance = np.minimum(distance, distance[:, k : k + 1] + distance[k : k + 1])
        return Sites(distance, np.ones(zones), np.full(zones, np.inf), np.zeros(zones), number)
    sites, zones = int(numbers[0]), int(numbers[1])
    table = np.array(numbers[2 : 2 + 2 * sites]).reshape(sites, 2)
    rows = np.array(numbers[2 + 2 * sites :]).reshape(zones, sites + 1)
    return Sites(rows[:, 1:], rows[:, 0], table[:, 0], table[:, 1])


def generated(sites: int, zones: int, seed: int) -> Sites:
    """Capacitated facility location by the recipe of Cornuejols, Sridharan & Thizy (1991): points in a square, demand U[5, 35], room
    U[10, 160] scaled to 5 times the demand (10 times where zones are more than sites), fixed U[0, 90] + U[100, 110] √room, 10 a unit of way."""
    rng = np.random.default_rng(seed)
    zone, site = rng.uniform(size=(zones, 2)), rng.uniform(size=(sites, 2))
    demand, room = rng.uniform(5, 35, zones), rng.uniform(10, 160, sites)
    fixed = rng.uniform(0, 90, sites) + rng.uniform(100, 110, sites) * np.sqrt(room)
    room *= (10 if zones > sites else 5) * demand.sum() / room.sum()
    way = np.hypot(*(np.subtract.outer(zone[:, k], site[:, k]) for k in (0, 1)))
    return Sites(10 * way * demand[:, None], demand, room, fixed)


def _generated(options: argparse.Namespace, data: Path) -> None:
    for sites, zones, seeds, seconds in ((50, 50, options.seeds, 60.0), (100, 1000, min(2, options.seeds), 120.0)):
        print(f"generated, {sites} sites x {zones} zones, at most {seconds:.0f} s")
        for seed in range(seeds):
            made = generated(sites, zones, seed)
            _line(f"seed {seed}", lambda m=made, s=seconds: open_sites(m, s).cost)  # type: ignore[misc]
            if options.alone:
                _line(f"seed {seed}, HiGHS alone", lambda m=made, s=seconds: alone(m, s))  # type: ignore[misc]


def city(seed: int, zones: int = 330, sites: int = 310, measures: int = 700, years: int = 5) -> Problem:
    """An invented city on 20 x 20 km: 3 % of places are missing in the first year, demand of zones grows by −1 to 6 % a year."""
    rng = np.random.default_rng(seed)
    zone, site = rng.uniform(0, 20, (zones, 2)), rng.uniform(0, 20, (sites, 2))
    distance = np.hypot(*(np.subtract.outer(zone[:, k], site[:, k]) for k in (0, 1)))
    base, growth = rng.integers(60, 400, zones).astype(float), rng.uniform(0.99, 1.06, zones)
    demand = np.round(base[:, None] * growth[:, None] ** np.arange(1, years + 1))[:, None, :]
    there, seats = int(sites * 0.65), np.zeros((sites, 1, years))
    seats[:there, 0, :] = rng.integers(150, 500, there)[:, None]
    seats = np.floor(seats * demand[:, 0, 0].sum() / seats[:, 0, 0].sum() * 0.97)
    kinds = (
        (1080, 15000, 0, 3, None, 1),
        (270, 2700, 0, 2, None, 1),
        (180, 300, 90, 1, None, 1),
        (45, 30, 25, 0, 2, 2),
    )
    made = []
    for i in range(measures):
        size, cost, yearly, lead, lasts, limit = kinds[int(rng.integers(len(kinds)))]
        factor, at = rng.uniform(0.7, 1.3), int(rng.integers(sites))
        number = float(round(size * rng.uniform(0.6, 1.4)))
        made.append(
            Measure(str(i), at, (number,), round(cost * factor, 1), round(yearly * factor, 1), lead, lasts, limit)
        )
    return Problem(demand, seats, distance, tuple(made), np.full(years, 30_000.0), farthest=2.5)


def _city(options: argparse.Namespace, data: Path) -> None:
    print("generated city: 330 zones, 310 sites, 700 measures, 5 years, to a gap of 0.1 %, at most 60 s")
    for seed in range(1, min(3, options.seeds) + 1):
        answer = None

        def run(seed: int = seed) -> Solved:
            nonlocal answer
            answer = solve_plan(city(seed), 60.0, gap=1e-3)
            return answer.cost

        _line(f"seed {seed}, cost", run)
        if answer is not None:
            print(f"    missing {answer.missing.value:.1f}, bound {answer.missing.bound:.1f}, {answer.missing.status}")


def _geography(options: argparse.Namespace, data: Path) -> None:
    print(
        "real geography; what is not coordinates, distances, capacity or pupils of the source is an assumption that stands beside it"
    )
    for name, assumed, problem in _places(data):
        answer = None

        def run(problem: Problem = problem) -> Solved:
            nonlocal answer
            answer = solve_plan(problem, 60.0, gap=1e-3)
            return answer.missing

        print(
            f"  {name}: {problem.demand.shape[0]} zones, {problem.seats.shape[0]} sites, {len(problem.measures)} measures; assumed: {assumed}"
        )
        _line("missing", run)
        if answer is not None:
            length = answer.length.value if answer.length else 0.0
            print(
                f"    cost {answer.cost.value:,.0f}, bound {answer.cost.bound:,.0f}, gap {100 * answer.cost.gap:.2f} %, {answer.cost.status};"
                f" {int(answer.starts.sum())} starts; {length / max(1.0, answer.sent.sum()):.2f} km on the mean"
            )


def _places(data: Path) -> Iterator[tuple[str, str, Problem]]:
    if (data / "location_sf").is_dir():
        yield (
            "San Francisco",
            "8 % of tract population are pupils, 1 % more a year; schools of 1,200 at the 16 sites, 8 stand",
            _san_francisco(data),
        )
    if (file := data / "capacity_england" / "gias_2022_hampshire.csv").is_file():
        yield (
            "Hampshire primary schools",
            "2 % more pupils a year, living at their school; extensions of 60 at 900, 3,000 a year; 6 km",
            _hampshire(file),
        )
    if (file := data / "cn_schools" / "beijing_primary_points.csv").is_file():
        yield (
            "Beijing primary points",
            "900 places a school, 800 to 1,000 pupils, 2 % more a year; 270 at 2,700, 30,000 a year; 3 km",
            _beijing(file),
        )


def _san_francisco(data: Path) -> Problem:
    folder = data / "location_sf"
    with next(folder.glob("SF_demand*")).open() as file:
        people = {row["NAME"]: float(row["POP2000"]) for row in csv.DictReader(file)}
    with next(folder.glob("SF_network*")).open() as file:
        ways = [(row["DestinationName"], row["name"], float(row["distance"])) for row in csv.DictReader(file)]
    zones, sites = sorted(people), sorted({site for _, site, _ in ways}, key=lambda s: int(s.split("_")[1]))
    distance = np.full((len(zones), len(sites)), np.inf)
    for zone, site, metres in ways:
        distance[zones.index(zone), sites.index(site)] = metres / 1000
    demand = np.array([[0.08 * people[z] * 1.01**t for t in range(5)] for z in zones])[:, None, :]
    seats = np.zeros((len(sites), 1, 5))
    seats[::2] = round(0.75 * float(demand[:, 0, 0].sum()) / 8)
    measures = tuple(Measure(site, j, (1200.0,), 100.0 + 5 * j, lead=1, limit=2) for j, site in enumerate(sites))
    return Problem(demand, seats, distance, measures, np.full(5, 400.0), farthest=8.0)


def _hampshire(file: Path) -> Problem:
    with file.open(encoding="utf-8", errors="replace") as lines:
        rows = [
            (
                float(r["Easting"]) / 1000,
                float(r["Northing"]) / 1000,
                float(r["SchoolCapacity"]),
                float(r["NumberOfPupils"]),
            )
            for r in csv.DictReader(lines)
            if r["PhaseOfEducation (name)"] == "Primary"
            and all(r[c] for c in ("Easting", "Northing", "SchoolCapacity", "NumberOfPupils"))
        ]
    table = np.array(rows)
    distance = np.hypot(*(np.subtract.outer(table[:, k], table[:, k]) for k in (0, 1)))
    demand = (table[:, 3:4] * 1.02 ** np.arange(1, 6))[:, None, :]
    seats = np.repeat(table[:, 2][:, None, None], 5, axis=2)
    measures = tuple(Measure(str(j), j, (60.0,), 900.0, lead=1, limit=2) for j in range(len(table)))
    return Problem(demand, seats, distance, measures, np.full(5, 3000.0), farthest=6.0)


def _beijing(file: Path) -> Problem:
    with file.open(encoding="utf-8") as lines:
        points = []
        for row in csv.DictReader(lines):
            try:
                points.append((float(row["lon"]), float(row["lat"])))
            except ValueError:
                continue  # rows whose columns have slipped
    # kilometres on a plane at the latitude of the city
    at = np.array(
        [(x * 111.32 * np.cos(np.radians(39.9)), y * 110.57) for x, y in points if 115 < x < 118 and 39 < y < 41]
    )
    distance = np.hypot(*(np.subtract.outer(at[:, k], at[:, k]) for k in (0, 1)))
    rng = np.random.default_rng(0)
    demand = (rng.uniform(800, 1000, len(at))[:, None] * 1.02 ** np.arange(5))[:, None, :]
    measures = tuple(Measure(str(j), int(j), (270.0,), 2700.0, lead=1) for j in rng.permutation(len(at))[:300])
    return Problem(demand, np.full((len(at), 1, 5), 900.0), distance, measures, np.full(5, 30_000.0), farthest=3.0)


if __name__ == "__main__":
    main()
