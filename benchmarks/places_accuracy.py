"""How near forecasts of school places come on real histories, beside other methods: `python -m benchmarks.places_accuracy`.

In: reference data (JIAODU_REFERENCE_DATA). Out: WAPE, pinball loss and coverage by history, horizon and method, and pooled.
Rolling origins with at least five years behind them, targets to 2019, totals of units; every method has intervals by how far it had gone wrong before.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks.histories import REFERENCE_DATA, RealHistory, read_histories
from benchmarks.machine import machine
from jiaodu.methods.cohort import (
    Panel,
    forecast_ets,
    forecast_naive,
    forecast_plain_survival,
    forecast_theta,
    measure_spreads,
    past_forecasts,
)
from jiaodu.methods.cohort.intervals import FEWEST_YEARS, Past

HORIZON, LAST, FIRST_ORIGIN = 5, 2019, FEWEST_YEARS + 1
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
OTHERS = ("naive", "plain", "ets", "theta")


@dataclass
class Sums:
    """Sums over targets: pupils, and by method absolute errors, pinball losses, outcomes within both intervals."""

    targets: int = 0
    pupils: float = 0.0
    off: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pinball: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    within: dict[tuple[str, int], float] = field(default_factory=lambda: defaultdict(float))

    def add(self, other: Sums) -> None:
        """The sums of another set of targets, added as they are."""
        self.targets, self.pupils = self.targets + other.targets, self.pupils + other.pupils
        for name in other.off:
            self.off[name] += other.off[name]
            self.pinball[name] += other.pinball[name]
        for key in other.within:
            self.within[key] += other.within[key]

    def ratio(self, name: str) -> float:
        """Our error / that of another method."""
        return self.off["ours"] / self.off[name]


def main() -> int:
    """Every history, then pooled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ahead", type=int, nargs="*", default=[1, 3, 5])
    parser.add_argument("--last", type=int, default=LAST, help="last target year (2019: before the pandemic)")
    options = parser.parse_args()
    if not REFERENCE_DATA.is_dir():
        print(f"no reference data in {REFERENCE_DATA}; name the folder with JIAODU_REFERENCE_DATA", file=sys.stderr)
        return 1
    print(machine())
    found = {history.name: (history.district, score(history, options.last)) for history in read_histories()}
    for name, (_, sums) in found.items():
        _show(name, sums, options.ahead)
    for name, only in (("all districts", True), ("all", False)):
        mine = [sums for district, sums in found.values() if district or not only]
        pooled: dict[int, Sums] = defaultdict(Sums)
        for sums in mine:
            for ahead, part in sums.items():
                pooled[ahead].add(part)
        _show(f"{name}, counts added", pooled, options.ahead)
        print(f"{name}, geometric mean of relative errors weighted by targets (Davydenko & Fildes 2013)")
        for ahead in options.ahead:
            print(f"  {ahead}  " + "  ".join(f"/{other} {value:.3f}" for other, value in _mean_ratios(mine, ahead)))
    return 0


def score(history: RealHistory, last: int = LAST) -> dict[int, Sums]:
    """Sums by horizon."""
    panel = history.panel
    totals = panel.counts.sum(axis=2, keepdims=True)
    given = Panel(totals, panel.parents)
    made = _made(panel)
    spreads = {name: measure_spreads(given, HORIZON, past) for name, past in made.items()}
    found: dict[int, Sums] = defaultdict(Sums)
    for origin in range(FIRST_ORIGIN, panel.years):
        bounds = {(n, q): spreads[n][origin].quantile(past[origin], q) for n, past in made.items() for q in QUANTILES}
        for ahead in range(min(HORIZON, panel.years - origin)):
            if history.first + origin + ahead > last:
                continue
            came = totals[:, origin + ahead, 0]
            good = np.isfinite(came) & (came > 0) & (made["ours"][origin][:, ahead, 0] > 0)
            for past in made.values():
                good &= np.isfinite(past[origin][:, ahead, 0])
            sums, truth = found[ahead + 1], came[good]
            sums.targets, sums.pupils = sums.targets + int(good.sum()), sums.pupils + float(truth.sum())
            for name, past in made.items():
                q = {level: bounds[name, level][:, ahead, 0][good] for level in QUANTILES}
                sums.off[name] += float(np.abs(past[origin][:, ahead, 0][good] - truth).sum())
                losses = [np.maximum(v * (truth - b), (v - 1) * (truth - b)).sum() for v, b in q.items()]
                sums.pinball[name] += float(sum(losses)) / len(losses)
                sums.within[name, 80] += float(((q[0.1] <= truth) & (truth <= q[0.9])).sum())
                sums.within[name, 95] += float(((q[0.025] <= truth) & (truth <= q[0.975])).sum())
    return found


def _made(panel: Panel) -> dict[str, Past]:
    """Totals that each method said from each origin."""
    ours = past_forecasts(panel, HORIZON)
    totals = panel.counts.sum(axis=2, keepdims=True)
    made: dict[str, dict[int, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]] = defaultdict(dict)
    for origin, said in ours.items():
        known, reach = panel.until(origin), said.shape[1]
        made["ours"][origin] = said.sum(axis=2, keepdims=True)
        made["naive"][origin] = forecast_naive(known, reach).sum(axis=2, keepdims=True)
        made["plain"][origin] = forecast_plain_survival(known, reach).sum(axis=2, keepdims=True)
        made["ets"][origin] = forecast_ets(totals[:, :origin], reach)
        made["theta"][origin] = forecast_theta(totals[:, :origin], reach)
    return dict(made)


def _show(name: str, sums: dict[int, Sums], aheads: list[int]) -> None:
    print(name)
    for ahead in aheads:
        part = sums.get(ahead)
        if part is None or not part.targets:
            continue
        print(f"  {ahead}  {part.targets} targets  " + "  ".join(f"/{n} {part.ratio(n):.3f}" for n in OTHERS))
        for method in ("ours", *OTHERS):
            wape, pinball = part.off[method] / part.pupils, part.pinball[method] / part.pupils
            within = [100 * part.within[method, level] / part.targets for level in (80, 95)]
            print(
                f"     {method:6} WAPE {100 * wape:6.2f} %  pinball {100 * pinball:6.3f} %  80 %: {within[0]:5.1f}  95 %: {within[1]:5.1f}"
            )


def _mean_ratios(histories: list[dict[int, Sums]], ahead: int) -> Iterator[tuple[str, float]]:
    parts = [sums[ahead] for sums in histories if ahead in sums and sums[ahead].targets]
    weights = [part.targets for part in parts]
    for other in OTHERS:
        yield other, float(np.exp(np.average([np.log(part.ratio(other)) for part in parts], weights=weights)))


if __name__ == "__main__":
    sys.exit(main())
