"""The nouns of grading: scores with who gave them, results of parts, signals that strike, and the grade of a unit.

Floor: core.evaluation. In: made by `grade`. Out: frozen nouns, writable as plain mappings with every number exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.grading.methods import Choice, Corrected, Range
from jiaodu.core.evaluation.model import Outcome

COLUMNS: tuple[str, ...] = ("self", "online", "field", "final")
COLUMN_NAMES: Mapping[str, Text] = {
    "self": Text("自评", "self"),
    "online": Text("网评", "online"),
    "field": Text("实地核查", "field"),
    "final": Text("终评", "final"),
}


NOTHING = Text("", "")


class GradeState(StrEnum):
    """What a grading can come to."""

    GRADED = "graded"
    SCORED = "scored"
    PROVISIONAL = "provisional"
    NO_GRADE = "no_grade"
    VETOED = "vetoed"
    NOT_ASSESSABLE = "not_assessable"
    NOT_KNOWN = "not_known"


STATE_NAMES: Mapping[GradeState, Text] = {
    GradeState.GRADED: Text("已定等", "graded"),
    GradeState.SCORED: Text("只计分,不分等次", "points only, no grades"),
    GradeState.PROVISIONAL: Text("暂定", "provisional"),
    GradeState.NO_GRADE: Text("未达到任何等次", "no grade reached"),
    GradeState.VETOED: Text("一票否决", "vetoed"),
    GradeState.NOT_ASSESSABLE: Text("无法定等", "not assessable"),
    GradeState.NOT_KNOWN: Text("评分表未知,不定等", "the table is not known; not graded"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """One score of one part in one column: who gave it, why, and the source and period under which it is stored."""

    part: str
    column: str
    score: Fraction
    given_by: str = ""
    reason: str = ""
    source: str = ""
    ordinal: int = 0

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"score": str(self.score)}


@dataclass(frozen=True, slots=True)
class PartResult:
    """What one part came to: points (None when it does not apply), of how many, a mark, the standards behind it.

    `scores` hold the columns of the score sheet; none replaces another.
    """

    part: str
    points: Range | None
    full: Fraction | None
    weight: Fraction
    mark: Choice | None = None
    standards: tuple[str, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)
    reason: Text | None = None

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {
            "part": self.part,
            "points": _range(self.points),
            "full": None if self.full is None else str(self.full),
            "weight": str(self.weight),
            "mark": None if self.mark is None else [self.mark.worst, self.mark.best],
            "standards": list(self.standards),
            "scores": {c: s.to_json() for c, s in self.scores.items()},
            "reason": _text(self.reason),
        }


@dataclass(frozen=True, slots=True)
class Struck:
    """A veto, downgrade or cap: whether it strikes (met), does not (not met), or is not assessable, and the signals."""

    kind: str
    name: Text
    outcome: Outcome
    signals: tuple[tuple[Text, Outcome, Text], ...]
    document: str = ""
    article: str = ""
    unverified: bool = False
    effect: Text = NOTHING

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {
            "kind": self.kind,
            "name": {"zh": self.name.zh, "en": self.name.en},
            "outcome": self.outcome.value,
            "signals": [{"name": _text(n), "outcome": o.value, "found": _text(found)} for n, o, found in self.signals],
            "effect": {"zh": self.effect.zh, "en": self.effect.en},
            "document": self.document,
            "article": self.article,
            "unverified": self.unverified,
        }


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of one unit under one scheme, with everything that made it.

    `grade` is the id of the grade (None for none); while it is provisional or open, `worst` and `best` are what it can
    still become. `totals` hold the sum of each column that has every part; `total` is what was graded.
    """

    scheme: str
    org: str
    level: str
    period: str
    state: GradeState
    grade: str | None
    worst: str | None
    best: str | None
    parts: tuple[PartResult, ...]
    total: Range | None
    full: Fraction | None
    totals: Mapping[str, Fraction]
    corrected: Corrected | None
    marks: Mapping[str, tuple[int, int]]
    struck: tuple[Struck, ...]
    notes: tuple[Text, ...]
    unverified: bool = False

    @property
    def differences(self) -> Mapping[str, Fraction]:
        """What each column's total differs from the self-score, where both are there."""
        own = self.totals.get("self")
        return {} if own is None else {c: t - own for c, t in self.totals.items() if c != "self"}

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        made = self.corrected
        return {
            "scheme": self.scheme,
            "org": self.org,
            "level": self.level,
            "period": self.period,
            "state": self.state.value,
            "grade": self.grade,
            "worst": self.worst,
            "best": self.best,
            "total": _range(self.total),
            "full": None if self.full is None else str(self.full),
            "totals": {c: str(t) for c, t in self.totals.items()},
            "differences": {c: str(d) for c, d in self.differences.items()},
            "credibility": None
            if made is None
            else {
                "verified": str(made.verified),
                "claimed": str(made.claimed),
                "factor": str(made.factor),
                "self_total": str(made.self_total),
                "result": str(made.result),
                "capped": made.capped,
            },
            "marks": {mark: list(counts) for mark, counts in self.marks.items()},
            "parts": [p.to_json() for p in self.parts],
            "struck": [s.to_json() for s in self.struck],
            "notes": [{"zh": n.zh, "en": n.en} for n in self.notes],
            "unverified": self.unverified,
        }


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _range(found: Range | None) -> list[str] | None:
    return None if found is None else [str(found.least), str(found.most)]


# --- back from a plain mapping ----------------------------------------------------------------------------------


def graded_from_json(data: Mapping[str, Any]) -> Graded:
    """A grade as `to_json` wrote it, to the digit."""
    made = data["credibility"]
    corrected = None
    if made is not None:
        numbers = {n: Fraction(made[n]) for n in ("verified", "claimed", "factor", "self_total", "result")}
        corrected = Corrected(**numbers, capped=made["capped"])
    return Graded(
        data["scheme"], data["org"], data["level"], data["period"], GradeState(data["state"]), data["grade"],
        data["worst"], data["best"], tuple(_part_of(p) for p in data["parts"]), _range_of(data["total"]),
        _fraction_of(data["full"]), {c: Fraction(t) for c, t in data["totals"].items()}, corrected,
        {m: (least, most) for m, (least, most) in data["marks"].items()}, tuple(_struck_of(s) for s in data["struck"]),
        tuple(Text(**n) for n in data["notes"]), data["unverified"],
    )  # fmt: skip


def _part_of(data: Mapping[str, Any]) -> PartResult:
    scores = {c: Score(**(s | {"score": Fraction(s["score"])})) for c, s in data["scores"].items()}
    return PartResult(
        data["part"], _range_of(data["points"]), _fraction_of(data["full"]), Fraction(data["weight"]),
        None if data["mark"] is None else Choice(*data["mark"]), tuple(data["standards"]), scores,
        Text(**data["reason"]) if data["reason"] else None,
    )  # fmt: skip


def _struck_of(data: Mapping[str, Any]) -> Struck:
    signals = tuple((Text(**s["name"]), Outcome(s["outcome"]), Text(**s["found"])) for s in data["signals"])
    return Struck(
        data["kind"], Text(**data["name"]), Outcome(data["outcome"]), signals, data["document"], data["article"],
        data["unverified"], Text(**data["effect"]),
    )  # fmt: skip


def _fraction_of(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _range_of(found: list[str] | None) -> Range | None:
    return None if found is None else Range(Fraction(found[0]), Fraction(found[1]))
