"""Spreadsheets become fact rows and problems. Floor: intake; imports core and methods."""

from jiaodu.intake.model import Intake
from jiaodu.intake.read import read_sources

__all__ = ["Intake", "read_sources"]
