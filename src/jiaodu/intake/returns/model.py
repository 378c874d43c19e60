"""The nouns of returned workbooks: which of two returns counts, and a reading of them all.

Floor: intake. In: made by `read_returns`. Out: `Choice`, `Returns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiaodu.core.base.text import Text
from jiaodu.core.facts.staging import StagedRegister
from jiaodu.intake.model import Intake

Record = tuple[str, str, int, str]  # form, organisation, period, source: what a unit returns, and what counts once


@dataclass(frozen=True, slots=True)
class Choice:
    """One unit's return of one form that came in several files: which file counts, and why."""

    record: Record
    counts: str
    others: tuple[str, ...]
    reason: Text
    is_same: bool


@dataclass(frozen=True)
class Returns:
    """Returned workbooks, read and sorted. `intake` is what may be loaded.

    `choices` by record; `faulty` are files with errors, by name with the number of errors; `came` says which files
    brought which record, errors or not; `left_out` are the files that were left out for their errors; `contacts` are
    register rows whose contact a filled template's cover has made newer.
    """

    intake: Intake
    choices: Mapping[Record, Choice] = field(default_factory=dict)
    came: Mapping[Record, tuple[str, ...]] = field(default_factory=dict)
    faulty: Mapping[str, int] = field(default_factory=dict)
    superseded: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    contacts: tuple[StagedRegister, ...] = ()
