"""What is to be said of an answer beside its aims: how far pupils go and how evenly, how large classes are on the mean.

Floor: engines.school_places. In: a `Plan`. Out: plain numbers, counted from the answer and not from the program that was solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.core.framework import schema
from jiaodu.engines.school_places.planning.model import Plan

# a class size above the standard by less than this is a rounding
SLACK = 1e-4


@dataclass(frozen=True)
class ClassMean:
    """Pupils a class, on the mean of a site, above the standard; `large` is the name it has for that, if any."""

    site: int
    stage: str
    year: int
    pupils: float
    classes: float
    large: schema.LargeClass | None

    @property
    def size(self) -> float:
        """Pupils a class."""
        return self.pupils / self.classes


def class_means(plan: Plan) -> Iterator[ClassMean]:
    """Sites whose classes are above the standard on the mean, by year, the largest first."""
    case, asked = plan.case, plan.case.problem
    found = []
    for s, stage in enumerate(case.stages):
        if asked.classes is None or stage not in case.sizes:
            continue
        pupils, classes = np.zeros(asked.seats.shape[::2]), asked.classes[:, s, :].copy()
        for p, (_, j, _) in enumerate(plan.answer.pairs):
            pupils[j] += plan.answer.sent[p, s]
        for i, measure in enumerate(asked.measures):
            for start, year in np.ndindex(len(case.years), len(case.years)):
                if measure.classes and measure.stands(start, year):
                    classes[measure.site, year] += measure.classes[s] * int(plan.answer.starts[i, start])
        for j, t in np.argwhere(pupils > (case.sizes[stage] + SLACK) * np.maximum(classes, SLACK)).tolist():
            size = pupils[j, t] / classes[j, t] if classes[j, t] > SLACK else np.inf
            large = [c for c in case.large if size >= c.pupils - SLACK]
            name = max(large, key=lambda c: c.pupils, default=None)
            found.append(ClassMean(j, stage, t, float(pupils[j, t]), float(classes[j, t]), name))
    yield from sorted(found, key=lambda c: (-c.pupils / max(c.classes, SLACK), c.year, c.site))


@dataclass(frozen=True)
class WaysToSchool:
    """Of the last year: kilometres on the mean, what nine tenths stay within, the farthest; the zone with the longest mean; evenness."""

    people: float
    mean: float
    nine_tenths: float
    farthest: float
    worst_zone: str
    worst_mean: float
    gini: float


def ways_to_school(plan: Plan) -> WaysToSchool:
    """How far the pupils of the last year go."""
    asked, year = plan.case.problem, len(plan.case.years) - 1
    ways = [
        (float(asked.distance[z, j]), float(plan.answer.sent[p, :, year].sum()), z)
        for p, (z, j, _) in enumerate(plan.answer.pairs)
    ]
    ways = [way for way in ways if way[1] > SLACK]
    people = sum(n for _, n, _ in ways)
    if not people or not any(km for km, _, _ in ways):
        return WaysToSchool(0.0, 0.0, 0.0, 0.0, "", 0.0, 0.0)
    by_zone: dict[int, tuple[float, float]] = {}
    for km, n, z in ways:
        far, many = by_zone.get(z, (0.0, 0.0))
        by_zone[z] = far + km * n, many + n
    means = {z: far / many for z, (far, many) in by_zone.items()}
    worst = max(means, key=lambda z: means[z])
    reached, nine = 0.0, 0.0
    for km, n, _ in sorted(ways):
        reached, nine = reached + n, km
        if reached >= 0.9 * people:
            break
    return WaysToSchool(
        people, sum(km * n for km, n, _ in ways) / people, nine, max(km for km, _, _ in ways), plan.case.zones[worst], means[worst],
        _gini([(means[z], by_zone[z][1]) for z in means]),
    )  # fmt: skip


def _gini(values: Sequence[tuple[float, float]]) -> float:
    """Gini coefficient of (value, weight): half the mean difference of two pupils over the mean."""
    weight = sum(w for _, w in values)
    mean = sum(v * w for v, w in values) / weight
    apart = sum(abs(a - b) * v * w for a, v in values for b, w in values) / weight**2
    return apart / (2 * mean) if mean else 0.0
