"""Read a report and say which of its numbers hold: extract, bind, check inside, check against the store.

Floor: engines.claims. In: `Prose`; for the store, an evaluation. Out: claims, checks, problems.
"""

from jiaodu.engines.claims.check import Checked, check_claims, extract_claims
from jiaodu.engines.claims.model import Check, Claim, Verdict

__all__ = ["Check", "Checked", "Claim", "Verdict", "check_claims", "extract_claims"]
