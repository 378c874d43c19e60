"""Lets the tests of returns import the small files of intake. Floor: tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
