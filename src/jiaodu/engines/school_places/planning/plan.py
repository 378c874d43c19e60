"""Make a plan of a case: solve, check, and say what is short, by how much, and what more money would do.

Floor: engines.school_places. In: a `Case`, seconds. Out: a `Plan`.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning.model import Case, Plan
from jiaodu.methods.location import Answer, Needed, Stop, money_needed, one_more, seats_wanted, solve_plan
from jiaodu.methods.location.solver import RELATIVE_GAP, Unsolved

# one million yuan, in 万元
MILLION = 100.0
# less than this is no pupil
NOBODY = 0.005


def make_plan(
    case: Case, seconds: float = 60.0, *, gap: float = RELATIVE_GAP, fair: bool = False, stop: Stop | None = None
) -> Plan:
    """The plan. `seconds` is for the plan itself; as long again goes at most to what more money would do, nothing once `stop` is asked for.

    Raises:
        JiaoduError: L29 no answer that passes the check.
    """
    try:
        answer = solve_plan(case.problem, seconds, gap=gap, fair=fair, stop=stop)
        short = answer.missing.value > NOBODY
        needed = money_needed(case.problem, seconds / 2, stop) if short and not _stopped(stop) else None
        margins = tuple(one_more(case.problem, answer, MILLION, seconds / 2 / len(case.years), stop)) if short else ()
    except Unsolved as error:
        raise JiaoduError(problem("L29", detail=str(error))) from error
    if _stopped(stop):
        needed, margins = None, ()
    problems = (*case.problems, *_findings(case, answer, needed, gap))
    return Plan(case, answer, needed, margins, problems, seats_wanted(case.problem, answer))


def _stopped(stop: Stop | None) -> bool:
    return stop is not None and stop.asked


def _findings(case: Case, answer: Answer, needed: Needed | None, gap: float) -> Iterator[Problem]:
    if needed is not None and needed.missing.value > NOBODY:
        yield problem("L32", never=f"{needed.missing.value:,.0f}")
    if needed is not None and needed.total.value > NOBODY:
        more = {year: money for year, money in zip(case.years, needed.more.tolist(), strict=True) if money > NOBODY}
        years = Text(
            *(joint.join(f"{year}: {money:,.0f}" for year, money in more.items()) or "—" for joint in ("；", "; "))
        )
        yield problem(
            "L27", missing=f"{answer.missing.value:,.0f}", money=f"{needed.total.value:,.0f}", years=years
        )  # fmt: skip
    aims = [
        (Text("缺的学位数", "the number of places missing"), answer.missing),
        (Text("花费", "the cost"), answer.cost),
    ]
    if needed is not None:
        aims.append((Text("还差的钱", "the money that is short"), needed.total))
    for aim, solved in aims:
        if solved.status == "time" and solved.gap > gap:
            yield problem("L28", aim=aim, gap=f"{100 * solved.gap:.2f}%")
    if "stopped" in {answer.missing.status, answer.cost.status}:
        yield problem("L47")
