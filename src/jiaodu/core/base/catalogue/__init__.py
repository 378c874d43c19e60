"""The catalogue of problems: every code, in both languages, as data.

Floor: core.base. In: nothing. Out: `CATALOGUE`, which `jiaodu explain` and docs/problems.md print.
Letters: P packs, F formulas, I intake, S store, V values and verdicts, R reports, C the command line.
A code is never reused for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jiaodu.core.base.catalogue import commands, formulas, intake, packs, reports, store, values
from jiaodu.core.base.problems import Entry

CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        **packs.ENTRIES,
        **formulas.ENTRIES,
        **intake.ENTRIES,
        **store.ENTRIES,
        **values.ENTRIES,
        **reports.ENTRIES,
        **commands.ENTRIES,
    }
)
