"""Grading: verdicts, values and scores become points, marks and a grade. Floor: core.evaluation.

Each way of grading is a small pure function (`methods`); what a scheme asks is data of its pack (`grading/`).
"""

from jiaodu.core.evaluation.grading.grade import Grader
from jiaodu.core.evaluation.grading.model import COLUMN_NAMES, STATE_NAMES, Graded, GradeState

__all__ = ["COLUMN_NAMES", "STATE_NAMES", "GradeState", "Graded", "Grader"]
