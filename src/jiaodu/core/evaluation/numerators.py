"""Numerators: the unit in which the numerator of an indicator is counted, and whether it comes in whole numbers.

Floor: core.evaluation. In: a formula and the framework. Out: a unit ("" where there is none) and a flag; with these a gap
can be told in the item's own unit (差 3 名教师).
"""

from __future__ import annotations

from jiaodu.core.base.tables import ItemType
from jiaodu.core.formula.nodes import AcrossVerb, Aggregate, Arithmetic, Function, Item, Negative, Node, Reference
from jiaodu.core.framework.model import Framework, Indicator

NONE = ("", False)


def divided(framework: Framework, indicator: Indicator) -> tuple[str, bool]:
    """The unit of the numerator of an indicator that divides at its top: a quotient, or a share of units below."""
    match indicator.formula:
        case Arithmetic(_, left, _):
            return numerator_unit(framework, indicator, left)
        case AcrossVerb("share") if indicator.spec.across is not None:
            return "所" if indicator.spec.across.level == "school" else "个", True
    return NONE


def numerator_unit(framework: Framework, indicator: Indicator, node: Node) -> tuple[str, bool]:
    """The unit of a part of an indicator's formula; sums and choices have one where all their parts share it."""
    match node:
        case Reference(name):
            operand = framework.indicators[name]
            inner, whole = numerator_unit(framework, operand, operand.formula)
            return operand.spec.unit, whole and inner == operand.spec.unit
        case Aggregate():
            return _aggregate(framework, indicator, node)
        case Negative(inner_node):
            return numerator_unit(framework, indicator, inner_node)
        case Arithmetic(op, left, right) if op in ("+", "-"):
            return _shared([numerator_unit(framework, indicator, n) for n in (left, right)])
        case Function(_, arguments):
            return _shared([numerator_unit(framework, indicator, n) for n in arguments])
    return NONE


def _aggregate(framework: Framework, indicator: Indicator, node: Aggregate) -> tuple[str, bool]:
    if not indicator.spec.table:
        return NONE
    form = framework.forms[indicator.spec.table]
    if node.verb == "count":
        return form.spec.counts, True
    if node.argument is None or node.verb not in ("sum", "min", "max", "stated"):
        return NONE
    if any(isinstance(n, Arithmetic) and n.op not in ("+", "-") for n in node.argument.walk()):
        return NONE
    items = [form.item(n.name) for n in node.argument.walk() if isinstance(n, Item)]
    return _shared([(i.unit or "", i.type is ItemType.COUNT) for i in items])


def _shared(parts: list[tuple[str, bool]]) -> tuple[str, bool]:
    units = {unit for unit, _ in parts}
    return (units.pop(), all(whole for _, whole in parts)) if len(units) == 1 else NONE
