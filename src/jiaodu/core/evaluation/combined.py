"""Combined standards: so many of the members met, and the rest not far below, in three-valued logic.

Floor: core.evaluation. In: how far each member may stand. Out: the outcome, and which members fall short by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.comparing import decide
from jiaodu.core.evaluation.margins import print_margin
from jiaodu.core.evaluation.model import Outcome, Verdict
from jiaodu.core.framework.model import Indicator, Standard

MEMBERS_UNIT = "项"


class Standing(IntEnum):
    """Where a member may stand: below the share of its limit, at it, or met."""

    FAR = 0
    NEAR = 1
    MET = 2


@dataclass(frozen=True, slots=True)
class Span:
    """The worst and the best standing that a member may have; they differ while it is not assessable."""

    worst: Standing
    best: Standing

    @property
    def decided(self) -> bool:
        """Whether no open figure can change it."""
        return self.worst is self.best


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a combined standard on one unit: its verdict, and where it may stand (None: does not apply)."""

    standard: Standard
    verdict: Verdict
    indicator: Indicator
    span: Span | None


@dataclass(frozen=True, slots=True)
class Combination:
    """What the members give together.

    `addressed` members address the unit, `judged` of them are not exempt and not inapplicable, `met` are surely met,
    `allowed` may be unmet. `lacking`: how many members, at the least, must still be brought up (0 when none).
    """

    outcome: Outcome
    addressed: int
    judged: int
    met: int
    allowed: int
    lacking: int

    @property
    def needed(self) -> int:
        """How many members must be met."""
        return max(self.judged - self.allowed, 0)


def rest_limit(op: str, limit: Fraction, share: Fraction) -> Fraction | None:
    """The limit that a share of a limit comes to: share × limit for at least, limit ÷ share for at most.

    None where a share of the limit means nothing: for "exactly", and for limits that are not positive.
    """
    if op == "=" or limit <= 0:
        return None
    return limit * share if op in (">=", ">") else limit / share


def span_of(verdict: Verdict, share: Decimal | None, hedge: Hedge | None = None, divisible: bool = True) -> Span | None:
    """Where a member may stand; None when it does not apply. An inexact figure is open as far as its bound leaves it.

    Of a member that is itself combined no share can be taken (not `divisible`): unmet, it is far below.
    """
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        return None
    if verdict.outcome is Outcome.MET:
        return Span(Standing.MET, Standing.MET)
    if share is not None and not divisible:
        best = Standing.FAR if verdict.outcome is Outcome.NOT_MET else Standing.MET
        return Span(Standing.FAR, best)
    near = _reaches(verdict, share, hedge)
    if verdict.outcome is Outcome.NOT_MET:
        worst = Standing.NEAR if near is Outcome.MET else Standing.FAR
        best = Standing.FAR if near is Outcome.NOT_MET else Standing.NEAR
        return Span(worst, best)
    return Span(Standing.NEAR if near is Outcome.MET else Standing.FAR, Standing.MET)


def _reaches(verdict: Verdict, share: Decimal | None, hedge: Hedge | None) -> Outcome:
    """Whether a member that is not surely met reaches the share. Without a share nothing is asked of it."""
    if share is None:
        return Outcome.MET
    limit = None if verdict.limit is None else rest_limit(verdict.op, Fraction(verdict.limit), Fraction(share))
    if limit is None:
        return Outcome.NOT_MET if verdict.outcome is Outcome.NOT_MET else Outcome.NOT_ASSESSABLE
    if verdict.compared is None:
        return Outcome.NOT_ASSESSABLE
    return decide(verdict.compared, verdict.op, limit, hedge)


