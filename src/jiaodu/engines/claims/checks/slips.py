"""Sums that one slip of a digit would make right.

Floor: engines.claims. In: a `Document`. Out: whether a whole and its parts are of one topic, and one slip away from adding up.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

from jiaodu.engines.claims.document import Document


def is_one_topic(document: Document, whole: int, parts: Sequence[int]) -> bool:
    """Whether only separators and short nouns stand between: 在校生92988人，小学67424人、初中25564人."""
    order = [whole, *parts]
    gaps = [document.between(a, b) for a, b in itertools.pairwise(order)]
    return document.claims[parts[-1]].sentence == document.claims[whole].sentence and all(len(g) <= 40 for g in gaps)


def is_one_slip(document: Document, whole: int, parts: Sequence[int]) -> bool:
    """Whether one wrong or swapped digit, or a slip by ten, in one number would make the sum right. Of short numbers only a swap."""
    numbers = [document.claims[j].quantity for j in (whole, *parts)]
    if any(q.value is None or q.step is None or not q.step or q.unit != numbers[0].unit for q in numbers):
        return False
    if all((q.value or 0) < 1000 * (q.step or 1) for q in numbers):
        return _is_swap([int((q.value or 0) / (q.step or 1)) for q in numbers], {q.step for q in numbers})
    steps = [q.step for q in numbers if q.step is not None]
    step = min(steps)
    units = [int((q.value or 0) / step) for q in numbers]
    rest = units[0] - sum(units[1:])
    if units[0] == 10 * sum(units[1:]) or sum(units[1:]) == 10 * units[0]:
        return True
    while units and all(u % 10 == 0 for u in units):  # rounded numbers leave a round rest by themselves
        units, rest = [u // 10 for u in units], rest // 10
    if not rest or max(units) < 1000:
        return False
    return _is_slip(abs(rest), units)


def _is_slip(rest: int, units: Sequence[int]) -> bool:
    """A rest of one digit (d × 10^k) or of two digits swapped (9 × d × 10^k), short beside the numbers."""
    bare = rest
    while bare % 10 == 0:
        bare //= 10
    return bare < 10 or (bare % 9 == 0 and bare // 9 < 10) or any(rest in (9 * u, u - u // 10) for u in units[1:])


def _is_swap(units: Sequence[int], steps: Collection[object]) -> bool:
    """Whether two digits swapped in one of the numbers, the whole first, make the sum right."""
    if len(steps) != 1:
        return False
    rest = units[0] - sum(units[1:])
    return any(
        rest == (number - swapped if k == 0 else swapped - number)
        for k, number in enumerate(units)
        for swapped in _swaps(number)
    )


def _swaps(number: int) -> Iterator[int]:
    digits = str(number)
    for k in range(len(digits) - 1):
        if digits[k] != digits[k + 1]:
            yield int(digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :])
