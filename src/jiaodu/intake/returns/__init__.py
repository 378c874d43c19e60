"""Returned workbooks in folders and zip files: read, sorted, held against who is due. Floor: intake."""

from jiaodu.intake.returns.model import Choice, Returns
from jiaodu.intake.returns.read import UNSETTLED, read_returns

__all__ = ["UNSETTLED", "Choice", "Returns", "read_returns"]
