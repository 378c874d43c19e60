"""Arithmetic of formulas, twice over the same tree: on arrays of floats, and on one exact fraction.

Floor: core.indicators. In: a tree and what its leaves stand for. Out: `Vector`s, or a `Fraction` (None: no value).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from jiaodu.core.formula.nodes import Arithmetic, Function, Negative, Node, Number
from jiaodu.core.indicators.series import Bools, Codes, Floats, Status, Vector, gravest

# a float denominator this small beside its terms may be an exact zero, or a zero no zero: it is asked exactly
NEAR_ZERO = 1e-9


def vector_value(node: Node, leaf: Callable[[Node], Vector], exact: Callable[[Node, int], Fraction | None]) -> Vector:
    """Evaluate a tree on arrays. `exact` decides about denominators that are zero or nearly so."""
    match node:
        case Number(value):
            return Vector(np.array(float(value)), np.zeros((), np.int8))
        case Negative(inner):
            found = vector_value(inner, leaf, exact)
            return Vector(-found.value, found.status)
        case Arithmetic(op, left, right):
            a, b = vector_value(left, leaf, exact), vector_value(right, leaf, exact)
            if op == "/":
                return _divide(a, b, right, leaf, exact)
            with np.errstate(over="ignore", invalid="ignore"):
                result = a.value + b.value if op == "+" else a.value - b.value if op == "-" else a.value * b.value
            return Vector(result, gravest(a.status, b.status))
        case Function(name, arguments):
            return _function(name, [vector_value(a, leaf, exact) for a in arguments])
    return leaf(node)


def _function(name: str, arguments: list[Vector]) -> Vector:
    status = gravest(*(a.status for a in arguments))
    if name == "abs":
        return Vector(np.abs(arguments[0].value), status)
    combine = np.minimum if name == "least" else np.maximum
    value = arguments[0].value
    for other in arguments[1:]:
        value = combine(value, other.value)
    return Vector(value, status)


def _divide(
    a: Vector, b: Vector, node: Node, leaf: Callable[[Node], Vector], exact: Callable[[Node, int], Fraction | None]
) -> Vector:
    zero: Bools = np.asarray(b.value == 0.0)
    if _may_cancel(node):
        # terms can cancel: what is small beside them, zero included, is asked exactly
        small = np.abs(b.value) <= NEAR_ZERO * _size(node, leaf)
        zero = np.array(np.broadcast_to(zero & ~small, np.shape(small)))
        for row in np.flatnonzero(small & np.asarray(b.status == 0)):
            zero[row] = exact(node, int(row)) == 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value = np.where(zero, np.nan, a.value / np.where(zero | (b.value == 0), 1.0, b.value))
    status = gravest(a.status, b.status)
    # a zero is a fault of its own only where both sides have a value
    own: Codes = np.where(zero & (status == 0), np.int8(Status.ZERO_DENOMINATOR), np.int8(0)).astype(np.int8)
    return Vector(value, gravest(status, own))


def _may_cancel(node: Node) -> bool:
    return any(isinstance(n, Arithmetic) and n.op in "+-" for n in node.walk())


def _size(node: Node, leaf: Callable[[Node], Vector]) -> Floats:
    """The size of a node's terms without their signs."""
    match node:
        case Number(value):
            return np.array(abs(float(value)))
        case Negative(inner):
            return _size(inner, leaf)
        case Arithmetic(op, left, right):
            a, b = _size(left, leaf), _size(right, leaf)
            if op == "/":
                with np.errstate(divide="ignore", invalid="ignore"):
                    return np.nan_to_num(a / b)
            return a * b if op == "*" else a + b
        case Function(_, arguments):
            sizes = [_size(x, leaf) for x in arguments]
            return np.asarray(sum(sizes[1:], sizes[0]))
    return np.nan_to_num(np.abs(leaf(node).value))


def exact_value(node: Node, leaf: Callable[[Node], Fraction | None]) -> Fraction | None:
    """Evaluate a tree for one unit in exact fractions; None where a leaf has no value or a denominator is 0."""
    match node:
        case Number(value):
            return value
        case Negative(inner):
            found = exact_value(inner, leaf)
            return None if found is None else -found
        case Arithmetic(op, left, right):
            a, b = exact_value(left, leaf), exact_value(right, leaf)
            if a is None or b is None or (op == "/" and b == 0):
                return None
            return a + b if op == "+" else a - b if op == "-" else a * b if op == "*" else a / b
        case Function(name, arguments):
            values = [exact_value(a, leaf) for a in arguments]
            known = [v for v in values if v is not None]
            if len(known) < len(values):
                return None
            return abs(known[0]) if name == "abs" else min(known) if name == "least" else max(known)
    return leaf(node)


def exact_parts(node: Node, leaf: Callable[[Node], Fraction | None]) -> tuple[Fraction | None, Fraction | None]:
    """Numerator and denominator of a formula that divides at its top; the value and None for others."""
    if isinstance(node, Arithmetic) and node.op == "/":
        return exact_value(node.left, leaf), exact_value(node.right, leaf)
    return exact_value(node, leaf), None
