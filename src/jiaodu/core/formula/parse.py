"""Parse: sqlglot reads the text, a white list rebuilds it as our own tree.

Floor: core.formula. In: a formula and its names. Out: a `Node`; the canonical form must parse to the same tree.
Anything that the white list does not know (aliases, casts, windows, subqueries, blocks) is an error.
"""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import Any, Literal, NoReturn

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.formula.names import Names, Reading
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
from jiaodu.core.formula.printing import print_canonical

Mode = Literal["table", "between", "across", "row", "condition"]
VERBS: dict[Mode, frozenset[str]] = {
    "table": frozenset({"sum", "count", "avg", "min", "max", "quantile", "median", "stated"}),
    "between": frozenset({"previous", "growth", "abs", "least", "greatest"}),
    "across": frozenset({"cv", "gini", "share", "sum", "mean", "min", "max", "quantile", "median", "weight"}),
    "row": frozenset(),
    "condition": frozenset(),
}
_ARITHMETIC: dict[type[exp.Expression], Any] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_COMPARE: dict[type[exp.Expression], Any] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
MAX_DEPTH = 40
_LEAF = re.compile(r"'[^']*'|\bq\d+_\b|\b\d+(?:\.\d+)?\b|\btrue\b|\bfalse\b|\bmet\b")


def parse_formula(text: str, names: Names, mode: Mode, place: Place | None = None) -> Node:
    """Read a formula of one mode into a tree: a whole formula, or what stands inside one (an amount or a condition of a row).

    Raises:
        JiaoduError: with every problem of the names, or the first one of the grammar.
    """
    place = place or Place()
    reading = names.read(text, VERBS[mode], place)
    try:
        return _tree(text, reading.text, tuple(reading.placeholders.items()), mode)
    except JiaoduError as error:
        raise JiaoduError(p.at(place) for p in error.problems) from None


@functools.lru_cache(maxsize=8192)
def _tree(text: str, read: str, placeholders: tuple[tuple[str, str], ...], mode: Mode) -> Node:
    """The tree of a formula whose names were read. Trees do not change and editions share most formulas: they are kept."""
    node = _Builder(text, Reading(read, dict(placeholders)), mode, Place()).build()
    canonical = print_canonical(node)
    names = _canonical_names(node, mode)
    again = _Builder(canonical, names.read(canonical, VERBS[mode], Place()), mode, Place()).build()
    if again != node:
        raise JiaoduError(problem("F05", text=text, canonical=canonical))
    return node


def _canonical_names(node: Node, mode: Mode) -> Names:
    found = {n.name for n in node.walk() if isinstance(n, (Item, Reference))}
    found |= {"value"} if mode == "across" else set()
    return Names({name: name for name in found})


def _surplus(tree: exp.Expression) -> bool:
    return type(tree.this) is exp.Distinct or any(v for k, v in tree.args.items() if k not in ("this", "big_int"))


