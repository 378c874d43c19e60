"""Where one place more would take in one person more: found by walking the ways, apart from the solver.

Floor: methods. In: a `Problem` and its `Answer`. Out: (site, stage, year).
An empty seat at a site helps where somebody left over can reach it, or can take the place of somebody who can (an augmenting path).
"""

from __future__ import annotations

from jiaodu.methods.location.model import Answer, Problem

SOMEBODY = 1e-4


def seats_wanted(problem: Problem, answer: Answer) -> tuple[tuple[int, int, int], ...]:
    """Sites, stages and years where a further seat would leave fewer people over, with the measures of the answer as they are.

    Only ways that are open without a measure are walked: those of a measure have room for a few only.
    """
    _, stages, years = problem.demand.shape
    ways = [(p, z, j) for p, (z, j, by) in enumerate(answer.pairs) if by < 0]
    found = []
    for s in range(stages):
        for t in range(years):
            short = {z for z in range(problem.demand.shape[0]) if answer.short[z, s, t] > SOMEBODY}
            found += [(j, s, t) for j in sorted(_sites(answer, ways, short, s, t))]
    return tuple(found)


def _sites(answer: Answer, ways: list[tuple[int, int, int]], short: set[int], stage: int, year: int) -> set[int]:
    """Sites that zones with people left over reach, directly or by moving others on."""
    to: dict[int, list[int]] = {}
    whose: dict[int, list[int]] = {}
    for p, z, j in ways:
        to.setdefault(z, []).append(j)
        if answer.sent[p, stage, year] > SOMEBODY:
            whose.setdefault(j, []).append(z)
    zones, ahead, sites = set(short), list(short), set()
    while ahead:
        for j in to.get(ahead.pop(), ()):
            if j not in sites:
                sites.add(j)
                further = [z for z in whose.get(j, ()) if z not in zones]
                zones.update(further)
                ahead += further
    return sites
