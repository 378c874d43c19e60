"""How likely it is that so many of n figures end in 0 or 5 by chance: the upper tail of the binomial with p = 1/5.

Floor: core.rules. In: counts. Out: a probability: exact in integers for few figures, a bound from above for many.
Few are up to 2,000. Beyond, P(X >= k) <= exp(-n D), D = q ln(q/p) + (1-q) ln((1-q)/(1-p)), q = k/n (Chernoff; W. Hoeffding, Probability
inequalities for sums of bounded random variables, 1963, theorem 1): never too small, so that it can only be too cautious.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction

EXACT_UP_TO = 2000
CHANCE = Fraction(1, 5)


@functools.lru_cache(maxsize=4096)
def chance_of(hits: int, values: int) -> float:
    """The chance of at least so many hits; 1 when there are no more than chance lets expect."""
    if hits * CHANCE.denominator <= values * CHANCE.numerator:
        return 1.0
    return _exact(hits, values) if values <= EXACT_UP_TO else _bound(hits, values)


def _exact(hits: int, values: int) -> float:
    """Sum of C(n, j) 4^(n - j) / 5^n over j >= hits, in integers."""
    term = math.comb(values, hits) * 4 ** (values - hits)
    total = 0
    for j in range(hits, values + 1):
        total += term
        # C(n, j + 1) 4^(n - j - 1) from C(n, j) 4^(n - j); the last step leaves 0
        term = term * (values - j) // ((j + 1) * 4)
    return float(Fraction(total, 5**values))


def _bound(hits: int, values: int) -> float:
    q, p = hits / values, float(CHANCE)
    distance = q * math.log(q / p) + ((1 - q) * math.log((1 - q) / (1 - p)) if q < 1 else 0.0)
    return math.exp(-values * distance)
