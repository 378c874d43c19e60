"""Roll units up: from the lines of a scan to the series of an indicator at a level.

Floor: core.indicators. In: `UnitData` and an indicator over its table. Out: a `Series` with exact parts.
Sums run over complete units only, as scaled integers: whatever the order of adding, the result is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.units import parse_unit
from jiaodu.core.formula.nodes import Aggregate, Arithmetic, Item, Negative, Node
from jiaodu.core.framework.model import Form, Indicator
from jiaodu.core.indicators.arithmetic import exact_parts, exact_value, vector_value
from jiaodu.core.indicators.frame import Grouping
from jiaodu.core.indicators.scan import Histogram, Numbers, UnitData, argument_items
from jiaodu.core.indicators.series import CELL_MASK, Bools, Codes, Floats, Ints, Series, Status, Vector, pack

LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Leaf:
    """One aggregate at a level: scaled integers in the order of the keys.

    A quantile lies between two order statistics, `number` and `upper`, at `steps` / `of` of the way.
    """

    number: Ints
    valid: Bools
    digits: int
    factor: Fraction
    upper: Ints | None = None
    steps: Ints | None = None
    of: int = 1

    def vector(self) -> Vector:
        """Floats in base units; where nothing is there the status is EMPTY."""
        scale = float(self.factor / 10**self.digits)
        value: Floats = self.number.astype(np.float64) * scale
        if self.upper is not None and self.steps is not None:
            value = value + (self.upper - self.number) * (self.steps / self.of) * scale
        return Vector(value, np.where(self.valid, 0, Status.EMPTY).astype(np.int8))

    def exact(self, row: int) -> Fraction | None:
        """The exact value of one key."""
        if not self.valid[row]:
            return None
        found = Fraction(int(self.number[row]))
        if self.upper is not None and self.steps is not None:
            found += (int(self.upper[row]) - int(self.number[row])) * Fraction(int(self.steps[row]), self.of)
        return found * self.factor / Fraction(10**self.digits)


class Rollup:
    """One indicator over a table at one level."""

    def __init__(self, data: UnitData, form: Form, indicator: Indicator, level: str) -> None:
        self.data, self.form, self.indicator, self.level = data, form, indicator, level
        self.items = frozenset(indicator.items())
        self.units: Grouping = data.frame.group(level)
        self.keys = self._keys()

    def series(self) -> Series:
        """The series of the indicator."""
        due, complete, status, present = self._coverage()
        leaves: dict[Aggregate, Leaf] = {}

        def leaf_of(node: Node) -> Leaf:
            assert isinstance(node, Aggregate)
            if node not in leaves:
                leaves[node] = self._leaf(node)
            return leaves[node]

        def exact(node: Node, row: int) -> Fraction | None:
            return exact_value(node, lambda n: leaf_of(n).exact(row))

        formula = self.indicator.formula
        vector = vector_value(formula, lambda n: leaf_of(n).vector(), exact)
        value = np.broadcast_to(vector.value, self.keys.shape).astype(np.float64)
        own = np.broadcast_to(vector.status, self.keys.shape)
        # coverage first: what is not assessable is so whatever the sums say; an empty cell or one that does not apply is neither
        final: Codes = np.where(status == Status.OK, np.where(present, own, Status.NOT_APPLICABLE), status).astype(
            np.int8
        )
        if self.data.blocked is not None:
            final[np.isin(self.keys & ~np.int64(CELL_MASK), self.data.blocked)] = Status.NOT_COMPARABLE
        value = np.where(final == Status.OK, value, np.nan)
        return Series(
            self.keys,
            value,
            final,
            due,
            complete,
            lambda row: exact(formula, row) if final[row] == Status.OK else None,
            lambda row: exact_parts(formula, lambda n: leaf_of(n).exact(row)),
        )

    # --- keys and coverage --------------------------------------------------------------------------------------

    def _keys(self) -> Ints:
        """Every unit that has somebody due, with every cell of the breakdown."""
        if self.indicator.by == ():
            return self.units.keys
        cells = np.array(sorted(self.data.cells), np.int64)
        return (np.repeat(self.units.keys, len(cells)) | np.tile(cells, len(self.units.keys))).astype(np.int64)

    def _coverage(self) -> tuple[Ints, Ints, Codes, Bools]:
        """Due and complete units, the status that coverage gives, and whether the cell has any row."""
        complete_units = self.data.complete(self.items)
        due = self._count(np.ones(len(self.data.frame), np.int64))
        complete = self._count(complete_units.astype(np.int64))
        least = Fraction(self.indicator.spec.coverage)
        short = (complete * least.denominator < due * least.numerator) | (complete == 0)
        present = self._cells_present(complete_units)
        skipped = self._skipped(complete_units)
        if skipped is not None:
            # complete units that all say "not applicable" make no value: not applicable, or not assessable if others are silent
            short |= skipped & (complete < due)
        status: Codes = np.where(short, np.int8(Status.NOT_ASSESSABLE), np.int8(Status.OK))
        if skipped is not None:
            status[skipped & (complete == due) & (due > 0)] = Status.NOT_APPLICABLE
        if self.indicator.by:
            status[due == 0] = Status.NOT_APPLICABLE
            # an empty cell is empty only when everybody has answered
            status[~present & (complete < due)] = Status.NOT_ASSESSABLE
        return due, complete, status, present

    def _skipped(self, complete_units: Bools) -> Bools | None:
        """Keys in which every line of a complete unit states that an item computed with does not apply; None: nobody does."""
        unapplied = self.data.unapplied(argument_items(self.indicator))
        if not unapplied.any():
            return None
        mine = complete_units[self.data.position]
        lines, without = self._add(mine.astype(np.int64)), self._add((mine & unapplied).astype(np.int64))
        result: Bools = (lines > 0) & (lines == without)
        return result

    def _count(self, flags: Ints) -> Ints:
        """Add up a number a unit over the keys."""
        grouping = self.units
        cells = self.data.each_cells
        if cells is not None:
            frame = self.data.frame
            return _sum_at(pack(frame.ancestors[self.level], frame.period, cells), flags, self.keys)
        if len(grouping.order) == len(grouping.starts):
            totals = flags[grouping.order]
        else:
            totals = np.add.reduceat(flags[grouping.order], grouping.starts) if len(grouping.starts) else flags[:0]
        return totals if not self.indicator.by else np.repeat(totals, len(self.data.cells))

    def _cells_present(self, complete_units: Bools) -> Bools:
        """Whether any complete unit has a row in the cell."""
        if not self.indicator.by:
            return np.ones(len(self.keys), np.bool_)
        return self._add(complete_units[self.data.position].astype(np.int64)) > 0

    # --- aggregates ---------------------------------------------------------------------------------------------

    def _leaf(self, node: Aggregate) -> Leaf:
        factor = aggregate_factor(node, self.form)
        if node.verb == "quantile":
            return self._quantile(node, factor)
        column = self.data.columns[self.data.names[node]]
        if node.verb in ("min", "max"):
            return self._extreme(node, column, factor)
        number = self._add(self.data.contribution(self.data.names[node], self.items))
        valid = np.ones(len(self.keys), np.bool_)
        if node.verb == "stated":
            valid = self._add((column.valid).astype(np.int64)) > 0
        return Leaf(number, valid, column.digits, factor)

    def _add(self, number: Ints) -> Ints:
        grouping = self.data.group_lines(self.level) if self.indicator.by else self.units
        if len(grouping.order) == len(grouping.starts):
            totals = number[grouping.order]
        else:
            ordered = number[grouping.order]
            if len(ordered) and float(np.abs(ordered).sum(dtype=np.float64)) >= LIMIT:
                raise JiaoduError(problem("V13", Place(key=self.form.id), form=self.form.name, org="", period=""))
            totals = np.add.reduceat(ordered, grouping.starts) if len(ordered) else ordered
        return totals if not self.indicator.by else self._at_keys(grouping.keys, totals)

    def _at_keys(self, keys: Ints, totals: Ints) -> Ints:
        result = np.zeros(len(self.keys), np.int64)
        result[np.searchsorted(self.keys, keys)] = totals
        return result

    def _extreme(self, node: Aggregate, column: Numbers, factor: Fraction) -> Leaf:
        complete = self.data.complete(self.items)[self.data.position]
        there = column.valid & complete
        bounds = np.iinfo(np.int64)
        fill, combine = (bounds.max, np.minimum) if node.verb == "min" else (bounds.min, np.maximum)
        grouping = self.data.group_lines(self.level) if self.indicator.by else self.units
        masked = np.where(there, column.number, fill)[grouping.order]
        found = combine.reduceat(masked, grouping.starts) if len(masked) else masked
        number = self._at_keys(grouping.keys, found) if self.indicator.by else found
        valid = self._add(there.astype(np.int64)) > 0
        return Leaf(np.where(valid, number, 0), valid, column.digits, factor)

    def _quantile(self, node: Aggregate, factor: Fraction) -> Leaf:
        assert node.fraction is not None
        share = node.fraction
        histogram = self.data.histograms[node]
        keep = self.data.complete(self.items)[histogram.position] & histogram.values.valid
        found = quantile_statistics(self._histogram_keys(histogram, keep), self.keys, share)
        lower, upper, sizes, steps = found
        return Leaf(lower, sizes > 0, histogram.values.digits, factor, upper, steps, share.denominator)

    def _histogram_keys(self, histogram: Histogram, keep: Bools) -> tuple[Ints, Ints, Ints]:
        position = histogram.position[keep]
        ancestors = self.data.frame.ancestors[self.level][position]
        keys = pack(ancestors, self.data.frame.period[position], histogram.cell[keep])
        placed = ancestors >= 0
        return keys[placed], histogram.values.number[keep][placed], histogram.count[keep][placed]


def quantile_statistics(lines: tuple[Ints, Ints, Ints], keys: Ints, share: Fraction) -> tuple[Ints, Ints, Ints, Ints]:
    """The two order statistics around a quantile for each key, the group sizes, and how far the quantile lies between.

    The quantile of n values lies at (n - 1)·p from the least, interpolated linearly; the last array holds the remainder
    of (n - 1)·p in steps of 1 / p's denominator.
    """
    line_keys, values, counts = lines
    if not len(values):
        blank = np.zeros(len(keys), np.int64)
        return blank, blank, blank, blank
    if len(line_keys) > 1 and not bool(np.all(line_keys[1:] > line_keys[:-1])):
        order = np.lexsort((values, line_keys))
        line_keys, values, counts = line_keys[order], values[order], counts[order]
    running = np.cumsum(counts)
    first, last = np.searchsorted(line_keys, keys, "left"), np.searchsorted(line_keys, keys, "right")
    before = np.where(first > 0, running[np.maximum(first - 1, 0)], 0)
    there = last > first
    sizes = np.where(there, running[np.maximum(last - 1, 0)] - before, 0).astype(np.int64)
    position = np.maximum(sizes - 1, 0) * share.numerator
    floors, steps = position // share.denominator, position % share.denominator
    low = np.minimum(np.searchsorted(running, before + floors, "right"), len(values) - 1)
    next_ = np.minimum(floors + 1, np.maximum(sizes - 1, 0))
    high = np.minimum(np.searchsorted(running, before + next_, "right"), len(values) - 1)
    return np.where(there, values[low], 0), np.where(there, values[high], 0), sizes, steps


def _sum_at(keys: Ints, flags: Ints, wanted: Ints) -> Ints:
    result = np.zeros(len(wanted), np.int64)
    if len(wanted):
        spot = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        np.add.at(result, spot[wanted[spot] == keys], flags[wanted[spot] == keys])
    return result


def aggregate_factor(node: Aggregate, form: Form) -> Fraction:
    """The factor from an aggregate's number, as stored, to base units."""
    if node.verb == "count":
        return parse_unit(form.spec.counts).factor
    return _row_factor(node.argument, form) or Fraction(1)


def _row_factor(node: Node | None, form: Form) -> Fraction | None:
    """The factor of a row expression; None for a bare number, which takes that of its partner."""
    match node:
        case Item(name):
            unit = form.item(name).unit
            return parse_unit(unit).factor if unit else Fraction(1)
        case Negative(inner):
            return _row_factor(inner, form)
        case Arithmetic(op, left, right):
            a, b = _row_factor(left, form), _row_factor(right, form)
            if op == "*":
                return None if a is None and b is None else (a or Fraction(1)) * (b or Fraction(1))
            return a if a is not None else b
    return None


__all__ = ["Leaf", "Rollup", "aggregate_factor", "quantile_statistics"]
