"""Refresh: read a Word file that people edited, say what became of its figures, and bring the stale ones up to date.

Floor: reports. In: a .docx, the editions of the day it was written and of today. Out: states; the file, changed in
nothing but figures.
"""

from jiaodu.reports.refresh.findings import figure_name, find_problems
from jiaodu.reports.refresh.model import BYS, STATES, FigureState, Refreshed
from jiaodu.reports.refresh.run import refresh_word

__all__ = ["BYS", "STATES", "FigureState", "Refreshed", "figure_name", "find_problems", "refresh_word"]
