"""What each scenario's plan comes to when another scenario comes true.

Floor: engines.school_places. In: a `Case` with scenarios. Out: a `Regret` table; every number of it is solved, none is estimated.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.engines.school_places.planning.model import Case
from jiaodu.methods.location import Answer, Stop, solve_plan, try_starts
from jiaodu.methods.location.solver import Unsolved


@dataclass(frozen=True)
class Regret:
    """By (plan, scenario): pupils left over. `plans` by scenario, best for it as far as was proved; `worst` by plan: the most regret."""

    plans: Mapping[str, Answer]
    missing: Mapping[tuple[str, str], float]
    regret: Mapping[tuple[str, str], float]

    def worst(self, plan: str) -> float:
        """The largest regret of a plan over the scenarios."""
        return max(value for (made, _), value in self.regret.items() if made == plan)

    @property
    def safest(self) -> str:
        """The plan whose largest regret is least; the cheaper where two are alike."""
        return min(self.plans, key=lambda name: (round(self.worst(name), 3), self.plans[name].cost.value))


def make_regret(case: Case, seconds: float, stop: Stop | None = None) -> Regret:
    """Solve each scenario, and see what each plan's measures come to in every other.

    Raises:
        JiaoduError: L46 the case has no scenarios, L29 no answer.
    """
    if not case.scenarios:
        raise JiaoduError(problem("L46", quantile="10, 80, 90"))
    questions = {name: dataclasses.replace(case.problem, demand=demand) for name, demand in case.scenarios.items()}
    try:
        plans = {name: solve_plan(asked, seconds / len(questions), stop=stop) for name, asked in questions.items()}
        missing = {
            (made, true): answer.missing.value if made == true else try_starts(asked, answer.starts).missing.value
            for made, answer in plans.items()
            for true, asked in questions.items()
        }
    except Unsolved as error:
        raise JiaoduError(problem("L29", detail=str(error))) from error
    # against the best that any of the plans reaches: where time ran out another scenario's plan may do better than a scenario's own
    best = {true: min(missing[made, true] for made in plans) for true in questions}
    return Regret(plans, missing, {key: max(0.0, value - best[key[1]]) for key, value in missing.items()})
