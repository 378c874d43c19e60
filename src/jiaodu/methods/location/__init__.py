"""Where to make room, when and how: measures with seats, costs and lead times against demand by zone and year.

Floor: methods. In: a `Problem`. Out: answers with objective, bound and gap, each checked apart from the solver.
"""

from jiaodu.methods.location.check import Fault, check_answer
from jiaodu.methods.location.model import Answer, Measure, Problem, Solved
from jiaodu.methods.location.money import Margin, Needed, money_needed, one_more
from jiaodu.methods.location.places import Opened, Sites, check_opened
from jiaodu.methods.location.plan import solve_facilities, solve_plan, try_starts
from jiaodu.methods.location.sites import open_sites
from jiaodu.methods.location.solver import Stop
from jiaodu.methods.location.worth import seats_wanted

__all__ = [
    "Answer",
    "Fault",
    "Margin",
    "Measure",
    "Needed",
    "Opened",
    "Problem",
    "Sites",
    "Solved",
    "Stop",
    "check_answer",
    "check_opened",
    "money_needed",
    "one_more",
    "open_sites",
    "seats_wanted",
    "solve_facilities",
    "solve_plan",
    "try_starts",
]
