"""Paths: many ways in which the coming years may go, every one of them whole, so that anything may be counted over them.

Floor: methods. In: forecasts by grade of units and how far they go wrong. Out: `Paths`: totals of every parent on every
path, quantiles of every unit. Single cells are never kept: memory is that of one parent's units at a time.

A parent goes wrong by what all parents of a year share and by its own; a unit by its parent's error, its own, and chance in
every cohort of small numbers, which moves up with the cohort. Errors are walks: a year's error stays. On every path the units of a parent add up to it.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from jiaodu.methods.cohort.intervals import NORMAL, Spread
from jiaodu.methods.cohort.model import Array, Index

BLOCK = 40_000  # numbers of a year that are worked on at once, so that they stay in the processor's cache
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


POINTS = 1 << 16  # equally likely values that stand for the normal distribution; the outermost are at 4.3


@functools.cache
def _points() -> Floats:
    """Quantiles of the normal distribution at the middle of each of so many equal parts, of variance 1."""
    normal = NormalDist()
    found = np.array([normal.inv_cdf((i + 0.5) / POINTS) for i in range(POINTS)])
    return np.asarray(found / found.std(), np.float32)


class _Random:
    """Normal numbers, several times quicker than numpy draws them: sixteen random bits choose one of the points."""

    def __init__(self, seed: np.random.SeedSequence) -> None:
        self._bits, self._table = np.random.SFC64(seed), _points()

    def fill(self, out: Floats) -> Floats:
        """Fill a contiguous array."""
        words = self._bits.random_raw(-(-out.size // 4)).view(np.uint16)[: out.size]
        np.take(self._table, words, out=out.reshape(-1), mode="clip")
        return out

    def draw(self, *shape: int) -> Floats:
        """A new array."""
        return self.fill(np.empty(shape, np.float32))


@dataclass(frozen=True, slots=True)
class Paths:
    """`parents` [parent, year ahead, group, path]: totals; `units` [level, unit, year ahead, group]: quantiles of totals."""

    parents: Floats
    units: Floats
    levels: tuple[float, ...]

    def chance(self, limits: Array) -> Array:
        """In how many of the paths totals are above limits [parent, year ahead, group], as a fraction."""
        return np.asarray((self.parents > limits[..., None]).mean(axis=-1), float)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Variances after each year ahead, never falling: shared by all, a unit's own, and of a count of one."""

    shared: Array
    own: Array
    sampling: Array


def simulate_paths(
    units: Array, parents: Index, spread: Spread, above: Spread, groups: Array, *, paths: int = 1000, seed: int = 0,
    levels: Sequence[float] = (0.1, 0.5, 0.9), threads: int | None = None,
) -> Paths:  # fmt: skip
    """Paths of units [unit, year ahead, grade] around their forecast; `groups` [grade, group] are added up.

    `spread` and `above` are those of totals of units and of parents. The same seed gives the same paths, whatever the threads.
    """
    horizon, size = units.shape[1], int(parents.max()) + 1
    totals = np.zeros((size, horizon, groups.shape[1]))
    np.add.at(totals, parents, units @ groups)
    top, low = _walk(above, horizon), _walk(spread, horizon)
    first, *rest = np.random.SeedSequence(seed).spawn(size + 1)
    over = _over(totals, top, _Random(first), paths)
    found = np.zeros((len(levels), len(units), horizon, groups.shape[1]), np.float32)
    members = [np.flatnonzero(parents == parent) for parent in range(size)]

    def run(parent: int) -> None:
        mine = members[parent]
        if len(mine):
            random = _Random(rest[parent])
            own = np.maximum.accumulate(np.maximum(low.shared + low.own - top.shared - top.own, 0.0))
            found[:, mine] = _below(
                units[mine], _Walk(top.shared, own, low.sampling), over[parent], groups, random, levels
            )

    if not levels:
        return Paths(over, found, ())
    with ThreadPoolExecutor(threads or min(os.cpu_count() or 1, 4)) as pool:
        list(pool.map(run, range(size)))
    return Paths(over, found, tuple(levels))


