"""Editions: the record of what a report printed, how two editions differ, and the file room's archive.

Floor: reports; imports core and the document tree. In: a `Document` or a written report. Out: `Edition`. What composes
reports again stands in modules of its own, since composing needs the record: `differences`, `archive`.
"""

from jiaodu.reports.editions.finding import find_edition, read_edition_id
from jiaodu.reports.editions.keeping import keep_edition, kept_editions, open_kept_framework, read_edition
from jiaodu.reports.editions.record import Edition, PrintedFigure, PrintedValue, record_edition

__all__ = [
    "Edition",
    "PrintedFigure",
    "PrintedValue",
    "find_edition",
    "keep_edition",
    "kept_editions",
    "open_kept_framework",
    "read_edition",
    "read_edition_id",
    "record_edition",
]
