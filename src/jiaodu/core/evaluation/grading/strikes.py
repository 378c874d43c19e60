"""Vetoes, downgrades and caps: whether a unit's signals strike.

Floor: core.evaluation. In: parts (which know verdicts and values), a scheme, a unit and a year. Out: `Struck`s.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation.comparing import decide
from jiaodu.core.evaluation.grading.model import Struck
from jiaodu.core.evaluation.grading.parts import Parts
from jiaodu.core.evaluation.model import OP_NAMES, OUTCOME_NAMES, Outcome
from jiaodu.core.framework import schema
from jiaodu.core.indicators import STATUS_NAMES, Status

KIND_WORDS = {"downgrade": Text("降等", "downgrade"), "cap": Text("封顶", "cap"), "veto": Text("一票否决", "veto")}
Signalled = tuple[Text, Outcome, Text]


def strikes_of(grading: schema.Grading, parts: Parts, org: str, year: int) -> Iterator[tuple[schema.Strike, Struck]]:
    """Every downgrade, cap and veto, in the order in which they act."""
    for kind, listed in (("downgrade", grading.downgrades), ("cap", grading.caps), ("veto", grading.vetoes)):
        for strike in listed:
            signals = tuple((s.name, *_signal(s, parts, org, year)) for s in strike.any_of)
            unverified = strike.unverified or any(
                s.unverified for s, found in zip(strike.any_of, signals, strict=True) if found[1] is Outcome.MET
            )
            outcome = any_of([o for _, o, _ in signals])
            yield (
                strike,
                Struck(kind, strike.name, outcome, signals, strike.document or "", strike.article, unverified),
            )


def any_of(outcomes: list[Outcome]) -> Outcome:
    """Whether one of several happened: met if one did, open while one is open."""
    for outcome in (Outcome.MET, Outcome.NOT_ASSESSABLE):
        if outcome in outcomes:
            return outcome
    return Outcome.NOT_MET


def _signal(signal: schema.Signal, parts: Parts, org: str, year: int) -> tuple[Outcome, Text]:
    """Whether a signal is there (met), and what was found."""
    if signal.standard is not None:
        found = parts.outcome(signal.standard, org, year)
        name = parts.framework.standards[signal.standard].name
        said = Text(f"{name.zh}:{OUTCOME_NAMES[found].zh}", f"{name.en}: {OUTCOME_NAMES[found].en}")
        if found is Outcome.NOT_ASSESSABLE:
            return found, said
        return (Outcome.MET if found.value == signal.outcome else Outcome.NOT_MET), said
    compared = [_compare(asked, parts, org, year) for asked in signal.when]
    said = Text(";".join(t.zh for _, t in compared), "; ".join(t.en for _, t in compared))
    outcomes = [o for o, _ in compared]
    for outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE):
        if outcome in outcomes:
            return outcome, said
    return Outcome.MET, said


def _compare(asked: schema.Compared, parts: Parts, org: str, year: int) -> tuple[Outcome, Text]:
    """A comparison of a value; what does not apply does not hold, what has no value is open."""
    indicator = parts.framework.indicators[asked.indicator]
    value = parts.value(asked.indicator, org, year)
    name, unit = indicator.name, indicator.spec.unit
    limit = f"{OP_NAMES[asked.op]} {asked.value}"
    if value.exact is None:
        why = STATUS_NAMES[value.status]
        outcome = Outcome.NOT_MET if value.status is Status.NOT_APPLICABLE else Outcome.NOT_ASSESSABLE
        return outcome, Text(f"{name.zh}:{why.zh}", f"{name.en}: {why.en}")
    shown = f"{value.rounded}"
    said = Text(
        f"{name.zh} {shown}{printed_unit(unit)}(条件 {limit})",
        f"{name.en} {shown} {printed_unit(unit, 'en')} (asked {limit})".replace("  ", " "),
    )
    return decide(value.exact, asked.op, Fraction(asked.value), value.hedge), said
