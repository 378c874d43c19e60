"""Interval arithmetic on printed digits: what a result can be when every number in it was rounded.

Floor: engines.claims. In: bounds as fractions, None for open. Out: `Interval`, closed, exact; nothing here rounds.

89.42 may be anything from 89.415 to 89.425, so 89.42 ÷ 73.12 − 1 lies between 22.28 % and 22.31 % and the 22.29 % beside
it agrees. A check fails only where no choice of true numbers prints all that is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

Bound = Fraction | None


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`, both included; None is open on that side."""

    low: Bound
    high: Bound

    def __add__(self, other: Interval) -> Interval:
        return Interval(_plus(self.low, other.low), _plus(self.high, other.high))

    def __neg__(self) -> Interval:
        return Interval(_minus(self.high), _minus(self.low))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [_times(a, b) for a in self._ends() for b in other._ends()]
        return Interval(_least(ends), _greatest(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotient; everything where the divisor may be 0."""
        return self * other.inverse()

    def inverse(self) -> Interval:
        """1 ÷ each number; everything where 0 is among them."""
        if self.holds(Fraction(0)):
            return EVERYTHING
        low = Fraction(0) if self.high is None else 1 / self.high
        high = Fraction(0) if self.low is None else 1 / self.low
        return Interval(low, high)

    def power(self, exponent: int) -> Interval:
        """Each number, not below 0, multiplied with itself so many times."""
        low = max(self.low or Fraction(0), Fraction(0)) ** exponent
        return Interval(low, None if self.high is None else self.high**exponent)

    def holds(self, value: Fraction) -> bool:
        """Whether a number is among them."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def meets(self, other: Interval) -> bool:
        """Whether a number is in both."""
        return not (self.is_below(other) or other.is_below(self))

    def is_below(self, other: Interval) -> bool:
        """Whether every number is smaller than every number of the other."""
        return self.high is not None and other.low is not None and self.high < other.low

    def widened(self, by: Fraction) -> Interval:
        """With so much more on both sides."""
        return Interval(_plus(self.low, -by), _plus(self.high, by))

    def joined(self, other: Interval) -> Interval:
        """The smallest interval around both."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high)

    @property
    def is_open(self) -> bool:
        """Whether a side is open."""
        return self.low is None or self.high is None

    def _ends(self) -> tuple[_End, _End]:
        return (self.low, -1), (self.high, 1)


_End = tuple[Bound, int]  # an open end knows to which side it is open


def exactly(value: Fraction | int) -> Interval:
    """One number alone."""
    return Interval(Fraction(value), Fraction(value))


def total(parts: Iterable[Interval]) -> Interval:
    """The sum of intervals."""
    found = exactly(0)
    for part in parts:
        found += part
    return found


def growth(level: Interval, base: Interval) -> Interval:
    """level ÷ base − 1."""
    return level / base - exactly(1)


def growth_by_change(level: Interval, change: Interval) -> Interval:
    """The growth that a change made: change ÷ (level − change), not negative bases."""
    base = level - change
    if base.low is not None and base.low <= 0 and base.high is not None and base.high > 0:
        return EVERYTHING
    # level and change are the same on both sides: level ÷ base − 1 is narrower than change ÷ base
    return _corners((level, change), lambda a, c: None if a == c else c / (a - c))


def share(part: Interval, whole: Interval) -> Interval:
    """part ÷ whole."""
    return part / whole


def mean_between(parts: Iterable[Interval]) -> Interval:
    """Where a weighted mean of the parts must lie, whatever the weights."""
    found: Interval | None = None
    for part in parts:
        found = part if found is None else found.joined(part)
    return found or EVERYTHING


def _corners(over: tuple[Interval, Interval], of: Callable[[Fraction, Fraction], Fraction | None]) -> Interval:
    """The range of a function that is monotonic in each argument; everything where an end is open."""
    first, second = over
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return EVERYTHING
    ends = [of(a, b) for a in (first.low, first.high) for b in (second.low, second.high)]
    known = [e for e in ends if e is not None]
    return Interval(min(known), max(known)) if len(known) == len(ends) else EVERYTHING


def _plus(left: Bound, right: Bound) -> Bound:
    return None if left is None or right is None else left + right


def _minus(bound: Bound) -> Bound:
    return None if bound is None else -bound


def _times(left: _End, right: _End) -> _End:
    """The product of two ends; open ends keep a side, and 0 times open is 0."""
    (a, side), (b, other) = left, right
    if a is not None and b is not None:
        return a * b, 0
    if a == 0 or b == 0:
        return Fraction(0), 0
    sign = (side if a is None else (1 if a > 0 else -1)) * (other if b is None else (1 if b > 0 else -1))
    return None, sign


def _least(ends: list[_End]) -> Bound:
    return None if (None, -1) in ends else min((e for e, _ in ends if e is not None), default=None)


def _greatest(ends: list[_End]) -> Bound:
    return None if (None, 1) in ends else max((e for e, _ in ends if e is not None), default=None)


EVERYTHING = Interval(None, None)