def _walk(spread: Spread, horizon: int) -> _Walk:
    """The variances that make the middle 80 % of a normal error as wide as the intervals are."""
    shared, own, sampling = spread.variances(horizon, 0.1, 2 * NORMAL[0.9])
    return _Walk(*(np.maximum.accumulate(part) for part in (shared, own, sampling)))


def _over(totals: Array, walk: _Walk, random: _Random, paths: int) -> Floats:
    """Totals of parents on every path [parent, year ahead, group, path]."""
    size, horizon, groups = totals.shape
    out = np.empty((size, horizon, groups, paths), np.float32)
    error = np.zeros((size, groups, paths), np.float32)
    before = np.zeros((3, size, groups))
    for ahead in range(horizon):
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = np.where(totals[:, ahead] > 0, walk.sampling[ahead] / totals[:, ahead], 0.0)
        now = np.stack([np.full_like(chance, walk.shared[ahead]), np.full_like(chance, walk.own[ahead]), chance])
        step = np.sqrt(np.maximum(now - before, 0.0)).astype(np.float32)
        before = np.maximum(now, before)
        error += step[0, :, :, None] * random.draw(paths)
        error += np.hypot(step[1], step[2])[:, :, None] * random.draw(*error.shape)
        out[:, ahead] = totals[:, ahead, :, None].astype(np.float32) * np.exp(error)
    return out


def _below(units: Array, walk: _Walk, over: Floats, groups: Array, random: _Random, levels: Sequence[float]) -> Floats:
    """Quantiles of the totals of one parent's units [level, unit, year ahead, group], which add up to it on every path."""
    (size, horizon, grades), paths = units.shape, over.shape[-1]
    totals = np.zeros((size, horizon, groups.shape[1], paths), np.float32)
    step = max(1, BLOCK // (grades * paths))
    for start in range(0, size, step):
        mine = slice(start, min(start + step, size))
        totals[mine] = _block(units[mine].astype(np.float32), walk, groups.astype(np.float32), random, paths)
    added = totals.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        totals *= np.where(added > 0, over / added, np.float32(1))
    at = [min(round(level * (paths - 1)), paths - 1) for level in levels]
    out = np.empty((len(levels), *totals.shape[:3]), np.float32)
    for unit in range(size):
        totals[unit].partition(sorted(set(at)), axis=-1)
        for i, place in enumerate(at):
            out[i, unit] = totals[unit, ..., place]
    return out


def _block(units: Floats, walk: _Walk, groups: Floats, random: _Random, paths: int) -> Floats:
    """Totals of a few units on every path [unit, year ahead, group, path], around their forecast."""
    size, horizon, grades = units.shape
    totals = np.empty((size, horizon, groups.shape[1], paths), np.float32)
    error = np.zeros((size, grades, paths), np.float32)
    shock, draw, value = np.zeros((size, 1, paths), np.float32), np.empty_like(error), np.empty_like(error)
    steps = np.sqrt(np.diff(walk.own, prepend=0.0)).astype(np.float32)
    chance = np.diff(walk.sampling, prepend=0.0)
    for ahead in range(horizon):
        # a cohort takes its error along; who enters brings none
        error[:, 1:] = error[:, :-1]
        error[:, 0] = 0.0
        with np.errstate(divide="ignore"):
            one = np.where(units[:, ahead] > 0, 1 / units[:, ahead], np.float32(0))
        some = one * chance[ahead]
        some[:, 0] = one[:, 0] * walk.sampling[ahead]
        random.fill(draw)
        draw *= np.sqrt(some).astype(np.float32)[:, :, None]
        error += draw
        shock += steps[ahead] * random.draw(*shock.shape)
        np.add(error, shock, out=value)
        np.exp(value, out=value)
        value *= units[:, ahead, :, None]
        totals[:, ahead] = groups.T @ value
    return totals
