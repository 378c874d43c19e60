"""Tell totals apart: by attributes of units (ownership, town and country), migrant children and others.

Floor: engines.school_places. In: a `History` and forecasts. Out: index arrays and totals; parts add up to the whole exactly.
"""

from __future__ import annotations

import numpy as np

from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.model import History, Split
from jiaodu.methods.cohort import Panel, forecast
from jiaodu.methods.cohort.intervals import Past
from jiaodu.methods.cohort.model import Array, Index, sum_by

MIGRANTS = "migrants"
MIGRANT_NAMES = {"migrant": Text("随迁子女", "migrant children"), "other": Text("其他学生", "other pupils")}
NOT_SAID = Text("（未登记）", "(not registered)")


def groups_of(history: History, name: str) -> Index:
    """For each unit the number of its district's part with its value of an attribute."""
    values = history.splits[name]
    order = sorted(set(values))
    pairs = history.units.parents * len(order) + np.array([order.index(v) for v in values], np.int64)
    return np.asarray(np.unique(pairs, return_inverse=True)[1], np.int64)


def migrant_parts(history: History, years: int, districts: Array) -> Array:
    """Migrant children and others of districts [2 × district, year ahead, grade], which add up to `districts`.

    Each is forecast as a flow of its own from what was known after so many years; births are those of the others.
    """
    assert history.migrants is not None
    known, reach = history.migrants.until(years), districts.shape[1]
    rest = Panel(
        np.maximum(history.districts.counts[:, :years] - known.counts, 0.0), known.parents, history.districts.cohorts
    )
    parts = np.stack([forecast(known, reach), forecast(rest, reach)])
    total = parts.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, parts / total, np.array([0.0, 1.0])[:, None, None, None])
    return np.asarray((share * districts).reshape(-1, *districts.shape[1:]))


def split_panels(history: History, units: Past, districts: Past) -> list[tuple[str, Panel, Past]]:
    """For each split its parts as a panel, and what was said of them in earlier years."""
    found: list[tuple[str, Panel, Past]] = []
    if history.has_two_levels:
        for name in history.splits:
            part = groups_of(history, name)
            counts = sum_by(part, history.units.counts)
            panel = Panel(counts, np.zeros(len(counts), np.int64))
            found.append((f"by:{name}", panel, {o: sum_by(part, made) for o, made in units.items()}))
    if history.migrants is not None:
        rest = np.maximum(history.districts.counts - history.migrants.counts, 0.0)
        counts = np.concatenate([history.migrants.counts, rest])
        panel = Panel(counts, np.zeros(len(counts), np.int64))
        found.append((f"by:{MIGRANTS}", panel, {o: migrant_parts(history, o, made) for o, made in districts.items()}))
    return found


def tell_apart(history: History, units: Array, districts: Array) -> tuple[Split, ...]:
    """The splits of a forecast, all districts together."""
    found = []
    if history.has_two_levels:
        for name, values in history.splits.items():
            names = history.split_names[name]
            order = sorted(set(values))
            rows = [units[[v == value for v in values]].sum(axis=0) @ history.groups for value in order]
            called = {v or "-": names.get(v, Text(v, v)) if v else NOT_SAID for v in order}
            found.append(Split(name, names.get("", Text(name, name)), called, np.stack(rows)))
    if history.migrants is not None:
        parts = migrant_parts(history, history.units.years, districts).reshape(2, *districts.shape).sum(axis=1)
        found.append(Split(MIGRANTS, Text("户籍", "residence"), MIGRANT_NAMES, parts @ history.groups))
    return tuple(found)
