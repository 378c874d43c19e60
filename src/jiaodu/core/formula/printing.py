"""Print a formula: the canonical form that parses to the same tree, and a sentence that an official can read.

Floor: core.formula. In: a `Node` and the names of its items. Out: text.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from jiaodu.core.base.text import Language, Text
from jiaodu.core.formula.nodes import (
    AcrossVerb,
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
    Number,
    Previous,
    Reference,
)

_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}


def print_number(value: Fraction) -> str:
    """A literal without exponent; literals are finite decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def print_canonical(node: Node) -> str:
    """The canonical text: ids, lower-case verbs, the fewest brackets that keep the tree."""
    match node:
        case Number(value):
            return print_number(value)
        case Literal_(value):
            return str(value).lower() if isinstance(value, bool) else f"'{value}'"
        case Item(name) | Reference(name):
            return name
        case Negative(inner):
            return f"-{_bracketed(inner, 3)}"
        case Arithmetic(op, left, right):
            strength = _BINDING[op]
            # a right operand of equal strength keeps its brackets: a - (b - c)
            return f"{_bracketed(left, strength)} {op} {_bracketed(right, strength + 1)}"
        case Compare(op, left, right):
            return f"{print_canonical(left)} {op} {print_canonical(right)}"
        case Among(item, values):
            return f"{item.name} in ({', '.join(print_canonical(v) for v in values)})"
        case Logic(op, left, right):
            return f"({print_canonical(left)} {op} {print_canonical(right)})"
        case Not(inner):
            return f"not ({print_canonical(inner)})"
        case Aggregate(verb, argument, condition, fraction):
            inside = "*" if argument is None else print_canonical(argument)
            inside += f", {print_number(fraction)}" if fraction is not None else ""
            tail = f" filter (where {print_canonical(condition)})" if condition is not None else ""
            return f"{verb}({inside}){tail}"
        case Previous(reference, count):
            return f"previous({reference.name})" if count == 1 else f"previous({reference.name}, {count})"
        case Function(name, arguments):
            return f"{name}({', '.join(print_canonical(a) for a in arguments)})"
        case AcrossVerb(verb, weight, outcome, fraction):
            if outcome:
                return f"{verb}({outcome})"
            if fraction is not None:
                return f"{verb}(value, {print_number(fraction)})"
            return f"{verb}(value, weight => {print_canonical(weight)})" if weight is not None else f"{verb}(value)"
    raise TypeError(node)


def _bracketed(node: Node, strength: int) -> str:
    text = print_canonical(node)
    weak = isinstance(node, Arithmetic) and _BINDING[node.op] < strength
    return f"({text})" if weak or (isinstance(node, Negative) and strength > 1) else text


Naming = Callable[[str], Text]
CodeNaming = Callable[[str, str], Text]

_VERBS: dict[str, Text] = {
    "sum": Text("{0}之和", "the sum of {0}"),
    "min": Text("{0}的最小值", "the least {0}"),
    "max": Text("{0}的最大值", "the greatest {0}"),
    "stated": Text("填报的{0}", "{0} as stated"),
    "quantile": Text("{0}的{1}分位数", "the {1} quantile of {0}"),
}
_ACROSS: dict[str, Text] = {
    "sum": Text("之和", "sum"),
    "mean": Text("的平均值", "mean"),
    "min": Text("的最小值", "least"),
    "max": Text("的最大值", "greatest"),
}
_SPREAD: dict[str, Text] = {
    "cv": Text("差异系数", "coefficient of variation"),
    "gini": Text("基尼系数", "Gini coefficient"),
}
_FUNCTIONS: dict[str, Text] = {
    "abs": Text("绝对值", "absolute value of"),
    "least": Text("最小者", "least of"),
    "greatest": Text("最大者", "greatest of"),
}
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_COMPARISONS: dict[str, Text] = {
    "=": Text("为", "is"), "<>": Text("不为", "is not"), "<": Text("小于", "is below"), "<=": Text("不超过", "is at most"),
    ">": Text("大于", "is above"), ">=": Text("不少于", "is at least"),
}  # fmt: skip


def print_sentence(
    node: Node, language: Language, naming: Naming, code: CodeNaming | None = None, row: Text | None = None
) -> str:
    """The formula as words.

    Args:
        naming: id of an item or indicator -> its name.
        code: (item, code) -> the code's name.
        row: what one row is, for count(*).
    """
    return _Sentence(language, naming, code or (lambda _, value: Text(value, value)), row or Text("记录", "rows")).say(
        node
    )