class _Builder:
    """One formula being rebuilt from sqlglot's tree."""

    def __init__(self, text: str, reading: Reading, mode: Mode, place: Place) -> None:
        self.text, self.reading, self.mode, self.place = text, reading, mode, place

    def build(self) -> Node:
        try:
            parsed = sqlglot.parse(self.reading.text, dialect="duckdb")
        except (SqlglotError, RecursionError) as error:
            self._fail("F03", detail=str(error).splitlines()[0][:120])
        if len(parsed) != 1 or parsed[0] is None:
            self._fail("F03", detail="empty" if not parsed or parsed[0] is None else "more than one expression")
        # the parser drops surplus arguments of some functions without a word: every leaf written must be in the tree
        written = len(_LEAF.findall(self.reading.text))
        if written != len(list(parsed[0].find_all(exp.Column, exp.Literal, exp.Boolean))):
            self._fail("F03", detail=self.text)
        root: Any = parsed[0]
        if self.mode == "row":
            return self._row(root, 0)
        return self._condition(root, 0) if self.mode == "condition" else self._outer(root, 0)

    def _fail(self, code: str, **data: Any) -> NoReturn:
        raise JiaoduError(problem(code, self.place, **data))

    def _unexpected(self, tree: exp.Expression) -> NoReturn:
        self._fail("F03", detail=f"{type(tree).__name__.lower()}: {self._readable(tree)}")

    def _readable(self, tree: exp.Expression) -> str:
        text = tree.sql("duckdb")
        for placeholder, id_ in self.reading.placeholders.items():
            text = text.replace(placeholder, id_)
        return text

    # --- outside aggregates -------------------------------------------------------------------------------------

    def _outer(self, tree: exp.Expression, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._fail("F20", limit=MAX_DEPTH)
        if type(tree) is exp.Paren:
            return self._outer(tree.this, depth + 1)
        if type(tree) is exp.Neg:
            return Negative(self._outer(tree.this, depth + 1))
        if type(tree) in _ARITHMETIC:
            left, right = self._outer(tree.this, depth + 1), self._outer(tree.expression, depth + 1)
            return Arithmetic(_ARITHMETIC[type(tree)], left, right)
        if type(tree) is exp.Literal and not tree.is_string:
            return Number(Fraction(tree.this))
        return {"table": self._aggregate, "between": self._between, "across": self._across}[self.mode](tree, depth)

    def _aggregate(self, tree: exp.Expression, depth: int) -> Node:
        condition = None
        if type(tree) is exp.Filter:
            where = tree.expression
            if type(where) is not exp.Where:
                self._unexpected(tree)
            condition, tree = self._condition(where.this, 0), tree.this
        match tree:
            case exp.Sum() | exp.Min() | exp.Max() if not _surplus(tree):
                verb = type(tree).__name__.lower()
                return Aggregate(verb, self._row(tree.this, 0), condition)  # type: ignore[arg-type]
            case exp.Avg():
                argument = self._row(tree.this, 0)
                total, number = Aggregate("sum", argument, condition), Aggregate("count", argument, condition)
                return Arithmetic("/", total, number)
            case exp.Count() if type(tree.this) is exp.Star:
                return Aggregate("count", None, condition)
            case exp.Count() if not _surplus(tree):
                return Aggregate("count", self._row(tree.this, 0), condition)
            case exp.Median():
                return Aggregate("quantile", self._row(tree.this, 0), condition, Fraction(1, 2))
            case exp.Quantile():
                return Aggregate("quantile", self._row(tree.this, 0), condition, self._share(tree.args.get("quantile")))
            case exp.Anonymous(this=name) if str(name).lower() == "stated" and len(tree.expressions) == 1:
                return Aggregate("stated", self._row(tree.expressions[0], 0), condition)
            case exp.Column() | exp.Boolean():
                self._fail("F18", text=self._readable(tree))
        self._unexpected(tree)

    def _share(self, tree: Any) -> Fraction:
        if type(tree) is not exp.Literal or tree.is_string or not 0 <= Fraction(tree.this) <= 1:
            shown = self._readable(tree) if tree is not None else "—"
            self._fail("F17", verb="quantile", detail=shown, usage="quantile(x, 0.5)")
        return Fraction(tree.this)

    def _reference(self, tree: exp.Expression) -> Reference:
        if type(tree) is not exp.Column:
            self._unexpected(tree)
        return Reference(self._id(tree))

    def _between(self, tree: exp.Expression, depth: int) -> Node:
        match tree:
            case exp.Column():
                return self._reference(tree)
            case exp.Anonymous(this=name) if str(name).lower() in ("previous", "growth"):
                return self._earlier(str(name).lower(), tree.expressions)
            case exp.Abs():
                return Function("abs", (self._outer(tree.this, depth + 1),))
            case exp.Least() | exp.Greatest():
                arguments = tuple(self._outer(a, depth + 1) for a in (tree.this, *tree.expressions) if a is not None)
                return Function("least" if isinstance(tree, exp.Least) else "greatest", arguments)
        self._unexpected(tree)

    def _earlier(self, verb: str, arguments: list[exp.Expression]) -> Node:
        usage = "previous(x), previous(x, 6)" if verb == "previous" else "growth(x)"
        if not 1 <= len(arguments) <= (2 if verb == "previous" else 1):
            self._fail("F17", verb=verb, detail=str(len(arguments)), usage=usage)
        reference, count = self._reference(arguments[0]), 1
        if len(arguments) == 2:
            literal = arguments[1]
            if type(literal) is not exp.Literal or literal.is_string or not str(literal.this).isdigit():
                self._fail("F17", verb=verb, detail=self._readable(literal), usage=usage)
            count = int(literal.this)
            if not 1 <= count <= 60:
                self._fail("F17", verb=verb, detail=str(count), usage=usage)
        if verb == "previous":
            return Previous(reference, count)
        return Arithmetic("-", Arithmetic("/", reference, Previous(reference)), Number(Fraction(1)))

    def _across(self, tree: exp.Expression, depth: int) -> Node:
        arguments = tree.expressions if isinstance(tree, exp.Anonymous) else [tree.this, *tree.expressions]
        name = str(tree.this).lower() if isinstance(tree, exp.Anonymous) else type(tree).__name__.lower()
        if name == "share":
            if len(arguments) != 1 or str(arguments[0]).lower() not in ("met",):
                self._fail("F17", verb=name, detail=", ".join(map(str, arguments)), usage="share(met)")
            return AcrossVerb("share", None, "met")
        if name not in ("cv", "gini", "sum", "mean", "min", "max", "quantile", "median") or not arguments:
            self._unexpected(tree)
        if type(arguments[0]) is not exp.Column or self._id(arguments[0]) != "value":
            self._fail("F17", verb=name, detail=str(arguments[0]), usage=f"{name}(value)")
        if name in ("quantile", "median"):
            half = Fraction(1, 2)
            return AcrossVerb("quantile", fraction=half if name == "median" else self._share(tree.args.get("quantile")))
        weight = self._weight(arguments[1:], name)
        if name in ("cv", "gini") and weight is None:
            self._fail("F11", text=self.text, verb=name)
        return AcrossVerb(name, weight)  # type: ignore[arg-type]

    def _weight(self, arguments: list[Any], verb: str) -> Node | None:
        if not arguments:
            return None
        given = arguments[0]
        if len(arguments) > 1 or type(given) not in (exp.Kwarg, exp.PropertyEQ) or str(given.this).lower() != "weight":
            self._fail("F17", verb=verb, detail=str(given), usage=f"{verb}(value, weight => pupils)")
        right = given.expression
        if type(right) is exp.Literal and right.this == "1":
            return Number(Fraction(1))
        return self._reference(right)

    # --- inside aggregates --------------------------------------------------------------------------------------

    def _id(self, tree: exp.Expression) -> str:
        if not isinstance(tree, exp.Column) or tree.table or not isinstance(tree.this, exp.Identifier):
            self._unexpected(tree)
        id_ = self.reading.placeholders.get(tree.name)
        if id_ is None:
            self._fail("F01", name=tree.name, subject="—", near=[])
        return id_

    def _row(self, tree: exp.Expression, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._fail("F20", limit=MAX_DEPTH)
        if type(tree) is exp.Paren:
            return self._row(tree.this, depth + 1)
        if type(tree) is exp.Neg:
            return Negative(self._row(tree.this, depth + 1))
        if type(tree) is exp.Div:
            self._fail("F10", text=self._readable(tree))
        if type(tree) in _ARITHMETIC:
            left, right = self._row(tree.this, depth + 1), self._row(tree.expression, depth + 1)
            return Arithmetic(_ARITHMETIC[type(tree)], left, right)
        if type(tree) is exp.Literal:
            return Literal_(tree.this) if tree.is_string else Number(Fraction(tree.this))
        if type(tree) is exp.Boolean:
            return Literal_(bool(tree.this))
        if type(tree) is exp.Column:
            return Item(self._id(tree))
        self._unexpected(tree)

    def _condition(self, tree: exp.Expression, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._fail("F20", limit=MAX_DEPTH)
        match tree:
            case exp.Paren():
                return self._condition(tree.this, depth + 1)
            case exp.And() | exp.Or():
                left, right = self._condition(tree.this, depth + 1), self._condition(tree.expression, depth + 1)
                return Logic("and" if isinstance(tree, exp.And) else "or", left, right)
            case exp.Not():
                return Not(self._condition(tree.this, depth + 1))
            case exp.Between():
                value = self._row(tree.this, 0)
                low, high = self._row(tree.args["low"], 0), self._row(tree.args["high"], 0)
                return Logic("and", Compare(">=", value, low), Compare("<=", value, high))
            case exp.In() if tree.expressions and isinstance(tree.this, exp.Column):
                return Among(Item(self._id(tree.this)), tuple(self._row(e, 0) for e in tree.expressions))
            case exp.Column():
                return Compare("=", Item(self._id(tree)), Literal_(True))
        if type(tree) in _COMPARE:
            return Compare(_COMPARE[type(tree)], self._row(tree.this, 0), self._row(tree.expression, 0))
        self._unexpected(tree)
