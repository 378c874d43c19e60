"""The types of items in a row expression or condition, and codes in the place of their names.

Floor: core.framework. In: a tree and its form. Out: the tree with codes, the factor of an expression to base units, faults.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.tables import NUMERIC, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import Unit, parse_unit
from jiaodu.core.formula.nodes import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Function,
    Item,
    Literal_,
    Logic,
    Negative,
    Node,
    Not,
)
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form


def item_unit(form: Form, name: str) -> Unit | None:
    """The unit of an item or grain column; None for texts and unknown names."""
    item = form.spec.items.get(name) or form.spec.grain.get(name)
    return parse_unit(item.unit) if item and item.unit else None


def _is_date(value: Node) -> bool:
    try:
        return isinstance(value, Literal_) and bool(dt.date.fromisoformat(str(value.value)))
    except ValueError:
        return False


class Typing:
    """Check the types of items in a formula, and put codes in the place of their names."""

    def __init__(self, form: Form, place: Place, faults: list[Problem]) -> None:
        self.form, self.place, self.faults = form, place, faults

    def outer(self, node: Node) -> Node:
        """A formula over the table with codes by id."""
        match node:
            case Arithmetic(op, left, right):
                return Arithmetic(op, self.outer(left), self.outer(right))
            case Negative(inner):
                return Negative(self.outer(inner))
            case Function(name, arguments):
                return Function(name, tuple(self.outer(a) for a in arguments))
            case Aggregate(verb, argument, condition, fraction):
                if argument is not None and verb != "count":
                    self.numeric(argument)
                return Aggregate(verb, argument, self.condition(condition) if condition else None, fraction)
        return node

    def _item(self, name: str) -> schema.Item:
        return self.form.item(name)

    def numeric(self, node: Node) -> Fraction | None:
        """Check that a row expression computes with numbers of one unit; its factor to base units, None for a literal."""
        self._numbers_only(node)
        return self._factor(node)

    def _factor(self, node: Node) -> Fraction | None:
        match node:
            case Item(name):
                unit = self._item(name).unit
                return parse_unit(unit).factor if unit else None
            case Negative(inner):
                return self._factor(inner)
            case Arithmetic(op, left, right):
                a, b = self._factor(left), self._factor(right)
                if op == "*":
                    return None if a is None and b is None else (a or Fraction(1)) * (b or Fraction(1))
                self._same(node, a, b)
                return a if a is not None else b
        return None

    def _same(self, node: Node, a: Fraction | None, b: Fraction | None) -> None:
        if a is not None and b is not None and a != b:
            units = [self._item(n.name).unit or "" for n in node.walk() if isinstance(n, Item)]
            verb = Text("在聚合内直接相加减或比较", "added or compared inside an aggregate")
            self.faults.append(problem("F06", self.place, verb=verb, left=units[0], right=units[-1]))

    def _numbers_only(self, node: Node) -> None:
        for inner in node.walk():
            if isinstance(inner, Item) and self._item(inner.name).type not in NUMERIC:
                self._wrong(inner.name, Text("参与计算", "computed with"))
            elif isinstance(inner, Literal_):
                self._wrong(str(inner.value), Text("参与计算", "computed with"), "text")

    def _wrong(self, name: str, use: Text, type_: str | None = None) -> None:
        kind = type_ or self._item(name).type.value
        self.faults.append(problem("F08", self.place, name=name, type=kind, use=use))

    def condition(self, node: Node) -> Node:
        """A condition on a row with codes by id."""
        match node:
            case Logic(op, left, right):
                return Logic(op, self.condition(left), self.condition(right))
            case Not(inner):
                return Not(self.condition(inner))
            case Among(item, values):
                return Among(item, tuple(self._value(item.name, v) for v in values))
            case Compare(op, Item(name) as left, Literal_() as right):
                value = self._value(name, right)
                if op not in ("=", "<>"):
                    self._wrong(name, Text("比较大小", "compared by size"))
                return Compare(op, left, value)
            case Compare(_, left, right):
                self._same(node, self.numeric(left), self.numeric(right))
        return node

    def _value(self, name: str, value: Node) -> Node:
        item = self._item(name)
        if item.type is ItemType.YES_NO:
            if not (isinstance(value, Literal_) and isinstance(value.value, bool)):
                self._wrong(name, Text("与文字比较", "compared with a text"))
        elif item.type is ItemType.CODE:
            return self.code(name, item, value)
        elif item.type is ItemType.DATE and not _is_date(value):
            self._wrong(name, Text("与不是日期的文字比较", "compared with a text that is no date"))
        elif item.type in NUMERIC and isinstance(value, Literal_):
            self._wrong(name, Text("与文字比较", "compared with a text"))
        elif item.type is ItemType.TEXT and not isinstance(value, Literal_):
            self._wrong(name, Text("与数比较", "compared with a number"))
        return value

    def code(self, name: str, item: schema.Item, value: Node) -> Node:
        """A code by its id, for an id, name or alias; F09 for what is none."""
        written = value.value if isinstance(value, Literal_) else None
        for code, entry in item.codes.items():
            if written in (code, entry.name.zh, entry.name.en, *entry.aliases):
                return Literal_(code)
        shown = written if written is not None else getattr(value, "value", "?")
        self.faults.append(problem("F09", self.place, code=shown, name=name, known=list(item.codes)))
        return value
