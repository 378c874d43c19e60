"""Lets the tests of registers import what they share with other tests of intake. Floor: tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
