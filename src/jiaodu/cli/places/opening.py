"""What both commands open: options checked, the history read. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.framework import Framework
from jiaodu.engines.school_places import History, choose_places, read_history
from jiaodu.engines.school_places.history import FARTHEST


def open_history(options: Any) -> tuple[Framework, History]:
    """The framework and the history asked for. Raises JiaoduError (V15, L03, L09, L10, L11)."""
    if not 1 <= options.years <= FARTHEST:
        raise JiaoduError(problem("L11", Place(key="--years"), years=options.years, most=FARTHEST))
    facts = open_facts(options)
    framework = open_framework(options, facts)
    choose_places(framework, options.places)
    under = org_of(facts.tree(), options.org) if options.org else ""
    until = year_of(options.until) if options.until else None
    return framework, read_history(framework, facts, options.places, until=until, horizon=options.years, under=under)
