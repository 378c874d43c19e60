"""Lint of reports: length, coverage, binding, problems and measures, years, wording.

Floor: reports. In: a `Prose` and a framework. Out: `lint_prose` gives a `Lint`, `write_marked` a page of the text.
"""

from jiaodu.reports.lint.edition import indicators_of, prose_of_edition
from jiaodu.reports.lint.lint import WORDING, lint_prose
from jiaodu.reports.lint.model import Counted, Covered, Finding, Lint
from jiaodu.reports.lint.page import render_marked, section_mark, write_marked

__all__ = [
    "WORDING",
    "Counted",
    "Covered",
    "Finding",
    "Lint",
    "indicators_of",
    "lint_prose",
    "prose_of_edition",
    "render_marked",
    "section_mark",
    "write_marked",
]
