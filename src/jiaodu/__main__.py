"""`python -m jiaodu` is the command line."""

import sys

from jiaodu.cli.main import program

sys.exit(program())
