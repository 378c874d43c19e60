"""Charts: one plain description of each, drawn as SVG and PNG. Floor: reports."""

from jiaodu.reports.charts.boundaries import Boundaries, read_boundaries
from jiaodu.reports.charts.draw import check_charts
from jiaodu.reports.charts.spec import Limit, Mark, Row, Shape, Spec

__all__ = ["Boundaries", "Limit", "Mark", "Row", "Shape", "Spec", "check_charts", "read_boundaries"]
