"""The checks inside a text: each a generator over a document, none knowing another.

Floor: engines.claims. In: a `Document`. Out: `check_inside`, every `Check`, good ones included, in the order of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jiaodu.engines.claims.checks.averages import check_averages
from jiaodu.engines.claims.checks.beside import check_beside
from jiaodu.engines.claims.checks.gaps import check_gaps
from jiaodu.engines.claims.checks.halves import check_halves
from jiaodu.engines.claims.checks.limits import check_limits
from jiaodu.engines.claims.checks.lists import check_lists
from jiaodu.engines.claims.checks.means import check_means, check_ratios
from jiaodu.engines.claims.checks.moves import check_moves
from jiaodu.engines.claims.checks.nearby import check_nearby
from jiaodu.engines.claims.checks.order import check_order
from jiaodu.engines.claims.checks.pairs import check_pairs
from jiaodu.engines.claims.checks.products import check_products
from jiaodu.engines.claims.checks.ranges import check_ranges
from jiaodu.engines.claims.checks.repeats import check_repeats
from jiaodu.engines.claims.checks.rests import check_rests
from jiaodu.engines.claims.checks.shares import check_shares
from jiaodu.engines.claims.checks.steps import check_steps
from jiaodu.engines.claims.checks.sums import check_sums
from jiaodu.engines.claims.checks.tables import check_tables
from jiaodu.engines.claims.checks.totals import check_totals
from jiaodu.engines.claims.checks.years import check_years
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check

CHECKS: tuple[Callable[[Document], Iterator[Check]], ...] = (
    check_moves, check_averages, check_shares, check_sums, check_totals, check_limits, check_ranges, check_order, check_lists, check_means,
    check_ratios, check_years, check_repeats, check_tables, check_rests, check_pairs, check_products, check_gaps, check_steps, check_beside, check_halves,
)  # fmt: skip

# These say what a figure may be at most or at least, not what it is.
_BOUNDS = frozenset({"K10", "K11", "K12", "K19"})


def check_inside(document: Document) -> tuple[Check, ...]:
    """Every check that the text itself allows."""
    found = [check for run in CHECKS for check in run(document)]
    taken = {i for c in found if c.code not in _BOUNDS for i in c.claims[: 1 if c.is_good else None]}
    found += check_nearby(document, taken)
    return tuple(sorted(found, key=lambda c: (c.span, c.code, c.claims)))
