"""The nouns of the room: a claim, what it says of what, a check with its verdict and its arithmetic.

Floor: engines.claims. In: made by `bind`, the checks and the store. Out: read by `publish`, pages, Word comments, JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from jiaodu.core.base.text import Text
from jiaodu.engines.claims.intervals import Interval
from jiaodu.methods.quantities import Quantity

RelationKind = Literal[
    "growth",
    "change",
    "base_level",
    "share_of",
    "part_of",
    "exceeds",
    "below",
    "target",
    "standard",
    "completion_of",
    "multiple_of",
    "denied",
]


class Verdict(StrEnum):
    """What a check comes to."""

    CONSISTENT = "consistent"
    WITHIN_HEDGE = "within_hedge"
    CONTRADICTS = "contradicts"
    OTHER_SCOPE = "other_scope"
    STALE = "stale"
    NEEDS_NOTE = "needs_note"
    UNSUPPORTED = "unsupported"
    UNDECIDED = "undecided"


VERDICT_NAMES: Mapping[Verdict, Text] = {
    Verdict.CONSISTENT: Text("相符", "consistent"),
    Verdict.WITHIN_HEDGE: Text("在约数范围内相符", "consistent within the hedge"),
    Verdict.CONTRADICTS: Text("矛盾", "contradicts"),
    Verdict.OTHER_SCOPE: Text("口径不同", "other scope"),
    Verdict.STALE: Text("数据已更新", "stale"),
    Verdict.NEEDS_NOTE: Text("须加说明", "needs a note"),
    Verdict.UNSUPPORTED: Text("无依据", "unsupported"),
    Verdict.UNDECIDED: Text("不作判断", "not decided"),
}
GOOD = frozenset({Verdict.CONSISTENT, Verdict.WITHIN_HEDGE})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a figure has to do with another: `ref` in the text's words, `of` and `base` as numbers of claims.

    `of` is the level that a growth, change or share is said of; `base` what it is compared with or a share of.
    """

    kind: RelationKind
    ref: str | None = None
    direction: Literal["up", "down"] | None = None
    of: int | None = None
    base: int | None = None
    average: bool = False

    def to_json(self) -> dict[str, Any]:
        """A plain mapping without what is empty."""
        found: dict[str, Any] = {"kind": self.kind, "ref": self.ref}
        if self.direction:
            found["direction"] = self.direction
        return found


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity with what the sentence says of it.

    `period` is a year or a span of years (2011-2015) of the data, None when the text does not say; `scope` the place, with
    stage and ownership apart. `sentence` and `paragraph` count from 0. `own` tells a measure of the claim's own clause
    from one taken over from the claim before.
    """

    quantity: Quantity
    measure: str
    period: str | None
    scope: str | None
    stage: str = ""
    ownership: str = ""
    relation: Relation | None = None
    sentence: int = 0
    paragraph: int = 0
    own: bool = True

    @property
    def span(self) -> tuple[int, int]:
        """Characters of the text, end exclusive."""
        return self.quantity.start, self.quantity.end

    @property
    def interval(self) -> Interval:
        """What the printed digits and the hedge leave open."""
        return Interval(self.quantity.low, self.quantity.high)

    def to_json(self) -> dict[str, Any]:
        """One object of `claims extract --json`; values as numbers, normalised."""
        q = self.quantity
        found: dict[str, Any] = {"span": [q.start, q.end], "text": q.text, "claim": q.claim}
        if not q.claim:
            return found | {"kind": q.kind}
        return found | {
            "value": plain_number(q),
            "unit": q.unit or None,
            "approx": q.approx,
            "measure": self.measure or None,
            "period": int(self.period) if self.period and self.period.isdigit() else self.period,
            "scope": self.scope,
            "relation": self.relation.to_json() if self.relation else None,
        }


def plain_number(quantity: Quantity) -> int | float | None:
    """The value as JSON writes it: whole numbers whole."""
    value = quantity.value
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


@dataclass(frozen=True, slots=True)
class Check:
    """One question asked of the text, its verdict and the arithmetic in words.

    `code` names the problem that it becomes when the verdict is not good. `claims` are numbers of claims, the one that is
    judged first; a finding about words has none and stands at `span`. `stated` and `computed` are what was compared.
    """

    code: str
    verdict: Verdict
    claims: tuple[int, ...]
    arithmetic: Text
    span: tuple[int, int]
    stated: Interval | None = None
    computed: Interval | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be looked at."""
        return self.verdict in GOOD
