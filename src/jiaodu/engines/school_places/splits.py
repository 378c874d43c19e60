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


def migrant_share(history: History, years: int, reach: int) -> Array:
    """The share of migrant children [district, year ahead, grade].

    They and the others are each forecast as a flow of its own from what was known after so many years; births are those of the others.
    """
    assert history.migrants is not None
    known = history.migrants.until(years)
    rest = Panel(
        np.maximum(history.districts.counts[:, :years] - known.counts, 0.0), known.parents, history.districts.cohorts
    )
    mine, others = forecast(known, reach), forecast(rest, reach)
    total = mine + others
    return np.asarray(np.divide(mine, total, out=np.zeros_like(mine), where=total > 0))


def migrant_parts(districts: Array, share: Array) -> Array:
    """Migrant children and others of districts [2 × district, year ahead, grade], which add up to `districts`."""
    return np.concatenate([share * districts, (1 - share) * districts])


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
        found.append(
            (
                f"by:{MIGRANTS}",
                panel,
                {o: migrant_parts(made, migrant_share(history, o, made.shape[1])) for o, made in districts.items()},
            )
        )
    return found


def tell_apart(history: History, units: Array, districts: Array, share: Array | None) -> tuple[Split, ...]:
    """The splits of a forecast, all districts together; `share` is that of migrant children, None where they are not known."""
    found = []
    if history.has_two_levels:
        for name, values in history.splits.items():
            names = history.split_names[name]
            order = sorted(set(values))
            rows = [units[[v == value for v in values]].sum(axis=0) @ history.groups for value in order]
            called = {v or "-": names.get(v, Text(v, v)) if v else NOT_SAID for v in order}
            found.append(Split(name, names.get("", Text(name, name)), called, np.stack(rows)))
    if share is not None:
        parts = migrant_parts(districts, share).reshape(2, *districts.shape).sum(axis=1)
        found.append(Split(MIGRANTS, Text("户籍", "residence"), MIGRANT_NAMES, parts @ history.groups))
    return tuple(found)
