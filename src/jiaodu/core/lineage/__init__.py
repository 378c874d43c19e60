"""Lineage: the way back from a figure to its cells and its article. Floor: core.lineage, the top of core."""

from jiaodu.core.lineage.trace import Trace
from jiaodu.core.lineage.why import explain_value

__all__ = ["Trace", "explain_value"]
