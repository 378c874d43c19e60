"""The rules of lint, one module a subject. Floor: reports. Each takes a `Reading` and yields `Finding`s."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.reading import Reading
from jiaodu.reports.lint.rules.binding import find_unbound
from jiaodu.reports.lint.rules.duties import find_missing_duties
from jiaodu.reports.lint.rules.length import find_length
from jiaodu.reports.lint.rules.outline import find_disorder
from jiaodu.reports.lint.rules.remedies import find_open_remedies
from jiaodu.reports.lint.rules.statements import find_figureless, find_inexact
from jiaodu.reports.lint.rules.vocabulary import find_personal_data, find_placeholders, find_sensitive, find_unfinished
from jiaodu.reports.lint.rules.years import find_other_years

RULES: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    find_length,
    find_disorder,
    find_other_years,
    find_missing_duties,
    find_unbound,
    find_figureless,
    find_inexact,
    find_unfinished,
    find_open_remedies,
    find_placeholders,
    find_sensitive,
    find_personal_data,
)
