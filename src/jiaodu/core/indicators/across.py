"""Across: one verb over the values of the units one level below, weighted where the verb asks for it.

Floor: core.indicators. In: the series of the units below and who stands above them. Out: a `Series` of the level above.
Units to which the indicator does not apply are left out; a unit that is not assessable makes the coverage fall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from jiaodu.core.formula.nodes import AcrossVerb, Node, Number, Reference
from jiaodu.core.indicators.arithmetic import NEAR_ZERO, exact_parts, exact_value, vector_value
from jiaodu.core.indicators.frame import Grouping
from jiaodu.core.indicators.inequality import exact_gini, exact_quantile, gini_of_groups, quantile_of_groups
from jiaodu.core.indicators.series import Bools, Codes, Floats, Ints, Series, Status, Vector

# digits kept of an exact square root; far beyond any rounding that a rule asks for
ROOT_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Below:
    """The units below: their series, grouped under the units above; the weight's series by key; verdicts met or not."""

    series: Series
    grouping: Grouping
    weight: Callable[[str], Series]
    met: Callable[[str], Codes] | None = None


class Across:
    """One across-indicator at one level."""

    def __init__(self, formula: Node, below: Below, coverage: Fraction) -> None:
        self.formula, self.below, self.coverage = formula, below, coverage
        self.order, self.starts = below.grouping.order, below.grouping.starts
        self.ends = np.append(self.starts[1:], len(self.order))

    def compute(self) -> Series:
        """The series of the indicator."""
        due, complete, skipped = self._count()
        # units that state "not applicable" are complete but give nothing: alone they do not make a value
        short = (complete * self.coverage.denominator < due * self.coverage.numerator) | (complete == skipped)
        status: Codes = np.where(short, np.int8(Status.NOT_ASSESSABLE), np.int8(Status.OK))
        status[(skipped == due) & (due > 0)] = Status.NOT_APPLICABLE
        status[due == 0] = Status.NOT_APPLICABLE
        vector = vector_value(self.formula, self._vector, lambda node, row: exact_value(node, self._exact_leaf(row)))
        own = np.broadcast_to(vector.status, status.shape)
        final: Codes = np.where(status == Status.OK, own, status).astype(np.int8)
        value = np.where(final == Status.OK, np.broadcast_to(vector.value, status.shape), np.nan)
        return Series(
            self.below.grouping.keys,
            value,
            final,
            due,
            complete,
            lambda row: exact_value(self.formula, self._exact_leaf(row)) if final[row] == Status.OK else None,
            self._parts,
        )

    def _parts(self, group: int) -> tuple[Fraction | None, Fraction | None]:
        """Numerator and denominator; of a share of units, how many meet the standard and how many there are."""
        node = self.formula
        if not (isinstance(node, AcrossVerb) and node.verb == "share"):
            return exact_parts(node, self._exact_leaf(group))
        assert self.below.met is not None
        met, usable = self.below.met(node.outcome), self._usable(node)
        rows = [int(r) for r in self.members(group) if usable[r]]
        return Fraction(sum(int(met[r]) == 1 for r in rows)), Fraction(len(rows))

    # --- who counts ---------------------------------------------------------------------------------------------

    def _usable(self, node: AcrossVerb) -> Bools:
        """Units below with a value (and weight, where one is asked for)."""
        status = self.below.series.status
        if node.outcome:
            assert self.below.met is not None
            return self.below.met(node.outcome) >= 0
        usable: Bools = status == Status.OK
        if isinstance(node.weight, Reference):
            usable = usable & (self._weights(node)[1])
        return usable

    def _verbs(self) -> list[AcrossVerb]:
        return [n for n in self.formula.walk() if isinstance(n, AcrossVerb)]

    def _count(self) -> tuple[Ints, Ints, Ints]:
        status = self.below.series.status
        skipped = status == Status.NOT_APPLICABLE
        complete = skipped.copy()
        usable = np.ones(len(status), np.bool_)
        for verb in self._verbs():
            usable &= self._usable(verb)
            if verb.outcome and self.below.met is not None:
                # exempt from the standard, or not addressed by it: left out like a unit to which the value does not apply
                skipped = skipped | (self.below.met(verb.outcome) == -2)
        complete |= skipped
        complete |= usable
        due = self.below.series.due > 0
        return self._add(due), self._add(complete & due), self._add(skipped & due)

    def _add(self, flags: Bools) -> Ints:
        ordered = flags[self.order].astype(np.int64)
        return np.add.reduceat(ordered, self.starts) if len(self.starts) else ordered

    def _weights(self, node: AcrossVerb) -> tuple[Floats, Bools]:
        if isinstance(node.weight, Number) or node.weight is None:
            return np.ones(len(self.below.series.keys)), np.ones(len(self.below.series.keys), np.bool_)
        assert isinstance(node.weight, Reference)
        weight = self.below.weight(node.weight.name)
        rows, found = weight.find(self.below.series.keys)
        if not len(weight.keys):
            return np.zeros(len(found)), found
        return np.where(found, weight.value[rows], 0.0), found & (weight.status[rows] == Status.OK)

    # --- verbs on arrays ----------------------------------------------------------------------------------------

    def _vector(self, node: Node) -> Vector:
        assert isinstance(node, AcrossVerb)
        usable = self._usable(node)
        if node.verb == "share":
            assert self.below.met is not None
            met = self._add(usable & (self.below.met(node.outcome) == 1))
            number = self._add(usable)
            return self._ratio(met.astype(np.float64), number.astype(np.float64))
        x = np.where(usable, self.below.series.value, 0.0)[self.order]
        w = np.where(usable, self._weights(node)[0], 0.0)[self.order]
        if node.verb in ("min", "max"):
            return self._extreme(node.verb, usable)
        if node.fraction is not None:
            return quantile_of_groups(x, usable[self.order], self.starts, self.ends, node.fraction)
        if node.verb == "gini":
            found = gini_of_groups(x, w, self.starts, self.ends)
            return self._allowed(node, found, x)
        total, weights = self._reduce(w * x), self._reduce(w)
        if node.verb == "sum":
            return Vector(total, np.zeros(len(total), np.int8))
        mean = self._asked(self._ratio(total, weights), self._reduce(np.abs(w * x)), weights, node)
        if node.verb == "mean":
            return mean
        spread = x - np.repeat(np.nan_to_num(mean.value), self.ends - self.starts)
        variance = self._ratio(self._reduce(w * spread * spread), weights)
        cv = self._ratio(np.sqrt(np.maximum(variance.value, 0.0)), mean.value)
        return Vector(cv.value, np.maximum(cv.status, mean.status))

    def _asked(self, mean: Vector, size: Floats, weights: Floats, node: AcrossVerb) -> Vector:
        """A mean that is small beside its terms may be exactly zero: it is asked exactly."""
        value = mean.value.copy()
        for group in np.flatnonzero((np.abs(value * weights) <= NEAR_ZERO * size) & (mean.status == 0)):
            exact = self._exact(AcrossVerb("mean", node.weight), int(group))
            value[group] = float(exact) if exact is not None else np.nan
        return Vector(value, mean.status)

    def _allowed(self, node: AcrossVerb, found: Vector, x: Floats) -> Vector:
        """A value that is small beside the others may be an exact zero, or below it: such groups are asked exactly."""
        largest = np.maximum.reduceat(np.abs(x), self.starts) if len(self.starts) else x
        doubtful = (x != 0) & (x < NEAR_ZERO * np.repeat(largest, self.ends - self.starts))
        value, status = found.value.copy(), found.status.copy()
        for group in np.flatnonzero(self._reduce(doubtful.astype(np.float64))):
            usable = self._usable(node)
            exact = [self.below.series.exact(int(r)) for r in self.members(int(group)) if usable[r]]
            gini = self._exact(node, int(group))
            negative = any(v is not None and v < 0 for v in exact)
            none = Status.UNDEFINED if negative else Status.ZERO_DENOMINATOR
            value[group], status[group] = (np.nan, none) if gini is None else (float(gini), Status.OK)
        return Vector(value, status)

    def _reduce(self, values: Floats) -> Floats:
        return np.add.reduceat(values, self.starts) if len(self.starts) else values

    def _ratio(self, top: Floats, bottom: Floats) -> Vector:
        zero = (bottom == 0) | np.isnan(bottom)
        value = np.where(zero, np.nan, top / np.where(zero, 1.0, bottom))
        return Vector(value, np.where(zero, np.int8(Status.ZERO_DENOMINATOR), np.int8(0)).astype(np.int8))

    def _extreme(self, verb: str, usable: Bools) -> Vector:
        fill, combine = (np.inf, np.minimum) if verb == "min" else (-np.inf, np.maximum)
        masked = np.where(usable, self.below.series.value, fill)[self.order]
        found = combine.reduceat(masked, self.starts) if len(self.starts) else masked
        empty = ~np.isfinite(found)
        return Vector(
            np.where(empty, np.nan, found), np.where(empty, np.int8(Status.EMPTY), np.int8(0)).astype(np.int8)
        )

    # --- verbs on fractions -------------------------------------------------------------------------------------

    def _exact_leaf(self, group: int) -> Callable[[Node], Fraction | None]:
        return lambda node: self._exact(node, group)

    def members(self, group: int) -> Ints:
        """Row numbers, in the series below, of the units under one unit above."""
        return self.order[self.starts[group] : self.ends[group]]

    def _exact(self, node: Node, group: int) -> Fraction | None:
        assert isinstance(node, AcrossVerb)
        usable = self._usable(node)
        rows = [int(r) for r in self.members(group) if usable[r]]
        if node.verb == "share":
            assert self.below.met is not None
            met = self.below.met(node.outcome)
            return Fraction(sum(int(met[r]) == 1 for r in rows), len(rows)) if rows else None
        pairs = [(self.below.series.exact(r), self._exact_weight(node, r)) for r in rows]
        known = [(x, w) for x, w in pairs if x is not None and w is not None]
        if node.fraction is not None:
            return exact_quantile([x for x, _ in known], node.fraction)
        return exact_gini(known) if node.verb == "gini" else exact_across(node.verb, known)

    def _exact_weight(self, node: AcrossVerb, row: int) -> Fraction | None:
        if not isinstance(node.weight, Reference):
            return Fraction(1)
        weight = self.below.weight(node.weight.name)
        at = weight.row(int(self.below.series.keys[row]))
        return weight.exact(at) if at is not None else None


def exact_across(verb: str, pairs: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """A verb over (value, weight) pairs. cv: √(Σ wᵢ (xᵢ − x̄)² / Σ wᵢ) / x̄ with x̄ = Σ wᵢ xᵢ / Σ wᵢ (教督〔2012〕3号)."""
    if verb in ("min", "max"):
        return (min if verb == "min" else max)((x for x, _ in pairs), default=None)
    total = sum((w * x for x, w in pairs), Fraction(0))
    if verb == "sum":
        return total
    weights = sum((w for _, w in pairs), Fraction(0))
    if not weights:
        return None
    mean = total / weights
    if verb == "mean":
        return mean
    variance = sum((w * (x - mean) ** 2 for x, w in pairs), Fraction(0)) / weights
    return root(variance) / mean if mean else None


def root(value: Fraction) -> Fraction:
    """A square root to sixty digits; exact where the root is rational."""
    with localcontext() as context:
        context.prec = ROOT_DIGITS
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())
