"""spopt's p-median on the published instances: `python benchmarks/location_spopt.py FOLDER pmed1 …`, with an interpreter that has spopt.

In: a folder of pmed files. Out: lines of value and processor seconds, its solver's included. Nothing of jiaodu is imported, so that its own solver libraries are alone.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Each instance that is named."""
    import pulp  # type: ignore[import-not-found]
    from spopt.locate import PMedian  # type: ignore[import-not-found]

    for name in sys.argv[2:]:
        numbers = [int(x) for x in (Path(sys.argv[1]) / f"{name}.txt").read_text().split()]
        zones, edges, number = numbers[:3]
        distance = np.full((zones, zones), 1e9)
        np.fill_diagonal(distance, 0)
        for k in range(3, 3 + 3 * edges, 3):
            a, b = numbers[k] - 1, numbers[k + 1] - 1
            distance[a, b] = distance[b, a] = numbers[k + 2]
        for k in range(zones):
            distance = np.minimum(distance, distance[:, k : k + 1] + distance[k : k + 1])
        began, clock = _seconds(), time.monotonic()
        model = PMedian.from_cost_matrix(distance, np.ones(zones), p_facilities=number)
        solved = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=200))
        value, status = pulp.value(solved.problem.objective), pulp.LpStatus[solved.problem.status]
        print(
            f"{name}: {value:.1f}, {status}; {_seconds() - began:.2f} s of processor, {time.monotonic() - clock:.2f} s by the clock",
            flush=True,
        )


def _seconds() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    return sum(
        u.ru_utime + u.ru_stime
        for u in (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    main()
