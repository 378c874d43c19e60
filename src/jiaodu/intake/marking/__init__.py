"""The returned workbook with its problems marked in it. Floor: intake; imports core.

`mark_file` gives the bytes of the marked workbook: coloured cells, notes, and a sheet that lists every problem. Whatever
need not change stays byte for byte as the sender made it.
"""

from jiaodu.intake.marking.marked import Marked, mark_file

__all__ = ["Marked", "mark_file"]
