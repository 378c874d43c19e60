"""`jiaodu check`: what is wrong with the data that were loaded, over one year or many. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, years_of
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import Problem, worst
from jiaodu.core.evaluation.evaluate import check_facts


def run(options: Any) -> int:
    """Find and print the problems of the years asked for."""
    out = Output(options)
    years = years_of(options.period)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    problems = check_facts(framework, facts, years)
    if out.as_json:
        out.json({"snapshot": facts.name, "years": [years[0], years[-1]], "problems": [p.to_json() for p in problems]})
    else:
        show(out, problems, everything=options.all)
    return 1 if worst(problems) == "error" else 0


def show(out: Output, problems: list[Problem], everything: bool) -> None:
    """Print problems and their number."""
    out.problems(problems, everything=everything)
    out.line(f"共 {len(problems)} 条", f"{len(problems)} in all", style="bold")