class _Sentence:
    """A formula being said in one language."""

    def __init__(self, language: Language, naming: Naming, code: CodeNaming, row: Text) -> None:
        self.language, self.naming, self.code, self.row = language, naming, code, row

    def _t(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def say(self, node: Node, strength: int = 0) -> str:
        match node:
            case Number(value):
                return print_number(value)
            case Literal_(value):
                return self._t("是" if value else "否", "yes" if value else "no") if isinstance(value, bool) else value
            case Item(name) | Reference(name):
                return self.naming(name).in_(self.language)
            case Negative(inner):
                return f"－{self.say(inner, 3)}"
            case Arithmetic(op, left, right):
                own = _BINDING[op]
                sign = _SIGNS[op] if self.language == "zh" else {"*": "×", "/": "÷"}.get(op, op)
                text = f"{self.say(left, own)} {sign} {self.say(right, own + 1)}"
                return self._t(f"({text})", f"({text})") if own < strength else text
            case Compare(op, left, right):
                return self._compare(op, left, right)
            case Among(item, values):
                names = self._t("、", " or ").join(self._value(item, v) for v in values)
                return self._t(f"{self.say(item)}为{names}", f"{self.say(item)} is {names}")
            case Logic(op, left, right):
                word = self._t("且" if op == "and" else "或", f" {op} ")
                return f"{self.say(left)}{word}{self.say(right)}"
            case Not(inner):
                return self._t(f"并非({self.say(inner)})", f"not ({self.say(inner)})")
            case Aggregate():
                return self._aggregate(node)
            case Previous(reference, count):
                name = self.say(reference)
                if count == 1:
                    return self._t(f"上期{name}", f"last period's {name}")
                return self._t(f"{count}期前的{name}", f"{name} {count} periods before")
            case Function(name, arguments):
                inside = self._t("、", ", ").join(self.say(a) for a in arguments)
                said = _FUNCTIONS[name]
                return self._t(f"({inside})的{said.zh}", f"{said.en} ({inside})")
            case AcrossVerb():
                return self._across(node)
        raise TypeError(node)

    def _value(self, item: Node, value: Node) -> str:
        if isinstance(item, Item) and isinstance(value, Literal_) and isinstance(value.value, str):
            return self.code(item.name, value.value).in_(self.language)
        return self.say(value)

    def _compare(self, op: str, left: Node, right: Node) -> str:
        if isinstance(right, Literal_) and right.value is True and op == "=":
            return self.say(left)
        word = _COMPARISONS[op].in_(self.language)
        space = self._t("", " ")
        return f"{self.say(left)}{space}{word}{space}{self._value(left, right)}"

    def _aggregate(self, node: Aggregate) -> str:
        if node.verb == "count":
            if node.argument is None:
                row = self.row.in_(self.language)
                text = self._t(f"{row}数", f"the number of {row}")
            else:
                given = self.say(node.argument)
                text = self._t(f"有{given}的记录数", f"the number of rows with {given}")
        else:
            fraction = print_number(node.fraction) if node.fraction is not None else ""
            inner = self.say(node.argument, 3) if node.argument is not None else ""
            text = _VERBS[node.verb].in_(self.language).format(inner, fraction)
        if node.condition is None:
            return text
        condition = self.say(node.condition)
        return self._t(f"{text}(仅限{condition})", f"{text} (where {condition})")

    def _across(self, node: AcrossVerb) -> str:
        if node.verb == "share":
            return self._t("下级单位中达标者所占比例", "the share of the units below that meet the standard")
        if node.verb in _SPREAD:
            name = _SPREAD[node.verb].in_(self.language)
            if isinstance(node.weight, Number):
                return self._t(f"下级单位间的{name}(不加权)", f"the unweighted {name} between the units below")
            weight = self.say(node.weight) if node.weight is not None else ""
            return self._t(
                f"下级单位间以{weight}加权的{name}",
                f"the {name} between the units below, weighted by {weight}",
            )
        if node.fraction is not None:
            at = print_number(node.fraction)
            return self._t(f"下级单位的值的{at}分位数", f"the {at} quantile of the values of the units below")
        word = _ACROSS[node.verb].in_(self.language)
        return self._t(f"下级单位的值{word}", f"the {word} of the values of the units below")
