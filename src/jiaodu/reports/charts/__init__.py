"""Charts: one plain description, drawn as SVG and PNG. Floor: reports."""

from jiaodu.reports.charts.spec import Limit, Mark, Row, Shape, Spec

__all__ = ["Limit", "Mark", "Row", "Shape", "Spec"]
