"""Comparing: a value against a limit, a count with open units against a limit.

Floor: core.evaluation. In: exact numbers and how inexact they are. Out: an `Outcome`.
"""

from __future__ import annotations

from fractions import Fraction

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.model import Outcome

HOLDS = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}


def decide(value: Fraction, op: str, limit: Fraction, hedge: Hedge | None = None) -> Outcome:
    """Whether a value satisfies `op limit`. A hedged value is judged only where its bound alone decides."""
    holds = HOLDS[op](value, limit)
    if hedge is None:
        return Outcome.MET if holds else Outcome.NOT_MET
    if hedge is Hedge.AT_LEAST:
        if op in (">=", ">") and holds:
            return Outcome.MET
        if (op in ("<=", "=") and value > limit) or (op == "<" and value >= limit):
            return Outcome.NOT_MET
    if hedge is Hedge.AT_MOST:
        if op in ("<=", "<") and holds:
            return Outcome.MET
        if (op in (">=", "=") and value < limit) or (op == ">" and value <= limit):
            return Outcome.NOT_MET
    return Outcome.NOT_ASSESSABLE


def decide_count(number: int, open_: int, op: str, limit: Fraction) -> tuple[Outcome, Text]:
    """A count with some units still open is decided only when the open ones cannot change it."""
    least, most = HOLDS[op](Fraction(number), limit), HOLDS[op](Fraction(number + open_), limit)
    if least == most and (op != "=" or not open_):
        return (Outcome.MET if least else Outcome.NOT_MET), Text("", "")
    if op == "=" and number > limit:
        return Outcome.NOT_MET, Text("", "")
    return Outcome.NOT_ASSESSABLE, Text(f"{open_} 个下级单位无法判定", f"{open_} units below are not assessable")
