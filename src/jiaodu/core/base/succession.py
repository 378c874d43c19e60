"""Who carries on what a unit was: successors with their shares, as a register writes them.

Floor: core.base. In: the text of a register cell, `A` or `A、B` or `A:0.6、B:0.4`. Out: `Successor`s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# digits of a written share; two splits in a row still give whole numbers of 10**-SCALE_DIGITS
SHARE_DIGITS, SCALE_DIGITS = 4, 8
_BETWEEN = re.compile(r"[、,，;；|\s]+")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)(%?)")


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that carries on a part of another; `share` None where no part is declared."""

    code: str
    share: Fraction | None = None


# code → the part of a unit that stands there now; None where several carry it on and no shares are declared
Pieces = Mapping[str, Fraction | None]


def parse_successors(text: str) -> tuple[Successor, ...]:
    """Read successors separated by 、 each with an optional share: `A:0.6、B:40%`.

    Raises:
        ValueError: a code twice, a share that is no number of at most four decimals between 0 and 1, shares that are
            given for some only, or that do not add up to 1.
    """
    found = [_successor(word) for word in _BETWEEN.split(text.strip()) if word]
    codes = [s.code for s in found]
    if len(set(codes)) < len(codes):
        raise ValueError(f"a code twice: {text}")
    shares = [s.share for s in found if s.share is not None]
    if shares and (len(shares) < len(found) or sum(shares) != 1):
        raise ValueError(f"shares must be given for all successors and add up to 1: {text}")
    return tuple(found)


def _successor(word: str) -> Successor:
    code, sign, written = word.replace("：", ":").replace("％", "%").partition(":")
    if not code:
        raise ValueError(f"no code: {word}")
    if not sign:
        return Successor(code)
    match = _SHARE.fullmatch(written)
    share = Fraction(match[1]) / (100 if match[2] else 1) if match else None
    if share is None or not 0 < share <= 1 or (share * 10**SHARE_DIGITS).denominator != 1:
        raise ValueError(f"no share between 0 and 1 with at most {SHARE_DIGITS} decimals: {word}")
    return Successor(code, share)


def join_pieces(parts: list[tuple[Fraction | None, Pieces]]) -> Pieces:
    """Pieces of pieces. What is undeclared anywhere on the way is undeclared."""
    found: dict[str, Fraction | None] = {}
    for share, pieces in parts:
        for code, inner in pieces.items():
            own = None if share is None or inner is None else share * inner
            before = found.get(code, Fraction(0))
            found[code] = None if own is None or before is None else before + own
    return found if len(found) != 1 else dict.fromkeys(found, Fraction(1))
