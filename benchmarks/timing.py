"""Processor time of a piece of work, run several times. In: the work. Out: seconds, one a run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def processor_times(run: Callable[[], object], repeat: int) -> list[float]:
    """Processor seconds of each of `repeat` runs: other programs on the machine do not count."""
    times = []
    for _ in range(repeat):
        begun = time.process_time()
        run()
        times.append(time.process_time() - begun)
    return times


def processor_median(run: Callable[[], object], repeat: int) -> float:
    """The median of those seconds."""
    return statistics.median(processor_times(run, repeat))
