"""Numbers in Chinese and English text: where they stand, what they are worth, and whether they claim anything.

Floor: methods. In: a text. Out: `find_quantities` gives every `Quantity` of it, in order, none overlapping.
"""

from jiaodu.methods.quantities.find import find_quantities
from jiaodu.methods.quantities.model import Approximation, Direction, Kind, Quantity, Span

__all__ = ["Approximation", "Direction", "Kind", "Quantity", "Span", "find_quantities"]
