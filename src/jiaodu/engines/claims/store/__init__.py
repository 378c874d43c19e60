"""Claims against the store: which indicator a figure speaks of, and whether its value says the same.

Floor: engines.claims. In: a `Document` and an opened evaluation. Out: `check_store`, `Linked` claims with verdicts.
"""

from jiaodu.engines.claims.store.check import Against, Linked, check_store
from jiaodu.engines.claims.store.linking import Candidate, Linker

__all__ = ["Against", "Candidate", "Linked", "Linker", "check_store"]
