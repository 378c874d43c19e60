"""Place due units at a level where one entry a unit is not enough: units that split, and groups, which may overlap.

Floor: core.indicators. In: the `UnitData` of a scan and a level. Out: the same data with an entry for each unit above,
so that a roll-up over it needs to know nothing of splits and groups.

A unit that split goes to each unit above by its declared share, as whole numbers of a power of ten: what comes out adds
up to what went in, to the digit. Without a share, or where the formula cannot be divided (least, greatest, quantile, a
stated rate), the units above are marked as not comparable. A unit in several groups counts in each of them, whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.formula.nodes import Aggregate, Node
from jiaodu.core.framework.model import Form
from jiaodu.core.indicators.frame import UNDECLARED, Frame, Frames, Split
from jiaodu.core.indicators.scan import Histogram, Numbers, UnitData
from jiaodu.core.indicators.series import Ints, pack

LIMIT = 2.0**62


def is_additive(formula: Node) -> bool:
    """Whether a formula over a table is made of sums and counts alone."""
    return all(n.verb in ("sum", "count") for n in formula.walk() if isinstance(n, Aggregate))


def place_units(data: UnitData, frames: Frames, form: Form, level: str, formula: Node) -> UnitData:
    """The data with every due unit placed at a level. The same object where one entry a unit is enough."""
    stated = any(isinstance(n, Aggregate) and n.verb == "stated" for n in formula.walk())
    key = (level, "stated" if stated else "sums" if is_additive(formula) else "others")
    if key not in data.placed:
        split = split_at(data.frame, frames, level)
        found = data if split is None else _spread(data, form, level, split, key[1] == "sums")
        data.placed[key] = _single_only(found, level) if stated and data.frame.succeeded else found
    return data.placed[key]


def split_at(frame: Frame, frames: Frames, level: str) -> Split | None:
    """The further places of due units at a level; None where one place a unit is enough."""
    if level in LEVELS:
        return frame.splits.get(level)
    if level not in frame.group_splits:
        frame.group_splits[level] = frames.group_split(frame, level)
    return frame.group_splits[level]


def _single_only(data: UnitData, level: str) -> UnitData:
    """A rate that is stated by several predecessors cannot be added up: their successor is not comparable."""
    frame = data.frame
    above = frame.ancestors[level]
    pairs = np.unique(np.stack([pack(above, frame.period), frame.org])[:, above >= 0], axis=1)
    keys, counts = np.unique(pairs[0], return_counts=True)
    several = keys[counts > 1] if data.blocked is None else np.union1d(keys[counts > 1], data.blocked)
    return replace(data, blocked=several) if len(several) else data


def _spread(data: UnitData, form: Form, level: str, split: Split, additive: bool) -> UnitData:
    frame, size = data.frame, len(data.frame)
    source = np.r_[np.arange(size, dtype=np.int64), split.entry]
    own = frame.ancestors.get(level)
    above = np.r_[np.full(size, -1, np.int64) if own is None else own, split.target]
    unknown = (split.share == UNDECLARED) | (not additive and split.share != 10**split.digits)
    digits = split.digits if additive and bool((split.share[~unknown] != 10**split.digits).any()) else 0
    scale = 10**digits
    share = np.r_[np.full(size, scale, np.int64), np.where(unknown, 0, split.share // 10 ** (split.digits - digits))]
    lines, position = _lines(data.position, split.entry, size)
    columns = {
        name: _scaled(Numbers(c.number[lines], c.valid[lines], c.digits), share[position], digits, form)
        for name, c in data.columns.items()
    }
    histograms = {}
    for node, h in data.histograms.items():
        at, placed = _lines(h.position, split.entry, size)
        values = Numbers(h.values.number[at], h.values.valid[at], h.values.digits)
        histograms[node] = Histogram(placed, h.cell[at], values, h.count[at])
    period = frame.period[source]
    blocked = pack(split.target, frame.period[split.entry])[unknown]
    placed_frame = Frame(
        frame.org[source], period, tuple(e[source] for e in frame.each), {level: above}, frame.keys[source]
    )
    return UnitData(
        placed_frame, position, data.cell[lines], columns, data.names,
        {item: flags[source] for item, flags in data.given.items()},
        {item: flags[lines] for item, flags in data.not_applicable.items()},
        data.present[source], histograms, data.cells, data.dense,
        None if data.each_cells is None else data.each_cells[source],
        blocked=np.unique(blocked) if len(blocked) else None,
    )  # fmt: skip


def _lines(position: Ints, entry: Ints, size: int) -> tuple[Ints, Ints]:
    """The lines of all entries, those of the added ones behind: row numbers of the old lines, and their new positions."""
    order = np.argsort(position, kind="stable").astype(np.int64)
    ordered = position[order]
    first, last = np.searchsorted(ordered, entry, "left"), np.searchsorted(ordered, entry, "right")
    counts = last - first
    starts = np.repeat(first - (np.cumsum(counts) - counts), counts)
    added = order[starts + np.arange(int(counts.sum()))] if len(counts) else np.zeros(0, np.int64)
    lines = np.r_[np.arange(len(position), dtype=np.int64), added]
    return lines, np.r_[position, size + np.repeat(np.arange(len(entry), dtype=np.int64), counts)]


def _scaled(column: Numbers, share: Ints, digits: int, form: Form) -> Numbers:
    if not digits:
        # a whole unit, or one whose part is unknown: that counts 0, and its unit above is marked
        return Numbers(np.where(share == 0, 0, column.number), column.valid, column.digits)
    if len(column.number) and float(np.abs(column.number.astype(np.float64) * share).max()) >= LIMIT:
        raise JiaoduError(problem("V13", Place(key=form.id), form=form.name, org="", period=""))
    return Numbers(column.number * share, column.valid, column.digits + digits)
