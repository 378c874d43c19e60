"""Sentences and what is found in them, from the plain text files beside this one.

A line is a sentence (\\n and \\t stand for a line break and a tab); the indented lines after it list what is found, in order:
`text = value unit [approx] [up|down]` for a claim, `text : kind` for another number. Every claim of the sentence is
listed; other numbers only where it matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest

from jiaodu.methods.quantities import Quantity, find_quantities

FOLDER = Path(__file__).parent
HEDGES = {"over", "under", "about", "at_least", "at_most"}


@dataclass
class Pair:
    place: str
    sentence: str
    claims: list[tuple[str, Fraction, str, str | None, str | None]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)


def _plain(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t")


def read_pairs() -> list[Pair]:
    pairs: list[Pair] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            if not line.startswith("  "):
                pairs.append(Pair(f"{path.name}:{number}", _plain(line)))
            elif " = " in line:
                text, _, rest = line[2:].rpartition(" = ")
                value, *words = rest.split()
                unit = next((w for w in words if w not in HEDGES and w not in ("up", "down")), "")
                approx = next((w for w in words if w in HEDGES), None)
                direction = next((w for w in words if w in ("up", "down")), None)
                pairs[-1].claims.append((_plain(text), Fraction(value), unit, approx, direction))
            else:
                text, _, kind = line[2:].rpartition(" : ")
                pairs[-1].others.append((_plain(text), kind))
    return pairs


def _claim(q: Quantity, wanted: str | None) -> tuple[str, Fraction | None, str, str | None, str | None]:
    return q.text, q.value, q.unit, q.approx, q.direction if wanted else None


@pytest.mark.parametrize("pair", read_pairs(), ids=lambda p: p.place)
def test_pair(pair: Pair) -> None:
    found = find_quantities(pair.sentence)
    for q in found:
        assert pair.sentence[q.start : q.end] == q.text
    claims = [q for q in found if q.claim]
    wanted = [c[4] for c in pair.claims] + [None] * len(claims)
    assert [_claim(q, w) for q, w in zip(claims, wanted, strict=False)] == pair.claims
    others = [(q.text, q.kind) for q in found if not q.claim]
    for other in pair.others:
        assert other in others
