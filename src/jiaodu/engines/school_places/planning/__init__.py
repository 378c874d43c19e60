"""Plans of school places: which measures, where, in which year, so that the fewest pupils lack a place for the least money.

Floor: engines.school_places. In: a framework's menu, tables or published demand. Out: a `Case` and its `Plan`, problems.
"""

from jiaodu.engines.school_places.planning.comparing import Comparison, compare_plans
from jiaodu.engines.school_places.planning.demand import Wanted
from jiaodu.engines.school_places.planning.judging import ClassMean, class_means, ways_to_school
from jiaodu.engines.school_places.planning.model import KIND, Case, Plan, Sheet
from jiaodu.engines.school_places.planning.plan import make_plan
from jiaodu.engines.school_places.planning.published import published_days, published_demand
from jiaodu.engines.school_places.planning.publishing import publish_plan
from jiaodu.engines.school_places.planning.regret import Regret, make_regret
from jiaodu.engines.school_places.planning.tables import read_case
from jiaodu.engines.school_places.planning.zoning import ZoneMap, zone_maps

__all__ = [
    "KIND",
    "Case",
    "ClassMean",
    "Comparison",
    "Plan",
    "Regret",
    "Sheet",
    "Wanted",
    "ZoneMap",
    "class_means",
    "compare_plans",
    "make_plan",
    "make_regret",
    "publish_plan",
    "published_days",
    "published_demand",
    "read_case",
    "ways_to_school",
    "zone_maps",
]
