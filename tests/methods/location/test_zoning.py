"""Maps of whole zones in one piece: against trying every map, by a graph search that shares no code, by hand."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from jiaodu.methods.location.model import Solved
from jiaodu.methods.location.zoning import Ground, check_map, draw_zones


def grid(seed: int, wide: int = 3, high: int = 3, sites: int = 2, *, today: bool = True) -> Ground:
    """Zones on a grid with schools in some of them."""
    rng, zones = np.random.default_rng(seed), wide * high
    at = np.array([(z % wide, z // wide) for z in range(zones)], dtype=float)
    borders = np.abs(at[:, None] - at[None]).sum(axis=2) == 1
    home = rng.permutation(zones)[:sites]
    distance = np.hypot(*(at[:, None] - at[home][None]).transpose(2, 0, 1))
    people = rng.integers(1, 9, zones).astype(float)
    room = np.full(sites, np.floor(people.sum() / sites) + rng.integers(-2, 3))
    now = rng.integers(0, sites, zones) if today else None
    return Ground(people, room, distance, distance <= 3, borders, home, now)


def one_piece(ground: Ground, site: tuple[int, ...], j: int) -> bool:
    """Whether the zones of a school hang together: powers of the matrix of borders."""
    mine = [z for z, s in enumerate(site) if s == j]
    if not mine:
        return True
    reach = np.linalg.matrix_power(
        ground.borders[np.ix_(mine, mine)].astype(int) + np.eye(len(mine), dtype=int), len(mine)
    )
    return bool((reach > 0).all())


def try_maps(ground: Ground) -> tuple[float, float, float]:
    best = (np.inf,) * 3
    zones, sites = ground.distance.shape
    for site in itertools.product(range(sites), repeat=zones):
        if not all(ground.allowed[z, j] for z, j in enumerate(site)) or not all(
            one_piece(ground, site, j) for j in range(sites)
        ):
            continue
        load = [sum(ground.people[z] for z in range(zones) if site[z] == j) for j in range(sites)]
        over = sum(max(0.0, n - r) for n, r in zip(load, ground.room, strict=True))
        moved = sum(ground.people[z] for z in range(zones) if ground.today is not None and ground.today[z] != site[z])
        length = sum(ground.people[z] * ground.distance[z, j] for z, j in enumerate(site))
        best = min(best, (round(over, 6), round(float(moved), 6), round(float(length), 6)))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_as_good_as_every_map(seed: int) -> None:
    ground = grid(seed, today=seed % 3 > 0)
    made = draw_zones(ground)
    over, moved, length = try_maps(ground)
    assert made.over.value == pytest.approx(over, abs=1e-4) and made.over.status == "optimal"
    assert made.moved.value == pytest.approx(moved, abs=1e-3) and made.length.value == pytest.approx(length, abs=1e-2)
    assert all(one_piece(ground, tuple(made.site.tolist()), j) for j in range(2))


def test_a_larger_map_is_in_one_piece_and_the_same_again() -> None:
    ground = grid(5, 6, 6, 4)
    made, again = draw_zones(ground, 20), draw_zones(ground, 20)
    assert all(one_piece(ground, tuple(made.site.tolist()), j) for j in range(4))
    assert np.array_equal(made.site, again.site) and check_map(ground, made) == ()
    assert made.over.bound <= made.over.value and made.length.bound <= made.length.value


def test_pieces_are_held_together_by_cuts() -> None:
    """A row of five: the school in the middle would like both ends, the other the second and fourth."""
    borders = np.abs(np.subtract.outer(range(5), range(5))) == 1
    distance = np.array([[0.0, 9], [9, 0], [0, 9], [9, 0], [0, 9]])
    ground = Ground(np.ones(5), np.full(2, 5.0), distance, np.ones((5, 2), dtype=np.bool_), borders, np.array([2, 3]))
    made = draw_zones(ground)
    # the cheapest maps in pieces of one cut: three of A and two of B with one zone each off
    assert made.length.value == pytest.approx(18) and made.cuts > 0 and made.length.status == "optimal"


def test_an_island_is_left_out_and_today_is_kept() -> None:
    ground = grid(1)
    borders = ground.borders.copy()
    borders[0, :] = borders[:, 0] = False
    home = np.array([4, 8])
    cut = dataclasses.replace(ground, borders=borders, home=home, today=None)
    assert draw_zones(cut).site[0] == -1 and (draw_zones(cut).site[1:] >= 0).all()
    # a map that is sound and has room is not changed
    once = draw_zones(ground)
    again = draw_zones(dataclasses.replace(ground, today=once.site))
    assert again.moved.value == 0 and np.array_equal(again.site, once.site)


def test_every_rule_of_a_map_is_checked() -> None:
    ground = grid(2)
    made = draw_zones(ground)
    assert check_map(ground, made) == ()
    assert check_map(ground, dataclasses.replace(made, over=Solved(made.over.value + 1, 0.0, "optimal")))
    assert check_map(dataclasses.replace(ground, allowed=np.zeros_like(ground.allowed)), made)
    assert check_map(dataclasses.replace(ground, borders=np.zeros_like(ground.borders)), made)
    with pytest.raises(ValueError, match="both ways"):
        dataclasses.replace(ground, borders=np.triu(ground.borders))


def test_out_of_time_there_is_a_map() -> None:
    ground = grid(7, 8, 8, 6)
    made = draw_zones(dataclasses.replace(ground, allowed=np.ones_like(ground.allowed)), 0.01)
    assert made.length.bound <= made.length.value and made.site.min() >= 0
