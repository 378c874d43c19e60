"""The formula language: read, check, print. Floor: core.formula; imports core.base only.

A formula is one aggregate expression over one table, arithmetic between indicators, or one verb across the units below.
"""

from jiaodu.core.formula.names import Names
from jiaodu.core.formula.nodes import Node
from jiaodu.core.formula.parse import parse_formula
from jiaodu.core.formula.printing import print_canonical, print_sentence

__all__ = ["Names", "Node", "parse_formula", "print_canonical", "print_sentence"]