def combine(spans: Sequence[Span | None], at_least: int | None) -> Combination:
    """The outcome of the members that address a unit (None: does not apply to it).

    Of n members at most n - at_least may be unmet, none at all without `at_least`; one that is exempt or does not apply
    is left out and uses up nothing of that. Decided only when no open member can change it.
    """
    judged = [s for s in spans if s is not None]
    allowed = 0 if at_least is None else max(len(spans) - at_least, 0)
    met = sum(s.worst is Standing.MET for s in judged)
    if not judged:
        return Combination(Outcome.NOT_APPLICABLE, len(spans), 0, 0, allowed, 0)
    most = _lacking([s.worst for s in judged], allowed)
    least = _lacking([s.best for s in judged], allowed)
    outcome = Outcome.MET if most == 0 else Outcome.NOT_MET if least > 0 else Outcome.NOT_ASSESSABLE
    return Combination(outcome, len(spans), len(judged), met, allowed, least)


def _lacking(standings: Sequence[Standing], allowed: int) -> int:
    """How many members must be brought up: those beyond the allowed, and every one that is far below."""
    unmet = sum(s is not Standing.MET for s in standings)
    return max(unmet - allowed, sum(s is Standing.FAR for s in standings), 0)


# --- in words ---------------------------------------------------------------------------------------------------


def say_combination(found: Combination, members: Sequence[Member], share: Decimal | None) -> Text:
    """How many are met, which are not and by how much, which are open, how many are left out."""
    left_out = found.addressed - found.judged
    aside = Text(f",{left_out} 项豁免或不适用" if left_out else "", f", {left_out} left out" if left_out else "")
    if not found.judged:
        return Text(f"{found.addressed} 项都豁免或不适用", f"all {found.addressed} members are exempt or do not apply")
    rest = Text("", "")
    if share is not None:
        least = print_share(Fraction(share)).removesuffix(".0%").removesuffix("%") + "%"
        rest = Text(f",其余须达到标准的 {least}", f", the rest at {least} of their limits or more")
    zh = f"{found.judged} 项中 {found.met} 项达标(须 {found.needed} 项{rest.zh}{aside.zh})"
    en = f"{found.met} of {found.judged} met ({found.needed} needed{rest.en}{aside.en})"
    failed = [m for m in members if m.span is not None and m.verdict.outcome is Outcome.NOT_MET]
    open_ = [m for m in members if m.span is not None and m.verdict.outcome is Outcome.NOT_ASSESSABLE]
    for members_, word in ((failed, Text("未达标", "below")), (open_, Text("无法判定", "not assessable"))):
        said = [_say_member(m, share) for m in members_]
        if said:
            zh += f";{word.zh}:" + "、".join(t.zh for t in said)
            en += f"; {word.en}: " + ", ".join(t.en for t in said)
    return Text(zh, en)


def _say_member(member: Member, share: Decimal | None) -> Text:
    """A member with its margin, and how far it comes towards its limit where that counts."""
    verdict, name = member.verdict, member.standard.name
    zh, en = [], []
    if verdict.margin is not None and verdict.outcome is Outcome.NOT_MET:
        margin = print_margin(verdict, member.indicator)
        zh, en = [margin.zh], [margin.en]
    reached = reached_share(verdict)
    if share is not None and reached is not None:
        shown = print_share(reached)
        zh.append(f"达到标准的 {shown}")
        en.append(f"{shown} of the limit")
    if verdict.outcome is Outcome.NOT_ASSESSABLE and verdict.reason is not None:
        zh, en = [verdict.reason.zh], [verdict.reason.en]
    return Text(f"{name.zh}({','.join(zh)})" if zh else name.zh, f"{name.en} ({', '.join(en)})" if en else name.en)


def reached_share(verdict: Verdict) -> Fraction | None:
    """How far a value comes towards its limit: value ÷ limit for at least, limit ÷ value for at most; None if senseless."""
    if verdict.limit is None or verdict.compared is None or verdict.limit <= 0 or verdict.op == "=":
        return None
    limit = Fraction(verdict.limit)
    if verdict.op in (">=", ">"):
        return verdict.compared / limit
    return limit / verdict.compared if verdict.compared > 0 else None


def print_share(share: Fraction) -> str:
    """A share in percent, rounded down to one digit: what is short of a limit never reads as the limit."""
    tenths = share * 1000 // 1
    return f"{tenths // 10}.{tenths % 10}%"
