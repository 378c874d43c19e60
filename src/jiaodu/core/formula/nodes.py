"""The tree of a formula: frozen nouns, no behaviour.

Floor: core.formula. In: made by `parse`. Out: read by `check`, `printing`, the SQL printer and the evaluators.
Row nodes live inside an aggregate, outer nodes between aggregates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree."""

    def children(self) -> Iterator[Node]:
        """Direct child nodes, in order."""
        for name in _parts(type(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (v for v in value if isinstance(v, Node))

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children():
            yield from child.walk()


_PARTS: dict[type, tuple[str, ...]] = {}


def _parts(kind: type[Node]) -> tuple[str, ...]:
    """The names of the fields of a kind of node."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple(part.name for part in fields(kind))
    return _PARTS[kind]


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact literal."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Literal_(Node):
    """A code (text) or a truth value in a condition."""

    value: str | bool


@dataclass(frozen=True, slots=True)
class Item(Node):
    """An item of the table, by id."""

    name: str


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """Another indicator, by id; in an across-formula also `value` and the weight."""

    name: str


Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """left op right; inside an aggregate there is no division."""

    op: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """−x."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """left op right, of row nodes."""

    op: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Among(Node):
    """item in (codes)."""

    item: Item
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """and, or."""

    op: Literal["and", "or"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """not x."""

    inner: Node


Verb = Literal["sum", "count", "min", "max", "quantile", "stated"]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """verb(argument) filter (where condition). `argument` None is count(*)."""

    verb: Verb
    argument: Node | None
    condition: Node | None = None
    fraction: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Previous(Node):
    """The value of an indicator `count` periods before."""

    reference: Reference
    count: int = 1


@dataclass(frozen=True, slots=True)
class Function(Node):
    """abs, least, greatest: of outer nodes."""

    name: Literal["abs", "least", "greatest"]
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AcrossVerb(Node):
    """One verb over the values (or verdicts) of the units one level below. `fraction` is a quantile's."""

    verb: Literal["cv", "gini", "share", "sum", "mean", "min", "max", "quantile"]
    weight: Node | None = None
    outcome: str = ""
    fraction: Fraction | None = None


def operand_leaves(node: Node) -> tuple[Node, ...]:
    """The references of a between-formula, each once; the one inside a `Previous` belongs to it."""
    if isinstance(node, (Reference, Previous)):
        return (node,)
    return tuple(dict.fromkeys(leaf for child in node.children() for leaf in operand_leaves(child)))
