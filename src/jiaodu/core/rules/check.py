"""Try every rule of a framework: one engine for rows on their way in and for rows in the store.

Floor: core.rules. In: a framework, facts or staged rows, periods. Out: problems, the gravest kinds not first: in the
order of the rules. Nothing is raised for what is in the data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.core.facts.reading import Facts, Snapshot
from jiaodu.core.facts.staging import Staged, StagedRegister
from jiaodu.core.framework.model import Framework, Rule
from jiaodu.core.rules.change import check_change
from jiaodu.core.rules.cohorts import check_cohort
from jiaodu.core.rules.findings import Findings
from jiaodu.core.rules.habits import check_copies, check_digits
from jiaodu.core.rules.incoming import Incoming
from jiaodu.core.rules.records import TRIALS, check_records
from jiaodu.core.rules.rows import Periods, RuleRows
from jiaodu.core.rules.totals import check_totals

ENGINES: Mapping[str, Callable[[RuleRows, Rule, Findings], None]] = {
    "sum": check_totals, "district": check_totals, "change": check_change, "cohort": check_cohort,
    "digits": check_digits, "copies": check_copies,
}  # fmt: skip


def check_staged(
    framework: Framework, snapshot: Snapshot, staged: Sequence[Staged], registers: Sequence[StagedRegister] = ()
) -> tuple[Problem, ...]:
    """Try the rules on rows on their way in; last year, other forms and the register are taken from the store and the load.

    Each problem stands at the cell to look at (file, sheet, cell), of these rows wherever it read any; `data["places"]` holds all cells that were read,
    `data["rule_id"]`, `data["unit"]`, `data["items"]` what they are. A record that is brought twice is S09.
    """
    if not staged or not framework.rules:
        return ()
    try:
        facts = Incoming(snapshot, staged, registers)
    except JiaoduError as error:
        return error.problems
    periods: dict[PeriodKind, set[int]] = {}
    for name, keys in facts.keys.items():
        kind = framework.forms[name].spec.period
        periods.setdefault(kind, set()).update(pc.unique(keys["period"]).to_pylist())
    found = _check(framework, facts, {k: sorted(v) for k, v in periods.items()}, facts.keys)
    brought = {one.origin.file for one in staged}
    return tuple(_at_what_is_brought(p, brought) for p in found)


def _at_what_is_brought(found: Problem, files: Collection[str]) -> Problem:
    """A finding that stands at a cell of the store, moved to a cell of the load that it also read.

    Whoever sends a file can mend that file only: a total of the statistics is right until shown otherwise.
    """
    if found.place.file in files:
        return found
    cells = (*found.data.get("parts", ()), *found.data.get("places", ()))
    own = next((c for c in cells if c.file in files and c.cell), None)
    return found if own is None else found.at(replace(own, key=found.place.key))


def check_stored(framework: Framework, facts: Facts, periods: Periods) -> tuple[Problem, ...]:
    """Try the rules on the rows of these periods, by kind of period."""
    return _check(framework, facts, periods, None) if framework.rules else ()


def _check(
    framework: Framework, facts: Facts, periods: Periods, keys: Mapping[str, pa.Table] | None
) -> tuple[Problem, ...]:
    rows, findings = RuleRows(framework, facts, periods, keys), Findings(facts)
    try:
        by_form: dict[str, list[Rule]] = {}
        for rule in framework.rules.values():
            if rule.kind in TRIALS and rule.other is None:
                by_form.setdefault(rule.form.id, []).append(rule)
            else:
                _try(rows, rule, findings)
        for form, rules in by_form.items():
            if rows.is_fresh(framework.forms[form]):
                check_records(rows, framework.forms[form], rules, findings)
    finally:
        rows.close()
    return findings.problems()


def _try(rows: RuleRows, rule: Rule, findings: Findings) -> None:
    """One rule that looks beyond the row; one that cannot be computed is D90 and leaves the others alone."""
    try:
        ENGINES[rule.kind](rows, rule, findings)
    except duckdb.Error as error:
        findings.broken(rule, error)
