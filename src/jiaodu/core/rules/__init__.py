"""Data rules of the packs, tried on rows on their way in and on the store. Floor: core.rules.

`check_staged` looks at what a load would bring, with the store behind it; `check_stored` at periods of the store.
"""

from jiaodu.core.rules.check import check_staged, check_stored
from jiaodu.core.rules.findings import KEPT
from jiaodu.core.rules.reasons import written_reason

__all__ = ["KEPT", "check_staged", "check_stored", "written_reason"]
