"""What each figure says: its measure, period, scope, and what it has to do with the figures around it.

Floor: engines.claims. In: a `Reading`. Out: `bind_claims`, one `Claim` for each mention.
"""

from jiaodu.engines.claims.binding.bind import bind_claims

__all__ = ["bind_claims"]
