"""Dimensions of a formula: what it measures, checked before it ever runs.

Floor: core.formula. In: a tree and the unit of each name. Out: the dimensions and kind of the result, and problems.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import (
    Dimensions,
    Kind,
    Unit,
    divide_dimensions,
    multiply_dimensions,
    parse_unit,
    print_dimensions,
)
from jiaodu.core.formula.nodes import (
    AcrossVerb,
    Aggregate,
    Arithmetic,
    Function,
    Item,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Previous,
    Reference,
)
from jiaodu.core.formula.nodes import Compare as Comparison

_ADDED = "相加减"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a node measures. `pure` marks a bare literal, which takes the unit of what it is compared with."""

    dimensions: Dimensions = ()
    kind: Kind = "amount"
    pure: bool = False


@dataclass
class DimensionCheck:
    """One formula being measured. `unit_of` gives the unit of an item or indicator, None for texts."""

    unit_of: Callable[[str], Unit | None]
    counts: str
    place: Place
    problems: list[Problem] = field(default_factory=list)

    def measure(self, node: Node) -> Measure:
        """The measure of a node; problems are collected on the way."""
        match node:
            case Number():
                return Measure(pure=True)
            case Item(name) | Reference(name):
                unit = self.unit_of(name)
                return Measure(unit.dimensions, unit.kind) if unit else Measure()
            case Previous(reference):
                return self.measure(reference)
            case Negative(inner):
                return self.measure(inner)
            case Arithmetic():
                return self._arithmetic(node)
            case Aggregate():
                return self._aggregate(node)
            case Function(_, arguments):
                measures = [self.measure(a) for a in arguments]
                for other in measures[1:]:
                    self._alike(measures[0], other, "比较", "compared")
                return measures[0]
            case AcrossVerb(verb, weight):
                if weight is not None:
                    self.measure(weight)
                return Measure() if verb in ("cv", "gini", "share") else self.measure(Reference("value"))
        return Measure()

    def _arithmetic(self, node: Arithmetic) -> Measure:
        left, right = self.measure(node.left), self.measure(node.right)
        if node.op in "*/":
            combine = multiply_dimensions if node.op == "*" else divide_dimensions
            kind: Kind = left.kind if right.pure else right.kind if left.pure and node.op == "*" else "amount"
            return Measure(combine(left.dimensions, right.dimensions), kind, left.pure and right.pure)
        self._alike(left, right, _ADDED, "added or subtracted")
        if node.op == "-" and left.kind == right.kind == "share" and not left.dimensions:
            return Measure((), "difference")
        return right if left.pure else left

    def _aggregate(self, node: Aggregate) -> Measure:
        if node.condition is not None:
            self.condition(node.condition)
        if node.verb == "count":
            return (
                Measure(parse_unit(self.counts).dimensions) if node.argument is None else self._counted(node.argument)
            )
        return self.measure(node.argument) if node.argument is not None else Measure()

    def _counted(self, argument: Node) -> Measure:
        self.measure(argument)
        return Measure(parse_unit(self.counts).dimensions)

    def condition(self, node: Node) -> None:
        """Check both sides of every comparison."""
        match node:
            case Logic(_, left, right):
                self.condition(left)
                self.condition(right)
            case Not(inner):
                self.condition(inner)
            case Comparison(_, left, right):
                self._alike(self.measure(left), self.measure(right), "比较", "compared")

    def _alike(self, left: Measure, right: Measure, zh: str, en: str) -> None:
        """F06 for unlike units. In a comparison a bare number takes its partner's unit; added, it is a pure number."""
        literal = left.pure or right.pure
        adding_pure = left.pure != right.pure and zh == _ADDED and bool(left.dimensions or right.dimensions)
        if (literal and not adding_pure) or (not literal and left.dimensions == right.dimensions):
            return
        shown = {"left": print_dimensions(left.dimensions), "right": print_dimensions(right.dimensions)}
        self.problems.append(problem("F06", self.place, verb=Text(zh, en), **shown))


def check_unit(node: Node, unit: Unit, check: DimensionCheck) -> tuple[Problem, ...]:
    """Whether a formula yields what its unit says: F06 unlike units, F07 wrong dimension, F16 a share for a difference."""
    found = check.measure(node)
    if check.problems:
        return tuple(check.problems)
    if found.dimensions != unit.dimensions:
        wanted = print_dimensions(unit.dimensions)
        data = {"found": print_dimensions(found.dimensions), "unit": unit.text, "wanted": wanted}
        return (problem("F07", check.place, **data),)
    if found.kind == "difference" and unit.kind == "share":
        return (problem("F16", check.place, unit=unit.text),)
    return ()
