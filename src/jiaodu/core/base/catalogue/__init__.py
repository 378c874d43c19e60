"""The catalogue of problems: every code, in both languages, as data.

Floor: core.base. In: nothing. Out: `CATALOGUE`, which `jiaodu explain` and docs/problems.md print.
Letters: P packs, F formulas, I intake, S store, V values and verdicts, G combined standards and gradings, D data rules, R reports, N prose that is read, T templates and layouts, C the command line,
K what a text's numbers claim, L forecasts and plans of school places, A rights, accounts and the audit, W rounds and forms filled on the web, U serving, worker and backup.
A code is never reused for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jiaodu.core.base.catalogue.access import ENTRIES as ACCESS
from jiaodu.core.base.catalogue.approval import ENTRIES as APPROVAL
from jiaodu.core.base.catalogue.charts import ENTRIES as CHARTS
from jiaodu.core.base.catalogue.claims import ENTRIES as CLAIMS
from jiaodu.core.base.catalogue.commands import ENTRIES as COMMANDS
from jiaodu.core.base.catalogue.editions import ENTRIES as EDITIONS
from jiaodu.core.base.catalogue.filling import ENTRIES as FILLING
from jiaodu.core.base.catalogue.formulas import ENTRIES as FORMULAS
from jiaodu.core.base.catalogue.grading import ENTRIES as GRADING
from jiaodu.core.base.catalogue.intake import ENTRIES as INTAKE
from jiaodu.core.base.catalogue.lint import ENTRIES as LINT
from jiaodu.core.base.catalogue.packs import ENTRIES as PACKS
from jiaodu.core.base.catalogue.pdf import ENTRIES as PDF
from jiaodu.core.base.catalogue.places import ENTRIES as PLACES
from jiaodu.core.base.catalogue.prose import ENTRIES as PROSE
from jiaodu.core.base.catalogue.reports import ENTRIES as REPORTS
from jiaodu.core.base.catalogue.returns import ENTRIES as RETURNS
from jiaodu.core.base.catalogue.rules import ENTRIES as RULES
from jiaodu.core.base.catalogue.serving import ENTRIES as SERVING
from jiaodu.core.base.catalogue.store import ENTRIES as STORE
from jiaodu.core.base.catalogue.structure import ENTRIES as STRUCTURE
from jiaodu.core.base.catalogue.templates import ENTRIES as TEMPLATES
from jiaodu.core.base.catalogue.values import ENTRIES as VALUES
from jiaodu.core.base.catalogue.web import ENTRIES as WEB
from jiaodu.core.base.problems import Entry

CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        **PACKS,
        **ACCESS,
        **APPROVAL,
        **FORMULAS,
        **INTAKE,
        **RETURNS,
        **STORE,
        **VALUES,
        **STRUCTURE,
        **GRADING,
        **RULES,
        **REPORTS,
        **EDITIONS,
        **CHARTS,
        **PROSE,
        **PDF,
        **LINT,
        **TEMPLATES,
        **COMMANDS,
        **CLAIMS,
        **PLACES,
        **WEB,
        **SERVING,
        **FILLING,
    }
)
