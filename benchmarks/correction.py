"""One corrected cell: how long the commit takes, and how long from there to all values that depend on it.

In: a filled store. Out: medians beside hand-written SQL that computes the affected indicators in full, and beside
jiaodu's own full recompute. The values of all three are compared in the same run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from benchmarks.comparison import compare
from benchmarks.contenders.base import Cells, Setting
from benchmarks.contenders.engine import Engine
from benchmarks.contenders.hand import OVER_FORMS, Found, Hand
from benchmarks.contenders.statements import source
from benchmarks.data import correct_one_cell
from benchmarks.workload import FORMS, PUPILS, Item
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.recompute import recompute

GOAL = 0.2
Say = Callable[[str], None]


@dataclass
class HandAffected(Hand):
    """Hand-written SQL for the indicators that read one item, over all years: nobody tells SQL what else it may keep."""

    item: str = PUPILS

    @property
    def measures(self) -> list[str]:
        """The indicators that read the item."""
        return [m.id for m in self.setting.workload.measures if self.item in m.items]

    def run(self) -> Found:
        """A connection, the schools, the forms that are read, the indicators of the item."""
        connection = duckdb.connect(":memory:")
        connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
        register = source(self.setting.register_files)
        connection.execute(
            f"CREATE TEMP TABLE schools AS SELECT org AS school, parent AS county FROM {register} WHERE level = 'school'"
        ).fetchall()
        workload = self.setting.workload
        read = [m for m in workload.measures if m.id in self.measures]
        shared = any(m.family in OVER_FORMS for m in read)
        forms = {workload.items[i].form for m in read for i in m.items}
        found: Found = []
        for form in sorted(forms) if not shared else range(FORMS):
            if form in forms:
                found += self._form(connection, form)
        return found + (self._over_forms(connection) if shared else [])


@dataclass(frozen=True, slots=True)
class Taken:
    """Wall and processor seconds of one run."""

    wall: float
    cpu: float


def timed(run: Callable[[], Any]) -> tuple[Any, Taken]:
    """What a call gives, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = run()
    return found, Taken(time.perf_counter() - wall, time.process_time() - cpu)


def measure_corrections(setting: Setting, repeat: int, say: Say) -> dict[str, Any]:
    """Three cells, each corrected `repeat` times; every correction starts from the results of the one before."""
    workload = setting.workload
    growth = next(m for m in workload.measures if m.family == "growth").items[0]
    ratio = next(m for m in workload.measures if m.family == "ratio" and not workload.items[m.items[0]].amount).items[0]
    results, _ = Engine(setting).run()
    found: dict[str, Any] = {}
    for name, item, year in (
        ("an item of one ratio", ratio, setting.size.periods[-1]),
        ("an item with growth", growth, setting.size.periods[-2]),
        ("the pupils of a school", PUPILS, setting.size.periods[-1]),
    ):
        results, found[name] = _correct(setting, results, workload.items[item], year, repeat)
        _report(name, found[name], say)
    return found


def _correct(setting: Setting, results: Results, item: Item, year: int, repeat: int) -> tuple[Results, dict[str, Any]]:
    times: dict[str, list[Taken]] = {"commit": [], "partial": [], "hand": [], "full": []}
    for turn in range(repeat):
        _, taken = timed(
            lambda turn=turn: correct_one_cell(setting.framework, setting.size, setting.store, item, year, turn)
        )  # type: ignore[misc]
        times["commit"].append(taken)
        # a process that watches a store reads its head again: the first thing that is measured
        results, taken = timed(lambda before=results: _follow(setting, before))  # type: ignore[misc]
        times["partial"].append(taken)
        fresh = Setting(setting.folder, setting.size)
        hand = HandAffected(fresh, item=item.id)
        hand.prepare()
        _ = fresh.register_files
        by_hand, taken = timed(hand.run)
        times["hand"].append(taken)
        full, taken = timed(Engine(setting).run)
        times["full"].append(taken)
    series = {(i.id, level): s for i, level, s in results.all_series()}
    equal_full = all(
        np.array_equal(getattr(s, part), getattr(full[1][key], part), equal_nan=part == "value")
        for key, s in series.items()
        for part in ("keys", "value", "status", "due", "complete")
    )
    ours: Cells = Engine(setting).cells((results, series))
    wanted = {key: cells for key, cells in hand.cells(by_hand).items() if key[0] in hand.measures}
    compared = compare({key: ours[key] for key in wanted}, wanted)
    medians = {name: statistics.median(t.wall for t in taken) for name, taken in times.items()}
    cpu = {f"{name}_cpu": statistics.median(t.cpu for t in taken) for name, taken in times.items()}
    sums = [a.wall + b.wall for a, b in zip(times["commit"], times["partial"], strict=True)]
    return results, {
        **medians, **cpu, "sum": statistics.median(sums), "n": repeat, "indicators": len(hand.measures),
        "equal_full": equal_full, "equal_hand": compared.equal, "values": compared.values,
    }  # fmt: skip


def _follow(setting: Setting, before: Results) -> Results:
    """The new head, what changed, and every series of all indicators."""
    facts = before.facts
    assert isinstance(facts, Snapshot)
    found = recompute(before, facts.another())
    assert found.changes, "a correction that changes nothing measures nothing"
    for _ in found.results.all_series():
        pass
    return found.results


def _report(name: str, found: dict[str, Any], say: Say) -> None:
    say(
        f"one corrected cell, {name}: {found['indicators']} indicators read it (medians of {found['n']}; processor seconds behind)"
    )
    say(f"  commit {found['commit']:.3f} s ({found['commit_cpu']:.3f})")
    for key, what in (
        ("partial", "jiaodu, from the commit to all values"),
        ("hand", "SQL by hand, affected indicators in full"),
        ("full", "jiaodu, full recompute"),
    ):
        ratio = found[key] / found["partial"]
        say(f"  {what:42} {found[key]:7.3f} s ({found[f'{key}_cpu']:.3f})  {ratio:6.2f} x partial")
    say(
        f"  equal to the full recompute: {found['equal_full']}; to the SQL: {found['equal_hand']} ({found['values']:,} values)"
    )
    for key, what in (("partial", "recompute"), ("sum", "commit and recompute")):
        reached = "reached" if found[key] < GOAL else "not reached"
        say(f"  goal: {what} under {GOAL} s: {reached} ({found[key]:.3f} s)")
