"""Plans of school places: which measures, where, in which year, so that the fewest pupils lack a place for the least money.

Floor: engines.school_places. In: a framework's menu, tables or published demand. Out: a `Case` and its `Plan`, problems.
"""

from jiaodu.engines.school_places.planning.model import Case, Plan, Sheet
from jiaodu.engines.school_places.planning.plan import make_plan
from jiaodu.engines.school_places.planning.published import published_demand
from jiaodu.engines.school_places.planning.tables import read_case

__all__ = ["Case", "Plan", "Sheet", "make_plan", "published_demand", "read_case"]
