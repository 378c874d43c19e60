"""Lineage: the way back from a figure to its cells and its article. Floor: core.lineage, the top of core."""

from jiaodu.core.lineage.trace import Trace
from jiaodu.core.lineage.why import explain_value
from jiaodu.core.lineage.why_grades import explain_grade, explain_standard

__all__ = ["Trace", "explain_grade", "explain_standard", "explain_value"]
