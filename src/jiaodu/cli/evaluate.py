"""`jiaodu evaluate`: judge units against a pack. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.grades import show_grades
from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.cli.tables import DutyTable, decided, show_counts, show_matrix, show_unmet, tally
from jiaodu.core.base.problems import worst
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.evaluation.archive import evaluation_to_json, write_archive

# more standards than this do not stand side by side; more lines than this are not read
MOST_COLUMNS, MOST_UNMET = 8, 40


def run(options: Any) -> int:
    """Evaluate, keep the result, and print it."""
    out = Output(options)
    year = year_of(options.period)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    orgs = [org_of(facts.tree(), name) for name in options.org] if options.org else None
    with out.progress("判定", "judging") as progress:
        evaluated = evaluate(framework, facts, year, orgs=orgs, level=options.level, progress=progress)
    write_archive(Path(options.store), evaluated.evaluation)
    if options.xlsx:
        from jiaodu.reports import write_evaluation_workbook

        write_evaluation_workbook(evaluated, framework, Path(options.xlsx), language=out.language)
    if out.as_json:
        out.json(evaluation_to_json(evaluated.evaluation))
    else:
        show(out, evaluated, everything=options.all)
        if options.xlsx:
            out.line(f"工作簿:{options.xlsx}", f"workbook: {options.xlsx}")
    return 1 if worst(evaluated.evaluation.problems) == "error" else 0


def show(out: Output, evaluated: Evaluated, everything: bool = False) -> None:
    """One unit as a duty table, many as a matrix; problems behind."""
    evaluation = evaluated.evaluation
    framework = evaluated.values.framework
    title = framework.edition.title
    for org in evaluation.run.orgs[:1] if len(evaluation.run.orgs) == 1 else ():
        name = Text(evaluation.name(org), evaluation.name(org, "en"))
        out.heading(f"{name.zh} {evaluation.run.year}年:{title.zh}", f"{name.en} {evaluation.run.year}: {title.en}")
        verdicts = [v for v in evaluation.verdicts if v.org == org]
        if verdicts or not evaluation.grades:
            DutyTable(out, evaluated, everything).show(org)
            counts = tally(out, verdicts)
            out.line(f"合计:{counts.zh}", f"in all: {counts.en}")
    if len(evaluation.run.orgs) > 1:
        show_many(out, evaluated, everything)
    show_grades(out, evaluated)
    if evaluation.problems:
        out.heading(f"问题 {len(evaluation.problems)} 条", f"{len(evaluation.problems)} problems")
        out.problems(evaluation.problems, everything=everything)
    run = evaluation.run
    out.line()
    out.line(
        f"快照 {run.snapshot} · 框架 {', '.join(run.packs)}({run.framework[:12]}) · jiaodu {run.jiaodu} · duckdb {run.duckdb}",
        f"snapshot {run.snapshot} · packs {', '.join(run.packs)} ({run.framework[:12]}) · jiaodu {run.jiaodu} · duckdb {run.duckdb}",
        style="dim",
    )


def show_many(out: Output, evaluated: Evaluated, everything: bool) -> None:
    """Few standards side by side, findings and proxies apart; of many, how many units meet each and who does not."""
    evaluation = evaluated.evaluation
    if len({(v.standard, v.cell) for v in evaluation.verdicts}) > MOST_COLUMNS:
        show_counts(out, evaluated, evaluation.run.orgs)
        show_unmet(out, evaluated, evaluation.run.orgs, None if everything else MOST_UNMET)
        return
    for basis in ("legal", "target", "proxy"):
        standards = decided(evaluation, basis)
        if not standards:
            continue
        if basis == "proxy":
            out.heading("代理口径(不是法定结论)", "proxies (not findings under the law)")
        else:
            out.heading(
                "法定标准" if basis == "legal" else "目标", "legal standards" if basis == "legal" else "targets"
            )
        show_matrix(out, evaluated, evaluation.run.orgs, standards)
