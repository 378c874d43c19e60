"""Verdicts: what a standard says of a value.

Floor: core.evaluation. In: made by `judge`. Out: frozen nouns that can be written to a file and read back to the digit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jiaodu.core.base.text import Text
from jiaodu.core.indicators import Value


class Outcome(StrEnum):
    """What a verdict can be."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSABLE = "not_assessable"
    NOT_APPLICABLE = "not_applicable"


OUTCOME_NAMES: Mapping[Outcome, Text] = {
    Outcome.MET: Text("达标", "met"),
    Outcome.NOT_MET: Text("不达标", "not met"),
    Outcome.NOT_ASSESSABLE: Text("无法判定", "not assessable"),
    Outcome.NOT_APPLICABLE: Text("不适用", "not applicable"),
}
BASIS_NAMES: Mapping[str, Text] = {
    "legal": Text("法定", "legal"),
    "target": Text("目标", "target"),
    "proxy": Text("代理口径", "proxy"),
}
# a proxy is never called a finding under the law
PROXY_OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.MET: Text("代理值达到", "proxy reaches it"),
    Outcome.NOT_MET: Text("代理值未达到", "proxy falls short"),
}
OP_NAMES: Mapping[str, str] = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One standard, one unit, one period.

    `margin` is in the unit of the indicator (percentage points for a share), positive where the unit is on the good
    side; `own_margin` says the same in the unit of the numerator (教师数, 元), rounded up to whole units of a count.
    `growth` is the relative change, for a growth verdict. `reason` says why there is no finding, and for a combined
    standard which members fall short and by how much. `unit` is that of compared, limit and margin where it is not the
    indicator's: verdicts that count units or members.
    """

    standard: str
    indicator: str
    org: str
    level: str
    cell: tuple[str, ...]
    period: str
    as_of: dt.date
    outcome: Outcome
    basis: str
    op: str
    limit: Decimal | None
    compared: Fraction | None
    margin: Fraction | None = None
    own_margin: Fraction | None = None
    own_unit: str = ""
    growth: Fraction | None = None
    document: str = ""
    article: str = ""
    exemption: str = ""
    reason: Text | None = None
    veto: bool = False
    unverified: bool = False
    unit: str = ""

    @property
    def name(self) -> Text:
        """The outcome in words; a proxy's own words."""
        if self.basis == "proxy" and self.outcome in PROXY_OUTCOMES:
            return PROXY_OUTCOMES[self.outcome]
        return OUTCOME_NAMES[self.outcome]

    def to_json(self) -> dict[str, Any]:
        """A plain mapping; numbers as text."""
        return {
            "standard": self.standard,
            "indicator": self.indicator,
            "org": self.org,
            "level": self.level,
            "cell": list(self.cell),
            "period": self.period,
            "as_of": self.as_of.isoformat(),
            "outcome": self.outcome.value,
            "basis": self.basis,
            "op": self.op,
            "limit": _text(self.limit),
            "compared": _text(self.compared),
            "margin": _text(self.margin),
            "own_margin": _text(self.own_margin),
            "own_unit": self.own_unit,
            "growth": _text(self.growth),
            "document": self.document,
            "article": self.article,
            "exemption": self.exemption,
            "reason": None if self.reason is None else {"zh": self.reason.zh, "en": self.reason.en},
            "veto": self.veto,
            "unverified": self.unverified,
            "unit": self.unit,
        }


def _text(number: Fraction | Decimal | None) -> str | None:
    return None if number is None else str(number)


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """A verdict as `to_json` wrote it."""

    def fraction(name: str) -> Fraction | None:
        return None if data[name] is None else Fraction(data[name])

    given = dict(data)
    given |= {name: fraction(name) for name in ("compared", "margin", "own_margin", "growth")}
    given["limit"] = None if data["limit"] is None else Decimal(data["limit"])
    given["as_of"] = dt.date.fromisoformat(data["as_of"])
    given["cell"] = tuple(data["cell"])
    given["outcome"] = Outcome(data["outcome"])
    given["reason"] = Text(**data["reason"]) if data["reason"] else None
    return Verdict(**given)


@dataclass(frozen=True, slots=True)
class Judged:
    """A value with the verdicts on it."""

    value: Value
    verdicts: tuple[Verdict, ...]
