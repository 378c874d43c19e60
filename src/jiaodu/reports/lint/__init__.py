"""Lint of reports: length, coverage, binding, problems and measures, years, wording.

Floor: reports. In: a `Prose` and a framework. Out: `lint_prose` gives a `Lint`, `write_marked` a page of the text.
"""

from jiaodu.reports.lint.lint import WORDING, lint_prose
from jiaodu.reports.lint.model import Counted, Covered, Finding, Lint

__all__ = ["WORDING", "Counted", "Covered", "Finding", "Lint", "lint_prose"]
